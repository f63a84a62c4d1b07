/* SPDX-License-Identifier: MIT */
/* Secrets of a session, compared in a time that tells nothing about them. */
#include "desk/page_session.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

enum { SECRET_BYTES = SESSION_SECRET / 2 };

static int
make_secret(char secret[SESSION_SECRET + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[SECRET_BYTES];
	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes)) {
		return -EIO;
	}
	for (size_t i = 0; i < sizeof(bytes); i++) {
		secret[2 * i] = digits[bytes[i] >> 4];
		secret[2 * i + 1] = digits[bytes[i] & 15];
	}
	secret[SESSION_SECRET] = '\0';
	explicit_bzero(bytes, sizeof(bytes));
	return 0;
}

/* An empty secret is equal to nothing. */
static bool
is_equal(const char *secret, struct str said)
{
	unsigned char difference = 0;
	if (secret[0] == '\0' || said.n != SESSION_SECRET) {
		return false;
	}
	for (size_t i = 0; i < SESSION_SECRET; i++) {
		difference |= (unsigned char)(secret[i] ^ said.p[i]);
	}
	return difference == 0;
}

static bool
has_rested(const struct page_session *session, ms_t now)
{
	return now - session->seen_at >= SESSION_REST_MS;
}

int
page_session_init(struct page_session *session, ms_t now)
{
	*session = (struct page_session){ .seen_at = now };
	return make_secret(session->entry);
}

bool
page_session_enter(struct page_session *session, struct str entry, ms_t now)
{
	if (has_rested(session, now)) {
		page_session_end(session);
		return false;
	}
	if (!is_equal(session->entry, entry) || make_secret(session->cookie) < 0 ||
		make_secret(session->csrf) < 0) {
		return false;
	}
	explicit_bzero(session->entry, sizeof(session->entry));
	session->seen_at = now;
	return true;
}

bool
page_session_is_open(const struct page_session *session, ms_t now)
{
	return session->cookie[0] != '\0' && !has_rested(session, now);
}

bool
page_session_is_over(const struct page_session *session, ms_t now)
{
	return has_rested(session, now) || (session->cookie[0] == '\0' && session->entry[0] == '\0');
}

bool
page_session_holds(struct page_session *session, struct str cookie, ms_t now)
{
	if (!is_equal(session->cookie, cookie)) {
		return false;
	}
	if (has_rested(session, now)) {
		page_session_end(session);
		return false;
	}
	session->seen_at = now;
	return true;
}

bool
page_session_is_own_form(const struct page_session *session, struct str csrf)
{
	return is_equal(session->csrf, csrf);
}

void
page_session_end(struct page_session *session)
{
	explicit_bzero(session, sizeof(*session));
}

bool
page_session_give_ticket(struct page_session *session, struct str id, struct str reason, ms_t now)
{
	struct page_ticket *ticket = &session->ticket;
	if (id.n >= sizeof(ticket->id) || reason.n > sizeof(ticket->reason)) {
		return false;
	}
	*ticket = (struct page_ticket){ .n_reason = reason.n, .given_at = now };
	memcpy(ticket->id, id.p, id.n);
	if (reason.n > 0) {
		memcpy(ticket->reason, reason.p, reason.n);
	}
	return true;
}

bool
page_session_take_ticket(
	struct page_session *session, struct str id, ms_t now, struct page_ticket *ret_ticket)
{
	struct page_ticket *ticket = &session->ticket;
	const bool is_right = id.n > 0 && str_eq(str_of(ticket->id), id) &&
		now - ticket->given_at < SESSION_TICKET_MS;
	if (is_right) {
		*ret_ticket = *ticket;
	}
	explicit_bzero(ticket, sizeof(*ticket));
	return is_right;
}

struct str
page_session_find_cookie(struct str header, struct str name)
{
	for (size_t at = 0; at < header.n;) {
		const size_t end = str_find(header, STR(";"), at);
		const struct str pair = str_trim(str_sub(header, at, end));
		const size_t equals = str_find(pair, STR("="), 0);
		if (equals < pair.n && str_eq(str_sub(pair, 0, equals), name)) {
			return str_sub(pair, equals + 1, pair.n);
		}
		at = end + 1;
	}
	return STR_NONE;
}

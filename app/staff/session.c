/* SPDX-License-Identifier: MIT */
/* One session at a time: a kiosk has one screen. */
#include "staff/session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

ms_t
session_wait(const struct session *session, ms_t now)
{
	return session->wait_until > now ? session->wait_until - now : 0;
}

void
session_note_wrong(struct session *session, ms_t now)
{
	session->n_wrong++;
	if (session->n_wrong < SESSION_FREE_TRIES) {
		return;
	}
	ms_t wait = SESSION_WAIT_FIRST_MS;
	for (int32_t i = SESSION_FREE_TRIES; i < session->n_wrong && wait < SESSION_WAIT_MAX_MS; i++) {
		wait *= 2;
	}
	session->wait_until = now + (wait < SESSION_WAIT_MAX_MS ? wait : SESSION_WAIT_MAX_MS);
}

int
session_open(struct session *session, const struct card *card, ms_t now)
{
	unsigned char random[STAFF_TOKEN_LENGTH / 2];
	static const char digits[] = "0123456789abcdef";

	session_close(session);
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
		return -EIO;
	}
	for (size_t i = 0; i < sizeof(random); i++) {
		session->token[2 * i] = digits[random[i] >> 4];
		session->token[2 * i + 1] = digits[random[i] & 15];
	}
	explicit_bzero(random, sizeof(random));
	session->is_open = true;
	session->card = *card;
	session->used_at = now;
	session->n_wrong = 0;
	session->wait_until = 0;
	return 0;
}

bool
session_use(struct session *session, struct str token, ms_t now)
{
	unsigned char differs = 0;
	(void)session_tick(session, now);
	if (!session->is_open || token.n != STAFF_TOKEN_LENGTH) {
		return false;
	}
	for (size_t i = 0; i < STAFF_TOKEN_LENGTH; i++) {
		differs |= (unsigned char)(session->token[i] ^ token.p[i]);
	}
	if (differs != 0) {
		return false;
	}
	session->used_at = now;
	return true;
}

void
session_close(struct session *session)
{
	session->is_open = false;
	explicit_bzero(session->token, sizeof(session->token));
	explicit_bzero(&session->card, sizeof(session->card));
}

void
session_write_tries(const struct session *session, struct text *out)
{
	text_add(out, STR("wrong "));
	text_int(out, session->n_wrong);
	text_add(out, STR(" until "));
	text_int(out, session->wait_until);
	text_add(out, STR("\n"));
}

bool
session_read_tries(struct session *session, struct str text, ms_t now)
{
	char line[SESSION_TRIES_BYTES];
	int n_wrong, n = 0;
	long long until;
	if (text.n >= sizeof(line)) {
		return false;
	}
	memcpy(line, text.p, text.n);
	line[text.n] = '\0';
	if (sscanf(line, "wrong %9d until %18lld%n", &n_wrong, &until, &n) != 2 || n_wrong < 0 ||
		until < 0 || strcmp(line + n, "\n") != 0) {
		return false;
	}
	session->n_wrong = n_wrong;
	session->wait_until = until > now + SESSION_WAIT_MAX_MS ? now + SESSION_WAIT_MAX_MS : until;
	return true;
}

bool
session_tick(struct session *session, ms_t now)
{
	if (session->is_open && now - session->used_at >= SESSION_IDLE_MS) {
		session_close(session);
	}
	return session->is_open || session->n_wrong > 0;
}

/* SPDX-License-Identifier: MIT */
/* The one browser that may use the pages: entered once by a link, held by a cookie, ended by rest. */
#ifndef DESK_PAGE_SESSION_H
#define DESK_PAGE_SESSION_H

#include "core/str.h"

enum {
	SESSION_SECRET = 64, /* hexadecimal digits of 32 random bytes */
	SESSION_REST_MS = 30 * 60 * 1000,
	SESSION_TICKET_MS = 30 * 1000,
	SESSION_REASON_MAX = 800, /* bytes of 200 characters */
};

/* A reason that was given and is used up by the very next page of its request, soon. */
struct page_ticket {
	char id[37]; /* empty: none */
	char reason[SESSION_REASON_MAX];
	size_t n_reason;
	ms_t given_at;
};

struct page_session {
	char entry[SESSION_SECRET + 1];  /* of the link; empty once it was used */
	char cookie[SESSION_SECRET + 1]; /* empty: nobody is in */
	char csrf[SESSION_SECRET + 1];   /* in every form: another site cannot know it */
	ms_t seen_at;
	struct page_ticket ticket;
};

/* Times are monotonic. The link waits as long as a session rests. 0 or negative errno (no random bytes). */
__attribute__((warn_unused_result)) int page_session_init(struct page_session *session, ms_t now);
/* Whether the secret of the link is right; it is used up then, and the cookie is in force. */
bool page_session_enter(struct page_session *session, struct str entry, ms_t now);
/* Whether somebody is in. */
bool page_session_is_open(const struct page_session *session, ms_t now);
/* Whether nobody is in, and nobody can come in any more. */
bool page_session_is_over(const struct page_session *session, ms_t now);
/* Whether `cookie` is the one that was set; that counts as a sign of life. Ends a session that has rested too long. */
bool page_session_holds(struct page_session *session, struct str cookie, ms_t now);
bool page_session_is_own_form(const struct page_session *session, struct str csrf);
/* Nobody gets in any more. */
void page_session_end(struct page_session *session);

/* False when the reason is too long to be one. */
bool page_session_give_ticket(
	struct page_session *session, struct str id, struct str reason, ms_t now);
/* Takes the ticket of this request, once. */
bool page_session_take_ticket(
	struct page_session *session, struct str id, ms_t now, struct page_ticket *ret_ticket);

/* The value of a cookie in the header "Cookie" (RFC 6265 section 5.4), or STR_NONE. */
struct str page_session_find_cookie(struct str header, struct str name);

#endif

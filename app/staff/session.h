/* SPDX-License-Identifier: MIT */
/* Who is signed in, for how long, and who has to wait: times are those of a monotonic clock. */
#ifndef STAFF_SESSION_H
#define STAFF_SESSION_H

#include "core/staff_call.h"
#include "platform/card.h"

enum {
	SESSION_IDLE_MS = 15 * 60 * 1000,
	SESSION_FREE_TRIES = 3,
	SESSION_WAIT_FIRST_MS = 30 * 1000, /* doubled by each try more */
	SESSION_WAIT_MAX_MS = 15 * 60 * 1000,
};

struct session {
	bool is_open;
	char token[STAFF_TOKEN_LENGTH];
	ms_t used_at;
	struct card card;
	int32_t n_wrong; /* since the last right one */
	ms_t wait_until;
};

/* Milliseconds until the next try may be made; 0: now. */
ms_t session_wait(const struct session *session, ms_t now);
/* One more wrong try. */
void session_note_wrong(struct session *session, ms_t now);
/* Opens it with a fresh token; one that was open before is closed. 0 or negative errno: no chance to be had. */
__attribute__((warn_unused_result)) int session_open(
	struct session *session, const struct card *card, ms_t now);
/* Whether the token is that of the open session, which is then in use until now. In time that does not tell how much of it is right. */
bool session_use(struct session *session, struct str token, ms_t now);
void session_close(struct session *session);
/* Closes it when nobody used it for too long. Whether the service has something to remember. */
bool session_tick(struct session *session, ms_t now);

enum { SESSION_TRIES_BYTES = 64 };

/* "wrong 3 until 123456": the wrong tries, for a service that begins anew. */
void session_write_tries(const struct session *session, struct text *out);
/* False, and nothing taken: the text is none of these. A time that is further away than any wait was written before a restart of the machine. */
bool session_read_tries(struct session *session, struct str text, ms_t now);

#endif

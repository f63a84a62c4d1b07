/* SPDX-License-Identifier: MIT */
/* What the staff pages ask of guichet-staff, at once or on a worker thread; and the token of the session there. */
#ifndef KIOSK_STAFF_LINK_H
#define KIOSK_STAFF_LINK_H

#include "core/effect.h"
#include "kiosk/options.h"

/* The session at the service; zeroed when it ends. */
struct staff_token {
	bool is_there;
	char text[STAFF_TOKEN_LENGTH];
};

/*
 * Asks on the calling thread, or stores the self-test, and waits: an update can take a quarter of an hour. `cancel`: an eventfd that
 * ends the waiting, or -1.
 */
void staff_link_now(const struct config *config, struct staff_token *token,
	const struct staff_task *task, int cancel, struct staff_answer *ret_answer);

struct staff_link;

/*
 * Starts the worker. `done` is called on it after each task but STAFF_CLOSE, which nobody waits for. `config` must stay.
 * 0 or negative errno.
 */
__attribute__((warn_unused_result)) int staff_link_open(const struct config *config,
	void (*done)(void *context, uint32_t number, const struct staff_answer *answer), void *context,
	struct staff_link **ret_link);
/* Copies the task into locked memory and returns at once; one that still waits is forgotten. */
void staff_link_put(struct staff_link *link, const struct staff_task *task);
/* Does not wait for the service, which ends what it does; zeroes token and copies. Returns NULL. */
struct staff_link *staff_link_close(struct staff_link *link);

#endif

/* SPDX-License-Identifier: MIT */
/* What guichet-sync and a technician change in the outbox (docs/formats/outbox.md). */
#ifndef PLATFORM_OUTBOX_SYNC_H
#define PLATFORM_OUTBOX_SYNC_H

#include "platform/outbox.h"

enum {
	OUTBOX_REASON_MAX = 63, /* bytes of a row's last error */
	OUTBOX_WAIT_MAX_MS = 2 * 60 * 60 *
		1000, /* no row waits longer: a later time is a clock set back */
};

struct outbox_row {
	int64_t seq;
	char id[37];
	unsigned char sha256[OUTBOX_SHA256_BYTES];
	int attempts;
	struct str envelope; /* owned by the outbox, valid until the next outbox_next() */
};

/*
 * From now on no other process that asks gets it, until outbox_close() or the end of this process, however it ends: two that deliver
 * would send everything twice. Storing and reading go on. Once for each outbox. 0, OUTBOX_CLAIMED, or negative errno.
 */
__attribute__((warn_unused_result)) int outbox_claim(struct outbox *outbox);

/*
 * The first queued row after `seq` (0: of all) whose time has come at `now_wall`. Holds no lock when it returns, so that the
 * kiosk's log can be moved while this row is on its way. 0, OUTBOX_NONE, or negative errno.
 */
__attribute__((warn_unused_result)) int outbox_next(
	struct outbox *outbox, int64_t seq, ms_t now_wall, struct outbox_row *ret_row);

/* What is kept of a delivery. */
struct outbox_receipt {
	struct str jws;  /* byte for byte */
	struct date due; /* year 0: none was promised */
	ms_t
		delivered_wall; /* by the intake's clock, so that a wrong one here purges nothing too early */
};

/*
 * These are durable when they return 0: one transaction, one flush each. On a full disk they live on the reserve.
 * 0, OUTBOX_NONE (there is no such row in a state that allows it; nothing was changed), or negative errno.
 */

/* The receipt in, the envelope out, and the link as it is now. The caller has verified the receipt. */
__attribute__((warn_unused_result)) int outbox_deliver(struct outbox *outbox, struct str id,
	const struct outbox_receipt *receipt, const struct outbox_link *link);
/* Sets a queued row apart: it is not sent until a technician says so. `reason`: a code, no content, no address. */
__attribute__((warn_unused_result)) int outbox_quarantine(
	struct outbox *outbox, struct str id, const char *reason, ms_t now_wall);
/* Puts a quarantined row back into the queue and wakes guichet-sync. */
__attribute__((warn_unused_result)) int outbox_requeue(struct outbox *outbox, struct str id);
/* An attempt that came to nothing. */
struct outbox_failure {
	const char *reason;
	ms_t now_wall;
	ms_t
		next_wall; /* not before this time; 0: the row is not to blame, and waits for the link only */
};
/* Counts the attempt, and writes the link as it is now. */
__attribute__((warn_unused_result)) int outbox_failed(struct outbox *outbox, struct str id,
	const struct outbox_failure *failure, const struct outbox_link *link);
/* 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_set_link(
	struct outbox *outbox, const struct outbox_link *link);

/* Deletes some delivered rows that were delivered before `before_wall`; again until *ret_n is 0. 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_purge(
	struct outbox *outbox, ms_t before_wall, int *ret_n);

/* Calls `row` for every quarantined request in the order of storing, until it returns false. 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_each_quarantined(struct outbox *outbox,
	bool (*row)(void *context, struct str id, struct str reason), void *context);

#endif

/* SPDX-License-Identifier: MIT */
/* Sealed requests that wait for the network, in SQLite. */
#ifndef PLATFORM_OUTBOX_H
#define PLATFORM_OUTBOX_H

#include <stdbool.h>

#include "core/str.h"
#include "platform/diagnosis.h"

struct outbox;

enum { OUTBOX_FULL = 1, /* the disk is full: nothing was stored */ OUTBOX_DUPLICATE = 2 /* the id is there already */ };

/* Creates it when it is absent. 0 or negative errno with a diagnosis (no folder, no permission, damaged, blocks under 4 KiB, newer schema). */
__attribute__((warn_unused_result)) int outbox_open(const char *path, bool read_only, struct outbox **ret_outbox, struct diagnosis *ret_diagnosis);
struct outbox *outbox_close(struct outbox *outbox);

/* Durable when it returns 0: one transaction, one fsync. */
__attribute__((warn_unused_result)) int outbox_put(struct outbox *outbox, struct str id, ms_t created_wall, struct str envelope);

enum outbox_state { OUTBOX_QUEUED, OUTBOX_SENDING, OUTBOX_DELIVERED, OUTBOX_QUARANTINED, OUTBOX_STATES };

struct outbox_counts {
	long in[OUTBOX_STATES];
	ms_t oldest_wall; /* of what is not delivered; 0: none */
};

__attribute__((warn_unused_result)) int outbox_count(struct outbox *outbox, struct outbox_counts *ret_counts);
/* Calls `row` for every undelivered envelope, oldest first, until it returns false. */
__attribute__((warn_unused_result)) int outbox_each(struct outbox *outbox, bool (*row)(void *context, struct str id, struct str envelope), void *context);

#endif

/* SPDX-License-Identifier: MIT */
/* Sealed requests that wait for the network, in SQLite (docs/formats/outbox.md). */
#ifndef PLATFORM_OUTBOX_H
#define PLATFORM_OUTBOX_H

#include <stdbool.h>

#include "core/str.h"
#include "platform/diagnosis.h"

/* One connection. Any thread may use it, one at a time. */
struct outbox;

enum {
	OUTBOX_FULL = 1,
	/* the disk is full: nothing was stored */ OUTBOX_DUPLICATE = 2 /* the id is there already */
};
enum { OUTBOX_SHA256_BYTES = 32 };

/*
 * Creates it when it is absent, unless `read_only`. 0 or negative errno with a diagnosis: -ENOENT (no folder, or no file
 * to read), -EACCES, -EBADMSG (damaged: the file is left as it is), -ENOTSUP (file-system blocks under 4 KiB),
 * -EPROTO (another program's file, or a newer schema), -ENOSPC (full before the file could be made), -EBUSY, -EIO, -ENOMEM.
 */
__attribute__((warn_unused_result)) int outbox_open(
	const char *path, bool read_only, struct outbox **ret_outbox, struct diagnosis *ret_diagnosis);
/* Moves what was committed into the database file, then closes. Returns NULL. */
struct outbox *outbox_close(struct outbox *outbox);

/*
 * Durable when it returns 0: one transaction, one fsync. `sha256` is the digest of the envelope's bytes, by which the
 * intake's receipt will name it. 0, OUTBOX_FULL, OUTBOX_DUPLICATE, or negative errno; only after 0 is anything stored.
 */
__attribute__((warn_unused_result)) int outbox_put(struct outbox *outbox, struct str id,
	ms_t created_wall, struct str envelope, const unsigned char sha256[OUTBOX_SHA256_BYTES]);
/*
 * Moves the log into the database when it has grown. Costs flushes, so call it when nobody waits: between visits, or
 * after "saved" was told. Without it an outbox_put() has to do it now and then. 0 or negative errno.
 */
__attribute__((warn_unused_result)) int outbox_tidy(struct outbox *outbox);
/* Whether the next outbox_put() will find room: 0, OUTBOX_FULL, or negative errno. Ask before a client begins. */
__attribute__((warn_unused_result)) int outbox_room(struct outbox *outbox);

enum outbox_state {
	OUTBOX_QUEUED,
	OUTBOX_SENDING,
	OUTBOX_DELIVERED,
	OUTBOX_QUARANTINED,
	OUTBOX_STATES
};

struct outbox_counts {
	long in[OUTBOX_STATES];
	ms_t oldest_wall;       /* of what is not delivered; 0: none */
	ms_t next_attempt_wall; /* the earliest planned one; 0: none */
	char last_error[160];   /* of the latest attempt that failed; empty: none */
};

__attribute__((warn_unused_result)) int outbox_count(
	struct outbox *outbox, struct outbox_counts *ret_counts);
/* Calls `row` for every undelivered envelope in the order of storing, until it returns false. */
__attribute__((warn_unused_result)) int outbox_each(struct outbox *outbox,
	bool (*row)(void *context, struct str id, struct str envelope), void *context);

/*
 * A technician's answer to -EBADMSG: renames the file and its -wal and -shm to "<name>.damaged-N", N the first free
 * number, so that the next outbox_open() begins a new one and a workshop can save the rest. No program may have it
 * open. 0 with the new path in ret_diagnosis->file, or negative errno with a diagnosis.
 */
__attribute__((warn_unused_result)) int outbox_set_aside(
	const char *path, struct diagnosis *ret_diagnosis);

#endif

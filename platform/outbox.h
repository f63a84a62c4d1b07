/* SPDX-License-Identifier: MIT */
/* Sealed requests that wait for the network, in SQLite (docs/formats/outbox.md). */
#ifndef PLATFORM_OUTBOX_H
#define PLATFORM_OUTBOX_H

#include <stdbool.h>

#include "core/format.h"
#include "platform/diagnosis.h"

/* One connection. Any thread may use it, one at a time. */
struct outbox;

enum {
	OUTBOX_FULL = 1,      /* the disk is full: nothing was stored */
	OUTBOX_DUPLICATE = 2, /* the id is there already */
	OUTBOX_NONE = 3,      /* there is no such request */
	OUTBOX_CLAIMED = 4,   /* another process delivers from it */
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

/* What guichet-sync last knew of the way to the intake. */
enum outbox_link_state {
	OUTBOX_LINK_UNKNOWN, /* guichet-sync has never run here, or was of an older version */
	OUTBOX_LINK_UP,
	OUTBOX_LINK_DOWN,    /* no answer, or none of the intake's; requests wait */
	OUTBOX_LINK_REFUSED, /* the intake does not accept this kiosk's key; requests wait */
};

/* Why it is not up; outbox_reason_name() is what the file holds. */
enum outbox_reason {
	OUTBOX_REASON_NONE,
	OUTBOX_REASON_NO_ANSWER,  /* unreachable, cut off, too slow */
	OUTBOX_REASON_UNTRUSTED,  /* TLS: not the server that is trusted, or a wrong clock */
	OUTBOX_REASON_CREDENTIAL, /* 401, 403 */
	OUTBOX_REASON_BUSY,       /* the intake asks to come back later */
	OUTBOX_REASON_NOT_INTAKE, /* something answers that is not the intake */
	OUTBOX_REASONS
};
const char *outbox_reason_name(enum outbox_reason reason);

/*
 * While it is up, `last_contact_wall` is renewed every two minutes: when it is older than this, guichet-sync does not
 * run, and the link is not known to be up.
 */
enum { OUTBOX_LINK_FRESH_MS = 5 * 60 * 1000 };

struct outbox_link {
	enum outbox_link_state state;
	enum outbox_reason reason;
	ms_t since_wall;        /* of the state */
	ms_t last_contact_wall; /* last genuine answer, by this machine's clock; 0: never */
	ms_t server_ahead_ms;   /* the intake's clock less this machine's; exact to a second */
	ms_t next_attempt_wall; /* while it is not up; 0: none planned */
};

/* These three also work read-only, and on an outbox that an older version made. */

/* 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_link(
	struct outbox *outbox, struct outbox_link *ret_link);

struct outbox_delivery {
	enum outbox_state state;
	struct date due;     /* the day the department promised, once delivered; year 0: none */
	ms_t delivered_wall; /* 0: not delivered */
};
/* 0, OUTBOX_NONE, or negative errno. */
__attribute__((warn_unused_result)) int outbox_delivery(
	struct outbox *outbox, struct str id, struct outbox_delivery *ret_delivery);
/*
 * Whether another connection committed something since the last call; true the first time. What this connection itself
 * commits does not count. A few microseconds. 0 or negative errno.
 */
__attribute__((warn_unused_result)) int outbox_changed(struct outbox *outbox, bool *ret_changed);
/* From now on what another process holds locked is not waited for: -EBUSY at once. For a thread that must not stand still. */
void outbox_never_wait(struct outbox *outbox);

/*
 * A technician's answer to -EBADMSG: renames the file and its -wal and -shm to "<name>.damaged-N", N the first free
 * number, so that the next outbox_open() begins a new one and a workshop can save the rest. No program may have it
 * open. 0 with the new path in ret_diagnosis->file, or negative errno with a diagnosis.
 */
__attribute__((warn_unused_result)) int outbox_set_aside(
	const char *path, struct diagnosis *ret_diagnosis);

#endif

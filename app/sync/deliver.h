/* SPDX-License-Identifier: MIT */
/* One pass over the outbox: what waits is sent, and what became of it is written down. */
#ifndef SYNC_DELIVER_H
#define SYNC_DELIVER_H

#include "platform/http_client.h"
#include "platform/outbox_sync.h"
#include "platform/seal_jws.h"
#include "sync/backoff.h"

enum {
	DELIVER_PROBE_MS = 2 * 60 * 1000, /* without contact the link is tried so often */
	DELIVER_KEEP_DAYS = 30,           /* D8: receipts of delivered requests */
	DELIVER_SUSPECTS_MAX = 3,         /* so many rows in a row that fail alone are no chance */
};

/* The four are the caller's. */
struct deliver {
	struct outbox *outbox;
	struct http_client *client;
	const struct seal_key *device;
	const struct seal_signers *intake;
	struct outbox_link link;
	struct backoff backoff;
	ms_t wait_ms;    /* after DELIVER_LATER */
	ms_t link_boot;  /* CLOCK_BOOTTIME when the link was last written; 0: it is to be written */
	bool distrusted; /* the last receipt was not believed: health alone makes no link */
};

enum {
	DELIVER_LATER = 1, /* nothing more is sent for `wait_ms` */
	DELIVER_CANCELLED, /* http_client_cancel() was called */
	DELIVER_SUSPECT,   /* within a pass: this row failed, the others go on */
};

/* Takes up the link where the last process left it. 0 or negative errno. */
__attribute__((warn_unused_result)) int deliver_begin(struct deliver *deliver);
/*
 * Sends every row whose time has come, in the order of storing. 0, DELIVER_LATER, DELIVER_CANCELLED, or negative errno:
 * -ENOSPC and -EBUSY of the outbox pass, others do not.
 */
__attribute__((warn_unused_result)) int deliver_pass(struct deliver *deliver);
/* Asks GET /healthz. The same results. */
__attribute__((warn_unused_result)) int deliver_probe(struct deliver *deliver);
/* Writes the link if it changed, or if its row grows old. 0 or negative errno. */
__attribute__((warn_unused_result)) int deliver_write_link(struct deliver *deliver);
/* Deletes receipts whose time is over; only by a clock that the intake has confirmed. 0 or negative errno. */
__attribute__((warn_unused_result)) int deliver_purge(struct deliver *deliver);

#endif

/* SPDX-License-Identifier: MIT */
/* What the files of the adapter "outbox" share of SQLite, for them only. */
#ifndef PLATFORM_OUTBOX_PARTS_H
#define PLATFORM_OUTBOX_PARTS_H

#include <sqlite3.h>

#include "platform/outbox.h"
#include "platform/outbox_disk.h"

struct outbox {
	sqlite3 *db;
	sqlite3_stmt *insert; /* NULL when read only */
	bool has_claim;       /* then `claim_fd` is open */
	int claim_fd;
	int log_pages;        /* length of the log after the last commit of this connection */
	int64_t seen_version; /* of outbox_changed(); 0: not asked yet */
	char *envelope;       /* copy of the row that outbox_next() gave last */
	size_t envelope_cap;
	char path[OUTBOX_PATH_BYTES], reserve[OUTBOX_PATH_BYTES];
};

/* SQLite's result as a negative errno; 0 for success. */
int outbox_errno(sqlite3 *db, int result);
/* 0 or negative errno; of a ROLLBACK nobody need know. */
int outbox_run(sqlite3 *db, const char *sql);
/* First column of the first row. 0 or negative errno, -EIO when there is no row. */
__attribute__((warn_unused_result)) int outbox_ask_integer(
	sqlite3 *db, const char *sql, int64_t *ret_value);
/* Copies the first column of the first row, cut to the size; empty when there is no row. 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_ask_text(
	sqlite3 *db, const char *sql, char *ret_text, size_t size);

/* Moves the log into the database when it is longer than a full disk can take. 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_bound_log(struct outbox *outbox);
/*
 * The disk is full: the reserve lets pages of delivered requests go back to the disk and the log shrink; then it
 * belongs to those who send and delete. What of this fails leaves all as it was.
 */
void outbox_give_up_reserve(struct outbox *outbox);
/* Tells guichet-sync, which watches the file, that something waits: a new time on it costs no flush. */
void outbox_ring(struct outbox *outbox);

#endif

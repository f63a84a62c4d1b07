/* SPDX-License-Identifier: MIT */
/* Takes requests out of the outbox and writes down what became of them: one transaction, one flush each. */
#include "platform/outbox_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "platform/outbox_parts.h"

/* A delivered row is some 700 bytes: as many of them at once change fewer pages than one large envelope. */
#define PURGE_AT_ONCE "16"

/* On the file itself: a file of its own could not be made on a full disk. SQLite's locks are of another kind (fcntl). */
int
outbox_claim(struct outbox *outbox)
{
	outbox->claim_fd = open(outbox->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (outbox->claim_fd < 0) {
		return -errno;
	}
	outbox->has_claim = true;
	if (flock(outbox->claim_fd, LOCK_EX | LOCK_NB) < 0) {
		return errno == EWOULDBLOCK ? OUTBOX_CLAIMED : -errno;
	}
	return 0;
}

static int
keep_envelope(struct outbox *outbox, sqlite3_stmt *statement, int column)
{
	const void *bytes = sqlite3_column_blob(statement, column);
	const size_t n = (size_t)sqlite3_column_bytes(statement, column);
	if (n > outbox->envelope_cap) {
		char *larger = realloc(outbox->envelope, n);
		if (larger == NULL) {
			return -ENOMEM;
		}
		outbox->envelope = larger;
		outbox->envelope_cap = n;
	}
	if (n > 0) {
		memcpy(outbox->envelope, bytes, n);
	}
	return 0;
}

static int
take_row(struct outbox *outbox, sqlite3_stmt *statement, struct outbox_row *ret_row)
{
	struct outbox_row row = { .seq = sqlite3_column_int64(statement, 0),
		.attempts = sqlite3_column_int(statement, 3) };
	/* the table's CHECKs give 36 characters and 32 bytes */
	(void)snprintf(row.id, sizeof(row.id), "%s", (const char *)sqlite3_column_text(statement, 1));
	memcpy(row.sha256, sqlite3_column_blob(statement, 2), OUTBOX_SHA256_BYTES);
	const int r = keep_envelope(outbox, statement, 4);
	if (r == 0) {
		row.envelope = (struct str){ outbox->envelope, (size_t)sqlite3_column_bytes(statement, 4) };
		*ret_row = row;
	}
	return r;
}

int
outbox_next(struct outbox *outbox, int64_t seq, ms_t now_wall, struct outbox_row *ret_row)
{
	sqlite3_stmt *statement;
	int r = sqlite3_prepare_v2(outbox->db,
		"SELECT seq, id, sha256, attempts, envelope FROM outbox"
		" WHERE seq > ?1 AND state IN ('queued', 'sending')"
		" AND (next_attempt IS NULL OR next_attempt <= ?2 OR next_attempt > ?3)"
		" ORDER BY seq LIMIT 1",
		-1, &statement, NULL);
	if (r == SQLITE_OK) {
		(void)sqlite3_bind_int64(statement, 1, seq);
		(void)sqlite3_bind_int64(statement, 2, now_wall);
		(void)sqlite3_bind_int64(statement, 3, now_wall + OUTBOX_WAIT_MAX_MS);
		r = sqlite3_step(statement);
	}
	const int error = r == SQLITE_ROW ? take_row(outbox, statement, ret_row) :
		r == SQLITE_DONE              ? OUTBOX_NONE :
										outbox_errno(outbox->db, r);
	(void)sqlite3_finalize(statement);
	return error;
}

/* One change of the outbox, as the functions below describe it. */
struct change {
	struct str id;
	const struct outbox_receipt *receipt;
	const struct outbox_failure *failure;
	const struct outbox_link *link;
	const char *reason;
	ms_t now_wall;
	int n_deleted;
};

/* Runs to its end and frees it. *ret_n is how many rows it changed. */
static int
finish(struct outbox *outbox, sqlite3_stmt *statement, int *ret_n)
{
	const int error = outbox_errno(outbox->db, sqlite3_step(statement));
	(void)sqlite3_finalize(statement);
	if (error == 0) {
		*ret_n = sqlite3_changes(outbox->db);
	}
	return error;
}

static int
prepare(struct outbox *outbox, const char *sql, sqlite3_stmt **ret_statement)
{
	return outbox_errno(outbox->db, sqlite3_prepare_v2(outbox->db, sql, -1, ret_statement, NULL));
}

static void
bind_text(sqlite3_stmt *statement, int place, struct str text)
{
	(void)sqlite3_bind_text(statement, place, text.p, (int)text.n, SQLITE_STATIC);
}

/* 0 is nothing known. */
static void
bind_time(sqlite3_stmt *statement, int place, ms_t wall)
{
	if (wall != 0) {
		(void)sqlite3_bind_int64(statement, place, wall);
	}
}

static int
write_link(struct outbox *outbox, struct change *change)
{
	static const char *const states[] = { [OUTBOX_LINK_UNKNOWN] = "unknown",
		[OUTBOX_LINK_UP] = "up",
		[OUTBOX_LINK_DOWN] = "down",
		[OUTBOX_LINK_REFUSED] = "refused" };
	const struct outbox_link *link = change->link;
	sqlite3_stmt *statement;
	int n,
		r = prepare(outbox,
			"INSERT OR REPLACE INTO link (one, state, reason, since, last_contact, server_ahead_ms, next_attempt)"
			" VALUES (1, ?, ?, ?, ?, ?, ?)",
			&statement);
	if (r < 0) {
		return r;
	}
	bind_text(statement, 1, str_of(states[link->state]));
	bind_text(statement, 2, str_of(outbox_reason_name(link->reason)));
	(void)sqlite3_bind_int64(statement, 3, link->since_wall);
	bind_time(statement, 4, link->last_contact_wall);
	(void)sqlite3_bind_int64(statement, 5, link->server_ahead_ms);
	bind_time(statement, 6, link->next_attempt_wall);
	return finish(outbox, statement, &n);
}

static int
write_delivery(struct outbox *outbox, struct change *change)
{
	const struct outbox_receipt *receipt = change->receipt;
	char due[16];
	sqlite3_stmt *statement;
	int n = 0,
		r = prepare(outbox,
			"UPDATE outbox SET state = 'delivered', envelope = NULL, receipt = ?2, due_date = ?3, delivered_at = ?4,"
			" attempts = attempts + 1, last_attempt = ?4, next_attempt = NULL, last_error = NULL"
			" WHERE id = ?1 AND state <> 'delivered'",
			&statement);
	if (r < 0) {
		return r;
	}
	bind_text(statement, 1, change->id);
	(void)sqlite3_bind_blob64(statement, 2, receipt->jws.p, receipt->jws.n, SQLITE_STATIC);
	if (receipt->due.year != 0) {
		(void)snprintf(due, sizeof(due), "%04d-%02d-%02d", receipt->due.year % 10000,
			receipt->due.month % 100, receipt->due.day % 100);
		bind_text(statement, 3, str_of(due));
	}
	(void)sqlite3_bind_int64(statement, 4, receipt->delivered_wall);
	r = finish(outbox, statement, &n);
	return r < 0 ? r : n == 0 ? OUTBOX_NONE : write_link(outbox, change);
}

static int
write_quarantine(struct outbox *outbox, struct change *change)
{
	sqlite3_stmt *statement;
	int n = 0,
		r = prepare(outbox,
			"UPDATE outbox SET state = 'quarantined', attempts = attempts + 1, last_attempt = ?3,"
			" next_attempt = NULL, last_error = ?2 WHERE id = ?1 AND state IN ('queued', 'sending')",
			&statement);
	if (r < 0) {
		return r;
	}
	bind_text(statement, 1, change->id);
	bind_text(statement, 2, str_of(change->reason));
	(void)sqlite3_bind_int64(statement, 3, change->now_wall);
	r = finish(outbox, statement, &n);
	return r < 0 ? r : n == 0 ? OUTBOX_NONE : 0;
}

static int
write_requeue(struct outbox *outbox, struct change *change)
{
	sqlite3_stmt *statement;
	int n = 0,
		r = prepare(outbox,
			"UPDATE outbox SET state = 'queued', next_attempt = NULL, last_error = NULL"
			" WHERE id = ?1 AND state = 'quarantined'",
			&statement);
	if (r < 0) {
		return r;
	}
	bind_text(statement, 1, change->id);
	r = finish(outbox, statement, &n);
	return r < 0 ? r : n == 0 ? OUTBOX_NONE : 0;
}

static int
write_failure(struct outbox *outbox, struct change *change)
{
	sqlite3_stmt *statement;
	int n = 0,
		r = prepare(outbox,
			"UPDATE outbox SET state = 'queued', attempts = attempts + 1, last_attempt = ?3,"
			" next_attempt = ?4, last_error = ?2 WHERE id = ?1 AND state IN ('queued', 'sending')",
			&statement);
	if (r < 0) {
		return r;
	}
	bind_text(statement, 1, change->id);
	bind_text(statement, 2, str_of(change->failure->reason));
	(void)sqlite3_bind_int64(statement, 3, change->failure->now_wall);
	bind_time(statement, 4, change->failure->next_wall);
	r = finish(outbox, statement, &n);
	return r < 0 ? r : n == 0 ? OUTBOX_NONE : write_link(outbox, change);
}

static int
delete_delivered(struct outbox *outbox, struct change *change)
{
	sqlite3_stmt *statement;
	const int r = prepare(outbox,
		"DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox"
		" WHERE state = 'delivered' AND delivered_at < ? ORDER BY seq LIMIT " PURGE_AT_ONCE ")",
		&statement);
	if (r < 0) {
		return r;
	}
	(void)sqlite3_bind_int64(statement, 1, change->now_wall);
	return finish(outbox, statement, &change->n_deleted);
}

typedef int write_fn(struct outbox *outbox, struct change *change);

static int
transact(struct outbox *outbox, write_fn *write, struct change *change)
{
	int r = outbox_run(outbox->db, "BEGIN IMMEDIATE");
	if (r < 0) {
		return r;
	}
	r = write(outbox, change);
	if (r == 0) {
		r = outbox_run(outbox->db, "COMMIT");
	}
	if (r != 0) {
		(void)outbox_run(outbox->db, "ROLLBACK"); /* SQLite may have done it itself */
	}
	return r;
}

/* The second time on the reserve, which is kept for this. Without it every row gives its space back at once. */
static int
apply(struct outbox *outbox, write_fn *write, struct change *change)
{
	int r = outbox_bound_log(outbox);
	if (r == 0) {
		r = transact(outbox, write, change);
	}
	if (r == -ENOSPC) {
		outbox_give_up_reserve(outbox);
		r = transact(outbox, write, change);
	}
	if (r == 0 && access(outbox->reserve, F_OK) < 0) {
		outbox_give_up_reserve(outbox);
	}
	return r;
}

int
outbox_deliver(struct outbox *outbox, struct str id, const struct outbox_receipt *receipt,
	const struct outbox_link *link)
{
	return apply(
		outbox, write_delivery, &(struct change){ .id = id, .receipt = receipt, .link = link });
}

int
outbox_quarantine(struct outbox *outbox, struct str id, const char *reason, ms_t now_wall)
{
	return apply(outbox, write_quarantine,
		&(struct change){ .id = id, .reason = reason, .now_wall = now_wall });
}

int
outbox_requeue(struct outbox *outbox, struct str id)
{
	const int r = apply(outbox, write_requeue, &(struct change){ .id = id });
	if (r == 0) {
		outbox_ring(outbox);
	}
	return r;
}

int
outbox_failed(struct outbox *outbox, struct str id, const struct outbox_failure *failure,
	const struct outbox_link *link)
{
	return apply(
		outbox, write_failure, &(struct change){ .id = id, .failure = failure, .link = link });
}

int
outbox_set_link(struct outbox *outbox, const struct outbox_link *link)
{
	return apply(outbox, write_link, &(struct change){ .link = link });
}

int
outbox_purge(struct outbox *outbox, ms_t before_wall, int *ret_n)
{
	struct change change = { .now_wall = before_wall };
	const int r = apply(outbox, delete_delivered, &change);
	if (r == 0) {
		*ret_n = change.n_deleted;
	}
	return r;
}

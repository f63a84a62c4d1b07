/* SPDX-License-Identifier: MIT */
/* One transaction for a group of changes: what each of them does to the tables. */
#include "platform/store_sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"

enum {
	CACHE_KIB = 16384, /* the inner pages of the index of reference hashes, whose order is random */
	DISPOSE_AFTER_DAYS = 90,
	DAY_MS = 24 * 60 * 60 * 1000,
	REFUSED =
		1, /* this change breaks a rule of the database; without it the group can be committed */
};

static const char *const sql[WRITE_STATEMENTS] = {
	[WRITE_BEGIN] = "BEGIN IMMEDIATE",
	[WRITE_COMMIT] = "COMMIT",
	[WRITE_PUT] = "INSERT INTO submission (id, sha256, device, form, form_version, lang, ref_hash,"
				  " received_at, due, code, receipt, dispose_after)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
				  " ON CONFLICT (id) DO NOTHING",
	[WRITE_ENVELOPE] = "INSERT INTO envelope (seq, envelope) VALUES (?1, ?2)",
	[WRITE_RECALL] = "SELECT sha256, receipt FROM submission WHERE id = ?1",
	[WRITE_CONFIRM] = "UPDATE submission SET state = 'confirmed', confirmed_at = ?3"
					  " WHERE id = ?1 AND code = ?2 AND state <> 'confirmed'",
	[WRITE_CONFIRM_WHY] = "SELECT code = ?2 FROM submission WHERE id = ?1",
	[WRITE_PROBLEM] = "UPDATE submission SET state = 'problem', problem = ?2, problem_at = ?3"
					  " WHERE id = ?1 AND state <> 'confirmed' AND problem IS NOT ?2",
	[WRITE_PROBLEM_WHY] = "SELECT state = 'problem' FROM submission WHERE id = ?1",
	[WRITE_RETRIEVE] = "UPDATE submission SET state = 'retrieved' WHERE id = ?1 AND state = 'new'",
	[WRITE_RETRIEVE_WHY] = "SELECT 1 FROM submission WHERE id = ?1",
	[WRITE_TRACK] = "INSERT INTO tracking (seq, tracking) SELECT seq, ?2 FROM submission"
					" WHERE id = ?1 ON CONFLICT (seq) DO UPDATE SET tracking = excluded.tracking"
					" WHERE tracking.tracking <> excluded.tracking",
	[WRITE_TRACK_WHY] = "SELECT 1 FROM submission WHERE id = ?1",
	[WRITE_HEAD] = "INSERT INTO log_head (desk, seq, hash) VALUES (?1, ?2, ?3)"
				   " ON CONFLICT (desk, seq, hash) DO NOTHING",
	[WRITE_HEADS] = "SELECT count(*) FROM log_head WHERE desk = ?1 AND seq = ?2",
};

static void
bind_text(sqlite3_stmt *statement, int column, struct str text)
{
	/* A NULL pointer would bind NULL instead of the empty text. */
	(void)sqlite3_bind_text64(
		statement, column, text.n == 0 ? "" : text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void
bind_date(sqlite3_stmt *statement, int column, struct date date)
{
	char buffer[16];
	struct text text;
	if (date.year == 0) {
		return; /* NULL */
	}
	text_init(&text, buffer, sizeof(buffer));
	calendar_write_date(date, &text);
	(void)sqlite3_bind_text64(statement, column, text.p, text.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static struct str
column_text(sqlite3_stmt *statement, int column)
{
	const char *p = sqlite3_column_blob(statement, column);
	return (struct str){ p, (size_t)sqlite3_column_bytes(statement, column) };
}

/* The statement is as new afterwards. */
static void
end(sqlite3_stmt *statement)
{
	(void)sqlite3_reset(statement); /* repeats the error of the step */
	(void)sqlite3_clear_bindings(statement);
}

/* A statement without rows. 0 or negative errno. */
static int
carry_out(struct store_sqlite_writer *writer, enum store_sqlite_write which)
{
	sqlite3_stmt *statement = writer->statements[which];
	const int error = store_sqlite_errno(writer->db, sqlite3_step(statement));
	end(statement);
	return error;
}

static int
copy_receipt(struct store_change *change, struct str receipt)
{
	change->receipt = receipt.n == 0 ? NULL : strndup(receipt.p, receipt.n);
	return change->receipt == NULL ? -ENOMEM : 0;
}

/* The id is there already. */
static int
recall(struct store_sqlite_writer *writer, struct store_change *change)
{
	sqlite3_stmt *statement = writer->statements[WRITE_RECALL];
	bind_text(statement, 1, change->put.id);
	const int result = sqlite3_step(statement);
	int r = store_sqlite_errno(writer->db, result);
	if (result == SQLITE_DONE) {
		change->outcome = STORE_FULL; /* it was not even tried to insert it */
	} else if (result == SQLITE_ROW) {
		const struct str stored = column_text(statement, 0);
		const struct str sent = { (const char *)change->put.sha256, sizeof(change->put.sha256) };
		change->outcome = str_eq(stored, sent) ? STORE_SAME : STORE_OTHER;
		if (change->outcome == STORE_SAME) {
			r = copy_receipt(change, column_text(statement, 1));
		}
	}
	end(statement);
	return r;
}

static int
insert(struct store_sqlite_writer *writer, const struct store_submission *put)
{
	sqlite3_stmt *statement = writer->statements[WRITE_PUT];
	bind_text(statement, 1, put->id);
	(void)sqlite3_bind_blob(statement, 2, put->sha256, sizeof(put->sha256), SQLITE_STATIC);
	bind_text(statement, 3, put->device);
	bind_text(statement, 4, put->form);
	bind_text(statement, 5, put->form_version);
	bind_text(statement, 6, put->lang == LANG_FR ? STR("fr") : STR("en"));
	bind_text(statement, 7, put->ref_hash);
	(void)sqlite3_bind_int64(statement, 8, put->received_at);
	bind_date(statement, 9, put->due);
	bind_text(statement, 10, put->code);
	(void)sqlite3_bind_blob64(statement, 11, put->receipt.p, put->receipt.n, SQLITE_STATIC);
	bind_date(statement, 12, date_of_wall(put->received_at + (ms_t)DISPOSE_AFTER_DAYS * DAY_MS));
	return carry_out(writer, WRITE_PUT);
}

static int
put(struct store_sqlite_writer *writer, struct store_change *change)
{
	int r = writer->is_full ? 0 : insert(writer, &change->put);
	if (r < 0) {
		return r;
	}
	if (writer->is_full || sqlite3_changes(writer->db) == 0) {
		return recall(writer, change);
	}
	sqlite3_stmt *statement = writer->statements[WRITE_ENVELOPE];
	(void)sqlite3_bind_int64(statement, 1, sqlite3_last_insert_rowid(writer->db));
	(void)sqlite3_bind_blob64(
		statement, 2, change->put.envelope.p, change->put.envelope.n, SQLITE_STATIC);
	r = carry_out(writer, WRITE_ENVELOPE);
	return r < 0 ? r : copy_receipt(change, change->put.receipt);
}

/* Those of the parameters that the statement has. */
static void
bind_change(sqlite3_stmt *statement, struct str id, struct str text, ms_t at)
{
	const int n = sqlite3_bind_parameter_count(statement);
	bind_text(statement, 1, id);
	if (n > 1) {
		bind_text(statement, 2, text);
	}
	if (n > 2) {
		(void)sqlite3_bind_int64(statement, 3, at);
	}
}

/*
 * A change of what is there. Where the statement changes no row, the one behind it says why: no row, there is no such
 * request; 1, it was done before; 0, it may not be done.
 */
static int
change_row(struct store_sqlite_writer *writer, enum store_sqlite_write which,
	struct store_change *change, struct str id, struct str text, ms_t at)
{
	bind_change(writer->statements[which], id, text, at);
	const int r = carry_out(writer, which);
	if (r < 0 || sqlite3_changes(writer->db) > 0) {
		return r;
	}
	sqlite3_stmt *why = writer->statements[which + 1];
	bind_change(why, id, text, at);
	const int result = sqlite3_step(why);
	if (result != SQLITE_ROW) {
		change->outcome = STORE_ABSENT;
	} else {
		change->outcome = sqlite3_column_int(why, 0) != 0 ? STORE_SAME : STORE_OTHER;
	}
	const int error = store_sqlite_errno(writer->db, result);
	end(why);
	return error;
}

/* Every head that was ever told stays: a second one with the same number proves that a log was written anew. */
static int
keep_head(struct store_sqlite_writer *writer, const struct store_change *change)
{
	sqlite3_stmt *head = writer->statements[WRITE_HEAD], *heads = writer->statements[WRITE_HEADS];
	bind_text(head, 1, change->track.desk);
	(void)sqlite3_bind_int64(head, 2, change->track.log_seq);
	bind_text(head, 3, change->track.log_hash);
	const int r = carry_out(writer, WRITE_HEAD);
	if (r < 0 || sqlite3_changes(writer->db) == 0) {
		return r;
	}
	bind_text(heads, 1, change->track.desk);
	(void)sqlite3_bind_int64(heads, 2, change->track.log_seq);
	const int result = sqlite3_step(heads);
	if (result == SQLITE_ROW && sqlite3_column_int(heads, 0) > 1) {
		(void)snprintf(writer->complaint, sizeof(writer->complaint),
			"The access log of the desk \"%.*s\" has two entries of one number: it was cut or written anew. "
			"Keep both machines as they are, and tell whoever watches over the log.",
			(int)change->track.desk.n, change->track.desk.p);
	}
	const int error = store_sqlite_errno(writer->db, result);
	end(heads);
	return error;
}

static int
track(struct store_sqlite_writer *writer, struct store_change *change)
{
	const int r = change_row(
		writer, WRITE_TRACK, change, change->track.id, change->track.tracking, 0);
	if (r < 0 || change->outcome == STORE_ABSENT || change->track.log_seq == 0) {
		return r;
	}
	return keep_head(writer, change);
}

static int
apply(struct store_sqlite_writer *writer, struct store_change *change)
{
	switch (change->kind) {
	case STORE_PUT:
		return put(writer, change);
	case STORE_CONFIRM:
		return change_row(writer, WRITE_CONFIRM, change, change->confirm.id, change->confirm.code,
			change->confirm.at);
	case STORE_PROBLEM:
		return change_row(writer, WRITE_PROBLEM, change, change->problem.id, change->problem.kind,
			change->problem.at);
	case STORE_TRACK:
		return track(writer, change);
	case STORE_RETRIEVE:
		return change_row(writer, WRITE_RETRIEVE, change, change->retrieve.id, STR_NONE, 0);
	case STORE_TOKEN:
		return store_sqlite_token(writer->db, change);
	case STORE_ENROL:
		return store_sqlite_enrol(writer->db, change);
	case STORE_REVOKE:
		return store_sqlite_revoke(writer->db, change);
	}
	return -EINVAL;
}

static void
forget_receipts(struct store_change *first)
{
	for (struct store_change *change = first; change != NULL; change = change->next) {
		free(change->receipt);
		change->receipt = NULL;
	}
}

/* 0, REFUSED (that change is STORE_FAILED now, and the transaction has to be taken back), or negative errno. */
static int
apply_all(struct store_sqlite_writer *writer, struct store_change *first)
{
	for (struct store_change *change = first; change != NULL; change = change->next) {
		if (change->outcome == STORE_FAILED) {
			continue; /* the database refused it before */
		}
		change->outcome = STORE_DONE;
		const int r = apply(writer, change);
		if (r == -EINVAL || r == -ENOMEM) {
			(void)snprintf(writer->complaint, sizeof(writer->complaint),
				"A change was refused by the store (%s), the others were not. "
				"Unless there is no memory left, this is a fault of the program: report it.",
				r == -ENOMEM ? "no memory" : sqlite3_errmsg(writer->db));
			change->outcome = STORE_FAILED;
			return REFUSED;
		}
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

/* The words of the library name tables and rules, never values. */
static void
explain(struct store_sqlite_writer *writer, int error)
{
	const char *remedy = error == -ENOSPC ? "Free some space on its disk." :
		error == -EBUSY                   ? "Stop the program that keeps it locked." :
											"Look into the kernel's log for disk errors.";
	(void)snprintf(writer->complaint, sizeof(writer->complaint),
		"Nothing can be stored in %s: %s. %s Kiosks keep what was not stored, and send it again.",
		sqlite3_db_filename(writer->db, NULL), sqlite3_errmsg(writer->db), remedy);
}

/* 0, REFUSED, or negative errno; all but 0 leave the file as it was. */
static int
commit(struct store_sqlite_writer *writer, struct store_change *first)
{
	int r = carry_out(writer, WRITE_BEGIN);
	if (r == 0) {
		r = apply_all(writer, first);
	}
	if (r == 0) {
		r = carry_out(writer, WRITE_COMMIT);
	}
	if (r < 0) {
		explain(writer, r);
	}
	if (r != 0) {
		/* SQLite may have done it itself, and says so. */
		(void)sqlite3_exec(writer->db, "ROLLBACK", NULL, NULL, NULL);
		forget_receipts(first);
	}
	return r;
}

/*
 * Before a group: whether new requests still leave room for what must be written about the others. 0, or -ESTALE when nothing
 * may be written: the file is no longer the one under its name.
 */
static int
look_for_room(struct store_engine *engine)
{
	struct store_sqlite_writer *writer = &engine->writer;
	const bool was_full = writer->is_full;
	const int room = store_engine_room(engine);
	if (room == -ESTALE) {
		(void)snprintf(writer->complaint, sizeof(writer->complaint),
			"Nothing can be stored in %s: the file was moved, replaced or deleted while it was in use. "
			"Put it back, or stop the intake before another one takes its place.",
			engine->path);
		return room;
	}
	writer->is_full = room == -ENOSPC;
	if (writer->is_full && !was_full) {
		(void)snprintf(writer->complaint, sizeof(writer->complaint),
			"The disk of %s is nearly full: no new requests are taken. Free some space on it.",
			engine->path);
	}
	return 0;
}

int
store_engine_commit(struct store_engine *engine, struct store_change *first, int patience_ms)
{
	struct store_sqlite_writer *writer = &engine->writer;
	writer->complaint[0] = '\0';
	int r = look_for_room(engine);
	if (r < 0) {
		return r;
	}
	(void)sqlite3_busy_timeout(writer->db, patience_ms);
	for (struct store_change *change = first; change != NULL; change = change->next) {
		change->outcome = STORE_DONE;
	}
	/* What is refused is left out, and the others are carried out again: no savepoints for what never happens. */
	do {
		r = commit(writer, first);
	} while (r == REFUSED);
	store_sqlite_tend_log(&engine->log, writer->db);
	return r;
}

const char *
store_engine_complaint(const struct store_engine *engine)
{
	return engine->writer.complaint;
}

int
store_sqlite_open_writer(struct store_sqlite_writer *writer, const char *path)
{
	char cache[48];
	int r = store_sqlite_connect(path, false, &writer->db);
	if (r == 0) {
		(void)snprintf(cache, sizeof(cache), "PRAGMA cache_size=-%d", CACHE_KIB);
		r = store_sqlite_run(writer->db, cache);
	}
	return r < 0 ? r : store_sqlite_prepare(writer->db, sql, WRITE_STATEMENTS, writer->statements);
}

void
store_sqlite_close_writer(struct store_sqlite_writer *writer)
{
	store_sqlite_finalize(WRITE_STATEMENTS, writer->statements);
	if (writer->db != NULL) {
		(void)sqlite3_busy_timeout(writer->db, 0); /* never wait for a reader */
		(void)sqlite3_close(writer->db);
		writer->db = NULL;
	}
}

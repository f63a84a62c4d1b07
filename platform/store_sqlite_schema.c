/* SPDX-License-Identifier: MIT */
/* The tables of the store, and how a file is known to be one (docs/formats/store.md). */
#include "platform/store_sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	APPLICATION_ID = 0x47434849, /* "GCHI" */
	SCHEMA_VERSION = 2,
	SCHEMA_BEFORE = 1, /* without the tables of devices */
	CHECK_PAGES_MAX =
		65536, /* 256 MiB take about a second to read; years of requests would keep the kiosks waiting */
};

/*
 * The rules that must hold whatever a program does are the database's own. The envelopes have a table of their own because
 * SQLite writes a row anew as a whole: a change of state must not copy a sealed request.
 */
static const char schema[] =
	"CREATE TABLE submission ("
	" seq INTEGER PRIMARY KEY,"
	" id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),"
	" sha256 BLOB NOT NULL CHECK (length(sha256) = 32),"
	" device TEXT NOT NULL,"
	" form TEXT NOT NULL,"
	" form_version TEXT NOT NULL,"
	" lang TEXT NOT NULL CHECK (lang IN ('en', 'fr')),"
	" ref_hash TEXT NOT NULL,"
	" received_at INTEGER NOT NULL,"
	" due TEXT CHECK (due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),"
	" code TEXT NOT NULL,"
	" receipt BLOB NOT NULL CHECK (length(receipt) > 0),"
	" state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'retrieved', 'confirmed', 'problem')),"
	" confirmed_at INTEGER,"
	" problem TEXT,"
	" problem_at INTEGER,"
	" classification TEXT NOT NULL DEFAULT 'PROTECTED B',"
	" dispose_after TEXT NOT NULL,"
	" CHECK (state <> 'confirmed' OR confirmed_at IS NOT NULL),"
	" CHECK (state <> 'problem' OR (problem IS NOT NULL AND problem_at IS NOT NULL))"
	") STRICT;"
	"CREATE INDEX submission_by_state ON submission (state);"
	"CREATE INDEX submission_by_ref_hash ON submission (ref_hash);"
	"CREATE TABLE envelope ("
	" seq INTEGER PRIMARY KEY,"
	" envelope BLOB NOT NULL CHECK (length(envelope) > 0)"
	") STRICT;"
	"CREATE TABLE tracking ("
	" seq INTEGER PRIMARY KEY,"
	" tracking TEXT NOT NULL"
	") STRICT;"
	"CREATE TABLE log_head ("
	" n INTEGER PRIMARY KEY,"
	" desk TEXT NOT NULL,"
	" seq INTEGER NOT NULL CHECK (seq > 0),"
	" hash TEXT NOT NULL CHECK (length(hash) = 64),"
	" UNIQUE (desk, seq, hash)"
	") STRICT;"
	"CREATE TRIGGER submission_keeps_what_arrived"
	" BEFORE UPDATE OF seq, id, sha256, device, form, form_version, lang, ref_hash, received_at, due, code, receipt"
	" ON submission BEGIN SELECT RAISE(ABORT, 'what arrived never changes'); END;"
	"CREATE TRIGGER submission_goes_forward BEFORE UPDATE OF state ON submission"
	" WHEN NEW.state <> OLD.state AND (OLD.state = 'confirmed' OR NEW.state = 'new')"
	" BEGIN SELECT RAISE(ABORT, 'confirmed is final, and nothing becomes new again'); END;"
	"CREATE TRIGGER submission_stays BEFORE DELETE ON submission"
	" BEGIN SELECT RAISE(ABORT, 'the record of a request stays'); END;"
	"CREATE TRIGGER envelope_keeps_bytes BEFORE UPDATE ON envelope"
	" BEGIN SELECT RAISE(ABORT, 'what was sealed never changes'); END;"
	"CREATE TRIGGER envelope_stays_until_confirmed BEFORE DELETE ON envelope"
	" WHEN (SELECT state FROM submission WHERE seq = OLD.seq) IS NOT 'confirmed'"
	" BEGIN SELECT RAISE(ABORT, 'only confirmed requests may be disposed of'); END;"
	"CREATE TRIGGER log_head_stays BEFORE DELETE ON log_head"
	" BEGIN SELECT RAISE(ABORT, 'heads are evidence'); END;"
	"CREATE TRIGGER log_head_keeps BEFORE UPDATE ON log_head"
	" BEGIN SELECT RAISE(ABORT, 'heads are evidence'); END;";

/* Who is believed, and by what: nothing of it is ever taken back unseen. */
static const char schema_devices[] =
	"CREATE TABLE token ("
	" sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),"
	" device TEXT NOT NULL,"
	" made_at INTEGER NOT NULL,"
	" expires_at INTEGER NOT NULL,"
	" used_at INTEGER,"
	" request_sha256 BLOB CHECK (length(request_sha256) = 32),"
	" serial TEXT,"
	" CHECK ((used_at IS NULL) = (request_sha256 IS NULL) AND (used_at IS NULL) = (serial IS NULL))"
	") STRICT;"
	"CREATE TABLE device_key ("
	" kid TEXT PRIMARY KEY CHECK (length(kid) = 43),"
	" device TEXT NOT NULL,"
	" jwks TEXT NOT NULL,"
	" added_at INTEGER NOT NULL,"
	" withdrawn_at INTEGER"
	") STRICT;"
	"CREATE INDEX device_key_by_device ON device_key (device);"
	"CREATE TABLE certificate ("
	" n INTEGER PRIMARY KEY,"
	" serial TEXT NOT NULL UNIQUE CHECK (length(serial) = 32),"
	" device TEXT NOT NULL,"
	" kid TEXT NOT NULL,"
	" uuid TEXT NOT NULL CHECK (length(uuid) = 36),"
	" issued_at INTEGER NOT NULL,"
	" not_after INTEGER NOT NULL,"
	" certificate TEXT NOT NULL,"
	" revoked_at INTEGER"
	") STRICT;"
	"CREATE INDEX certificate_by_device ON certificate (device);"
	"CREATE TRIGGER token_is_used_once BEFORE UPDATE ON token"
	" WHEN OLD.used_at IS NOT NULL OR NEW.sha256 <> OLD.sha256 OR NEW.device <> OLD.device"
	" OR NEW.expires_at <> OLD.expires_at"
	" BEGIN SELECT RAISE(ABORT, 'a code is used once'); END;"
	"CREATE TRIGGER device_key_stays_withdrawn BEFORE UPDATE ON device_key"
	" WHEN OLD.withdrawn_at IS NOT NULL OR NEW.kid <> OLD.kid OR NEW.device <> OLD.device OR NEW.jwks <> OLD.jwks"
	" BEGIN SELECT RAISE(ABORT, 'what is withdrawn stays so'); END;"
	"CREATE TRIGGER certificate_stays_revoked BEFORE UPDATE ON certificate"
	" WHEN OLD.revoked_at IS NOT NULL OR NEW.serial <> OLD.serial OR NEW.kid <> OLD.kid OR NEW.certificate <> OLD.certificate"
	" BEGIN SELECT RAISE(ABORT, 'what is revoked stays so'); END;"
	"CREATE TRIGGER token_stays BEFORE DELETE ON token BEGIN SELECT RAISE(ABORT, 'codes are evidence'); END;"
	"CREATE TRIGGER device_key_stays BEFORE DELETE ON device_key BEGIN SELECT RAISE(ABORT, 'keys are evidence'); END;"
	"CREATE TRIGGER certificate_stays BEFORE DELETE ON certificate"
	" BEGIN SELECT RAISE(ABORT, 'certificates are evidence'); END;";

/* First column of the first row. */
static int
ask_integer(sqlite3 *db, const char *sql, int64_t *ret_value)
{
	sqlite3_stmt *statement;
	int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	if (result == SQLITE_OK) {
		result = sqlite3_step(statement);
		if (result == SQLITE_ROW) {
			*ret_value = sqlite3_column_int64(statement, 0);
		}
	}
	const int error = result == SQLITE_DONE ? -EIO : store_sqlite_errno(db, result);
	(void)sqlite3_finalize(statement); /* repeats the error of the step */
	return error;
}

int
store_sqlite_recognise(sqlite3 *db)
{
	int64_t application = 0, version = 0, n_objects = 0;
	int r = ask_integer(db, "SELECT count(*) FROM sqlite_schema", &n_objects);
	if (r == 0) {
		r = ask_integer(db, "PRAGMA application_id", &application);
	}
	if (r == 0) {
		r = ask_integer(db, "PRAGMA user_version", &version);
	}
	if (r < 0) {
		return r;
	}
	if (application == APPLICATION_ID && version == SCHEMA_VERSION) {
		return 0;
	}
	if (application == APPLICATION_ID && version == SCHEMA_BEFORE) {
		return STORE_SQLITE_OLDER;
	}
	return n_objects == 0 && application == 0 && version == 0 ? STORE_SQLITE_EMPTY : -EPROTO;
}

/* Two processes may start at once: whoever comes second finds the work done. `from` is what store_sqlite_recognise() says before it. */
static int
make(sqlite3 *db, int from, const char *const *scripts)
{
	int r = store_sqlite_run(db, "BEGIN IMMEDIATE");
	if (r < 0) {
		return r;
	}
	r = store_sqlite_recognise(db);
	if (r == from) {
		char numbers[80];
		(void)snprintf(numbers, sizeof(numbers), "PRAGMA application_id=%d; PRAGMA user_version=%d",
			APPLICATION_ID, SCHEMA_VERSION);
		r = 0;
		for (; r == 0 && *scripts != NULL; scripts++) {
			r = store_sqlite_run(db, *scripts);
		}
		if (r == 0) {
			r = store_sqlite_run(db, numbers);
		}
	}
	if (r == 0) {
		r = store_sqlite_run(db, "COMMIT");
	}
	if (r < 0) {
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	}
	return r;
}

int
store_sqlite_create(sqlite3 *db)
{
	const char *const scripts[] = { schema, schema_devices, NULL };
	return make(db, STORE_SQLITE_EMPTY, scripts);
}

int
store_sqlite_upgrade(sqlite3 *db)
{
	const char *const scripts[] = { schema_devices, NULL };
	return make(db, STORE_SQLITE_OLDER, scripts);
}

int
store_sqlite_check(sqlite3 *db)
{
	int64_t n_pages = 0, n_bad = 0;
	int r = ask_integer(db, "PRAGMA page_count", &n_pages);
	if (r == 0 && n_pages <= CHECK_PAGES_MAX) {
		r = ask_integer(
			db, "SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check <> 'ok'", &n_bad);
	}
	return r < 0 ? r : n_bad == 0 ? 0 : -EBADMSG;
}

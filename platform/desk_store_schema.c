/* SPDX-License-Identifier: MIT */
/* The tables of the desk's store, and the rules that they keep whatever a program does. */
#include "platform/desk_store_parts.h"

#include <errno.h>
#include <stdio.h>

enum {
	APPLICATION_ID = 0x4743444B, /* "GCDK" */
	SCHEMA_VERSION = 1,
};

static const char tables[] =
	"CREATE TABLE requests ("
	" seq INTEGER PRIMARY KEY AUTOINCREMENT,"
	" id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),"
	" envelope BLOB NOT NULL,"
	" sha256 BLOB NOT NULL CHECK (length(sha256) = 32),"
	" receipt BLOB NOT NULL,"
	" device TEXT NOT NULL,"
	" form TEXT NOT NULL,"
	" form_version TEXT NOT NULL,"
	" lang TEXT NOT NULL CHECK (lang IN ('en', 'fr')),"
	" ref_hash TEXT NOT NULL,"
	" received_at INTEGER NOT NULL,"
	" promised INTEGER NOT NULL," /* yyyymmdd */
	" code TEXT NOT NULL,"
	" state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'opened', 'confirmed', 'problem')),"
	" problem TEXT NOT NULL DEFAULT '',"
	" closed_at INTEGER NOT NULL DEFAULT 0,"
	" n_opened INTEGER NOT NULL DEFAULT 0,"
	" checked INTEGER NOT NULL DEFAULT 0 CHECK (checked IN (0, 1)),"
	" proof_1 TEXT NOT NULL DEFAULT '',"
	" proof_2 TEXT NOT NULL DEFAULT '',"
	" tell INTEGER NOT NULL DEFAULT 0,"
	" version INTEGER NOT NULL DEFAULT 0,"
	" CHECK (state <> 'problem' OR problem <> ''),"
	" CHECK ((state = 'confirmed') = (closed_at <> 0))"
	") STRICT;"
	"CREATE INDEX requests_by_reference ON requests (ref_hash);"
	"CREATE INDEX requests_untold ON requests (seq) WHERE tell <> 0;"
	"CREATE INDEX requests_unchecked ON requests (seq) WHERE checked = 0;"
	"CREATE TABLE access_log ("
	" seq INTEGER PRIMARY KEY,"
	" at INTEGER NOT NULL,"
	" actor TEXT NOT NULL CHECK (actor <> ''),"
	" role TEXT NOT NULL,"
	" action TEXT NOT NULL CHECK (action <> ''),"
	" id TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" outcome TEXT NOT NULL,"
	" prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),"
	" hash TEXT NOT NULL CHECK (length(hash) = 64)"
	") STRICT;"
	"CREATE INDEX access_log_by_id ON access_log (id, seq);"
	"CREATE TABLE facts (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;";

static const char triggers[] =
	"CREATE TRIGGER requests_keep_bytes BEFORE UPDATE OF"
	" id, envelope, sha256, receipt, device, form, form_version, lang, ref_hash, received_at, promised, code"
	" ON requests BEGIN SELECT RAISE(ABORT, 'what was received never changes'); END;"
	"CREATE TRIGGER requests_stay_closed BEFORE UPDATE OF state ON requests"
	" WHEN OLD.state = 'confirmed' AND NEW.state <> 'confirmed'"
	" BEGIN SELECT RAISE(ABORT, 'confirmed is final'); END;"
	"CREATE TRIGGER requests_stay_seen BEFORE UPDATE ON requests"
	" WHEN NEW.n_opened < OLD.n_opened OR (NEW.state = 'new' AND OLD.state <> 'new')"
	" BEGIN SELECT RAISE(ABORT, 'what was opened stays opened'); END;"
	"CREATE TRIGGER requests_stay BEFORE DELETE ON requests"
	" BEGIN SELECT RAISE(ABORT, 'requests are not deleted here'); END;"
	"CREATE TRIGGER access_log_keeps BEFORE UPDATE ON access_log"
	" BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END;"
	"CREATE TRIGGER access_log_stays BEFORE DELETE ON access_log"
	" BEGIN SELECT RAISE(ABORT, 'the access log is never cut'); END;"
	"CREATE TRIGGER access_log_follows AFTER INSERT ON access_log"
	" WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM access_log WHERE seq < NEW.seq), 0)"
	" OR EXISTS (SELECT 1 FROM access_log WHERE seq > NEW.seq)"
	" OR (NEW.seq > 1 AND NEW.prev_hash <> (SELECT hash FROM access_log WHERE seq = NEW.seq - 1))"
	" BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;";

int
desk_schema_recognise(sqlite3 *db)
{
	int64_t application = 0, version = 0, n_objects = 0;
	int r = desk_ask(db, "SELECT count(*) FROM sqlite_schema", &n_objects);
	if (r == 0) {
		r = desk_ask(db, "PRAGMA application_id", &application);
	}
	if (r == 0) {
		r = desk_ask(db, "PRAGMA user_version", &version);
	}
	if (r < 0) {
		return r;
	}
	if (application == APPLICATION_ID && version == SCHEMA_VERSION) {
		return 0;
	}
	return n_objects == 0 && application == 0 && version == 0 ? 1 : -EPROTO;
}

static int
create(sqlite3 *db)
{
	char numbers[80];
	(void)snprintf(numbers, sizeof(numbers), "PRAGMA application_id=%d; PRAGMA user_version=%d",
		APPLICATION_ID, SCHEMA_VERSION);
	int r = desk_run(db, tables);
	if (r == 0) {
		r = desk_run(db, triggers);
	}
	return r == 0 ? desk_run(db, numbers) : r;
}

int
desk_schema_create(sqlite3 *db)
{
	int r = desk_run(db, "BEGIN IMMEDIATE");
	if (r < 0) {
		return r;
	}
	r = desk_schema_recognise(db);
	if (r == 1) {
		r = create(db);
	}
	if (r == 0) {
		r = desk_run(db, "COMMIT");
	}
	if (r < 0) {
		/* without a transaction there is nothing to take back */
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	}
	return r;
}

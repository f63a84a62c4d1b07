/* SPDX-License-Identifier: MIT */
/* The queue of sealed requests, on SQLite with a write-ahead log. */
#include "platform/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "platform/outbox_parts.h"

enum {
	APPLICATION_ID = 0x47434854, /* "GCHT" */
	SCHEMA_VERSION = 1,
	BUSY_MS = 5000,      /* the sync process holds the file for milliseconds */
	LOG_PAGES_TIDY = 16, /* a log of this length is worth the flushes when nobody waits */
	LOG_PAGES_MAX =
		64, /* with one more envelope it still fits the reserve: a full disk can be checkpointed */
	VACUUM_PAGES =
		192, /* moved at once: 768 KiB of log, more than the largest envelope, less than the reserve */
	PAGE_BYTES = 4096, /* SQLite's default, and the block of D6 */
	ROOM_BYTES = 2 * 640 *
		1024, /* the largest envelope (D1), once in the log and once in the database */
};

/* docs/formats/outbox.md. The rules that must hold whatever a program does are the database's own. */
static const char schema[] =
	"CREATE TABLE outbox ("
	" seq INTEGER PRIMARY KEY AUTOINCREMENT,"
	" id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),"
	" created_at INTEGER NOT NULL,"
	" state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'delivered', 'quarantined')),"
	" envelope BLOB,"
	" sha256 BLOB NOT NULL CHECK (length(sha256) = 32),"
	" attempts INTEGER NOT NULL DEFAULT 0,"
	" last_attempt INTEGER,"
	" next_attempt INTEGER,"
	" last_error TEXT,"
	" delivered_at INTEGER,"
	" receipt BLOB,"
	" CHECK (state <> 'delivered' OR receipt IS NOT NULL),"
	" CHECK (envelope IS NOT NULL OR state = 'delivered')"
	") STRICT;"
	"CREATE TRIGGER outbox_keeps_bytes BEFORE UPDATE OF id, created_at, envelope, sha256 ON outbox"
	" WHEN NEW.id IS NOT OLD.id OR NEW.created_at IS NOT OLD.created_at OR NEW.sha256 IS NOT OLD.sha256"
	" OR (NEW.envelope IS NOT NULL AND NEW.envelope IS NOT OLD.envelope)"
	" BEGIN SELECT RAISE(ABORT, 'what was sealed never changes'); END;"
	"CREATE TRIGGER outbox_stays_delivered BEFORE UPDATE OF state ON outbox"
	" WHEN OLD.state = 'delivered' AND NEW.state <> 'delivered'"
	" BEGIN SELECT RAISE(ABORT, 'delivered is final'); END;"
	"CREATE TRIGGER outbox_keeps_undelivered BEFORE DELETE ON outbox WHEN OLD.state <> 'delivered'"
	" BEGIN SELECT RAISE(ABORT, 'only delivered rows may be deleted'); END;";

static const char link_schema[] = "CREATE TABLE IF NOT EXISTS link ("
								  " one INTEGER PRIMARY KEY CHECK (one = 1),"
								  " state TEXT NOT NULL,"
								  " reason TEXT NOT NULL,"
								  " since INTEGER NOT NULL,"
								  " last_contact INTEGER,"
								  " server_ahead_ms INTEGER,"
								  " next_attempt INTEGER"
								  ") STRICT";

int
outbox_errno(sqlite3 *db, int result)
{
	const int system = db == NULL ? 0 : sqlite3_system_errno(db);
	switch (result & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EBADMSG;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_CANTOPEN:
		return outbox_is_no_space(system) ? -ENOSPC : system != 0 ? -system : -EACCES;
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
		return -EINVAL;
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return -EACCES;
	default: /* SQLITE_IOERR above all */
		return outbox_is_no_space(system) ? -ENOSPC : -EIO;
	}
}

int
outbox_run(sqlite3 *db, const char *sql)
{
	return outbox_errno(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

int
outbox_ask_integer(sqlite3 *db, const char *sql, int64_t *ret_value)
{
	sqlite3_stmt *statement;
	int r = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	if (r == SQLITE_OK) {
		r = sqlite3_step(statement);
		if (r == SQLITE_ROW) {
			*ret_value = sqlite3_column_int64(statement, 0);
		}
	}
	const int error = r == SQLITE_DONE ? -EIO : outbox_errno(db, r);
	(void)sqlite3_finalize(statement); /* repeats the error of the step */
	return error;
}

int
outbox_ask_text(sqlite3 *db, const char *sql, char *ret_text, size_t size)
{
	sqlite3_stmt *statement;
	int r = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	if (r == SQLITE_OK) {
		r = sqlite3_step(statement);
		const unsigned char *text = r == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
		(void)snprintf(ret_text, size, "%s", text == NULL ? "" : (const char *)text);
	}
	const int error = outbox_errno(db, r);
	(void)sqlite3_finalize(statement);
	return error;
}

/* 0 for an outbox of this version, 1 for a file without content, -EPROTO for anything else. */
static int
recognise(sqlite3 *db)
{
	int64_t application = 0, version = 0, n_objects = 0;
	int r = outbox_ask_integer(db, "SELECT count(*) FROM sqlite_schema", &n_objects);
	if (r == 0) {
		r = outbox_ask_integer(db, "PRAGMA application_id", &application);
	}
	if (r == 0) {
		r = outbox_ask_integer(db, "PRAGMA user_version", &version);
	}
	if (r < 0) {
		return r;
	}
	if (application == APPLICATION_ID && version == SCHEMA_VERSION) {
		return 0;
	}
	return n_objects == 0 && application == 0 && version == 0 ? 1 : -EPROTO;
}

/* Two processes may start at once: whoever comes second finds the work done. */
static int
create_schema(sqlite3 *db)
{
	int r = outbox_run(db, "BEGIN IMMEDIATE");
	if (r < 0) {
		return r;
	}
	r = recognise(db);
	if (r == 1) {
		char numbers[80];
		(void)snprintf(numbers, sizeof(numbers), "PRAGMA application_id=%d; PRAGMA user_version=%d",
			APPLICATION_ID, SCHEMA_VERSION);
		r = outbox_run(db, schema);
		if (r == 0) {
			r = outbox_run(db, numbers);
		}
	}
	if (r == 0) {
		r = outbox_run(db, "COMMIT");
	}
	if (r < 0) {
		(void)outbox_run(db, "ROLLBACK");
	}
	return r;
}

/*
 * What guichet-sync needs came after the first kiosks: added where it is absent. A program that does not know of it goes
 * on as before.
 */
static int
extend_schema(sqlite3 *db)
{
	int64_t n_columns = 0;
	int r = outbox_run(db, "BEGIN IMMEDIATE");
	if (r < 0) {
		return r;
	}
	r = outbox_run(db, link_schema);
	if (r == 0) {
		r = outbox_ask_integer(db,
			"SELECT count(*) FROM pragma_table_info('outbox') WHERE name = 'due_date'", &n_columns);
	}
	if (r == 0 && n_columns == 0) {
		r = outbox_run(db, "ALTER TABLE outbox ADD COLUMN due_date TEXT");
	}
	if (r == 0) {
		r = outbox_run(db, "COMMIT");
	}
	if (r < 0) {
		(void)outbox_run(db, "ROLLBACK");
	}
	return r;
}

static int
check_content(sqlite3 *db)
{
	char verdict[64] = "";
	const int r = outbox_ask_text(db, "PRAGMA quick_check(1)", verdict, sizeof(verdict));
	return r < 0 ? r : strcmp(verdict, "ok") == 0 ? 0 : -EBADMSG;
}

/* Log into database. Where readers are in the way or the disk is full, the log keeps what it has: that is no loss. */
static void
checkpoint(sqlite3 *db)
{
	(void)sqlite3_busy_timeout(db, 0); /* never wait for a reader */
	(void)sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(db, BUSY_MS);
}

/*
 * Empties the log and begins it anew with a commit that changes nothing. The first commit of a log flushes twice (its
 * header, then itself); done here, every outbox_put() costs one flush.
 */
static int
renew_log(sqlite3 *db)
{
	char version[40];
	checkpoint(db);
	(void)snprintf(version, sizeof(version), "PRAGMA user_version=%d", SCHEMA_VERSION);
	const int r = outbox_run(db, version);
	return r == -ENOSPC ? 0 : r; /* a full disk is told by outbox_room() */
}

/* Called by SQLite after each commit. */
static int
note_log(void *outbox, sqlite3 *db, const char *name, int n_pages)
{
	(void)db;
	(void)name;
	((struct outbox *)outbox)->log_pages = n_pages;
	return SQLITE_OK;
}

/* How every connection behaves. */
static int
configure(sqlite3 *db)
{
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, BUSY_MS);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return outbox_run(
		db, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY");
}

/*
 * WAL with synchronous=FULL loses nothing that was acknowledged and costs one flush a commit. No automatic
 * checkpoints: they would put more flushes between a client and "saved"; opening, closing and outbox_tidy() do them.
 */
static int
configure_writer(sqlite3 *db)
{
	char mode[16] = "";
	int r = outbox_ask_text(db, "PRAGMA journal_mode=WAL", mode, sizeof(mode));
	if (r == 0 && strcmp(mode, "wal") != 0) {
		r = -EIO;
	}
	return r < 0 ? r : outbox_run(db, "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON");
}

static int
open_writer(struct outbox *outbox, const char *path)
{
	static const char insert[] =
		"INSERT INTO outbox (id, created_at, envelope, sha256) VALUES (?, ?, ?, ?)";
	sqlite3 *db = outbox->db;
	int r = recognise(db);
	const bool is_new = r == 1;
	if (is_new) {
		r = outbox_run(db,
			"PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL"); /* before the first page is written */
	}
	if (r == 0) {
		r = configure_writer(db);
	}
	if (r == 0 && is_new) {
		r = create_schema(db);
	}
	if (r == 0 && !is_new) {
		r = check_content(db);
	}
	if (r == 0) {
		r = extend_schema(db);
	}
	if (r < 0) {
		return r;
	}
	(void)sqlite3_wal_hook(
		db, note_log, outbox); /* takes the place of SQLite's automatic checkpoints */
	r = renew_log(db);
	if (r == 0) {
		/* Names must be durable before the first request is: no rollback journal may come back. */
		r = outbox_sync_folder(path);
	}
	return r < 0 ?
		r :
		outbox_errno(db,
			sqlite3_prepare_v3(db, insert, -1, SQLITE_PREPARE_PERSISTENT, &outbox->insert, NULL));
}

static int
open_reader(struct outbox *outbox)
{
	const int r = recognise(outbox->db);
	return r < 0 ? r : r == 1 ? -EPROTO : check_content(outbox->db);
}

static int
open_once(struct outbox *outbox, const char *path, bool read_only)
{
	int r = outbox_check_blocks(path);
	if (r == 0 && !read_only) {
		r = outbox_create_file(path);
	}
	if (r < 0) {
		return r;
	}
	const int mode = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	r = outbox_errno(
		outbox->db, sqlite3_open_v2(path, &outbox->db, mode | SQLITE_OPEN_NOMUTEX, NULL));
	if (r < 0 && outbox->db != NULL) {
		r = outbox_errno(outbox->db, sqlite3_errcode(outbox->db));
	}
	if (r == 0) {
		r = configure(outbox->db);
	}
	return r < 0 ? r : read_only ? open_reader(outbox) : open_writer(outbox, path);
}

int
outbox_open(
	const char *path, bool read_only, struct outbox **ret_outbox, struct diagnosis *ret_diagnosis)
{
	struct outbox *outbox = calloc(1, sizeof(*outbox));
	if (outbox == NULL) {
		return outbox_explain(ret_diagnosis, -ENOMEM, path);
	}
	(void)snprintf(outbox->path, sizeof(outbox->path), "%s", path);
	const int n = snprintf(outbox->reserve, sizeof(outbox->reserve), "%s.reserve", path);
	int r = n < 0 || n >= OUTBOX_PATH_BYTES ? -ENAMETOOLONG : open_once(outbox, path, read_only);
	if (r == -ENOSPC && !read_only && outbox_release_reserve(outbox->reserve)) {
		(void)sqlite3_close(outbox->db);
		outbox->db = NULL;
		r = open_once(outbox, path, read_only);
	}
	if (r == 0 && !read_only) {
		r = outbox_hold_reserve(outbox->reserve);
		r = r == OUTBOX_FULL ?
			0 :
			r; /* outbox_room() says so; what is there can be read, sent and deleted */
	}
	if (r < 0) {
		outbox_close(outbox);
		return outbox_explain(ret_diagnosis, r, path);
	}
	*ret_outbox = outbox;
	return 0;
}

struct outbox *
outbox_close(struct outbox *outbox)
{
	if (outbox != NULL) {
		if (outbox->insert != NULL) {
			(void)sqlite3_finalize(outbox->insert);
			checkpoint(outbox->db);
		}
		(void)sqlite3_close(outbox->db);
		if (outbox->has_claim) {
			close(
				outbox
					->claim_fd); /* not before: it would take SQLite's own locks of the file with it */
		}
		free(outbox->envelope);
		free(outbox);
	}
	return NULL;
}

/* One transaction. 0, OUTBOX_DUPLICATE, or negative errno. */
static int
store(struct outbox *outbox, struct str id, ms_t created_wall, struct str envelope,
	const unsigned char *sha256)
{
	sqlite3_stmt *insert = outbox->insert;
	(void)sqlite3_bind_text(insert, 1, id.p, (int)id.n, SQLITE_STATIC);
	(void)sqlite3_bind_int64(insert, 2, created_wall);
	(void)sqlite3_bind_blob64(insert, 3, envelope.p, envelope.n, SQLITE_STATIC);
	(void)sqlite3_bind_blob(insert, 4, sha256, OUTBOX_SHA256_BYTES, SQLITE_STATIC);
	const int result = sqlite3_step(insert);
	const int error = outbox_errno(outbox->db, result);
	(void)sqlite3_reset(insert); /* repeats the error of the step */
	(void)sqlite3_clear_bindings(insert);
	return result == SQLITE_CONSTRAINT_UNIQUE ? OUTBOX_DUPLICATE : error;
}

void
outbox_give_up_reserve(struct outbox *outbox)
{
	char vacuum[48];
	(void)outbox_release_reserve(outbox->reserve);
	(void)snprintf(vacuum, sizeof(vacuum), "PRAGMA incremental_vacuum(%d)", VACUUM_PAGES);
	(void)outbox_run(outbox->db, vacuum);
	checkpoint(outbox->db);
}

int
outbox_put(struct outbox *outbox, struct str id, ms_t created_wall, struct str envelope,
	const unsigned char sha256[OUTBOX_SHA256_BYTES])
{
	int r = outbox_bound_log(outbox);
	if (r < 0) {
		return r;
	}
	/* The second time without the log, whose space may be all that was missing. */
	for (int i = 0; i < 2; i++) {
		r = outbox_hold_reserve(outbox->reserve); /* new requests never live on it */
		if (r != 0) {
			return r;
		}
		r = store(outbox, id, created_wall, envelope, sha256);
		if (r == 0) {
			outbox_ring(outbox);
		}
		if (r != -ENOSPC) {
			return r;
		}
		outbox_give_up_reserve(outbox);
	}
	return OUTBOX_FULL;
}

int
outbox_bound_log(struct outbox *outbox)
{
	return outbox->log_pages > LOG_PAGES_MAX ? renew_log(outbox->db) : 0;
}

/* Where the time may not be set guichet-sync finds the row all the same, at its next look. */
void
outbox_ring(struct outbox *outbox)
{
	(void)utimensat(AT_FDCWD, outbox->path, NULL, 0);
}

int
outbox_tidy(struct outbox *outbox)
{
	return outbox->log_pages > LOG_PAGES_TIDY ? renew_log(outbox->db) : 0;
}

int
outbox_room(struct outbox *outbox)
{
	struct statvfs info;
	int64_t n_unused = 0;
	int r = outbox_hold_reserve(outbox->reserve);
	if (r == 0) {
		r = outbox_ask_integer(outbox->db, "PRAGMA freelist_count", &n_unused);
	}
	if (r != 0) {
		return r;
	}
	if (statvfs(outbox->reserve, &info) < 0) {
		return -errno;
	}
	const uint64_t room = (uint64_t)info.f_bavail * info.f_frsize + (uint64_t)n_unused * PAGE_BYTES;
	return room < ROOM_BYTES ? OUTBOX_FULL : 0;
}

/* SPDX-License-Identifier: MIT */
/* Questions to the store, on a connection of their own that cannot write. */
#include <string.h>

#include "platform/store_sqlite.h"

#include "core/calendar.h"

#define COLUMNS \
	"s.seq, s.id, s.sha256, s.device, s.form, s.form_version, s.lang, s.received_at, s.due, s.state, s.code," \
	" t.tracking"
#define TABLES " FROM submission AS s LEFT JOIN tracking AS t ON t.seq = s.seq"

enum { N_COLUMNS = 12 }; /* behind them, of one request: envelope, receipt */

static const char *const sql[READ_STATEMENTS] = {
	[READ_LIST] = "SELECT " COLUMNS TABLES " WHERE s.seq > ?1 ORDER BY s.seq LIMIT ?2",
	[READ_STATE] = "SELECT " COLUMNS TABLES
				   " WHERE s.state = ?3 AND s.seq > ?1 ORDER BY s.seq LIMIT ?2",
	[READ_ONE] = "SELECT " COLUMNS ", e.envelope, s.receipt" TABLES
				 " LEFT JOIN envelope AS e ON e.seq = s.seq WHERE s.id = ?1",
	[READ_FIND] = "SELECT " COLUMNS TABLES " WHERE s.ref_hash = ?1 ORDER BY s.seq",
	[READ_KEY] = "SELECT jwks, withdrawn_at IS NOT NULL FROM device_key WHERE kid = ?1",
	[READ_UUID] = "SELECT uuid FROM certificate WHERE device = ?1 ORDER BY n DESC LIMIT 1",
	[READ_REVOKED] = "SELECT revoked_at IS NOT NULL FROM certificate WHERE serial = ?1",
	[READ_CODE] = "SELECT 1 FROM token WHERE sha256 = CAST(?1 AS BLOB)",
	/* The first of two that contradict each other counts: that is how a log that was written anew is found out. */
	[READ_HEAD] = "SELECT seq, hash FROM log_head WHERE desk = ?1 ORDER BY seq DESC, n LIMIT 1",
};

static struct str
column(sqlite3_stmt *statement, int i)
{
	const char *p = sqlite3_column_blob(statement, i);
	return (struct str){ p, (size_t)sqlite3_column_bytes(statement, i) };
}

static void
give_row(
	sqlite3_stmt *statement, void (*row)(void *context, const struct store_row *row), void *context)
{
	const bool is_one = sqlite3_column_count(statement) > N_COLUMNS;
	struct store_row found = {
		.seq = sqlite3_column_int64(statement, 0),
		.id = column(statement, 1),
		.device = column(statement, 3),
		.form = column(statement, 4),
		.form_version = column(statement, 5),
		.lang = str_eq(column(statement, 6), STR("fr")) ? LANG_FR : LANG_EN,
		.received_at = sqlite3_column_int64(statement, 7),
		.state = column(statement, 9),
		.code = column(statement, 10),
		.tracking = column(statement, 11),
	};
	const struct str digest = column(statement, 2);
	if (digest.n == sizeof(found.sha256)) {
		memcpy(found.sha256, digest.p, digest.n);
	}
	struct date due;
	if (calendar_parse_date(column(statement, 8), &due)) {
		found.due = due;
	}
	if (is_one) {
		found.envelope = column(statement, N_COLUMNS);
		found.receipt = column(statement, N_COLUMNS + 1);
	}
	row(context, &found);
}

static void
bind(sqlite3_stmt *statement, int parameter, struct str text)
{
	(void)sqlite3_bind_text64(
		statement, parameter, text.n == 0 ? "" : text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

/* With the mutex held: all rows; the statement is as new afterwards, and holds no moment of the log. */
static int
give_rows(struct store_sqlite_reader *reader, sqlite3_stmt *statement,
	void (*row)(void *context, const struct store_row *row), void *context)
{
	int result;
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		give_row(statement, row, context);
	}
	const int error = store_sqlite_errno(reader->db, result);
	(void)sqlite3_reset(statement); /* repeats the error of the step */
	(void)sqlite3_clear_bindings(statement);
	return error;
}

static sqlite3_stmt *
begin(struct store_engine *engine, enum store_sqlite_read which)
{
	(void)pthread_mutex_lock(&engine->reader.mutex);
	return engine->reader.statements[which];
}

static void
finish(struct store_engine *engine)
{
	(void)pthread_mutex_unlock(&engine->reader.mutex);
}

int
store_engine_list(struct store_engine *engine, struct str state, int64_t after_seq, int limit,
	void (*row)(void *context, const struct store_row *row), void *context)
{
	sqlite3_stmt *statement = begin(engine, state.n == 0 ? READ_LIST : READ_STATE);
	(void)sqlite3_bind_int64(statement, 1, after_seq);
	(void)sqlite3_bind_int(statement, 2, limit);
	if (state.n != 0) {
		bind(statement, 3, state);
	}
	const int r = give_rows(&engine->reader, statement, row, context);
	finish(engine);
	return r;
}

int
store_engine_get(struct store_engine *engine, struct str id,
	void (*row)(void *context, const struct store_row *row), void *context)
{
	sqlite3_stmt *statement = begin(engine, READ_ONE);
	bind(statement, 1, id);
	const int r = give_rows(&engine->reader, statement, row, context);
	finish(engine);
	return r;
}

int
store_engine_find(struct store_engine *engine, struct str ref_hash,
	void (*row)(void *context, const struct store_row *row), void *context)
{
	sqlite3_stmt *statement = begin(engine, READ_FIND);
	bind(statement, 1, ref_hash);
	const int r = give_rows(&engine->reader, statement, row, context);
	finish(engine);
	return r;
}

int
store_engine_log_head(
	struct store_engine *engine, struct str desk, int64_t *ret_seq, char ret_hash[65])
{
	sqlite3_stmt *statement = begin(engine, READ_HEAD);
	bind(statement, 1, desk);
	const int result = sqlite3_step(statement);
	const int error = store_sqlite_errno(engine->reader.db, result);
	if (error == 0) {
		const struct str hash = result == SQLITE_ROW ? column(statement, 1) : STR_NONE;
		*ret_seq = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
		const size_t n = hash.n > 64 ? 64 : hash.n;
		if (n > 0) {
			memcpy(ret_hash, hash.p, n);
		}
		ret_hash[n] = '\0';
	}
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	finish(engine);
	return error;
}

int
store_sqlite_open_reader(struct store_sqlite_reader *reader, const char *path)
{
	const int r = store_sqlite_connect(path, true, &reader->db);
	return r < 0 ? r : store_sqlite_prepare(reader->db, sql, READ_STATEMENTS, reader->statements);
}

void
store_sqlite_close_reader(struct store_sqlite_reader *reader)
{
	store_sqlite_finalize(READ_STATEMENTS, reader->statements);
	(void)sqlite3_close(reader->db);
	reader->db = NULL;
}

/* The one row that a question about a kiosk has, or none. With the mutex held; `take` reads its columns. */
static int
ask(struct store_engine *engine, enum store_sqlite_read which, struct str what,
	void (*take)(sqlite3_stmt *row, void *context), void *context)
{
	sqlite3_stmt *statement = begin(engine, which);
	bind(statement, 1, what);
	const int result = sqlite3_step(statement);
	if (result == SQLITE_ROW) {
		take(statement, context);
	}
	const int error = store_sqlite_errno(engine->reader.db, result);
	(void)sqlite3_reset(statement); /* repeats the error of the step */
	(void)sqlite3_clear_bindings(statement);
	finish(engine);
	return error;
}

static void
take_key(sqlite3_stmt *row, void *context)
{
	struct store_key *key = context;
	const struct str jwks = column(row, 0);
	if (jwks.n < sizeof(key->jwks)) {
		memcpy(key->jwks, jwks.n == 0 ? "" : jwks.p, jwks.n);
		key->jwks[jwks.n] = '\0';
	}
	key->is_known = true;
	key->is_withdrawn = sqlite3_column_int(row, 1) != 0;
}

int
store_engine_find_key(struct store_engine *engine, struct str kid, struct store_key *ret_key)
{
	*ret_key = (struct store_key){ .is_known = false };
	return ask(engine, READ_KEY, kid, take_key, ret_key);
}

static void
take_uuid(sqlite3_stmt *row, void *context)
{
	const struct str uuid = column(row, 0);
	if (uuid.n == 36) {
		memcpy(context, uuid.p, uuid.n);
	}
}

int
store_engine_find_uuid(struct store_engine *engine, struct str device, char ret_uuid[37])
{
	memset(ret_uuid, 0, 37);
	return ask(engine, READ_UUID, device, take_uuid, ret_uuid);
}

static void
take_flag(sqlite3_stmt *row, void *context)
{
	*(bool *)context = sqlite3_column_int(row, 0) != 0;
}

int
store_engine_find_revoked(struct store_engine *engine, struct str serial, bool *ret_is_revoked)
{
	*ret_is_revoked = false;
	return ask(engine, READ_REVOKED, serial, take_flag, ret_is_revoked);
}

int
store_engine_find_code(
	struct store_engine *engine, const unsigned char sha256[32], bool *ret_is_known)
{
	*ret_is_known = false;
	return ask(
		engine, READ_CODE, (struct str){ (const char *)sha256, 32 }, take_flag, ret_is_known);
}

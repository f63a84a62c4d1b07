/* SPDX-License-Identifier: MIT */
/* Codes, keys and certificates of kiosks. They change a few times a year: statements are prepared when they are needed. */
#include "platform/store_sqlite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST_BYTES = 32 };

/* One value of a statement: text, a digest, or a time. */
struct value {
	enum { END, TEXT, DIGEST, TIME } kind;
	struct str text;
	const unsigned char *digest;
	ms_t at;
};

#define A_TEXT(s) ((struct value){ .kind = TEXT, .text = (s) })
#define A_DIGEST(d) ((struct value){ .kind = DIGEST, .digest = (d) })
#define A_TIME(t) ((struct value){ .kind = TIME, .at = (t) })
#define AN_END ((struct value){ .kind = END })

static int
prepare(sqlite3 *db, const char *sql, const struct value *values, sqlite3_stmt **ret_statement)
{
	const int r = store_sqlite_errno(db, sqlite3_prepare_v2(db, sql, -1, ret_statement, NULL));
	for (int i = 0; r == 0 && values[i].kind != END; i++) {
		const struct value *value = &values[i];
		if (value->kind == TEXT) {
			(void)sqlite3_bind_text64(*ret_statement, i + 1,
				value->text.n == 0 ? "" : value->text.p, value->text.n, SQLITE_STATIC, SQLITE_UTF8);
		} else if (value->kind == DIGEST) {
			(void)sqlite3_bind_blob(
				*ret_statement, i + 1, value->digest, DIGEST_BYTES, SQLITE_STATIC);
		} else {
			(void)sqlite3_bind_int64(*ret_statement, i + 1, value->at);
		}
	}
	return r;
}

/* A statement without rows. 0 or negative errno. */
static int
run(sqlite3 *db, const char *sql, const struct value *values)
{
	sqlite3_stmt *statement = NULL;
	int r = prepare(db, sql, values, &statement);
	if (r == 0) {
		r = store_sqlite_errno(db, sqlite3_step(statement));
	}
	(void)sqlite3_finalize(statement); /* repeats the error of the step */
	return r;
}

int
store_sqlite_token(sqlite3 *db, struct store_change *change)
{
	const struct value values[] = { A_DIGEST(change->token.sha256), A_TEXT(change->token.device),
		A_TIME(change->token.at), A_TIME(change->token.expires_at), AN_END };
	return run(db,
		"INSERT INTO token (sha256, device, made_at, expires_at) VALUES (?1, ?2, ?3, ?4)", values);
}

/* ---- enrolling ---- */

static bool
is_text(sqlite3_stmt *statement, int column, struct str wanted)
{
	const char *p = sqlite3_column_blob(statement, column);
	return str_eq((struct str){ p, (size_t)sqlite3_column_bytes(statement, column) }, wanted);
}

static int
refuse(struct store_change *change, enum store_refusal refusal)
{
	change->outcome = STORE_OTHER;
	change->enrol.refusal = refusal;
	return 0;
}

/* The certificate that the same request got before. */
static int
repeat(sqlite3 *db, struct store_change *change, struct str serial)
{
	const struct value values[] = { A_TEXT(serial), AN_END };
	sqlite3_stmt *statement = NULL;
	int r = prepare(
		db, "SELECT certificate FROM certificate WHERE serial = ?1", values, &statement);
	const int result = r < 0 ? SQLITE_ERROR : sqlite3_step(statement);
	if (r == 0 && result == SQLITE_ROW) {
		change->outcome = STORE_SAME;
		change->receipt = strdup((const char *)sqlite3_column_text(statement, 0));
		r = change->receipt == NULL ? -ENOMEM : 0;
	} else if (r == 0) {
		r = result == SQLITE_DONE ? -EINVAL : store_sqlite_errno(db, result);
	}
	(void)sqlite3_finalize(statement);
	return r;
}

/* Of a code that is there; the outcome stays STORE_DONE when it may be used. */
static int
judge_row(sqlite3 *db, struct store_change *change, sqlite3_stmt *row)
{
	const struct store_enrolment *enrol = &change->enrol;
	if (!is_text(row, 0, enrol->device)) {
		return refuse(change, STORE_CODE_FOREIGN);
	}
	if (enrol->at >= sqlite3_column_int64(row, 1)) {
		return refuse(change, STORE_CODE_EXPIRED);
	}
	if (sqlite3_column_type(row, 2) == SQLITE_NULL) {
		return 0;
	}
	if (!is_text(row, 3, (struct str){ (const char *)enrol->request_sha256, DIGEST_BYTES })) {
		return refuse(change, STORE_CODE_USED);
	}
	const char *serial = sqlite3_column_blob(row, 4);
	return repeat(db, change, (struct str){ serial, (size_t)sqlite3_column_bytes(row, 4) });
}

static int
judge_code(sqlite3 *db, struct store_change *change)
{
	const struct value values[] = { A_DIGEST(change->enrol.code_sha256), AN_END };
	sqlite3_stmt *statement = NULL;
	int r = prepare(db,
		"SELECT device, expires_at, used_at, request_sha256, serial FROM token WHERE sha256 = ?1",
		values, &statement);
	if (r == 0) {
		const int result = sqlite3_step(statement);
		if (result == SQLITE_ROW) {
			r = judge_row(db, change, statement);
		} else {
			r = store_sqlite_errno(db, result);
			change->outcome = STORE_ABSENT;
		}
	}
	(void)sqlite3_finalize(statement);
	return r;
}

/* A key that was withdrawn, or is another device's, gets no certificate. */
static int
judge_key(sqlite3 *db, struct store_change *change)
{
	const struct value values[] = { A_TEXT(change->enrol.kid), AN_END };
	sqlite3_stmt *statement = NULL;
	int r = prepare(
		db, "SELECT device, withdrawn_at FROM device_key WHERE kid = ?1", values, &statement);
	const int result = r < 0 ? SQLITE_ERROR : sqlite3_step(statement);
	if (r == 0 && result == SQLITE_ROW) {
		r = sqlite3_column_type(statement, 1) != SQLITE_NULL ? refuse(change, STORE_KEY_WITHDRAWN) :
			is_text(statement, 0, change->enrol.device)      ? 0 :
															   refuse(change, STORE_CODE_FOREIGN);
	} else if (r == 0) {
		r = store_sqlite_errno(db, result);
	}
	(void)sqlite3_finalize(statement);
	return r;
}

static int
keep_certificate(sqlite3 *db, const struct store_enrolment *enrol)
{
	const struct value values[] = { A_TEXT(enrol->serial), A_TEXT(enrol->device),
		A_TEXT(enrol->kid), A_TEXT(enrol->uuid), A_TIME(enrol->at), A_TIME(enrol->not_after),
		A_TEXT(enrol->certificate), AN_END };
	return run(db,
		"INSERT INTO certificate (serial, device, kid, uuid, issued_at, not_after, certificate)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		values);
}

/* One asset tag is one kiosk: whoever had it before has it no more. */
static int
replace_keys(sqlite3 *db, const struct store_enrolment *enrol)
{
	const struct value others[] = { A_TEXT(enrol->device), A_TEXT(enrol->kid), A_TIME(enrol->at),
		AN_END };
	const struct value own[] = { A_TEXT(enrol->kid), A_TEXT(enrol->device), A_TEXT(enrol->jwks),
		A_TIME(enrol->at), AN_END };
	int r = run(db,
		"UPDATE device_key SET withdrawn_at = ?3"
		" WHERE device = ?1 AND kid <> ?2 AND withdrawn_at IS NULL",
		others);
	if (r == 0) {
		r = run(db,
			"UPDATE certificate SET revoked_at = ?3"
			" WHERE device = ?1 AND kid <> ?2 AND revoked_at IS NULL",
			others);
	}
	return r < 0 ?
		r :
		run(db,
			"INSERT INTO device_key (kid, device, jwks, added_at) VALUES (?1, ?2, ?3, ?4)"
			" ON CONFLICT (kid) DO NOTHING",
			own);
}

static int
use_code(sqlite3 *db, const struct store_enrolment *enrol)
{
	const struct value values[] = { A_DIGEST(enrol->code_sha256), A_TIME(enrol->at),
		A_DIGEST(enrol->request_sha256), A_TEXT(enrol->serial), AN_END };
	return run(db,
		"UPDATE token SET used_at = ?2, request_sha256 = ?3, serial = ?4 WHERE sha256 = ?1",
		values);
}

int
store_sqlite_enrol(sqlite3 *db, struct store_change *change)
{
	const struct store_enrolment *enrol = &change->enrol;
	const bool has_code = enrol->code_sha256 != NULL;
	int r = has_code ? judge_code(db, change) : 0;
	if (r == 0 && change->outcome == STORE_DONE) {
		r = judge_key(db, change);
	}
	if (r < 0 || change->outcome != STORE_DONE) {
		return r;
	}
	r = keep_certificate(db, enrol);
	if (r == 0 && has_code) {
		r = replace_keys(db, enrol);
	}
	if (r == 0 && has_code) {
		r = use_code(db, enrol);
	}
	if (r == 0) {
		change->receipt = strndup(enrol->certificate.p, enrol->certificate.n);
		r = change->receipt == NULL ? -ENOMEM : 0;
	}
	return r;
}

/* ---- revoking ---- */

int
store_sqlite_revoke(sqlite3 *db, struct store_change *change)
{
	const struct value values[] = { A_TEXT(change->revoke.device), A_TEXT(change->revoke.serial),
		A_TIME(change->revoke.at), AN_END };
	sqlite3_stmt *statement = NULL;
	int r = prepare(db,
		"SELECT count(*), count(revoked_at) FROM certificate WHERE device = ?1 OR serial = ?2",
		values, &statement);
	const int result = r < 0 ? SQLITE_ERROR : sqlite3_step(statement);
	if (r == 0 && result == SQLITE_ROW) {
		const int64_t n = sqlite3_column_int64(statement, 0);
		change->outcome = n == 0                    ? STORE_ABSENT :
			n == sqlite3_column_int64(statement, 1) ? STORE_SAME :
													  STORE_DONE;
	} else if (r == 0) {
		r = store_sqlite_errno(db, result);
	}
	(void)sqlite3_finalize(statement);
	/* A key that a file of the intake named, and no enrolment, is withdrawn by a row of its own. */
	if (r == 0 && change->outcome == STORE_DONE) {
		r = run(db,
			"INSERT INTO device_key (kid, device, jwks, added_at, withdrawn_at)"
			" SELECT DISTINCT kid, device, '', ?3, ?3 FROM certificate"
			" WHERE (device = ?1 OR serial = ?2) AND revoked_at IS NULL"
			" ON CONFLICT (kid) DO UPDATE SET withdrawn_at = excluded.withdrawn_at"
			" WHERE device_key.withdrawn_at IS NULL",
			values);
	}
	if (r == 0 && change->outcome == STORE_DONE) {
		r = run(db,
			"UPDATE certificate SET revoked_at = ?3"
			" WHERE (device = ?1 OR serial = ?2) AND revoked_at IS NULL",
			values);
	}
	return r;
}

/* SPDX-License-Identifier: MIT */
/* Reading requests and small facts out of the desk's store. */
#include "platform/desk_store_parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS \
	"id, form, form_version, device, ref_hash, sha256, lang, received_at, promised, code, state," \
	" problem, closed_at, n_opened, checked, proof_1, proof_2, tell, version"

enum { COLUMN_ENVELOPE = 19, COLUMN_RECEIPT }; /* behind COLUMNS, where they are asked for */

static enum desk_state
state_of(struct str name)
{
	static const char *const names[DESK_STATES] = { "new", "opened", "confirmed", "problem" };
	for (int i = 0; i < DESK_STATES; i++) {
		if (str_eq(name, str_of(names[i]))) {
			return (enum desk_state)i;
		}
	}
	return DESK_PROBLEM; /* the table's own CHECK leaves no other */
}

static struct date
date_of_number(int number)
{
	return (struct date){ number / 10000, number / 100 % 100, number % 100 };
}

static struct desk_request
request_of(sqlite3_stmt *s)
{
	struct desk_request request = {
		.id = desk_column(s, 0),
		.form = desk_column(s, 1),
		.form_version = desk_column(s, 2),
		.device = desk_column(s, 3),
		.ref_hash = desk_column(s, 4),
		.lang = str_eq(desk_column(s, 6), STR("fr")) ? LANG_FR : LANG_EN,
		.received_at = sqlite3_column_int64(s, 7),
		.promised = date_of_number(sqlite3_column_int(s, 8)),
		.code = desk_column(s, 9),
		.state = state_of(desk_column(s, 10)),
		.problem = desk_column(s, 11),
		.closed_at = sqlite3_column_int64(s, 12),
		.n_opened = sqlite3_column_int(s, 13),
		.is_checked = sqlite3_column_int(s, 14) != 0,
		.proofs = { desk_column(s, 15), desk_column(s, 16) },
		.tell = (unsigned)sqlite3_column_int(s, 17),
		.version = sqlite3_column_int64(s, 18),
	};
	const struct str digest = desk_column(s, 5);
	if (digest.n == sizeof(request.sha256)) {
		memcpy(request.sha256, digest.p, digest.n);
	}
	if (sqlite3_column_count(s) > COLUMN_RECEIPT) {
		request.envelope = desk_column(s, COLUMN_ENVELOPE);
		request.receipt = desk_column(s, COLUMN_RECEIPT);
	}
	return request;
}

/* Finalizes the statement. *ret_n is the number of rows handed out. */
static int
hand_out(struct desk_store *store, sqlite3_stmt *statement, desk_store_row *row, void *context,
	int *ret_n)
{
	int n = 0, result = SQLITE_ROW;
	while (result == SQLITE_ROW) {
		result = sqlite3_step(statement);
		if (result == SQLITE_ROW) {
			const struct desk_request request = request_of(statement);
			n++;
			if (!row(context, &request)) {
				break;
			}
		}
	}
	const int error = desk_errno(store->db, result);
	(void)sqlite3_finalize(statement);
	*ret_n = n;
	return error;
}

int
desk_store_each(
	struct desk_store *store, enum desk_choice choice, desk_store_row *row, void *context)
{
	static const char *const queries[] = {
		[DESK_OPEN_ONES] = "SELECT " COLUMNS
						   " FROM requests WHERE state <> 'confirmed' ORDER BY seq",
		[DESK_ALL] = "SELECT " COLUMNS " FROM requests ORDER BY seq",
		[DESK_UNCHECKED] = "SELECT " COLUMNS " FROM requests WHERE checked = 0 ORDER BY seq",
		[DESK_UNTOLD] = "SELECT " COLUMNS " FROM requests WHERE tell <> 0 ORDER BY seq",
		[DESK_MISKEYED] = "SELECT " COLUMNS
						  " FROM requests WHERE state = 'problem' AND problem IN ('" DESK_OTHER_KEY
						  "', '" DESK_OTHER_STATUS_KEY "') ORDER BY seq",
	};
	sqlite3_stmt *statement;
	int n;
	const int r = desk_prepare(store, queries[choice], &statement);
	return r < 0 ? r : hand_out(store, statement, row, context, &n);
}

int
desk_store_get(struct desk_store *store, struct str id, desk_store_row *row, void *context)
{
	sqlite3_stmt *statement;
	int n = 0;
	int r = desk_prepare(
		store, "SELECT " COLUMNS ", envelope, receipt FROM requests WHERE id = ?", &statement);
	if (r < 0) {
		return r;
	}
	desk_bind(statement, 1, id);
	r = hand_out(store, statement, row, context, &n);
	return r < 0 ? r : n == 0 ? DESK_STORE_ABSENT : 0;
}

int
desk_store_find(struct desk_store *store, struct str part, struct str ref_hash, desk_store_row *row,
	void *context)
{
	sqlite3_stmt *statement;
	int n;
	const int r = desk_prepare(store,
		"SELECT " COLUMNS " FROM requests WHERE (?1 <> '' AND (substr(id, 1, length(?1)) = ?1"
		" OR substr(id, -length(?1)) = ?1)) OR (?2 <> '' AND ref_hash = ?2) ORDER BY seq",
		&statement);
	if (r < 0) {
		return r;
	}
	desk_bind(statement, 1, part);
	desk_bind(statement, 2, ref_hash);
	return hand_out(store, statement, row, context, &n);
}

int
desk_store_newest(struct desk_store *store, ms_t *ret_received_at)
{
	return desk_ask(
		store->db, "SELECT coalesce(max(received_at), 0) FROM requests", ret_received_at);
}

/* ---- facts ---- */

/* Steps to the fact; *ret_statement is for the caller to finalize. 1: there is one. */
static int
seek(struct desk_store *store, const char *name, sqlite3_stmt **ret_statement)
{
	const int r = desk_prepare(store, "SELECT value FROM facts WHERE name = ?", ret_statement);
	if (r < 0) {
		return r;
	}
	desk_bind(*ret_statement, 1, str_of(name));
	const int result = sqlite3_step(*ret_statement);
	return result == SQLITE_ROW ? 1 : desk_errno(store->db, result);
}

int
desk_store_fact(struct desk_store *store, const char *name, int64_t *ret_value)
{
	sqlite3_stmt *statement;
	const int r = seek(store, name, &statement);
	if (r >= 0) {
		*ret_value = r == 1 ? sqlite3_column_int64(statement, 0) : 0;
	}
	(void)sqlite3_finalize(statement);
	return r < 0 ? r : 0;
}

int
desk_store_word(struct desk_store *store, const char *name, char ret_word[DESK_WORD_SIZE])
{
	sqlite3_stmt *statement;
	const int r = seek(store, name, &statement);
	if (r >= 0) {
		const unsigned char *word = r == 1 ? sqlite3_column_text(statement, 0) : NULL;
		(void)snprintf(ret_word, DESK_WORD_SIZE, "%s", word == NULL ? "" : (const char *)word);
	}
	(void)sqlite3_finalize(statement);
	return r < 0 ? r : 0;
}

static const char keep[] = "INSERT INTO facts (name, value) VALUES (?1, ?2)"
						   " ON CONFLICT (name) DO UPDATE SET value = ?2";

int
desk_store_keep_fact(struct desk_store *store, const char *name, int64_t value)
{
	sqlite3_stmt *statement;
	int n;
	const int r = desk_prepare(store, keep, &statement);
	if (r < 0) {
		return r;
	}
	desk_bind(statement, 1, str_of(name));
	(void)sqlite3_bind_int64(statement, 2, value);
	return desk_commit(store, statement, NULL, &n);
}

int
desk_store_keep_word(struct desk_store *store, const char *name, const char *word)
{
	sqlite3_stmt *statement;
	int n;
	const int r = desk_prepare(store, keep, &statement);
	if (r < 0) {
		return r;
	}
	desk_bind(statement, 1, str_of(name));
	desk_bind(statement, 2, str_of(word));
	return desk_commit(store, statement, NULL, &n);
}

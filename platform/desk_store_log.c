/* SPDX-License-Identifier: MIT */
/* The access log: every entry holds the hash of the one before it, so that none can be changed or taken out unseen. */
#include "platform/desk_store_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

#define BEFORE_THE_FIRST "0000000000000000000000000000000000000000000000000000000000000000"

enum {
	N_FIELDS = 10,
	/* Hashing takes microseconds an entry: a person does not wait for it. */
	GLANCE_WHOLE = 10000, /* up to so many all are looked at */
	GLANCE_END = 1000,    /* of more, so many */
	FIELD_EXTRA = 24,     /* length, colon and comma of a field, or a number in place of text */
};

#define COLUMNS "seq, at, actor, role, action, id, reason, outcome, prev_hash, hash"

/* A netstring: the length in bytes, a colon, the bytes, a comma. No content can look like the end of its field. */
static void
add_field(struct text *out, struct str field)
{
	text_int(out, (int64_t)field.n);
	text_char(out, ':');
	text_add(out, field);
	text_char(out, ',');
}

static void
add_number(struct text *out, int64_t number)
{
	char buffer[24];
	struct text digits;
	text_init(&digits, buffer, sizeof(buffer));
	text_int(&digits, number);
	add_field(out, text_str(&digits));
}

static void
encode(int64_t seq, const struct desk_entry *entry, struct str prev_hash, struct text *out)
{
	add_field(out, STR("guichet-access-log-1"));
	add_number(out, seq);
	add_number(out, entry->at);
	add_field(out, entry->actor);
	add_field(out, entry->role);
	add_field(out, entry->action);
	add_field(out, entry->id);
	add_field(out, entry->reason);
	add_field(out, entry->outcome);
	add_field(out, prev_hash);
}

/* docs/formats/desk.md, "hash". */
static int
hash_of(const struct desk_store *store, int64_t seq, const struct desk_entry *entry,
	struct str prev_hash, char ret_hash[DESK_HASH_SIZE])
{
	unsigned char digest[32];
	const size_t cap = (N_FIELDS + 1) * FIELD_EXTRA + entry->actor.n + entry->role.n +
		entry->action.n + entry->id.n + entry->reason.n + entry->outcome.n + prev_hash.n;
	char *buffer = malloc(cap);
	struct text encoded;
	if (buffer == NULL) {
		return -ENOMEM;
	}
	text_init(&encoded, buffer, cap);
	encode(seq, entry, prev_hash, &encoded);
	const int r = encoded.full ? -EOVERFLOW : store->sha256(text_str(&encoded), digest);
	free(buffer);
	if (r < 0) {
		return r;
	}
	for (size_t i = 0; i < sizeof(digest); i++) {
		(void)snprintf(ret_hash + 2 * i, 3, "%02x", digest[i]);
	}
	return 0;
}

int
desk_store_head(struct desk_store *store, int64_t *ret_seq, char ret_hash[DESK_HASH_SIZE])
{
	sqlite3_stmt *statement;
	int r = desk_prepare(
		store, "SELECT seq, hash FROM access_log ORDER BY seq DESC LIMIT 1", &statement);
	if (r < 0) {
		return r;
	}
	const int result = sqlite3_step(statement);
	r = desk_errno(store->db, result);
	if (r == 0) {
		const bool is_empty = result != SQLITE_ROW;
		const struct str hash = is_empty ? STR(BEFORE_THE_FIRST) : desk_column(statement, 1);
		*ret_seq = is_empty ? 0 : sqlite3_column_int64(statement, 0);
		(void)snprintf(ret_hash, DESK_HASH_SIZE, "%.*s", (int)hash.n, hash.p);
	}
	(void)sqlite3_finalize(statement);
	return r;
}

int
desk_append(struct desk_store *store, const struct desk_entry *entry)
{
	int64_t seq;
	char prev_hash[DESK_HASH_SIZE], hash[DESK_HASH_SIZE];
	sqlite3_stmt *insert;
	int r = desk_store_head(store, &seq, prev_hash);
	if (r == 0) {
		r = hash_of(store, ++seq, entry, str_of(prev_hash), hash);
	}
	if (r == 0) {
		r = desk_prepare(store,
			"INSERT INTO access_log (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &insert);
	}
	if (r < 0) {
		return r;
	}
	const struct str fields[] = { entry->actor, entry->role, entry->action, entry->id,
		entry->reason, entry->outcome, str_of(prev_hash), str_of(hash) };
	(void)sqlite3_bind_int64(insert, 1, seq);
	(void)sqlite3_bind_int64(insert, 2, entry->at);
	for (int i = 0; i < (int)(sizeof(fields) / sizeof(fields[0])); i++) {
		desk_bind(insert, i + 3, fields[i]);
	}
	r = desk_errno(store->db, sqlite3_step(insert));
	(void)sqlite3_finalize(insert);
	return r;
}

static struct desk_logged
logged_of(sqlite3_stmt *s)
{
	return (struct desk_logged){ .seq = sqlite3_column_int64(s, 0),
		.entry = { .at = sqlite3_column_int64(s, 1),
			.actor = desk_column(s, 2),
			.role = desk_column(s, 3),
			.action = desk_column(s, 4),
			.id = desk_column(s, 5),
			.reason = desk_column(s, 6),
			.outcome = desk_column(s, 7) },
		.prev_hash = desk_column(s, 8),
		.hash = desk_column(s, 9) };
}

int
desk_store_read_log(struct desk_store *store, struct str id, const struct desk_entry *reading,
	void (*row)(void *context, const struct desk_logged *logged), void *context)
{
	sqlite3_stmt *statement;
	int r = desk_store_log(store, reading);
	if (r == 0) {
		r = desk_prepare(store,
			"SELECT " COLUMNS " FROM access_log WHERE ?1 = '' OR id = ?1 ORDER BY seq", &statement);
	}
	if (r < 0) {
		return r;
	}
	desk_bind(statement, 1, id);
	int result;
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		const struct desk_logged logged = logged_of(statement);
		row(context, &logged);
	}
	r = desk_errno(store->db, result);
	(void)sqlite3_finalize(statement);
	return r;
}

int
desk_store_accesses(struct desk_store *store, struct str id, int max,
	void (*row)(void *context, ms_t at, struct str actor), void *context)
{
	sqlite3_stmt *statement;
	int r = desk_prepare(store,
		"SELECT at, actor FROM (SELECT seq, at, actor FROM access_log WHERE id = ?1"
		" AND action = 'DownloadResponse' AND outcome = 'allowed' ORDER BY seq DESC LIMIT ?2)"
		" ORDER BY seq",
		&statement);
	if (r < 0) {
		return r;
	}
	desk_bind(statement, 1, id);
	(void)sqlite3_bind_int(statement, 2, max);
	int result;
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		row(context, sqlite3_column_int64(statement, 0), desk_column(statement, 1));
	}
	r = desk_errno(store->db, result);
	(void)sqlite3_finalize(statement);
	return r;
}

/* 0: it is what its hash says and follows `previous`; 1: it does not; or negative errno. */
static int
check_one(const struct desk_store *store, const struct desk_logged *logged, int64_t wanted_seq,
	const char *previous)
{
	char hash[DESK_HASH_SIZE];
	if (logged->seq != wanted_seq || !str_eq(logged->prev_hash, str_of(previous))) {
		return 1;
	}
	const int r = hash_of(store, logged->seq, &logged->entry, logged->prev_hash, hash);
	return r < 0 ? r : str_eq(logged->hash, str_of(hash)) ? 0 : 1;
}

/* Of the entry `first` it is believed which one came before, unless there can be none. */
static int
check_from(struct desk_store *store, int64_t first, struct desk_verdict *ret_verdict)
{
	struct desk_verdict verdict = { .n_entries = first - 1 };
	char previous[DESK_HASH_SIZE] = BEFORE_THE_FIRST;
	sqlite3_stmt *statement;
	int result = SQLITE_DONE;
	int r = desk_prepare(
		store, "SELECT " COLUMNS " FROM access_log WHERE seq >= ? ORDER BY seq", &statement);
	/* from the beginning: also what somebody put before it */
	(void)sqlite3_bind_int64(statement, 1, first == 1 ? INT64_MIN : first);
	while (r >= 0 && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		const struct desk_logged logged = logged_of(statement);
		const int64_t wanted = ++verdict.n_entries;
		if (verdict.broken_seq != 0) {
			continue; /* only counted */
		}
		if (wanted == first && first > 1) {
			(void)snprintf(
				previous, sizeof(previous), "%.*s", (int)logged.prev_hash.n, logged.prev_hash.p);
		}
		r = check_one(store, &logged, wanted, previous);
		if (r == 1) {
			verdict.broken_seq = wanted;
			r = 0;
		}
		(void)snprintf(previous, sizeof(previous), "%.*s", (int)logged.hash.n, logged.hash.p);
	}
	r = r < 0 ? r : desk_errno(store->db, result);
	(void)sqlite3_finalize(statement);
	if (r == 0) {
		*ret_verdict = verdict;
	}
	return r;
}

int
desk_store_check_log(struct desk_store *store, struct desk_verdict *ret_verdict)
{
	return check_from(store, 1, ret_verdict);
}

int
desk_store_glance_log(struct desk_store *store, struct desk_verdict *ret_verdict)
{
	int64_t last;
	char hash[DESK_HASH_SIZE];
	const int r = desk_store_head(store, &last, hash);
	if (r < 0) {
		return r;
	}
	return check_from(store, last < GLANCE_WHOLE ? 1 : last - GLANCE_END + 1, ret_verdict);
}

int
desk_store_has_entry(struct desk_store *store, int64_t seq, const char *hash, bool *ret_has)
{
	sqlite3_stmt *statement;
	int r = desk_prepare(store, "SELECT 1 FROM access_log WHERE seq = ? AND hash = ?", &statement);
	if (r < 0) {
		return r;
	}
	(void)sqlite3_bind_int64(statement, 1, seq);
	desk_bind(statement, 2, str_of(hash));
	const int result = sqlite3_step(statement);
	r = desk_errno(store->db, result);
	(void)sqlite3_finalize(statement);
	if (r == 0) {
		*ret_has = result == SQLITE_ROW;
	}
	return r;
}

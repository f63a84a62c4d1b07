/* SPDX-License-Identifier: MIT */
/* What the files of the adapter "desk_store" share, for them only. */
#ifndef PLATFORM_DESK_STORE_PARTS_H
#define PLATFORM_DESK_STORE_PARTS_H

#include <sqlite3.h>

#include "platform/desk_store.h"

struct desk_store {
	sqlite3 *db;
	desk_store_digest *sha256;
};

/* SQLite's result as a negative errno; 0 for success. */
int desk_errno(sqlite3 *db, int result);
__attribute__((warn_unused_result)) int desk_run(sqlite3 *db, const char *sql);
/* First column of the first row. */
__attribute__((warn_unused_result)) int desk_ask(sqlite3 *db, const char *sql, int64_t *ret_value);
/* *ret_statement is NULL after an error. */
__attribute__((warn_unused_result)) int desk_prepare(
	struct desk_store *store, const char *sql, sqlite3_stmt **ret_statement);
/* Bound without a copy: the text must live until the statement was reset. */
void desk_bind(sqlite3_stmt *statement, int at, struct str text);
struct str desk_column(sqlite3_stmt *statement, int at);

/* Appends to the chain, inside the transaction that is open. */
__attribute__((warn_unused_result)) int desk_append(
	struct desk_store *store, const struct desk_entry *entry);
/*
 * One transaction: `change` (NULL: none), then the entry (NULL: none). *ret_changed is the number of rows that the change touched: with
 * none, nothing is logged either. The statement is finalized in any case.
 */
__attribute__((warn_unused_result)) int desk_commit(struct desk_store *store, sqlite3_stmt *change,
	const struct desk_entry *entry, int *ret_changed);

/* 0 for a store of this version, 1 for a file without content, or negative errno. */
__attribute__((warn_unused_result)) int desk_schema_recognise(sqlite3 *db);
/* Two programs may start at once: whoever comes second finds the work done. */
__attribute__((warn_unused_result)) int desk_schema_create(sqlite3 *db);

#endif

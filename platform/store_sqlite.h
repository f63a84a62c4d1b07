/* SPDX-License-Identifier: MIT */
/* What the parts of the SQLite engine share, for the files of this adapter only. */
#ifndef PLATFORM_STORE_SQLITE_H
#define PLATFORM_STORE_SQLITE_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include <sqlite3.h>

#include "platform/store_engine.h"

enum { STORE_SQLITE_PATH_BYTES = 4096, STORE_SQLITE_BUSY_MS = 5000 };

enum store_sqlite_write {
	WRITE_BEGIN,
	WRITE_COMMIT,
	WRITE_PUT,
	WRITE_ENVELOPE,
	WRITE_RECALL,
	WRITE_CONFIRM,
	WRITE_CONFIRM_WHY,
	WRITE_PROBLEM,
	WRITE_PROBLEM_WHY,
	WRITE_RETRIEVE,
	WRITE_RETRIEVE_WHY,
	WRITE_TRACK,
	WRITE_TRACK_WHY,
	WRITE_HEAD,
	WRITE_HEADS,
	WRITE_STATEMENTS
};

/* The writer's thread alone uses it. */
struct store_sqlite_writer {
	sqlite3 *db;
	sqlite3_stmt *statements[WRITE_STATEMENTS];
	bool is_full; /* no room for new requests; known changes are carried out */
	char complaint[STORE_SQLITE_PATH_BYTES + 512];
};

enum store_sqlite_read {
	READ_LIST,
	READ_STATE,
	READ_ONE,
	READ_FIND,
	READ_HEAD,
	READ_KEY,
	READ_UUID,
	READ_REVOKED,
	READ_CODE,
	READ_STATEMENTS
};

/* Any thread, one at a time. */
struct store_sqlite_reader {
	pthread_mutex_t mutex;
	sqlite3 *db;
	sqlite3_stmt *statements[READ_STATEMENTS];
};

/* Moves the log into the database beside the writer. */
struct store_sqlite_log {
	sqlite3 *db;
	bool is_running; /* there is a thread */
	pthread_t thread;
	pthread_mutex_t mutex; /* of the two that follow */
	pthread_cond_t wake;
	bool is_wanted, is_ending;
	pthread_mutex_t moving;      /* held while the thread moves pages */
	atomic_bool is_nearly_moved; /* what is left is short enough for the writer */
	/* The writer's own. */
	int n_pages, wanted_at, forced_at;
};

struct store_engine {
	char path[STORE_SQLITE_PATH_BYTES];
	dev_t device; /* of the file that was opened */
	ino_t inode;
	struct store_sqlite_writer writer;
	struct store_sqlite_reader reader;
	struct store_sqlite_log log;
};

/* SQLite's result as a negative errno; 0 for success. */
int store_sqlite_errno(sqlite3 *db, int result);
__attribute__((warn_unused_result)) int store_sqlite_run(sqlite3 *db, const char *sql);
__attribute__((warn_unused_result)) int store_sqlite_prepare(
	sqlite3 *db, const char *const *sql, int n, sqlite3_stmt **ret_statements);
void store_sqlite_finalize(int n, sqlite3_stmt **statements);
/* A connection that behaves as all of ours do. *ret_db is for sqlite3_close() in any case. */
__attribute__((warn_unused_result)) int store_sqlite_connect(
	const char *path, bool read_only, sqlite3 **ret_db);

enum {
	STORE_SQLITE_EMPTY = 1, /* a file without content */
	STORE_SQLITE_OLDER,     /* a store of version 1: it lacks the tables of devices */
};
/* 0 for a store of this version, one of these, or -EPROTO for anything else. */
__attribute__((warn_unused_result)) int store_sqlite_recognise(sqlite3 *db);
/* Makes the tables where there are none, in one transaction. */
__attribute__((warn_unused_result)) int store_sqlite_create(sqlite3 *db);
/* From the version before, in one transaction. */
__attribute__((warn_unused_result)) int store_sqlite_upgrade(sqlite3 *db);
/* Reads the whole of a file of moderate size, the schema of a larger one. 0, -EBADMSG, or another negative errno. */
__attribute__((warn_unused_result)) int store_sqlite_check(sqlite3 *db);

/* store_sqlite_devices.c: codes, keys and certificates of kiosks, within the writer's transaction. 0 with the outcome, or negative errno. */
__attribute__((warn_unused_result)) int store_sqlite_token(
	sqlite3 *db, struct store_change *change);
__attribute__((warn_unused_result)) int store_sqlite_enrol(
	sqlite3 *db, struct store_change *change);
__attribute__((warn_unused_result)) int store_sqlite_revoke(
	sqlite3 *db, struct store_change *change);

/* Says what the error of opening means to an operator, and returns it. */
int store_sqlite_explain(struct diagnosis *ret_diagnosis, int error, const char *path);

__attribute__((warn_unused_result)) int store_sqlite_open_writer(
	struct store_sqlite_writer *writer, const char *path);
void store_sqlite_close_writer(struct store_sqlite_writer *writer);
__attribute__((warn_unused_result)) int store_sqlite_open_reader(
	struct store_sqlite_reader *reader, const char *path);
void store_sqlite_close_reader(struct store_sqlite_reader *reader);
/* Takes the place of the automatic checkpoints of the writer's connection. */
__attribute__((warn_unused_result)) int store_sqlite_open_log(
	struct store_sqlite_log *log, sqlite3 *writer, const char *path);
/* The writer calls it when nobody's transaction is open. */
void store_sqlite_tend_log(struct store_sqlite_log *log, sqlite3 *writer);
void store_sqlite_close_log(struct store_sqlite_log *log);

#endif

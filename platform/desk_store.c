/* SPDX-License-Identifier: MIT */
/* The connection to the desk's store, and the changes of requests: each with its entry, in one transaction. */
#include "platform/desk_store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/desk_store_parts.h"

enum { BUSY_MS = 5000 /* commands and the page share the file; each holds it for milliseconds */ };

static bool
is_no_space(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

int
desk_errno(sqlite3 *db, int result)
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
		return is_no_space(system) ? -ENOSPC : system != 0 ? -system : -EACCES;
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
		return -EINVAL;
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return -EACCES;
	default: /* SQLITE_IOERR above all */
		return is_no_space(system) ? -ENOSPC : -EIO;
	}
}

int
desk_run(sqlite3 *db, const char *sql)
{
	return desk_errno(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

int
desk_ask(sqlite3 *db, const char *sql, int64_t *ret_value)
{
	sqlite3_stmt *statement;
	int r = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	if (r == SQLITE_OK) {
		r = sqlite3_step(statement);
		if (r == SQLITE_ROW) {
			*ret_value = sqlite3_column_int64(statement, 0);
		}
	}
	const int error = r == SQLITE_DONE ? -EIO : desk_errno(db, r);
	(void)sqlite3_finalize(statement); /* repeats the error of the step */
	return error;
}

int
desk_prepare(struct desk_store *store, const char *sql, sqlite3_stmt **ret_statement)
{
	*ret_statement = NULL;
	return desk_errno(store->db, sqlite3_prepare_v2(store->db, sql, -1, ret_statement, NULL));
}

void
desk_bind(sqlite3_stmt *statement, int at, struct str text)
{
	/* a NULL pointer would bind SQL's NULL */
	(void)sqlite3_bind_text64(
		statement, at, text.n == 0 ? "" : text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

struct str
desk_column(sqlite3_stmt *statement, int at)
{
	const char *p = sqlite3_column_blob(statement, at);
	return (struct str){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(statement, at) };
}

/* ---- opening ---- */

/* Who may not write what: folder or file, its owner and mode. 0 when that is not the trouble; else the errno. */
static int
explain_access(struct diagnosis *ret_diagnosis, const char *path)
{
	struct stat info;
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";
	if (slash != NULL) {
		(void)snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path) + 1, path);
	}
	if (stat(folder, &info) < 0) {
		const int error = errno;
		(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
			"The folder of the desk cannot be reached: %s.", strerror(error));
		(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy),
			"Name the folder of the desk with --state.");
		return -error;
	}
	const char *what = "folder of the desk's database";
	int r = faccessat(AT_FDCWD, folder, R_OK | W_OK | X_OK, AT_EACCESS) < 0 ? -errno : 0;
	if (r == 0 && stat(path, &info) == 0) {
		what = "desk's database";
		r = faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) < 0 ? -errno : 0;
	}
	if (r == -EROFS) {
		(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
			"The %s is on a file system that can only be read.", what);
		(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy),
			"Mount it for writing: the access log must be written before anything is opened.");
	} else if (r < 0) {
		(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
			"The %s belongs to account number %u with mode %04o: this program, as number %u, may not write it.",
			what, (unsigned)info.st_uid, (unsigned)info.st_mode & 07777U, (unsigned)geteuid());
		(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy),
			"Give folder and files to the account of the desk (chown); the folder has mode 0700, the files 0600 (chmod).");
	}
	return r;
}

static int
explain(struct diagnosis *ret_diagnosis, int error, const char *path)
{
	static const struct {
		int error;
		const char *what, *remedy;
	} known[] = {
		{ -EBADMSG, "The desk's database is damaged. Nothing in it was changed.",
			"Copy the file away, restore the last copy that was saved, and fetch again. Delete nothing." },
		{ -EPROTO, "The file is not a desk's database of this version.",
			"Update the desk, or name the right folder with --state." },
		{ -ENOSPC, "The disk is full.", "Free some space; nothing was lost." },
		{ -EBUSY, "Another program holds the desk's database.", "Wait a moment and try again." },
	};
	*ret_diagnosis = (struct diagnosis){
		.remedy = "Look into the kernel's log for errors of the disk. Delete nothing."
	};
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].error == error) {
			(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", known[i].what);
			(void)snprintf(
				ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", known[i].remedy);
			return error;
		}
	}
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
		"The desk's database cannot be used: %s.", strerror(-error));
	/* Of a folder that it may not write, SQLite says only that some file is not there. */
	const int barred = explain_access(ret_diagnosis, path);
	return barred < 0 ? barred : error;
}

/* SQLite would make it readable for others; its -wal and -shm get the same mode as the file. */
static int
create_file(const char *path)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		return errno == EEXIST ? 0 : -errno;
	}
	close(fd);
	return 0;
}

/* FULL: whatever was answered is on the disk, an entry of the log above all. */
static int
configure(sqlite3 *db)
{
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, BUSY_MS);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	int r = desk_run(db,
		"PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
		"PRAGMA temp_store=MEMORY; PRAGMA recursive_triggers=ON");
	if (r == 0) {
		r = desk_schema_recognise(db);
	}
	if (r < 0) {
		return r;
	}
	const bool is_new = r == 1;
	r = desk_run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON");
	return r == 0 && is_new ? desk_schema_create(db) : r;
}

static int
open_file(struct desk_store *store, const char *path)
{
	int r = create_file(path);
	if (r < 0) {
		return r;
	}
	const int result = sqlite3_open_v2(
		path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	r = desk_errno(store->db, result);
	return r < 0 ? r : configure(store->db);
}

int
desk_store_open(const char *path, desk_store_digest *sha256, struct desk_store **ret_store,
	struct diagnosis *ret_diagnosis)
{
	struct desk_store *store = calloc(1, sizeof(*store));
	if (store == NULL) {
		return explain(ret_diagnosis, -ENOMEM, path);
	}
	store->sha256 = sha256;
	const int r = open_file(store, path);
	if (r < 0) {
		desk_store_close(store);
		return explain(ret_diagnosis, r, path);
	}
	*ret_store = store;
	return 0;
}

struct desk_store *
desk_store_close(struct desk_store *store)
{
	if (store != NULL) {
		(void)sqlite3_close(store->db);
		free(store);
	}
	return NULL;
}

/* ---- changes ---- */

/* Takes back what is open; where SQLite has done so already, there is nothing to take back. */
static void
roll_back(sqlite3 *db)
{
	if (sqlite3_get_autocommit(db) == 0) {
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	}
}

int
desk_commit(struct desk_store *store, sqlite3_stmt *change, const struct desk_entry *entry,
	int *ret_changed)
{
	sqlite3 *db = store->db;
	int n = 1;
	int r = desk_run(db, "BEGIN IMMEDIATE");
	if (r == 0 && change != NULL) {
		r = desk_errno(db, sqlite3_step(change));
		n = r == 0 ? sqlite3_changes(db) : 0;
	}
	(void)sqlite3_finalize(change); /* repeats the error of the step */
	if (r == 0 && n > 0 && entry != NULL) {
		r = desk_append(store, entry);
	}
	if (r == 0 && n > 0) {
		r = desk_run(db, "COMMIT");
	}
	roll_back(db);
	if (r == 0) {
		*ret_changed = n;
	}
	return r;
}

static bool
is_here(void *context, const struct desk_request *request)
{
	(void)context;
	(void)request;
	return false;
}

/* Of a change that touched no row: whether the request is not there, or was so already. */
static int
commit_one(
	struct desk_store *store, sqlite3_stmt *change, struct str id, const struct desk_entry *entry)
{
	int n = 0;
	const int r = desk_commit(store, change, entry, &n);
	if (r < 0 || n > 0) {
		return r;
	}
	const int found = desk_store_get(store, id, is_here, NULL);
	return found == 0 ? DESK_STORE_SAME : found;
}

int
desk_store_put(
	struct desk_store *store, const struct desk_request *request, const struct desk_entry *entry)
{
	const struct date promised = request->promised;
	sqlite3_stmt *insert;
	int n = 0;
	int r = desk_prepare(store,
		"INSERT INTO requests (id, envelope, sha256, receipt, device, form, form_version, lang, ref_hash,"
		" received_at, promised, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (id) DO NOTHING",
		&insert);
	if (r < 0) {
		return r;
	}
	desk_bind(insert, 1, request->id);
	(void)sqlite3_bind_blob64(insert, 2, request->envelope.p, request->envelope.n, SQLITE_STATIC);
	(void)sqlite3_bind_blob(insert, 3, request->sha256, sizeof(request->sha256), SQLITE_STATIC);
	(void)sqlite3_bind_blob64(insert, 4, request->receipt.p, request->receipt.n, SQLITE_STATIC);
	desk_bind(insert, 5, request->device);
	desk_bind(insert, 6, request->form);
	desk_bind(insert, 7, request->form_version);
	desk_bind(insert, 8, request->lang == LANG_FR ? STR("fr") : STR("en"));
	desk_bind(insert, 9, request->ref_hash);
	(void)sqlite3_bind_int64(insert, 10, request->received_at);
	(void)sqlite3_bind_int(insert, 11, promised.year * 10000 + promised.month * 100 + promised.day);
	desk_bind(insert, 12, request->code);
	r = desk_commit(store, insert, entry, &n);
	return r < 0 || n > 0 ? r : DESK_STORE_SAME;
}

int
desk_store_checked(struct desk_store *store, struct str id, const char *const proofs[2])
{
	sqlite3_stmt *update;
	const int r = desk_prepare(store,
		"UPDATE requests SET checked = 1, proof_1 = ?2, proof_2 = ?3, problem = iif(state = 'problem', '', problem),"
		" state = iif(state = 'problem', 'opened', state), tell = tell | 2, version = version + 1"
		" WHERE id = ?1 AND (proof_1 = '' OR (state = 'problem' AND problem <> 'other'))",
		&update);
	if (r < 0) {
		return r;
	}
	desk_bind(update, 1, id);
	desk_bind(update, 2, str_of(proofs[0]));
	desk_bind(update, 3, str_of(proofs[1]));
	return commit_one(store, update, id, NULL);
}

int
desk_store_opened(struct desk_store *store, const struct desk_entry *entry)
{
	sqlite3_stmt *update;
	const int r = desk_prepare(store,
		"UPDATE requests SET state = iif(state = 'new', 'opened', state), n_opened = n_opened + 1,"
		" tell = tell | 2, version = version + 1 WHERE id = ?",
		&update);
	if (r < 0) {
		return r;
	}
	desk_bind(update, 1, entry->id);
	return commit_one(store, update, entry->id, entry);
}

int
desk_store_confirm(struct desk_store *store, const struct desk_entry *entry)
{
	sqlite3_stmt *update;
	const int r = desk_prepare(store,
		"UPDATE requests SET state = 'confirmed', closed_at = ?2, tell = tell | 3, version = version + 1"
		" WHERE id = ?1 AND state <> 'confirmed'",
		&update);
	if (r < 0) {
		return r;
	}
	desk_bind(update, 1, entry->id);
	(void)sqlite3_bind_int64(update, 2, entry->at);
	return commit_one(store, update, entry->id, entry);
}

int
desk_store_problem(
	struct desk_store *store, struct str kind, unsigned tell, const struct desk_entry *entry)
{
	sqlite3_stmt *update;
	const int r = desk_prepare(store,
		"UPDATE requests SET state = 'problem', problem = ?2, checked = 1, tell = tell | ?3, version = version + 1"
		" WHERE id = ?1 AND (state IN ('new', 'opened') OR"
		" (state = 'problem' AND problem IN ('" DESK_OTHER_KEY "', '" DESK_OTHER_STATUS_KEY "')))",
		&update);
	if (r < 0) {
		return r;
	}
	desk_bind(update, 1, entry->id);
	desk_bind(update, 2, kind);
	(void)sqlite3_bind_int64(update, 3, tell);
	return commit_one(store, update, entry->id, entry);
}

int
desk_store_log(struct desk_store *store, const struct desk_entry *entry)
{
	int n;
	return desk_commit(store, NULL, entry, &n);
}

int
desk_store_told(struct desk_store *store, struct str id, int64_t version, unsigned tell)
{
	sqlite3_stmt *update;
	const int r = desk_prepare(
		store, "UPDATE requests SET tell = tell & ~?3 WHERE id = ?1 AND version = ?2", &update);
	if (r < 0) {
		return r;
	}
	desk_bind(update, 1, id);
	(void)sqlite3_bind_int64(update, 2, version);
	(void)sqlite3_bind_int64(update, 3, tell);
	return commit_one(store, update, id, NULL);
}

int
desk_store_tell_head(struct desk_store *store)
{
	sqlite3_stmt *update;
	int n;
	const int r = desk_prepare(store,
		"UPDATE requests SET tell = tell | 2, version = version + 1 WHERE seq ="
		" (SELECT max(seq) FROM requests WHERE proof_1 <> '')",
		&update);
	return r < 0 ? r : desk_commit(store, update, NULL, &n);
}

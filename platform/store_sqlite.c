/* SPDX-License-Identifier: MIT */
/* The store in one SQLite file with a write-ahead log: opening, closing, and what its errors mean. */
#include "platform/store_sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
	BLOCK_MIN = 4096, /* under it, mapping the -shm file on a full disk kills the process */
	/* New requests leave this much to others: a full log and all that is known about a request still go into the file. */
	ROOM_BYTES = 64 * 1024 * 1024,
};

const char store_engine_form[] = "sqlite:FILE";

static const char what_unwritable[] = "The store, or the folder it lies in, may not be written.";
static const char remedy_unwritable[] =
	"Check owner and mode of the folder, and whether its file system is mounted read-only.";

static bool
is_no_space(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/* Of the connection; of a COMMIT that failed SQLite keeps it with the file of the log only. */
static int
system_errno(sqlite3 *db)
{
	sqlite3_file *log = NULL;
	int error = db == NULL ? 0 : sqlite3_system_errno(db);
	if (db != NULL && error == 0 &&
		sqlite3_file_control(db, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
		log != NULL && log->pMethods != NULL) {
		(void)log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
	}
	return error;
}

int
store_sqlite_errno(sqlite3 *db, int result)
{
	const int system = (result & 0xFF) == SQLITE_IOERR || (result & 0xFF) == SQLITE_CANTOPEN ?
		system_errno(db) :
		0;
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

static int
diagnose(struct diagnosis *ret_diagnosis, int error, const char *path, const char *what,
	const char *remedy)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", remedy);
	return error;
}

/* The folder of the path: "." when it names none. */
static int
folder_of(const char *path, char folder[STORE_SQLITE_PATH_BYTES])
{
	const char *slash = strrchr(path, '/');
	const int n = slash == NULL ?
		snprintf(folder, STORE_SQLITE_PATH_BYTES, ".") :
		snprintf(folder, STORE_SQLITE_PATH_BYTES, "%.*s", (int)(slash - path + 1), path);
	return n < 0 || n >= STORE_SQLITE_PATH_BYTES ? -ENAMETOOLONG : 0;
}

/* Where no file can be made beside the store SQLite may say that there is none. */
static bool
is_in_folder(const char *path)
{
	char folder[STORE_SQLITE_PATH_BYTES];
	return folder_of(path, folder) == 0 && access(folder, F_OK) == 0;
}

int
store_sqlite_explain(struct diagnosis *ret_diagnosis, int error, const char *path)
{
	switch (error) {
	case -ENOENT:
		return is_in_folder(path) ?
			diagnose(ret_diagnosis, error, path, what_unwritable, remedy_unwritable) :
			diagnose(ret_diagnosis, error, path, "There is no folder of this name.",
				"Make the folder, owned by the intake's user, or name another one.");
	case -EISDIR:
	case -ENOTDIR:
		return diagnose(ret_diagnosis, error, path,
			"A folder stands where the file should be, or a file where its folder should be.",
			"Name a file in a folder that is there.");
	case -EBADMSG:
		return diagnose(ret_diagnosis, error, path,
			"The store is damaged. Nothing in it was changed or deleted.",
			"Copy the file and its -wal, restore the last good copy, and save what is newer with "
			"sqlite3 FILE .recover. Then check the disk.");
	case -ENOTSUP:
		return diagnose(ret_diagnosis, error, path,
			"The file system has blocks smaller than 4 KiB, which is not safe when it is full.",
			"Make the file system anew with blocks of 4 KiB: mkfs.ext4 -b 4096.");
	case -EPROTO:
		return diagnose(ret_diagnosis, error, path,
			"The file is not an intake store of this version of Guichet.",
			"Update Guichet, or name the right file; do not delete this one.");
	case -ENOSPC:
		return diagnose(ret_diagnosis, error, path, "The disk is full.",
			"Free space on it: what is stored already can be read again then.");
	case -EBUSY:
		return diagnose(ret_diagnosis, error, path, "Another program keeps the store locked.",
			"Wait, or stop the program that holds it: a shell of sqlite3, a copy under way.");
	case -EACCES:
	case -EPERM:
	case -EROFS:
		return diagnose(ret_diagnosis, error, path, what_unwritable, remedy_unwritable);
	default:
		(void)diagnose(ret_diagnosis, error, path, "",
			"Look into the kernel's log for disk errors; if there are any, replace the disk. Delete nothing.");
		(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
			"The store cannot be used: %s.", strerror(-error));
		return error;
	}
}

int
store_sqlite_run(sqlite3 *db, const char *sql)
{
	return store_sqlite_errno(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

int
store_sqlite_prepare(sqlite3 *db, const char *const *sql, int n, sqlite3_stmt **ret_statements)
{
	int r = 0;
	for (int i = 0; r == 0 && i < n; i++) {
		r = store_sqlite_errno(db,
			sqlite3_prepare_v3(
				db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &ret_statements[i], NULL));
	}
	return r;
}

void
store_sqlite_finalize(int n, sqlite3_stmt **statements)
{
	for (int i = 0; i < n; i++) {
		(void)sqlite3_finalize(statements[i]); /* repeats the error of the step */
		statements[i] = NULL;
	}
}

int
store_sqlite_connect(const char *path, bool read_only, sqlite3 **ret_db)
{
	const int mode = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	/* Each connection is used by one thread at a time. */
	const int result = sqlite3_open_v2(path, ret_db, mode | SQLITE_OPEN_NOMUTEX, NULL);
	const int r = store_sqlite_errno(*ret_db, result);
	if (r < 0) {
		return r;
	}
	sqlite3 *db = *ret_db;
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, STORE_SQLITE_BUSY_MS);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return store_sqlite_run(db,
		"PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;"
		" PRAGMA synchronous=FULL; PRAGMA secure_delete=ON");
}

/* Names must be durable before the first request is: no rollback journal may come back. */
static int
sync_folder(const char *path)
{
	char folder[STORE_SQLITE_PATH_BYTES];
	int r = folder_of(path, folder);
	if (r < 0) {
		return r;
	}
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	r = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return r;
}

static int
check_blocks(const char *path)
{
	char folder[STORE_SQLITE_PATH_BYTES];
	struct statvfs info;
	const int r = folder_of(path, folder);
	if (r < 0) {
		return r;
	}
	if (statvfs(folder, &info) < 0) {
		return -errno;
	}
	return info.f_bsize < BLOCK_MIN ? -ENOTSUP : 0;
}

/* Nobody else needs to read it: SQLite gives its mode to the -wal and -shm. */
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

static int
use_log(sqlite3 *db)
{
	sqlite3_stmt *statement;
	int result = sqlite3_prepare_v2(db, "PRAGMA journal_mode=WAL", -1, &statement, NULL);
	if (result != SQLITE_OK) {
		return store_sqlite_errno(db, result);
	}
	result = sqlite3_step(statement);
	const char *mode = result == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) :
											  NULL;
	const int error = store_sqlite_errno(db, result);
	const bool is_on = mode != NULL && strcmp(mode, "wal") == 0;
	(void)sqlite3_finalize(statement);
	return error != 0 ? error : is_on ? 0 : -EIO;
}

/* A file that is not ours is left as it is: it is recognised before anything is set. */
static int
prepare_file(const char *path)
{
	sqlite3 *db = NULL;
	int r = store_sqlite_connect(path, false, &db);
	const int known = r < 0 ? r : store_sqlite_recognise(db);
	r = known;
	if (known == STORE_SQLITE_EMPTY) {
		r = store_sqlite_run(db, "PRAGMA page_size=4096"); /* before the first page is written */
	}
	if (r == 0 || known == STORE_SQLITE_OLDER) {
		r = use_log(db);
	}
	if (r == 0) {
		r = known == STORE_SQLITE_EMPTY ? store_sqlite_create(db) : store_sqlite_check(db);
	}
	if (r == 0 && known == STORE_SQLITE_OLDER) {
		r = store_sqlite_upgrade(db);
	}
	if (r == 0) {
		r = sync_folder(path);
	}
	(void)sqlite3_close(db);
	return r;
}

/* Later the file is known by these: store_engine_room(). */
static int
remember_file(struct store_engine *engine)
{
	struct stat info;
	if (stat(engine->path, &info) < 0) {
		return -errno;
	}
	engine->device = info.st_dev;
	engine->inode = info.st_ino;
	return 0;
}

static int
open_parts(struct store_engine *engine)
{
	int r = check_blocks(engine->path);
	if (r == 0) {
		r = create_file(engine->path);
	}
	if (r == 0) {
		r = prepare_file(engine->path);
	}
	if (r == 0) {
		r = remember_file(engine);
	}
	if (r == 0) {
		r = store_sqlite_open_writer(&engine->writer, engine->path);
	}
	if (r == 0) {
		r = store_sqlite_open_log(&engine->log, engine->writer.db, engine->path);
	}
	return r < 0 ? r : store_sqlite_open_reader(&engine->reader, engine->path);
}

int
store_engine_open(
	const char *place, struct store_engine **ret_engine, struct diagnosis *ret_diagnosis)
{
	struct store_engine *engine = calloc(1, sizeof(*engine));
	if (engine == NULL) {
		return store_sqlite_explain(ret_diagnosis, -ENOMEM, place);
	}
	(void)pthread_mutex_init(&engine->reader.mutex, NULL);
	const int n = snprintf(engine->path, sizeof(engine->path), "%s", place);
	const int r = n < 0 || n >= (int)sizeof(engine->path) ? -ENAMETOOLONG : open_parts(engine);
	if (r < 0) {
		store_engine_close(engine);
		return store_sqlite_explain(ret_diagnosis, r, place);
	}
	*ret_engine = engine;
	return 0;
}

/* The writer's connection last: the last one moves what is left of the log into the database and removes it. */
struct store_engine *
store_engine_close(struct store_engine *engine)
{
	if (engine != NULL) {
		store_sqlite_close_reader(&engine->reader);
		store_sqlite_close_log(&engine->log);
		store_sqlite_close_writer(&engine->writer);
		(void)pthread_mutex_destroy(&engine->reader.mutex);
		free(engine);
	}
	return NULL;
}

/* SQLite goes on writing into a file that was moved, replaced or deleted; what it stores there is not found again. */
static bool
has_its_name(const struct store_engine *engine)
{
	struct stat info;
	return stat(engine->path, &info) == 0 && info.st_dev == engine->device &&
		info.st_ino == engine->inode;
}

int
store_engine_room(struct store_engine *engine)
{
	struct statvfs info;
	if (!has_its_name(engine)) {
		return -ESTALE;
	}
	if (statvfs(engine->path, &info) < 0) {
		return -errno;
	}
	if ((info.f_flag & ST_RDONLY) != 0) {
		return -EROFS;
	}
	if ((uint64_t)info.f_bavail * info.f_frsize < ROOM_BYTES) {
		return -ENOSPC;
	}
	return access(engine->path, W_OK) < 0 ? -errno : 0;
}

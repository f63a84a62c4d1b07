/* SPDX-License-Identifier: MIT */
/* Keeps the write-ahead log short without making the writer wait: a thread moves most of it, the writer the rest. */
#include "platform/store_sqlite.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * A checkpoint beside a writer never ends the log, because the writer goes on adding to it. So the thread moves pages until few
 * are left; then the writer moves these few between two groups, and its next commit begins the log anew. The log's file
 * keeps its greatest length.
 */
enum {
	PAGES_WANTED =
		4096, /* 16 MiB: the thread begins; tried again whenever it has grown by this much */
	PAGES_LEFT = 256,  /* the writer moves so many in a few milliseconds */
	PAGES_MAX = 16384, /* 64 MiB: the writer moves all, whoever waits */
	ROUNDS_MAX = 8,    /* of the thread, while the writer is as fast as it is */
	NICE = 10,
};

/* Without waiting for readers or other programs; what cannot be moved now is moved later. *ret_left: pages of the log that are left. */
static bool
move(sqlite3 *db, int *ret_left)
{
	int n_log = 0, n_moved = 0;
	const int result = sqlite3_wal_checkpoint_v2(
		db, NULL, SQLITE_CHECKPOINT_PASSIVE, &n_log, &n_moved);
	*ret_left = n_log - n_moved;
	return result == SQLITE_OK && n_log >= 0;
}

static void
move_most(struct store_sqlite_log *log)
{
	int left = 0, before = INT32_MAX;
	(void)pthread_mutex_lock(&log->moving);
	for (int i = 0; i < ROUNDS_MAX && move(log->db, &left); i++) {
		if (left <= PAGES_LEFT) {
			atomic_store(&log->is_nearly_moved, true);
			break;
		}
		if (left >= before) {
			break; /* a reader is in the way */
		}
		before = left;
	}
	(void)pthread_mutex_unlock(&log->moving);
}

static void *
move_when_wanted(void *context)
{
	struct store_sqlite_log *log = context;
	/* Moving pages can wait for those who answer; Linux has a priority for each thread (setpriority(2)). */
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
	(void)pthread_mutex_lock(&log->mutex);
	for (;;) {
		while (!log->is_wanted && !log->is_ending) {
			(void)pthread_cond_wait(&log->wake, &log->mutex);
		}
		if (log->is_ending) {
			break;
		}
		log->is_wanted = false;
		(void)pthread_mutex_unlock(&log->mutex);
		move_most(log);
		(void)pthread_mutex_lock(&log->mutex);
	}
	(void)pthread_mutex_unlock(&log->mutex);
	return NULL;
}

/* Called by SQLite after each commit. */
static int
note_log(void *context, sqlite3 *db, const char *name, int n_pages)
{
	struct store_sqlite_log *log = context;
	(void)db;
	(void)name;
	if (n_pages < log->n_pages) { /* begun anew */
		log->wanted_at = PAGES_WANTED;
		log->forced_at = PAGES_MAX;
	}
	log->n_pages = n_pages;
	return SQLITE_OK;
}

static void
ask_thread(struct store_sqlite_log *log)
{
	(void)pthread_mutex_lock(&log->mutex);
	log->is_wanted = true;
	(void)pthread_cond_signal(&log->wake);
	(void)pthread_mutex_unlock(&log->mutex);
}

void
store_sqlite_tend_log(struct store_sqlite_log *log, sqlite3 *writer)
{
	int left;
	if (log->n_pages >= log->forced_at) {
		(void)pthread_mutex_lock(&log->moving); /* after the thread, which is at it */
		(void)move(writer, &left);
		(void)pthread_mutex_unlock(&log->moving);
		log->forced_at = log->n_pages +
			PAGES_WANTED; /* where a reader is in the way: not every time */
		atomic_store(&log->is_nearly_moved, false);
	} else if (atomic_exchange(&log->is_nearly_moved, false)) {
		(void)move(writer, &left);
	} else if (log->n_pages >= log->wanted_at) {
		log->wanted_at = log->n_pages + PAGES_WANTED;
		ask_thread(log);
	}
}

/* The program's signals are not for this thread. */
static int
start(struct store_sqlite_log *log)
{
	sigset_t all, old;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	const int error = pthread_create(&log->thread, NULL, move_when_wanted, log);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	log->is_running = error == 0;
	if (log->is_running) {
		(void)pthread_setname_np(log->thread, "store-log");
	}
	return -error;
}

int
store_sqlite_open_log(struct store_sqlite_log *log, sqlite3 *writer, const char *path)
{
	(void)pthread_mutex_init(&log->mutex, NULL);
	(void)pthread_mutex_init(&log->moving, NULL);
	(void)pthread_cond_init(&log->wake, NULL);
	log->wanted_at = PAGES_WANTED;
	log->forced_at = PAGES_MAX;
	(void)sqlite3_wal_hook(
		writer, note_log, log); /* takes the place of SQLite's automatic checkpoints */
	const int r = store_sqlite_connect(path, false, &log->db);
	return r < 0 ? r : start(log);
}

void
store_sqlite_close_log(struct store_sqlite_log *log)
{
	if (log->is_running) {
		(void)pthread_mutex_lock(&log->mutex);
		log->is_ending = true;
		(void)pthread_cond_signal(&log->wake);
		(void)pthread_mutex_unlock(&log->mutex);
		(void)pthread_join(log->thread, NULL);
		(void)pthread_cond_destroy(&log->wake);
		(void)pthread_mutex_destroy(&log->moving);
		(void)pthread_mutex_destroy(&log->mutex);
	}
	(void)sqlite3_close(log->db);
	log->db = NULL;
}

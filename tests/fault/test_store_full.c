/* SPDX-License-Identifier: MIT */
/* The intake's store where nothing can be written: limits on files, full disks, locks of other programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store_requests.h"

/* Without rights on disks: no file may grow past 4 MiB. */
static void
a_limit_on_files_counts_as_full(void **state)
{
	struct place *place = *state;
	struct rlimit old, small;
	int n = 0;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	struct store *store = open_store(place, 128);
	small = (struct rlimit){ .rlim_cur = 4 * 1024 * 1024, .rlim_max = old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	while (put(store, n, LARGE) == STORE_DONE) {
		n++;
		assert_true(n < 100);
	}
	assert_true(n > 5);
	assert_int_equal(put(store, 900, LARGE), STORE_FULL);
	assert_int_equal(atomic_load(&place->n_complaints), 1); /* once, not with every group */
	for (int i = 0; i < n; i++) {
		assert_true(is_there(store, i));
	}
	assert_false(is_there(store, 900));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(put(store, 900, LARGE), STORE_DONE);
	assert_int_equal(store_ready(store), 0);
	store_close(store);
	check_integrity(place);
}

/* A small disk of its own; false where this may not be mounted. */
static bool
mount_small(const struct place *place, const char *options)
{
	const uid_t uid = geteuid();
	if (unshare(CLONE_NEWNS | (uid == 0 ? 0 : CLONE_NEWUSER)) < 0) {
		return false;
	}
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount("guichet-small", place->folder, "tmpfs", 0, options) == 0;
}

/* Something else takes this much of the disk; 0: all that there is. */
static void
lay_ballast(const struct place *place, size_t n_blocks)
{
	static char block[1024 * 1024];
	char name[112];
	(void)snprintf(name, sizeof(name), "%s/ballast", place->folder);
	const int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	memset(block, 1, sizeof(block));
	for (size_t i = 0; n_blocks == 0 || i < n_blocks; i++) {
		if (write(fd, block, sizeof(block)) <= 0) {
			assert_int_equal(errno, ENOSPC);
			break;
		}
	}
	close(fd);
}

static void
drop_ballast(const struct place *place)
{
	char name[112];
	(void)snprintf(name, sizeof(name), "%s/ballast", place->folder);
	assert_int_equal(unlink(name), 0);
}

static void
a_full_disk_keeps_what_it_has_and_recovers(void **state)
{
	struct place *place = *state;
	int n = 0;
	if (!mount_small(place, "size=96m")) {
		print_message("no right to mount a small disk here: not tried\n");
		skip();
	}
	struct store *store = open_store(place, 128);
	lay_ballast(place, 20);
	while (put(store, n, LARGE) == STORE_DONE) {
		n++;
		assert_true(n < 500);
	}
	assert_true(n > 10);
	assert_int_equal(store_ready(store), -ENOSPC);
	/* full for new ones; what is there is known, can be read, and goes on */
	assert_int_equal(put(store, 0, LARGE), STORE_SAME);
	assert_int_equal(put(store, 900, 10), STORE_FULL);
	assert_int_equal(confirm(store, 0), STORE_DONE);
	assert_int_equal(atomic_load(&place->n_complaints), 1);
	/* not one byte is left */
	lay_ballast(place, 0);
	for (int i = 1; i < n && confirm(store, i) == STORE_DONE; i++) {
		assert_true(i < n - 1); /* the log cannot grow for all of them */
	}
	for (int i = 0; i < n; i++) {
		assert_true(is_there(store, i));
	}
	store_close(store);
	store = open_store(place, 128);
	assert_int_equal(put(store, 901, 10), STORE_FULL);
	assert_true(is_there(store, n - 1));
	drop_ballast(place);
	assert_int_equal(store_ready(store), 0);
	assert_int_equal(put(store, 900, LARGE), STORE_DONE);
	assert_int_equal(confirm(store, 900), STORE_DONE);
	store_close(store);
	check_integrity(place);
}

/* Keeps the store locked until the pipe is closed. */
static pid_t
lock_in_another_process(const struct place *place, int *ret_pipe_end)
{
	int ends[2], told[2];
	char byte;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(pipe(told), 0);
	const pid_t holder = fork();
	assert_true(holder >= 0);
	if (holder == 0) {
		sqlite3 *db;
		close(ends[1]);
		if (sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
			sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
			write(told[1], "x", 1) != 1) {
			_exit(2);
		}
		_exit(read(ends[0], &byte, 1) == 0 ? 0 : 3);
	}
	close(ends[0]);
	close(told[1]);
	assert_int_equal(read(told[0], &byte, 1), 1);
	close(told[0]);
	*ret_pipe_end = ends[1];
	return holder;
}

/* How often a thread gave the processor up of itself, as SQLite does again and again while it waits for a lock. */
static long
n_pauses(void)
{
	struct rusage usage;
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_nvcsw;
}

/* Five groups wait for a lock that stays: who closes waits for it once. Reading never does. */
static void
a_lock_of_others_ends_in_busy(void **state)
{
	enum { N = 5 };
	struct place *place = *state;
	int pipe_end, status;
	struct ticket *tickets = new_tickets(N, ENVELOPE);
	struct store *store = open_store(place, 1);
	assert_int_equal(put(store, 0, ENVELOPE), STORE_DONE);
	const pid_t holder = lock_in_another_process(place, &pipe_end);
	const long from = n_pauses();
	for (int i = 0; i < N; i++) {
		fill_ticket(&tickets[i], 1 + i, ENVELOPE);
		tickets[i].asked = store;
		assert_true(store_submit(store, &tickets[i].change));
	}
	assert_true(is_there(store, 0));
	store_close(store);
	/* some 65 for one wait of five seconds, on any machine */
	assert_in_range(n_pauses() - from, 0, 200);
	for (int i = 0; i < N; i++) {
		assert_int_equal(wait_for(&tickets[i]), STORE_BUSY);
		assert_int_equal(tickets[i].ready, -EBUSY);
	}
	assert_int_equal(atomic_load(&place->n_complaints), 1);
	close(pipe_end);
	assert_int_equal(waitpid(holder, &status, 0), holder);
	assert_int_equal(status, 0);
	store = open_store(place, 1);
	assert_int_equal(put(store, 1, ENVELOPE), STORE_DONE);
	store_close(store);
	free_tickets(tickets, N);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(a_limit_on_files_counts_as_full),
		place_test(a_lock_of_others_ends_in_busy),
		place_test(a_full_disk_keeps_what_it_has_and_recovers),
	};
	return cmocka_run_group_tests_name("store without room", tests, NULL, NULL);
}

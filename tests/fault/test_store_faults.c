/* SPDX-License-Identifier: MIT */
/* The intake's store under killed writers and power cuts, and what a group costs in flushes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_requests.h"

enum {
	KILL_ROUNDS = 30,
	PER_ROUND = 4000,
	CUTS = 60,
	PER_CUT = 3,
	MANY = 450, /* large ones: 90 MB */
};

/* SQLite's calls come here, because a program's own symbols go before those of the C library. */
static atomic_int n_flushes;
/*
 * What a power cut would leave of the first folder is kept in the second: files as they were when they were flushed. The
 * mutex is for both threads of the store and the test. NULL: not.
 */
static const char *watched, *durable;
static pthread_mutex_t copying = PTHREAD_MUTEX_INITIALIZER;

static const char *const names[] = { "intake.db", "intake.db-wal", "intake.db-journal",
	"intake.db-shm" };
enum { N_NAMES = 4, N_KEPT = 3 }; /* the first three hold what was stored */

static void
copy_file(int from, const char *to)
{
	static char bytes[1024 * 1024]; /* under the mutex */
	const int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	off_t at = 0;
	ssize_t n;
	while (fd >= 0 && (n = pread(from, bytes, sizeof(bytes), at)) > 0) {
		if (write(fd, bytes, (size_t)n) != n) {
			abort();
		}
		at += n;
	}
	close(fd);
}

static void
note_removals(void)
{
	for (int i = 0; i < N_KEPT; i++) {
		char original[256], copy[256];
		(void)snprintf(original, sizeof(original), "%s/%s", watched, names[i]);
		(void)snprintf(copy, sizeof(copy), "%s/%s", durable, names[i]);
		if (access(original, F_OK) < 0) {
			(void)unlink(copy);
		}
	}
}

static void
note_flush(int fd)
{
	char link[64], name[256] = "", copy[512];
	atomic_fetch_add(&n_flushes, 1);
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	const ssize_t n = readlink(link, name, sizeof(name) - 1);
	(void)pthread_mutex_lock(&copying);
	const size_t n_watched = watched == NULL ? 0 : strlen(watched);
	if (n > 0 && n_watched > 0 && strncmp(name, watched, n_watched) == 0) {
		if (name[n_watched] == '\0') {
			note_removals();
		} else {
			(void)snprintf(copy, sizeof(copy), "%s%s", durable, name + n_watched);
			copy_file(fd, copy);
		}
	}
	(void)pthread_mutex_unlock(&copying);
}

int
fsync(int fd)
{
	note_flush(fd);
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	note_flush(fd);
	return (int)syscall(SYS_fdatasync, fd);
}

/* Stores a group at once: all of it waits for the first, which is committed alone. */
static void
put_group(struct store *store, struct ticket *tickets, int first, int n, size_t bytes)
{
	for (int i = 0; i < n; i++) {
		fill_ticket(&tickets[i], first + i, bytes);
		assert_true(store_submit(store, &tickets[i].change));
	}
	for (int i = 0; i < n; i++) {
		assert_int_equal(wait_for(&tickets[i]), STORE_DONE);
	}
}

static void
a_group_costs_one_flush(void **state)
{
	struct place *place = *state;
	struct store_statistics before, after;
	struct ticket *tickets = new_tickets(WINDOW, ENVELOPE);
	struct store *store = open_store(place, 128);
	assert_int_equal(put(store, 1, ENVELOPE), STORE_DONE); /* begins the log: two flushes */
	for (int round = 1; round <= 20; round++) {
		store_statistics(store, &before);
		atomic_store(&n_flushes, 0);
		put_group(store, tickets, round * 100, WINDOW, ENVELOPE);
		store_statistics(store, &after);
		assert_int_equal(atomic_load(&n_flushes), after.n_commits - before.n_commits);
	}
	/* nothing is written, nothing is flushed */
	atomic_store(&n_flushes, 0);
	assert_int_equal(put(store, 1, ENVELOPE), STORE_SAME);
	assert_int_equal(atomic_load(&n_flushes), 0);
	store_close(store);
	free_tickets(tickets, WINDOW);
}

/* Many large requests: the log is moved while they come. */
static void
the_log_is_bounded(void **state)
{
	struct place *place = *state;
	char log[112];
	struct stat info;
	off_t longest = 0;
	struct ticket *tickets = new_tickets(WINDOW, LARGE);
	struct store *store = open_store(place, 128);
	(void)snprintf(log, sizeof(log), "%s-wal", place->path);
	for (int i = 0; i < MANY; i += WINDOW) {
		put_group(store, tickets, i, WINDOW, LARGE);
		assert_int_equal(stat(log, &info), 0);
		longest = info.st_size > longest ? info.st_size : longest;
	}
	print_message("%d MB written, the log had %lld MB at most\n", MANY * LARGE / 1000000,
		(long long)longest / 1000000);
	assert_true(longest < 72 * 1024 * 1024);
	store_close(store);
	check_integrity(place);
	free_tickets(tickets, WINDOW);
}

/* Puts what was stored in one folder into the place of what is in another. */
static void
copy_store(const char *from, const char *to)
{
	(void)pthread_mutex_lock(&copying);
	for (int i = 0; i < N_NAMES; i++) {
		char source[160], target[160];
		(void)snprintf(source, sizeof(source), "%s/%s", from, names[i]);
		(void)snprintf(target, sizeof(target), "%s/%s", to, names[i]);
		(void)unlink(target);
		const int fd = i < N_KEPT ? open(source, O_RDONLY | O_CLOEXEC) : -1;
		if (fd >= 0) {
			copy_file(fd, target);
			close(fd);
		}
	}
	(void)pthread_mutex_unlock(&copying);
}

static void
remove_folder(const char *folder)
{
	copy_store("/nowhere", folder);
	assert_int_equal(rmdir(folder), 0);
}

static void
watch(const char *from, const char *to)
{
	(void)pthread_mutex_lock(&copying);
	watched = from;
	durable = to;
	(void)pthread_mutex_unlock(&copying);
}

/* The power fails after each acknowledged group, and every write that was not flushed is lost. */
static void
power_cuts_lose_nothing(void **state)
{
	struct place *place = *state;
	char flushed[] = "/tmp/guichet-flushed-XXXXXX", after[] = "/tmp/guichet-after-XXXXXX";
	struct place rest = { .folder = "" };
	struct ticket *tickets = new_tickets(PER_CUT, LARGE);
	assert_non_null(mkdtemp(flushed));
	assert_non_null(mkdtemp(after));
	(void)snprintf(rest.where, sizeof(rest.where), "sqlite:%s/intake.db", after);
	watch(place->folder, flushed);
	struct store *store = open_store(place, 128);
	for (int i = 0; i < CUTS; i++) {
		/* from the middle on they are small; the large ones have the log moved */
		put_group(store, tickets, i * PER_CUT, PER_CUT, i < CUTS * 2 / 3 ? LARGE : ENVELOPE);
		if (i % 31 == 30) {
			store_close(store);
			store = open_store(place, 128);
		}
		copy_store(flushed, after);
		struct store *survivor = open_store(&rest, 128);
		for (int k = i % 10 == 9 ? 0 : i * PER_CUT; k < (i + 1) * PER_CUT; k++) {
			assert_true(is_there(survivor, k));
		}
		store_close(survivor);
	}
	watch(NULL, NULL);
	store_close(store);
	remove_folder(flushed);
	remove_folder(after);
	free_tickets(tickets, PER_CUT);
}

/* Stores requests until it is killed; the store's own thread tells each number once it is stored. */
static void
write_until_killed(struct place *place, int first, int pipe_end)
{
	const struct store_options options = {
		.where = place->where, .group_max = 128, .queue_max = 1000
	};
	struct diagnosis diagnosis;
	struct store *store;
	sem_t is_free;
	struct ticket *tickets = new_tickets(WINDOW, ENVELOPE);
	if (store_open(&options, &store, &diagnosis) != 0) {
		_exit(2);
	}
	sem_init(&is_free, 0, WINDOW);
	for (int i = 0; i < PER_ROUND; i++) {
		while (sem_wait(&is_free) < 0) {
		}
		struct ticket *ticket = &tickets[i % WINDOW]; /* they come back in order */
		fill_ticket(ticket, first + i, ENVELOPE);
		ticket->pipe_end = pipe_end;
		ticket->is_free = &is_free;
		if (!store_submit(store, &ticket->change)) {
			_exit(3);
		}
	}
	store_close(store);
	_exit(0);
}

/* Lets a writer acknowledge some requests, kills it wherever it is then, and marks all it acknowledged. */
static int
kill_one_writer(struct place *place, int round, bool *acknowledged)
{
	int ends[2], number, status, n = 0;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	const pid_t writer = fork();
	assert_true(writer >= 0);
	if (writer == 0) {
		write_until_killed(place, round * PER_ROUND, ends[1]);
	}
	close(ends[1]);
	const int enough = round * 7919 % 1500;
	bool is_killed = false;
	for (;;) {
		if (n >= enough && !is_killed) {
			assert_int_equal(kill(writer, SIGKILL), 0);
			is_killed = true;
		}
		if (read(ends[0], &number, sizeof(number)) != sizeof(number)) {
			break;
		}
		acknowledged[number] = true;
		n++;
	}
	close(ends[0]);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return n;
}

static void
killed_writers_lose_nothing(void **state)
{
	struct place *place = *state;
	bool *acknowledged = calloc(KILL_ROUNDS * PER_ROUND, sizeof(bool));
	int n = 0, n_found = 0;
	for (int round = 0; round < KILL_ROUNDS; round++) {
		n += kill_one_writer(place, round, acknowledged);
		if (round % 8 == 7) {
			check_integrity(place);
		}
	}
	struct store *store = open_store(place, 128);
	for (int i = 0; i < KILL_ROUNDS * PER_ROUND; i++) {
		const bool is_found = is_there(store, i);
		n_found += is_found;
		if (acknowledged[i] && !is_found) {
			fail_msg("request %d was acknowledged and is gone", i);
		}
	}
	/* at most a window of them was committed and not yet told in each round */
	assert_true(n_found <= n + KILL_ROUNDS * WINDOW);
	print_message("%d acknowledged in %d killed writers, %d found\n", n, KILL_ROUNDS, n_found);
	store_close(store);
	check_integrity(place);
	free(acknowledged);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(a_group_costs_one_flush),
		place_test(the_log_is_bounded),
		place_test(power_cuts_lose_nothing),
		place_test(killed_writers_lose_nothing),
	};
	return cmocka_run_group_tests_name("store under faults", tests, NULL, NULL);
}

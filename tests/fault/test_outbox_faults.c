/* SPDX-License-Identifier: MIT */
/* The outbox under killed writers and full disks, and what a stored request costs in flushes. */
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
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "platform/outbox_sync.h"

enum { KILL_ROUNDS = 50, PER_ROUND = 1000, ENVELOPE = 4000, DELIVERED = 80, CUTS = 150 };

/* SQLite's calls come here, because a program's own symbols go before those of the C library. */
static int n_flushes;
/*
 * What a power cut would leave of the first folder is kept in the second: files as they were when they were flushed;
 * removed ones until the folder is flushed. NULL: not.
 */
static const char *watched, *durable;

static const char *const names[] = { "outbox.db", "outbox.db-wal", "outbox.db-journal",
	"outbox.db-shm", "outbox.db.reserve" };
enum { N_NAMES = 5, N_KEPT = 3 }; /* the first three hold what was stored */

static void
copy_file(int from, const char *to)
{
	char bytes[65536];
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
	char link[64], name[256] = "", copy[256];
	n_flushes++;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	const ssize_t n = readlink(link, name, sizeof(name) - 1);
	const size_t n_watched = watched == NULL ? 0 : strlen(watched);
	if (n <= 0 || n_watched == 0 || strncmp(name, watched, n_watched) != 0) {
		return;
	}
	if (name[n_watched] == '\0') {
		note_removals();
		return;
	}
	(void)snprintf(copy, sizeof(copy), "%s%s", durable, name + n_watched);
	copy_file(fd, copy);
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

struct place {
	char folder[64], path[96], reserve[112];
};

static const unsigned char digest[OUTBOX_SHA256_BYTES] = { 7 };

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-faults-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/outbox.db", place->folder);
	(void)snprintf(place->reserve, sizeof(place->reserve), "%s.reserve", place->path);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	char name[112];
	(void)umount2(place->folder, MNT_DETACH); /* where a test mounted a small disk */
	(void)unlink(place->path);
	(void)unlink(place->reserve);
	(void)snprintf(name, sizeof(name), "%s-wal", place->path);
	(void)unlink(name);
	(void)snprintf(name, sizeof(name), "%s-shm", place->path);
	(void)unlink(name);
	(void)snprintf(name, sizeof(name), "%s/ballast", place->folder);
	(void)unlink(name);
	const int r = rmdir(place->folder);
	free(place);
	return r;
}

static struct outbox *
open_outbox(const struct place *place)
{
	struct diagnosis diagnosis;
	struct outbox *outbox;
	const int r = outbox_open(place->path, false, &outbox, &diagnosis);
	if (r != 0) {
		fail_msg("%s: %s", diagnosis.file, diagnosis.what);
	}
	return outbox;
}

/* An envelope whose bytes follow from its number, so that a reader can tell a torn one. */
static struct str
envelope_of(int number, char *buffer, size_t n)
{
	uint32_t x = (uint32_t)number * 2654435761u + 1;
	for (size_t i = 0; i < n; i++) {
		x = x * 1664525u + 1013904223u;
		buffer[i] = (char)('A' + (x >> 24) % 26);
	}
	return (struct str){ buffer, n };
}

static int
put(struct outbox *outbox, int number, size_t n)
{
	static char buffer[64 * 1024];
	char id[37];
	(void)snprintf(id, sizeof(id), "019aa5d0-0000-7000-8000-%012d", number);
	return outbox_put(outbox, str_of(id), number, envelope_of(number, buffer, n), digest);
}

struct found {
	bool has[KILL_ROUNDS * PER_ROUND];
	int n, n_torn;
};

static bool
find(void *context, struct str id, struct str envelope)
{
	struct found *found = context;
	char number[13] = "", buffer[64 * 1024];
	memcpy(number, id.p + 24, 12);
	const int i = atoi(number);
	found->has[i] = true;
	found->n++;
	found->n_torn += !str_eq(envelope, envelope_of(i, buffer, envelope.n));
	return true;
}

static void
check_integrity(const struct place *place)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	(void)sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Power cuts keep what was flushed; what was flushed more than once made somebody wait. */
static void
a_request_costs_one_flush(void **state)
{
	const struct place *place = *state;
	for (int opening = 0; opening < 2; opening++) {
		struct outbox *outbox = open_outbox(place);
		for (int i = 0; i < 30; i++) {
			n_flushes = 0;
			assert_int_equal(put(outbox, opening * 100 + i, ENVELOPE), 0);
			assert_int_equal(n_flushes, 1);
			n_flushes = 0;
			assert_int_equal(outbox_tidy(outbox), 0);
			assert_in_range(n_flushes, 0, 6);
		}
		outbox_close(outbox);
	}
}

/* Nobody tidies: the log is still bounded, at the price of a slow request now and then. */
static void
the_log_stays_shorter_than_the_reserve(void **state)
{
	const struct place *place = *state;
	char log[112];
	struct stat info;
	(void)snprintf(log, sizeof(log), "%s-wal", place->path);
	struct outbox *outbox = open_outbox(place);
	for (int i = 0; i < 300; i++) {
		assert_int_equal(put(outbox, i, ENVELOPE), 0);
		assert_int_equal(stat(log, &info), 0);
		assert_true(info.st_size < 400 * 1024);
	}
	outbox_close(outbox);
}

/* Puts what was stored in one folder into the place of what is in another. */
static void
copy_outbox(const char *from, const char *to)
{
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
}

static void
remove_folder(const char *folder)
{
	copy_outbox("/nowhere", folder);
	assert_int_equal(rmdir(folder), 0);
}

/* The power fails after each acknowledged request, and every write that was not flushed is lost. */
static void
power_cuts_lose_nothing(void **state)
{
	struct place *place = *state;
	char flushed[] = "/tmp/guichet-flushed-XXXXXX", after[] = "/tmp/guichet-after-XXXXXX";
	struct place rest = { .folder = "" };
	struct found *found = calloc(1, sizeof(*found));
	assert_non_null(mkdtemp(flushed));
	assert_non_null(mkdtemp(after));
	(void)snprintf(rest.path, sizeof(rest.path), "%s/outbox.db", after);
	watched = place->folder;
	durable = flushed;
	struct outbox *outbox = open_outbox(place);
	for (int i = 0; i < CUTS; i++) {
		assert_int_equal(put(outbox, i, ENVELOPE), 0);
		if (i % 7 == 3) {
			assert_int_equal(outbox_tidy(outbox), 0);
		}
		if (i % 31 == 30) {
			outbox_close(outbox);
			outbox = open_outbox(place);
		}
		copy_outbox(flushed, after);
		struct outbox *survivor = open_outbox(&rest);
		memset(found, 0, sizeof(*found));
		assert_int_equal(outbox_each(survivor, find, found), 0);
		outbox_close(survivor);
		assert_int_equal(found->n, i + 1);
		assert_int_equal(found->n_torn, 0);
	}
	watched = NULL;
	outbox_close(outbox);
	remove_folder(flushed);
	remove_folder(after);
	free(found);
}

/* Stores requests until it is killed; tells each number once it is stored. */
static void
write_until_killed(const struct place *place, int first, int pipe_end)
{
	struct diagnosis diagnosis;
	struct outbox *outbox;
	if (outbox_open(place->path, false, &outbox, &diagnosis) != 0) {
		_exit(2);
	}
	for (int i = first; i < first + PER_ROUND; i++) {
		if (put(outbox, i, ENVELOPE) != 0 || write(pipe_end, &i, sizeof(i)) != sizeof(i)) {
			_exit(3);
		}
	}
	_exit(4);
}

/* Lets a writer acknowledge a few requests, kills it wherever it is then, and marks all it acknowledged. */
static void
kill_one_writer(const struct place *place, int round, bool *acknowledged)
{
	int ends[2], number, status, n = 0;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	const pid_t writer = fork();
	assert_true(writer >= 0);
	if (writer == 0) {
		write_until_killed(place, round * PER_ROUND, ends[1]);
	}
	close(ends[1]);
	const int enough = round * 7 % 40;
	bool is_killed = false;
	for (;;) {
		if (n == enough && !is_killed) {
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
	assert_true(n >= enough);
}

static void
killed_writers_lose_nothing(void **state)
{
	const struct place *place = *state;
	bool *acknowledged = calloc(KILL_ROUNDS * PER_ROUND, sizeof(bool));
	struct found *found = calloc(1, sizeof(*found));
	for (int round = 0; round < KILL_ROUNDS; round++) {
		kill_one_writer(place, round, acknowledged);
		if (access(place->path, F_OK) == 0) { /* the first is killed as early as can be */
			check_integrity(place);
		}
	}
	struct outbox *outbox = open_outbox(place);
	assert_int_equal(outbox_each(outbox, find, found), 0);
	int n = 0;
	for (int i = 0; i < KILL_ROUNDS * PER_ROUND; i++) {
		n += acknowledged[i];
		if (acknowledged[i] && !found->has[i]) {
			fail_msg("request %d was acknowledged and is gone", i);
		}
	}
	assert_int_equal(found->n_torn, 0);
	assert_true(found->n <= n + KILL_ROUNDS); /* at most the one under way in each round */
	print_message("%d acknowledged in %d killed writers, %d found\n", n, KILL_ROUNDS, found->n);
	outbox_close(outbox);
	free(acknowledged);
	free(found);
}

/* Puts until the disk is full; returns how many were stored. */
static int
fill(struct outbox *outbox, int first, size_t n)
{
	for (int i = first; i < first + 5000; i++) {
		const int r = put(outbox, i, n);
		if (r == OUTBOX_FULL) {
			return i - first;
		}
		assert_int_equal(r, 0);
	}
	fail_msg("the disk never got full");
	return -1;
}

static void
expect_rows(struct outbox *outbox, int n)
{
	struct found *found = calloc(1, sizeof(*found));
	assert_int_equal(outbox_each(outbox, find, found), 0);
	assert_int_equal(found->n, n);
	assert_int_equal(found->n_torn, 0);
	free(found);
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

static int
deliver(struct outbox *sender, int number)
{
	const struct outbox_receipt receipt = {
		.jws = STR("head.payload.signature"), .due = { 2026, 11, 12 }, .delivered_wall = 1
	};
	const struct outbox_link link = { .state = OUTBOX_LINK_UP, .since_wall = 1 };
	char id[37];
	(void)snprintf(id, sizeof(id), "019aa5d0-0000-7000-8000-%012d", number);
	return outbox_deliver(sender, str_of(id), &receipt, &link);
}

static void
a_full_disk_keeps_what_it_has_and_recovers(void **state)
{
	const struct place *place = *state;
	if (!mount_small(place, "size=6m")) {
		print_message("no right to mount a small disk here: not tried\n");
		skip();
	}
	struct outbox *outbox = open_outbox(place);
	assert_int_equal(outbox_room(outbox), 0);
	const int n = fill(outbox, 0, 20000);
	assert_true(n > 100); /* most of 6 MiB less the reserve and the log */
	assert_int_equal(outbox_room(outbox), OUTBOX_FULL);
	assert_int_equal(put(outbox, 9000, 20000), OUTBOX_FULL);
	expect_rows(outbox, n);
	check_integrity(place);
	/* the reserve was given up, so that another process can open the outbox and deliver, a row at a time */
	struct outbox *sender = open_outbox(place);
	for (int i = 0; i < DELIVERED; i++) {
		assert_int_equal(deliver(sender, i), 0);
	}
	outbox_close(sender);
	/* what was delivered makes room */
	assert_int_equal(outbox_room(outbox), 0);
	assert_int_equal(put(outbox, 9001, 20000), 0);
	expect_rows(outbox, n - DELIVERED + 1);
	outbox_close(outbox);
	outbox = open_outbox(place);
	expect_rows(outbox, n - DELIVERED + 1);
	outbox_close(outbox);
	check_integrity(place);
}

/* Something else keeps the disk full: all that waits is delivered, and the promised days are kept. */
static void
a_disk_that_stays_full_is_delivered_from(void **state)
{
	const struct place *place = *state;
	char name[112], block[4096];
	int n = 0, n_purged = -1;
	if (!mount_small(place, "size=6m")) {
		print_message("no right to mount a small disk here: not tried\n");
		skip();
	}
	struct outbox *outbox = open_outbox(place);
	for (; n < 30; n++) {
		assert_int_equal(put(outbox, n, 50000), 0);
	}
	(void)snprintf(name, sizeof(name), "%s/ballast", place->folder);
	const int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	memset(block, 1, sizeof(block));
	struct outbox *sender = open_outbox(place);
	while (write(fd, block, sizeof(block)) == sizeof(block)) {
	}
	for (int i = 0; i < n; i++) {
		assert_int_equal(deliver(sender, i), 0);
	}
	expect_rows(outbox, 0);
	while (n_purged != 0) {
		assert_int_equal(outbox_purge(sender, 2, &n_purged), 0);
	}
	close(fd);
	outbox_close(sender);
	outbox_close(outbox);
	check_integrity(place);
}

/* Something else filled the disk: what is queued can be read, and storing goes on once there is space. */
static void
a_disk_filled_by_others_opens_and_recovers(void **state)
{
	const struct place *place = *state;
	char name[112], block[4096];
	if (!mount_small(place, "size=6m")) {
		print_message("no right to mount a small disk here: not tried\n");
		skip();
	}
	struct outbox *outbox = open_outbox(place);
	assert_int_equal(put(outbox, 1, ENVELOPE), 0);
	outbox_close(outbox);
	(void)snprintf(name, sizeof(name), "%s/ballast", place->folder);
	const int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	memset(block, 1, sizeof(block));
	while (write(fd, block, sizeof(block)) == sizeof(block)) {
	}
	assert_int_equal(errno, ENOSPC);
	close(fd);
	outbox = open_outbox(place);
	expect_rows(outbox, 1);
	assert_int_equal(outbox_room(outbox), OUTBOX_FULL);
	assert_int_equal(put(outbox, 2, 60000), OUTBOX_FULL);
	expect_rows(outbox, 1);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(outbox_room(outbox), 0);
	assert_int_equal(put(outbox, 2, 60000), 0);
	expect_rows(outbox, 2);
	outbox_close(outbox);
	check_integrity(place);
}

/* The same without rights: no file may grow past 2 MiB. */
static void
a_limit_on_files_counts_as_full(void **state)
{
	const struct place *place = *state;
	struct rlimit old, small;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	struct outbox *outbox = open_outbox(place);
	small = (struct rlimit){ .rlim_cur = 2 * 1024 * 1024, .rlim_max = old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	const int n = fill(outbox, 0, 20000);
	assert_true(n > 50);
	expect_rows(outbox, n);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(put(outbox, 9000, 20000), 0);
	expect_rows(outbox, n + 1);
	outbox_close(outbox);
	check_integrity(place);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(a_request_costs_one_flush),
		place_test(the_log_stays_shorter_than_the_reserve),
		place_test(power_cuts_lose_nothing),
		place_test(killed_writers_lose_nothing),
		place_test(a_limit_on_files_counts_as_full),
		place_test(a_full_disk_keeps_what_it_has_and_recovers),
		place_test(a_disk_that_stays_full_is_delivered_from),
		place_test(a_disk_filled_by_others_opens_and_recovers),
	};
	return cmocka_run_group_tests_name("outbox under faults", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of the outbox on a real file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "platform/outbox.h"

struct place {
	char folder[64], path[96];
	struct outbox *outbox;
};

static const unsigned char digest[OUTBOX_SHA256_BYTES] = { 1, 2, 3 };

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-outbox-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/outbox.db", place->folder);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", ".reserve", ".damaged-1",
		".damaged-1-wal", ".damaged-2", ".damaged-2-wal" };
	struct place *place = *state;
	outbox_close(place->outbox);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char name[160];
		(void)snprintf(name, sizeof(name), "%s%s", place->path, suffixes[i]);
		(void)unlink(name);
	}
	const int r = rmdir(place->folder); /* something else was left behind */
	free(place);
	return r;
}

static void
open_place(struct place *place)
{
	struct diagnosis diagnosis;
	assert_int_equal(outbox_open(place->path, false, &place->outbox, &diagnosis), 0);
}

static int
fails_to_open(const struct place *place, bool read_only)
{
	struct diagnosis diagnosis = { .what = "" };
	struct outbox *outbox = NULL;
	const int r = outbox_open(place->path, read_only, &outbox, &diagnosis);
	assert_null(outbox);
	assert_string_equal(diagnosis.file, place->path);
	assert_true(diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
	return r;
}

static void
id_of(int number, char id[37])
{
	(void)snprintf(id, 37, "019aa5d0-0000-7000-8000-%012d", number);
}

static int
put(struct place *place, int number, ms_t wall, struct str envelope)
{
	char id[37];
	id_of(number, id);
	return outbox_put(place->outbox, str_of(id), wall, envelope, digest);
}

struct seen {
	int n;
	char ids[8][37];
	char envelopes[8][64];
};

static bool
see(void *context, struct str id, struct str envelope)
{
	struct seen *seen = context;
	assert_true(id.n == 36 && envelope.n < sizeof(seen->envelopes[0]));
	memcpy(seen->ids[seen->n], id.p, id.n);
	memcpy(seen->envelopes[seen->n], envelope.p, envelope.n);
	return ++seen->n < 8;
}

static int
sql(const struct place *place, const char *text)
{
	sqlite3 *db;
	assert_int_equal(
		sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
		SQLITE_OK);
	const int r = sqlite3_exec(db, text, NULL, NULL, NULL);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return r;
}

static void
what_was_put_is_there_after_reopening(void **state)
{
	struct place *place = *state;
	struct seen seen = { .n = 0 };
	open_place(place);
	/* stored in an order that is not the order of the clock */
	assert_int_equal(put(place, 3, 5000, STR("third.by.clock")), 0);
	assert_int_equal(put(place, 1, 9000, STR("last.by.clock")), 0);
	assert_int_equal(put(place, 2, 1000, STR("first.by.clock")), 0);
	place->outbox = outbox_close(place->outbox);
	open_place(place);
	assert_int_equal(outbox_each(place->outbox, see, &seen), 0);
	assert_int_equal(seen.n, 3);
	assert_string_equal(seen.ids[0], "019aa5d0-0000-7000-8000-000000000003");
	assert_string_equal(seen.envelopes[0], "third.by.clock");
	assert_string_equal(seen.envelopes[1], "last.by.clock");
	assert_string_equal(seen.envelopes[2], "first.by.clock");
	struct outbox_counts counts;
	assert_int_equal(outbox_count(place->outbox, &counts), 0);
	assert_int_equal(counts.in[OUTBOX_QUEUED], 3);
	assert_int_equal(counts.oldest_wall, 1000);
	assert_int_equal(counts.next_attempt_wall, 0);
	assert_string_equal(counts.last_error, "");
}

/* Whoever moves the file under a running kiosk must not take the next client's request with it. */
static void
nothing_is_stored_in_a_file_that_was_moved(void **state)
{
	struct place *place = *state;
	char aside[160];
	open_place(place);
	assert_int_equal(put(place, 1, 1000, STR("kept")), 0);
	(void)snprintf(aside, sizeof(aside), "%s.damaged-1", place->path);
	assert_int_equal(rename(place->path, aside), 0);
	assert_int_equal(put(place, 2, 1000, STR("nowhere")), -ESTALE);
	FILE *other = fopen(place->path, "w");
	assert_non_null(other);
	assert_int_equal(fclose(other), 0);
	assert_int_equal(put(place, 2, 1000, STR("nowhere")), -ESTALE);
	assert_int_equal(rename(aside, place->path), 0);
	assert_int_equal(put(place, 2, 1000, STR("kept too")), 0);
}

static void
an_id_is_stored_once(void **state)
{
	struct place *place = *state;
	struct seen seen = { .n = 0 };
	open_place(place);
	assert_int_equal(put(place, 1, 1, STR("first")), 0);
	assert_int_equal(put(place, 1, 2, STR("second")), OUTBOX_DUPLICATE);
	assert_int_equal(put(place, 2, 3, STR("third")), 0);
	assert_int_equal(outbox_each(place->outbox, see, &seen), 0);
	assert_int_equal(seen.n, 2);
	assert_string_equal(seen.envelopes[0], "first");
}

static bool
stop_at_once(void *context, struct str id, struct str envelope)
{
	(void)id;
	(void)envelope;
	++*(int *)context;
	return false;
}

static void
each_stops_when_told(void **state)
{
	struct place *place = *state;
	int n = 0;
	open_place(place);
	assert_int_equal(put(place, 1, 1, STR("one")), 0);
	assert_int_equal(put(place, 2, 2, STR("two")), 0);
	assert_int_equal(outbox_each(place->outbox, stop_at_once, &n), 0);
	assert_int_equal(n, 1);
}

static void
counts_tell_states_errors_and_plans(void **state)
{
	struct place *place = *state;
	struct outbox_counts counts;
	struct seen seen = { .n = 0 };
	open_place(place);
	for (int i = 1; i <= 5; i++) {
		assert_int_equal(put(place, i, i * 1000, STR("x")), 0);
	}
	assert_int_equal(
		sql(place,
			"UPDATE outbox SET state='delivered', receipt=x'01', envelope=NULL WHERE seq=1;"
			"UPDATE outbox SET state='quarantined', last_error='409 twice', last_attempt=50 WHERE seq=2;"
			"UPDATE outbox SET state='sending' WHERE seq=3;"
			"UPDATE outbox SET last_error='no route', last_attempt=70, next_attempt=900, attempts=4 WHERE seq=4;"
			"UPDATE outbox SET next_attempt=800 WHERE seq=5;"),
		SQLITE_OK);
	assert_int_equal(outbox_count(place->outbox, &counts), 0);
	assert_int_equal(counts.in[OUTBOX_QUEUED], 2);
	assert_int_equal(counts.in[OUTBOX_SENDING], 1);
	assert_int_equal(counts.in[OUTBOX_DELIVERED], 1);
	assert_int_equal(counts.in[OUTBOX_QUARANTINED], 1);
	assert_int_equal(counts.oldest_wall, 2000);
	assert_int_equal(counts.next_attempt_wall, 800);
	assert_string_equal(counts.last_error, "no route");
	assert_int_equal(outbox_each(place->outbox, see, &seen), 0);
	assert_int_equal(seen.n, 4); /* quarantined ones are not lost from sight */
}

/* Rules that hold whatever program has the file open. */
static void
the_database_refuses_to_lose_a_request(void **state)
{
	static const char *const wrong[] = {
		"DELETE FROM outbox",
		"UPDATE outbox SET envelope=NULL",
		"UPDATE outbox SET envelope=x'00'",
		"UPDATE outbox SET sha256=zeroblob(32)",
		"UPDATE outbox SET id='019aa5d0-0000-7000-8000-000000000009'",
		"UPDATE outbox SET created_at=2",
		"UPDATE outbox SET state='delivered'",
		"UPDATE outbox SET state='lost'",
		"UPDATE outbox SET attempts='many'",
	};
	struct place *place = *state;
	open_place(place);
	assert_int_equal(put(place, 1, 1, STR("x")), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (sql(place, wrong[i]) != SQLITE_CONSTRAINT) {
			fail_msg("went through: %s", wrong[i]);
		}
	}
	assert_int_equal(
		sql(place, "UPDATE outbox SET state='delivered', receipt=x'01', envelope=NULL"), SQLITE_OK);
	assert_int_equal(sql(place, "UPDATE outbox SET state='queued'"), SQLITE_CONSTRAINT);
	assert_int_equal(sql(place, "DELETE FROM outbox"), SQLITE_OK);
}

/* D8: what was delivered leaves no ciphertext in the file. */
static void
delivered_envelopes_leave_no_bytes(void **state)
{
	static const char marker[] = "MARKER-of-an-envelope-MARKER";
	struct place *place = *state;
	open_place(place);
	assert_int_equal(put(place, 1, 1, str_of(marker)), 0);
	assert_int_equal(put(place, 2, 2, STR("stays")), 0);
	place->outbox = outbox_close(place->outbox);
	assert_int_equal(
		sql(place,
			"PRAGMA secure_delete=ON; UPDATE outbox SET state='delivered', receipt=x'01', envelope=NULL"
			" WHERE seq=1"),
		SQLITE_OK);
	char bytes[65536];
	const int fd = open(place->path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = read(fd, bytes, sizeof(bytes));
	close(fd);
	assert_true(n > 0 && n < (ssize_t)sizeof(bytes));
	assert_non_null(memmem(bytes, (size_t)n, "stays", 5));
	assert_null(memmem(bytes, (size_t)n, marker, 10));
}

static void
a_new_file_says_what_it_is(void **state)
{
	struct place *place = *state;
	open_place(place);
	place->outbox = outbox_close(place->outbox);
	unsigned char header[100];
	const int fd = open(place->path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, header, sizeof(header)), sizeof(header));
	close(fd);
	assert_memory_equal(
		header + 68, "GCHT", 4); /* application id, SQLite's file format section 1.3 */
	assert_memory_equal(header + 60, "\0\0\0\1", 4); /* user version */
	assert_int_equal(header[18], 2);                 /* write-ahead log */
	struct stat info;
	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_mode & 0007, 0);
}

static void
the_reserve_is_really_allocated(void **state)
{
	struct place *place = *state;
	char reserve[128];
	struct stat info;
	open_place(place);
	(void)snprintf(reserve, sizeof(reserve), "%s.reserve", place->path);
	assert_int_equal(stat(reserve, &info), 0);
	assert_int_equal(info.st_size, 1024 * 1024);
	assert_true(info.st_blocks * 512 >= 1024 * 1024);
	assert_int_equal(outbox_room(place->outbox), 0);
	/* somebody cleaned up: it comes back before anything is stored */
	assert_int_equal(unlink(reserve), 0);
	assert_int_equal(put(place, 1, 1, STR("x")), 0);
	assert_int_equal(stat(reserve, &info), 0);
}

static void
reading_changes_nothing(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	struct outbox_counts counts;
	assert_int_equal(fails_to_open(place, true), -ENOENT);
	assert_int_equal(access(place->path, F_OK), -1);
	open_place(place);
	assert_int_equal(put(place, 1, 1, STR("x")), 0);
	struct outbox *reader;
	assert_int_equal(
		outbox_open(place->path, true, &reader, &diagnosis), 0); /* beside the writer */
	assert_int_equal(outbox_count(reader, &counts), 0);
	assert_int_equal(counts.in[OUTBOX_QUEUED], 1);
	assert_int_equal(put(place, 2, 2, STR("y")), 0);
	assert_int_equal(outbox_count(reader, &counts), 0);
	assert_int_equal(counts.in[OUTBOX_QUEUED], 2);
	outbox_close(reader);
}

static void
a_folder_that_is_not_there_is_told(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	struct outbox *outbox;
	assert_int_equal(outbox_open("/nowhere/at/all/outbox.db", false, &outbox, &diagnosis), -ENOENT);
	assert_string_equal(diagnosis.file, "/nowhere/at/all/outbox.db");
	open_place(place);
}

static void
other_files_are_left_alone(void **state)
{
	struct place *place = *state;
	assert_int_equal(sql(place, "CREATE TABLE songs (name TEXT)"), SQLITE_OK);
	assert_int_equal(fails_to_open(place, false), -EPROTO);
	assert_int_equal(fails_to_open(place, true), -EPROTO);
	assert_int_equal(sql(place, "SELECT name FROM songs"), SQLITE_OK);
}

static void
a_newer_schema_is_left_alone(void **state)
{
	struct place *place = *state;
	open_place(place);
	place->outbox = outbox_close(place->outbox);
	assert_int_equal(sql(place, "PRAGMA user_version=2"), SQLITE_OK);
	assert_int_equal(fails_to_open(place, false), -EPROTO);
}

static void
overwrite(const struct place *place, off_t at, const char *bytes, size_t n)
{
	const int fd = open(place->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, n, at), n);
	close(fd);
}

static void
text_is_no_outbox(void **state)
{
	struct place *place = *state;
	char text[5000];
	memset(text, 'a', sizeof(text));
	overwrite(place, 0, text, sizeof(text));
	assert_int_equal(fails_to_open(place, false), -EBADMSG);
	assert_int_equal(fails_to_open(place, true), -EBADMSG);
	struct stat info;
	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_size, sizeof(text));
}

/* Damage, the technician's answer, a new beginning; twice, because names must not collide. */
static void
a_damaged_file_is_set_aside_and_kept(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	char noise[4096], aside[128];
	memset(noise, 0x5a, sizeof(noise));
	for (int round = 1; round <= 2; round++) {
		open_place(place);
		for (int i = 0; i < 20; i++) {
			assert_int_equal(put(place, i, 1, STR("x")), 0);
		}
		place->outbox = outbox_close(place->outbox);
		overwrite(place, 4096, noise, sizeof(noise));
		assert_int_equal(fails_to_open(place, false), -EBADMSG);
		assert_int_equal(access(place->path, F_OK), 0);
		assert_int_equal(outbox_set_aside(place->path, &diagnosis), 0);
		(void)snprintf(aside, sizeof(aside), "%s.damaged-%d", place->path, round);
		assert_string_equal(diagnosis.file, aside);
		assert_int_equal(access(aside, F_OK), 0);
		assert_int_equal(access(place->path, F_OK), -1);
	}
	open_place(place);
	assert_int_equal(put(place, 1, 1, STR("x")), 0);
}

static void
an_outbox_in_use_is_not_set_aside(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	open_place(place);
	assert_int_equal(put(place, 1, 1, STR("x")), 0);
	assert_int_equal(outbox_set_aside(place->path, &diagnosis), -EBUSY);
	assert_int_equal(access(place->path, F_OK), 0);
	assert_true(diagnosis.what[0] != '\0');
}

static void
what_is_no_request_is_refused(void **state)
{
	struct place *place = *state;
	open_place(place);
	assert_int_equal(outbox_put(place->outbox, STR("short"), 1, STR("x"), digest), -EINVAL);
	assert_int_equal(put(place, 1, 1, STR("x")), 0);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(what_was_put_is_there_after_reopening),
		place_test(nothing_is_stored_in_a_file_that_was_moved),
		place_test(an_id_is_stored_once),
		place_test(each_stops_when_told),
		place_test(counts_tell_states_errors_and_plans),
		place_test(the_database_refuses_to_lose_a_request),
		place_test(delivered_envelopes_leave_no_bytes),
		place_test(a_new_file_says_what_it_is),
		place_test(the_reserve_is_really_allocated),
		place_test(reading_changes_nothing),
		place_test(a_folder_that_is_not_there_is_told),
		place_test(other_files_are_left_alone),
		place_test(a_newer_schema_is_left_alone),
		place_test(text_is_no_outbox),
		place_test(a_damaged_file_is_set_aside_and_kept),
		place_test(an_outbox_in_use_is_not_set_aside),
		place_test(what_is_no_request_is_refused),
	};
	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}

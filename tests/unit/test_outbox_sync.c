/* SPDX-License-Identifier: MIT */
/* Tests of what guichet-sync does with the outbox, on a real file, flushes counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sqlite3.h>

#include "platform/outbox_sync.h"

enum { NOW = 1794236645000, MINUTE = 60 * 1000 };

/* SQLite's calls come here, because a program's own symbols go before those of the C library. */
static int n_flushes;

int
fsync(int fd)
{
	n_flushes++;
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	n_flushes++;
	return (int)syscall(SYS_fdatasync, fd);
}

struct place {
	char folder[64], path[96];
	struct outbox *outbox;
};

static void
open_place(struct place *place)
{
	struct diagnosis diagnosis;
	assert_int_equal(outbox_open(place->path, false, &place->outbox, &diagnosis), 0);
}

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-outbox-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/outbox.db", place->folder);
	open_place(place);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", ".reserve" };
	struct place *place = *state;
	outbox_close(place->outbox);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char name[160];
		(void)snprintf(name, sizeof(name), "%s%s", place->path, suffixes[i]);
		(void)unlink(name);
	}
	const int r = rmdir(place->folder);
	free(place);
	return r;
}

static struct str
id_of(int number)
{
	static char id[37];
	(void)snprintf(id, sizeof(id), "019aa5d0-0000-7000-8000-%012d", number);
	return (struct str){ id, 36 };
}

static void
put(struct outbox *outbox, int number)
{
	static char envelope[4000];
	unsigned char digest[OUTBOX_SHA256_BYTES] = { (unsigned char)number };
	memset(envelope, 'e', sizeof(envelope));
	assert_int_equal(outbox_put(outbox, id_of(number), NOW,
						 (struct str){ envelope, sizeof(envelope) - (size_t)number }, digest),
		0);
}

static int
sql(const struct place *place, const char *text)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	const int r = sqlite3_exec(db, text, NULL, NULL, NULL);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return r;
}

/* First column of the first row as text, "-" for NULL or no row. */
static void
expect_text(const struct place *place, const char *query, const char *expected)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, query, -1, &statement, NULL), SQLITE_OK);
	const char *text = sqlite3_step(statement) == SQLITE_ROW ?
		(const char *)sqlite3_column_text(statement, 0) :
		NULL;
	assert_string_equal(text == NULL ? "-" : text, expected);
	(void)sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static const struct outbox_link up = { .state = OUTBOX_LINK_UP,
	.since_wall = NOW - MINUTE,
	.last_contact_wall = NOW,
	.server_ahead_ms = -2000 };

static int
deliver(struct outbox *outbox, int number)
{
	const struct outbox_receipt receipt = {
		.jws = STR("head.payload.signature"), .due = { 2026, 11, 12 }, .delivered_wall = NOW - 2000
	};
	return outbox_deliver(outbox, id_of(number), &receipt, &up);
}

static int
fail_at(struct outbox *outbox, int number, ms_t now_wall, ms_t next_wall)
{
	const struct outbox_failure failure = {
		.reason = "SUB-500-1", .now_wall = now_wall, .next_wall = next_wall
	};
	return outbox_failed(outbox, id_of(number), &failure, &up);
}

static int
number_of(const struct outbox_row *row)
{
	return (int)strtol(row->id + 24, NULL, 10);
}

static void
rows_come_in_the_order_of_storing(void **state)
{
	struct place *place = *state;
	struct outbox_row row = { .seq = 0 };
	for (int i = 1; i <= 5; i++) {
		put(place->outbox, i);
	}
	assert_int_equal(fail_at(place->outbox, 1, NOW, NOW + MINUTE), 0);
	assert_int_equal(outbox_quarantine(place->outbox, id_of(2), "SUB-422-1", NOW), 0);
	assert_int_equal(deliver(place->outbox, 3), 0);
	/* planned by a clock that was years ahead; and left behind by a program that was killed */
	assert_int_equal(sql(place,
						 "UPDATE outbox SET next_attempt = 9999999999999 WHERE seq = 4;"
						 "UPDATE outbox SET state = 'sending' WHERE seq = 5"),
		SQLITE_OK);
	assert_int_equal(outbox_next(place->outbox, 0, NOW, &row), 0);
	assert_int_equal(number_of(&row), 4);
	assert_int_equal(row.sha256[0], 4);
	assert_int_equal(row.envelope.n, 4000 - 4);
	assert_int_equal(row.envelope.p[row.envelope.n - 1], 'e');
	assert_int_equal(outbox_next(place->outbox, row.seq, NOW, &row), 0);
	assert_int_equal(number_of(&row), 5);
	assert_int_equal(outbox_next(place->outbox, row.seq, NOW, &row), OUTBOX_NONE);
	assert_int_equal(outbox_next(place->outbox, 0, NOW + MINUTE, &row), 0);
	assert_int_equal(number_of(&row), 1);
	assert_int_equal(row.attempts, 1);
}

/* A row on its way must not keep the kiosk from moving its log. */
static void
a_taken_row_holds_no_lock(void **state)
{
	struct place *place = *state;
	struct outbox_row row;
	put(place->outbox, 1);
	assert_int_equal(outbox_next(place->outbox, 0, NOW, &row), 0);
	expect_text(place, "PRAGMA wal_checkpoint(TRUNCATE)", "0"); /* 1: somebody was in the way */
	put(place->outbox, 2);
	assert_int_equal(row.envelope.p[0], 'e');
}

static void
a_delivery_is_one_transaction(void **state)
{
	struct place *place = *state;
	struct outbox_delivery delivery;
	put(place->outbox, 1);
	assert_int_equal(fail_at(place->outbox, 1, NOW - MINUTE, 0), 0);
	expect_text(place, "SELECT last_error FROM outbox WHERE next_attempt IS NULL", "SUB-500-1");
	assert_int_equal(outbox_delivery(place->outbox, id_of(1), &delivery), 0);
	assert_int_equal(delivery.state, OUTBOX_QUEUED);
	assert_int_equal(delivery.due.year, 0);
	assert_int_equal(delivery.delivered_wall, 0);
	assert_int_equal(deliver(place->outbox, 1), 0);
	assert_int_equal(outbox_delivery(place->outbox, id_of(1), &delivery), 0);
	assert_int_equal(delivery.state, OUTBOX_DELIVERED);
	assert_int_equal(delivery.due.year, 2026);
	assert_int_equal(delivery.due.month, 11);
	assert_int_equal(delivery.due.day, 12);
	assert_int_equal(delivery.delivered_wall, NOW - 2000);
	expect_text(place, "SELECT envelope FROM outbox", "-");
	expect_text(place, "SELECT CAST(receipt AS TEXT) FROM outbox", "head.payload.signature");
	expect_text(place, "SELECT last_error FROM outbox", "-");
	expect_text(place, "SELECT attempts FROM outbox", "2");
	struct outbox_link link;
	assert_int_equal(outbox_link(place->outbox, &link), 0);
	assert_memory_equal(&link, &up, sizeof(link));
}

static void
what_is_not_there_changes_nothing(void **state)
{
	struct place *place = *state;
	struct outbox_link link;
	struct outbox_delivery delivery;
	put(place->outbox, 1);
	assert_int_equal(deliver(place->outbox, 2), OUTBOX_NONE);
	assert_int_equal(outbox_link(place->outbox, &link), 0);
	assert_int_equal(link.state, OUTBOX_LINK_UNKNOWN);
	assert_int_equal(deliver(place->outbox, 1), 0);
	assert_int_equal(deliver(place->outbox, 1), OUTBOX_NONE);
	assert_int_equal(outbox_quarantine(place->outbox, id_of(1), "SUB-409-1", NOW), OUTBOX_NONE);
	assert_int_equal(fail_at(place->outbox, 1, NOW, 0), OUTBOX_NONE);
	assert_int_equal(outbox_requeue(place->outbox, id_of(1)), OUTBOX_NONE);
	assert_int_equal(outbox_delivery(place->outbox, id_of(3), &delivery), OUTBOX_NONE);
}

static void
a_delivery_without_a_promise_has_no_date(void **state)
{
	struct place *place = *state;
	struct outbox_delivery delivery;
	const struct outbox_receipt receipt = { .jws = STR("a.b.c"), .delivered_wall = NOW };
	put(place->outbox, 1);
	assert_int_equal(outbox_deliver(place->outbox, id_of(1), &receipt, &up), 0);
	assert_int_equal(outbox_delivery(place->outbox, id_of(1), &delivery), 0);
	assert_int_equal(delivery.state, OUTBOX_DELIVERED);
	assert_int_equal(delivery.due.year, 0);
	expect_text(place, "SELECT due_date FROM outbox", "-");
}

/* Two at most when the log has to be moved; that happens once in ten. */
static void
a_delivery_costs_one_flush(void **state)
{
	struct place *place = *state;
	char log[128];
	struct stat info;
	int n_all = 0, n_one = 0;
	(void)snprintf(log, sizeof(log), "%s-wal", place->path);
	for (int i = 1; i <= 60; i++) {
		put(place->outbox, i);
	}
	assert_int_equal(outbox_tidy(place->outbox), 0);
	for (int i = 1; i <= 60; i++) {
		n_flushes = 0;
		assert_int_equal(deliver(place->outbox, i), 0);
		n_one += n_flushes == 1;
		n_all += n_flushes;
		assert_int_equal(stat(log, &info), 0);
		assert_true(info.st_size < 400 * 1024); /* a full disk can take it */
	}
	assert_true(n_one >= 50);
	assert_in_range(n_all, 60, 2 * 60);
	print_message("60 deliveries, %d flushes, %d of them with one\n", n_all, n_one);
	n_flushes = 0;
	assert_int_equal(outbox_set_link(place->outbox, &up), 0);
	assert_int_equal(n_flushes, 1);
}

struct seen {
	int n;
	char line[128];
};

static bool
see(void *context, struct str id, struct str reason)
{
	struct seen *seen = context;
	(void)snprintf(
		seen->line, sizeof(seen->line), "%.*s %.*s", (int)id.n, id.p, (int)reason.n, reason.p);
	return ++seen->n < 8;
}

static void
a_quarantined_row_waits_for_a_technician(void **state)
{
	struct place *place = *state;
	struct outbox_row row;
	struct seen seen = { .n = 0 };
	put(place->outbox, 1);
	put(place->outbox, 2);
	assert_int_equal(outbox_quarantine(place->outbox, id_of(1), "SUB-409-1", NOW), 0);
	assert_int_equal(outbox_each_quarantined(place->outbox, see, &seen), 0);
	assert_int_equal(seen.n, 1);
	assert_string_equal(seen.line, "019aa5d0-0000-7000-8000-000000000001 SUB-409-1");
	assert_int_equal(outbox_requeue(place->outbox, id_of(2)), OUTBOX_NONE);
	assert_int_equal(outbox_requeue(place->outbox, id_of(1)), 0);
	assert_int_equal(outbox_next(place->outbox, 0, NOW, &row), 0);
	assert_int_equal(number_of(&row), 1);
	assert_int_equal(row.attempts, 1);
	expect_text(place, "SELECT last_error FROM outbox WHERE seq = 1", "-");
}

static void
the_link_is_kept_as_it_was_told(void **state)
{
	struct place *place = *state;
	struct outbox_link link;
	const struct outbox_link down = { .state = OUTBOX_LINK_DOWN,
		.reason = OUTBOX_REASON_UNTRUSTED,
		.since_wall = NOW,
		.next_attempt_wall = NOW + MINUTE };
	const struct outbox_link refused = { .state = OUTBOX_LINK_REFUSED,
		.reason = OUTBOX_REASON_CREDENTIAL,
		.since_wall = NOW,
		.last_contact_wall = NOW };
	assert_int_equal(outbox_link(place->outbox, &link), 0);
	assert_int_equal(link.state, OUTBOX_LINK_UNKNOWN);
	assert_int_equal(outbox_set_link(place->outbox, &down), 0);
	assert_int_equal(outbox_link(place->outbox, &link), 0);
	assert_memory_equal(&link, &down, sizeof(link));
	assert_int_equal(outbox_set_link(place->outbox, &refused), 0);
	assert_int_equal(outbox_link(place->outbox, &link), 0);
	assert_memory_equal(&link, &refused, sizeof(link));
	expect_text(place, "SELECT count(*) FROM link", "1");
	/* of a version to come */
	assert_int_equal(sql(place, "UPDATE link SET state = 'paused', reason = 'winter'"), SQLITE_OK);
	assert_int_equal(outbox_link(place->outbox, &link), 0);
	assert_int_equal(link.state, OUTBOX_LINK_UNKNOWN);
	assert_int_equal(link.reason, OUTBOX_REASON_NONE);
}

/* The file as the first version made it. */
static void
make_older(struct place *place)
{
	place->outbox = outbox_close(place->outbox);
	assert_int_equal(
		sql(place, "DROP TABLE link; ALTER TABLE outbox DROP COLUMN due_date"), SQLITE_OK);
}

static void
an_older_outbox_can_be_read(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	struct outbox *reader;
	struct outbox_link link;
	struct outbox_delivery delivery;
	bool changed;
	put(place->outbox, 1);
	assert_int_equal(deliver(place->outbox, 1), 0);
	make_older(place);
	assert_int_equal(outbox_open(place->path, true, &reader, &diagnosis), 0);
	assert_int_equal(outbox_link(reader, &link), 0);
	assert_int_equal(link.state, OUTBOX_LINK_UNKNOWN);
	assert_int_equal(outbox_delivery(reader, id_of(1), &delivery), 0);
	assert_int_equal(delivery.state, OUTBOX_DELIVERED);
	assert_int_equal(delivery.due.year, 0);
	assert_int_equal(outbox_delivery(reader, id_of(2), &delivery), OUTBOX_NONE);
	assert_int_equal(outbox_changed(reader, &changed), 0);
	assert_true(changed);
	/* a newer program opens it meanwhile: what it adds is seen at once */
	open_place(place);
	assert_int_equal(outbox_set_link(place->outbox, &up), 0);
	assert_int_equal(outbox_changed(reader, &changed), 0);
	assert_true(changed);
	assert_int_equal(outbox_link(reader, &link), 0);
	assert_int_equal(link.state, OUTBOX_LINK_UP);
	outbox_close(reader);
}

static void
an_older_outbox_is_extended_and_stays_version_1(void **state)
{
	struct place *place = *state;
	put(place->outbox, 1);
	make_older(place);
	for (int i = 0; i < 2; i++) {
		open_place(place);
		place->outbox = outbox_close(place->outbox);
	}
	open_place(place);
	expect_text(place, "PRAGMA user_version", "1");
	expect_text(place, "PRAGMA integrity_check", "ok");
	assert_int_equal(deliver(place->outbox, 1), 0);
	expect_text(place, "SELECT due_date FROM outbox", "2026-11-12");
	/* the statement by which the first version stores */
	assert_int_equal(sql(place,
						 "INSERT INTO outbox (id, created_at, envelope, sha256) VALUES"
						 " ('019aa5d0-0000-7000-8000-000000000009', 1, x'01', zeroblob(32))"),
		SQLITE_OK);
}

static void
only_the_changes_of_others_count(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	struct outbox *other;
	bool changed = false;
	assert_int_equal(outbox_changed(place->outbox, &changed), 0);
	assert_true(changed);
	put(place->outbox, 1);
	assert_int_equal(outbox_changed(place->outbox, &changed), 0);
	assert_false(changed);
	assert_int_equal(outbox_open(place->path, false, &other, &diagnosis), 0);
	assert_int_equal(outbox_changed(place->outbox, &changed), 0); /* opening may have tidied */
	assert_int_equal(outbox_changed(place->outbox, &changed), 0);
	assert_false(changed);
	put(other, 2);
	assert_int_equal(outbox_changed(place->outbox, &changed), 0);
	assert_true(changed);
	assert_int_equal(outbox_changed(place->outbox, &changed), 0);
	assert_false(changed);
	outbox_close(other);
}

static void
old_receipts_are_purged_some_at_a_time(void **state)
{
	struct place *place = *state;
	int n = -1, rounds = 0, n_all = 0;
	for (int i = 1; i <= 40; i++) {
		put(place->outbox, i);
	}
	for (int i = 1; i <= 38; i++) {
		assert_int_equal(deliver(place->outbox, i), 0);
	}
	assert_int_equal(outbox_quarantine(place->outbox, id_of(39), "SUB-409-1", 1), 0);
	assert_int_equal(
		sql(place, "UPDATE outbox SET delivered_at = delivered_at + 5000 WHERE seq = 7"),
		SQLITE_OK);
	for (; n != 0; rounds++) {
		n_flushes = 0;
		assert_int_equal(outbox_purge(place->outbox, NOW, &n), 0);
		assert_in_range(n_flushes, 0, 6);
		n_all += n;
	}
	assert_int_equal(n_all, 37);
	assert_int_equal(rounds, 4);
	expect_text(place, "SELECT group_concat(seq || state) FROM outbox",
		"7delivered,39quarantined,40queued");
}

/* The claim is of whoever delivers only, and ends with the process, or when it lets go. */
static void
one_delivers_at_a_time(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	struct outbox *second, *third;
	assert_int_equal(outbox_claim(place->outbox), 0);
	assert_int_equal(outbox_open(place->path, false, &second, &diagnosis), 0);
	assert_int_equal(outbox_claim(second), OUTBOX_CLAIMED);
	put(second, 1);
	outbox_close(second);
	assert_int_equal(outbox_open(place->path, false, &third, &diagnosis), 0);
	outbox_close(place->outbox);
	assert_int_equal(outbox_claim(third), 0);
	place->outbox = third;
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(rows_come_in_the_order_of_storing),
		place_test(a_taken_row_holds_no_lock),
		place_test(a_delivery_is_one_transaction),
		place_test(what_is_not_there_changes_nothing),
		place_test(a_delivery_without_a_promise_has_no_date),
		place_test(a_delivery_costs_one_flush),
		place_test(a_quarantined_row_waits_for_a_technician),
		place_test(the_link_is_kept_as_it_was_told),
		place_test(an_older_outbox_can_be_read),
		place_test(an_older_outbox_is_extended_and_stays_version_1),
		place_test(one_delivers_at_a_time),
		place_test(only_the_changes_of_others_count),
		place_test(old_receipts_are_purged_some_at_a_time),
	};
	return cmocka_run_group_tests_name("outbox, delivering", tests, NULL, NULL);
}

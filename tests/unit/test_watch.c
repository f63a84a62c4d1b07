/* SPDX-License-Identifier: MIT */
/* What the kiosk learns from the outbox while guichet-sync writes to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "kiosk/watch.h"
#include "platform/outbox_sync.h"

#define ID "019aa5d0-0000-7000-8000-00000000000a"
#define OTHER "019aa5d0-0000-7000-8000-00000000000b"
#define NOW ((ms_t)1794234600000)

enum { MINUTE_MS = 60 * 1000 };

struct place {
	char folder[64], path[96];
	struct outbox *sync; /* as the other process has it */
	struct watch watch;
};

static const unsigned char digest[OUTBOX_SHA256_BYTES] = { 1, 2, 3 };

static int
open_place(void **state)
{
	struct diagnosis diagnosis;
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-watch-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/outbox.db", place->folder);
	if (outbox_open(place->path, false, &place->sync, &diagnosis) != 0 ||
		outbox_put(place->sync, STR(ID), NOW, STR("sealed"), digest) != 0 ||
		outbox_put(place->sync, STR(OTHER), NOW, STR("sealed too"), digest) != 0) {
		return -1;
	}
	watch_open(&place->watch, place->folder);
	watch_begin(&place->watch);
	*state = place;
	return 0;
}

static int
close_place(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", ".reserve" };
	struct place *place = *state;
	watch_close(&place->watch);
	if (place->sync != NULL) {
		(void)outbox_close(place->sync);
	}
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char name[160];
		(void)snprintf(name, sizeof(name), "%s%s", place->path, suffixes[i]);
		(void)unlink(name);
	}
	const int r = rmdir(place->folder);
	free(place);
	return r;
}

static void
set_link(struct place *place, enum outbox_link_state link_state, ms_t contact)
{
	const struct outbox_link link = {
		.state = link_state, .since_wall = contact, .last_contact_wall = contact
	};
	assert_int_equal(outbox_set_link(place->sync, &link), 0);
}

static void
deliver(struct place *place, struct str id, struct date due)
{
	const struct outbox_receipt receipt = {
		.jws = STR("a.b.c"), .due = due, .delivered_wall = NOW
	};
	const struct outbox_link link = {
		.state = OUTBOX_LINK_UP, .since_wall = NOW, .last_contact_wall = NOW
	};
	assert_int_equal(outbox_deliver(place->sync, id, &receipt, &link), 0);
}

static void
tells_link(struct place *place, ms_t wall, bool up)
{
	struct event event;
	assert_true(watch_look(&place->watch, STR(ID), wall, &event));
	assert_int_equal(event.kind, EVENT_LINK);
	assert_true(event.link_up == up);
}

static void
tells_nothing(struct place *place, ms_t wall)
{
	struct event event;
	assert_false(watch_look(&place->watch, STR(ID), wall, &event));
}

static void
tells_delivery(struct place *place, struct date due)
{
	struct event event;
	assert_true(watch_look(&place->watch, STR(ID), NOW, &event));
	assert_int_equal(event.kind, EVENT_DELIVERED);
	assert_true(str_eq(event.delivered.id, STR(ID)));
	assert_memory_equal(&event.delivered.due, &due, sizeof(due));
}

static void
tells_the_link_when_it_changes(void **state)
{
	struct place *place = *state;
	tells_link(place, NOW, false); /* guichet-sync never ran here */
	tells_nothing(place, NOW);
	set_link(place, OUTBOX_LINK_UP, NOW);
	tells_link(place, NOW, true);
	set_link(place, OUTBOX_LINK_UP, NOW + MINUTE_MS);
	tells_nothing(place, NOW + MINUTE_MS);
	set_link(place, OUTBOX_LINK_REFUSED, NOW + MINUTE_MS);
	tells_link(place, NOW + MINUTE_MS, false);
	set_link(place, OUTBOX_LINK_DOWN, NOW + MINUTE_MS);
	tells_nothing(place, NOW + MINUTE_MS);
}

/* A link whose news are old is not believed, though nobody writes; neither is news from the future. */
static void
believes_fresh_news_only(void **state)
{
	struct place *place = *state;
	set_link(place, OUTBOX_LINK_UP, NOW);
	tells_link(place, NOW + 5 * MINUTE_MS, true);
	tells_link(place, NOW + 5 * MINUTE_MS + 1, false);
	tells_link(place, NOW - 5 * MINUTE_MS, true);
	tells_link(place, NOW - 5 * MINUTE_MS - 1, false);
}

static void
tells_the_receipt_with_its_date(void **state)
{
	struct place *place = *state;
	tells_link(place, NOW, false);
	deliver(place, STR(OTHER), (struct date){ 2026, 11, 12 });
	tells_link(place, NOW, true);
	deliver(place, STR(ID), (struct date){ 2026, 11, 26 });
	tells_delivery(place, (struct date){ 2026, 11, 26 });
}

static void
tells_a_receipt_without_a_date(void **state)
{
	struct place *place = *state;
	deliver(place, STR(ID), (struct date){ .year = 0 });
	tells_delivery(place, (struct date){ .year = 0 });
}

/* The first look comes while the request is being stored. */
static void
waits_for_a_row_that_is_not_there_yet(void **state)
{
	struct place *place = *state;
	static const struct str id = STR("019aa5d0-0000-7000-8000-00000000000c");
	struct event event;
	assert_true(watch_look(&place->watch, id, NOW, &event));
	assert_int_equal(event.kind, EVENT_LINK);
	assert_int_equal(outbox_put(place->sync, id, NOW, STR("sealed"), digest), 0);
	assert_false(watch_look(&place->watch, id, NOW, &event));
	deliver(place, id, (struct date){ 2026, 11, 26 });
	assert_true(watch_look(&place->watch, id, NOW, &event));
	assert_int_equal(event.kind, EVENT_DELIVERED);
}

/* What was set apart is not on its way: nobody says that it is being sent. */
static void
does_not_promise_what_is_set_apart(void **state)
{
	struct place *place = *state;
	set_link(place, OUTBOX_LINK_UP, NOW);
	tells_link(place, NOW, true);
	assert_int_equal(outbox_quarantine(place->sync, STR(ID), "SUB-422-1", NOW), 0);
	tells_link(place, NOW, false);
}

static void
begins_anew_with_each_request(void **state)
{
	struct place *place = *state;
	deliver(place, STR(OTHER), (struct date){ 2026, 11, 12 });
	struct event event;
	assert_true(watch_look(&place->watch, STR(OTHER), NOW, &event));
	assert_int_equal(event.kind, EVENT_DELIVERED);
	watch_begin(&place->watch);
	tells_link(place, NOW, true);
}

static void
lives_without_an_outbox(void **state)
{
	struct place *place = *state;
	watch_close(&place->watch);
	place->watch = (struct watch){ .outbox = NULL };
	watch_open(&place->watch, "/nowhere");
	watch_begin(&place->watch);
	tells_link(place, NOW, false);
	tells_nothing(place, NOW);
}

static int64_t
now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* How often this thread gave the processor up of itself, as SQLite does while it waits for a lock; that it was taken away does not count. */
static long
n_pauses(void)
{
	struct rusage usage;
	assert_int_equal(getrusage(RUSAGE_THREAD, &usage), 0);
	return usage.ru_nvcsw;
}

/*
 * A process was killed in the middle of a commit, and the one that mends the log stands still: of the two copies of the
 * -shm file's header one is wrong, and bytes 120 to 122 are locked (sqlite.org/walformat.html, 2.1 and 2.3).
 */
static void
stands_still_for_no_lock(void **state)
{
	struct place *place = *state;
	char shm[128], byte;
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 120, .l_len = 3 };
	const off_t second_copy = 48 + 8;
	tells_link(place, NOW, false);
	set_link(place, OUTBOX_LINK_UP, NOW);
	(void)snprintf(shm, sizeof(shm), "%s-shm", place->path);
	const int file = open(shm, O_RDWR | O_CLOEXEC);
	assert_true(file >= 0);
	assert_int_equal(fcntl(file, F_OFD_SETLK, &lock), 0);
	assert_int_equal(pread(file, &byte, 1, second_copy), 1);
	byte ^= 1;
	assert_int_equal(pwrite(file, &byte, 1, second_copy), 1);
	const long from = n_pauses();
	tells_nothing(place, NOW);
	assert_in_range(n_pauses() - from, 0, 2);
	lock.l_type = F_UNLCK;
	assert_int_equal(fcntl(file, F_OFD_SETLK, &lock), 0);
	tells_link(place, NOW, true);
	/* Not before the connections are: SQLite's own locks on a file go when any descriptor of it is closed. */
	watch_close(&place->watch);
	place->sync = outbox_close(place->sync);
	(void)close(file);
}

static void
costs_little(void **state)
{
	struct place *place = *state;
	enum { LOOKS = 2000 };
	tells_link(place, NOW, false);
	const int64_t from = now_us();
	for (int i = 0; i < LOOKS; i++) {
		tells_nothing(place, NOW);
	}
	print_message("a look when nothing was written: %.1f us\n", (double)(now_us() - from) / LOOKS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tells_the_link_when_it_changes, open_place, close_place),
		cmocka_unit_test_setup_teardown(believes_fresh_news_only, open_place, close_place),
		cmocka_unit_test_setup_teardown(tells_the_receipt_with_its_date, open_place, close_place),
		cmocka_unit_test_setup_teardown(tells_a_receipt_without_a_date, open_place, close_place),
		cmocka_unit_test_setup_teardown(
			waits_for_a_row_that_is_not_there_yet, open_place, close_place),
		cmocka_unit_test_setup_teardown(
			does_not_promise_what_is_set_apart, open_place, close_place),
		cmocka_unit_test_setup_teardown(begins_anew_with_each_request, open_place, close_place),
		cmocka_unit_test_setup_teardown(lives_without_an_outbox, open_place, close_place),
		cmocka_unit_test_setup_teardown(stands_still_for_no_lock, open_place, close_place),
		cmocka_unit_test_setup_teardown(costs_little, open_place, close_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

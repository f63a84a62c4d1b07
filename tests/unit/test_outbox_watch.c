/* SPDX-License-Identifier: MIT */
/* Tests that storing wakes whoever watches the outbox, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/outbox_sync.h"
#include "platform/outbox_watch.h"

struct place {
	char folder[64], path[96];
	struct outbox *outbox;
	struct outbox_watch *watch;
};

static int
make_place(void **state)
{
	struct diagnosis diagnosis;
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-watch-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/outbox.db", place->folder);
	*state = place;
	return outbox_open(place->path, false, &place->outbox, &diagnosis) +
		outbox_watch_open(place->path, &place->watch, &diagnosis);
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	char name[112];
	outbox_close(place->outbox);
	outbox_watch_close(place->watch);
	(void)unlink(place->path);
	(void)snprintf(name, sizeof(name), "%s.reserve", place->path);
	(void)unlink(name);
	const int r = rmdir(place->folder);
	free(place);
	return r;
}

/* What it tells now; poll() must agree that there was something to look at. */
static bool
rings(const struct place *place)
{
	struct pollfd fd = { .fd = outbox_watch_fd(place->watch), .events = POLLIN };
	const bool is_readable = poll(&fd, 1, 0) == 1;
	const bool is_ours = outbox_watch_take(place->watch);
	assert_true(is_readable || !is_ours);
	assert_int_equal(poll(&fd, 1, 0), 0);
	return is_ours;
}

static int
put(const struct place *place, const char *id)
{
	static const unsigned char digest[OUTBOX_SHA256_BYTES] = { 1 };
	return outbox_put(place->outbox, str_of(id), 1, STR("x"), digest);
}

static const char first[] = "019aa5d0-0000-7000-8000-000000000001";

static void
a_stored_request_rings(void **state)
{
	const struct place *place = *state;
	assert_false(rings(place));
	assert_int_equal(put(place, first), 0);
	assert_true(rings(place));
	assert_int_equal(put(place, first), OUTBOX_DUPLICATE);
	assert_false(rings(place));
}

static void
what_sync_writes_does_not_ring(void **state)
{
	const struct place *place = *state;
	const struct outbox_link link = { .state = OUTBOX_LINK_UP, .since_wall = 1 };
	assert_int_equal(put(place, first), 0);
	assert_true(rings(place));
	assert_int_equal(outbox_set_link(place->outbox, &link), 0);
	const struct outbox_failure failure = { .reason = "busy", .now_wall = 1 };
	assert_int_equal(outbox_failed(place->outbox, str_of(first), &failure, &link), 0);
	assert_int_equal(outbox_quarantine(place->outbox, str_of(first), "SUB-409-1", 1), 0);
	assert_int_equal(outbox_tidy(place->outbox), 0);
	assert_false(rings(place));
	/* a technician's retry is for it */
	assert_int_equal(outbox_requeue(place->outbox, str_of(first)), 0);
	assert_true(rings(place));
}

static void
a_file_put_in_place_rings(void **state)
{
	struct place *place = *state;
	char aside[112];
	struct diagnosis diagnosis;
	place->outbox = outbox_close(place->outbox);
	(void)outbox_watch_take(place->watch);
	(void)snprintf(aside, sizeof(aside), "%s.damaged-1", place->path);
	assert_int_equal(rename(place->path, aside), 0);
	assert_false(rings(place));
	assert_int_equal(outbox_open(place->path, false, &place->outbox, &diagnosis), 0);
	assert_true(rings(place));
	assert_int_equal(unlink(aside), 0);
}

static void
a_folder_that_is_not_there_is_told(void **state)
{
	struct diagnosis diagnosis = { .what = "" };
	struct outbox_watch *watch;
	(void)state;
	assert_int_equal(outbox_watch_open("/nowhere/at/all/outbox.db", &watch, &diagnosis), -ENOENT);
	assert_string_equal(diagnosis.file, "/nowhere/at/all/outbox.db");
	assert_true(diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(a_stored_request_rings),
		place_test(what_sync_writes_does_not_ring),
		place_test(a_file_put_in_place_rings),
		cmocka_unit_test(a_folder_that_is_not_there_is_told),
	};
	return cmocka_run_group_tests_name("outbox watch", tests, NULL, NULL);
}

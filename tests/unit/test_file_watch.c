/* SPDX-License-Identifier: MIT */
/* Tests that files that are written or put in place are told, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/file_watch.h"

static char folder[] = "/tmp/guichet-files-XXXXXX";
static const char *const names[] = { "one", "two", NULL };

static void
path_of(const char *name, char ret_path[96])
{
	(void)snprintf(ret_path, 96, "%s/%s", folder, name);
}

static void
write_file(const char *name)
{
	char path[96];
	path_of(name, path);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs("x", file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* What it tells now; poll() must agree that there was something to look at. */
static bool
rings(struct file_watch *watch)
{
	struct pollfd fd = { .fd = file_watch_fd(watch), .events = POLLIN };
	const bool is_readable = poll(&fd, 1, 0) == 1;
	const bool is_ours = file_watch_take(watch);
	assert_true(is_readable || !is_ours);
	assert_int_equal(poll(&fd, 1, 0), 0);
	return is_ours;
}

static void
only_these_files_ring(void **state)
{
	(void)state;
	char from[96], to[96];
	struct file_watch *watch;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(file_watch_open(folder, names, &watch), 0);
	assert_false(rings(watch));
	write_file("other");
	assert_false(rings(watch));
	path_of("other", from);
	path_of("two", to);
	assert_int_equal(rename(from, to), 0);
	assert_true(rings(watch));
	assert_false(rings(watch));
	write_file("one");
	assert_true(rings(watch));
	assert_int_equal(unlink(to), 0);
	path_of("one", to);
	assert_int_equal(unlink(to), 0);
	assert_false(rings(watch));
	assert_null(file_watch_close(watch));
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(file_watch_open(folder, names, &watch), -ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(only_these_files_ring) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

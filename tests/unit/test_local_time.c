/* SPDX-License-Identifier: MIT */
/* Tests of local dates: where the day differs from UTC's, around changes of the clock, and zones that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "platform/local_time.h"

/* `wall` in seconds; `expected` as "2026-11-08 23:30". */
static void
is_local(int64_t wall, const char *expected)
{
	int minutes;
	char text[32];
	const struct date date = local_date(wall * 1000, &minutes);
	(void)snprintf(text, sizeof(text), "%04d-%02d-%02d %02d:%02d", (int)date.year, (int)date.month,
		(int)date.day, minutes / 60, minutes % 60);
	assert_string_equal(text, expected);
}

/* Of a year that is over: provinces do change their clocks by law, and a newer tzdata knows. */
static void
the_day_is_that_of_the_place(void **state)
{
	(void)state;
	assert_int_equal(local_time_use("America/Toronto"), 0);
	is_local(1573273800, "2019-11-08 23:30"); /* 2019-11-09T04:30:00Z */
	is_local(1573275599, "2019-11-08 23:59");
	is_local(1573275600, "2019-11-09 00:00");
	is_local(1562904000, "2019-07-12 00:00"); /* in summer it is an hour less */
	is_local(-1, "1969-12-31 18:59");
	assert_int_equal(local_time_use("America/St_Johns"), 0);
	is_local(1573273800, "2019-11-09 01:00");
	assert_int_equal(local_time_use("America/Vancouver"), 0);
	is_local(1573275600, "2019-11-08 21:00");
	assert_int_equal(local_time_use("UTC"), 0);
	is_local(1573273800, "2019-11-09 04:30");
}

/* 2019-03-10 had no half past two, and 2019-11-03 had half past one twice. */
static void
the_clock_changes_twice_a_year(void **state)
{
	(void)state;
	assert_int_equal(local_time_use("America/Toronto"), 0);
	is_local(1552201199, "2019-03-10 01:59");
	is_local(1552201200, "2019-03-10 03:00");
	is_local(1572759000, "2019-11-03 01:30");
	is_local(1572762600, "2019-11-03 01:30");
}

/* A time before 1970 with a part of a second belongs to the second before it. */
static void
parts_of_a_second_are_rounded_down(void **state)
{
	(void)state;
	int minutes;
	assert_int_equal(local_time_use("UTC"), 0);
	const struct date date = local_date(-1, &minutes);
	assert_int_equal(date.year, 1969);
	assert_int_equal(minutes, 23 * 60 + 59);
}

static void
other_names_are_no_zones(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "Mars/Olympus", "America", "America/", "/etc/localtime",
		"../zoneinfo/UTC", "America/../UTC", "America//Toronto", "zone.tab", "tzdata.zi",
		"right/UTC", "UTC0", "EST5EDT,M3.2.0,M11.1.0", ":UTC", "America/Toronto\n", "Améri",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	assert_int_equal(local_time_use("America/Toronto"), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (local_time_use(bad[i]) != -ENOENT) {
			fail_msg("taken for a zone: %s", bad[i]);
		}
	}
	is_local(1573273800, "2019-11-08 23:30"); /* and the zone stays */
}

/* What has the right name and is something else. */
static void
a_file_that_is_no_zone_is_refused(void **state)
{
	(void)state;
	char folder[] = "/tmp/guichet-zone-XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	assert_int_equal(setenv("TZDIR", folder, 1), 0);
	(void)snprintf(path, sizeof(path), "%s/Here", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(local_time_use("Here"), -ENOENT);
	assert_int_equal(unlink(path), 0);
	static const char *const contents[] = { "", "TZi", "This is no zone." };
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		FILE *file = fopen(path, "we");
		assert_non_null(file);
		assert_true(fputs(contents[i], file) >= 0);
		assert_int_equal(fclose(file), 0);
		assert_int_equal(local_time_use("Here"), -ENOENT);
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(unsetenv("TZDIR"), 0);
}

static void
now_is_the_system_s_time(void **state)
{
	(void)state;
	const time_t before = time(NULL);
	const ms_t now = local_time_now();
	assert_true(now / 1000 >= (ms_t)before - 1 && now / 1000 <= (ms_t)time(NULL) + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_day_is_that_of_the_place),
		cmocka_unit_test(the_clock_changes_twice_a_year),
		cmocka_unit_test(parts_of_a_second_are_rounded_down),
		cmocka_unit_test(other_names_are_no_zones),
		cmocka_unit_test(a_file_that_is_no_zone_is_refused),
		cmocka_unit_test(now_is_the_system_s_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of what is read from the department's notice of an update, and of which version is newer. */
#include "device/update_notice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NOTICE(version, file, size, sha) \
	"guichet-update 1\nversion " version "\nfile " file "\nsize " size "\nsha256 " sha "\n"

static void
a_notice_is_read(void **state)
{
	struct update_notice notice;
	(void)state;
	assert_true(update_notice_read(
		STR(NOTICE("0.1.0-20261201.020000", "guichet_a~b+c.raucb", "268435456", SHA)), &notice));
	assert_string_equal(notice.version, "0.1.0-20261201.020000");
	assert_string_equal(notice.file, "guichet_a~b+c.raucb");
	assert_int_equal(notice.size, UPDATE_SIZE_MAX);
	assert_string_equal(notice.sha256, SHA);
}

static void
what_is_not_exactly_a_notice_is_none(void **state)
{
	static const char *const wrong[] = {
		"",
		"\n",
		"<!DOCTYPE html>\n",
		"guichet-update 1\n",
		"guichet-update 2\nversion 1\nfile a.raucb\nsize 1\nsha256 " SHA "\n",
		"guichet-update 1\nfile a.raucb\nversion 1\nsize 1\nsha256 " SHA "\n",
		"guichet-update 1\r\nversion 1\r\nfile a.raucb\r\nsize 1\r\nsha256 " SHA "\r\n",
		NOTICE("1", "a.raucb", "1", SHA) "\n",
		NOTICE("1", "a.raucb", "1", SHA) "note x\n",
		NOTICE("", "a.raucb", "1", SHA),
		NOTICE("v1", "a.raucb", "1", SHA),
		NOTICE("1/2", "a.raucb", "1", SHA),
		NOTICE("1 2", "a.raucb", "1", SHA),
		NOTICE("1\xc3\xa9", "a.raucb", "1", SHA),
		NOTICE("1234567890123456789012345678901234567890123456789012345678901234", "a.raucb", "1",
			SHA),
		NOTICE("1", "../a.raucb", "1", SHA),
		NOTICE("1", ".a.raucb", "1", SHA),
		NOTICE("1", ".raucb", "1", SHA),
		NOTICE("1", "a.img", "1", SHA),
		NOTICE("1", "a%2e.raucb", "1", SHA),
		NOTICE("1", "a.raucb?x", "1", SHA),
		NOTICE("1", "a.raucb", "", SHA),
		NOTICE("1", "a.raucb", "0", SHA),
		NOTICE("1", "a.raucb", "01", SHA),
		NOTICE("1", "a.raucb", "-1", SHA),
		NOTICE("1", "a.raucb", "1k", SHA),
		NOTICE("1", "a.raucb", "268435457", SHA),
		NOTICE("1", "a.raucb", "18446744073709551617", SHA),
		NOTICE("1", "a.raucb", "1", ""),
		NOTICE("1", "a.raucb", "1", "0" SHA),
		NOTICE("1", "a.raucb", "1",
			"G123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
		NOTICE("1", "a.raucb", "1",
			"A123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
	};
	struct update_notice notice = { .version = "as it was" };
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (update_notice_read(str_of(wrong[i]), &notice)) {
			fail_msg("taken: %s", wrong[i]);
		}
	}
	const struct str whole = STR(NOTICE("1", "a.raucb", "1", SHA));
	for (size_t n = 0; n < whole.n; n++) {
		assert_false(update_notice_read(str_sub(whole, 0, n), &notice));
	}
	assert_false(
		update_notice_read((struct str){ "guichet-update 1\nversion 1\0\n", 28 }, &notice));
	assert_string_equal(notice.version, "as it was");
}

static const char *const ascending[] = { "0.0.9", "0.1.0~rc1", "0.1.0", "0.1.0a", "0.1.0b",
	"0.1.0+1", "0.1.0-20261130.235959", "0.1.0-20261201.020000", "0.1.0-20261201.020001", "0.1.1",
	"0.2.0", "0.9.0-20270101.000000", "0.10.0-20250101.000000", "1.0.0-test", "1.0.0-test2",
	"2.0.0-test", "10", "10.0", "99999999999999999999999", "100000000000000000000000" };
enum { N_ASCENDING = sizeof(ascending) / sizeof(ascending[0]) };

static void
a_newer_version_is_known(void **state)
{
	(void)state;
	for (int a = 0; a < N_ASCENDING; a++) {
		assert_true(update_version_is_good(str_of(ascending[a])));
		for (int b = 0; b < N_ASCENDING; b++) {
			const int r = update_version_compare(ascending[a], ascending[b]);
			if ((r > 0) != (a > b) || (r < 0) != (a < b)) {
				fail_msg("%s and %s: %d", ascending[a], ascending[b], r);
			}
		}
	}
	assert_int_equal(update_version_compare("1.01", "1.1"), 0);
}

/* update-check, boot-slots and the installing of an update go by it. */
static void
the_order_is_that_of_sort(void **state)
{
	char path[] = "/tmp/guichet-versions-XXXXXX", command[128];
	const int fd = mkstemp(path);
	(void)state;
	assert_true(fd >= 0);
	for (int i = 0; i < N_ASCENDING; i++) {
		assert_int_equal(dprintf(fd, "%s\n", ascending[i]), (int)strlen(ascending[i]) + 1);
	}
	(void)snprintf(command, sizeof(command), "LC_ALL=C sort -V -c %s", path);
	assert_int_equal(system(command), 0);
	close(fd);
	assert_int_equal(unlink(path), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_read),
		cmocka_unit_test(what_is_not_exactly_a_notice_is_none),
		cmocka_unit_test(a_newer_version_is_known),
		cmocka_unit_test(the_order_is_that_of_sort),
	};
	return cmocka_run_group_tests_name("update notice", tests, NULL, NULL);
}

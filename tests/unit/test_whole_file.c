/* SPDX-License-Identifier: MIT */
/* Tests that small files are replaced and read as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/whole_file.h"

static void
must_hold(const char *path, const char *wanted)
{
	char *bytes = NULL;
	size_t n = 0;
	assert_int_equal(whole_file_read(path, 64, &bytes, &n), 0);
	assert_true(str_eq((struct str){ bytes, n }, str_of(wanted)));
	free(bytes);
}

static void
a_file_is_replaced_as_a_whole(void **state)
{
	(void)state;
	char folder[] = "/tmp/guichet-whole.XXXXXX", path[64], beside[72];
	const struct whole_file_owner nobody = { 65534, 65534 };
	struct stat info;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/file", folder);
	(void)snprintf(beside, sizeof(beside), "%s.new", path);
	(void)umask(077);
	assert_int_equal(whole_file_write(path, 0644, WHOLE_FILE_OWNER_NONE, STR("first")), 0);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0644);
	assert_int_equal(symlink(path, beside), 0); /* what was cut short, or laid there */
	assert_int_equal(whole_file_write(path, 0600, WHOLE_FILE_OWNER_NONE, STR("second")), 0);
	must_hold(path, "second");
	assert_int_equal(lstat(path, &info), 0);
	assert_int_equal(info.st_mode, S_IFREG | 0600);
	if (getuid() == 0) {
		assert_int_equal(whole_file_write(path, 0600, nobody, STR("third")), 0);
		assert_int_equal(stat(path, &info), 0);
		assert_int_equal(info.st_uid, 65534);
		assert_int_equal(info.st_gid, 65534);
	}
	assert_int_equal(
		whole_file_write("/nowhere/file", 0644, WHOLE_FILE_OWNER_NONE, STR("x")), -ENOENT);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0); /* nothing else was left there */
}

static void
a_file_is_never_cut(void **state)
{
	(void)state;
	char folder[] = "/tmp/guichet-whole.XXXXXX", path[64], *bytes = NULL;
	size_t n = 0;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/file", folder);
	assert_int_equal(whole_file_read(path, 8, &bytes, &n), -ENOENT);
	assert_int_equal(whole_file_write(path, 0644, WHOLE_FILE_OWNER_NONE, STR("12345678")), 0);
	assert_int_equal(whole_file_read(path, 7, &bytes, &n), -EFBIG);
	assert_int_equal(whole_file_read(path, 8, &bytes, &n), 0);
	assert_int_equal(n, 8);
	free(bytes);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_replaced_as_a_whole),
		cmocka_unit_test(a_file_is_never_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

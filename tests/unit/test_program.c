/* SPDX-License-Identifier: MIT */
/* Other programs that are run, and files that are written as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/program.h"

static void
output_and_status_are_kept(void **state)
{
	(void)state;
	const char *const argv[] = { "/bin/sh", "-c", "echo said; echo told >&2; exit 7", NULL };
	struct program_result result;
	char output[64];
	assert_int_equal(program_run(argv, STR_NONE, 5000, output, sizeof(output), &result), 0);
	assert_int_equal(result.status, 7);
	assert_int_equal(result.n, 10);
	assert_memory_equal(output, "said\ntold\n", 10);
	assert_int_equal(program_run(argv, STR_NONE, 5000, output, 3, &result), 0);
	assert_int_equal(result.n, 3);
	assert_int_equal(result.status, 7); /* the rest is dropped, not waited for */
}

static void
what_lasts_too_long_is_killed_with_its_children(void **state)
{
	(void)state;
	const char *const argv[] = { "/bin/sh", "-c", "sleep 100 & sleep 100", NULL };
	struct program_result result;
	char output[64];
	assert_int_equal(program_run(argv, STR_NONE, 300, output, sizeof(output), &result), 0);
	assert_true(result.timed_out);
	assert_int_equal(result.status, -1);
}

static void
closed_output_is_no_end(void **state)
{
	(void)state;
	const char *const lasting[] = { "/bin/sh", "-c", "exec >&- 2>&-; sleep 100", NULL };
	const char *const ending[] = { "/bin/sh", "-c", "exec >&- 2>&-; sleep 0.1; exit 3", NULL };
	struct program_result result;
	char output[64];
	assert_int_equal(program_run(lasting, STR_NONE, 300, output, sizeof(output), &result), 0);
	assert_true(result.timed_out);
	assert_int_equal(result.status, -1);
	assert_int_equal(program_run(ending, STR_NONE, 5000, output, sizeof(output), &result), 0);
	assert_false(result.timed_out);
	assert_int_equal(result.status, 3);
}

static void
no_program_is_told(void **state)
{
	(void)state;
	const char *const argv[] = { "/nowhere/program", NULL };
	struct program_result result;
	char output[8];
	assert_int_equal(program_run(argv, STR_NONE, 300, output, sizeof(output), &result), -ENOENT);
}

static void
it_sees_a_clean_world(void **state)
{
	(void)state;
	const char *const argv[] = { "/bin/sh", "-c",
		"env | cut -d = -f 1 | sort | tr '\\n' ' '; ls /proc/self/fd | wc -l; cat", NULL };
	struct program_result result;
	char output[256];
	assert_int_equal(setenv("GUICHET_SECRET", "1", 1), 0);
	assert_int_equal(program_run(argv, STR_NONE, 5000, output, sizeof(output) - 1, &result), 0);
	output[result.n] = '\0';
	assert_null(strstr(output, "GUICHET_SECRET"));
	assert_non_null(strstr(output, "LANG PATH"));
}

static void
it_reads_its_input(void **state)
{
	(void)state;
	const char *const argv[] = { "/bin/cat", NULL };
	static char much[PROGRAM_INPUT_MAX + 1];
	struct program_result result;
	char output[64];
	assert_int_equal(program_run(argv, STR("a code"), 5000, output, sizeof(output), &result), 0);
	assert_int_equal(result.n, 6);
	assert_memory_equal(output, "a code", 6);
	assert_int_equal(program_run(argv, (struct str){ much, sizeof(much) }, 5000, output,
						 sizeof(output), &result),
		-E2BIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_status_are_kept),
		cmocka_unit_test(what_lasts_too_long_is_killed_with_its_children),
		cmocka_unit_test(closed_output_is_no_end),
		cmocka_unit_test(no_program_is_told),
		cmocka_unit_test(it_sees_a_clean_world),
		cmocka_unit_test(it_reads_its_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

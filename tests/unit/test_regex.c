/* SPDX-License-Identifier: MIT */
/* Expressions behave as in ECMAScript, and none can hold the kiosk up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platform/regex.h"

static int
set_up(void **state)
{
	struct regex *regex;
	if (regex_open(&regex) != 0) {
		return -1;
	}
	*state = regex;
	return 0;
}

static int
tear_down(void **state)
{
	return regex_close(*state) == NULL ? 0 : -1;
}

static bool
matches(void **state, const char *pattern, const char *subject)
{
	const struct matcher matcher = regex_matcher(*state);
	return matcher.matches(matcher.context, str_of(pattern), str_of(subject));
}

static void
searches_anywhere(void **state)
{
	assert_true(matches(state, "b+", "abbc"));
	assert_false(matches(state, "^b", "abbc"));
	assert_true(matches(state, "", "") == false);
}

static void
dollar_is_the_very_end(void **state)
{
	assert_true(matches(state, "^a$", "a"));
	assert_false(matches(state, "^a$", "a\n"));
}

static void
digits_are_ascii_and_characters_whole(void **state)
{
	assert_true(matches(state, "^\\d$", "3"));
	assert_false(matches(state, "^\\d$", "٣"));
	assert_true(matches(state, "^.$", "é"));
	assert_true(matches(state, "^\\u00e9$", "é"));
	assert_true(matches(state, "\\p{L}", "ᐊ"));
	assert_false(matches(state, "[]", "a"));
}

static void
invalid_matches_nothing_and_says_why(void **state)
{
	const char *reason = NULL;
	assert_false(matches(state, "(a", "(a"));
	assert_false(regex_is_valid(*state, STR("(a"), &reason));
	assert_non_null(strstr(reason, "byte 2"));
	assert_true(regex_is_valid(*state, STR("(a)"), &reason));
}

/* Each "a" doubles the ways: without limits this runs for hours. */
static void
explosion_ends(void **state)
{
	assert_false(matches(
		state, "^(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
	assert_false(matches(
		state, "^(([a-z])+.)+[A-Z]([a-z])+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

static void
compiled_expressions_are_told_apart(void **state)
{
	for (int round = 0; round < 2; round++) {
		assert_true(matches(state, "^ab?$", "a"));
		assert_false(matches(state, "^ab$", "a"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(searches_anywhere, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dollar_is_the_very_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(digits_are_ascii_and_characters_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(invalid_matches_nothing_and_says_why, set_up, tear_down),
		cmocka_unit_test_setup_teardown(explosion_ends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(compiled_expressions_are_told_apart, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

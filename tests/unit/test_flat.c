/* SPDX-License-Identifier: MIT */
/* Flat JSON objects: which there are, and what is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/flat.h"

static void
objects_as_stringify_writes_them(void **state)
{
	static const char *const objects[] = { "{}", "{\"a\":1}", "{\"a\":0,\"b\":\"\"}",
		"{\"\":\"x\"}", "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}", "{\"é\":\"à Iqaluit\"}",
		"{\"a\":1234567890}", "{\"a\":\"{\\\"b\\\":1}\"}" };
	static const char *const others[] = { "", "{", "}", "{}{}", "{{}", "[]", "1", "{a:1}",
		"{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\":01}", "{\"a\":12345678901}",
		"{\"a\":-1}", "{\"a\":1.5}", "{\"a\":null}", "{\"a\":[1]}", "{\"a\":{}}", "{ \"a\":1}",
		"{\"a\": 1}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\\"}",
		"{\"a\":\"\\u12", "{\"a\":\"\xC3\"}", "{\"a\":1}}", "{\"a\":1 }" };
	(void)state;
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		if (!flat_is_object(str_of(objects[i]))) {
			fail_msg("refused: %s", objects[i]);
		}
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (flat_is_object(str_of(others[i]))) {
			fail_msg("taken: %s", others[i]);
		}
	}
}

static void
assert_member(const char *json, const char *key, enum flat_kind kind, const char *text)
{
	assert_true(flat_is_object(str_of(json)));
	const struct flat_value value = flat_find(str_of(json), str_of(key));
	assert_int_equal(value.kind, kind);
	assert_true(str_eq(value.text, str_of(text)));
}

static void
members_are_found_by_name(void **state)
{
	(void)state;
	const char *json = "{\"YYYY\":2024,\"MM\":\"2\",\"DD\":\"\",\"say\":\"\\\"DD\\\":7\",\"MM\":3}";
	assert_member(json, "YYYY", FLAT_NUMBER, "2024");
	assert_member(json, "DD", FLAT_STRING, "");
	assert_member(json, "say", FLAT_STRING, "\\\"DD\\\":7");
	/* of two the last, as JavaScript has it */
	assert_member(json, "MM", FLAT_NUMBER, "3");
	assert_member(json, "M", FLAT_ABSENT, "");
	assert_member("{}", "YYYY", FLAT_ABSENT, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_as_stringify_writes_them),
		cmocka_unit_test(members_are_found_by_name),
	};
	return cmocka_run_group_tests_name("flat", tests, NULL, NULL);
}

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

static void
assert_unescaped(const char *escaped, const char *text)
{
	char buffer[64];
	struct text out;
	text_init(&out, buffer, sizeof(buffer));
	flat_unescape(str_of(escaped), &out);
	assert_false(out.full);
	if (!str_eq(text_str(&out), str_of(text))) {
		fail_msg("%s gave \"%.*s\"", escaped, (int)out.n, out.p);
	}
}

static void
escapes_are_undone(void **state)
{
	(void)state;
	assert_unescaped("", "");
	assert_unescaped("8, rue de l’Érable", "8, rue de l’Érable");
	assert_unescaped("8 \\\"Old\\\" St", "8 \"Old\" St");
	assert_unescaped("\\\\\\/\\b\\f\\n\\r\\t", "\\/\b\f\n\r\t");
	assert_unescaped("a\\\\nb", "a\\nb");
	assert_unescaped("\\u0041\\u00e9\\u00C9\\u20ac\\uFFfd", "AéÉ€\uFFFD");
	assert_unescaped("\\u007f\\u0080\\u07ff\\u0800\\ud7ff\\ue000\\uffff",
		"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf");
	assert_unescaped("\\u00411", "A1");
}

static void
surrogates_go_in_pairs(void **state)
{
	(void)state;
	assert_unescaped("\\ud83d\\ude00!", "😀!");
	assert_unescaped("\\uD800\\uDC00\\uDBFF\\uDFFF", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
	/* half a pair, in each place */
	assert_unescaped("\\ud83d", "\uFFFD");
	assert_unescaped("\\ude00", "\uFFFD");
	assert_unescaped("\\ud83dx", "\uFFFDx");
	assert_unescaped("\\ud83d\\n", "\uFFFD\n");
	assert_unescaped("\\ud83d\\u0041", "\uFFFDA");
	assert_unescaped("\\ud83d\\ue000", "\uFFFD\xee\x80\x80");
	assert_unescaped("\\ude00\\ud83d", "\uFFFD\uFFFD");
	assert_unescaped("\\ude00\\ude01", "\uFFFD\uFFFD");
	assert_unescaped("\\ud83dxyde00", "\uFFFDxyde00");
	assert_unescaped("\\ud83d\\ud83d\\ude00", "\uFFFD😀");
	assert_unescaped("\\udbff\\udfff\\udfff", "\xf4\x8f\xbf\xbf\uFFFD");
}

/* Every character but U+FFFD, which text_json() writes for what is none. */
static void
what_is_escaped_comes_back(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		char bytes[4], json[16], buffer[16];
		struct text escaped, out;
		if (c >= 0xD800 && c <= 0xDFFF) {
			continue;
		}
		const struct str character = { bytes, utf8_put(bytes, c) };
		text_init(&escaped, json, sizeof(json));
		text_json(&escaped, character);
		text_init(&out, buffer, sizeof(buffer));
		flat_unescape(str_sub(text_str(&escaped), 1, escaped.n - 1), &out);
		if (!str_eq(text_str(&out), character)) {
			fail_msg("U+%04X", (unsigned)c);
		}
	}
}

static void
what_does_not_fit_is_known(void **state)
{
	(void)state;
	char buffer[3];
	struct text out;
	text_init(&out, buffer, sizeof(buffer));
	flat_unescape(STR("a\\ud83d\\ude00"), &out);
	assert_true(out.full);
	assert_int_equal(out.n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_as_stringify_writes_them),
		cmocka_unit_test(members_are_found_by_name),
		cmocka_unit_test(escapes_are_undone),
		cmocka_unit_test(surrogates_go_in_pairs),
		cmocka_unit_test(what_is_escaped_comes_back),
		cmocka_unit_test(what_does_not_fit_is_known),
	};
	return cmocka_run_group_tests_name("flat", tests, NULL, NULL);
}

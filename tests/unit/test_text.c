/* SPDX-License-Identifier: MIT */
/* Text in a fixed buffer: numbers, JSON strings, and being full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"

static void
json_is(struct str s, const char *expected)
{
	char buffer[256];
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	text_json(&text, s);
	assert_false(text.full);
	buffer[text.n] = '\0';
	assert_string_equal(buffer, expected);
}

static void
escapes_json(void **state)
{
	(void)state;
	json_is(STR_NONE, "\"\"");
	json_is(STR("a\"b\\c"), "\"a\\\"b\\\\c\"");
	json_is(STR("a/b"), "\"a/b\"");
	json_is(STR("one\ntwo\r\t"), "\"one\\ntwo\\u000d\\u0009\"");
	json_is(STR("\x01\x1F\x7F"), "\"\\u0001\\u001f\x7F\"");
	json_is((struct str){ "a\0b", 3 }, "\"a\\u0000b\"");
	json_is(STR("Ève, « œ », ᐊ, 😀, ’, \u00A0"), "\"Ève, « œ », ᐊ, 😀, ’, \u00A0\"");
	/* A line separator is legal in JSON (RFC 8259), unlike in older scripts. */
	json_is(STR("\u2028"), "\"\u2028\"");
}

/* What is written is always UTF-8, whatever it was made of. */
static void
mends_malformed_bytes(void **state)
{
	(void)state;
	json_is(STR("a\x80z"), "\"a\uFFFDz\"");
	json_is(STR("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
	json_is(STR("\xC3"), "\"\uFFFD\"");
}

static void
number_is(int64_t value, const char *expected)
{
	char buffer[32];
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	text_int(&text, value);
	buffer[text.n] = '\0';
	assert_string_equal(buffer, expected);
}

static void
writes_numbers(void **state)
{
	char buffer[32];
	struct text text;
	(void)state;
	number_is(0, "0");
	number_is(7, "7");
	number_is(-10, "-10");
	number_is(INT64_MAX, "9223372036854775807");
	number_is(INT64_MIN, "-9223372036854775808");
	text_init(&text, buffer, sizeof(buffer));
	text_padded(&text, 9, 2);
	text_padded(&text, 2026, 4);
	text_padded(&text, 0, 3);
	text_padded(&text, UINT64_MAX, 20);
	assert_true(str_eq(text_str(&text), STR("09202600018446744073709551615")));
}

/* Whole or known to be cut: nothing is added behind a gap. */
static void
stays_full(void **state)
{
	char buffer[8];
	struct text text;
	(void)state;
	memset(buffer, '#', sizeof(buffer));
	text_init(&text, buffer, 4);
	text_add(&text, STR("abcd"));
	assert_false(text.full);
	text_add(&text, STR_NONE);
	assert_false(text.full);
	text_char(&text, 'e');
	assert_true(text.full);
	assert_true(str_eq(text_str(&text), STR("abcd")));
	text_init(&text, buffer, 4);
	text_add(&text, STR("ab"));
	text_add(&text, STR("long"));
	text_add(&text, STR("c"));
	assert_true(text.full);
	assert_true(str_eq(text_str(&text), STR("ab")));
	/* A character is not cut in two. */
	text_init(&text, buffer, 3);
	text_add(&text, STR("ab"));
	text_char(&text, 0xE9);
	assert_true(text.full && text.n == 2);
	assert_memory_equal(buffer + 4, "####", 4);
	text_init(&text, buffer, 0);
	text_json(&text, STR("x"));
	assert_true(text.full && text.n == 0);
}

static void
gives_back_what_it_did_not_use(void **state)
{
	char memory[128];
	struct arena arena;
	struct text text;
	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	text_begin(&text, &arena, 100);
	text_add(&text, STR("abc"));
	assert_true(str_eq(text_end(&text, &arena), STR("abc")));
	assert_int_equal(arena.used, 3);
	assert_true(arena.peak >= 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_json),
		cmocka_unit_test(mends_malformed_bytes),
		cmocka_unit_test(writes_numbers),
		cmocka_unit_test(stays_full),
		cmocka_unit_test(gives_back_what_it_did_not_use),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

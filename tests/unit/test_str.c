/* SPDX-License-Identifier: MIT */
/* Views of UTF-8: decoding whatever the bytes are, trimming as ECMA-262 does, counting as GC Forms does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/str.h"

static void
compares(void **state)
{
	(void)state;
	assert_true(str_eq(STR("abc"), str_of("abc")));
	assert_false(str_eq(STR("abc"), STR("abd")));
	assert_false(str_eq(STR("abc"), STR("ab")));
	assert_true(str_eq(STR_NONE, STR("")));
	assert_true(str_starts(STR("abc"), STR("ab")) && str_starts(STR("abc"), STR_NONE));
	assert_false(str_starts(STR("ab"), STR("abc")));
	assert_true(str_ends(STR("abc"), STR("bc")) && str_ends(STR("abc"), STR("abc")));
	assert_false(str_ends(STR("bc"), STR("abc")));
	assert_false(str_ends(STR("abc"), STR("ab")));
}

static void
finds(void **state)
{
	(void)state;
	const struct str s = STR("aabaab");
	assert_int_equal(str_find(s, STR("ab"), 0), 1);
	assert_int_equal(str_find(s, STR("ab"), 2), 4);
	assert_int_equal(str_find(s, STR("ab"), 5), s.n);
	assert_int_equal(str_find(s, STR("abc"), 0), s.n);
	assert_int_equal(str_find(s, STR("a"), 99), s.n);
	assert_int_equal(str_find(STR("ab"), STR("abc"), 0), 2);
}

static void
takes_parts(void **state)
{
	(void)state;
	assert_true(str_eq(str_sub(STR("abcd"), 1, 3), STR("bc")));
	assert_true(str_eq(str_sub(STR("abcd"), 2, 99), STR("cd")));
	assert_int_equal(str_sub(STR("abcd"), 3, 3).n, 0);
	assert_int_equal(str_sub(STR("abcd"), 3, 1).n, 0);
	assert_int_equal(str_sub(STR("abcd"), 9, 12).n, 0);
}

static void
decodes_every_code_point(void **state)
{
	(void)state;
	char bytes[4];
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		if (c >= 0xD800 && c <= 0xDFFF) {
			continue;
		}
		const struct str s = { bytes, utf8_put(bytes, c) };
		size_t at = 0;
		if (utf8_next(s, &at) != c || at != s.n || utf8_previous(s, s.n) != 0 || !utf8_valid(s)) {
			fail_msg("U+%04X", (unsigned)c);
		}
	}
}

/* Each row is no UTF-8 (RFC 3629): as many U+FFFD as bytes that do not belong to a well-formed character. */
static void
survives_malformed_bytes(void **state)
{
	static const struct {
		const char *bytes;
		size_t replaced, n;
	} rows[] = {
		{ "\x80", 1, 1 },             /* continuation alone */
		{ "\xC3", 1, 1 },             /* cut */
		{ "\xC3(", 1, 2 },            /* lead without continuation */
		{ "\xC0\xAF", 2, 2 },         /* overlong slash */
		{ "\xC1\xBF", 2, 2 },         /* overlong DEL */
		{ "\xE0\x80\xAF", 3, 3 },     /* overlong slash in three */
		{ "\xE0\x9F\xBF", 3, 3 },     /* largest overlong in three */
		{ "\xED\xA0\x80", 3, 3 },     /* surrogate D800 */
		{ "\xED\xBF\xBF", 3, 3 },     /* surrogate DFFF */
		{ "\xF0\x80\x80\xAF", 4, 4 }, /* overlong in four */
		{ "\xF0\x8F\xBF\xBF", 4, 4 }, /* largest overlong in four */
		{ "\xF4\x90\x80\x80", 4, 4 }, /* U+110000 */
		{ "\xF5\x80\x80\x80", 4, 4 }, /* no such lead */
		{ "\xFE\xFF", 2, 2 },         /* byte order mark of UTF-16 */
		{ "a\xE2\x82z", 2, 4 },       /* two of three bytes between letters */
		{ "\xF0\x9F\x98", 3, 3 },     /* three of four bytes at the end */
		{ "\xC3\xA9\x80\xC3\xA9", 1, 3 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct str s = str_of(rows[i].bytes);
		size_t replaced = 0, n = 0;
		for (size_t at = 0; at < s.n; n++) {
			const size_t before = at;
			replaced += utf8_next(s, &at) == 0xFFFD ? 1 : 0;
			assert_true(at > before && at <= s.n);
		}
		assert_int_equal(replaced, rows[i].replaced);
		assert_int_equal(n, rows[i].n);
		assert_int_equal(utf8_count(s), rows[i].n);
		assert_false(utf8_valid(s));
	}
}

/* Going back visits exactly the places that going forward did, well-formed or not. */
static void
goes_back_as_it_went(void **state)
{
	static const char *const texts[] = { "é€😀a", "ab", "\x80\x80\x80\x80\x80", "\xC3\xA9\x80\xC3",
		"\xE2\x82z\xF0\x9F\x98" };
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct str s = str_of(texts[i]);
		size_t places[16], n = 0;
		for (size_t at = 0; at < s.n; utf8_next(s, &at)) {
			places[n++] = at;
		}
		size_t at = s.n;
		while (n > 0) {
			at = utf8_previous(s, at);
			assert_int_equal(at, places[--n]);
		}
	}
}

static void
trims_as_ecmascript(void **state)
{
	/* WhiteSpace and LineTerminator of ECMA-262: category Zs, TAB, VT, FF, ZWNBSP, LF, CR, LS, PS. */
	static const uint32_t spaces[] = { 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0xA0, 0x1680, 0x2000,
		0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028,
		0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF };
	static const uint32_t others[] = { 0x00, 0x08, 0x0E, 0x1F, 0x21, 0x85, 0x180E, 0x200B, 0x200C,
		0x200D, 0x2060, 0x303F };
	char bytes[16];
	(void)state;
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		size_t n = utf8_put(bytes, spaces[i]);
		bytes[n++] = 'x';
		n += utf8_put(bytes + n, spaces[i]);
		assert_true(str_eq(str_trim((struct str){ bytes, n }), STR("x")));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const size_t n = utf8_put(bytes, others[i]);
		assert_int_equal(str_trim((struct str){ bytes, n }).n, n);
	}
	assert_true(str_eq(str_trim(STR(" \t a b \n ")), STR("a b")));
	assert_int_equal(str_trim(STR(" \r\n ")).n, 0);
	assert_int_equal(str_trim(STR_NONE).n, 0);
	assert_true(str_eq(str_trim(STR(" \x80 ")), STR("\x80")));
}

/* As "...".length in a browser: two for what lies outside the basic plane. */
static void
counts_utf16_units(void **state)
{
	(void)state;
	assert_int_equal(utf16_length(STR_NONE), 0);
	assert_int_equal(utf16_length(STR("abc")), 3);
	assert_int_equal(utf16_length(STR("Ève œ ᐊ")), 7);
	assert_int_equal(utf16_length(STR("\xEF\xBF\xBF")), 1);
	assert_int_equal(utf16_length(STR("\xF0\x90\x80\x80")), 2);
	assert_int_equal(utf16_length(STR("a😀b")), 4);
	assert_int_equal(utf8_count(STR("a😀b")), 3);
}

static void
makes_plain_what_steers(void **state)
{
	(void)state;
	char text[] = "a\x1B[2J\n\x7F\xC2\x9B\u202E\u2069\xC3 \u00E9\U0001F600\xE2\x80";
	str_make_plain(text);
	assert_string_equal(text, "a?[2J??????????? \u00E9\U0001F600??");
	assert_true(utf8_steers(0x85) && utf8_steers(0x2066));
	assert_false(utf8_steers(0xA0) || utf8_steers(0x2065) || utf8_steers(0x202F));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares),
		cmocka_unit_test(finds),
		cmocka_unit_test(takes_parts),
		cmocka_unit_test(decodes_every_code_point),
		cmocka_unit_test(survives_malformed_bytes),
		cmocka_unit_test(goes_back_as_it_went),
		cmocka_unit_test(trims_as_ecmascript),
		cmocka_unit_test(counts_utf16_units),
		cmocka_unit_test(makes_plain_what_steers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

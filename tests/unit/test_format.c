/* SPDX-License-Identifier: MIT */
/* Telephone numbers, postal codes and dates of Canada. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/format.h"

static void
assert_shown(void (*format)(struct str, struct text *), const char *typed, const char *shown)
{
	char buffer[120];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	format(str_of(typed), &text);
	assert_int_equal(text.n, strlen(shown));
	assert_memory_equal(text.p, shown, text.n);
}

static void
phones_are_read_however_typed(void **state)
{
	(void)state;
	static const char *const good[] = { "6135550199", "613 555 0199", "613-555-0199",
		"(613) 555-0199", "613.555.0199", "+1 613 555 0199", "1-613-555-0199", "+1(613)555-0199",
		"613\u00A0555\u00A00199", "613\u2011555\u20110199", " 613/555-0199 ", "613-555-0199x12",
		"613-555-0199 X 12", "613-555-0199 poste 12", "613-555-0199, poste 12",
		"613 555 0199 ext. 3", "613 555 0199 Extension 123456", "6135550199 #4" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		char digits[10];
		if (!parse_phone(str_of(good[i]), digits)) {
			fail_msg("refused: %s", good[i]);
		}
		assert_memory_equal(digits, "6135550199", 10);
	}
}

static void
phones_follow_the_numbering_plan(void **state)
{
	(void)state;
	static const char *const good[] = { "819 953 0000", "800 622 6232", "867 979 5555" };
	static const char *const bad[] = { "613 155 0000", "613 911 0000", "411 411 1234",
		"123 555 1234", "", "613 555 019", "613 555 01990", "690 555 1234", "033 1 23 45 67 89",
		"+33 1 23 45 67 89", "613-555-0199 x", "613-555-0199 x1234567", "613-555-0199 home",
		"phone 613-555-0199", "613+5550199", "11 613 555 0199" };
	char digits[10];
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(parse_phone(str_of(good[i]), digits));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(digits, '?', sizeof(digits));
		if (parse_phone(str_of(bad[i]), digits)) {
			fail_msg("accepted: %s", bad[i]);
		}
		assert_memory_equal(digits, "??????????", 10);
	}
}

static void
phones_are_shown_with_hyphens(void **state)
{
	(void)state;
	assert_shown(format_phone, "(613) 5550199", "613-555-0199");
	assert_shown(format_phone, "+1 613 555 0199 poste 12", "613-555-0199 poste 12");
	assert_shown(format_phone, "6135550199, ext. 3", "613-555-0199, ext. 3");
	assert_shown(format_phone, "613 911 0000", "613 911 0000");
	assert_shown(format_phone, "", "");
}

static void
postal_codes(void **state)
{
	(void)state;
	static const char *const good[] = { "K1A 0B1", "H0H 0H0", "X0A 0H0", "V6B4Y8", "K1A 0Z1",
		"k1a-0b1", " k1a\u00A00b1 " };
	static const char *const bad[] = { "W1A 0B1", "Z1A 0B1", "D1A 0B1", "K1F 0B1", "K1A 0I1",
		"A1O 1A1", "", "K1A 0B", "K1A 0B12", "KIA 0B1", "1K1 A0B", "é1A 0B1", "12345", "K1A.0B1" };
	char code[6];
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!parse_postal(str_of(good[i]), code)) {
			fail_msg("refused: %s", good[i]);
		}
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (parse_postal(str_of(bad[i]), code)) {
			fail_msg("accepted: %s", bad[i]);
		}
	}
	assert_shown(format_postal, "k1a-0b1", "K1A 0B1");
	assert_shown(format_postal, "12345", "12345");
}

static void
assert_date(enum lang lang, struct date date, const char *shown)
{
	char buffer[60];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	format_date(lang, date, &text);
	assert_int_equal(text.n, strlen(shown));
	assert_memory_equal(text.p, shown, text.n);
}

static void
long_dates_of_both_languages(void **state)
{
	(void)state;
	assert_date(LANG_EN, (struct date){ 2026, 11, 9 }, "November 9, 2026");
	assert_date(LANG_FR, (struct date){ 2026, 11, 9 }, "9\u00A0novembre 2026");
	assert_date(LANG_FR, (struct date){ 2026, 11, 1 }, "1er\u00A0novembre 2026");
	assert_date(LANG_FR, (struct date){ 2026, 8, 31 }, "31\u00A0août 2026");
}

static void
days_of_the_week_stand_before_dates(void **state)
{
	(void)state;
	const struct {
		enum lang lang;
		int32_t weekday;
		struct date date;
		const char *text;
	} cases[] = {
		{ LANG_EN, 4, { 2026, 11, 26 }, "Thursday, November 26, 2026" },
		{ LANG_FR, 4, { 2026, 11, 26 }, "jeudi 26\u00a0novembre 2026" },
		{ LANG_FR, 2, { 2026, 12, 1 }, "mardi 1er\u00a0décembre 2026" },
		{ LANG_EN, 0, { 2027, 8, 1 }, "Sunday, August 1, 2027" },
		{ LANG_FR, 6, { 2027, 8, 7 }, "samedi 7\u00a0août 2027" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char buffer[64];
		struct text text;
		text_init(&text, buffer, sizeof(buffer));
		format_weekday_date(cases[i].lang, cases[i].weekday, cases[i].date, &text);
		assert_true(str_eq(text_str(&text), str_of(cases[i].text)));
	}
}

/* NULL: refused, and nothing is written. */
static void
assert_written(bool is_good, const struct text *out, const char *json, const char *expected)
{
	if (is_good != (expected != NULL) ||
		!str_eq(text_str(out), str_of(expected != NULL ? expected : ""))) {
		fail_msg("%s gave \"%.*s\"", json, (int)out->n, out->p);
	}
}

static void
dates_of_answers(void **state)
{
	(void)state;
	static const struct {
		const char *json, *english, *french;
	} cases[] = {
		{ "{\"YYYY\":2026,\"MM\":11,\"DD\":9}", "November 9, 2026", "9\u00a0novembre 2026" },
		{ "{\"DD\":1,\"MM\":8,\"YYYY\":1900}", "August 1, 1900", "1er\u00a0août 1900" },
		{ "{\"YYYY\":2028,\"MM\":2,\"DD\":29}", "February 29, 2028", "29\u00a0février 2028" },
		{ "{\"YYYY\":2027,\"MM\":2,\"DD\":29}", NULL, NULL },
		{ "{\"YYYY\":2026,\"MM\":13,\"DD\":1}", NULL, NULL },
		{ "{\"YYYY\":2026,\"MM\":11}", NULL, NULL },
		{ "{\"YYYY\":2026,\"MM\":\"11\",\"DD\":9}", NULL, NULL },
		{ "{\"YYYY\":202611,\"MM\":11,\"DD\":9}", NULL, NULL },
		{ "{\"YYYY\":2026,\"MM\":11,\"DD\":9", NULL, NULL },
		{ "{}", NULL, NULL },
		{ "2026-11-09", NULL, NULL },
		{ "", NULL, NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct str json = str_of(cases[i].json);
		char buffer[64];
		struct text out;
		text_init(&out, buffer, sizeof(buffer));
		assert_written(format_date_json(LANG_EN, json, &out), &out, json.p, cases[i].english);
		text_init(&out, buffer, sizeof(buffer));
		assert_written(format_date_json(LANG_FR, json, &out), &out, json.p, cases[i].french);
	}
}

static void
addresses_of_answers(void **state)
{
	(void)state;
	static const struct {
		const char *json, *text;
	} cases[] = {
		{ "{\"streetAddress\":\"8 Main St\",\"city\":\"Ottawa\",\"province\":\"ON\",\"postalCode\":\"k1a0b1\","
		  "\"country\":\"Canada\"}",
			"8 Main St\nOttawa ON  K1A\u00a00B1\nCanada" },
		/* in another order, the code as it should be, no country */
		{ "{\"postalCode\":\"J8X 1A1\",\"province\":\"QC\",\"city\":\"Gatineau\",\"streetAddress\":\"12, rue de l’Érable\"}",
			"12, rue de l’Érable\nGatineau QC  J8X\u00a01A1" },
		/* quotation marks and other escapes of each part */
		{ "{\"streetAddress\":\"8 \\\"Old\\\" St\\u002e\",\"city\":\"Montr\\u00e9al\",\"province\":\"\\u0051C\","
		  "\"postalCode\":\"\\\\H2X\",\"country\":\"\\ud83c\\udde8\"}",
			"8 \"Old\" St.\nMontréal QC  \\H2X\n\U0001F1E8" },
		/* no Canadian code: as it was typed */
		{ "{\"streetAddress\":\"1 A St\",\"city\":\"Buffalo\",\"province\":\"NY\",\"postalCode\":\"14201\",\"country\":\"USA\"}",
			"1 A St\nBuffalo NY  14201\nUSA" },
		/* blank parts leave nothing behind */
		{ "{\"streetAddress\":\"  \",\"city\":\"Ottawa\",\"province\":\"\",\"postalCode\":\"K1A 0B1\",\"country\":\"\"}",
			"Ottawa  K1A\u00a00B1" },
		{ "{\"streetAddress\":\"8 Main St\",\"city\":\"\",\"province\":\"ON\",\"postalCode\":\" \",\"country\":\"Canada\"}",
			"8 Main St\nON\nCanada" },
		{ "{\"postalCode\":\"K1A 0B1\"}", "K1A\u00a00B1" },
		{ "{\"streetAddress\":\"8 Main St\",\"country\":\" Canada \"}", "8 Main St\nCanada" },
		{ "{\"city\":\"Ottawa\",\"province\":\"ON\"}", "Ottawa ON" },
		{ "{\"streetAddress\":\" \",\"city\":\"\",\"province\":\"\",\"postalCode\":\"\",\"country\":\"\"}",
			NULL },
		{ "{\"YYYY\":2026}", NULL },
		{ "{}", NULL },
		{ "{\"city\":\"Ottawa\"", NULL },
		{ "8 Main St", NULL },
		{ "", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char buffer[256];
		struct text out;
		text_init(&out, buffer, sizeof(buffer));
		const bool is_good = format_address_json(str_of(cases[i].json), &out);
		assert_written(is_good, &out, cases[i].json, cases[i].text);
	}
}

static void
stars_of_answers(void **state)
{
	(void)state;
	static const struct {
		const char *json, *text;
	} cases[] = {
		{ "{\"value\":3,\"numberOfStars\":5}", "3/5" },
		{ "{\"numberOfStars\":10,\"value\":10}", "10/10" },
		{ "{\"value\":0,\"numberOfStars\":5}", "0/5" },
		{ "{\"value\":3}", NULL },
		{ "{\"numberOfStars\":5}", NULL },
		{ "{\"value\":\"3\",\"numberOfStars\":5}", NULL },
		{ "{\"value\":3,\"numberOfStars\":\"5\"}", NULL },
		{ "{\"value\":3,\"numberOfStars\":5", NULL },
		{ "{}", NULL },
		{ "3", NULL },
		{ "", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char buffer[32];
		struct text out;
		text_init(&out, buffer, sizeof(buffer));
		const bool is_good = format_stars_json(str_of(cases[i].json), &out);
		assert_written(is_good, &out, cases[i].json, cases[i].text);
	}
}

static void
only_days_of_the_calendar_are_real(void **state)
{
	(void)state;
	assert_true(date_is_real((struct date){ 2028, 2, 29 }));
	assert_false(date_is_real((struct date){ 2027, 2, 29 }));
	assert_false(date_is_real((struct date){ 1900, 2, 29 }));
	assert_true(date_is_real((struct date){ 2000, 2, 29 }));
	assert_false(date_is_real((struct date){ 2026, 13, 1 }));
	assert_false(date_is_real((struct date){ 2026, 0, 1 }));
	assert_false(date_is_real((struct date){ 2026, 4, 31 }));
	assert_false(date_is_real((struct date){ 2026, 4, 0 }));
}

static void
assert_utc(ms_t wall, const char *shown)
{
	char buffer[40];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	format_rfc3339(wall, &text);
	assert_int_equal(text.n, strlen(shown));
	assert_memory_equal(text.p, shown, text.n);
}

static void
utc_of_milliseconds(void **state)
{
	(void)state;
	assert_utc(0, "1970-01-01T00:00:00Z");
	assert_utc(-1, "1969-12-31T23:59:59Z");
	assert_utc(INT64_C(951782399999), "2000-02-28T23:59:59Z");
	assert_utc(INT64_C(951782400000), "2000-02-29T00:00:00Z");
	assert_utc(INT64_C(4107542400000), "2100-03-01T00:00:00Z");
	assert_utc(INT64_C(1794236645000), "2026-11-09T15:04:05Z");
}

/* Every day from 1600 to 2400 follows the one before it. */
static void
days_follow_each_other(void **state)
{
	(void)state;
	const ms_t day = 24 * 60 * 60 * 1000;
	struct date before = date_of_wall(-135140 * day);
	assert_int_equal(before.year, 1600);
	for (int64_t i = -135139; i < 157000; i++) {
		const struct date date = date_of_wall(i * day);
		assert_true(date_is_real(date));
		const bool next_day = date.day == before.day + 1 && date.month == before.month &&
			date.year == before.year;
		const bool next_month = date.day == 1 && date.month == before.month + 1 &&
			date.year == before.year;
		const bool next_year = date.day == 1 && date.month == 1 && before.month == 12 &&
			date.year == before.year + 1;
		assert_true(next_day || next_month || next_year);
		assert_false(
			!next_day && date_is_real((struct date){ before.year, before.month, before.day + 1 }));
		before = date;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(phones_are_read_however_typed),
		cmocka_unit_test(phones_follow_the_numbering_plan),
		cmocka_unit_test(phones_are_shown_with_hyphens),
		cmocka_unit_test(postal_codes),
		cmocka_unit_test(long_dates_of_both_languages),
		cmocka_unit_test(days_of_the_week_stand_before_dates),
		cmocka_unit_test(dates_of_answers),
		cmocka_unit_test(addresses_of_answers),
		cmocka_unit_test(stars_of_answers),
		cmocka_unit_test(only_days_of_the_calendar_are_real),
		cmocka_unit_test(utc_of_milliseconds),
		cmocka_unit_test(days_follow_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

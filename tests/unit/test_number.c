/* SPDX-License-Identifier: MIT */
/* Numbers for the eye and numbers as typed, in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/number.h"

#define PLAIN ((struct number_style){ 0 })
#define DECIMALS(n) ((struct number_style){ .decimals = (n) })
#define GROUPED(n) ((struct number_style){ .decimals = (n), .is_grouped = true })
#define MONEY(code) ((struct number_style){ .currency = STR(code) })

static char buffer[4096];

static struct text
empty_text(void)
{
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	return text;
}

static void
assert_text(const char *input, const struct text *text, const char *expected)
{
	text->p[text->n] = '\0';
	if (strcmp(text->p, expected) != 0) {
		fail_msg("%s: \"%s\" and not \"%s\"", input, text->p, expected);
	}
}

static void
assert_display(
	struct number_style style, const char *plain, const char *english, const char *french)
{
	const char *const expected[LANG_COUNT] = { english, french };
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct text text = empty_text();
		assert_int_equal(number_format((enum lang)lang, &style, str_of(plain), &text), NUMBER_GOOD);
		assert_text(plain, &text, expected[lang]);
	}
}

static void
displays_decimals_and_groups(void **state)
{
	(void)state;
	assert_display(PLAIN, "0", "0", "0");
	assert_display(PLAIN, "1234567", "1234567", "1234567");
	assert_display(DECIMALS(1), "12.34", "12.3", "12,3");
	assert_display(DECIMALS(3), "7", "7.000", "7,000");
	assert_display(DECIMALS(2), ".5", "0.50", "0,50");
	assert_display(DECIMALS(2), "5.", "5.00", "5,00");
	assert_display(DECIMALS(2), "-1234.5", "-1234.50", "-1234,50");
	assert_display(GROUPED(0), "999", "999", "999");
	assert_display(GROUPED(0), "1000", "1,000", "1\u00A0000");
	assert_display(GROUPED(2), "100000", "100,000.00", "100\u00A0000,00");
	assert_display(GROUPED(1), "-12345678.9", "-12,345,678.9", "-12\u00A0345\u00A0678,9");
	assert_display(PLAIN, "007", "7", "7");
}

static void
rounds_half_away_from_zero(void **state)
{
	(void)state;
	assert_display(PLAIN, "0.4", "0", "0");
	assert_display(PLAIN, "0.5", "1", "1");
	assert_display(PLAIN, "1.5", "2", "2");
	assert_display(PLAIN, "2.5", "3", "3");
	assert_display(PLAIN, "-2.5", "-3", "-3");
	assert_display(PLAIN, "2.4999999999999999999999", "2", "2");
	assert_display(DECIMALS(2), "1.005", "1.01", "1,01");
	assert_display(DECIMALS(2), "0.004999", "0.00", "0,00");
	assert_display(GROUPED(0), "999999.5", "1,000,000", "1\u00A0000\u00A0000");
	assert_display(DECIMALS(2), "9.999", "10.00", "10,00");
	assert_display(DECIMALS(3), "0.0995", "0.100", "0,100");
}

/* The sign of a fraction that rounds to nothing stays, as in browsers; a whole zero has none. */
static void
negative_zero(void **state)
{
	(void)state;
	assert_display(PLAIN, "-0", "0", "0");
	assert_display(DECIMALS(2), "-000", "0.00", "0,00");
	assert_display(PLAIN, "-0.4", "-0", "-0");
	assert_display(MONEY("CAD"), "-0.001", "-$0.00", "-0,00\u00A0$");
}

static void
displays_money(void **state)
{
	(void)state;
	assert_display(MONEY("CAD"), "1234.5", "$1,234.50", "1\u00A0234,50\u00A0$");
	assert_display(MONEY("cad"), "-3", "-$3.00", "-3,00\u00A0$");
	assert_display(MONEY("USD"), "-1234.567", "-US$1,234.57", "-1\u00A0234,57\u00A0$\u00A0US");
	assert_display(MONEY("AUD"), "1", "A$1.00", "1,00\u00A0$\u00A0AU");
	assert_display(MONEY("EUR"), "1", "€1.00", "1,00\u00A0€");
	assert_display(MONEY("GBP"), "1", "£1.00", "1,00\u00A0£");
	assert_display(MONEY("JPY"), "1234.5", "JP¥1,235", "1\u00A0235\u00A0¥");
	assert_display(MONEY("CHF"), "-1234.5", "-CHF\u00A01,234.50", "-1\u00A0234,50\u00A0CHF");
	assert_display(MONEY("SGD"), "5", "SGD\u00A05.00", "5,00\u00A0$\u00A0SG");
	assert_display(MONEY("KWD"), "5", "KWD\u00A05.000", "5,000\u00A0KWD");
	assert_display(MONEY("CLF"), "5", "CLF\u00A05.0000", "5,0000\u00A0CLF");
	assert_display(MONEY("XOF"), "5", "F\u202FCFA\u00A05", "5\u00A0XOF");
	assert_display(MONEY("ZZZ"), "5", "ZZZ\u00A05.00", "5,00\u00A0ZZZ");
	/* a currency has its own decimals */
	struct number_style style = MONEY("CAD");
	style.decimals = 4;
	assert_display(style, "1.23456", "$1.23", "1,23\u00A0$");
}

static void
exact_at_any_length(void **state)
{
	(void)state;
	char digits[401], expected[1000];
	memset(digits, '9', 400);
	digits[400] = '\0';
	assert_display(PLAIN, digits, digits, digits);
	/* 400 nines and a half: 1 and 400 zeros, in groups */
	size_t n = 0;
	for (int i = 400; i >= 0; i--) {
		expected[n++] = i == 400 ? '1' : '0';
		if (i > 0 && i % 3 == 0) {
			expected[n++] = ',';
		}
	}
	expected[n] = '\0';
	char half[403];
	memcpy(half, digits, 400);
	memcpy(half + 400, ".5", 3);
	struct text text = empty_text();
	const struct number_style style = GROUPED(0);
	assert_int_equal(number_format(LANG_EN, &style, str_of(half), &text), NUMBER_GOOD);
	assert_text(half, &text, expected);
	assert_display(
		DECIMALS(20), "0.12345678901234567890", "0.12345678901234567890", "0,12345678901234567890");
	assert_display(GROUPED(0), "9007199254740993", "9,007,199,254,740,993",
		"9\u00A0007\u00A0199\u00A0254\u00A0740\u00A0993");
}

static void
exponents_are_written_out(void **state)
{
	(void)state;
	assert_display(PLAIN, "1e21", "1000000000000000000000", "1000000000000000000000");
	assert_display(DECIMALS(3), "1.5E-2", "0.015", "0,015");
	assert_display(PLAIN, "12.345e+2", "1235", "1235");
	assert_display(DECIMALS(2), "5e-1000", "0.00", "0,00");
	struct text text = empty_text();
	assert_int_equal(number_format(LANG_EN, &PLAIN, STR("1e999"), &text), NUMBER_GOOD);
	assert_int_equal(text.n, 1000);
	text = empty_text();
	assert_int_equal(number_format(LANG_EN, &PLAIN, STR("1e1001"), &text), NUMBER_TOO_LONG);
	assert_int_equal(
		number_format(LANG_EN, &PLAIN, STR("1e99999999999999999999"), &text), NUMBER_TOO_LONG);
	assert_int_equal(text.n, 0);
}

static void
displays_nothing_but_plain_numbers(void **state)
{
	(void)state;
	static const char *const bad[] = { ".", "-", "-.", "+5", "--5", "5-", "1,5", "1 000", "1.2.3",
		"1e", "1e+", "e5", "1e5.", "٣", "5x", " 5", "\xFF", "0x10", "Infinity", "NaN", "−5" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct text text = empty_text();
		if (number_format(LANG_EN, &PLAIN, str_of(bad[i]), &text) != NUMBER_NONE || text.n > 0) {
			fail_msg("taken for a number: %s", bad[i]);
		}
	}
	struct text text = empty_text();
	assert_int_equal(number_format(LANG_EN, &PLAIN, STR(""), &text), NUMBER_EMPTY);
	assert_int_equal(number_format(LANG_EN, &MONEY("$"), STR("5"), &text), NUMBER_CURRENCY);
	assert_int_equal(number_format(LANG_EN, &MONEY("C4D"), STR("5"), &text), NUMBER_CURRENCY);
	assert_int_equal(text.n, 0);
}

static void
assert_shown(struct number_style style, const char *answer, const char *french)
{
	struct text text = empty_text();
	number_show(LANG_FR, &style, str_of(answer), &text);
	assert_text(answer, &text, french);
}

/* What the client reads is what is sent. */
static void
shows_no_other_value(void **state)
{
	(void)state;
	assert_shown(PLAIN, "1234.5", "1234,5");
	assert_shown(GROUPED(2), "1234.567", "1\u00A0234,567");
	assert_shown(MONEY("CAD"), "1234.5", "1\u00A0234,50\u00A0$");
	assert_shown(MONEY("CAD"), "1.005", "1,005\u00A0$");
	assert_shown(MONEY("JPY"), "1.5", "1,5\u00A0¥");
	assert_shown(GROUPED(0), "0071234", "0071234");
	assert_shown(GROUPED(0), "0.5", "0,5");
	assert_shown(GROUPED(0), "1 2", "1 2");
	assert_shown(MONEY("CAD"), "abc", "abc");
	assert_shown(MONEY("nothing"), "5", "5");
	assert_shown(PLAIN, "1e5", "1e5");
	assert_shown(PLAIN, "", "");
}

static void
assert_read(enum lang lang, struct number_style style, const char *typed, const char *plain)
{
	struct text text = empty_text();
	const enum number_fault fault = number_parse(lang, &style, str_of(typed), &text);
	if (fault != NUMBER_GOOD) {
		fail_msg("refused (%d): %s", fault, typed);
	}
	assert_text(typed, &text, plain);
}

static void
assert_refused(
	enum lang lang, struct number_style style, const char *typed, enum number_fault expected)
{
	struct text text = empty_text();
	const enum number_fault fault = number_parse(lang, &style, str_of(typed), &text);
	if (fault != expected || text.n > 0) {
		text.p[text.n] = '\0';
		fail_msg("%d and not %d: \"%s\" (%s)", fault, expected, typed, text.p);
	}
}

static void
reads_the_same_in_both_languages(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *plain;
	} cases[] = {
		{ "0", "0" },
		{ " 42 ", "42" },
		{ "007", "007" },
		{ "1 234", "1234" },
		{ "1\u00A0234\u00A0567", "1234567" },
		{ "1\u202F234,5", "1234.5" },
		{ "1 234.50", "1234.50" },
		{ "12 345,678", "12345.678" },
		{ "1,234.56", "1234.56" },
		{ "1.234,56", "1234.56" },
		{ "1,234,567", "1234567" },
		{ "1.234.567", "1234567" },
		{ "1,234,567.", "1234567" },
		{ "1,5", "1.5" },
		{ "1.5", "1.5" },
		{ "1,50", "1.50" },
		{ "0,125", "0.125" },
		{ "0.125", "0.125" },
		{ "1234,567", "1234.567" },
		{ "1234.567", "1234.567" },
		{ "1.2345", "1.2345" },
		{ ".5", ".5" },
		{ ",5", ".5" },
		{ "5.", "5" },
		{ "5,", "5" },
		{ "-5", "-5" },
		{ "\u22125", "-5" },
		{ "\u20115", "-5" },
		{ "– 5", "-5" },
		{ "+5", "5" },
		{ "-0", "-0" },
		{ "-1 234,5", "-1234.5" },
		{ "$5", "5" },
		{ "5$", "5" },
		{ "-$5.25", "-5.25" },
		{ "$-5.25", "-5.25" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_read(LANG_EN, DECIMALS(2), cases[i].typed, cases[i].plain);
		assert_read(LANG_FR, DECIMALS(2), cases[i].typed, cases[i].plain);
	}
}

static void
refuses_what_may_be_thousands(void **state)
{
	(void)state;
	assert_read(LANG_EN, DECIMALS(2), "1,234", "1234");
	assert_read(LANG_EN, DECIMALS(3), "1,234", "1234");
	assert_read(LANG_FR, DECIMALS(3), "1,234", "1.234");
	assert_refused(LANG_FR, DECIMALS(2), "1,234", NUMBER_AMBIGUOUS);
	assert_refused(LANG_FR, PLAIN, "123,456", NUMBER_AMBIGUOUS);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		assert_read((enum lang)lang, DECIMALS(3), "1.234", "1.234");
		assert_read((enum lang)lang, MONEY("KWD"), "1.234", "1.234");
		assert_refused((enum lang)lang, DECIMALS(2), "1.234", NUMBER_AMBIGUOUS);
		assert_refused((enum lang)lang, MONEY("CAD"), "-12.345", NUMBER_AMBIGUOUS);
	}
}

static void
reads_the_currency_of_the_question(void **state)
{
	(void)state;
	static const char *const canadian[] = { "$5", "5 $", "5\u00A0$", "CA$5", "C$ 5", "5 $ CA",
		"5$CA", "CAD 5", "5 cad", "$5 CAD", "$CAD 5" };
	static const char *const american[] = { "US$5", "5 $ US", "5 $\u00A0US", "USD 5", "$5", "5 us$",
		"$5 USD" };
	static const char *const others[] = { "€5", "5 £", "US$5", "5 $ US", "5 eur", "5 dollars",
		"$$5", "5 ¢", "R$5", "5 m" };
	for (size_t i = 0; i < sizeof(canadian) / sizeof(canadian[0]); i++) {
		assert_read(LANG_FR, MONEY("CAD"), canadian[i], "5");
	}
	for (size_t i = 0; i < sizeof(american) / sizeof(american[0]); i++) {
		assert_read(LANG_EN, MONEY("USD"), american[i], "5");
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_refused(LANG_FR, MONEY("CAD"), others[i], NUMBER_CURRENCY);
		assert_refused(LANG_EN, PLAIN, others[i], NUMBER_CURRENCY);
	}
	assert_read(LANG_FR, MONEY("EUR"), "5,50 €", "5.50");
	assert_refused(LANG_FR, MONEY("EUR"), "5,50 $", NUMBER_CURRENCY);
	assert_refused(LANG_EN, PLAIN, "CAD 5", NUMBER_CURRENCY);
}

static void
refuses_what_is_no_number(void **state)
{
	(void)state;
	static const char *const bad[] = { ".", ",", "-", "$", "٣", "１２", "12 34", "1 2345",
		"1,23,456", "1,234 567", "1 234,567,890", "0,234,567", "1.2.3", "1,234.56,7", "1,2.3,4",
		"--5", "5-", "+-5", "(5)", "1e5", "5 5", "2 000 0", "1  234", "5 $ 50", "a5b6", "1'234",
		"1,,5", "1..5", "\xFF", "½" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			struct text text = empty_text();
			const enum number_fault fault = number_parse(
				(enum lang)lang, &DECIMALS(2), str_of(bad[i]), &text);
			if ((fault != NUMBER_NONE && fault != NUMBER_CURRENCY) || text.n > 0) {
				fail_msg("read (%d): %s", fault, bad[i]);
			}
		}
	}
	assert_refused(LANG_EN, PLAIN, "", NUMBER_EMPTY);
	assert_refused(LANG_EN, PLAIN, " \u00A0 ", NUMBER_EMPTY);
}

/* What is shown can be typed again, in the language in which it was shown. */
static void
reads_what_it_shows(void **state)
{
	(void)state;
	static const char *const codes[] = { "CAD", "USD", "AUD", "EUR", "JPY", "KWD", "CLF", "CHF",
		"XOF", "XCG", "XPF", "BEF", "FRF", "CYP", "ITL", "BRL", "SGD", "TWD", "ZZZ" };
	static const char *const numbers[] = { "5", "-1234", "1234567.25" };
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]) * 2 * 3; i++) {
		const enum lang lang = (enum lang)(i % 2);
		const struct number_style style = { .currency = str_of(codes[i / 6]) };
		char shown_bytes[100], again_bytes[100], first_bytes[100];
		struct text shown, again, first;
		text_init(&shown, shown_bytes, sizeof(shown_bytes));
		text_init(&again, again_bytes, sizeof(again_bytes));
		text_init(&first, first_bytes, sizeof(first_bytes));
		const struct str plain = str_of(numbers[i / 2 % 3]);
		number_show(lang, &style, plain, &shown);
		if (number_parse(lang, &style, text_str(&shown), &first) != NUMBER_GOOD) {
			fail_msg("refused: %.*s", (int)shown.n, shown.p);
		}
		/* the value is the same if it shows the same */
		number_show(lang, &style, text_str(&first), &again);
		assert_int_equal(again.n, shown.n);
		assert_memory_equal(again.p, shown.p, shown.n);
	}
}

/* A checked answer is checked again before the review, perhaps after a change of language. */
static void
plain_text_stays_itself(void **state)
{
	(void)state;
	static const char *const typed[] = { "1,234", "1,234.5", "0.125", "1234.567", ".5", "-7",
		"$12.00" };
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		struct text text = empty_text();
		char plain[64] = { 0 };
		assert_int_equal(
			number_parse(LANG_EN, &MONEY("CAD"), str_of(typed[i]), &text), NUMBER_GOOD);
		memcpy(plain, text.p, text.n);
		assert_read(LANG_EN, MONEY("CAD"), plain, plain);
		assert_read(LANG_FR, MONEY("CAD"), plain, plain);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(displays_decimals_and_groups),
		cmocka_unit_test(rounds_half_away_from_zero),
		cmocka_unit_test(negative_zero),
		cmocka_unit_test(displays_money),
		cmocka_unit_test(exact_at_any_length),
		cmocka_unit_test(exponents_are_written_out),
		cmocka_unit_test(displays_nothing_but_plain_numbers),
		cmocka_unit_test(shows_no_other_value),
		cmocka_unit_test(reads_the_same_in_both_languages),
		cmocka_unit_test(refuses_what_may_be_thousands),
		cmocka_unit_test(reads_the_currency_of_the_question),
		cmocka_unit_test(refuses_what_is_no_number),
		cmocka_unit_test(reads_what_it_shows),
		cmocka_unit_test(plain_text_stays_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

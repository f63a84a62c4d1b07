/* SPDX-License-Identifier: MIT */
/* Every kind of question from blank to what is sealed: dates, addresses, stars, documents, long lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/msg.h"
#include "platform/form_json.h"
#include "platform/letters.h"
#include "walk.h"

/* A form of one question, at its page. `properties` come before the titles. */
static void
open_question(struct walk *walk, enum lang lang, const char *type, const char *properties)
{
	static char template[8192];
	struct diagnosis diagnosis;
	const struct form_loading loading = { .letters = letters_of_glib() };
	const int n = snprintf(template, sizeof(template),
		"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},"
		"\"confirmation\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"layout\":[1],\"elements\":["
		"{\"id\":1,\"type\":\"%s\",\"properties\":{%s,\"titleEn\":\"Question\",\"titleFr\":\"Demande\"}}]}",
		type, properties);
	assert_in_range(n, 1, sizeof(template) - 1);
	arena_reset(&walk->form_memory);
	if (form_parse("t.json", str_of(template), &walk->form_memory, &loading, &walk->form,
			&diagnosis) != 0) {
		fail_msg("%s %s", diagnosis.where, diagnosis.what);
	}
	walk->options.officer = true;
	walk_begin(walk);
	walk_start(walk, lang);
	assert_true(walk_is_on(walk, "q1"));
}

static int
set_up(void **state)
{
	return walk_set_up(state);
}

static void
fill(struct walk *walk, const char *id, const char *text)
{
	walk_go(walk, id);
	walk_key(walk, KEY_END);
	walk_keys(walk, KEY_BACKSPACE, (int32_t)utf8_count(walk_node(walk, id)->value));
	assert_true(walk_value_is(walk, id, ""));
	walk_type(walk, text);
}

static void
fill_date(struct walk *walk, const char *year, const char *month, const char *day)
{
	fill(walk, "q1.p0", year);
	fill(walk, "q1.p1", month);
	fill(walk, "q1.p2", day);
}

static void
assert_fault(struct walk *walk, const char *id, enum msg message)
{
	const struct node *node = walk_node(walk, id);
	const enum lang lang = walk_tree(walk)->lang;
	assert_non_null(node);
	if (!str_eq(node->error, msg(lang, message)) || !(node->flags & NODE_INVALID)) {
		fail_msg(
			"%s says \"%.*s\"", id, (int)node->error.n, node->error.n > 0 ? node->error.p : "");
	}
}

static void
assert_good(struct walk *walk, const char *id)
{
	assert_false(walk_node(walk, id)->flags & NODE_INVALID);
	assert_int_equal(walk_node(walk, id)->error.n, 0);
}

/* The page cannot be left, and its summary has the focus. */
static void
assert_stays(struct walk *walk)
{
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q1"));
	assert_true(walk_has_focus(walk, "errors"));
}

/* ---- dates ---- */

static void
a_date_is_asked_in_the_order_of_the_form(void **state)
{
	static const struct {
		const char *format, *order[3];
	} cases[] = {
		{ "\"dateFormat\":\"YYYY-MM-DD\"", { "q1.p0", "q1.p1", "q1.p2" } },
		{ "\"dateFormat\":\"DD-MM-YYYY\"", { "q1.p2", "q1.p1", "q1.p0" } },
		{ "\"dateFormat\":\"MM-DD-YYYY\"", { "q1.p1", "q1.p2", "q1.p0" } },
	};
	for (size_t i = 0; i < 3; i++) {
		struct walk *walk = *state;
		open_question(walk, LANG_EN, "formattedDate", cases[i].format);
		assert_true(walk_has_focus(walk, cases[i].order[0]));
		for (int32_t k = 0; k < 3; k++) {
			assert_true(walk_has_focus(walk, cases[i].order[k]));
			walk_type(walk, strcmp(cases[i].order[k], "q1.p0") == 0 ? "2024" : "2");
			walk_key(walk, KEY_DOWN);
		}
		walk_assert_sealed(walk, "{\"1\":{\"YYYY\":2024,\"MM\":2,\"DD\":2}}");
		walk_close(walk);
		(void)set_up(state);
	}
}

static void
spaces_and_zeros_are_no_part_of_a_date(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_FR, "formattedDate", "\"validation\":{\"required\":true}");
	fill_date(walk, "2024", "02", " 9");
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":2024,\"MM\":2,\"DD\":9}}");
	assert_true(walk_value_is(walk, "q1.p1", "02")); /* as it was typed */
	fill_date(walk, "2024", "2 ", "09");
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":2024,\"MM\":2,\"DD\":9}}");
}

static void
half_a_date_is_none(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "formattedDate", "\"validation\":{\"required\":false}");
	walk_assert_sealed(walk, "{\"1\":\"\"}");
	fill(walk, "q1.p2", "9");
	assert_stays(walk);
	assert_fault(walk, "q1.p0", MSG_FAULT_YEAR);
	assert_fault(walk, "q1.p1", MSG_FAULT_MONTH);
	assert_good(walk, "q1.p2");
	/* spaces are nothing, too */
	fill_date(walk, " ", "  ", "");
	walk_assert_sealed(walk, "{\"1\":\"\"}");
	fill_date(walk, "1980", "11", "");
	assert_stays(walk);
	assert_fault(walk, "q1.p2", MSG_FAULT_DAY);
	fill(walk, "q1.p2", "9");
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":1980,\"MM\":11,\"DD\":9}}");
}

static void
a_required_date_is_asked_for(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_FR, "formattedDate", "\"validation\":{\"required\":true}");
	assert_stays(walk);
	assert_fault(walk, "q1.p0", MSG_FAULT_YEAR);
	assert_fault(walk, "q1.p2", MSG_FAULT_DAY);
	assert_int_equal(walk_node(walk, "q1")->error.n, 0); /* its parts say it */
	walk_press(walk, "e1");
	assert_true(walk_has_focus(walk, "q1.p0"));
	fill_date(walk, "1980", "11", "9");
	assert_null(walk_node(walk, "errors")); /* mended as it is typed */
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":1980,\"MM\":11,\"DD\":9}}");
}

static void
there_is_no_month_13(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "formattedDate", "\"dateFormat\":\"DD-MM-YYYY\"");
	fill_date(walk, "1980", "13", "9");
	assert_stays(walk);
	assert_fault(walk, "q1.p1", MSG_FAULT_MONTH);
	assert_good(walk, "q1.p0");
	assert_good(walk, "q1.p2");
	walk_press(walk, "e1");
	assert_true(walk_has_focus(walk, "q1.p1"));
	walk_key(walk, KEY_BACKSPACE);
	assert_null(walk_node(walk, "errors"));
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":1980,\"MM\":1,\"DD\":9}}");
	fill(walk, "q1.p1", "0");
	assert_stays(walk);
	assert_fault(walk, "q1.p1", MSG_FAULT_MONTH);
}

static void
february_29_is_there_in_leap_years(void **state)
{
	static const char *const years[] = { "2023", "1900" };
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "formattedDate", "\"validation\":{\"required\":true}");
	for (size_t i = 0; i < 2; i++) {
		fill_date(walk, years[i], "2", "29");
		assert_stays(walk);
		assert_fault(walk, "q1.p2", MSG_FAULT_DAY_OF_MONTH);
		assert_good(walk, "q1.p0");
		assert_good(walk, "q1.p1");
	}
	fill_date(walk, "2024", "2", "29");
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":2024,\"MM\":2,\"DD\":29}}");
	fill_date(walk, "2000", "2", "30");
	assert_stays(walk);
}

static void
a_year_has_four_digits(void **state)
{
	static const char *const years[] = { "999", "80", "abcd", "1 80", "-198", "" };
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "formattedDate", "\"validation\":{\"required\":true}");
	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
		fill_date(walk, years[i], "11", "9");
		assert_stays(walk);
		assert_fault(walk, "q1.p0", MSG_FAULT_YEAR);
		assert_good(walk, "q1.p1");
	}
	fill(walk, "q1.p0", "19805"); /* no fifth digit is taken */
	assert_true(walk_value_is(walk, "q1.p0", "1980"));
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":1980,\"MM\":11,\"DD\":9}}");
}

/* ---- addresses ---- */

static void
fill_address(struct walk *walk, const char *const parts[4])
{
	static const char *const ids[] = { "q1.p0", "q1.p1", "q1.p2", "q1.p3" };
	for (size_t i = 0; i < 4; i++) {
		fill(walk, ids[i], parts[i]);
	}
}

static void
an_address_is_sealed_as_it_was_typed(void **state)
{
	static const char *const parts[] = { " 12 \"Main\" \\ rue É ", "Montréal", "QC", "h2y 1c6" };
	struct walk *walk = *state;
	open_question(walk, LANG_FR, "addressComplete", "\"validation\":{\"required\":true}");
	assert_true(walk_value_is(walk, "q1.p4", "Canada"));
	fill_address(walk, parts);
	walk_assert_sealed(walk,
		"{\"1\":{\"streetAddress\":\"12 \\\"Main\\\" \\\\ rue É\",\"city\":\"Montréal\",\"province\":\"QC\","
		"\"postalCode\":\"h2y 1c6\",\"country\":\"Canada\"}}");
	fill(walk, "q1.p4", "États-Unis");
	walk_assert_sealed(walk,
		"{\"1\":{\"streetAddress\":\"12 \\\"Main\\\" \\\\ rue É\",\"city\":\"Montréal\",\"province\":\"QC\","
		"\"postalCode\":\"h2y 1c6\",\"country\":\"États-Unis\"}}");
}

static void
parts_that_are_missing_are_named_one_by_one(void **state)
{
	static const char *const parts[] = { "12 Main", "Iqaluit", "NU", "X0A 0H0" };
	static const enum msg faults[] = { MSG_FAULT_STREET, MSG_FAULT_CITY, MSG_FAULT_PROVINCE,
		MSG_FAULT_POSTAL_CODE };
	static const char *const ids[] = { "q1.p0", "q1.p1", "q1.p2", "q1.p3" };
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "addressComplete", "\"validation\":{\"required\":true}");
	assert_stays(walk);
	for (size_t i = 0; i < 4; i++) {
		assert_fault(walk, ids[i], faults[i]);
	}
	assert_good(walk, "q1.p4");
	for (size_t missing = 0; missing < 4; missing++) {
		fill_address(walk, parts);
		fill(walk, ids[missing], " ");
		assert_stays(walk);
		for (size_t i = 0; i < 4; i++) {
			if (i == missing) {
				assert_fault(walk, ids[i], faults[i]);
			} else {
				assert_good(walk, ids[i]);
			}
		}
		walk_press(walk, "e1");
		assert_true(walk_has_focus(walk, ids[missing]));
	}
	fill_address(walk, parts);
	fill(walk, "q1.p4", ""); /* the country is not asked for */
	walk_assert_sealed(walk,
		"{\"1\":{\"streetAddress\":\"12 Main\",\"city\":\"Iqaluit\",\"province\":\"NU\",\"postalCode\":\"X0A 0H0\","
		"\"country\":\"\"}}");
}

static void
an_optional_address_may_be_left_out(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "addressComplete", "\"validation\":{\"required\":false}");
	walk_assert_sealed(walk, "{\"1\":\"\"}");
	fill(walk, "q1.p4", "Chile"); /* a country alone is no address */
	walk_assert_sealed(walk, "{\"1\":\"\"}");
	fill(walk, "q1.p1", "Arica");
	walk_assert_sealed(walk,
		"{\"1\":{\"streetAddress\":\"\",\"city\":\"Arica\",\"province\":\"\",\"postalCode\":\"\",\"country\":\"Chile\"}}");
	fill(walk, "q1.p1", " ");
	walk_assert_sealed(walk, "{\"1\":\"\"}");
}

static void
an_address_in_canada_has_no_other_country(void **state)
{
	static const char *const parts[] = { "1 A", "B", "ON", "K1A 0B1" };
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "addressComplete",
		"\"validation\":{\"required\":true},\"addressComponents\":{\"canadianOnly\":true}");
	assert_null(walk_node(walk, "q1.p4"));
	fill_address(walk, parts);
	walk_assert_sealed(walk,
		"{\"1\":{\"streetAddress\":\"1 A\",\"city\":\"B\",\"province\":\"ON\",\"postalCode\":\"K1A 0B1\",\"country\":\"Canada\"}}");
}

/* ---- stars, documents, choices ---- */

static void
stars_are_given_and_changed(void **state)
{
	struct walk *walk = *state;
	open_question(
		walk, LANG_EN, "starRating", "\"validation\":{\"required\":true},\"numberOfStars\":5");
	assert_stays(walk);
	assert_fault(walk, "q1", MSG_FAULT_REQUIRED_CHOICE);
	walk_press(walk, "q1.c5");
	walk_assert_sealed(walk, "{\"1\":{\"value\":5,\"numberOfStars\":5}}");
	walk_press(walk, "q1.c1");
	assert_true(walk_node(walk, "q1.c1")->flags & NODE_CHECKED);
	assert_false(walk_node(walk, "q1.c5")->flags & NODE_CHECKED);
	assert_null(walk_node(walk, "q1.c0"));
	assert_null(walk_node(walk, "q1.c6"));
	walk_assert_sealed(walk, "{\"1\":{\"value\":1,\"numberOfStars\":5}}");
}

static void
no_stars_are_an_empty_answer(void **state)
{
	struct walk *walk = *state;
	open_question(
		walk, LANG_FR, "starRating", "\"validation\":{\"required\":false},\"numberOfStars\":10");
	walk_assert_sealed(walk, "{\"1\":\"\"}");
	walk_press(walk, "q1.c10");
	walk_assert_sealed(walk, "{\"1\":{\"value\":10,\"numberOfStars\":10}}");
}

static void
a_document_is_shown_to_an_officer(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "fileInput", "\"validation\":{\"required\":true}");
	assert_stays(walk);
	assert_fault(walk, "q1", MSG_FAULT_REQUIRED_FILE);
	walk_press(walk, "q1.c0");
	walk_assert_sealed(walk, "{\"1\":{\"id\":null,\"name\":null,\"size\":null}}");
	assert_non_null(strstr(walk->saved, ",\"shown\":[{\"element\":1}]}"));
	walk_press(walk, "q1.c0");
	assert_stays(walk);
}

static void
ticks_are_sealed_in_their_order(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_FR, "checkbox",
		"\"choices\":[{\"en\":\"Gas\",\"fr\":\"Gaz\"},{\"en\":\"Wood\",\"fr\":\"Bois\"},{\"en\":\"Oil\",\"fr\":\"Huile\"}]");
	walk_assert_sealed(walk, "{\"1\":[]}");
	walk_press(walk, "q1.c2");
	walk_press(walk, "q1.c0");
	walk_assert_sealed(walk, "{\"1\":[\"Huile\",\"Gaz\"]}");
	walk_press(walk, "language");
	walk_press(walk, "q1.c2");
	walk_assert_sealed(walk, "{\"1\":[\"Gas\"]}");
}

static void
lines_of_a_long_text_stay(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "textArea", "\"validation\":{\"required\":true}");
	assert_stays(walk);
	walk_go(walk, "q1");
	walk_type(walk, "a\"");
	walk_key(walk, KEY_ENTER);
	walk_type(walk, "\\é");
	/* keys that are no characters; a window never sends them, and a record might */
	walk_type(walk, "\t\x01\x7F");
	walk_assert_sealed(walk, "{\"1\":\"a\\\"\\n\\\\é\"}");
}

/* As it is written on paper, straight through; letters are not taken, and the last part leads nowhere. */
static void
a_date_may_be_typed_with_what_stands_between(void **state)
{
	struct walk *walk = *state;
	open_question(walk, LANG_EN, "formattedDate", "\"dateFormat\":\"DD-MM-YYYY\"");
	walk_type(walk, "/x9/");
	assert_true(walk_has_focus(walk, "q1.p1"));
	walk_type(walk, "n11-1980.");
	assert_true(walk_has_focus(walk, "q1.p0"));
	walk_assert_sealed(walk, "{\"1\":{\"YYYY\":1980,\"MM\":11,\"DD\":9}}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, walk_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_date_is_asked_in_the_order_of_the_form),
		TEST(spaces_and_zeros_are_no_part_of_a_date),
		TEST(half_a_date_is_none),
		TEST(a_required_date_is_asked_for),
		TEST(there_is_no_month_13),
		TEST(february_29_is_there_in_leap_years),
		TEST(a_year_has_four_digits),
		TEST(an_address_is_sealed_as_it_was_typed),
		TEST(a_date_may_be_typed_with_what_stands_between),
		TEST(parts_that_are_missing_are_named_one_by_one),
		TEST(an_optional_address_may_be_left_out),
		TEST(an_address_in_canada_has_no_other_country),
		TEST(stars_are_given_and_changed),
		TEST(no_stars_are_an_empty_answer),
		TEST(a_document_is_shown_to_an_officer),
		TEST(ticks_are_sealed_in_their_order),
		TEST(lines_of_a_long_text_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

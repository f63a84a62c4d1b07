/* SPDX-License-Identifier: MIT */
/* Which questions are asked, and which answers are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/rules.h"
#include "platform/form_json.h"
#include "platform/regex.h"

struct bench {
	struct arena arena;
	struct regex *regex;
	struct matcher matcher;
	const struct form *form;
	struct answers answers;
	char memory[4 * 1024 * 1024];
};

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	if (regex_open(&bench->regex) != 0) {
		return -1;
	}
	bench->matcher = regex_matcher(bench->regex);
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *bench = *state;
	regex_close(bench->regex);
	free(bench);
	return 0;
}

static void
load(struct bench *bench, const char *json)
{
	struct diagnosis diagnosis;
	arena_reset(&bench->arena);
	if (form_parse("test", str_of(json), &bench->arena, NULL, &bench->form, &diagnosis) != 0) {
		fail_msg("%s: %s", diagnosis.where, diagnosis.what);
	}
	answers_init(&bench->answers, bench->form, &bench->arena);
}

/* A form of one element with these properties. */
static void
load_one(struct bench *bench, const char *type, const char *properties)
{
	char json[1024];
	snprintf(
		json, sizeof(json), "[{\"id\":1,\"type\":\"%s\",\"properties\":{%s}}]", type, properties);
	load(bench, json);
}

static void
label(struct bench *bench, int32_t id, const char *text)
{
	answer_choose_label(&bench->answers, form_find(bench->form, id), str_of(text));
}

/* The ids of the walk, as "1 2 5". */
static void
assert_walk(const struct bench *bench, const char *expected)
{
	int32_t walk[FORM_ELEMENTS_MAX];
	char shown[256] = "";
	const int32_t n = rules_walk(&bench->answers, walk, FORM_ELEMENTS_MAX);
	for (int32_t i = 0; i < n; i++) {
		const size_t at = strlen(shown);
		snprintf(shown + at, sizeof(shown) - at, "%s%d", i > 0 ? " " : "",
			(int)bench->form->elements[walk[i]].id);
	}
	assert_string_equal(shown, expected);
}

static void
assert_fault(struct bench *bench, const char *text, enum fault expected)
{
	if (!answer_set_text(&bench->answers, 0, str_of(text))) {
		fail_msg("does not fit: %s", text);
	}
	const enum fault fault = rules_check(&bench->answers, 0, &bench->matcher);
	if (fault != expected) {
		fail_msg("\"%s\": \"%s\" instead of \"%s\"", text, fault_key(fault), fault_key(expected));
	}
}

/* ---- which questions ---- */

#define CHOICE(en, fr) "{\"en\":\"" en "\",\"fr\":\"" fr "\"}"
#define RADIO(id, rules) \
	"{\"id\":" id ",\"type\":\"radio\",\"properties\":{\"choices\":[" CHOICE( \
		"Yes", "Oui") "," CHOICE("No", "Non") "],\"conditionalRules\":[" rules \
											  "],\"validation\":{\"required\":true}}}"
#define RULE(choice) "{\"choiceId\":\"" choice "\"}"

static void
children_follow_their_parents_in_either_language(void **state)
{
	struct bench *bench = *state;
	load(bench, "[" RADIO("1", "") "," RADIO("2", RULE("1.0")) "," RADIO("3", RULE("2.1")) "]");
	assert_walk(bench, "1");
	label(bench, 1, "Oui");
	label(bench, 2, "No");
	assert_walk(bench, "1 2 3");
	/* the answer to 2 is still there, but 2 is hidden, and with it 3 */
	label(bench, 1, "No");
	assert_walk(bench, "1");
	assert_false(rules_visible(&bench->answers, form_find(bench->form, 3)));
}

static void
any_matching_rule_shows(void **state)
{
	struct bench *bench = *state;
	load(bench,
		"[" RADIO("1", "") "," RADIO("2", "") "," RADIO("3", RULE("1.0") "," RULE("2.0")) "]");
	label(bench, 2, "Yes");
	assert_walk(bench, "1 2 3");
}

static void
parents_may_stand_behind_their_children(void **state)
{
	struct bench *bench = *state;
	load(bench, "[" RADIO("1", RULE("2.0")) "," RADIO("2", RULE("3.0")) "," RADIO("3", "") "]");
	label(bench, 1, "Yes");
	label(bench, 2, "Yes");
	label(bench, 3, "Yes");
	assert_walk(bench, "1 2 3");
}

static void
cycles_stay_hidden_and_end(void **state)
{
	struct bench *bench = *state;
	load(bench,
		"[" RADIO("1", RULE("2.0")) "," RADIO("2", RULE("1.0")) "," RADIO(
			"3", RULE("3.0")) "," RADIO("4", "") "]");
	for (int32_t id = 1; id <= 4; id++) {
		label(bench, id, "Yes");
	}
	assert_walk(bench, "4");
}

static void
rule_on_a_missing_element_hides(void **state)
{
	struct bench *bench = *state;
	load(bench, "[" RADIO("1", RULE("9.0")) "]");
	assert_walk(bench, "");
}

static const char branching[] =
	"{\"titleEn\":\"t\",\"titleFr\":\"t\",\"layout\":[3,1,2,4,5],\"elements\":["
	"{\"id\":1,\"type\":\"checkbox\",\"properties\":{\"choices\":[" CHOICE("A", "Un") "," CHOICE(
		"B",
		"Deux") "],\"validation\":{}}},"
				"{\"id\":2,\"type\":\"textField\",\"properties\":{}},{\"id\":3,\"type\":\"textField\",\"properties\":{}},"
				"{\"id\":4,\"type\":\"textField\",\"properties\":{}},{\"id\":5,\"type\":\"textField\",\"properties\":{}}],"
				"\"groups\":{\"end\":{\"elements\":[]},\"review\":{\"elements\":[],\"nextAction\":\"end\"},"
				"\"b\":{\"elements\":[\"4\"],\"nextAction\":\"exit\"},\"a\":{\"elements\":[\"2\"],\"nextAction\":\"review\"},"
				"\"start\":{\"elements\":[\"1\",\"3\"],\"nextAction\":[{\"choiceId\":\"1.1\",\"groupId\":\"b\"},"
				"{\"choiceId\":\"1.0\",\"groupId\":\"a\"},{\"choiceId\":\"1.catch-all\",\"groupId\":\"c\"}]},"
				"\"c\":{\"elements\":[\"5\"],\"nextAction\":\"start\"}},\"groupsLayout\":[\"a\",\"b\",\"c\"]}";

static void
pages_follow_the_answers(void **state)
{
	struct bench *bench = *state;
	int32_t group = -1;
	load(bench, branching);
	/* the catch-all leads to c, and c back to start: a repeat ends the path. In layout order 3 stands before 1. */
	assert_walk(bench, "3 1 5");
	label(bench, 1, "Un");
	assert_walk(bench, "3 1 2");
	assert_int_equal(rules_next(&bench->answers, bench->form->start, &group), NEXT_GROUP);
	assert_true(str_eq(bench->form->groups[group].id, STR("a")));
	assert_int_equal(rules_next(&bench->answers, group, &group), NEXT_REVIEW);
}

static void
first_tick_leads_the_way(void **state)
{
	struct bench *bench = *state;
	load(bench, branching);
	label(bench, 1, "A");
	label(bench, 1, "B");
	assert_walk(bench, "3 1 2");
	answer_clear(&bench->answers, form_find(bench->form, 1));
	label(bench, 1, "B");
	label(bench, 1, "A");
	assert_walk(bench, "3 1 4");
	int32_t path[8];
	assert_int_equal(rules_path(&bench->answers, path, 8), 2);
	assert_int_equal(rules_next(&bench->answers, path[1], path), NEXT_EXIT);
}

/* Wherever the catch-all stands, a rule that matches comes before it; an element on no page is never seen. */
static void
catch_all_is_the_last_resort(void **state)
{
	struct bench *bench = *state;
	load(bench,
		"{\"layout\":[1,2,3,4],\"elements\":[" RADIO("1", "") "," RADIO("2", "") "," RADIO(
			"3", "") "," RADIO("4",
			"") "],"
				"\"groups\":{\"start\":{\"elements\":[\"1\"],\"nextAction\":[{\"choiceId\":\"1.catch-all\",\"groupId\":\"a\"},"
				"{\"choiceId\":\"1.1\",\"groupId\":\"b\"},{\"choiceId\":\"catch-all\",\"groupId\":\"b\"}]},"
				"\"a\":{\"elements\":[\"2\"],\"nextAction\":\"review\"},\"b\":{\"elements\":[\"3\"],\"nextAction\":\"review\"}},"
				"\"groupsLayout\":[\"a\",\"b\"]}");
	assert_walk(bench, "1 2");
	assert_false(rules_visible(&bench->answers, form_find(bench->form, 3)));
	label(bench, 1, "No");
	assert_walk(bench, "1 3");
	assert_false(rules_visible(&bench->answers, form_find(bench->form, 4)));
}

/* ---- which answers ---- */

static void
first_fault_wins(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "textField",
		"\"validation\":{\"required\":true,\"type\":\"email\",\"maxLength\":6}");
	assert_fault(bench, "", FAULT_REQUIRED);
	assert_fault(bench, "\u00A0\u2003\uFEFF", FAULT_REQUIRED);
	assert_fault(bench, "not an address", FAULT_EMAIL);
	assert_fault(bench, "ab@c.ca", FAULT_TOO_MANY_CHARACTERS);
	assert_fault(bench, "a@b.ca", FAULT_NONE);
}

static void
length_is_untrimmed_and_in_utf16(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "textArea", "\"validation\":{\"required\":false,\"maxLength\":3}");
	assert_fault(bench, "é😀", FAULT_NONE);
	assert_fault(bench, "😀😀", FAULT_TOO_MANY_CHARACTERS);
	assert_fault(bench, "  a ", FAULT_TOO_MANY_CHARACTERS);
}

static void
numbers_as_ecmascript_reads_them(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "numberInput",
		"\"allowNegativeNumbers\":true,\"validation\":{\"minValue\":-0.5,\"maxValue\":130,\"maxDigits\":4}");
	assert_fault(bench, "", FAULT_NONE);
	assert_fault(bench, "-.5", FAULT_NONE);
	assert_fault(bench, "-.51", FAULT_TOO_SMALL);
	assert_fault(bench, "130.", FAULT_NONE);
	assert_fault(bench, "130.1", FAULT_TOO_LARGE);
	assert_fault(bench, "00130", FAULT_TOO_MANY_DIGITS);
	assert_fault(bench, " 7 ", FAULT_NONE);
	assert_fault(bench, "1 0", FAULT_NUMBER);
	assert_fault(bench, "1,5", FAULT_NUMBER);
	assert_fault(bench, "-", FAULT_NUMBER);
	assert_fault(bench, "1-2", FAULT_NUMBER);
	assert_fault(bench, "1e2", FAULT_NUMBER);
	load_one(bench, "textField", "\"validation\":{\"type\":\"number\",\"minDigits\":2}");
	assert_fault(bench, "7", FAULT_TOO_FEW_DIGITS);
	assert_fault(bench, "77", FAULT_NONE);
	assert_fault(bench, "-77", FAULT_NUMBER);
}

static void
checkboxes(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "attestation",
		"\"choices\":[" CHOICE("A", "A") "," CHOICE(
			"B", "B") "],\"validation\":{\"required\":true}");
	answer_choose(&bench->answers, 0, 0);
	assert_int_equal(rules_check(&bench->answers, 0, &bench->matcher), FAULT_ALL_CHECKBOXES);
	answer_choose(&bench->answers, 0, 1);
	assert_int_equal(rules_check(&bench->answers, 0, &bench->matcher), FAULT_NONE);
	load_one(bench, "checkbox",
		"\"choices\":[" CHOICE("A", "A") "],\"validation\":{\"required\":false,\"all\":true}");
	assert_int_equal(rules_check(&bench->answers, 0, &bench->matcher), FAULT_NONE);
}

static void
dates_are_whole_and_of_four_digits(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "formattedDate", "\"validation\":{\"required\":true}");
	assert_fault(bench, "", FAULT_REQUIRED);
	assert_fault(bench, "{\"YYYY\":1000,\"MM\":2,\"DD\":28}", FAULT_NONE);
	assert_fault(bench, "{\"YYYY\":9999,\"MM\":12,\"DD\":31}", FAULT_NONE);
	assert_fault(bench, "{\"YYYY\":999,\"MM\":12,\"DD\":31}", FAULT_DATE_INVALID);
	assert_fault(bench, "{\"YYYY\":10000,\"MM\":1,\"DD\":1}", FAULT_DATE_INVALID);
	assert_fault(bench, "{\"YYYY\":2027,\"MM\":2,\"DD\":29}", FAULT_DATE_INVALID);
	assert_fault(bench, "{\"YYYY\":2027,\"MM\":2}", FAULT_DATE_INVALID);
}

static void
email_purpose_is_checked_without_validation(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "textField", "\"autoComplete\":\"email\"");
	assert_fault(bench, "", FAULT_NONE);
	assert_fault(bench, "nobody", FAULT_MISMATCHED_TYPE);
	assert_fault(bench, "a@b.ca", FAULT_NONE);
}

static void
own_expression_is_searched(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "textField", "\"validation\":{\"type\":\"custom\",\"regex\":\"[0-9]\"}");
	assert_fault(bench, "a1", FAULT_NONE);
	assert_fault(bench, "ab", FAULT_REGEX);
	assert_fault(bench, "  ", FAULT_NONE);
}

static void
a_required_file_may_be_shown_instead(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "fileInput", "\"validation\":{\"required\":true}");
	assert_fault(bench, "", FAULT_REQUIRED);
	bench->answers.of[0].shown = true;
	assert_fault(bench, "", FAULT_NONE);
	bench->answers.of[0].shown = false;
	assert_true(answer_set_file(&bench->answers, 0, STR("plan.pdf"), 0));
	assert_int_equal(rules_check(&bench->answers, 0, &bench->matcher), FAULT_REQUIRED);
	assert_true(answer_set_file(&bench->answers, 0, STR("plan.pdf"), 1));
	assert_int_equal(rules_check(&bench->answers, 0, &bench->matcher), FAULT_NONE);
	/* a file that is there as well is judged as ever */
	bench->answers.of[0].shown = true;
	assert_fault(bench, "plan.exe", FAULT_FILE_TYPE);
}

static void
a_required_file_of_a_row_may_be_shown_instead(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "dynamicRow",
		"\"validation\":{\"required\":true},\"subElements\":[{\"id\":2,\"type\":\"fileInput\","
		"\"properties\":{\"validation\":{\"required\":true}}}]");
	assert_true(answer_add_row(&bench->answers, 0));
	struct answers *rows = bench->answers.of[0].rows;
	rows[0].of[0].shown = true;
	assert_int_equal(rules_check(&bench->answers, 0, &bench->matcher), FAULT_REQUIRED);
	assert_int_equal(rules_check_cell(&bench->answers, 0, 0, 0, &bench->matcher), FAULT_NONE);
	assert_int_equal(rules_check_cell(&bench->answers, 0, 1, 0, &bench->matcher), FAULT_REQUIRED);
	rows[1].of[0].shown = true;
	assert_int_equal(rules_check(&bench->answers, 0, &bench->matcher), FAULT_NONE);
}

/* ---- the kiosk's own checks ---- */

/* A text element with these checks. */
static void
load_checked(struct bench *bench, uint32_t checks)
{
	load_one(bench, "textField", "\"validation\":{\"required\":false}");
	((struct element *)bench->form->elements)->checks = checks;
}

static void
social_insurance_numbers_are_found_in_a_text(void **state)
{
	struct bench *bench = *state;
	static const char *const found[] = { "046454286", "046 454 286", "046-454-286", "046.454.286",
		"046\u00A0454\u202F286", "My SIN is 046 454 286, thanks", "NAS:046-454-286.",
		"0 4 6 4 5 4 2 8 6", "046 - 454 - 286", "on 12 046 454 286", "046 454 286 1960",
		"440\u2011968\u2011592", "x046454286x", "613-555-0199 and 130 692 544", "046\n454 286" };
	static const char *const passed[] = { "", "046 454 287", "123 456 789", "613-555-0199",
		"1 613 555 0199", "6135550199", "6 1 3 5 5 5 0 1 9 9", "6 1 3 5 5 5 0 1 0 0", "0464542861",
		"00464542860", "04645428", "046 454 abc 286", "(613) 555-0199 x12",
		"613 555 0199 613 555 0188", "2026-11-09" };
	load_checked(bench, CHECK_LUHN_REFUSE);
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		assert_fault(bench, found[i], FAULT_LUHN);
	}
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++) {
		assert_fault(bench, passed[i], FAULT_NONE);
	}
}

static void
names_of_any_script(void **state)
{
	struct bench *bench = *state;
	static const char *const good[] = { "O'Brien", "D'Arcy-Côté", "Łukasz", "ᐊᒡᓚᒃ", "李", "A",
		"Marie Claire", "Kʷakʷakə̓wakʷ", "St. John (Jack)" };
	static const char *const bad[] = { "R2D2", "٣", "-", "...", "😀" };
	load_checked(bench, CHECK_NAME);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_fault(bench, good[i], FAULT_NONE);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_fault(bench, bad[i], FAULT_NAME);
	}
	char name[103] = "";
	memset(name, 'a', 100);
	assert_fault(bench, name, FAULT_NONE);
	memset(name, 'a', 101);
	assert_fault(bench, name, FAULT_NAME);
}

static void
phone_and_postal_code(void **state)
{
	struct bench *bench = *state;
	load_checked(bench, CHECK_NANP);
	assert_fault(bench, "", FAULT_NONE);
	assert_fault(bench, "(613) 555-0199 poste 12", FAULT_NONE);
	assert_fault(bench, "613 911 0000", FAULT_NANP);
	load_checked(bench, CHECK_POSTAL);
	assert_fault(bench, " k1a 0b1 ", FAULT_NONE);
	assert_fault(bench, "K1A 0I1", FAULT_POSTAL);
}

static void
required_comes_before_the_kiosks_checks(void **state)
{
	struct bench *bench = *state;
	load_one(bench, "textField", "\"validation\":{\"required\":true,\"maxLength\":3}");
	((struct element *)bench->form->elements)->checks = CHECK_NANP;
	assert_fault(bench, " ", FAULT_REQUIRED);
	assert_fault(bench, "1234", FAULT_TOO_MANY_CHARACTERS);
	assert_fault(bench, "123", FAULT_NANP);
}

static void
every_fault_has_a_key_of_its_own(void **state)
{
	(void)state;
	for (enum fault a = FAULT_NONE; a < FAULT_COUNT; a++) {
		assert_non_null(fault_key(a));
		assert_int_equal(fault_key(a)[0] == '\0', a == FAULT_NONE);
		for (enum fault b = FAULT_NONE; b < a; b++) {
			assert_string_not_equal(fault_key(a), fault_key(b));
		}
	}
	assert_string_equal(fault_key(FAULT_REQUIRED), "input-validation.required");
	assert_string_equal(fault_key(FAULT_LUHN), "kiosk.luhn");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(children_follow_their_parents_in_either_language),
		TEST(any_matching_rule_shows),
		TEST(parents_may_stand_behind_their_children),
		TEST(cycles_stay_hidden_and_end),
		TEST(rule_on_a_missing_element_hides),
		TEST(pages_follow_the_answers),
		TEST(first_tick_leads_the_way),
		TEST(catch_all_is_the_last_resort),
		TEST(first_fault_wins),
		TEST(length_is_untrimmed_and_in_utf16),
		TEST(numbers_as_ecmascript_reads_them),
		TEST(checkboxes),
		TEST(dates_are_whole_and_of_four_digits),
		TEST(email_purpose_is_checked_without_validation),
		TEST(own_expression_is_searched),
		TEST(a_required_file_may_be_shown_instead),
		TEST(a_required_file_of_a_row_may_be_shown_instead),
		TEST(social_insurance_numbers_are_found_in_a_text),
		TEST(names_of_any_script),
		TEST(phone_and_postal_code),
		TEST(required_comes_before_the_kiosks_checks),
		TEST(every_fault_has_a_key_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

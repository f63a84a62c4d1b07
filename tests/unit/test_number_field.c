/* SPDX-License-Identifier: MIT */
/* Numbers on the kiosk: typed in the way of either language, shown formatted, sent plain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/kiosk_state.h"
#include "core/msg.h"
#include "core/page.h"
#include "platform/form_json.h"
#include "walk.h"

/* Income and a temperature on one page, a number of children on the next. */
static const char template[] =
	"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},"
	"\"confirmation\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"layout\":[1,2,3],\"elements\":["
	"{\"id\":1,\"type\":\"numberInput\",\"properties\":{\"titleEn\":\"Income\",\"titleFr\":\"Revenu\","
	"\"currencyCode\":\"CAD\",\"validation\":{\"required\":true}}},"
	"{\"id\":2,\"type\":\"numberInput\",\"properties\":{\"titleEn\":\"Degrees\",\"titleFr\":\"Degrés\",\"stepCount\":1,"
	"\"allowNegativeNumbers\":true,\"validation\":{\"required\":false}}},"
	"{\"id\":3,\"type\":\"textField\",\"properties\":{\"titleEn\":\"Children\",\"titleFr\":\"Enfants\","
	"\"validation\":{\"type\":\"number\",\"required\":false}}}]}";

static int
set_up(void **state)
{
	struct diagnosis diagnosis;
	(void)walk_set_up(state);
	struct walk *walk = *state;
	arena_reset(&walk->form_memory);
	if (form_parse("t.json", STR(template), &walk->form_memory, NULL, &walk->form, &diagnosis) !=
		0) {
		return -1;
	}
	/* what service.json would say: the first two questions share a page, and nothing is private */
	struct element *elements = (struct element *)(uintptr_t)walk->form->elements;
	elements[0].page = elements[1].page = 1;
	for (int32_t i = 0; i < walk->form->n_elements; i++) {
		elements[i].is_private = false;
	}
	walk_begin(walk);
	return 0;
}

static void
assert_value(struct walk *walk, const char *id, const char *value)
{
	const struct node *node = walk_node(walk, id);
	assert_non_null(node);
	if (!str_eq(node->value, str_of(value))) {
		fail_msg("%s: \"%.*s\" and not \"%s\"", id, (int)node->value.n, node->value.p, value);
	}
}

static void
is_formatted_while_another_field_is_edited(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_FR);
	walk_go(walk, "q1");
	walk_type(walk, "1234.5");
	assert_value(walk, "q1", "1234.5");
	assert_int_equal(walk_node(walk, "q1")->caret, 6);
	walk_go(walk, "q2");
	assert_value(walk, "q1", "1\u00A0234,50\u00A0$");
	assert_int_equal(walk_node(walk, "q1")->caret, -1);
	walk_key(walk, KEY_UP);
	assert_true(walk_has_focus(walk, "q1"));
	assert_value(walk, "q1", "1234.5");
	assert_int_equal(walk_node(walk, "q1")->caret, 6);
	walk_key(walk, KEY_BACKSPACE);
	assert_value(walk, "q1", "1234.");
}

static void
is_reviewed_formatted_and_kept_plain(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_FR);
	walk_go(walk, "q1");
	walk_type(walk, "1 234,5 $");
	walk_go(walk, "q2");
	walk_type(walk, "\u221212,25");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q3"));
	walk_go(walk, "q3");
	walk_type(walk, "2");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_value(walk, "r1", "1\u00A0234,50\u00A0$");
	assert_value(walk, "r2", "-12,25"); /* one decimal is asked for, and no digit is hidden */
	assert_value(walk, "r3", "2");
	walk_press(walk, "language");
	assert_true(walk_is_on(walk, "review"));
	assert_value(walk, "r1", "$1,234.50");
	assert_value(walk, "r2", "-12.25");
	walk_press(walk, "r1");
	assert_value(walk, "q1", "1234.5");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
}

static void
what_could_be_two_numbers_is_asked_again(void **state)
{
	struct walk *walk = *state;
	static const char *const bad[] = { "1,234", "1.234", "12 34", "5 €", "abc", "1,2,3", "٣",
		"-5" };
	walk_start(walk, LANG_FR);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		walk_go(walk, "q1");
		walk_type(walk, bad[i]);
		walk_press(walk, "next");
		assert_true(walk_has_focus(walk, "errors"));
		assert_true(str_eq(walk_node(walk, "q1")->error, msg(LANG_FR, MSG_FAULT_NUMBER)));
		walk_press(walk, "e1");
		assert_true(walk_has_focus(walk, "q1"));
		walk_keys(walk, KEY_BACKSPACE, (int32_t)utf8_count(str_of(bad[i])));
		assert_value(walk, "q1", "");
	}
	walk_type(walk, "1234");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q3"));
}

/* A good number on a page that is shown again for another fault is plain, and the caret stands behind it. */
static void
comes_back_plain(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_go(walk, "q2");
	walk_type(walk, "  7  ");
	walk_press(walk, "next");
	assert_true(walk_has_focus(walk, "errors")); /* the income is missing */
	walk_press(walk, "e1");
	walk_go(walk, "q2");
	assert_value(walk, "q2", "7");
	assert_int_equal(walk_node(walk, "q2")->caret, 1);
	walk_type(walk, "0");
	assert_value(walk, "q2", "70");
}

/* A limit is named as the number itself is shown, to its last decimal. */
static void
limits_are_numbers_too(void **state)
{
	struct walk *walk = *state;
	static const struct {
		double max;
		const char *income, *degrees; /* of questions 1 and 2, in English */
	} cases[] = {
		{ 1000, "$1,000.00", "1000.0" },
		{ 0.5, "$0.50", "0.5" },
		{ 130.005, "$130.005", "130.005" },
		{ -40.25, "-$40.25", "-40.25" },
		{ 123456789.123456789, "$123,456,789.1234568", "123456789.1234568" },
		{ 0.1 + 0.2, "$0.30", "0.3" },
		{ 999999999999, "$999,999,999,999.00", "999999999999.0" },
		{ 1e21, "$999,999,999,999,999,999.00", "999999999999999999.0" },
	};
	walk_start(walk, LANG_EN);
	struct element *elements = (struct element *)(uintptr_t)walk->form->elements;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int32_t e = 0; e < 2; e++) {
			char memory[1024], expected[300];
			struct arena arena;
			struct session session = *walk->kiosk->session;
			arena_init(&arena, memory, sizeof(memory));
			elements[e].validation.max = cases[i].max;
			session.answers.of[e].fault = FAULT_TOO_LARGE;
			const struct str said = page_fault(&session, place_of(e), LANG_EN, &arena);
			const char *limit = e == 0 ? cases[i].income : cases[i].degrees;
			snprintf(expected, sizeof(expected), "%.*s", (int)said.n, said.p);
			if (strstr(expected, limit) == NULL) {
				fail_msg("no %s in: %s", limit, expected);
			}
		}
	}
}

static bool
has_key(const struct walk *walk, char c)
{
	const struct tree *tree = walk_tree(walk);
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (node->region == REGION_KEYBOARD && str_eq(node->name, (struct str){ &c, 1 })) {
			return true;
		}
	}
	return false;
}

static void
pad_has_the_signs_of_the_question(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_FR);
	walk_tap(walk, "q1");
	assert_true(has_key(walk, ',') && !has_key(walk, '.') && !has_key(walk, '-'));
	walk_tap(walk, "q2");
	assert_true(has_key(walk, ',') && has_key(walk, '-'));
	walk_tap(walk, "language");
	walk_tap(walk, "q2");
	assert_true(has_key(walk, '.') && !has_key(walk, ','));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, walk_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_formatted_while_another_field_is_edited),
		TEST(is_reviewed_formatted_and_kept_plain),
		TEST(what_could_be_two_numbers_is_asked_again),
		TEST(comes_back_plain),
		TEST(limits_are_numbers_too),
		TEST(pad_has_the_signs_of_the_question),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

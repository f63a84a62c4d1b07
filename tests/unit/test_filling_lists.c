/* SPDX-License-Identifier: MIT */
/* Lists that are too long to be read: typing, choosing, typing on, leafing, and the language switched in between. */
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

enum { CHOICES = 30 };

/* Two questions with the same list: Egypt, and 29 places; the second one on a page of its own, or not. */
static void
open_list(struct walk *walk, enum lang lang, const char *type, const char *properties)
{
	static char template[32768], choices[8192];
	struct diagnosis diagnosis;
	const struct form_loading loading = { .letters = letters_of_glib() };
	size_t n = (size_t)snprintf(
		choices, sizeof(choices), "{\"en\":\"Egypt of the north\",\"fr\":\"Égypte\"}");
	for (int i = 1; i < CHOICES; i++) {
		n += (size_t)snprintf(choices + n, sizeof(choices) - n,
			",{\"en\":\"Place %02d\",\"fr\":\"Lieu-dit %02d\"}", i, i);
	}
	snprintf(template, sizeof(template),
		"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},"
		"\"confirmation\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"layout\":[1,2],\"elements\":["
		"{\"id\":1,\"type\":\"%s\",\"properties\":{%s,\"titleEn\":\"One\",\"titleFr\":\"Un\",\"choices\":[%s]}},"
		"{\"id\":2,\"type\":\"%s\",\"properties\":{\"titleEn\":\"Two\",\"titleFr\":\"Deux\",\"choices\":[%s]}}]}",
		type, properties, choices, type, choices);
	arena_reset(&walk->form_memory);
	if (form_parse("t.json", str_of(template), &walk->form_memory, &loading, &walk->form,
			&diagnosis) != 0) {
		fail_msg("%s %s", diagnosis.where, diagnosis.what);
	}
	walk_begin(walk);
	walk_start(walk, lang);
	assert_true(walk_has_focus(walk, "q1"));
}

static void
assert_value(struct walk *walk, const char *value)
{
	const struct node *node = walk_node(walk, "q1");
	if (!str_eq(node->value, str_of(value))) {
		fail_msg("\"%.*s\" and not \"%s\"", (int)node->value.n, node->value.p, value);
	}
	assert_true(node->caret <= (int32_t)node->value.n);
}

static void
assert_shown(struct walk *walk, const char *id, bool shown)
{
	if ((walk_node(walk, id) != NULL) != shown) {
		fail_msg("%s is %sthere", id, shown ? "not " : "");
	}
}

static void
assert_stays(struct walk *walk)
{
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q1"));
	assert_true(str_eq(walk_node(walk, "q1")->error, msg(walk_tree(walk)->lang, MSG_FAULT_STRICT)));
}

static void
a_label_that_is_typed_is_a_choice(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_FR, "dropdown", "\"validation\":{\"required\":false}");
	walk_type(walk, " egypte ");
	walk_assert_sealed(walk, "{\"1\":\"Égypte\",\"2\":\"\"}");
	assert_value(walk, "Égypte");
	assert_shown(walk, "q1.c0", true);
	/* sealed in the language that the client has then */
	walk_press(walk, "language");
	assert_value(walk, "Egypt of the north");
	walk_assert_sealed(walk, "{\"1\":\"Egypt of the north\",\"2\":\"\"}");
}

static void
a_choice_is_found_and_picked(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "dropdown", "\"validation\":{\"required\":true}");
	walk_press(walk, "next");
	assert_true(walk_has_focus(walk, "errors"));
	walk_press(walk, "e1");
	walk_type(walk, "pl 2");
	assert_shown(walk, "q1.c20", true);
	assert_shown(walk, "q1.c19", false);
	walk_press(walk, "q1.c21");
	assert_value(walk, "Place 21");
	/* nothing moves under the finger */
	assert_shown(walk, "q1.c20", true);
	assert_true(walk_node(walk, "q1.c21")->flags & NODE_CHECKED);
	walk_press(walk, "q1.c22");
	assert_false(walk_node(walk, "q1.c21")->flags & NODE_CHECKED);
	walk_assert_sealed(walk, "{\"1\":\"Place 22\",\"2\":\"\"}");
}

static void
what_was_picked_can_be_typed_on(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_FR, "combobox", "\"validation\":{\"required\":false}");
	walk_press(walk, "q1.c0");
	walk_go(walk, "q1");
	walk_key(walk, KEY_BACKSPACE);
	assert_value(walk, "Égypt");
	assert_shown(walk, "q1.c0", true);
	assert_shown(walk, "q1.c1", false);
	walk_type(walk, "os");
	assert_value(walk, "Égyptos");
	assert_shown(walk, "q1.c0", false);
	walk_assert_sealed(walk, "{\"1\":\"Égyptos\",\"2\":\"\"}");
}

/* The caret goes through the label as through any text. */
static void
the_caret_goes_through_a_label(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_FR, "combobox", "\"validation\":{\"required\":false}");
	walk_press(walk, "q1.c0");
	walk_go(walk, "q1");
	assert_int_equal(walk_node(walk, "q1")->caret, 7);
	walk_keys(walk, KEY_LEFT, 2);
	assert_int_equal(walk_node(walk, "q1")->caret, 5);
	assert_value(walk, "Égypte");
	walk_keys(walk, KEY_LEFT, 4);
	assert_int_equal(walk_node(walk, "q1")->caret, 0);
	walk_key(walk, KEY_RIGHT);
	assert_int_equal(walk_node(walk, "q1")->caret, 2);
	walk_key(walk, KEY_END);
	assert_int_equal(walk_node(walk, "q1")->caret, 7);
	walk_key(walk, KEY_HOME);
	walk_key(walk, KEY_DELETE);
	assert_value(walk, "gypte");
	walk_type(walk, "E");
	assert_value(walk, "Egypte");
	walk_assert_sealed(walk, "{\"1\":\"Égypte\",\"2\":\"\"}");
}

static void
the_language_may_be_switched_in_between(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "dropdown", "\"validation\":{\"required\":false}");
	walk_press(walk, "q1.c0");
	walk_go(walk, "q1");
	assert_int_equal(walk_node(walk, "q1")->caret, 18);
	walk_key(walk, KEY_F11);
	assert_value(walk, "Égypte");
	assert_int_equal(walk_node(walk, "q1")->caret, 7);
	walk_key(walk, KEY_LEFT);
	walk_key(walk, KEY_F11);
	assert_value(walk, "Egypt of the north");
	walk_key(walk, KEY_F11);
	walk_key(walk, KEY_BACKSPACE);
	assert_value(walk, "Égypt");
	walk_key(walk, KEY_F11); /* what was typed stays as it is */
	assert_value(walk, "Égypt");
	walk_type(walk, "e");
	walk_assert_sealed(walk, "{\"1\":\"Egypt of the north\",\"2\":\"\"}");
}

static void
nothing_but_a_choice_will_do_where_it_is_strict(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "combobox", "\"strictValue\":true");
	walk_type(walk, "Place");
	assert_stays(walk);
	walk_press(walk, "e1");
	walk_type(walk, " 07");
	walk_assert_sealed(walk, "{\"1\":\"Place 07\",\"2\":\"\"}");
	/* white space is nothing */
	walk_keys(walk, KEY_BACKSPACE, 8);
	walk_type(walk, "  ");
	walk_assert_sealed(walk, "{\"1\":\"\",\"2\":\"\"}");
}

static void
a_long_dropdown_is_always_strict(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_FR, "dropdown", "\"validation\":{\"required\":false}");
	walk_type(walk, "Lieu");
	assert_stays(walk);
	walk_press(walk, "e1");
	walk_keys(walk, KEY_BACKSPACE, 4);
	walk_assert_sealed(walk, "{\"1\":\"\",\"2\":\"\"}");
}

static void
other_answers_will_do_where_it_is_not(void **state)
{
	struct walk *walk = *state;
	open_list(
		walk, LANG_EN, "combobox", "\"strictValue\":false,\"validation\":{\"required\":true}");
	walk_type(walk, "Somewhere \"else\"");
	walk_assert_sealed(walk, "{\"1\":\"Somewhere \\\"else\\\"\",\"2\":\"\"}");
}

/* A limit that is shorter than a label stops typing, not choosing. */
static void
a_label_may_be_longer_than_what_is_typed(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "combobox", "\"validation\":{\"required\":false,\"maxLength\":2}");
	walk_type(walk, "egy");
	assert_value(walk, "eg");
	walk_press(walk, "q1.c0");
	walk_go(walk, "q1");
	walk_type(walk, "x");
	assert_value(walk, "Egypt of the north");
	walk_key(walk, KEY_BACKSPACE);
	assert_value(walk, "Egypt of the nort");
}

static void
answers_are_leafed_through(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "dropdown", "\"validation\":{\"required\":false}");
	walk_type(walk, "place");
	assert_shown(walk, "q1.c8", true);
	assert_shown(walk, "q1.c9", false);
	assert_shown(walk, "m1.less", false);
	walk_press(walk, "m1.more");
	assert_true(walk_has_focus(walk, "q1.c9"));
	assert_shown(walk, "q1.c8", false);
	assert_int_equal(walk_node(walk, "q1.c9")->position, 9);
	assert_int_equal(walk_node(walk, "q1.c9")->of, 29);
	walk_press(walk, "m1.more");
	walk_press(walk, "m1.more");
	assert_true(walk_has_focus(walk, "q1.c25"));
	assert_shown(walk, "m1.more", false);
	assert_shown(walk, "q1.c29", true);
	walk_key(walk, KEY_ENTER);
	assert_value(walk, "Place 25");
	assert_shown(walk, "q1.c29", true);
	walk_press(walk, "m1.less");
	assert_true(walk_has_focus(walk, "q1.c17"));
	walk_press(walk, "m1.less");
	walk_press(walk, "m1.less");
	assert_true(walk_has_focus(walk, "q1.c1"));
	assert_shown(walk, "m1.less", false);
	/* other text, from the beginning again */
	walk_press(walk, "m1.more");
	walk_go(walk, "q1");
	walk_keys(walk, KEY_BACKSPACE, 8);
	assert_shown(walk, "q1.c0", true);
	walk_type(walk, "place 1");
	assert_shown(walk, "q1.c10", true);
	assert_shown(walk, "q1.c18", false);
}

/* What is typed into one list leaves the other one on the page alone, and the way leads through both. */
static void
two_lists_on_a_page_do_not_mix(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "combobox", "\"validation\":{\"required\":false}");
	struct element *elements = (struct element *)(uintptr_t)walk->form->elements;
	elements[0].page = elements[1].page = 1;
	walk_type(walk, "place 1");
	assert_shown(walk, "q1.c10", true);
	assert_shown(walk, "q1.c0", false);
	assert_shown(walk, "q2.c0", true);
	walk_press(walk, "m1.more");
	assert_true(walk_has_focus(walk, "q1.c18"));
	walk_press(walk, "m2.more");
	assert_true(walk_has_focus(walk, "q2.c8"));
	walk_go(walk, "q2");
	walk_type(walk, "egy");
	assert_shown(walk, "q2.c0", true);
	assert_shown(walk, "q2.c1", false);
	walk_press(walk, "q2.c0");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_true(walk_value_is(walk, "r1", "place 1"));
	assert_true(walk_value_is(walk, "r2", "Egypt of the north"));
}

/* Others see it below the field; who listens hears it once the last letter is said, and only then. */
static void
what_is_found_is_said(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "combobox", "\"validation\":{\"required\":false}");
	walk_jack(walk, JACK_HEADPHONES);
	walk_type(walk, "eg");
	assert_string_equal(walk->said, "G");
	walk_spoken(walk);
	assert_string_equal(walk->said, "Answers found: 1");
	walk_type(walk, "z");
	walk_spoken(walk);
	assert_string_equal(walk->said, "No answer begins like this. Erase some letters.");
	const int32_t said = walk->n_speaks;
	walk_spoken(walk);
	assert_int_equal(walk->n_speaks, said);
}

/* Answers can hide all that a form asks for: there is a way on all the same. */
static void
a_form_without_pages_leads_to_its_review(void **state)
{
	struct walk *walk = *state;
	struct diagnosis diagnosis;
	arena_reset(&walk->form_memory);
	assert_int_equal(
		form_parse("t.json",
			STR("{\"titleEn\":\"a\",\"titleFr\":\"b\",\"layout\":[1],\"elements\":[{\"id\":1,\"type\":\"radio\","
				"\"properties\":{\"choices\":[{\"en\":\"a\",\"fr\":\"b\"}],"
				"\"conditionalRules\":[{\"choiceId\":\"1.0\"}]}}]}"),
			&walk->form_memory, NULL, &walk->form, &diagnosis),
		0);
	walk_begin(walk);
	walk_key(walk, KEY_ENTER);
	assert_true(walk_is_on(walk, "start"));
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	walk_press(walk, "back");
	assert_true(walk_is_on(walk, "start"));
}

/* From the field of a list Enter is the way to what was found, and on once it is chosen. */
static void
enter_leads_to_what_is_found(void **state)
{
	struct walk *walk = *state;
	open_list(walk, LANG_EN, "combobox", "\"validation\":{\"required\":false}");
	walk_type(walk, "egy");
	walk_key(walk, KEY_ENTER);
	assert_true(walk_has_focus(walk, "q1.c0"));
	walk_key(walk, KEY_ENTER);
	walk_go(walk, "q1");
	walk_key(walk, KEY_ENTER);
	assert_true(walk_is_on(walk, "q2"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, walk_set_up, walk_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_found_is_said),
		TEST(a_form_without_pages_leads_to_its_review),
		TEST(enter_leads_to_what_is_found),
		TEST(a_label_that_is_typed_is_a_choice),
		TEST(a_choice_is_found_and_picked),
		TEST(what_was_picked_can_be_typed_on),
		TEST(the_caret_goes_through_a_label),
		TEST(the_language_may_be_switched_in_between),
		TEST(nothing_but_a_choice_will_do_where_it_is_strict),
		TEST(a_long_dropdown_is_always_strict),
		TEST(other_answers_will_do_where_it_is_not),
		TEST(a_label_may_be_longer_than_what_is_typed),
		TEST(answers_are_leafed_through),
		TEST(two_lists_on_a_page_do_not_mix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Rows of a repeating set, pages that the form is left from, and changing both from the review. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/kiosk_state.h"
#include "walk.h"

static int
set_up(void **state)
{
	static struct walk walk;
	walk_open_service(&walk, "tests/replay/kinds/household");
	walk_begin(&walk);
	walk_start(&walk, LANG_EN);
	*state = &walk;
	return 0;
}

static int32_t
count_rows(const struct walk *walk)
{
	const struct session *s = walk->kiosk->session;
	return s->answers.of[form_find(s->form, 6)].n_rows;
}

/* Name and kinship: what a row must have. */
static void
fill_row(struct walk *walk, const char *row, const char *name)
{
	char id[ID_MAX];
	snprintf(id, sizeof(id), "%s.s1", row);
	walk_go(walk, id);
	walk_keys(walk, KEY_BACKSPACE, (int32_t)utf8_count(walk_node(walk, id)->value));
	walk_type(walk, name);
	snprintf(id, sizeof(id), "%s.s3.c1", row);
	walk_press(walk, id);
}

/* Three people; the page of the last one is shown. */
static void
fill_three(struct walk *walk)
{
	walk_until(walk, "q6.r0");
	fill_row(walk, "q6.r0", "Ann");
	walk_press(walk, "row.add");
	assert_true(walk_is_on(walk, "q6.r1"));
	fill_row(walk, "q6.r1", "Bob");
	walk_press(walk, "row.add");
	assert_true(walk_is_on(walk, "q6.r2"));
	fill_row(walk, "q6.r2", "Cyd");
}

/* As they are: walk_answer() would answer what was left out. */
static void
leave_rows(struct walk *walk)
{
	while (!walk_is_on(walk, "q7")) {
		walk_press(walk, "next");
	}
	walk_until(walk, "review");
}

static void
assert_rows(struct walk *walk, const char *rows)
{
	if (walk_is_on(walk, "review")) {
		walk_press(walk, "next");
	}
	walk_press(walk, "submit");
	const char *at = strstr(walk->saved, "\"6\":");
	assert_non_null(at);
	if (strncmp(at + 4, rows, strlen(rows)) != 0) {
		fail_msg("%.400s and not %s", at + 4, rows);
	}
}

#define ROW(name) "{\"1\":\"" name "\",\"2\":\"\",\"3\":\"Child\",\"4\":[],\"5\":\"\"}"

static void
rows_are_sealed_in_their_order(void **state)
{
	struct walk *walk = *state;
	fill_three(walk);
	walk_go(walk, "q6.r2.s2.p0");
	walk_type(walk, "2001");
	walk_key(walk, KEY_DOWN);
	walk_type(walk, "1");
	walk_key(walk, KEY_DOWN);
	walk_type(walk, "31");
	walk_press(walk, "q6.r2.s4.c1");
	walk_go(walk, "q6.r2.s5");
	walk_type(walk, "$1,250.50");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q7"));
	leave_rows(walk);
	assert_rows(walk,
		"[" ROW("Ann") "," ROW(
			"Bob") ",{\"1\":\"Cyd\",\"2\":{\"YYYY\":2001,\"MM\":1,\"DD\":31},\"3\":\"Child\","
				   "\"4\":[\"Old Age Security\"],\"5\":\"1250.50\"}],\"7\":");
}

static void
a_row_is_a_page_on_the_way(void **state)
{
	struct walk *walk = *state;
	fill_three(walk);
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q7"));
	for (int32_t row = 2; row >= 0; row--) {
		static const char *const pages[] = { "q6.r0", "q6.r1", "q6.r2" };
		walk_press(walk, "back");
		assert_true(walk_is_on(walk, pages[row]));
		/* the text before the set is read once */
		assert_int_equal(walk_node(walk, "t5.c01") != NULL, row == 0);
		assert_int_equal(walk_node(walk, "row.add") != NULL, false);
	}
	walk_press(walk, "back");
	assert_true(walk_is_on(walk, "q4"));
}

static void
an_unfinished_row_is_finished_before_another(void **state)
{
	struct walk *walk = *state;
	walk_until(walk, "q6.r0");
	walk_press(walk, "row.add");
	assert_true(walk_is_on(walk, "q6.r0"));
	assert_true(walk_has_focus(walk, "errors"));
	assert_int_equal(count_rows(walk), 1);
	assert_true(walk_node(walk, "q6.r0.s1")->flags & NODE_INVALID);
	assert_true(walk_node(walk, "q6.r0.s3")->flags & NODE_INVALID);
	walk_press(walk, "e6.r0.s3");
	assert_true(walk_has_focus(walk, "q6.r0.s3.c0"));
	fill_row(walk, "q6.r0", "Ann");
	walk_press(walk, "row.add");
	assert_true(walk_is_on(walk, "q6.r1"));
	assert_true(walk_has_focus(walk, "q6.r1.s1"));
	assert_null(walk_node(walk, "errors"));
	assert_int_equal(count_rows(walk), 2);
}

static void
there_are_no_more_rows_than_the_form_allows(void **state)
{
	struct walk *walk = *state;
	walk_until(walk, "q6.r0");
	assert_null(walk_node(walk, "row.remove")); /* the only row stays */
	assert_null(walk_node(walk, "row.full"));
	fill_three(walk);
	assert_null(walk_node(walk, "row.add"));
	assert_non_null(walk_node(walk, "row.full"));
	assert_non_null(walk_node(walk, "row.remove"));
}

static void
a_blank_row_goes_without_a_question(void **state)
{
	struct walk *walk = *state;
	walk_until(walk, "q6.r0");
	fill_row(walk, "q6.r0", "Ann");
	walk_press(walk, "row.add");
	walk_press(walk, "row.remove");
	assert_true(walk_is_on(walk, "q6.r0"));
	assert_int_equal(count_rows(walk), 1);
	leave_rows(walk);
	assert_rows(walk, "[" ROW("Ann") "],");
}

static void
a_row_with_answers_is_asked_about(void **state)
{
	struct walk *walk = *state;
	fill_three(walk);
	walk_go(walk, "q6.r2.s1");
	walk_type(walk, "QZXJQZXJ");
	walk_press(walk, "row.remove");
	assert_true(walk_is_on(walk, "remove"));
	assert_true(walk_has_focus(walk, "remove.no"));
	walk_press(walk, "remove.no");
	assert_true(walk_is_on(walk, "q6.r2"));
	assert_true(walk_has_focus(walk, "row.remove"));
	assert_int_equal(count_rows(walk), 3);
	walk_press(walk, "row.remove");
	walk_key(walk, KEY_ESCAPE);
	assert_int_equal(count_rows(walk), 3);
	walk_press(walk, "row.remove");
	walk_press(walk, "remove.yes");
	assert_true(walk_is_on(walk, "q6.r1"));
	assert_int_equal(count_rows(walk), 2);
	assert_null(memmem(walk->session.base, walk->session.size, "QZXJQZXJ", 8));
	leave_rows(walk);
	assert_rows(walk, "[" ROW("Ann") "," ROW("Bob") "],");
}

static void
the_middle_row_goes_and_the_others_stay(void **state)
{
	struct walk *walk = *state;
	fill_three(walk);
	walk_press(walk, "back");
	assert_true(walk_is_on(walk, "q6.r1"));
	walk_press(walk, "row.remove");
	walk_press(walk, "remove.yes");
	assert_true(walk_is_on(walk, "q6.r1"));
	assert_true(walk_value_is(walk, "q6.r1.s1", "Cyd"));
	assert_non_null(walk_node(walk, "row.add"));
	walk_press(walk, "back");
	assert_true(walk_value_is(walk, "q6.r0.s1", "Ann"));
	leave_rows(walk);
	assert_rows(walk, "[" ROW("Ann") "," ROW("Cyd") "],");
}

/* What was wrong with a row that is gone is told of no other. */
static void
faults_go_with_their_row(void **state)
{
	struct walk *walk = *state;
	fill_three(walk);
	walk_press(walk, "back");
	walk_go(walk, "q6.r1.s1");
	walk_keys(walk, KEY_BACKSPACE, 3);
	walk_press(walk, "next");
	assert_true(walk_has_focus(walk, "errors"));
	walk_press(walk, "row.remove");
	walk_press(walk, "remove.yes");
	assert_true(walk_value_is(walk, "q6.r1.s1", "Cyd"));
	assert_null(walk_node(walk, "errors"));
	assert_false(walk_node(walk, "q6.r1.s1")->flags & NODE_INVALID);
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q7"));
}

/* ---- from the review ---- */

static void
a_row_is_changed_from_the_review(void **state)
{
	struct walk *walk = *state;
	fill_three(walk);
	leave_rows(walk);
	assert_true(
		walk_value_is(walk, "r6.r1", "Name of this person: Bob\nHow are you related? Child"));
	walk_press(walk, "r6.r1");
	assert_true(walk_is_on(walk, "q6.r1"));
	assert_true(walk_has_focus(walk, "q6.r1.s1"));
	fill_row(walk, "q6.r1", "Bea");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_true(
		walk_value_is(walk, "r6.r1", "Name of this person: Bea\nHow are you related? Child"));
	assert_rows(walk, "[" ROW("Ann") "," ROW("Bea") "," ROW("Cyd") "],");
}

/* A row that was begun and left is asked for, before anything can be sent. */
static void
what_was_left_blank_is_found_at_the_review(void **state)
{
	struct walk *walk = *state;
	walk_until(walk, "q6.r0");
	fill_row(walk, "q6.r0", "Ann");
	leave_rows(walk);
	walk_press(walk, "r6.r0");
	walk_press(walk, "row.add");
	assert_true(walk_is_on(walk, "q6.r1"));
	walk_press(walk, "back"); /* nobody is trapped: the page before it */
	assert_true(walk_is_on(walk, "q6.r0"));
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q6.r1"));
	assert_null(walk_node(walk, "errors")); /* asked as if for the first time */
	walk_press(walk, "next");
	assert_true(walk_has_focus(walk, "errors"));
	walk_press(walk, "row.remove");
	assert_true(walk_is_on(walk, "q6.r0"));
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_rows(walk, "[" ROW("Ann") "],");
}

static void
rows_come_and_go_from_the_review(void **state)
{
	struct walk *walk = *state;
	fill_three(walk);
	leave_rows(walk);
	walk_press(walk, "r6.r0");
	walk_press(walk, "row.remove");
	walk_press(walk, "remove.yes");
	assert_true(walk_is_on(walk, "q6.r0"));
	assert_true(walk_value_is(walk, "q6.r0.s1", "Bob"));
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_null(walk_node(walk, "r6.r2"));
	walk_press(walk, "r6.r1");
	walk_press(walk, "row.add");
	assert_true(walk_value_is(walk, "q6.r2.s1", ""));
	fill_row(walk, "q6.r2", "Dan");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_rows(walk, "[" ROW("Bob") "," ROW("Cyd") "," ROW("Dan") "],");
}

/* ---- where the form ends ---- */

static void
to_the_exit(struct walk *walk)
{
	walk_until(walk, "q3");
	walk_press(walk, "q3.c1");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q19"));
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "exit"));
}

static void
the_form_is_left_and_nothing_is_sent(void **state)
{
	struct walk *walk = *state;
	to_the_exit(walk);
	walk_press(walk, "exit");
	assert_true(walk_is_on(walk, "goodbye"));
	assert_int_equal(walk->n_saves, 0);
	assert_false(walk_holds(walk, "Zoé Côté"));
}

static void
there_is_a_way_back_from_the_exit(void **state)
{
	struct walk *walk = *state;
	to_the_exit(walk);
	walk_press(walk, "back");
	assert_true(walk_is_on(walk, "q19"));
	walk_press(walk, "back");
	assert_true(walk_is_on(walk, "q3"));
	assert_true(walk_node(walk, "q3.c1")->flags & NODE_CHECKED);
	walk_press(walk, "q3.c0");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q4"));
	walk_until(walk, "review");
}

/* An answer that is changed at the review may lead out of the form: it cannot be sent any more. */
static void
a_change_at_the_review_may_lead_out(void **state)
{
	struct walk *walk = *state;
	walk_until(walk, "review");
	walk_press(walk, "r3");
	walk_press(walk, "q3.c1");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q19"));
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "exit"));
	assert_int_equal(walk->n_saves, 0);
	walk_press(walk, "back");
	walk_press(walk, "back");
	assert_true(walk_is_on(walk, "q3"));
	walk_press(walk, "q3.c0");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
}

/* A page of several questions is filled in with Enter alone, whatever they are answered with. */
static void
enter_goes_from_answer_to_answer(void **state)
{
	static const char *const ids[] = { "q6.r0.s2.p0", "q6.r0.s2.p1", "q6.r0.s2.p2", "q6.r0.s3.c0" };
	struct walk *walk = *state;
	walk_until(walk, "q6.r0");
	walk_go(walk, "q6.r0.s1");
	walk_type(walk, "Ann");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		walk_key(walk, KEY_ENTER);
		assert_true(walk_has_focus(walk, ids[i]));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, walk_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_are_sealed_in_their_order),
		TEST(a_row_is_a_page_on_the_way),
		TEST(an_unfinished_row_is_finished_before_another),
		TEST(there_are_no_more_rows_than_the_form_allows),
		TEST(a_blank_row_goes_without_a_question),
		TEST(a_row_with_answers_is_asked_about),
		TEST(the_middle_row_goes_and_the_others_stay),
		TEST(faults_go_with_their_row),
		TEST(enter_goes_from_answer_to_answer),
		TEST(a_row_is_changed_from_the_review),
		TEST(what_was_left_blank_is_found_at_the_review),
		TEST(rows_come_and_go_from_the_review),
		TEST(the_form_is_left_and_nothing_is_sent),
		TEST(there_is_a_way_back_from_the_exit),
		TEST(a_change_at_the_review_may_lead_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

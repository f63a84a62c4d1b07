/* SPDX-License-Identifier: MIT */
/* Technicians at the kiosk: signing in, what is asked of the service, the walk through the self-test, and what is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/kiosk_state.h"
#include "core/msg.h"
#include "core/selftest_walk.h"
#include "walk.h"

static const char card[] = "eyJhbGciOiJFUzI1NiJ9.Zyxomarker.c2lnbmF0dXJl";
static const char pin[] = "48151623";

static void
open_sign_in(struct walk *walk)
{
	walk_key(walk, KEY_F12);
	walk_press(walk, "staff");
	assert_true(walk_is_on(walk, "staff"));
	assert_true(walk_has_focus(walk, "card"));
}

static void
type_card_and_pin(struct walk *walk)
{
	walk_type(walk, card);
	walk_key(walk, KEY_ENTER);
	assert_true(walk_has_focus(walk, "pin"));
	walk_type(walk, pin);
	walk_key(walk, KEY_ENTER);
}

static void
sign_in(struct walk *walk)
{
	open_sign_in(walk);
	type_card_and_pin(walk);
	walk_answered_with(walk, STAFF_OK);
	assert_true(walk_is_on(walk, "staff-menu"));
}

static void
a_card_and_a_pin_are_asked_of_the_service(void **state)
{
	struct walk *walk = *state;
	char expected[256];
	open_sign_in(walk);
	type_card_and_pin(walk);
	snprintf(expected, sizeof(expected), "card=%s;pin=%s;", card, pin);
	assert_true(walk_is_on(walk, "staff-busy"));
	assert_int_equal(walk->asked, STAFF_OPEN);
	assert_string_equal(walk->asked_with, expected);
	walk_answered_with(walk, STAFF_OK);
	assert_true(walk_is_on(walk, "staff-menu"));
}

static void
neither_is_shown_spoken_or_kept(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	open_sign_in(walk);
	walk_forget(walk);
	walk_type(walk, card);
	assert_true(walk_value_is(walk, "card", "Card read"));
	assert_int_equal(walk->n_speaks, 0); /* else hundreds of stars */
	walk_key(walk, KEY_ENTER);
	walk_type(walk, pin);
	assert_true(walk_value_is(walk, "pin", "\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022"));
	assert_true(walk_node(walk, "pin")->flags & NODE_SECRET);
	walk_key(walk, KEY_F2);
	assert_null(memmem(walk->heard, walk->n_heard, "4815", 4));
	assert_null(memmem(walk->heard, walk->n_heard, "Zyxo", 4));
	walk_key(walk, KEY_ENTER);
	walk_answered_with(walk, STAFF_OK);
	assert_false(walk_holds(walk, "Zyxomarker"));
	assert_false(walk_holds(walk, pin));
}

static void
a_typed_digit_is_a_star_to_the_ear(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	open_sign_in(walk);
	walk_go(walk, "pin");
	walk_forget(walk);
	walk_type(walk, "4");
	assert_string_equal(walk->said, "star");
}

static void
the_caret_of_a_pin_counts_dots(void **state)
{
	struct walk *walk = *state;
	open_sign_in(walk);
	walk_go(walk, "pin");
	walk_type(walk, "1234");
	assert_int_equal(walk_node(walk, "pin")->caret, 12);
	walk_key(walk, KEY_LEFT);
	assert_int_equal(walk_node(walk, "pin")->caret, 9);
	walk_key(walk, KEY_BACKSPACE);
	assert_true(walk_value_is(walk, "pin", "\u2022\u2022\u2022"));
}

static void
a_card_is_read_wherever_the_focus_is(void **state)
{
	struct walk *walk = *state;
	open_sign_in(walk);
	walk_go(walk, "help");
	walk_type(walk, card);
	assert_true(walk_has_focus(walk, "card"));
	walk_key(walk, KEY_ESCAPE);
	open_sign_in(walk);
	walk_go(walk, "pin");
	walk_type(walk, card);
	assert_true(walk_has_focus(walk, "card"));
	walk_key(walk, KEY_ENTER);
	walk_type(walk, pin);
	walk_key(walk, KEY_ENTER);
	assert_int_equal(walk->asked, STAFF_OPEN);
	assert_int_equal(strncmp(walk->asked_with, "card=eyJ", 8), 0);
}

static void
an_incomplete_sign_in_asks_nobody(void **state)
{
	struct walk *walk = *state;
	open_sign_in(walk);
	walk_forget(walk);
	walk_press(walk, "next");
	assert_non_null(walk_node(walk, "trouble"));
	walk_type(walk, card);
	walk_key(walk, KEY_ENTER);
	walk_type(walk, "12345");
	walk_press(walk, "next");
	assert_int_equal(walk->n_asks, 0);
	assert_true(walk_is_on(walk, "staff"));
}

static void
a_refusal_says_why_and_forgets_both(void **state)
{
	struct walk *walk = *state;
	struct staff_answer answer = { .status = STAFF_REFUSED };
	staff_answer_add(&answer, STAFF_BAD, STR("The PIN is wrong."), STR("Le NIP est erroné."));
	open_sign_in(walk);
	type_card_and_pin(walk);
	walk_answered(walk, &answer);
	assert_true(walk_is_on(walk, "staff"));
	assert_true(str_eq(walk_node(walk, "trouble")->name, STR("The PIN is wrong.")));
	assert_true(walk_value_is(walk, "card", ""));
	assert_true(walk_value_is(walk, "pin", ""));
	walk_key(walk, KEY_F11);
	assert_true(str_eq(walk_node(walk, "trouble")->name, STR("Le NIP est erroné.")));
	assert_false(walk_holds(walk, "Zyxomarker"));
}

static void
too_many_tries_tell_how_long_to_wait(void **state)
{
	struct walk *walk = *state;
	const struct staff_answer answer = { .status = STAFF_WAIT, .wait_s = 60 };
	open_sign_in(walk);
	type_card_and_pin(walk);
	walk_answered(walk, &answer);
	assert_true(str_eq(
		walk_node(walk, "trouble")->name, STR("Too many tries. Wait 60 seconds, then try again.")));
}

static void
an_answer_to_something_else_means_nothing(void **state)
{
	struct walk *walk = *state;
	open_sign_in(walk);
	type_card_and_pin(walk);
	walk->ask++;
	walk_answered_with(walk, STAFF_OK);
	assert_true(walk_is_on(walk, "staff-busy"));
	walk->ask--;
	walk_answered_with(walk, STAFF_OK);
	walk_answered_with(walk, STAFF_REFUSED); /* twice */
	assert_true(walk_is_on(walk, "staff-menu"));
}

static void
leaving_closes_the_session_and_wipes(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_forget(walk);
	walk_press(walk, "leave");
	assert_int_equal(walk->asked, STAFF_CLOSE);
	assert_int_equal(walk->n_wipes, 1);
	assert_true(walk_is_on(walk, "welcome"));
}

static void
the_time_limit_leads_back_to_the_first_page(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_forget(walk);
	walk_wait(walk, walk->options.idle_limit);
	assert_true(walk_is_on(walk, "timeout"));
	assert_true(str_eq(walk_node(walk, "p1")->name, msg(LANG_EN, MSG_TIMEOUT_STAFF)));
	walk_wait(walk, NOTICE_MS + 1000);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(walk->asked, STAFF_CLOSE);
	assert_int_equal(walk->n_wipes, 1);
}

static void
what_takes_long_is_not_ended_by_the_limit(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_press(walk, "status");
	walk_wait(walk, 2 * walk->options.idle_limit);
	assert_true(walk_is_on(walk, "staff-busy"));
	walk_key(walk, KEY_ESCAPE);
	walk_key(walk, KEY_F1);
	assert_true(walk_is_on(walk, "staff-busy"));
}

static void
a_visit_of_a_client_is_erased(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_type(walk, "Zyxomarker");
	walk_press(walk, "cancel");
	walk_press(walk, "cancel.yes");
	walk_key(walk, KEY_DOWN);
	sign_in(walk);
	assert_false(walk_holds(walk, "Zyxomarker"));
}

static void
settings_of_the_technician_last(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F12);
	walk_press(walk, "size4");
	walk_press(walk, "staff");
	assert_int_equal(kiosk_size(walk->kiosk), 3);
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(kiosk_size(walk->kiosk), SIZE_DEFAULT);
}

static void
a_client_in_a_visit_finds_no_way_in(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_key(walk, KEY_F12);
	assert_null(walk_node(walk, "staff"));
}

static void
what_cannot_be_undone_is_confirmed(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_forget(walk);
	walk_press(walk, "reboot");
	assert_true(walk_is_on(walk, "staff-confirm"));
	assert_true(walk_has_focus(walk, "no"));
	assert_int_equal(walk->n_asks, 0);
	walk_press(walk, "yes");
	assert_int_equal(walk->asked, STAFF_REBOOT);
}

static void
an_installed_update_offers_the_restart(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_press(walk, "update");
	walk_press(walk, "yes");
	assert_int_equal(walk->asked, STAFF_UPDATE);
	walk_answered_with(walk, STAFF_FAILED);
	assert_null(walk_node(walk, "reboot"));
	walk_press(walk, "menu");
	walk_press(walk, "update");
	walk_press(walk, "yes");
	walk_answered_with(walk, STAFF_OK);
	walk_press(walk, "reboot");
	assert_true(walk_has_focus(walk, "no"));
	walk_press(walk, "yes");
	assert_int_equal(walk->asked, STAFF_REBOOT);
}

static void
a_lost_session_asks_to_sign_in(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_press(walk, "mount");
	walk_answered_with(walk, STAFF_SIGNED_OUT);
	assert_true(walk_is_on(walk, "staff"));
	assert_true(str_eq(walk_node(walk, "trouble")->name, msg(LANG_EN, MSG_STAFF_SIGNED_OUT)));
	walk_forget(walk);
	walk_key(walk, KEY_ESCAPE);
	assert_int_equal(walk->n_asks, 0); /* there is nothing to close */
}

static void
settings_that_were_typed_are_sent(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_press(walk, "setup");
	walk_go(walk, "province");
	walk_type(walk, "QC");
	walk_go(walk, "px-per-mm");
	walk_type(walk, "4.03");
	walk_press(walk, "next");
	assert_int_equal(walk->asked, STAFF_PROVISION);
	assert_string_equal(walk->asked_with, "province=QC;px-per-mm=4.03;");
}

static void
settings_that_were_left_empty_stay(void **state)
{
	struct walk *walk = *state;
	sign_in(walk);
	walk_forget(walk);
	walk_press(walk, "setup");
	walk_press(walk, "next");
	assert_int_equal(walk->n_asks, 0);
	assert_true(walk_is_on(walk, "staff-menu"));
}

/* ---- self-test ---- */

static void
begin_test(struct walk *walk)
{
	struct staff_answer answer = { .status = STAFF_FINDINGS, .n_outcomes = SELFTEST_FIRST_STEP };
	memcpy(answer.outcomes, "+-+?++..++", SELFTEST_FIRST_STEP);
	sign_in(walk);
	walk_press(walk, "selftest");
	walk_answered(walk, &answer);
	assert_true(walk_is_on(walk, "staff-test"));
}

static void
skip_to(struct walk *walk, enum selftest_item step)
{
	while (walk->kiosk->session->staff.step < step) {
		if (walk->kiosk->session->staff.step == SELFTEST_KEYPAD) {
			walk_key(walk, KEY_DOWN); /* noted only */
			walk_key(walk, KEY_ENTER);
		}
		walk_press(walk, "skip");
	}
}

static void
a_key_is_noted_first_and_works_then(void **state)
{
	struct walk *walk = *state;
	begin_test(walk);
	assert_true(walk_has_focus(walk, "good"));
	walk_key(walk, KEY_ESCAPE);
	walk_key(walk, KEY_F12);
	walk_key(walk, KEY_DOWN);
	assert_true(walk_is_on(walk, "staff-test"));
	assert_true(walk_has_focus(walk, "good"));
	assert_true(walk_value_is(walk, "noted", "Down, Escape, F12"));
	walk_key(walk, KEY_DOWN);
	assert_true(walk_has_focus(walk, "bad"));
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "staff-menu"));
}

static void
a_corner_is_noted_first_and_works_then(void **state)
{
	struct walk *walk = *state;
	begin_test(walk);
	skip_to(walk, SELFTEST_TOUCH);
	const struct rect box = walk_node(walk, "language")->box;
	assert_int_equal(selftest_walk_zone_at(&walk->options.display, box.x + box.w / 2, box.y), 1);
	walk_tap(walk, "language");
	assert_true(walk_is_on(walk, "staff-test"));
	assert_true(walk_value_is(walk, "noted", "top right"));
	walk_tap(walk, "language");
	assert_int_equal(walk_tree(walk)->lang, LANG_FR);
}

static void
the_word_that_was_said_must_be_chosen(void **state)
{
	struct walk *walk = *state;
	char id[16];
	begin_test(walk);
	skip_to(walk, SELFTEST_SPEAKER_EN);
	for (enum selftest_item step = SELFTEST_SPEAKER_EN; step <= SELFTEST_SPEAKER_FR; step++) {
		walk_forget(walk);
		walk_press(walk, "play");
		const struct session *s = walk->kiosk->session;
		const int32_t right = selftest_walk_spoken(s);
		assert_int_equal(walk->n_speaks, 1); /* with speech off, too */
		assert_true(walk_heard(walk, selftest_walk_word(s, right)));
		const int32_t chosen = step == SELFTEST_SPEAKER_EN ? right : (right + 1) % SELFTEST_WORDS;
		snprintf(id, sizeof(id), "word%d", (int)chosen + 1);
		walk_press(walk, id);
	}
	assert_int_equal(walk->kiosk->session->staff.test.outcome[SELFTEST_SPEAKER_EN], SELFTEST_GOOD);
	assert_int_equal(walk->kiosk->session->staff.test.outcome[SELFTEST_SPEAKER_FR], SELFTEST_BAD);
}

static void
the_words_differ(void **state)
{
	struct walk *walk = *state;
	begin_test(walk);
	skip_to(walk, SELFTEST_HEADPHONES_FR);
	const struct session *s = walk->kiosk->session;
	for (int32_t i = 0; i < SELFTEST_WORDS; i++) {
		assert_false(
			str_eq(selftest_walk_word(s, i), selftest_walk_word(s, (i + 1) % SELFTEST_WORDS)));
	}
}

static void
plugging_in_is_the_answer(void **state)
{
	struct walk *walk = *state;
	begin_test(walk);
	skip_to(walk, SELFTEST_JACK);
	walk_jack(walk, JACK_HEADPHONES);
	const struct staff *staff = &walk->kiosk->session->staff;
	assert_int_equal(staff->step, SELFTEST_HEADPHONES_EN);
	assert_int_equal(staff->test.outcome[SELFTEST_JACK], SELFTEST_GOOD);
	walk_key(walk, KEY_F6);
	walk_jack(walk, JACK_NONE);
	assert_true(walk->kiosk->session->speech); /* nothing here is private */
}

static void
a_measured_bar_gives_the_scale(void **state)
{
	struct walk *walk = *state;
	begin_test(walk);
	skip_to(walk, SELFTEST_SIZE);
	assert_true(walk_has_focus(walk, "measure"));
	assert_int_equal(walk_node(walk, "bar")->picture->mm, 50);
	walk_type(walk, "5");
	walk_key(walk, KEY_ENTER);
	assert_true(walk_node(walk, "measure")->flags & NODE_INVALID);
	walk_key(walk, KEY_F11); /* a French technician writes a comma */
	walk_type(walk, "1,5");
	walk_key(walk, KEY_ENTER);
	const struct staff *staff = &walk->kiosk->session->staff;
	assert_int_equal(staff->step, SELFTEST_CONTRAST);
	assert_int_equal(staff->test.measured_um, 51500);
	assert_int_equal(staff->test.milli_px_per_mm, 3913); /* 4.03 x 50 / 51.5 */
	assert_int_equal(staff->test.outcome[SELFTEST_SIZE], SELFTEST_BAD);
	walk_press(walk, "good");
	assert_int_equal(walk->asked, STAFF_KEEP);
	walk_answered_with(walk, STAFF_OK);
	assert_true(walk_is_on(walk, "staff-diagnosis"));
	walk_press(walk, "menu");
	walk_press(walk, "setup");
	assert_true(walk_value_is(walk, "px-per-mm", "3,913"));
}

static void
a_row_of_signs_that_is_none_begins_no_walk(void **state)
{
	struct walk *walk = *state;
	struct staff_answer answer = { .status = STAFF_OK, .n_outcomes = 4 };
	memcpy(answer.outcomes, "++++", 4);
	sign_in(walk);
	walk_press(walk, "selftest");
	walk_answered(walk, &answer);
	assert_true(walk_is_on(walk, "staff-result"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, walk_set_up_begun, walk_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_card_and_a_pin_are_asked_of_the_service),
		TEST(neither_is_shown_spoken_or_kept),
		TEST(a_typed_digit_is_a_star_to_the_ear),
		TEST(the_caret_of_a_pin_counts_dots),
		TEST(a_card_is_read_wherever_the_focus_is),
		TEST(an_incomplete_sign_in_asks_nobody),
		TEST(a_refusal_says_why_and_forgets_both),
		TEST(too_many_tries_tell_how_long_to_wait),
		TEST(an_answer_to_something_else_means_nothing),
		TEST(leaving_closes_the_session_and_wipes),
		TEST(the_time_limit_leads_back_to_the_first_page),
		TEST(what_takes_long_is_not_ended_by_the_limit),
		TEST(a_visit_of_a_client_is_erased),
		TEST(settings_of_the_technician_last),
		TEST(a_client_in_a_visit_finds_no_way_in),
		TEST(what_cannot_be_undone_is_confirmed),
		TEST(an_installed_update_offers_the_restart),
		TEST(a_lost_session_asks_to_sign_in),
		TEST(settings_that_were_typed_are_sent),
		TEST(settings_that_were_left_empty_stay),
		TEST(a_key_is_noted_first_and_works_then),
		TEST(a_corner_is_noted_first_and_works_then),
		TEST(the_word_that_was_said_must_be_chosen),
		TEST(the_words_differ),
		TEST(plugging_in_is_the_answer),
		TEST(a_measured_bar_gives_the_scale),
		TEST(a_row_of_signs_that_is_none_begins_no_walk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

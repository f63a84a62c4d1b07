/* SPDX-License-Identifier: MIT */
/* A client's way: languages, answers, errors, review, saving, erasing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/msg.h"
#include "walk.h"

static void
chooses_a_language(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	assert_true(walk_is_on(walk, "welcome"));
	assert_true(walk_has_focus(walk, "lang.en"));
	/* Each button says the keys that choose its own language, wherever the focus is. */
	assert_true(str_eq(walk_node(walk, "lang.en")->instruction, msg(LANG_EN, MSG_WELCOME_CHOOSE)));
	assert_true(
		str_eq(walk_node(walk, "lang.fr")->instruction, msg(LANG_FR, MSG_WELCOME_CHOOSE_NEXT)));
	walk_go(walk, "lang.fr");
	assert_true(
		str_eq(walk_node(walk, "lang.en")->instruction, msg(LANG_EN, MSG_WELCOME_CHOOSE_PREVIOUS)));
	walk_press(walk, "lang.fr");
	assert_true(walk_is_on(walk, "start"));
	assert_int_equal(walk_tree(walk)->lang, LANG_FR);
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "welcome"));
	walk_press(walk, "lang.en");
	assert_int_equal(walk_tree(walk)->lang, LANG_EN);
}

/* K-68: the same in Quebec, with French first. */
static void
puts_the_first_language_first(void **state)
{
	struct walk *walk = *state;
	walk->options.first_lang = LANG_FR;
	walk_begin(walk);
	assert_true(walk_has_focus(walk, "lang.fr"));
	const struct node *fr = walk_node(walk, "lang.fr");
	const struct node *en = walk_node(walk, "lang.en");
	assert_true(fr->box.x < en->box.x && fr->box.y == en->box.y);
	assert_true(fr->box.w == en->box.w && fr->box.h == en->box.h);
	assert_int_equal(fr->background, en->background);
}

static void
asks_for_what_is_required(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	assert_true(walk_is_on(walk, "q1"));
	walk_press(walk, "next");
	/* K-54: summary first, with the focus; the same beside the field. */
	assert_true(walk_is_on(walk, "q1"));
	assert_true(walk_has_focus(walk, "errors"));
	assert_true(walk_node(walk, "q1")->flags & NODE_INVALID);
	assert_true(walk_node(walk, "q1")->error.n > 0);
	walk_press(walk, "e1");
	assert_true(walk_is_on(walk, "q1"));
	assert_true(walk_has_focus(walk, "q1.c0"));
	walk_key(walk, KEY_ENTER);
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q2"));
	assert_null(walk_node(walk, "errors"));
}

/* Two fields on a page: the summary names both in form order, and its second link leads to the second. */
static void
lists_errors_in_order(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_FR);
	walk_until(walk, "q3");
	walk_go(walk, "q3");
	walk_type(walk, "7");
	walk_press(walk, "next");
	assert_true(walk_has_focus(walk, "errors"));
	const int32_t first = tree_find(walk_tree(walk), STR("e3"));
	const int32_t second = tree_find(walk_tree(walk), STR("e4"));
	assert_true(first > 0 && second == first + 1);
	/* K-55: what was typed stays. */
	assert_true(walk_value_is(walk, "q3", "7"));
	walk_press(walk, "e4");
	assert_true(walk_has_focus(walk, "q4"));
	walk_type(walk, "Roy");
	assert_true(walk_value_is(walk, "q4", "Roy"));
}

static void
switches_language_in_mid_word(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_go(walk, "q4");
	walk_type(walk, "Côté");
	walk_keys(walk, KEY_LEFT, 2);
	const int32_t caret = walk_node(walk, "q4")->caret;
	assert_int_equal(caret, 3); /* behind "Cô", in bytes */
	walk_key(walk, KEY_F11);
	assert_int_equal(walk_tree(walk)->lang, LANG_FR);
	assert_true(walk_is_on(walk, "q3") && walk_has_focus(walk, "q4"));
	assert_true(walk_value_is(walk, "q4", "Côté"));
	assert_int_equal(walk_node(walk, "q4")->caret, caret);
	walk_type(walk, "x");
	assert_true(walk_value_is(walk, "q4", "Côxté"));
	walk_press(walk, "language");
	assert_int_equal(walk_tree(walk)->lang, LANG_EN);
	assert_true(walk_has_focus(walk, "language"));
}

static void
edits_text(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_type(walk, "Ève");
	walk_key(walk, KEY_BACKSPACE);
	assert_true(walk_value_is(walk, "q3", "Èv"));
	walk_key(walk, KEY_HOME);
	walk_key(walk, KEY_DELETE);
	assert_true(walk_value_is(walk, "q3", "v"));
	walk_key(walk, KEY_BACKSPACE); /* nothing before the caret */
	walk_key(walk, KEY_END);
	walk_key(walk, KEY_DELETE); /* nothing behind it */
	walk_type(walk, "😀");
	walk_key(walk, KEY_LEFT);
	assert_int_equal(walk_node(walk, "q3")->caret, 1);
	walk_key(walk, KEY_RIGHT);
	assert_int_equal(walk_node(walk, "q3")->caret, 5);
}

/* D1: what does not fit is refused at once, and nothing of what is there is lost. */
static void
refuses_what_does_not_fit(void **state)
{
	struct walk *walk = *state;
	char hundred[101];
	memset(hundred, 'a', 100);
	hundred[100] = '\0';
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_type(walk, hundred);
	walk_type(walk, "b");
	assert_true(walk_value_is(walk, "q3", hundred));
	walk_key(walk, KEY_BACKSPACE);
	walk_type(walk, "c");
	hundred[99] = 'c';
	assert_true(walk_value_is(walk, "q3", hundred));
}

/* K-56: change links come back to the review. */
static void
changes_an_answer_from_the_review(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "review");
	assert_true(walk_value_is(walk, "r6", "613-555-0199"));
	assert_true(walk_value_is(walk, "r13", "K1A 0B1"));
	walk_press(walk, "r4");
	assert_true(walk_is_on(walk, "q3") && walk_has_focus(walk, "q4"));
	walk_type(walk, "-Roy");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_true(walk_value_is(walk, "r4", "Côté-Roy"));
	/* Back from a change is a way to the review too, with the change kept. */
	walk_press(walk, "r4");
	walk_key(walk, KEY_BACKSPACE);
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "review"));
	assert_true(walk_value_is(walk, "r4", "Côté-Ro"));
}

/* A change that opens a question is followed by that question; what is hidden by it is not sent. */
static void
drops_hidden_answers(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "review");
	assert_non_null(walk_node(walk, "r6"));
	assert_null(walk_node(walk, "r9"));
	walk_press(walk, "r5");
	walk_press(walk, "q5.c1");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "q9"));
	walk_type(walk, "Community centre");
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	assert_null(walk_node(walk, "r6"));
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	assert_non_null(strstr(walk->saved, "Community centre"));
	assert_null(strstr(walk->saved, "0199"));
	/* The language of the labels is that of the visit. */
	assert_non_null(strstr(walk->saved, "I don’t have a phone number"));
}

static void
never_loses_answers_by_escape(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "review");
	for (int32_t i = 0; i < 40 && !walk_is_on(walk, "cancel"); i++) {
		walk_key(walk, KEY_ESCAPE);
	}
	/* All the way back there is a question before anything is erased; Escape answers it with no. */
	assert_true(walk_is_on(walk, "cancel"));
	assert_true(walk_has_focus(walk, "cancel.no"));
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "start"));
	walk_until(walk, "review");
	assert_true(walk_value_is(walk, "r3", "Marie-Ève"));
	walk_press(walk, "cancel");
	walk_press(walk, "cancel.yes");
	assert_true(walk_is_on(walk, "goodbye"));
	assert_false(walk_holds(walk, "Marie-Ève"));
}

/* A visitor who has entered nothing is not asked. */
static void
goes_back_without_a_question(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "start"));
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "welcome"));
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "welcome"));
}

/* A trembling hand: the second press, right after the page has changed, does nothing. */
static void
guards_after_a_page_change(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_press(walk, "lang.en");
	walk->pace = 0;
	assert_true(walk_has_focus(walk, "next"));
	walk->now += 349;
	walk_key(walk, KEY_ENTER);
	assert_true(walk_is_on(walk, "start"));
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "start"));
	walk_step(walk, (struct event){ .kind = EVENT_TEXT, .text = STR(" ") });
	assert_true(walk_is_on(walk, "start"));
	walk->now += 1;
	walk_key(walk, KEY_ENTER);
	assert_true(walk_is_on(walk, "q1"));
}

static void
submits_once(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "submit");
	assert_int_equal(walk->n_saves, 0);
	walk_press(walk, "submit");
	assert_int_equal(walk->n_saves, 1);
	assert_true(walk_is_on(walk, "saving"));
	walk_keys(walk, KEY_ENTER, 3);
	walk_keys(walk, KEY_ESCAPE, 2);
	walk_key(walk, KEY_F1);
	assert_true(walk_is_on(walk, "saving"));
	assert_int_equal(walk->n_saves, 1);
	walk_stored(walk, STORED_OK);
	assert_true(walk_is_on(walk, "confirmation"));
	/* The reference on the page is the one in the envelope. */
	const struct node *shown = walk_node(walk, "reference");
	char reference[11] = "";
	size_t n = 0;
	for (size_t i = 0; i < shown->value.n && n < 10; i++) {
		if (shown->value.p[i] != '-') {
			reference[n++] = shown->value.p[i];
		}
	}
	assert_string_equal(reference, walk->reference);
	assert_non_null(strstr(walk->saved, walk->reference));
	/* A report that comes twice changes nothing. */
	walk_stored(walk, STORED_FAILED);
	assert_true(walk_is_on(walk, "confirmation"));
}

static void
tries_again_with_the_same_bytes(void **state)
{
	static char before[WALK_SAVED];
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	memcpy(before, walk->saved, walk->n_saved + 1);
	const uint32_t first = walk->ticket;
	walk_stored(walk, STORED_FULL);
	assert_true(walk_is_on(walk, "not-saved"));
	assert_true(walk_has_focus(walk, "retry"));
	walk_press(walk, "retry");
	assert_true(walk_is_on(walk, "saving"));
	assert_string_equal(walk->saved, before);
	assert_int_not_equal(walk->ticket, first);
	/* The answer to the first try comes late: it is not the answer to the second. */
	walk_step(walk, (struct event){ .kind = EVENT_STORED, .stored = { first, STORED_OK } });
	assert_true(walk_is_on(walk, "saving"));
	walk_stored(walk, STORED_FAILED);
	assert_true(walk_is_on(walk, "not-saved"));
	/* Nothing is lost: the review has it all. */
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "review"));
	assert_true(walk_value_is(walk, "r3", "Marie-Ève"));
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	/* Nothing was changed on the way: it is the same request (D2). */
	assert_string_equal(walk->saved, before);
	walk_stored(walk, STORED_OK);
	assert_true(walk_is_on(walk, "confirmation"));
}

/* A clock that was set long after the process began is the one that counts (K-61). */
static void
takes_the_clock_as_it_is_set(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "submit");
	walk_step(walk,
		(struct event){
			.kind = EVENT_CLOCK, .start = { .wall = 1794500000000, .wall_sure = true } });
	walk_press(walk, "submit");
	assert_non_null(strstr(walk->saved, "\"createdAt\":\"2026-11-12T"));
	assert_non_null(strstr(walk->saved, "\"sure\":true"));
}

/* K-66: answers go when the request is safe, all else when the client is done. */
static void
erases_what_was_entered(void **state)
{
	struct walk *walk = *state;
	walk->details = "Zyzzyva-Marqueur-Été";
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "q14");
	walk_until(walk, "submit");
	assert_true(walk_holds(walk, "Zyzzyva-Marqueur-Été"));
	walk_press(walk, "submit");
	walk_stored(walk, STORED_FAILED);
	assert_true(walk_holds(walk, "Zyzzyva-Marqueur-Été"));
	walk_press(walk, "retry");
	walk_stored(walk, STORED_OK);
	assert_true(walk_is_on(walk, "confirmation"));
	assert_false(walk_holds(walk, "Zyzzyva"));
	assert_false(walk_holds(walk, "Marie-Ève"));
	assert_false(walk_holds(walk, "555"));
	assert_true(walk_holds(walk, walk->reference));
	walk_press(walk, "done");
	assert_true(walk_is_on(walk, "goodbye"));
	assert_false(walk_holds(walk, walk->reference));
	walk_wait(walk, 10000);
	assert_int_equal(walk->n_wipes, 1);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(walk->visits, 2);
}

/* Pages and utterances hold copies of answers, and later ones do not write over all of them. */
static void
erases_what_was_shown_and_said(void **state)
{
	struct walk *walk = *state;
	walk->details =
		"Zyzzyva un, Zyzzyva deux, Zyzzyva trois, Zyzzyva quatre, Zyzzyva cinq, Zyzzyva six, Zyzzyva sept, "
		"Zyzzyva huit, Zyzzyva neuf, Zyzzyva dix, Zyzzyva onze, Zyzzyva douze, Zyzzyva treize";
	walk_begin(walk);
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_FR);
	walk_until(walk, "review");
	walk_go(walk, "r14");
	walk_key(walk, KEY_F2);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	assert_true(walk_holds(walk, "Zyzzyva"));
	walk_stored(walk, STORED_OK);
	assert_false(walk_holds(walk, "Zyzzyva"));
	/* The same for a client who gives up. */
	walk_press(walk, "done");
	walk_wait(walk, 10000);
	walk_start(walk, LANG_FR);
	walk_until(walk, "review");
	walk_go(walk, "r14");
	walk_press(walk, "cancel");
	assert_true(walk_holds(walk, "Zyzzyva"));
	walk_press(walk, "cancel.yes");
	assert_false(walk_holds(walk, "Zyzzyva"));
	assert_false(walk_holds(walk, "Marie-Ève"));
}

/* The next client finds every setting as it was, and nothing to go back to (K-22). */
static void
starts_anew(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_FR);
	walk_key(walk, KEY_F12);
	walk_press(walk, "size4");
	walk_press(walk, "theme3");
	walk_key(walk, KEY_ESCAPE);
	walk_keys(walk, KEY_F8, 3);
	walk_keys(walk, KEY_F10, 2);
	walk_key(walk, KEY_F6);
	walk_press(walk, "aloud.no");
	assert_int_equal(kiosk_size(walk->kiosk), 3);
	assert_int_equal(kiosk_theme(walk->kiosk), THEME_LIGHT_ON_DARK);
	walk_press(walk, "cancel");
	walk_press(walk, "cancel.yes");
	walk_wait(walk, 10000);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(kiosk_size(walk->kiosk), SIZE_DEFAULT);
	assert_int_equal(kiosk_theme(walk->kiosk), THEME_DEFAULT);
	assert_int_equal(walk_tree(walk)->lang, LANG_EN);
	walk_forget(walk);
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(walk->n_speaks, 0);
	assert_int_equal(kiosk_due(walk->kiosk), MS_NEVER);
}

/* Two visits one after the other have nothing in common. */
static void
makes_every_request_another(void **state)
{
	char id[37], reference[11];
	struct walk *walk = *state;
	walk_begin(walk);
	walk_confirmed(walk, LANG_EN);
	memcpy(id, walk->id, sizeof(id));
	memcpy(reference, walk->reference, sizeof(reference));
	walk_press(walk, "done");
	walk_wait(walk, 10000);
	walk_confirmed(walk, LANG_FR);
	assert_string_not_equal(walk->id, id);
	assert_string_not_equal(walk->reference, reference);
}

/* After a failed try with changed answers the identity is another one too (D2: never two contents under one id). */
static void
changed_answers_get_another_id(void **state)
{
	char id[37];
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	walk_stored(walk, STORED_FAILED);
	memcpy(id, walk->id, sizeof(id));
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "r4");
	walk_type(walk, "x");
	walk_press(walk, "next");
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	assert_string_not_equal(walk->id, id);
	assert_non_null(strstr(walk->saved, "Côtéx"));
}

/* Services that are looked at one after the other do not eat up the memory for answers. */
static void
looks_at_services_in_turn(void **state)
{
	struct walk *walk = *state;
	const struct form copy = *walk->form;
	const struct form *const forms[] = { walk->form, &copy };
	walk->options.forms = forms;
	walk->options.n_forms = 2;
	walk_begin(walk);
	walk_press(walk, "lang.en");
	assert_true(walk_is_on(walk, "services"));
	for (int32_t i = 0; i < 400; i++) {
		walk_press(walk, i % 2 == 0 ? "service0" : "service1");
		assert_true(walk_is_on(walk, "start"));
		walk_key(walk, KEY_ESCAPE);
		assert_true(walk_is_on(walk, "services"));
	}
	walk_press(walk, "service1");
	walk_press(walk, "next");
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	assert_int_equal(walk->n_saves, 1);
}

/* What is wrong with the kiosk is told first of all, and no request is begun that could not be kept. */
static void
tells_of_trouble(void **state)
{
	struct walk *walk = *state;
	walk->options.trouble = TROUBLE_DISK_FULL;
	walk_begin(walk);
	assert_null(walk_node(walk, "lang.en"));
	/* In both languages, beside each other, in view. */
	const struct node *en = walk_node(walk, "trouble1.c1");
	const struct node *fr = walk_node(walk, "trouble2.c1");
	assert_true(en->shown && str_eq(en->name, msg(LANG_EN, MSG_TROUBLE_DISK_FULL)));
	assert_true(fr->shown && str_eq(fr->name, msg(LANG_FR, MSG_TROUBLE_DISK_FULL)));
	assert_int_equal(fr->lang, LANG_FR);
	walk_keys(walk, KEY_DOWN, 10);
	walk_key(walk, KEY_ENTER);
	assert_false(walk_is_on(walk, "start"));
}

static void
counts_the_steps(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_start(walk, LANG_EN);
	const char *about = "of about";
	assert_non_null(memmem(
		walk_node(walk, "step")->name.p, walk_node(walk, "step")->name.n, about, strlen(about)));
	walk_until(walk, "q6");
	/* The way is fixed now (D23). */
	assert_null(memmem(
		walk_node(walk, "step")->name.p, walk_node(walk, "step")->name.n, about, strlen(about)));
}

/* 2026-11-18T18:26:40Z is when a walk begins. */
static void
a_form_that_is_closed_asks_nothing(void **state)
{
	struct walk *walk = *state;
	struct form *form = (struct form *)(uintptr_t)walk->form;
	form->has_closing = true;
	form->closed.in[LANG_EN] = STR("It was open until Friday.");
	for (int later = 0; later < 2; later++) {
		form->closing_wall = 1795000000000 + (later ? 1000000 : 0);
		walk_key(walk, KEY_ENTER);
		assert_true(walk_is_on(walk, "start"));
		assert_int_equal(walk_node(walk, "closed") == NULL, later);
		assert_int_equal(walk_node(walk, "why1") == NULL, later);
		assert_int_equal((walk_node(walk, "next")->flags & NODE_ABSENT) == 0, later);
		walk_key(walk, KEY_ESCAPE);
		assert_true(walk_is_on(walk, "welcome"));
	}
	/* Nobody is sent away by a clock that may be wrong. */
	form->closing_wall = 1;
	walk_step(walk, (struct event){ .kind = EVENT_CLOCK, .start = { .wall = 1795000000000 } });
	walk_key(walk, KEY_ENTER);
	assert_null(walk_node(walk, "closed"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(chooses_a_language, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(puts_the_first_language_first, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(asks_for_what_is_required, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(lists_errors_in_order, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(switches_language_in_mid_word, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(edits_text, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_does_not_fit, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			changes_an_answer_from_the_review, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(drops_hidden_answers, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(never_loses_answers_by_escape, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(goes_back_without_a_question, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(guards_after_a_page_change, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(submits_once, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			tries_again_with_the_same_bytes, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(takes_the_clock_as_it_is_set, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(erases_what_was_entered, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			erases_what_was_shown_and_said, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(starts_anew, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(makes_every_request_another, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			changed_answers_get_another_id, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(looks_at_services_in_turn, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(tells_of_trouble, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(counts_the_steps, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			a_form_that_is_closed_asks_nothing, walk_set_up_begun, walk_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

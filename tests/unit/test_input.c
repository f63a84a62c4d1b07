/* SPDX-License-Identifier: MIT */
/* Touch, headphones and the keys about speech. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/msg.h"
#include "walk.h"

static struct rect
box_of(const struct walk *walk, const char *id)
{
	const struct node *node = walk_node(walk, id);
	assert_non_null(node);
	assert_true(node->shown);
	return node->box;
}

/* ---- touch ---- */

static void
a_touch_acts_on_release(void **state)
{
	struct walk *walk = *state;
	const struct rect en = box_of(walk, "lang.en");
	walk->now += 1000;
	walk_touch(walk, POINTER_DOWN, en.x + 5, en.y + 5);
	assert_true(walk_is_on(walk, "welcome"));
	walk_touch(walk, POINTER_MOVE, en.x + en.w - 1, en.y + en.h - 1);
	walk_touch(walk, POINTER_UP, en.x + en.w - 1, en.y + en.h - 1);
	assert_true(walk_is_on(walk, "start"));
}

/* K-33 */
static void
sliding_off_cancels(void **state)
{
	struct walk *walk = *state;
	const struct rect en = box_of(walk, "lang.en"), fr = box_of(walk, "lang.fr");
	walk->now += 1000;
	walk_touch(walk, POINTER_DOWN, en.x + 5, en.y + 5);
	walk_touch(walk, POINTER_UP, en.x + 5, en.y - 1);
	assert_true(walk_is_on(walk, "welcome"));
	/* Sliding on to another target does not choose that one either, nor does coming from outside. */
	walk_touch(walk, POINTER_DOWN, en.x + 5, en.y + 5);
	walk_touch(walk, POINTER_UP, fr.x + 5, fr.y + 5);
	assert_true(walk_is_on(walk, "welcome"));
	walk_touch(walk, POINTER_DOWN, 1, 1);
	walk_touch(walk, POINTER_UP, fr.x + 5, fr.y + 5);
	assert_true(walk_is_on(walk, "welcome"));
	walk_touch(walk, POINTER_UP, fr.x + 5, fr.y + 5);
	assert_true(walk_is_on(walk, "welcome"));
}

static void
a_page_change_forgets_the_finger(void **state)
{
	struct walk *walk = *state;
	walk_tap(walk, "lang.en");
	assert_true(walk_is_on(walk, "start"));
	/* The tail of a trembling tap, on whatever lies there now. */
	const struct rect next = box_of(walk, "next");
	walk_touch(walk, POINTER_DOWN, next.x + 5, next.y + 5);
	walk->now += 100;
	walk_touch(walk, POINTER_UP, next.x + 5, next.y + 5);
	assert_true(walk_is_on(walk, "start"));
	walk_tap(walk, "next");
	assert_true(walk_is_on(walk, "q1"));
}

/* The first touch after keys reaches what it was on, though it brings the keyboard of the screen. */
static void
the_first_touch_counts(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	assert_true(walk_has_focus(walk, "q3"));
	assert_null(walk_node(walk, "key.1.0"));
	const px_t y = box_of(walk, "q4").y;
	walk_display(walk, 1080, 1300, 4.03f); /* here the keyboard makes two parts of the page */
	assert_int_equal(box_of(walk, "q4").y, y);
	walk_tap(walk, "q4");
	assert_true(walk_has_focus(walk, "q4"));
	assert_non_null(walk_node(walk, "key.1.0"));
}

static void
types_by_touch(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_tap(walk, "q3");
	/* A name begins with a capital; the layer goes back to small letters by itself. */
	walk_tap(walk, "key.1.4");
	walk_tap(walk, "key.1.4");
	assert_true(walk_value_is(walk, "q3", "Ee") || walk_value_is(walk, "q3", "Tt"));
	walk_tap(walk, "key.3.18");
	assert_int_equal(walk_node(walk, "q3")->value.n, 1);
	walk_tap(walk, "key.4.0"); /* accents */
	walk_tap(walk, "key.0.0");
	const struct node *q3 = walk_node(walk, "q3");
	assert_true(str_ends(q3->value, STR("é")));
	walk_tap(walk, "key.4.14"); /* left */
	assert_int_equal(walk_node(walk, "q3")->caret, 1);
	/* A key press takes the keyboard away; what was typed stays. */
	walk_key(walk, KEY_END);
	assert_null(walk_node(walk, "key.0.0"));
	assert_int_equal(walk_node(walk, "q3")->value.n, 3);
}

/* K-34 */
static void
exploring_never_activates(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_EN);
	walk_forget(walk);
	walk_tap(walk, "q1.c3");
	assert_true(walk_has_focus(walk, "q1.c3"));
	assert_false(walk_node(walk, "q1.c3")->flags & NODE_CHECKED);
	assert_int_equal(walk->n_speaks, 1);
	walk_tap(walk, "q1.c4");
	walk_tap(walk, "next");
	assert_true(walk_is_on(walk, "q1"));
	assert_null(walk_node(walk, "errors"));
	walk_tap(walk, "q1.c4");
	assert_false(walk_node(walk, "q1.c4")->flags & NODE_CHECKED);
	walk_tap(walk, "q1.c4");
	assert_true(walk_node(walk, "q1.c4")->flags & NODE_CHECKED);
	walk_tap(walk, "next");
	walk_tap(walk, "next");
	assert_true(walk_is_on(walk, "q2"));
	/* What was explored on one page is not taken for explored on the next. */
	walk_tap(walk, "next");
	assert_null(walk_node(walk, "errors"));
}

static void
keys_are_explored_too(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_tap(walk, "q3");
	walk_tap(walk, "q3");
	walk_tap(walk, "key.1.0");
	assert_true(walk_value_is(walk, "q3", ""));
	assert_string_equal(walk->said, "capital Q");
	walk_tap(walk, "key.1.0");
	assert_true(walk_value_is(walk, "q3", "Q"));
}

/* Who said no to the speaker is not given away by the keys either (D21, K-62). */
static void
keys_tell_nothing_after_a_no(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_key(walk, KEY_F6);
	walk_press(walk, "aloud.no");
	walk_tap(walk, "q3");
	walk_tap(walk, "q3");
	walk_forget(walk);
	walk_tap(walk, "key.1.0");
	assert_string_equal(walk->said, "star");
	walk_tap(walk, "key.1.0");
	assert_string_equal(walk->said, "star");
	assert_true(walk_value_is(walk, "q3", "Q"));
	assert_false(walk_heard(walk, STR("Q")));
	/* Keys that type no letter keep their names. */
	walk_tap(walk, "key.4.8");
	assert_string_equal(walk->said, "Space");
}

/* ---- headphones ---- */

/* K-16 */
static void
headphones_start_speech(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_FR);
	walk_forget(walk);
	walk_jack(walk, JACK_HEADPHONES);
	assert_int_equal(walk->n_speaks, 1);
	assert_true(walk_heard(walk, msg(LANG_FR, MSG_UTTER_ORIENTATION)));
	assert_false(walk_heard(walk, msg(LANG_EN, MSG_UTTER_ORIENTATION)));
	assert_true(walk_node(walk, "speech")->flags & NODE_PRESSED);
	/* Plugging in twice says it once. */
	walk_jack(walk, JACK_HEADPHONES);
	assert_int_equal(walk->n_speaks, 1);
}

static void
orients_in_both_languages_at_first(void **state)
{
	struct walk *walk = *state;
	walk_forget(walk);
	walk_jack(walk, JACK_HEADPHONES);
	assert_true(walk_heard(walk, msg(LANG_EN, MSG_UTTER_ORIENTATION)));
	assert_true(walk_heard(walk, msg(LANG_FR, MSG_UTTER_ORIENTATION)));
}

/* K-62: with headphones answers are spoken without a question. */
static void
headphones_hear_answers(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_type(walk, "A");
	assert_string_equal(walk->said, "capital A");
	walk_forget(walk);
	walk_key(walk, KEY_F2);
	assert_true(walk_heard(walk, STR("A")));
	assert_true(walk->n_private > 0);
	walk_until(walk, "review");
	walk_forget(walk);
	walk_go(walk, "r6");
	assert_true(walk_heard(walk, STR("613-555-0199")));
}

/* K-63: pulling them out is silence, and nothing moves to the speaker. */
static void
unplugging_hushes(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_forget(walk);
	walk_jack(walk, JACK_NONE);
	assert_int_equal(walk->n_hushes, 1);
	assert_int_equal(walk->n_speaks, 0);
	assert_false(walk_node(walk, "speech")->flags & NODE_PRESSED);
	walk_type(walk, "Ann");
	walk_key(walk, KEY_F2);
	assert_int_equal(walk->n_speaks, 0);
	/* Speech on the speaker asks first. */
	walk_key(walk, KEY_F6);
	assert_true(walk_is_on(walk, "aloud"));
}

static void
asks_before_speaking_answers(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	assert_true(walk_is_on(walk, "aloud"));
	assert_true(walk_has_focus(walk, "aloud.no"));
	walk_press(walk, "aloud.no");
	walk_until(walk, "q3");
	assert_true(walk_is_on(walk, "q3") && walk_has_focus(walk, "q3"));
	walk_forget(walk);
	walk_type(walk, "Zora");
	assert_string_equal(walk->said, "star");
	walk_key(walk, KEY_LEFT);
	walk_key(walk, KEY_BACKSPACE);
	walk_type(walk, " ");
	walk_key(walk, KEY_F2);
	walk_go(walk, "q4");
	walk_go(walk, "q3");
	walk_type(walk, "x");
	assert_int_equal(walk->n_private, 0);
	assert_null(memmem(walk->heard, walk->n_heard, "Z", 1));
	/* It is asked once, and not again on the review, where answers stay hidden. */
	walk_until(walk, "review");
	walk_forget(walk);
	walk_go(walk, "r3");
	assert_true(walk_heard(walk, msg(LANG_EN, MSG_UTTER_HIDDEN)));
	assert_false(walk_heard(walk, walk_node(walk, "r3")->value));
	walk_go(walk, "r2");
	assert_true(walk_heard(walk, walk_node(walk, "r2")->value));
}

static void
speaks_answers_after_a_yes(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	walk_press(walk, "aloud.yes");
	walk_until(walk, "q3");
	walk_type(walk, "b");
	assert_string_equal(walk->said, "B");
	walk_until(walk, "review");
	walk_forget(walk);
	walk_go(walk, "r3");
	assert_true(walk_heard(walk, walk_node(walk, "r3")->value));
	/* The yes was for this place: after headphones it is asked for again. */
	walk_jack(walk, JACK_HEADPHONES);
	walk_jack(walk, JACK_NONE);
	walk_key(walk, KEY_F6);
	assert_true(walk_is_on(walk, "aloud"));
}

/* The words that prove who calls are not said to the room unless asked for. */
static void
keeps_callback_words_silent(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	walk_key(walk, KEY_F6);
	walk_forget(walk);
	walk_stored(walk, STORED_OK);
	const struct str words = walk_node(walk, "words")->value;
	assert_true(words.n > 0);
	assert_true(walk_heard(walk, walk_node(walk, "reference")->value));
	assert_false(walk_heard(walk, words));
	walk_press(walk, "aloud.yes");
	assert_true(walk_heard(walk, walk_node(walk, "words")->value));
}

/* ---- keys about speech ---- */

/* K-18 */
static void
any_action_cuts_speech(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	walk_forget(walk);
	/* A press that says nothing new is silence at once. */
	walk_step(walk, (struct event){ .kind = EVENT_TEXT, .text = STR("x") });
	assert_int_equal(walk->n_hushes, 1);
	walk_key(walk, KEY_DOWN);
	walk_touch(walk, POINTER_DOWN, 1, 1);
	assert_int_equal(walk->n_hushes, 2);
}

/* K-19 */
static void
repeats_pauses_and_goes_on(void **state)
{
	char page[4096], node[4096];
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	snprintf(page, sizeof(page), "%s", walk->said);
	walk_key(walk, KEY_F3);
	assert_string_equal(walk->said, page);
	assert_int_equal(walk->cause, CAUSE_REPEAT);
	walk_key(walk, KEY_DOWN);
	snprintf(node, sizeof(node), "%s", walk->said);
	/* The question that the answer belongs to may come with it. */
	walk_key(walk, KEY_F3);
	assert_true(str_ends(str_of(walk->said), str_of(node)));
	walk_forget(walk);
	walk_key(walk, KEY_F4);
	assert_int_equal(walk->n_pauses, 1);
	assert_true(walk->effects.list[0].on);
	walk_key(walk, KEY_F4);
	assert_int_equal(walk->n_pauses, 2);
	assert_false(walk->effects.list[0].on);
	assert_int_equal(walk->n_hushes, 0);
	walk_spoken(walk);
	walk_key(walk, KEY_F4); /* nothing is being said */
	assert_int_equal(walk->n_pauses, 2);
}

/* Repeating builds no page anew; what was said before must make room. */
static void
repeats_for_ever(void **state)
{
	struct walk *walk = *state;
	walk_jack(walk, JACK_HEADPHONES);
	for (int i = 0; i < 500; i++) {
		walk_key(walk, i % 2 ? KEY_F2 : KEY_F3);
	}
	assert_true(walk_is_on(walk, "welcome"));
	assert_true(walk->pages[0].used < walk->pages[0].size / 2);
	assert_true(walk->pages[1].used < walk->pages[1].size / 2);
}

static void
changes_speed_and_volume(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_key(walk, KEY_F8);
	assert_string_equal(walk->said, "Speed 4 of 7");
	walk_keys(walk, KEY_F8, 9);
	assert_string_equal(walk->said, "Speed 7 of 7");
	walk_keys(walk, KEY_F7, 9);
	assert_string_equal(walk->said, "Speed 1 of 7");
	walk_keys(walk, KEY_F10, 9);
	assert_string_equal(walk->said, "Volume 8 of 8");
	walk_keys(walk, KEY_F9, 9);
	assert_string_equal(walk->said, "Volume 1 of 8");
	bool found = false;
	for (int32_t i = 0; i < walk->effects.n; i++) {
		found = found ||
			(walk->effects.list[i].kind == EFFECT_VOLUME && walk->effects.list[i].volume == 0);
	}
	assert_true(found);
}

static void
switches_itself_off_in_words(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_FR);
	walk_key(walk, KEY_F6);
	assert_true(walk_heard(walk, msg(LANG_FR, MSG_UTTER_SPEECH_OFF)));
	walk_forget(walk);
	walk_keys(walk, KEY_DOWN, 3);
	assert_int_equal(walk->n_speaks, 0);
}

/* K-30: without a voice everything goes on, and the button for it is gone. */
static void
goes_on_without_a_voice(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	assert_true(walk_is_on(walk, "aloud"));
	walk_step(walk, (struct event){ .kind = EVENT_VOICELESS });
	/* The question about the voice goes with it; that it is gone is on the page until the next one. */
	assert_true(walk_is_on(walk, "q1"));
	assert_non_null(walk_node(walk, "voiceless1"));
	walk_forget(walk);
	walk_key(walk, KEY_F6);
	walk_jack(walk, JACK_HEADPHONES);
	assert_int_equal(walk->n_speaks, 0);
	assert_true(walk_node(walk, "speech")->flags & NODE_ABSENT);
	walk_until(walk, "submit");
	assert_null(walk_node(walk, "voiceless1"));
	walk_press(walk, "submit");
	assert_int_equal(walk->n_saves, 1);
}

/* A report about an utterance that was cut is no end of the one under way. */
static void
ignores_the_end_of_what_was_cut(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	const uint32_t cut = walk->utterance;
	walk_key(walk, KEY_DOWN);
	walk_forget(walk);
	walk_step(walk, (struct event){ .kind = EVENT_SPOKEN, .spoken = cut });
	walk_key(walk, KEY_F4);
	assert_int_equal(walk->n_pauses, 1);
}

/* K-44 and D22: help and settings from every page, and back to where the client was. */
static void
opens_help_and_settings_anywhere(void **state)
{
	static const char *const pages[] = { "q1", "q3", "review", "submit" };
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		walk_until(walk, pages[i]);
		char focus[ID_MAX + 1];
		const struct node *node = &walk_tree(walk)->nodes[walk_tree(walk)->focus];
		snprintf(focus, sizeof(focus), "%.*s", (int)node->id.n, node->id.p);
		walk_key(walk, KEY_F1);
		assert_true(walk_is_on(walk, "help"));
		walk_key(walk, KEY_F12);
		assert_true(walk_is_on(walk, "settings"));
		walk_press(walk, "size3");
		assert_true(walk_is_on(walk, "settings"));
		walk_key(walk, KEY_ESCAPE);
		assert_true(walk_is_on(walk, pages[i]));
		assert_true(walk_has_focus(walk, focus));
	}
}

/* K-32: the focus leaves every node both ways, and says when it goes round. */
static void
goes_round_and_says_so(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	int32_t n = 0, first = 0, last = 0;
	const int32_t from = walk_tree(walk)->focus;
	do {
		walk_forget(walk);
		walk_key(walk, KEY_DOWN);
		first += walk_heard(walk, msg(LANG_EN, MSG_UTTER_FIRST)) ? 1 : 0;
		n++;
	} while (walk_tree(walk)->focus != from && n < 100);
	assert_int_equal(first, 1);
	do {
		walk_forget(walk);
		walk_key(walk, KEY_BACKTAB);
		last += walk_heard(walk, msg(LANG_EN, MSG_UTTER_LAST)) ? 1 : 0;
		n--;
	} while (walk_tree(walk)->focus != from);
	assert_int_equal(last, 1);
	assert_int_equal(n, 0);
}

/* A button that leafs goes when a page fits; where nothing else can be pressed, nothing has the focus then. */
static void
the_focus_is_on_nothing_that_is_gone(void **state)
{
	struct walk *walk = *state;
	walk->options.size = 3;
	walk_begin(walk);
	walk_start(walk, LANG_FR);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	assert_true(walk_is_on(walk, "saving"));
	walk_display(walk, 800, 480, 4.0f);
	assert_true(walk_tree(walk)->parts > 1);
	walk_press(walk, "more");
	assert_true(walk_has_focus(walk, "less") || walk_has_focus(walk, "more"));
	walk_display(walk, 1080, 1920, 4.03f);
	assert_int_equal(walk_tree(walk)->parts, 1);
	assert_int_equal(walk_tree(walk)->focus, -1);
	walk_stored(walk, STORED_OK);
	assert_true(walk_tree(walk)->focus >= 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_focus_is_on_nothing_that_is_gone, walk_set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(a_touch_acts_on_release, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(sliding_off_cancels, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			a_page_change_forgets_the_finger, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(the_first_touch_counts, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(types_by_touch, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			exploring_never_activates, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(keys_are_explored_too, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			keys_tell_nothing_after_a_no, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(headphones_start_speech, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			orients_in_both_languages_at_first, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(headphones_hear_answers, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(unplugging_hushes, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			asks_before_speaking_answers, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			speaks_answers_after_a_yes, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			keeps_callback_words_silent, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(any_action_cuts_speech, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			repeats_pauses_and_goes_on, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(repeats_for_ever, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			changes_speed_and_volume, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			switches_itself_off_in_words, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(goes_on_without_a_voice, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			ignores_the_end_of_what_was_cut, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			opens_help_and_settings_anywhere, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(goes_round_and_says_so, walk_set_up_begun, walk_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

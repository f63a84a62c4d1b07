/* SPDX-License-Identifier: MIT */
/* The one time limit (K-46 to K-50), at the very millisecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "walk.h"

enum { LIMIT = 180000, NOTICE = 45000, GOODBYE = 4500 };

static void
has_no_limit_before_a_visit(void **state)
{
	struct walk *walk = *state;
	assert_int_equal(kiosk_due(walk->kiosk), MS_NEVER);
	walk_wait(walk, 24 * 3600000);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(walk->n_wipes, 0);
}

static void
notices_and_ends_a_silent_visit(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_type(walk, "Marqueur");
	walk_wait(walk, LIMIT - 1);
	assert_true(walk_is_on(walk, "q3"));
	walk_wait(walk, 1);
	assert_true(walk_is_on(walk, "timeout"));
	assert_true(walk_value_is(walk, "left", "45 s"));
	walk_wait(walk, 1000);
	assert_true(walk_value_is(walk, "left", "44 s"));
	walk_wait(walk, NOTICE - 1001);
	assert_true(walk_is_on(walk, "timeout"));
	assert_true(walk_value_is(walk, "left", "1 s"));
	assert_true(walk_holds(walk, "Marqueur"));
	walk_wait(walk, 1);
	assert_true(walk_is_on(walk, "goodbye"));
	assert_false(walk_holds(walk, "Marqueur"));
	walk_wait(walk, GOODBYE - 1);
	assert_int_equal(walk->n_wipes, 0);
	walk_wait(walk, 1);
	assert_int_equal(walk->n_wipes, 1);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(kiosk_due(walk->kiosk), MS_NEVER);
}

/* K-49: the seconds begin when the spoken notice has ended. */
static void
counts_after_the_spoken_notice(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	walk_spoken(walk);
	walk_wait(walk, LIMIT);
	assert_true(walk_is_on(walk, "timeout"));
	assert_int_equal(walk->cause, CAUSE_TIMEOUT);
	assert_true(walk->urgent);
	walk_wait(walk, 20000);
	assert_true(walk_value_is(walk, "left", "45 s"));
	walk_spoken(walk);
	walk_wait(walk, 1000);
	assert_true(walk_value_is(walk, "left", "44 s"));
	walk_wait(walk, NOTICE - 1001);
	assert_true(walk_is_on(walk, "timeout"));
	walk_wait(walk, 1);
	assert_true(walk_is_on(walk, "goodbye"));
}

/* While something is being said, no time runs (K-46); a voice that is lost stops it for a while only. */
static void
waits_while_it_speaks(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	walk_press(walk, "aloud.no");
	walk_wait(walk, LIMIT + 59999);
	assert_true(walk_is_on(walk, "q1"));
	walk_spoken(walk);
	walk_wait(walk, LIMIT - 1);
	assert_true(walk_is_on(walk, "q1"));
	walk_wait(walk, 1);
	assert_true(walk_is_on(walk, "timeout"));
	walk_wait(walk, 60000);
	assert_true(walk_is_on(walk, "timeout"));
	walk_wait(walk, NOTICE);
	assert_true(walk_is_on(walk, "goodbye"));
}

static void
comes_back_after(struct walk *walk, struct event event)
{
	walk_wait(walk, LIMIT);
	assert_true(walk_is_on(walk, "timeout"));
	walk_wait(walk, 30000);
	walk_step(walk, event);
	assert_true(walk_is_on(walk, "q3"));
	assert_true(walk_has_focus(walk, "q4"));
	assert_true(walk_value_is(walk, "q3", "Ann"));
}

/* Any single action gives all the time again, and does nothing else; as often as it takes (K-49: at least ten times). */
static void
any_action_extends(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "q3");
	walk_type(walk, "Ann");
	walk_go(walk, "q4");
	comes_back_after(walk, (struct event){ .kind = EVENT_KEY, .key = KEY_F9 });
	comes_back_after(walk, (struct event){ .kind = EVENT_KEY, .key = KEY_ESCAPE });
	comes_back_after(walk, (struct event){ .kind = EVENT_KEY, .key = KEY_ENTER });
	comes_back_after(walk, (struct event){ .kind = EVENT_TEXT, .text = STR("x") });
	assert_true(walk_value_is(walk, "q4", ""));
	comes_back_after(
		walk, (struct event){ .kind = EVENT_POINTER, .pointer = { POINTER_UP, 1, 1 } });
	for (int32_t i = 0; i < 20; i++) {
		comes_back_after(walk, (struct event){ .kind = EVENT_KEY, .key = KEY_DOWN });
	}
	walk_type(walk, "Lee");
	assert_true(walk_value_is(walk, "q4", "Lee"));
}

/* A finger that moves or lies on the glass is no answer; lifting it is. */
static void
a_touch_is_one_action(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_wait(walk, LIMIT);
	walk_tap(walk, "stay");
	assert_true(walk_is_on(walk, "q1"));
	walk_wait(walk, LIMIT);
	walk_touch(walk, POINTER_DOWN, 5, 5);
	assert_true(walk_is_on(walk, "timeout"));
	walk_touch(walk, POINTER_MOVE, 6, 6);
	assert_true(walk_is_on(walk, "timeout"));
	walk_touch(walk, POINTER_UP, 6, 6);
	assert_true(walk_is_on(walk, "q1"));
}

/* K-48 */
static void
gives_ten_times_more(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_key(walk, KEY_F1);
	walk_press(walk, "more-time");
	assert_true(walk_is_on(walk, "q1"));
	walk_wait(walk, 10 * LIMIT - 1);
	assert_true(walk_is_on(walk, "q1"));
	walk_wait(walk, 1);
	assert_true(walk_is_on(walk, "timeout"));
	walk_key(walk, KEY_DOWN);
	walk_key(walk, KEY_F1);
	assert_null(walk_node(walk, "more-time"));
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "cancel");
	walk_press(walk, "cancel.yes");
	walk_wait(walk, GOODBYE);
	/* For this visit only. */
	walk_start(walk, LANG_EN);
	walk_wait(walk, LIMIT);
	assert_true(walk_is_on(walk, "timeout"));
}

/* Help or a setting left open on the first page goes away by itself: the next client finds a neutral kiosk. */
static void
tidies_the_first_page(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F12);
	walk_press(walk, "size4");
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_is_on(walk, "welcome"));
	walk_wait(walk, LIMIT - 1);
	assert_int_equal(kiosk_size(walk->kiosk), 3);
	walk_wait(walk, 1);
	assert_int_equal(kiosk_size(walk->kiosk), SIZE_DEFAULT);
	walk_key(walk, KEY_F1);
	walk_wait(walk, LIMIT);
	assert_true(walk_is_on(walk, "welcome"));
	assert_int_equal(kiosk_due(walk->kiosk), MS_NEVER);
}

/* While a request is being stored nothing times out; after a second the client is told to wait (K-51). */
static void
waits_for_the_store(void **state)
{
	struct walk *walk = *state;
	walk_key(walk, KEY_F6);
	walk_start(walk, LANG_EN);
	walk_press(walk, "aloud.no");
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	walk_forget(walk);
	walk_wait(walk, 999);
	assert_int_equal(walk->n_speaks, 0);
	walk_wait(walk, 1);
	assert_int_equal(walk->n_speaks, 1);
	walk_spoken(walk);
	walk_wait(walk, 10 * LIMIT);
	assert_true(walk_is_on(walk, "saving"));
	assert_int_equal(walk->n_speaks, 1);
	walk_stored(walk, STORED_OK);
	assert_true(walk_is_on(walk, "confirmation"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			has_no_limit_before_a_visit, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			notices_and_ends_a_silent_visit, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			counts_after_the_spoken_notice, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(waits_while_it_speaks, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(any_action_extends, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(a_touch_is_one_action, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(gives_ten_times_more, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(tidies_the_first_page, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(waits_for_the_store, walk_set_up_begun, walk_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* What the confirmation says of the request's way: in words, by ear, and without moving anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/format.h"
#include "core/msg.h"
#include "platform/font_table.h"
#include "walk.h"

static const struct date thursday = { 2026, 11, 26 };
static const struct date no_date = { .year = 0 };

static void
deliver(struct walk *walk, struct date due)
{
	walk_step(walk,
		(struct event){
			.kind = EVENT_DELIVERED, .delivered = { .id = str_of(walk->id), .due = due } });
}

static void
link(struct walk *walk, bool up)
{
	walk_step(walk, (struct event){ .kind = EVENT_LINK, .link_up = up });
}

static bool
says(const struct walk *walk, const char *text)
{
	const struct node *node = walk_node(walk, "delivery");
	return node != NULL && node->shown && str_eq(node->name, str_of(text));
}

static bool
says_msg(const struct walk *walk, enum msg id)
{
	return str_eq(walk_node(walk, "delivery")->name, msg(walk_tree(walk)->lang, id));
}

static bool
watches(const struct walk *walk)
{
	struct str id = STR_NONE;
	return kiosk_watches(walk->kiosk, &id) && (id.n == 36 && memcmp(id.p, walk->id, 36) == 0);
}

/* A visit by ear, up to the confirmation, which is being said. */
static void
listen(struct walk *walk)
{
	walk_key(walk, KEY_F6);
	walk_jack(walk, JACK_HEADPHONES);
	walk_confirmed(walk, LANG_EN);
	walk_forget(walk);
}

/* ---- what is shown ---- */

static void
tells_the_link(void **state)
{
	struct walk *walk = *state;
	walk_confirmed(walk, LANG_EN);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
	link(walk, true);
	assert_true(says_msg(walk, MSG_CONFIRMATION_ONLINE));
	link(walk, false);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
	walk_key(walk, KEY_F11);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
}

/* K-75: no date before the back end has the request, and then in full. */
static void
tells_the_date(void **state)
{
	struct walk *walk = *state;
	walk_confirmed(walk, LANG_EN);
	deliver(walk, thursday);
	assert_true(says(walk,
		"The department has received your request. "
		"An officer will contact you by Thursday, November 26, 2026."));
	walk_key(walk, KEY_F11);
	assert_true(says(walk,
		"Le ministère a reçu votre demande. "
		"Un agent communiquera avec vous au plus tard le jeudi 26\u00a0novembre 2026."));
	/* What was received stays received, whatever the link does. */
	link(walk, false);
	deliver(walk, no_date);
	assert_true(says(walk,
		"Le ministère a reçu votre demande. "
		"Un agent communiquera avec vous au plus tard le jeudi 26\u00a0novembre 2026."));
}

static void
promises_two_days_without_a_date(void **state)
{
	struct walk *walk = *state;
	walk_confirmed(walk, LANG_FR);
	deliver(walk, no_date);
	assert_true(says_msg(walk, MSG_CONFIRMATION_DELIVERED));
	assert_true(says(walk,
		"Le ministère a reçu votre demande. "
		"Un agent communiquera avec vous dans les deux jours ouvrables."));
}

static void
shows_no_date_that_is_none(void **state)
{
	struct walk *walk = *state;
	walk_confirmed(walk, LANG_EN);
	deliver(walk, (struct date){ 2026, 2, 30 });
	assert_true(says_msg(walk, MSG_CONFIRMATION_DELIVERED));
}

static void
believes_its_own_request_only(void **state)
{
	struct walk *walk = *state;
	walk_confirmed(walk, LANG_EN);
	walk->id[35] ^= 1;
	deliver(walk, thursday);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
	walk->id[0] = '\0';
	deliver(walk, thursday);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
}

/* The save thread's news and the outbox's come by different ways. */
static void
may_know_the_receipt_first(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	deliver(walk, thursday);
	assert_true(walk_is_on(walk, "saving"));
	assert_false(watches(walk));
	walk_stored(walk, STORED_OK);
	assert_true(says(walk,
		"The department has received your request. "
		"An officer will contact you by Thursday, November 26, 2026."));
}

/* What is changed after a failed try is another request, with another id. */
static void
forgets_the_last_try(void **state)
{
	struct walk *walk = *state;
	walk_start(walk, LANG_EN);
	walk_until(walk, "submit");
	walk_press(walk, "submit");
	deliver(walk, thursday);
	walk_stored(walk, STORED_FAILED);
	walk_key(walk, KEY_F11);
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "next");
	walk_press(walk, "submit");
	assert_true(watches(walk));
	walk_stored(walk, STORED_OK);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
}

/* The second visit, and the pages of the first before it was stored. */
static void
forgets_the_last_visit(void **state)
{
	struct walk *walk = *state;
	deliver(walk, thursday);
	walk_confirmed(walk, LANG_EN);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
	deliver(walk, thursday);
	walk_press(walk, "done");
	walk_wait(walk, 10000);
	assert_true(walk_is_on(walk, "welcome"));
	deliver(walk, thursday);
	walk_confirmed(walk, LANG_EN);
	assert_true(says_msg(walk, MSG_CONFIRMATION_OFFLINE));
	assert_true(watches(walk));
}

static void
watches_while_it_matters(void **state)
{
	struct walk *walk = *state;
	assert_false(watches(walk));
	walk_start(walk, LANG_EN);
	assert_false(watches(walk));
	walk_until(walk, "submit");
	assert_false(watches(walk));
	walk_press(walk, "submit");
	assert_true(watches(walk));
	walk_stored(walk, STORED_FAILED);
	assert_false(watches(walk));
	walk_press(walk, "retry");
	walk_stored(walk, STORED_OK);
	assert_true(watches(walk));
	walk_key(walk, KEY_F1);
	assert_false(watches(walk)); /* help does not show it */
	walk_key(walk, KEY_ESCAPE);
	assert_true(watches(walk));
	walk_wait(walk, walk->options.idle_limit);
	assert_true(walk_is_on(walk, "timeout"));
	assert_false(watches(walk));
	walk_key(walk, KEY_DOWN);
	assert_true(watches(walk));
	deliver(walk, thursday);
	assert_false(watches(walk));
	walk_press(walk, "done");
	assert_false(watches(walk));
}

/* ---- nothing moves ---- */

enum { NODES_MOST = 64 };

struct places {
	struct rect boxes[NODES_MOST];
	bool shown[NODES_MOST];
	int32_t n, parts;
};

static struct places
look(const struct walk *walk)
{
	const struct tree *tree = walk_tree(walk);
	struct places places = { .n = tree->n, .parts = tree->parts };
	assert_true(tree->n <= NODES_MOST);
	for (int32_t i = 0; i < tree->n; i++) {
		places.boxes[i] = tree->nodes[i].box;
		places.shown[i] = tree->nodes[i].shown;
	}
	return places;
}

static void
must_stand(const struct walk *walk, const struct places *before)
{
	const struct tree *tree = walk_tree(walk);
	const struct places now = look(walk);
	struct rect damage[16];
	assert_int_equal(now.n, before->n);
	assert_int_equal(now.parts, before->parts);
	for (int32_t i = 0; i < now.n; i++) {
		if (memcmp(&now.boxes[i], &before->boxes[i], sizeof(struct rect)) != 0 ||
			now.shown[i] != before->shown[i]) {
			fail_msg("%.*s moved from %d,%d to %d,%d (%dx%d, size %d)", (int)tree->nodes[i].id.n,
				tree->nodes[i].id.p, before->boxes[i].x, before->boxes[i].y, now.boxes[i].x,
				now.boxes[i].y, walk->options.display.w, walk->options.display.h,
				walk->options.size);
		}
	}
	/* Nothing else is painted anew, either. */
	const struct rect box = walk_node(walk, "delivery")->box;
	const int32_t n = kiosk_damage(walk->kiosk, damage, 16);
	for (int32_t i = 0; i < n; i++) {
		assert_true(damage[i].y >= box.y && damage[i].y + damage[i].h <= box.y + box.h);
	}
}

static void
stands(struct walk *walk, enum lang lang, struct date due)
{
	walk_begin(walk);
	walk_confirmed(walk, lang);
	const int32_t parts = walk_tree(walk)->parts;
	for (int32_t part = 0; part < parts; part++) {
		walk_step(walk, (struct event){ .kind = EVENT_LINK, .link_up = false });
		const struct places before = look(walk);
		link(walk, true);
		must_stand(walk, &before);
		link(walk, false);
		must_stand(walk, &before);
		if (part + 1 == parts) {
			deliver(walk, due);
			must_stand(walk, &before);
		}
		walk_key(walk, KEY_PAGE_DOWN);
	}
}

static void
moves_nothing(void **state)
{
	static const struct display displays[] = { { 1080, 1920, 4.03f }, { 1280, 800, 5.88f },
		{ 800, 480, 4.0f } };
	struct walk *walk = *state;
	for (size_t i = 0; i < sizeof(displays) / sizeof(displays[0]); i++) {
		for (int32_t k = 0; k < 2 * SIZE_COUNT; k++) {
			const enum lang lang = k < SIZE_COUNT ? LANG_EN : LANG_FR;
			for (int32_t dated = 0; dated < 2; dated++) {
				walk_close(walk);
				walk_open(walk);
				walk->options.display = displays[i];
				walk->options.size = k % SIZE_COUNT;
				stands(walk, lang, dated ? thursday : no_date);
			}
		}
	}
}

static px_t
width(const struct metrics *metrics, enum lang lang, int32_t weekday, struct date date)
{
	char buffer[96];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	format_weekday_date(lang, weekday, date, &text);
	const struct type type = { FACE_TEXT, 100, 150 };
	return metrics->measure(metrics->context, type, lang, text_str(&text), INT32_MAX).w;
}

/* Word by word no working day is wider than the date that room is kept for, so none takes more lines. */
static void
keeps_room_for_every_date(void **state)
{
	(void)state;
	const struct metrics metrics = font_table_metrics();
	const int32_t wednesday = 3;
	for (int lang = LANG_EN; lang < LANG_COUNT; lang++) {
		const struct date widest = { 2026, 9, lang == LANG_EN ? 30 : 1 };
		const px_t most = width(&metrics, lang, wednesday, widest);
		for (int32_t weekday = 1; weekday <= 5; weekday++) {
			assert_true(width(&metrics, lang, weekday, widest) <= most);
		}
		for (int32_t month = 1; month <= 12; month++) {
			assert_true(
				width(&metrics, lang, wednesday, (struct date){ 2026, month, widest.day }) <= most);
		}
		for (int32_t day = 1; day <= 31; day++) {
			assert_true(width(&metrics, lang, wednesday, (struct date){ 2026, 9, day }) <= most);
		}
	}
}

/* The finger was down before the text changed, and what it aimed at is what it gets. */
static void
lets_a_finger_finish(void **state)
{
	struct walk *walk = *state;
	walk_confirmed(walk, LANG_EN);
	walk->now += walk->pace;
	const struct rect box = walk_node(walk, "done")->box;
	walk_touch(walk, POINTER_DOWN, box.x + 4, box.y + 4);
	walk->now += 80;
	deliver(walk, thursday);
	walk->now += 80;
	walk_touch(walk, POINTER_UP, box.x + 4, box.y + 4);
	assert_true(walk_is_on(walk, "goodbye"));
}

/* ---- what is said ---- */

static void
waits_for_the_voice(void **state)
{
	struct walk *walk = *state;
	listen(walk);
	deliver(walk, thursday);
	walk_wait(walk, 5000);
	assert_int_equal(walk->n_speaks + walk->n_hushes, 0);
	walk_spoken(walk);
	assert_int_equal(walk->n_speaks, 0);
	walk_wait(walk, 1000);
	assert_int_equal(walk->n_speaks, 1);
	assert_int_equal(walk->cause, CAUSE_CHANGE);
	assert_false(walk->urgent);
	assert_string_equal(walk->said,
		"The department has received your request. "
		"An officer will contact you by Thursday, November 26th, 2026.");
	/* Once. */
	walk_spoken(walk);
	walk_wait(walk, 30000);
	assert_int_equal(walk->n_speaks, 1);
	walk_key(walk, KEY_F3);
	assert_int_equal(walk->n_speaks, 2);
	assert_true(strncmp(walk->said, "The department has received", 27) == 0);
	walk_key(walk, KEY_F2);
	assert_true(walk_heard(walk, walk_node(walk, "delivery")->name));
	assert_true(walk_heard(walk, walk_node(walk, "title")->name));
}

static void
tells_when_it_is_quiet(void **state)
{
	struct walk *walk = *state;
	listen(walk);
	walk_spoken(walk);
	walk_wait(walk, 5000);
	deliver(walk, no_date);
	walk_wait(walk, 0);
	assert_int_equal(walk->n_speaks, 1);
	assert_true(walk_heard(walk, msg(LANG_EN, MSG_CONFIRMATION_DELIVERED)));
}

/* Who moves about hears what is met first, and the news when that is over. */
static void
lets_the_client_go_first(void **state)
{
	struct walk *walk = *state;
	listen(walk);
	deliver(walk, thursday);
	walk_key(walk, KEY_DOWN);
	assert_int_equal(walk->n_speaks, 1);
	assert_false(walk_heard(walk, walk_node(walk, "delivery")->name));
	walk_spoken(walk);
	walk_wait(walk, 999);
	assert_int_equal(walk->n_speaks, 1);
	walk_wait(walk, 1);
	assert_true(walk_heard(walk, walk_node(walk, "delivery")->name));
}

static void
is_not_said_twice(void **state)
{
	struct walk *walk = *state;
	listen(walk);
	deliver(walk, thursday);
	walk_key(walk, KEY_F2); /* the page says it */
	walk_spoken(walk);
	walk_forget(walk);
	walk_wait(walk, 30000);
	assert_int_equal(walk->n_speaks, 0);
}

static void
is_said_by_the_page_that_comes_back(void **state)
{
	struct walk *walk = *state;
	listen(walk);
	walk_key(walk, KEY_F1);
	deliver(walk, thursday);
	walk_spoken(walk);
	walk_wait(walk, 5000);
	assert_int_equal(walk->n_speaks, 1); /* help */
	walk_key(walk, KEY_ESCAPE);
	assert_true(walk_heard(walk, walk_node(walk, "delivery")->name));
	walk_spoken(walk);
	walk_forget(walk);
	walk_wait(walk, 30000);
	assert_int_equal(walk->n_speaks, 0);
}

static void
leaves_readers_in_peace(void **state)
{
	struct walk *walk = *state;
	walk_confirmed(walk, LANG_EN);
	walk_forget(walk);
	deliver(walk, thursday);
	walk_wait(walk, 30000);
	assert_int_equal(walk->n_speaks, 0);
}

/* Switched off before it could be said; the time limit still ends the visit. */
static void
keeps_no_silent_news(void **state)
{
	struct walk *walk = *state;
	listen(walk);
	deliver(walk, thursday);
	walk_key(walk, KEY_F6);
	walk_spoken(walk);
	walk_forget(walk);
	walk_wait(walk, walk->options.idle_limit + 60000);
	assert_int_equal(walk->n_speaks, 0);
	assert_true(walk_is_on(walk, "welcome"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tells_the_link, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(tells_the_date, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			promises_two_days_without_a_date, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			shows_no_date_that_is_none, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			believes_its_own_request_only, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			may_know_the_receipt_first, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(forgets_the_last_try, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(forgets_the_last_visit, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			watches_while_it_matters, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(moves_nothing, walk_set_up, walk_tear_down),
		cmocka_unit_test(keeps_room_for_every_date),
		cmocka_unit_test_setup_teardown(lets_a_finger_finish, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(waits_for_the_voice, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(tells_when_it_is_quiet, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			lets_the_client_go_first, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(is_not_said_twice, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			is_said_by_the_page_that_comes_back, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(leaves_readers_in_peace, walk_set_up_begun, walk_tear_down),
		cmocka_unit_test_setup_teardown(keeps_no_silent_news, walk_set_up_begun, walk_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Every event at every time: 200,000 of them by chance, from fixed seeds, and what must always hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/layout_parts.h"
#include "walk.h"

/* Pages are told apart by their names' remainder: a prime, so that none of them is another one's. */
enum { EVENTS = 200000, SEEDS = 4, PAGES = 1021 };

struct monkey {
	struct walk walk;
	uint64_t state; /* xorshift64* of S. Vigna */
	int32_t n_pages[PAGES];
	bool saving;
};

static uint32_t
chance(struct monkey *monkey, uint32_t below)
{
	monkey->state ^= monkey->state >> 12;
	monkey->state ^= monkey->state << 25;
	monkey->state ^= monkey->state >> 27;
	return (uint32_t)((monkey->state * 0x2545F4914F6CDD1Du) >> 33) % below;
}

static void
type(struct monkey *monkey)
{
	static const char *const texts[] = { "a", "É", " ", "7", "’", "😀", "é", "x@y.ca",
		"613 555 0199", "K1A 0B1", "ᐊᒡᓚᒃ", "-" };
	const char *text = texts[chance(monkey, sizeof(texts) / sizeof(texts[0]))];
	walk_step(&monkey->walk, (struct event){ .kind = EVENT_TEXT, .text = str_of(text) });
}

/* Keys that lead on come more often than chance would have it, or no page but the first would be seen. */
static void
press(struct monkey *monkey)
{
	static const enum key often[] = { KEY_DOWN, KEY_UP, KEY_ENTER, KEY_ENTER, KEY_TAB, KEY_RIGHT };
	const enum key key = chance(monkey, 3) > 0 ? often[chance(monkey, 6)] :
												 (enum key)chance(monkey, KEY_COUNT + 1);
	walk_step(&monkey->walk, (struct event){ .kind = EVENT_KEY, .key = key });
}

static void
touch(struct monkey *monkey)
{
	const struct tree *tree = walk_tree(&monkey->walk);
	const struct node *node = &tree->nodes[chance(monkey, (uint32_t)tree->n)];
	px_t x = (px_t)chance(monkey, 2000), y = (px_t)chance(monkey, 2000);
	if (node->shown && chance(monkey, 5) > 0) {
		x = node->box.x + node->box.w / 2;
		y = node->box.y + node->box.h / 2;
	}
	if (chance(monkey, 5) > 0) {
		walk_touch(&monkey->walk, POINTER_DOWN, x, y);
		monkey->walk.now += chance(monkey, 200);
		walk_touch(&monkey->walk, POINTER_UP, x, y);
	} else {
		walk_touch(&monkey->walk, (enum pointer)chance(monkey, 3), x - 100, y);
	}
}

/* A client who answers everything: by chance alone nobody would come to the review. */
static void
go_through(struct walk *walk)
{
	if (walk_is_on(walk, "welcome")) {
		walk_press(walk, walk->now % 2 == 0 ? "lang.en" : "lang.fr");
	}
	if (walk_is_on(walk, "services")) {
		walk_press(walk, walk->now % 4 == 0 ? "service1" : "service0");
	}
	walk_press(walk, "next");
	for (int32_t i = 0; i < 40 && !walk_is_on(walk, "review"); i++) {
		if (walk_is_on(walk, "aloud")) {
			walk_press(walk, walk->now % 3 == 0 ? "aloud.yes" : "aloud.no");
		} else {
			walk_answer(walk);
			const struct node *add = walk_node(walk, "row.add");
			walk_press(walk, add != NULL && walk->now % 3 == 0 ? "row.add" : "next");
		}
		if (walk->now % 29 == 0) {
			break; /* left to chance from here on */
		}
	}
}

/* A technician: by chance alone nobody would type a PIN. */
static void
sign_in(struct walk *walk)
{
	walk_key(walk, KEY_F12);
	walk_press(walk, "staff");
	walk_type(walk, "card");
	walk_key(walk, KEY_ENTER);
	walk_type(walk, "123456");
	walk_press(walk, "next");
	walk_answered_with(walk, STAFF_OK);
}

/* Any answer, with any number of lines and signs. */
static void
answer_call(struct monkey *monkey)
{
	static const char signs[] = "+-?.x";
	struct staff_answer answer = { .status = (enum staff_status)chance(
									   monkey, STAFF_UNREACHABLE + 1) };
	for (uint32_t i = chance(monkey, STAFF_LINES_MAX + 2); i > 0; i--) {
		staff_answer_add(
			&answer, (enum staff_mark)chance(monkey, 3), STR("A line."), STR("Une ligne."));
	}
	answer.wait_s = (int32_t)chance(monkey, 1000);
	answer.n_outcomes = chance(monkey, 4) > 0 ? 10 : (int32_t)chance(monkey, 20);
	for (int32_t i = 0; i < answer.n_outcomes; i++) {
		answer.outcomes[i] = signs[chance(monkey, chance(monkey, 9) > 0 ? 4 : 5)];
	}
	answer.status = chance(monkey, 2) > 0 ? STAFF_OK : answer.status;
	walk_answered(&monkey->walk, &answer);
}

static void
go_on(struct monkey *monkey)
{
	struct walk *walk = &monkey->walk;
	walk->now += WALK_PACE_MS; /* any guard is over */
	walk->pace = WALK_PACE_MS;
	if (walk_is_on(walk, "welcome") && walk->now % 5 == 0) {
		sign_in(walk);
	} else if (walk_is_on(walk, "staff-busy")) {
		answer_call(monkey);
	} else if (walk_is_on(walk, "welcome") || walk_is_on(walk, "services")) {
		go_through(walk);
	} else if (walk_node(walk, "row.remove")) {
		walk_press(walk, "row.remove");
	} else if (walk_is_on(walk, "confirmation") && walk_node(walk, "another")) {
		walk_press(walk, "another");
	} else if (walk_is_on(walk, "review") || walk_is_on(walk, "submit")) {
		walk_press(walk, walk_is_on(walk, "review") ? "next" : "submit");
	} else if (walk_is_on(walk, "saving")) {
		walk_stored(walk, STORED_OK);
	}
}

static void
environment(struct monkey *monkey)
{
	static const struct display displays[] = { { 1080, 1920, 4.03f }, { 1280, 800, 5.88f },
		{ 800, 480, 4.0f }, { 1920, 1080, 5.56f } };
	struct walk *walk = &monkey->walk;
	switch (chance(monkey, 9)) {
	case 0:
		walk_jack(walk, (enum jack)chance(monkey, 2));
		break;
	case 1:
		walk_step(walk, (struct event){ .kind = EVENT_LINK, .link_up = chance(monkey, 2) > 0 });
		break;
	case 2: {
		const struct display *to = &displays[chance(monkey, 4)];
		walk_display(walk, to->w, to->h, to->px_per_mm);
		break;
	}
	case 3:
		walk_step(walk,
			(struct event){ .kind = EVENT_SPOKEN, .spoken = walk->utterance - chance(monkey, 2) });
		break;
	case 4:
	case 5:
		walk_step(walk,
			(struct event){ .kind = EVENT_STORED,
				.stored = { walk->ticket - chance(monkey, 2), (enum stored)chance(monkey, 3) } });
		break;
	case 8:
		walk_step(walk,
			(struct event){ .kind = EVENT_DELIVERED,
				.delivered = { .id = str_of(walk->id),
					.due = { 2026, (int32_t)chance(monkey, 14), (int32_t)chance(monkey, 33) } } });
		break;
	case 6:
		answer_call(monkey);
		walk_step(walk, (struct event){ .kind = EVENT_TICK });
		break;
	default:
		if (chance(monkey, 400) == 0) {
			walk_step(walk, (struct event){ .kind = EVENT_VOICELESS });
		}
		break;
	}
}

static void
act(struct monkey *monkey)
{
	const uint32_t what = chance(monkey, 100);
	monkey->walk.now += chance(monkey, 700);
	monkey->walk.pace = 0;
	if (what < 45) {
		press(monkey);
	} else if (what < 60) {
		type(monkey);
	} else if (what < 85) {
		touch(monkey);
	} else if (what < 95) {
		environment(monkey);
	} else if (what < 98) {
		go_on(monkey);
	} else {
		/* Mostly short; now and then a client walks away. */
		walk_wait(&monkey->walk,
			chance(monkey, 40) == 0 ? 100000 + chance(monkey, 200000) : chance(monkey, 3000));
	}
}

static void
check_spans(const struct walk *walk)
{
	for (int32_t i = 0; i < walk->effects.n; i++) {
		const struct effect *effect = &walk->effects.list[i];
		for (int32_t k = 0; effect->kind == EFFECT_SPEAK && k < effect->speak.n_spans; k++) {
			assert_true(utf8_valid(effect->speak.spans[k].words));
			assert_true(effect->speak.spans[k].lang < LANG_COUNT);
		}
		assert_true(effect->kind != EFFECT_SPEAK || effect->speak.n_spans > 0);
	}
}

static void
check(struct monkey *monkey)
{
	const struct walk *walk = &monkey->walk;
	const struct tree *tree = walk_tree(walk);
	const struct drawing *drawing = kiosk_drawing(walk->kiosk);
	struct rect damage[16];
	assert_true(tree->n > 0 && tree->n < TREE_MAX);
	assert_true(tree->title.n > 0 && tree->page.n > 0);
	assert_true(tree->part >= 0 && tree->part < tree->parts && tree->parts < LAY_PARTS_MAX);
	assert_true(tree->focus >= -1 && tree->focus < tree->n);
	assert_true(drawing->n < drawing->cap);
	if (tree->focus >= 0) {
		const struct node *focus = &tree->nodes[tree->focus];
		assert_true(focus->flags & NODE_FOCUSABLE);
		if (!focus->shown || (focus->flags & NODE_ABSENT)) {
			fail_msg("%.*s has the focus on %.*s part %d of %d, size %d, %d x %d", (int)focus->id.n,
				focus->id.p, (int)tree->page.n, tree->page.p, tree->part, tree->parts,
				kiosk_size(walk->kiosk), drawing->display.w, drawing->display.h);
		}
		assert_true(focus->caret <= (int32_t)focus->value.n);
	}
	assert_in_range(kiosk_damage(walk->kiosk, damage, 16), 0, 16);
	assert_true(kiosk_size(walk->kiosk) >= 0 && kiosk_size(walk->kiosk) < SIZE_COUNT);
	check_spans(walk);
}

static bool
has_seen(const struct monkey *monkey, const char *page)
{
	uint32_t slot = 0;
	for (const char *p = page; *p != '\0'; p++) {
		slot = slot * 31 + (unsigned char)*p;
	}
	return monkey->n_pages[slot % PAGES] > 0;
}

static void
note(struct monkey *monkey)
{
	const struct str page = walk_tree(&monkey->walk)->page;
	uint32_t slot = 0;
	for (size_t i = 0; i < page.n; i++) {
		slot = slot * 31 + (unsigned char)page.p[i];
	}
	monkey->n_pages[slot % PAGES]++;
}

/* A visit after the other, whatever comes; all of the pages must have been seen in the end. */
static void
play(struct monkey *monkey, const char *folder, const char *const *pages)
{
	memset(monkey->n_pages, 0, sizeof(monkey->n_pages));
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		if (folder) {
			walk_open_service(&monkey->walk, folder);
		} else {
			walk_open(&monkey->walk);
		}
		monkey->walk.options.speech_at_start = seed % 2 == 0;
		monkey->walk.options.idle_limit = 120000;
		walk_begin(&monkey->walk);
		monkey->state = seed * 0x9E3779B97F4A7C15u;
		for (int32_t i = 0; i < EVENTS / SEEDS; i++) {
			act(monkey);
			check(monkey);
			note(monkey);
			if (i % 500 == 0) {
				walk_forget(&monkey->walk);
			}
		}
		walk_close(&monkey->walk);
	}
	for (size_t i = 0; pages[i]; i++) {
		if (!has_seen(monkey, pages[i])) {
			fail_msg("the page %s was never shown", pages[i]);
		}
	}
}

static void
every_event_at_every_time(void **state)
{
	static const char *const pages[] = { "welcome", "start", "q1", "q3", "q6", "q14", "review",
		"submit", "saving", "confirmation", "not-saved", "help", "settings", "cancel", "aloud",
		"timeout", "goodbye", "staff", "staff-menu", "staff-busy", "staff-result", "staff-confirm",
		"staff-setup", "staff-enrol", "staff-test", "staff-diagnosis", NULL };
	static struct monkey monkey;
	(void)state;
	play(&monkey, NULL, pages);
}

static void
every_event_at_every_kind_of_question(void **state)
{
	static const char *const pages[] = { "services", "start", "q2", "q4", "q6.r0", "q6.r1", "q8",
		"q10", "q13", "q16", "q17", "q18", "q19", "review", "submit", "confirmation", "remove",
		"exit", "goodbye", NULL };
	static struct monkey monkey;
	(void)state;
	play(&monkey, "tests/replay/kinds", pages);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_at_every_time),
		cmocka_unit_test(every_event_at_every_kind_of_question),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

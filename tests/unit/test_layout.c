/* SPDX-License-Identifier: MIT */
/* Every page of a visit in both languages, four sizes, four themes and six displays, against the numbers of K-02 to K-12. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crawl.h"

static const struct display displays[] = {
	{ 1080, 1920, 4.03f },                     /* 21.5 inches, upright */
	{ 1920, 1080, 4.03f },                     /* the same, lying */
	{ 1280, 800, 5.88f },                      /* 10.1 inches */
	{ 1920, 1080, 5.56f },                     /* 15.6 inches */
	{ 1080, 1920, 5.56f }, { 800, 480, 4.0f }, /* the smallest that must still work */
};

enum { DISPLAYS = sizeof(displays) / sizeof(displays[0]) };

/* One client's way on one display. */
struct visit {
	struct walk walk;
	struct crawl crawl;
};

static void
look(struct visit *visit)
{
	crawl_page(&visit->crawl);
}

/* Help, settings and the question before erasing lie over the page. */
static void
look_at_overlays(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	walk_key(walk, KEY_F1);
	assert_true(walk_is_on(walk, "help"));
	look(visit);
	walk_key(walk, KEY_ESCAPE);
	walk_key(walk, KEY_F12);
	assert_true(walk_is_on(walk, "settings"));
	look(visit);
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "cancel");
	assert_true(walk_is_on(walk, "cancel"));
	look(visit);
	walk_key(walk, KEY_ESCAPE);
}

/* Touching the field brings the keyboard; every layer of it. A key would take it away, so there is no going round. */
static void
look_at_keyboard(struct visit *visit, const char *field)
{
	static const char *const layers[] = { "key.4.0", "key.4.4",
		"key.3.0" }; /* accents, signs, letters again */
	struct walk *walk = &visit->walk;
	/* A screen less than 13 cm high has no room for five rows of keys of 12.7 mm: it needs keys of its own. */
	if ((float)visit->crawl.display.h < 130.0f * visit->crawl.display.px_per_mm) {
		return;
	}
	walk_tap(walk, field);
	walk_tap(walk, field);
	if (walk_node(walk, "key.0.0") == NULL && walk_node(walk, "key.0.5") == NULL) {
		crawl_tell(&visit->crawl, "touching %s brings no keyboard", field);
		return;
	}
	crawl_view(&visit->crawl);
	for (size_t i = 0; i < 3 && walk_node(walk, "key.0.0") != NULL; i++) {
		walk_tap(walk, layers[i]);
		crawl_view(&visit->crawl);
	}
}

/* Each page without answers, with its errors, and answered. */
static void
look_at_question(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	char page[ID_MAX + 1], field[ID_MAX + 1] = "";
	snprintf(page, sizeof(page), "%.*s", (int)walk_tree(walk)->page.n, walk_tree(walk)->page.p);
	look(visit);
	for (int32_t i = 0; i < walk_tree(walk)->n; i++) {
		const struct node *node = &walk_tree(walk)->nodes[i];
		if (node->role == ROLE_FIELD && field[0] == '\0') {
			snprintf(field, sizeof(field), "%.*s", (int)node->id.n, node->id.p);
		}
	}
	if (field[0] != '\0') {
		walk_go(walk, field);
		look_at_keyboard(visit, field);
	}
	if (walk_node(walk, page)->flags & NODE_REQUIRED) {
		walk_press(walk, "next");
		assert_non_null(walk_node(walk, "errors"));
		look(visit);
		if (field[0] != '\0') {
			walk_go(walk, field);
			look_at_keyboard(visit, field);
		}
	}
	walk_answer(walk);
	look(visit);
	walk_press(walk, "next");
}

static void
look_at_end(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	look(visit); /* review */
	walk_press(walk, "r3");
	look(visit); /* changing an answer */
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
	walk_press(walk, "next");
	look(visit); /* submit */
	walk_press(walk, "submit");
	look(visit); /* saving */
	walk_stored(walk, STORED_FULL);
	look(visit);
	walk_press(walk, "retry");
	walk_stored(walk, STORED_FAILED);
	look(visit);
	walk_press(walk, "retry");
	walk_stored(walk, STORED_OK);
	look(visit); /* confirmation */
	walk_step(walk, (struct event){ .kind = EVENT_LINK, .link_up = true });
	look(visit);
	walk_step(walk,
		(struct event){ .kind = EVENT_DELIVERED,
			.delivered = { .id = str_of(walk->id), .due = { 2026, 9, 30 } } });
	look(visit);
	walk_wait(walk, walk->options.idle_limit);
	assert_true(walk_is_on(walk, "timeout"));
	/* Any key would end the notice. */
	crawl_view(&visit->crawl);
	walk_key(walk, KEY_DOWN);
	walk_press(walk, "done");
	assert_true(walk_is_on(walk, "goodbye"));
	crawl_view(&visit->crawl);
}

/* With speech on the speaker there is one page more, and one button more on the last. */
static void
look_at_speech(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	walk_key(walk, KEY_F6);
	assert_true(walk_is_on(walk, "aloud"));
	look(visit);
	walk_press(walk, "aloud.no");
	walk_key(walk, KEY_F6);
}

static void
visit_all(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	look(visit); /* welcome */
	walk_press(walk, visit->crawl.lang == LANG_EN ? "lang.en" : "lang.fr");
	look(visit); /* start */
	look_at_overlays(visit);
	walk_press(walk, "next");
	for (int32_t i = 0; i < 32 && !walk_is_on(walk, "review"); i++) {
		const bool speech = walk_is_on(walk, "q3");
		look_at_question(visit);
		if (speech) {
			walk_key(walk, KEY_ESCAPE);
			look_at_speech(visit);
			walk_until(walk, "q5");
		}
	}
	assert_true(walk_is_on(walk, "review"));
	look_at_end(visit);
}

/* The longest answers that the form takes. */
static const char *
long_text(void)
{
	return "Je dois vous expliquer plusieurs choses au sujet de ma demande, et c’est assez long. J’ai déménagé deux fois "
		   "cette année, d’abord à Iqaluit, ensuite à Rankin Inlet, et mon courrier ne me suit pas toujours. "
		   "Anticonstitutionnellement-Anticonstitutionnellement-Anticonstitutionnellement-Anticonstitutionnellement. "
		   "Merci de laisser un message au centre communautaire, où l’on me connaît bien, plutôt qu’à mon ancien numéro.";
}

static void
crawl_display(enum lang lang, int32_t size, const struct display *display, struct crawl *total)
{
	struct visit visit;
	const enum theme_name theme = (enum theme_name)((size + (int32_t)lang * 2) % THEME_COUNT);
	walk_open(&visit.walk);
	visit.walk.options.size = size;
	visit.walk.options.theme = theme;
	visit.walk.options.display = *display;
	visit.walk.details = long_text();
	visit.walk.no_phone = lang == LANG_FR;
	visit.crawl = (struct crawl){
		.walk = &visit.walk, .display = *display, .size = size, .theme = theme, .lang = lang
	};
	walk_begin(&visit.walk);
	visit_all(&visit);
	walk_close(&visit.walk);
	crawl_add(total, &visit.crawl);
}

static void
crawl_at(int32_t size)
{
	crawl_everywhere(size, displays, DISPLAYS, crawl_display);
}

static void
pages_at_size_1(void **state)
{
	(void)state;
	crawl_at(0);
}

static void
pages_at_size_2(void **state)
{
	(void)state;
	crawl_at(1);
}

static void
pages_at_size_3(void **state)
{
	(void)state;
	crawl_at(2);
}

static void
pages_at_size_4(void **state)
{
	(void)state;
	crawl_at(3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_at_size_1),
		cmocka_unit_test(pages_at_size_2),
		cmocka_unit_test(pages_at_size_3),
		cmocka_unit_test(pages_at_size_4),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Every kind of question in both languages, four sizes and three displays, against the numbers of K-02 to K-12. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crawl.h"

static const struct display displays[] = {
	{ 1080, 1920, 4.03f }, /* 21.5 inches, upright */
	{ 1280, 800, 5.88f },  /* 10.1 inches */
	{ 1920, 1080, 5.56f }, /* 15.6 inches */
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

static bool
is_page(const struct walk *walk, const char *page)
{
	return str_eq(walk_tree(walk)->page, str_of(page));
}

/* Where nobody but people in Canada can go on. */
static void
look_at_exit(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	walk_press(walk, "q3.c1");
	walk_press(walk, "next");
	look(visit);
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "exit"));
	look(visit);
	walk_press(walk, "back");
	walk_press(walk, "back");
	walk_press(walk, "q3.c0");
}

/* A second row, blank; whether it may go; and a third, behind which there is none. */
static void
look_at_rows(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	walk_press(walk, "row.add");
	assert_true(walk_is_on(walk, "q6.r1"));
	look(visit);
	walk_answer(walk);
	walk_press(walk, "row.remove");
	assert_true(walk_is_on(walk, "remove"));
	look(visit);
	walk_press(walk, "remove.no");
	walk_press(walk, "row.add");
	walk_answer(walk);
	walk_go(walk, "next"); /* a number that is edited is another text than one that is not */
	look(visit);
}

/* A list from its second page on, and with nothing found. */
static void
look_at_list(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	walk_press(walk, "m10.more");
	look(visit);
	walk_go(walk, "q10");
	walk_type(walk, "Zyx");
	look(visit);
	walk_keys(walk, KEY_BACKSPACE, 3);
}

/* Each page without answers, with its errors, and answered. */
static void
look_at_question(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	const bool has_offer = is_page(walk, "q15") || is_page(walk, "q16");
	look(visit);
	if (is_page(walk, "q3")) {
		look_at_exit(visit);
	}
	if (is_page(walk, "q10")) {
		look_at_list(visit);
	}
	if (has_offer) {
		walk_press(walk, is_page(walk, "q15") ? "o15" : "o16");
		look(visit);
	}
	char page[ID_MAX + 1];
	snprintf(page, sizeof(page), "%.*s", (int)walk_tree(walk)->page.n, walk_tree(walk)->page.p);
	const struct node *node = walk_node(walk, page);
	if (is_page(walk, "q6.r0") ||
		(node != NULL && (node->flags & NODE_REQUIRED) && !is_page(walk, "q3"))) {
		walk_press(walk, "next");
		assert_non_null(walk_node(walk, "errors"));
		look(visit);
	}
	walk_answer(walk);
	walk_go(walk, "next"); /* a number that is edited is another text than one that is not */
	look(visit);
	if (is_page(walk, "q6.r0")) {
		look_at_rows(visit);
	}
	walk_press(walk, "next");
}

/* Dates and documents that will not do. */
static void
look_at_faults(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	walk_press(walk, "r2");
	walk_go(walk, "q2.p1");
	walk_keys(walk, KEY_BACKSPACE, 2);
	walk_type(walk, "13");
	walk_press(walk, "next");
	assert_non_null(walk_node(walk, "errors"));
	look(visit);
	walk_press(walk, "e2");
	walk_keys(walk, KEY_BACKSPACE, 1);
	walk_press(walk, "next");
	assert_true(walk_is_on(walk, "review"));
}

static void
visit_all(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	walk_press(walk, visit->crawl.lang == LANG_EN ? "lang.en" : "lang.fr");
	look(visit); /* services */
	walk_press(walk, "service0");
	look(visit);
	walk_press(walk, "next");
	for (int32_t i = 0; i < 32 && !walk_is_on(walk, "review"); i++) {
		look_at_question(visit);
	}
	assert_true(walk_is_on(walk, "review"));
	look(visit);
	walk_press(walk, "r6.r1");
	walk_go(walk, "next");
	look(visit);
	walk_press(walk, "next");
	look_at_faults(visit);
	walk_press(walk, "next");
	walk_press(walk, "submit");
	walk_stored(walk, STORED_OK);
	look(visit); /* with another service to go to */
	walk_press(walk, "another");
	walk_press(walk, "service1");
	walk_press(walk, "next");
	for (int32_t i = 0; i < 4; i++) {
		look(visit); /* what is known is offered */
		walk_answer(walk);
		walk_press(walk, "next");
	}
	assert_true(walk_is_on(walk, "review"));
}

static void
crawl_display(enum lang lang, int32_t size, const struct display *display, struct crawl *total)
{
	static struct visit visit;
	const enum theme_name theme = (enum theme_name)((size + (int32_t)lang * 2) % THEME_COUNT);
	walk_open_service(&visit.walk, "tests/replay/kinds");
	visit.walk.options.size = size;
	visit.walk.options.theme = theme;
	visit.walk.options.display = *display;
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
kinds_at_size_1(void **state)
{
	(void)state;
	crawl_at(0);
}

static void
kinds_at_size_2(void **state)
{
	(void)state;
	crawl_at(1);
}

static void
kinds_at_size_3(void **state)
{
	(void)state;
	crawl_at(2);
}

static void
kinds_at_size_4(void **state)
{
	(void)state;
	crawl_at(3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_at_size_1),
		cmocka_unit_test(kinds_at_size_2),
		cmocka_unit_test(kinds_at_size_3),
		cmocka_unit_test(kinds_at_size_4),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

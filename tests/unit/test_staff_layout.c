/* SPDX-License-Identifier: MIT */
/* Every page for technicians in both languages, four sizes and three displays, against the numbers of K-02 to K-12. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/selftest.h"
#include "crawl.h"
#include "platform/qr.h"

static const struct display displays[] = {
	{ 1080, 1920, 4.03f }, /* 21.5 inches, upright */
	{ 1280, 800, 5.88f },  /* 10.1 inches */
	{ 800, 480, 4.0f },    /* the smallest that must still work */
};

enum { DISPLAYS = sizeof(displays) / sizeof(displays[0]) };

struct visit {
	struct walk walk;
	struct crawl crawl;
};

static void
look(struct visit *visit)
{
	crawl_page(&visit->crawl);
}

/* As long as a line can be. */
static struct staff_answer
long_answer(enum staff_status status)
{
	struct staff_answer answer = { .status = status, .n_outcomes = SELFTEST_FIRST_STEP };
	memcpy(answer.outcomes, "+-?.+-?.+-", SELFTEST_FIRST_STEP);
	for (int32_t i = 0; i < STAFF_LINES_MAX; i++) {
		staff_answer_add(&answer, (enum staff_mark)(i % STAFF_MARK_COUNT),
			STR("The certificate of this device ends on December 24, 2026. Renew it before that day, or nothing is delivered any more."),
			STR("Le certificat de cet appareil prend fin le 24 décembre 2026. Renouvelez-le avant ce jour, sinon rien ne sera plus livré."));
	}
	return answer;
}

static void
sign_in(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	const struct staff_answer wait = { .status = STAFF_WAIT, .wait_s = 900 };
	look(visit);
	walk_key(walk, KEY_F12);
	if (visit->crawl.lang == LANG_FR) {
		walk_key(walk, KEY_F11);
	}
	walk_press(walk, "staff");
	look(visit);
	walk_type(walk, "card");
	walk_key(walk, KEY_ENTER);
	walk_type(walk, "123456");
	crawl_view(&visit->crawl);
	walk_key(walk, KEY_ENTER);
	crawl_view(&visit->crawl); /* busy */
	walk_answered(walk, &wait);
	look(visit);
	walk_type(walk, "card");
	walk_key(walk, KEY_ENTER);
	walk_type(walk, "123456");
	walk_key(walk, KEY_ENTER);
	walk_answered_with(walk, STAFF_OK);
	assert_true(walk_is_on(walk, "staff-menu"));
}

static void
look_at_menu(struct visit *visit)
{
	static const char *const asking[] = { "setup", "enrol", "update", "reboot" };
	struct walk *walk = &visit->walk;
	const struct staff_answer answer = long_answer(STAFF_FINDINGS);
	look(visit);
	for (size_t i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		walk_press(walk, asking[i]);
		look(visit);
		walk_key(walk, KEY_ESCAPE);
		assert_true(walk_is_on(walk, "staff-menu"));
	}
	walk_press(walk, "mount");
	walk_answered(walk, &answer);
	look(visit);
	walk_press(walk, "menu");
	const struct staff_answer good = long_answer(STAFF_OK);
	walk_press(walk, "update");
	walk_press(walk, "yes");
	walk_answered(walk, &good);
	look(visit);
	walk_press(walk, "menu");
}

/* Keys are noted before they work: of this page no key may be pressed before it was looked at. */
static void
look_at_test(struct visit *visit)
{
	struct walk *walk = &visit->walk;
	const struct staff_answer answer = long_answer(STAFF_OK);
	walk_press(walk, "selftest");
	walk_answered(walk, &answer);
	crawl_view(&visit->crawl);
	for (int32_t key = KEY_NONE + 1; key < KEY_COUNT; key++) {
		walk_key(walk, (enum key)key);
	}
	walk_type(walk, "a ");
	for (int32_t step = SELFTEST_FIRST_STEP; step < SELFTEST_COUNT; step++) {
		assert_true(walk_is_on(walk, "staff-test"));
		look(visit);
		walk_press(walk, "skip");
	}
	walk_answered(walk, &answer);
	assert_true(walk_is_on(walk, "staff-diagnosis"));
	look(visit);
	walk_wait(walk, walk->options.idle_limit);
	assert_true(walk_is_on(walk, "timeout"));
	crawl_view(&visit->crawl);
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
	visit.walk.options.screen_px_per_mm = display->px_per_mm;
	visit.walk.options.coder.encode = qr_encode;
	visit.crawl = (struct crawl){
		.walk = &visit.walk, .display = *display, .size = size, .theme = theme, .lang = lang
	};
	walk_begin(&visit.walk);
	sign_in(&visit);
	look_at_menu(&visit);
	look_at_test(&visit);
	walk_close(&visit.walk);
	crawl_add(total, &visit.crawl);
}

static void
staff_at_size_1(void **state)
{
	(void)state;
	crawl_everywhere(0, displays, DISPLAYS, crawl_display);
}

static void
staff_at_size_2(void **state)
{
	(void)state;
	crawl_everywhere(1, displays, DISPLAYS, crawl_display);
}

static void
staff_at_size_3(void **state)
{
	(void)state;
	crawl_everywhere(2, displays, DISPLAYS, crawl_display);
}

static void
staff_at_size_4(void **state)
{
	(void)state;
	crawl_everywhere(3, displays, DISPLAYS, crawl_display);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(staff_at_size_1),
		cmocka_unit_test(staff_at_size_2),
		cmocka_unit_test(staff_at_size_3),
		cmocka_unit_test(staff_at_size_4),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

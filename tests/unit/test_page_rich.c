/* SPDX-License-Identifier: MIT */
/* Rich text on pages: what folds and stays folded, where lists stand, and that the fullest page fits into its memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "platform/form_json.h"
#include "walk.h"

static void
load_sample(struct walk *walk)
{
	char path[512];
	struct diagnosis diagnosis;
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, sizeof(path), "%s/tests/replay/services/rich-text", source ? source : ".");
	if (form_load_service(path, &walk->form_memory, NULL, &walk->form, &diagnosis) != 0) {
		fail_msg("%s %s: %s", diagnosis.file, diagnosis.where, diagnosis.what);
	}
}

static int
set_up(void **state)
{
	const int r = walk_set_up(state);
	if (r == 0) {
		load_sample(*state);
	}
	return r;
}

static bool
has(const struct walk *walk, const char *id, enum node_flag flag)
{
	const struct node *node = walk_node(walk, id);
	assert_non_null(node);
	return node->flags & (uint32_t)flag;
}

static void
folds_by_key_and_finger(void **state)
{
	struct walk *walk = *state;
	walk_begin(walk);
	walk_press(walk, "lang.en");
	assert_true(walk_is_on(walk, "start") && walk_has_focus(walk, "next"));
	assert_true(has(walk, "intro13", NODE_EXPANDED));
	const struct node *inside = walk_node(walk, "intro14");
	assert_true(str_eq(walk_tree(walk)->nodes[inside->parent].id, STR("intro13")));
	walk_press(walk, "intro13");
	assert_true(has(walk, "intro13", NODE_COLLAPSED) && !has(walk, "intro13", NODE_EXPANDED));
	assert_true(walk_has_focus(walk, "intro13"));
	assert_null(walk_node(walk, "intro14"));
	/* What stands behind keeps its name. */
	assert_non_null(walk_node(walk, "intro17"));
	walk_tap(walk, "intro13");
	assert_true(has(walk, "intro13", NODE_EXPANDED));
	assert_non_null(walk_node(walk, "intro14"));
}

/* Neither another service nor another client finds closed what this one closed. */
static void
what_is_folded_belongs_to_the_visit_and_service(void **state)
{
	struct walk *walk = *state;
	const struct form copy = *walk->form;
	const struct form *const forms[] = { walk->form, &copy };
	walk->options.forms = forms;
	walk->options.n_forms = 2;
	walk_begin(walk);
	walk_press(walk, "lang.fr");
	walk_press(walk, "service0");
	walk_press(walk, "intro13");
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "service0");
	assert_true(has(walk, "intro13", NODE_COLLAPSED));
	walk_key(walk, KEY_ESCAPE);
	walk_press(walk, "service1");
	assert_true(has(walk, "intro13", NODE_EXPANDED));
	walk_press(walk, "intro13");
	walk_press(walk, "cancel");
	walk_press(walk, "cancel.yes");
	walk_wait(walk, 10000);
	assert_true(walk_is_on(walk, "welcome"));
	walk_press(walk, "lang.fr");
	walk_press(walk, "service1");
	assert_true(has(walk, "intro13", NODE_EXPANDED));
}

/* The mark of an item and, to the right of it, its text, both inside of the column. */
static void
check_item(const struct walk *walk, const struct node *item)
{
	const struct drawing *drawing = kiosk_drawing(walk->kiosk);
	const struct draw *mark = NULL, *text = NULL;
	for (int32_t i = 0; i < drawing->n; i++) {
		const struct draw *draw = &drawing->list[i];
		if (draw->kind != DRAW_TEXT) {
			continue;
		}
		mark = draw->text.p == item->mark.p ? draw : mark;
		text = draw->text.p == item->name.p ? draw : text;
	}
	assert_true(text || !item->shown);
	if (mark && text) {
		assert_true(mark->box.x + mark->box.w <= text->box.x);
		assert_int_equal(mark->box.y, text->box.y);
		assert_true(text->box.x + text->box.w <= drawing->display.w);
		assert_true(text->box.w >= 4 * text->type.px);
	}
}

static void
lists_hang_on_every_screen(void **state)
{
	static const struct display displays[] = { { 1080, 1920, 4.03f }, { 1280, 800, 5.9f },
		{ 480, 480, 4.03f } };
	struct walk *walk = *state;
	walk_begin(walk);
	walk_press(walk, "lang.fr");
	for (size_t i = 0; i < 3; i++) {
		walk_display(walk, displays[i].w, displays[i].h, displays[i].px_per_mm);
		for (int32_t part = 0; part < 40; part++) {
			for (int32_t k = 0; k < walk_tree(walk)->n; k++) {
				const struct node *node = &walk_tree(walk)->nodes[k];
				if (node->role == ROLE_ITEM && node->mark.n > 1 && node->mark.p[0] != '\xE2') {
					check_item(walk, node);
				}
			}
			walk_key(walk, KEY_PAGE_DOWN);
		}
	}
}

/* The fullest page that the loader lets through: all of it items, each a list of two. */
static void
fullest_page_is_spoken(void **state)
{
	struct walk *walk = *state;
	static struct form form;
	static struct rich_block blocks[SERVICE_PARAGRAPHS_MAX];
	static struct rich rich[LANG_COUNT];
	for (int32_t i = 0; i < SERVICE_PARAGRAPHS_MAX; i++) {
		blocks[i] = (struct rich_block){ .kind = RICH_ITEM,
			.text = STR("a"),
			.level = 1,
			.number = -1,
			.position = i % 2 + 1,
			.of = 2,
			.disclosure = -1 };
	}
	rich[LANG_EN] = rich[LANG_FR] = (struct rich){ blocks, SERVICE_PARAGRAPHS_MAX };
	form = *walk->form;
	form.introduction_rich = rich;
	form.privacy_rich = NULL;
	walk->form = &form;
	walk_begin(walk);
	walk_jack(walk, JACK_HEADPHONES);
	walk_press(walk, "lang.en");
	walk_forget(walk);
	walk_key(walk, KEY_F2);
	assert_non_null(strstr(walk->said, "2 items"));
	int32_t bullets = 0;
	for (const char *at = walk->said; (at = strstr(at, "bullet")) != NULL; at++) {
		bullets++;
	}
	assert_int_equal(bullets, SERVICE_PARAGRAPHS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(folds_by_key_and_finger, set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_folded_belongs_to_the_visit_and_service, set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(lists_hang_on_every_screen, set_up, walk_tear_down),
		cmocka_unit_test_setup_teardown(fullest_page_is_spoken, set_up, walk_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

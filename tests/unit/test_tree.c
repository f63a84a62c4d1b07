/* SPDX-License-Identifier: MIT */
/* Building, finding and writing down a tree made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/tree.h"

enum { PAGE_BYTES = 512 * 1024, DUMP_BYTES = 8 * 1024 };

struct fixture {
	struct arena page;
	void *memory;
	struct tree tree;
	char dump[DUMP_BYTES];
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->memory = malloc(PAGE_BYTES);
	assert_non_null(f->memory);
	memset(f->memory, 0xA5, PAGE_BYTES); /* an arena's bytes are not zero when it is used again */
	arena_init(&f->page, f->memory, PAGE_BYTES);
	tree_init(&f->tree, &f->page);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	free(f->memory);
	free(f);
	return 0;
}

static const char *
dump(struct fixture *f)
{
	struct text text;
	text_init(&text, f->dump, sizeof(f->dump) - 1);
	tree_dump(&f->tree, &text);
	assert_false(text.full);
	f->dump[text.n] = '\0';
	return f->dump;
}

static void
empty_tree_has_no_focus(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(f->tree.n, 0);
	assert_int_equal(f->tree.focus, -1);
	f->tree.page = STR("welcome");
	assert_string_equal(
		dump(f), "{\"page\":\"welcome\",\"lang\":\"en\",\"part\":0,\"parts\":1,\"nodes\":[]}");
}

static void
added_node_takes_the_language_of_the_tree(void **state)
{
	struct fixture *f = *state;
	f->tree.lang = LANG_FR;
	const struct node *node = tree_add(&f->tree, ROLE_ALERT, REGION_FOOTER, STR("Attention"));
	assert_int_equal(node->lang, LANG_FR);
	assert_int_equal(node->role, ROLE_ALERT);
	assert_int_equal(node->region, REGION_FOOTER);
	assert_int_equal(node->parent, -1);
	assert_int_equal(node->place.element, -1);
	assert_int_equal(node->caret, -1);
	assert_int_equal(f->tree.n, 1);
}

static void
nodes_are_found_by_their_whole_id(void **state)
{
	struct fixture *f = *state;
	tree_add(&f->tree, ROLE_PARAGRAPH, REGION_CONTENT, STR("without id"));
	tree_add(&f->tree, ROLE_CHOICE, REGION_CONTENT, STR("one"))->id = STR("q3.c10");
	tree_add(&f->tree, ROLE_CHOICE, REGION_CONTENT, STR("two"))->id = STR("q3.c1");
	assert_int_equal(tree_find(&f->tree, STR("q3.c1")), 2);
	assert_int_equal(tree_find(&f->tree, STR("q3.c10")), 1);
	assert_int_equal(tree_find(&f->tree, STR("q3")), -1);
	assert_int_equal(tree_find(&f->tree, STR_NONE), -1);
}

static void
every_member_is_written(void **state)
{
	struct fixture *f = *state;
	f->tree.page = STR("q3");
	f->tree.title = STR("Your \"name\"");
	f->tree.part = 1;
	f->tree.parts = 2;
	struct node *group = tree_add(&f->tree, ROLE_GROUP, REGION_CONTENT, STR("Name"));
	group->id = STR("q3");
	group->lang = LANG_FR;
	struct node *field = tree_add(&f->tree, ROLE_FIELD, REGION_CONTENT, STR("First"));
	field->id = STR("q3.first");
	field->value = STR("Zo\xc3\xab\n");
	field->value_spoken = STR("hidden");
	field->mark = STR("(required)");
	field->hint = STR("As on your card");
	field->error = STR("Enter a name");
	field->spoken = STR("First name");
	field->instruction = STR("Type");
	field->flags = NODE_FOCUSABLE | NODE_REQUIRED | NODE_INVALID | NODE_PRIVATE | NODE_DECORATIVE;
	field->level = 2;
	field->position = 2;
	field->of = 10;
	field->caret = 4;
	field->parent = 0;
	field->box = (struct rect){ -1, 20, 300, 40 };
	field->shown = true;
	field->foreground = 0x012345;
	field->background = 0xFFFFFF;
	field->border = 0x89ABCD;
	f->tree.focus = 1;
	assert_string_equal(dump(f),
		"{\"page\":\"q3\",\"lang\":\"en\",\"title\":\"Your \\\"name\\\"\",\"focus\":\"q3.first\","
		"\"part\":1,\"parts\":2,\"nodes\":["
		"{\"id\":\"q3\",\"role\":\"group\",\"region\":\"content\",\"lang\":\"fr\",\"name\":\"Name\","
		"\"rect\":[0,0,0,0],\"shown\":false,\"fg\":\"#000000\",\"bg\":\"#000000\",\"border\":\"#000000\"},"
		"{\"id\":\"q3.first\",\"role\":\"field\",\"level\":2,\"region\":\"content\",\"lang\":\"en\","
		"\"name\":\"First\",\"mark\":\"(required)\",\"spoken\":\"First name\",\"value\":\"Zo\xc3\xab\\n\","
		"\"value_spoken\":\"hidden\",\"hint\":\"As on your card\",\"error\":\"Enter a name\","
		"\"instruction\":\"Type\",\"states\":[\"focusable\",\"required\",\"invalid\"],\"private\":true,"
		"\"decorative\":true,\"position\":2,\"of\":10,\"caret\":4,\"parent\":\"q3\","
		"\"rect\":[-1,20,300,40],\"shown\":true,\"fg\":\"#012345\",\"bg\":\"#ffffff\","
		"\"border\":\"#89abcd\"}]}");
}

static void
every_state_has_a_name(void **state)
{
	struct fixture *f = *state;
	struct node *node = tree_add(&f->tree, ROLE_CHOICE, REGION_KEYBOARD, STR_NONE);
	node->flags = NODE_CHECKED | NODE_PRESSED | NODE_BUSY | NODE_MULTIPLE | NODE_LONG |
		NODE_PRIMARY | NODE_DANGER | NODE_LARGE | NODE_ABSENT | NODE_SECRET;
	assert_non_null(strstr(dump(f),
		"\"states\":[\"checked\",\"pressed\",\"busy\",\"multiple\",\"long\",\"primary\",\"danger\","
		"\"large\",\"absent\",\"secret\"]"));
	assert_null(strstr(dump(f), "private"));
	assert_null(strstr(dump(f), "decorative"));
	assert_null(strstr(dump(f), "\"name\""));
	assert_non_null(strstr(dump(f), "\"region\":\"keyboard\""));
}

static void
every_role_has_its_own_name(void **state)
{
	(void)state;
	for (enum role a = 0; a < ROLE_COUNT; a++) {
		assert_true(strlen(role_name(a)) > 0);
		for (enum role b = 0; b < a; b++) {
			assert_string_not_equal(role_name(a), role_name(b));
		}
	}
}

static void
a_dump_that_does_not_fit_is_known_to_be_cut(void **state)
{
	struct fixture *f = *state;
	tree_add(&f->tree, ROLE_PARAGRAPH, REGION_CONTENT, STR("a sentence"));
	const size_t whole = strlen(dump(f));
	struct text text;
	text_init(&text, f->dump, whole);
	tree_dump(&f->tree, &text);
	assert_false(text.full);
	text_init(&text, f->dump, whole - 1);
	tree_dump(&f->tree, &text);
	assert_true(text.full);
}

static void
a_tree_takes_as_many_nodes_as_it_promises(void **state)
{
	struct fixture *f = *state;
	for (int32_t i = 0; i < TREE_MAX; i++) {
		tree_add(&f->tree, ROLE_KEY, REGION_KEYBOARD, STR("k"));
	}
	f->tree.nodes[TREE_MAX - 1].id = STR("last");
	assert_int_equal(tree_find(&f->tree, STR("last")), TREE_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(empty_tree_has_no_focus, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			added_node_takes_the_language_of_the_tree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nodes_are_found_by_their_whole_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_member_is_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_state_has_a_name, set_up, tear_down),
		cmocka_unit_test(every_role_has_its_own_name),
		cmocka_unit_test_setup_teardown(
			a_dump_that_does_not_fit_is_known_to_be_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_tree_takes_as_many_nodes_as_it_promises, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}

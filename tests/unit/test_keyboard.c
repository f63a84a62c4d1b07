/* SPDX-License-Identifier: MIT */
/* The on-screen keyboard: every letter of both languages, every digit, no key over another (K-41). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/keyboard.h"

enum { MEMORY = 1024 * 1024 };

#define LAYERS (KEYBOARD_DIGITS + 1)

struct bench {
	struct arena arena;
	struct session session;
	struct tree tree;
	char memory[MEMORY];
};

static int
set_up(void **state)
{
	static struct bench bench; /* cmocka hands the state over by pointer */
	arena_init(&bench.arena, bench.memory, sizeof(bench.memory));
	*state = &bench;
	return 0;
}

static const struct tree *
build(struct bench *bench, enum keyboard_layer layer, enum lang lang)
{
	arena_reset(&bench->arena);
	tree_init(&bench->tree, &bench->arena);
	bench->session.layer = layer;
	bench->session.lang = lang;
	keyboard_build(&bench->session, &bench->tree, &bench->arena);
	return &bench->tree;
}

static const struct node *
key_of(const struct tree *tree, enum keyboard_key key, int32_t arg)
{
	for (int32_t i = 0; i < tree->n; i++) {
		const struct action action = tree->nodes[i].action;
		if (action.arg2 == (int32_t)key && action.arg == arg) {
			return &tree->nodes[i];
		}
	}
	return NULL;
}

/* Whether the character can be typed, starting from `first` and pressing no more than two keys that change the layer. */
static bool
can_type(struct bench *bench, enum keyboard_layer first, uint32_t c)
{
	bool reached[LAYERS] = { false };
	reached[first] = true;
	for (int round = 0; round < 3; round++) {
		bool now[LAYERS];
		memcpy(now, reached, sizeof(now));
		for (enum keyboard_layer layer = KEYBOARD_LETTERS; layer <= KEYBOARD_DIGITS; layer++) {
			if (!now[layer]) {
				continue;
			}
			if (key_of(build(bench, layer, LANG_FR), KEYBOARD_TYPE, (int32_t)c) != NULL) {
				return true;
			}
			for (enum keyboard_layer to = KEYBOARD_LETTERS; to <= KEYBOARD_DIGITS; to++) {
				reached[to] = reached[to] ||
					key_of(&bench->tree, KEYBOARD_LAYER, (int32_t)to) != NULL;
			}
		}
	}
	return false;
}

static void
types_every_character(void **state)
{
	const struct str all = STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
							   "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ"
							   " .,;:!?()/@_-'’\"«»&+*=%$#–");
	static const enum keyboard_layer starts[] = { KEYBOARD_LETTERS, KEYBOARD_CAPITALS };
	for (size_t i = 0; i < 2; i++) {
		for (size_t at = 0; at < all.n;) {
			const size_t from = at;
			const uint32_t c = utf8_next(all, &at);
			if (!can_type(*state, starts[i], c)) {
				fail_msg("%.*s cannot be typed", (int)(at - from), all.p + from);
			}
		}
	}
}

/* For telephone numbers: the digits of the twelve-key pad, with 1 at the top. */
static void
has_a_pad_for_numbers(void **state)
{
	const struct tree *pad = build(*state, KEYBOARD_DIGITS, LANG_EN);
	for (int32_t digit = '0'; digit <= '9'; digit++) {
		assert_non_null(key_of(pad, KEYBOARD_TYPE, digit));
	}
	assert_int_equal(key_of(pad, KEYBOARD_TYPE, '1')->level, 0);
	assert_int_equal(key_of(pad, KEYBOARD_TYPE, '7')->level, 2);
	assert_int_equal(key_of(pad, KEYBOARD_TYPE, '0')->level, 3);
	assert_int_equal(
		key_of(pad, KEYBOARD_TYPE, '0')->position, key_of(pad, KEYBOARD_TYPE, '8')->position);
	assert_non_null(key_of(pad, KEYBOARD_BACKSPACE, 0));
}

static void
check_layer(const struct tree *tree)
{
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *a = &tree->nodes[i];
		assert_int_equal(a->role, ROLE_KEY);
		assert_int_equal(a->region, REGION_KEYBOARD);
		assert_true(a->name.n > 0 && a->id.n > 0);
		assert_true(a->of >= 2); /* a whole key at least */
		assert_true(a->position >= 0 && a->position + a->of <= KEYBOARD_COLUMNS);
		for (int32_t k = i + 1; k < tree->n; k++) {
			const struct node *b = &tree->nodes[k];
			assert_false(str_eq(a->id, b->id));
			const bool apart = a->level != b->level || a->position + a->of <= b->position ||
				b->position + b->of <= a->position;
			if (!apart) {
				fail_msg(
					"%.*s and %.*s overlap", (int)a->name.n, a->name.p, (int)b->name.n, b->name.p);
			}
		}
	}
}

static void
has_no_key_over_another(void **state)
{
	for (enum keyboard_layer layer = KEYBOARD_LETTERS; layer <= KEYBOARD_DIGITS; layer++) {
		for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
			const struct tree *tree = build(*state, layer, lang);
			assert_true(tree->n > 10);
			check_layer(tree);
			/* The keyboard's height is taken from its last key. */
			for (int32_t i = 0; i < tree->n; i++) {
				assert_true(tree->nodes[i].level <= tree->nodes[tree->n - 1].level);
			}
		}
	}
}

/* What a key shows is what it types. */
static void
shows_what_it_types(void **state)
{
	for (enum keyboard_layer layer = KEYBOARD_LETTERS; layer <= KEYBOARD_DIGITS; layer++) {
		const struct tree *tree = build(*state, layer, LANG_EN);
		for (int32_t i = 0; i < tree->n; i++) {
			const struct node *key = &tree->nodes[i];
			size_t at = 0;
			if (key->action.arg2 == KEYBOARD_TYPE && key->action.arg != ' ') {
				assert_int_equal(utf8_next(key->name, &at), key->action.arg);
				assert_int_equal(at, key->name.n);
			}
		}
	}
}

static void
chooses_the_layer_of_a_field(void **state)
{
	(void)state;
	const struct element tel = { .type = ELEMENT_TEXT, .autocomplete = STR("tel") };
	const struct element nanp = { .type = ELEMENT_TEXT, .checks = CHECK_NANP };
	const struct element number = { .type = ELEMENT_NUMBER };
	const struct element email = { .type = ELEMENT_TEXT, .autocomplete = STR("email") };
	const struct element name = { .type = ELEMENT_TEXT, .autocomplete = STR("given-name") };
	assert_int_equal(keyboard_layer_of(&tel), KEYBOARD_DIGITS);
	assert_int_equal(keyboard_layer_of(&nanp), KEYBOARD_DIGITS);
	assert_int_equal(keyboard_layer_of(&number), KEYBOARD_DIGITS);
	assert_int_equal(keyboard_layer_of(&email), KEYBOARD_LETTERS);
	assert_int_equal(keyboard_layer_of(&name), KEYBOARD_CAPITALS);
}

/* A toggle says which layer is on (K-45). */
static void
shows_the_layer_that_is_on(void **state)
{
	assert_true(
		key_of(build(*state, KEYBOARD_ACCENTS, LANG_EN), KEYBOARD_LAYER, KEYBOARD_ACCENTS)->flags &
		NODE_PRESSED);
	assert_false(
		key_of(build(*state, KEYBOARD_LETTERS, LANG_EN), KEYBOARD_LAYER, KEYBOARD_ACCENTS)->flags &
		NODE_PRESSED);
	assert_true(
		key_of(build(*state, KEYBOARD_CAPITALS, LANG_EN), KEYBOARD_LAYER, KEYBOARD_LETTERS)->flags &
		NODE_PRESSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(types_every_character, set_up),
		cmocka_unit_test_setup(has_a_pad_for_numbers, set_up),
		cmocka_unit_test_setup(has_no_key_over_another, set_up),
		cmocka_unit_test_setup(shows_what_it_types, set_up),
		cmocka_unit_test_setup(chooses_the_layer_of_a_field, set_up),
		cmocka_unit_test_setup(shows_the_layer_that_is_on, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

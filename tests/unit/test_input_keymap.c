/* SPDX-License-Identifier: MIT */
/* Tests what the keys of Canadian keyboards and of keypads mean, with the real tables of xkb-data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platform/input_keymap.h"

/* Codes of linux/input-event-codes.h. */
enum {
	CODE_TAB = 15,
	CODE_Q = 16,
	CODE_BRACKET_LEFT = 26,
	CODE_CTRL = 29,
	CODE_A = 30,
	CODE_QUOTE = 40,
	CODE_SHIFT = 42,
	CODE_SLASH = 53,
	CODE_ALT = 56,
	CODE_SPACE = 57,
	CODE_CAPS = 58,
	CODE_F11 = 87,
	CODE_NUM = 69,
	CODE_PAD_8 = 72,
	CODE_ALT_GR = 100,
	CODE_E = 18,
	CODE_Z = 44,
	CODE_2 = 3,
	CODE_F20 = 190,
	CODE_F24 = 194,
};

static char text[INPUT_KEYMAP_TEXT];

/* Down and up; the key that the core is told, or KEY_NONE; what was typed is in `text`. */
static enum key
press(struct input_keymap *map, uint32_t code)
{
	char ignored[INPUT_KEYMAP_TEXT];
	enum key key, up;
	if (!input_keymap_take(map, code, true, &key, text)) {
		text[0] = '\0';
	}
	assert_false(input_keymap_take(map, code, false, &up, ignored));
	return key;
}

static const char *
typed(struct input_keymap *map, uint32_t code)
{
	assert_int_equal(press(map, code), KEY_NONE);
	return text;
}

static const char *
typed_with(struct input_keymap *map, uint32_t modifier, uint32_t code)
{
	char ignored[INPUT_KEYMAP_TEXT];
	enum key key;
	assert_false(input_keymap_take(map, modifier, true, &key, ignored));
	(void)typed(map, code);
	assert_false(input_keymap_take(map, modifier, false, &key, ignored));
	return text;
}

static struct input_keymap *
open_layout(const char *layout)
{
	struct input_keymap *map;
	assert_true(input_keymap_is_layout(layout));
	assert_int_equal(input_keymap_open(layout, &map), 0);
	return map;
}

static void
the_canadian_standard_has_its_letters_and_accents(void **state)
{
	struct input_keymap *map = open_layout("ca-multilingual");
	(void)state;
	assert_string_equal(typed(map, CODE_A), "a");
	assert_string_equal(typed_with(map, CODE_SHIFT, CODE_A), "A");
	assert_string_equal(typed(map, CODE_SLASH), "é");
	assert_string_equal(typed(map, CODE_QUOTE), "è");
	assert_string_equal(typed(map, CODE_SPACE), " ");
	assert_string_equal(typed(map, CODE_BRACKET_LEFT), ""); /* a circumflex, for the next letter */
	assert_string_equal(typed(map, CODE_E), "ê");
	assert_string_equal(typed_with(map, CODE_SHIFT, CODE_BRACKET_LEFT), "");
	assert_string_equal(typed(map, CODE_E), "ë");
	assert_string_equal(typed(map, CODE_BRACKET_LEFT), "");
	assert_string_equal(
		typed(map, CODE_Z), "z"); /* there is no such letter: what was typed stays */
	assert_string_equal(typed_with(map, CODE_ALT_GR, CODE_2), "@");
	input_keymap_close(map);
}

static void
the_other_layouts_differ(void **state)
{
	struct input_keymap *us = open_layout("us"), *french = open_layout("ca-french");
	(void)state;
	assert_string_equal(typed(us, CODE_SLASH), "/");
	assert_string_equal(typed(us, CODE_QUOTE), "'");
	assert_string_equal(typed(french, CODE_SLASH), "é");
	assert_string_equal(typed_with(french, CODE_ALT_GR, CODE_2), "@");
	input_keymap_close(us);
	input_keymap_close(french);
	assert_false(input_keymap_is_layout("dvorak"));
	assert_int_equal(input_keymap_open("dvorak", &us), -2 /* ENOENT */);
}

static void
keys_that_act_type_nothing(void **state)
{
	struct input_keymap *map = open_layout("ca-multilingual");
	char ignored[INPUT_KEYMAP_TEXT];
	enum key key;
	(void)state;
	assert_int_equal(press(map, CODE_TAB), KEY_TAB);
	assert_string_equal(text, "");
	assert_int_equal(press(map, CODE_F11), KEY_F11);
	assert_int_equal(press(map, CODE_F20), KEY_ENTER); /* the round key of an EZ Access keypad */
	assert_int_equal(press(map, CODE_F24), KEY_F10);
	assert_false(input_keymap_take(map, CODE_SHIFT, true, &key, ignored));
	assert_int_equal(press(map, CODE_TAB), KEY_BACKTAB);
	assert_false(input_keymap_take(map, CODE_SHIFT, false, &key, ignored));
	input_keymap_close(map);
}

static void
chords_are_the_systems(void **state)
{
	struct input_keymap *map = open_layout("us");
	(void)state;
	assert_string_equal(typed_with(map, CODE_CTRL, CODE_A), "");
	assert_string_equal(typed_with(map, CODE_ALT, CODE_TAB), "");
	assert_string_equal(typed(map, CODE_A), "a");
	input_keymap_close(map);
}

static void
the_keypad_types_digits_until_num_lock_is_off(void **state)
{
	struct input_keymap *map = open_layout("ca-multilingual");
	bool caps, num;
	(void)state;
	input_keymap_locks(map, &caps, &num);
	assert_true(num);
	assert_false(caps);
	assert_string_equal(typed(map, CODE_PAD_8), "8");
	(void)press(map, CODE_NUM);
	assert_int_equal(press(map, CODE_PAD_8), KEY_UP);
	(void)press(map, CODE_CAPS);
	assert_string_equal(typed(map, CODE_SLASH), "É");
	input_keymap_locks(map, &caps, &num);
	assert_true(caps);
	assert_false(num);
	input_keymap_close(map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_canadian_standard_has_its_letters_and_accents),
		cmocka_unit_test(the_other_layouts_differ),
		cmocka_unit_test(keys_that_act_type_nothing),
		cmocka_unit_test(chords_are_the_systems),
		cmocka_unit_test(the_keypad_types_digits_until_num_lock_is_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

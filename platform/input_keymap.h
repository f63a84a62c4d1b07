/* SPDX-License-Identifier: MIT */
/* From the keys of a keyboard or keypad (evdev codes) to keys and characters of the core. */
#ifndef PLATFORM_INPUT_KEYMAP_H
#define PLATFORM_INPUT_KEYMAP_H

#include <stdbool.h>

#include "core/event.h"

struct input_keymap;

enum { INPUT_KEYMAP_TEXT = 16 }; /* bytes of what one key press can type, with its end */

/*
 * `layout`: one of the names that input_keymap_is_layout() knows. Num Lock is on at first: a keypad is there for digits.
 * 0; -ENOENT when the tables of the layout are missing (package xkb-data); -ENOMEM.
 */
__attribute__((warn_unused_result)) int input_keymap_open(
	const char *layout, struct input_keymap **ret_keymap);
struct input_keymap *input_keymap_close(struct input_keymap *keymap);
/* us, ca-french, ca-multilingual (CAN/CSA-Z243.200). */
bool input_keymap_is_layout(const char *layout);

/*
 * One key, as linux/input-event-codes.h numbers them, went down or up; a key that repeats is not to be told. True: the core
 * has to know: `*ret_key`, or KEY_NONE and `text` (UTF-8, without control characters). Chords with Ctrl, Alt or the logo
 * key mean nothing here (K-35).
 */
bool input_keymap_take(struct input_keymap *keymap, uint32_t code, bool is_down, enum key *ret_key,
	char text[INPUT_KEYMAP_TEXT]);
/* Caps Lock and Num Lock, for the lights of the keyboard. */
void input_keymap_locks(const struct input_keymap *keymap, bool *ret_caps, bool *ret_num);

#endif

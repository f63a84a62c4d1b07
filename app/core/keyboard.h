/* SPDX-License-Identifier: MIT */
/* The on-screen keyboard: QWERTY with the letters of French, and a twelve-key pad for numbers (K-41). */
#ifndef CORE_KEYBOARD_H
#define CORE_KEYBOARD_H

#include "core/keyboard_grid.h"
#include "core/session.h"
#include "core/tree.h"

/* What a key does; action.arg2 of ACTION_KEY. */
enum keyboard_key {
	KEYBOARD_TYPE,
	KEYBOARD_BACKSPACE,
	KEYBOARD_LEFT,
	KEYBOARD_RIGHT,
	KEYBOARD_LAYER
};

/*
 * Adds the keys of the session's layer. node.level is the row from 0; node.position and node.of are the first column and
 * the width in half keys, on a grid of KEYBOARD_COLUMNS half keys.
 */
void keyboard_build(const struct session *session, struct tree *tree, struct arena *arena);
/* The layer that suits an element when its field is entered. */
enum keyboard_layer keyboard_layer_of(const struct element *element);

#endif

/* SPDX-License-Identifier: MIT */
/* Layers and rows of the on-screen keyboard. */
#include "core/keyboard.h"

#include "core/msg.h"
#include "core/number.h"

/* A row of keys that type one character each: where it begins, in half keys, and the characters. */
struct row {
	int32_t column;
	struct str keys;
};

enum { ROWS = 4 };

static const struct row rows[][ROWS] = {
	[KEYBOARD_LETTERS] = {
		{ 0, { "1234567890-", 11 } },
		{ 0, { "qwertyuiop’", 13 } },
		{ 1, { "asdfghjkl,", 10 } },
		{ 4, { "zxcvbnm", 7 } },
	},
	[KEYBOARD_CAPITALS] = {
		{ 0, { "1234567890-", 11 } },
		{ 0, { "QWERTYUIOP’", 13 } },
		{ 1, { "ASDFGHJKL.", 10 } },
		{ 4, { "ZXCVBNM", 7 } },
	},
	[KEYBOARD_ACCENTS] = {
		{ 0, { "éèêëàâçîïôœ", 22 } },
		{ 0, { "ùûüÿæñäöíóá", 22 } },
		{ 0, { "ÉÈÊËÀÂÇÎÏÔŒ", 22 } },
		{ 4, { "ÙÛÜŸÆÑÖ", 14 } },
	},
	[KEYBOARD_SIGNS] = {
		{ 0, { "1234567890-", 11 } },
		{ 0, { ".,;:!?()/@_", 11 } },
		{ 0, { "«»\"’&+*=%$#", 15 } },
		{ 4, { "'–<>[]|", 9 } },
	},
	[KEYBOARD_DIGITS] = {
		{ 5, { "123", 3 } },
		{ 5, { "456", 3 } },
		{ 5, { "789", 3 } },
		{ 9, { "0", 1 } },
	},
};

static struct node *
add_key(const struct session *session, struct tree *tree, struct arena *arena, struct rect cell,
	struct str name, struct action action)
{
	struct node *node = tree_add(tree, ROLE_KEY, REGION_KEYBOARD, name);
	struct text id;
	text_begin(&id, arena, ID_MAX);
	text_add(&id, STR("key."));
	text_int(&id, cell.y);
	text_add(&id, STR("."));
	text_int(&id, cell.x);
	node->id = text_end(&id, arena);
	node->lang = session->lang;
	node->action = action;
	node->level = cell.y;
	node->position = cell.x;
	node->of = cell.w;
	return node;
}

static void
add_row(const struct session *session, struct tree *tree, struct arena *arena, int32_t index,
	int32_t width)
{
	const struct row *row = &rows[session->layer][index];
	int32_t column = row->column;
	for (size_t at = 0; at < row->keys.n; column += width) {
		const size_t from = at;
		const uint32_t c = utf8_next(row->keys, &at);
		add_key(session, tree, arena, (struct rect){ column, index, width, 1 },
			str_sub(row->keys, from, at),
			(struct action){ .kind = ACTION_KEY, .arg = (int32_t)c, .arg2 = KEYBOARD_TYPE });
	}
}

static void
add_word(const struct session *session, struct tree *tree, struct arena *arena, struct rect cell,
	enum msg name, enum keyboard_key key, int32_t arg)
{
	add_key(session, tree, arena, cell, msg(session->lang, name),
		(struct action){ .kind = ACTION_KEY, .arg = arg, .arg2 = (int32_t)key });
}

static void
add_sign(const struct session *s, struct tree *tree, struct arena *arena, int32_t column,
	struct str sign)
{
	add_key(s, tree, arena, (struct rect){ column, 3, 4, 1 }, sign,
		(struct action){ .kind = ACTION_KEY, .arg = sign.p[0], .arg2 = KEYBOARD_TYPE });
}

/* A number with decimals needs the sign before them; a hyphen is for telephone numbers and for what may be below zero. */
static void
add_signs(const struct session *s, struct tree *tree, struct arena *arena)
{
	const struct element *e = s->form ? place_element(&s->answers, s->edited) : NULL;
	if (e && e->validation.kind == TEXT_DIGITS) {
		return;
	}
	if (!e || !element_is_number(e) || number_decimals(&e->number) == 0) {
		add_sign(s, tree, arena, 5, STR("-"));
		return;
	}
	if (e->allow_negative) {
		add_sign(s, tree, arena, 1, STR("-"));
	}
	add_sign(s, tree, arena, 5, s->lang == LANG_FR ? STR(",") : STR("."));
}

static void
pad(const struct session *s, struct tree *tree, struct arena *arena)
{
	for (int32_t i = 0; i < ROWS - 1; i++) {
		add_row(s, tree, arena, i, 4);
	}
	add_signs(s, tree, arena);
	add_row(s, tree, arena, 3, 4);
	add_word(s, tree, arena, (struct rect){ 13, 3, 4, 1 }, MSG_KEYBOARD_BACKSPACE,
		KEYBOARD_BACKSPACE, 0);
}

void
keyboard_build(const struct session *s, struct tree *tree, struct arena *arena)
{
	if (s->layer == KEYBOARD_DIGITS) {
		pad(s, tree, arena);
		return;
	}
	const bool letters = s->layer == KEYBOARD_LETTERS || s->layer == KEYBOARD_CAPITALS;
	for (int32_t i = 0; i < ROWS - 1; i++) {
		add_row(s, tree, arena, i, 2);
	}
	if (letters) {
		add_word(s, tree, arena, (struct rect){ 0, 3, 4, 1 }, MSG_KEYBOARD_CAPITALS, KEYBOARD_LAYER,
			s->layer == KEYBOARD_LETTERS ? KEYBOARD_CAPITALS : KEYBOARD_LETTERS);
		tree->nodes[tree->n - 1].flags |= s->layer == KEYBOARD_CAPITALS ? NODE_PRESSED : 0;
	} else {
		add_word(s, tree, arena, (struct rect){ 0, 3, 4, 1 }, MSG_KEYBOARD_LETTERS, KEYBOARD_LAYER,
			KEYBOARD_LETTERS);
	}
	add_row(s, tree, arena, 3, 2);
	add_word(s, tree, arena, (struct rect){ 18, 3, 4, 1 }, MSG_KEYBOARD_BACKSPACE,
		KEYBOARD_BACKSPACE, 0);
	add_word(s, tree, arena, (struct rect){ 0, 4, 4, 1 }, MSG_KEYBOARD_ACCENTS, KEYBOARD_LAYER,
		KEYBOARD_ACCENTS);
	tree->nodes[tree->n - 1].flags |= s->layer == KEYBOARD_ACCENTS ? NODE_PRESSED : 0;
	add_word(s, tree, arena, (struct rect){ 4, 4, 4, 1 }, MSG_KEYBOARD_SIGNS, KEYBOARD_LAYER,
		KEYBOARD_SIGNS);
	tree->nodes[tree->n - 1].flags |= s->layer == KEYBOARD_SIGNS ? NODE_PRESSED : 0;
	add_word(s, tree, arena, (struct rect){ 8, 4, 6, 1 }, MSG_KEYBOARD_SPACE, KEYBOARD_TYPE, ' ');
	add_word(s, tree, arena, (struct rect){ 14, 4, 4, 1 }, MSG_KEYBOARD_LEFT, KEYBOARD_LEFT, 0);
	add_word(s, tree, arena, (struct rect){ 18, 4, 4, 1 }, MSG_KEYBOARD_RIGHT, KEYBOARD_RIGHT, 0);
}

enum keyboard_layer
keyboard_layer_of(const struct element *element)
{
	if (element->validation.kind == TEXT_DIGITS || element->checks & CHECK_NANP ||
		str_eq(element->autocomplete, STR("tel")) || element_is_number(element)) {
		return KEYBOARD_DIGITS;
	}
	/* Names and postal codes begin with a capital, and so does a sentence. */
	return str_eq(element->autocomplete, STR("email")) || element_is_searched(element) ?
		KEYBOARD_LETTERS :
		KEYBOARD_CAPITALS;
}

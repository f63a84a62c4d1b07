/* SPDX-License-Identifier: MIT */
/* Editing the text of a field: by keyboard, and by the keys on the screen. */
#include "core/keyboard.h"
#include "core/kiosk_state.h"
#include "core/msg.h"
#include "core/number.h"

#include <string.h>

/* Longer than any number that a person types; one that does not fit is refused. */
enum { NUMBER_BYTES = 512 };

bool
typing_is_on(const struct kiosk *kiosk)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	return focus != NULL && focus->role == ROLE_FIELD && kiosk->session->edited == focus->element;
}

static struct str
edited_text(const struct kiosk *kiosk)
{
	return answer_text(&kiosk->session->answers, kiosk->session->edited);
}

static void
say_character(struct kiosk *kiosk, struct str character, bool typed, bool deleted)
{
	kiosk->typed = typed;
	memcpy(kiosk->character, character.p, character.n);
	kiosk->n_character = (int32_t)character.n;
	kiosk->deleted = deleted;
	kiosk_say(kiosk, SAY_CHARACTER, CAUSE_TYPING);
}

static struct str
character_at(struct str text, size_t at)
{
	size_t behind = at;
	if (at < text.n) {
		utf8_next(text, &behind);
	}
	return str_sub(text, at, behind);
}

/* Nothing more fits: what is typed is not taken, and the client is told so (D1). */
static void
say_full(struct kiosk *kiosk)
{
	kiosk_say_message(kiosk, msg(kiosk->session->lang, MSG_FIELD_FULL), CAUSE_TYPING);
}

/* A capital typed on the screen is one capital: the layer goes back to small letters. */
static void
end_capitals(struct session *s)
{
	if (s->layer == KEYBOARD_CAPITALS) {
		s->layer = KEYBOARD_LETTERS;
	}
}

void
typing_insert(struct kiosk *kiosk, struct str text)
{
	struct session *s = kiosk->session;
	for (size_t at = 0; at < text.n;) {
		const struct str character = character_at(text, at);
		at += character.n;
		if (!answer_insert(&s->answers, s->edited, s->caret, character)) {
			say_full(kiosk);
			return;
		}
		s->caret += (int32_t)character.n;
		s->plaintext_is_old = true;
		say_character(kiosk, character, true, false);
	}
	end_capitals(s);
	s->part = -1;
	kiosk->dirty = true;
}

static void
erase(struct kiosk *kiosk, bool before)
{
	struct session *s = kiosk->session;
	const struct str text = edited_text(kiosk);
	const size_t caret = (size_t)s->caret;
	if (before ? caret == 0 : caret >= text.n) {
		return;
	}
	const size_t from = before ? utf8_previous(text, caret) : caret;
	const struct str character = character_at(text, from);
	say_character(kiosk, character, false, true);
	s->plaintext_is_old = true;
	answer_remove(&s->answers, s->edited, (int32_t)from, (int32_t)(from + character.n));
	s->caret = (int32_t)from;
	kiosk->dirty = true;
}

static void
move(struct kiosk *kiosk, enum key key)
{
	struct session *s = kiosk->session;
	const struct str text = edited_text(kiosk);
	size_t caret = (size_t)s->caret;
	if (key == KEY_LEFT && caret > 0) {
		caret = utf8_previous(text, caret);
	} else if (key == KEY_RIGHT && caret < text.n) {
		caret += character_at(text, caret).n;
	} else if (key == KEY_HOME) {
		caret = 0;
	} else if (key == KEY_END) {
		caret = text.n;
	}
	const struct str character = character_at(text, caret);
	if (character.n > 0) {
		say_character(kiosk, character, false, false);
	}
	s->caret = (int32_t)caret;
	kiosk->dirty = true;
}

void
typing_key(struct kiosk *kiosk, enum key key)
{
	if (key == KEY_BACKSPACE || key == KEY_DELETE) {
		erase(kiosk, key == KEY_BACKSPACE);
	} else {
		move(kiosk, key);
	}
}

void
typing_press(struct kiosk *kiosk, struct action action)
{
	struct session *s = kiosk->session;
	if (s->edited < 0) {
		return;
	}
	char bytes[4];
	switch ((enum keyboard_key)action.arg2) {
	case KEYBOARD_TYPE:
		typing_insert(kiosk, (struct str){ bytes, utf8_put(bytes, (uint32_t)action.arg) });
		break;
	case KEYBOARD_BACKSPACE:
		erase(kiosk, true);
		break;
	case KEYBOARD_LEFT:
		move(kiosk, KEY_LEFT);
		break;
	case KEYBOARD_RIGHT:
		move(kiosk, KEY_RIGHT);
		break;
	case KEYBOARD_LAYER:
		s->layer = (enum keyboard_layer)action.arg;
		kiosk->dirty = true;
		break;
	}
}

bool
typing_settle(struct kiosk *kiosk, int32_t element)
{
	struct session *s = kiosk->session;
	const struct element *e = &s->form->elements[element];
	const struct str typed = answer_text(&s->answers, element);
	char buffer[NUMBER_BYTES];
	struct text plain;
	text_init(&plain, buffer, sizeof(buffer));
	if (!element_is_number(e)) {
		return true;
	}
	const enum number_fault fault = number_parse(s->lang, &e->number, typed, &plain);
	const bool is_good = fault == NUMBER_GOOD && !plain.full;
	if (is_good && !str_eq(text_str(&plain), typed)) {
		/* plain text is never longer than what was typed */
		(void)answer_set_text(&s->answers, element, text_str(&plain));
		s->plaintext_is_old = true;
	}
	explicit_bzero(buffer, sizeof(buffer));
	return is_good || fault == NUMBER_EMPTY;
}

void
typing_edit(struct kiosk *kiosk, int32_t element)
{
	struct session *s = kiosk->session;
	s->edited = element;
	s->caret = (int32_t)answer_text(&s->answers, element).n;
	s->layer = keyboard_layer_of(&s->form->elements[element]);
	if (s->caret > 0) {
		end_capitals(s);
	}
	kiosk->dirty = true;
}

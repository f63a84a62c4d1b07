/* SPDX-License-Identifier: MIT */
/* Editing the text of a field: by keyboard, and by the keys on the screen. */
#include "core/keyboard.h"
#include "core/kiosk_state.h"
#include "core/msg.h"
#include "core/number.h"
#include "core/search.h"

#include <string.h>

/* Longer than any number that a person types; one that does not fit is refused. */
enum { NUMBER_BYTES = 512 };

bool
typing_is_on(const struct kiosk *kiosk)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	return focus != NULL && focus->role == ROLE_FIELD &&
		place_eq(kiosk->session->edited, focus->place);
}

static struct spot
edited(const struct kiosk *kiosk)
{
	return place_spot(&kiosk->session->answers, kiosk->session->edited);
}

/* What the field shows: of a choice, its label. */
static struct str
shown_text(const struct session *s, struct spot spot)
{
	const struct answer *answer = &spot.in->of[spot.element];
	const struct element *e = &spot.in->form->elements[spot.element];
	return answer->n_chosen > 0 ? e->choices[answer->chosen[0]].label.in[s->lang] :
								  answer_text(spot.in, spot.element);
}

static struct str
edited_text(const struct kiosk *kiosk)
{
	return shown_text(kiosk->session, edited(kiosk));
}

/* Before text changes: what was picked out of a list can be typed on. */
static void
begin_change(struct kiosk *kiosk)
{
	const struct spot spot = edited(kiosk);
	/* every field has room for the labels of its choices */
	(void)answer_spell_choice(spot.in, spot.element, kiosk->session->lang);
}

/* Once none of its parts is wrong any more, neither is the whole: until it is checked again. */
static void
forget_mended(struct spot whole)
{
	const struct form *parts = element_parts(&whole.in->form->elements[whole.element]);
	for (int32_t part = 0; part < parts->n_elements; part++) {
		if (rules_check_part(whole.in, whole.element, part) != FAULT_NONE) {
			return;
		}
	}
	whole.in->of[whole.element].fault = FAULT_NONE;
}

/* Other choices are found; whole characters are looked for. */
static void
seek(struct session *s, struct spot spot)
{
	const struct str typed = answer_text(spot.in, spot.element);
	struct text text;
	explicit_bzero(&s->sought, sizeof(s->sought));
	if (!element_is_searched(&spot.in->form->elements[spot.element])) {
		return;
	}
	s->sought.place = s->edited;
	text_init(&text, s->sought.text, sizeof(s->sought.text));
	for (size_t at = 0; at < typed.n && !text.full;) {
		text_char(&text, utf8_next(typed, &at));
	}
	s->sought.n = (int32_t)text.n;
}

/* After it: a date or an address is what its parts say now, and other choices are found. */
static void
end_change(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	const struct spot whole = place_spot(&s->answers, place_whole(s->edited));
	if (s->edited.part >= 0) {
		answer_compose(whole.in, whole.element);
		forget_mended(whole);
	}
	seek(s, whole);
	kiosk->sought = s->sought.place.element >= 0 && place_eq(s->sought.place, s->edited);
	s->plaintext_is_old = true;
	kiosk->dirty = true;
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

/* None is part of an answer, and each would take six bytes of the JSON that has room for three. */
static bool
is_control(struct str character)
{
	const unsigned char c = (unsigned char)character.p[0];
	return (c < 0x20 && c != '\n') || c == 0x7F;
}

void
typing_insert(struct kiosk *kiosk, struct str text)
{
	struct session *s = kiosk->session;
	begin_change(kiosk);
	const struct spot spot = edited(kiosk);
	for (size_t at = 0; at < text.n;) {
		const struct str character = character_at(text, at);
		at += character.n;
		if (is_control(character)) {
			continue;
		}
		if (!answer_insert(spot.in, spot.element, s->caret, character)) {
			say_full(kiosk);
			break;
		}
		s->caret += (int32_t)character.n;
		say_character(kiosk, character, true, false);
	}
	end_capitals(s);
	s->part = -1;
	end_change(kiosk);
}

static void
erase(struct kiosk *kiosk, bool before)
{
	struct session *s = kiosk->session;
	begin_change(kiosk);
	const struct spot spot = edited(kiosk);
	const struct str text = answer_text(spot.in, spot.element);
	const size_t caret = (size_t)s->caret;
	if (before ? caret == 0 : caret >= text.n) {
		return;
	}
	const size_t from = before ? utf8_previous(text, caret) : caret;
	const struct str character = character_at(text, from);
	say_character(kiosk, character, false, true);
	answer_remove(spot.in, spot.element, (int32_t)from, (int32_t)(from + character.n));
	s->caret = (int32_t)from;
	end_change(kiosk);
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
	if (s->edited.element < 0) {
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

/* Plain text in the place of a number that can be read in one way only. */
static enum fault
settle_number(struct kiosk *kiosk, struct spot spot)
{
	struct session *s = kiosk->session;
	const struct element *e = &spot.in->form->elements[spot.element];
	const struct str typed = answer_text(spot.in, spot.element);
	char buffer[NUMBER_BYTES];
	struct text plain;
	text_init(&plain, buffer, sizeof(buffer));
	const enum number_fault fault = number_parse(s->lang, &e->number, typed, &plain);
	const bool is_good = fault == NUMBER_GOOD && !plain.full;
	if (is_good && !str_eq(text_str(&plain), typed)) {
		/* plain text is never longer than what was typed */
		(void)answer_set_text(spot.in, spot.element, text_str(&plain));
		s->plaintext_is_old = true;
	}
	explicit_bzero(buffer, sizeof(buffer));
	return is_good || fault == NUMBER_EMPTY ? FAULT_NONE : FAULT_NUMBER;
}

/* What was typed is one of the choices when it says the same, whatever its case and accents. */
static enum fault
settle_choice(struct kiosk *kiosk, struct spot spot)
{
	const struct element *e = &spot.in->form->elements[spot.element];
	const struct str typed = str_trim(answer_text(spot.in, spot.element));
	if (typed.n == 0) {
		answer_remove(spot.in, spot.element, 0, (int32_t)answer_text(spot.in, spot.element).n);
		return FAULT_NONE;
	}
	const int32_t choice = search_same(kiosk->options.letters, e, kiosk->session->lang, typed);
	if (choice >= 0) {
		answer_choose(spot.in, spot.element, choice);
		kiosk->session->plaintext_is_old = true;
		return FAULT_NONE;
	}
	return e->is_strict || e->type == ELEMENT_DROPDOWN ? FAULT_STRICT : FAULT_NONE;
}

enum fault
typing_settle(struct kiosk *kiosk, struct place place)
{
	const struct spot spot = place_spot(&kiosk->session->answers, place);
	const struct element *e = &spot.in->form->elements[spot.element];
	if (element_is_number(e)) {
		return settle_number(kiosk, spot);
	}
	return element_is_searched(e) ? settle_choice(kiosk, spot) : FAULT_NONE;
}

void
typing_translate(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	const struct spot spot = edited(kiosk);
	if (spot.in && spot.in->of[spot.element].n_chosen > 0) {
		s->caret = (int32_t)shown_text(s, spot).n;
	}
}

void
typing_edit(struct kiosk *kiosk, struct place place)
{
	struct session *s = kiosk->session;
	const struct spot spot = place_spot(&s->answers, place);
	const struct element *e = &spot.in->form->elements[spot.element];
	s->edited = place;
	s->caret = (int32_t)shown_text(s, spot).n;
	s->layer = keyboard_layer_of(e);
	if (s->caret > 0) {
		end_capitals(s);
	}
	kiosk->dirty = true;
}

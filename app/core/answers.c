/* SPDX-License-Identifier: MIT */
/* Keeps answers in buffers whose sizes were fixed when the visit began. */
#include "core/answers.h"

#include <string.h>

/* A UTF-16 unit takes at most three bytes of UTF-8 (two units of a surrogate pair take four). */
enum { BYTES_A_UNIT = 3 };

static int32_t
units_limit(const struct element *element)
{
	const int32_t max = element->validation.max_length;
	if (max == 0) {
		return ANSWER_TEXT_UNITS;
	}
	return max < ANSWER_TEXT_UNITS_MAX ? max : ANSWER_TEXT_UNITS_MAX;
}

/* Longest label of the choices: what answer_choose_label() may have to keep is not longer in practice. */
static int32_t
label_capacity(const struct element *element)
{
	size_t longest = 0;
	for (int32_t i = 0; i < element->n_choices; i++) {
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			const size_t n = element->choices[i].label.in[lang].n;
			longest = n > longest ? n : longest;
		}
	}
	return (int32_t)longest;
}

static int32_t
text_capacity(const struct element *element)
{
	switch (element->type) {
	case ELEMENT_RADIO:
	case ELEMENT_DROPDOWN:
	case ELEMENT_CHECKBOX:
		return label_capacity(element);
	case ELEMENT_RICH_TEXT:
	case ELEMENT_FILE:
	case ELEMENT_SET:
		return 0;
	case ELEMENT_TEXT:
	case ELEMENT_TEXT_AREA:
	case ELEMENT_NUMBER:
	case ELEMENT_COMBOBOX:
	case ELEMENT_DATE:
	case ELEMENT_ADDRESS:
	case ELEMENT_STARS:
		break;
	}
	return units_limit(element) * BYTES_A_UNIT;
}

static size_t
chosen_size(const struct element *element)
{
	return element_has_choices(element) ? sizeof(uint16_t) * (size_t)element->n_choices : 0;
}

/* What one allocation may take at most, alignment included. */
static size_t
rounded(size_t size)
{
	return size + sizeof(max_align_t);
}

size_t
answers_size(const struct form *form)
{
	size_t size = rounded(sizeof(struct answer) * (size_t)form->n_elements);
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *element = &form->elements[i];
		size += rounded((size_t)text_capacity(element)) + rounded(chosen_size(element));
	}
	return size;
}

void
answers_init(struct answers *answers, const struct form *form, struct arena *session)
{
	*answers = (struct answers){ .form = form,
		.of = arena_array(session, struct answer, form->n_elements) };
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *element = &form->elements[i];
		struct answer *answer = &answers->of[i];
		answer->cap_text = text_capacity(element);
		answer->text = arena_take(session, (size_t)answer->cap_text);
		answer->chosen = arena_take(session, chosen_size(element));
	}
}

struct str
answer_text(const struct answers *answers, int32_t element)
{
	const struct answer *answer = &answers->of[element];
	return (struct str){ answer->text, (size_t)answer->n_text };
}

static int32_t
place_of(const struct answer *answer, int32_t choice)
{
	for (int32_t i = 0; i < answer->n_chosen; i++) {
		if (answer->chosen[i] == choice) {
			return i;
		}
	}
	return -1;
}

bool
answer_has(const struct answers *answers, int32_t element, int32_t choice)
{
	return place_of(&answers->of[element], choice) >= 0;
}

bool
answer_is_empty(const struct answers *answers, int32_t element)
{
	return answers->of[element].n_text == 0 && answers->of[element].n_chosen == 0;
}

static void
clear_text(struct answer *answer)
{
	if (answer->n_text > 0) {
		explicit_bzero(answer->text, (size_t)answer->n_text);
	}
	answer->n_text = 0;
}

bool
answer_set_text(struct answers *answers, int32_t element, struct str text)
{
	struct answer *answer = &answers->of[element];
	if (text.n > (size_t)answer->cap_text) {
		return false;
	}
	clear_text(answer);
	if (text.n > 0) {
		memcpy(answer->text, text.p, text.n);
	}
	answer->n_text = (int32_t)text.n;
	answer->n_chosen = 0;
	return true;
}

bool
answer_insert(struct answers *answers, int32_t element, int32_t at, struct str text)
{
	struct answer *answer = &answers->of[element];
	const size_t units = utf16_length(answer_text(answers, element)) + utf16_length(text);
	if (text.n > (size_t)(answer->cap_text - answer->n_text) ||
		units > (size_t)units_limit(&answers->form->elements[element])) {
		return false;
	}
	if (text.n > 0) {
		memmove(answer->text + at + text.n, answer->text + at, (size_t)(answer->n_text - at));
		memcpy(answer->text + at, text.p, text.n);
		answer->n_text += (int32_t)text.n;
	}
	answer->n_chosen = 0;
	return true;
}

void
answer_remove(struct answers *answers, int32_t element, int32_t from, int32_t to)
{
	struct answer *answer = &answers->of[element];
	if (from >= to) {
		return;
	}
	memmove(answer->text + from, answer->text + to, (size_t)(answer->n_text - to));
	answer->n_text -= to - from;
	explicit_bzero(answer->text + answer->n_text, (size_t)(to - from));
}

/* Ticks when it is not ticked, else takes the tick away and closes the gap. */
static void
toggle(struct answer *answer, int32_t choice)
{
	const int32_t place = place_of(answer, choice);
	if (place < 0) {
		answer->chosen[answer->n_chosen++] = (uint16_t)choice;
		return;
	}
	answer->n_chosen--;
	memmove(answer->chosen + place, answer->chosen + place + 1,
		sizeof(uint16_t) * (size_t)(answer->n_chosen - place));
	explicit_bzero(answer->chosen + answer->n_chosen, sizeof(uint16_t));
}

void
answer_choose(struct answers *answers, int32_t element, int32_t choice)
{
	struct answer *answer = &answers->of[element];
	clear_text(answer);
	if (answers->form->elements[element].type == ELEMENT_CHECKBOX) {
		toggle(answer, choice);
		return;
	}
	answer->chosen[0] = (uint16_t)choice;
	answer->n_chosen = 1;
}

void
answer_choose_label(struct answers *answers, int32_t element, struct str label)
{
	const struct element *definition = &answers->form->elements[element];
	if (label.n == 0) {
		answer_clear(answers, element);
		return;
	}
	for (int32_t i = 0; i < definition->n_choices; i++) {
		const struct bilingual *of = &definition->choices[i].label;
		if (!str_eq(of->in[LANG_EN], label) && !str_eq(of->in[LANG_FR], label)) {
			continue;
		}
		/* Of two equal labels the first wins, even when it is ticked twice. */
		if (definition->type != ELEMENT_CHECKBOX || !answer_has(answers, element, i)) {
			answer_choose(answers, element, i);
		}
		return;
	}
	struct answer *answer = &answers->of[element];
	if (definition->type != ELEMENT_CHECKBOX) {
		answer->n_chosen = 0;
	}
	if (label.n <= (size_t)answer->cap_text) {
		clear_text(answer);
		memcpy(answer->text, label.p, label.n);
		answer->n_text = (int32_t)label.n;
	}
}

void
answer_clear(struct answers *answers, int32_t element)
{
	struct answer *answer = &answers->of[element];
	clear_text(answer);
	if (answer->n_chosen > 0) {
		explicit_bzero(answer->chosen, sizeof(uint16_t) * (size_t)answer->n_chosen);
	}
	answer->n_chosen = 0;
}

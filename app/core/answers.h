/* SPDX-License-Identifier: MIT */
/* What the client has answered so far; lives in the locked session memory. */
#ifndef CORE_ANSWERS_H
#define CORE_ANSWERS_H

#include "core/arena.h"
#include "core/form.h"

/*
 * One element's answer. Text elements use `text`; elements with choices use `chosen`, indexes into element.choices in
 * the order of ticking, so that an answer survives a switch of language. A value that is none of the choices
 * (recorded runs have such) is kept in `text` with n_chosen 0.
 */
struct answer {
	char *text;
	int32_t n_text, cap_text; /* bytes */
	uint16_t *chosen;
	int32_t n_chosen;
};

struct answers {
	const struct form *form;
	struct answer *of; /* parallel to form->elements */
};

/* Longest text answer in UTF-16 units when the template sets no maxLength. */
#define ANSWER_TEXT_UNITS 1000
/* The limit of GC Forms for any answer, whatever the template sets. */
#define ANSWER_TEXT_UNITS_MAX 10000

/* Bytes of arena that answers_init() takes for this form; the loader refuses a form that needs more than the session has. */
size_t answers_size(const struct form *form);
void answers_init(struct answers *answers, const struct form *form, struct arena *session);

struct str answer_text(const struct answers *answers, int32_t element);
bool answer_has(const struct answers *answers, int32_t element, int32_t choice);
bool answer_is_empty(const struct answers *answers, int32_t element);

/* Replaces the text. False, and nothing changed, when it does not fit. */
bool answer_set_text(struct answers *answers, int32_t element, struct str text);
/* Puts text in at byte offset `at`. False, and nothing changed, when it does not fit the element's limit. */
bool answer_insert(struct answers *answers, int32_t element, int32_t at, struct str text);
/* Removes the bytes from..to and zeroes what became free. */
void answer_remove(struct answers *answers, int32_t element, int32_t from, int32_t to);
/* Radio and dropdown: this choice only. Checkbox: ticks or unticks it. */
void answer_choose(struct answers *answers, int32_t element, int32_t choice);
/* As GC Forms stores it: the FIRST choice whose English or French label equals `label`; else kept as text. */
void answer_choose_label(struct answers *answers, int32_t element, struct str label);
void answer_clear(struct answers *answers, int32_t element);

#endif

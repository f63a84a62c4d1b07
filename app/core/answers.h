/* SPDX-License-Identifier: MIT */
/* What the client has answered so far; lives in the locked session memory. */
#ifndef CORE_ANSWERS_H
#define CORE_ANSWERS_H

#include "core/arena.h"
#include "core/form.h"

/* In `chosen` of a checkbox: a ticked label that the form does not know. Only recorded runs have such. */
#define ANSWER_UNKNOWN UINT16_MAX

/*
 * One element's answer. Text elements use `text`; elements with choices use `chosen`, indexes into element.choices in
 * the order of ticking, so that an answer survives a switch of language. A value that is none of the choices
 * (recorded runs have such) is kept in `text` with n_chosen 0. Dates, addresses and stars are the JSON text of GC Forms
 * (core/flat.h), which answer_compose() makes of the parts that are typed. Of a file only name (`text`) and size are known here.
 * A repeating set has nothing but its rows.
 */
struct answer {
	char *text;
	int32_t n_text, cap_text; /* bytes */
	uint16_t *chosen;
	int32_t n_chosen, cap_chosen;
	int64_t size; /* of a file, bytes */
	bool shown;   /* of a file: the client shows the document to an officer */
	struct answers
		*parts; /* of a date or an address: as they are typed (element_parts()); else NULL */
	struct answers *rows; /* of a repeating set; cells parallel to element.sub_elements */
	int32_t n_rows, cap_rows;
	int32_t n_made; /* rows that have buffers; those from n_rows on are cleared and wait for use */
	struct arena store; /* where the buffers of rows come from */
	uint8_t fault; /* enum fault of rules.h: what the last check found, shown beside the field */
	bool
		mistyped; /* recorded runs only: the value was of a JSON type that the element does not have */
};

struct answers {
	const struct form *form; /* of a row: the set's elements as a form of their own */
	struct answer *of;       /* parallel to form->elements */
};

/* Longest text answer in UTF-16 units when the template sets no maxLength. */
#define ANSWER_TEXT_UNITS 1000
/* The limit of GC Forms for any answer, whatever the template sets. */
#define ANSWER_TEXT_UNITS_MAX 10000

/* Rows of a repeating set: as many as the form builder of GC Forms allows, and what a set without a limit may have. */
enum { ANSWER_ROWS_MAX = 50, ANSWER_ROWS_OTHERWISE = 20 };

/* UTF-16 units that can be typed: the element's own limit, or ours. */
int32_t answer_units_limit(const struct element *element);
/* Rows that a repeating set may have: its own limit, or ours. */
int32_t answer_rows_limit(const struct element *set);
/* Bytes of arena that answers_init() takes for this form; the loader refuses a form that needs more than the session has. */
size_t answers_size(const struct form *form);
/* Every question has its initial value: nothing, or of a repeating set one row. */
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
/*
 * As GC Forms stores it: the FIRST choice whose English or French label equals `label`; else kept as text. A checkbox gets one
 * more tick, even of the same choice: of equal labels GC Forms cannot tell which was meant. False when it has no room for it.
 */
bool answer_choose_label(struct answers *answers, int32_t element, struct str label);
/*
 * Of a choice that was looked for by typing: its label becomes text that can be typed on. False, and nothing changed, when there is no
 * choice or the label does not fit.
 */
bool answer_spell_choice(struct answers *answers, int32_t element, enum lang lang);
/* So many stars, 1 to element.stars. */
void answer_set_stars(struct answers *answers, int32_t element, int32_t stars);
/* 0: none. */
int32_t answer_stars(const struct answers *answers, int32_t element);
/* Makes the text of a date or an address out of its parts; empty where nothing was typed but the country. */
void answer_compose(struct answers *answers, int32_t element);
/* False, and nothing changed, when the name does not fit. */
bool answer_set_file(struct answers *answers, int32_t element, struct str name, int64_t size);
void answer_clear(struct answers *answers, int32_t element);

/* All of one answer in the place of another one's, whose element is of the same type; what does not fit is left out. */
void answer_copy(
	struct answers *to, int32_t to_element, const struct answers *from, int32_t element);

/* Forgets the faults of all answers, of rows too. */
void answers_clear_faults(struct answers *answers);

/* One more row at the end. False when the set has as many as it may. */
bool answer_add_row(struct answers *answers, int32_t element);
/* Takes the row away and zeroes it. False when it is the only one: a set always has a row. */
bool answer_remove_row(struct answers *answers, int32_t element, int32_t row);

#endif

/* SPDX-License-Identifier: MIT */
/* Keeps answers in buffers whose sizes were fixed when the visit began. */
#include "core/answers.h"

#include <assert.h>
#include <string.h>

#include "core/flat.h"
#include "core/text.h"

/* A UTF-16 unit takes at most three bytes of UTF-8 (two units of a surrogate pair take four). */
enum { BYTES_A_UNIT = 3, FILE_NAME_UNITS = 255 };
/* {"value":10,"numberOfStars":10}, and what recorded runs have in its place. */
enum { OBJECT_BYTES = 512 };

int32_t
answer_units_limit(const struct element *element)
{
	const int32_t max = element->validation.max_length > 0 ? element->validation.max_length :
															 element->char_limit;
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
most(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t
text_capacity(const struct element *element)
{
	switch (element->type) {
	case ELEMENT_RADIO:
	case ELEMENT_DROPDOWN:
	case ELEMENT_CHECKBOX:
		return label_capacity(element);
	case ELEMENT_COMBOBOX:
		/* a label may be longer than what may be typed, and is typed on */
		return most(label_capacity(element), answer_units_limit(element) * BYTES_A_UNIT);
	case ELEMENT_FILE:
		return FILE_NAME_UNITS * BYTES_A_UNIT;
	case ELEMENT_RICH_TEXT:
	case ELEMENT_SET:
		return 0;
	case ELEMENT_TEXT:
	case ELEMENT_TEXT_AREA:
	case ELEMENT_NUMBER:
		break;
	case ELEMENT_ADDRESS:
		/* a maxLength is about what is typed, not about the object that is made of it */
		return ANSWER_TEXT_UNITS * BYTES_A_UNIT;
	case ELEMENT_DATE:
	case ELEMENT_STARS:
		return OBJECT_BYTES;
	}
	return answer_units_limit(element) * BYTES_A_UNIT;
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

int32_t
answer_rows_limit(const struct element *set)
{
	if (set->max_rows == 0) {
		return ANSWER_ROWS_OTHERWISE;
	}
	return set->max_rows < ANSWER_ROWS_MAX ? set->max_rows : ANSWER_ROWS_MAX;
}

/* The elements of a set as a form of their own. */
static struct form
row_form(const struct element *set)
{
	return (struct form){
		.elements = set->sub_elements, .n_elements = set->n_sub_elements, .start = -1
	};
}

/* Bytes of the store that all rows of a set come from; 0 of other elements. Sets hold no sets: one step down at most. */
static size_t
store_size(const struct element *element)
{
	if (element->type != ELEMENT_SET) {
		return 0;
	}
	const struct form form = row_form(element);
	return answers_size(&form) * (size_t)answer_rows_limit(element);
}

size_t
answers_size(const struct form *form)
{
	size_t size = rounded(sizeof(struct answer) * (size_t)form->n_elements);
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *element = &form->elements[i];
		const struct form *parts = element_parts(element);
		size += parts ? rounded(sizeof(struct answers)) + answers_size(parts) : 0;
		size += rounded((size_t)text_capacity(element)) + rounded(chosen_size(element));
		if (element->type == ELEMENT_SET) {
			size += rounded(sizeof(struct form)) + rounded(store_size(element)) +
				rounded(sizeof(struct answers) * (size_t)answer_rows_limit(element));
		}
	}
	return size;
}

/* Room for all rows that the set may ever have; a row's buffers are zeroed when it is made. */
static void
init_set(struct answers *answers, int32_t element, struct arena *session)
{
	const struct element *set = &answers->form->elements[element];
	struct answer *answer = &answers->of[element];
	struct form *form = arena_array(session, struct form, 1);
	*form = row_form(set);
	answer->cap_rows = answer_rows_limit(set);
	answer->rows = arena_array(session, struct answers, answer->cap_rows);
	for (int32_t i = 0; i < answer->cap_rows; i++) {
		answer->rows[i].form = form;
	}
	const size_t size = store_size(set);
	arena_init(&answer->store, arena_raw(session, size), size);
	answer_add_row(answers, element);
}

/* As GC Forms has it in both languages; the client may write another one over it. */
static void
propose_country(struct answers *answers, int32_t element)
{
	if (answers->form->elements[element].type == ELEMENT_ADDRESS) {
		(void)answer_set_text(answers->of[element].parts, ADDRESS_COUNTRY, STR("Canada"));
	}
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
		answer->cap_chosen = element_has_choices(element) ? element->n_choices : 0;
		answer->chosen = arena_take(session, chosen_size(element));
		const struct form *parts = element_parts(element);
		if (parts) {
			answer->parts = arena_array(session, struct answers, 1);
			answers_init(answer->parts, parts, session);
			propose_country(answers, i);
		}
		if (element->type == ELEMENT_SET) {
			init_set(answers, i, session);
		}
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

static bool
row_is_empty(const struct answers *row)
{
	for (int32_t i = 0; i < row->form->n_elements; i++) {
		if (!answer_is_empty(row, i)) {
			return false;
		}
	}
	return true;
}

bool
answer_is_empty(const struct answers *answers, int32_t element)
{
	const struct answer *answer = &answers->of[element];
	for (int32_t i = 0; i < answer->n_rows; i++) {
		if (!row_is_empty(&answer->rows[i])) {
			return false;
		}
	}
	return answer->n_text == 0 && answer->n_chosen == 0 && !answer->shown;
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
		units > (size_t)answer_units_limit(&answers->form->elements[element])) {
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
		/* full without this choice: only when labels ticked another one twice */
		if (answer->n_chosen < answer->cap_chosen) {
			answer->chosen[answer->n_chosen++] = (uint16_t)choice;
		}
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

/* Of two equal labels the first; -1 when there is none. */
static int32_t
find_label(const struct element *element, struct str label)
{
	for (int32_t i = 0; i < element->n_choices; i++) {
		const struct bilingual *of = &element->choices[i].label;
		if (str_eq(of->in[LANG_EN], label) || str_eq(of->in[LANG_FR], label)) {
			return i;
		}
	}
	return -1;
}

bool
answer_choose_label(struct answers *answers, int32_t element, struct str label)
{
	const struct element *definition = &answers->form->elements[element];
	struct answer *answer = &answers->of[element];
	const int32_t choice = find_label(definition, label);
	if (definition->type == ELEMENT_CHECKBOX) {
		if (answer->n_chosen == answer->cap_chosen) {
			return false;
		}
		answer->chosen[answer->n_chosen++] = choice < 0 ? ANSWER_UNKNOWN : (uint16_t)choice;
		return true;
	}
	if (label.n > 0 && choice >= 0) {
		answer_choose(answers, element, choice);
		return true;
	}
	return answer_set_text(answers, element, label);
}

bool
answer_set_file(struct answers *answers, int32_t element, struct str name, int64_t size)
{
	if (!answer_set_text(answers, element, name)) {
		return false;
	}
	answers->of[element].size = size;
	return true;
}

/* ---- what is made of parts ---- */

static struct text
text_of(struct answer *answer)
{
	struct text text;
	clear_text(answer);
	text_init(&text, answer->text, (size_t)answer->cap_text);
	return text;
}

static void
keep(struct answer *answer, const struct text *text)
{
	/* the lengths of parts leave room for their escapes: test_answers composes the longest */
	assert(!text->full);
	answer->n_text = (int32_t)text->n;
	answer->n_chosen = 0;
}

static void
write_key(struct text *text, const char *key)
{
	text_add(text, text->n == 0 ? STR("{\"") : STR(",\""));
	text_add(text, str_of(key));
	text_add(text, STR("\":"));
}

void
answer_set_stars(struct answers *answers, int32_t element, int32_t stars)
{
	struct answer *answer = &answers->of[element];
	struct text text = text_of(answer);
	write_key(&text, "value");
	text_int(&text, stars);
	write_key(&text, "numberOfStars");
	text_int(&text, answers->form->elements[element].stars);
	text_add(&text, STR("}"));
	keep(answer, &text);
}

/* A whole number of at most four digits; -1 of anything else. */
static int32_t
small_number(struct str digits)
{
	int32_t number = 0;
	for (size_t i = 0; i < digits.n; i++) {
		const char c = digits.p[i];
		if (c < '0' || c > '9' || i == 4) {
			return -1;
		}
		number = number * 10 + (c - '0');
	}
	return digits.n > 0 ? number : -1;
}

int32_t
answer_stars(const struct answers *answers, int32_t element)
{
	const struct str json = answer_text(answers, element);
	const int32_t stars = flat_is_object(json) ? small_number(flat_find(json, STR("value")).text) :
												 0;
	return stars > 0 ? stars : 0;
}

/* A part that is no number is left out: what is left is no date, whatever was meant. */
static void
compose_date(const struct answers *parts, struct text *text)
{
	for (enum date_part part = DATE_YEAR; part < DATE_PART_COUNT; part++) {
		const int32_t number = small_number(str_trim(answer_text(parts, (int32_t)part)));
		if (number >= 0) {
			write_key(text, date_part_key(part));
			text_int(text, number);
		}
	}
	text_add(text, text->n == 0 ? STR("{}") : STR("}"));
}

static void
compose_address(const struct answers *parts, struct text *text)
{
	for (enum address_part part = ADDRESS_STREET; part < ADDRESS_PART_COUNT; part++) {
		write_key(text, address_part_key(part));
		text_json(text, str_trim(answer_text(parts, (int32_t)part)));
	}
	text_add(text, STR("}"));
}

/* The country stands there before anybody has typed. */
static bool
parts_are_blank(enum element_type type, const struct answers *parts)
{
	for (int32_t i = 0; i < parts->form->n_elements; i++) {
		if (!(type == ELEMENT_ADDRESS && i == ADDRESS_COUNTRY) &&
			str_trim(answer_text(parts, i)).n > 0) {
			return false;
		}
	}
	return true;
}

void
answer_compose(struct answers *answers, int32_t element)
{
	struct answer *answer = &answers->of[element];
	const enum element_type type = answers->form->elements[element].type;
	struct text text = text_of(answer);
	if (!parts_are_blank(type, answer->parts)) {
		if (type == ELEMENT_DATE) {
			compose_date(answer->parts, &text);
		} else {
			compose_address(answer->parts, &text);
		}
	}
	keep(answer, &text);
}

bool
answer_spell_choice(struct answers *answers, int32_t element, enum lang lang)
{
	const struct answer *answer = &answers->of[element];
	if (answer->n_chosen == 0) {
		return false;
	}
	return answer_set_text(answers, element,
		answers->form->elements[element].choices[answer->chosen[0]].label.in[lang]);
}

/* ---- whole answers ---- */

/* Of choices with the same label in one language the other one tells which was meant. */
static int32_t
find_same(const struct element *element, const struct bilingual *label)
{
	for (int32_t i = 0; i < element->n_choices; i++) {
		const struct bilingual *of = &element->choices[i].label;
		if (str_eq(of->in[LANG_EN], label->in[LANG_EN]) &&
			str_eq(of->in[LANG_FR], label->in[LANG_FR])) {
			return i;
		}
	}
	return -1;
}

void
answer_copy(struct answers *to, int32_t to_element, const struct answers *from, int32_t element)
{
	const struct answer *source = &from->of[element];
	struct answer *target = &to->of[to_element];
	answer_clear(to, to_element);
	(void)answer_set_text(to, to_element, answer_text(from, element));
	for (int32_t i = 0; i < source->n_chosen && source->chosen[i] != ANSWER_UNKNOWN; i++) {
		const struct choice *choice = &from->form->elements[element].choices[source->chosen[i]];
		const int32_t same = find_same(&to->form->elements[to_element], &choice->label);
		if (same >= 0 && !answer_has(to, to_element, same)) {
			answer_choose(to, to_element, same);
		}
	}
	for (int32_t i = 0; source->parts && target->parts && i < source->parts->form->n_elements;
		 i++) {
		(void)answer_set_text(target->parts, i, answer_text(source->parts, i));
	}
}

static void
clear_row(struct answers *row)
{
	for (int32_t i = 0; i < row->form->n_elements; i++) {
		answer_clear(row, i);
	}
}

void
answers_clear_faults(struct answers *answers)
{
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		answers->of[i].fault = 0;
		for (int32_t row = 0; row < answers->of[i].n_rows; row++) {
			answers_clear_faults(&answers->of[i].rows[row]);
		}
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
	answer->size = 0;
	answer->shown = false;
	answer->fault = 0;
	if (answer->parts) {
		clear_row(answer->parts);
		propose_country(answers, element);
	}
	for (int32_t i = 0; i < answer->n_rows; i++) {
		clear_row(&answer->rows[i]);
	}
	answer->n_rows = answer->n_rows > 1 ? 1 : answer->n_rows;
}

/* ---- repeating sets ---- */

bool
answer_add_row(struct answers *answers, int32_t element)
{
	struct answer *set = &answers->of[element];
	if (set->n_rows == set->cap_rows) {
		return false;
	}
	if (set->n_rows == set->n_made) {
		struct answers *row = &set->rows[set->n_made++];
		answers_init(row, row->form, &set->store);
	}
	set->n_rows++;
	return true;
}

bool
answer_remove_row(struct answers *answers, int32_t element, int32_t row)
{
	struct answer *set = &answers->of[element];
	if (set->n_rows <= 1) {
		return false;
	}
	struct answers removed = set->rows[row];
	clear_row(&removed);
	set->n_rows--;
	memmove(&set->rows[row], &set->rows[row + 1], sizeof(removed) * (size_t)(set->n_rows - row));
	set->rows[set->n_rows] = removed; /* with its buffers, for the next one */
	return true;
}

/* SPDX-License-Identifier: MIT */
/* Recorded answers to struct answers, by jansson. */
#include "platform/run_json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/form_reader.h"

#define TODO_RUN "Write values as GC Forms holds them: text, a list of labels, or a list of rows."

/* Gives the answer a buffer as long as the value: recorded values may be longer than a client can type. */
static void
make_room(struct reader *reader, struct answer *answer, size_t n)
{
	if (n > (size_t)answer->cap_text) {
		char *text = reader_take(reader, n);
		if (text) {
			answer->text = text;
			answer->cap_text = (int32_t)n;
		}
	}
}

static void
set_text(struct reader *reader, struct answers *answers, int32_t element, struct str text)
{
	make_room(reader, &answers->of[element], text.n);
	if (reader->error) {
		return;
	}
	const bool fits = element_has_choices(&answers->form->elements[element]) ?
		answer_choose_label(answers, element, text) :
		answer_set_text(answers, element, text);
	if (!fits) {
		reader_refuse(reader, -E2BIG, TODO_RUN, "The text does not fit.");
	}
}

static struct str
text_of(const json_t *string)
{
	return (struct str){ json_string_value(string), json_string_length(string) };
}

/* What is no label ticks something, too: nothing that the form knows. */
static void
set_labels(struct reader *reader, struct answers *answers, int32_t element, json_t *list)
{
	struct answer *answer = &answers->of[element];
	const size_t n = json_array_size(list);
	if (n > (size_t)answer->cap_chosen) {
		uint16_t *chosen = reader_take(reader, sizeof(*chosen) * n);
		if (chosen) {
			answer->chosen = chosen;
			answer->cap_chosen = (int32_t)n;
		}
	}
	for (size_t i = 0; i < n && !reader->error; i++) {
		const json_t *item = json_array_get(list, i);
		if (json_is_string(item)) {
			set_text(reader, answers, element, text_of(item));
		} else {
			answer->chosen[answer->n_chosen++] = ANSWER_UNKNOWN;
		}
	}
}

/* {"name": null, …} is the initial value: no file. */
static void
set_file(struct reader *reader, struct answers *answers, int32_t element, json_t *file)
{
	const json_t *name = json_object_get(file, "name"), *size = json_object_get(file, "size");
	if (!json_is_string(name)) {
		return;
	}
	make_room(reader, &answers->of[element], json_string_length(name));
	if (!reader->error &&
		!answer_set_file(answers, element, text_of(name), (int64_t)json_number_value(size))) {
		reader_refuse(reader, -E2BIG, TODO_RUN, "The name of the file does not fit.");
	}
}

/* As JavaScript would write it: what the text checks of GC Forms see of a number or an object. */
static void
set_mistyped(struct reader *reader, struct answers *answers, int32_t element, json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	answers->of[element].mistyped = true;
	if (text) {
		set_text(reader, answers, element, str_of(text));
	}
	free(text);
}

static void set_rows(struct reader *reader, struct answers *answers, int32_t element, json_t *rows);

static void
set_value(struct reader *reader, struct answers *answers, int32_t element, json_t *value)
{
	const enum element_type type = answers->form->elements[element].type;
	const bool is_list = type == ELEMENT_CHECKBOX || type == ELEMENT_SET;
	if (!value || json_is_null(value) || type == ELEMENT_RICH_TEXT) {
		return;
	}
	if (type == ELEMENT_FILE && json_is_object(value)) {
		set_file(reader, answers, element, value);
	} else if (type == ELEMENT_SET && json_is_array(value)) {
		set_rows(reader, answers, element, value);
	} else if (type == ELEMENT_CHECKBOX && json_is_array(value)) {
		set_labels(reader, answers, element, value);
	} else if (type == ELEMENT_SET) {
		set_rows(reader, answers, element, NULL);
		answers->of[element].mistyped = true;
	} else if (type == ELEMENT_FILE) {
		answers->of[element].mistyped = true;
	} else if (!json_is_string(value)) {
		set_mistyped(reader, answers, element, value);
	} else if (!is_list) {
		set_text(reader, answers, element, text_of(value));
	} else if (json_string_length(value) > 0) {
		set_text(reader, answers, element, text_of(value));
		answers->of[element].mistyped = true;
	}
}

/* ---- repeating sets ---- */

/* Rows name a cell by its place among the sub-elements, some by the sub-element's id. */
static int32_t
cell_of(const struct form *row_form, const char *key)
{
	char *end;
	const long number = strtol(key, &end, 10);
	if (end == key || *end != '\0' || number < 0 || number > INT32_MAX) {
		return -1;
	}
	return number < row_form->n_elements ? (int32_t)number : form_find(row_form, (int32_t)number);
}

static void
set_row(struct reader *reader, struct answers *row, json_t *cells)
{
	const char *key;
	json_t *value;
	json_object_foreach(cells, key, value)
	{
		const int32_t cell = cell_of(row->form, key);
		if (cell >= 0) {
			set_value(reader, row, cell, value);
		}
	}
}

/* As many rows as were recorded, which may be more than a client can add, and may be none. */
static void
make_rows(struct reader *reader, struct answer *set, size_t n)
{
	const struct form *form = set->rows[0].form;
	const size_t needed = answers_size(form);
	struct answers *rows = reader_take(reader, sizeof(*rows) * n);
	for (size_t i = 0; rows && i < n; i++) {
		if (needed > reader->arena->size - reader->arena->used) {
			reader_refuse(reader, -E2BIG, TODO_RUN, "There are too many rows.");
			return;
		}
		answers_init(&rows[i], form, reader->arena);
	}
	if (rows) {
		set->rows = rows;
		set->n_rows = set->cap_rows = set->n_made = (int32_t)n;
	}
}

static void
set_rows(struct reader *reader, struct answers *answers, int32_t element, json_t *rows)
{
	struct answer *set = &answers->of[element];
	const size_t n = json_array_size(rows);
	if (n > FORM_ELEMENTS_MAX) {
		reader_refuse(reader, -E2BIG, TODO_RUN, "There are too many rows.");
		return;
	}
	make_rows(reader, set, n);
	for (size_t i = 0; i < n && !reader->error; i++) {
		set_row(reader, &set->rows[i], json_array_get(rows, i));
	}
}

/* ---- runs ---- */

static void
begin(struct reader *reader, const struct form *form, struct run *run)
{
	*run = (struct run){ 0 };
	if (reader->error || answers_size(form) > reader->arena->size - reader->arena->used) {
		reader_refuse(reader, -E2BIG, "Give the program a smaller form.",
			"There is no room for the answers.");
		return;
	}
	answers_init(&run->answers, form, reader->arena);
}

static struct reader
reader_of_line(const char *name, int line, struct arena *arena)
{
	struct reader reader = { .name = name, .arena = arena };
	reader.n_path = (size_t)snprintf(reader.path, sizeof(reader.path), "line %d", line);
	return reader;
}

static int
finish(const struct reader *reader, struct diagnosis *ret_diagnosis)
{
	if (reader->error) {
		*ret_diagnosis = reader->refusal;
	}
	return reader->error;
}

int
run_parse(const char *name, int line, struct str json, const struct form *form, struct arena *arena,
	struct run *ret_run, struct diagnosis *ret_diagnosis)
{
	struct reader reader = reader_of_line(name, line, arena);
	struct run run = { 0 };
	json_t *root = reader_parse(&reader, json);
	begin(&reader, form, &run);
	const char *lang = json_string_value(json_object_get(root, "lang"));
	run.lang = lang && strcmp(lang, "fr") == 0 ? LANG_FR : LANG_EN;
	json_t *values = json_object_get(root, "values");
	if (!json_is_object(values)) {
		reader_refuse(&reader, -EINVAL, TODO_RUN, "The line has no object \"values\".");
	}
	for (int32_t i = 0; run.answers.of && i < form->n_elements && !reader.error; i++) {
		char id[16];
		snprintf(id, sizeof(id), "%d", (int)form->elements[i].id);
		set_value(&reader, &run.answers, i, json_object_get(values, id));
	}
	json_decref(root);
	if (!reader.error) {
		*ret_run = run;
	}
	return finish(&reader, ret_diagnosis);
}

/* The element as a block of one, which is one of the containers that the form loader knows. */
static const struct form *
parse_element(struct reader *reader, const json_t *element)
{
	const struct form *form = NULL;
	char *text = json_is_object(element) ? json_dumps(element, 0) : NULL;
	if (!text) {
		reader_refuse(reader, -EINVAL, TODO_RUN, "The line has no object \"element\".");
		return NULL;
	}
	const size_t n = strlen(text);
	char *block = reader_take(reader, n + 2);
	if (block) {
		block[0] = '[';
		memcpy(block + 1, text, n);
		block[n + 1] = ']';
		struct diagnosis diagnosis;
		const int r = form_parse(
			reader->name, (struct str){ block, n + 2 }, reader->arena, NULL, &form, &diagnosis);
		if (r != 0) {
			reader_refuse(reader, r, diagnosis.remedy, "%s", diagnosis.what);
		}
	}
	free(text);
	return form;
}

/* What GC Forms makes a string of before it looks whether it is empty. */
static bool
is_line_of_text(const struct element *element)
{
	return element->type == ELEMENT_TEXT || element->type == ELEMENT_NUMBER ||
		element->type == ELEMENT_COMBOBOX;
}

static void
set_field(struct reader *reader, struct answers *answers, json_t *value)
{
	if (!value && is_line_of_text(answers->form->elements)) {
		set_text(reader, answers, 0, STR("undefined"));
	} else {
		set_value(reader, answers, 0, value);
	}
}

int
run_parse_field(const char *name, int line, struct str json, struct arena *arena,
	const struct form **ret_form, struct run *ret_run, struct diagnosis *ret_diagnosis)
{
	struct reader reader = reader_of_line(name, line, arena);
	struct run run = { 0 };
	json_t *root = reader_parse(&reader, json);
	const struct form *form = root ? parse_element(&reader, json_object_get(root, "element")) :
									 NULL;
	if (form) {
		begin(&reader, form, &run);
	}
	if (run.answers.of) {
		set_field(&reader, &run.answers, json_object_get(root, "value"));
	}
	json_decref(root);
	if (!reader.error) {
		*ret_form = form;
		*ret_run = run;
	}
	return finish(&reader, ret_diagnosis);
}

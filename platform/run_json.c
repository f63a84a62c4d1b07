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
make_room(struct reader *reader, struct answers *answers, int32_t element, size_t n)
{
	struct answer *answer = &answers->of[element];
	if (n > (size_t)answer->cap_text) {
		char *text = reader_take(reader, n);
		if (text) {
			answer->text = text;
			answer->cap_text = (int32_t)n;
		}
	}
}

static void
set_text(struct reader *reader, struct answers *answers, int32_t element, const json_t *value)
{
	const struct str text = { json_string_value(value), json_string_length(value) };
	make_room(reader, answers, element, text.n);
	if (reader->error) {
		return;
	}
	if (element_has_choices(&answers->form->elements[element])) {
		answer_choose_label(answers, element, text);
	} else if (!answer_set_text(answers, element, text)) {
		reader_refuse(reader, -E2BIG, TODO_RUN, "The text does not fit.");
	}
}

/* A list of labels ticks them; of anything else than labels there is nothing to tick. */
static void
set_labels(struct reader *reader, struct answers *answers, int32_t element, json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (json_is_string(json_array_get(list, i))) {
			set_text(reader, answers, element, json_array_get(list, i));
		}
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
		if (cell >= 0 && json_is_array(value)) {
			set_labels(reader, row, cell, value);
		} else if (cell >= 0 && json_is_string(value)) {
			set_text(reader, row, cell, value);
		}
	}
}

/* The sub-elements as a form of their own. */
static const struct form *
row_form(struct reader *reader, const struct element *set)
{
	struct form *form = reader_take(reader, sizeof(*form));
	if (form) {
		form->elements = set->sub_elements;
		form->n_elements = set->n_sub_elements;
		form->start = -1;
	}
	return form;
}

static void
set_rows(struct reader *reader, struct run *run, int32_t element, json_t *rows)
{
	const struct form *form = row_form(reader, &run->answers.form->elements[element]);
	const size_t n = json_array_size(rows);
	struct answers *list = reader_take(reader, sizeof(*list) * n);
	const size_t needed = form ? answers_size(form) : 0;
	for (size_t i = 0; list && i < n && !reader->error; i++) {
		if (needed > reader->arena->size - reader->arena->used) {
			reader_refuse(reader, -E2BIG, TODO_RUN, "There are too many rows.");
			return;
		}
		answers_init(&list[i], form, reader->arena);
		set_row(reader, &list[i], json_array_get(rows, i));
	}
	run->sets[run->n_sets++] = (struct run_set){
		.element = element, .rows = list, .n_rows = (int32_t)n
	};
}

/* ---- runs ---- */

static void
set_value(struct reader *reader, struct run *run, int32_t element, json_t *value)
{
	const enum element_type type = run->answers.form->elements[element].type;
	if (type == ELEMENT_SET && json_is_array(value)) {
		set_rows(reader, run, element, value);
	} else if (json_is_array(value)) {
		set_labels(reader, &run->answers, element, value);
	} else if (json_is_string(value)) {
		set_text(reader, &run->answers, element, value);
	} else if (type != ELEMENT_FILE && value && !json_is_null(value)) {
		reader_refuse(reader, -EINVAL, TODO_RUN,
			"The value of element %d is neither text nor a list.",
			(int)run->answers.form->elements[element].id);
	}
}

static void
begin(struct reader *reader, const struct form *form, struct run *run)
{
	*run = (struct run){ .sets = reader_take(
							 reader, sizeof(*run->sets) * (size_t)form->n_elements) };
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
	for (int32_t i = 0; i < form->n_elements && !reader.error; i++) {
		char id[16];
		snprintf(id, sizeof(id), "%d", (int)form->elements[i].id);
		set_value(&reader, &run, i, json_object_get(values, id));
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
	if (!reader.error) {
		set_value(&reader, &run, 0, json_object_get(root, "value"));
	}
	json_decref(root);
	if (!reader.error) {
		*ret_form = form;
		*ret_run = run;
	}
	return finish(&reader, ret_diagnosis);
}

/* SPDX-License-Identifier: MIT */
/* The choices of a question: its own, those of the lists that it names, their order, and how they are looked for; by jansson. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/form_reader.h"

enum { LISTS_MAX = 16, LIST_NAME_MAX = 63, PATH_BYTES = 1024, FOLDED_BYTES_MAX = 4096 };

#define TODO_LIST \
	"Install the list (docs/formats/lists.md), or put the choices into the question itself."

/* ---- choices as a list of JSON ---- */

/* Into a list with room for all. `is_whole`: a label in one language only is refused, and not left to lint. */
static void
read_labels(struct reader *reader, json_t *list, bool is_whole, struct choice *choices)
{
	for (size_t i = 0; i < json_array_size(list) && !reader->error; i++) {
		json_t *json = json_array_get(list, i);
		const size_t item = reader_index(reader, i);
		if (!json_is_object(json)) {
			reader_refuse(reader, -EINVAL, TODO_BUILDER,
				"A choice must be an object with \"en\" and \"fr\".");
		}
		choices[i].label.in[LANG_EN] = reader_text(reader, json, "en");
		choices[i].label.in[LANG_FR] = reader_text(reader, json, "fr");
		if (is_whole &&
			(choices[i].label.in[LANG_EN].n == 0 || choices[i].label.in[LANG_FR].n == 0)) {
			reader_refuse(
				reader, -EINVAL, TODO_LIST, "A choice must be there in English and in French.");
		}
		reader_up(reader, item);
	}
}

static void
read_own(struct reader *reader, json_t *properties, struct element *element)
{
	json_t *list = reader_member(reader, properties, "choices", JSON_ARRAY);
	const size_t n = json_array_size(list);
	if (n == 0) {
		return;
	}
	const size_t mark = reader_key(reader, "choices");
	if (n > FORM_CHOICES_MAX) {
		reader_refuse(reader, -E2BIG, "Split the question.",
			"The question has %zu choices; GC Forms allows %d.", n, (int)FORM_CHOICES_MAX);
	}
	struct choice *choices = reader_take(reader, n * sizeof(*choices));
	if (choices) {
		read_labels(reader, list, false, choices);
	}
	reader_up(reader, mark);
	element->choices = choices;
	element->n_choices = element->n_own_choices = element->n_order = (int32_t)n;
}

/* ---- managed choices ---- */

/* A name of a file in the folder, and no way out of it. */
static bool
is_list_name(const char *name)
{
	const size_t n = strspn(
		name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	return n > 0 && n <= LIST_NAME_MAX && name[n] == '\0';
}

/* Behind the choices that are there. A copy of those: nobody knows how many lists follow. */
static void
append(struct reader *of_list, json_t *list, struct element *element)
{
	const size_t n = json_array_size(list), before = (size_t)element->n_choices;
	if (!json_is_array(list)) {
		reader_refuse(of_list, -EINVAL, TODO_LIST, "The file must hold a list of choices.");
	} else if (n + before > FORM_CHOICES_MAX) {
		reader_refuse(of_list, -E2BIG, "Use fewer or shorter lists.",
			"With the list the question has %zu choices; %d are allowed.", n + before,
			(int)FORM_CHOICES_MAX);
	}
	struct choice *choices = reader_take(of_list, (n + before) * sizeof(*choices));
	if (choices) {
		if (before > 0) {
			memcpy(choices, element->choices, before * sizeof(*choices));
		}
		read_labels(of_list, list, true, choices + before);
	}
	if (!of_list->error) {
		element->choices = choices;
		element->n_choices = (int32_t)(n + before);
	}
}

/* What is wrong in the list's own file is told here too: it is this question that it leaves without choices. */
static void
report_list(struct reader *reader, const struct reader *of_list, const char *name)
{
	if (of_list->error == -ENOENT) {
		reader_report(reader, "error", TODO_LIST, "This kiosk has no list \"%.63s\".", name);
	} else if (of_list->error) {
		reader_report(reader, "error", of_list->refusal.remedy,
			"The list \"%.63s\" cannot be used. %.80s: %.200s", name, of_list->refusal.where,
			of_list->refusal.what);
	}
}

static void
read_list(struct reader *reader, const char *name, struct element *element)
{
	char path[PATH_BYTES];
	size_t n;
	const char *folder = reader->loading.lists;
	const size_t used = reader->arena->used;
	struct reader of_list = {
		.name = name, .arena = reader->arena, .strict = true, .path = "$", .n_path = 1
	};
	if (reader->error) {
		return;
	}
	if (!folder || !is_list_name(name) ||
		snprintf(path, sizeof(path), "%s/%s.json", folder, name) >= (int)sizeof(path)) {
		of_list.error = -ENOENT;
	} else {
		char *bytes = reader_file(&of_list, path, &n);
		json_t *list = bytes ? reader_parse(&of_list, (struct str){ bytes, n }) : NULL;
		if (list) {
			append(&of_list, list, element);
		}
		json_decref(list);
		free(bytes);
	}
	if (of_list.error) {
		reader->arena->used = used;
		report_list(reader, &of_list, name);
	}
}

/* As in GC Forms, one list takes the place of the question's own choices, several stand beside them. */
static void
read_managed(struct reader *reader, json_t *properties, struct element *element)
{
	json_t *managed = json_object_get(properties, "managedChoices");
	const size_t mark = reader_key(reader, "managedChoices");
	if (json_is_string(managed) && json_string_length(managed) > 0) {
		read_list(reader, json_string_value(managed), element);
		element->n_order = element->n_choices - element->n_own_choices;
	} else if (json_is_array(managed)) {
		if (json_array_size(managed) > LISTS_MAX) {
			reader_refuse(reader, -E2BIG, "Name fewer lists.",
				"The question names %zu lists; %d are allowed.", json_array_size(managed),
				(int)LISTS_MAX);
		}
		for (size_t i = 0; i < json_array_size(managed); i++) {
			const char *name = json_string_value(json_array_get(managed, i));
			const size_t item = reader_index(reader, i);
			read_list(reader, name ? name : "", element);
			reader_up(reader, item);
		}
		element->n_order = element->n_choices;
	} else if (managed && !json_is_null(managed) && !json_is_string(managed)) {
		reader_report(reader, "error", "Name a list, or several as a list of texts.",
			"The value must be text or a list of texts; it is left out.");
	}
	reader_up(reader, mark);
}

/* ---- order ---- */

struct sorting {
	const struct letters *letters;
	const struct choice *choices;
	enum lang lang;
	bool is_descending;
};

/* Equal labels stay in the order of the template, whichever way the rest goes. */
static int
compare(const void *a, const void *b, void *context)
{
	const struct sorting *sorting = context;
	const uint16_t i = *(const uint16_t *)a, k = *(const uint16_t *)b;
	const int order = sorting->letters->compare(sorting->lang,
		sorting->choices[i].label.in[sorting->lang], sorting->choices[k].label.in[sorting->lang]);
	if (order != 0) {
		return (order < 0) == sorting->is_descending ? 1 : -1;
	}
	return (i > k) - (i < k);
}

/* The last n_order of the choices, as each language has them. */
static void
set_order(struct reader *reader, struct element *element, bool is_sorted, bool is_descending)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct sorting sorting = { reader->loading.letters, element->choices, (enum lang)lang,
			is_descending };
		const size_t n = (size_t)element->n_order;
		uint16_t *order = reader_take(reader, n * sizeof(*order));
		for (size_t i = 0; order && i < n; i++) {
			order[i] = (uint16_t)(element->n_choices - element->n_order + (int32_t)i);
		}
		if (order && is_sorted && sorting.letters) {
			qsort_r(order, n, sizeof(*order), compare, &sorting);
		}
		element->order[lang] = order;
	}
}

static void
sort(struct reader *reader, json_t *properties, struct element *element)
{
	const struct str order = reader_text(reader, properties, "sortOrder");
	const bool is_descending = str_eq(order, STR("descending"));
	const bool is_sorted = is_descending || str_eq(order, STR("ascending"));
	if (is_sorted) {
		set_order(reader, element, true, is_descending);
	} else if (order.n > 0 && !str_eq(order, STR("none"))) {
		const size_t mark = reader_key(reader, "sortOrder");
		reader_report(reader, "warning", "Use none, ascending or descending.",
			"There is no such order; the choices stay as they are.");
		reader_up(reader, mark);
	}
}

/* ---- looking for a choice ---- */

static struct str
fold(struct reader *reader, struct str label)
{
	char folded[FOLDED_BYTES_MAX];
	const size_t n = reader->loading.letters->fold(label, folded, sizeof(folded));
	char *copy = n > 0 ? reader_take(reader, n) : NULL;
	if (!copy) {
		return STR_NONE;
	}
	memcpy(copy, folded, n);
	return (struct str){ copy, n };
}

static void
fold_labels(struct reader *reader, const struct element *element)
{
	/* the loader's own memory, const only for those who get the finished form */
	struct choice *choices = (struct choice *)element->choices;
	for (int32_t i = 0; i < element->n_choices && reader->loading.letters; i++) {
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			choices[i].folded.in[lang] = fold(reader, choices[i].label.in[lang]);
		}
	}
}

void
form_read_choices(struct reader *reader, json_t *properties, struct element *element)
{
	if (!element_has_choices(element)) {
		return;
	}
	read_own(reader, properties, element);
	if (element->type == ELEMENT_COMBOBOX) {
		read_managed(reader, properties, element);
	}
	if (reader->error) {
		return;
	}
	if (element->type == ELEMENT_DROPDOWN) {
		sort(reader, properties, element);
	} else if (element->n_choices > element->n_own_choices) {
		/* one list, too: those of GC Forms are in the order of the English names */
		set_order(reader, element, true, false);
	}
	if (element_is_searched(element)) {
		fold_labels(reader, element);
	}
}

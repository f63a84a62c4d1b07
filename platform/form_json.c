/* SPDX-License-Identifier: MIT */
/* GC Forms templates to struct form, by jansson. */
#include "platform/form_json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/form_reader.h"
#include "platform/sha256.h"

/* Of one list: every element, and as many again that are not there any more. */
enum { IDS_MAX = 2 * FORM_ELEMENTS_MAX };

static void
check_ids(struct reader *reader, const struct form *form)
{
	for (int32_t i = 0; i < form->n_elements; i++) {
		const int32_t first = form_find(form, form->elements[i].id);
		if (first != i) {
			const size_t mark = reader_index(reader, (size_t)i);
			reader_report(reader, "error", "Give every element its own id.",
				"Elements %d and %d have the same id, %d.", (int)first, (int)i,
				(int)form->elements[i].id);
			reader_up(reader, mark);
		}
	}
}

/* Rules may point forwards, so that they are resolved when all elements are there. */
static void
resolve_rules(struct reader *reader, const struct draft *draft)
{
	for (int32_t i = 0; i < draft->form->n_elements; i++) {
		const struct element *element = &draft->elements[i];
		/* the loader's own memory, const only for those who get the finished form */
		struct choice_ref *rules = (struct choice_ref *)element->rules;
		const size_t mark = reader_index(reader, (size_t)i);
		const size_t inner = reader_key(reader, "properties.conditionalRules");
		for (int32_t k = 0; k < element->n_rules; k++) {
			const size_t item = reader_index(reader, (size_t)k);
			form_resolve_ref(reader, draft->form, &rules[k]);
			reader_up(reader, item);
		}
		reader_up(reader, inner);
		reader_up(reader, mark);
	}
}

/* Whether some answer can show it, as far as is known. */
static bool
can_be_shown(const struct element *element, const bool *shown)
{
	bool possible = element->n_rules == 0;
	for (int32_t k = 0; k < element->n_rules; k++) {
		const int32_t parent = element->rules[k].element;
		/* a rule without its element has been reported, and is not what this is about */
		possible = possible || parent < 0 || shown[parent];
	}
	return possible;
}

/* A question that is shown when itself is answered is never shown; so is a circle of them (gc-forms 2.4). */
static void
check_circles(struct reader *reader, const struct form *form)
{
	bool shown[FORM_ELEMENTS_MAX] = { false };
	for (bool changed = true; changed;) {
		changed = false;
		for (int32_t i = 0; i < form->n_elements; i++) {
			if (!shown[i] && can_be_shown(&form->elements[i], shown)) {
				shown[i] = true;
				changed = true;
			}
		}
	}
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (!shown[i]) {
			const size_t mark = reader_index(reader, (size_t)i);
			const size_t inner = reader_key(reader, "properties.conditionalRules");
			reader_report(reader, "error", TODO_BUILDER,
				"Element %d is never shown: its rules lead back to itself.",
				(int)form->elements[i].id);
			reader_up(reader, inner);
			reader_up(reader, mark);
		}
	}
}

/* ---- layout ---- */

/* The ids of a list as numbers, whether written as numbers or as text; 0 for anything else. */
static int32_t
id_of(const json_t *json)
{
	if (json_is_integer(json)) {
		const json_int_t id = json_integer_value(json);
		return id >= 1 && id <= FORM_ID_MAX ? (int32_t)id : 0;
	}
	const char *text = json_string_value(json);
	char *end;
	const long id = text ? strtol(text, &end, 10) : 0;
	return text && *end == '\0' && id >= 1 && id <= FORM_ID_MAX ? (int32_t)id : 0;
}

/* Indexes of the elements that the list names, each once, into a list that has room for all elements. */
int32_t
form_read_ids(struct reader *reader, json_t *list, const struct form *form, int32_t *indexes)
{
	int32_t n = 0;
	bool named[FORM_ELEMENTS_MAX] = { false };
	if (json_array_size(list) > IDS_MAX) {
		reader_refuse(reader, -E2BIG, TODO_BUILDER, "The list has %zu ids; %d are allowed.",
			json_array_size(list), (int)IDS_MAX);
	}
	for (size_t i = 0; i < json_array_size(list) && !reader->error; i++) {
		const size_t mark = reader_index(reader, i);
		const int32_t found = form_find(form, id_of(json_array_get(list, i)));
		const bool again = found >= 0 && named[found];
		if (found < 0) {
			reader_report(reader, "warning", TODO_BUILDER,
				"There is no element with this id; the entry is skipped.");
		} else if (again) {
			reader_report(reader, "warning", TODO_BUILDER,
				"The element stands here twice; it is shown once.");
		} else {
			named[found] = true;
			indexes[n++] = found;
		}
		reader_up(reader, mark);
	}
	return n;
}

static void
read_layout(struct reader *reader, json_t *json, const struct draft *draft)
{
	struct form *form = draft->form;
	json_t *list = reader_member(reader, json, "layout", JSON_ARRAY);
	int32_t *layout = reader_take(reader, sizeof(*layout) * (size_t)form->n_elements);
	if (!layout) {
		return;
	}
	form->layout = layout;
	if (!list) {
		/* blocks have none: in the order of the elements */
		for (int32_t i = 0; i < form->n_elements; i++) {
			layout[form->n_layout++] = i;
		}
		return;
	}
	const size_t mark = reader_key(reader, "layout");
	form->n_layout = form_read_ids(reader, list, form, layout);
	reader_up(reader, mark);
	for (int32_t i = 0; i < form->n_elements; i++) {
		bool found = false;
		for (int32_t k = 0; k < form->n_layout; k++) {
			found = found || layout[k] == i;
		}
		if (!found && form_find(form, form->elements[i].id) == i) {
			reader_report(reader, "error", TODO_BUILDER,
				"Element %d is not in the layout: nobody sees it, and yet it is validated.",
				(int)form->elements[i].id);
		}
	}
}

/* ---- the form ---- */

static void
read_titles(struct reader *reader, json_t *json, struct form *form)
{
	/* the second names are those of 2021 */
	static const struct {
		const char *key, *legacy;
		bool required;
	} parts[] = { { "introduction", "startPage", false }, { "privacyPolicy", NULL, true },
		{ "confirmation", "endPage", true } };
	struct bilingual *const texts[] = { &form->introduction, &form->privacy, &form->confirmation };
	const struct rich **const rich[] = { &form->introduction_rich, &form->privacy_rich,
		&form->confirmation_rich };
	form->title = reader_bilingual(reader, json, "title");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		json_t *part = reader_member(reader, json, parts[i].key, JSON_OBJECT);
		if (!part && parts[i].legacy) {
			part = reader_member(reader, json, parts[i].legacy, JSON_OBJECT);
		}
		const size_t mark = reader_key(reader, parts[i].key);
		if (part) {
			*texts[i] = reader_bilingual(reader, part, "description");
			*rich[i] = form_read_rich(reader, "description", texts[i]);
		} else if (parts[i].required) {
			reader_report(reader, "error", TODO_BUILDER, "The form has no %s.", parts[i].key);
		}
		reader_up(reader, mark);
	}
}

static void
read_form(struct reader *reader, json_t *json, struct draft *draft)
{
	static const char *const keys[] = { "titleEn", "titleFr", "introduction", "privacyPolicy",
		"confirmation", "layout", "elements", "groups", "groupsLayout", "brand",
		"lastGeneratedElementId", "startPage", "endPage", NULL };
	struct form *form = draft->form;
	json_t *list = reader_member(reader, json, "elements", JSON_ARRAY);
	if (!list && json_object_get(json, "schema") && json_object_get(json, "formId")) {
		reader_refuse(reader, -EINVAL, "Give the folder of the service that the file lies in.",
			"The file is a service.json: it adds to a form, and holds none itself.");
		return;
	}
	if (!list) {
		reader_refuse(reader, -EINVAL, TODO_BUILDER, "The form has no list of elements.");
		return;
	}
	const size_t mark = reader_key(reader, "elements");
	draft->elements = form_read_elements(reader, list, &form->n_elements);
	if (!draft->elements) {
		return;
	}
	form->elements = draft->elements;
	check_ids(reader, form);
	form_check_authors_ids(reader, list);
	resolve_rules(reader, draft);
	check_circles(reader, form);
	reader_up(reader, mark);
	read_titles(reader, json, form);
	if (!json_is_array(json_object_get(json, "layout"))) {
		reader_report(reader, "error", TODO_BUILDER, "The form has no layout.");
	}
	read_layout(reader, json, draft);
	form_read_groups(reader, json, draft);
	reader_known(reader, json, keys);
}

/* A block of elements without a form around it: a form of one page in their order. */
static void
read_block(struct reader *reader, json_t *list, struct draft *draft)
{
	draft->form->is_block = true;
	draft->elements = form_read_elements(reader, list, &draft->form->n_elements);
	if (draft->elements) {
		draft->form->elements = draft->elements;
		check_ids(reader, draft->form);
		form_check_authors_ids(reader, list);
		resolve_rules(reader, draft);
		check_circles(reader, draft->form);
		read_layout(reader, NULL, draft);
	}
}

/* Takes the form out of whichever container it came in. */
static void
read_container(struct reader *reader, json_t *root, struct draft *draft)
{
	json_t *inner = json_object_get(root, "form");
	draft->form->root = STR("$");
	if (json_is_array(root)) {
		read_block(reader, root, draft);
	} else if (json_is_object(inner) && json_object_get(inner, "elements")) {
		form_read_record(reader, root, draft->form);
		reader_key(reader, "form");
		draft->form->root = STR("$.form");
		read_form(reader, inner, draft);
	} else if (json_is_object(root)) {
		read_form(reader, root, draft);
	} else {
		reader_refuse(reader, -EINVAL, "Export the form from GC Forms.", "The file holds no form.");
	}
}

struct draft
form_read(struct reader *reader, struct str json)
{
	struct draft draft = { .form = NULL };
	snprintf(reader->path, sizeof(reader->path), "$");
	reader->n_path = 1;
	json_t *root = reader_parse(reader, json);
	draft.form = root ? reader_take(reader, sizeof(*draft.form)) : NULL;
	if (draft.form) {
		draft.form->start = -1;
		const int hashed = sha256_hex(json, draft.form->sha256);
		if (hashed != 0) {
			reader_refuse(reader, hashed, "Check the installation of OpenSSL.",
				"The form's digest cannot be computed.");
		} else {
			read_container(reader, root, &draft);
		}
	}
	json_decref(root);
	return reader->error ? (struct draft){ .form = NULL } : draft;
}

int
form_parse(const char *name, struct str json, struct arena *arena,
	const struct form_loading *loading, const struct form **ret_form,
	struct diagnosis *ret_diagnosis)
{
	struct reader reader = { .name = name, .arena = arena };
	const size_t used = arena->used;
	if (loading) {
		reader.loading = *loading;
	}
	const struct draft draft = form_read(&reader, json);
	if (reader.error) {
		arena->used = used;
		*ret_diagnosis = reader.refusal;
		return reader.error;
	}
	*ret_form = draft.form;
	return 0;
}

int
form_load(const char *path, struct arena *arena, const struct form_loading *loading,
	const struct form **ret_form, struct diagnosis *ret_diagnosis)
{
	struct reader reader = { .name = path };
	size_t n;
	char *bytes = reader_file(&reader, path, &n);
	if (!bytes) {
		*ret_diagnosis = reader.refusal;
		return reader.error;
	}
	const int r = form_parse(
		path, (struct str){ bytes, n }, arena, loading, ret_form, ret_diagnosis);
	free(bytes);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* A service's folder: its template, and what service.json adds to it (docs/formats/service.json), by jansson. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/form_reader.h"

enum { SCHEMA = 1, ORDER_MAX = 1000, PATH_MAX_BYTES = 512, NAME_MAX_BYTES = 63 };

#define TODO_SERVICE "Correct service.json; docs/formats/service.json describes it."

/* Like "titleEn" and "titleFr" of a template, but as the kiosk writes it: {"en": …, "fr": …}. */
static struct bilingual
read_both(struct reader *reader, json_t *object, const char *key, bool required)
{
	static const char *const keys[] = { "en", "fr", NULL };
	struct bilingual both = { 0 };
	json_t *json = reader_member(reader, object, key, JSON_OBJECT);
	const size_t mark = reader_key(reader, key);
	for (int lang = 0; json && lang < LANG_COUNT; lang++) {
		both.in[lang] = reader_text(reader, json, keys[lang]);
	}
	if (json) {
		reader_known(reader, json, keys);
	}
	if ((required || json) && (both.in[LANG_EN].n == 0 || both.in[LANG_FR].n == 0)) {
		reader_refuse(
			reader, -EINVAL, TODO_SERVICE, "The text must be there in English and in French.");
	}
	reader_up(reader, mark);
	return both;
}

/* What names a form in an envelope's header: the intake refuses what is longer (docs/formats/envelope.md), after the client was told "saved". */
static struct str
read_name(struct reader *reader, json_t *object, const char *key)
{
	const struct str text = reader_text(reader, object, key);
	if (text.n == 0) {
		reader_refuse(reader, -EINVAL, TODO_SERVICE, "The value \"%s\" is missing.", key);
	}
	if (text.n > NAME_MAX_BYTES) {
		reader_refuse(reader, -EINVAL, TODO_SERVICE, "The value \"%s\" is longer than %d bytes.",
			key, (int)NAME_MAX_BYTES);
	}
	for (size_t i = 0; i < text.n; i++) {
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F) {
			reader_refuse(
				reader, -EINVAL, TODO_SERVICE, "The value \"%s\" has a control character.", key);
			break;
		}
	}
	return text;
}

/* ---- additions to elements ---- */

/* A key that stands for a number: digits and nothing else, as the schema has it; -1 for any other. */
static int32_t
number_of(const char *key)
{
	const size_t n = strspn(key, "0123456789");
	if (n == 0 || n > 9 || key[n] != '\0' || (n > 1 && key[0] == '0')) {
		return -1;
	}
	return (int32_t)strtol(key, NULL, 10);
}

static uint32_t
find_check(const char *name)
{
	static const struct {
		const char *name;
		enum check check;
	} checks[] = { { "nanp", CHECK_NANP }, { "postal", CHECK_POSTAL },
		{ "luhn-refuse", CHECK_LUHN_REFUSE }, { "name", CHECK_NAME } };
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(checks[i].name, name) == 0) {
			return checks[i].check;
		}
	}
	return 0;
}

static void
read_checks(struct reader *reader, json_t *json, struct element *element)
{
	json_t *list = reader_member(reader, json, "checks", JSON_ARRAY);
	const size_t mark = reader_key(reader, "checks");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));
		const uint32_t check = name ? find_check(name) : 0;
		const size_t item = reader_index(reader, i);
		if (check == 0) {
			reader_refuse(reader, -EINVAL, "Use nanp, postal, luhn-refuse or name.",
				"There is no check \"%.40s\".", name ? name : "");
		} else if (element_has_choices(element) || !element_is_question(element)) {
			reader_refuse(reader, -EINVAL, TODO_SERVICE,
				"Element %d is not answered with text; it cannot be checked so.", (int)element->id);
		}
		element->checks |= check;
		reader_up(reader, item);
	}
	reader_up(reader, mark);
}

/* {"0": {"en": …, "fr": …}}: how choices are said, by their index. */
static void
read_spoken_choices(struct reader *reader, json_t *json, struct element *element)
{
	json_t *object = reader_member(reader, json, "choices", JSON_OBJECT);
	/* the loader's own memory, const only for those who get the finished form */
	struct choice *choices = (struct choice *)element->choices;
	const size_t mark = reader_key(reader, "choices");
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		const int32_t index = number_of(key);
		if (index < 0 || index >= element->n_own_choices) {
			reader_refuse(reader, -EINVAL, TODO_SERVICE, "Element %d has no choice \"%.20s\".",
				(int)element->id, key);
			break;
		}
		choices[index].spoken = read_both(reader, object, key, true);
	}
	reader_up(reader, mark);
}

/* The number of a Social Insurance Number is never asked for on a kiosk, whatever a service is for. */
static void
read_purpose(struct reader *reader, json_t *json, struct element *element)
{
	const struct str purpose = reader_text(reader, json, "purpose");
	if (str_eq(purpose, STR("sin"))) {
		reader_refuse(reader, -EINVAL, "Take the question out of the form.",
			"The question asks for a Social Insurance Number, which a kiosk must not.");
	}
	const size_t mark = reader_key(reader, "purpose");
	form_add_purpose(reader, element, purpose);
	reader_up(reader, mark);
}

/* Without the member the answer stays private. */
static void
read_private(struct reader *reader, json_t *json, struct element *element)
{
	const json_t *value = reader_member(reader, json, "private", JSON_TRUE);
	if (value && !element_is_question(element)) {
		reader_refuse(reader, -EINVAL, TODO_SERVICE,
			"Element %d is no question; it has no answer to keep private.", (int)element->id);
	} else if (value) {
		element->is_private = json_is_true(value);
	}
}

/* A second telephone number is for the same purpose, and yet another one is asked for. */
static void
read_offer(struct reader *reader, json_t *json, struct element *element)
{
	const json_t *value = reader_member(reader, json, "offer", JSON_TRUE);
	if (value && !json_is_true(value)) {
		element->n_purposes = 0;
	}
}

static void
read_additions(struct reader *reader, json_t *root, const struct draft *draft)
{
	static const char *const keys[] = { "checks", "private", "purpose", "offer", "spoken",
		"choices", NULL };
	json_t *object = reader_member(reader, root, "elements", JSON_OBJECT);
	const size_t mark = reader_key(reader, "elements");
	const char *key;
	json_t *json;
	json_object_foreach(object, key, json)
	{
		const size_t item = reader_key(reader, key);
		const int32_t index = form_find(draft->form, number_of(key));
		if (index < 0 || !json_is_object(json)) {
			reader_refuse(reader, -EINVAL, TODO_SERVICE,
				index < 0 ? "The template has no element \"%.20s\"." :
							"What is added to element %.20s must be an object.",
				key);
			return;
		}
		struct element *element = &draft->elements[index];
		read_private(reader, json, element);
		element->spoken = read_both(reader, json, "spoken", false);
		read_purpose(reader, json, element);
		read_offer(reader, json, element);
		read_checks(reader, json, element);
		read_spoken_choices(reader, json, element);
		reader_known(reader, json, keys);
		reader_up(reader, item);
	}
	reader_up(reader, mark);
}

static void
read_pages(struct reader *reader, json_t *root, const struct draft *draft)
{
	json_t *pages = reader_member(reader, root, "pages", JSON_ARRAY);
	const size_t mark = reader_key(reader, "pages");
	for (size_t page = 0; page < json_array_size(pages) && !reader->error; page++) {
		const size_t item = reader_index(reader, page);
		json_t *list = json_array_get(pages, page);
		if (!json_is_array(list)) {
			reader_refuse(reader, -EINVAL, TODO_SERVICE, "A page must be a list of elements.");
		}
		for (size_t i = 0; i < json_array_size(list); i++) {
			const json_int_t id = json_integer_value(json_array_get(list, i));
			const int32_t index = id > 0 && id <= FORM_ID_MAX ?
				form_find(draft->form, (int32_t)id) :
				-1;
			if (index < 0 || draft->elements[index].page >= 0) {
				reader_refuse(reader, -EINVAL, TODO_SERVICE,
					"Entry %zu is no element of the template, or on two pages.", i);
				return;
			}
			draft->elements[index].page = (int32_t)page;
		}
		reader_up(reader, item);
	}
	reader_up(reader, mark);
}

static void
read_additional(struct reader *reader, json_t *root, const struct draft *draft)
{
	static const char *const keys[] = { "$schema", "schema", "id", "order", "icon", "formId",
		"version", "name", "promise", "elements", "pages", "strings", NULL };
	struct form *form = draft->form;
	if (reader_integer(reader, root, "schema", 1, ORDER_MAX, 0) != SCHEMA) {
		reader_refuse(reader, -EINVAL, "Use a service made for this version of the kiosk.",
			"The file has another schema than %d.", (int)SCHEMA);
	}
	form->service = read_name(reader, root, "id");
	form->id = read_name(reader, root, "formId");
	form->version = read_name(reader, root, "version");
	form->order = reader_integer(reader, root, "order", 0, ORDER_MAX, ORDER_MAX);
	form->icon = reader_text(reader, root, "icon");
	form->name = read_both(reader, root, "name", true);
	form->promise = read_both(reader, root, "promise", true);
	read_additions(reader, root, draft);
	read_pages(reader, root, draft);
	reader_known(reader, root, keys);
}

/* ---- the folder ---- */

static struct draft
load_template(struct reader *reader, const char *path)
{
	struct draft draft = { .form = NULL };
	size_t n;
	reader->name = path;
	char *bytes = reader_file(reader, path, &n);
	if (bytes) {
		draft = form_read(reader, (struct str){ bytes, n });
		free(bytes);
	}
	if (draft.form) {
		form_judge_template(reader, draft.form, "error");
	}
	return draft;
}

static void
load_additions(struct reader *reader, const char *path, const struct draft *draft)
{
	size_t n;
	reader->name = path;
	snprintf(reader->path, sizeof(reader->path), "$");
	reader->n_path = 1;
	char *bytes = reader_file(reader, path, &n);
	json_t *root = bytes ? reader_parse(reader, (struct str){ bytes, n }) : NULL;
	if (json_is_object(root)) {
		read_additional(reader, root, draft);
		form_judge_additions(reader, draft->form);
	} else {
		reader_refuse(reader, -EINVAL, TODO_SERVICE, "The file must hold one object.");
	}
	json_decref(root);
	free(bytes);
}

static int
load_folder(struct reader *reader, const char *directory, const struct form_loading *loading,
	const struct form **ret_form, struct diagnosis *ret_diagnosis)
{
	const size_t used = reader->arena->used;
	if (loading) {
		reader->loading = *loading;
	}
	char template[PATH_MAX_BYTES], additions[PATH_MAX_BYTES];
	struct draft draft = { .form = NULL };
	if (snprintf(template, sizeof(template), "%s/form.json", directory) >= (int)sizeof(template) ||
		snprintf(additions, sizeof(additions), "%s/service.json", directory) >=
			(int)sizeof(additions)) {
		reader_refuse(
			reader, -ENAMETOOLONG, "Move the services to a shorter path.", "The path is too long.");
	} else {
		draft = load_template(reader, template);
	}
	if (!reader->error) {
		load_additions(reader, additions, &draft);
	}
	if (reader->error) {
		reader->arena->used = used;
		*ret_diagnosis = reader->refusal;
		return reader->error;
	}
	*ret_form = draft.form;
	return 0;
}

int
form_load_service(const char *directory, struct arena *arena, const struct form_loading *loading,
	const struct form **ret_form, struct diagnosis *ret_diagnosis)
{
	struct reader reader = { .name = directory, .arena = arena, .strict = true };
	return load_folder(&reader, directory, loading, ret_form, ret_diagnosis);
}

int
form_load_asked(const char *directory, struct arena *arena, const struct form_loading *loading,
	const struct form **ret_form, struct diagnosis *ret_diagnosis)
{
	struct reader reader = { .name = directory, .arena = arena };
	return load_folder(&reader, directory, loading, ret_form, ret_diagnosis);
}

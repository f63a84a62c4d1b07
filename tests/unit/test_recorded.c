/* SPDX-License-Identifier: MIT */
/* Our rules against the results recorded from GC Forms' own engine, where those are at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "core/rules.h"
#include "platform/form_json.h"
#include "platform/regex.h"
#include "platform/run_json.h"

/* Why a result may differ; every difference must have one of these reasons, and the counts are exact. */
enum reason {
	REASON_FILE,    /* fileInput is not validated by this version */
	REASON_DATE,    /* formattedDate is not validated by this version */
	REASON_ADDRESS, /* addressComplete is not validated by this version */
	REASON_ABSENT, /* an absent value passes "required" there (the text "undefined"); here it is the initial value */
	REASON_CHAR_LIMIT, /* charLimit of 2021 is ignored there; here it is the maxLength, as it was then */
	REASON_LABELS, /* choices that have no label or the same one: there one label can be ticked twice */
	REASON_COUNT
};

static const char *const reasons[REASON_COUNT] = {
	[REASON_FILE] = "fileInput is not validated yet",
	[REASON_DATE] = "formattedDate is not validated yet",
	[REASON_ADDRESS] = "addressComplete is not validated yet",
	[REASON_ABSENT] = "an absent value is the initial one here",
	[REASON_CHAR_LIMIT] = "charLimit counts as maxLength here",
	[REASON_LABELS] = "choices without a label, or with the same",
};

struct bench {
	struct arena form_arena, run_arena;
	struct regex *regex;
	struct matcher matcher;
	int agree, deviations[REASON_COUNT], unexplained;
	char form_memory[1024 * 1024], run_memory[8 * 1024 * 1024];
};

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	if (!bench || regex_open(&bench->regex) != 0) {
		return -1;
	}
	arena_init(&bench->form_arena, bench->form_memory, sizeof(bench->form_memory));
	arena_init(&bench->run_arena, bench->run_memory, sizeof(bench->run_memory));
	bench->matcher = regex_matcher(bench->regex);
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *bench = *state;
	regex_close(bench->regex);
	free(bench);
	return 0;
}

static const char *
data_path(const char *name, char *path, size_t size)
{
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, size, "%s/../shared/data/gc-forms/%s", source ? source : ".", name);
	return path;
}

/* NULL, and a message, where the recorded results are not at hand. */
static json_t *
load_recorded(const char *name)
{
	char path[512];
	json_t *json = json_load_file(data_path(name, path, sizeof(path)), 0, NULL);
	if (!json) {
		print_message("skipped: %s is not there\n", path);
	}
	return json;
}

static void
deviate(struct bench *bench, enum reason reason, const char *what, const json_t *theirs,
	const json_t *ours)
{
	if (reason < REASON_COUNT) {
		bench->deviations[reason]++;
		return;
	}
	char *a = theirs ? json_dumps(theirs, JSON_ENCODE_ANY) : NULL;
	char *b = ours ? json_dumps(ours, JSON_ENCODE_ANY) : NULL;
	print_error("%s: %s there, %s here\n", what, a ? a : "nothing", b ? b : "nothing");
	bench->unexplained++;
	free(a);
	free(b);
}

static void
print_counts(const struct bench *bench, const char *what)
{
	print_message("%s: %d agree\n", what, bench->agree);
	for (int i = 0; i < REASON_COUNT; i++) {
		if (bench->deviations[i] > 0) {
			print_message("  %d differ: %s\n", bench->deviations[i], reasons[i]);
		}
	}
}

/* ---- single fields ---- */

static enum reason
reason_of_field(const struct element *element, const json_t *value)
{
	switch (element->type) {
	case ELEMENT_FILE:
		return REASON_FILE;
	case ELEMENT_DATE:
		return REASON_DATE;
	case ELEMENT_ADDRESS:
		return REASON_ADDRESS;
	case ELEMENT_TEXT:
	case ELEMENT_COMBOBOX:
		return value ? REASON_COUNT : REASON_ABSENT;
	case ELEMENT_TEXT_AREA:
	case ELEMENT_NUMBER:
	case ELEMENT_RADIO:
	case ELEMENT_DROPDOWN:
	case ELEMENT_CHECKBOX:
	case ELEMENT_RICH_TEXT:
	case ELEMENT_STARS:
	case ELEMENT_SET:
		break;
	}
	return REASON_COUNT;
}

static void
try_field(struct bench *bench, json_t *recorded)
{
	const struct form *form;
	struct run run;
	struct diagnosis diagnosis;
	char *line = json_dumps(recorded, 0);
	arena_reset(&bench->run_arena);
	if (run_parse_field(
			"primitives", 1, str_of(line), &bench->run_arena, &form, &run, &diagnosis) != 0) {
		fail_msg("%s %s", diagnosis.what, line);
	}
	const enum fault fault = rules_check(&run.answers, 0, &bench->matcher);
	json_t *ours = fault ? json_string(fault_key(fault)) : json_null();
	json_t *theirs = json_object_get(recorded, "error");
	if (theirs && json_equal(theirs, ours)) {
		bench->agree++;
	} else {
		deviate(bench, reason_of_field(form->elements, json_object_get(recorded, "value")), line,
			theirs, ours);
	}
	json_decref(ours);
	free(line);
}

static void
single_fields_agree(void **state)
{
	struct bench *bench = *state;
	json_t *all = load_recorded("expected/primitives.json");
	if (!all) {
		skip();
	}
	for (size_t i = 0; i < json_array_size(all); i++) {
		try_field(bench, json_array_get(all, i));
	}
	json_decref(all);
	print_counts(bench, "single fields");
	assert_int_equal(bench->unexplained, 0);
	assert_int_equal(bench->agree, 165);
	assert_int_equal(bench->deviations[REASON_ABSENT], 2);
	assert_int_equal(bench->deviations[REASON_DATE], 11);
	assert_int_equal(bench->deviations[REASON_ADDRESS], 3);
	assert_int_equal(bench->deviations[REASON_FILE], 6);
}

/* ---- whole forms ---- */

static bool
has_equal_labels(const struct form *form)
{
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *element = &form->elements[i];
		for (int32_t a = 0; a < element->n_choices; a++) {
			for (int32_t b = 0; b < a; b++) {
				if (str_eq(element->choices[a].label.in[LANG_EN],
						element->choices[b].label.in[LANG_EN]) ||
					str_eq(element->choices[a].label.in[LANG_FR],
						element->choices[b].label.in[LANG_FR])) {
					return true;
				}
			}
		}
	}
	return false;
}

static json_t *
matched_ids(const struct answers *answers)
{
	json_t *ids = json_array();
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		for (int32_t k = 0; k < answers->of[i].n_chosen; k++) {
			json_array_append_new(ids,
				json_sprintf(
					"%d.%d", (int)answers->form->elements[i].id, answers->of[i].chosen[k]));
		}
	}
	return ids;
}

static json_t *
visible_groups(const struct answers *answers)
{
	const struct form *form = answers->form;
	int32_t path[FORM_GROUPS_MAX], group;
	const int32_t n = rules_path(answers, path, FORM_GROUPS_MAX);
	if (form->n_groups == 0) {
		return json_null();
	}
	json_t *groups = json_array();
	for (int32_t i = 0; i < n; i++) {
		json_array_append_new(
			groups, json_stringn(form->groups[path[i]].id.p, form->groups[path[i]].id.n));
	}
	if (n > 0 && rules_next(answers, path[n - 1], &group) == NEXT_REVIEW) {
		json_array_append_new(groups, json_string("review"));
	}
	return groups;
}

static json_t *
visible_elements(const struct answers *answers)
{
	json_t *ids = json_array();
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		if (rules_visible(answers, i)) {
			json_array_append_new(ids, json_integer(answers->form->elements[i].id));
		}
	}
	return ids;
}

static void
compare(
	struct bench *bench, const char *what, enum reason reason, const json_t *theirs, json_t *ours)
{
	if (json_equal(theirs, ours)) {
		bench->agree++;
	} else {
		deviate(bench, reason, what, theirs, ours);
	}
	json_decref(ours);
}

/* The faults of a set's rows; NULL when there are none. */
static json_t *
row_faults(const struct bench *bench, const struct run_set *set)
{
	json_t *rows = json_array();
	bool any = false;
	for (int32_t row = 0; row < set->n_rows; row++) {
		json_t *cells = json_object();
		for (int32_t i = 0; i < set->rows[row].form->n_elements; i++) {
			const enum fault fault = rules_check(&set->rows[row], i, &bench->matcher);
			char key[16];
			snprintf(key, sizeof(key), "%d", (int)i);
			if (fault) {
				json_object_set_new(cells, key, json_string(fault_key(fault)));
				any = true;
			}
		}
		json_array_append_new(rows, cells);
	}
	if (!any) {
		json_decref(rows);
	}
	return any ? rows : NULL;
}

static json_t *
fault_of(const struct bench *bench, const struct run *run, int32_t element)
{
	for (int32_t i = 0; i < run->n_sets; i++) {
		if (run->sets[i].element == element) {
			return row_faults(bench, &run->sets[i]);
		}
	}
	const enum fault fault = rules_check(&run->answers, element, &bench->matcher);
	return fault ? json_string(fault_key(fault)) : NULL;
}

static bool
holds_file(const struct element *element)
{
	for (int32_t i = 0; i < element->n_sub_elements; i++) {
		if (element->sub_elements[i].type == ELEMENT_FILE) {
			return true;
		}
	}
	return element->type == ELEMENT_FILE;
}

/* `legacy` ids are the elements whose template has a charLimit. */
static enum reason
reason_of_fault(const struct run *run, int32_t i, const json_t *ours, json_t *legacy)
{
	const struct element *element = &run->answers.form->elements[i];
	char id[16];
	snprintf(id, sizeof(id), "%d", (int)element->id);
	if (holds_file(element)) {
		return REASON_FILE;
	}
	if (json_object_get(legacy, id) && ours &&
		strcmp(json_string_value(ours), fault_key(FAULT_TOO_MANY_CHARACTERS)) == 0) {
		return REASON_CHAR_LIMIT;
	}
	return element->type == ELEMENT_CHECKBOX && has_equal_labels(run->answers.form) ?
		REASON_LABELS :
		REASON_COUNT;
}

static void
compare_faults(struct bench *bench, const struct run *run, json_t *theirs_all, json_t *legacy)
{
	for (int32_t i = 0; i < run->answers.form->n_elements; i++) {
		char id[16];
		snprintf(id, sizeof(id), "%d", (int)run->answers.form->elements[i].id);
		json_t *theirs = json_object_get(theirs_all, id);
		json_t *ours = rules_visible(&run->answers, i) ? fault_of(bench, run, i) : NULL;
		if ((!theirs && !ours) || (theirs && ours && json_equal(theirs, ours))) {
			bench->agree++;
		} else {
			deviate(bench, reason_of_fault(run, i, ours, legacy), id, theirs, ours);
		}
		json_decref(ours);
	}
}

/* Ids of the elements that have a charLimit. */
static json_t *
legacy_limits(const char *path)
{
	json_t *root = json_load_file(path, 0, NULL);
	json_t *form = json_object_get(root, "form") ? json_object_get(root, "form") : root;
	json_t *elements = json_object_get(form, "elements");
	json_t *ids = json_object();
	for (size_t i = 0; i < json_array_size(elements); i++) {
		json_t *element = json_array_get(elements, i);
		if (json_integer_value(
				json_object_get(json_object_get(element, "properties"), "charLimit")) > 0) {
			char id[16];
			snprintf(id, sizeof(id), "%d", (int)json_integer_value(json_object_get(element, "id")));
			json_object_set_new(ids, id, json_true());
		}
	}
	json_decref(root);
	return ids;
}

static void
try_run(struct bench *bench, const struct form *form, json_t *recorded, json_t *legacy)
{
	struct run run;
	struct diagnosis diagnosis;
	char *line = json_dumps(recorded, 0);
	arena_reset(&bench->run_arena);
	if (run_parse("behaviour", 1, str_of(line), form, &bench->run_arena, &run, &diagnosis) != 0) {
		fail_msg("%s", diagnosis.what);
	}
	free(line);
	compare(bench, "matchedIds", has_equal_labels(form) ? REASON_LABELS : REASON_COUNT,
		json_object_get(recorded, "matchedIds"), matched_ids(&run.answers));
	compare(bench, "visibleGroups", REASON_COUNT, json_object_get(recorded, "visibleGroups"),
		visible_groups(&run.answers));
	compare(bench, "visibleElements", REASON_COUNT, json_object_get(recorded, "visibleElements"),
		visible_elements(&run.answers));
	compare_faults(bench, &run, json_object_get(recorded, "errorsAll"), legacy);
}

static void
whole_forms_agree(void **state)
{
	struct bench *bench = *state;
	json_t *all = load_recorded("expected/behaviour.json");
	if (!all) {
		skip();
	}
	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *item = json_array_get(all, i);
		json_t *runs = json_object_get(item, "runs");
		char name[256], path[512];
		const struct form *form;
		struct diagnosis diagnosis;
		snprintf(
			name, sizeof(name), "templates/%s", json_string_value(json_object_get(item, "file")));
		arena_reset(&bench->form_arena);
		if (form_load(data_path(name, path, sizeof(path)), &bench->form_arena, NULL, &form,
				&diagnosis) != 0) {
			fail_msg("%s: %s: %s", name, diagnosis.where, diagnosis.what);
		}
		json_t *legacy = legacy_limits(path);
		for (size_t k = 0; k < json_array_size(runs); k++) {
			try_run(bench, form, json_array_get(runs, k), legacy);
		}
		json_decref(legacy);
	}
	json_decref(all);
	print_counts(bench, "whole forms");
	assert_int_equal(bench->unexplained, 0);
	assert_int_equal(bench->agree, 3773);
	assert_int_equal(bench->deviations[REASON_CHAR_LIMIT], 12);
	assert_int_equal(bench->deviations[REASON_LABELS], 18);
	assert_int_equal(bench->deviations[REASON_FILE], 43);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(single_fields_agree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(whole_forms_agree, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

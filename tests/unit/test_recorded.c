/* SPDX-License-Identifier: MIT */
/* What guichetctl says of answers, against vectors of our own and, where at hand, the recorded results of GC Forms' engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "ctl/verdict.h"
#include "platform/form_json.h"
#include "platform/regex.h"
#include "platform/run_json.h"

#define OURS "tests/unit/vectors/"
#define RECORDED "../shared/data/gc-forms/"

struct bench {
	struct arena form_arena, run_arena;
	struct regex *regex;
	struct matcher matcher;
	int agree, differ, threw;
	_Alignas(max_align_t) char form_memory[1024 * 1024];
	_Alignas(max_align_t) char run_memory[8 * 1024 * 1024];
	char out[1024 * 1024];
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
data_path(const char *folder, const char *name, char *path, size_t size)
{
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, size, "%s/%s%s", source ? source : ".", folder, name);
	return path;
}

/* NULL, and a message, where the recorded results are not at hand; our own vectors must be there. */
static json_t *
load(const char *folder, const char *name)
{
	char path[512];
	json_error_t error;
	json_t *json = json_load_file(data_path(folder, name, path, sizeof(path)), 0, &error);
	if (!json && strcmp(folder, RECORDED) == 0) {
		print_message("skipped: %s is not there\n", path);
	} else if (!json) {
		fail_msg("%s:%d: %s", path, error.line, error.text);
	}
	return json;
}

/* The verdict must be one JSON value without a member twice. */
static json_t *
parse_verdict(const struct text *out)
{
	json_error_t error;
	assert_false(out->full);
	json_t *json = json_loadb(out->p, out->n, JSON_REJECT_DUPLICATES, &error);
	if (!json) {
		fail_msg("%s in %.*s", error.text, (int)out->n, out->p);
	}
	return json;
}

/* Absent here and there is agreement, too. */
static void
compare(struct bench *bench, const char *what, const json_t *theirs, const json_t *ours)
{
	if ((!theirs && !ours) || (theirs && ours && json_equal(theirs, ours))) {
		bench->agree++;
		return;
	}
	char *a = theirs ? json_dumps(theirs, JSON_ENCODE_ANY) : NULL;
	char *b = ours ? json_dumps(ours, JSON_ENCODE_ANY) : NULL;
	print_error("%s: %s expected, %s here\n", what, a ? a : "nothing", b ? b : "nothing");
	bench->differ++;
	free(a);
	free(b);
}

/* ---- single fields ---- */

static void
try_field(struct bench *bench, json_t *expected)
{
	const struct form *form;
	struct run run;
	struct diagnosis diagnosis;
	struct text out;
	char *line = json_dumps(expected, 0);
	arena_reset(&bench->run_arena);
	if (run_parse_field("fields", 1, str_of(line), &bench->run_arena, &form, &run, &diagnosis)) {
		fail_msg("%s %s", diagnosis.what, line);
	}
	text_init(&out, bench->out, sizeof(bench->out));
	verdict_field(&run.answers, &bench->matcher, &out);
	json_t *verdict = parse_verdict(&out);
	if (json_object_get(expected, "threw")) {
		/* Where GC Forms' engine breaks down, it is enough that ours does not let the answer pass. */
		assert_false(json_is_null(json_object_get(verdict, "error")));
		bench->threw++;
	} else {
		compare(bench, line, json_object_get(expected, "error"), json_object_get(verdict, "error"));
	}
	json_decref(verdict);
	free(line);
}

/* Returns how many there are. */
static size_t
try_fields(struct bench *bench, const char *folder, const char *name)
{
	json_t *all = load(folder, name);
	const size_t n = json_array_size(all);
	for (size_t i = 0; i < n; i++) {
		try_field(bench, json_array_get(all, i));
	}
	json_decref(all);
	print_message("%s%s: %d of %zu fields agree\n", folder, name, bench->agree, n);
	return n;
}

static void
fields_of_our_own(void **state)
{
	struct bench *bench = *state;
	assert_true(try_fields(bench, OURS, "fields.json") > 100);
	assert_int_equal(bench->differ, 0);
}

static void
recorded_fields(void **state)
{
	struct bench *bench = *state;
	if (try_fields(bench, RECORDED, "expected/primitives.json") == 0) {
		skip();
	}
	assert_int_equal(bench->differ, 0);
	assert_int_equal(bench->agree, 186);
	assert_int_equal(bench->threw, 1);
}

/* ---- whole forms ---- */

static void
try_run(struct bench *bench, const struct form *form, json_t *expected)
{
	static const char *const keys[] = { "matchedIds", "visibleGroups", "visibleElements",
		"nextAction", "errorsAll", "errorsByGroup" };
	struct run run;
	struct diagnosis diagnosis;
	struct text out;
	char *line = json_dumps(expected, 0);
	arena_reset(&bench->run_arena);
	if (run_parse("runs", 1, str_of(line), form, &bench->run_arena, &run, &diagnosis) != 0) {
		fail_msg("%s", diagnosis.what);
	}
	text_init(&out, bench->out, sizeof(bench->out));
	verdict_run(&run.answers, &bench->matcher, &out);
	json_t *verdict = parse_verdict(&out);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		compare(
			bench, keys[i], json_object_get(expected, keys[i]), json_object_get(verdict, keys[i]));
	}
	json_decref(verdict);
	free(line);
}

static void
try_form(struct bench *bench, const char *folder, json_t *item)
{
	char path[512];
	const struct form *form;
	struct diagnosis diagnosis;
	const char *name = json_string_value(json_object_get(item, "file"));
	json_t *runs = json_object_get(item, "runs");
	const int differ = bench->differ;
	data_path(folder, name, path, sizeof(path));
	arena_reset(&bench->form_arena);
	if (form_load(path, &bench->form_arena, NULL, &form, &diagnosis) != 0) {
		fail_msg("%s: %s: %s", name, diagnosis.where, diagnosis.what);
	}
	for (size_t i = 0; i < json_array_size(runs); i++) {
		try_run(bench, form, json_array_get(runs, i));
	}
	if (bench->differ > differ) {
		print_error("... in %s\n", name);
	}
}

/* Returns how many forms there are. `folder` holds the templates. */
static size_t
try_forms(struct bench *bench, json_t *all, const char *folder)
{
	const size_t n = json_array_size(all);
	for (size_t i = 0; i < n; i++) {
		try_form(bench, folder, json_array_get(all, i));
	}
	json_decref(all);
	print_message(
		"%s: %d of %d results agree\n", folder, bench->agree, bench->agree + bench->differ);
	return n;
}

static void
forms_of_our_own(void **state)
{
	struct bench *bench = *state;
	assert_true(try_forms(bench, load(OURS, "forms.json"), OURS) >= 3);
	assert_int_equal(bench->differ, 0);
}

static void
recorded_forms(void **state)
{
	struct bench *bench = *state;
	json_t *all = load(RECORDED, "expected/behaviour.json");
	if (try_forms(bench, all, RECORDED "templates/") == 0) {
		skip();
	}
	assert_int_equal(bench->differ, 0);
	assert_int_equal(bench->agree, 336 * 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields_of_our_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(forms_of_our_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(recorded_fields, set_up, tear_down),
		cmocka_unit_test_setup_teardown(recorded_forms, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

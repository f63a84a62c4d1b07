/* SPDX-License-Identifier: MIT */
/* Numbers as recorded: our own vectors, and those of GC Forms' engine where they are at hand. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "platform/run_number.h"

struct bench {
	struct arena arena;
	char memory[64 * 1024];
};

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	if (!bench) {
		return -1;
	}
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

/* A path below the folder of the sources. */
static const char *
source_path(const char *name, char *path, size_t size)
{
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, size, "%s/%s", source ? source : ".", name);
	return path;
}

static void
assert_display(struct bench *bench, struct str line, struct str expected)
{
	struct run_number run;
	struct diagnosis diagnosis;
	char shown[1200];
	struct text text;
	arena_reset(&bench->arena);
	text_init(&text, shown, sizeof(shown));
	if (run_number_parse("vectors", 1, line, &bench->arena, &run, &diagnosis) != 0) {
		fail_msg("%s %.*s", diagnosis.what, (int)line.n, line.p);
	}
	const enum number_fault fault = number_format(run.lang, &run.style, run.value, &text);
	if ((fault != NUMBER_GOOD && fault != NUMBER_EMPTY) || !str_eq(text_str(&text), expected)) {
		fail_msg("\"%.*s\" (%d): %.*s", (int)text.n, text.p, fault, (int)line.n, line.p);
	}
}

static void
own_vectors(void **state)
{
	struct bench *bench = *state;
	char path[512], line[512];
	FILE *file = fopen(
		source_path("tests/unit/golden/number-format.jsonl", path, sizeof(path)), "r");
	int n = 0;
	assert_non_null(file);
	for (; fgets(line, sizeof(line), file); n++) {
		char *display = strstr(line, "\"display\":\"");
		assert_non_null(display);
		display += strlen("\"display\":\"");
		assert_display(bench, str_of(line), (struct str){ display, strcspn(display, "\"") });
	}
	fclose(file);
	assert_int_equal(n, 21);
}

static void
recorded_vectors(void **state)
{
	struct bench *bench = *state;
	char path[512];
	json_t *all = json_load_file(
		source_path("../shared/data/gc-forms/expected/number-format.json", path, sizeof(path)), 0,
		NULL);
	if (!all) {
		print_message("skipped: %s is not there\n", path);
		skip();
	}
	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *vector = json_array_get(all, i);
		char *line = json_dumps(vector, JSON_REAL_PRECISION(15));
		assert_display(
			bench, str_of(line), str_of(json_string_value(json_object_get(vector, "display"))));
		free(line);
	}
	print_message("%zu recorded displays agree\n", json_array_size(all));
	assert_int_equal(json_array_size(all), 42);
	json_decref(all);
}

/* Where a double or an integer of jansson would have lost digits. */
static void
no_digit_is_lost(void **state)
{
	struct bench *bench = *state;
	static const struct {
		const char *json, *value;
	} cases[] = {
		{ "0.005", "0.005" },
		{ "0.1", "0.1" },
		{ "123456789012.345", "123456789012.345" },
		{ "1.0000000000000000000001", "1.0000000000000000000001" },
		{ "-1.2345678901234567", "-1.2345678901234567" },
		{ "999999999999999999", "999999999999999999" },
		{ "9223372036854775808", "9223372036854775808" },
		{ "1000000000000000000000", "1000000000000000000000" },
		{ "1e999", "1e999" },
		{ "\"0.10\"", "0.10" },
		{ "\"\\\"1e999\"", "\"1e999" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char json[100];
		struct run_number run;
		struct diagnosis diagnosis;
		arena_reset(&bench->arena);
		snprintf(json, sizeof(json), "{\"lang\":\"en\",\"value\":%s}", cases[i].json);
		assert_int_equal(
			run_number_parse("t", 1, str_of(json), &bench->arena, &run, &diagnosis), 0);
		if (!str_eq(run.value, str_of(cases[i].value))) {
			fail_msg("%s became %.*s", cases[i].json, (int)run.value.n, run.value.p);
		}
	}
}

static void
refusals_name_the_line(void **state)
{
	struct bench *bench = *state;
	static const char *const bad[] = { "", "x", "{", "[]", "5", "{\"lang\":\"en\"}",
		"{\"value\":1}", "{\"lang\":\"de\",\"value\":1}", "{\"lang\":\"en\",\"value\":null}",
		"{\"lang\":\"en\",\"value\":[1]}", "{\"lang\":\"en\",\"value\":--1}",
		"{\"lang\":\"en\",\"options\":[],\"value\":1}",
		"{\"lang\":\"en\",\"options\":{\"stepCount\":\"2\"},\"value\":1}",
		"{\"lang\":\"en\",\"options\":{\"stepCount\":1000000000000000000000},\"value\":1}",
		"{\"lang\":\"en\",\"options\":{\"currencyCode\":5},\"value\":1}",
		"{\"lang\":\"en\",\"value\":\"", "{\"lang\":\"en\",\"value\":\"\\", "\xFF" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct run_number run;
		struct diagnosis diagnosis;
		arena_reset(&bench->arena);
		const int r = run_number_parse("t", 7, str_of(bad[i]), &bench->arena, &run, &diagnosis);
		if (r != -EINVAL || strncmp(diagnosis.where, "line 7", 6) != 0) {
			fail_msg("%d %s: %s", r, diagnosis.where, bad[i]);
		}
	}
}

static void
small_arena_refuses(void **state)
{
	(void)state;
	char memory[64];
	struct arena arena;
	struct run_number run;
	struct diagnosis diagnosis;
	arena_init(&arena, memory, sizeof(memory));
	assert_int_equal(run_number_parse("t", 1, STR("{\"lang\":\"en\",\"value\":\"12345678901\"}"),
						 &arena, &run, &diagnosis),
		-E2BIG);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(own_vectors),
		TEST(recorded_vectors),
		TEST(no_digit_is_lost),
		TEST(refusals_name_the_line),
		TEST(small_arena_refuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

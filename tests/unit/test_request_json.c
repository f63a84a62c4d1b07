/* SPDX-License-Identifier: MIT */
/* Tests of reading what a kiosk sealed: exactly the format, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/request_json.h"

static const char good[] =
	"{\"schema\":1,\"id\":\"019aa5d0-0000-7000-8000-000000000001\",\"service\":\"service-request\","
	"\"formId\":\"service-request\",\"formVersion\":\"2026.11.1\","
	"\"formSha256\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
	"\"language\":\"fr\",\"answers\":{\"1\":\"Assurance-emploi\",\"2\":\"\",\"3\":[\"a\",\"b\"],\"4\":[],"
	"\"10\":{\"YYYY\":2026,\"MM\":1,\"DD\":\"02\"},"
	"\"11\":[{\"1\":\"Ana\",\"2\":[\"x\"],\"4\":{\"value\":3,\"numberOfStars\":5}},{\"1\":\"\"}],"
	"\"12\":{\"id\":null,\"name\":\"plan.pdf\",\"size\":2048}},"
	"\"reference\":\"7K3M9Q2XW4\",\"callbackWords\":[\"pomme\",\"rivi\\u00e8re\"],"
	"\"createdAt\":\"2026-11-22T11:00:00Z\",\"timeZone\":\"America/Toronto\","
	"\"clock\":{\"wall\":1795345200000,\"sure\":true},\"device\":\"kiosk-1\",\"assisted\":null}   ";

/* Reads out of a copy of exactly the size, so that a sanitizer sees a byte too far. */
static int
read_in(struct arena *arena, struct str json, struct request *ret_request)
{
	char *copy = malloc(json.n > 0 ? json.n : 1);
	memcpy(copy, json.p, json.n);
	const size_t size = request_arena_size(json.n);
	arena_init(arena, malloc(size), size);
	const int r = request_read((struct str){ copy, json.n }, arena, ret_request);
	free(copy);
	return r;
}

static int
reads(const char *json)
{
	struct arena arena;
	struct request request;
	const int r = read_in(&arena, str_of(json), &request);
	free(arena.base);
	return r;
}

/* The good one with the first `from` replaced. */
static int
reads_with(const char *from, const char *to)
{
	char json[2048];
	const char *at = strstr(good, from);
	assert_non_null(at);
	(void)snprintf(json, sizeof(json), "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	return reads(json);
}

static void
assert_text(struct str text, const char *expected)
{
	assert_true(str_eq(text, str_of(expected)));
}

static void
what_was_sealed_is_read(void **state)
{
	struct arena arena;
	struct request request;
	(void)state;
	assert_int_equal(read_in(&arena, str_of(good), &request), 0);
	assert_string_equal(request.id, "019aa5d0-0000-7000-8000-000000000001");
	assert_int_equal(request.lang, LANG_FR);
	assert_text(request.reference, "7K3M9Q2XW4");
	assert_text(request.callback_words[1], "rivi\xc3\xa8re");
	assert_int_equal(request.created_wall, 1795345200000);
	assert_true(request.clock_sure);
	assert_false(request.is_assisted);
	assert_int_equal(request.n_answers, 7);
	assert_int_equal(request.answers[0].element, 1);
	assert_int_equal(request.answers[0].shape, REQUEST_TEXT);
	assert_text(request.answers[0].values[0], "Assurance-emploi");
	assert_int_equal(request.answers[1].n_values, 0);
	assert_int_equal(request.answers[2].n_values, 2);
	assert_text(request.answers[2].values[1], "b");
	assert_int_equal(request.answers[3].shape, REQUEST_LIST);
	assert_int_equal(request.answers[3].n_values, 0);
	assert_int_equal(request.answers[4].element, 10);
	assert_int_equal(request.answers[4].shape, REQUEST_PARTS);
	assert_text(request.answers[4].values[0], "2026");
	assert_text(request.answers[4].values[2], "02");
	assert_text(request.answers[4].names[2], "DD");
	free(arena.base);
}

static void
rows_and_their_cells_are_read(void **state)
{
	struct arena arena;
	struct request request;
	(void)state;
	assert_int_equal(read_in(&arena, str_of(good), &request), 0);
	const struct request_answer *set = &request.answers[5];
	assert_int_equal(set->shape, REQUEST_ROWS);
	assert_int_equal(set->n_values, 0);
	assert_int_equal(set->n_rows, 2);
	assert_int_equal(set->rows[0].n_cells, 3);
	assert_text(set->rows[0].cells[0].values[0], "Ana");
	assert_int_equal(set->rows[0].cells[1].shape, REQUEST_LIST);
	assert_int_equal(set->rows[0].cells[2].element, 4);
	assert_text(set->rows[0].cells[2].names[1], "numberOfStars");
	assert_text(set->rows[0].cells[2].values[1], "5");
	assert_int_equal(set->rows[1].n_cells, 1);
	assert_int_equal(set->rows[1].cells[0].n_values, 0);
	free(arena.base);
	assert_int_equal(reads_with("{\"1\":\"\"}", "{}"), 0);
}

static void
a_file_is_read_and_so_is_none(void **state)
{
	struct arena arena;
	struct request request;
	(void)state;
	assert_int_equal(read_in(&arena, str_of(good), &request), 0);
	assert_int_equal(request.answers[6].shape, REQUEST_FILE);
	assert_int_equal(request.answers[6].n_values, 1);
	assert_text(request.answers[6].values[0], "plan.pdf");
	assert_int_equal(request.answers[6].size, 2048);
	free(arena.base);
	assert_int_equal(reads_with("\"plan.pdf\",\"size\":2048", "null,\"size\":null"), 0);
	assert_int_equal(reads_with("\"id\":null", "\"id\":\"0b5e\""), 0);
	assert_int_equal(reads_with("2048", "10485760"), 0);
}

/* A set of `n` rows in the place of the good one's first answer. */
static int
reads_rows(int n)
{
	char rows[1024] = "\"1\":[";
	size_t at = strlen(rows);
	for (int i = 0; i < n; i++) {
		at += (size_t)snprintf(rows + at, sizeof(rows) - at, "%s{\"0\":\"\"}", i > 0 ? "," : "");
	}
	(void)snprintf(rows + at, sizeof(rows) - at, "]");
	return reads_with("\"1\":\"Assurance-emploi\"", rows);
}

static void
a_set_has_so_many_rows(void **state)
{
	(void)state;
	assert_int_equal(reads_rows(1), 0);
	assert_int_equal(reads_rows(REQUEST_ROWS_MAX), 0);
	assert_int_equal(reads_rows(REQUEST_ROWS_MAX + 1), REQUEST_MALFORMED);
}

static void
help_is_read(void **state)
{
	(void)state;
	assert_int_equal(reads_with("null}", "{\"agent\":true,\"consent\":true}}"), 0);
	assert_int_equal(reads_with("null}", "{\"agent\":true,\"consent\":false}}"), REQUEST_MALFORMED);
	assert_int_equal(reads_with("null}", "true}"), REQUEST_MALFORMED);
}

/* A file in a row and two outside of sets, with the places that are shown behind the rest. */
static int
read_shown(struct arena *arena, const char *shown, struct request *ret_request)
{
	static const char none[] = "{\"id\":null,\"name\":null,\"size\":null}";
	char json[2048];
	const char *from = strstr(good, "\"11\":"), *to = strstr(good, "},\"reference\""),
			   *end = strstr(good, "}   ");
	(void)snprintf(json, sizeof(json),
		"%.*s\"11\":[{\"0\":\"Ana\",\"2\":%s},{\"0\":\"\",\"2\":%s}],\"12\":%s,"
		"\"13\":{\"id\":null,\"name\":\"plan.pdf\",\"size\":1},\"14\":%s%.*s%s}",
		(int)(from - good), good, none, none, none, none, (int)(end - to), to, shown);
	return read_in(arena, str_of(json), ret_request);
}

static int
reads_shown(const char *shown)
{
	struct arena arena;
	struct request request;
	const int r = read_shown(&arena, shown, &request);
	free(arena.base);
	return r;
}

static void
documents_that_are_shown_are_read(void **state)
{
	struct arena arena;
	struct request request;
	(void)state;
	assert_int_equal(
		read_shown(&arena, ",\"shown\":[{\"element\":11,\"row\":1,\"cell\":2},{\"element\":14}]",
			&request),
		0);
	assert_int_equal(request.n_answers, 9);
	assert_false(request.answers[5].rows[0].cells[1].is_shown);
	assert_true(request.answers[5].rows[1].cells[1].is_shown);
	assert_int_equal(request.answers[5].rows[1].cells[1].shape, REQUEST_FILE);
	assert_false(request.answers[6].is_shown);
	assert_false(request.answers[7].is_shown);
	assert_true(request.answers[8].is_shown);
	assert_int_equal(request.answers[8].n_values, 0);
	free(arena.base);
	assert_int_equal(reads_shown(""), 0);
	assert_int_equal(reads_shown(",\"shown\":[{\"cell\":2,\"row\":0,\"element\":11}]"), 0);
	assert_int_equal(
		reads_shown(",\"shown\":[{\"element\":11,\"row\":0,\"cell\":2},{\"element\":11,\"row\":1,"
					"\"cell\":2},{\"element\":12},{\"element\":14}]"),
		0);
}

static void
other_places_are_refused(void **state)
{
	static const char *const wrong[] = { "null", "{}", "[]", "{\"element\":12}", "[12]", "[{}]",
		"[[]]", "[{\"element\":\"12\"}]", "[{\"element\":12.0}]", "[{\"element\":null}]",
		"[{\"element\":-1}]", "[{\"element\":12,\"more\":1}]", "[{\"row\":1,\"cell\":2}]",
		/* no such question, none of a file, one whose file is there, a set */
		"[{\"element\":99}]", "[{\"element\":1}]", "[{\"element\":13}]", "[{\"element\":11}]",
		"[{\"element\":10}]", "[{\"element\":11,\"row\":2,\"cell\":2}]",
		"[{\"element\":11,\"row\":0,\"cell\":0}]", "[{\"element\":11,\"row\":0,\"cell\":3}]",
		"[{\"element\":11,\"row\":-1,\"cell\":2}]", "[{\"element\":11,\"row\":true,\"cell\":2}]",
		/* half a place, and one too many */
		"[{\"element\":11,\"row\":0}]", "[{\"element\":11,\"cell\":2}]",
		"[{\"element\":12,\"row\":0,\"cell\":0}]", "[{\"element\":2,\"row\":0,\"cell\":2}]",
		"[{\"element\":11,\"row\":0,\"cell\":2,\"more\":1}]",
		/* twice, not in order */
		"[{\"element\":12},{\"element\":12}]", "[{\"element\":12,\"element\":12}]",
		"[{\"element\":14},{\"element\":12}]",
		"[{\"element\":12},{\"element\":11,\"row\":0,\"cell\":2}]",
		"[{\"element\":11,\"row\":1,\"cell\":2},{\"element\":11,\"row\":0,\"cell\":2}]",
		"[{\"element\":12},null]" };
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char shown[256];
		(void)snprintf(shown, sizeof(shown), ",\"shown\":%s", wrong[i]);
		if (reads_shown(shown) != REQUEST_MALFORMED) {
			fail_msg("%s was not refused", wrong[i]);
		}
	}
	/* in the place of another member */
	assert_int_equal(
		reads_with("\"device\":\"kiosk-1\"", "\"shown\":[{\"element\":12}]"), REQUEST_MALFORMED);
}

/* A set of as many rows as there may be, and the first of its documents are shown. */
static int
reads_many_shown(int n_cells, int n_shown)
{
	const size_t size = 1024 * 1024;
	char *json = malloc(size);
	const char *from = strstr(good, "\"11\":"), *to = strstr(good, "},\"reference\""),
			   *end = strstr(good, "}   ");
	size_t n = (size_t)snprintf(json, size, "%.*s\"11\":[", (int)(from - good), good);
	for (int row = 0; row < REQUEST_ROWS_MAX; row++) {
		n += (size_t)snprintf(json + n, size - n, row > 0 ? ",{" : "{");
		for (int cell = 0; cell < n_cells; cell++) {
			n += (size_t)snprintf(json + n, size - n,
				"%s\"%d\":{\"id\":null,\"name\":null,\"size\":null}", cell > 0 ? "," : "", cell);
		}
		n += (size_t)snprintf(json + n, size - n, "}");
	}
	n += (size_t)snprintf(json + n, size - n, "]%.*s,\"shown\":[", (int)(end - to), to);
	for (int i = 0; i < n_shown; i++) {
		n += (size_t)snprintf(json + n, size - n, "%s{\"element\":11,\"row\":%d,\"cell\":%d}",
			i > 0 ? "," : "", i / n_cells, i % n_cells);
	}
	n += (size_t)snprintf(json + n, size - n, "]}");
	struct arena arena;
	struct request request;
	const int r = read_in(&arena, (struct str){ json, n }, &request);
	free(arena.base);
	free(json);
	return r;
}

static void
so_many_documents_are_shown(void **state)
{
	(void)state;
	assert_int_equal(reads_many_shown(21, REQUEST_SHOWN_MAX), 0);
	assert_int_equal(reads_many_shown(21, REQUEST_SHOWN_MAX + 1), REQUEST_MALFORMED);
}

static void
another_schema_is_said(void **state)
{
	(void)state;
	assert_int_equal(reads_with("\"schema\":1", "\"schema\":2"), REQUEST_UNKNOWN_SCHEMA);
	assert_int_equal(reads_with("\"schema\":1", "\"schema\":\"1\""), REQUEST_UNKNOWN_SCHEMA);
	assert_int_equal(reads("{}"), REQUEST_UNKNOWN_SCHEMA);
	assert_int_equal(reads("{\"n\":1}"), REQUEST_UNKNOWN_SCHEMA);
}

static void
everything_else_is_refused(void **state)
{
	static const char *const wrong[][2] = {
		{ "\"device\":\"kiosk-1\"", "\"device\":\"kiosk-1\",\"more\":1" },
		{ "\"device\":\"kiosk-1\",", "" },
		{ "\"device\":\"kiosk-1\"", "\"device\":7" },
		{ "\"service\":\"service-request\"", "\"service\":\"\"" },
		{ "7000-8000", "4000-8000" },
		{ "019aa5d0", "019AA5D0" },
		{ "\"0123456789abcdef", "\"0123456789ABCDEF" },
		{ "\"0123456789abcdef", "\"" },
		{ "\"fr\"", "\"de\"" },
		{ "\"1\":\"Ass", "\"01\":\"Ass" },
		{ "\"1\":\"Ass", "\"-1\":\"Ass" },
		{ "\"1\":\"Ass", "\"x\":\"Ass" },
		{ "\"1\":\"Ass", "\"9999999999999999\":\"Ass" },
		{ "\"1\":\"Ass", "\"2\":\"Ass" }, /* twice */
		{ "\"1\":\"Ass", "\"5\":\"Ass" }, /* not in order */
		{ "\"a\",\"b\"", "\"a\",1" },
		{ "\"a\",\"b\"", "\"a\",[\"b\"]" },
		{ "\"MM\":1", "\"MM\":-1" },
		{ "\"MM\":1", "\"MM\":1.5" },
		{ "\"MM\":1", "\"MM\":null" },
		{ "\"1\":\"Assurance-emploi\"", "\"1\":true" },
		{ "{\"1\":\"\"}", "\"\"" },
		{ "{\"1\":\"\"}", "[]" },
		{ "{\"1\":\"\"}", "{\"a\":\"\"}" },
		{ "{\"1\":\"\"}", "{\"01\":\"\"}" },
		{ "{\"1\":\"\"}", "{\"2\":\"\",\"1\":\"\"}" },
		{ "{\"1\":\"\"}", "{\"1\":\"\",\"1\":\"\"}" },
		{ "{\"1\":\"\"}", "{\"1\":7}" },
		{ "{\"1\":\"\"}", "{\"1\":[{\"1\":\"\"}]}" }, /* a set in a set */
		{ "[\"x\"]", "[\"x\",{}]" },
		{ "\"size\":2048", "\"size\":null" },
		{ "\"size\":2048", "\"size\":-1" },
		{ "\"size\":2048", "\"size\":2048.5" },
		{ "\"size\":2048", "\"size\":\"2048\"" },
		{ "\"size\":2048", "\"size\":10485761" },
		{ "\"size\":2048", "\"size\":2048,\"more\":1" },
		{ "\"plan.pdf\"", "null" },
		{ "\"plan.pdf\"", "\"\"" },
		{ "\"id\":null", "\"id\":1" },
		{ "\"id\":null", "\"ID\":null" },
		{ "7K3M9Q2XW4", "7K3M9Q2XWI" },
		{ "7K3M9Q2XW4", "7K3M9Q2XW" },
		{ "[\"pomme\",", "[" },
		{ "\"pomme\"", "\"p\"" },
		{ "2026-11-22T11:00:00Z", "2026-11-22T11:00:00+00" },
		{ "2026-11-22T11:00:00Z", "2026-11-22 11:00:00Z" },
		{ "\"sure\":true", "\"sure\":1" },
		{ "\"sure\":true", "\"sure\":true,\"more\":1" },
		{ "\"wall\":1795345200000", "\"wall\":1.5" },
		{ "pomme", "pom\\u0000me" },
		{ "pomme", "pom\xff" },
		{ "pomme", "pom\nme" },
		{ "null}", "null}}" },
		{ "null}", "null},1" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const int r = reads_with(wrong[i][0], wrong[i][1]);
		if (r != REQUEST_MALFORMED) {
			fail_msg("%s for %s: %d", wrong[i][1], wrong[i][0], r);
		}
	}
	assert_int_equal(reads(""), REQUEST_MALFORMED);
	assert_int_equal(reads("[]"), REQUEST_MALFORMED);
	assert_int_equal(reads("{\"schema\":1}"), REQUEST_MALFORMED);
	assert_int_equal(reads("{\"schema\":1,\"a\":[[[[[[]]]]]]}"), REQUEST_MALFORMED);
}

/* Every beginning, and every byte changed: an answer in any case, and never past the end. */
static void
damage_does_no_harm(void **state)
{
	const size_t n = strlen(good);
	(void)state;
	for (size_t i = 0; i + 3 < n; i++) {
		struct arena arena;
		struct request request;
		const int r = read_in(&arena, (struct str){ good, i }, &request);
		assert_true(r == REQUEST_MALFORMED);
		free(arena.base);
	}
	static const char bytes[] = { '"', '{', '}', '\\', '0', '\x80' };
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < sizeof(bytes); k++) {
			struct arena arena;
			struct request request;
			char json[sizeof(good)];
			memcpy(json, good, sizeof(good));
			json[i] = bytes[k];
			const int r = read_in(&arena, (struct str){ json, n }, &request);
			assert_true(r >= 0);
			free(arena.base);
		}
	}
}

/* The good one with `n` pieces put before `before`; each has its number, from `first`, where it says %d. */
static struct request
read_many(struct arena *arena, const char *before, const char *piece, int first, int n)
{
	enum { PIECE_BYTES = 64 };
	const size_t size = sizeof(good) + (size_t)n * PIECE_BYTES;
	char *json = malloc(size);
	const char *at = strstr(good, before);
	size_t used = (size_t)(at - good);
	struct request request;
	memcpy(json, good, used);
	for (int i = 0; i < n; i++) {
		used += (size_t)snprintf(json + used, size - used, piece, first + i);
	}
	memcpy(json + used, at, strlen(at));
	used += strlen(at);
	assert_int_equal(read_in(arena, (struct str){ json, used }, &request), 0);
	free(json);
	return request;
}

/* As many values, answers, parts and rows as fit: the arena that request_arena_size() asks for is enough. */
static void
the_arena_is_large_enough(void **state)
{
	enum {
		N = 100000,
		N_ROWS = REQUEST_ROWS_MAX - 2,
		N_CELLS = REQUEST_ANSWERS_MAX - 1,
		N_ANSWERS = REQUEST_ANSWERS_MAX - 7
	};
	struct arena arena;
	(void)state;
	assert_int_equal(read_many(&arena, "\"a\",\"b\"", "\"\",", 0, N).answers[2].n_values, N + 2);
	free(arena.base);
	assert_int_equal(read_many(&arena, "\"YYYY\"", "\"%d\":1,", 0, N).answers[4].n_values, N + 3);
	free(arena.base);
	assert_int_equal(
		read_many(&arena, "{\"1\":\"Ana\"", "{},", 0, N_ROWS).answers[5].n_rows, N_ROWS + 2);
	free(arena.base);
	assert_int_equal(
		read_many(&arena, "}],\"12\"", ",\"%d\":\"\"", 2, N_CELLS).answers[5].rows[1].n_cells,
		N_CELLS + 1);
	free(arena.base);
	assert_int_equal(read_many(&arena, "},\"reference\"", ",\"%d\":\"\"", 13, N_ANSWERS).n_answers,
		N_ANSWERS + 7);
	free(arena.base);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sealed_is_read),
		cmocka_unit_test(rows_and_their_cells_are_read),
		cmocka_unit_test(a_file_is_read_and_so_is_none),
		cmocka_unit_test(a_set_has_so_many_rows),
		cmocka_unit_test(help_is_read),
		cmocka_unit_test(documents_that_are_shown_are_read),
		cmocka_unit_test(other_places_are_refused),
		cmocka_unit_test(so_many_documents_are_shown),
		cmocka_unit_test(another_schema_is_said),
		cmocka_unit_test(everything_else_is_refused),
		cmocka_unit_test(damage_does_no_harm),
		cmocka_unit_test(the_arena_is_large_enough),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of the calendar's JSON: the federal one, and everything that is refused, with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/calendar_json.h"

struct memory {
	char bytes[CALENDAR_ARENA_BYTES];
	struct arena arena;
};

static int
make_memory(void **state)
{
	struct memory *memory = malloc(sizeof(*memory));
	if (memory == NULL) {
		return -1;
	}
	arena_init(&memory->arena, memory->bytes, sizeof(memory->bytes));
	*state = memory;
	return 0;
}

static int
end_memory(void **state)
{
	free(*state);
	return 0;
}

static char *
read_federal(void)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/assets/calendar/federal.json", getenv("GUICHET_SOURCE"));
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	char *json = calloc(1, 64 * 1024);
	assert_non_null(json);
	assert_true(fread(json, 1, 64 * 1024 - 1, file) > 0);
	assert_int_equal(fclose(file), 0);
	return json;
}

static void
is_day(struct date date, const char *expected)
{
	char buffer[16];
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	calendar_write_date(date, &text);
	buffer[text.n] = '\0';
	assert_string_equal(buffer, expected);
}

static void
the_federal_calendar_is_read(void **state)
{
	struct memory *memory = *state;
	static const char *const days[] = { "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-18",
		"2026-07-01", "2026-08-03", "2026-09-07", "2026-09-30", "2026-10-12", "2026-11-11",
		"2026-12-25", "2026-12-28" };
	char *json = read_federal();
	struct calendar calendar;
	struct diagnosis diagnosis;
	const int r = calendar_read(
		"federal.json", str_of(json), &memory->arena, &calendar, &diagnosis);
	free(json);
	assert_int_equal(r, 0);
	assert_int_equal(calendar.first_year, 2021);
	assert_int_equal(calendar.last_year, 2040);
	assert_true(str_eq(calendar.time_zone, STR("America/Toronto")));
	assert_int_equal(calendar.n_closed, 1);
	is_day(calendar.closed[0], "2022-09-19");
	assert_int_equal(calendar.n_holidays, 12);
	for (int32_t i = 0; i < 12; i++) {
		struct date date;
		assert_true(calendar_observed(&calendar, i, 2026, &date));
		is_day(date, days[i]);
	}
	assert_true(str_eq(calendar.holidays[11].name.in[LANG_EN], STR("Boxing Day")));
	assert_true(str_eq(calendar.holidays[11].name.in[LANG_FR], STR("Lendemain de Noël")));
	struct date due;
	assert_true(calendar_add(&calendar, (struct date){ 2026, 11, 9 }, 2, &due));
	is_day(due, "2026-11-12");
	assert_true(calendar_add(&calendar, (struct date){ 2022, 9, 16 }, 2, &due));
	is_day(due, "2022-09-21");
	/* Truth and Reconciliation began in 2021 */
	assert_false(calendar_observed(&calendar, 7, 2020, &due));
}

/* ---- what is refused ---- */

#define NAME "\"name\":{\"en\":\"Day\",\"fr\":\"Jour\"}"
#define HEAD \
	"{\"version\":1,\"time_zone\":\"America/Toronto\",\"first_year\":2021,\"last_year\":2040,"
#define WITH(holiday) HEAD "\"holidays\":[{" NAME "," holiday "}],\"closed\":[]}"
#define CLOSED(list) HEAD "\"holidays\":[],\"closed\":" list "}"

static void
read_must_fail(struct memory *memory, const char *json, const char *where)
{
	struct calendar calendar = { .n_holidays = 77 };
	struct diagnosis diagnosis = { 0 };
	const int r = calendar_read("c.json", str_of(json), &memory->arena, &calendar, &diagnosis);
	if (r != -EINVAL || strcmp(diagnosis.where, where) != 0) {
		fail_msg("%d at \"%s\" (%s): %s", r, diagnosis.where, diagnosis.what, json);
	}
	assert_string_equal(diagnosis.file, "c.json");
	assert_true(diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
	assert_int_equal(memory->arena.used, 0);
	assert_int_equal(calendar.n_holidays, 77);
}

static void
what_is_no_calendar_is_refused(void **state)
{
	struct memory *memory = *state;
	static const char *const cases[][2] = {
		{ "", "line 1" },
		{ "{", "line 1" },
		{ "{}\n{}", "line 2" },
		{ "[]", "" },
		{ "{}", "version" },
		{ "{\"version\":1,\"version\":1}", "line 1" },
		{ "{\"version\":2}", "version" },
		{ "{\"version\":1.0}", "version" },
		{ "{\"version\":1,\"years\":[]}", "" },
		{ "{\"version\":1}", "time_zone" },
		{ "{\"version\":1,\"time_zone\":\"\"}", "time_zone" },
		{ "{\"version\":1,\"time_zone\":\"a\\nb\"}", "time_zone" },
		{ "{\"version\":1,\"time_zone\":7}", "time_zone" },
		{ "{\"version\":1,\"time_zone\":\"UTC\",\"first_year\":1969}", "first_year" },
		{ "{\"version\":1,\"time_zone\":\"UTC\",\"first_year\":2021,\"last_year\":2200}",
			"last_year" },
		{ "{\"version\":1,\"time_zone\":\"UTC\",\"first_year\":2021,\"last_year\":2020}",
			"last_year" },
		{ HEAD "\"closed\":[]}", "holidays" },
		{ HEAD "\"holidays\":[]}", "closed" },
		{ HEAD "\"holidays\":{},\"closed\":[]}", "holidays" },
		{ HEAD "\"holidays\":[7],\"closed\":[]}", "holidays[0]" },
		{ CLOSED("\"2022-09-19\""), "closed" },
		{ CLOSED("[20220919]"), "closed[0]" },
		{ CLOSED("[\"2022-02-29\"]"), "closed[0]" },
		{ CLOSED("[\"2041-01-02\"]"), "closed[0]" },
		{ CLOSED("[\"2022-09-19\",\"2022-09-19\"]"), "closed[1]" },
		{ CLOSED("[\"2022-09-19\",\"2022-09-18\"]"), "closed[1]" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_must_fail(memory, cases[i][0], cases[i][1]);
	}
	read_must_fail(memory, "{\"version\":1,\"time_zone\":\"\xff\"}", "line 1");
}

static void
what_is_no_holiday_is_refused(void **state)
{
	struct memory *memory = *state;
	static const char *const cases[][2] = {
		{ WITH("\"rule\":\"fixed\",\"month\":13,\"day\":1"), "holidays[0].month" },
		{ WITH("\"rule\":\"fixed\",\"month\":0,\"day\":1"), "holidays[0].month" },
		{ WITH("\"rule\":\"fixed\",\"month\":2,\"day\":30"), "holidays[0].day" },
		{ WITH("\"rule\":\"fixed\",\"month\":2"), "holidays[0].day" },
		{ WITH("\"rule\":\"fixed\",\"month\":\"2\",\"day\":1"), "holidays[0].month" },
		{ WITH("\"rule\":\"fixed\",\"month\":2,\"day\":1,\"weekday\":\"monday\""), "holidays[0]" },
		{ WITH("\"rule\":\"fixed\",\"month\":2,\"day\":1,\"from_year\":99"),
			"holidays[0].from_year" },
		{ WITH("\"rule\":\"fixed\",\"month\":2,\"day\":1,\"from_year\":null"),
			"holidays[0].from_year" },
		{ WITH("\"rule\":\"lunar\",\"month\":2,\"day\":1"), "holidays[0].rule" },
		{ WITH("\"month\":2,\"day\":1"), "holidays[0].rule" },
		{ WITH("\"rule\":\"nth-weekday\",\"nth\":5,\"weekday\":\"monday\",\"month\":8"),
			"holidays[0].nth" },
		{ WITH("\"rule\":\"nth-weekday\",\"nth\":1,\"weekday\":\"Monday\",\"month\":8"),
			"holidays[0].weekday" },
		{ WITH("\"rule\":\"nth-weekday\",\"nth\":1,\"weekday\":1,\"month\":8"),
			"holidays[0].weekday" },
		{ WITH("\"rule\":\"weekday-before\",\"weekday\":\"monday\",\"month\":5"),
			"holidays[0].day" },
		{ WITH("\"rule\":\"easter\""), "holidays[0].offset" },
		{ WITH("\"rule\":\"easter\",\"offset\":61"), "holidays[0].offset" },
		{ WITH("\"rule\":\"easter\",\"offset\":99999999999999999999"), "line 1" },
		{ HEAD "\"holidays\":[{\"rule\":\"easter\",\"offset\":1}],\"closed\":[]}",
			"holidays[0].name" },
		{ HEAD "\"holidays\":[{\"rule\":\"easter\",\"offset\":1,\"name\":{\"en\":\"E\"}}],"
			   "\"closed\":[]}",
			"holidays[0].name.fr" },
		{ HEAD
			"\"holidays\":[{\"rule\":\"easter\",\"offset\":1,\"name\":{\"en\":\"E\",\"fr\":\"\"}}],"
			"\"closed\":[]}",
			"holidays[0].name.fr" },
		{ HEAD
			"\"holidays\":[{\"rule\":\"easter\",\"offset\":1,\"name\":{\"en\":\"E\",\"fr\":\"F\","
			"\"de\":\"D\"}}],\"closed\":[]}",
			"holidays[0].name" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_must_fail(memory, cases[i][0], cases[i][1]);
	}
}

/* As many holidays and closed days as a calendar may have, and one more. */
static void
full_lists_are_read_and_longer_ones_refused(void **state)
{
	struct memory *memory = *state;
	struct text text;
	static char json[32 * 1024];
	for (int more = 0; more < 3; more++) {
		text_init(&text, json, sizeof(json) - 1);
		text_add(&text, STR(HEAD "\"holidays\":["));
		for (int i = 0; i < CALENDAR_HOLIDAYS_MAX + (more == 1); i++) {
			text_add(&text, i > 0 ? STR(",") : STR(""));
			text_add(&text, STR("{" NAME ",\"rule\":\"easter\",\"offset\":"));
			text_int(&text, i - 16);
			text_add(&text, STR("}"));
		}
		text_add(&text, STR("],\"closed\":["));
		for (int i = 0; i < CALENDAR_CLOSED_MAX + (more == 2); i++) {
			text_add(&text, i > 0 ? STR(",") : STR(""));
			text_add(&text, STR("\"2026-"));
			text_padded(&text, (uint64_t)(1 + i / 28), 2);
			text_add(&text, STR("-"));
			text_padded(&text, (uint64_t)(1 + i % 28), 2);
			text_add(&text, STR("\""));
		}
		text_add(&text, STR("]}"));
		assert_false(text.full);
		json[text.n] = '\0';
		if (more > 0) {
			read_must_fail(memory, json, more == 1 ? "holidays" : "closed");
			continue;
		}
		struct calendar calendar;
		struct diagnosis diagnosis;
		struct date date;
		assert_int_equal(
			calendar_read("c.json", str_of(json), &memory->arena, &calendar, &diagnosis), 0);
		assert_int_equal(calendar.n_holidays, CALENDAR_HOLIDAYS_MAX);
		assert_int_equal(calendar.n_closed, CALENDAR_CLOSED_MAX);
		for (int32_t i = 0; i < CALENDAR_HOLIDAYS_MAX; i++) {
			assert_true(calendar_observed(&calendar, i, 2026, &date));
			assert_false(calendar_is_working(&calendar, date));
		}
		arena_reset(&memory->arena);
	}
}

static void
a_small_memory_is_told(void **state)
{
	(void)state;
	char bytes[256];
	struct arena arena;
	struct calendar calendar;
	struct diagnosis diagnosis = { 0 };
	char *json = read_federal();
	arena_init(&arena, bytes, sizeof(bytes));
	assert_int_equal(calendar_read("c", str_of(json), &arena, &calendar, &diagnosis), -ENOMEM);
	assert_int_equal(arena.used, 0);
	assert_true(diagnosis.what[0] != '\0');
	free(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_federal_calendar_is_read, make_memory, end_memory),
		cmocka_unit_test_setup_teardown(what_is_no_calendar_is_refused, make_memory, end_memory),
		cmocka_unit_test_setup_teardown(what_is_no_holiday_is_refused, make_memory, end_memory),
		cmocka_unit_test_setup_teardown(
			full_lists_are_read_and_longer_ones_refused, make_memory, end_memory),
		cmocka_unit_test(a_small_memory_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a calendar; with what is read, working days are counted. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "platform/calendar_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A holiday is kept on a weekday, not before its year, and nobody works then. */
static void
use_year(const struct calendar *calendar, int32_t year)
{
	for (int32_t i = 0; i < calendar->n_holidays; i++) {
		struct date date;
		if (calendar_observed(calendar, i, year, &date)) {
			const int32_t weekday = calendar_weekday(date);
			assert(date_is_real(date) && weekday > 0 && weekday < 6);
			assert(!calendar_is_working(calendar, date));
		}
	}
}

static void
count(const struct calendar *calendar, struct date from)
{
	struct date due;
	for (int32_t n = 1; n <= 3 && calendar_add(calendar, from, n, &due); n++) {
		assert(calendar_compare(from, due) < 0);
		assert(due.year >= calendar->first_year && due.year <= calendar->last_year);
		assert(calendar_is_working(calendar, due));
	}
}

static void
use(const struct calendar *calendar)
{
	assert(calendar->n_holidays <= CALENDAR_HOLIDAYS_MAX);
	assert(calendar->n_closed <= CALENDAR_CLOSED_MAX);
	use_year(calendar, calendar->first_year);
	use_year(calendar, calendar->last_year);
	count(calendar, (struct date){ calendar->first_year, 12, 23 });
	count(calendar, (struct date){ calendar->last_year, 3, 31 });
	count(calendar, (struct date){ calendar->last_year, 12, 23 });
	for (int32_t i = 0; i < calendar->n_closed; i++) {
		assert(!calendar_is_working(calendar, calendar->closed[i]));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct calendar calendar;
	struct diagnosis diagnosis = { .where = "" };
	char *memory = malloc(CALENDAR_ARENA_BYTES), *json = malloc(size > 0 ? size : 1);
	if (memory != NULL && json != NULL) {
		if (size > 0) {
			memcpy(json, data, size); /* exactly as long as it is */
		}
		arena_init(&arena, memory, CALENDAR_ARENA_BYTES);
		if (calendar_read("fuzz", (struct str){ json, size }, &arena, &calendar, &diagnosis) == 0) {
			use(&calendar);
		} else {
			assert(arena.used == 0 && diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
		}
	}
	free(json);
	free(memory);
	return 0;
}

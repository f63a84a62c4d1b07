/* SPDX-License-Identifier: MIT */
/* Tests of working days: vectors, twenty years against a second way to count, and the edges of a calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/calendar.h"

static const struct holiday federal[] = {
	{ .rule = HOLIDAY_FIXED, .month = 1, .day = 1 },
	{ .rule = HOLIDAY_EASTER, .offset = -2 },
	{ .rule = HOLIDAY_EASTER, .offset = 1 },
	{ .rule = HOLIDAY_WEEKDAY_BEFORE, .month = 5, .day = 25, .weekday = 1 },
	{ .rule = HOLIDAY_FIXED, .month = 7, .day = 1 },
	{ .rule = HOLIDAY_NTH, .month = 8, .nth = 1, .weekday = 1 },
	{ .rule = HOLIDAY_NTH, .month = 9, .nth = 1, .weekday = 1 },
	{ .rule = HOLIDAY_FIXED, .month = 9, .day = 30, .from_year = 2021 },
	{ .rule = HOLIDAY_NTH, .month = 10, .nth = 2, .weekday = 1 },
	{ .rule = HOLIDAY_FIXED, .month = 11, .day = 11 },
	{ .rule = HOLIDAY_FIXED, .month = 12, .day = 25 },
	{ .rule = HOLIDAY_FIXED, .month = 12, .day = 26 },
};

static const struct date closed[] = { { 2022, 9, 19 } };

static const struct calendar canada = {
	.holidays = federal,
	.n_holidays = 12,
	.closed = closed,
	.n_closed = 1,
	.first_year = 2021,
	.last_year = 2040,
};

static struct date
day(const char *text)
{
	struct date date;
	assert_true(calendar_parse_date(str_of(text), &date));
	return date;
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
two_days_after(const char *receipt, const char *expected)
{
	struct date due;
	assert_true(calendar_add(&canada, day(receipt), 2, &due));
	is_day(due, expected);
}

static void
two_working_days_after_receipt(void **state)
{
	(void)state;
	static const char *const vectors[][2] = {
		{ "2026-04-01", "2026-04-07" }, /* Good Friday, weekend, Easter Monday */
		{ "2026-04-02", "2026-04-08" }, { "2026-09-28", "2026-10-01" },
		{ "2026-09-29", "2026-10-02" }, { "2026-11-07", "2026-11-10" }, /* on a Saturday */
		{ "2026-11-08", "2026-11-10" },                                 /* on a Sunday */
		{ "2026-11-09", "2026-11-12" }, { "2026-11-11", "2026-11-13" }, /* on a holiday */
		{ "2026-12-23", "2026-12-29" }, { "2026-12-24", "2026-12-30" },
		{ "2027-12-24", "2027-12-30" }, { "2027-12-31", "2028-01-05" },
		{ "2028-06-29", "2028-07-04" }, { "2028-02-28", "2028-03-01" }, /* leap year */
		{ "2026-02-26", "2026-03-02" },
		{ "2022-09-16", "2022-09-21" }, /* a day of mourning between */
		{ "2021-12-31", "2022-01-05" },
		{ "2022-12-23", "2022-12-29" }, /* Christmas on a Sunday, Boxing Day stays on Monday */
		{ "2021-01-01", "2021-01-05" }, /* the first day of the calendar */
	};
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		two_days_after(vectors[i][0], vectors[i][1]);
	}
}

static void
holidays_are_kept_on_these_days(void **state)
{
	(void)state;
	static const struct {
		int32_t year;
		const char *days[12];
	} years[] = {
		{ 2026,
			{ "01-01", "04-03", "04-06", "05-18", "07-01", "08-03", "09-07", "09-30", "10-12",
				"11-11", "12-25", "12-28" } },
		{ 2027,
			{ "01-01", "03-26", "03-29", "05-24", "07-01", "08-02", "09-06", "09-30", "10-11",
				"11-11", "12-27", "12-28" } },
		{ 2028,
			{ "01-03", "04-14", "04-17", "05-22", "07-03", "08-07", "09-04", "10-02", "10-09",
				"11-13", "12-25", "12-26" } },
	};
	for (size_t y = 0; y < sizeof(years) / sizeof(years[0]); y++) {
		for (int32_t i = 0; i < 12; i++) {
			struct date date;
			char expected[16];
			(void)snprintf(
				expected, sizeof(expected), "%d-%s", (int)years[y].year, years[y].days[i]);
			assert_true(calendar_observed(&canada, i, years[y].year, &date));
			is_day(date, expected);
			assert_false(calendar_is_working(&canada, date));
		}
	}
}

/* ---- twenty years, counted in another way: a row of days, in which holidays push on to the next free place ---- */

enum { ROW_FROM = 2020, ROW_DAYS = 22 * 366 };

struct row {
	struct date dates[ROW_DAYS];
	bool free[ROW_DAYS]; /* Monday to Friday and nothing else */
	int n;
};

static int
length_of_month(int year, int month)
{
	if (month == 2) {
		return year % 4 == 0 ? 29 : 28; /* right from 1901 to 2099 */
	}
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* 2020 began on a Wednesday. */
static void
fill(struct row *row)
{
	row->n = 0;
	for (int year = ROW_FROM; year <= 2041; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int d = 1; d <= length_of_month(year, month); d++) {
				row->dates[row->n] = (struct date){ year, month, d };
				row->free[row->n] = (row->n + 2) % 7 < 5;
				row->n++;
			}
		}
	}
}

static int
place(const struct row *row, int year, int month, int d)
{
	for (int i = 0; i < row->n; i++) {
		if (row->dates[i].year == year && row->dates[i].month == month && row->dates[i].day == d) {
			return i;
		}
	}
	fail_msg("no such day: %d-%d-%d", year, month, d);
	return 0;
}

/* The n-th Monday from a date on. */
static int
monday(int from, int nth)
{
	while ((from + 2) % 7 != 0) {
		from++;
	}
	return from + 7 * (nth - 1);
}

static const int easter_days[20][2] = { { 4, 4 }, { 4, 17 }, { 4, 9 }, { 3, 31 }, { 4, 20 },
	{ 4, 5 }, { 3, 28 }, { 4, 16 }, { 4, 1 }, { 4, 21 }, { 4, 13 }, { 3, 28 }, { 4, 17 }, { 4, 9 },
	{ 3, 25 }, { 4, 13 }, { 4, 5 }, { 4, 25 }, { 4, 10 }, { 4, 1 } }; /* 2021 to 2040 */

static void
keep(struct row *row, int at)
{
	while (!row->free[at]) {
		at++;
	}
	row->free[at] = false;
}

static void
take_holidays(struct row *row, int year)
{
	const int sunday = place(row, year, easter_days[year - 2021][0], easter_days[year - 2021][1]);
	const int december = place(row, year, 12, 1);
	keep(row, place(row, year, 1, 1));
	keep(row, sunday - 2);
	keep(row, sunday + 1);
	keep(row, monday(place(row, year, 5, 18), 1)); /* 18 to 24 May */
	keep(row, place(row, year, 7, 1));
	keep(row, monday(place(row, year, 8, 1), 1));
	keep(row, monday(place(row, year, 9, 1), 1));
	keep(row, place(row, year, 9, 30));
	keep(row, monday(place(row, year, 10, 1), 2));
	keep(row, place(row, year, 11, 11));
	/* Boxing Day first: which of the two days is whose changes nothing */
	keep(row, december + 25);
	keep(row, december + 24);
}

static void
twenty_years_agree_with_a_second_count(void **state)
{
	(void)state;
	static struct row row;
	fill(&row);
	for (int year = 2021; year <= 2040; year++) {
		take_holidays(&row, year);
	}
	row.free[place(&row, 2022, 9, 19)] = false;
	int n_working = 0;
	const int first = place(&row, 2021, 1, 1), last = place(&row, 2040, 12, 31);
	for (int i = first; i <= last; i++) {
		assert_int_equal(calendar_weekday(row.dates[i]), (i + 3) % 7);
		if (calendar_is_working(&canada, row.dates[i]) != row.free[i]) {
			fail_msg(
				"%d-%d-%d", (int)row.dates[i].year, (int)row.dates[i].month, (int)row.dates[i].day);
		}
		n_working += row.free[i];
		assert_int_equal(calendar_compare(calendar_next_day(row.dates[i]), row.dates[i + 1]), 0);
	}
	assert_int_equal(n_working, 5217 - 20 * 12 - 1); /* of 7305 days 5217 are weekdays */
	/* two working days from each day of them */
	for (int i = first; i < last - 10; i++) {
		int due = i;
		for (int n = 0; n < 2; n += row.free[due]) {
			due++;
		}
		struct date date;
		assert_true(calendar_add(&canada, row.dates[i], 2, &date));
		assert_int_equal(calendar_compare(date, row.dates[due]), 0);
	}
}

/* ---- edges ---- */

static void
outside_of_its_years_nothing_is_promised(void **state)
{
	(void)state;
	struct date date = { 7, 7, 7 };
	assert_true(calendar_add(&canada, day("2040-12-27"), 2, &date)); /* a Thursday */
	is_day(date, "2040-12-31");
	date = (struct date){ 7, 7, 7 };
	assert_false(calendar_add(&canada, day("2040-12-28"), 2, &date));
	assert_false(calendar_add(&canada, day("2040-12-31"), 1, &date));
	assert_false(calendar_add(&canada, day("2041-01-02"), 2, &date));
	assert_false(calendar_add(&canada, day("2020-12-31"), 2, &date));
	assert_false(calendar_add(&canada, day("2020-06-01"), 2, &date));
	assert_false(calendar_add(&canada, day("9999-12-31"), 2, &date));
	assert_false(calendar_add(&canada, (struct date){ 0 }, 2, &date));
	assert_false(calendar_add(&canada, (struct date){ 2026, 2, 29 }, 2, &date));
	assert_false(calendar_add(&canada, (struct date){ 2026, 13, 1 }, 2, &date));
	assert_false(calendar_add(&canada, day("2026-11-09"), 0, &date));
	assert_false(calendar_add(&canada, day("2026-11-09"), -1, &date));
	assert_false(calendar_add(&canada, day("2026-11-09"), INT32_MAX, &date));
	assert_int_equal(date.year, 7);
	assert_false(calendar_is_working(&canada, day("2020-12-31")));
	assert_false(calendar_is_working(&canada, day("2041-01-02")));
	assert_false(calendar_is_working(&canada, (struct date){ 0 }));
	assert_true(calendar_is_working(&canada, day("2040-12-31")));
}

static void
a_calendar_without_holidays_has_weekends(void **state)
{
	(void)state;
	const struct calendar empty = { .first_year = 1, .last_year = 9999 };
	struct date date;
	assert_true(calendar_add(&empty, day("2026-12-24"), 2, &date));
	is_day(date, "2026-12-28");
	assert_true(calendar_add(&empty, day("2100-02-26"), 1, &date)); /* no leap year, a Friday */
	is_day(date, "2100-03-01");
	assert_true(calendar_add(&empty, day("2000-02-28"), 1, &date)); /* a leap year, a Monday */
	is_day(date, "2000-02-29");
	assert_true(calendar_add(&empty, day("0001-01-01"), 1, &date));
	is_day(date, "0001-01-02");
	assert_false(calendar_add(&empty, day("9999-12-31"), 1, &date));
}

/* From 31 December a holiday moves into the next year, past one that is there already. */
static void
a_holiday_may_be_kept_in_the_next_year(void **state)
{
	(void)state;
	static const struct holiday holidays[] = {
		{ .rule = HOLIDAY_FIXED, .month = 1, .day = 1 },
		{ .rule = HOLIDAY_FIXED, .month = 12, .day = 31 },
		{ .rule = HOLIDAY_FIXED, .month = 2, .day = 29 },
		{ .rule = HOLIDAY_NTH, .month = 3, .nth = 5, .weekday = 5 },
		{ .rule = HOLIDAY_WEEKDAY_BEFORE, .month = 1, .day = 1, .weekday = 1, .from_year = 2030 },
	};
	const struct calendar calendar = {
		.holidays = holidays, .n_holidays = 5, .first_year = 2020, .last_year = 2030
	};
	struct date date;
	/* 2023-12-31 was a Sunday, and the Monday after it New Year's Day */
	assert_true(calendar_observed(&calendar, 1, 2023, &date));
	is_day(date, "2024-01-02");
	assert_true(calendar_observed(&calendar, 0, 2024, &date));
	is_day(date, "2024-01-01");
	assert_false(calendar_is_working(&calendar, day("2024-01-02")));
	assert_true(calendar_is_working(&calendar, day("2024-01-03")));
	/* 2022-12-31 was a Saturday: it comes before New Year's Day, a Sunday */
	assert_true(calendar_observed(&calendar, 1, 2022, &date));
	is_day(date, "2023-01-02");
	assert_true(calendar_observed(&calendar, 0, 2023, &date));
	is_day(date, "2023-01-03");
	/* days that a year does not have */
	assert_false(calendar_observed(&calendar, 2, 2027, &date));
	assert_true(calendar_observed(&calendar, 2, 2028, &date));
	is_day(date, "2028-02-29");
	assert_false(calendar_observed(&calendar, 3, 2026, &date));
	assert_true(calendar_observed(&calendar, 3, 2024, &date));
	is_day(date, "2024-03-29");
	/* before the year in which it began; and a weekday before the first of January */
	assert_false(calendar_observed(&calendar, 4, 2029, &date));
	assert_true(calendar_observed(&calendar, 4, 2030, &date));
	is_day(date, "2029-12-31");
	assert_false(calendar_observed(&calendar, 5, 2026, &date));
}

/* The earliest and the latest Easter, and the years in which the moon is put back by a day. */
static void
easter_is_right_in_years_of_exceptions(void **state)
{
	(void)state;
	static const char *const fridays[] = { "1818-03-20", "1943-04-23", "1954-04-16", "1981-04-17",
		"2000-04-21", "2049-04-16", "2076-04-17", "2285-03-20" };
	const struct calendar calendar = { .holidays = &federal[1], .n_holidays = 1 };
	for (size_t i = 0; i < sizeof(fridays) / sizeof(fridays[0]); i++) {
		struct date date;
		assert_true(calendar_observed(&calendar, 0, day(fridays[i]).year, &date));
		is_day(date, fridays[i]);
	}
}

static void
dates_are_read_strictly(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "2026-11-9", "2026-11-091", "2026/11/09", "2026-13-01",
		"2026-00-01", "2026-02-29", "2026-01-32", "2026-01-00", "0000-01-01", "+026-01-01",
		" 2026-1-01", "2026-11-0x", "20261109", "2026-11-09T00:00:00Z", "-026-11-09" };
	struct date date = { 7, 7, 7 };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (calendar_parse_date(str_of(bad[i]), &date)) {
			fail_msg("taken for a date: %s", bad[i]);
		}
	}
	assert_int_equal(date.year, 7);
	is_day(day("2026-11-09"), "2026-11-09");
	is_day(day("0001-01-01"), "0001-01-01");
	is_day(day("2028-02-29"), "2028-02-29");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_working_days_after_receipt),
		cmocka_unit_test(holidays_are_kept_on_these_days),
		cmocka_unit_test(twenty_years_agree_with_a_second_count),
		cmocka_unit_test(outside_of_its_years_nothing_is_promised),
		cmocka_unit_test(a_calendar_without_holidays_has_weekends),
		cmocka_unit_test(a_holiday_may_be_kept_in_the_next_year),
		cmocka_unit_test(easter_is_right_in_years_of_exceptions),
		cmocka_unit_test(dates_are_read_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

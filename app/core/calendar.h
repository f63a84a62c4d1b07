/* SPDX-License-Identifier: MIT */
/* Working days of the offices that call back, by a calendar that is data: rules, one-off days and an end. */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include "core/format.h"

enum holiday_rule {
	HOLIDAY_FIXED,          /* month, day */
	HOLIDAY_NTH,            /* n-th weekday of a month */
	HOLIDAY_WEEKDAY_BEFORE, /* the last such weekday before month, day */
	HOLIDAY_EASTER,         /* days after Easter Sunday, -2 is Good Friday */
};

struct holiday {
	struct bilingual name;
	enum holiday_rule rule;
	int32_t month, day, nth, weekday, offset; /* weekday: 0 Sunday .. 6 Saturday */
	int32_t from_year;                        /* 0: ever */
};

/* Immutable. What falls on a Saturday or Sunday moves to the next weekday that is no holiday already, in the order of dates. */
struct calendar {
	const struct holiday *holidays;
	int32_t n_holidays;
	const struct date *closed; /* one-off days on which offices are closed */
	int32_t n_closed;
	int32_t first_year, last_year; /* the years it is valid for */
	struct str time_zone;          /* IANA name: in which a day of receipt is meant */
};

enum { CALENDAR_HOLIDAYS_MAX = 32, CALENDAR_CLOSED_MAX = 128 };

/* 0 Sunday .. 6 Saturday. */
int32_t calendar_weekday(struct date date);
struct date calendar_next_day(struct date date);
/* -1, 0, 1 */
int32_t calendar_compare(struct date a, struct date b);
/* The day on which a holiday, by its index, is kept for `year`: perhaps in the next one. False in years that do not have it. */
bool calendar_observed(
	const struct calendar *calendar, int32_t index, int32_t year, struct date *ret_date);
/* Monday to Friday and no holiday; false for every day outside its years. */
bool calendar_is_working(const struct calendar *calendar, struct date date);
/*
 * The n-th working day after `day` (day 0 is the day of receipt, a working day or not). False when a day of it lies outside the
 * years of the calendar: then no date may be promised.
 */
bool calendar_add(
	const struct calendar *calendar, struct date day, int32_t n, struct date *ret_date);

/* "2026-11-09" (RFC 3339 full-date); false for anything else. */
bool calendar_parse_date(struct str text, struct date *ret_date);
void calendar_write_date(struct date date, struct text *out);

#endif

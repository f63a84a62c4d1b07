/* SPDX-License-Identifier: MIT */
/* Holidays by rule, moved off weekends, and counting in working days. */
#include "core/calendar.h"

enum { SATURDAY = 6, SUNDAY = 0, DAYS_A_WEEK = 7, YEARS = 3 };

/* ---- days ---- */

static int32_t
days_of_month(int32_t year, int32_t month)
{
	static const int32_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && is_leap);
}

int32_t
calendar_weekday(struct date date)
{
	/* How far the weekday of a month's first day is ahead of January's, in a year that begins with March. */
	static const int32_t ahead[12] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	const int32_t year = date.year - (date.month < 3);
	return (year + year / 4 - year / 100 + year / 400 + ahead[date.month - 1] + date.day) %
		DAYS_A_WEEK;
}

struct date
calendar_next_day(struct date date)
{
	if (date.day < days_of_month(date.year, date.month)) {
		date.day++;
	} else if (date.month < 12) {
		date.day = 1;
		date.month++;
	} else {
		date = (struct date){ date.year + 1, 1, 1 };
	}
	return date;
}

static struct date
previous_day(struct date date)
{
	if (date.day > 1) {
		date.day--;
	} else if (date.month > 1) {
		date.month--;
		date.day = days_of_month(date.year, date.month);
	} else {
		date = (struct date){ date.year - 1, 12, 31 };
	}
	return date;
}

static struct date
shift(struct date date, int32_t days)
{
	for (; days > 0; days--) {
		date = calendar_next_day(date);
	}
	for (; days < 0; days++) {
		date = previous_day(date);
	}
	return date;
}

int32_t
calendar_compare(struct date a, struct date b)
{
	if (a.year != b.year) {
		return a.year < b.year ? -1 : 1;
	}
	if (a.month != b.month) {
		return a.month < b.month ? -1 : 1;
	}
	return a.day == b.day ? 0 : a.day < b.day ? -1 : 1;
}

static bool
is_weekend(struct date date)
{
	const int32_t weekday = calendar_weekday(date);
	return weekday == SATURDAY || weekday == SUNDAY;
}

/* ---- holidays ---- */

/*
 * Easter Sunday of the Gregorian calendar: the Sunday after the full moon of the church on or after 21 March. The moon comes back on the same
 * day after 19 years; centuries correct it for the leap years that were left out and for its own drift (8 days in 2500 years).
 */
static struct date
easter(int32_t year)
{
	const int32_t century = year / 100;
	const int32_t left_out = century - century / 4;
	const int32_t drift = (8 * century + 13) / 25;
	int32_t moon = (19 * (year % 19) + left_out - drift + 15) % 30; /* days after 21 March */
	if (moon == 29 || (moon == 28 && year % 19 > 10)) {
		moon--; /* no two years of the 19 share their full moon, and none is after 18 April */
	}
	const struct date full_moon = shift((struct date){ year, 3, 21 }, moon);
	return shift(full_moon, DAYS_A_WEEK - calendar_weekday(full_moon));
}

/* Days from one weekday to the next `wanted`, 0 to 6. */
static int32_t
days_until(int32_t weekday, int32_t wanted)
{
	return (wanted - weekday + DAYS_A_WEEK) % DAYS_A_WEEK;
}

/* By its rule, before it is moved. False in a year that does not have it: too early, or 29 February in vain. */
static bool
natural_date(const struct holiday *holiday, int32_t year, struct date *ret_date)
{
	struct date date = { year, holiday->month, holiday->day };
	switch (holiday->rule) {
	case HOLIDAY_FIXED:
		break;
	case HOLIDAY_NTH:
		date.day = 1;
		date.day += days_until(calendar_weekday(date), holiday->weekday) +
			(holiday->nth - 1) * DAYS_A_WEEK;
		break;
	case HOLIDAY_WEEKDAY_BEFORE:
		date = shift(date, days_until(calendar_weekday(date), holiday->weekday) - DAYS_A_WEEK);
		break;
	case HOLIDAY_EASTER:
		date = shift(easter(year), holiday->offset);
		break;
	}
	if (year < holiday->from_year || !date_is_real(date)) {
		return false;
	}
	*ret_date = date;
	return true;
}

/* A holiday of one year and the day on which it is kept. */
struct kept {
	int32_t index, year;
	struct date natural, observed; /* year 0: not decided yet */
};

static bool
is_among(const struct kept *kept, int32_t n, struct date date)
{
	for (int32_t i = 0; i < n; i++) {
		if (calendar_compare(kept[i].observed, date) == 0) {
			return true;
		}
	}
	return false;
}

/* In the order of their natural dates; of two on one day the one that the calendar names first. */
static void
insert(struct kept *kept, int32_t n, struct kept added)
{
	for (; n > 0 && calendar_compare(added.natural, kept[n - 1].natural) < 0; n--) {
		kept[n] = kept[n - 1];
	}
	kept[n] = added;
}

/*
 * The holidays of the year and of its neighbours: one may be kept a year later, or have to pass one that is. First those that stay
 * where they are, then each of the others takes the next weekday that is free.
 */
static int32_t
keep_all(const struct calendar *calendar, int32_t year, struct kept *kept)
{
	int32_t n = 0;
	for (int32_t y = year - 1; y <= year + 1; y++) {
		for (int32_t i = 0; i < calendar->n_holidays; i++) {
			struct kept added = { .index = i, .year = y };
			if (natural_date(&calendar->holidays[i], y, &added.natural)) {
				added.observed = is_weekend(added.natural) ? (struct date){ 0 } : added.natural;
				insert(kept, n++, added);
			}
		}
	}
	for (int32_t i = 0; i < n; i++) {
		if (kept[i].observed.year != 0) {
			continue;
		}
		struct date date = kept[i].natural;
		do {
			date = calendar_next_day(date);
		} while (is_weekend(date) || is_among(kept, n, date));
		kept[i].observed = date;
	}
	return n;
}

bool
calendar_observed(
	const struct calendar *calendar, int32_t index, int32_t year, struct date *ret_date)
{
	struct kept kept[YEARS * CALENDAR_HOLIDAYS_MAX];
	const int32_t n = keep_all(calendar, year, kept);
	for (int32_t i = 0; i < n; i++) {
		if (kept[i].index == index && kept[i].year == year) {
			*ret_date = kept[i].observed;
			return true;
		}
	}
	return false;
}

/* ---- working days ---- */

static bool
is_closed(const struct calendar *calendar, struct date date)
{
	for (int32_t i = 0; i < calendar->n_closed; i++) {
		if (calendar_compare(calendar->closed[i], date) == 0) {
			return true;
		}
	}
	return false;
}

static bool
is_covered(const struct calendar *calendar, struct date date)
{
	return date_is_real(date) && date.year >= calendar->first_year &&
		date.year <= calendar->last_year;
}

bool
calendar_is_working(const struct calendar *calendar, struct date date)
{
	if (!is_covered(calendar, date) || is_weekend(date) || is_closed(calendar, date)) {
		return false;
	}
	struct kept kept[YEARS * CALENDAR_HOLIDAYS_MAX];
	return !is_among(kept, keep_all(calendar, date.year, kept), date);
}

bool
calendar_add(const struct calendar *calendar, struct date day, int32_t n, struct date *ret_date)
{
	if (n < 1 || !is_covered(calendar, day)) {
		return false;
	}
	while (n > 0) {
		day = calendar_next_day(day);
		if (!is_covered(calendar, day)) {
			return false;
		}
		n -= calendar_is_working(calendar, day);
	}
	*ret_date = day;
	return true;
}

/* ---- text ---- */

static bool
parse_digits(struct str text, int32_t *ret_value)
{
	int32_t value = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9') {
			return false;
		}
		value = value * 10 + (text.p[i] - '0');
	}
	*ret_value = value;
	return true;
}

bool
calendar_parse_date(struct str text, struct date *ret_date)
{
	struct date date;
	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
		!parse_digits(str_sub(text, 0, 4), &date.year) ||
		!parse_digits(str_sub(text, 5, 7), &date.month) ||
		!parse_digits(str_sub(text, 8, 10), &date.day) || !date_is_real(date)) {
		return false;
	}
	*ret_date = date;
	return true;
}

void
calendar_write_date(struct date date, struct text *out)
{
	text_padded(out, (uint64_t)date.year, 4);
	text_add(out, STR("-"));
	text_padded(out, (uint64_t)date.month, 2);
	text_add(out, STR("-"));
	text_padded(out, (uint64_t)date.day, 2);
}

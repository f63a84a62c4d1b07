/* SPDX-License-Identifier: MIT */
/* By when a client is to be called, and how near that is. */
#include "desk/inbox_parts.h"

/* Service standard: a call within two working days after the day of receipt. */
enum { DUE_WORKING_DAYS = 2 };

struct date
inbox_due(const struct calendar *calendar, struct date received, struct date promised)
{
	struct date due;
	if (calendar == NULL || !calendar_add(calendar, received, DUE_WORKING_DAYS, &due)) {
		return promised;
	}
	return promised.year != 0 && calendar_compare(promised, due) < 0 ? promised : due;
}

/* Working days after `due`, up to and with `today`. */
static int32_t
working_days_since(const struct calendar *calendar, struct date due, struct date today)
{
	int32_t n = 0;
	for (struct date day = due; calendar_compare(day, today) < 0;) {
		day = calendar_next_day(day);
		n += calendar_is_working(calendar, day) ? 1 : 0;
	}
	return n;
}

enum inbox_urgency
inbox_urgency(
	const struct calendar *calendar, struct date today, struct date due, int32_t *ret_overdue_days)
{
	struct date next;
	*ret_overdue_days = 0;
	if (calendar == NULL || due.year == 0 || today.year < calendar->first_year ||
		today.year > calendar->last_year) {
		return URGENCY_UNKNOWN;
	}
	const int32_t order = calendar_compare(due, today);
	if (order < 0) {
		*ret_overdue_days = working_days_since(calendar, due, today);
		return URGENCY_OVERDUE;
	}
	if (order == 0) {
		return URGENCY_TODAY;
	}
	return calendar_add(calendar, today, 1, &next) && calendar_compare(due, next) <= 0 ?
		URGENCY_TOMORROW :
		URGENCY_LATER;
}

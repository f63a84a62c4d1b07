/* SPDX-License-Identifier: MIT */
/* Calendars as JSON, by jansson: every member is known, there, and in its range, or the whole is refused. */
#include "platform/calendar_json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof((array)[0])))

enum {
	VERSION = 1,
	JSON_MAX = 128 * 1024, /* bytes */
	NAME_MAX_BYTES = 160,
	ZONE_MAX = 63,
	YEAR_MIN = 1970,
	YEAR_MAX = 2199,
	EASTER_MAX = 60, /* days before or after it */
};

/* The first refusal sticks: after it every call gives nothing, so that readers check only loops and pointers. */
struct reader {
	struct arena *arena;
	struct diagnosis refusal;
	int error;      /* 0, or the negative errno of the first refusal */
	char where[64]; /* what is read just now: "", "holidays[3]", "holidays[3].name" */
};

/* `member` of what is read just now; "" is that itself. */
__attribute__((format(printf, 4, 5))) static void
refuse(struct reader *reader, int error, const char *member, const char *what, ...)
{
	if (reader->error != 0) {
		return;
	}
	struct diagnosis *refusal = &reader->refusal;
	const char *dot = reader->where[0] != '\0' && member[0] != '\0' ? "." : "";
	va_list args;
	reader->error = error;
	(void)snprintf(refusal->where, sizeof(refusal->where), "%s%s%s", reader->where, dot, member);
	va_start(args, what);
	(void)vsnprintf(refusal->what, sizeof(refusal->what), what, args);
	va_end(args);
	(void)snprintf(refusal->remedy, sizeof(refusal->remedy),
		"Correct it there, as docs/formats/calendar.md says, and sign the calendar again.");
}

/* ---- members ---- */

static json_t *
get(struct reader *reader, json_t *object, const char *member, json_type type, const char *kind)
{
	json_t *value = reader->error == 0 ? json_object_get(object, member) : NULL;
	if (value == NULL) {
		refuse(reader, -EINVAL, member, "\"%s\" is missing; it is %s.", member, kind);
	} else if (json_typeof(value) != type) {
		refuse(reader, -EINVAL, member, "\"%s\" is not %s.", member, kind);
		return NULL;
	}
	return value;
}

static int32_t
get_integer(struct reader *reader, json_t *object, const char *member, int32_t least, int32_t most)
{
	json_t *value = get(reader, object, member, JSON_INTEGER, "a whole number");
	const json_int_t integer = json_integer_value(value);
	if (value != NULL && (integer < least || integer > most)) {
		refuse(
			reader, -EINVAL, member, "\"%s\" is not from %d to %d.", member, (int)least, (int)most);
	}
	return reader->error == 0 ? (int32_t)integer : least;
}

static bool
is_one_line(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) {
			return false;
		}
	}
	return s.n > 0;
}

/* Lives as long as the JSON. */
static struct str
get_text(struct reader *reader, json_t *object, const char *member, size_t max)
{
	json_t *value = get(reader, object, member, JSON_STRING, "text in quotes");
	if (value == NULL) {
		return STR_NONE;
	}
	const struct str text = { json_string_value(value), json_string_length(value) };
	if (text.n > max || !is_one_line(text)) {
		refuse(reader, -EINVAL, member, "\"%s\" is not one line of 1 to %zu bytes.", member, max);
	}
	return text;
}

static void *
take(struct reader *reader, size_t size)
{
	void *memory = reader->error == 0 ? arena_try(reader->arena, size) : NULL;
	if (memory == NULL) {
		refuse(reader, -ENOMEM, "", "There is no room for the calendar in memory.");
	}
	return memory;
}

static struct str
keep(struct reader *reader, struct str text)
{
	char *copy = take(reader, text.n + 1);
	if (copy == NULL) {
		return STR_NONE;
	}
	if (text.n > 0) {
		memcpy(copy, text.p, text.n);
	}
	return (struct str){ copy, text.n };
}

static void
only(struct reader *reader, json_t *object, const char *const *names, int n)
{
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		int i = 0;
		while (i < n && (names[i] == NULL || strcmp(names[i], key) != 0)) {
			i++;
		}
		if (i == n) {
			refuse(reader, -EINVAL, "", "There is no member \"%.40s\" here.", key);
			return;
		}
	}
}

/* ---- holidays ---- */

enum { MONTH = 1, DAY = 2, NTH = 4, WEEKDAY = 8, OFFSET = 16 };

static const struct {
	const char *name;
	enum holiday_rule rule;
	unsigned members; /* of the enumeration above */
} rules[] = {
	{ "fixed", HOLIDAY_FIXED, MONTH | DAY },
	{ "nth-weekday", HOLIDAY_NTH, NTH | WEEKDAY | MONTH },
	{ "weekday-before", HOLIDAY_WEEKDAY_BEFORE, WEEKDAY | MONTH | DAY },
	{ "easter", HOLIDAY_EASTER, OFFSET },
};

static const char *const weekdays[] = { "sunday", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday" };

static int32_t
get_weekday(struct reader *reader, json_t *object)
{
	const struct str name = get_text(reader, object, "weekday", 16);
	for (int32_t i = 0; i < LENGTH(weekdays); i++) {
		if (str_eq(name, str_of(weekdays[i]))) {
			return i;
		}
	}
	refuse(reader, -EINVAL, "weekday", "\"%.*s\" is no weekday: \"monday\" is one.", (int)name.n,
		name.n > 0 ? name.p : "");
	return 0;
}

/* Index into `rules`; 0 after a refusal. */
static int
get_rule(struct reader *reader, json_t *object)
{
	const struct str name = get_text(reader, object, "rule", 32);
	for (int i = 0; i < LENGTH(rules); i++) {
		if (str_eq(name, str_of(rules[i].name))) {
			return i;
		}
	}
	refuse(reader, -EINVAL, "rule",
		"\"%.*s\" is no rule: there are fixed, nth-weekday, weekday-before and easter.",
		(int)name.n, name.n > 0 ? name.p : "");
	return 0;
}

static struct bilingual
get_name(struct reader *reader, json_t *object)
{
	static const char *const languages[] = { "en", "fr" };
	struct bilingual name = { 0 };
	json_t *names = get(reader, object, "name", JSON_OBJECT, "an object with \"en\" and \"fr\"");
	const size_t mark = strlen(reader->where);
	(void)snprintf(reader->where + mark, sizeof(reader->where) - mark, ".name");
	only(reader, names, languages, LENGTH(languages));
	for (int i = 0; i < LANG_COUNT; i++) {
		name.in[i] = keep(reader, get_text(reader, names, languages[i], NAME_MAX_BYTES));
	}
	reader->where[mark] = '\0';
	return name;
}

static void
read_rule(struct reader *reader, json_t *object, unsigned members, struct holiday *holiday)
{
	if ((members & MONTH) != 0) {
		holiday->month = get_integer(reader, object, "month", 1, 12);
	}
	if ((members & DAY) != 0) {
		holiday->day = get_integer(reader, object, "day", 1, 31);
		/* 29 February is a holiday in the years that have it */
		if (!date_is_real((struct date){ 2000, holiday->month, holiday->day })) {
			refuse(reader, -EINVAL, "day", "The month has no such day.");
		}
	}
	if ((members & NTH) != 0) {
		holiday->nth = get_integer(reader, object, "nth", 1, 4); /* no year is without it */
	}
	if ((members & WEEKDAY) != 0) {
		holiday->weekday = get_weekday(reader, object);
	}
	if ((members & OFFSET) != 0) {
		holiday->offset = get_integer(reader, object, "offset", -EASTER_MAX, EASTER_MAX);
	}
}

static void
read_holiday(struct reader *reader, json_t *object, struct holiday *holiday)
{
	if (!json_is_object(object)) {
		refuse(reader, -EINVAL, "", "This is no object in braces.");
		return;
	}
	const int rule = get_rule(reader, object);
	const unsigned members = rules[rule].members;
	const char *const names[] = { "name", "rule", "from_year",
		(members & MONTH) != 0 ? "month" : NULL, (members & DAY) != 0 ? "day" : NULL,
		(members & NTH) != 0 ? "nth" : NULL, (members & WEEKDAY) != 0 ? "weekday" : NULL,
		(members & OFFSET) != 0 ? "offset" : NULL };
	only(reader, object, names, LENGTH(names));
	holiday->rule = rules[rule].rule;
	holiday->name = get_name(reader, object);
	read_rule(reader, object, members, holiday);
	if (json_object_get(object, "from_year") != NULL) {
		holiday->from_year = get_integer(reader, object, "from_year", 1867, YEAR_MAX);
	}
}

/* The items of a list, of which there are at most `max`, one by one with `where` set to each. */
static json_t *
get_list(struct reader *reader, json_t *root, const char *member, size_t max, int32_t *ret_n)
{
	json_t *list = get(reader, root, member, JSON_ARRAY, "a list in square brackets");
	const size_t n = json_array_size(list);
	if (n > max) {
		refuse(reader, -EINVAL, member, "\"%s\" has more than %zu items.", member, max);
	}
	*ret_n = reader->error == 0 ? (int32_t)n : 0;
	return list;
}

static void
read_holidays(struct reader *reader, json_t *root, struct calendar *calendar)
{
	int32_t n;
	json_t *list = get_list(reader, root, "holidays", CALENDAR_HOLIDAYS_MAX, &n);
	struct holiday *holidays = take(reader, sizeof(*holidays) * (size_t)(n + 1));
	for (int32_t i = 0; i < n && reader->error == 0; i++) {
		(void)snprintf(reader->where, sizeof(reader->where), "holidays[%d]", (int)i);
		read_holiday(reader, json_array_get(list, (size_t)i), &holidays[i]);
	}
	reader->where[0] = '\0';
	calendar->holidays = holidays;
	calendar->n_holidays = n;
}

/* ---- the rest ---- */

static void
read_closed(struct reader *reader, json_t *root, struct calendar *calendar)
{
	int32_t n;
	json_t *list = get_list(reader, root, "closed", CALENDAR_CLOSED_MAX, &n);
	struct date *closed = take(reader, sizeof(*closed) * (size_t)(n + 1));
	for (int32_t i = 0; i < n && reader->error == 0; i++) {
		const json_t *item = json_array_get(list, (size_t)i);
		(void)snprintf(reader->where, sizeof(reader->where), "closed[%d]", (int)i);
		if (!json_is_string(item) ||
			!calendar_parse_date(
				(struct str){ json_string_value(item), json_string_length(item) }, &closed[i])) {
			refuse(reader, -EINVAL, "", "This is no date in quotes, as \"2022-09-19\".");
		} else if (closed[i].year < calendar->first_year || closed[i].year > calendar->last_year) {
			refuse(reader, -EINVAL, "", "The day lies outside of the years of the calendar.");
		} else if (i > 0 && calendar_compare(closed[i - 1], closed[i]) >= 0) {
			refuse(reader, -EINVAL, "", "The days are not in order, or one is there twice.");
		}
	}
	reader->where[0] = '\0';
	calendar->closed = closed;
	calendar->n_closed = n;
}

static void
read_years(struct reader *reader, json_t *root, struct calendar *calendar)
{
	calendar->first_year = get_integer(reader, root, "first_year", YEAR_MIN, YEAR_MAX);
	calendar->last_year = get_integer(reader, root, "last_year", YEAR_MIN, YEAR_MAX);
	if (calendar->last_year < calendar->first_year) {
		refuse(reader, -EINVAL, "last_year", "The last year is before the first one.");
	}
}

static void
read_all(struct reader *reader, json_t *root, struct calendar *calendar)
{
	static const char *const names[] = { "version", "time_zone", "first_year", "last_year",
		"holidays", "closed" };
	if (get_integer(reader, root, "version", 0, INT32_MAX) != VERSION) {
		refuse(reader, -EINVAL, "version", "This program reads calendars of version 1 only.");
	}
	only(reader, root, names, LENGTH(names));
	calendar->time_zone = keep(reader, get_text(reader, root, "time_zone", ZONE_MAX));
	read_years(reader, root, calendar);
	read_holidays(reader, root, calendar);
	read_closed(reader, root, calendar);
}

static json_t *
parse(struct reader *reader, struct str json)
{
	json_error_t error;
	if (json.n > JSON_MAX) {
		refuse(reader, -EINVAL, "", "The calendar has more than %d bytes.", (int)JSON_MAX);
		return NULL;
	}
	json_t *root = json_loadb(json.n > 0 ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL) {
		char place[32];
		(void)snprintf(place, sizeof(place), "line %d", error.line);
		refuse(reader, -EINVAL, place, "This is no JSON: %.200s.", error.text);
	} else if (!json_is_object(root)) {
		refuse(reader, -EINVAL, "", "The calendar is no object in braces.");
	}
	return root;
}

int
calendar_read(const char *name, struct str json, struct arena *arena, struct calendar *ret_calendar,
	struct diagnosis *ret_diagnosis)
{
	struct reader reader = { .arena = arena };
	struct calendar calendar = { 0 };
	const size_t used = arena->used;
	json_t *root = parse(&reader, json);
	if (reader.error == 0) {
		read_all(&reader, root, &calendar);
	}
	json_decref(root);
	if (reader.error == 0) {
		*ret_calendar = calendar;
		return 0;
	}
	arena->used = used;
	*ret_diagnosis = reader.refusal;
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", name);
	return reader.error;
}

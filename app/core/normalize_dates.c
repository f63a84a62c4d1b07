/* SPDX-License-Identifier: MIT */
/* Recognizers of the normalizer for dates and times of day. */
#include "core/normalize_parts.h"

void
say_year(struct reader *reader, uint64_t year)
{
	if (reader->lang == LANG_FR || year < 1900 || year > 1999) {
		say_number(reader, year);
		return;
	}
	say_number(reader, year / 100);
	if (year % 100 == 0) {
		say(reader, "hundred");
		return;
	}
	if (year % 100 < 10) {
		say(reader, "oh");
	}
	say_number(reader, year % 100);
}

/* 1st, 2nd, 3rd, 4th, 11th: the voice reads these right. */
static void
say_english_ordinal(struct reader *reader, uint64_t value)
{
	const uint64_t last = value / 10 % 10 == 1 ? 0 : value % 10;
	say_number(reader, value);
	text_add(reader->out,
		last == 1     ? STR("st") :
			last == 2 ? STR("nd") :
			last == 3 ? STR("rd") :
						STR("th"));
}

static void
say_date(struct reader *reader, uint64_t year, uint64_t month, uint64_t day)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	if (reader->lang == LANG_FR) {
		if (day == 1) {
			say(reader, "premier");
		} else {
			say_number(reader, day);
		}
		say(reader, lexicon->months[month - 1]);
	} else {
		say(reader, lexicon->months[month - 1]);
		say_english_ordinal(reader, day);
	}
	if (year > 0) {
		pause_for(reader, reader->lang == LANG_FR ? 0 : ',');
		say_year(reader, year);
	}
}

/* "2026-11-09" */
static bool
read_iso_date(struct reader *reader)
{
	size_t at = reader->at;
	char digits[8];
	if (match_digits(reader->in, &at, 4, digits) != 4 || !match(reader->in, &at, "-") ||
		match_digits(reader->in, &at, 2, digits + 4) != 2 || !match(reader->in, &at, "-") ||
		match_digits(reader->in, &at, 2, digits + 6) != 2 || !is_boundary(reader->in, at)) {
		return false;
	}
	const uint64_t year = digits_value(digits, 4), month = digits_value(digits + 4, 2),
				   day = digits_value(digits + 6, 2);
	if (year == 0 || month < 1 || month > 12 || day < 1 || day > 31) {
		return false;
	}
	say_date(reader, year, month, day);
	reader_advance(reader, at);
	return true;
}

static int
match_month(enum lang lang, struct str s, size_t *at)
{
	const struct lexicon *lexicon = lexicon_of(lang);
	for (int month = 1; month <= 12; month++) {
		size_t behind = *at;
		if (match(s, &behind, lexicon->months[month - 1]) && is_boundary(s, behind)) {
			*at = behind;
			return month;
		}
	}
	return 0;
}

/* "November 9, 2026", "November 9": the day becomes an ordinal. */
static bool
read_english_date(struct reader *reader)
{
	size_t at = reader->at;
	char digits[4];
	const int month = match_month(LANG_EN, reader->in, &at);
	if (month == 0) {
		return false;
	}
	skip_spaces(reader->in, &at);
	const size_t n = match_digits(reader->in, &at, 2, digits);
	if (n == 0 || !is_boundary(reader->in, at)) {
		return false; /* "November 2026" */
	}
	const uint64_t day = digits_value(digits, n);
	uint64_t year = 0;
	size_t year_at = at;
	if (match(reader->in, &year_at, ", ") && match_digits(reader->in, &year_at, 4, digits) == 4 &&
		is_boundary(reader->in, year_at)) {
		year = digits_value(digits, 4);
		at = year_at;
	}
	say_date(reader, year, (uint64_t)month, day);
	reader->is_after_number = year == 0;
	reader_advance(reader, at);
	return true;
}

/* "1 novembre": the day is "premier", also where a program wrote it without "er". */
static bool
read_french_date(struct reader *reader)
{
	size_t at = reader->at;
	if (!match(reader->in, &at, "1") || fold_peek(reader->in, at) != ' ') {
		return false;
	}
	skip_spaces(reader->in, &at);
	const int month = match_month(LANG_FR, reader->in, &at);
	if (month == 0) {
		return false;
	}
	say_date(reader, 0, (uint64_t)month, 1);
	reader_advance(reader, at);
	return true;
}

bool
read_date(struct reader *reader)
{
	if (is_letter(reader->before) || is_digit(reader->before)) {
		return false;
	}
	return read_iso_date(reader) ||
		(reader->lang == LANG_FR ? read_french_date(reader) : read_english_date(reader));
}

/* The voice reads "1 heure" and "21 heures" with the masculine number. */
static void
say_french_time(struct reader *reader, uint64_t hour, uint64_t minute)
{
	if (hour == 1) {
		say(reader, "une heure");
	} else if (hour == 21) {
		say(reader, "vingt et une heures");
	} else {
		say_number(reader, hour);
		say(reader, hour == 0 ? "heure" : "heures");
	}
	if (minute == 1) {
		say(reader, "une");
	} else if (minute > 0) {
		say_number(reader, minute);
	}
}

static const char *
match_half_of_day(struct str s, size_t *at)
{
	static const struct {
		const char *shown, *words;
	} halves[] = { { "a.m.", "eh M" }, { "p.m.", "P M" }, { "am", "eh M" }, { "pm", "P M" },
		{ "AM", "eh M" }, { "PM", "P M" }, { "a.m", "eh M" }, { "p.m", "P M" } };
	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
		size_t behind = *at;
		skip_spaces(s, &behind);
		if (match(s, &behind, halves[i].shown) && is_boundary(s, behind)) {
			*at = behind;
			return halves[i].words;
		}
	}
	return NULL;
}

static void
say_english_time(struct reader *reader, uint64_t hour, uint64_t minute, const char *half)
{
	say_number(reader, hour);
	if (minute > 0 && minute < 10) {
		say(reader, "oh");
	}
	if (minute > 0) {
		say_number(reader, minute);
	} else if (half == NULL) {
		say(reader, "o'clock");
	}
	if (half != NULL) {
		say(reader, half);
	}
}

/* "15 h 05", "15 h", "15:05", "3:05 p.m.", "3 p.m.": hour, minutes, and whether there was anything but the hour. */
static bool
match_clock(struct str s, size_t *at, enum lang lang, uint64_t *ret_hour, uint64_t *ret_minute,
	bool *ret_is_sure)
{
	char digits[2];
	size_t behind = *at;
	const size_t n_hour = match_digits(s, &behind, 2, digits);
	*ret_hour = digits_value(digits, n_hour);
	*ret_minute = 0;
	*ret_is_sure = false;
	if (n_hour == 0 || *ret_hour > 24) {
		return false;
	}
	*at = behind;
	if (match(s, &behind, ":")) {
		if (match_digits(s, &behind, 2, digits) != 2) {
			return true;
		}
	} else {
		skip_spaces(s, &behind);
		if (lang != LANG_FR || !match(s, &behind, "h") || is_letter(fold_peek(s, behind))) {
			return true;
		}
		*ret_is_sure = true;
		*at = behind;
		skip_spaces(s, &behind);
		if (match_digits(s, &behind, 2, digits) != 2) {
			return true;
		}
	}
	if (digits_value(digits, 2) > 59 || !is_boundary(s, behind)) {
		return true;
	}
	*ret_minute = digits_value(digits, 2);
	*ret_is_sure = true;
	*at = behind;
	return true;
}

bool
read_time(struct reader *reader)
{
	size_t at = reader->at;
	uint64_t hour, minute;
	bool is_sure;
	if (is_letter(reader->before) || is_digit(reader->before) || reader->before == '$' ||
		!match_clock(reader->in, &at, reader->lang, &hour, &minute, &is_sure)) {
		return false;
	}
	if (reader->lang == LANG_FR) {
		if (!is_sure) {
			return false;
		}
		say_french_time(reader, hour, minute);
	} else {
		const char *half = match_half_of_day(reader->in, &at);
		if (!is_sure && half == NULL) {
			return false;
		}
		say_english_time(reader, hour, minute, half);
		pause_for(reader,
			half != NULL && reader->in.p[at - 1] == '.' && ends_sentence(reader->in, at) ? '.' : 0);
	}
	reader->is_after_number = true;
	reader_advance(reader, at);
	return true;
}

/* SPDX-License-Identifier: MIT */
/* Recognizers of the normalizer for what begins with a digit or a currency sign. */
#include "core/normalize_parts.h"

#include <string.h>

static const uint8_t GROUPS_OF_3[] = { 3, 0 };
static const uint8_t GROUPS_3_3_4[] = { 3, 3, 4, 0 };
static const uint8_t GROUPS_1_3_3_4[] = { 1, 3, 3, 4, 0 };

enum { NUMBER_DIGITS = 15, FRACTION_DIGITS = 9 };

/* A number as shown: its digits without the separators of groups. */
struct number {
	char whole[NUMBER_DIGITS];
	size_t n_whole;
	char fraction[FRACTION_DIGITS];
	size_t n_fraction; /* 0: none */
	bool is_grouped;
};

static uint64_t
value_of(const char *digits, size_t n)
{
	uint64_t value = 0;
	for (size_t i = 0; i < n; i++) {
		value = value * 10 + (uint64_t)(digits[i] - '0');
	}
	return value;
}

/* English groups by commas or no-break spaces, French by spaces of any kind (a plain one is what people type). */
static bool
match_group_separator(enum lang style, struct str s, size_t *at)
{
	const bool is_plain = *at < s.n && s.p[*at] == ' ';
	const uint32_t c = fold_next(s, at);
	return style == LANG_FR ? c == ' ' : c == ',' || (c == ' ' && !is_plain);
}

static void
match_groups(enum lang style, struct str s, size_t *at, struct number *number)
{
	while (number->n_whole + 3 <= NUMBER_DIGITS) {
		size_t behind = *at;
		if (!match_group_separator(style, s, &behind) ||
			match_digits(s, &behind, 3, number->whole + number->n_whole) != 3) {
			return;
		}
		number->n_whole += 3;
		number->is_grouped = true;
		*at = behind;
	}
}

/* A number in the style of a language. False also for more digits than any amount has. */
static bool
match_number(enum lang style, struct str s, size_t *at, struct number *ret_number)
{
	struct number number = { .n_whole = 0 };
	size_t behind = *at;
	number.n_whole = match_digits(s, &behind, NUMBER_DIGITS, number.whole);
	if (number.n_whole == 0) {
		return false;
	}
	if (number.n_whole <= 3) {
		match_groups(style, s, &behind, &number);
	}
	size_t fraction_at = behind;
	const uint32_t point = fold_next(s, &fraction_at);
	if (point == (style == LANG_FR ? ',' : '.')) {
		number.n_fraction = match_digits(s, &fraction_at, FRACTION_DIGITS, number.fraction);
		behind = number.n_fraction > 0 ? fraction_at : behind;
	}
	*at = behind;
	*ret_number = number;
	return true;
}

static void
say_decimal(struct reader *reader, const struct number *number)
{
	say_number(reader, value_of(number->whole, number->n_whole));
	if (number->n_fraction > 0) {
		text_add(reader->out, reader->lang == LANG_FR ? STR(",") : STR("."));
		text_add(reader->out, (struct str){ number->fraction, number->n_fraction });
	}
}

/* --- telephone, social insurance, reference --- */

static bool
match_phone_separator(struct str s, size_t *at)
{
	size_t behind = *at;
	const uint32_t c = fold_next(s, &behind);
	if (c != '-' && c != ' ' && c != '.') {
		return false;
	}
	*at = behind;
	return true;
}

/* "613-555-0199", "(613) 555-0199", "1-800-622-6232", "+1 613 555 0199"; n digits of a number written in groups. */
static bool
match_phone(struct str s, size_t *at, char ret_digits[11], size_t *ret_n)
{
	size_t behind = *at, n = 0;
	match(s, &behind, "+");
	size_t country = behind;
	if (match(s, &country, "1") && match_phone_separator(s, &country)) {
		ret_digits[n++] = '1';
		behind = country;
	}
	const bool has_parenthesis = match(s, &behind, "(");
	if (match_digits(s, &behind, 3, ret_digits + n) != 3 || (has_parenthesis && !match(s, &behind, ")"))) {
		return false;
	}
	if (!match_phone_separator(s, &behind) && !has_parenthesis) {
		return false;
	}
	n += 3;
	if (match_digits(s, &behind, 3, ret_digits + n) != 3 || !match_phone_separator(s, &behind) ||
		match_digits(s, &behind, 4, ret_digits + n + 3) != 4 || !is_boundary(s, behind)) {
		return false;
	}
	*at = behind;
	*ret_n = n + 7;
	return true;
}

/* "1 800 O-Canada": the letters stand for digits, and are said as the word that they make. */
static bool
match_toll_free_word(struct str s, size_t *at, char ret_area[3])
{
	size_t behind = *at;
	if (!match(s, &behind, "1") || !match_phone_separator(s, &behind) ||
		match_digits(s, &behind, 3, ret_area) != 3 || ret_area[0] != '8' || !match_phone_separator(s, &behind) ||
		!is_capital(fold_peek(s, behind))) {
		return false;
	}
	*at = behind;
	return true;
}

bool
read_phone(struct reader *reader)
{
	size_t at = reader->at, n = 0;
	char digits[11];
	if (is_digit(reader->before) || is_letter(reader->before)) {
		return false;
	}
	if (match_phone(reader->in, &at, digits, &n)) {
		pause_for(reader, reader->out->n > reader->start && fold_peek(reader->in, reader->at) == '(' ? ',' : 0);
		say_digits(reader, digits, n, n == 11 ? GROUPS_1_3_3_4 : GROUPS_3_3_4);
	} else if (match_toll_free_word(reader->in, &at, digits + 1)) {
		digits[0] = '1';
		say_digits(reader, digits, 4, GROUPS_1_3_3_4);
		pause_for(reader, ',');
	} else {
		return false;
	}
	reader_advance(reader, at);
	return true;
}

/* What follows makes a number an amount: a fraction, a dollar, a percent sign. */
static bool
is_amount_behind(struct str s, size_t at)
{
	size_t fraction = at;
	const uint32_t point = fold_next(s, &fraction);
	if ((point == ',' || point == '.') && is_digit(fold_peek(s, fraction))) {
		return true;
	}
	skip_spaces(s, &at);
	const uint32_t c = fold_peek(s, at);
	return c == '$' || c == '%' || c == 0x20AC;
}

/* Nine digits in three groups, as a social insurance number is written; no amount of money here is that long. */
bool
read_social_insurance(struct reader *reader)
{
	char digits[9];
	size_t at = reader->at;
	for (size_t group = 0; group < 3; group++) {
		if (group > 0) {
			const uint32_t separator = fold_next(reader->in, &at);
			if (separator != ' ' && separator != '-') {
				return false;
			}
		}
		if (match_digits(reader->in, &at, 3, digits + group * 3) != 3) {
			return false;
		}
	}
	if (is_digit(reader->before) || reader->before == '$' || !is_boundary(reader->in, at) ||
		is_amount_behind(reader->in, at)) {
		return false;
	}
	say_digits(reader, digits, sizeof(digits), GROUPS_OF_3);
	reader_advance(reader, at);
	return true;
}

/* "7K3-M9Q-2XW4": three groups of capitals and digits, both of which occur. */
bool
read_reference_number(struct reader *reader)
{
	static const size_t lengths[] = { 3, 3, 4 };
	size_t at = reader->at, n_digits = 0;
	for (size_t group = 0; group < 3; group++) {
		if (group > 0 && fold_next(reader->in, &at) != '-') {
			return false;
		}
		for (size_t i = 0; i < lengths[group]; i++) {
			const uint32_t c = fold_next(reader->in, &at);
			if (!is_digit(c) && !(c >= 'A' && c <= 'Z')) {
				return false;
			}
			n_digits += is_digit(c);
		}
	}
	if (n_digits == 0 || n_digits == 10 || !is_boundary(reader->in, at)) {
		return false;
	}
	say_reference(reader, str_sub(reader->in, reader->at, at));
	reader_advance(reader, at);
	return true;
}

/* --- dates and times --- */

/* "19 98", "19 oh 5", "19 hundred": the way a year of that century is said in English. */
static void
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
	text_add(reader->out, last == 1 ? STR("st") : last == 2 ? STR("nd") : last == 3 ? STR("rd") : STR("th"));
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
	const uint64_t year = value_of(digits, 4), month = value_of(digits + 4, 2), day = value_of(digits + 6, 2);
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
	const uint64_t day = value_of(digits, n);
	uint64_t year = 0;
	size_t year_at = at;
	if (match(reader->in, &year_at, ", ") && match_digits(reader->in, &year_at, 4, digits) == 4 &&
		is_boundary(reader->in, year_at)) {
		year = value_of(digits, 4);
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
	return read_iso_date(reader) || (reader->lang == LANG_FR ? read_french_date(reader) : read_english_date(reader));
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
	} halves[] = { { "a.m.", "eh M" }, { "p.m.", "P M" }, { "am", "eh M" }, { "pm", "P M" }, { "AM", "eh M" },
		{ "PM", "P M" }, { "a.m", "eh M" }, { "p.m", "P M" } };
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
match_clock(struct str s, size_t *at, enum lang lang, uint64_t *ret_hour, uint64_t *ret_minute, bool *ret_is_sure)
{
	char digits[2];
	size_t behind = *at;
	const size_t n_hour = match_digits(s, &behind, 2, digits);
	*ret_hour = value_of(digits, n_hour);
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
	if (value_of(digits, 2) > 59 || !is_boundary(s, behind)) {
		return true;
	}
	*ret_minute = value_of(digits, 2);
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
		pause_for(reader, half != NULL && reader->in.p[at - 1] == '.' && ends_sentence(reader->in, at) ? '.' : 0);
	}
	reader->is_after_number = true;
	reader_advance(reader, at);
	return true;
}

/* --- money --- */

/* "million", "milliards" behind an amount: the dollars then come after it. Bytes of the word, or 0. */
static size_t
match_magnitude(struct str s, size_t at)
{
	static const char *const words[] = { "millions", "million", "milliards", "milliard", "billions", "billion",
		"thousand", "trillion" };
	const size_t from = at;
	skip_spaces(s, &at);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t behind = at;
		if (match(s, &behind, words[i]) && is_boundary(s, behind)) {
			return behind - from;
		}
	}
	return 0;
}

static bool
is_one(const struct number *number)
{
	return value_of(number->whole, number->n_whole) == 1 && number->n_fraction == 0;
}

static void
say_english_money(struct reader *reader, const struct number *number)
{
	const uint64_t dollars = value_of(number->whole, number->n_whole);
	const uint64_t cents = number->n_fraction == 2 ? value_of(number->fraction, 2) : 0;
	if (dollars > 0 || cents == 0) {
		say_number(reader, dollars);
		say(reader, dollars == 1 ? "dollar" : "dollars");
	}
	if (dollars > 0 && cents > 0) {
		say(reader, "and");
	}
	if (cents > 0) {
		say_number(reader, cents);
		say(reader, cents == 1 ? "cent" : "cents");
	}
}

/* "12 dollars 50". Alone, "cents" would be read as the number 100: the spelling "sènte" has the sound of the coin. */
static void
say_french_money(struct reader *reader, const struct number *number)
{
	const uint64_t dollars = value_of(number->whole, number->n_whole);
	const uint64_t cents = number->n_fraction == 2 ? value_of(number->fraction, 2) : 0;
	if (dollars == 0 && cents > 0) {
		say_number(reader, cents);
		say(reader, "sènte");
		return;
	}
	say_number(reader, dollars);
	if (dollars >= 1000000 && dollars % 1000000 == 0) {
		say(reader, "de");
	}
	say(reader, dollars < 2 ? "dollar" : "dollars");
	if (cents > 0) {
		say_number(reader, cents);
	}
}

/* An amount without cents in the usual two digits: "1.5 million dollars", "0,125 dollar". */
static void
say_money(struct reader *reader, const struct number *number, struct str magnitude)
{
	if (magnitude.n == 0 && (number->n_fraction == 0 || number->n_fraction == 2)) {
		(reader->lang == LANG_FR ? say_french_money : say_english_money)(reader, number);
		return;
	}
	say_decimal(reader, number);
	if (magnitude.n > 0) {
		say_str(reader, str_trim(magnitude));
		if (reader->lang == LANG_FR) {
			say(reader, "de");
		}
	}
	say(reader, magnitude.n == 0 && is_one(number) ? "dollar" : "dollars");
}

/* "$1,234.56", "US$5.00", "CA$5" */
static bool
match_leading_dollar(struct str s, size_t *at, const char **ret_country)
{
	size_t behind = *at;
	*ret_country = NULL;
	if (match(s, &behind, "US")) {
		*ret_country = "US";
	} else if (match(s, &behind, "CA")) {
		*ret_country = "CA";
	}
	if (!match(s, &behind, "$")) {
		return false;
	}
	skip_spaces(s, &behind);
	*at = behind;
	return is_digit(fold_peek(s, behind));
}

static void
say_country(struct reader *reader, const char *country)
{
	const bool is_us = country[0] == 'U';
	if (reader->lang == LANG_FR) {
		say(reader, is_us ? "américains" : "canadiens");
	} else {
		say(reader, is_us ? "U S" : "Canadian");
	}
}

/* "/h", "/month" behind an amount. */
static void
say_per(struct reader *reader, size_t *at)
{
	size_t behind = *at;
	if (match(reader->in, &behind, "/") && is_letter(fold_peek(reader->in, behind))) {
		say(reader, reader->lang == LANG_FR ? "par" : "per");
		size_t hour = behind;
		if (match(reader->in, &hour, "h") && is_boundary(reader->in, hour)) {
			say(reader, reader->lang == LANG_FR ? "heure" : "hour");
			behind = hour;
		}
		*at = behind;
	}
}

static bool
read_leading_dollar(struct reader *reader)
{
	size_t at = reader->at;
	const char *country;
	struct number number;
	if (is_letter(reader->before) || !match_leading_dollar(reader->in, &at, &country) ||
		!match_number(LANG_EN, reader->in, &at, &number)) {
		return false;
	}
	const size_t magnitude = match_magnitude(reader->in, at);
	say_money(reader, &number, str_sub(reader->in, at, at + magnitude));
	at += magnitude;
	if (country != NULL) {
		say_country(reader, country);
	}
	reader->is_after_number = true;
	say_per(reader, &at);
	reader_advance(reader, at);
	return true;
}

/* "1 234,56 $", "5,00 $ US", "1,5 million $" */
static bool
read_trailing_dollar(struct reader *reader)
{
	size_t at = reader->at;
	struct number number;
	if (!match_number(LANG_FR, reader->in, &at, &number)) {
		return false;
	}
	const size_t magnitude_at = at, magnitude = match_magnitude(reader->in, at);
	at += magnitude;
	size_t de = at;
	skip_spaces(reader->in, &de);
	if (magnitude > 0 && match(reader->in, &de, "de ")) {
		at = de; /* "2 millions de $" */
	}
	skip_spaces(reader->in, &at);
	const bool is_millions = magnitude == 0 && match(reader->in, &at, "M$");
	if (!is_millions && !match(reader->in, &at, "$")) {
		return false;
	}
	say_money(reader, &number, is_millions ? STR("millions") :
		str_sub(reader->in, magnitude_at, magnitude_at + magnitude));
	size_t country = at;
	skip_spaces(reader->in, &country);
	if ((match(reader->in, &country, "US") || match(reader->in, &country, "CA")) && is_boundary(reader->in, country)) {
		say_country(reader, reader->in.p[country - 1] == 'S' ? "US" : "CA");
		at = country;
	}
	reader->is_after_number = true;
	say_per(reader, &at);
	reader_advance(reader, at);
	return true;
}

bool
read_money(struct reader *reader)
{
	return !is_digit(reader->before) && (read_leading_dollar(reader) || read_trailing_dollar(reader));
}

/* --- ordinals and plain numbers --- */

/* "deuxième" to "dix-neuvième"; what stands before "et unième", "-deuxième" for the tens. */
static void
say_french_ordinal(struct reader *reader, uint64_t value)
{
	static const char *const low[] = { "zéroième", "unième", "deuxième", "troisième", "quatrième", "cinquième",
		"sixième", "septième", "huitième", "neuvième", "dixième", "onzième", "douzième", "treizième",
		"quatorzième", "quinzième", "seizième", "dix-septième", "dix-huitième", "dix-neuvième" };
	static const char *const tens[] = { "", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante",
		"quatre-vingt", "quatre-vingt" };
	static const char *const round[] = { "", "", "vingtième", "trentième", "quarantième", "cinquantième",
		"soixantième", "", "quatre-vingtième", "" };
	if (value >= 100) {
		if (value % 100 == 0) {
			if (value > 100) {
				say_number(reader, value / 100);
			}
			say(reader, "centième");
			return;
		}
		say_number(reader, value / 100 * 100);
		value %= 100;
	}
	if (value < 20) {
		say(reader, low[value]);
		return;
	}
	const uint64_t ten = value / 10;
	const bool has_teens = ten == 7 || ten == 9; /* soixante-dix, quatre-vingt-dix */
	const uint64_t rest = value % 10 + (has_teens ? 10 : 0);
	if (rest == 0) {
		say(reader, round[ten]);
		return;
	}
	say(reader, tens[ten]);
	if (value % 10 == 1 && ten < 8) {
		say(reader, "et");
	} else {
		reader->is_joined = true;
		say(reader, "-");
		reader->is_joined = true;
	}
	say(reader, low[rest]);
}

static const char *
match_french_ordinal(struct str s, size_t *at)
{
	/* One column: how it is written; the other: what it makes of 1 and 2 (NULL: the rule). */
	static const struct {
		const char *shown, *first, *second;
	} endings[] = { { "er", "premier", NULL }, { "ers", "premiers", NULL }, { "re", "première", NULL },
		{ "ère", "première", NULL }, { "res", "premières", NULL }, { "nde", NULL, "seconde" },
		{ "nd", NULL, "second" }, { "ème", "", "" }, { "ième", "", "" }, { "es", "", "" }, { "e", "", "" } };
	char digits[4];
	size_t behind = *at;
	const size_t n = match_digits(s, &behind, sizeof(digits), digits);
	const uint64_t value = value_of(digits, n);
	for (size_t i = 0; n > 0 && i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t end = behind;
		if (!match(s, &end, endings[i].shown) || !is_boundary(s, end)) {
			continue;
		}
		*at = end;
		return value == 1 ? endings[i].first : value == 2 ? endings[i].second : value < 1000 ? "" : NULL;
	}
	return NULL;
}

bool
read_ordinal(struct reader *reader)
{
	size_t at = reader->at;
	if (reader->lang != LANG_FR || is_digit(reader->before)) {
		return false;
	}
	const char *special = match_french_ordinal(reader->in, &at);
	if (special == NULL) {
		return false;
	}
	if (special[0] != '\0') {
		say(reader, special);
	} else {
		char digits[4];
		size_t from = reader->at;
		say_french_ordinal(reader, value_of(digits, match_digits(reader->in, &from, sizeof(digits), digits)));
	}
	reader_advance(reader, at);
	return true;
}

/* A percent sign or a unit behind the number. */
static void
say_unit(struct reader *reader, size_t *at, const struct number *number)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	size_t unit_at = *at;
	skip_spaces(reader->in, &unit_at);
	const size_t from = unit_at;
	if (match(reader->in, &unit_at, "%")) {
		say(reader, lexicon->percent);
		*at = unit_at;
		return;
	}
	for (const struct unit *u = lexicon->units; u->shown != NULL; u++) {
		unit_at = from;
		if (match(reader->in, &unit_at, u->shown) && is_boundary(reader->in, unit_at)) {
			say(reader, is_one(number) ? u->one : u->many);
			*at = unit_at;
			return;
		}
	}
}

/* Numbers that are names, not amounts: with zeros in front, or so long that nobody counts them. */
static bool
is_serial(const struct number *number)
{
	return !number->is_grouped && number->n_fraction == 0 && number->n_whole > 1 &&
		(number->whole[0] == '0' || number->n_whole >= 7);
}

bool
read_number(struct reader *reader)
{
	size_t at = reader->at;
	struct number number;
	if (!is_digit(fold_peek(reader->in, at))) {
		return false;
	}
	if (!match_number(reader->lang, reader->in, &at, &number)) {
		/* Longer than any amount: one digit after the other. */
		say(reader, lexicon_of(reader->lang)->digits[fold_next(reader->in, &at) - '0']);
		reader_advance(reader, at);
		return true;
	}
	const uint64_t value = value_of(number.whole, number.n_whole);
	const uint32_t next = fold_peek(reader->in, at);
	if (is_serial(&number)) {
		say_digits(reader, number.whole, number.n_whole, number.n_whole == 10 ? GROUPS_3_3_4 : GROUPS_OF_3);
	} else if (reader->lang == LANG_EN && number.n_whole == 4 && !number.is_grouped && number.n_fraction == 0) {
		say_year(reader, value);
	} else {
		say_decimal(reader, &number);
	}
	if (reader->lang == LANG_EN && (next == 's' || next == 'n' || next == 'r' || next == 't')) {
		reader->is_joined = true; /* "2nd", "1990s": the voice knows these */
	}
	say_unit(reader, &at, &number);
	reader->is_after_number = !is_serial(&number);
	reader_advance(reader, at);
	return true;
}

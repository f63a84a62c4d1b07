/* SPDX-License-Identifier: MIT */
/* Recognizers of the normalizer for amounts: money, ordinals, plain numbers with their units. */
#include "core/normalize_parts.h"

#include <string.h>

static const uint8_t GROUPS_OF_3[] = { 3, 0 };
static const uint8_t GROUPS_3_3_4[] = { 3, 3, 4, 0 };

/* English groups by commas or no-break spaces, French by spaces of any kind (a plain one is what people type). */
static bool
match_group_separator(enum lang style, struct str s, size_t *at)
{
	const bool is_plain = *at < s.n && s.p[*at] == ' ';
	const uint32_t c = fold_next(s, at);
	return style == LANG_FR ? c == ' ' : c == ',' || (c == ' ' && !is_plain);
}

/* False when there are more groups than any amount has. */
static bool
match_groups(enum lang style, struct str s, size_t *at, struct number *number)
{
	for (;;) {
		char digits[3];
		size_t behind = *at;
		if (!match_group_separator(style, s, &behind) || match_digits(s, &behind, 3, digits) != 3) {
			return true;
		}
		if (number->n_whole + 3 > NUMBER_DIGITS) {
			return false;
		}
		memcpy(number->whole + number->n_whole, digits, 3);
		number->n_whole += 3;
		number->is_grouped = true;
		*at = behind;
	}
}

bool
match_number(enum lang style, struct str s, size_t *at, struct number *ret_number)
{
	struct number number = { .n_whole = 0 };
	size_t behind = *at;
	number.n_whole = match_digits(s, &behind, NUMBER_DIGITS, number.whole);
	if (number.n_whole == 0) {
		return false;
	}
	if (number.n_whole <= 3 && !match_groups(style, s, &behind, &number)) {
		return false;
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

void
say_decimal(struct reader *reader, const struct number *number)
{
	say_number(reader, digits_value(number->whole, number->n_whole));
	if (number->n_fraction > 0) {
		text_add(reader->out, reader->lang == LANG_FR ? STR(",") : STR("."));
		text_add(reader->out, (struct str){ number->fraction, number->n_fraction });
	}
}

/* --- money --- */

size_t
match_magnitude(struct str s, size_t at)
{
	static const char *const words[] = { "millions", "million", "milliards", "milliard", "billions",
		"billion", "thousand", "trillion" };
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
	return digits_value(number->whole, number->n_whole) == 1 && number->n_fraction == 0;
}

static void
say_english_money(struct reader *reader, const struct number *number)
{
	const uint64_t dollars = digits_value(number->whole, number->n_whole);
	const uint64_t cents = number->n_fraction == 2 ? digits_value(number->fraction, 2) : 0;
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
	const uint64_t dollars = digits_value(number->whole, number->n_whole);
	const uint64_t cents = number->n_fraction == 2 ? digits_value(number->fraction, 2) : 0;
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
	say_money(reader, &number,
		is_millions ? STR("millions") :
					  str_sub(reader->in, magnitude_at, magnitude_at + magnitude));
	size_t country = at;
	skip_spaces(reader->in, &country);
	if ((match(reader->in, &country, "US") || match(reader->in, &country, "CA")) &&
		is_boundary(reader->in, country)) {
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
	return !is_digit(reader->before) &&
		(read_leading_dollar(reader) || read_trailing_dollar(reader));
}

/* --- ordinals and plain numbers --- */

/* "deuxième" to "dix-neuvième"; what stands before "et unième", "-deuxième" for the tens. */
static void
say_french_ordinal(struct reader *reader, uint64_t value)
{
	static const char *const low[] = { "zéroième", "unième", "deuxième", "troisième", "quatrième",
		"cinquième", "sixième", "septième", "huitième", "neuvième", "dixième", "onzième",
		"douzième", "treizième", "quatorzième", "quinzième", "seizième", "dix-septième",
		"dix-huitième", "dix-neuvième" };
	static const char *const tens[] = { "", "", "vingt", "trente", "quarante", "cinquante",
		"soixante", "soixante", "quatre-vingt", "quatre-vingt" };
	static const char *const round[] = { "", "", "vingtième", "trentième", "quarantième",
		"cinquantième", "soixantième", "", "quatre-vingtième", "" };
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
	} endings[] = { { "er", "premier", NULL }, { "ers", "premiers", NULL },
		{ "re", "première", NULL }, { "ère", "première", NULL }, { "res", "premières", NULL },
		{ "nde", NULL, "seconde" }, { "nd", NULL, "second" }, { "ème", "", "" }, { "ième", "", "" },
		{ "es", "", "" }, { "e", "", "" } };
	char digits[4];
	size_t behind = *at;
	const size_t n = match_digits(s, &behind, sizeof(digits), digits);
	const uint64_t value = digits_value(digits, n);
	for (size_t i = 0; n > 0 && i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t end = behind;
		if (!match(s, &end, endings[i].shown) || !is_boundary(s, end)) {
			continue;
		}
		*at = end;
		return value == 1 ? endings[i].first :
			value == 2    ? endings[i].second :
			value < 1000  ? "" :
							NULL;
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
		say_french_ordinal(
			reader, digits_value(digits, match_digits(reader->in, &from, sizeof(digits), digits)));
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

/* A number longer than any amount: one digit after the other, with its groups and its decimals. */
static void
say_long(struct reader *reader, size_t *at)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	bool has_point = false;
	for (;;) {
		size_t behind = *at;
		const uint32_t c = fold_next(reader->in, &behind);
		size_t group = *at;
		if (is_digit(c)) {
			say(reader, lexicon->digits[c - '0']);
		} else if (match_group_separator(reader->lang, reader->in, &group) &&
			is_digit(fold_peek(reader->in, group)) && !has_point) {
			pause_for(reader, ',');
		} else if (c == (reader->lang == LANG_FR ? ',' : '.') && !has_point &&
			is_digit(fold_peek(reader->in, behind))) {
			say(reader, reader->lang == LANG_FR ? "virgule" : lexicon->point);
			has_point = true;
		} else {
			return;
		}
		*at = behind;
	}
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
		say_long(reader, &at);
		reader_advance(reader, at);
		return true;
	}
	const uint64_t value = digits_value(number.whole, number.n_whole);
	const uint32_t next = fold_peek(reader->in, at);
	if (is_serial(&number)) {
		say_digits(reader, number.whole, number.n_whole,
			number.n_whole == 10 ? GROUPS_3_3_4 : GROUPS_OF_3);
	} else if (reader->lang == LANG_EN && number.n_whole == 4 && !number.is_grouped &&
		number.n_fraction == 0) {
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

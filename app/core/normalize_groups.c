/* SPDX-License-Identifier: MIT */
/* Recognizers of the normalizer for numbers that are names: telephone, social insurance, reference. */
#include "core/normalize_parts.h"

static const uint8_t GROUPS_OF_3[] = { 3, 0 };
static const uint8_t GROUPS_3_3_4[] = { 3, 3, 4, 0 };
static const uint8_t GROUPS_1_3_3_4[] = { 1, 3, 3, 4, 0 };

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
	if (match_digits(s, &behind, 3, ret_digits + n) != 3 ||
		(has_parenthesis && !match(s, &behind, ")"))) {
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
		match_digits(s, &behind, 3, ret_area) != 3 || ret_area[0] != '8' ||
		!match_phone_separator(s, &behind) || !is_capital(fold_peek(s, behind))) {
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
		pause_for(reader,
			reader->out->n > reader->start && fold_peek(reader->in, reader->at) == '(' ? ',' : 0);
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

/* "7K3-M9Q-2XW3": three groups of capitals and digits, both of which occur. */
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

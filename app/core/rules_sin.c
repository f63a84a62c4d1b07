/* SPDX-License-Identifier: MIT */
/* Looks for what could be a Social Insurance Number in running text. */
#include "core/rules_sin.h"

#include "core/format.h"

enum { SIN_DIGITS = 9 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
joins_digits(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '-' || c == '.' || c == 0xA0 || c == 0x202F ||
		(c >= 0x2010 && c <= 0x2014);
}

/* Behind the white space, hyphens and dots at `at`, at most three of them: more is no longer one number. */
static size_t
behind_joints(struct str s, size_t at)
{
	for (int i = 0; i < 3 && at < s.n; i++) {
		size_t behind = at;
		if (!joins_digits(utf8_next(s, &behind))) {
			break;
		}
		at = behind;
	}
	return at;
}

/* Behind the last digit of the digits at `from` and all that are joined to them. */
static size_t
behind_number(struct str s, size_t from)
{
	size_t at = from;
	while (at < s.n && is_digit(s.p[at])) {
		while (at < s.n && is_digit(s.p[at])) {
			at++;
		}
		const size_t next = behind_joints(s, at);
		if (next == s.n || !is_digit(s.p[next])) {
			break;
		}
		at = next;
	}
	return at;
}

/* Luhn's formula: every second digit doubled, digit sums added, a multiple of ten. */
static bool
luhn_is_good(const char digits[SIN_DIGITS])
{
	int sum = 0;
	for (int i = 0; i < SIN_DIGITS; i++) {
		const int weighted = (digits[i] - '0') * (i % 2 == 1 ? 2 : 1);
		sum += weighted / 10 + weighted % 10;
	}
	return sum % 10 == 0;
}

/* Whether whole groups of digits from `at` on make up nine digits with a good check digit. */
static bool
sin_starts_at(struct str number, size_t at)
{
	char digits[SIN_DIGITS];
	int n = 0;
	while (at < number.n && is_digit(number.p[at])) {
		for (; at < number.n && is_digit(number.p[at]); at++, n++) {
			if (n == SIN_DIGITS) {
				return false;
			}
			digits[n] = number.p[at];
		}
		if (n == SIN_DIGITS) {
			return luhn_is_good(digits);
		}
		at = behind_joints(number, at);
	}
	return false;
}

/*
 * A telephone number with a gap after every digit: the only way of writing one in which nine digits are whole groups. (Parted
 * as usual, into 1, 3, 3 and 4 digits, no groups add up to nine.)
 */
static bool
is_phone_digit_by_digit(struct str number)
{
	char phone[10];
	for (size_t i = 1; i < number.n; i++) {
		if (is_digit(number.p[i]) && is_digit(number.p[i - 1])) {
			return false;
		}
	}
	return parse_phone(number, phone);
}

bool
rules_holds_sin(struct str text)
{
	size_t at = 0;
	while (at < text.n) {
		if (!is_digit(text.p[at])) {
			at++;
			continue;
		}
		const struct str number = str_sub(text, at, behind_number(text, at));
		const bool is_phone = is_phone_digit_by_digit(number);
		for (size_t i = 0; !is_phone && i < number.n; i++) {
			const bool group_starts = is_digit(number.p[i]) &&
				(i == 0 || !is_digit(number.p[i - 1]));
			if (group_starts && sin_starts_at(number, i)) {
				return true;
			}
		}
		at += number.n;
	}
	return false;
}

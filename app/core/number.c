/* SPDX-License-Identifier: MIT */
/* Writes plain numbers in the way of Canadian English or French, exactly, however many digits they have. */
#include "core/number.h"

#define NO_BREAK_SPACE STR("\u00A0")

/* A plain number, read but not copied: the digits stay in the text, a point among them or not. */
struct decimal {
	struct str digits; /* "1234.5" */
	size_t n_digits;
	size_t point; /* digits before the point in the text */
	int64_t
		places; /* digits before the decimal point once the exponent is counted in; may be negative */
	bool has_point, is_negative;
	bool has_exponent;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* [digits][.digits] with one digit at least. Moves *at behind it. */
static bool
read_digits(struct str plain, size_t *at, struct decimal *number)
{
	const size_t from = *at;
	for (; *at < plain.n; (*at)++) {
		if (is_digit(plain.p[*at])) {
			number->n_digits++;
		} else if (plain.p[*at] == '.' && !number->has_point) {
			number->has_point = true;
			number->point = number->n_digits;
		} else {
			break;
		}
	}
	number->digits = str_sub(plain, from, *at);
	number->point = number->has_point ? number->point : number->n_digits;
	return number->n_digits > 0;
}

/* e[+-]digits to the end of the text, or nothing. */
static enum number_fault
read_exponent(struct str plain, size_t at, int64_t *ret_exponent)
{
	int64_t exponent = 0;
	bool is_negative = false, is_long = false;
	if (at == plain.n) {
		*ret_exponent = 0;
		return NUMBER_GOOD;
	}
	if (plain.p[at] != 'e' && plain.p[at] != 'E') {
		return NUMBER_NONE;
	}
	at++;
	if (at < plain.n && (plain.p[at] == '-' || plain.p[at] == '+')) {
		is_negative = plain.p[at++] == '-';
	}
	if (at == plain.n) {
		return NUMBER_NONE;
	}
	for (; at < plain.n; at++) {
		if (!is_digit(plain.p[at])) {
			return NUMBER_NONE;
		}
		exponent = is_long ? exponent : exponent * 10 + (plain.p[at] - '0');
		is_long = exponent > NUMBER_EXPONENT_MAX;
	}
	*ret_exponent = is_negative ? -exponent : exponent;
	return is_long ? NUMBER_TOO_LONG : NUMBER_GOOD;
}

static enum number_fault
read_plain(struct str plain, struct decimal *ret_number)
{
	struct decimal number = { .is_negative = plain.n > 0 && plain.p[0] == '-' };
	size_t at = number.is_negative ? 1 : 0;
	int64_t exponent;
	if (plain.n == 0) {
		return NUMBER_EMPTY;
	}
	if (!read_digits(plain, &at, &number)) {
		return NUMBER_NONE;
	}
	number.has_exponent = at < plain.n;
	const enum number_fault fault = read_exponent(plain, at, &exponent);
	if (fault == NUMBER_GOOD) {
		number.places = (int64_t)number.point + exponent;
		*ret_number = number;
	}
	return fault;
}

/* The digit that counts units of 10^place. */
static int
digit_at(const struct decimal *number, int64_t place)
{
	const int64_t index = number->places - 1 - place;
	if (index < 0 || index >= (int64_t)number->n_digits) {
		return 0;
	}
	const size_t i = (size_t)index;
	return number->digits.p[number->has_point && i >= number->point ? i + 1 : i] - '0';
}

/* Place of the first digit that is not zero; 0 at least, for a number has one digit before its point. */
static int64_t
top_place(const struct decimal *number)
{
	int64_t place = number->places - 1;
	while (place > 0 && digit_at(number, place) == 0) {
		place--;
	}
	return place > 0 ? place : 0;
}

/* The place whose digit rounding raises by one, the nines behind it becoming zeros; INT64_MIN when it raises none. */
static int64_t
raised_place(const struct decimal *number, int32_t decimals)
{
	int64_t place = -(int64_t)decimals;
	if (digit_at(number, place - 1) < 5) {
		return INT64_MIN;
	}
	while (digit_at(number, place) == 9) {
		place++;
	}
	return place;
}

struct signs {
	struct str group, point; /* group is empty: none */
};

static void
write_digits(const struct decimal *number, int32_t decimals, struct signs signs, struct text *out)
{
	const int64_t raised = raised_place(number, decimals);
	const int64_t top = top_place(number);
	for (int64_t place = raised > top ? raised : top; place >= -(int64_t)decimals; place--) {
		const int digit = place > raised ? digit_at(number, place) :
			place == raised              ? digit_at(number, place) + 1 :
										   0;
		if (place == -1) {
			text_add(out, signs.point);
		}
		text_char(out, (uint32_t)('0' + digit));
		if (place > 0 && place % 3 == 0) {
			text_add(out, signs.group);
		}
	}
}

/*
 * Browsers keep the sign of a fraction that rounds to nothing ("-0.4" is "-0"), but know whole numbers exactly, where zero
 * has no sign.
 */
static bool
shows_minus(const struct decimal *number)
{
	if (!number->is_negative || number->has_point || number->has_exponent) {
		return number->is_negative;
	}
	return digit_at(number, top_place(number)) != 0;
}

/* Between a sign that ends in a letter and the figures there is a no-break space: "CHF 5.00", but "US$5.00". */
static void
write_sign_in_front(struct str sign, struct text *out)
{
	const char last = sign.n > 0 ? sign.p[sign.n - 1] : '$';
	text_add(out, sign);
	if ((last >= 'A' && last <= 'Z') || (last >= 'a' && last <= 'z')) {
		text_add(out, NO_BREAK_SPACE);
	}
}

static struct signs
signs_of(enum lang lang, bool is_grouped)
{
	const struct str group = lang == LANG_FR ? NO_BREAK_SPACE : STR(",");
	return (struct signs){ is_grouped ? group : STR_NONE, lang == LANG_FR ? STR(",") : STR(".") };
}

int32_t
number_decimals(const struct number_style *style)
{
	struct currency currency;
	return number_currency(style->currency, &currency) ? currency.decimals : style->decimals;
}

/* `least`: decimals that are shown even if the style has fewer. */
static enum number_fault
write(enum lang lang, const struct number_style *style, const struct decimal *number, int32_t least,
	struct text *out)
{
	struct currency currency = { 0 };
	const bool is_money = style->currency.n > 0;
	if (is_money && !number_currency(style->currency, &currency)) {
		return NUMBER_CURRENCY;
	}
	const char *own = currency.sign[lang];
	const struct str sign = str_of(own ? own : currency.code);
	const int32_t decimals = number_decimals(style);
	if (shows_minus(number)) {
		text_add(out, STR("-"));
	}
	if (is_money && lang == LANG_EN) {
		write_sign_in_front(sign, out);
	}
	write_digits(number, decimals > least ? decimals : least,
		signs_of(lang, is_money || style->is_grouped), out);
	if (is_money && lang == LANG_FR) {
		text_add(out, NO_BREAK_SPACE);
		text_add(out, sign);
	}
	return NUMBER_GOOD;
}

enum number_fault
number_format(enum lang lang, const struct number_style *style, struct str plain, struct text *out)
{
	struct decimal number;
	const enum number_fault fault = read_plain(plain, &number);
	return fault == NUMBER_GOOD ? write(lang, style, &number, 0, out) : fault;
}

/* "007": somebody's number of something, in which the zeros count. */
static bool
has_zeros_in_front(const struct decimal *number)
{
	return number->point > 1 && number->digits.p[0] == '0';
}

void
number_show(enum lang lang, const struct number_style *style, struct str plain, struct text *out)
{
	struct decimal number;
	const struct str trimmed = str_trim(plain);
	if (read_plain(trimmed, &number) != NUMBER_GOOD || number.has_exponent ||
		has_zeros_in_front(&number) ||
		write(lang, style, &number, (int32_t)(number.n_digits - number.point), out) !=
			NUMBER_GOOD) {
		text_add(out, plain);
	}
}

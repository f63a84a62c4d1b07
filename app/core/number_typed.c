/* SPDX-License-Identifier: MIT */
/* Reads numbers as people type them; refuses rather than guesses. */
#include "core/number.h"

enum { SIGN_BYTES = 16 };

/* What stands around the figures. */
struct frame {
	char sign[SIGN_BYTES]; /* of money, in front and behind in one, capitals, without spaces */
	size_t n_sign;
	bool is_negative, has_sign; /* plus or minus */
};

/* The figures, from the first digit or separator to the last. */
struct figures {
	struct str text;
	size_t n_digits, n_commas, n_dots, n_spaces;
	size_t last; /* byte offset of the last comma or dot */
};

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* The spaces that keyboards, phones and typesetters put between groups: plain, no-break, narrow, thin, figure. */
static bool
is_space(uint32_t c)
{
	return c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009 || c == 0x2007;
}

/* Hyphens, dashes and minus signs of all kinds. */
static bool
is_minus(uint32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 ||
		c == 0xFF0D;
}

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

/* ---- around the figures ---- */

/* One character of the frame; false when it does not belong into one. */
static bool
take(struct frame *frame, struct str character, bool in_front)
{
	size_t at = 0;
	const uint32_t c = utf8_next(character, &at);
	if (is_space(c)) {
		return true;
	}
	if (is_minus(c) || c == '+') {
		const bool good = in_front && !frame->has_sign;
		frame->has_sign = true;
		frame->is_negative = c != '+';
		return good;
	}
	if (is_digit(c) || character.n > SIGN_BYTES - frame->n_sign) {
		return false;
	}
	for (size_t i = 0; i < character.n; i++) {
		frame->sign[frame->n_sign++] = upper(character.p[i]);
	}
	return true;
}

/* Commas and dots belong to a number where they touch a digit; the full stop of "Cg." does not. */
static bool
is_figure(struct str typed, size_t at)
{
	const char c = typed.p[at];
	return is_digit((unsigned char)c) ||
		((c == '.' || c == ',') &&
			((at > 0 && is_digit((unsigned char)typed.p[at - 1])) ||
				(at + 1 < typed.n && is_digit((unsigned char)typed.p[at + 1]))));
}

/* Parts the text into frame and figures. False for what cannot be around a number. */
static bool
part(struct str typed, struct frame *frame, struct str *ret_figures)
{
	size_t from = 0, to = typed.n;
	while (from < typed.n && !is_figure(typed, from)) {
		from++;
	}
	while (to > from && !is_figure(typed, to - 1)) {
		to--;
	}
	for (size_t at = 0; at < typed.n;) {
		const size_t before = at;
		if (at == from) {
			at = to;
			continue;
		}
		utf8_next(typed, &at);
		if (!take(frame, str_sub(typed, before, at), before < from)) {
			return false;
		}
	}
	*ret_figures = str_sub(typed, from, to);
	return to > from;
}

/* The letters of a sign without its dollar and spaces; false when it has no dollar. */
static bool
take_dollar(struct str sign, char ret_letters[SIGN_BYTES], size_t *ret_n)
{
	size_t n = 0, dollars = 0;
	for (size_t at = 0; at < sign.n;) {
		const size_t from = at;
		const uint32_t c = utf8_next(sign, &at);
		dollars += c == '$';
		for (size_t i = from; i < at && c != '$' && !is_space(c) && n < SIGN_BYTES; i++) {
			ret_letters[n++] = sign.p[i];
		}
	}
	*ret_n = n;
	return dollars == 1;
}

/* "US$", "$ US", "$US", "$" and "USD$" are all the dollar of the United States, "C$" and "CA$" that of Canada. */
static bool
is_dollar_of(struct str typed, const struct currency *currency)
{
	char letters[SIGN_BYTES], own[SIGN_BYTES];
	size_t n, n_own;
	bool is_dollar = false, is_named = false;
	if (!take_dollar(typed, letters, &n)) {
		return false;
	}
	const struct str country = { letters, n };
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const char *sign = currency->sign[lang];
		if (sign && take_dollar(str_of(sign), own, &n_own)) {
			is_dollar = true;
			is_named = is_named || str_eq(country, (struct str){ own, n_own });
		}
	}
	const bool is_canadian = str_eq(str_of(currency->code), STR("CAD")) &&
		(str_eq(country, STR("CA")) || str_eq(country, STR("C")));
	return is_dollar &&
		(n == 0 || is_named || is_canadian || str_eq(country, str_of(currency->code)));
}

/* Whether `typed`, which is in capitals and has no spaces, is this sign. */
static bool
is_same_sign(struct str typed, struct str sign)
{
	size_t n = 0;
	for (size_t at = 0; at < sign.n;) {
		const size_t from = at;
		const bool is_blank = is_space(utf8_next(sign, &at));
		for (size_t i = from; i < at && !is_blank; i++) {
			if (n == typed.n || typed.p[n++] != upper(sign.p[i])) {
				return false;
			}
		}
	}
	return n == typed.n;
}

/* Whether the sign that was typed, if any, is that of the question's currency. */
static bool
is_sign_good(const struct frame *frame, struct str code)
{
	const struct str typed = { frame->sign, frame->n_sign };
	struct currency currency;
	if (typed.n == 0) {
		return true;
	}
	if (!number_currency(code, &currency)) {
		return str_eq(typed, STR("$"));
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (currency.sign[lang] && is_same_sign(typed, str_of(currency.sign[lang]))) {
			return true;
		}
	}
	return str_eq(typed, str_of(currency.code)) || is_dollar_of(typed, &currency);
}

/* ---- the figures ---- */

static bool
count(struct str text, struct figures *ret_figures)
{
	struct figures figures = { .text = text };
	for (size_t at = 0; at < text.n;) {
		const size_t from = at;
		const uint32_t c = utf8_next(text, &at);
		figures.n_digits += is_digit(c);
		figures.n_commas += c == ',';
		figures.n_dots += c == '.';
		figures.n_spaces += is_space(c);
		figures.last = c == ',' || c == '.' ? from : figures.last;
		if (!is_digit(c) && c != ',' && c != '.' && !is_space(c)) {
			return false;
		}
	}
	*ret_figures = figures;
	return figures.n_digits > 0;
}

/* One comma or dot, one to three digits before it and three behind it, the first one no zero: thousands would look so. */
static bool
looks_grouped(const struct figures *figures)
{
	return figures->last >= 1 && figures->last <= 3 && figures->text.n - figures->last == 4 &&
		figures->text.p[0] != '0';
}

/* Byte offset of the decimal sign, text.n when there is none; the rules stand in number.h. */
static enum number_fault
find_point(enum lang lang, const struct number_style *style, const struct figures *figures,
	size_t *ret_point)
{
	const size_t n = figures->n_commas + figures->n_dots;
	const bool is_comma = n > 0 && figures->text.p[figures->last] == ',';
	const size_t n_last = is_comma ? figures->n_commas : figures->n_dots;
	*ret_point = figures->last;
	if (n == 0 || (n == n_last && n > 1)) {
		*ret_point = figures->text.n;
		return NUMBER_GOOD;
	}
	if (n != n_last) {
		return n_last == 1 ? NUMBER_GOOD : NUMBER_NONE;
	}
	if (figures->n_spaces > 0 || !looks_grouped(figures)) {
		return NUMBER_GOOD;
	}
	if (is_comma && lang == LANG_EN) {
		*ret_point = figures->text.n;
		return NUMBER_GOOD;
	}
	return number_decimals(style) >= 3 ? NUMBER_GOOD : NUMBER_AMBIGUOUS;
}

/* Whether the whole part has groups of three digits, one kind of separator between them, or none at all. */
static bool
is_whole(struct str whole)
{
	uint32_t separator = 0;
	size_t n = 0; /* digits since the last separator */
	for (size_t at = 0; at < whole.n;) {
		const uint32_t c = utf8_next(whole, &at);
		if (is_digit(c)) {
			n++;
			continue;
		}
		const uint32_t kind = is_space(c) ? ' ' : c;
		if (separator == 0 ? n == 0 || n > 3 || whole.p[0] == '0' : n != 3 || kind != separator) {
			return false;
		}
		separator = kind;
		n = 0;
	}
	return separator == 0 || n == 3;
}

static bool
is_fraction(struct str fraction)
{
	for (size_t i = 0; i < fraction.n; i++) {
		if (!is_digit((unsigned char)fraction.p[i])) {
			return false;
		}
	}
	return true;
}

static void
write_plain(const struct frame *frame, struct str whole, struct str fraction, struct text *out)
{
	if (frame->is_negative) {
		text_add(out, STR("-"));
	}
	for (size_t i = 0; i < whole.n; i++) {
		if (is_digit((unsigned char)whole.p[i])) {
			text_add(out, str_sub(whole, i, i + 1));
		}
	}
	if (fraction.n > 0) {
		text_add(out, STR("."));
		text_add(out, fraction);
	}
}

enum number_fault
number_parse(enum lang lang, const struct number_style *style, struct str typed, struct text *out)
{
	const struct str trimmed = str_trim(typed);
	struct frame frame = { 0 };
	struct figures figures;
	struct str text;
	size_t point;
	if (trimmed.n == 0) {
		return NUMBER_EMPTY;
	}
	if (!part(trimmed, &frame, &text) || !count(text, &figures)) {
		return NUMBER_NONE;
	}
	if (!is_sign_good(&frame, style->currency)) {
		return NUMBER_CURRENCY;
	}
	const enum number_fault fault = find_point(lang, style, &figures, &point);
	if (fault != NUMBER_GOOD) {
		return fault;
	}
	const struct str whole = str_sub(text, 0, point);
	const struct str fraction = point < text.n ? str_sub(text, point + 1, text.n) : STR_NONE;
	if (!is_whole(whole) || !is_fraction(fraction)) {
		return NUMBER_NONE;
	}
	write_plain(&frame, whole, fraction, out);
	return NUMBER_GOOD;
}

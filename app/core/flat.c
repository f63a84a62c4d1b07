/* SPDX-License-Identifier: MIT */
/* A strict reader of JSON objects without nesting. */
#include "core/flat.h"

#include <assert.h>

enum { DIGITS_MAX = 10, ESCAPED_UNIT = 4 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hexadecimal(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Past the escape whose backslash is at `at`; 0 if it is none (RFC 8259 section 7). */
static size_t
past_escape(struct str s, size_t at)
{
	if (at + 1 >= s.n) {
		return 0;
	}
	if (s.p[at + 1] != 'u') {
		const struct str letter = { s.p + at + 1, 1 };
		return str_find(STR("\"\\/bfnrt"), letter, 0) < sizeof("\"\\/bfnrt") - 1 ? at + 2 : 0;
	}
	for (size_t i = at + 2; i < at + 2 + ESCAPED_UNIT; i++) {
		if (i >= s.n || !is_hexadecimal(s.p[i])) {
			return 0;
		}
	}
	return at + 2 + ESCAPED_UNIT;
}

/* Past a JSON string that starts at `at`; 0 if there is none. */
static size_t
past_string(struct str s, size_t at)
{
	if (at >= s.n || s.p[at] != '"') {
		return 0;
	}
	for (at++; at < s.n && s.p[at] != '"';) {
		if ((unsigned char)s.p[at] < 0x20) {
			return 0;
		}
		at = s.p[at] == '\\' ? past_escape(s, at) : at + 1;
		if (at == 0) {
			return 0;
		}
	}
	return at < s.n ? at + 1 : 0;
}

/* Past a string or a plain integer; 0 if there is neither. */
static size_t
past_value(struct str s, size_t at)
{
	const size_t from = at;
	while (at < s.n && at - from < DIGITS_MAX && is_digit(s.p[at])) {
		at++;
	}
	const bool has_leading_zero = at - from > 1 && s.p[from] == '0';
	if (at > from) {
		return has_leading_zero ? 0 : at;
	}
	return past_string(s, at);
}

bool
flat_is_object(struct str json)
{
	if (json.n < 2 || json.p[0] != '{' || json.p[json.n - 1] != '}' || !utf8_valid(json)) {
		return false;
	}
	for (size_t at = 1; at < json.n; at++) {
		at = past_string(json, at);
		if (at == 0 || at >= json.n || json.p[at] != ':') {
			return json.n == 2;
		}
		at = past_value(json, at + 1);
		if (at == 0 || at >= json.n) {
			return false;
		}
		if (json.p[at] != ',') {
			return at == json.n - 1;
		}
	}
	return false;
}

int32_t
flat_count(struct str json)
{
	int32_t n = 0;
	for (size_t at = 1; at + 1 < json.n; at++) {
		at = past_value(json, past_string(json, at) + 1);
		n++;
	}
	return n;
}

static struct flat_value
value_between(struct str json, size_t from, size_t to)
{
	if (json.p[from] == '"') {
		return (struct flat_value){ FLAT_STRING, str_sub(json, from + 1, to - 1) };
	}
	return (struct flat_value){ FLAT_NUMBER, str_sub(json, from, to) };
}

struct flat_value
flat_find(struct str json, struct str key)
{
	struct flat_value found = { .kind = FLAT_ABSENT };
	for (size_t at = 1; at + 1 < json.n; at++) {
		const size_t name = at;
		const size_t colon = past_string(json, name);
		at = past_value(json, colon + 1);
		if (str_eq(str_sub(json, name + 1, colon - 1), key)) {
			found = value_between(json, colon + 1, at);
		}
	}
	return found;
}

/* ---- what a string says (RFC 8259 section 7) ---- */

enum { REPLACEMENT = 0xFFFD };

/* The UTF-16 unit of the \uXXXX whose backslash is at `at`. */
static uint32_t
unit_at(struct str s, size_t at)
{
	uint32_t unit = 0;
	for (size_t i = at + 2; i < at + 2 + ESCAPED_UNIT; i++) {
		const uint32_t c = (unsigned char)s.p[i];
		/* letters of either case begin at ...1 and stand for 10 and more */
		unit = unit << 4 | (is_digit(s.p[i]) ? c - '0' : (c & 0xF) + 9);
	}
	return unit;
}

static bool
is_unit(struct str s, size_t at)
{
	return at + 1 < s.n && s.p[at] == '\\' && s.p[at + 1] == 'u';
}

/* One code point of one escape, or of the two of a surrogate pair; *at is moved past them. */
static uint32_t
escaped(struct str s, size_t *at)
{
	static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
	const size_t from = *at;
	*at = past_escape(s, from);
	assert(*at > from); /* the object was looked at */
	if (!is_unit(s, from)) {
		const struct str letter = { s.p + from + 1, 1 };
		const size_t place = str_find(str_of(letters), letter, 0);
		return (unsigned char)(place < sizeof(letters) - 1 ? controls[place] : *letter.p);
	}
	const uint32_t unit = unit_at(s, from);
	if (unit < 0xD800 || unit > 0xDFFF) {
		return unit;
	}
	const uint32_t low = unit < 0xDC00 && is_unit(s, *at) ? unit_at(s, *at) : 0;
	if (low < 0xDC00 || low > 0xDFFF) {
		return REPLACEMENT;
	}
	*at = past_escape(s, *at);
	return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

void
flat_unescape(struct str string, struct text *out)
{
	for (size_t at = 0; at < string.n;) {
		const size_t escape = str_find(string, STR("\\"), at);
		text_add(out, str_sub(string, at, escape));
		at = escape;
		if (at < string.n) {
			text_char(out, escaped(string, &at));
		}
	}
}

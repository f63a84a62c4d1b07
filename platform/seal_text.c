/* SPDX-License-Identifier: MIT */
/* The text forms of JOSE: base64url without padding, and a strict reader of small JSON objects. */
#include "platform/seal_parts.h"

#include <string.h>

enum { MEMBERS_MAX = 64, DEPTH_MAX = 6, INTEGER_DIGITS = 15 };

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
seal_base64_put(const unsigned char *bytes, size_t n, char *out)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	for (size_t i = 0; i < n; i++) {
		bits = (bits << 8 | bytes[i]) & 0xFFFF;
		for (n_bits += 8; n_bits >= 6; n_bits -= 6) {
			*out++ = digits64[bits >> (n_bits - 6) & 63];
		}
	}
	if (n_bits > 0) {
		*out = digits64[bits << (6 - n_bits) & 63];
	}
}

static int
value64(char c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* Left-over bits must be 0 (RFC 4648 section 3.5): otherwise a changed last character could go unnoticed. */
bool
seal_base64_get(struct str text, unsigned char *out, size_t cap, size_t *ret_n)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		const int value = value64(text.p[i]);
		if (value < 0) {
			return false;
		}
		bits = (bits << 6 | (uint32_t)value) & 0xFFFF;
		n_bits += 6;
		if (n_bits >= 8) {
			if (n == cap) {
				return false;
			}
			n_bits -= 8;
			out[n++] = (unsigned char)(bits >> n_bits);
		}
	}
	if (n_bits >= 6 || (bits & ((1u << n_bits) - 1)) != 0) {
		return false;
	}
	*ret_n = n;
	return true;
}

static void
pass_space(struct str s, size_t *at)
{
	while (*at < s.n &&
		(s.p[*at] == ' ' || s.p[*at] == '\t' || s.p[*at] == '\n' || s.p[*at] == '\r')) {
		++*at;
	}
}

static bool
pass_char(struct str s, size_t *at, char c)
{
	if (*at >= s.n || s.p[*at] != c) {
		return false;
	}
	++*at;
	return true;
}

/* Whether the four characters behind "\u" are hexadecimal. */
static bool
is_hex4(struct str s, size_t at)
{
	if (s.n - at < 4) {
		return false;
	}
	for (size_t i = at; i < at + 4; i++) {
		if (memchr("0123456789abcdefABCDEF", s.p[i], 22) == NULL) {
			return false;
		}
	}
	return true;
}

static bool
pass_string(struct str s, size_t *at)
{
	if (!pass_char(s, at, '"')) {
		return false;
	}
	while (*at < s.n && s.p[*at] != '"') {
		const char c = s.p[(*at)++];
		if ((unsigned char)c < 0x20) {
			return false;
		}
		if (c != '\\') {
			continue;
		}
		if (*at >= s.n || memchr("\"\\/bfnrtu", s.p[*at], 9) == NULL) {
			return false;
		}
		if (s.p[(*at)++] == 'u' && !is_hex4(s, *at)) {
			return false;
		}
	}
	return pass_char(s, at, '"');
}

static size_t
pass_digits(struct str s, size_t *at)
{
	const size_t from = *at;
	while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9') {
		++*at;
	}
	return *at - from;
}

static bool
pass_number(struct str s, size_t *at)
{
	(void)pass_char(s, at, '-');
	const size_t from = *at;
	const size_t n = pass_digits(s, at);
	if (n == 0 || (n > 1 && s.p[from] == '0')) {
		return false;
	}
	if (pass_char(s, at, '.') && pass_digits(s, at) == 0) {
		return false;
	}
	if (pass_char(s, at, 'e') || pass_char(s, at, 'E')) {
		if (!pass_char(s, at, '+')) {
			(void)pass_char(s, at, '-');
		}
		return pass_digits(s, at) > 0;
	}
	return true;
}

static bool
pass_word(struct str s, size_t *at, struct str word)
{
	if (!str_starts(str_sub(s, *at, s.n), word)) {
		return false;
	}
	*at += word.n;
	return true;
}

static bool pass_value(struct str s, size_t *at, int depth);

/* A name, its colon and the space around them. */
static bool
pass_name(struct str s, size_t *at, struct str *ret_name)
{
	pass_space(s, at);
	const size_t from = *at;
	if (!pass_string(s, at)) {
		return false;
	}
	*ret_name = str_sub(s, from + 1, *at - 1);
	pass_space(s, at);
	if (!pass_char(s, at, ':') ||
		(ret_name->n > 0 && memchr(ret_name->p, '\\', ret_name->n) != NULL)) {
		return false;
	}
	pass_space(s, at);
	return true;
}

static bool
is_among(const struct str *names, int n, struct str name)
{
	for (int i = 0; i < n; i++) {
		if (str_eq(names[i], name)) {
			return true;
		}
	}
	return false;
}

static bool
pass_object(struct str s, size_t *at, int depth)
{
	struct str names[MEMBERS_MAX];
	int n = 0;
	if (!pass_char(s, at, '{')) {
		return false;
	}
	pass_space(s, at);
	if (pass_char(s, at, '}')) {
		return true;
	}
	do {
		struct str name;
		if (n == MEMBERS_MAX || !pass_name(s, at, &name) || is_among(names, n, name) ||
			!pass_value(s, at, depth)) {
			return false;
		}
		names[n++] = name;
		pass_space(s, at);
	} while (pass_char(s, at, ','));
	return pass_char(s, at, '}');
}

static bool
pass_array(struct str s, size_t *at, int depth)
{
	if (!pass_char(s, at, '[')) {
		return false;
	}
	pass_space(s, at);
	if (pass_char(s, at, ']')) {
		return true;
	}
	do {
		pass_space(s, at);
		if (!pass_value(s, at, depth)) {
			return false;
		}
		pass_space(s, at);
	} while (pass_char(s, at, ','));
	return pass_char(s, at, ']');
}

/* `depth` is how many levels may still be opened. */
static bool
pass_value(struct str s, size_t *at, int depth)
{
	if (*at >= s.n) {
		return false;
	}
	switch (s.p[*at]) {
	case '{':
		return depth > 0 && pass_object(s, at, depth - 1);
	case '[':
		return depth > 0 && pass_array(s, at, depth - 1);
	case '"':
		return pass_string(s, at);
	case 't':
		return pass_word(s, at, STR("true"));
	case 'f':
		return pass_word(s, at, STR("false"));
	case 'n':
		return pass_word(s, at, STR("null"));
	default:
		return pass_number(s, at);
	}
}

bool
seal_json_valid(struct str json)
{
	size_t at = 0;
	pass_space(json, &at);
	if (!utf8_valid(json) || !pass_object(json, &at, DEPTH_MAX - 1)) {
		return false;
	}
	pass_space(json, &at);
	return at == json.n;
}

bool
seal_json_member(struct str object, const char *name, struct str *ret_value)
{
	size_t at = 0;
	pass_space(object, &at);
	if (!pass_char(object, &at, '{')) {
		return false;
	}
	struct str found;
	while (pass_name(object, &at, &found)) {
		const size_t from = at;
		if (!pass_value(object, &at, DEPTH_MAX)) {
			return false;
		}
		if (str_eq(found, str_of(name))) {
			*ret_value = str_sub(object, from, at);
			return true;
		}
		pass_space(object, &at);
		(void)pass_char(object, &at, ',');
	}
	return false;
}

int
seal_json_count(struct str object)
{
	int n = 0;
	size_t at = 0;
	struct str name;
	pass_space(object, &at);
	if (!pass_char(object, &at, '{')) {
		return 0;
	}
	while (pass_name(object, &at, &name) && pass_value(object, &at, DEPTH_MAX)) {
		n++;
		pass_space(object, &at);
		(void)pass_char(object, &at, ',');
	}
	return n;
}

bool
seal_json_string(struct str object, const char *name, struct str *ret_string)
{
	struct str value;
	if (!seal_json_member(object, name, &value) || value.p[0] != '"' ||
		memchr(value.p, '\\', value.n) != NULL) {
		return false;
	}
	*ret_string = str_sub(value, 1, value.n - 1);
	return true;
}

bool
seal_json_integer(struct str object, const char *name, int64_t *ret_integer)
{
	struct str value;
	if (!seal_json_member(object, name, &value)) {
		return false;
	}
	const bool is_negative = value.p[0] == '-';
	size_t at = is_negative ? 1 : 0;
	const size_t n = pass_digits(value, &at);
	if (n == 0 || n > INTEGER_DIGITS || at != value.n) {
		return false;
	}
	int64_t integer = 0;
	for (size_t i = at - n; i < at; i++) {
		integer = integer * 10 + (value.p[i] - '0');
	}
	*ret_integer = is_negative ? -integer : integer;
	return true;
}

bool
seal_json_next(struct str array, size_t *at, struct str *ret_item)
{
	const char opening = *at == 0 ? '[' : ',';
	pass_space(array, at);
	if (!pass_char(array, at, opening)) {
		return false;
	}
	pass_space(array, at);
	const size_t from = *at;
	if (!pass_value(array, at, DEPTH_MAX)) {
		return false;
	}
	*ret_item = str_sub(array, from, *at);
	return true;
}

/* SPDX-License-Identifier: MIT */
/* Finds a field of a posted form and decodes it. */
#include "desk/page_form.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Moves *at behind one character as it was sent; -1 when it is malformed. */
static int
next_byte(struct str sent, size_t *at)
{
	const char c = sent.p[(*at)++];
	if (c != '%') {
		return c == '+' ? ' ' : (unsigned char)c;
	}
	if (sent.n - *at < 2) {
		return -1;
	}
	const int high = hex_digit(sent.p[*at]), low = hex_digit(sent.p[*at + 1]);
	*at += 2;
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool
decode(struct str sent, struct arena *arena, struct str *ret_value)
{
	char *value = arena_try(arena, sent.n + 1);
	size_t n = 0;
	if (value == NULL) {
		return false;
	}
	for (size_t at = 0; at < sent.n;) {
		const int byte = next_byte(sent, &at);
		if (byte <= 0) {
			return false;
		}
		value[n++] = (char)byte;
	}
	if (!utf8_valid((struct str){ value, n })) {
		return false;
	}
	*ret_value = (struct str){ value, n };
	return true;
}

/* Our names are plain ASCII: browsers send them as they are. */
bool
page_form_value(struct str body, struct str name, struct arena *arena, struct str *ret_value)
{
	for (size_t at = 0; at < body.n;) {
		const size_t end = str_find(body, STR("&"), at);
		const struct str field = str_sub(body, at, end);
		const size_t equals = str_find(field, STR("="), 0);
		if (equals < field.n && str_eq(str_sub(field, 0, equals), name)) {
			return decode(str_sub(field, equals + 1, field.n), arena, ret_value);
		}
		at = end + 1;
	}
	return false;
}

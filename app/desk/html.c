/* SPDX-License-Identifier: MIT */
/* Escaping, and filling placeholders in with what was escaped. */
#include "desk/html.h"

#include <assert.h>

enum { CONTROL_PICTURES = 0x2400, DELETE_PICTURE = 0x2421, REPLACEMENT = 0xFFFD };

static bool
is_noncharacter(uint32_t c)
{
	return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

/* What is shown in place of c. Marks of direction (U+200E, U+200F) act on their own place only and stay. */
static uint32_t
visible(uint32_t c)
{
	if (c == '\n' || c == '\t') {
		return c;
	}
	if (c == 0x2028 || c == 0x2029) {
		return '\n';
	}
	if (c < 0x20) {
		return CONTROL_PICTURES + c;
	}
	if (c == 0x7F) {
		return DELETE_PICTURE;
	}
	const bool is_turning = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
	const bool is_control = c >= 0x80 && c <= 0x9F;
	return is_turning || is_control || is_noncharacter(c) ? REPLACEMENT : c;
}

/* Empty when c needs none. */
static struct str
entity(uint32_t c)
{
	switch (c) {
	case '&':
		return STR("&amp;");
	case '<':
		return STR("&lt;");
	case '>':
		return STR("&gt;");
	case '"':
		return STR("&quot;");
	case '\'':
		return STR("&#39;");
	default:
		return STR_NONE;
	}
}

void
html_text(struct text *out, struct str s)
{
	for (size_t at = 0; at < s.n;) {
		const uint32_t c = utf8_next(s, &at);
		const struct str escaped = entity(c);
		if (escaped.n > 0) {
			text_add(out, escaped);
		} else if (c != '\r') {
			text_char(out, visible(c));
		} else if (at == s.n || s.p[at] != '\n') {
			text_char(out, '\n');
		}
	}
}

/* A placeholder without a value is a bug of the caller. */
static struct str
value_of(struct str name, const struct msg_arg *args, int32_t n_args)
{
	for (int32_t i = 0; i < n_args; i++) {
		if (str_eq(str_of(args[i].name), name)) {
			return args[i].value;
		}
	}
	assert(!"placeholder without a value");
	return STR_NONE;
}

static void
fill(struct text *out, struct str pattern, const struct msg_arg *args, int32_t n_args,
	void (*put)(struct text *out, struct str s))
{
	for (size_t at = 0; at < pattern.n;) {
		const size_t brace = str_find(pattern, STR("{"), at);
		put(out, str_sub(pattern, at, brace));
		if (brace == pattern.n) {
			return;
		}
		const size_t end = str_find(pattern, STR("}"), brace);
		html_text(out, value_of(str_sub(pattern, brace + 1, end), args, n_args));
		at = end + 1;
	}
}

void
html_write(struct text *out, struct str markup, const struct msg_arg *args, int32_t n_args)
{
	fill(out, markup, args, n_args, text_add);
}

void
html_sentence(struct text *out, struct str sentence, const struct msg_arg *args, int32_t n_args)
{
	fill(out, sentence, args, n_args, html_text);
}

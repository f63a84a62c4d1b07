/* SPDX-License-Identifier: MIT */
/* Decoding and comparing views of UTF-8. */
#include "core/str.h"

#include <string.h>

struct str
str_of(const char *nul_terminated)
{
	return (struct str){ nul_terminated, strlen(nul_terminated) };
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq((struct str){ s.p, prefix.n }, prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, s.n), suffix);
}

size_t
str_find(struct str s, struct str needle, size_t from)
{
	for (size_t at = from; at + needle.n <= s.n; at++) {
		if (needle.n == 0 ||
			(s.p[at] == needle.p[0] && memcmp(s.p + at, needle.p, needle.n) == 0)) {
			return at;
		}
	}
	return s.n;
}

struct str
str_sub(struct str s, size_t from, size_t to)
{
	if (to > s.n) {
		to = s.n;
	}
	if (from >= to) {
		return STR_NONE;
	}
	return (struct str){ s.p + from, to - from };
}

/* ECMA-262: WhiteSpace (TAB, VT, FF, ZWNBSP, category Zs) and LineTerminator (LF, CR, LS, PS). */
static bool
is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0xA0 || c == 0x1680 ||
		(c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
		c == 0x3000 || c == 0xFEFF;
}

struct str
str_trim(struct str s)
{
	while (s.n > 0) {
		size_t at = 0;
		if (!is_space(utf8_next(s, &at))) {
			break;
		}
		s = str_sub(s, at, s.n);
	}
	while (s.n > 0) {
		const size_t at = utf8_previous(s, s.n);
		size_t behind = at;
		if (!is_space(utf8_next(s, &behind))) {
			break;
		}
		s.n = at;
	}
	return s;
}

/* Length that the lead byte promises, and its payload; 0 for a byte that cannot lead. */
static unsigned
utf8_lead(unsigned char byte, uint32_t *ret_bits)
{
	if (byte < 0x80) {
		*ret_bits = byte;
		return 1;
	}
	if (byte >= 0xC2 && byte <= 0xDF) {
		*ret_bits = byte & 0x1Fu;
		return 2;
	}
	if (byte >= 0xE0 && byte <= 0xEF) {
		*ret_bits = byte & 0x0Fu;
		return 3;
	}
	if (byte >= 0xF0 && byte <= 0xF4) {
		*ret_bits = byte & 0x07u;
		return 4;
	}
	return 0;
}

/* Decodes one code point; false when the bytes at `at` are not well-formed (RFC 3629). */
static bool
utf8_decode(struct str s, size_t *at, uint32_t *ret_code_point)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = 0;
	const unsigned length = utf8_lead((unsigned char)s.p[*at], &c);
	if (length == 0 || *at + length > s.n) {
		return false;
	}
	for (unsigned i = 1; i < length; i++) {
		const unsigned char byte = (unsigned char)s.p[*at + i];
		if ((byte & 0xC0) != 0x80) {
			return false;
		}
		c = c << 6 | (byte & 0x3Fu);
	}
	if (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
		return false;
	}
	*at += length;
	*ret_code_point = c;
	return true;
}

uint32_t
utf8_next(struct str s, size_t *at)
{
	uint32_t c = (unsigned char)s.p[*at];
	if (c < 0x80) {
		*at += 1;
		return c;
	}
	if (!utf8_decode(s, at, &c)) {
		*at += 1;
		return 0xFFFD;
	}
	return c;
}

size_t
utf8_previous(struct str s, size_t at)
{
	size_t from = at - 1;
	while (from > 0 && at - from < 4 && ((unsigned char)s.p[from] & 0xC0) == 0x80) {
		from--;
	}
	size_t behind = from;
	uint32_t c;
	return utf8_decode(s, &behind, &c) && behind == at ? from : at - 1;
}

size_t
utf8_put(char out[4], uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

bool
utf8_valid(struct str s)
{
	for (size_t at = 0; at < s.n;) {
		uint32_t c;
		if (!utf8_decode(s, &at, &c)) {
			return false;
		}
	}
	return true;
}

bool
utf8_steers(uint32_t code_point)
{
	return code_point < ' ' || (code_point >= 0x7F && code_point < 0xA0) ||
		(code_point >= 0x202A && code_point <= 0x202E) ||
		(code_point >= 0x2066 && code_point <= 0x2069);
}

void
str_make_plain(char *nul_terminated)
{
	const struct str all = str_of(nul_terminated);
	for (size_t at = 0; at < all.n;) {
		const size_t from = at;
		if (utf8_steers(utf8_next(all, &at)) || !utf8_valid(str_sub(all, from, at))) {
			memset(nul_terminated + from, '?', at - from);
		}
	}
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;
	for (size_t at = 0; at < s.n; n++) {
		utf8_next(s, &at);
	}
	return n;
}

size_t
utf16_length(struct str s)
{
	size_t n = 0;
	for (size_t at = 0; at < s.n;) {
		n += utf8_next(s, &at) >= 0x10000 ? 2 : 1;
	}
	return n;
}

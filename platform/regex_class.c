/* SPDX-License-Identifier: MIT */
/* Classes and escapes of ECMAScript without the flag u (ECMA-262 22.2.1 and annex B.1.2). */
#include <string.h>

#include "platform/regex_parts.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
peek(const struct regex_reader *reader)
{
	return reader->at < reader->s.n ? reader->s.p[reader->at] : '\0';
}

int32_t
regex_set_node(struct regex_reader *reader, struct regex_set *set)
{
	struct regex_tree *tree = reader->tree;
	regex_set_sort(set);
	const int32_t index = regex_node(reader, REGEX_SET);
	if (index >= 0 && (set->full || tree->n_ranges + set->n > REGEX_RANGES_MAX)) {
		return regex_refuse(
			reader, REGEX_UNJUDGED, "it names more ranges of characters than can be judged");
	}
	if (index >= 0) {
		tree->nodes[index].ranges = tree->n_ranges;
		tree->nodes[index].n_ranges = set->n;
		memcpy(
			&tree->ranges[tree->n_ranges], set->ranges, (size_t)set->n * sizeof(tree->ranges[0]));
		tree->n_ranges += set->n;
	}
	return index;
}

/* `n` hexadecimal digits; without moving when there are fewer. */
static bool
read_hex(struct regex_reader *reader, size_t n, uint32_t *ret_value)
{
	uint32_t value = 0;
	for (size_t i = 0; i < n; i++) {
		const char c = reader->at + i < reader->s.n ? reader->s.p[reader->at + i] : '\0';
		const char lower = (char)(c | 0x20);
		if (is_digit(c)) {
			value = value * 16 + (uint32_t)(c - '0');
		} else if (lower >= 'a' && lower <= 'f') {
			value = value * 16 + (uint32_t)(lower - 'a' + 10);
		} else {
			return false;
		}
	}
	reader->at += n;
	*ret_value = value;
	return true;
}

/* Behind "\u": four digits; two of them in a row may be the halves of one character. False after a refusal. */
static bool
read_unicode(struct regex_reader *reader, uint32_t *ret_code)
{
	uint32_t code, low;
	if (peek(reader) == '{') {
		regex_refuse(reader, REGEX_FOREIGN,
			"\\u{...} needs the flag u, which GC Forms does not set; there it means the letter u");
		return false;
	}
	if (!read_hex(reader, 4, &code)) {
		*ret_code = 'u';
		return true;
	}
	if (code >= 0xD800 && code <= 0xDBFF &&
		str_starts(str_sub(reader->s, reader->at, reader->s.n), STR("\\u"))) {
		reader->at += 2;
		if (read_hex(reader, 4, &low) && low >= 0xDC00 && low <= 0xDFFF) {
			*ret_code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
			return true;
		}
	}
	if (code >= 0xD800 && code <= 0xDFFF) {
		regex_refuse(reader, REGEX_FOREIGN,
			"it names half of a character (a surrogate), and the kiosk sees whole ones");
		return false;
	}
	*ret_code = code;
	return true;
}

/* Behind "\c". */
static uint32_t
read_control(struct regex_reader *reader)
{
	const char c = peek(reader);
	if (!is_letter(c)) {
		reader->at--; /* the backslash is meant, and the "c" comes next */
		return '\\';
	}
	reader->at++;
	return (uint32_t)c & 0x1F;
}

/* Behind "\": one character. False after a refusal. */
static bool
read_character(struct regex_reader *reader, uint32_t *ret_code)
{
	static const char letters[] = "tnvfr";
	static const char values[] = "\t\n\v\f\r";
	const uint32_t c = utf8_next(reader->s, &reader->at);
	const char *known = c != 0 && c < 0x80 ? strchr(letters, (int)c) : NULL;
	*ret_code = c;
	if (known) {
		*ret_code = (uint32_t)values[known - letters];
	} else if (c == 'x') {
		if (!read_hex(reader, 2, ret_code)) {
			*ret_code = 'x';
		}
	} else if (c == 'u') {
		return read_unicode(reader, ret_code);
	} else if (c == 'c') {
		*ret_code = read_control(reader);
	} else if (c < 0x80 && is_digit((char)c)) {
		if (c == '0' && !is_digit(peek(reader))) {
			*ret_code = 0;
			return true;
		}
		regex_refuse(reader, REGEX_FOREIGN,
			"the number refers to no group; ECMAScript would read it as an octal character");
		return false;
	}
	return true;
}

/* ---- classes ---- */

/* One member of a class: a character, or a set (then *ret_is_set). False after a refusal. */
static bool
read_member(
	struct regex_reader *reader, struct regex_set *set, uint32_t *ret_code, bool *ret_is_set)
{
	*ret_is_set = false;
	*ret_code = utf8_next(reader->s, &reader->at);
	if (*ret_code != '\\') {
		return true;
	}
	if (reader->at >= reader->s.n) {
		regex_refuse(reader, REGEX_INVALID, "nothing stands behind the last backslash");
		return false;
	}
	if (regex_set_add_escape(set, peek(reader))) {
		reader->at++;
		*ret_is_set = true;
		return true;
	}
	if (peek(reader) == 'b') {
		reader->at++;
		*ret_code = '\b';
		return true;
	}
	return read_character(reader, ret_code);
}

/* A member and, when "-" stands behind it, the end of its range. False after a refusal. */
static bool
read_range(struct regex_reader *reader, struct regex_set *set)
{
	uint32_t from, to;
	bool from_set, to_set;
	if (!read_member(reader, set, &from, &from_set)) {
		return false;
	}
	const bool spans = peek(reader) == '-' && reader->at + 1 < reader->s.n &&
		reader->s.p[reader->at + 1] != ']';
	if (!spans) {
		if (!from_set) {
			regex_set_add(set, from, from);
		}
		return true;
	}
	reader->at++;
	if (!read_member(reader, set, &to, &to_set)) {
		return false;
	}
	if (from_set || to_set) {
		/* annex B: [\w-x] is three members */
		regex_set_add(set, '-', '-');
		regex_set_add(set, from_set ? '-' : from, from_set ? '-' : from);
		regex_set_add(set, to_set ? '-' : to, to_set ? '-' : to);
		return true;
	}
	if (from > to) {
		regex_refuse(reader, REGEX_INVALID, "a range in brackets is the wrong way round");
		return false;
	}
	regex_set_add(set, from, to);
	return true;
}

int32_t
regex_read_class(struct regex_reader *reader)
{
	struct regex_set set = { .n = 0 };
	const bool inverted = peek(reader) == '^';
	reader->at += inverted;
	while (reader->at < reader->s.n && peek(reader) != ']') {
		if (!read_range(reader, &set)) {
			return -1;
		}
	}
	if (reader->at >= reader->s.n) {
		return regex_refuse(reader, REGEX_INVALID, "a bracket [ is not closed");
	}
	reader->at++;
	if (inverted) {
		regex_set_invert(&set);
	}
	return regex_set_node(reader, &set);
}

/* ---- escapes ---- */

static int32_t
read_back(struct regex_reader *reader, int32_t number)
{
	const int32_t node = regex_node(reader, REGEX_BACK);
	if (node >= 0) {
		reader->tree->nodes[node].number = number;
	}
	return node;
}

/* Behind "\k". */
static int32_t
read_named_back(struct regex_reader *reader)
{
	const size_t end = str_find(reader->s, STR(">"), reader->at);
	bool named = false;
	for (int32_t i = 0; i < REGEX_NAMES_MAX; i++) {
		const struct str name = reader->names[i];
		named = named || name.n > 0;
		if (name.n > 0 && peek(reader) == '<' && end < reader->s.n &&
			str_eq(name, str_sub(reader->s, reader->at + 1, end))) {
			reader->at = end + 1;
			return read_back(reader, i + 1);
		}
	}
	struct regex_set set = { .n = 0 };
	regex_set_add(&set, 'k', 'k');
	return named ? regex_refuse(reader, REGEX_INVALID, "\\k names no group") :
				   regex_set_node(reader, &set);
}

/* Behind "\p" or "\P": {Name}, else -1 without a refusal. */
static int32_t
read_property(struct regex_reader *reader)
{
	const size_t begin = reader->at - 2;
	size_t at = reader->at + 1;
	if (peek(reader) != '{') {
		return -1;
	}
	while (at < reader->s.n && (is_letter(reader->s.p[at]) || reader->s.p[at] == '_')) {
		at++;
	}
	if (at == reader->at + 1 || at >= reader->s.n || reader->s.p[at] != '}') {
		return -1;
	}
	const int32_t node = regex_node(reader, REGEX_PROPERTY);
	if (node >= 0) {
		reader->at = at + 1;
		reader->tree->nodes[node].property = str_sub(reader->s, begin, reader->at);
	}
	return node;
}

/* "\1" and so on, when there are so many groups; 0 without moving when it is none. */
static int32_t
read_number(struct regex_reader *reader)
{
	size_t at = reader->at;
	int32_t number = 0;
	if (peek(reader) == '0') {
		return 0;
	}
	while (at < reader->s.n && is_digit(reader->s.p[at]) && number < 1000) {
		number = number * 10 + (reader->s.p[at++] - '0');
	}
	if (number < 1 || number > reader->n_groups) {
		return 0;
	}
	reader->at = at;
	return number;
}

int32_t
regex_read_escape(struct regex_reader *reader)
{
	struct regex_set set = { .n = 0 };
	uint32_t code;
	if (reader->at >= reader->s.n) {
		return regex_refuse(reader, REGEX_INVALID, "nothing stands behind the last backslash");
	}
	const char c = peek(reader);
	const int32_t number = read_number(reader);
	if (number > 0) {
		return read_back(reader, number);
	}
	if (regex_set_add_escape(&set, c)) {
		reader->at++;
		return regex_set_node(reader, &set);
	}
	if (c == 'b' || c == 'B') {
		reader->at++;
		const int32_t edge = regex_node(reader, REGEX_WORD_EDGE);
		if (edge >= 0) {
			reader->tree->nodes[edge].notation = c == 'b' ? "\\b" : "\\B";
		}
		return edge;
	}
	if (c == 'k') {
		reader->at++;
		return read_named_back(reader);
	}
	if (c == 'p' || c == 'P') {
		reader->at++;
		const int32_t property = read_property(reader);
		if (property >= 0 || reader->tree->fault) {
			return property;
		}
		reader->at--;
	}
	if (!read_character(reader, &code)) {
		return -1;
	}
	regex_set_add(&set, code, code);
	return regex_set_node(reader, &set);
}

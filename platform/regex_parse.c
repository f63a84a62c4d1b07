/* SPDX-License-Identifier: MIT */
/* Regular expressions of ECMAScript without the flag u, to a tree (ECMA-262 22.2.1 and annex B.1.2). */
#include <string.h>

#include "platform/regex_parts.h"

static int32_t parse_choice(struct regex_reader *reader);

static char
peek(const struct regex_reader *reader)
{
	return reader->at < reader->s.n ? reader->s.p[reader->at] : '\0';
}

static bool
is_at(const struct regex_reader *reader, const char *text)
{
	return str_starts(str_sub(reader->s, reader->at, reader->s.n), str_of(text));
}

int32_t
regex_refuse(struct regex_reader *reader, enum regex_verdict verdict, const char *fault)
{
	if (!reader->tree->fault) {
		reader->tree->verdict = verdict;
		reader->tree->fault = fault;
		reader->tree->at = reader->at;
	}
	return -1;
}

int32_t
regex_node(struct regex_reader *reader, enum regex_kind kind)
{
	struct regex_tree *tree = reader->tree;
	if (tree->n_nodes == REGEX_NODES_MAX) {
		return regex_refuse(reader, REGEX_UNJUDGED, "it is longer than can be judged");
	}
	tree->nodes[tree->n_nodes] = (struct regex_node){ .kind = kind, .child = -1, .next = -1 };
	return tree->n_nodes++;
}

/* ---- groups ---- */

/* Behind "(?<": the name, and moves behind it; empty when there is none. */
static struct str
read_name(struct str s, size_t *at)
{
	const size_t end = str_find(s, STR(">"), *at);
	for (size_t i = *at; i < end && end < s.n; i++) {
		const unsigned char c = (unsigned char)s.p[i];
		const bool good = c >= 0x80 || c == '_' || c == '$' || (c >= 'a' && c <= 'z') ||
			(c >= 'A' && c <= 'Z') || (i > *at && c >= '0' && c <= '9');
		if (!good) {
			return STR_NONE;
		}
	}
	if (end >= s.n) {
		return STR_NONE;
	}
	const struct str name = str_sub(s, *at, end);
	*at = end + 1;
	return name;
}

/* Groups are numbered, and named, before they are read: \1 may stand in front of its group. */
static void
count_groups(struct regex_reader *reader)
{
	const struct str s = reader->s;
	bool in_class = false;
	for (size_t i = 0; i < s.n; i++) {
		const struct str rest = str_sub(s, i, s.n);
		if (s.p[i] == '\\') {
			i++;
		} else if (in_class) {
			in_class = s.p[i] != ']';
		} else if (s.p[i] == '[') {
			in_class = true;
		} else if (str_starts(rest, STR("(?<")) && !str_starts(rest, STR("(?<=")) &&
			!str_starts(rest, STR("(?<!"))) {
			size_t at = i + 3;
			const struct str name = read_name(s, &at);
			if (reader->n_groups < REGEX_NAMES_MAX) {
				reader->names[reader->n_groups] = name;
			}
			reader->n_groups++;
		} else if (s.p[i] == '(' && !str_starts(rest, STR("(?"))) {
			reader->n_groups++;
		}
	}
}

static bool
is_name_taken(const struct regex_reader *reader, struct str name)
{
	int32_t n = 0;
	for (int32_t i = 0; i < REGEX_NAMES_MAX; i++) {
		n += str_eq(reader->names[i], name);
	}
	return n > 1;
}

/* Behind "(": what kind of group it is; the node, and moves behind the mark. */
static int32_t
read_group_mark(struct regex_reader *reader)
{
	static const char *const looks[] = { "?=", "?!", "?<=", "?<!" };
	static const char *const notations[] = { "(?=", "(?!", "(?<=", "(?<!" };
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		if (is_at(reader, looks[i])) {
			const int32_t look = regex_node(reader, REGEX_LOOK);
			reader->at += strlen(looks[i]);
			if (look >= 0) {
				reader->tree->nodes[look].notation = notations[i];
			}
			return look;
		}
	}
	const int32_t group = regex_node(reader, REGEX_GROUP);
	if (group < 0) {
		return -1;
	}
	if (is_at(reader, "?:")) {
		reader->at += 2;
		return group;
	}
	if (is_at(reader, "?<")) {
		reader->at += 2;
		const struct str name = read_name(reader->s, &reader->at);
		if (name.n == 0 || is_name_taken(reader, name)) {
			return regex_refuse(reader, REGEX_INVALID, "a group has no name, or that of another");
		}
	} else if (is_at(reader, "?")) {
		return regex_refuse(
			reader, REGEX_INVALID, "ECMAScript has no group that begins with these characters");
	}
	reader->tree->nodes[group].number = ++reader->n_seen;
	return group;
}

/* Behind "(". */
static int32_t
read_group(struct regex_reader *reader)
{
	const int32_t group = read_group_mark(reader);
	if (group < 0) {
		return -1;
	}
	if (++reader->depth > REGEX_DEPTH_MAX) {
		return regex_refuse(reader, REGEX_UNJUDGED, "its groups are nested too deep");
	}
	const int32_t child = parse_choice(reader);
	reader->depth--;
	if (child < 0) {
		return -1;
	}
	if (peek(reader) != ')') {
		return regex_refuse(reader, REGEX_INVALID, "a round bracket ( is not closed");
	}
	reader->at++;
	reader->tree->nodes[group].child = child;
	return group;
}

/* ---- repeats ---- */

/* Digits, at most REGEX_REPEAT_MAX + 1; -1 when there are none. */
static int32_t
read_count(struct str s, size_t *at)
{
	int32_t value = -1;
	for (; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; (*at)++) {
		value = (value < 0 ? 0 : value) * 10 + (s.p[*at] - '0');
		value = value > REGEX_REPEAT_MAX ? REGEX_REPEAT_MAX + 1 : value;
	}
	return value;
}

/* "{2}", "{2,}" or "{2,3}"; false, without moving, for a brace that is meant as such. */
static bool
read_braces(struct regex_reader *reader, int32_t *ret_least, int32_t *ret_most)
{
	size_t at = reader->at + 1;
	const int32_t least = read_count(reader->s, &at);
	int32_t most = least;
	if (least >= 0 && at < reader->s.n && reader->s.p[at] == ',') {
		at++;
		most = read_count(reader->s, &at);
	}
	if (least < 0 || at >= reader->s.n || reader->s.p[at] != '}') {
		return false;
	}
	reader->at = at + 1;
	*ret_least = least;
	*ret_most = most;
	return true;
}

/* How often the term before is meant; false, without moving, when nothing is said. */
static bool
read_repeat(struct regex_reader *reader, int32_t *ret_least, int32_t *ret_most)
{
	switch (peek(reader)) {
	case '*':
	case '+':
	case '?':
		*ret_least = peek(reader) == '+';
		*ret_most = peek(reader) == '?' ? 1 : -1;
		reader->at++;
		return true;
	case '{':
		return read_braces(reader, ret_least, ret_most);
	default:
		return false;
	}
}

static int32_t
repeat(struct regex_reader *reader, int32_t term)
{
	struct regex_node *nodes = reader->tree->nodes;
	int32_t least, most;
	if (term < 0 || !read_repeat(reader, &least, &most)) {
		return term;
	}
	if (nodes[term].kind == REGEX_LOOK || nodes[term].kind == REGEX_START ||
		nodes[term].kind == REGEX_END || nodes[term].kind == REGEX_WORD_EDGE) {
		return regex_refuse(reader, REGEX_INVALID, "a repeat stands behind what has no length");
	}
	if (most >= 0 && least > most) {
		return regex_refuse(
			reader, REGEX_INVALID, "the numbers of a repeat are the wrong way round");
	}
	if (least > REGEX_REPEAT_MAX || most > REGEX_REPEAT_MAX) {
		return regex_refuse(reader, REGEX_FOREIGN, "it repeats more than 65535 times");
	}
	const int32_t node = regex_node(reader, REGEX_REPEAT);
	if (node >= 0) {
		nodes[node].child = term;
		nodes[node].least = least;
		nodes[node].most = most;
		nodes[node].lazy = peek(reader) == '?';
		reader->at += nodes[node].lazy;
	}
	return node;
}

/* ---- terms ---- */

static int32_t
literal(struct regex_reader *reader)
{
	struct regex_set set = { .n = 0 };
	const uint32_t c = utf8_next(reader->s, &reader->at);
	regex_set_add(&set, c, c);
	return regex_set_node(reader, &set);
}

static int32_t
any_character(struct regex_reader *reader)
{
	struct regex_set set = { .n = 0 };
	regex_set_add_line_ends(&set);
	regex_set_invert(&set);
	return regex_set_node(reader, &set);
}

static int32_t
read_term(struct regex_reader *reader)
{
	int32_t least, most;
	const char c = peek(reader);
	if (read_repeat(reader, &least, &most)) {
		return regex_refuse(reader, REGEX_INVALID, "there is nothing to repeat");
	}
	if (!strchr("^$.([\\", c) || c == '\0') {
		return literal(reader);
	}
	reader->at++;
	switch (c) {
	case '^':
		return regex_node(reader, REGEX_START);
	case '$':
		return regex_node(reader, REGEX_END);
	case '.':
		return any_character(reader);
	case '(':
		return read_group(reader);
	case '[':
		return regex_read_class(reader);
	default:
		return regex_read_escape(reader);
	}
}

/* Up to "|", ")" or the end. */
static int32_t
parse_sequence(struct regex_reader *reader)
{
	struct regex_node *nodes = reader->tree->nodes;
	const int32_t sequence = regex_node(reader, REGEX_CONCAT);
	int32_t last = -1;
	while (
		sequence >= 0 && reader->at < reader->s.n && peek(reader) != '|' && peek(reader) != ')') {
		const int32_t term = repeat(reader, read_term(reader));
		if (term < 0) {
			return -1;
		}
		*(last < 0 ? &nodes[sequence].child : &nodes[last].next) = term;
		last = term;
	}
	return sequence;
}

static int32_t
parse_choice(struct regex_reader *reader)
{
	struct regex_node *nodes = reader->tree->nodes;
	const int32_t choice = regex_node(reader, REGEX_ALTERNATE);
	int32_t last = -1;
	while (choice >= 0) {
		const int32_t branch = parse_sequence(reader);
		if (branch < 0) {
			return -1;
		}
		*(last < 0 ? &nodes[choice].child : &nodes[last].next) = branch;
		last = branch;
		if (peek(reader) != '|') {
			break;
		}
		reader->at++;
	}
	return choice;
}

bool
regex_parse(struct str pattern, struct regex_tree *tree)
{
	struct regex_reader reader = { .s = pattern, .tree = tree };
	tree->n_nodes = tree->n_ranges = 0;
	tree->fault = NULL;
	if (pattern.n > REGEX_BYTES_MAX) {
		regex_refuse(&reader, REGEX_UNJUDGED, "it is longer than 2000 bytes");
		return false;
	}
	count_groups(&reader);
	tree->root = parse_choice(&reader);
	if (tree->root >= 0 && reader.at < pattern.n) {
		tree->root = regex_refuse(
			&reader, REGEX_INVALID, "a round bracket ) closes what was never opened");
	}
	return tree->root >= 0;
}

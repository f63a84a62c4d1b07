/* SPDX-License-Identifier: MIT */
/* The tree of an expression in the notation of PCRE2, every character by its number. */
#include <stdlib.h>

#include "platform/regex_parts.h"

/* "\x{10FFFF}-\x{10FFFF}" and the brackets; "(?:", "){65535,65535}?" of a node. */
enum { RANGE_BYTES = 24, NODE_BYTES = 32 };

struct writer {
	const struct regex_tree *tree;
	struct text text;
};

static void write_node(struct writer *writer, int32_t index);

static void
write_code(struct writer *writer, uint32_t code)
{
	static const char digits[] = "0123456789ABCDEF";
	char reversed[8];
	size_t n = 0;
	do {
		reversed[n++] = digits[code & 15];
		code >>= 4;
	} while (code > 0);
	text_add(&writer->text, STR("\\x{"));
	while (n > 0) {
		n--;
		text_add(&writer->text, (struct str){ &reversed[n], 1 });
	}
	text_add(&writer->text, STR("}"));
}

/* PCRE2 takes no surrogate as an end of a range; no text holds one. */
static void
write_range(struct writer *writer, uint32_t from, uint32_t to)
{
	from = from >= 0xD800 && from <= 0xDFFF ? 0xE000 : from;
	to = to >= 0xD800 && to <= 0xDFFF ? 0xD7FF : to;
	if (from > to) {
		return;
	}
	write_code(writer, from);
	if (to > from) {
		text_add(&writer->text, STR("-"));
		write_code(writer, to);
	}
}

/* What goes up to the last character is written by what it leaves out: so PCRE2 sees sooner that it cannot match. */
static void
write_set(struct writer *writer, const struct regex_node *node)
{
	const struct regex_range *ranges = &writer->tree->ranges[node->ranges];
	const int32_t n = node->n_ranges;
	uint32_t from = 0;
	const bool inverted = n > 0 && ranges[n - 1].to == REGEX_UNICODE_MAX &&
		(n > 1 || ranges[0].from > 0);
	text_add(&writer->text, inverted ? STR("[^") : STR("["));
	for (int32_t i = 0; i < n; i++) {
		if (!inverted) {
			write_range(writer, ranges[i].from, ranges[i].to);
		} else if (ranges[i].from > from) {
			write_range(writer, from, ranges[i].from - 1);
		}
		from = ranges[i].to + 1;
	}
	text_add(&writer->text, STR("]"));
}

static void
write_children(struct writer *writer, const struct regex_node *node, struct str between)
{
	for (int32_t child = node->child; child >= 0; child = writer->tree->nodes[child].next) {
		if (child != node->child) {
			text_add(&writer->text, between);
		}
		write_node(writer, child);
	}
}

static void
write_repeat(struct writer *writer, const struct regex_node *node)
{
	write_node(writer, node->child);
	text_add(&writer->text, STR("{"));
	text_int(&writer->text, node->least);
	if (node->most != node->least) {
		text_add(&writer->text, STR(","));
		if (node->most >= 0) {
			text_int(&writer->text, node->most);
		}
	}
	text_add(&writer->text, node->lazy ? STR("}?") : STR("}"));
}

static void
write_node(struct writer *writer, int32_t index)
{
	const struct regex_node *node = &writer->tree->nodes[index];
	struct text *text = &writer->text;
	switch (node->kind) {
	case REGEX_SET:
		write_set(writer, node);
		break;
	case REGEX_PROPERTY:
		text_add(text, node->property);
		break;
	case REGEX_CONCAT:
		write_children(writer, node, STR_NONE);
		break;
	case REGEX_ALTERNATE:
		write_children(writer, node, STR("|"));
		break;
	case REGEX_REPEAT:
		write_repeat(writer, node);
		break;
	case REGEX_GROUP:
		text_add(text, node->number > 0 ? STR("(") : STR("(?:"));
		write_node(writer, node->child);
		text_add(text, STR(")"));
		break;
	case REGEX_LOOK:
		text_add(text, str_of(node->notation));
		write_node(writer, node->child);
		text_add(text, STR(")"));
		break;
	case REGEX_START:
		text_add(text, STR("\\A"));
		break;
	case REGEX_END:
		text_add(text, STR("\\z"));
		break;
	case REGEX_WORD_EDGE:
		text_add(text, str_of(node->notation));
		break;
	case REGEX_BACK:
		text_add(text, STR("\\g{"));
		text_int(text, node->number);
		text_add(text, STR("}"));
		break;
	}
}

char *
regex_write(const struct regex_tree *tree, size_t *ret_size)
{
	const size_t size = 64 + (size_t)tree->n_nodes * NODE_BYTES +
		(size_t)tree->n_ranges * RANGE_BYTES + REGEX_BYTES_MAX;
	struct writer writer = { .tree = tree };
	char *bytes = malloc(size);
	if (!bytes) {
		return NULL;
	}
	text_init(&writer.text, bytes, size);
	/*
	 * The search for a beginning is a part of the expression: PCRE2's own would count its steps from zero at each
	 * beginning, and so take as many times the limit as the text has characters.
	 */
	text_add(&writer.text, regex_is_anchored(tree, tree->root) ? STR("(?:") : STR("(?s:.)*?(?:"));
	write_node(&writer, tree->root);
	text_add(&writer.text, STR(")"));
	if (writer.text.full) {
		free(bytes);
		return NULL;
	}
	*ret_size = writer.text.n;
	return bytes;
}

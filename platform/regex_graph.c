/* SPDX-License-Identifier: MIT */
/* Which character of an expression can follow which, and in how many ways: Glushkov's construction, counted. */
#include <string.h>

#include "platform/regex_parts.h"

/* A part of the expression: in how many ways it matches nothing, begins and ends; 2 stands for "more". */
struct piece {
	uint8_t empty;
	uint8_t first[REGEX_PLACES_MAX], last[REGEX_PLACES_MAX];
};

struct maker {
	const struct regex_tree *tree;
	struct regex_graph *graph;
	int32_t copies;
	enum regex_shape shape;
};

static void make(struct maker *maker, int32_t index, struct piece *ret_piece);

static uint8_t
few(int ways)
{
	return ways > 2 ? 2 : (uint8_t)ways;
}

static void
add(uint8_t *to, const uint8_t *from, int times)
{
	for (int32_t i = 0; i < REGEX_PLACES_MAX; i++) {
		to[i] = few(to[i] + from[i] * times);
	}
}

static void
connect(struct maker *maker, const uint8_t *last, const uint8_t *first)
{
	for (int32_t i = 0; i < maker->graph->n; i++) {
		for (int32_t k = 0; last[i] > 0 && k < maker->graph->n; k++) {
			uint8_t *ways = &maker->graph->follow[i][k];
			*ways = few(*ways + last[i] * first[k]);
		}
	}
}

/* *piece becomes itself and `next` behind it. */
static void
append(struct maker *maker, struct piece *piece, const struct piece *next)
{
	struct piece both = { .empty = few(piece->empty * next->empty) };
	connect(maker, piece->last, next->first);
	add(both.first, piece->first, 1);
	add(both.first, next->first, piece->empty);
	add(both.last, next->last, 1);
	add(both.last, piece->last, next->empty);
	*piece = both;
}

static void
make_optional(struct piece *piece)
{
	piece->empty = few(piece->empty + 1);
}

/*
 * Once or more often. PCRE2 ends a repeat after a round that matched nothing: a part that can match nothing gives one more
 * way to end.
 */
static void
make_endless(struct maker *maker, struct piece *piece)
{
	const uint8_t none = piece->empty;
	connect(maker, piece->last, piece->first);
	add(piece->last, piece->last, none);
	piece->empty = few(none + none);
}

static int32_t
take_place(struct maker *maker, int32_t node)
{
	struct regex_graph *graph = maker->graph;
	if (graph->n == REGEX_PLACES_MAX) {
		maker->shape = REGEX_SHAPE_LARGE;
		return -1;
	}
	graph->set[graph->n] = node;
	return graph->n++;
}

static void
make_set(struct maker *maker, int32_t index, struct piece *ret_piece)
{
	*ret_piece = (struct piece){ .empty = 0 };
	if (index >= 0 && maker->tree->nodes[index].n_ranges == 0) {
		return;
	}
	const int32_t place = take_place(maker, index);
	if (place >= 0) {
		ret_piece->first[place] = ret_piece->last[place] = 1;
	}
}

static void
make_children(struct maker *maker, const struct regex_node *node, struct piece *ret_piece)
{
	const bool in_row = node->kind == REGEX_CONCAT;
	struct piece child;
	*ret_piece = (struct piece){ .empty = in_row };
	for (int32_t i = node->child; i >= 0 && maker->shape == REGEX_SHAPE_GOOD;
		 i = maker->tree->nodes[i].next) {
		make(maker, i, &child);
		if (in_row) {
			append(maker, ret_piece, &child);
		} else {
			add(ret_piece->first, child.first, 1);
			add(ret_piece->last, child.last, 1);
			ret_piece->empty = few(ret_piece->empty + child.empty);
		}
	}
}

/* (e(e(e)?)?)?, from the inside out: a piece in front of what is there already. */
static void
make_up_to(struct maker *maker, int32_t child, int32_t times, struct piece *ret_piece)
{
	struct piece round;
	*ret_piece = (struct piece){ .empty = 1 };
	for (int32_t i = 0; i < times && maker->shape == REGEX_SHAPE_GOOD; i++) {
		make(maker, child, &round);
		append(maker, &round, ret_piece);
		make_optional(&round);
		*ret_piece = round;
	}
}

static void
make_repeat(struct maker *maker, const struct regex_node *node, struct piece *ret_piece)
{
	const int32_t copies = maker->copies;
	const bool endless = node->most < 0 || node->most > copies;
	int32_t before = node->least < copies ? node->least : copies;
	struct piece rest;
	*ret_piece = (struct piece){ .empty = 1 };
	/* e+ is one copy that repeats itself, not two */
	before -= endless && before > 0;
	for (int32_t i = 0; i < before && maker->shape == REGEX_SHAPE_GOOD; i++) {
		make(maker, node->child, &rest);
		append(maker, ret_piece, &rest);
	}
	if (maker->shape != REGEX_SHAPE_GOOD) {
		return;
	}
	if (endless) {
		make(maker, node->child, &rest);
		make_endless(maker, &rest);
		if (rest.empty > 0 && (node->least > copies || node->most > copies)) {
			/* of counted rounds each may be the one that matches nothing */
			connect(maker, rest.last, rest.first);
		}
		if (node->least == 0) {
			make_optional(&rest);
		}
	} else {
		make_up_to(maker, node->child, node->most - before, &rest);
	}
	append(maker, ret_piece, &rest);
}

static void
make_look(struct maker *maker, const struct regex_node *node)
{
	struct regex_graph *graph = maker->graph;
	graph->asserts = true;
	for (int32_t i = 0; i < graph->n_looks; i++) {
		if (graph->looks[i] == node->child) {
			return;
		}
	}
	if (graph->n_looks == REGEX_LOOKS_MAX) {
		maker->shape = REGEX_SHAPE_LARGE;
		return;
	}
	graph->looks[graph->n_looks++] = node->child;
}

static void
make(struct maker *maker, int32_t index, struct piece *ret_piece)
{
	const struct regex_node *node = &maker->tree->nodes[index];
	*ret_piece = (struct piece){ .empty = 1 };
	switch (node->kind) {
	case REGEX_SET:
		make_set(maker, index, ret_piece);
		break;
	case REGEX_CONCAT:
	case REGEX_ALTERNATE:
		make_children(maker, node, ret_piece);
		break;
	case REGEX_REPEAT:
		make_repeat(maker, node, ret_piece);
		break;
	case REGEX_GROUP:
		make(maker, node->child, ret_piece);
		break;
	case REGEX_LOOK:
		make_look(maker, node);
		break;
	case REGEX_START:
		/* in front it decides whether to begin, not whether to end */
		maker->graph->asserts = maker->graph->asserts || maker->graph->n > 0;
		break;
	case REGEX_END:
	case REGEX_WORD_EDGE:
		maker->graph->asserts = true;
		break;
	case REGEX_PROPERTY:
		maker->shape = REGEX_SHAPE_PROPERTY;
		break;
	case REGEX_BACK:
		maker->shape = REGEX_SHAPE_BACK;
		break;
	}
}

/* ---- letters ---- */

static bool
holds(const struct regex_tree *tree, int32_t node, uint32_t code)
{
	if (node < 0) {
		return true;
	}
	const struct regex_range *ranges = &tree->ranges[tree->nodes[node].ranges];
	for (int32_t i = 0; i < tree->nodes[node].n_ranges; i++) {
		if (code >= ranges[i].from && code <= ranges[i].to) {
			return true;
		}
	}
	return false;
}

/* Into the sorted list, unless it is there. False when there is no room. */
static bool
insert(struct regex_graph *graph, uint32_t start)
{
	int32_t at = graph->n_letters;
	while (at > 0 && graph->sample[at - 1] >= start) {
		at--;
	}
	if (start > REGEX_UNICODE_MAX || (at < graph->n_letters && graph->sample[at] == start)) {
		return true;
	}
	if (graph->n_letters == REGEX_PLACES_MAX) {
		return false;
	}
	memmove(&graph->sample[at + 1], &graph->sample[at],
		(size_t)(graph->n_letters - at) * sizeof(graph->sample[0]));
	graph->sample[at] = start;
	graph->n_letters++;
	return true;
}

/* Where any set begins, or has just ended, a letter begins. False when there are too many. */
static bool
find_letters(const struct regex_tree *tree, struct regex_graph *graph)
{
	bool room = insert(graph, 0);
	for (int32_t place = 0; place < graph->n; place++) {
		const struct regex_node *node = graph->set[place] < 0 ? NULL :
																&tree->nodes[graph->set[place]];
		for (int32_t i = 0; room && node && i < node->n_ranges; i++) {
			const struct regex_range range = tree->ranges[node->ranges + i];
			room = insert(graph, range.from) && insert(graph, range.to + 1);
		}
	}
	return room;
}

static void
spell_sets(const struct regex_tree *tree, struct regex_graph *graph)
{
	for (int32_t place = 0; place < graph->n; place++) {
		for (int32_t letter = 0; letter < graph->n_letters; letter++) {
			if (holds(tree, graph->set[place], graph->sample[letter])) {
				graph->letters[place].word[letter / 64] |= 1ULL << (letter % 64);
			}
		}
	}
	/* a sample that can be read, where its letter has one */
	for (int32_t letter = 0; letter < graph->n_letters; letter++) {
		const uint32_t end = letter + 1 < graph->n_letters ? graph->sample[letter + 1] :
															 REGEX_UNICODE_MAX + 1;
		static const uint32_t wishes[] = { 'a', ' ', 'A', '0', '!', 0xE9, 0xE000 };
		for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
			if (wishes[i] > graph->sample[letter] && wishes[i] < end &&
				(graph->sample[letter] < 0x20 || graph->sample[letter] >= 0x7F)) {
				graph->sample[letter] = wishes[i];
				break;
			}
		}
	}
}

/* ---- the whole ---- */

static void
list_next(struct regex_graph *graph)
{
	for (int32_t i = 0; i < graph->n; i++) {
		for (int32_t k = 0; k < graph->n; k++) {
			if (graph->follow[i][k] > 0) {
				graph->next[i][graph->n_next[i]++] = (int16_t)k;
			}
		}
	}
}

bool
regex_is_anchored(const struct regex_tree *tree, int32_t root)
{
	const struct regex_node *node = &tree->nodes[root];
	switch (node->kind) {
	case REGEX_START:
		return true;
	case REGEX_GROUP:
		return regex_is_anchored(tree, node->child);
	case REGEX_REPEAT:
		return node->least > 0 && regex_is_anchored(tree, node->child);
	case REGEX_CONCAT:
		return node->child >= 0 && regex_is_anchored(tree, node->child);
	case REGEX_ALTERNATE:
		for (int32_t i = node->child; i >= 0; i = tree->nodes[i].next) {
			if (!regex_is_anchored(tree, i)) {
				return false;
			}
		}
		return true;
	case REGEX_SET:
	case REGEX_PROPERTY:
	case REGEX_LOOK:
	case REGEX_END:
	case REGEX_WORD_EDGE:
	case REGEX_BACK:
		break;
	}
	return false;
}

enum regex_shape
regex_graph_make(const struct regex_tree *tree, int32_t root, bool searching, int32_t copies,
	struct regex_graph *graph)
{
	struct maker maker = { .tree = tree, .graph = graph, .copies = copies };
	struct piece whole, search;
	memset(graph, 0, sizeof(*graph));
	if (searching) {
		make_set(&maker, -1, &search);
		make_endless(&maker, &search);
		make_optional(&search);
		make(&maker, root, &whole);
		append(&maker, &search, &whole);
		whole = search;
	} else {
		make(&maker, root, &whole);
	}
	if (maker.shape == REGEX_SHAPE_GOOD && !find_letters(tree, graph)) {
		maker.shape = REGEX_SHAPE_LARGE;
	}
	if (maker.shape == REGEX_SHAPE_GOOD) {
		memcpy(graph->first, whole.first, sizeof(graph->first));
		memcpy(graph->last, whole.last, sizeof(graph->last));
		spell_sets(tree, graph);
		list_next(graph);
	}
	return maker.shape;
}

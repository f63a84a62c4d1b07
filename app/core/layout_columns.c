/* SPDX-License-Identifier: MIT */
/* Nodes that do not stand in the whole width of the column: halves, short fields in a row, what is indented. */
#include "core/layout_parts.h"

/* One of `n` equal cells side by side; a page is never cut between them, nor inside of any but the first. */
static void
lay_cell(struct lay *l, int32_t index, int32_t cell, int32_t n)
{
	const struct lay whole = *l;
	const px_t width = (whole.width - (n - 1) * 2 * l->gap) / n;
	l->width = width;
	l->text = l->text < width ? l->text : width;
	l->left += cell * (width + 2 * l->gap);
	if (cell > 0) {
		l->y = whole.pair_y;
		l->space = whole.pair_space;
	}
	lay_one(l, index);
	l->left = whole.left;
	l->width = whole.width;
	l->text = whole.text;
	if (cell == 0) {
		l->pair_y = whole.y;
		l->pair_space = whole.space;
		l->pair_end = l->y;
		return;
	}
	l->y = l->y > whole.pair_end ? l->y : whole.pair_end;
	l->pair_end = l->y;
	l->n_breaks = whole.n_breaks;
}

/* In a column that begins farther right; on a narrow screen with large text by a third at most. */
static void
lay_indented(struct lay *l, int32_t index)
{
	const struct lay whole = *l;
	const px_t steps = l->tree->nodes[index].indent * l->body.px * 3 / 2;
	const px_t shift = steps < l->width / 3 ? steps : l->width / 3;
	l->left += shift;
	l->width -= shift;
	lay_one(l, index);
	l->left = whole.left;
	l->width = whole.width;
}

/* ---- short fields side by side ---- */

static bool
is_short(const struct tree *tree, int32_t index, int32_t parent)
{
	return index >= 0 && index < tree->n && tree->nodes[index].flags & NODE_SHORT &&
		tree->nodes[index].parent == parent;
}

/* Whether labels of one line fit; what is wrong with a field needs the whole width for its sentence. */
static bool
fits_cell(const struct lay *l, const struct node *node, px_t cell)
{
	const px_t name = lay_measure(l, l->bold, node->lang, node->name, INT32_MAX).w;
	const px_t mark = lay_measure(l, l->bold, node->lang, node->mark, INT32_MAX).w;
	return node->error.n == 0 && name + l->body.px / 2 + mark <= cell &&
		SHORT_EMS * l->body.px + 2 * (l->pad + l->edge) <= cell;
}

/* The short fields of one question that stand beside each other: parts of a date. */
struct shorts {
	int32_t first, n;
	bool fits; /* else they stand one above the other */
};

static struct shorts
find_shorts(const struct lay *l, int32_t index)
{
	const int32_t parent = l->tree->nodes[index].parent;
	struct shorts shorts = { .first = index };
	while (is_short(l->tree, shorts.first - 1, parent)) {
		shorts.first--;
	}
	while (is_short(l->tree, shorts.first + shorts.n, parent)) {
		shorts.n++;
	}
	const px_t cell = (l->width - (shorts.n - 1) * 2 * l->gap) / shorts.n;
	shorts.fits = shorts.n > 1;
	for (int32_t i = shorts.first; i < shorts.first + shorts.n; i++) {
		shorts.fits = shorts.fits && fits_cell(l, &l->tree->nodes[i], cell);
	}
	return shorts;
}

static void
lay_short(struct lay *l, int32_t index)
{
	const struct shorts shorts = find_shorts(l, index);
	if (shorts.fits) {
		lay_cell(l, index, index - shorts.first, shorts.n);
	} else {
		lay_one(l, index);
	}
}

void
lay_node(struct lay *l, int32_t index)
{
	const struct node *node = &l->tree->nodes[index];
	if (node->flags & NODE_SHORT) {
		lay_short(l, index);
		return;
	}
	const uint32_t flags = node->flags;
	/* Half a column of running text needs room for some words a line. */
	const bool narrow = node->role == ROLE_PARAGRAPH && l->width < 35 * l->body.px;
	if (flags & (NODE_LEFT | NODE_RIGHT) && !narrow) {
		lay_cell(l, index, flags & NODE_LEFT ? 0 : 1, 2);
	} else if (node->indent > 0) {
		lay_indented(l, index);
	} else {
		lay_one(l, index);
	}
}

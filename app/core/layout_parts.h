/* SPDX-License-Identifier: MIT */
/* One layout under way, and how each kind of node is drawn; private to the layout modules. */
#ifndef CORE_LAYOUT_PARTS_H
#define CORE_LAYOUT_PARTS_H

#include "core/layout.h"

enum { LAY_BREAKS_MAX = 2048, LAY_PARTS_MAX = 64 };

/* A place where a page may be cut: what ends at `end` stays, what begins at `next` goes on the next part. */
struct lay_break {
	px_t end, next;
};

struct lay {
	struct tree *tree;
	const struct theme *theme;
	const struct metrics *metrics;
	struct drawing *out;
	struct arena *page;
	struct display display;
	px_t target, gap, pad; /* least size of a target, least distance, inner margin */
	px_t ring, edge, radius;
	struct type body, bold, h1, h2, brand;
	px_t left, width; /* the column of the content */
	px_t y;           /* where the next block of content begins, from 0 */
	px_t space;       /* owed between the last block and the next */
	struct lay_break *breaks;
	int32_t n_breaks;
	bool may_break; /* the place between the last block and the next is a break */
	int32_t alert;  /* node index + 1 of the alert that is open, 0: none */
	int32_t alert_draw;
};

struct extent lay_measure(
	const struct lay *l, struct type type, enum lang lang, struct str text, px_t width);
void lay_fill(struct lay *l, struct rect box, uint32_t color, px_t radius);
void lay_frame(struct lay *l, struct rect box, uint32_t color, px_t radius, px_t stroke);
void lay_icon(struct lay *l, struct rect box, enum icon icon, uint32_t color);
/* One line, not broken. */
void lay_line(struct lay *l, px_t x, px_t y, struct type type, enum lang lang, struct str text,
	uint32_t color);
/* Broken to `w`; returns the height. */
px_t lay_text(struct lay *l, px_t x, px_t y, px_t w, struct type type, enum lang lang,
	struct str text, uint32_t color, int32_t caret);

/* A button in its box, which is set. */
void lay_button(struct lay *l, struct node *node);
px_t lay_button_height(const struct lay *l, const struct node *node, px_t w);
void lay_key(struct lay *l, struct node *node);

/* The next node of the content, below the last. */
void lay_node(struct lay *l, int32_t index);
/* Closes what is open; returns the height of the content. */
px_t lay_finish(struct lay *l);

#endif

/* SPDX-License-Identifier: MIT */
/* One layout under way, and how each kind of node is drawn; private to the layout modules. */
#ifndef CORE_LAYOUT_PARTS_H
#define CORE_LAYOUT_PARTS_H

#include "core/layout.h"

enum { LAY_BREAKS_MAX = 2048, LAY_PARTS_MAX = 512 };

/* How good a place is for cutting a page: between questions; between a label and what it labels; inside a box. */
enum lay_cut { LAY_CUT_BLOCK, LAY_CUT_LABEL, LAY_CUT_LINE, LAY_CUT_COUNT };

/* A place where a page may be cut: what ends at `end` stays, what begins at `next` goes on the next part. */
struct lay_break {
	px_t end, next;
	enum lay_cut cut;
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
	px_t em[SIZE_COUNT]; /* of every text size */
	int32_t size;
	struct type body, bold, h1, h2;
	struct type brand,
		bar; /* mark and buttons of the frame, where a small screen has no room for the text size */
	px_t left, width; /* the column of the content */
	px_t text;        /* longest line of running text; at most `width` */
	px_t y;           /* where the next block of content begins, from 0 */
	px_t space;       /* owed between the last block and the next */
	struct lay_break *breaks;
	int32_t n_breaks;
	bool keys;      /* the on-screen keyboard is there, and the screen is high enough for it */
	bool may_break; /* the place between the last block and the next is as good as any for a cut */
	px_t pair_y, pair_end, pair_space; /* of the first one of those that stand side by side */
	int32_t alert;                     /* node index + 1 of the alert that is open, 0: none */
	int32_t alert_draw;
	px_t focus_top; /* of the label of the field with the focus; 0: there is none */
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

/* Draws it at the left of the column; returns its height. */
px_t lay_picture(struct lay *l, const struct picture *picture, px_t y);

void lay_colors(struct node *node, uint32_t foreground, uint32_t background, uint32_t border);

/* A button in its box, which is set. */
void lay_button(struct lay *l, struct node *node, struct type type);
px_t lay_button_height(const struct lay *l, const struct node *node, struct type type, px_t w);

/* Places and draws header and footer; *ret_top and *ret_bottom bound what is left. The header is left out, and *ret_top 0,
 * where only that leaves room for a field above the on-screen keyboard. */
void lay_bars(struct lay *l, px_t *ret_top, px_t *ret_bottom);
/* Returns the top of the on-screen keyboard, or `bottom` when there is none. */
px_t lay_keyboard(struct lay *l, px_t bottom);
/* Of a field of one line. */
px_t lay_field_height(const struct lay *l);
/* Height of the buttons that leaf, with a gap; the same for all parts of a page. */
px_t lay_parts_height(const struct lay *l);
/* Draws them at `top`; without room for them they are left out. */
void lay_parts_bar(struct lay *l, px_t top, bool room);
/* The part of the page in which content may lie. */
struct rect lay_view(const struct lay *l, px_t top, px_t bottom);
int32_t lay_region_start(const struct tree *tree, enum region region);
int32_t lay_region_end(const struct tree *tree, int32_t from);

/* A field for a few digits has room for so many letters. */
enum { SHORT_EMS = 5 };

/* One node in the column as it is now. */
void lay_one(struct lay *l, int32_t index);
/* The next node of the content, below the last or beside it. */
void lay_node(struct lay *l, int32_t index);
/* Closes what is open; returns the height of the content. */
px_t lay_finish(struct lay *l);

#endif

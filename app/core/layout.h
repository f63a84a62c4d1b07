/* SPDX-License-Identifier: MIT */
/* From the tree to boxes and drawing commands; the text metrics are injected. */
#ifndef CORE_LAYOUT_H
#define CORE_LAYOUT_H

#include "core/theme.h"
#include "core/tree.h"

/* FACE_MIXED: FACE_TEXT, and FACE_BOLD between RICH_STRONG_ON and RICH_STRONG_OFF, which take no room. */
enum face { FACE_TEXT, FACE_BOLD, FACE_HEADING, FACE_MIXED, FACE_COUNT };

struct type {
	enum face face;
	px_t px;   /* size of the em */
	px_t line; /* distance of base lines; every line box is exactly this high */
};

struct extent {
	px_t w;        /* of the longest line */
	int32_t lines; /* at least 1 */
};

/* Text of one style broken to `width` pixels (INT32_MAX: not broken but at line feeds). */
struct metrics {
	void *context;
	struct extent (*measure)(
		void *context, struct type type, enum lang lang, struct str text, px_t width);
};

struct display {
	px_t w, h;
	float px_per_mm;
};

enum draw_kind { DRAW_FILL, DRAW_FRAME, DRAW_TEXT, DRAW_ICON };
enum icon {
	ICON_NONE,
	ICON_CHECK,
	ICON_DOT,
	ICON_WARNING,
	ICON_SPEAKER,
	ICON_SPEAKER_OFF,
	ICON_BACKSPACE,
	ICON_SHIFT,
	ICON_CHEVRON_LEFT,
	ICON_CHEVRON_RIGHT,
	ICON_KEYBOARD,
	ICON_STAR
};

/* One command. Painted in order, each clipped to `clip`. */
struct draw {
	enum draw_kind kind;
	struct rect box;
	struct rect clip;
	uint32_t color; /* 0xRRGGBB */
	px_t radius;    /* FILL and FRAME: of the corners */
	px_t stroke;    /* FRAME: width, drawn inside the box; ICON: of its lines */
	enum icon icon;
	/* TEXT: first line's top left at box.x, box.y; broken to box.w exactly as measured */
	struct type type;
	enum lang lang;
	struct str text;
	int32_t caret; /* byte offset, -1: none; drawn as a vertical bar in `color` */
	uint64_t hash; /* of all the above, text included: equal hash, equal pixels */
};

struct drawing {
	uint32_t background;
	struct display display;
	struct draw *list;
	int32_t n, cap;
};

enum { DRAW_MAX = 2048, SIZE_COUNT = 4, SIZE_DEFAULT = 1 };

/* Sets box, colours and `shown` of every node, parts of the tree, and writes the drawing into the arena. */
void layout_build(struct tree *tree, const struct display *display, int32_t size,
	enum theme_name theme, const struct metrics *metrics, struct arena *page,
	struct drawing *ret_drawing);

/* Index of the shown node under the point that can be activated, or -1. */
int32_t layout_hit(const struct tree *tree, px_t x, px_t y);

/* Rectangles that differ between two drawings, at most `cap` (the last one grows to take the rest in). */
int32_t layout_damage(
	const struct drawing *before, const struct drawing *after, struct rect *ret_rects, int32_t cap);

#endif

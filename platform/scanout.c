/* SPDX-License-Identifier: MIT */
/* Rows of the image become rows or columns of the panel: where the first pixel goes, and how far it is to the next. */
#include "platform/scanout.h"

#include <stddef.h>
#include <string.h>

enum { ARROW_W = 12, ARROW_H = 19 };

/* '#' black, '.' white, ' ' nothing: black in white, so that it stands out of every theme. */
static const char arrow_cells[ARROW_H][ARROW_W + 1] = {
	"..          ",
	".#.         ",
	".##.        ",
	".###.       ",
	".####.      ",
	".#####.     ",
	".######.    ",
	".#######.   ",
	".########.  ",
	".#########. ",
	".##########.",
	".######.....",
	".###.##.    ",
	".##..##.    ",
	".#.  .##.   ",
	"..   .##.   ",
	"      .##.  ",
	"      .##.  ",
	"       ..   ",
};

static struct rect
inside(const struct surface *shadow, struct rect rect)
{
	const px_t x0 = rect.x > 0 ? rect.x : 0, y0 = rect.y > 0 ? rect.y : 0;
	const px_t x1 = rect.x + rect.w < shadow->w ? rect.x + rect.w : shadow->w;
	const px_t y1 = rect.y + rect.h < shadow->h ? rect.y + rect.h : shadow->h;

	return (struct rect){ x0, y0, x1 > x0 ? x1 - x0 : 0, y1 > y0 ? y1 - y0 : 0 };
}

void
scanout_add(struct scanout_damage *damage, const struct surface *shadow, struct rect rect)
{
	const struct rect part = inside(shadow, rect);

	if (part.w == 0 || part.h == 0) {
		return;
	}
	if (damage->n == SCANOUT_DAMAGE) {
		damage->rects[0] = (struct rect){ 0, 0, shadow->w, shadow->h };
		damage->n = 1;
		return;
	}
	damage->rects[damage->n++] = part;
}

struct rect
scanout_arrow_rect(const struct scanout_arrow *arrow)
{
	return (struct rect){ arrow->x, arrow->y, arrow->unit * ARROW_W, arrow->unit * ARROW_H };
}

static uint32_t *
pixel(struct surface *panel, px_t x, px_t y)
{
	return (uint32_t *)(void *)((char *)panel->pixels + (ptrdiff_t)y * panel->stride) + x;
}

/* Where pixel (x, y) of the image stands on the panel, and the way to the image's next pixel to the right. */
static uint32_t *
turn(const struct surface *shadow, enum rotation rotation, struct surface *panel, px_t x, px_t y,
	ptrdiff_t *ret_next)
{
	const ptrdiff_t row = panel->stride / (ptrdiff_t)sizeof(uint32_t);

	switch (rotation) {
	case ROTATION_90:
		*ret_next = row;
		return pixel(panel, shadow->h - 1 - y, x);
	case ROTATION_180:
		*ret_next = -1;
		return pixel(panel, shadow->w - 1 - x, shadow->h - 1 - y);
	case ROTATION_270:
		*ret_next = -row;
		return pixel(panel, y, shadow->w - 1 - x);
	case ROTATION_0:
	default:
		*ret_next = 1;
		return pixel(panel, x, y);
	}
}

static void
copy_row(const struct surface *shadow, enum rotation rotation, struct surface *panel, px_t x,
	px_t y, px_t n)
{
	ptrdiff_t next;
	const char *row = (const char *)shadow->pixels + (ptrdiff_t)y * shadow->stride;
	const uint32_t *from = (const uint32_t *)(const void *)row + x;
	uint32_t *to = turn(shadow, rotation, panel, x, y, &next);

	if (next == 1) {
		memcpy(to, from, (size_t)n * sizeof(*to));
		return;
	}
	for (px_t i = 0; i < n; i++) {
		to[i * next] = from[i];
	}
}

static void
draw_arrow(const struct surface *shadow, enum rotation rotation, const struct scanout_arrow *arrow,
	struct surface *panel)
{
	const struct rect part = inside(shadow, scanout_arrow_rect(arrow));

	for (px_t y = part.y; y < part.y + part.h; y++) {
		const char *cells = arrow_cells[(y - arrow->y) / arrow->unit];
		for (px_t x = part.x; x < part.x + part.w; x++) {
			const char cell = cells[(x - arrow->x) / arrow->unit];
			ptrdiff_t next;
			if (cell != ' ') {
				*turn(shadow, rotation, panel, x, y, &next) = cell == '#' ? 0 : 0xFFFFFF;
			}
		}
	}
}

void
scanout_copy(const struct surface *shadow, const struct scanout_damage *damage,
	enum rotation rotation, const struct scanout_arrow *arrow, struct surface *panel)
{
	for (int32_t i = 0; i < damage->n; i++) {
		const struct rect rect = damage->rects[i];
		for (px_t y = rect.y; y < rect.y + rect.h; y++) {
			copy_row(shadow, rotation, panel, rect.x, y, rect.w);
		}
	}
	if (arrow->unit > 0) {
		draw_arrow(shadow, rotation, arrow, panel);
	}
}

/* SPDX-License-Identifier: MIT */
/* From the shadow image, as a client sees it, to the pixels of a panel that may be mounted on its side. */
#ifndef PLATFORM_SCANOUT_H
#define PLATFORM_SCANOUT_H

#include <stdbool.h>

#include "core/units.h"
#include "platform/surface.h"

/* By how much the picture is turned clockwise on its way to the panel. */
enum rotation { ROTATION_0, ROTATION_90, ROTATION_180, ROTATION_270 };

enum { SCANOUT_DAMAGE = 64 };

/* What of a panel's buffer is older than the shadow image, in the image's pixels. */
struct scanout_damage {
	struct rect rects[SCANOUT_DAMAGE];
	int32_t n;
};

/* The arrow of a mouse; its point is at (x, y) of the shadow image. */
struct scanout_arrow {
	px_t x, y;
	px_t unit; /* side of one of its 12 x 19 cells; 0: no arrow */
};

/* Parts outside of the image count for nothing; when there is no place for more, all of it is old. */
void scanout_add(struct scanout_damage *damage, const struct surface *shadow, struct rect rect);
struct rect scanout_arrow_rect(const struct scanout_arrow *arrow);

/*
 * Writes what is damaged, then the arrow. `panel` is as large as the turned image; it is written only, never read: video
 * memory is slow to read.
 */
void scanout_copy(const struct surface *shadow, const struct scanout_damage *damage,
	enum rotation rotation, const struct scanout_arrow *arrow, struct surface *panel);

#endif

/* SPDX-License-Identifier: MIT */
/* Icons as paths, by Cairo; part of paint. */
#ifndef PLATFORM_PAINT_ICON_H
#define PLATFORM_PAINT_ICON_H

#include <cairo.h>

#include "core/layout.h"

/*
 * Draws it centred in the box, in the current source colour, its lines `stroke` px wide (0: as
 * thick as Noto Sans Regular).
 */
void paint_icon(cairo_t *cairo, enum icon icon, struct rect box, px_t stroke);

#endif

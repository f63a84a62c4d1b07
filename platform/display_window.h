/* SPDX-License-Identifier: MIT */
/* A window on a desk, by SDL2 without acceleration. */
#ifndef PLATFORM_DISPLAY_WINDOW_H
#define PLATFORM_DISPLAY_WINDOW_H

#include "core/units.h"
#include "platform/surface.h"

struct display_window;

/*
 * 0 or -ENODEV (no display can be opened; `*ret_reason` then points at SDL's words, valid until the
 * next call).
 */
__attribute__((warn_unused_result)) int display_window_open(
	const char *title, px_t w, px_t h, struct display_window **ret_window, const char **ret_reason);
struct display_window *display_window_close(struct display_window *window);

/*
 * The shadow image; paint into it, then present. Changes with the window's size: ask anew after
 * EVENT_DISPLAY, and then paint all of it: nothing of the old image is kept. NULL when there is no
 * memory for a new size.
 */
struct surface *display_window_surface(struct display_window *window);
/* Copies the rectangles to the window. 0 or -EIO. */
__attribute__((warn_unused_result)) int display_window_present(
	struct display_window *window, const struct rect *rects, int32_t n);
/* Zeroes shadow and window pixels. */
void display_window_wipe(struct display_window *window);

#endif

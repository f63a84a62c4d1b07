/* SPDX-License-Identifier: MIT */
/* The device's own screen, by libdrm: two buffers in plain memory, shown in turn. No GPU, no window system. */
#ifndef PLATFORM_DISPLAY_DRM_H
#define PLATFORM_DISPLAY_DRM_H

#include <stdbool.h>

#include "core/units.h"
#include "platform/diagnosis.h"
#include "platform/surface.h"

struct display_drm;

struct display_drm_options {
	const char *card; /* as /dev/dri/card0; empty: the first with a screen */
	px_t w, h;        /* mode of the panel, unturned; 0: the one that the panel prefers */
	int turned;       /* degrees clockwise by which the picture is turned: 0, 90, 180, 270 */
	int taken_over;   /* descriptor of display_drm_hand_over(); -1: none */
};

/*
 * 0 with a screen, or with a card that has none yet: then what is painted is kept, and shown when one is plugged in. -ENOENT
 * when there is no card; -ENODEV when no card can do without a GPU; another errno of opening; all with a diagnosis.
 */
__attribute__((warn_unused_result)) int display_drm_open(const struct display_drm_options *options,
	struct display_drm **ret_display, struct diagnosis *ret_diagnosis);
/* The screen goes dark. Zeroes all pixels. */
struct display_drm *display_drm_close(struct display_drm *display);
/*
 * As display_drm_close(), but what is on the screen stays there. The descriptor, which execve() does not close, is for
 * display_drm_options of the program's next image; -1: the screen goes dark after all.
 */
int display_drm_hand_over(struct display_drm *display);

/* As a client sees it, turned. A new one after DISPLAY_DRM_RESIZED. */
struct surface *display_drm_surface(struct display_drm *display);
/*
 * Shows the rectangles with the next picture of the panel. Where there is no screen, or another program has it
 * (display_drm_is_away()), they are kept for later. 0; -EIO when the card is gone or refuses.
 */
__attribute__((warn_unused_result)) int display_drm_present(
	struct display_drm *display, const struct rect *rects, int32_t n);
/* Shadow and hidden buffer now; the shown one as soon as the next presentation has replaced it. */
void display_drm_wipe(struct display_drm *display);
/* The arrow of a mouse at a point of the surface, drawn from the next presentation on; `unit` 0: none. */
void display_drm_arrow(struct display_drm *display, px_t x, px_t y, px_t unit);

/* Nothing can be shown: no screen is plugged in, or another program has it. */
bool display_drm_is_away(const struct display_drm *display);

enum { DISPLAY_DRM_SAME, DISPLAY_DRM_BACK, DISPLAY_DRM_RESIZED };
/*
 * Looks for what has changed: after a hot-plug event, and now and then while the screen is away. DISPLAY_DRM_BACK: it can
 * be shown again, all of it must be presented. DISPLAY_DRM_RESIZED: the same, with a new surface. Or negative errno.
 */
__attribute__((warn_unused_result)) int display_drm_check(struct display_drm *display);

#endif

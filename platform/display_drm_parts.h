/* SPDX-License-Identifier: MIT */
/* Inside of display_drm: what its files share. */
#ifndef PLATFORM_DISPLAY_DRM_PARTS_H
#define PLATFORM_DISPLAY_DRM_PARTS_H

#include <stddef.h>
#include <xf86drmMode.h>

#include "platform/display_drm.h"
#include "platform/scanout.h"

struct buffer {
	struct surface pixels; /* of the panel; pixels NULL: none */
	size_t size;
	uint32_t handle, id;
	struct scanout_damage damage;
};

struct display_drm {
	char card[32]; /* path */
	int fd;
	px_t wanted_w, wanted_h;
	enum rotation rotation;

	uint32_t connector, crtc; /* 0: no screen */
	drmModeModeInfo mode;
	struct surface shadow;
	struct buffer buffers[2];
	int back;         /* the buffer that is not shown */
	uint32_t old_id;  /* what the program's earlier image left on the screen; 0: nothing */
	bool is_set;      /* the screen shows a buffer of ours */
	bool is_flipping; /* the front buffer is on its way */
	bool lost;        /* another program has the screen */
	bool wipe_shown;
	struct scanout_arrow arrow;
};

/* Bytes of a surface's pixels. */
size_t display_drm_size(const struct surface *surface);

/* Both buffers anew for the mode, black and not shown; or none and negative errno. */
int display_drm_make_buffers(struct display_drm *display);
/* Zeroes its pixels and gives it back. */
void display_drm_free_buffer(struct display_drm *display, struct buffer *buffer);
/* A shadow image for the mode and the turn. 0 or -ENOMEM, then the old one stays. */
int display_drm_make_shadow(struct display_drm *display);
void display_drm_free_shadow(struct display_drm *display);
/* Nothing of what the buffers hold is as the shadow image has it. */
void display_drm_damage_all(struct display_drm *display);

/* Opens `card`. 0; -ENODEV when it needs a GPU; -errno. */
int display_drm_open_card(struct display_drm *display);
/* Screen, mode, buffers and shadow of the open card. 0 or negative errno. */
int display_drm_set_up(struct display_drm *display);
/* The same of the card named, or of the first with a screen; a card without one will do when there is no other. */
int display_drm_try_card(struct display_drm *display);
int display_drm_try_cards(struct display_drm *display);
/* The descriptor of the program's earlier image, whose picture is on the screen and which is the card's master still. */
void display_drm_take_over(struct display_drm *display, int fd);
/* The first screen that is plugged in, with its mode; without one the size of the last stays. 0 or negative errno. */
int display_drm_find_screen(struct display_drm *display);
void display_drm_let_go(struct display_drm *display);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Two dumb buffers in turn. What is painted goes into a shadow image in ordinary memory first: video memory may be slow to
 * read, and is written only. A page flip is waited for before the next one, not after its own: painting goes on meanwhile.
 */
#include "platform/display_drm.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "platform/display_drm_parts.h"

enum {
	FLIP_MS = 250, /* a picture takes 17 ms; a driver that takes longer has lost it */
};

static void
diagnose(const char *card, int error, struct diagnosis *ret_diagnosis)
{
	struct diagnosis diagnosis = { .where = "" };

	snprintf(diagnosis.file, sizeof(diagnosis.file), "%s", card[0] != '\0' ? card : "/dev/dri");
	if (error == -ENOENT) {
		snprintf(diagnosis.what, sizeof(diagnosis.what), "There is no graphics card here.");
		snprintf(diagnosis.remedy, sizeof(diagnosis.remedy),
			"Check that the kernel has the card's driver, and that its module is loaded.");
	} else {
		snprintf(diagnosis.what, sizeof(diagnosis.what), "The screen cannot be used: %s.",
			strerror(-error));
		snprintf(diagnosis.remedy, sizeof(diagnosis.remedy), "%s",
			error == -EACCES     ? "Let the kiosk's user be in the group video." :
				error == -ENODEV ? "The driver shows no picture without a GPU. Take another card." :
								   "See what the kernel says about the card.");
	}
	*ret_diagnosis = diagnosis;
}

int
display_drm_open(const struct display_drm_options *options, struct display_drm **ret_display,
	struct diagnosis *ret_diagnosis)
{
	struct display_drm *display = calloc(1, sizeof(*display));
	int r = -ENOMEM;

	if (display == NULL) {
		diagnose(options->card, r, ret_diagnosis);
		return r;
	}
	display->fd = -1;
	display->wanted_w = options->w;
	display->wanted_h = options->h;
	display->rotation = (enum rotation)(options->turned / 90);
	if (options->taken_over >= 0) {
		display_drm_take_over(display, options->taken_over);
		r = display_drm_set_up(display);
	} else if (options->card[0] != '\0') {
		snprintf(display->card, sizeof(display->card), "%s", options->card);
		r = display_drm_try_card(display);
	} else {
		r = display_drm_try_cards(display);
	}
	if (r != 0) {
		diagnose(options->card, r, ret_diagnosis);
		(void)display_drm_close(display);
		return r;
	}
	*ret_display = display;
	return 0;
}

struct display_drm *
display_drm_close(struct display_drm *display)
{
	if (display != NULL) {
		display_drm_let_go(display);
		free(display);
	}
	return NULL;
}

struct surface *
display_drm_surface(struct display_drm *display)
{
	return &display->shadow;
}

/* ---- showing ---- */

/* Once a picture of ours has replaced it; its memory goes with it. */
static void
drop_old(struct display_drm *display)
{
	if (display->old_id != 0) {
		(void)drmModeRmFB(display->fd, display->old_id);
		display->old_id = 0;
	}
}

static void
on_flip(int fd, unsigned sequence, unsigned seconds, unsigned micros, void *context)
{
	struct display_drm *display = context;

	(void)fd, (void)sequence, (void)seconds, (void)micros;
	display->is_flipping = false;
}

/* The screen's own pace: a picture every 17 ms at most. */
static void
finish_flip(struct display_drm *display)
{
	drmEventContext context = { .version = 2, .page_flip_handler = on_flip };
	struct pollfd fd = { .fd = display->fd, .events = POLLIN };

	while (display->is_flipping && poll(&fd, 1, FLIP_MS) == 1) {
		if (drmHandleEvent(display->fd, &context) != 0) {
			break;
		}
	}
	display->is_flipping = false; /* lost with a screen that was unplugged */
}

/* 0; -EIO. That somebody else has the screen is no error. */
static int
put_on_screen(struct display_drm *display, struct buffer *buffer)
{
	int r;

	if (display->is_set) {
		r = drmModePageFlip(
			display->fd, display->crtc, buffer->id, DRM_MODE_PAGE_FLIP_EVENT, display);
		display->is_flipping = r == 0;
	} else {
		r = drmModeSetCrtc(
			display->fd, display->crtc, buffer->id, 0, 0, &display->connector, 1, &display->mode);
	}
	const int error = r == 0 ? 0 : errno;
	display->is_set = r == 0;
	display->lost = error == EACCES || error == EPERM;
	return error == 0 || display->lost ? 0 : -EIO;
}

/* The arrow is in the way of the next picture in this buffer, if it moves. */
static void
fill(struct display_drm *display, struct buffer *buffer)
{
	scanout_copy(
		&display->shadow, &buffer->damage, display->rotation, &display->arrow, &buffer->pixels);
	buffer->damage.n = 0;
	if (display->arrow.unit > 0) {
		scanout_add(&buffer->damage, &display->shadow, scanout_arrow_rect(&display->arrow));
	}
}

static void
wipe_buffer(struct display_drm *display, struct buffer *buffer)
{
	explicit_bzero(buffer->pixels.pixels, display_drm_size(&buffer->pixels));
	buffer->damage.n = 0;
	scanout_add(&buffer->damage, &display->shadow,
		(struct rect){ 0, 0, display->shadow.w, display->shadow.h });
}

int
display_drm_present(struct display_drm *display, const struct rect *rects, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		scanout_add(&display->buffers[0].damage, &display->shadow, rects[i]);
		scanout_add(&display->buffers[1].damage, &display->shadow, rects[i]);
	}
	if (display_drm_is_away(display)) {
		return 0;
	}
	finish_flip(display);
	struct buffer *back = &display->buffers[display->back];
	fill(display, back);
	int r = put_on_screen(display, back);
	if (r != 0 && (r = put_on_screen(display, back)) != 0) { /* a flip that fails may be set anew */
		return r;
	}
	if (display->lost) {
		return 0;
	}
	display->back = 1 - display->back;
	if (display->wipe_shown || display->old_id != 0) {
		finish_flip(display);
		wipe_buffer(display, &display->buffers[display->back]);
		drop_old(display);
		display->wipe_shown = false;
	}
	return 0;
}

void
display_drm_wipe(struct display_drm *display)
{
	finish_flip(display);
	explicit_bzero(display->shadow.pixels, display_drm_size(&display->shadow));
	wipe_buffer(display, &display->buffers[display->back]);
	display->wipe_shown = true;
}

void
display_drm_arrow(struct display_drm *display, px_t x, px_t y, px_t unit)
{
	display->arrow = (struct scanout_arrow){ .x = x, .y = y, .unit = unit };
}

/* ---- what changes from outside ---- */

bool
display_drm_is_away(const struct display_drm *display)
{
	return display->connector == 0 || display->lost;
}

static bool
is_same_screen(const struct display_drm *display, uint32_t connector, const drmModeModeInfo *mode)
{
	return display->connector == connector && display->mode.hdisplay == mode->hdisplay &&
		display->mode.vdisplay == mode->vdisplay;
}

/* Whoever was master once may ask to be it again (Linux 5.8); else the first to open the card is. */
static void
ask_for_screen(struct display_drm *display)
{
	if (drmSetMaster(display->fd) == 0) {
		display->lost = false;
		return;
	}
	const int fd = display->fd;
	for (int i = 0; i < 2; i++) {
		display_drm_free_buffer(display, &display->buffers[i]);
	}
	close(fd);
	display->fd = -1;
	if (display_drm_open_card(display) == 0 && display_drm_make_buffers(display) == 0) {
		display->lost = drmIsMaster(display->fd) == 0;
	}
}

int
display_drm_check(struct display_drm *display)
{
	const uint32_t connector = display->connector;
	const drmModeModeInfo mode = display->mode;

	if (display->lost) {
		ask_for_screen(display);
	}
	int r = display->fd < 0 ? -EIO : display_drm_find_screen(display);
	if (r != 0 || display_drm_is_away(display)) {
		return r;
	}
	if (is_same_screen(display, connector, &mode)) {
		const bool is_back = !display->is_set;
		if (is_back) {
			display_drm_damage_all(display);
		}
		return is_back ? DISPLAY_DRM_BACK : DISPLAY_DRM_SAME;
	}
	const bool is_resized = mode.hdisplay != display->mode.hdisplay ||
		mode.vdisplay != display->mode.vdisplay;
	if ((r = display_drm_make_buffers(display)) == 0 && is_resized) {
		r = display_drm_make_shadow(display);
	}
	if (r == 0) {
		display_drm_damage_all(display);
	}
	return r != 0 ? r : is_resized ? DISPLAY_DRM_RESIZED : DISPLAY_DRM_BACK;
}

int
display_drm_hand_over(struct display_drm *display)
{
	int fd = display->is_set && !display->lost ? fcntl(display->fd, F_DUPFD, 0) : -1;

	if (fd >= 0) {
		finish_flip(display);
		struct buffer *shown = &display->buffers[1 - display->back];
		munmap(shown->pixels.pixels, shown->size);
		/* What is on the screen keeps its memory, as long as the card is open. */
		(void)drmModeDestroyDumbBuffer(display->fd, shown->handle);
		*shown = (struct buffer){ .id = 0 };
	}
	(void)display_drm_close(display);
	return fd;
}

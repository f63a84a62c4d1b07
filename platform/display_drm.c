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

#include "platform/scanout.h"

enum {
	CARDS = 16,         /* /dev/dri/card0 and up */
	FLIP_MS = 250,      /* a picture takes 17 ms; a driver that takes longer has lost it */
	UNPLUGGED_W = 1280, /* what is painted while no screen tells its size */
	UNPLUGGED_H = 800,
};

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

static size_t
size_of(const struct surface *surface)
{
	return (size_t)surface->stride * (size_t)surface->h;
}

/* ---- buffers ---- */

static void
buffer_free(struct display_drm *display, struct buffer *buffer)
{
	if (buffer->pixels.pixels != NULL) {
		explicit_bzero(buffer->pixels.pixels, size_of(&buffer->pixels));
		munmap(buffer->pixels.pixels, buffer->size);
	}
	if (buffer->id != 0) {
		(void)drmModeRmFB(display->fd, buffer->id);
	}
	if (buffer->handle != 0) {
		(void)drmModeDestroyDumbBuffer(display->fd, buffer->handle);
	}
	*buffer = (struct buffer){ .id = 0 };
}

static int
buffer_map(struct display_drm *display, struct buffer *buffer)
{
	uint64_t offset;

	if (drmModeMapDumbBuffer(display->fd, buffer->handle, &offset) != 0) {
		return -errno;
	}
	void *pixels = mmap(
		NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, display->fd, (off_t)offset);
	if (pixels == MAP_FAILED) {
		return -errno;
	}
	buffer->pixels.pixels = pixels;
	memset(pixels, 0, size_of(&buffer->pixels));
	return 0;
}

static int
buffer_make(struct display_drm *display, struct buffer *buffer)
{
	const uint32_t w = display->mode.hdisplay, h = display->mode.vdisplay;
	uint32_t pitch;
	uint64_t size;

	if (drmModeCreateDumbBuffer(display->fd, w, h, 32, 0, &buffer->handle, &pitch, &size) != 0) {
		return -errno;
	}
	buffer->size = (size_t)size;
	buffer->pixels = (struct surface){ .w = (px_t)w, .h = (px_t)h, .stride = (int32_t)pitch };
	int r = drmModeAddFB(display->fd, w, h, 24, 32, pitch, buffer->handle, &buffer->id) != 0 ?
		-errno :
		0;
	return r != 0 ? r : buffer_map(display, buffer);
}

static int
make_buffers(struct display_drm *display)
{
	for (int i = 0; i < 2; i++) {
		buffer_free(display, &display->buffers[i]);
		const int r = buffer_make(display, &display->buffers[i]);
		if (r != 0) {
			buffer_free(display, &display->buffers[i]);
			return r;
		}
	}
	display->is_set = false;
	display->is_flipping = false;
	return 0;
}

static void
shadow_free(struct surface *shadow)
{
	if (shadow->pixels != NULL) {
		explicit_bzero(shadow->pixels, size_of(shadow));
		munmap(shadow->pixels, size_of(shadow));
	}
	*shadow = (struct surface){ .w = 0 };
}

/* What is on the screen is personal: not in core dumps; memory_harden() has locked it. */
static int
make_shadow(struct display_drm *display)
{
	const bool is_upright = display->rotation == ROTATION_0 || display->rotation == ROTATION_180;
	const px_t w = display->mode.hdisplay, h = display->mode.vdisplay;
	struct surface made = { .w = is_upright ? w : h, .h = is_upright ? h : w };

	made.stride = made.w * (int32_t)sizeof(uint32_t);
	void *pixels = mmap(
		NULL, size_of(&made), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pixels == MAP_FAILED) {
		return -ENOMEM;
	}
	(void)madvise(pixels, size_of(&made), MADV_DONTDUMP);
	made.pixels = pixels;
	shadow_free(&display->shadow);
	display->shadow = made;
	return 0;
}

static void
damage_all(struct display_drm *display)
{
	const struct rect all = { 0, 0, display->shadow.w, display->shadow.h };

	for (int i = 0; i < 2; i++) {
		display->buffers[i].damage.n = 0;
		scanout_add(&display->buffers[i].damage, &display->shadow, all);
	}
}

/* ---- the screen ---- */

static drmModeModeInfo
choose_mode(const struct display_drm *display, const drmModeConnector *connector)
{
	const drmModeModeInfo *chosen = &connector->modes[0];

	for (int i = connector->count_modes - 1; i >= 0; i--) {
		const drmModeModeInfo *mode = &connector->modes[i];
		const bool is_wanted = display->wanted_w == 0 ?
			(mode->type & DRM_MODE_TYPE_PREFERRED) != 0 :
			mode->hdisplay == display->wanted_w && mode->vdisplay == display->wanted_h;
		chosen = is_wanted ? mode : chosen;
	}
	return *chosen;
}

/* A CRTC that can drive the connector; 0: none. */
static uint32_t
choose_crtc(int fd, const drmModeRes *resources, const drmModeConnector *connector)
{
	uint32_t crtc = 0;

	for (int i = 0; i < connector->count_encoders && crtc == 0; i++) {
		drmModeEncoder *encoder = drmModeGetEncoder(fd, connector->encoders[i]);
		for (int j = 0; encoder != NULL && j < resources->count_crtcs && crtc == 0; j++) {
			crtc = (encoder->possible_crtcs & (1u << j)) != 0 ? resources->crtcs[j] : 0;
		}
		drmModeFreeEncoder(encoder);
	}
	return crtc;
}

/* The first screen that is plugged in; without one the size of the last stays. */
static int
find_screen(struct display_drm *display)
{
	drmModeRes *resources = drmModeGetResources(display->fd);

	if (resources == NULL) {
		return -errno;
	}
	display->connector = 0;
	for (int i = 0; i < resources->count_connectors && display->connector == 0; i++) {
		drmModeConnector *connector = drmModeGetConnector(display->fd, resources->connectors[i]);
		if (connector != NULL && connector->connection == DRM_MODE_CONNECTED &&
			connector->count_modes > 0) {
			display->crtc = choose_crtc(display->fd, resources, connector);
			display->connector = display->crtc != 0 ? connector->connector_id : 0;
			display->mode = choose_mode(display, connector);
		}
		drmModeFreeConnector(connector);
	}
	drmModeFreeResources(resources);
	if (display->mode.hdisplay == 0) {
		display->mode.hdisplay = UNPLUGGED_W;
		display->mode.vdisplay = UNPLUGGED_H;
	}
	return 0;
}

static int
open_card(struct display_drm *display)
{
	uint64_t can = 0;
	const int fd = open(display->card, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		return -errno;
	}
	if (drmGetCap(fd, DRM_CAP_DUMB_BUFFER, &can) != 0 || can == 0) {
		close(fd);
		return -ENODEV;
	}
	display->fd = fd;
	return 0;
}

static int
set_up(struct display_drm *display)
{
	int r = find_screen(display);

	if (r == 0 && (r = make_buffers(display)) == 0) {
		r = make_shadow(display);
	}
	if (r == 0) {
		damage_all(display);
	}
	return r;
}

/* The program's earlier image left its picture on the screen, and is master of the card still. */
static void
take_over(struct display_drm *display, int fd)
{
	display->fd = fd;
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	drmModeRes *resources = drmModeGetResources(fd);
	for (int i = 0; resources != NULL && i < resources->count_crtcs; i++) {
		drmModeCrtc *crtc = drmModeGetCrtc(fd, resources->crtcs[i]);
		if (crtc != NULL && crtc->mode_valid != 0 && crtc->buffer_id != 0) {
			display->old_id = crtc->buffer_id;
		}
		drmModeFreeCrtc(crtc);
	}
	drmModeFreeResources(resources);
}

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
let_go(struct display_drm *display)
{
	for (int i = 0; i < 2; i++) {
		buffer_free(display, &display->buffers[i]);
	}
	shadow_free(&display->shadow);
	if (display->fd >= 0) {
		close(display->fd);
	}
	display->fd = -1;
}

static int
try_card(struct display_drm *display)
{
	int r = open_card(display);

	if (r == 0 && (r = set_up(display)) != 0) {
		let_go(display);
	}
	return r;
}

/* A card without a screen will do when there is no other. */
static int
try_cards(struct display_drm *display)
{
	int error = -ENOENT, spare = -1;

	for (int i = 0; i < CARDS; i++) {
		snprintf(display->card, sizeof(display->card), "/dev/dri/card%d", i);
		const int r = try_card(display);
		if (r == 0 && display->connector != 0) {
			return 0;
		}
		if (r == 0) {
			let_go(display);
			spare = spare < 0 ? i : spare;
		}
		error = r == 0 || r == -ENOENT ? error : r;
	}
	if (spare < 0) {
		return error;
	}
	snprintf(display->card, sizeof(display->card), "/dev/dri/card%d", spare);
	return try_card(display);
}

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
		take_over(display, options->taken_over);
		r = set_up(display);
	} else if (options->card[0] != '\0') {
		snprintf(display->card, sizeof(display->card), "%s", options->card);
		r = try_card(display);
	} else {
		r = try_cards(display);
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
		let_go(display);
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
	explicit_bzero(buffer->pixels.pixels, size_of(&buffer->pixels));
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
	explicit_bzero(display->shadow.pixels, size_of(&display->shadow));
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
		buffer_free(display, &display->buffers[i]);
	}
	close(fd);
	display->fd = -1;
	if (open_card(display) == 0 && make_buffers(display) == 0) {
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
	int r = display->fd < 0 ? -EIO : find_screen(display);
	if (r != 0 || display_drm_is_away(display)) {
		return r;
	}
	if (is_same_screen(display, connector, &mode)) {
		const bool is_back = !display->is_set;
		if (is_back) {
			damage_all(display);
		}
		return is_back ? DISPLAY_DRM_BACK : DISPLAY_DRM_SAME;
	}
	const bool is_resized = mode.hdisplay != display->mode.hdisplay ||
		mode.vdisplay != display->mode.vdisplay;
	if ((r = make_buffers(display)) == 0 && is_resized) {
		r = make_shadow(display);
	}
	if (r == 0) {
		damage_all(display);
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

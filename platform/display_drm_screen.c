/* SPDX-License-Identifier: MIT */
/* Which card, which screen of it, which of its modes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <xf86drm.h>

#include "platform/display_drm_parts.h"

enum {
	CARDS = 16,         /* /dev/dri/card0 and up */
	UNPLUGGED_W = 1280, /* what is painted while no screen tells its size */
	UNPLUGGED_H = 800,
};

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
int
display_drm_find_screen(struct display_drm *display)
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

int
display_drm_open_card(struct display_drm *display)
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

int
display_drm_set_up(struct display_drm *display)
{
	int r = display_drm_find_screen(display);

	if (r == 0 && (r = display_drm_make_buffers(display)) == 0) {
		r = display_drm_make_shadow(display);
	}
	if (r == 0) {
		display_drm_damage_all(display);
	}
	return r;
}

/* The program's earlier image left its picture on the screen, and is master of the card still. */
void
display_drm_take_over(struct display_drm *display, int fd)
{
	char link[32];

	display->fd = fd;
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	const ssize_t n = readlink(link, display->card, sizeof(display->card) - 1);
	display->card[n > 0 ? n : 0] = '\0';
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

void
display_drm_let_go(struct display_drm *display)
{
	for (int i = 0; i < 2; i++) {
		display_drm_free_buffer(display, &display->buffers[i]);
	}
	display_drm_free_shadow(display);
	if (display->fd >= 0) {
		close(display->fd);
	}
	display->fd = -1;
}

int
display_drm_try_card(struct display_drm *display)
{
	int r = display_drm_open_card(display);

	if (r == 0 && (r = display_drm_set_up(display)) != 0) {
		display_drm_let_go(display);
	}
	return r;
}

/* A card without a screen will do when there is no other. */
int
display_drm_try_cards(struct display_drm *display)
{
	int error = -ENOENT, spare = -1;

	for (int i = 0; i < CARDS; i++) {
		snprintf(display->card, sizeof(display->card), "/dev/dri/card%d", i);
		const int r = display_drm_try_card(display);
		if (r == 0 && display->connector != 0) {
			return 0;
		}
		if (r == 0) {
			display_drm_let_go(display);
			spare = spare < 0 ? i : spare;
		}
		error = r == 0 || r == -ENOENT ? error : r;
	}
	if (spare < 0) {
		return error;
	}
	snprintf(display->card, sizeof(display->card), "/dev/dri/card%d", spare);
	return display_drm_try_card(display);
}

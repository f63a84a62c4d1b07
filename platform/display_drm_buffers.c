/* SPDX-License-Identifier: MIT */
/* The shadow image in memory of our own, and the two dumb buffers that the panel shows in turn. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <xf86drm.h>

#include "platform/display_drm_parts.h"

size_t
display_drm_size(const struct surface *surface)
{
	return (size_t)surface->stride * (size_t)surface->h;
}

void
display_drm_free_buffer(struct display_drm *display, struct buffer *buffer)
{
	if (buffer->pixels.pixels != NULL) {
		explicit_bzero(buffer->pixels.pixels, display_drm_size(&buffer->pixels));
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
	memset(pixels, 0, display_drm_size(&buffer->pixels));
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

int
display_drm_make_buffers(struct display_drm *display)
{
	for (int i = 0; i < 2; i++) {
		display_drm_free_buffer(display, &display->buffers[i]);
		const int r = buffer_make(display, &display->buffers[i]);
		if (r != 0) {
			display_drm_free_buffer(display, &display->buffers[i]);
			return r;
		}
	}
	display->is_set = false;
	display->is_flipping = false;
	return 0;
}

void
display_drm_free_shadow(struct display_drm *display)
{
	struct surface *shadow = &display->shadow;

	if (shadow->pixels != NULL) {
		explicit_bzero(shadow->pixels, display_drm_size(shadow));
		munmap(shadow->pixels, display_drm_size(shadow));
	}
	*shadow = (struct surface){ .w = 0 };
}

/* What is on the screen is personal: not in core dumps; memory_harden() has locked it. */
int
display_drm_make_shadow(struct display_drm *display)
{
	const bool is_upright = display->rotation == ROTATION_0 || display->rotation == ROTATION_180;
	const px_t w = display->mode.hdisplay, h = display->mode.vdisplay;
	struct surface made = { .w = is_upright ? w : h, .h = is_upright ? h : w };

	made.stride = made.w * (int32_t)sizeof(uint32_t);
	void *pixels = mmap(
		NULL, display_drm_size(&made), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pixels == MAP_FAILED) {
		return -ENOMEM;
	}
	(void)madvise(pixels, display_drm_size(&made), MADV_DONTDUMP);
	made.pixels = pixels;
	display_drm_free_shadow(display);
	display->shadow = made;
	return 0;
}

void
display_drm_damage_all(struct display_drm *display)
{
	const struct rect all = { 0, 0, display->shadow.w, display->shadow.h };

	for (int i = 0; i < 2; i++) {
		display->buffers[i].damage.n = 0;
		scanout_add(&display->buffers[i].damage, &display->shadow, all);
	}
}

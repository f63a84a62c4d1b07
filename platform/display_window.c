/* SPDX-License-Identifier: MIT */
/* An SDL window whose pixels are copied from a shadow image in memory of our own. */
#include "platform/display_window.h"

#include <errno.h>
#include <SDL.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Rectangles handed to SDL in one call; more go in further calls. */
enum { BATCH = 32 };

struct display_window {
	SDL_Window *sdl;
	struct surface shadow; /* pixels NULL: none yet */
};

/*
 * SDL would else present through OpenGL, which without a GPU is llvmpipe: thirty times slower and
 * 200 MB of libraries. Without a session bus it would start one; only input methods and power
 * management would ask for it.
 */
static bool
init_video(void)
{
	SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
	SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software");
	SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
	SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
	setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 0);
	return SDL_InitSubSystem(SDL_INIT_VIDEO) == 0;
}

static size_t
size_of(const struct surface *surface)
{
	return (size_t)surface->stride * (size_t)surface->h;
}

static void
shadow_free(struct surface *shadow)
{
	if (shadow->pixels) {
		explicit_bzero(shadow->pixels, size_of(shadow));
		munmap(shadow->pixels, size_of(shadow));
		shadow->pixels = NULL;
	}
}

/*
 * What is on the screen is personal: not in core dumps and, where the system allows it, not in
 * swap. False: no memory.
 */
static bool
shadow_make(struct surface *shadow, px_t w, px_t h)
{
	struct surface made = { .w = w, .h = h, .stride = w * (int32_t)sizeof(uint32_t) };
	void *pixels = mmap(
		NULL, size_of(&made), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pixels == MAP_FAILED) {
		return false;
	}
	madvise(pixels, size_of(&made), MADV_DONTDUMP);
	/*
	 * A desk's limit on locked memory may be smaller than a screen; memory_harden() reports what is
	 * not allowed.
	 */
	(void)!mlock(pixels, size_of(&made));
	made.pixels = pixels;
	shadow_free(shadow);
	*shadow = made;
	return true;
}

int
display_window_open(
	const char *title, px_t w, px_t h, struct display_window **ret_window, const char **ret_reason)
{
	struct display_window *window = calloc(1, sizeof(*window));
	if (!window) {
		return -ENOMEM;
	}
	if (!init_video()) {
		*ret_reason = SDL_GetError();
		free(window);
		return -ENODEV;
	}
	window->sdl = SDL_CreateWindow(
		title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, w, h, SDL_WINDOW_RESIZABLE);
	if (!window->sdl || !display_window_surface(window)) {
		*ret_reason = SDL_GetError();
		display_window_close(window);
		return -ENODEV;
	}
	*ret_window = window;
	return 0;
}

struct display_window *
display_window_close(struct display_window *window)
{
	if (!window) {
		return NULL;
	}
	shadow_free(&window->shadow);
	if (window->sdl) {
		SDL_DestroyWindow(window->sdl);
	}
	SDL_QuitSubSystem(SDL_INIT_VIDEO);
	free(window);
	return NULL;
}

struct surface *
display_window_surface(struct display_window *window)
{
	int w, h;
	SDL_GetWindowSize(window->sdl, &w, &h);
	struct surface *shadow = &window->shadow;
	if (shadow->pixels && shadow->w == w && shadow->h == h) {
		return shadow;
	}
	if (!shadow_make(shadow, w, h)) {
		SDL_OutOfMemory();
		return NULL;
	}
	return shadow;
}

/* The part of `rect` that both images have. */
static SDL_Rect
inside(struct rect rect, const struct surface *shadow, const SDL_Surface *screen)
{
	const SDL_Rect wanted = { rect.x, rect.y, rect.w, rect.h };
	const SDL_Rect both = { 0, 0, shadow->w < screen->w ? shadow->w : screen->w,
		shadow->h < screen->h ? shadow->h : screen->h };
	SDL_Rect part;
	return SDL_IntersectRect(&wanted, &both, &part) ? part : (SDL_Rect){ 0, 0, 0, 0 };
}

static bool
copy(const struct surface *shadow, SDL_Surface *screen, SDL_Rect part)
{
	const char *from = (const char *)shadow->pixels + (size_t)part.y * (size_t)shadow->stride +
		(size_t)part.x * 4;
	char *to = (char *)screen->pixels + part.y * screen->pitch +
		part.x * screen->format->BytesPerPixel;
	return SDL_ConvertPixels(part.w, part.h, SDL_PIXELFORMAT_RGB888, from, shadow->stride,
			   screen->format->format, to, screen->pitch) == 0;
}

int
display_window_present(struct display_window *window, const struct rect *rects, int32_t n)
{
	SDL_Surface *screen = SDL_GetWindowSurface(window->sdl);
	if (!screen) {
		return -EIO;
	}
	for (int32_t done = 0; done < n;) {
		SDL_Rect batch[BATCH];
		int filled = 0;
		for (; done < n && filled < BATCH; done++) {
			const SDL_Rect part = inside(rects[done], &window->shadow, screen);
			if (part.w == 0) {
				continue;
			}
			if (!copy(&window->shadow, screen, part)) {
				return -EIO;
			}
			batch[filled++] = part;
		}
		if (filled > 0 && SDL_UpdateWindowSurfaceRects(window->sdl, batch, filled)) {
			return -EIO;
		}
	}
	return 0;
}

void
display_window_wipe(struct display_window *window)
{
	if (window->shadow.pixels) {
		explicit_bzero(window->shadow.pixels, size_of(&window->shadow));
	}
	SDL_Surface *screen = SDL_GetWindowSurface(window->sdl);
	if (screen) {
		explicit_bzero(screen->pixels, (size_t)screen->pitch * (size_t)screen->h);
	}
}

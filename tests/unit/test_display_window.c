/* SPDX-License-Identifier: MIT */
/* The window's pixels, under SDL's driver without a screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <SDL.h>
#include <stdbool.h>

#include "platform/display_window.h"

enum { W = 320, H = 200 };

static int
set_up(void **state)
{
	setenv("SDL_VIDEODRIVER", "dummy", 1);
	struct display_window *window = NULL;
	const char *reason = "";
	if (display_window_open("Guichet", W, H, &window, &reason)) {
		fail_msg("no window: %s", reason);
	}
	*state = window;
	return 0;
}

static int
tear_down(void **state)
{
	display_window_close(*state);
	return 0;
}

static SDL_Window *
sdl_window(void)
{
	for (Uint32 id = 1; id < 100; id++) {
		SDL_Window *window = SDL_GetWindowFromID(id);
		if (window) {
			return window;
		}
	}
	fail_msg("SDL has no window");
	return NULL;
}

static uint32_t
on_screen(px_t x, px_t y)
{
	const SDL_Surface *screen = SDL_GetWindowSurface(sdl_window());
	Uint8 r, g, b;
	Uint32 value;
	memcpy(&value, (char *)screen->pixels + y * screen->pitch + x * screen->format->BytesPerPixel,
		sizeof(value));
	SDL_GetRGB(value, screen->format, &r, &g, &b);
	return (uint32_t)r << 16 | (uint32_t)g << 8 | b;
}

static void
test_no_graphics_library_is_mapped(void **state)
{
	(void)state;
	static const char *const unwanted[] = { "LLVM", "libGL", "libEGL", "gallium", "swrast",
		"_dri.so", "libvulkan" };
	assert_non_null(SDL_GetWindowSurface(sdl_window()));
	FILE *maps = fopen("/proc/self/maps", "r");
	assert_non_null(maps);
	char line[512];
	bool found_sdl = false;
	while (fgets(line, sizeof(line), maps)) {
		found_sdl = found_sdl || strstr(line, "libSDL2");
		for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
			if (strstr(line, unwanted[i])) {
				fail_msg("mapped: %s", line);
			}
		}
	}
	fclose(maps);
	assert_true(found_sdl);
}

static void
test_only_presented_parts_reach_the_screen(void **state)
{
	struct display_window *window = *state;
	const struct surface *surface = display_window_surface(window);
	assert_int_equal(surface->w, W);
	assert_int_equal(surface->h, H);
	for (int i = 0; i < W * H; i++) {
		surface->pixels[i] = 0x1354EC;
	}
	assert_int_equal(
		display_window_present(window,
			(const struct rect[]){ { 10, 20, 30, 40 }, { 300, 190, 500, 500 }, { 900, 0, 5, 5 } },
			3),
		0);
	assert_int_equal(on_screen(10, 20), 0x1354EC);
	assert_int_equal(on_screen(39, 59), 0x1354EC);
	assert_int_equal(on_screen(319, 199), 0x1354EC);
	assert_int_equal(on_screen(9, 20), 0);
	assert_int_equal(on_screen(40, 59), 0);
	assert_int_equal(on_screen(299, 199), 0);
}

static void
test_more_rectangles_than_a_batch(void **state)
{
	struct display_window *window = *state;
	const struct surface *surface = display_window_surface(window);
	struct rect rects[100];
	for (int i = 0; i < 100; i++) {
		rects[i] = (struct rect){ 3 * i, i, 2, 2 };
		surface->pixels[i * W + 3 * i] = 0xABCDEF;
	}
	assert_int_equal(display_window_present(window, rects, 100), 0);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(on_screen(3 * i, i), 0xABCDEF);
	}
}

static void
test_surface_follows_the_window(void **state)
{
	struct display_window *window = *state;
	display_window_surface(window)->pixels[0] = 0x123456;
	SDL_SetWindowSize(sdl_window(), 500, 120);
	const struct surface *surface = display_window_surface(window);
	assert_int_equal(surface->w, 500);
	assert_int_equal(surface->h, 120);
	assert_int_equal(surface->stride, 2000);
	assert_int_equal(surface->pixels[0], 0); /* nothing of what was shown before */
	surface->pixels[119 * 500 + 499] = 0x00FF00;
	assert_int_equal(display_window_present(window, &(struct rect){ 0, 0, 500, 120 }, 1), 0);
	assert_int_equal(on_screen(499, 119), 0x00FF00);
}

static void
test_wipe_leaves_nothing(void **state)
{
	struct display_window *window = *state;
	const struct surface *surface = display_window_surface(window);
	memset(surface->pixels, 0x5A, (size_t)surface->stride * H);
	assert_int_equal(display_window_present(window, &(struct rect){ 0, 0, W, H }, 1), 0);
	display_window_wipe(window);
	for (int i = 0; i < W * H; i++) {
		assert_int_equal(surface->pixels[i], 0);
		assert_int_equal(on_screen(i % W, i / W), 0);
	}
}

static void
test_without_a_display_it_says_why(void **state)
{
	(void)state;
	setenv("SDL_VIDEODRIVER", "x11", 1);
	setenv("DISPLAY", ":4711", 1);
	struct display_window *window = NULL;
	const char *reason = NULL;
	assert_int_equal(display_window_open("Guichet", W, H, &window, &reason), -ENODEV);
	assert_null(window);
	assert_non_null(reason);
	assert_true(strlen(reason) > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_graphics_library_is_mapped),
		TEST(test_only_presented_parts_reach_the_screen),
		TEST(test_more_rectangles_than_a_batch),
		TEST(test_surface_follows_the_window),
		TEST(test_wipe_leaves_nothing),
		cmocka_unit_test(test_without_a_display_it_says_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

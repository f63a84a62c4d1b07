/* SPDX-License-Identifier: MIT */
/* Tests that a picture reaches the panel the right way up, only where it changed, with an arrow on top. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platform/scanout.h"

enum { W = 50, H = 30, PANEL_MAX = W * H + 64, UNTOUCHED = 0xAAAAAA };

static uint32_t image[W * H], screen[PANEL_MAX];
static const struct scanout_arrow no_arrow = { .unit = 0 };

/* Every pixel of the image is another. */
static struct surface
make_image(void)
{
	for (uint32_t i = 0; i < W * H; i++) {
		image[i] = i + 1;
	}
	return (struct surface){ .pixels = image, .w = W, .h = H, .stride = W * 4 };
}

/* With a row longer than the picture, as video memory has. */
static struct surface
make_panel(px_t w, px_t h)
{
	for (int i = 0; i < PANEL_MAX; i++) {
		screen[i] = UNTOUCHED;
	}
	return (struct surface){ .pixels = screen, .w = w, .h = h, .stride = (w + 1) * 4 };
}

static uint32_t
at(const struct surface *panel, px_t x, px_t y)
{
	return panel->pixels[y * (panel->stride / 4) + x];
}

static void
each_turn_is_clockwise(void **state)
{
	const struct surface shadow = make_image();
	struct scanout_damage all = { .n = 0 };
	/* Where the panel shows the image's top left and top right corner. */
	const struct {
		enum rotation rotation;
		px_t left_x, left_y, right_x, right_y;
	} cases[] = {
		{ ROTATION_0, 0, 0, W - 1, 0 },
		{ ROTATION_90, H - 1, 0, H - 1, W - 1 },
		{ ROTATION_180, W - 1, H - 1, 0, H - 1 },
		{ ROTATION_270, 0, W - 1, 0, 0 },
	};
	(void)state;
	scanout_add(&all, &shadow, (struct rect){ 0, 0, W, H });
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const bool is_upright = i % 2 == 0;
		struct surface panel = make_panel(is_upright ? W : H, is_upright ? H : W);
		scanout_copy(&shadow, &all, cases[i].rotation, &no_arrow, &panel);
		assert_int_equal(at(&panel, cases[i].left_x, cases[i].left_y), image[0]);
		assert_int_equal(at(&panel, cases[i].right_x, cases[i].right_y), image[W - 1]);
		for (px_t y = 0; y < panel.h; y++) {
			assert_int_equal(at(&panel, panel.w, y), UNTOUCHED); /* what lies between two rows */
			for (px_t x = 0; x < panel.w; x++) {
				assert_int_not_equal(at(&panel, x, y), UNTOUCHED);
			}
		}
	}
}

static void
only_what_is_damaged_is_written(void **state)
{
	const struct surface shadow = make_image();
	struct surface panel = make_panel(W, H);
	struct scanout_damage damage = { .n = 0 };
	(void)state;
	scanout_add(&damage, &shadow, (struct rect){ 10, 5, 3, 2 });
	scanout_add(&damage, &shadow, (struct rect){ -5, -5, 4, 4 }); /* all outside */
	scanout_add(&damage, &shadow, (struct rect){ W - 1, H - 1, 100, 100 });
	assert_int_equal(damage.n, 2);
	scanout_copy(&shadow, &damage, ROTATION_0, &no_arrow, &panel);
	int written = 0;
	for (px_t y = 0; y < H; y++) {
		for (px_t x = 0; x < W; x++) {
			written += at(&panel, x, y) != UNTOUCHED;
		}
	}
	assert_int_equal(written, 3 * 2 + 1);
	assert_int_equal(at(&panel, 12, 6), image[6 * W + 12]);
	assert_int_equal(at(&panel, W - 1, H - 1), image[H * W - 1]);
}

static void
too_much_damage_is_all(void **state)
{
	const struct surface shadow = make_image();
	struct scanout_damage damage = { .n = 0 };
	(void)state;
	for (int i = 0; i <= SCANOUT_DAMAGE; i++) {
		scanout_add(&damage, &shadow, (struct rect){ i % W, 0, 1, 1 });
	}
	assert_int_equal(damage.n, 1);
	assert_int_equal(damage.rects[0].w, W);
	assert_int_equal(damage.rects[0].h, H);
}

static void
an_arrow_points_and_is_cut_at_the_edge(void **state)
{
	const struct surface shadow = make_image();
	const struct scanout_damage none = { .n = 0 };
	struct scanout_arrow arrow = { .x = 4, .y = 3, .unit = 2 };
	struct surface panel = make_panel(W, H);
	(void)state;
	scanout_copy(&shadow, &none, ROTATION_0, &arrow, &panel);
	assert_int_equal(at(&panel, 4, 3), 0xFFFFFF); /* its white edge */
	assert_int_equal(at(&panel, 6, 5), 0);        /* its black inside, one cell down and right */
	assert_int_equal(at(&panel, 3, 3), UNTOUCHED);
	assert_int_equal(at(&panel, 27, 3), UNTOUCHED); /* the empty corner of its rectangle */

	arrow.x = W - 2;
	arrow.y = H - 2;
	panel = make_panel(H, W);
	scanout_copy(&shadow, &none, ROTATION_90, &arrow, &panel);
	assert_int_equal(at(&panel, 1, W - 2), 0xFFFFFF); /* turned with the picture */
	assert_int_equal(at(&panel, 2, W - 2), UNTOUCHED);
	const struct rect rect = scanout_arrow_rect(&arrow);
	assert_int_equal(rect.x, W - 2);
	assert_int_equal(rect.w, 24);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_turn_is_clockwise),
		cmocka_unit_test(only_what_is_damaged_is_written),
		cmocka_unit_test(too_much_damage_is_all),
		cmocka_unit_test(an_arrow_points_and_is_cut_at_the_edge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

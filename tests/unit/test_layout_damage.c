/* SPDX-License-Identifier: MIT */
/* Painting the damage only leaves the same picture as painting everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "walk.h"

enum {
	W = 1080,
	H = 1920,
	CELL = 4,
	COLUMNS = W / CELL,
	ROWS = H / CELL,
	STEPS = 3000,
	RECTS = 16
};

/* A picture of cells: each holds a fold of the commands that touched it, in their order. */
struct canvas {
	uint64_t cells[ROWS][COLUMNS];
};

static struct rect
common(struct rect a, struct rect b)
{
	const px_t x = a.x > b.x ? a.x : b.x, y = a.y > b.y ? a.y : b.y;
	const px_t right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	const px_t bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
	return right > x && bottom > y ? (struct rect){ x, y, right - x, bottom - y } :
									 (struct rect){ 0, 0, 0, 0 };
}

static int32_t
cell_after(px_t px, int32_t most)
{
	const int32_t cell = (px + CELL - 1) / CELL;
	return cell < 0 ? 0 : cell > most ? most : cell;
}

/* As the painter does: the background, then each command, all clipped to the rectangle. */
static void
paint(struct canvas *picture, const struct drawing *drawing, struct rect damage)
{
	const int32_t left = cell_after(damage.x - CELL + 1, COLUMNS),
				  right = cell_after(damage.x + damage.w, COLUMNS);
	const int32_t top = cell_after(damage.y - CELL + 1, ROWS),
				  bottom = cell_after(damage.y + damage.h, ROWS);
	for (int32_t y = top; y < bottom; y++) {
		for (int32_t x = left; x < right; x++) {
			picture->cells[y][x] = drawing->background;
		}
	}
	for (int32_t i = 0; i < drawing->n; i++) {
		const struct draw *draw = &drawing->list[i];
		const struct rect on = common(draw->box, draw->clip);
		const int32_t x0 = cell_after(on.x - CELL + 1, COLUMNS),
					  x1 = cell_after(on.x + on.w, COLUMNS);
		const int32_t y0 = cell_after(on.y - CELL + 1, ROWS), y1 = cell_after(on.y + on.h, ROWS);
		for (int32_t y = y0 > top ? y0 : top; y < (y1 < bottom ? y1 : bottom); y++) {
			for (int32_t x = x0 > left ? x0 : left; on.w > 0 && x < (x1 < right ? x1 : right);
				 x++) {
				picture->cells[y][x] = (picture->cells[y][x] ^ draw->hash) * 0x100000001B3u + 1;
			}
		}
	}
}

struct bench {
	struct walk walk;
	struct canvas shown, wanted;
	uint64_t state; /* xorshift64* of S. Vigna */
};

static uint32_t
chance(struct bench *bench, uint32_t below)
{
	bench->state ^= bench->state >> 12;
	bench->state ^= bench->state << 25;
	bench->state ^= bench->state >> 27;
	return (uint32_t)((bench->state * 0x2545F4914F6CDD1Du) >> 33) % below;
}

static void
check(struct bench *bench, int32_t step)
{
	struct rect damage[RECTS];
	const struct drawing *drawing = kiosk_drawing(bench->walk.kiosk);
	const int32_t n = kiosk_damage(bench->walk.kiosk, damage, RECTS);
	for (int32_t i = 0; i < n; i++) {
		paint(&bench->shown, drawing, damage[i]);
	}
	paint(&bench->wanted, drawing, (struct rect){ 0, 0, W, H });
	for (int32_t y = 0; y < ROWS; y++) {
		if (memcmp(bench->shown.cells[y], bench->wanted.cells[y], sizeof(bench->shown.cells[y])) !=
			0) {
			int32_t x = 0;
			while (bench->shown.cells[y][x] == bench->wanted.cells[y][x]) {
				x++;
			}
			fail_msg("step %d on page %.*s: the picture is old at %d,%d", step,
				(int)walk_tree(&bench->walk)->page.n, walk_tree(&bench->walk)->page.p, x * CELL,
				y * CELL);
		}
	}
}

static void
act(struct bench *bench)
{
	static const enum key keys[] = { KEY_DOWN, KEY_UP, KEY_ENTER, KEY_TAB, KEY_LEFT, KEY_BACKSPACE,
		KEY_ESCAPE, KEY_F1, KEY_F11, KEY_F12, KEY_PAGE_DOWN, KEY_PAGE_UP, KEY_F6 };
	struct walk *walk = &bench->walk;
	const uint32_t what = chance(bench, 100);
	if (what < 55) {
		walk_key(walk, keys[chance(bench, sizeof(keys) / sizeof(keys[0]))]);
	} else if (what < 75) {
		walk_type(walk, chance(bench, 4) == 0 ? " " : "e");
	} else if (what < 95) {
		const struct node *node =
			&walk_tree(walk)->nodes[chance(bench, (uint32_t)walk_tree(walk)->n)];
		walk->now += WALK_PACE_MS;
		walk_touch(walk, chance(bench, 2) == 0 ? POINTER_DOWN : POINTER_UP, node->box.x + 1,
			node->box.y + 1);
	} else if (what < 98) {
		walk_jack(walk, (enum jack)chance(bench, 2));
	} else {
		walk_step(walk, (struct event){ .kind = EVENT_LINK, .link_up = chance(bench, 2) > 0 });
	}
}

static void
damage_is_enough(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	(void)state;
	assert_non_null(bench);
	bench->state = 0x9E3779B97F4A7C15u;
	walk_open(&bench->walk);
	walk_begin(&bench->walk);
	paint(&bench->shown, kiosk_drawing(bench->walk.kiosk), (struct rect){ 0, 0, W, H });
	for (int32_t i = 0; i < STEPS; i++) {
		/* One event at a time: the damage of a step is all there is to paint after it. */
		const int32_t wipes = bench->walk.n_wipes;
		act(bench);
		if (bench->walk.n_wipes > wipes) {
			/* Two events: what the first one damaged was not asked for in between. */
			paint(&bench->shown, kiosk_drawing(bench->walk.kiosk), (struct rect){ 0, 0, W, H });
		}
		check(bench, i);
	}
	walk_close(&bench->walk);
	free(bench);
}

/* A focus that moves does not repaint the page, and an event without effect repaints nothing. */
static void
damage_is_little(void **state)
{
	struct rect damage[RECTS];
	struct walk walk;
	(void)state;
	walk_open(&walk);
	walk_begin(&walk);
	walk_start(&walk, LANG_EN);
	walk_go(&walk, "q1.c2");
	walk_key(&walk, KEY_DOWN);
	int64_t area = 0;
	const int32_t n = kiosk_damage(walk.kiosk, damage, RECTS);
	for (int32_t i = 0; i < n; i++) {
		area += (int64_t)damage[i].w * damage[i].h;
	}
	assert_true(n > 0 && area * 4 < (int64_t)W * H);
	walk_step(&walk, (struct event){ .kind = EVENT_SPOKEN, .spoken = 999 });
	assert_int_equal(kiosk_damage(walk.kiosk, damage, RECTS), 0);
	walk_step(&walk, (struct event){ .kind = EVENT_LINK, .link_up = true });
	assert_int_equal(kiosk_damage(walk.kiosk, damage, RECTS), 0);
	walk_close(&walk);
}

/* With fewer rectangles than there are, everything is painted. */
static void
few_rectangles_take_all_in(void **state)
{
	struct rect all[RECTS], few[1];
	struct walk walk;
	(void)state;
	walk_open(&walk);
	walk_begin(&walk);
	walk_start(&walk, LANG_EN);
	walk_go(&walk, "q1.c9");
	walk_go(&walk, "next");
	walk_key(&walk, KEY_UP);
	const int32_t n = kiosk_damage(walk.kiosk, all, RECTS);
	assert_true(n > 1);
	assert_int_equal(kiosk_damage(walk.kiosk, few, 1), 1);
	for (int32_t i = 0; i < n; i++) {
		const struct rect in = common(all[i], few[0]);
		assert_true(in.w == all[i].w && in.h == all[i].h);
	}
	walk_close(&walk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damage_is_enough),
		cmocka_unit_test(damage_is_little),
		cmocka_unit_test(few_rectangles_take_all_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

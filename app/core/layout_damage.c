/* SPDX-License-Identifier: MIT */
/* What differs between two drawings. */
#include "core/layout.h"

/* More differing commands than this on one side: the page is another one, all of it is painted. */
enum { DIFFERENT_MAX = 96 };

static struct rect
intersection(struct rect a, struct rect b)
{
	const px_t x = a.x > b.x ? a.x : b.x;
	const px_t y = a.y > b.y ? a.y : b.y;
	const px_t right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	const px_t bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
	return right > x && bottom > y ? (struct rect){ x, y, right - x, bottom - y } :
									 (struct rect){ 0, 0, 0, 0 };
}

static struct rect
union_of(struct rect a, struct rect b)
{
	const px_t x = a.x < b.x ? a.x : b.x;
	const px_t y = a.y < b.y ? a.y : b.y;
	const px_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
	const px_t bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
	return (struct rect){ x, y, right - x, bottom - y };
}

static bool
overlap(struct rect a, struct rect b)
{
	return intersection(a, b).w > 0;
}

/* What a command may paint: letters such as j and f reach up to a seventh of an em out of their text's box. */
static struct rect
reach(const struct draw *draw)
{
	struct rect box = draw->box;
	if (draw->kind == DRAW_TEXT) {
		const px_t out = draw->type.px / 7 + 1;
		box.x -= out;
		box.w += 2 * out;
	}
	return intersection(box, draw->clip);
}

struct damage {
	struct rect *rects;
	int32_t n, cap;
};

static void
add(struct damage *damage, struct rect rect)
{
	if (rect.w == 0) {
		return;
	}
	for (int32_t i = 0; i < damage->n; i++) {
		if (overlap(damage->rects[i], rect)) {
			damage->rects[i] = union_of(damage->rects[i], rect);
			return;
		}
	}
	if (damage->n < damage->cap) {
		damage->rects[damage->n++] = rect;
	} else {
		damage->rects[damage->n - 1] = union_of(damage->rects[damage->n - 1], rect);
	}
}

/* Indexes of the commands that are not, at the same place in the order, in both; false when there are too many. */
static bool
differing(const struct drawing *of, const struct drawing *other, int32_t skip, int32_t tail,
	int32_t ret_list[DIFFERENT_MAX], int32_t *ret_n)
{
	int32_t n = 0;
	for (int32_t i = skip; i < of->n - tail; i++) {
		bool found = false;
		for (int32_t j = skip; j < other->n - tail && !found; j++) {
			found = other->list[j].hash == of->list[i].hash;
		}
		if (!found) {
			if (n == DIFFERENT_MAX) {
				return false;
			}
			ret_list[n++] = i;
		}
	}
	*ret_n = n;
	return true;
}

int32_t
layout_damage(
	const struct drawing *before, const struct drawing *after, struct rect *ret_rects, int32_t cap)
{
	struct damage damage = { ret_rects, 0, cap };
	const struct rect all = { 0, 0, after->display.w, after->display.h };
	if (before->background != after->background || before->display.w != after->display.w ||
		before->display.h != after->display.h) {
		add(&damage, all);
		return damage.n;
	}
	/* Most steps change a few commands in the middle: leave out the equal head and tail. */
	const int32_t least = before->n < after->n ? before->n : after->n;
	int32_t head = 0;
	while (head < least && before->list[head].hash == after->list[head].hash) {
		head++;
	}
	int32_t tail = 0;
	while (tail < least - head &&
		before->list[before->n - 1 - tail].hash == after->list[after->n - 1 - tail].hash) {
		tail++;
	}
	int32_t list[DIFFERENT_MAX];
	int32_t n;
	const struct drawing *const each[2] = { before, after };
	for (int i = 0; i < 2; i++) {
		if (!differing(each[i], each[1 - i], head, tail, list, &n)) {
			damage.n = 0;
			add(&damage, all);
			return damage.n;
		}
		for (int32_t k = 0; k < n; k++) {
			add(&damage, reach(&each[i]->list[list[k]]));
		}
	}
	return damage.n;
}

/* SPDX-License-Identifier: MIT */
/* Icons drawn on a grid of 24 units whose points fall on whole pixels at every size. */
#include "platform/paint_icon.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* The square an icon is drawn in. */
struct pen {
	cairo_t *cairo;
	px_t x, y, size;
	px_t stroke;
};

/*
 * Units to pixels along one axis. Both halves are rounded alike from their own edge, so that what
 * is symmetric stays so, and lines of an odd width run through the middle of pixels. The size has
 * the parity of the stroke, so the middle does too.
 */
static double
snap(const struct pen *pen, px_t origin, double unit)
{
	const double middle = pen->size / 2.0;
	const double offset = pen->stroke % 2 ? 0.5 : 0;
	if (unit == 12) {
		return origin + middle;
	}
	const double from_edge = floor(
								 (unit < 12 ? unit : 24 - unit) * pen->size / 24.0 + 0.5 - offset) +
		offset;
	return unit < 12 ? origin + from_edge : origin + pen->size - from_edge;
}

static void
move(const struct pen *pen, double x, double y)
{
	cairo_move_to(pen->cairo, snap(pen, pen->x, x), snap(pen, pen->y, y));
}

static void
line(const struct pen *pen, double x, double y)
{
	cairo_line_to(pen->cairo, snap(pen, pen->x, x), snap(pen, pen->y, y));
}

static double
scaled(const struct pen *pen, double units)
{
	return units * pen->size / 24.0;
}

/*
 * A point that looks as heavy as the lines beside it; its width has their parity, so it lies on
 * whole pixels too.
 */
static px_t
point(const struct pen *pen)
{
	return pen->stroke + 2 * ((pen->stroke + 2) / 8);
}

static void
dot(const struct pen *pen, double x, double y, px_t diameter)
{
	cairo_new_sub_path(pen->cairo);
	cairo_arc(pen->cairo, snap(pen, pen->x, x), snap(pen, pen->y, y), diameter / 2.0, 0, 2 * pi);
	cairo_fill(pen->cairo);
}

static void
stroke(const struct pen *pen)
{
	cairo_stroke(pen->cairo);
}

static void
check(const struct pen *pen)
{
	move(pen, 4, 13);
	line(pen, 9.5, 18.5);
	line(pen, 20, 6);
	stroke(pen);
}

static void
warning(const struct pen *pen)
{
	move(pen, 12, 3);
	line(pen, 22, 21);
	line(pen, 2, 21);
	cairo_close_path(pen->cairo);
	stroke(pen);
	move(pen, 12, 9);
	line(pen, 12, 14);
	stroke(pen);
	dot(pen, 12, 17.5, point(pen));
}

static void
speaker_body(const struct pen *pen)
{
	move(pen, 3, 9);
	line(pen, 7, 9);
	line(pen, 12, 4);
	line(pen, 12, 20);
	line(pen, 7, 15);
	line(pen, 3, 15);
	cairo_close_path(pen->cairo);
	cairo_stroke_preserve(pen->cairo);
	cairo_fill(pen->cairo);
}

static void
speaker(const struct pen *pen)
{
	speaker_body(pen);
	const double x = snap(pen, pen->x, 12), y = snap(pen, pen->y, 12);
	for (int wave = 0; wave < 2; wave++) {
		cairo_new_sub_path(pen->cairo);
		cairo_arc(pen->cairo, x, y, scaled(pen, 5 + 4.5 * wave), -pi / 4, pi / 4);
		stroke(pen);
	}
}

static void
speaker_off(const struct pen *pen)
{
	speaker_body(pen);
	move(pen, 16, 9);
	line(pen, 22, 15);
	move(pen, 22, 9);
	line(pen, 16, 15);
	stroke(pen);
}

static void
backspace(const struct pen *pen)
{
	move(pen, 2, 12);
	line(pen, 8, 5);
	line(pen, 22, 5);
	line(pen, 22, 19);
	line(pen, 8, 19);
	cairo_close_path(pen->cairo);
	stroke(pen);
	move(pen, 12, 9);
	line(pen, 18, 15);
	move(pen, 18, 9);
	line(pen, 12, 15);
	stroke(pen);
}

static void
shift(const struct pen *pen)
{
	move(pen, 12, 3);
	line(pen, 21, 12);
	line(pen, 16, 12);
	line(pen, 16, 20);
	line(pen, 8, 20);
	line(pen, 8, 12);
	line(pen, 3, 12);
	cairo_close_path(pen->cairo);
	stroke(pen);
}

/* `tip`, `end`: where it points to and where its arms end, along x. */
static void
chevron(const struct pen *pen, double tip, double end)
{
	move(pen, end, 4);
	line(pen, tip, 12);
	line(pen, end, 20);
	stroke(pen);
}

static void
keyboard(const struct pen *pen)
{
	move(pen, 1.5, 4);
	line(pen, 22.5, 4);
	line(pen, 22.5, 20);
	line(pen, 1.5, 20);
	cairo_close_path(pen->cairo);
	stroke(pen);
	for (int key = 0; key < 3; key++) {
		dot(pen, 7 + 5 * key, 9, point(pen));
	}
	move(pen, 7, 15);
	line(pen, 17, 15);
	stroke(pen);
}

/* Five points on one circle, five between them on a smaller one. */
static void
star(const struct pen *pen)
{
	for (int i = 0; i < 10; i++) {
		const double angle = pi * (i / 5.0 - 0.5);
		const double radius = i % 2 == 0 ? 11.0 : 4.6;
		const double x = 12 + radius * cos(angle), y = 12.5 + radius * sin(angle);
		if (i == 0) {
			move(pen, x, y);
		} else {
			line(pen, x, y);
		}
	}
	cairo_close_path(pen->cairo);
	cairo_fill_preserve(pen->cairo);
	stroke(pen);
}

static void
draw(const struct pen *pen, enum icon icon)
{
	switch (icon) {
	case ICON_NONE:
		break;
	case ICON_CHECK:
		check(pen);
		break;
	case ICON_DOT:
		dot(pen, 12, 12, pen->size);
		break;
	case ICON_WARNING:
		warning(pen);
		break;
	case ICON_SPEAKER:
		speaker(pen);
		break;
	case ICON_SPEAKER_OFF:
		speaker_off(pen);
		break;
	case ICON_BACKSPACE:
		backspace(pen);
		break;
	case ICON_SHIFT:
		shift(pen);
		break;
	case ICON_CHEVRON_LEFT:
		chevron(pen, 8, 16);
		break;
	case ICON_CHEVRON_RIGHT:
		chevron(pen, 16, 8);
		break;
	case ICON_KEYBOARD:
		keyboard(pen);
		break;
	case ICON_STAR:
		star(pen);
		break;
	}
}

void
paint_icon(cairo_t *cairo, enum icon icon, struct rect box, px_t line_width)
{
	struct pen pen = {
		.cairo = cairo, .size = box.w < box.h ? box.w : box.h, .stroke = line_width
	};
	if (pen.stroke <= 0) {
		/* Stems of Noto Sans Regular are 0.09 em, and an icon is about as high as an em. */
		pen.stroke = (px_t)(pen.size * 0.09 + 0.5);
	}
	if (pen.stroke < 2) {
		pen.stroke = 2;
	}
	pen.size -= (pen.size ^ pen.stroke) & 1;
	pen.x = box.x + (box.w - pen.size) / 2;
	pen.y = box.y + (box.h - pen.size) / 2;
	cairo_save(cairo);
	cairo_set_line_width(cairo, pen.stroke);
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	draw(&pen, icon);
	cairo_restore(cairo);
}

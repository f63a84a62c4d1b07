/* SPDX-License-Identifier: MIT */
/* Paints a drawing's commands into the caller's pixels, inside the damage only. */
#include "platform/paint.h"

#include <assert.h>
#include <cairo.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/paint_icon.h"
#include "platform/paint_text.h"

struct paint {
	struct paint_text *text;
};

int
paint_open(const char *fonts_conf, struct paint **ret_paint, struct diagnosis *ret_diagnosis)
{
	memset(ret_diagnosis, 0, sizeof(*ret_diagnosis));
	struct paint *paint = calloc(1, sizeof(*paint));
	if (!paint) {
		return -ENOMEM;
	}
	const int rc = paint_text_open(fonts_conf, &paint->text, ret_diagnosis);
	if (rc) {
		free(paint);
		return rc;
	}
	*ret_paint = paint;
	return 0;
}

struct paint *
paint_close(struct paint *paint)
{
	if (paint) {
		paint_text_close(paint->text);
		free(paint);
	}
	return NULL;
}

static struct extent
measure(void *context, struct type type, enum lang lang, struct str text, px_t width)
{
	const struct paint *paint = context;
	return paint_text_measure(paint->text, type, lang, text, width);
}

struct metrics
paint_metrics(struct paint *paint)
{
	return (struct metrics){ .context = paint, .measure = measure };
}

int
paint_missing_glyphs(struct paint *paint, struct type type, enum lang lang, struct str text)
{
	return paint_text_missing(paint->text, type, lang, text);
}

void
paint_forget(struct paint *paint)
{
	paint_text_forget(paint->text);
}

static px_t
least(px_t a, px_t b)
{
	return a < b ? a : b;
}

static px_t
most(px_t a, px_t b)
{
	return a > b ? a : b;
}

/*
 * Empty (w or h 0) when they do not meet. Widths up to INT32_MAX are legal: they mean "to the
 * edge".
 */
static struct rect
meet(struct rect a, struct rect b)
{
	const px_t x = most(a.x, b.x), y = most(a.y, b.y);
	const int64_t right_a = (int64_t)a.x + a.w, right_b = (int64_t)b.x + b.w;
	const int64_t bottom_a = (int64_t)a.y + a.h, bottom_b = (int64_t)b.y + b.h;
	const int64_t w = (right_a < right_b ? right_a : right_b) - x;
	const int64_t h = (bottom_a < bottom_b ? bottom_a : bottom_b) - y;
	if (w <= 0 || h <= 0) {
		return (struct rect){ x, y, 0, 0 };
	}
	return (struct rect){ x, y, (px_t)w, (px_t)h };
}

static bool
is_empty(struct rect r)
{
	return r.w <= 0 || r.h <= 0;
}

/*
 * What a command may touch: a letter's tail or accent may leave the box of its text by less than an
 * em.
 */
static struct rect
reach(const struct draw *draw)
{
	if (draw->kind != DRAW_TEXT) {
		return meet(draw->box, draw->clip);
	}
	const px_t em = draw->type.px;
	const struct rect box = draw->box;
	const int64_t w = (int64_t)box.w + 2 * em;
	return meet((struct rect){ box.x - em, box.y - em, (px_t)(w < INT32_MAX ? w : INT32_MAX),
					box.h + 2 * em },
		draw->clip);
}

static void
set_color(cairo_t *cairo, uint32_t color)
{
	cairo_set_source_rgb(
		cairo, (color >> 16 & 0xFF) / 255.0, (color >> 8 & 0xFF) / 255.0, (color & 0xFF) / 255.0);
}

/*
 * A closed path on whole pixels; radius 0 stays a rectangle, which Cairo fills without
 * antialiasing.
 */
static void
outline(cairo_t *cairo, struct rect box, px_t radius)
{
	const double half_pi = 1.57079632679489661923;
	const px_t r = least(radius, least(box.w, box.h) / 2);
	if (r <= 0) {
		cairo_rectangle(cairo, box.x, box.y, box.w, box.h);
		return;
	}
	const px_t right = box.x + box.w, bottom = box.y + box.h;
	cairo_new_sub_path(cairo);
	cairo_arc(cairo, right - r, box.y + r, r, -half_pi, 0);
	cairo_arc(cairo, right - r, bottom - r, r, 0, half_pi);
	cairo_arc(cairo, box.x + r, bottom - r, r, half_pi, 2 * half_pi);
	cairo_arc(cairo, box.x + r, box.y + r, r, 2 * half_pi, 3 * half_pi);
	cairo_close_path(cairo);
}

/*
 * Filled between two outlines instead of stroked: the edges lie on whole pixels whatever the width.
 */
static void
draw_frame(cairo_t *cairo, const struct draw *draw)
{
	const struct rect box = draw->box;
	const px_t s = draw->stroke;
	const struct rect inner = { box.x + s, box.y + s, box.w - 2 * s, box.h - 2 * s };
	outline(cairo, box, draw->radius);
	if (!is_empty(inner)) {
		outline(cairo, inner, most(least(draw->radius, least(box.w, box.h) / 2) - s, 0));
	}
	cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
	cairo_fill(cairo);
	cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING);
}

static void
draw_command(struct paint *paint, cairo_t *cairo, const struct draw *draw, struct rect visible)
{
	set_color(cairo, draw->color);
	switch (draw->kind) {
	case DRAW_FILL:
		outline(cairo, draw->box, draw->radius);
		cairo_fill(cairo);
		break;
	case DRAW_FRAME:
		draw_frame(cairo, draw);
		break;
	case DRAW_TEXT:
		paint_text_draw(paint->text, cairo, draw, visible);
		break;
	case DRAW_ICON:
		paint_icon(cairo, draw->icon, draw->box, draw->stroke);
		break;
	}
}

static void
draw_damage(struct paint *paint, const struct drawing *drawing, struct rect damage, cairo_t *cairo)
{
	cairo_rectangle(cairo, damage.x, damage.y, damage.w, damage.h);
	set_color(cairo, drawing->background);
	cairo_fill(cairo);
	for (int32_t i = 0; i < drawing->n; i++) {
		const struct draw *draw = &drawing->list[i];
		if (is_empty(meet(reach(draw), damage))) {
			continue;
		}
		const struct rect visible = meet(draw->clip, damage);
		cairo_save(cairo);
		cairo_rectangle(cairo, visible.x, visible.y, visible.w, visible.h);
		cairo_clip(cairo);
		draw_command(paint, cairo, draw, visible);
		cairo_restore(cairo);
	}
}

static cairo_surface_t *
wrap(const struct surface *surface)
{
	return cairo_image_surface_create_for_data((unsigned char *)surface->pixels, CAIRO_FORMAT_RGB24,
		surface->w, surface->h, surface->stride);
}

void
paint_draw(struct paint *paint, const struct drawing *drawing, const struct rect *damage, int32_t n,
	struct surface *target)
{
	cairo_surface_t *surface = wrap(target);
	cairo_t *cairo = cairo_create(surface);
	const struct rect all = { 0, 0, target->w, target->h };
	for (int32_t i = 0; i < n; i++) {
		const struct rect part = meet(damage[i], all);
		if (!is_empty(part)) {
			draw_damage(paint, drawing, part, cairo);
		}
	}
	assert(cairo_status(cairo) == CAIRO_STATUS_SUCCESS);
	cairo_destroy(cairo);
	cairo_surface_flush(surface);
	cairo_surface_destroy(surface);
}

/* A file that is being written; `error` is the errno that ended it. */
struct sink {
	int fd, error;
};

static cairo_status_t
sink_write(void *context, const unsigned char *data, unsigned int n)
{
	struct sink *sink = context;
	while (n > 0) {
		const ssize_t done = write(sink->fd, data, n);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done < 0) {
			sink->error = errno;
			return CAIRO_STATUS_WRITE_ERROR;
		}
		data += done;
		n -= (unsigned int)done;
	}
	return CAIRO_STATUS_SUCCESS;
}

int
paint_png(const struct surface *surface, const char *path)
{
	struct sink sink = { .fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) };
	if (sink.fd < 0) {
		return -errno;
	}
	cairo_surface_t *image = wrap(surface);
	const cairo_status_t status = cairo_surface_write_to_png_stream(image, sink_write, &sink);
	cairo_surface_destroy(image);
	int rc = 0;
	if (status != CAIRO_STATUS_SUCCESS) {
		rc = sink.error ? -sink.error : -EIO;
	}
	if (close(sink.fd) && rc == 0) {
		rc = -errno;
	}
	return rc;
}

int
paint_picture(struct paint *paint, const struct drawing *drawing, const char *path)
{
	const px_t w = drawing->display.w, h = drawing->display.h;
	const struct rect all = { 0, 0, w, h };
	struct surface surface = { .w = w, .h = h, .stride = w * (int32_t)sizeof(uint32_t) };

	surface.pixels = calloc((size_t)w * (size_t)h, sizeof(uint32_t));
	if (surface.pixels == NULL) {
		return -ENOMEM;
	}
	paint_draw(paint, drawing, &all, 1, &surface);
	const int r = paint_png(&surface, path);
	free(surface.pixels);
	return r;
}

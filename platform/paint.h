/* SPDX-License-Identifier: MIT */
/* Drawing commands to pixels, and text metrics, by Pango and Cairo. */
#ifndef PLATFORM_PAINT_H
#define PLATFORM_PAINT_H

#include "core/layout.h"
#include "platform/diagnosis.h"
#include "platform/surface.h"

struct paint;

/*
 * `fonts_conf` is the project's private fontconfig file; every face it names must be present. 0;
 * -ENOENT with a diagnosis that names the missing font and its Debian package; -EINVAL with one: no
 * fontconfig file; or the negative errno of the system without one (its `what` is then empty).
 */
__attribute__((warn_unused_result)) int paint_open(
	const char *fonts_conf, struct paint **ret_paint, struct diagnosis *ret_diagnosis);
struct paint *paint_close(struct paint *paint);

/*
 * Measures exactly as paint_draw() breaks; keeps a cache that holds hashes, never text. Valid as
 * long as the paint.
 */
struct metrics paint_metrics(struct paint *paint);

/*
 * Repaints the parts of `target` that lie in the `n` damage rectangles, and touches no other pixel.
 * Letters such as j and f reach out of the left and right of their text's box by up to a seventh of
 * an em: damage has to take that in.
 */
void paint_draw(struct paint *paint, const struct drawing *drawing, const struct rect *damage,
	int32_t n, struct surface *target);

/* Number of code points in `text` that no font of the project has (K-14). */
int paint_missing_glyphs(struct paint *paint, struct type type, enum lang lang, struct str text);

/* Drops every layout, glyph string and cache that may hold a client's text. */
void paint_forget(struct paint *paint);

/* Writes a PNG. 0 or negative errno. */
__attribute__((warn_unused_result)) int paint_png(const struct surface *surface, const char *path);
/* The whole drawing as a PNG. 0 or negative errno. */
__attribute__((warn_unused_result)) int paint_picture(
	struct paint *paint, const struct drawing *drawing, const char *path);

#endif

/* SPDX-License-Identifier: MIT */
/* Text broken into lines, measured and drawn, by Pango; part of paint. */
#ifndef PLATFORM_PAINT_TEXT_H
#define PLATFORM_PAINT_TEXT_H

#include <cairo.h>

#include "core/layout.h"
#include "platform/diagnosis.h"

struct paint_text;

/* As paint_open(). */
__attribute__((warn_unused_result)) int paint_text_open(
	const char *fonts_conf, struct paint_text **ret_text, struct diagnosis *ret_diagnosis);
struct paint_text *paint_text_close(struct paint_text *text);

struct extent paint_text_measure(
	struct paint_text *text, struct type type, enum lang lang, struct str s, px_t width);
/*
 * Draws a DRAW_TEXT with its caret in the current source colour; lines wholly outside `visible` are
 * skipped.
 */
void paint_text_draw(
	struct paint_text *text, cairo_t *cairo, const struct draw *draw, struct rect visible);
int paint_text_missing(struct paint_text *text, struct type type, enum lang lang, struct str s);
void paint_text_forget(struct paint_text *text);

#endif

/* SPDX-License-Identifier: MIT */
/* What Pango and Cairo really put into the pixels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cairo.h>
#include <errno.h>
#include <unistd.h>

#include "platform/paint.h"

enum { W = 720, H = 640, INK = 0x000000, PAPER = 0xFFFFFF, UNTOUCHED = 0x00C0FFEE };

struct fixture {
	struct paint *paint;
	struct metrics metrics;
	uint32_t pixels[W * H], others[W * H];
	struct surface surface, other;
};

static const struct rect everywhere = { 0, 0, W, H };
static const struct type body = { FACE_TEXT, 30, 44 };

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char path[512];
	snprintf(path, sizeof(path), "%s/assets/fonts/fonts.conf", getenv("GUICHET_SOURCE"));
	struct diagnosis diagnosis;
	if (paint_open(path, &f->paint, &diagnosis)) {
		fail_msg("%s: %s %s", diagnosis.file, diagnosis.what, diagnosis.remedy);
	}
	f->metrics = paint_metrics(f->paint);
	f->surface = (struct surface){ f->pixels, W, H, W * 4 };
	f->other = f->surface;
	f->other.pixels = f->others;
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	paint_close(f->paint);
	free(f);
	return 0;
}

static struct extent
measure(struct fixture *f, struct type type, const char *text, px_t width)
{
	return f->metrics.measure(f->metrics.context, type, LANG_FR, str_of(text), width);
}

static struct draw
text_at(px_t x, px_t y, px_t w, struct type type, const char *text)
{
	return (struct draw){ .kind = DRAW_TEXT,
		.box = { x, y, w, H - y },
		.clip = everywhere,
		.color = INK,
		.type = type,
		.lang = LANG_FR,
		.text = str_of(text),
		.caret = -1 };
}

static void
paint_list(struct fixture *f, struct surface *surface, struct draw *list, int32_t n,
	const struct rect *damage, int32_t n_damage)
{
	const struct drawing drawing = {
		.background = PAPER, .display = { W, H, 4 }, .list = list, .n = n, .cap = n
	};
	paint_draw(f->paint, &drawing, damage, n_damage, surface);
}

static void
paint_one(struct fixture *f, struct surface *surface, struct draw draw)
{
	paint_list(f, surface, &draw, 1, &everywhere, 1);
}

/* Cairo may use the byte above the colour. */
static uint32_t
pixel(const struct surface *surface, px_t x, px_t y)
{
	return surface->pixels[y * W + x] & 0xFFFFFF;
}

/* Smallest rectangle around the pixels where the two images differ; w is 0 when they are equal. */
static struct rect
difference(const struct surface *a, const struct surface *b)
{
	px_t left = W, top = H, right = 0, bottom = 0;
	for (px_t y = 0; y < a->h; y++) {
		if (memcmp(a->pixels + y * W, b->pixels + y * W, (size_t)a->w * 4) == 0) {
			continue;
		}
		for (px_t x = 0; x < a->w; x++) {
			if (pixel(a, x, y) != pixel(b, x, y)) {
				left = x < left ? x : left;
				right = x + 1 > right ? x + 1 : right;
				top = y < top ? y : top;
				bottom = y + 1;
			}
		}
	}
	return right ? (struct rect){ left, top, right - left, bottom - top } :
				   (struct rect){ 0, 0, 0, 0 };
}

static struct rect
ink(struct fixture *f)
{
	for (int i = 0; i < W * H; i++) {
		f->others[i] = PAPER;
	}
	return difference(&f->surface, &f->other);
}

static bool
has_ink(const struct surface *surface, px_t from, px_t to)
{
	for (px_t y = from; y < to && y < H; y++) {
		for (px_t x = 0; x < W; x++) {
			if (pixel(surface, x, y) != PAPER) {
				return true;
			}
		}
	}
	return false;
}

/* The caret's own pixels before byte `at`. */
static struct rect
caret_at(struct fixture *f, struct draw draw, int32_t at)
{
	paint_one(f, &f->surface, draw);
	draw.caret = at;
	paint_one(f, &f->other, draw);
	return difference(&f->surface, &f->other);
}

static void
test_lines_drawn_are_lines_measured(void **state)
{
	struct fixture *f = *state;
	const char *text =
		"Nom Prénom Adresse Ville Province Hauteur Numéro Région Habitation Québec Montréal";
	const struct type type = { FACE_TEXT, 16, 20 };
	int32_t seen = 0;
	for (px_t width = 100; width < 700; width += 3) {
		const struct extent extent = measure(f, type, text, width);
		paint_one(f, &f->surface, text_at(10, 0, width, type, text));
		/* Every word has a capital, which stays inside its line box. */
		for (int32_t line = 0; line < extent.lines; line++) {
			assert_true(has_ink(&f->surface, line * type.line + 3, (line + 1) * type.line - 5));
		}
		assert_false(has_ink(&f->surface, extent.lines * type.line, H));
		const struct rect reached = ink(f);
		assert_in_range(reached.x + reached.w - 10, extent.w - 3, extent.w + 1);
		assert_true(extent.w <= width);
		seen |= 1 << extent.lines;
	}
	assert_true(seen & 1 << 2 && seen & 1 << 6); /* the widths did make a difference */
}

static void
test_measured_width_breaks_alike(void **state)
{
	struct fixture *f = *state;
	const char *text =
		"Nous vous rappellerons dans les deux jours ouvrables, entre 8\u00A0h\u00A030 et 16\u00A0h\u00A030.";
	for (px_t width = 200; width < 1500; width += 7) {
		const struct extent extent = measure(f, body, text, width);
		const struct extent again = measure(f, body, text, extent.w);
		assert_int_equal(again.lines, extent.lines);
		assert_int_equal(again.w, extent.w);
		paint_forget(f->paint);
		const struct extent cold = measure(f, body, text, width);
		assert_int_equal(cold.lines, extent.lines);
		assert_int_equal(cold.w, extent.w);
	}
	assert_int_equal(measure(f, body, text, INT32_MAX).lines, 1);
	assert_int_equal(measure(f, body, "Un\nDeux", INT32_MAX).lines, 2);
	assert_int_equal(measure(f, body, "Un\n", INT32_MAX).lines, 2);
	assert_int_equal(measure(f, body, "", 300).lines, 1);
	assert_int_equal(measure(f, body, "", 300).w, 0);
	/* Twice the size, twice the width, but for rounding up. */
	const px_t single = measure(f, body, "Hauteur", INT32_MAX).w;
	assert_in_range(measure(f, (struct type){ FACE_TEXT, 60, 88 }, "Hauteur", INT32_MAX).w,
		2 * single - 1, 2 * single);
}

static const struct type small = { FACE_TEXT, 16, 22 };

/*
 * A character starts a line when the caret before it is at the left edge, below the first line. The
 * text is on f->surface.
 */
static bool
starts_line(struct fixture *f, struct draw draw, size_t at)
{
	draw.caret = (int32_t)at;
	paint_one(f, &f->other, draw);
	const struct rect caret = difference(&f->surface, &f->other);
	assert_true(caret.w > 0 && caret.h > small.px);
	return caret.x <= draw.box.x + 1 && caret.y >= small.line;
}

/* Signs that French keeps at their word by a no-break space, and whatever follows such a space. */
static bool
is_kept(const char *text, size_t at)
{
	static const char *const signs[] = { "?", ";", "!", ":", "»", "\u00A0", "\u202F" };
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (str_starts(str_of(text + at), str_of(signs[i]))) {
			return true;
		}
	}
	const struct str before = { text, at };
	return str_ends(before, STR("\u00A0")) || str_ends(before, STR("\u202F"));
}

static void
test_french_signs_never_start_a_line(void **state)
{
	struct fixture *f = *state;
	const char *text =
		"Les réponses de la page sont-elles vraies\u00A0? Oui; non! On lit «\u00A0en\u00A0attente\u00A0» puis ceci\u00A0: douze\u202Fmille";
	/* A narrower box has to cut words, and then anything may start a line. */
	const px_t least = measure(f, small, "«\u00A0en\u00A0attente\u00A0»", INT32_MAX).w;
	const size_t other = (size_t)(strstr(text, "page") - text);
	f->surface.w = f->other.w = least + 220;
	f->surface.h = f->other.h = 10 *
		small.line; /* as much as the text needs: it is painted some thousand times */
	int starts = 0;
	for (px_t width = least; width < least + 200; width++) {
		const struct draw draw = text_at(10, 0, width, small, text);
		paint_one(f, &f->surface, draw);
		for (size_t at = 1; text[at]; at++) {
			if (is_kept(text, at) && starts_line(f, draw, at)) {
				fail_msg("at %d px a line starts with \"%s\"", width, text + at);
			}
		}
		starts += starts_line(f, draw, other);
	}
	assert_in_range(starts, 1, 199); /* the method does find line starts */
}

static void
test_caret_stands_before_its_character(void **state)
{
	struct fixture *f = *state;
	const char *text = "Gâteaux";
	const struct draw draw = text_at(100, 50, 400, body, text);
	px_t last = 0;
	for (size_t at = 0; at <= strlen(text);) {
		const struct rect caret = caret_at(f, draw, (int32_t)at);
		assert_true(caret.x > last);
		assert_true(caret.y >= 50 && caret.y + caret.h <= 50 + body.line);
		assert_true(caret.h > body.px);
		last = caret.x;
		if (at == strlen(text)) {
			break;
		}
		utf8_next(str_of(text), &at);
	}
	const struct rect end = caret_at(f, draw, (int32_t)strlen(text));
	assert_in_range(end.x + 1, 100 + measure(f, body, text, 400).w - 2,
		100 + measure(f, body, text, 400).w + 1);
}

static void
test_caret_of_empty_and_ended_lines(void **state)
{
	struct fixture *f = *state;
	const struct rect empty = caret_at(f, text_at(100, 50, 400, body, ""), 0);
	assert_int_equal(empty.x, 100);
	assert_int_equal(empty.w, 2);
	const struct rect large = caret_at(
		f, text_at(100, 50, 400, (struct type){ FACE_TEXT, 60, 90 }, ""), 0);
	assert_int_equal(large.w, 5);
	const struct rect below = caret_at(f, text_at(100, 50, 400, body, "Un\n"), 3);
	assert_int_equal(below.x, 100);
	assert_int_equal(below.y, empty.y + body.line);
	/* Spaces that hang over a full line leave the bar inside the box. */
	const struct rect hanging = caret_at(f, text_at(100, 50, 60, body, "Un         "), 11);
	assert_true(hanging.x + hanging.w <= 160);
}

static void
test_text_is_centred_in_its_line(void **state)
{
	struct fixture *f = *state;
	for (px_t line = 36; line < 70; line++) {
		paint_one(f, &f->surface, text_at(10, 20, 400, (struct type){ FACE_TEXT, 30, line }, "H"));
		const struct rect capital = ink(f);
		const px_t above = capital.y - 20, under = 20 + line - capital.y - capital.h;
		assert_in_range(above - under + 1, 0, 2);
	}
}

/*
 * What damage has to take in, as paint.h says, and what the base line leaves room for in the
 * tightest line.
 */
static void
test_letters_stay_near_their_box(void **state)
{
	struct fixture *f = *state;
	f->surface.w = f->other.w = 160;
	f->surface.h = f->other.h = 120;
	for (enum face face = FACE_TEXT; face < FACE_COUNT; face++) {
		const struct type type = { face, 50, 60 };
		for (uint32_t c = 0x21; c <= 0xFF; c++) {
			char text[5] = { 0 };
			utf8_put(text, c);
			if ((c >= 0x7F && c <= 0xA0) || c == 0xAD) {
				continue;
			}
			paint_one(f, &f->surface, text_at(50, 30, 160, type, text));
			const struct rect reached = ink(f);
			assert_true(reached.w > 0);
			assert_true(reached.x >= 50 - type.px / 7);
			assert_true(
				reached.x + reached.w <= 50 + measure(f, type, text, INT32_MAX).w + type.px / 7);
			assert_true(reached.y >= 30 && reached.y + reached.h <= 30 + type.line);
		}
	}
}

static struct draw
shape(enum draw_kind kind, struct rect box, px_t radius, px_t stroke)
{
	return (struct draw){ .kind = kind,
		.box = box,
		.clip = everywhere,
		.color = INK,
		.radius = radius,
		.stroke = stroke,
		.caret = -1 };
}

static void
test_frames_are_sharp_and_inside(void **state)
{
	struct fixture *f = *state;
	for (px_t stroke = 1; stroke <= 7; stroke++) {
		paint_one(f, &f->surface, shape(DRAW_FRAME, (struct rect){ 20, 30, 101, 60 }, 0, stroke));
		for (px_t y = 0; y < H; y++) {
			for (px_t x = 0; x < W; x++) {
				const bool outer = x >= 20 && x < 121 && y >= 30 && y < 90;
				const bool inner = x >= 20 + stroke && x < 121 - stroke && y >= 30 + stroke &&
					y < 90 - stroke;
				assert_int_equal(pixel(&f->surface, x, y), outer && !inner ? INK : PAPER);
			}
		}
	}
}

static void
test_rounded_corners_keep_straight_edges_sharp(void **state)
{
	struct fixture *f = *state;
	paint_one(f, &f->surface, shape(DRAW_FRAME, (struct rect){ 20, 30, 100, 60 }, 12, 3));
	assert_int_equal(pixel(&f->surface, 20, 30), PAPER);
	for (px_t x = 33; x < 107; x++) {
		assert_int_equal(pixel(&f->surface, x, 29), PAPER);
		assert_int_equal(pixel(&f->surface, x, 30), INK);
		assert_int_equal(pixel(&f->surface, x, 32), INK);
		assert_int_equal(pixel(&f->surface, x, 33), PAPER);
	}
	const struct rect filled = { 20, 30, 60, 60 };
	paint_one(f, &f->surface, shape(DRAW_FILL, filled, 1000, 0)); /* a circle */
	assert_int_equal(pixel(&f->surface, 22, 32), PAPER);
	assert_int_equal(pixel(&f->surface, 50, 60), INK);
	const struct rect reached = ink(f);
	assert_memory_equal(&reached, &filled, sizeof(filled));
}

static void
test_clip_is_kept(void **state)
{
	struct fixture *f = *state;
	struct draw draw = text_at(10, 10, 600, body, "Hauteur Hauteur Hauteur");
	draw.clip = (struct rect){ 50, 15, 100, 12 };
	paint_one(f, &f->surface, draw);
	const struct rect reached = ink(f);
	assert_true(reached.w > 0 && reached.x >= 50 && reached.x + reached.w <= 150 &&
		reached.y >= 15 && reached.y + reached.h <= 27);
}

static int32_t
sample_page(struct draw list[static 16])
{
	int32_t n = 0;
	list[n] = shape(DRAW_FILL, (struct rect){ 0, 0, W, 90 }, 0, 0);
	list[n++].color = 0xF2F2F2;
	list[n++] = text_at(30, 20, 600, (struct type){ FACE_HEADING, 48, 60 }, "Vos coordonnées");
	list[n++] = text_at(30, 110, 500, body,
		"Inscrivez l’adresse où vous recevez votre courrier, puis choisissez «\u00A0Continuer\u00A0».");
	list[n++] = shape(DRAW_FRAME, (struct rect){ 30, 260, 500, 70 }, 6, 4);
	list[n] = text_at(46, 273, 460, body, "140, promenade du Portage");
	list[n++].caret = 5;
	list[n] = shape(DRAW_ICON, (struct rect){ 560, 270, 49, 49 }, 0, 4);
	list[n++].icon = ICON_WARNING;
	return n;
}

static void
test_only_damage_is_painted(void **state)
{
	struct fixture *f = *state;
	struct draw list[16];
	const int32_t n = sample_page(list);
	paint_list(f, &f->other, list, n, &everywhere, 1);
	const struct rect damage[] = { { 35, 30, 217, 101 }, { 500, 265, 180, 33 },
		{ 240, 100, 40, 80 }, { -20, 600, 60, 100 } };
	const int32_t n_damage = sizeof(damage) / sizeof(damage[0]);
	for (int i = 0; i < W * H; i++) {
		f->pixels[i] = UNTOUCHED;
	}
	paint_list(f, &f->surface, list, n, damage, n_damage);
	for (px_t y = 0; y < H; y++) {
		for (px_t x = 0; x < W; x++) {
			bool damaged = false;
			for (int32_t i = 0; i < n_damage; i++) {
				const struct rect d = damage[i];
				damaged = damaged || (x >= d.x && x < d.x + d.w && y >= d.y && y < d.y + d.h);
			}
			if (damaged) {
				assert_int_equal(pixel(&f->surface, x, y), pixel(&f->other, x, y));
			} else {
				assert_int_equal(f->pixels[y * W + x], UNTOUCHED);
			}
		}
	}
}

static void
test_painting_again_gives_the_same(void **state)
{
	struct fixture *f = *state;
	struct draw list[16];
	const int32_t n = sample_page(list);
	paint_list(f, &f->surface, list, n, &everywhere, 1);
	paint_forget(f->paint);
	paint_list(f, &f->other, list, n, &everywhere, 1);
	assert_int_equal(difference(&f->surface, &f->other).w, 0);
}

static struct draw
icon_in(enum icon icon, px_t size, px_t stroke)
{
	struct draw draw = shape(DRAW_ICON, (struct rect){ 100, 100, size, size }, 0, stroke);
	draw.icon = icon;
	return draw;
}

static void
test_icons_stay_in_their_box_and_differ(void **state)
{
	struct fixture *f = *state;
	for (px_t size = 20; size <= 96; size += 19) {
		for (int a = ICON_CHECK; a <= ICON_STAR; a++) {
			paint_one(f, &f->surface, icon_in((enum icon)a, size, 0));
			const struct rect reached = ink(f);
			assert_true(reached.h > size / 4 && reached.x >= 100 && reached.y >= 100);
			assert_true(reached.x + reached.w <= 100 + size && reached.y + reached.h <= 100 + size);
			for (int b = a + 1; b <= ICON_STAR; b++) {
				paint_one(f, &f->other, icon_in((enum icon)b, size, 0));
				assert_true(difference(&f->surface, &f->other).w > 0);
			}
		}
	}
}

static void
test_icons_are_sharp_and_symmetric(void **state)
{
	struct fixture *f = *state;
	for (px_t size = 24; size <= 80; size++) {
		for (px_t stroke = 2; stroke <= 5 && stroke * 8 <= size; stroke++) {
			paint_one(f, &f->surface, icon_in(ICON_KEYBOARD, size, stroke));
			const struct rect k = ink(f);
			/*
			 * Rows and columns through the middle of its frame are all ink, the ones outside all
			 * paper: nothing is grey.
			 */
			for (px_t i = 0; i < stroke; i++) {
				assert_int_equal(pixel(&f->surface, k.x + k.w / 2, k.y + i), INK);
				assert_int_equal(pixel(&f->surface, k.x + i, k.y + k.h / 2), INK);
			}
			assert_int_equal(pixel(&f->surface, k.x + k.w / 2, k.y + stroke), PAPER);
			paint_one(f, &f->surface, icon_in(ICON_CHEVRON_LEFT, size, stroke));
			paint_one(f, &f->other, icon_in(ICON_CHEVRON_RIGHT, size, stroke));
			const px_t even = size - ((size ^ stroke) & 1);
			const px_t left = 100 + (size - even) / 2;
			for (px_t y = 100; y < 100 + size; y++) {
				for (px_t x = 0; x < even; x++) {
					const int one = (int)pixel(&f->surface, left + x, y) & 0xFF,
							  two = (int)pixel(&f->other, left + even - 1 - x, y) & 0xFF;
					/*
					 * Edges at a slant are not sampled alike from both sides; half a pixel off
					 * would be 128.
					 */
					assert_in_range(one - two + 100, 60, 140);
				}
			}
		}
	}
}

static void
test_png_holds_the_pixels(void **state)
{
	struct fixture *f = *state;
	struct draw list[16];
	paint_list(f, &f->surface, list, sample_page(list), &everywhere, 1);
	char folder[] = "/tmp/guichet-paint-XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/page.png", folder);
	assert_int_equal(paint_png(&f->surface, path), 0);
	cairo_surface_t *read = cairo_image_surface_create_from_png(path);
	assert_int_equal(cairo_surface_status(read), CAIRO_STATUS_SUCCESS);
	assert_int_equal(cairo_image_surface_get_width(read), W);
	assert_int_equal(cairo_image_surface_get_height(read), H);
	const struct surface back = { (uint32_t *)(void *)cairo_image_surface_get_data(read), W, H,
		W * 4 };
	assert_int_equal(difference(&f->surface, &back).w, 0);
	cairo_surface_destroy(read);
	unlink(path);
	rmdir(folder);
	assert_int_equal(paint_png(&f->surface, path), -ENOENT);
}

static void
expect_refusal(
	const char *folder, const char *content, int expected, const char *what, const char *remedy)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/fonts.conf", folder);
	FILE *file = fopen(path, "w");
	fputs(content, file);
	fclose(file);
	struct paint *paint = NULL;
	struct diagnosis diagnosis;
	assert_int_equal(paint_open(path, &paint, &diagnosis), expected);
	assert_null(paint);
	assert_string_equal(diagnosis.file, path);
	assert_non_null(strstr(diagnosis.what, what));
	assert_non_null(strstr(diagnosis.remedy, remedy));
	unlink(path);
}

static void
test_missing_fonts_are_named(void **state)
{
	(void)state;
	char folder[] = "/tmp/guichet-fonts-XXXXXX", content[1024];
	assert_non_null(mkdtemp(folder));
	snprintf(content, sizeof(content),
		"<?xml version=\"1.0\"?><fontconfig><dir>%s</dir></fontconfig>", folder);
	expect_refusal(folder, content, -ENOENT, "Noto Sans Regular", "fonts-noto-core");
	snprintf(content, sizeof(content),
		"<?xml version=\"1.0\"?><fontconfig><dir>/usr/share/fonts/truetype/noto</dir>"
		"<cachedir>/var/cache/fontconfig</cachedir><cachedir>%s</cachedir></fontconfig>",
		folder);
	expect_refusal(folder, content, -ENOENT, "Lato Bold", "fonts-lato");
	expect_refusal(folder, "no font list\n", -EINVAL, "not a fontconfig file", "Compare");
	struct paint *paint = NULL;
	struct diagnosis diagnosis;
	assert_int_equal(paint_open("/nowhere/fonts.conf", &paint, &diagnosis), -ENOENT);
	assert_string_equal(diagnosis.file, "/nowhere/fonts.conf");
	char command[128];
	snprintf(
		command, sizeof(command), "rm -rf %s", folder); /* fontconfig may have left a cache in it */
	assert_int_equal(system(command), 0);
}

static void
test_no_glyph_is_missing(void **state)
{
	struct fixture *f = *state;
	const char *signs =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,;:!?()[]{}<>+-*/=%$&@#_|~^`'\"\\"
		"ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸàâäæçéèêëîïôöœùûüÿ«»’‘“”–—…·•°§©®€¢\u00A0\u202F\u2009";
	for (enum face face = FACE_TEXT; face < FACE_COUNT; face++) {
		const struct type type = { face, 30, 44 };
		assert_int_equal(paint_missing_glyphs(f->paint, type, LANG_FR, str_of(signs)), 0);
		assert_int_equal(paint_missing_glyphs(f->paint, type, LANG_EN, str_of(signs)), 0);
		for (uint32_t c = 0x1401; c <= 0x167F; c++) {
			char syllabic[4];
			const size_t n = utf8_put(syllabic, c);
			assert_int_equal(
				paint_missing_glyphs(f->paint, type, LANG_EN, (struct str){ syllabic, n }), 0);
		}
		assert_int_equal(
			paint_missing_glyphs(f->paint, type, LANG_EN, str_of("a\u4E2Db\u6587")), 2);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lines_drawn_are_lines_measured),
		TEST(test_measured_width_breaks_alike),
		TEST(test_french_signs_never_start_a_line),
		TEST(test_caret_stands_before_its_character),
		TEST(test_caret_of_empty_and_ended_lines),
		TEST(test_text_is_centred_in_its_line),
		TEST(test_letters_stay_near_their_box),
		TEST(test_frames_are_sharp_and_inside),
		TEST(test_rounded_corners_keep_straight_edges_sharp),
		TEST(test_clip_is_kept),
		TEST(test_only_damage_is_painted),
		TEST(test_painting_again_gives_the_same),
		TEST(test_icons_stay_in_their_box_and_differ),
		TEST(test_icons_are_sharp_and_symmetric),
		TEST(test_png_holds_the_pixels),
		TEST(test_missing_fonts_are_named),
		TEST(test_no_glyph_is_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

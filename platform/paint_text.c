/* SPDX-License-Identifier: MIT */
/* The same Pango layout measures and draws a text, so that what is drawn is what was measured. */
#include "platform/paint_text.h"

#include <assert.h>
#include <errno.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "core/rich.h"
#include "platform/paint_cache.h"
#include "platform/paint_fonts.h"

/* A face in one size. */
struct style {
	enum face face;
	px_t px; /* 0: unused */
	PangoFontDescription *description;
	double capital; /* height of a capital letter, px */
};

/* Styles of one page: three faces in a handful of sizes. */
enum { STYLES_MAX = 16 };

/*
 * As many texts as a full page has in one language: then painting shapes nothing that measuring has
 * shaped.
 */
enum { SHAPED_MAX = 64 };

/* A layout and the text it holds. */
struct shaped {
	PangoLayout *layout;
	struct paint_key holds;
	bool mixed;    /* its attributes are of this text only */
	uint64_t used; /* when it was last used, by paint_text.uses; 0: holds nothing */
};

struct paint_text {
	PangoFontMap *map;
	PangoContext *contexts[LANG_COUNT];
	struct shaped shaped[LANG_COUNT][SHAPED_MAX];
	uint64_t uses;
	struct style styles[STYLES_MAX];
	int next_style; /* to be replaced when all are taken */
	struct paint_cache cache;
};

static const char *const lang_tags[LANG_COUNT] = { [LANG_EN] = "en-CA", [LANG_FR] = "fr-CA" };

/* The second and third names are for what the first has no glyphs for. */
static const struct {
	const char *families;
	PangoWeight weight;
} faces[FACE_COUNT] = {
	[FACE_TEXT] = { "Noto Sans,Noto Sans Canadian Aboriginal", PANGO_WEIGHT_NORMAL },
	[FACE_BOLD] = { "Noto Sans,Noto Sans Canadian Aboriginal", PANGO_WEIGHT_BOLD },
	[FACE_MIXED] = { "Noto Sans,Noto Sans Canadian Aboriginal", PANGO_WEIGHT_NORMAL },
	[FACE_HEADING] = { "Lato,Noto Sans,Noto Sans Canadian Aboriginal", PANGO_WEIGHT_BOLD },
};

static void
style_init(struct style *style, PangoContext *context, struct type type)
{
	PangoFontDescription *description = pango_font_description_new();
	pango_font_description_set_family_static(description, faces[type.face].families);
	pango_font_description_set_weight(description, faces[type.face].weight);
	pango_font_description_set_absolute_size(description, (double)type.px * PANGO_SCALE);
	PangoLayout *layout = pango_layout_new(context);
	pango_layout_set_font_description(layout, description);
	pango_layout_set_text(layout, "H", 1);
	PangoRectangle ink;
	pango_layout_get_extents(layout, &ink, NULL);
	g_object_unref(layout);
	*style = (struct style){
		.face = type.face,
		.px = type.px,
		.description = description,
		.capital = (double)ink.height / PANGO_SCALE,
	};
}

static const struct style *
find_style(struct paint_text *text, struct type type)
{
	for (int i = 0; i < STYLES_MAX; i++) {
		if (text->styles[i].px == type.px && text->styles[i].face == type.face) {
			return &text->styles[i];
		}
	}
	struct style *style = &text->styles[text->next_style];
	text->next_style = (text->next_style + 1) % STYLES_MAX;
	if (style->description) {
		pango_font_description_free(style->description);
	}
	style_init(style, text->contexts[LANG_EN], type);
	return style;
}

/*
 * Grey, unmetric-hinted glyphs at unrounded advances: line breaks then do not depend on the screen,
 * and a text twice as large is exactly twice as wide. Slight hinting only moves outlines up and
 * down, to keep horizontal stems sharp.
 */
static PangoContext *
new_context(PangoFontMap *map, enum lang lang)
{
	PangoContext *context = pango_font_map_create_context(map);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	pango_context_set_language(context, pango_language_from_string(lang_tags[lang]));
	return context;
}

/* Of every text. */
static PangoAttrList *
new_attributes(void)
{
	PangoAttrList *attributes = pango_attr_list_new();
	/* A hyphen at the end of a cut postal code or address would look like a part of it. */
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	/*
	 * Lato joins t and i to one sign; letters that look alike everywhere are easier to read, and
	 * each has its caret place.
	 */
	pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"));
	return attributes;
}

static PangoLayout *
new_layout(PangoContext *context)
{
	PangoLayout *layout = pango_layout_new(context);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_auto_dir(layout, FALSE);
	PangoAttrList *attributes = new_attributes();
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	return layout;
}

int
paint_text_open(
	const char *fonts_conf, struct paint_text **ret_text, struct diagnosis *ret_diagnosis)
{
	struct paint_text *text = calloc(1, sizeof(*text));
	if (!text) {
		return -ENOMEM;
	}
	int rc = paint_cache_init(&text->cache);
	if (rc == 0) {
		rc = paint_fonts_load(fonts_conf, ret_diagnosis);
	}
	if (rc) {
		free(text);
		return rc;
	}
	text->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
		text->contexts[lang] = new_context(text->map, lang);
		for (int i = 0; i < SHAPED_MAX; i++) {
			text->shaped[lang][i].layout = new_layout(text->contexts[lang]);
		}
	}
	*ret_text = text;
	return 0;
}

struct paint_text *
paint_text_close(struct paint_text *text)
{
	if (!text) {
		return NULL;
	}
	paint_text_forget(text);
	for (int i = 0; i < STYLES_MAX; i++) {
		if (text->styles[i].description) {
			pango_font_description_free(text->styles[i].description);
		}
	}
	for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
		for (int i = 0; i < SHAPED_MAX; i++) {
			g_object_unref(text->shaped[lang][i].layout);
		}
		g_object_unref(text->contexts[lang]);
	}
	g_object_unref(text->map);
	free(text);
	return NULL;
}

/* -1 (unbroken) for what Pango's units cannot hold. */
static int
pango_width(px_t width)
{
	if (width < 0) {
		return 0;
	}
	return width > INT32_MAX / PANGO_SCALE ? -1 : width * PANGO_SCALE;
}

/* The slot that holds this text already, else the one that was not used for longest. */
static struct shaped *
find_shaped(struct shaped *slots, struct paint_key key)
{
	struct shaped *oldest = &slots[0];
	for (int i = 0; i < SHAPED_MAX; i++) {
		struct shaped *slot = &slots[i];
		if (slot->used && slot->holds.a == key.a && slot->holds.b == key.b) {
			return slot;
		}
		oldest = slot->used < oldest->used ? slot : oldest;
	}
	oldest->used = 0;
	return oldest;
}

static void
add_weight(PangoAttrList *attributes, guint from, guint to)
{
	PangoAttribute *bold = pango_attr_weight_new(faces[FACE_BOLD].weight);
	bold->start_index = from;
	bold->end_index = to;
	pango_attr_list_insert(attributes, bold);
}

/* The text without the signs around its strong stretches, and these as attributes. */
static void
set_mixed(PangoLayout *layout, struct str s)
{
	PangoAttrList *attributes = new_attributes();
	GString *plain = g_string_sized_new(s.n + 1);
	guint from = G_MAXUINT;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == RICH_STRONG_ON) {
			from = (guint)plain->len;
		} else if (s.p[i] == RICH_STRONG_OFF && from != G_MAXUINT) {
			add_weight(attributes, from, (guint)plain->len);
			from = G_MAXUINT;
		} else if (s.p[i] != RICH_STRONG_OFF) {
			g_string_append_c(plain, s.p[i]);
		}
	}
	if (from != G_MAXUINT) {
		add_weight(attributes, from, (guint)plain->len);
	}
	pango_layout_set_attributes(layout, attributes);
	pango_layout_set_text(layout, plain->str, (int)plain->len);
	g_string_free(plain, TRUE);
	pango_attr_list_unref(attributes);
}

static void
set_plain(struct shaped *slot, struct str s)
{
	if (slot->mixed) {
		PangoAttrList *attributes = new_attributes();
		pango_layout_set_attributes(slot->layout, attributes);
		pango_attr_list_unref(attributes);
	}
	pango_layout_set_text(slot->layout, s.n ? s.p : "", (int)s.n);
}

/* A layout with this text in it, valid until the next call. */
static PangoLayout *
shape(struct paint_text *text, struct paint_key key, struct type type, enum lang lang, struct str s,
	px_t width)
{
	struct shaped *slot = find_shaped(text->shaped[lang], key);
	if (slot->used == 0) {
		assert(type.px > 0 && s.n < INT32_MAX);
		pango_layout_set_font_description(slot->layout, find_style(text, type)->description);
		pango_layout_set_width(slot->layout, pango_width(width));
		if (type.face == FACE_MIXED) {
			set_mixed(slot->layout, s);
		} else {
			set_plain(slot, s);
		}
		slot->mixed = type.face == FACE_MIXED;
		slot->holds = key;
	}
	slot->used = ++text->uses;
	return slot->layout;
}

struct extent
paint_text_measure(
	struct paint_text *text, struct type type, enum lang lang, struct str s, px_t width)
{
	const struct paint_key key = paint_cache_key(&text->cache, type, lang, s, width);
	const struct extent *known = paint_cache_get(&text->cache, key);
	if (known) {
		return *known;
	}
	PangoLayout *layout = shape(text, key, type, lang, s, width);
	struct extent extent = { .w = 0, .lines = pango_layout_get_line_count(layout) };
	for (int i = 0; i < extent.lines; i++) {
		PangoRectangle logical;
		pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, i), NULL, &logical);
		const px_t w = PANGO_PIXELS_CEIL(logical.width);
		extent.w = w > extent.w ? w : extent.w;
	}
	paint_cache_put(&text->cache, key, extent);
	return extent;
}

/*
 * From the top of a line box to its base line: capitals stand in the middle of the box, as an icon
 * or a button's edge beside them asks for. Their accents then have as much room above as tails have
 * below: both fit into 1.2 em (Noto Sans and Lato).
 */
static px_t
baseline(const struct style *style, px_t line)
{
	return (px_t)((line + style->capital) / 2 + 0.5);
}

static px_t
clamp(px_t value, px_t low, px_t high)
{
	return value < low ? low : value > high ? high : value;
}

static void
draw_caret(cairo_t *cairo, PangoLayout *layout, const struct draw *draw)
{
	int line, x;
	const int32_t at = clamp(draw->caret, 0, (int32_t)draw->text.n);
	pango_layout_index_to_line_x(layout, at, FALSE, &line, &x);
	const px_t w = clamp(draw->type.px / 12, 2, draw->type.px);
	const px_t h = clamp(draw->type.px * 6 / 5, 1, draw->type.line);
	/* A space typed at the end of a full line hangs over it: the bar stays inside. */
	const px_t last = clamp(draw->box.w - w, 0, INT32_MAX / 2);
	const px_t left = draw->box.x + clamp(PANGO_PIXELS(x) - w / 2, 0, last);
	const px_t top = draw->box.y + line * draw->type.line + (draw->type.line - h) / 2;
	cairo_rectangle(cairo, left, top, w, h);
	cairo_fill(cairo);
}

void
paint_text_draw(
	struct paint_text *text, cairo_t *cairo, const struct draw *draw, struct rect visible)
{
	const struct type type = draw->type;
	const struct paint_key key = paint_cache_key(
		&text->cache, type, draw->lang, draw->text, draw->box.w);
	PangoLayout *layout = shape(text, key, type, draw->lang, draw->text, draw->box.w);
	const struct style *style = find_style(text, type);
	const int lines = pango_layout_get_line_count(layout);
	for (int i = 0; i < lines; i++) {
		const px_t top = draw->box.y + i * type.line;
		/* Accents of a neighbouring line may reach over its box by less than a line. */
		if (top - type.line >= visible.y + visible.h || top + 2 * type.line <= visible.y) {
			continue;
		}
		cairo_move_to(cairo, draw->box.x, top + baseline(style, type.line));
		pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, i));
	}
	if (draw->caret >= 0) {
		draw_caret(cairo, layout, draw);
	}
}

int
paint_text_missing(struct paint_text *text, struct type type, enum lang lang, struct str s)
{
	const struct paint_key key = paint_cache_key(&text->cache, type, lang, s, INT32_MAX);
	return pango_layout_get_unknown_glyphs_count(shape(text, key, type, lang, s, INT32_MAX));
}

void
paint_text_forget(struct paint_text *text)
{
	for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
		for (int i = 0; i < SHAPED_MAX; i++) {
			/* Frees its copy of the text, its lines and their glyph strings. */
			pango_layout_set_text(text->shaped[lang][i].layout, "", 0);
			text->shaped[lang][i].used = 0;
		}
	}
	paint_cache_clear(&text->cache);
}

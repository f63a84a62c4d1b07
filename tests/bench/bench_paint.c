/* SPDX-License-Identifier: MIT */
/* How long a page of a French form takes to measure and paint, at 1080 x 1920. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "platform/paint.h"

enum { W = 1080, H = 1920, MARGIN = 48, DRAW_CAP = 128, ROUNDS = 101, LOOKUPS = 200000 };

static const struct type heading = { FACE_HEADING, 60, 76 };
static const struct type label = { FACE_BOLD, 29, 40 };
static const struct type body = { FACE_TEXT, 29, 40 };
static const struct type hint = { FACE_TEXT, 26, 36 };

/* Eleven things to answer or read, as a request for a call-back has them. */
static const struct item {
	const char *label, *hint, *value; /* value NULL: no field, a paragraph */
} items[] = {
	{ NULL,
		"Un agent de Service Canada vous rappellera dans les deux jours ouvrables pour répondre à votre demande.",
		NULL },
	{ "Prénom (obligatoire)", "Tel qu’il figure sur vos documents officiels.", "Marie-Ève" },
	{ "Nom de famille (obligatoire)", "Tel qu’il figure sur vos documents officiels.",
		"Côté-Bélanger" },
	{ "Numéro de téléphone (obligatoire)",
		"Indicatif régional compris, par exemple 819\u00A0555-0199.", "819\u00A0555-0142" },
	{ "Adresse postale", "Numéro, rue et appartement.", "140, promenade du Portage, app. 12" },
	{ "Ville ou localité", "", "Gatineau" },
	{ "Code postal", "Par exemple\u00A0: K1A\u00A00J9.", "J8X\u00A02K3" },
	{ "Date de naissance", "Année, mois et jour, par exemple 1957-03-28.", "1949-11-02" },
	{ "Quel est l’objet de votre demande\u00A0?",
		"Régime de pensions du Canada, Sécurité de la vieillesse, assurance-emploi.",
		"Sécurité de la vieillesse" },
	{ "Avez-vous besoin d’un interprète\u00A0?",
		"Précisez la langue, y compris une langue autochtone.", "Non" },
	{ NULL, "Vous pourrez relire vos réponses et les corriger avant de les envoyer.", NULL },
};

enum { ITEMS = sizeof(items) / sizeof(items[0]) };

struct page {
	struct metrics metrics;
	struct draw list[DRAW_CAP];
	int32_t n;
	struct rect fields[ITEMS]; /* w 0: none */
};

static struct draw *
add(struct page *page, enum draw_kind kind, struct rect box, uint32_t color)
{
	if (page->n == DRAW_CAP) {
		abort();
	}
	struct draw *draw = &page->list[page->n++];
	*draw = (struct draw){
		.kind = kind, .box = box, .clip = { 0, 0, W, H }, .color = color, .caret = -1
	};
	return draw;
}

static px_t
add_text(
	struct page *page, px_t x, px_t y, px_t w, struct type type, const char *text, uint32_t color)
{
	const struct extent extent = page->metrics.measure(
		page->metrics.context, type, LANG_FR, str_of(text), w);
	struct draw *draw = add(
		page, DRAW_TEXT, (struct rect){ x, y, w, extent.lines * type.line }, color);
	draw->type = type;
	draw->lang = LANG_FR;
	draw->text = str_of(text);
	return y + extent.lines * type.line;
}

static void
add_frame(struct page *page, struct rect box, px_t grow, px_t stroke, px_t radius, uint32_t color)
{
	const struct rect grown = { box.x - grow, box.y - grow, box.w + 2 * grow, box.h + 2 * grow };
	struct draw *draw = add(page, DRAW_FRAME, grown, color);
	draw->stroke = stroke;
	draw->radius = radius;
}

static void
add_button(struct page *page, px_t x, px_t w, const char *text, const struct theme *theme)
{
	const struct rect box = { x, H - 110, w, 88 };
	add(page, DRAW_FILL, box, theme->button)->radius = 9;
	add_text(page, x + 30, box.y + 24, w - 60, label, text, theme->button_text);
}

static px_t
add_item(struct page *page, int i, px_t y, const struct theme *theme)
{
	const struct item *item = &items[i];
	const px_t w = W - 2 * MARGIN;
	page->fields[i] = (struct rect){ 0, 0, 0, 0 };
	if (item->label) {
		y = add_text(page, MARGIN, y, w, label, item->label, theme->text);
	}
	if (item->hint[0]) {
		y = add_text(page, MARGIN, y, w, item->label ? hint : body, item->hint, theme->hint);
	}
	if (item->value) {
		const struct rect field = { MARGIN, y + 5, w, 62 };
		page->fields[i] = field;
		add(page, DRAW_FILL, field, theme->field)->radius = 3;
		add_frame(page, field, 0, 3, 3, theme->edge);
		add_text(page, field.x + 15, field.y + 11, w - 30, body, item->value, theme->text);
		y = field.y + field.h;
	}
	return y + 14;
}

/* `focus`: the item with the ring. */
static void
build(struct page *page, int focus)
{
	const struct theme *theme = theme_get(THEME_DEFAULT);
	page->n = 0;
	add(page, DRAW_FILL, (struct rect){ 0, 0, W, 96 }, theme->band);
	add_text(page, MARGIN, 26, 400, label, "Guichet", theme->text);
	add_text(page, W - 200, 26, 160, body, "English", theme->text);
	px_t y = add_text(
		page, MARGIN, 106, W - 2 * MARGIN, heading, "Demande de rappel téléphonique", theme->text);
	add(page, DRAW_FILL, (struct rect){ MARGIN, y + 4, 108, 8 }, theme->accent);
	y += 22;
	for (int i = 0; i < ITEMS; i++) {
		y = add_item(page, i, y, theme);
	}
	add_button(page, MARGIN, 280, "Retour", theme);
	add_button(page, W - MARGIN - 320, 320, "Continuer", theme);
	add_frame(page, page->fields[focus], 3, 3, 6, theme->focus_gap);
	add_frame(page, page->fields[focus], 9, 6, 12, theme->focus);
}

static double
now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof(values[0]), compare);
	return values[n / 2];
}

static void
report(const char *name, double value, const char *unit, double limit)
{
	printf("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\",\"limit\":%g,\"better\":\"less\"}\n",
		name, value, unit, limit);
}

static struct drawing
drawing_of(struct page *page)
{
	return (struct drawing){ .background = theme_get(THEME_DEFAULT)->background,
		.display = { W, H, 4.0f },
		.list = page->list,
		.n = page->n,
		.cap = DRAW_CAP };
}

/* Nothing remembered: as after turning to a page that was never shown. */
static double
full_page_ms(struct paint *paint, struct page *page, struct surface *surface)
{
	double times[ROUNDS];
	for (int i = 0; i < ROUNDS; i++) {
		paint_forget(paint);
		const double from = now_us();
		build(page, 1);
		const struct drawing drawing = drawing_of(page);
		paint_draw(paint, &drawing, &(struct rect){ 0, 0, W, H }, 1, surface);
		times[i] = (now_us() - from) / 1000;
	}
	return median(times, ROUNDS);
}

static struct rect
ring(const struct page *page, int focus)
{
	const struct rect f = page->fields[focus];
	return (struct rect){ f.x - 9, f.y - 9, f.w + 18, f.h + 18 };
}

/* Between the fields of items 1 and 9; layout included, which is then cached. */
static double
focus_move_ms(struct paint *paint, struct page *page, struct surface *surface)
{
	double times[ROUNDS];
	for (int i = 0; i < ROUNDS; i++) {
		const int before = 1 + i % 9, after = 1 + (i + 1) % 9;
		const double from = now_us();
		build(page, after);
		const struct rect damage[2] = { ring(page, before), ring(page, after) };
		const struct drawing drawing = drawing_of(page);
		paint_draw(paint, &drawing, damage, 2, surface);
		times[i] = (now_us() - from) / 1000;
	}
	return median(times, ROUNDS);
}

static double
warm_lookup_us(const struct page *page)
{
	const struct str text = str_of(items[0].hint);
	const struct metrics metrics = page->metrics;
	int64_t lines = metrics.measure(metrics.context, body, LANG_FR, text, W - 2 * MARGIN).lines;
	const double from = now_us();
	for (int i = 0; i < LOOKUPS; i++) {
		lines += metrics.measure(metrics.context, body, LANG_FR, text, W - 2 * MARGIN).lines;
	}
	const double us = (now_us() - from) / LOOKUPS;
	return lines > LOOKUPS ? us : 0; /* uses the result, so that the loop stays */
}

int
main(int argc, char **argv)
{
	char fonts[512];
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(fonts, sizeof(fonts), "%s/assets/fonts/fonts.conf", source ? source : ".");
	struct paint *paint;
	struct diagnosis diagnosis;
	const double from = now_us();
	if (paint_open(fonts, &paint, &diagnosis)) {
		fprintf(
			stderr, "bench-paint: %s: %s %s\n", diagnosis.file, diagnosis.what, diagnosis.remedy);
		return 1;
	}
	const double open_ms = (now_us() - from) / 1000;
	struct page *page = calloc(1, sizeof(*page));
	struct surface surface = { calloc((size_t)W * H, sizeof(uint32_t)), W, H, W * 4 };
	if (!page || !surface.pixels) {
		return 1;
	}
	page->metrics = paint_metrics(paint);
	report("fonts opened", open_ms, "ms", 60);
	report("page measured and painted", full_page_ms(paint, page, &surface), "ms", 6);
	report("focus moved", focus_move_ms(paint, page, &surface), "ms", 1);
	report("measurement known", warm_lookup_us(page), "us", 1);
	/* For looking at: bench-paint page.png */
	const int rc = argc > 1 ? paint_png(&surface, argv[1]) : 0;
	paint_close(paint);
	free(surface.pixels);
	free(page);
	return rc ? 1 : 0;
}

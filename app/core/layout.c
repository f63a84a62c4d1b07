/* SPDX-License-Identifier: MIT */
/* Places header, content, keyboard and footer, and breaks content that does not fit into parts. */
#include "core/layout.h"

#include "core/keyboard_grid.h"
#include "core/layout_parts.h"
#include "core/msg.h"

/* Height of capitals in mm by text size (K-02), and how much larger headings are, in percent. */
static const float cap_mm[SIZE_COUNT] = { 3.85f, 5.2f, 6.75f, 8.75f };
static const int32_t heading_percent[SIZE_COUNT] = { 165, 150, 130, 115 };

static px_t
from_mm(const struct display *display, float mm)
{
	const float px = mm * display->px_per_mm;
	const px_t whole = (px_t)px;
	return (float)whole < px ? whole + 1 : whole;
}

static struct type
type_of(enum face face, px_t px, int32_t line_percent)
{
	return (struct type){ face, px, px * line_percent / 100 };
}

static void
lay_init(struct lay *l, struct tree *tree, const struct display *display, int32_t size,
	enum theme_name theme, const struct metrics *metrics)
{
	/* Noto Sans: capitals are 714/1000 of the em. */
	const px_t em = from_mm(display, cap_mm[size] / 0.714f);
	const px_t heading = em * heading_percent[size] / 100;
	*l = (struct lay){
		.tree = tree,
		.theme = theme_get(theme),
		.metrics = metrics,
		.display = *display,
		.target = from_mm(display, 12.7f),
		.gap = from_mm(display, 2.54f),
		.ring = from_mm(display, 1.0f) < 4 ? 4 : from_mm(display, 1.0f),
		.edge = from_mm(display, 0.4f) < 2 ? 2 : from_mm(display, 0.4f),
		.radius = from_mm(display, 1.5f),
		.body = type_of(FACE_TEXT, em, 150),
		.bold = type_of(FACE_BOLD, em, 150),
		.h1 = type_of(FACE_HEADING, heading, 125),
		.h2 = type_of(FACE_HEADING, (em + heading) / 2, 130),
		.brand = type_of(FACE_HEADING, em, 130),
	};
	l->pad = l->gap;
	const px_t margin = l->gap * 2;
	/* 65 characters of Noto Sans are about 36 em wide (K-05). */
	const px_t widest = em * 36;
	l->width = display->w - 2 * margin < widest ? display->w - 2 * margin : widest;
	l->left = (display->w - l->width) / 2;
}

static px_t
button_width(const struct lay *l, const struct node *node)
{
	const px_t icon = node->action.kind == ACTION_SPEECH ? l->body.px + l->gap : 0;
	const px_t text = lay_measure(l, l->bold, node->lang, node->name, INT32_MAX).w;
	return icon + text + 4 * l->pad < l->target ? l->target : icon + text + 4 * l->pad;
}

/* Width that a button takes up: none for one that is absent from the header, where the first page has longer labels. */
static px_t
place(const struct lay *l, const struct node *node)
{
	return node->region == REGION_HEADER && (node->flags & NODE_ABSENT) ? 0 : button_width(l, node);
}

/* Puts the buttons from..to left to right, over as many rows as it takes; returns the height used. */
static px_t
flow(struct lay *l, int32_t from, int32_t to, px_t y, px_t left, px_t right, bool push_right)
{
	const px_t h = l->target > l->bold.line + l->gap ? l->target : l->bold.line + l->gap;
	int32_t at = from;
	px_t top = y;
	while (at < to) {
		px_t used = 0;
		int32_t end = at;
		for (; end < to; end++) {
			const px_t w = place(l, &l->tree->nodes[end]);
			if (w == 0) {
				continue;
			}
			if (end > at && left + used + w > right) {
				break;
			}
			used += w + l->gap;
		}
		px_t x = push_right ? right - (used - l->gap) : left;
		for (; at < end; at++) {
			struct node *node = &l->tree->nodes[at];
			px_t w = place(l, node);
			if (w == 0) {
				continue;
			}
			if (w > right - left) {
				w = right - left;
			}
			if (node->action.kind == ACTION_CANCEL) {
				x = right - w;
			}
			node->box = (struct rect){ x, top, w, h };
			x += w + l->gap;
		}
		top += h + l->gap;
	}
	return top - y;
}

static int32_t
region_end(const struct tree *tree, int32_t from)
{
	int32_t to = from;
	while (to < tree->n && tree->nodes[to].region == tree->nodes[from].region) {
		to++;
	}
	return to;
}

static int32_t
region_start(const struct tree *tree, enum region region)
{
	int32_t at = 0;
	while (at < tree->n && tree->nodes[at].region != region) {
		at++;
	}
	return at;
}

static void
draw_bar(struct lay *l, int32_t from, int32_t to)
{
	for (int32_t i = from; i < to; i++) {
		struct node *node = &l->tree->nodes[i];
		node->shown = !(node->flags & NODE_ABSENT);
		if (node->shown) {
			lay_button(l, node);
		}
	}
}

/* The mark of the site left, buttons right; returns the height. */
static px_t
header(struct lay *l)
{
	const int32_t from = region_start(l->tree, REGION_HEADER);
	const int32_t to = region_end(l->tree, from);
	struct node *brand = &l->tree->nodes[from];
	const struct extent mark = lay_measure(l, l->brand, brand->lang, brand->name, INT32_MAX);
	const px_t margin = 2 * l->gap;
	px_t needed = 0;
	for (int32_t i = from + 1; i < to; i++) {
		const px_t w = place(l, &l->tree->nodes[i]);
		needed += w > 0 ? w + l->gap : 0;
	}
	const px_t right = l->display.w - margin;
	const bool beside = margin + mark.w + margin + needed <= right;
	brand->box = (struct rect){ margin, l->gap, mark.w,
		beside && l->target > l->brand.line ? l->target : l->brand.line };
	const px_t y = beside ? l->gap : l->gap + brand->box.h + l->gap / 2;
	const px_t h = y +
		flow(l, from + 1, to, y, beside ? margin + mark.w + margin : margin, right, true);
	lay_fill(l, (struct rect){ 0, 0, l->display.w, h }, l->theme->band, 0);
	lay_fill(l, (struct rect){ 0, h - l->edge, l->display.w, l->edge }, l->theme->edge, 0);
	lay_line(l, brand->box.x, brand->box.y + (brand->box.h - l->brand.line) / 2, l->brand,
		brand->lang, brand->name, l->theme->text);
	brand->shown = true;
	brand->foreground = l->theme->text;
	brand->background = l->theme->band;
	draw_bar(l, from + 1, to);
	return h;
}

/* Returns the top of the footer. */
static px_t
footer(struct lay *l)
{
	const int32_t from = region_start(l->tree, REGION_FOOTER);
	const int32_t to = region_end(l->tree, from);
	const px_t margin = 2 * l->gap;
	const px_t h = l->gap + flow(l, from, to, 0, margin, l->display.w - margin, false);
	const px_t top = l->display.h - h;
	lay_fill(l, (struct rect){ 0, top, l->display.w, h }, l->theme->band, 0);
	lay_fill(l, (struct rect){ 0, top, l->display.w, l->edge }, l->theme->edge, 0);
	for (int32_t i = from; i < to; i++) {
		l->tree->nodes[i].box.y += top + l->gap;
	}
	draw_bar(l, from, to);
	return top;
}

/* Returns the top of the keyboard, or `bottom` when there is none. */
static px_t
keyboard(struct lay *l, px_t bottom)
{
	const int32_t from = region_start(l->tree, REGION_KEYBOARD);
	if (from == l->tree->n) {
		return bottom;
	}
	const int32_t to = region_end(l->tree, from);
	const int32_t rows = l->tree->nodes[to - 1].level + 1;
	const px_t margin = l->gap;
	px_t half = (l->display.w - 2 * margin + l->gap) / KEYBOARD_COLUMNS;
	const px_t widest = (l->target * 3 / 2 + l->gap) / 2;
	half = half > widest ? widest : half;
	const px_t key_h = l->target > l->body.line ? l->target : l->body.line;
	const px_t top = bottom - rows * (key_h + l->gap) - l->gap;
	const px_t left = (l->display.w - half * KEYBOARD_COLUMNS + l->gap) / 2;
	lay_fill(l, (struct rect){ 0, top, l->display.w, bottom - top }, l->theme->band, 0);
	for (int32_t i = from; i < to; i++) {
		struct node *node = &l->tree->nodes[i];
		node->box = (struct rect){ left + node->position * half,
			top + l->gap + node->level * (key_h + l->gap), node->of * half - l->gap, key_h };
		node->shown = true;
		lay_key(l, node);
	}
	return top;
}

/* Where parts begin: as much as fits, cut where a break is allowed. Returns their number. */
static int32_t
cut(const struct lay *l, px_t total, px_t view, px_t starts[LAY_PARTS_MAX + 1])
{
	int32_t n = 0;
	int32_t at = 0;
	px_t start = 0;
	while (start < total && n < LAY_PARTS_MAX) {
		starts[n++] = start;
		px_t end = start;
		for (; at < l->n_breaks && l->breaks[at].end <= start + view; at++) {
			if (l->breaks[at].end > start) {
				end = l->breaks[at].next;
			}
		}
		start = end > start ? end : start + view;
	}
	starts[n] = total > start ? total : start;
	return n;
}

static int32_t
part_of(const px_t *starts, int32_t n, px_t y)
{
	int32_t part = 0;
	while (part + 1 < n && starts[part + 1] <= y) {
		part++;
	}
	return part;
}

/* The buttons that leaf, labelled with where they lead: "Show more (2 of 3)". */
static void
parts_bar(struct lay *l, px_t top, struct arena *page)
{
	const int32_t from = region_start(l->tree, REGION_PARTS);
	struct tree *tree = l->tree;
	for (int32_t i = from; i < from + 2; i++) {
		struct node *node = &tree->nodes[i];
		const int32_t to = node->action.kind == ACTION_MORE ? tree->part + 1 : tree->part - 1;
		if (tree->parts == 1 || to < 0 || to >= tree->parts) {
			node->flags |= NODE_ABSENT;
			node->shown = false;
			continue;
		}
		struct text text;
		text_begin(&text, page, 160);
		text_add(&text, node->name);
		text_add(&text, STR(" ("));
		text_int(&text, to + 1);
		text_add(&text, STR("/"));
		text_int(&text, tree->parts);
		text_add(&text, STR(")"));
		node->name = text_end(&text, page);
		const px_t w = button_width(l, node) < l->width ? button_width(l, node) : l->width;
		node->box = (struct rect){ node->action.kind == ACTION_MORE ? l->left + l->width - w :
																	  l->left,
			top, w, lay_button_height(l, node, w) };
		node->shown = true;
		lay_button(l, node);
	}
}

/* Both buttons side by side or one above the other: the height is the same for all parts of a page. */
static px_t
parts_height(const struct lay *l)
{
	return (l->target > l->bold.line + l->gap ? l->target : l->bold.line + l->gap) + l->gap;
}

/* Moves what was laid out from 0 on into the view and clips it; what is in another part goes. */
static void
show_part(struct lay *l, int32_t first_draw, int32_t from, int32_t to, struct rect view, px_t start,
	px_t end)
{
	const px_t shift = view.y - start;
	const struct rect clip = { 0, view.y, l->display.w,
		end - start < view.h ? end - start : view.h };
	int32_t kept = first_draw;
	for (int32_t i = first_draw; i < l->out->n; i++) {
		struct draw draw = l->out->list[i];
		if (draw.box.y + draw.box.h <= start || draw.box.y >= end) {
			continue;
		}
		draw.box.y += shift;
		draw.clip = clip;
		l->out->list[kept++] = draw;
	}
	l->out->n = kept;
	for (int32_t i = from; i < to; i++) {
		struct node *node = &l->tree->nodes[i];
		node->shown = node->box.y < end && node->box.y + node->box.h > start;
		node->box.y += shift;
	}
}

static void
content(struct lay *l, px_t top, px_t bottom, struct arena *page)
{
	struct tree *tree = l->tree;
	const int32_t from = region_start(tree, REGION_CONTENT);
	const int32_t to = region_end(tree, from);
	const int32_t first_draw = l->out->n;
	px_t starts[LAY_PARTS_MAX + 1];
	for (int32_t i = from; i < to; i++) {
		lay_node(l, i);
	}
	const px_t total = lay_finish(l);
	struct rect view = { 0, top + 2 * l->gap, l->display.w, bottom - top - 4 * l->gap };
	const int32_t asked = tree->part;
	tree->parts = 1;
	tree->part = 0;
	starts[0] = 0;
	starts[1] = total;
	if (total > view.h) {
		view.h -= parts_height(l);
		tree->parts = cut(l, total, view.h, starts);
		const struct node *focus = tree->focus >= from && tree->focus < to ?
			&tree->nodes[tree->focus] :
			NULL;
		tree->part = asked >= 0 ? (asked < tree->parts ? asked : tree->parts - 1) :
			focus != NULL       ? part_of(starts, tree->parts, focus->box.y) :
								  0;
	}
	show_part(l, first_draw, from, to, view, starts[tree->part], starts[tree->part + 1]);
	parts_bar(l, bottom - l->gap - parts_height(l), page);
}

static void
focus_ring(struct lay *l)
{
	if (l->tree->focus < 0 || !l->tree->nodes[l->tree->focus].shown) {
		return;
	}
	const struct rect box = l->tree->nodes[l->tree->focus].box;
	const px_t gap = 2;
	const px_t far = gap + l->ring;
	/* The gap in the background's colour keeps the ring apart from any fill (look.md: 2 px). */
	lay_frame(l, (struct rect){ box.x - gap, box.y - gap, box.w + 2 * gap, box.h + 2 * gap },
		l->theme->focus_gap, l->radius + gap, gap);
	lay_frame(l, (struct rect){ box.x - far, box.y - far, box.w + 2 * far, box.h + 2 * far },
		l->theme->focus, l->radius + far, l->ring);
}

/* FNV-1a, 64 bits. */
static uint64_t
mix(uint64_t hash, const void *data, size_t n)
{
	const unsigned char *bytes = data;
	for (size_t i = 0; i < n; i++) {
		hash = (hash ^ bytes[i]) * 0x100000001B3u;
	}
	return hash;
}

static uint64_t
draw_hash(const struct draw *draw)
{
	const int32_t numbers[] = { (int32_t)draw->kind, draw->box.x, draw->box.y, draw->box.w,
		draw->box.h, draw->clip.x, draw->clip.y, draw->clip.w, draw->clip.h, (int32_t)draw->color,
		draw->radius, draw->stroke, (int32_t)draw->icon, (int32_t)draw->type.face, draw->type.px,
		draw->type.line, (int32_t)draw->lang, draw->caret };
	return mix(mix(0xCBF29CE484222325u, numbers, sizeof(numbers)), draw->text.p, draw->text.n);
}

void
layout_build(struct tree *tree, const struct display *display, int32_t size, enum theme_name theme,
	const struct metrics *metrics, struct arena *page, struct drawing *ret_drawing)
{
	struct lay l;
	lay_init(&l, tree, display, size, theme, metrics);
	*ret_drawing = (struct drawing){ .background = l.theme->background,
		.display = *display,
		.list = arena_raw(page, DRAW_MAX * sizeof(struct draw)),
		.cap = DRAW_MAX };
	l.out = ret_drawing;
	l.breaks = arena_raw(page, LAY_BREAKS_MAX * sizeof(struct lay_break));
	l.page = page;
	const px_t top = header(&l);
	const px_t foot = footer(&l);
	const px_t bottom = keyboard(&l, foot);
	content(&l, top, bottom, page);
	focus_ring(&l);
	for (int32_t i = 0; i < ret_drawing->n; i++) {
		ret_drawing->list[i].hash = draw_hash(&ret_drawing->list[i]);
	}
}

int32_t
layout_hit(const struct tree *tree, px_t x, px_t y)
{
	for (int32_t i = tree->n - 1; i >= 0; i--) {
		const struct node *node = &tree->nodes[i];
		const struct rect *box = &node->box;
		if (node->shown && node->action.kind != ACTION_NONE && !(node->flags & NODE_ABSENT) &&
			x >= box->x && x < box->x + box->w && y >= box->y && y < box->y + box->h) {
			return i;
		}
	}
	return -1;
}

/* SPDX-License-Identifier: MIT */
/* What surrounds the content: header, footer, the buttons that leaf, and the on-screen keyboard. */
#include "core/keyboard_grid.h"
#include "core/layout_parts.h"
#include "core/msg.h"

static px_t
icon_width(const struct lay *l, const struct node *node, struct type type)
{
	return node->action.kind == ACTION_SPEECH ? type.px + l->gap : 0;
}

px_t
lay_button_height(const struct lay *l, const struct node *node, struct type type, px_t w)
{
	const px_t inner = w - 4 * l->pad - icon_width(l, node, type);
	const px_t text = lay_measure(l, type, node->lang, node->name, inner).lines * type.line;
	return text + l->gap > l->target ? text + l->gap : l->target;
}

void
lay_button(struct lay *l, struct node *node, struct type type)
{
	const struct theme *t = l->theme;
	const struct rect box = node->box;
	const bool filled = node->flags & (NODE_PRIMARY | NODE_PRESSED);
	const uint32_t edge = node->flags & NODE_DANGER ? t->danger : t->button;
	lay_colors(node, filled ? t->button_text : edge, filled ? edge : t->background, edge);
	lay_fill(l, box, node->background, l->radius);
	lay_frame(l, box, edge, l->radius, l->edge);
	const px_t icon = icon_width(l, node, type);
	const px_t room = box.w - 4 * l->pad - icon;
	const struct extent all = lay_measure(l, type, node->lang, node->name, INT32_MAX);
	const bool is_narrow = all.w <= room;
	const px_t text_w = is_narrow ? all.w : room;
	/* an address has its own lines, however wide the button is */
	const px_t text_h = is_narrow ?
		all.lines * type.line :
		lay_measure(l, type, node->lang, node->name, room).lines * type.line;
	px_t x = box.x + (box.w - text_w - icon) / 2;
	if (icon > 0) {
		lay_icon(l, (struct rect){ x, box.y + (box.h - type.px) / 2, type.px, type.px },
			node->flags & NODE_PRESSED ? ICON_SPEAKER : ICON_SPEAKER_OFF, node->foreground);
		x += icon;
	}
	lay_text(l, x, box.y + (box.h - text_h) / 2, text_w + 1, type, node->lang, node->name,
		node->foreground, -1);
}

static px_t
text_width(const struct lay *l, enum lang lang, struct str text)
{
	return lay_measure(l, l->bar, lang, text, INT32_MAX).w;
}

/* Of a button in the frame. */
static px_t
button_width(const struct lay *l, const struct node *node)
{
	px_t text = text_width(l, node->lang, node->name);
	if (node->action.kind == ACTION_NEXT) {
		/* Under either of its names the way on takes the same place (K-12). */
		const px_t next = text_width(l, node->lang, msg(node->lang, MSG_NAV_NEXT));
		const px_t change = text_width(l, node->lang, msg(node->lang, MSG_NAV_SAVE_CHANGE));
		text = next > change ? next : change;
	}
	const px_t w = icon_width(l, node, l->bar) + text + 4 * l->pad;
	return w < l->target ? l->target : w;
}

/* Width that a button takes up: none for one that is absent from the header, where the first page has longer labels. */
static px_t
place(const struct lay *l, const struct node *node)
{
	return node->region == REGION_HEADER && (node->flags & NODE_ABSENT) ? 0 : button_width(l, node);
}

/* One row of buttons that fits between left and right, or one that is broken to lines; returns where the next row begins. */
static int32_t
row_end(const struct lay *l, int32_t at, int32_t to, px_t room, px_t *ret_used, px_t *ret_h)
{
	px_t used = 0;
	px_t h = l->target;
	for (int32_t i = at; i < to; i++) {
		const struct node *node = &l->tree->nodes[i];
		px_t w = place(l, node);
		if (w == 0) {
			continue;
		}
		if (used > 0 && used + w > room) {
			to = i;
			break;
		}
		w = w < room ? w : room;
		const px_t high = lay_button_height(l, node, l->bar, w);
		h = high > h ? high : h;
		used += w + l->gap;
	}
	*ret_used = used - l->gap;
	*ret_h = h;
	return to;
}

/* Puts the buttons from..to left to right, over as many rows as it takes; returns the height used. */
static px_t
flow(struct lay *l, int32_t from, int32_t to, px_t y, px_t left, px_t right, bool push_right)
{
	px_t top = y;
	for (int32_t at = from; at < to;) {
		px_t used;
		px_t h;
		const int32_t end = row_end(l, at, to, right - left, &used, &h);
		px_t x = push_right ? right - used : left;
		for (; at < end; at++) {
			struct node *node = &l->tree->nodes[at];
			px_t w = place(l, node);
			if (w == 0) {
				continue;
			}
			w = w < right - left ? w : right - left;
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

/* The mark of the site left, buttons right; returns the height. */
static px_t
place_header(struct lay *l, int32_t from, int32_t to)
{
	struct node *brand = &l->tree->nodes[from];
	const px_t mark = lay_measure(l, l->brand, brand->lang, brand->name, INT32_MAX).w + 1;
	const px_t margin = 2 * l->gap;
	const px_t right = l->display.w - margin;
	px_t needed = 0;
	for (int32_t i = from + 1; i < to; i++) {
		const px_t w = place(l, &l->tree->nodes[i]);
		needed += w > 0 ? w + l->gap : 0;
	}
	const bool beside = margin + mark + margin + needed <= right;
	brand->box = (struct rect){ margin, l->gap, mark,
		beside && l->target > l->brand.line ? l->target : l->brand.line };
	const px_t y = beside ? l->gap : l->gap + brand->box.h + l->gap / 2;
	return y + flow(l, from + 1, to, y, beside ? margin + mark + margin : margin, right, true);
}

static px_t
place_footer(struct lay *l, int32_t from, int32_t to)
{
	const px_t margin = 2 * l->gap;
	return l->gap + flow(l, from, to, l->gap, margin, l->display.w - margin, false);
}

static void
draw_bar(struct lay *l, int32_t from, int32_t to)
{
	for (int32_t i = from; i < to; i++) {
		struct node *node = &l->tree->nodes[i];
		node->shown = !(node->flags & NODE_ABSENT);
		if (node->shown) {
			lay_button(l, node, l->bar);
		}
	}
}

static void
draw_header(struct lay *l, int32_t from, int32_t to, px_t h)
{
	struct node *brand = &l->tree->nodes[from];
	lay_fill(l, (struct rect){ 0, 0, l->display.w, h }, l->theme->band, 0);
	lay_fill(l, (struct rect){ 0, h - l->edge, l->display.w, l->edge }, l->theme->edge, 0);
	lay_line(l, brand->box.x, brand->box.y + (brand->box.h - l->brand.line) / 2, l->brand,
		brand->lang, brand->name, l->theme->text);
	brand->shown = true;
	lay_colors(brand, l->theme->text, l->theme->band, l->theme->band);
	draw_bar(l, from + 1, to);
}

static void
draw_footer(struct lay *l, int32_t from, int32_t to, px_t top)
{
	lay_fill(l, (struct rect){ 0, top, l->display.w, l->display.h - top }, l->theme->band, 0);
	lay_fill(l, (struct rect){ 0, top, l->display.w, l->edge }, l->theme->edge, 0);
	for (int32_t i = from; i < to; i++) {
		l->tree->nodes[i].box.y += top;
	}
	draw_bar(l, from, to);
}

px_t
lay_field_height(const struct lay *l)
{
	return l->body.line + l->gap > l->target ? l->body.line + l->gap : l->target;
}

static px_t
keyboard_height(const struct lay *l, px_t key_h)
{
	const int32_t from = lay_region_start(l->tree, REGION_KEYBOARD);
	if (from == l->tree->n) {
		return 0;
	}
	const int32_t rows = l->tree->nodes[lay_region_end(l->tree, from) - 1].level + 1;
	return rows * (key_h + l->gap) + l->gap;
}

/* Keys grow with the text where the screen is high enough. */
static px_t
key_height(const struct lay *l)
{
	const bool fits = keyboard_height(l, l->body.line) * 5 < l->display.h * 2;
	return fits && l->body.line > l->target ? l->body.line : l->target;
}

struct rect
lay_view(const struct lay *l, px_t top, px_t bottom)
{
	/* A ring needs a gap around it; the keyboard has its own above the keys. */
	const px_t above = top > 0 ? 2 * l->gap : l->gap;
	const px_t below = l->keys ? 0 : 2 * l->gap;
	return (struct rect){ 0, top + above, l->display.w, bottom - below - top - above };
}

/* What is left between header and keyboard has room for a field; with a header, for the buttons that leaf too. */
static bool
has_room(const struct lay *l, px_t top, px_t bottom)
{
	const px_t room = lay_view(l, top, bottom - keyboard_height(l, key_height(l))).h;
	return room >= lay_field_height(l) + (top > 0 ? lay_parts_height(l) : 0);
}

/* A keyboard takes the header's room where a field needs it, and is left out where even that is not enough: then text is
 * for those who have keys. The header stays where the focus is in it. */
static bool
keeps_header(struct lay *l, px_t top, px_t bottom)
{
	const struct tree *tree = l->tree;
	const bool has_focus = tree->focus >= 0 && tree->nodes[tree->focus].region == REGION_HEADER;
	l->keys = lay_region_start(tree, REGION_KEYBOARD) < tree->n;
	if (!l->keys || has_room(l, top, bottom)) {
		return true;
	}
	l->keys = !has_focus && has_room(l, 0, bottom);
	return !l->keys;
}

static void
draw_key(struct lay *l, struct node *node)
{
	const struct theme *t = l->theme;
	const bool on = node->flags & NODE_PRESSED;
	lay_colors(node, on ? t->button_text : t->text, on ? t->button : t->field, t->edge);
	lay_fill(l, node->box, node->background, l->radius / 2);
	lay_frame(l, node->box, t->edge, l->radius / 2, l->edge);
	struct type type = l->body;
	struct extent extent = lay_measure(l, type, node->lang, node->name, INT32_MAX);
	/* A word on a key may have to be smaller than the text size, but never under the smallest one. */
	while ((extent.w > node->box.w - l->gap / 2 || type.px * 6 / 5 > node->box.h) &&
		type.px > l->em[0]) {
		type.px--;
		extent = lay_measure(l, type, node->lang, node->name, INT32_MAX);
	}
	type.line = type.px * 6 / 5;
	lay_line(l, node->box.x + (node->box.w - extent.w) / 2,
		node->box.y + (node->box.h - type.line) / 2, type, node->lang, node->name,
		node->foreground);
}

px_t
lay_keyboard(struct lay *l, px_t bottom)
{
	if (!l->keys) {
		return bottom;
	}
	const int32_t from = lay_region_start(l->tree, REGION_KEYBOARD);
	const int32_t to = lay_region_end(l->tree, from);
	const px_t margin = l->gap;
	px_t half = (l->display.w - 2 * margin + l->gap) / KEYBOARD_COLUMNS;
	const px_t widest = (l->target * 3 / 2 + l->gap) / 2;
	half = half > widest ? widest : half;
	const px_t key_h = key_height(l);
	const px_t top = bottom - keyboard_height(l, key_h);
	const px_t left = (l->display.w - half * KEYBOARD_COLUMNS + l->gap) / 2;
	lay_fill(l, (struct rect){ 0, top, l->display.w, bottom - top }, l->theme->band, 0);
	for (int32_t i = from; i < to; i++) {
		struct node *node = &l->tree->nodes[i];
		node->box = (struct rect){ left + node->position * half,
			top + l->gap + node->level * (key_h + l->gap), node->of * half - l->gap, key_h };
		node->shown = true;
		draw_key(l, node);
	}
	return top;
}

struct bars {
	px_t top, low; /* heights of header and footer */
};

static struct bars
place_bars(struct lay *l, int32_t size)
{
	const int32_t head = lay_region_start(l->tree, REGION_HEADER);
	const px_t em = l->em[size];
	l->bar = (struct type){ FACE_BOLD, em, em * 13 / 10 };
	l->brand = (struct type){ FACE_HEADING, em, em * 13 / 10 };
	return (struct bars){ place_header(l, head, lay_region_end(l->tree, head)),
		place_footer(l, lay_region_start(l->tree, REGION_FOOTER), l->tree->n) };
}

/* Whether five rows of keys and a field fit above the footer; asked on every page, so that the frame is the same on all. */
static bool
leaves_keyboard(const struct lay *l, px_t low)
{
	return l->display.h - low - 5 * (l->target + l->gap) - 2 * l->gap >= lay_field_height(l);
}

/*
 * As large as the page's text, but for a screen where that would leave less than a third of it to the page, or no room
 * for the keyboard although smaller bars would.
 */
static struct bars
choose_bars(struct lay *l)
{
	int32_t largest = 0;
	for (int32_t size = l->size; size >= 0; size--) {
		const struct bars bars = place_bars(l, size);
		const px_t frame = bars.top + bars.low + lay_parts_height(l) + 4 * l->gap;
		if (frame * 3 > l->display.h * 2) {
			continue;
		}
		if (leaves_keyboard(l, bars.low)) {
			return bars;
		}
		largest = size > largest ? size : largest;
	}
	return place_bars(l, largest);
}

void
lay_bars(struct lay *l, px_t *ret_top, px_t *ret_bottom)
{
	const int32_t head = lay_region_start(l->tree, REGION_HEADER);
	const int32_t head_end = lay_region_end(l->tree, head);
	const int32_t foot = lay_region_start(l->tree, REGION_FOOTER);
	const struct bars bars = choose_bars(l);
	const px_t bottom = l->display.h - bars.low;
	*ret_bottom = bottom;
	*ret_top = 0;
	if (keeps_header(l, bars.top, bottom)) {
		*ret_top = bars.top;
		draw_header(l, head, head_end, bars.top);
	}
	draw_footer(l, foot, l->tree->n, bottom);
}

/* ---- the buttons that leaf ---- */

/* Names where a button leads: "Show more (2/3)". */
static struct str
leaf_name(const struct lay *l, struct str name, int32_t part, int32_t parts)
{
	struct text text;
	text_begin(&text, l->page, 160);
	text_add(&text, name);
	text_add(&text, STR(" ("));
	text_int(&text, part + 1);
	text_add(&text, STR("/"));
	text_int(&text, parts);
	text_add(&text, STR(")"));
	return text_end(&text, l->page);
}

/* "Show more, part 2 of 3": a slash would be read as a fraction. */
static struct str
leaf_spoken(const struct lay *l, const struct node *node, int32_t part, int32_t parts)
{
	char digits[2][12];
	struct text n, m;
	text_init(&n, digits[0], sizeof(digits[0]));
	text_init(&m, digits[1], sizeof(digits[1]));
	text_int(&n, part + 1);
	text_int(&m, parts);
	const struct msg_arg args[] = { { "name", node->name }, { "n", text_str(&n) },
		{ "m", text_str(&m) } };
	return msg_fill(l->page, node->lang, MSG_NAV_LEAF_SPOKEN, args, 3);
}

/* Room for the widest numbers, so that a button is as wide on every part. */
static px_t
leaf_width(const struct lay *l, const struct node *node)
{
	struct node widest = *node;
	widest.name = leaf_name(l, node->name, LAY_PARTS_MAX - 1, LAY_PARTS_MAX);
	const px_t w = button_width(l, &widest);
	return w < l->width ? w : l->width;
}

/* Side by side, or one above the other where the column is too narrow. */
static bool
leaves_stack(const struct lay *l, int32_t from)
{
	return leaf_width(l, &l->tree->nodes[from]) + l->gap +
		leaf_width(l, &l->tree->nodes[from + 1]) >
		l->width;
}

static px_t
leaf_height(const struct lay *l)
{
	return l->target > l->bar.line + l->gap ? l->target : l->bar.line + l->gap;
}

px_t
lay_parts_height(const struct lay *l)
{
	const int32_t rows = leaves_stack(l, lay_region_start(l->tree, REGION_PARTS)) ? 2 : 1;
	return rows * (leaf_height(l) + l->gap);
}

void
lay_parts_bar(struct lay *l, px_t top, bool room)
{
	const int32_t from = lay_region_start(l->tree, REGION_PARTS);
	struct tree *tree = l->tree;
	const bool stack = leaves_stack(l, from);
	for (int32_t i = from; i < from + 2; i++) {
		struct node *node = &tree->nodes[i];
		const bool is_more = node->action.kind == ACTION_MORE;
		const int32_t to = is_more ? tree->part + 1 : tree->part - 1;
		const px_t w = leaf_width(l, node);
		if (tree->parts == 1 || to < 0 || to >= tree->parts || !room) {
			node->flags |= NODE_ABSENT;
			node->shown = false;
			continue;
		}
		node->spoken = leaf_spoken(l, node, to, tree->parts);
		node->name = leaf_name(l, node->name, to, tree->parts);
		node->box = (struct rect){ is_more ? l->left + l->width - w : l->left,
			is_more && stack ? top + leaf_height(l) + l->gap : top, w, leaf_height(l) };
		node->shown = true;
		lay_button(l, node, l->bar);
	}
}

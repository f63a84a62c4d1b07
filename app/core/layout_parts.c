/* SPDX-License-Identifier: MIT */
/* How each kind of node is drawn. */
#include "core/layout_parts.h"

#include <assert.h>

struct extent
lay_measure(const struct lay *l, struct type type, enum lang lang, struct str text, px_t width)
{
	return l->metrics->measure(l->metrics->context, type, lang, text, width);
}

static struct draw *
push(struct lay *l, enum draw_kind kind, struct rect box, uint32_t color)
{
	assert(l->out->n < l->out->cap); /* proved when the form was loaded */
	struct draw *draw = &l->out->list[l->out->n++];
	*draw = (struct draw){ .kind = kind,
		.box = box,
		.color = color,
		.caret = -1,
		.clip = { 0, 0, l->display.w, l->display.h } };
	return draw;
}

void
lay_fill(struct lay *l, struct rect box, uint32_t color, px_t radius)
{
	push(l, DRAW_FILL, box, color)->radius = radius;
}

void
lay_frame(struct lay *l, struct rect box, uint32_t color, px_t radius, px_t stroke)
{
	struct draw *draw = push(l, DRAW_FRAME, box, color);
	draw->radius = radius;
	draw->stroke = stroke;
}

void
lay_icon(struct lay *l, struct rect box, enum icon icon, uint32_t color)
{
	struct draw *draw = push(l, DRAW_ICON, box, color);
	draw->icon = icon;
	draw->stroke = box.h / 8 < 2 ? 2 : box.h / 8;
}

px_t
lay_text(struct lay *l, px_t x, px_t y, px_t w, struct type type, enum lang lang, struct str text,
	uint32_t color, int32_t caret)
{
	const struct extent extent = lay_measure(l, type, lang, text, w);
	const px_t h = extent.lines * type.line;
	struct draw *draw = push(l, DRAW_TEXT, (struct rect){ x, y, w, h }, color);
	draw->type = type;
	draw->lang = lang;
	draw->text = text;
	draw->caret = caret;
	return h;
}

void
lay_line(struct lay *l, px_t x, px_t y, struct type type, enum lang lang, struct str text,
	uint32_t color)
{
	const struct extent extent = lay_measure(l, type, lang, text, INT32_MAX);
	/* A pixel more than measured: a width that is rounded down must not break the line. */
	lay_text(l, x, y, extent.w + 1, type, lang, text, color, -1);
}

void
lay_colors(struct node *node, uint32_t foreground, uint32_t background, uint32_t border)
{
	node->foreground = foreground;
	node->background = background;
	node->border = border;
}

static void
add_break(struct lay *l, px_t end, px_t next, enum lay_cut cut)
{
	if (l->n_breaks < LAY_BREAKS_MAX) {
		l->breaks[l->n_breaks++] = (struct lay_break){ end, next, cut };
	}
}

/* Between the lines of a text that was drawn from `y` on. */
static void
add_line_breaks(struct lay *l, px_t y, px_t h, px_t line, enum lay_cut cut)
{
	for (px_t at = line; at < h; at += line) {
		add_break(l, y + at, y + at, cut);
	}
}

/* Goes down by what is owed since the last block, which may be parted from this one. */
static void
open_block(struct lay *l, px_t space)
{
	const px_t end = l->y;
	l->y += l->n_breaks == 0 && l->y == 0 ? 0 : (space > l->space ? space : l->space);
	if (l->y > 0) {
		add_break(l, end, l->y, l->may_break ? LAY_CUT_BLOCK : LAY_CUT_LABEL);
	}
}

static void
close_block(struct lay *l, px_t h, px_t space, bool may_break)
{
	l->y += h;
	l->space = space;
	l->may_break = may_break;
}

/* Text of the column; may be cut between any two lines. */
static px_t
column_text(
	struct lay *l, px_t inset, struct type type, enum lang lang, struct str text, uint32_t color)
{
	const px_t room = l->width - 2 * inset;
	const px_t w = room < l->text ? room : l->text;
	const px_t h = lay_text(l, l->left + inset, l->y, w, type, lang, text, color, -1);
	add_line_breaks(l, l->y, h, type.line, LAY_CUT_BLOCK);
	return h;
}

static px_t
inset(const struct lay *l)
{
	return l->alert != 0 ? 2 * l->pad : 0;
}

static void
close_alert(struct lay *l)
{
	if (l->alert == 0) {
		return;
	}
	struct node *alert = &l->tree->nodes[l->alert - 1];
	l->alert = 0;
	l->y += 2 * l->pad;
	alert->box.h = l->y - alert->box.y;
	l->out->list[l->alert_draw].box = alert->box;
	l->out->list[l->alert_draw + 1].box = alert->box;
	l->space = l->body.line;
	l->may_break = true;
}

static void
heading(struct lay *l, struct node *node)
{
	const struct type type = node->level == 1 ? l->h1 : node->level == 2 ? l->h2 : l->bold;
	open_block(l, l->body.px);
	px_t h = column_text(l, inset(l), type, node->lang, node->name, l->theme->text);
	if (node->level == 1) {
		/* The bar of Canada.ca's headings: 72 x 6 at a text of 20 (look.md). */
		const px_t bar = l->body.px * 6 / 20;
		lay_fill(l, (struct rect){ l->left, l->y + h + bar, l->body.px * 72 / 20, bar },
			l->theme->accent, 0);
		h += 2 * bar;
	}
	node->box = (struct rect){ l->left, l->y, l->width, h };
	lay_colors(node, l->theme->text, l->theme->background, l->theme->background);
	close_block(l, h, l->body.px * 4 / 5, false);
}

/*
 * For a text that may change, `h` high, whose breaks begin with `first`: the height that the longest takes, so that what
 * stands below stays where it is. The cuts are the same for all, and inside only where nothing else fits.
 */
static px_t
keep_room(struct lay *l, const struct node *node, px_t h, int32_t first)
{
	px_t most = h;
	for (int32_t i = 0; i < node->n_others; i++) {
		const px_t w = l->width - 2 * inset(l) < l->text ? l->width - 2 * inset(l) : l->text;
		const px_t other = lay_measure(l, l->body, node->lang, node->others[i], w).lines *
			l->body.line;
		most = other > most ? other : most;
	}
	l->n_breaks = first;
	add_line_breaks(l, l->y, most, l->body.line, LAY_CUT_LINE);
	return most;
}

/* What is drawn of running text. */
static struct str
prose(const struct node *node)
{
	return node->mixed.n > 0 ? node->mixed : node->name;
}

static struct type
prose_type(const struct lay *l, const struct node *node)
{
	struct type type = node->flags & NODE_STRONG ? l->bold : l->body;
	type.face = node->mixed.n > 0 ? FACE_MIXED : type.face;
	return type;
}

static void
paragraph(struct lay *l, struct node *node)
{
	const bool quiet = node->role == ROLE_PROGRESS || node->role == ROLE_STATUS;
	open_block(l, l->body.px / 2);
	const bool danger = node->flags & NODE_DANGER;
	const uint32_t color = danger ? l->theme->danger : quiet ? l->theme->hint : l->theme->text;
	const int32_t first = l->n_breaks;
	const struct type type = danger ? l->bold : prose_type(l, node);
	const px_t text = column_text(l, inset(l), type, node->lang, prose(node), color);
	const px_t h = node->n_others > 0 ? keep_room(l, node, text, first) : text;
	node->box = (struct rect){ l->left + inset(l), l->y, l->width - 2 * inset(l), h };
	lay_colors(
		node, color, l->alert ? l->theme->alert : l->theme->background, l->theme->background);
	close_block(l, h, l->body.px * 3 / 5, node->role != ROLE_PROGRESS);
}

/* Of a list: its bullet or number stands alone at the left of all lines. */
static void
item(struct lay *l, struct node *node)
{
	open_block(l, l->body.px / 4);
	const struct type type = prose_type(l, node);
	const px_t mark = lay_measure(l, type, node->lang, node->mark, INT32_MAX).w + type.px / 3;
	const px_t hang = mark > type.px * 3 / 2 ? mark : type.px * 3 / 2;
	const px_t room = l->width - hang;
	const px_t w = room < l->text ? room : l->text;
	lay_line(l, l->left, l->y, type, node->lang, node->mark, l->theme->text);
	const px_t h = lay_text(
		l, l->left + hang, l->y, w, type, node->lang, prose(node), l->theme->text, -1);
	add_line_breaks(l, l->y, h, type.line, LAY_CUT_LABEL);
	node->box = (struct rect){ l->left, l->y, l->width, h };
	lay_colors(node, l->theme->text, l->theme->background, l->theme->background);
	close_block(l, h, l->body.px / 4, true);
}

/* The figures and words to take along: label above, value large in a band. */
static void
large(struct lay *l, struct node *node)
{
	open_block(l, l->body.px);
	const px_t room = l->width - 4 * l->pad;
	const px_t inner = room < l->text ? room : l->text;
	const px_t x = l->left + 2 * l->pad;
	const px_t label = lay_measure(l, l->bold, node->lang, node->name, inner).lines * l->bold.line;
	const px_t value = lay_measure(l, l->h1, node->lang, node->value, inner).lines * l->h1.line;
	node->box = (struct rect){ l->left, l->y, l->width, label + value + 3 * l->pad };
	lay_colors(node, l->theme->text, l->theme->band, l->theme->edge);
	lay_fill(l, node->box, l->theme->band, l->radius);
	lay_frame(l, node->box, l->theme->edge, l->radius, l->edge);
	lay_text(l, x, l->y + l->pad, inner, l->bold, node->lang, node->name, l->theme->text, -1);
	lay_text(
		l, x, l->y + l->pad + label, inner, l->h1, node->lang, node->value, l->theme->text, -1);
	add_line_breaks(l, l->y + l->pad, label, l->bold.line, LAY_CUT_LINE);
	add_break(l, l->y + l->pad + label, l->y + l->pad + label, LAY_CUT_LINE);
	add_line_breaks(l, l->y + l->pad + label, value, l->h1.line, LAY_CUT_LINE);
	close_block(l, node->box.h, l->body.px, true);
}

static void
alert(struct lay *l, int32_t index)
{
	struct node *node = &l->tree->nodes[index];
	open_block(l, l->body.px);
	l->alert_draw = l->out->n;
	node->box = (struct rect){ l->left, l->y, l->width, 0 };
	lay_fill(l, node->box, l->theme->alert, l->radius);
	lay_frame(l, node->box, l->theme->danger, l->radius, l->ring + 2);
	l->alert = index + 1;
	l->y += 2 * l->pad;
	lay_colors(node, l->theme->danger, l->theme->alert, l->theme->danger);
	const px_t icon = l->h2.px;
	lay_icon(l, (struct rect){ l->left + 2 * l->pad, l->y + (l->h2.line - icon) / 2, icon, icon },
		ICON_WARNING, l->theme->danger);
	const px_t x = 2 * l->pad + icon + l->pad;
	const px_t h = lay_text(l, l->left + x, l->y, l->width - x - 2 * l->pad, l->h2, node->lang,
		node->name, l->theme->danger, -1);
	add_line_breaks(l, l->y, h, l->h2.line, LAY_CUT_LINE);
	close_block(l, h, l->pad, false);
}

/* In an error summary: leads to its field. */
static void
link(struct lay *l, struct node *node)
{
	open_block(l, l->gap);
	const px_t w = l->width - 4 * l->pad;
	const px_t inner = w < l->text ? w : l->text;
	const struct extent extent = lay_measure(l, l->bold, node->lang, node->name, inner);
	const px_t text = extent.lines * l->bold.line;
	const px_t h = text > l->target ? text : l->target;
	node->box = (struct rect){ l->left + 2 * l->pad, l->y, w, h };
	lay_colors(node, l->theme->danger, l->theme->alert, l->theme->alert);
	lay_text(l, node->box.x, l->y + (h - text) / 2, inner, l->bold, node->lang, node->name,
		l->theme->danger, -1);
	lay_fill(l, (struct rect){ node->box.x, l->y + (h + text) / 2 - l->edge, extent.w, l->edge },
		l->theme->danger, 0);
	add_line_breaks(l, l->y + (h - text) / 2, text, l->bold.line, LAY_CUT_LINE);
	close_block(l, h, l->gap, true);
}

/* Name with its mark, hint and error, above a field or choices; returns the height. */
static px_t
label(struct lay *l, struct node *node)
{
	px_t y = l->y;
	struct text text;
	text_begin(&text, l->page, node->name.n + node->mark.n + 1);
	text_add(&text, node->name);
	if (node->mark.n > 0) {
		text_add(&text, STR(" "));
		text_add(&text, node->mark);
	}
	px_t h = lay_text(
		l, l->left, y, l->text, l->bold, node->lang, text_end(&text, l->page), l->theme->text, -1);
	add_line_breaks(l, y, h, l->bold.line, LAY_CUT_LINE);
	y += h;
	if (node->hint.n > 0) {
		add_break(l, y, y, LAY_CUT_LABEL);
		h = lay_text(l, l->left, y, l->text, l->body, node->lang, node->hint, l->theme->hint, -1);
		add_line_breaks(l, y, h, l->body.line, LAY_CUT_LABEL);
		y += h;
	}
	if (node->error.n > 0) {
		add_break(l, y, y, LAY_CUT_LABEL);
		y += l->gap / 2;
		const px_t icon = l->body.px;
		lay_icon(l, (struct rect){ l->left, y + (l->bold.line - icon) / 2, icon, icon },
			ICON_WARNING, l->theme->danger);
		const px_t x = icon + l->pad;
		h = lay_text(
			l, l->left + x, y, l->text - x, l->bold, node->lang, node->error, l->theme->danger, -1);
		add_line_breaks(l, y, h, l->bold.line, LAY_CUT_LINE);
		y += h;
	}
	return y - l->y + l->gap;
}

static void
group(struct lay *l, struct node *node)
{
	open_block(l, l->body.line);
	const px_t h = label(l, node);
	node->box = (struct rect){ l->left, l->y, l->width, h };
	lay_colors(node, l->theme->text, l->theme->background, l->theme->background);
	close_block(l, h, 0, false);
}

static void
field(struct lay *l, struct node *node)
{
	const struct theme *t = l->theme;
	/* parts of one answer stand nearer to each other than questions do */
	open_block(l, node->parent >= 0 ? l->gap : l->body.line);
	if (l->tree->focus >= 0 && node == &l->tree->nodes[l->tree->focus]) {
		l->focus_top = l->y;
	}
	const px_t above = label(l, node);
	add_break(l, l->y + above - l->gap, l->y + above, LAY_CUT_LABEL);
	const px_t x = l->left + l->pad + l->edge;
	const px_t border = 2 * (l->pad + l->edge);
	const px_t most = node->flags & NODE_SHORT ? SHORT_EMS * l->body.px : l->text;
	const px_t w = most + border < l->width ? most + border : l->width;
	const px_t inner = w - border;
	int32_t lines = lay_measure(l, l->body, node->lang, node->value, inner).lines;
	if (node->flags & NODE_LONG && lines < 4) {
		lines = 4;
	}
	px_t h = lines * l->body.line + l->gap;
	h = h < l->target ? l->target : h;
	const bool invalid = node->flags & NODE_INVALID;
	node->box = (struct rect){ l->left, l->y + above, w, h };
	lay_colors(node, t->text, t->field, invalid ? t->danger : t->edge);
	lay_fill(l, node->box, t->field, l->radius / 2);
	lay_frame(l, node->box, node->border, l->radius / 2, invalid ? 2 * l->edge : l->edge);
	const px_t y = node->flags & NODE_LONG ? node->box.y + l->gap / 2 :
											 node->box.y + (h - lines * l->body.line) / 2;
	lay_text(l, x, y, inner, l->body, node->lang, node->value, t->text, node->caret);
	add_line_breaks(l, y, lines * l->body.line, l->body.line, LAY_CUT_LINE);
	close_block(l, above + h, l->gap, true);
}

/* Behind the words of a choice, where there is room for all of them: the same number as the words say. */
static void
stars(struct lay *l, const struct node *node, px_t x, px_t room)
{
	const px_t size = l->body.px, step = size + size / 4;
	const px_t words = 8 *
		l->body.px; /* "10 étoiles" in bold, so that the rows of stars begin below each other */
	if (words + node->stars * step > room) {
		return;
	}
	for (int32_t i = 0; i < node->stars; i++) {
		lay_icon(l,
			(struct rect){
				x + words + i * step, node->box.y + (node->box.h - size) / 2, size, size },
			ICON_STAR, l->theme->text);
	}
}

static void
choice(struct lay *l, struct node *node)
{
	const struct theme *t = l->theme;
	const bool checked = node->flags & NODE_CHECKED;
	open_block(l, l->gap);
	const px_t box = l->body.px * 5 / 4;
	const px_t room = l->width - 5 * l->pad - box;
	const px_t inner = room < l->text ? room : l->text;
	const struct type type = checked ? l->bold : l->body;
	/* The bold label is the wider one: what is measured with it does not move when it is chosen. */
	const px_t text = lay_measure(l, l->bold, node->lang, node->name, inner).lines * type.line;
	const px_t h = text + l->gap > l->target ? text + l->gap : l->target;
	node->box = (struct rect){ l->left, l->y, l->width, h };
	lay_colors(node, t->text, t->field, t->edge);
	lay_fill(l, node->box, t->field, l->radius);
	lay_frame(l, node->box, t->edge, l->radius, checked ? 2 * l->edge : l->edge);
	const struct rect mark = { l->left + 2 * l->pad, l->y + (h - box) / 2, box, box };
	const px_t round = node->flags & NODE_MULTIPLE ? l->radius / 3 : box / 2;
	lay_frame(l, mark, t->edge, round, l->edge);
	if (checked) {
		const px_t in = box / 5;
		lay_icon(l, (struct rect){ mark.x + in, mark.y + in, box - 2 * in, box - 2 * in },
			node->flags & NODE_MULTIPLE ? ICON_CHECK : ICON_DOT, t->text);
	}
	const px_t shown = lay_measure(l, type, node->lang, node->name, inner).lines * type.line;
	lay_text(l, mark.x + box + l->pad, l->y + (h - shown) / 2, inner, type, node->lang, node->name,
		t->text, -1);
	stars(l, node, mark.x + box + l->pad, inner);
	add_line_breaks(l, l->y + (h - shown) / 2, shown, type.line, LAY_CUT_LINE);
	close_block(l, h, l->gap, true);
}

/* A row of the review: question, answer, and what pressing does. */
static void
row(struct lay *l, struct node *node)
{
	const struct theme *t = l->theme;
	open_block(l, l->gap);
	const struct extent change = lay_measure(l, l->bold, node->lang, node->hint, INT32_MAX);
	const px_t x = l->left + l->pad;
	const px_t room = l->width - 4 * l->pad - change.w;
	const px_t inner = room < l->text ? room : l->text;
	px_t y = l->y + l->gap / 2;
	node->box = (struct rect){ l->left, l->y, l->width, 0 };
	lay_colors(node, t->text, t->background, t->edge);
	const int32_t first = l->out->n;
	lay_fill(l, node->box, t->background, l->radius);
	lay_frame(l, node->box, t->edge, l->radius, l->edge);
	const px_t top = y;
	y += lay_text(l, x, y, inner, l->body, node->lang, node->name, t->hint, -1);
	/* What pressing does stands beside the answer, on one of its lines: a cut between lines never goes through it. */
	const px_t beside = y;
	y += lay_text(l, x, y, inner, l->bold, node->lang, node->value, t->text, -1);
	add_line_breaks(l, top, y - top, l->body.line, LAY_CUT_LINE);
	node->box.h = y + l->gap / 2 - l->y;
	l->out->list[first].box = node->box;
	l->out->list[first + 1].box = node->box;
	const px_t at = l->left + l->width - l->pad - change.w;
	lay_line(l, at, beside, l->bold, node->lang, node->hint, t->button);
	lay_fill(
		l, (struct rect){ at, beside + l->bold.line - l->edge, change.w, l->edge }, t->button, 0);
	close_block(l, node->box.h, l->gap, true);
}

/* One of the two offers of the first page: both as wide and high as each other. */
static void
language(struct lay *l, struct node *node)
{
	const struct theme *t = l->theme;
	open_block(l, l->body.px);
	const struct extent name = lay_measure(l, l->h1, node->lang, node->name, INT32_MAX);
	const px_t h = l->h1.line + 4 * l->pad;
	node->box = (struct rect){ l->left, l->y, l->width, h };
	lay_colors(node, t->button_text, t->button, t->button);
	lay_fill(l, node->box, t->button, l->radius);
	lay_line(l, l->left + (l->width - name.w) / 2, l->y + 2 * l->pad, l->h1, node->lang, node->name,
		t->button_text);
	close_block(l, h, l->body.px, true);
}

static void
button(struct lay *l, struct node *node)
{
	open_block(l, l->body.px * 3 / 5);
	struct node shown = *node;
	/* What a press would change is part of the label: "Speak faster, now 3 of 7". */
	if (node->value.n > 0) {
		struct text text;
		text_begin(&text, l->page, node->name.n + node->value.n + 4);
		text_add(&text, node->name);
		text_add(&text, STR(" ("));
		text_add(&text, node->value);
		text_add(&text, STR(")"));
		shown.name = text_end(&text, l->page);
	}
	/* The one that goes on is the largest thing to aim at. */
	const px_t more = node->flags & NODE_PRIMARY ? l->target / 3 : 0;
	px_t w = lay_measure(l, l->bold, node->lang, shown.name, INT32_MAX).w + 4 * l->pad + 3 * more;
	w = w < l->target ? l->target : w > l->width ? l->width : w;
	const px_t h = lay_button_height(l, &shown, l->bold, w) + more;
	shown.box = (struct rect){ l->left, l->y, w, h };
	lay_button(l, &shown, l->bold);
	node->box = shown.box;
	/* A part of the largest text on a low screen may be less high than a long answer that is offered. */
	const px_t text = lay_measure(l, l->bold, node->lang, shown.name, w - 4 * l->pad).lines *
		l->bold.line;
	add_line_breaks(l, l->y + (h - text) / 2, text, l->bold.line, LAY_CUT_LINE);
	lay_colors(node, shown.foreground, shown.background, shown.border);
	/* What a disclosure shows, and the question that an answer is offered for, begin on the part that the button is on. */
	const bool leads = node->flags & NODE_EXPANDED || node->action.kind == ACTION_OFFER;
	close_block(l, h, l->body.px * 3 / 5, !leads);
}

/* Its name stands above it, for whoever cannot see the rest. A picture is not cut, but for a card above its figures. */
static void
image(struct lay *l, struct node *node)
{
	open_block(l, l->body.px);
	const px_t name = lay_text(
		l, l->left, l->y, l->text, l->body, node->lang, node->name, l->theme->hint, -1);
	add_line_breaks(l, l->y, name, l->body.line, LAY_CUT_LINE);
	const px_t top = l->y + name + l->gap;
	add_break(l, l->y + name, top, LAY_CUT_LABEL);
	const px_t picture = lay_picture(l, node->picture, top);
	if (node->picture->kind == PICTURE_CONTRAST) {
		const px_t figures = top + picture - l->h2.line - l->gap;
		add_break(l, figures, figures, LAY_CUT_LINE);
	}
	node->box = (struct rect){ l->left, l->y, l->width, name + l->gap + picture };
	lay_colors(node, l->theme->hint, l->theme->background, l->theme->background);
	close_block(l, node->box.h, l->body.px, true);
}

void
lay_one(struct lay *l, int32_t index)
{
	struct node *node = &l->tree->nodes[index];
	if (l->alert != 0 && node->parent != l->alert - 1) {
		close_alert(l);
	}
	switch (node->role) {
	case ROLE_HEADING:
		heading(l, node);
		break;
	case ROLE_ALERT:
		alert(l, index);
		break;
	case ROLE_ITEM:
		item(l, node);
		break;
	case ROLE_GROUP:
		group(l, node);
		break;
	case ROLE_FIELD:
		field(l, node);
		break;
	case ROLE_CHOICE:
		choice(l, node);
		break;
	case ROLE_BUTTON:
		if (node->action.kind == ACTION_LANGUAGE) {
			language(l, node);
		} else if (node->action.kind == ACTION_CHANGE) {
			row(l, node);
		} else if (node->action.kind == ACTION_GO_TO) {
			link(l, node);
		} else {
			button(l, node);
		}
		break;
	case ROLE_IMAGE:
		if (node->picture != NULL) {
			image(l, node);
		} else {
			paragraph(l, node);
		}
		break;
	case ROLE_STATUS:
		if (node->flags & NODE_LARGE) {
			large(l, node);
			break;
		}
		/* fall through */
	case ROLE_PARAGRAPH:
	case ROLE_PROGRESS:
	case ROLE_KEY:
	case ROLE_COUNT:
		paragraph(l, node);
		break;
	}
}

px_t
lay_finish(struct lay *l)
{
	close_alert(l);
	add_break(l, l->y, l->y, LAY_CUT_BLOCK);
	return l->y;
}

/* SPDX-License-Identifier: MIT */
/* Puts a page together, and breaks content that does not fit into parts. */
#include "core/layout.h"

#include <string.h>

#include "core/layout_parts.h"

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
	px_t em_of[SIZE_COUNT];
	for (int32_t i = 0; i < SIZE_COUNT; i++) {
		em_of[i] = from_mm(display, cap_mm[i] / 0.714f);
	}
	const px_t em = em_of[size];
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
		.size = size,
	};
	memcpy(l->em, em_of, sizeof(em_of));
	l->pad = l->gap;
	const px_t margin = l->gap * 2;
	const px_t room = display->w - 2 * margin;
	l->width = room < em * 36 ? room : em * 36;
	/* The narrowest 65 characters that a sentence has are about 28 em of Noto Sans wide (K-05). */
	l->text = room < em * 28 ? room : em * 28;
	l->left = (display->w - l->width) / 2;
}

int32_t
lay_region_end(const struct tree *tree, int32_t from)
{
	int32_t to = from;
	while (to < tree->n && tree->nodes[to].region == tree->nodes[from].region) {
		to++;
	}
	return to;
}

int32_t
lay_region_start(const struct tree *tree, enum region region)
{
	int32_t at = 0;
	while (at < tree->n && tree->nodes[at].region != region) {
		at++;
	}
	return at;
}

/* Where the part that begins at `start` ends: after the last thing that fits, rather between questions than behind a label
 * if that does not waste most of the view; inside a box only where nothing else fits. */
static px_t
next_part(const struct lay *l, px_t start, px_t view)
{
	px_t next[LAY_CUT_COUNT] = { start, start, start };
	for (int32_t i = 0; i < l->n_breaks && l->breaks[i].end <= start + view; i++) {
		if (l->breaks[i].end > start) {
			next[l->breaks[i].cut] = l->breaks[i].next;
		}
	}
	if (next[LAY_CUT_BLOCK] - start > view / 3) {
		return next[LAY_CUT_BLOCK];
	}
	const px_t best = next[LAY_CUT_LABEL] > next[LAY_CUT_BLOCK] ? next[LAY_CUT_LABEL] :
																  next[LAY_CUT_BLOCK];
	if (best > start) {
		return best;
	}
	/* At least a line goes on, however low the screen is. */
	const px_t least = view > l->body.line ? view : l->body.line;
	return next[LAY_CUT_LINE] > start ? next[LAY_CUT_LINE] : start + least;
}

/* Where parts begin. Returns their number. */
static int32_t
divide(const struct lay *l, px_t total, px_t view, px_t starts[LAY_PARTS_MAX + 1])
{
	int32_t n = 0;
	px_t start = 0;
	while (start < total && n < LAY_PARTS_MAX) {
		starts[n++] = start;
		const px_t next = next_part(l, start, view);
		/* Beside the keyboard a part begins with what is to be typed: nobody has to remember the question. */
		const bool through = l->keys && start < l->focus_top && next > l->focus_top;
		start = through ? l->focus_top : next;
	}
	starts[n] = start;
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

/* Moves what was laid out from 0 on into the view and clips it; what is in another part goes. */
static void
show_part(struct lay *l, int32_t first_draw, int32_t from, int32_t to, struct rect view, px_t start,
	px_t end)
{
	const px_t shift = view.y - start;
	const px_t h = end - start < view.h ? end - start : view.h;
	const struct rect clip = { 0, view.y, l->display.w, h };
	int32_t kept = first_draw;
	for (int32_t i = first_draw; i < l->out->n; i++) {
		struct draw draw = l->out->list[i];
		if (draw.box.y + draw.box.h <= start || draw.box.y >= start + h) {
			continue;
		}
		draw.box.y += shift;
		draw.clip = clip;
		l->out->list[kept++] = draw;
	}
	l->out->n = kept;
	for (int32_t i = from; i < to; i++) {
		struct rect *box = &l->tree->nodes[i].box;
		const px_t top = box->y > start ? box->y : start;
		const px_t low = box->y + box->h < start + h ? box->y + box->h : start + h;
		l->tree->nodes[i].shown = low > top;
		/* Of what is cut in two the box is the half that is seen: there it is touched, and there is its ring. */
		if (low > top) {
			box->y = top;
			box->h = low - top;
		}
		box->y += shift;
	}
}

/* The line of the caret, else the top: what must be seen of a node with the focus. */
static px_t
focus_line(const struct lay *l, const struct node *focus)
{
	if (focus->role != ROLE_FIELD || focus->caret <= 0) {
		return focus->box.y;
	}
	const px_t inner = focus->box.w - 2 * (l->pad + l->edge);
	const struct str before = str_sub(focus->value, 0, (size_t)focus->caret);
	const struct extent extent = lay_measure(l, l->body, focus->lang, before, inner);
	return focus->box.y + l->gap / 2 + (extent.lines - 1) * l->body.line;
}

static void
content(struct lay *l, px_t top, px_t bottom)
{
	struct tree *tree = l->tree;
	const int32_t from = lay_region_start(tree, REGION_CONTENT);
	const int32_t to = lay_region_end(tree, from);
	const int32_t first_draw = l->out->n;
	px_t starts[LAY_PARTS_MAX + 1];
	for (int32_t i = from; i < to; i++) {
		lay_node(l, i);
	}
	const px_t total = lay_finish(l);
	struct rect view = lay_view(l, top, bottom);
	const int32_t asked = tree->part;
	tree->parts = 1;
	tree->part = 0;
	starts[0] = 0;
	starts[1] = total;
	/* Where a keyboard leaves room for one line only, that line is shown and not the way to leaf. */
	const px_t bar = lay_parts_height(l);
	const bool room = !l->keys || view.h - bar >= lay_field_height(l);
	if (total > view.h) {
		view.h -= room ? bar : 0;
		tree->parts = divide(l, total, view.h, starts);
		const struct node *focus = tree->focus >= from && tree->focus < to ?
			&tree->nodes[tree->focus] :
			NULL;
		tree->part = asked >= 0 ? (asked < tree->parts ? asked : tree->parts - 1) :
			focus != NULL       ? part_of(starts, tree->parts, focus_line(l, focus)) :
								  0;
	}
	show_part(l, first_draw, from, to, view, starts[tree->part], starts[tree->part + 1]);
	lay_parts_bar(l, view.y + view.h + l->gap, room);
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

/* FNV-1a over words of eight bytes instead of bytes: the drawing is hashed whole at every step. */
static uint64_t
mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 29;
}

static uint64_t
mix_text(uint64_t hash, struct str text)
{
	uint64_t word;
	size_t at = 0;
	for (; at + sizeof(word) <= text.n; at += sizeof(word)) {
		memcpy(&word, text.p + at, sizeof(word));
		hash = mix(hash, word);
	}
	word = text.n;
	for (; at < text.n; at++) {
		word = word << 8 | (unsigned char)text.p[at];
	}
	return mix(hash, word);
}

static uint64_t
pair(int32_t high, int32_t low)
{
	return (uint64_t)(uint32_t)high << 32 | (uint32_t)low;
}

static uint64_t
draw_hash(const struct draw *draw)
{
	uint64_t hash = 0xCBF29CE484222325u;
	hash = mix(hash, pair(draw->box.x, draw->box.y));
	hash = mix(hash, pair(draw->box.w, draw->box.h));
	hash = mix(hash, pair(draw->clip.x, draw->clip.y));
	hash = mix(hash, pair(draw->clip.w, draw->clip.h));
	hash = mix(hash, pair((int32_t)draw->kind, (int32_t)draw->color));
	hash = mix(hash, pair(draw->radius, draw->stroke));
	hash = mix(hash, pair((int32_t)draw->icon, (int32_t)draw->type.face));
	hash = mix(hash, pair(draw->type.px, draw->type.line));
	hash = mix(hash, pair((int32_t)draw->lang, draw->caret));
	return mix_text(hash, draw->text);
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
	px_t top;
	px_t bottom;
	lay_bars(&l, &top, &bottom);
	bottom = lay_keyboard(&l, bottom);
	content(&l, top, bottom);
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

/* SPDX-License-Identifier: MIT */
/* Looks at one page as it is laid out. */
#include "crawl.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Violations that are printed; the rest are counted. */
enum { TOLD_MOST = 60 };

void
crawl_tell(struct crawl *crawl, const char *format, ...)
{
	const struct tree *tree = walk_tree(crawl->walk);
	if (crawl->n_violations++ >= TOLD_MOST) {
		return;
	}
	char what[400];
	va_list args;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	print_message("%s size %d, %dx%d at %.2f, page %.*s part %d/%d: %s\n",
		crawl->lang == LANG_EN ? "en" : "fr", crawl->size + 1, crawl->display.w, crawl->display.h,
		(double)crawl->display.px_per_mm, (int)tree->page.n, tree->page.p, tree->part + 1,
		tree->parts, what);
}

static bool
is_seen(const struct node *node)
{
	return node->shown && !(node->flags & NODE_ABSENT);
}

static bool
is_target(const struct node *node)
{
	return is_seen(node) && (node->action.kind != ACTION_NONE || (node->flags & NODE_FOCUSABLE));
}

static px_t
right(struct rect r)
{
	return r.x + r.w;
}

static px_t
bottom(struct rect r)
{
	return r.y + r.h;
}

static bool
is_inside(struct rect in, struct rect out)
{
	return in.x >= out.x && in.y >= out.y && right(in) <= right(out) && bottom(in) <= bottom(out);
}

static bool
overlaps(struct rect a, struct rect b)
{
	return a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);
}

/* Between the header and what lies below the content. */
static struct rect
content_view(const struct crawl *crawl)
{
	const struct tree *tree = walk_tree(crawl->walk);
	px_t top = 0, low = crawl->display.h;
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (is_seen(node) && node->region == REGION_HEADER && bottom(node->box) > top) {
			top = bottom(node->box);
		} else if (is_seen(node) && node->region > REGION_CONTENT && node->box.y < low) {
			low = node->box.y;
		}
	}
	return (struct rect){ 0, top, crawl->display.w, low - top };
}

/* The height of the whole node, of which a part of the page may show some lines only. */
static px_t
whole_height(const struct crawl *crawl, const struct node *node)
{
	for (int32_t i = 0; i < crawl->n_whole; i++) {
		if (str_eq(str_of(crawl->whole[i].id), node->id)) {
			return crawl->whole[i].h;
		}
	}
	return node->box.h;
}

/* K-10, and everything in its region. */
static void
check_boxes(struct crawl *crawl)
{
	const struct tree *tree = walk_tree(crawl->walk);
	const struct rect screen = { 0, 0, crawl->display.w, crawl->display.h };
	const struct rect view = content_view(crawl);
	const px_t least = (px_t)ceilf(12.7f * crawl->display.px_per_mm);
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		const struct rect b = node->box;
		if (!is_seen(node)) {
			continue;
		}
		if (!is_inside(b, node->region == REGION_CONTENT ? view : screen)) {
			crawl_tell(crawl, "%.*s at %d,%d %dx%d leaves its place %d,%d %dx%d", (int)node->id.n,
				node->id.p, b.x, b.y, b.w, b.h, view.x, view.y, view.w, view.h);
		}
		const px_t h = whole_height(crawl, node);
		/* The summary of errors holds its links, and may go on in another part with them. */
		if (is_target(node) && b.h < h && h <= view.h - 30.0f * crawl->display.px_per_mm &&
			node->role != ROLE_ALERT) {
			crawl_tell(crawl, "%.*s is cut to %d of %d though a part has %d", (int)node->id.n,
				node->id.p, b.h, h, view.h);
		}
		if (is_target(node) && (b.w < least || h < least)) {
			crawl_tell(
				crawl, "%.*s is %dx%d, less than %d", (int)node->id.n, node->id.p, b.w, b.h, least);
		}
	}
}

static void
check_distances(struct crawl *crawl)
{
	const struct tree *tree = walk_tree(crawl->walk);
	const float least = 2.54f * crawl->display.px_per_mm;
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *a = &tree->nodes[i];
		for (int32_t k = i + 1; k < tree->n && is_target(a); k++) {
			const struct node *b = &tree->nodes[k];
			/* Links lie inside the summary that they belong to. */
			if (!is_target(b) || b->parent == i) {
				continue;
			}
			const px_t across = a->box.x < b->box.x ? b->box.x - right(a->box) :
													  a->box.x - right(b->box);
			const px_t down = a->box.y < b->box.y ? b->box.y - bottom(a->box) :
													a->box.y - bottom(b->box);
			if ((float)(across > down ? across : down) < least) {
				crawl_tell(crawl, "%.*s and %.*s are %d px apart, less than %.1f", (int)a->id.n,
					a->id.p, (int)b->id.n, b->id.p, across > down ? across : down, (double)least);
			}
		}
	}
}

/* K-09: one ring, last of all, around the focused node, wholly on the screen, over nothing else that can be pressed. */
static void
check_focus(struct crawl *crawl)
{
	const struct tree *tree = walk_tree(crawl->walk);
	const struct drawing *drawing = kiosk_drawing(crawl->walk->kiosk);
	bool any = false;
	for (int32_t i = 0; i < tree->n; i++) {
		any = any ||
			((tree->nodes[i].flags & NODE_FOCUSABLE) && !(tree->nodes[i].flags & NODE_ABSENT));
	}
	if (tree->focus < 0) {
		/* While saving, and when all is over, nothing is asked for. */
		if (any && !walk_is_on(crawl->walk, "saving") && !walk_is_on(crawl->walk, "staff-busy") &&
			!walk_is_on(crawl->walk, "goodbye")) {
			crawl_tell(crawl, "nothing has the focus");
		}
		return;
	}
	const struct node *focus = &tree->nodes[tree->focus];
	if (!is_seen(focus) || !(focus->flags & NODE_FOCUSABLE)) {
		crawl_tell(crawl, "%.*s has the focus and is not shown", (int)focus->id.n, focus->id.p);
		return;
	}
	const struct draw *ring = &drawing->list[drawing->n - 1];
	const struct rect screen = { 0, 0, crawl->display.w, crawl->display.h };
	const float thick = crawl->display.px_per_mm; /* 1 mm */
	if (ring->kind != DRAW_FRAME || ring->color != theme_get(crawl->theme)->focus ||
		!is_inside(focus->box, ring->box)) {
		crawl_tell(crawl, "%.*s has the focus and no ring", (int)focus->id.n, focus->id.p);
	} else if (!is_inside(ring->box, screen) || (float)ring->stroke < thick) {
		crawl_tell(crawl, "the ring of %.*s is cut or thin", (int)focus->id.n, focus->id.p);
	}
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *other = &tree->nodes[i];
		const bool related = i == tree->focus || other->parent == tree->focus || focus->parent == i;
		if (!related && is_target(other) && overlaps(ring->box, other->box)) {
			crawl_tell(crawl, "the ring of %.*s lies over %.*s", (int)focus->id.n, focus->id.p,
				(int)other->id.n, other->id.p);
		}
	}
}

static struct rect
clipped(const struct draw *draw)
{
	const struct rect a = draw->box, b = draw->clip;
	const px_t x = a.x > b.x ? a.x : b.x, y = a.y > b.y ? a.y : b.y;
	const px_t to_x = right(a) < right(b) ? right(a) : right(b),
			   to_y = bottom(a) < bottom(b) ? bottom(a) : bottom(b);
	return (struct rect){ x, y, to_x - x, to_y - y };
}

/* The node of the frame, or that can be pressed, in whose box the middle of the text lies; NULL: text between them. */
static const struct node *
owner(const struct tree *tree, struct rect text)
{
	const px_t x = text.x + text.w / 2, y = text.y + text.h / 2;
	for (int32_t i = tree->n - 1; i >= 0; i--) {
		const struct node *node = &tree->nodes[i];
		if ((is_target(node) || node->region == REGION_HEADER) && is_seen(node) &&
			x >= node->box.x && x < right(node->box) && y >= node->box.y && y < bottom(node->box)) {
			return node;
		}
	}
	return NULL;
}

static float
least_capitals(const struct crawl *crawl, const struct node *node)
{
	static const float mm[SIZE_COUNT] = { 3.5f, 4.8f, 6.4f, 8.5f };
	/* A word on a key may be smaller than the text, not smaller than the smallest size; so may the frame of a screen that
	 * is less than 15 cm high, where it would leave no room for the page. */
	const bool low = (float)crawl->display.h < 150.0f * crawl->display.px_per_mm;
	const bool frame = node != NULL && node->region != REGION_CONTENT;
	return node != NULL && (node->role == ROLE_KEY || (frame && low)) ? mm[0] : mm[crawl->size];
}

/* K-02, K-03, K-04: large enough, inside the thing that it labels, not cut. */
static void
check_text(struct crawl *crawl, const struct draw *draw)
{
	const struct tree *tree = walk_tree(crawl->walk);
	const struct metrics *metrics = &crawl->walk->options.metrics;
	const struct extent extent = metrics->measure(
		metrics->context, draw->type, draw->lang, draw->text, draw->box.w);
	const struct rect seen = clipped(draw);
	const struct node *node = owner(tree, seen);
	const int n = draw->text.n < 30 ? (int)draw->text.n : 30;
	const float capitals = 0.714f * (float)draw->type.px / crawl->display.px_per_mm;
	if (draw->text.n == 0) {
		return;
	}
	if (capitals < least_capitals(crawl, node)) {
		crawl_tell(
			crawl, "capitals of \"%.*s\" are %.2f mm high", n, draw->text.p, (double)capitals);
	}
	if (extent.w > draw->box.w || extent.lines * draw->type.line > draw->box.h) {
		crawl_tell(crawl, "\"%.*s\" needs %dx%d and has %dx%d", n, draw->text.p, extent.w,
			extent.lines * draw->type.line, draw->box.w, draw->box.h);
	}
	/* What is higher than the view is seen line by line. */
	if (node != NULL && !is_inside(seen, node->box)) {
		crawl_tell(crawl, "\"%.*s\" at %d,%d %dx%d leaves %.*s at %d,%d %dx%d", n, draw->text.p,
			draw->box.x, draw->box.y, draw->box.w, draw->box.h, (int)node->id.n, node->id.p,
			node->box.x, node->box.y, node->box.w, node->box.h);
	}
	if (seen.w < draw->box.w || seen.x < 0 || right(seen) > crawl->display.w || seen.y < 0 ||
		bottom(seen) > crawl->display.h) {
		crawl_tell(crawl, "\"%.*s\" is cut at a side", n, draw->text.p);
	}
	if ((seen.y - draw->box.y) % draw->type.line != 0 || seen.h % draw->type.line != 0) {
		crawl_tell(crawl, "a line of \"%.*s\" is cut", n, draw->text.p);
	}
}

static float
luminance(uint32_t color)
{
	static const float weight[3] = { 0.2126f, 0.7152f, 0.0722f };
	float sum = 0;
	for (int i = 0; i < 3; i++) {
		const float c = (float)(color >> (16 - 8 * i) & 0xFF) / 255.0f;
		sum += weight[i] * (c <= 0.04045f ? c / 12.92f : powf((c + 0.055f) / 1.055f, 2.4f));
	}
	return sum;
}

/* K-06 and K-07, on the nodes as they are on the page. */
static void
check_contrast(struct crawl *crawl)
{
	static const float least[THEME_COUNT] = { 10.0f, 20.0f, 20.0f, 4.5f };
	const struct tree *tree = walk_tree(crawl->walk);
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		const float a = luminance(node->foreground), b = luminance(node->background);
		const float ratio = a > b ? (a + 0.05f) / (b + 0.05f) : (b + 0.05f) / (a + 0.05f);
		if (is_seen(node) &&
			(ratio < least[crawl->theme] || (crawl->theme == THEME_LOW_CONTRAST && ratio > 8.0f))) {
			crawl_tell(
				crawl, "%.*s has a contrast of %.2f", (int)node->id.n, node->id.p, (double)ratio);
		}
	}
}

/* K-12: what is in the frame is in the same place on every page. The first page's labels are in two languages. */
static void
check_frame(struct crawl *crawl)
{
	const struct tree *tree = walk_tree(crawl->walk);
	if (walk_is_on(crawl->walk, "welcome")) {
		return;
	}
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (!is_seen(node) || (node->region != REGION_HEADER && node->region != REGION_FOOTER)) {
			continue;
		}
		int32_t k = 0;
		while (k < crawl->n_frame && !str_eq(str_of(crawl->frame[k].id), node->id)) {
			k++;
		}
		struct crawl_rect *seen = &crawl->frame[k];
		if (k == crawl->n_frame) {
			assert_true(crawl->n_frame++ < CRAWL_RECTS);
			seen->box = node->box;
			snprintf(seen->id, sizeof(seen->id), "%.*s", (int)node->id.n, node->id.p);
			snprintf(seen->page, sizeof(seen->page), "%.*s", (int)tree->page.n, tree->page.p);
		} else if (memcmp(&seen->box, &node->box, sizeof(seen->box)) != 0) {
			crawl_tell(crawl, "%s is at %d,%d %dx%d, on %s at %d,%d %dx%d", seen->id, node->box.x,
				node->box.y, node->box.w, node->box.h, seen->page, seen->box.x, seen->box.y,
				seen->box.w, seen->box.h);
		}
	}
}

void
crawl_view(struct crawl *crawl)
{
	const struct drawing *drawing = kiosk_drawing(crawl->walk->kiosk);
	crawl->n_views++;
	check_boxes(crawl);
	check_distances(crawl);
	check_focus(crawl);
	check_contrast(crawl);
	check_frame(crawl);
	for (int32_t i = 0; i < drawing->n; i++) {
		if (drawing->list[i].kind == DRAW_TEXT) {
			check_text(crawl, &drawing->list[i]);
		}
	}
}

/* ---- all parts of a page together ---- */

static uint64_t
key_of(const struct draw *draw)
{
	uint64_t key = 0xCBF29CE484222325u ^ (uint64_t)(uint32_t)draw->type.px << 8 ^
		(uint64_t)draw->type.face;
	for (size_t i = 0; i < draw->text.n; i++) {
		key = (key ^ (unsigned char)draw->text.p[i]) * 0x100000001B3u;
	}
	return key;
}

/* Adds the whole lines of the content's texts that can be seen now. */
static void
add_lines(struct crawl *crawl, struct crawl_text *texts, int32_t *n)
{
	const struct drawing *drawing = kiosk_drawing(crawl->walk->kiosk);
	const struct tree *tree = walk_tree(crawl->walk);
	for (int32_t i = 0; i < drawing->n; i++) {
		const struct draw *draw = &drawing->list[i];
		const struct node *node = draw->kind == DRAW_TEXT ? owner(tree, clipped(draw)) : NULL;
		const bool framed = node != NULL && node->region != REGION_CONTENT;
		if (draw->kind != DRAW_TEXT || framed || draw->text.n == 0) {
			continue;
		}
		const uint64_t key = key_of(draw);
		int32_t k = 0;
		while (k < *n && texts[k].key != key) {
			k++;
		}
		if (k == *n) {
			assert_true(*n < CRAWL_TEXTS);
			texts[(*n)++] = (struct crawl_text){ .key = key };
			snprintf(
				texts[k].start, sizeof(texts[k].start), "%.*s", (int)draw->text.n, draw->text.p);
		}
		const struct rect seen = clipped(draw);
		texts[k].lines += seen.h > 0 ? seen.h / draw->type.line : 0;
	}
}

/* Lines are the same at every height: on a screen that is high enough the page is one part. */
static void
expect_lines(struct crawl *crawl, struct crawl_text *texts, int32_t *n)
{
	walk_display(crawl->walk, crawl->display.w, 60000, crawl->display.px_per_mm);
	const struct tree *tree = walk_tree(crawl->walk);
	assert_int_equal(tree->parts, 1);
	crawl->n_whole = 0;
	for (int32_t i = 0; i < tree->n; i++) {
		if (is_target(&tree->nodes[i]) && tree->nodes[i].region == REGION_CONTENT) {
			struct crawl_height *whole = &crawl->whole[crawl->n_whole++];
			assert_true(crawl->n_whole < CRAWL_HEIGHTS);
			snprintf(whole->id, sizeof(whole->id), "%.*s", (int)tree->nodes[i].id.n,
				tree->nodes[i].id.p);
			whole->h = tree->nodes[i].box.h;
		}
	}
	add_lines(crawl, texts, n);
	walk_display(crawl->walk, crawl->display.w, crawl->display.h, crawl->display.px_per_mm);
}

/* K-05: no line has more characters than are read with ease. */
static void
check_line_lengths(struct crawl *crawl)
{
	const struct drawing *drawing = kiosk_drawing(crawl->walk->kiosk);
	const struct metrics *metrics = &crawl->walk->options.metrics;
	for (int32_t i = 0; i < drawing->n; i++) {
		const struct draw *draw = &drawing->list[i];
		size_t line = 0, word = 0, longest = 0;
		int32_t lines = 1;
		for (size_t at = 0; draw->kind == DRAW_TEXT && at < draw->text.n;) {
			const bool space = draw->text.p[at] == ' ' || draw->text.p[at] == '\n';
			const bool ends = space || draw->text.p[at] == '-';
			utf8_next(draw->text, &at);
			word++;
			if (!ends && at < draw->text.n) {
				continue;
			}
			const struct extent extent = metrics->measure(
				metrics->context, draw->type, draw->lang, str_sub(draw->text, 0, at), draw->box.w);
			line = extent.lines > lines ? word : line + word;
			lines = extent.lines;
			word = 0;
			/* The space at its end does not count. */
			longest = line - (space ? 1 : 0) > longest ? line - (space ? 1 : 0) : longest;
		}
		if (longest > 65) {
			crawl_tell(crawl, "a line of \"%.*s\" has %zu characters",
				draw->text.n < 30 ? (int)draw->text.n : 30, draw->text.p, longest);
		}
	}
}

static void
check_parts(struct crawl *crawl)
{
	struct crawl_text whole[CRAWL_TEXTS], sum[CRAWL_TEXTS];
	int32_t n_whole = 0, n_sum = 0;
	expect_lines(crawl, whole, &n_whole);
	crawl_view(crawl);
	walk_keys(crawl->walk, KEY_PAGE_UP, walk_tree(crawl->walk)->part);
	const int32_t parts = walk_tree(crawl->walk)->parts;
	crawl->n_parts_most = parts > crawl->n_parts_most ? parts : crawl->n_parts_most;
	for (int32_t part = 0; part < parts; part++) {
		if (part > 0) {
			walk_key(crawl->walk, KEY_PAGE_DOWN);
		}
		if (walk_tree(crawl->walk)->part != part) {
			crawl_tell(crawl, "part %d does not come", part + 1);
			return;
		}
		crawl_view(crawl);
		add_lines(crawl, sum, &n_sum);
	}
	for (int32_t i = 0; i < n_whole; i++) {
		int32_t k = 0;
		while (k < n_sum && sum[k].key != whole[i].key) {
			k++;
		}
		const int32_t seen = k < n_sum ? sum[k].lines : 0;
		if (seen != whole[i].lines) {
			crawl_tell(crawl, "of \"%s...\" %d lines are seen, it has %d", whole[i].start, seen,
				whole[i].lines);
		}
	}
}

void
crawl_page(struct crawl *crawl)
{
	char id[ID_MAX + 1] = "";
	const struct tree *tree = walk_tree(crawl->walk);
	if (tree->focus >= 0) {
		snprintf(id, sizeof(id), "%.*s", (int)tree->nodes[tree->focus].id.n,
			tree->nodes[tree->focus].id.p);
	}
	crawl->n_pages++;
	check_line_lengths(crawl);
	check_parts(crawl);
	/* Once round: the focus comes to every node that can take it, and each is on the screen then. */
	const int32_t from = walk_tree(crawl->walk)->focus;
	for (int32_t i = 0; from >= 0 && i < 2 * tree->n; i++) {
		walk_key(crawl->walk, KEY_DOWN);
		crawl_view(crawl);
		if (walk_tree(crawl->walk)->focus == from) {
			break;
		}
	}
	/* A button that leafs is there for its part only: the way round leads to other parts. */
	if (from >= 0 && strcmp(id, "more") != 0 && strcmp(id, "less") != 0) {
		walk_go(crawl->walk, id);
	}
}

void
crawl_add(struct crawl *total, const struct crawl *crawl)
{
	total->n_violations += crawl->n_violations;
	total->n_pages += crawl->n_pages;
	total->n_views += crawl->n_views;
	total->n_parts_most = crawl->n_parts_most > total->n_parts_most ? crawl->n_parts_most :
																	  total->n_parts_most;
}

void
crawl_everywhere(int32_t size, const struct display *displays, int32_t n_displays,
	void (*crawl_display)(
		enum lang lang, int32_t size, const struct display *display, struct crawl *total))
{
	struct crawl total = { .n_views = 0 };
	for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
		for (int32_t i = 0; i < n_displays; i++) {
			crawl_display(lang, size, &displays[i], &total);
		}
	}
	print_message("%d pages, %d views of them, at most %d parts: %d violations\n", total.n_pages,
		total.n_views, total.n_parts_most, total.n_violations);
	assert_int_equal(total.n_violations, 0);
}

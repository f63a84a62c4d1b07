/* SPDX-License-Identifier: MIT */
/* The Markdown of GC Forms to blocks, by md4c. */
#include "platform/richtext.h"

#include <errno.h>
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "platform/richtext_prepare.h"

/* One list that is open. */
struct list {
	int32_t first;  /* block behind which its items stand */
	int32_t number; /* of its next item; -1: bullets */
	int32_t items;
};

/*
 * A text is parsed twice: first to know how much it takes, with all arrays NULL, then to write it. Only this way is all
 * of it in one piece of the arena, and none of it too much.
 */
struct maker {
	struct rich_block *blocks;
	struct rich_run *runs;
	char *text;  /* what is shown */
	char *links; /* addresses, and what is spoken of texts that have any */
	int32_t n_blocks, n_runs;
	size_t n_text, n_links;
	struct list lists[RICH_DEPTH_MAX];
	int32_t depth;     /* may be larger than RICH_DEPTH_MAX */
	bool is_open;      /* the last block still takes text */
	bool item_pending; /* an item whose first text is yet to come */
	uint32_t style;
	int32_t strong, emphasis;  /* how many are open, one in the other */
	struct str link;           /* of the open link, or empty */
	size_t link_text;          /* where its text begins */
	size_t block_text;         /* where that of the last block does */
	int32_t block_runs;        /* where its runs do */
	bool has_link, has_strong; /* the last block; when counting only */
	int32_t next_disclosure;
};

/* ---- blocks ---- */

/* Strong stretches of a text that is not all strong. */
static void
add_mixed(struct maker *m, struct rich_block *block)
{
	char *out = m->links + m->n_links;
	size_t n = 0;
	bool any = false;
	for (int32_t i = 0; i < block->n_runs; i++) {
		any = any || block->runs[i].style & RICH_STRONG;
	}
	if (!any || block->is_strong) {
		return;
	}
	for (int32_t i = 0; i < block->n_runs; i++) {
		const struct rich_run *run = &block->runs[i];
		const bool strong = run->style & RICH_STRONG;
		if (strong) {
			out[n++] = RICH_STRONG_ON;
		}
		memcpy(out + n, run->text.p, run->text.n);
		n += run->text.n;
		if (strong) {
			out[n++] = RICH_STRONG_OFF;
		}
	}
	block->mixed = (struct str){ out, n };
	m->n_links += n;
}

/* A voice would read the brackets around an address out, as if they belonged to it: commas make the same pauses. */
static void
add_spoken(struct maker *m, struct rich_block *block)
{
	char *out = m->links + m->n_links;
	size_t n = 0;
	bool has_address = false;
	for (int32_t i = 0; i < block->n_runs; i++) {
		has_address = has_address || block->runs[i].style & RICH_ADDRESS;
	}
	for (int32_t i = 0; has_address && i < block->n_runs; i++) {
		const struct rich_run *run = &block->runs[i];
		memcpy(out + n, run->text.p, run->text.n);
		n += run->text.n;
		if (run->style & RICH_ADDRESS) {
			const bool goes_on = i + 1 < block->n_runs && run[1].text.p[0] == ' ';
			memcpy(out + n - run->text.n, ", ", 2);
			out[n - 1] = ',';
			n -= goes_on ? 0 : 1;
		}
	}
	if (has_address) {
		block->spoken = (struct str){ out, n };
		m->n_links += n;
	}
}

static void
close_block(struct maker *m)
{
	if (!m->is_open) {
		return;
	}
	m->is_open = false;
	if (!m->blocks) {
		const size_t n = m->n_text - m->block_text;
		m->n_links += m->has_link ? n : 0;
		m->n_links += m->has_strong ? n + 2 * (size_t)(m->n_runs - m->block_runs) : 0;
		return;
	}
	struct rich_block *block = &m->blocks[m->n_blocks - 1];
	block->n_runs = (int32_t)(&m->runs[m->n_runs] - block->runs);
	block->text.n = (size_t)(m->text + m->n_text - block->text.p);
	const bool is_text = block->kind == RICH_PARAGRAPH || block->kind == RICH_HEADING;
	if (is_text && str_trim(block->text).n == 0) {
		m->n_blocks--; /* blanks that do not break, and nothing else */
		return;
	}
	add_spoken(m, block);
	block->is_strong = block->n_runs > 0 && block->kind != RICH_HEADING;
	for (int32_t i = 0; i < block->n_runs; i++) {
		const struct rich_run *run = &block->runs[i];
		block->is_strong = block->is_strong &&
			(run->style & RICH_STRONG || str_trim(run->text).n == 0);
	}
	if (block->kind != RICH_HEADING) {
		add_mixed(m, block);
	}
}

static void
open_block(struct maker *m, enum rich_kind kind, int32_t level)
{
	close_block(m);
	m->is_open = true;
	m->has_link = false;
	m->has_strong = false;
	m->block_text = m->n_text;
	m->block_runs = m->n_runs;
	const int32_t at = m->n_blocks++;
	if (!m->blocks) {
		return;
	}
	m->blocks[at] = (struct rich_block){ .kind = kind,
		.text = { m->text + m->n_text, 0 },
		.runs = &m->runs[m->n_runs],
		.level = level,
		.number = -1,
		.disclosure = -1 };
}

static int32_t
shown_depth(const struct maker *m)
{
	return m->depth < RICH_DEPTH_MAX ? m->depth : RICH_DEPTH_MAX;
}

/* Text goes on in the block that is open; else it begins the item that is pending, or a paragraph. */
static void
need_block(struct maker *m)
{
	if (m->is_open) {
		return;
	}
	if (!m->item_pending) {
		open_block(m, RICH_PARAGRAPH, shown_depth(m));
		return;
	}
	m->item_pending = false;
	struct list *list = &m->lists[shown_depth(m) - 1];
	open_block(m, RICH_ITEM, shown_depth(m));
	list->items++;
	if (m->blocks) {
		m->blocks[m->n_blocks - 1].number = list->number;
		m->blocks[m->n_blocks - 1].position = list->items;
	}
}

static void
open_list(struct maker *m, int32_t number)
{
	close_block(m);
	m->depth++;
	if (m->depth <= RICH_DEPTH_MAX) {
		m->lists[m->depth - 1] = (struct list){ m->n_blocks, number, 0 };
	}
}

static void
close_list(struct maker *m)
{
	close_block(m);
	if (m->depth <= RICH_DEPTH_MAX && m->blocks) {
		const struct list *list = &m->lists[m->depth - 1];
		for (int32_t i = list->first; i < m->n_blocks; i++) {
			struct rich_block *block = &m->blocks[i];
			block->of = block->kind == RICH_ITEM && block->level == m->depth ? list->items :
																			   block->of;
		}
	}
	m->depth--;
}

static void
close_item(struct maker *m)
{
	close_block(m);
	struct list *list = &m->lists[shown_depth(m) - 1];
	m->item_pending = false;
	list->number += list->number >= 0 && list->number < INT32_MAX ? 1 : 0;
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
	struct maker *m = userdata;
	if (type == MD_BLOCK_UL) {
		open_list(m, -1);
	} else if (type == MD_BLOCK_OL) {
		open_list(m, (int32_t)((const MD_BLOCK_OL_DETAIL *)detail)->start);
	} else if (type == MD_BLOCK_LI) {
		close_block(m);
		m->item_pending = true;
	} else if (type == MD_BLOCK_H) {
		open_block(m, RICH_HEADING, (int32_t)((const MD_BLOCK_H_DETAIL *)detail)->level);
	} else if (type == MD_BLOCK_HR) {
		open_block(m, RICH_RULE, 0);
		close_block(m);
	} else if (type == MD_BLOCK_CODE) {
		close_block(m);
		m->style |= RICH_CODE;
	}
	return 0;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
	struct maker *m = userdata;
	(void)detail;
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
		close_list(m);
	} else if (type == MD_BLOCK_LI) {
		close_item(m);
	} else {
		m->style &= type == MD_BLOCK_CODE ? ~(uint32_t)RICH_CODE : m->style;
		close_block(m);
	}
	return 0;
}

/* ---- text ---- */

static void
add_text(struct maker *m, struct str text, uint32_t style)
{
	need_block(m);
	if (!m->runs) {
		m->n_runs++;
		m->has_strong = m->has_strong || style & RICH_STRONG;
	} else {
		char *to = m->text + m->n_text;
		memcpy(to, text.p, text.n);
		struct rich_run *end = &m->runs[m->n_runs];
		const bool begun = end > m->blocks[m->n_blocks - 1].runs;
		if (begun && end[-1].style == style && end[-1].link.p == m->link.p) {
			end[-1].text.n += text.n;
		} else {
			*end = (struct rich_run){ { to, text.n }, style, m->link };
			m->n_runs++;
		}
	}
	m->n_text += text.n;
}

static int
take_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *userdata)
{
	struct maker *m = userdata;
	char decoded[4];
	struct str text = { p, n };
	if (type == MD_TEXT_NULLCHAR) {
		text = STR("\xEF\xBF\xBD");
	} else if (type == MD_TEXT_BR) {
		text = STR("\n");
	} else if (type == MD_TEXT_SOFTBR) {
		text = STR(" ");
	} else if (type == MD_TEXT_ENTITY) {
		text = richtext_entity(text, decoded);
	}
	if (text.n > 0) {
		add_text(m, text, m->style);
	}
	return 0;
}

/* ---- links ---- */

static void
open_link(struct maker *m, const MD_ATTRIBUTE *address)
{
	char *to = m->links ? m->links + m->n_links : NULL;
	size_t n = 0;
	for (int i = 0; address->substr_offsets[i] < address->size; i++) {
		const MD_OFFSET from = address->substr_offsets[i];
		char decoded[4];
		struct str piece = { address->text + from, address->substr_offsets[i + 1] - from };
		if (address->substr_types[i] == MD_TEXT_ENTITY) {
			piece = richtext_entity(piece, decoded);
		}
		if (to) {
			memcpy(to + n, piece.p, piece.n);
		}
		n += piece.n;
	}
	m->n_links += n;
	const struct str link = { to, n };
	/* When only counting, any address is taken for one that is shown: that takes the most. */
	if (!to || richtext_leads_somewhere(link)) {
		m->link = link;
		m->link_text = m->n_text;
		m->style |= RICH_LINK;
	}
}

/* On paper as here, an address can only be used where it can be read. */
static void
close_link(struct maker *m)
{
	if (!(m->style & RICH_LINK)) {
		return;
	}
	m->style &= ~(uint32_t)RICH_LINK;
	if (!m->links) {
		m->n_text += m->link.n + 3;
		m->n_runs++;
		m->has_link = true;
	} else {
		const struct str shown = { m->text + m->link_text, m->n_text - m->link_text };
		const struct str address = richtext_address(m->link);
		if (shown.n > 0 && !str_eq(richtext_address(shown), address)) {
			const uint32_t style = m->style | RICH_ADDRESS;
			add_text(m, STR(" ("), style);
			add_text(m, address, style);
			add_text(m, STR(")"), style);
		}
	}
	m->link = STR_NONE;
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *userdata)
{
	struct maker *m = userdata;
	if (type == MD_SPAN_A) {
		open_link(m, &((const MD_SPAN_A_DETAIL *)detail)->href);
	} else if (type == MD_SPAN_STRONG && m->strong++ == 0) {
		m->style |= RICH_STRONG;
	} else if (type == MD_SPAN_EM && m->emphasis++ == 0) {
		m->style |= RICH_EMPHASIS;
	} else if (type == MD_SPAN_CODE) {
		m->style |= RICH_CODE;
	} else if (type == MD_SPAN_DEL) {
		m->style |= RICH_STRUCK;
	}
	return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *userdata)
{
	struct maker *m = userdata;
	(void)detail;
	if (type == MD_SPAN_A) {
		close_link(m);
	} else if (type == MD_SPAN_STRONG && --m->strong == 0) {
		m->style &= ~(uint32_t)RICH_STRONG;
	} else if (type == MD_SPAN_EM && --m->emphasis == 0) {
		m->style &= ~(uint32_t)RICH_EMPHASIS;
	} else if (type == MD_SPAN_CODE) {
		m->style &= ~(uint32_t)RICH_CODE;
	} else if (type == MD_SPAN_DEL) {
		m->style &= ~(uint32_t)RICH_STRUCK;
	}
	return 0;
}

/* ---- the whole ---- */

static int
parse_stretch(struct maker *m, struct str markdown)
{
	const MD_PARSER parser = {
		.flags = MD_FLAG_PERMISSIVEATXHEADERS | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOHTML |
			MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_STRIKETHROUGH,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = take_text,
	};
	return md_parse(markdown.p, (MD_SIZE)markdown.n, &parser, m) == 0 ? 0 : -ENOMEM;
}

static int
parse_all(struct maker *m, struct str markdown)
{
	struct richtext_part part;
	int r = 0;
	for (size_t at = 0; r == 0 && richtext_next(markdown, &at, &part);) {
		if (!part.folds) {
			r = parse_stretch(m, part.body);
			continue;
		}
		open_block(m, RICH_DISCLOSURE, 0);
		if (m->blocks) {
			m->blocks[m->n_blocks - 1].disclosure = m->next_disclosure < RICH_DISCLOSURES_MAX ?
				m->next_disclosure :
				-1;
		}
		m->next_disclosure++;
		if (part.summary.n > 0) {
			add_text(m, part.summary, 0);
		}
		close_block(m);
		r = parse_stretch(m, part.body);
		open_block(m, RICH_DISCLOSURE_END, 0);
		close_block(m);
	}
	return r;
}

static int
make(struct str markdown, int32_t first, struct arena *arena, struct rich *ret_rich)
{
	struct maker size = { 0 };
	const int r = parse_all(&size, markdown);
	if (r != 0) {
		return r;
	}
	struct maker m = {
		.blocks = arena_try(arena, sizeof(struct rich_block) * ((size_t)size.n_blocks + 1)),
		.runs = arena_try(arena, sizeof(struct rich_run) * ((size_t)size.n_runs + 1)),
		.text = arena_try(arena, size.n_text + 1),
		.links = arena_try(arena, size.n_links + 1),
		.next_disclosure = first,
	};
	if (!m.blocks || !m.runs || !m.text || !m.links) {
		return -ENOMEM;
	}
	const int again = parse_all(&m, markdown);
	if (again == 0) {
		*ret_rich = (struct rich){ m.blocks, m.n_blocks };
	}
	return again;
}

int
richtext_parse(struct str markdown, int32_t first, struct arena *arena, struct rich *ret_rich)
{
	if (markdown.n > RICHTEXT_BYTES_MAX) {
		return -E2BIG;
	}
	struct str prepared;
	int r = richtext_prepare(markdown, &prepared);
	if (r == 0) {
		r = make(prepared, first, arena, ret_rich);
		free((char *)prepared.p);
	}
	return r;
}

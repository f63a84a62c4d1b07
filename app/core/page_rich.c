/* SPDX-License-Identifier: MIT */
/* Rich text on a page: headings, paragraphs, lists, and what can be folded away. */
#include "core/page_parts.h"

/* One text being placed. */
struct placing {
	struct str prefix;
	int32_t n; /* blocks with a text so far; those that are folded away count, so that ids stay */
	int32_t button; /* node of the disclosure that is open, -1: none */
	bool is_inside, is_folded;
};

static struct node *
add_node(
	const struct build *b, const struct placing *p, enum role role, const struct rich_block *block)
{
	struct node *node = tree_add(b->tree, role, REGION_CONTENT, block->text);
	node->id = part_id(b, p->prefix, p->n, -1);
	node->lang = b->lang;
	node->spoken = block->spoken;
	node->mixed = block->mixed;
	node->parent = p->button;
	node->indent = p->is_inside ? 1 : 0;
	return node;
}

/* "3.", or a bullet. */
static struct str
item_mark(const struct build *b, int32_t number)
{
	struct text text;
	if (number < 0) {
		return STR("\xE2\x80\xA2");
	}
	text_begin(&text, b->arena, 16);
	text_int(&text, number);
	text_add(&text, STR("."));
	return text_end(&text, b->arena);
}

static void
add_item(const struct build *b, const struct placing *p, const struct rich_block *block)
{
	struct node *node = add_node(b, p, ROLE_ITEM, block);
	node->mark = item_mark(b, block->number);
	node->indent += block->level - 1;
	node->position = block->position;
	node->of = block->of;
	node->flags |= block->is_strong ? NODE_STRONG : 0;
}

static void
open_disclosure(const struct build *b, struct placing *p, const struct rich_block *block)
{
	p->is_inside = true;
	struct node *node = add_node(b, p, block->disclosure < 0 ? ROLE_HEADING : ROLE_BUTTON, block);
	node->name = block->text.n > 0 ? block->text : part_msg(b, MSG_RICH_DETAILS);
	node->indent = 0;
	if (block->disclosure < 0) {
		node->level = 3;
		return;
	}
	p->is_folded = b->session->folded >> block->disclosure & 1;
	node->flags |= NODE_FOCUSABLE | (p->is_folded ? NODE_COLLAPSED : NODE_EXPANDED);
	node->value = part_msg(b, p->is_folded ? MSG_STATE_COLLAPSED : MSG_STATE_EXPANDED);
	node->action = (struct action){ .kind = ACTION_DISCLOSE, .arg = block->disclosure };
	p->button = b->tree->n - 1;
}

static void
place(const struct build *b, struct placing *p, const struct rich_block *block)
{
	struct node *node;
	switch (block->kind) {
	case RICH_DISCLOSURE:
		open_disclosure(b, p, block);
		break;
	case RICH_HEADING:
		/* The page's title is the only one of the first level. */
		add_node(b, p, ROLE_HEADING, block)->level = block->level < 3 ? 2 : 3;
		break;
	case RICH_PARAGRAPH:
		node = add_node(b, p, ROLE_PARAGRAPH, block);
		node->indent += block->level;
		node->flags |= block->is_strong ? NODE_STRONG : 0;
		break;
	case RICH_ITEM:
		add_item(b, p, block);
		break;
	case RICH_RULE:
	case RICH_DISCLOSURE_END:
		break;
	}
}

void
part_rich(const struct build *b, struct str prefix, const struct rich *rich)
{
	struct placing p = { .prefix = prefix, .button = -1 };
	for (int32_t i = 0; rich != NULL && i < rich[b->lang].n; i++) {
		const struct rich_block *block = &rich[b->lang].blocks[i];
		if (block->kind == RICH_DISCLOSURE_END) {
			p.is_inside = p.is_folded = false;
			p.button = -1;
			continue;
		}
		p.n += block->kind == RICH_RULE ? 0 : 1;
		if (!p.is_folded) {
			place(b, &p, block);
		}
	}
}

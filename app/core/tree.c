/* SPDX-License-Identifier: MIT */
/* The list of nodes: building it, finding in it, writing it down. */
#include "core/tree.h"

#include <assert.h>

void
tree_init(struct tree *tree, struct arena *page)
{
	*tree = (struct tree){
		.nodes = arena_raw(page, TREE_MAX * sizeof(struct node)), .focus = -1, .parts = 1
	};
}

struct node *
tree_add(struct tree *tree, enum role role, enum region region, struct str name)
{
	assert(tree->n < TREE_MAX); /* proved when the form was loaded */
	struct node *node = &tree->nodes[tree->n++];
	*node = (struct node){ .role = role,
		.lang = tree->lang,
		.region = region,
		.name = name,
		.caret = -1,
		.parent = -1,
		.place = PLACE_NONE };
	return node;
}

int32_t
tree_find(const struct tree *tree, struct str id)
{
	/* Nodes that nothing refers to have no id: an empty one names none of them. */
	if (id.n == 0) {
		return -1;
	}
	for (int32_t i = 0; i < tree->n; i++) {
		if (str_eq(tree->nodes[i].id, id)) {
			return i;
		}
	}
	return -1;
}

const char *
role_name(enum role role)
{
	static const char *const names[ROLE_COUNT] = {
		[ROLE_HEADING] = "heading",
		[ROLE_PARAGRAPH] = "paragraph",
		[ROLE_ITEM] = "item",
		[ROLE_GROUP] = "group",
		[ROLE_FIELD] = "field",
		[ROLE_CHOICE] = "choice",
		[ROLE_BUTTON] = "button",
		[ROLE_KEY] = "key",
		[ROLE_ALERT] = "alert",
		[ROLE_STATUS] = "status",
		[ROLE_PROGRESS] = "progress",
		[ROLE_IMAGE] = "image",
	};
	assert(role < ROLE_COUNT);
	return names[role];
}

static const char *
region_name(enum region region)
{
	switch (region) {
	case REGION_HEADER:
		return "header";
	case REGION_CONTENT:
		return "content";
	case REGION_PARTS:
		return "parts";
	case REGION_KEYBOARD:
		return "keyboard";
	case REGION_FOOTER:
		return "footer";
	}
	assert(false);
	return "";
}

static const char *
lang_name(enum lang lang)
{
	return lang == LANG_FR ? "fr" : "en";
}

/* `,"key":` for every member but an object's first. */
static void
dump_key(struct text *text, const char *key)
{
	text_add(text, STR(",\""));
	text_add(text, str_of(key));
	text_add(text, STR("\":"));
}

static void
dump_word(struct text *text, const char *key, const char *value)
{
	dump_key(text, key);
	text_json(text, str_of(value));
}

static void
dump_string(struct text *text, const char *key, struct str value)
{
	if (value.n > 0) {
		dump_key(text, key);
		text_json(text, value);
	}
}

static void
dump_int(struct text *text, const char *key, int32_t value)
{
	dump_key(text, key);
	text_int(text, value);
}

static void
dump_color(struct text *text, const char *key, uint32_t color)
{
	static const char hex[] = "0123456789abcdef";
	dump_key(text, key);
	text_add(text, STR("\"#"));
	for (unsigned shift = 24; shift > 0; shift -= 4) {
		text_char(text, (uint32_t)hex[color >> (shift - 4) & 15]);
	}
	text_add(text, STR("\""));
}

static void
dump_states(struct text *text, uint32_t flags)
{
	static const struct {
		enum node_flag flag;
		const char *name;
	} states[] = {
		{ NODE_FOCUSABLE, "focusable" },
		{ NODE_CHECKED, "checked" },
		{ NODE_PRESSED, "pressed" },
		{ NODE_EXPANDED, "expanded" },
		{ NODE_COLLAPSED, "collapsed" },
		{ NODE_STRONG, "strong" },
		{ NODE_REQUIRED, "required" },
		{ NODE_INVALID, "invalid" },
		{ NODE_BUSY, "busy" },
		{ NODE_MULTIPLE, "multiple" },
		{ NODE_LONG, "long" },
		{ NODE_PRIMARY, "primary" },
		{ NODE_DANGER, "danger" },
		{ NODE_LARGE, "large" },
		{ NODE_ABSENT, "absent" },
		{ NODE_SECRET, "secret" },
	};
	bool any = false;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (flags & (uint32_t)states[i].flag) {
			if (!any) {
				dump_key(text, "states");
			}
			text_add(text, any ? STR(",") : STR("["));
			text_json(text, str_of(states[i].name));
			any = true;
		}
	}
	if (any) {
		text_add(text, STR("]"));
	}
	if (flags & NODE_PRIVATE) {
		dump_key(text, "private");
		text_add(text, STR("true"));
	}
	if (flags & NODE_DECORATIVE) {
		dump_key(text, "decorative");
		text_add(text, STR("true"));
	}
}

static void
dump_box(struct text *text, const struct node *node)
{
	const px_t sides[4] = { node->box.x, node->box.y, node->box.w, node->box.h };
	dump_key(text, "rect");
	for (int i = 0; i < 4; i++) {
		text_add(text, i == 0 ? STR("[") : STR(","));
		text_int(text, sides[i]);
	}
	text_add(text, STR("]"));
	dump_key(text, "shown");
	text_add(text, node->shown ? STR("true") : STR("false"));
	dump_color(text, "fg", node->foreground);
	dump_color(text, "bg", node->background);
	dump_color(text, "border", node->border);
}

static void
dump_node(struct text *text, const struct tree *tree, const struct node *node)
{
	text_add(text, STR("{\"id\":"));
	text_json(text, node->id);
	dump_word(text, "role", role_name(node->role));
	if (node->level > 0) {
		dump_int(text, "level", node->level);
	}
	if (node->indent > 0) {
		dump_int(text, "indent", node->indent);
	}
	dump_word(text, "region", region_name(node->region));
	dump_word(text, "lang", lang_name(node->lang));
	dump_string(text, "name", node->name);
	dump_string(text, "mark", node->mark);
	dump_string(text, "spoken", node->spoken);
	dump_string(text, "value", node->value);
	dump_string(text, "value_spoken", node->value_spoken);
	dump_string(text, "hint", node->hint);
	dump_string(text, "error", node->error);
	dump_string(text, "instruction", node->instruction);
	dump_states(text, node->flags);
	if (node->of > 0) {
		dump_int(text, "position", node->position);
		dump_int(text, "of", node->of);
	}
	if (node->caret >= 0) {
		dump_int(text, "caret", node->caret);
	}
	if (node->parent >= 0) {
		dump_string(text, "parent", tree->nodes[node->parent].id);
	}
	dump_box(text, node);
	text_add(text, STR("}"));
}

void
tree_dump(const struct tree *tree, struct text *text)
{
	text_add(text, STR("{\"page\":"));
	text_json(text, tree->page);
	dump_word(text, "lang", lang_name(tree->lang));
	dump_string(text, "title", tree->title);
	if (tree->focus >= 0) {
		dump_string(text, "focus", tree->nodes[tree->focus].id);
	}
	dump_int(text, "part", tree->part);
	dump_int(text, "parts", tree->parts);
	dump_key(text, "nodes");
	text_add(text, STR("["));
	for (int32_t i = 0; i < tree->n; i++) {
		if (i > 0) {
			text_add(text, STR(","));
		}
		dump_node(text, tree, &tree->nodes[i]);
	}
	text_add(text, STR("]}"));
}

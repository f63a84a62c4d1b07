/* SPDX-License-Identifier: MIT */
/* What a page, a node, a choice and a keystroke say. */
#include "core/utter.h"

#include <assert.h>

#include "core/msg.h"
#include "core/normalize.h"

/* Silence between two stretches, and after a heading, so that the parts of a page are told apart. */
enum { PAUSE_SHORT_MS = 120, PAUSE_LONG_MS = 350 };

void
utter_cache_init(struct utter_cache *cache, struct arena *permanent)
{
	cache->slots = arena_array(permanent, struct utter_cached, UTTER_CACHE_SLOTS);
	arena_init(&cache->words, arena_take(permanent, UTTER_CACHE_BYTES), UTTER_CACHE_BYTES);
}

void
utter_begin(
	struct utter *u, const struct session *session, struct utter_cache *cache, struct arena *arena)
{
	*u = (struct utter){ session, cache, arena, arena_raw(arena, SPANS_MAX * sizeof(struct span)),
		0 };
}

static bool
lies_in(const struct arena *arena, struct str s)
{
	return s.p >= arena->base && s.p < arena->base + arena->size;
}

/* The slot of this sentence: its own, or one that is free; NULL when others have taken all it could have. */
static struct utter_cached *
find_slot(struct utter_cache *cache, enum lang lang, enum reading reading, struct str shown)
{
	const uint64_t mixed = ((uint64_t)(uintptr_t)shown.p + shown.n) * 0x9E3779B97F4A7C15u;
	for (uint64_t i = 0; i < 8; i++) {
		struct utter_cached *slot = &cache->slots[((mixed >> 40) + i) % UTTER_CACHE_SLOTS];
		if (slot->shown.p == NULL ||
			(slot->shown.p == shown.p && slot->shown.n == shown.n && slot->lang == lang &&
				slot->reading == reading)) {
			return slot;
		}
	}
	return NULL;
}

static struct str
make_words(struct arena *arena, enum lang lang, enum reading reading, struct str shown)
{
	struct text words;
	/* Spelling makes the most of a character: "majuscule E accent circonflexe". Only of a whole row may there be less room: it is not spelled. */
	const size_t most = shown.n * 40 + 64, left = arena->size - arena->used - sizeof(max_align_t);
	text_begin(&words, arena, most < left ? most : left);
	normalize(lang, reading, shown, &words);
	return text_end(&words, arena);
}

static struct str
find_words(struct utter *u, enum lang lang, enum reading reading, struct str shown, bool is_private)
{
	struct utter_cached *slot = is_private || lies_in(u->arena, shown) ?
		NULL :
		find_slot(u->cache, lang, reading, shown);
	if (slot == NULL) {
		return make_words(u->arena, lang, reading, shown);
	}
	if (slot->shown.p == NULL) {
		const struct str words = make_words(u->arena, lang, reading, shown);
		if (words.n + sizeof(max_align_t) > u->cache->words.size - u->cache->words.used) {
			return words;
		}
		*slot = (struct utter_cached){ shown, arena_copy(&u->cache->words, words), lang, reading };
	}
	return slot->words;
}

void
utter_add(struct utter *u, enum lang lang, enum reading reading, struct str shown, bool is_private)
{
	if (shown.n == 0) {
		return;
	}
	assert(u->n < SPANS_MAX); /* a page has fewer nodes than that outside its rows and choices */
	u->spans[u->n++] = (struct span){ .lang = lang,
		.shown = shown,
		.words = find_words(u, lang, reading, shown, is_private),
		.is_private = is_private,
		.pause = PAUSE_SHORT_MS };
}

static void
add_msg(struct utter *u, enum lang lang, enum msg id)
{
	utter_add(u, lang, READING_TEXT, msg(lang, id), false);
}

static void
pause_long(struct utter *u)
{
	if (u->n > 0) {
		u->spans[u->n - 1].pause = PAUSE_LONG_MS;
	}
}

static struct str
number(struct utter *u, int32_t value)
{
	struct text text;
	text_begin(&text, u->arena, 16);
	text_int(&text, value);
	return text_end(&text, u->arena);
}

static void
add_count(struct utter *u, enum lang lang, enum msg id, int32_t count)
{
	const struct msg_arg arg = { "count", number(u, count) };
	utter_add(u, lang, READING_TEXT, msg_fill(u->arena, lang, id, &arg, 1), false);
}

static void
add_name(struct utter *u, const struct node *node)
{
	utter_add(u, node->lang, READING_TEXT, node->spoken.n > 0 ? node->spoken : node->name, false);
}

static void
add_value(struct utter *u, const struct node *node)
{
	if (node->flags & NODE_SECRET && node->value.n > 0) {
		/* Here value_spoken says why nothing is heard, and what to do. */
		utter_add(u, node->lang, READING_TEXT,
			node->value_spoken.n > 0 ? node->value_spoken : msg(node->lang, MSG_UTTER_HIDDEN),
			false);
	} else if (node->value.n > 0) {
		utter_add(u, node->lang, node->reading,
			node->value_spoken.n > 0 ? node->value_spoken : node->value,
			node->flags & NODE_PRIVATE);
	} else if (node->role == ROLE_FIELD) {
		add_msg(u, node->lang, MSG_UTTER_EMPTY);
	}
}

static void
add_state(struct utter *u, const struct node *node)
{
	const bool checked = node->flags & NODE_CHECKED;
	if (node->flags & NODE_SECRET) {
		add_msg(u, node->lang, MSG_UTTER_HIDDEN);
	} else if (node->flags & NODE_MULTIPLE) {
		add_msg(u, node->lang, checked ? MSG_UTTER_TICKED : MSG_UTTER_NOT_TICKED);
	} else {
		add_msg(u, node->lang, checked ? MSG_UTTER_SELECTED : MSG_UTTER_NOT_SELECTED);
	}
}

static void
add_position(struct utter *u, const struct node *node)
{
	if (node->position > 0 && node->of > 1) {
		const struct msg_arg args[] = { { "n", number(u, node->position) },
			{ "m", number(u, node->of) } };
		utter_add(u, node->lang, READING_TEXT,
			msg_fill(u->arena, node->lang, MSG_UTTER_POSITION, args, 2), false);
	}
}

static void
add_need(struct utter *u, const struct node *node)
{
	add_msg(u, node->lang, node->flags & NODE_REQUIRED ? MSG_UTTER_REQUIRED : MSG_UTTER_OPTIONAL);
}

/* Label first, then value or state, position, hint, error (K-17). */
static void
add_node(struct utter *u, const struct node *node)
{
	add_name(u, node);
	switch (node->role) {
	case ROLE_FIELD:
		add_msg(u, node->lang, MSG_UTTER_FIELD);
		if (node->parent < 0) { /* else the group said it */
			add_need(u, node);
		}
		add_value(u, node);
		break;
	case ROLE_CHOICE:
		add_state(u, node);
		break;
	case ROLE_BUTTON:
		add_value(u, node);
		if (node->action.kind != ACTION_CHANGE) {
			add_msg(u, node->lang, MSG_UTTER_BUTTON);
		}
		break;
	case ROLE_STATUS:
		add_value(u, node);
		break;
	case ROLE_KEY:
	case ROLE_HEADING:
	case ROLE_PARAGRAPH:
	case ROLE_ITEM:
	case ROLE_GROUP:
	case ROLE_ALERT:
	case ROLE_PROGRESS:
	case ROLE_IMAGE:
	case ROLE_COUNT:
		break;
	}
	add_position(u, node);
	utter_add(u, node->lang, READING_TEXT, node->error, false);
	utter_add(u, node->lang, READING_TEXT, node->hint, false);
}

static void
add_group(struct utter *u, const struct node *group)
{
	add_name(u, group);
	if (group->mark.n > 0) {
		add_need(u, group);
	}
	utter_add(u, group->lang, READING_TEXT, group->error, false);
	utter_add(u, group->lang, READING_TEXT, group->hint, false);
	pause_long(u);
}

/* How long a list is comes before its first item, so that nobody waits for more. */
static void
add_item(struct utter *u, const struct node *node)
{
	if (node->position == 1 && node->of > 1) {
		add_count(u, node->lang, MSG_UTTER_LIST, node->of);
	}
	if (str_eq(node->mark, STR("\xE2\x80\xA2"))) {
		add_msg(u, node->lang, MSG_UTTER_BULLET);
	} else {
		utter_add(u, node->lang, READING_TEXT, node->mark, false);
	}
	add_name(u, node);
}

/* Questions of the page: groups, and fields that stand in none. What is found in a long list belongs to its field. */
static int32_t
count_questions(const struct tree *tree)
{
	int32_t n = 0;
	struct place last = PLACE_NONE;
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		const bool is_one = node->role == ROLE_GROUP ||
			(node->role == ROLE_FIELD && node->parent < 0);
		if (is_one && node->place.element >= 0 && !place_eq(node->place, last)) {
			last = node->place;
			n++;
		}
	}
	return n;
}

/* Of several questions only the one with the focus: the others are read when the client comes to them. */
static bool
is_said_now(const struct tree *tree, int32_t group)
{
	const struct node *node = &tree->nodes[group];
	const bool has_focus = tree->focus >= 0 && tree->nodes[tree->focus].parent == group;
	const bool is_found = tree->focus >= 0 && tree->nodes[tree->focus].role == ROLE_FIELD &&
		place_eq(tree->nodes[tree->focus].place, node->place);
	return node->place.element < 0 || has_focus || (!is_found && count_questions(tree) < 2);
}

/* Rows and choices are read one by one as the client moves; a page tells how many there are. */
static void
add_content(struct utter *u, const struct tree *tree, int32_t index, int32_t *rows)
{
	const struct node *node = &tree->nodes[index];
	switch (node->role) {
	case ROLE_HEADING:
		/* that of a section of the review is said with the first of its answers that is read */
		if (index + 1 < tree->n && tree->nodes[index + 1].parent == index) {
			break;
		}
		add_name(u, node);
		pause_long(u);
		break;
	case ROLE_GROUP:
		if (!is_said_now(tree, index)) {
			break;
		}
		add_group(u, node);
		if (node->of > 1) {
			add_count(u, node->lang, MSG_UTTER_CHOICES, node->of);
		}
		break;
	case ROLE_BUTTON:
		if (node->action.kind == ACTION_CHANGE) {
			++*rows;
		} else if (node->action.kind == ACTION_LANGUAGE && index != tree->focus) {
			add_name(u, node);
			utter_add(u, node->lang, READING_TEXT, node->instruction, false);
		} else if (node->action.kind == ACTION_GO_TO) {
			add_name(u, node);
		} else if (node->action.kind == ACTION_DISCLOSE && index != tree->focus) {
			add_node(u, node);
		}
		break;
	case ROLE_STATUS:
		add_name(u, node);
		add_value(u, node);
		pause_long(u);
		break;
	case ROLE_ITEM:
		add_item(u, node);
		break;
	case ROLE_ALERT:
	case ROLE_PARAGRAPH:
	case ROLE_PROGRESS:
	case ROLE_IMAGE:
		add_name(u, node);
		break;
	case ROLE_FIELD:
	case ROLE_CHOICE:
	case ROLE_KEY:
	case ROLE_COUNT:
		break;
	}
}

/* Errors that took the focus are all there is to say: the questions come when the client goes to them. */
static int32_t
last_to_say(const struct tree *tree)
{
	int32_t last = tree->n;
	if (tree->focus >= 0 && tree->nodes[tree->focus].role == ROLE_ALERT) {
		last = tree->focus + 1;
		while (last < tree->n && tree->nodes[last].parent == tree->focus) {
			last++;
		}
	}
	return last;
}

void
utter_page(struct utter *u, const struct tree *tree, bool with_instruction)
{
	int32_t rows = 0;
	const int32_t last = last_to_say(tree);
	for (int32_t i = 0; i < last; i++) {
		if (tree->nodes[i].region == REGION_CONTENT && !(tree->nodes[i].flags & NODE_DECORATIVE)) {
			add_content(u, tree, i, &rows);
		}
	}
	if (rows > 0) {
		add_count(u, tree->lang, MSG_UTTER_ROWS, rows);
	}
	if (last == tree->n && count_questions(tree) > 1) {
		add_count(u, tree->lang, MSG_UTTER_QUESTIONS, count_questions(tree));
	}
	if (tree->focus < 0) {
		return;
	}
	const struct node *focus = &tree->nodes[tree->focus];
	/* What was read on the way is not read twice. */
	if (focus->role != ROLE_ALERT && focus->role != ROLE_STATUS) {
		pause_long(u);
		add_node(u, focus);
	}
	if (with_instruction) {
		pause_long(u);
		utter_add(u, focus->lang, READING_TEXT, focus->instruction, false);
	}
}

void
utter_focus(struct utter *u, const struct tree *tree, int32_t parent_before)
{
	if (tree->focus < 0) {
		return;
	}
	const struct node *node = &tree->nodes[tree->focus];
	if (node->parent >= 0 && node->parent != parent_before) {
		add_group(u, &tree->nodes[node->parent]);
	}
	add_node(u, node);
}

/* What a disclosure shows cannot get the focus: it is read when it appears. */
static void
add_disclosed(struct utter *u, const struct tree *tree)
{
	int32_t rows = 0;
	add_value(u, &tree->nodes[tree->focus]);
	pause_long(u);
	for (int32_t i = tree->focus + 1; i < tree->n && tree->nodes[i].parent == tree->focus; i++) {
		add_content(u, tree, i, &rows);
	}
}

void
utter_choice(struct utter *u, const struct tree *tree)
{
	const struct node *node = &tree->nodes[tree->focus];
	if (node->action.kind == ACTION_DISCLOSE) {
		add_disclosed(u, tree);
		return;
	}
	if (node->flags & NODE_SECRET) {
		add_msg(u, node->lang, MSG_UTTER_NOTED);
		return;
	}
	add_state(u, node);
	add_name(u, node);
}

bool
utter_word(struct utter *u, const struct node *field)
{
	if (field->caret <= 0 || (field->flags & NODE_SECRET)) {
		return false;
	}
	const struct str before = str_trim(str_sub(field->value, 0, (size_t)field->caret));
	size_t from = before.n;
	while (from > 0 && before.p[from - 1] != ' ' && before.p[from - 1] != '\n') {
		from--;
	}
	const struct str word = str_sub(before, from, before.n);
	utter_add(u, field->lang, READING_TEXT, word, field->flags & NODE_PRIVATE);
	return word.n > 0;
}

void
utter_character(struct utter *u, const struct node *field, struct str character, bool deleted)
{
	struct text words;
	text_begin(&words, u->arena, 160);
	if (field->flags & NODE_SECRET) {
		text_add(&words, msg(field->lang, MSG_UTTER_STAR));
	} else {
		size_t at = 0;
		normalize_character(field->lang, utf8_next(character, &at), &words);
	}
	struct str said = text_end(&words, u->arena);
	if (deleted) {
		const struct msg_arg arg = { "name", said };
		said = msg_fill(u->arena, field->lang, MSG_UTTER_DELETED, &arg, 1);
	}
	assert(u->n < SPANS_MAX);
	u->spans[u->n++] = (struct span){ .lang = field->lang,
		.shown = field->flags & NODE_SECRET ? STR_NONE : character,
		.words = said,
		.is_private = (field->flags & (NODE_PRIVATE | NODE_SECRET)) == NODE_PRIVATE };
}

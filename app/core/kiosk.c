/* SPDX-License-Identifier: MIT */
/* The step: event in, actions on the visit, tree and drawing anew, utterances out. */
#include "core/kiosk.h"

#include "core/focus.h"
#include "core/kiosk_state.h"
#include "core/msg.h"
#include "core/page.h"
#include "core/selftest_walk.h"
#include "core/utter.h"

#include <assert.h>
#include <string.h>

struct effect *
kiosk_effect(struct kiosk *kiosk, enum effect_kind kind)
{
	assert(kiosk->effects->n < EFFECTS_MAX);
	struct effect *effect = &kiosk->effects->list[kiosk->effects->n++];
	*effect = (struct effect){ .kind = kind };
	return effect;
}

void
kiosk_say(struct kiosk *kiosk, enum say say, enum cause cause)
{
	if (say >= kiosk->say) {
		kiosk->say = say;
		kiosk->cause = cause;
	}
}

void
kiosk_say_message(struct kiosk *kiosk, struct str message, enum cause cause)
{
	kiosk->message = message;
	kiosk_say(kiosk, SAY_MESSAGE, cause);
}

struct str
kiosk_focus(const struct kiosk *kiosk)
{
	return (struct str){ kiosk->session->focus, (size_t)kiosk->session->n_focus };
}

const struct node *
kiosk_focus_node(const struct kiosk *kiosk)
{
	return kiosk->tree.focus >= 0 ? &kiosk->tree.nodes[kiosk->tree.focus] : NULL;
}

void
kiosk_set_focus(struct kiosk *kiosk, struct str id)
{
	struct session *s = kiosk->session;
	assert(id.n <= ID_MAX);
	memmove(s->focus, id.n > 0 ? id.p : s->focus, id.n);
	s->n_focus = (int32_t)id.n;
	s->part = -1;
	kiosk->dirty = true;
}

void
kiosk_enter(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	s->n_focus = 0;
	/* A page is read from its top; by ear it is said whole, and the focus can be on what is asked at once. */
	s->part = s->speech ? -1 : 0;
	s->edited = PLACE_NONE;
	explicit_bzero(&s->sought, sizeof(s->sought));
	kiosk->n_explored = 0;
	kiosk->parent_before = -1;
	kiosk->part_shown = 0;
	kiosk->page_at = kiosk->now;
	kiosk->told_to_wait = false;
	kiosk->news = false; /* the page is said with it */
	s->speech_lost = false;
	s->keyboard = false;
	kiosk->guard_until = kiosk->now + GUARD_MS;
	kiosk->dirty = true;
	/* A request is stored in less time than it takes to say so; tick() tells when it takes longer. */
	if (session_page(s) != PAGE_SAVING && session_page(s) != PAGE_STAFF_BUSY) {
		kiosk_say(kiosk, SAY_PAGE, CAUSE_PAGE);
	}
}

/* ---- the tree ---- */

/* The focus lands on what was asked for, or where a page begins; typing goes to a field that has it. */
static void
settle_focus(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct tree *tree = &kiosk->tree;
	int32_t at = kiosk->go_to.element >= 0 ? filling_first_of(kiosk, kiosk->go_to) :
											 tree_find(tree, kiosk_focus(kiosk));
	kiosk->go_to = PLACE_NONE;
	if (at < 0 || !focus_can(&tree->nodes[at])) {
		at = focus_default(tree);
	}
	tree->focus = at;
	if (at < 0) {
		s->n_focus = 0;
		s->edited = PLACE_NONE;
		return;
	}
	struct node *node = &tree->nodes[at];
	memmove(s->focus, node->id.p, node->id.n);
	s->n_focus = (int32_t)node->id.n;
	if (node->role == ROLE_FIELD && !place_eq(s->edited, node->place)) {
		typing_edit(kiosk, node->place);
		node->caret = node->flags & NODE_MASKED ? (int32_t)node->value.n : s->caret;
	}
}

static bool
is_number(const struct session *s, struct place place)
{
	const struct element *element = s->form ? place_element(&s->answers, place) : NULL;
	return element && element_is_number(element);
}

static void
build(struct kiosk *kiosk, struct arena *page)
{
	struct session *s = kiosk->session;
	arena_reset(page);
	tree_init(&kiosk->tree, page);
	page_build(s, &kiosk->options, &kiosk->tree, page);
	const struct place edited = s->edited;
	settle_focus(kiosk);
	if (!place_eq(s->edited, edited) &&
		(s->touching || is_number(s, edited) || is_number(s, s->edited))) {
		/* The field that got the focus brings its keyboard with it, and a number is shown otherwise where it is edited. */
		arena_reset(page);
		tree_init(&kiosk->tree, page);
		page_build(s, &kiosk->options, &kiosk->tree, page);
		settle_focus(kiosk);
	}
	/* Pressing a button of the frame does not leaf. */
	const struct node *focus = kiosk_focus_node(kiosk);
	const bool follow = focus != NULL && focus->region == REGION_CONTENT;
	kiosk->tree.part = s->part >= 0 ? s->part : follow ? -1 : kiosk->part_shown;
	layout_build(&kiosk->tree, &kiosk->options.display, s->size, (enum theme_name)s->theme,
		&kiosk->options.metrics, page, &kiosk->drawing);
}

/* After leafing, or when a button that leafs is gone: where the focus goes along to. -1: it can stay. */
static int32_t
focus_left_behind(const struct kiosk *kiosk)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	if (focus == NULL || focus->shown) {
		return -1;
	}
	const int32_t at = focus_in_part(&kiosk->tree);
	return at >= 0 ? at : focus_default(&kiosk->tree);
}

static void
rebuild(struct kiosk *kiosk)
{
	const struct drawing before = kiosk->drawing;
	struct arena *page = &kiosk->pages[1 - kiosk->page];
	build(kiosk, page);
	const int32_t instead = focus_left_behind(kiosk);
	if (instead >= 0) {
		const int32_t part = kiosk->session->part;
		kiosk_set_focus(kiosk, kiosk->tree.nodes[instead].id);
		kiosk->session->part = part;
		build(kiosk, page);
		if (focus_left_behind(kiosk) >= 0) {
			/* With the focus the keyboard came or went, and the parts are others now. */
			kiosk->session->part = -1;
			build(kiosk, page);
		}
	}
	const struct node *focus = kiosk_focus_node(kiosk);
	if (focus != NULL && !focus->shown) {
		/* A button that leafed is gone, and nothing else on this page can be pressed. */
		kiosk->tree.focus = -1;
		kiosk->session->n_focus = 0;
	}
	kiosk->page = 1 - kiosk->page;
	kiosk->part_shown = kiosk->tree.part;
	kiosk->spoken_mark = page->used;
	if (kiosk->has_drawing) {
		kiosk->n_damage = layout_damage(&before, &kiosk->drawing, kiosk->damage, DAMAGE_MAX);
	} else {
		kiosk->damage[0] = (struct rect){ 0, 0, kiosk->options.display.w,
			kiosk->options.display.h };
		kiosk->n_damage = 1;
	}
	kiosk->has_drawing = true;
	kiosk->dirty = false;
}

/* ---- speech ---- */

static void
add_orientation(struct kiosk *kiosk, struct utter *u)
{
	/* Before a language is chosen both are told how to go on. */
	const bool welcome = session_page(kiosk->session) == PAGE_WELCOME;
	const enum lang first = welcome ? kiosk->options.first_lang : kiosk->session->lang;
	for (int i = 0; i < (welcome ? 2 : 1); i++) {
		const enum lang lang = i == 0 ? first : first == LANG_EN ? LANG_FR : LANG_EN;
		utter_add(u, lang, READING_TEXT, msg(lang, MSG_UTTER_SPEECH_ON), false);
		utter_add(u, lang, READING_TEXT,
			msg(lang,
				kiosk->session->touching ? MSG_UTTER_ORIENTATION_TOUCH : MSG_UTTER_ORIENTATION),
			false);
	}
}

/* What changed by itself: a figure, or else a sentence. */
static void
add_change(struct utter *u, const struct tree *tree, struct str id)
{
	const int32_t at = tree_find(tree, id);
	if (at >= 0) {
		const struct node *node = &tree->nodes[at];
		utter_add(u, tree->lang, READING_TEXT,
			node->value_spoken.n > 0 ? node->value_spoken : node->name, false);
	}
}

static void
fill(struct kiosk *kiosk, struct utter *u)
{
	const struct tree *tree = &kiosk->tree;
	switch (kiosk->say) {
	case SAY_CHARACTER: {
		const struct node *field = kiosk_focus_node(kiosk);
		const struct str character = { kiosk->character, (size_t)kiosk->n_character };
		/* a reader types hundreds of them in a second: what stands for them all is said with the field */
		const bool is_read = field != NULL && kiosk->typed && field->flags & NODE_MASKED &&
			field->value_spoken.n > 0;
		if (field != NULL && !is_read &&
			(kiosk->deleted || !kiosk->typed || !str_eq(character, STR(" ")) ||
				!utter_word(u, field))) {
			utter_character(u, field, character, kiosk->deleted);
		}
		break;
	}
	case SAY_CHOICE:
		utter_choice(u, tree);
		break;
	case SAY_MESSAGE:
		/* Written for the page before this one: a copy is taken for what it is, text of this page. */
		utter_add(
			u, kiosk->session->lang, READING_TEXT, arena_copy(u->arena, kiosk->message), false);
		break;
	case SAY_TEST: {
		const enum lang lang = selftest_walk_lang(kiosk->session->staff.step);
		utter_add(u, lang, READING_TEXT,
			selftest_walk_word(kiosk->session, selftest_walk_spoken(kiosk->session)), false);
		break;
	}
	case SAY_SECONDS:
		add_change(u, tree, STR("left"));
		break;
	case SAY_DELIVERY:
		add_change(u, tree, STR("delivery"));
		break;
	case SAY_FOCUS:
		if (kiosk->wrapped) {
			const bool at_first = kiosk->tree.focus <=
				focus_next(tree, -1, false, &(bool){ false });
			utter_add(u, tree->lang, READING_TEXT,
				msg(tree->lang, at_first ? MSG_UTTER_FIRST : MSG_UTTER_LAST), false);
		}
		utter_focus(u, tree, kiosk->parent_before);
		break;
	case SAY_ORIENTATION:
		add_orientation(kiosk, u);
		utter_page(u, tree, true);
		break;
	case SAY_PAGE:
		utter_page(u, tree, true);
		break;
	case SAY_NOTHING:
		break;
	}
}

static bool
is_urgent(const struct kiosk *kiosk)
{
	return kiosk->session->timing_out;
}

static void
speak(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct utter u;
	if ((!s->speech && !kiosk->last_words) || kiosk->say == SAY_NOTHING) {
		return;
	}
	/* What was said by earlier steps on this page makes room. */
	kiosk->pages[kiosk->page].used = kiosk->spoken_mark;
	utter_begin(&u, s, &kiosk->words, &kiosk->pages[kiosk->page]);
	fill(kiosk, &u);
	if (u.n == 0) {
		return;
	}
	struct effect *effect = kiosk_effect(kiosk, EFFECT_SPEAK);
	effect->speak = (struct utterance){ .number = ++kiosk->utterance,
		.cause = kiosk->cause,
		.urgent = is_urgent(kiosk),
		.spans = u.spans,
		.n_spans = u.n,
		.rate = s->rate,
		.volume = s->volume };
	kiosk->speaking = true;
	kiosk->paused = false;
	kiosk->speaking_since = kiosk->now;
	if (kiosk->say >= SAY_DELIVERY || kiosk->say == SAY_CHOICE) {
		kiosk->news = kiosk->news && (kiosk->say == SAY_FOCUS || kiosk->say == SAY_CHOICE);
		kiosk->last_say = kiosk->say == SAY_ORIENTATION ? SAY_PAGE : kiosk->say;
	}
}

void
kiosk_hush(struct kiosk *kiosk)
{
	if (kiosk->speaking) {
		kiosk_effect(kiosk, EFFECT_HUSH);
		kiosk->speaking = false;
		kiosk->paused = false;
	}
}

static void
set_clock(struct kiosk *kiosk, const struct event *event)
{
	struct session *s = kiosk->session;
	s->start_at = event->at;
	s->start_wall = event->start.wall;
	s->wall_sure = event->start.wall_sure;
}

/* After the last letter: how many choices of a long list fit what was typed, which others see below the field. */
static void
tell_found(struct kiosk *kiosk)
{
	const struct tree *tree = &kiosk->tree;
	if (!kiosk->sought || !typing_is_on(kiosk)) {
		return;
	}
	kiosk->sought = false;
	for (int32_t i = tree->focus + 1; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (node->role == ROLE_GROUP && place_eq(node->place, kiosk->session->edited)) {
			kiosk_say_message(kiosk, node->name, CAUSE_CHANGE);
			return;
		}
	}
}

static void
spoken(struct kiosk *kiosk, uint32_t number)
{
	struct session *s = kiosk->session;
	if (number != kiosk->utterance || !kiosk->speaking) {
		return;
	}
	kiosk->speaking = false;
	s->active_at = kiosk->now;
	tell_found(kiosk);
	if (s->timing_out && s->notice_at == MS_NEVER) {
		s->notice_at = kiosk->now;
	}
}

static void
take(struct kiosk *kiosk, const struct event *event)
{
	switch (event->kind) {
	case EVENT_START:
		memcpy(kiosk->session->random, event->start.random, sizeof(kiosk->session->random));
		set_clock(kiosk, event);
		break;
	case EVENT_CLOCK:
		set_clock(kiosk, event);
		break;
	case EVENT_KEY:
	case EVENT_TEXT:
	case EVENT_POINTER:
	case EVENT_JACK:
		if (input_is(event)) {
			input_take(kiosk, event);
		}
		break;
	case EVENT_TICK:
		idle_tick(kiosk);
		break;
	case EVENT_SPOKEN:
		spoken(kiosk, event->spoken);
		break;
	case EVENT_STORED:
		visit_stored(kiosk, event->stored.ticket, event->stored.status);
		break;
	case EVENT_STAFF:
		staff_take(kiosk, event->staff.number, event->staff.answer);
		break;
	case EVENT_LINK:
		delivery_link(kiosk, event->link_up);
		break;
	case EVENT_DELIVERED:
		delivery_take(kiosk, event->delivered.id, event->delivered.due);
		break;
	case EVENT_DISPLAY:
		kiosk->options.display = (struct display){ event->display.w, event->display.h,
			event->display.px_per_mm };
		kiosk->dirty = true;
		break;
	case EVENT_VOICELESS:
		kiosk->session->speech_lost = kiosk->session->speech;
		kiosk->session->speech = false;
		kiosk->session->speech_failed = true;
		kiosk->speaking = false;
		kiosk->dirty = true;
		break;
	}
}

void
kiosk_step(struct kiosk *kiosk, const struct event *event, struct effects *ret_effects)
{
	ret_effects->n = 0;
	kiosk->effects = ret_effects;
	kiosk->now = event->at;
	kiosk->n_damage = 0;
	kiosk->say = SAY_NOTHING;
	kiosk->wrapped = false;
	kiosk->last_words = false;
	const bool spoke = kiosk->session->speech;
	const uint32_t utterance = kiosk->utterance;
	take(kiosk, event);
	settings_ask_aloud(kiosk);
	if (kiosk->dirty) {
		if (kiosk->scrub) {
			/* What pages before the last one left behind it in the arena that comes into use now. */
			arena_wipe(&kiosk->pages[1 - kiosk->page]);
		}
		rebuild(kiosk);
		if (kiosk->scrub) {
			arena_wipe(&kiosk->pages[1 - kiosk->page]);
			kiosk->scrub = false;
		}
	}
	speak(kiosk);
	/* Whatever a person does cuts what is being said (K-18), but for the keys that are about it. */
	const bool about_speech = event->kind == EVENT_KEY &&
		(event->key == KEY_F4 || event->key == KEY_NONE);
	const bool pointing = event->kind == EVENT_POINTER && event->pointer.phase != POINTER_DOWN;
	if (input_is(event) && !about_speech && !pointing && kiosk->utterance == utterance) {
		kiosk_hush(kiosk);
	}
	if (spoke && !kiosk->session->speech && !kiosk->last_words) {
		kiosk_hush(kiosk);
	}
}

struct kiosk *
kiosk_init(struct arena *permanent, struct arena *session, struct arena pages[2],
	const struct kiosk_options *options)
{
	struct kiosk *kiosk = arena_take(permanent, sizeof(*kiosk));
	kiosk->options = *options;
	kiosk->go_to = PLACE_NONE;
	kiosk->session_arena = session;
	kiosk->session = arena_take(session, sizeof(*kiosk->session));
	kiosk->pages = pages;
	utter_cache_init(&kiosk->words, permanent);
	struct effects none = { .n = 0 };
	kiosk->effects = &none;
	visit_reset(kiosk);
	kiosk->guard_until = 0;
	rebuild(kiosk);
	kiosk->scrub = false;
	kiosk->effects = NULL;
	return kiosk;
}

const struct tree *
kiosk_tree(const struct kiosk *kiosk)
{
	return &kiosk->tree;
}

const struct drawing *
kiosk_drawing(const struct kiosk *kiosk)
{
	return &kiosk->drawing;
}

int32_t
kiosk_damage(const struct kiosk *kiosk, struct rect *ret_rects, int32_t cap)
{
	int32_t n = 0;
	for (; n < kiosk->n_damage && n < cap; n++) {
		ret_rects[n] = kiosk->damage[n];
	}
	if (n < kiosk->n_damage && cap > 0) {
		ret_rects[0] = (struct rect){ 0, 0, kiosk->options.display.w, kiosk->options.display.h };
	}
	return n;
}

int32_t
kiosk_size(const struct kiosk *kiosk)
{
	return kiosk->session->size;
}

enum theme_name
kiosk_theme(const struct kiosk *kiosk)
{
	return (enum theme_name)kiosk->session->theme;
}

void
kiosk_wipe(struct kiosk *kiosk)
{
	explicit_bzero(kiosk->character, sizeof(kiosk->character));
	arena_wipe(kiosk->session_arena);
	arena_wipe(&kiosk->pages[0]);
	arena_wipe(&kiosk->pages[1]);
}

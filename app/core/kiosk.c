/* SPDX-License-Identifier: MIT */
/* The step: event in, actions on the visit, tree and drawing anew, utterances out. */
#include "core/kiosk.h"

#include "core/focus.h"
#include "core/kiosk_state.h"
#include "core/msg.h"
#include "core/page.h"
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
	s->part = -1;
	s->edited = -1;
	kiosk->n_explored = 0;
	kiosk->parent_before = -1;
	kiosk->part_shown = 0;
	kiosk->page_at = kiosk->now;
	kiosk->guard_until = kiosk->now + GUARD_MS;
	kiosk->dirty = true;
	/* A request is stored in less time than it takes to say so; tick() tells when it takes longer. */
	if (session_page(s) != PAGE_SAVING) {
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
	int32_t at = tree_find(tree, kiosk_focus(kiosk));
	if (at < 0 || !focus_can(&tree->nodes[at])) {
		at = focus_default(tree);
	}
	tree->focus = at;
	if (at < 0) {
		s->n_focus = 0;
		s->edited = -1;
		return;
	}
	struct node *node = &tree->nodes[at];
	memmove(s->focus, node->id.p, node->id.n);
	s->n_focus = (int32_t)node->id.n;
	if (node->role == ROLE_FIELD && s->edited != node->element) {
		typing_edit(kiosk, node->element);
		node->caret = s->caret;
	}
}

static void
build(struct kiosk *kiosk, struct arena *page)
{
	struct session *s = kiosk->session;
	arena_reset(page);
	tree_init(&kiosk->tree, page);
	page_build(s, &kiosk->options, &kiosk->tree, page);
	const int32_t edited = s->edited;
	settle_focus(kiosk);
	if (s->edited != edited && s->touching) {
		/* The field that got the focus brings its keyboard with it. */
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

/* After leafing: the focus goes along, to the first thing of the part if the button that was pressed is gone. */
static bool
focus_left_behind(const struct kiosk *kiosk)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	return kiosk->session->part >= 0 && focus != NULL && !focus->shown;
}

static void
rebuild(struct kiosk *kiosk)
{
	const struct drawing before = kiosk->drawing;
	struct arena *page = &kiosk->pages[1 - kiosk->page];
	build(kiosk, page);
	if (focus_left_behind(kiosk)) {
		const int32_t first = focus_in_part(&kiosk->tree);
		if (first >= 0) {
			const int32_t part = kiosk->session->part;
			kiosk_set_focus(kiosk, kiosk->tree.nodes[first].id);
			kiosk->session->part = part;
			build(kiosk, page);
		}
	}
	kiosk->page = 1 - kiosk->page;
	kiosk->part_shown = kiosk->tree.part;
	if (kiosk->has_drawing) {
		kiosk->n_damage = layout_damage(&before, &kiosk->drawing, kiosk->damage, DAMAGE_MAX);
	} else {
		kiosk->damage[0] = (struct rect){ 0, 0, kiosk->options.display.w, kiosk->options.display.h };
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
		utter_add(u, lang, READING_TEXT, msg(lang, MSG_UTTER_ORIENTATION), false);
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
		if (field != NULL && (kiosk->deleted || !kiosk->typed || !str_eq(character, STR(" ")) ||
					     !utter_word(u, field))) {
			utter_character(u, field, character, kiosk->deleted);
		}
		break;
	}
	case SAY_CHOICE:
		utter_choice(u, tree);
		break;
	case SAY_MESSAGE:
		utter_add(u, kiosk->session->lang, READING_TEXT, kiosk->message, false);
		break;
	case SAY_FOCUS:
		if (kiosk->wrapped) {
			const bool at_first = kiosk->tree.focus <= focus_next(tree, -1, false, &(bool){ false });
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
	utter_begin(&u, s, &kiosk->pages[kiosk->page]);
	fill(kiosk, &u);
	if (u.n == 0) {
		return;
	}
	struct effect *effect = kiosk_effect(kiosk, EFFECT_SPEAK);
	effect->speak = (struct utterance){ .number = ++kiosk->utterance, .cause = kiosk->cause,
		.urgent = is_urgent(kiosk), .spans = u.spans, .n_spans = u.n, .rate = s->rate, .volume = s->volume };
	kiosk->speaking = true;
	kiosk->paused = false;
	kiosk->speaking_since = kiosk->now;
	if (kiosk->say >= SAY_FOCUS || kiosk->say == SAY_CHOICE) {
		kiosk->last_say = kiosk->say == SAY_ORIENTATION ? SAY_PAGE : kiosk->say;
	}
}

static void
hush(struct kiosk *kiosk)
{
	if (kiosk->speaking) {
		kiosk_effect(kiosk, EFFECT_HUSH);
		kiosk->speaking = false;
		kiosk->paused = false;
	}
}

/* ---- time ---- */

/* A voice that never reports its end must not keep a client's answers on the screen for ever. */
static bool
is_talking(const struct kiosk *kiosk)
{
	return kiosk->speaking && kiosk->now - kiosk->speaking_since <
		kiosk->options.idle_limit * kiosk->session->patience + SPEECH_LOST_MS;
}

/* On the untouched first page there is nothing to erase and no time limit. */
static bool
has_limit(const struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (s->page == PAGE_SAVING || s->page == PAGE_GOODBYE) {
		return false;
	}
	const bool changed = s->size != kiosk->options.size || s->theme != (int32_t)kiosk->options.theme ||
		(s->speech && !kiosk->options.speech_at_start) || s->rate != RATE_DEFAULT ||
		s->volume != VOLUME_DEFAULT || s->overlay != PAGE_WELCOME;
	return s->page != PAGE_WELCOME || changed;
}

static ms_t
notice_due(const struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (s->notice_at == MS_NEVER) {
		return kiosk->speaking_since + SPEECH_LOST_MS;
	}
	/* The seconds are counted on the screen. */
	const ms_t shown = (ms_t)s->seconds_left * 1000;
	return s->notice_at + NOTICE_MS - shown + 1000;
}

ms_t
kiosk_due(const struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (s->timing_out) {
		return notice_due(kiosk);
	}
	if (s->page == PAGE_GOODBYE) {
		return kiosk->page_at + GOODBYE_MS;
	}
	if (s->page == PAGE_SAVING) {
		return kiosk->page_at + SAVING_TOLD_MS > kiosk->now ? kiosk->page_at + SAVING_TOLD_MS : MS_NEVER;
	}
	if (!has_limit(kiosk)) {
		return MS_NEVER;
	}
	const ms_t limit = kiosk->options.idle_limit * s->patience;
	return kiosk->speaking ? kiosk->speaking_since + limit + SPEECH_LOST_MS : s->active_at + limit;
}

static void
show_notice(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (s->page == PAGE_WELCOME) {
		kiosk_effect(kiosk, EFFECT_WIPE);
		visit_reset(kiosk);
		kiosk->say = SAY_NOTHING;
		return;
	}
	s->timing_out = true;
	s->seconds_left = NOTICE_MS / 1000;
	/* The count begins when the spoken notice has ended (K-49). */
	s->notice_at = s->speech ? MS_NEVER : kiosk->now;
	memcpy(s->focus_timed, s->focus, sizeof(s->focus));
	s->n_focus_timed = s->n_focus;
	kiosk_enter(kiosk);
	kiosk->cause = CAUSE_TIMEOUT;
}

static void
close_notice(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	s->timing_out = false;
	kiosk_enter(kiosk);
	kiosk_set_focus(kiosk, (struct str){ s->focus_timed, (size_t)s->n_focus_timed });
}

static void
count_down(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (s->notice_at == MS_NEVER) {
		s->notice_at = kiosk->now;
	}
	const ms_t left = s->notice_at + NOTICE_MS - kiosk->now;
	if (left <= 0) {
		visit_finish(kiosk, FAREWELL_IDLE);
		return;
	}
	s->seconds_left = (int32_t)((left + 999) / 1000);
	kiosk->dirty = true;
}

static void
end_visit(struct kiosk *kiosk)
{
	hush(kiosk);
	kiosk_effect(kiosk, EFFECT_WIPE);
	visit_reset(kiosk);
	/* The next client has not come yet: an empty room is not talked to. */
	kiosk->say = SAY_NOTHING;
}

static void
tick(struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (kiosk->now < kiosk_due(kiosk)) {
		return;
	}
	if (s->timing_out) {
		count_down(kiosk);
	} else if (s->page == PAGE_GOODBYE) {
		end_visit(kiosk);
	} else if (s->page == PAGE_SAVING) {
		kiosk_say(kiosk, SAY_PAGE, CAUSE_PAGE);
	} else if (has_limit(kiosk) && !is_talking(kiosk)) {
		show_notice(kiosk);
	}
}

/* ---- input ---- */

static void
move_focus(struct kiosk *kiosk, bool backward)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	kiosk->parent_before = focus != NULL ? focus->parent : -1;
	const int32_t at = focus_next(&kiosk->tree, kiosk->tree.focus, backward, &kiosk->wrapped);
	if (at >= 0) {
		kiosk_set_focus(kiosk, kiosk->tree.nodes[at].id);
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
	}
}

static void
activate(struct kiosk *kiosk)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	if (focus == NULL || kiosk->now < kiosk->guard_until) {
		return;
	}
	if (focus->role == ROLE_STATUS || focus->role == ROLE_ALERT) {
		kiosk->parent_before = focus->parent;
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_REPEAT);
		return;
	}
	visit_act(kiosk, focus->action);
}

static void
enter_key(struct kiosk *kiosk)
{
	if (!typing_is_on(kiosk)) {
		activate(kiosk);
	} else if (kiosk_focus_node(kiosk)->flags & NODE_LONG) {
		typing_insert(kiosk, STR("\n"));
	} else if (kiosk->now >= kiosk->guard_until) {
		/* Enter in a field is the way on: to the next field of the page, else to the next page. */
		const int32_t focus = kiosk->tree.focus;
		bool wrapped;
		const int32_t next = focus_next(&kiosk->tree, focus, false, &wrapped);
		if (next >= 0 && kiosk->tree.nodes[next].role == ROLE_FIELD) {
			move_focus(kiosk, false);
		} else {
			visit_act(kiosk, (struct action){ .kind = ACTION_NEXT });
		}
	}
}

static void
side_key(struct kiosk *kiosk, enum key key)
{
	if (typing_is_on(kiosk)) {
		typing_key(kiosk, key);
	} else if (key == KEY_LEFT || key == KEY_RIGHT) {
		move_focus(kiosk, key == KEY_LEFT);
	}
}

static void
leaf(struct kiosk *kiosk, enum action_kind kind)
{
	if (kiosk->tree.parts > 1) {
		visit_act(kiosk, (struct action){ .kind = kind });
	}
}

static void
repeat(struct kiosk *kiosk, bool whole_page)
{
	kiosk->parent_before = -1;
	kiosk->wrapped = false;
	const enum say again = whole_page || kiosk->last_say != SAY_FOCUS ? SAY_PAGE : SAY_FOCUS;
	kiosk_say(kiosk, again, CAUSE_REPEAT);
}

static void
pause_key(struct kiosk *kiosk)
{
	if (kiosk->speaking) {
		kiosk->paused = !kiosk->paused;
		kiosk_effect(kiosk, EFFECT_PAUSE)->on = kiosk->paused;
	}
}

/* Help and settings lie over a page, not over a question that waits for an answer or over each other. */
static void
open_page(struct kiosk *kiosk, enum action_kind kind)
{
	const enum page_kind page = session_page(kiosk->session);
	if (page != PAGE_SAVING && page != PAGE_GOODBYE && page != PAGE_ALOUD && page != PAGE_CANCEL) {
		visit_act(kiosk, (struct action){ .kind = kind });
	}
}

static void
press_key(struct kiosk *kiosk, enum key key)
{
	switch (key) {
	case KEY_TAB:
	case KEY_DOWN:
		move_focus(kiosk, false);
		break;
	case KEY_BACKTAB:
	case KEY_UP:
		move_focus(kiosk, true);
		break;
	case KEY_LEFT:
	case KEY_RIGHT:
	case KEY_HOME:
	case KEY_END:
	case KEY_BACKSPACE:
	case KEY_DELETE:
		side_key(kiosk, key);
		break;
	case KEY_ENTER:
		enter_key(kiosk);
		break;
	case KEY_ESCAPE:
		if (kiosk->now >= kiosk->guard_until) {
			visit_back(kiosk);
		}
		break;
	case KEY_PAGE_UP:
		leaf(kiosk, ACTION_LESS);
		break;
	case KEY_PAGE_DOWN:
		leaf(kiosk, ACTION_MORE);
		break;
	case KEY_F1:
		open_page(kiosk, ACTION_HELP);
		break;
	case KEY_F2:
		repeat(kiosk, true);
		break;
	case KEY_F3:
		repeat(kiosk, false);
		break;
	case KEY_F4:
		pause_key(kiosk);
		break;
	case KEY_F6:
		visit_speech(kiosk, !kiosk->session->speech);
		break;
	case KEY_F7:
		visit_setting(kiosk, ACTION_SLOWER);
		break;
	case KEY_F8:
		visit_setting(kiosk, ACTION_FASTER);
		break;
	case KEY_F9:
		visit_setting(kiosk, ACTION_SOFTER);
		break;
	case KEY_F10:
		visit_setting(kiosk, ACTION_LOUDER);
		break;
	case KEY_F11:
		visit_switch_language(kiosk);
		break;
	case KEY_F12:
		open_page(kiosk, ACTION_SETTINGS);
		break;
	case KEY_NONE:
	case KEY_COUNT:
		break;
	}
}

static void
type_text(struct kiosk *kiosk, struct str text)
{
	if (typing_is_on(kiosk)) {
		typing_insert(kiosk, text);
	} else if (str_eq(text, STR(" "))) {
		activate(kiosk);
	}
}

static void
remember(char id[ID_MAX], int32_t *n, struct str from)
{
	assert(from.n <= ID_MAX);
	memcpy(id, from.n > 0 ? from.p : "", from.n);
	*n = (int32_t)from.n;
}

/* With speech on, the first touch only says what is there (K-34). */
static bool
explore(struct kiosk *kiosk, const struct node *node)
{
	const struct str explored = { kiosk->explored, (size_t)kiosk->n_explored };
	if (!kiosk->session->speech || (explored.n > 0 && str_eq(explored, node->id))) {
		return false;
	}
	remember(kiosk->explored, &kiosk->n_explored, node->id);
	if (node->role == ROLE_KEY) {
		kiosk_say_message(kiosk, node->name, CAUSE_FOCUS);
		return true;
	}
	const struct node *focus = kiosk_focus_node(kiosk);
	kiosk->parent_before = focus != NULL ? focus->parent : -1;
	kiosk_set_focus(kiosk, node->id);
	kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
	return true;
}

static void
release(struct kiosk *kiosk, int32_t hit)
{
	const struct node *node = hit >= 0 ? &kiosk->tree.nodes[hit] : NULL;
	const struct str pressed = { kiosk->pressed, (size_t)kiosk->n_pressed };
	kiosk->n_pressed = 0;
	/* Sliding off cancels (K-33). */
	if (node == NULL || pressed.n == 0 || !str_eq(pressed, node->id) || kiosk->now < kiosk->guard_until) {
		return;
	}
	if (explore(kiosk, node)) {
		return;
	}
	const struct action action = node->action;
	if (node->role != ROLE_KEY) {
		kiosk_set_focus(kiosk, node->id);
		kiosk->tree.focus = hit;
	}
	visit_act(kiosk, action);
}

static void
point(struct kiosk *kiosk, enum pointer phase, px_t x, px_t y)
{
	const int32_t hit = layout_hit(&kiosk->tree, x, y);
	if (!kiosk->session->touching) {
		kiosk->session->touching = true;
		kiosk->dirty = true;
	}
	if (phase == POINTER_DOWN) {
		remember(kiosk->pressed, &kiosk->n_pressed, hit >= 0 ? kiosk->tree.nodes[hit].id : STR_NONE);
	} else if (phase == POINTER_UP) {
		release(kiosk, hit);
	}
}

static void
plug(struct kiosk *kiosk, enum jack jack)
{
	struct session *s = kiosk->session;
	const bool had = s->jack == JACK_HEADPHONES;
	s->jack = jack;
	kiosk->dirty = true;
	if (jack == JACK_HEADPHONES && !had && !s->speech) {
		visit_speech(kiosk, true);
	} else if (jack == JACK_NONE && had) {
		/* Nothing moves to the speaker by itself (K-63). */
		hush(kiosk);
		s->speech = false;
		s->asked_aloud = false;
		s->aloud = false;
	}
}

/* Whether the event is something a person did. */
static bool
is_input(const struct event *event)
{
	return event->kind == EVENT_KEY || event->kind == EVENT_TEXT || event->kind == EVENT_JACK ||
		(event->kind == EVENT_POINTER && event->pointer.phase != POINTER_MOVE);
}

static void
start(struct kiosk *kiosk, const struct event *event)
{
	struct session *s = kiosk->session;
	memcpy(s->random, event->start.random, sizeof(s->random));
	s->start_at = event->at;
	s->start_wall = event->start.wall;
	s->wall_sure = event->start.wall_sure;
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
	if (s->timing_out && s->notice_at == MS_NEVER) {
		s->notice_at = kiosk->now;
	}
}

static void
input(struct kiosk *kiosk, const struct event *event)
{
	struct session *s = kiosk->session;
	s->active_at = kiosk->now;
	if (event->kind == EVENT_JACK) {
		plug(kiosk, event->jack);
		return;
	}
	if (s->page == PAGE_GOODBYE) {
		if (kiosk->now >= kiosk->guard_until) {
			end_visit(kiosk);
		}
		return;
	}
	if (s->timing_out) {
		/* Any one action gives more time, and does nothing else. The finger's way up belongs to it. */
		if (event->kind != EVENT_POINTER || event->pointer.phase == POINTER_UP) {
			close_notice(kiosk);
		}
		return;
	}
	if (event->kind == EVENT_POINTER) {
		point(kiosk, event->pointer.phase, event->pointer.x, event->pointer.y);
		return;
	}
	if (s->touching) {
		s->touching = false;
		kiosk->dirty = true;
	}
	if (event->kind == EVENT_KEY) {
		press_key(kiosk, event->key);
	} else {
		type_text(kiosk, event->text);
	}
}

static void
take(struct kiosk *kiosk, const struct event *event)
{
	switch (event->kind) {
	case EVENT_START:
		start(kiosk, event);
		break;
	case EVENT_KEY:
	case EVENT_TEXT:
	case EVENT_POINTER:
	case EVENT_JACK:
		if (is_input(event)) {
			input(kiosk, event);
		}
		break;
	case EVENT_TICK:
		tick(kiosk);
		break;
	case EVENT_SPOKEN:
		spoken(kiosk, event->spoken);
		break;
	case EVENT_STORED:
		visit_stored(kiosk, event->stored.ticket, event->stored.status);
		break;
	case EVENT_LINK:
		kiosk->session->link_known = true;
		kiosk->session->link_up = event->link_up;
		kiosk->dirty = true;
		break;
	case EVENT_DISPLAY:
		kiosk->options.display = (struct display){ event->display.w, event->display.h,
			event->display.px_per_mm };
		kiosk->dirty = true;
		break;
	case EVENT_VOICELESS:
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
	visit_ask_aloud(kiosk);
	if (kiosk->dirty) {
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
	if (is_input(event) && !about_speech && !pointing && kiosk->utterance == utterance) {
		hush(kiosk);
	}
	if (spoke && !kiosk->session->speech && !kiosk->last_words) {
		hush(kiosk);
	}
}

struct kiosk *
kiosk_init(struct arena *permanent, struct arena *session, struct arena pages[2],
	const struct kiosk_options *options)
{
	struct kiosk *kiosk = arena_take(permanent, sizeof(*kiosk));
	kiosk->options = *options;
	kiosk->session_arena = session;
	kiosk->session = arena_take(session, sizeof(*kiosk->session));
	kiosk->pages = pages;
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
	arena_wipe(kiosk->session_arena);
	arena_wipe(&kiosk->pages[0]);
	arena_wipe(&kiosk->pages[1]);
}

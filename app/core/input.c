/* SPDX-License-Identifier: MIT */
/* What keys, text, pointer and headphones do. */
#include "core/kiosk_state.h"

#include <assert.h>
#include <string.h>

#include "core/focus.h"
#include "core/keyboard.h"

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

/* From the summary of errors to the question of its first one. */
static void
go_to_first_error(struct kiosk *kiosk)
{
	for (int32_t i = 0; i < kiosk->tree.n; i++) {
		const struct node *node = &kiosk->tree.nodes[i];
		if (node->parent == kiosk->tree.focus && node->action.kind == ACTION_GO_TO) {
			visit_act(kiosk, node->action);
			return;
		}
	}
}

static void
activate(struct kiosk *kiosk)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	if (focus == NULL || kiosk->now < kiosk->guard_until) {
		return;
	}
	if (focus->role == ROLE_ALERT) {
		go_to_first_error(kiosk);
		return;
	}
	if (focus->role == ROLE_STATUS) {
		kiosk->parent_before = focus->parent;
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_REPEAT);
		return;
	}
	visit_act(kiosk, focus->action);
}

/*
 * Enter in a field is the way on: to the next answer of the page, else to the next page. From the field of a long list it is the list,
 * as long as what was typed is none of its choices.
 */
static bool
leads_to_another(const struct kiosk *kiosk)
{
	bool wrapped;
	const struct node *field = kiosk_focus_node(kiosk);
	const int32_t at = focus_next(&kiosk->tree, kiosk->tree.focus, false, &wrapped);
	const struct node *next = at >= 0 ? &kiosk->tree.nodes[at] : field;
	if (next->role == ROLE_CHOICE && place_eq(next->place, field->place)) {
		const struct spot spot = place_spot(&kiosk->session->answers, field->place);
		return spot.in->of[spot.element].n_chosen == 0 && field->value.n > 0;
	}
	return !wrapped && (next->role == ROLE_FIELD || next->role == ROLE_CHOICE);
}

static void
enter_key(struct kiosk *kiosk)
{
	if (!typing_is_on(kiosk)) {
		activate(kiosk);
	} else if (kiosk_focus_node(kiosk)->flags & NODE_LONG) {
		typing_insert(kiosk, STR("\n"));
	} else if (kiosk->now >= kiosk->guard_until) {
		if (leads_to_another(kiosk)) {
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
	const bool again = !whole_page && kiosk->last_say != SAY_NOTHING;
	kiosk_say(kiosk, again ? kiosk->last_say : SAY_PAGE, CAUSE_REPEAT);
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
	if (page != PAGE_SAVING && page != PAGE_STAFF_BUSY && page != PAGE_GOODBYE &&
		page != PAGE_ALOUD && page != PAGE_CANCEL) {
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
		settings_speech(kiosk, !kiosk->session->speech);
		break;
	case KEY_F7:
		settings_step(kiosk, ACTION_SLOWER);
		break;
	case KEY_F8:
		settings_step(kiosk, ACTION_FASTER);
		break;
	case KEY_F9:
		settings_step(kiosk, ACTION_SOFTER);
		break;
	case KEY_F10:
		settings_step(kiosk, ACTION_LOUDER);
		break;
	case KEY_F11:
		settings_switch_language(kiosk);
		break;
	case KEY_F12:
		open_page(kiosk, ACTION_SETTINGS);
		break;
	case KEY_NONE:
	case KEY_COUNT:
		break;
	}
}

/* Who types at once, with the summary of errors in focus, means the field that it names first. */
static void
mend(struct kiosk *kiosk, struct str text)
{
	const int32_t alert = kiosk->tree.focus;
	for (int32_t i = 0; i < kiosk->tree.n; i++) {
		const struct node *link = &kiosk->tree.nodes[i];
		if (link->parent != alert || link->action.kind != ACTION_GO_TO) {
			continue;
		}
		const int32_t field = filling_first_of(kiosk, link->place);
		if (field >= 0 && kiosk->tree.nodes[field].role == ROLE_FIELD) {
			const struct place place = kiosk->tree.nodes[field].place;
			visit_act(kiosk, link->action);
			typing_edit(kiosk, place);
			typing_insert(kiosk, text);
		}
		return;
	}
}

/* Whether the field takes the character: a part of a date takes digits only. */
static bool
takes(const struct kiosk *kiosk, struct str text)
{
	const struct session *s = kiosk->session;
	const struct element *e = place_element(&s->answers, s->edited);
	return e->validation.kind != TEXT_DIGITS || text.n == 0 ||
		(text.p[0] >= '0' && text.p[0] <= '9');
}

/* What people write between the parts of a date leads from one to the next; anything else lets the field say what it wants. */
static void
pass_over(struct kiosk *kiosk, struct str text)
{
	static const struct str between = STR(" /-.,");
	const struct tree *tree = &kiosk->tree;
	const struct node *field = kiosk_focus_node(kiosk);
	const int32_t next = tree->focus + 1;
	const bool leads_on = str_find(between, text, 0) < between.n && field->value.n > 0;
	if (leads_on && next < tree->n && tree->nodes[next].parent == field->parent) {
		move_focus(kiosk, false);
	} else {
		repeat(kiosk, false);
	}
}

static void
type_text(struct kiosk *kiosk, struct str text)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	if (typing_is_on(kiosk) && !takes(kiosk, text)) {
		pass_over(kiosk, text);
	} else if (typing_is_on(kiosk)) {
		typing_insert(kiosk, text);
	} else if (focus != NULL && focus->role == ROLE_ALERT && !str_eq(text, STR(" "))) {
		mend(kiosk, text);
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

/*
 * A key of the screen that types is said as what it types would be: to the headphones, or as a star where others must
 * not hear the answer. Whoever has neither headphones nor said yes can type unheard on a keyboard only.
 */
static void
explore_key(struct kiosk *kiosk, const struct node *key)
{
	if (key->action.arg2 != KEYBOARD_TYPE || key->action.arg == ' ') {
		kiosk_say_message(kiosk, key->name, CAUSE_FOCUS);
		return;
	}
	kiosk->n_character = (int32_t)utf8_put(kiosk->character, (uint32_t)key->action.arg);
	kiosk->typed = false;
	kiosk->deleted = false;
	kiosk_say(kiosk, SAY_CHARACTER, CAUSE_FOCUS);
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
		explore_key(kiosk, node);
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
	if (node == NULL || pressed.n == 0 || !str_eq(pressed, node->id) ||
		kiosk->now < kiosk->guard_until) {
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
	if (phase == POINTER_DOWN) {
		remember(
			kiosk->pressed, &kiosk->n_pressed, hit >= 0 ? kiosk->tree.nodes[hit].id : STR_NONE);
	} else if (phase == POINTER_UP) {
		release(kiosk, hit);
		/* Not before the finger is up: the keyboard that comes with it would move the page away from under the finger. */
		if (!kiosk->session->touching) {
			kiosk->session->touching = true;
			kiosk->dirty = true;
		}
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
		settings_speech(kiosk, true);
	} else if (jack == JACK_NONE && had) {
		/* Nothing moves to the speaker by itself (K-63). */
		kiosk_hush(kiosk);
		s->speech = false;
		s->asked_aloud = false;
		s->aloud = false;
	}
}

/* Whether the event is something a person did. */
bool
input_is(const struct event *event)
{
	return event->kind == EVENT_KEY || event->kind == EVENT_TEXT || event->kind == EVENT_JACK ||
		(event->kind == EVENT_POINTER && event->pointer.phase != POINTER_MOVE);
}

void
input_take(struct kiosk *kiosk, const struct event *event)
{
	struct session *s = kiosk->session;
	s->active_at = kiosk->now;
	if (!s->timing_out && staff_notes(kiosk, event)) {
		return;
	}
	if (event->kind == EVENT_JACK) {
		plug(kiosk, event->jack);
		return;
	}
	if (s->page == PAGE_GOODBYE) {
		if (kiosk->now >= kiosk->guard_until) {
			idle_end_visit(kiosk);
		}
		return;
	}
	if (s->timing_out) {
		/* Any one action gives more time, and does nothing else. The finger's way up belongs to it. */
		if (event->kind != EVENT_POINTER || event->pointer.phase == POINTER_UP) {
			idle_close_notice(kiosk);
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

/* SPDX-License-Identifier: MIT */
/* The walk through the self-test: what is noted of keys, touches and headphones, and how a step ends. */
#include "core/kiosk_state.h"
#include "core/selftest_walk.h"
#include "core/staff_fields.h"

void
staff_enter_step(struct kiosk *kiosk)
{
	struct staff *staff = &kiosk->session->staff;
	staff->keys = 0;
	staff->zones = 0;
	staff->letters = false;
	staff->space = false;
	staff->bad_measure = false;
	answer_clear(&kiosk->session->answers, STAFF_FIELD_MEASURE);
	visit_go(kiosk, PAGE_STAFF_TEST);
}

void
staff_judge(struct kiosk *kiosk, enum selftest_outcome outcome)
{
	struct staff *staff = &kiosk->session->staff;
	staff->test.outcome[staff->step] = (uint8_t)outcome;
	if (staff->step + 1 == SELFTEST_COUNT) {
		staff_store(kiosk);
		return;
	}
	staff->step = (enum selftest_item)(staff->step + 1);
	staff_enter_step(kiosk);
}

/* Plain text of a number ("49.5") in thousandths. */
static int32_t
thousandths(struct str plain)
{
	int32_t value = 0, places = -1;
	for (size_t i = 0; i < plain.n && places < 3 && value < 1000000; i++) {
		if (plain.p[i] == '.') {
			places = 0;
		} else if (plain.p[i] >= '0' && plain.p[i] <= '9') {
			value = value * 10 + (plain.p[i] - '0');
			places += places >= 0 ? 1 : 0;
		} else {
			return 0;
		}
	}
	for (places = places < 0 ? 0 : places; places < 3; places++) {
		value *= value < 1000000 ? 10 : 1;
	}
	return value;
}

void
staff_measure(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	const int32_t bar_um = selftest_walk_bar_mm(&kiosk->options) * 1000;
	const bool is_number = typing_settle(kiosk, place_of(STAFF_FIELD_MEASURE)) == FAULT_NONE;
	const int32_t measured = is_number ?
		thousandths(answer_text(&s->answers, STAFF_FIELD_MEASURE)) :
		0;
	const int32_t scale = selftest_walk_scale(&kiosk->options, bar_um, measured);
	s->staff.bad_measure = scale == 0;
	if (scale == 0) {
		visit_go(kiosk, PAGE_STAFF_TEST); /* the caret may be behind the end of what was typed */
		return;
	}
	s->staff.test.bar_um = bar_um;
	s->staff.test.measured_um = measured;
	s->staff.test.milli_px_per_mm = scale;
	/* within a fiftieth: what a ruler and an eye can tell */
	const int32_t off = measured > bar_um ? measured - bar_um : bar_um - measured;
	staff_judge(kiosk, off * 50 <= bar_um ? SELFTEST_GOOD : SELFTEST_BAD);
}

/* ---- what is noted ---- */

static void
say_noted(struct kiosk *kiosk, struct str what)
{
	kiosk->dirty = true;
	kiosk->guard_until = 0;
	kiosk_say_message(kiosk, what, CAUSE_CHANGE);
}

static bool
note_key(struct kiosk *kiosk, enum key key)
{
	struct staff *staff = &kiosk->session->staff;
	const uint32_t bit = (uint32_t)1 << key;
	if (key == KEY_NONE || key >= KEY_COUNT || staff->keys & bit) {
		return false;
	}
	staff->keys |= bit;
	say_noted(kiosk, selftest_walk_key(kiosk->session->lang, key));
	return true;
}

static bool
note_text(struct kiosk *kiosk, struct str text)
{
	struct staff *staff = &kiosk->session->staff;
	const bool is_space = str_eq(text, STR(" "));
	if (is_space ? staff->space : staff->letters) {
		return false;
	}
	staff->space = staff->space || is_space;
	staff->letters = staff->letters || !is_space;
	say_noted(
		kiosk, msg(kiosk->session->lang, is_space ? MSG_KEYBOARD_SPACE : MSG_SELFTEST_LETTERS));
	return true;
}

/* Down notes; the finger's way up belongs to it. */
static bool
note_touch(struct kiosk *kiosk, const struct event *event)
{
	struct staff *staff = &kiosk->session->staff;
	const int32_t zone = selftest_walk_zone_at(
		&kiosk->options.display, event->pointer.x, event->pointer.y);
	if (event->pointer.phase != POINTER_DOWN || zone < 0 || staff->zones & (uint32_t)1 << zone) {
		return false;
	}
	staff->zones |= (uint32_t)1 << zone;
	kiosk->n_pressed = 0;
	say_noted(kiosk, selftest_walk_zone(kiosk->session->lang, zone));
	return true;
}

/* Plugged in: the jack is known to work. Out again is no reason to fall silent: there is nothing private here. */
static void
note_jack(struct kiosk *kiosk, enum jack jack)
{
	struct session *s = kiosk->session;
	const bool came = jack == JACK_HEADPHONES && s->jack == JACK_NONE;
	s->jack = jack;
	kiosk->dirty = true;
	if (s->page == PAGE_STAFF_TEST && s->overlay == PAGE_WELCOME && came &&
		s->staff.step == SELFTEST_JACK) {
		staff_judge(kiosk, SELFTEST_GOOD);
	}
}

/*
 * A reader types whatever has the focus: where the top of the page leaves no room for the field, or a technician has gone on to a
 * button, the card is meant all the same.
 */
static bool
catch_card(struct kiosk *kiosk, struct str text)
{
	const struct node *focus = kiosk_focus_node(kiosk);
	const bool is_typing = focus != NULL && focus->role == ROLE_FIELD;
	const bool is_digit = text.n == 1 && text.p[0] >= '0' && text.p[0] <= '9';
	/* a PIN has no letters, a card begins with one */
	const bool is_misled = is_typing && focus->place.element == STAFF_FIELD_PIN && !is_digit &&
		answer_is_empty(&kiosk->session->answers, STAFF_FIELD_CARD);
	if ((is_typing && !is_misled) || str_eq(text, STR(" "))) {
		return false;
	}
	kiosk_set_focus(kiosk, staff_field_name(STAFF_FIELD_CARD));
	typing_edit(kiosk, place_of(STAFF_FIELD_CARD));
	typing_insert(kiosk, text);
	return true;
}

bool
staff_notes(struct kiosk *kiosk, const struct event *event)
{
	const struct session *s = kiosk->session;
	if (session_is_staff(s) && event->kind == EVENT_JACK) {
		note_jack(kiosk, event->jack);
		return true;
	}
	if (session_page(s) == PAGE_STAFF_SIGN_IN && event->kind == EVENT_TEXT) {
		return catch_card(kiosk, event->text);
	}
	if (session_page(s) != PAGE_STAFF_TEST) {
		return false;
	}
	if (s->staff.step == SELFTEST_KEYPAD && event->kind == EVENT_KEY) {
		return note_key(kiosk, event->key);
	}
	if (s->staff.step == SELFTEST_KEYPAD && event->kind == EVENT_TEXT) {
		return note_text(kiosk, event->text);
	}
	return s->staff.step == SELFTEST_TOUCH && event->kind == EVENT_POINTER &&
		note_touch(kiosk, event);
}

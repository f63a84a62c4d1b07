/* SPDX-License-Identifier: MIT */
/* What a client sets for the visit: language, voice, size, colours, and whether answers may be heard. */
#include "core/kiosk_state.h"
#include "core/msg.h"

static bool
step_is_private(const struct session *s)
{
	struct way way;
	session_way(s, &way);
	const int32_t first = way.n > 0 ? way.steps[way.at].first : 0;
	for (int32_t i = 0; way.n > 0 && i < way.steps[way.at].n; i++) {
		if (s->form->elements[way.walk[first + i]].is_private) {
			return true;
		}
	}
	return false;
}

void
settings_ask_aloud(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	/* With headphones, or without a voice, there is nothing to ask any more. */
	if (s->overlay == PAGE_ALOUD && (!s->speech || session_may_speak_private(s))) {
		const enum say say = kiosk->say;
		const bool lost = s->speech_lost;
		visit_cancel_overlay(kiosk);
		/* That the voice goes is all it may still say. */
		kiosk->say = s->speech ? kiosk->say : say;
		s->speech_lost = lost;
	}
	if (!s->speech || s->asked_aloud || session_may_speak_private(s) ||
		s->overlay != PAGE_WELCOME) {
		return;
	}
	if (s->page == PAGE_REVIEW || (s->page == PAGE_QUESTION && step_is_private(s))) {
		visit_open_overlay(kiosk, PAGE_ALOUD);
	}
}

void
settings_switch_language(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (session_page(s) == PAGE_WELCOME) {
		return; /* both languages are there */
	}
	s->lang = s->lang == LANG_EN ? LANG_FR : LANG_EN;
	typing_translate(kiosk);
	s->plaintext_is_old = true;
	kiosk->dirty = true;
	kiosk_say(kiosk, SAY_PAGE, CAUSE_PAGE);
}

void
settings_speech(struct kiosk *kiosk, bool on)
{
	struct session *s = kiosk->session;
	if (on && s->speech_failed) {
		return;
	}
	s->speech = on;
	kiosk->dirty = true;
	if (on) {
		kiosk_say(kiosk, SAY_ORIENTATION, CAUSE_SETTING);
	} else {
		kiosk->last_words = true;
		kiosk_say_message(kiosk, msg(s->lang, MSG_UTTER_SPEECH_OFF), CAUSE_SETTING);
	}
}

static int32_t
bounded(int32_t value, int32_t steps)
{
	return value < 0 ? 0 : value >= steps ? steps - 1 : value;
}

void
settings_step(struct kiosk *kiosk, enum action_kind kind)
{
	struct session *s = kiosk->session;
	const bool is_rate = kind == ACTION_SLOWER || kind == ACTION_FASTER;
	const int32_t by = kind == ACTION_FASTER || kind == ACTION_LOUDER ? 1 : -1;
	if (is_rate) {
		s->rate = bounded(s->rate + by, RATE_STEPS);
	} else {
		s->volume = bounded(s->volume + by, VOLUME_STEPS);
		kiosk_effect(kiosk, EFFECT_VOLUME)->volume = s->volume;
	}
	char numbers[2][4];
	struct text n;
	struct text m;
	text_init(&n, numbers[0], sizeof(numbers[0]));
	text_init(&m, numbers[1], sizeof(numbers[1]));
	text_int(&n, (is_rate ? s->rate : s->volume) + 1);
	text_int(&m, is_rate ? RATE_STEPS : VOLUME_STEPS);
	const struct msg_arg args[] = { { "n", text_str(&n) }, { "m", text_str(&m) } };
	kiosk_say_message(kiosk,
		msg_fill(&kiosk->pages[kiosk->page], s->lang, is_rate ? MSG_UTTER_RATE : MSG_UTTER_VOLUME,
			args, 2),
		CAUSE_SETTING);
	kiosk->dirty = true;
}

void
settings_look(struct kiosk *kiosk, struct action action)
{
	struct session *s = kiosk->session;
	if (action.kind == ACTION_SIZE) {
		s->size = action.arg;
	} else {
		s->theme = action.arg;
	}
	s->part = -1;
	kiosk->dirty = true;
	kiosk_say(kiosk, SAY_CHOICE, CAUSE_SETTING);
}

void
settings_answer_aloud(struct kiosk *kiosk, bool yes)
{
	struct session *s = kiosk->session;
	s->asked_aloud = true;
	s->aloud = yes;
	if (s->overlay == PAGE_ALOUD) {
		visit_cancel_overlay(kiosk);
	} else {
		kiosk_set_focus(kiosk, STR("words"));
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
	}
}

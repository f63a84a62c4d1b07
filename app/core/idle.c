/* SPDX-License-Identifier: MIT */
/* The one time limit: inactivity, its notice, and the end of a visit (K-46 to K-50). */
#include "core/kiosk_state.h"

#include <string.h>

/* A voice that never reports its end must not keep a client's answers on the screen for ever. */
static bool
is_talking(const struct kiosk *kiosk)
{
	return kiosk->speaking &&
		kiosk->now - kiosk->speaking_since <
		kiosk->options.idle_limit * kiosk->session->patience + SPEECH_LOST_MS;
}

/* On the untouched first page there is nothing to erase and no time limit. */
static bool
has_limit(const struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (s->page == PAGE_SAVING || s->page == PAGE_STAFF_BUSY || s->page == PAGE_GOODBYE) {
		return false;
	}
	/* As visit_reset() leaves it: headphones that stay plugged in keep the voice on. */
	const bool speech = !s->speech_failed &&
		(kiosk->options.speech_at_start || s->jack == JACK_HEADPHONES);
	const bool changed = s->size != kiosk->options.size ||
		s->theme != (int32_t)kiosk->options.theme || s->speech != speech ||
		s->rate != RATE_DEFAULT || s->volume != VOLUME_DEFAULT || s->overlay != PAGE_WELCOME;
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
	if (s->page == PAGE_SAVING || s->page == PAGE_STAFF_BUSY) {
		return kiosk->told_to_wait ? MS_NEVER : kiosk->page_at + SAVING_TOLD_MS;
	}
	if (!has_limit(kiosk)) {
		return MS_NEVER;
	}
	const ms_t limit = kiosk->options.idle_limit * s->patience;
	const ms_t news = delivery_due(kiosk);
	const ms_t idle = kiosk->speaking ? kiosk->speaking_since + limit + SPEECH_LOST_MS :
										s->active_at + limit;
	return news < idle ? news : idle;
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

void
idle_close_notice(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	s->timing_out = false;
	/* The notice has been answered: the rest of it would be false (K-18). */
	kiosk_hush(kiosk);
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
		if (session_is_staff(s)) {
			staff_leave(kiosk);
			return;
		}
		visit_finish(kiosk, s->page == PAGE_CONFIRMATION ? FAREWELL_IDLE_SAVED : FAREWELL_IDLE);
		return;
	}
	s->seconds_left = (int32_t)((left + 999) / 1000);
	kiosk->dirty = true;
	/* Who cannot see the seconds hears of them twice more. */
	if (s->seconds_left == 30 || s->seconds_left == 10) {
		kiosk_say(kiosk, SAY_SECONDS, CAUSE_TIMEOUT);
	}
}

void
idle_end_visit(struct kiosk *kiosk)
{
	kiosk_hush(kiosk);
	kiosk_effect(kiosk, EFFECT_WIPE);
	visit_reset(kiosk);
	/* The next client has not come yet: an empty room is not talked to. */
	kiosk->say = SAY_NOTHING;
}

void
idle_tick(struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (kiosk->now < kiosk_due(kiosk)) {
		return;
	}
	if (s->timing_out) {
		count_down(kiosk);
	} else if (s->page == PAGE_GOODBYE) {
		idle_end_visit(kiosk);
	} else if (s->page == PAGE_SAVING || s->page == PAGE_STAFF_BUSY) {
		kiosk->told_to_wait = true;
		kiosk_say(kiosk, SAY_PAGE, CAUSE_PAGE);
	} else if (kiosk->now >= delivery_due(kiosk)) {
		delivery_tell(kiosk);
	} else if (has_limit(kiosk) && !is_talking(kiosk)) {
		show_notice(kiosk);
	}
}

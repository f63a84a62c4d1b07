/* SPDX-License-Identifier: MIT */
/* A client's way through the pages: what every action does. */
#include "core/keyboard.h"
#include "core/kiosk_state.h"
#include "core/known.h"
#include "core/msg.h"
#include "core/submission.h"

#include <assert.h>
#include <string.h>

void
visit_go(struct kiosk *kiosk, enum page_kind page)
{
	kiosk->session->page = page;
	kiosk->session->overlay = PAGE_WELCOME;
	kiosk_enter(kiosk);
}

void
visit_open_overlay(struct kiosk *kiosk, enum page_kind overlay)
{
	struct session *s = kiosk->session;
	if (s->overlay == PAGE_WELCOME) {
		memcpy(s->focus_below, s->focus, sizeof(s->focus));
		s->n_focus_below = s->n_focus;
	}
	/* From the first page, help and settings speak the language of the button that has the focus. */
	const struct node *focus = kiosk_focus_node(kiosk);
	if (s->page == PAGE_WELCOME && focus != NULL && focus->action.kind == ACTION_LANGUAGE) {
		s->lang = (enum lang)focus->action.arg;
	}
	s->overlay = overlay;
	kiosk_enter(kiosk);
}

/* The page below comes back with the focus where it was. */
void
visit_cancel_overlay(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	s->overlay = PAGE_WELCOME;
	kiosk_enter(kiosk);
	kiosk_set_focus(kiosk, (struct str){ s->focus_below, (size_t)s->n_focus_below });
}

static void
start_form(struct kiosk *kiosk, const struct form *form)
{
	struct session *s = kiosk->session;
	if (s->form != form) {
		s->form = form;
		s->folded = 0;
		/* In the place of another service's: that one had no answers, or the client would have been asked. */
		kiosk->session_arena->used = kiosk->answers_mark;
		answers_init(&s->answers, form, kiosk->session_arena);
		kiosk->plaintext_mark = kiosk->session_arena->used;
	}
	/* A kiosk whose clock is in doubt asks: the department can still say no, and nobody is sent away for nothing. */
	s->closed = form->has_closing && s->wall_sure &&
		s->start_wall + (kiosk->now - s->start_at) >= form->closing_wall;
	visit_go(kiosk, PAGE_START);
}

static void
choose_language(struct kiosk *kiosk, enum lang lang)
{
	kiosk->session->lang = lang;
	if (kiosk->options.n_forms == 1) {
		start_form(kiosk, kiosk->options.forms[0]);
	} else {
		visit_go(kiosk, PAGE_SERVICES);
	}
}

static bool
has_answers(const struct session *s)
{
	for (int32_t e = 0; s->form != NULL && e < s->form->n_elements; e++) {
		if (!answer_is_empty(&s->answers, e)) {
			return true;
		}
	}
	return false;
}

static void
next(struct kiosk *kiosk)
{
	if (kiosk->session->page == PAGE_START && !kiosk->session->closed) {
		filling_begin(kiosk);
	} else if (kiosk->session->page == PAGE_QUESTION) {
		filling_next(kiosk);
	} else if (kiosk->session->page == PAGE_REVIEW) {
		visit_go(kiosk, PAGE_SUBMIT);
	} else if (session_is_staff(kiosk->session)) {
		staff_next(kiosk);
	}
}

static void
back_from_start(struct kiosk *kiosk)
{
	/* Going back never loses anything without a question (D22). */
	if (has_answers(kiosk->session)) {
		visit_open_overlay(kiosk, PAGE_CANCEL);
	} else {
		visit_go(kiosk, kiosk->options.n_forms > 1 ? PAGE_SERVICES : PAGE_WELCOME);
	}
}

void
visit_back(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (s->overlay == PAGE_ALOUD) {
		settings_answer_aloud(kiosk, false);
		return;
	}
	if (s->overlay != PAGE_WELCOME) {
		visit_cancel_overlay(kiosk);
		return;
	}
	switch (s->page) {
	case PAGE_SERVICES:
		visit_go(kiosk, PAGE_WELCOME);
		break;
	case PAGE_START:
		back_from_start(kiosk);
		break;
	case PAGE_QUESTION:
		filling_back(kiosk);
		break;
	case PAGE_REVIEW:
	case PAGE_EXIT:
		filling_back_to_last(kiosk);
		break;
	case PAGE_SUBMIT:
	case PAGE_NOT_SAVED:
		visit_go(kiosk, PAGE_REVIEW);
		break;
	case PAGE_STAFF_SIGN_IN:
	case PAGE_STAFF_MENU:
	case PAGE_STAFF_BUSY:
	case PAGE_STAFF_RESULT:
	case PAGE_STAFF_CONFIRM:
	case PAGE_STAFF_SETUP:
	case PAGE_STAFF_ENROL:
	case PAGE_STAFF_TEST:
	case PAGE_STAFF_DIAGNOSIS:
		staff_back(kiosk);
		break;
	case PAGE_WELCOME:
	case PAGE_SAVING:
	case PAGE_CONFIRMATION:
	case PAGE_GOODBYE:
	case PAGE_HELP:
	case PAGE_SETTINGS:
	case PAGE_CANCEL:
	case PAGE_ALOUD:
	case PAGE_REMOVE:
	case PAGE_TIMEOUT:
	case PAGE_COUNT:
		break;
	}
}

static uint32_t
random_u16(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 8 | bytes[1];
}

/* Identity and plaintext, made once for what is submitted (D2); a second try sends the very same bytes. */
static void
write_submission(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	const ms_t wall = s->start_wall + (kiosk->now - s->start_at);
	uuid7_make(wall, s->random, s->id);
	reference_make(s->random + 10, s->reference);
	s->words[0] = callback_word(s->lang, random_u16(s->random + 16));
	/* Never the same word twice: "maple, maple" would be taken for a slip. */
	const uint32_t second = random_u16(s->random + 18);
	s->words[1] = callback_word(s->lang, second);
	if (str_eq(s->words[0], s->words[1])) {
		s->words[1] = callback_word(s->lang, second + 1);
	}
	const struct submission submission = {
		.id = { s->id, sizeof(s->id) },
		.reference = { s->reference, sizeof(s->reference) },
		.callback_words = { s->words[0], s->words[1] },
		.lang = s->lang,
		.created_wall = wall,
		.wall_sure = s->wall_sure,
		.time_zone = kiosk->options.time_zone,
		.device = kiosk->options.device,
	};
	kiosk->session_arena->used = kiosk->plaintext_mark;
	struct text text;
	text_begin(&text, kiosk->session_arena, SUBMISSION_MAX_BYTES);
	submission_write(&submission, &s->answers, &text);
	assert(!text.full); /* the loader bounds what the answers can grow to */
	s->plaintext = text_end(&text, kiosk->session_arena);
	s->plaintext_is_old = false;
	s->delivered = false;
	/* A request that is changed after a failed try is another request. */
	for (size_t i = 0; i < 20; i++) {
		s->random[i] = (uint8_t)(s->random[i] ^ s->random[20 + i]);
		s->random[20 + i] = (uint8_t)(s->random[20 + i] + s->random[40 + i]);
	}
}

static void
save(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	s->ticket++;
	struct effect *effect = kiosk_effect(kiosk, EFFECT_SAVE);
	effect->save = (struct sealed_request){
		.ticket = s->ticket,
		.id = { s->id, sizeof(s->id) },
		.plaintext = s->plaintext,
		.reference = { s->reference, sizeof(s->reference) },
		.form_id = s->form->id,
		.form_version = s->form->version,
		.lang = s->lang,
		.created_wall = s->start_wall + (kiosk->now - s->start_at),
	};
	visit_go(kiosk, PAGE_SAVING);
}

static void
submit(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	if (!filling_check(kiosk)) {
		return;
	}
	/* What did not change since a failed try is the same request: same id, same bytes (D2). */
	if (s->plaintext.n == 0 || s->plaintext_is_old) {
		write_submission(kiosk);
	}
	save(kiosk);
}

void
visit_stored(struct kiosk *kiosk, uint32_t ticket, enum stored status)
{
	struct session *s = kiosk->session;
	if (s->page != PAGE_SAVING || ticket != s->ticket) {
		return;
	}
	s->stored = status;
	if (status == STORED_OK) {
		/* The request is safe: from here on the answers are of no more use to the client (K-66). */
		explicit_bzero((void *)s->plaintext.p, s->plaintext.n);
		s->plaintext = STR_NONE;
		if (kiosk->options.n_forms > 1) {
			known_keep(s);
		}
		for (int32_t e = 0; e < s->form->n_elements; e++) {
			answer_clear(&s->answers, e);
		}
		kiosk->scrub = true;
	}
	visit_go(kiosk, status == STORED_OK ? PAGE_CONFIRMATION : PAGE_NOT_SAVED);
}

void
visit_finish(struct kiosk *kiosk, enum farewell farewell)
{
	struct session *s = kiosk->session;
	struct session kept = { .lang = s->lang,
		.size = s->size,
		.theme = s->theme,
		.speech = s->speech,
		.speech_failed = s->speech_failed,
		.rate = s->rate,
		.volume = s->volume,
		.jack = s->jack,
		.link_up = s->link_up,
		.link_known = s->link_known,
		.patience = 1,
		.edited = PLACE_NONE,
		.part = -1 };
	explicit_bzero(kiosk->character, sizeof(kiosk->character));
	arena_wipe(kiosk->session_arena);
	kiosk->session = arena_take(kiosk->session_arena, sizeof(*kiosk->session));
	*kiosk->session = kept;
	kiosk->session->farewell = farewell;
	kiosk->scrub = true;
	visit_go(kiosk, PAGE_GOODBYE);
}

void
visit_reset(struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	struct session fresh = { .lang = kiosk->options.first_lang,
		.size = kiosk->options.size,
		.theme = (int32_t)kiosk->options.theme,
		.speech_failed = s->speech_failed,
		.rate = RATE_DEFAULT,
		.volume = VOLUME_DEFAULT,
		.jack = s->jack,
		.link_up = s->link_up,
		.link_known = s->link_known,
		.patience = 1,
		.edited = PLACE_NONE,
		.part = -1,
		.active_at = kiosk->now };
	fresh.speech = !fresh.speech_failed &&
		(kiosk->options.speech_at_start || s->jack == JACK_HEADPHONES);
	explicit_bzero(kiosk->character, sizeof(kiosk->character));
	arena_wipe(kiosk->session_arena);
	kiosk->session = arena_take(kiosk->session_arena, sizeof(*kiosk->session));
	*kiosk->session = fresh;
	arena_init(
		&kiosk->session->kept_store, arena_raw(kiosk->session_arena, KEPT_BYTES), KEPT_BYTES);
	kiosk->answers_mark = kiosk->session_arena->used;
	kiosk->scrub = true;
	kiosk_enter(kiosk);
}

/* Opens or closes; the button stays where it is seen. */
static void
disclose(struct kiosk *kiosk, int32_t disclosure)
{
	kiosk->session->folded ^= (uint64_t)1 << disclosure;
	kiosk->session->part = -1;
	kiosk->dirty = true;
	kiosk_say(kiosk, SAY_CHOICE, CAUSE_CHANGE);
}

/* The request before is stored and its answers are erased, but for what is known now (known.h). */
static void
begin_another(struct kiosk *kiosk)
{
	kiosk->session->form = NULL;
	kiosk->session->words[0] = kiosk->session->words[1] = STR_NONE;
	kiosk->session->delivered = false;
	visit_go(kiosk, PAGE_SERVICES);
}

/* The next part of a page that does not fit, by its button. */
static void
turn_part(struct kiosk *kiosk, int32_t by)
{
	struct session *s = kiosk->session;
	const int32_t to = kiosk->tree.part + by;
	s->part = to < 0 || to >= kiosk->tree.parts ? kiosk->tree.part : to;
	kiosk->dirty = true;
	kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
}

void
visit_act(struct kiosk *kiosk, struct action action)
{
	struct session *s = kiosk->session;
	switch (action.kind) {
	case ACTION_NONE:
	case ACTION_STAY: /* any input does it */
		break;
	case ACTION_LANGUAGE:
		choose_language(kiosk, (enum lang)action.arg);
		break;
	case ACTION_SWITCH_LANGUAGE:
		settings_switch_language(kiosk);
		break;
	case ACTION_SERVICE:
		start_form(kiosk, kiosk->options.forms[action.arg]);
		break;
	case ACTION_BACK:
	case ACTION_CLOSE:
		visit_back(kiosk);
		break;
	case ACTION_NEXT:
		next(kiosk);
		break;
	case ACTION_MORE:
	case ACTION_LESS:
		turn_part(kiosk, action.kind == ACTION_MORE ? 1 : -1);
		break;
	case ACTION_EDIT:
	case ACTION_CHOOSE:
	case ACTION_CLEAR:
	case ACTION_SHOW:
	case ACTION_OFFER:
	case ACTION_MATCHES:
	case ACTION_ADD_ROW:
	case ACTION_REMOVE_ROW:
	case ACTION_REMOVE_ROW_YES:
	case ACTION_CHANGE:
	case ACTION_GO_TO:
		filling_act(kiosk, action);
		break;
	case ACTION_EXIT:
		visit_finish(kiosk, FAREWELL_LEFT);
		break;
	case ACTION_ANOTHER:
		begin_another(kiosk);
		break;
	case ACTION_SUBMIT:
		submit(kiosk);
		break;
	case ACTION_RETRY:
		save(kiosk);
		break;
	case ACTION_CANCEL:
		visit_open_overlay(kiosk, PAGE_CANCEL);
		break;
	case ACTION_CANCEL_YES:
		visit_finish(kiosk, FAREWELL_CANCELLED);
		break;
	case ACTION_CANCEL_NO:
		visit_cancel_overlay(kiosk);
		break;
	case ACTION_DONE:
		visit_finish(kiosk, FAREWELL_DONE);
		break;
	case ACTION_MORE_TIME:
		s->patience = 10;
		visit_cancel_overlay(kiosk);
		break;
	case ACTION_SPEECH:
		settings_speech(kiosk, !s->speech);
		break;
	case ACTION_ALOUD_YES:
	case ACTION_ALOUD_NO:
		settings_answer_aloud(kiosk, action.kind == ACTION_ALOUD_YES);
		break;
	case ACTION_HELP:
		visit_open_overlay(kiosk, PAGE_HELP);
		break;
	case ACTION_SETTINGS:
		visit_open_overlay(kiosk, PAGE_SETTINGS);
		break;
	case ACTION_SIZE:
	case ACTION_THEME:
		settings_look(kiosk, action);
		break;
	case ACTION_SLOWER:
	case ACTION_FASTER:
	case ACTION_SOFTER:
	case ACTION_LOUDER:
		settings_step(kiosk, action.kind);
		break;
	case ACTION_KEY:
		typing_press(kiosk, action);
		break;
	case ACTION_DISCLOSE:
		disclose(kiosk, action.arg);
		break;
	case ACTION_STAFF:
		staff_act(kiosk, action);
		break;
	}
}

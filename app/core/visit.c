/* SPDX-License-Identifier: MIT */
/* A client's way through the pages: what every action does. */
#include "core/keyboard.h"
#include "core/kiosk_state.h"
#include "core/msg.h"
#include "core/submission.h"

#include <assert.h>
#include <string.h>

static void
go(struct kiosk *kiosk, enum page_kind page)
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

/* Goes to a page of questions; its first field is ready for typing. */
static void
go_step(struct kiosk *kiosk, const struct way *way, int32_t index)
{
	struct session *s = kiosk->session;
	s->element = way->walk[way->steps[index].question];
	go(kiosk, PAGE_QUESTION);
}

static void
go_first_step(struct kiosk *kiosk)
{
	struct way way;
	session_way(kiosk->session, &way);
	if (way.n > 0) {
		go_step(kiosk, &way, 0);
	}
}

/* Checks the questions of one page; remembers their faults for the page to show. Returns how many there are. */
static int32_t
check_step(struct kiosk *kiosk, const struct way *way, int32_t index)
{
	const struct step step = way->steps[index];
	struct session *s = kiosk->session;
	int32_t n = 0;
	for (int32_t i = 0; i < step.n; i++) {
		const int32_t element = way->walk[step.first + i];
		const enum fault fault = typing_settle(kiosk, element) ?
			rules_check(&s->answers, element, &kiosk->options.matcher) :
			FAULT_NUMBER;
		s->faults[element] = (uint8_t)fault;
		n += fault != FAULT_NONE ? 1 : 0;
	}
	return n;
}

static void
clear_faults(struct session *s)
{
	memset(s->faults, FAULT_NONE, (size_t)s->form->n_elements);
}

/* The first page that does not pass, or -1. */
static int32_t
first_faulty(struct kiosk *kiosk, const struct way *way)
{
	for (int32_t i = 0; i < way->n; i++) {
		if (check_step(kiosk, way, i) > 0) {
			return i;
		}
	}
	return -1;
}

/* All is checked again before the review (D24): a change may have opened a question that was never asked. */
static void
go_review(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct way way;
	session_way(s, &way);
	const int32_t faulty = first_faulty(kiosk, &way);
	clear_faults(s);
	if (faulty >= 0) {
		go_step(kiosk, &way, faulty);
		return;
	}
	s->changing = false;
	go(kiosk, PAGE_REVIEW);
}

static void
next_question(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct way way;
	session_way(s, &way);
	const int32_t at = way.at;
	if (at < 0) {
		go_review(kiosk);
		return;
	}
	if (check_step(kiosk, &way, at) > 0) {
		kiosk_enter(kiosk);
		kiosk->cause = CAUSE_ERROR;
		return;
	}
	if (s->changing || at + 1 == way.n) {
		go_review(kiosk);
	} else {
		go_step(kiosk, &way, at + 1);
	}
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
		s->faults = arena_take(kiosk->session_arena, (size_t)form->n_elements + 1);
		kiosk->plaintext_mark = kiosk->session_arena->used;
	}
	go(kiosk, PAGE_START);
}

static void
choose_language(struct kiosk *kiosk, enum lang lang)
{
	kiosk->session->lang = lang;
	if (kiosk->options.n_forms == 1) {
		start_form(kiosk, kiosk->options.forms[0]);
	} else {
		go(kiosk, PAGE_SERVICES);
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
	if (kiosk->session->page == PAGE_START) {
		go_first_step(kiosk);
	} else if (kiosk->session->page == PAGE_QUESTION) {
		next_question(kiosk);
	} else if (kiosk->session->page == PAGE_REVIEW) {
		go(kiosk, PAGE_SUBMIT);
	}
}

static void
back_from_question(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct way way;
	session_way(s, &way);
	const int32_t at = way.at;
	clear_faults(s);
	if (s->changing) {
		go_review(kiosk);
	} else if (at > 0) {
		go_step(kiosk, &way, at - 1);
	} else {
		go(kiosk, PAGE_START);
	}
}

static void
back_from_review(struct kiosk *kiosk)
{
	struct way way;
	session_way(kiosk->session, &way);
	if (way.n > 0) {
		go_step(kiosk, &way, way.n - 1);
	} else {
		go(kiosk, PAGE_START);
	}
}

static void
back_from_start(struct kiosk *kiosk)
{
	/* Going back never loses anything without a question (D22). */
	if (has_answers(kiosk->session)) {
		visit_open_overlay(kiosk, PAGE_CANCEL);
	} else {
		go(kiosk, kiosk->options.n_forms > 1 ? PAGE_SERVICES : PAGE_WELCOME);
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
		go(kiosk, PAGE_WELCOME);
		break;
	case PAGE_START:
		back_from_start(kiosk);
		break;
	case PAGE_QUESTION:
		back_from_question(kiosk);
		break;
	case PAGE_REVIEW:
		back_from_review(kiosk);
		break;
	case PAGE_SUBMIT:
	case PAGE_NOT_SAVED:
		go(kiosk, PAGE_REVIEW);
		break;
	case PAGE_WELCOME:
	case PAGE_SAVING:
	case PAGE_CONFIRMATION:
	case PAGE_GOODBYE:
	case PAGE_HELP:
	case PAGE_SETTINGS:
	case PAGE_CANCEL:
	case PAGE_ALOUD:
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
	go(kiosk, PAGE_SAVING);
}

static void
submit(struct kiosk *kiosk)
{
	struct session *s = kiosk->session;
	struct way way;
	session_way(s, &way);
	if (first_faulty(kiosk, &way) >= 0) {
		go_review(kiosk);
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
		for (int32_t e = 0; e < s->form->n_elements; e++) {
			answer_clear(&s->answers, e);
		}
		kiosk->scrub = true;
	}
	go(kiosk, status == STORED_OK ? PAGE_CONFIRMATION : PAGE_NOT_SAVED);
}

static void
choose(struct kiosk *kiosk, int32_t element, int32_t choice)
{
	struct session *s = kiosk->session;
	answer_choose(&s->answers, element, choice);
	s->plaintext_is_old = true;
	kiosk_say(kiosk, SAY_CHOICE, CAUSE_CHANGE);
	kiosk->dirty = true;
}

static void
go_to_element(struct kiosk *kiosk, int32_t element)
{
	struct session *s = kiosk->session;
	const struct element *e = &s->form->elements[element];
	char id[ID_MAX];
	struct text text;
	text_init(&text, id, sizeof(id));
	text_add(&text, STR("q"));
	text_int(&text, e->id);
	if (element_has_choices(e)) {
		text_add(&text, STR(".c0"));
	}
	kiosk_set_focus(kiosk, text_str(&text));
	kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
}

static void
change(struct kiosk *kiosk, int32_t element)
{
	struct session *s = kiosk->session;
	struct way way;
	s->element = element;
	s->changing = true;
	session_way(s, &way);
	go_step(kiosk, &way, way.at);
	go_to_element(kiosk, element);
	kiosk_say(kiosk, SAY_PAGE, CAUSE_PAGE);
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
		.edited = -1,
		.part = -1 };
	explicit_bzero(kiosk->character, sizeof(kiosk->character));
	arena_wipe(kiosk->session_arena);
	kiosk->session = arena_take(kiosk->session_arena, sizeof(*kiosk->session));
	*kiosk->session = kept;
	kiosk->session->farewell = farewell;
	kiosk->scrub = true;
	go(kiosk, PAGE_GOODBYE);
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
		.edited = -1,
		.part = -1,
		.active_at = kiosk->now };
	fresh.speech = !fresh.speech_failed &&
		(kiosk->options.speech_at_start || s->jack == JACK_HEADPHONES);
	explicit_bzero(kiosk->character, sizeof(kiosk->character));
	arena_wipe(kiosk->session_arena);
	kiosk->session = arena_take(kiosk->session_arena, sizeof(*kiosk->session));
	*kiosk->session = fresh;
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
		turn_part(kiosk, 1);
		break;
	case ACTION_LESS:
		turn_part(kiosk, -1);
		break;
	case ACTION_EDIT:
		s->keyboard = true;
		typing_edit(kiosk, action.arg);
		kiosk_say(kiosk, SAY_FOCUS, CAUSE_FOCUS);
		break;
	case ACTION_CHOOSE:
		choose(kiosk, action.arg, action.arg2);
		break;
	case ACTION_CHANGE:
		change(kiosk, action.arg);
		break;
	case ACTION_GO_TO:
		go_to_element(kiosk, action.arg);
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
	}
}

/* SPDX-License-Identifier: MIT */
/* The kiosk's own state; shared by the modules that make up the step. */
#ifndef CORE_KIOSK_STATE_H
#define CORE_KIOSK_STATE_H

#include "core/kiosk.h"
#include "core/session.h"
#include "core/utter.h"

/* What is to be said once the tree is built. Later ones in the list win over earlier ones within a step. */
enum say {
	SAY_NOTHING,
	SAY_CHARACTER, /* `character`, typed or deleted */
	SAY_CHOICE,
	SAY_MESSAGE,  /* `message` in the session's language */
	SAY_TEST,     /* the word that the self-test wants heard */
	SAY_SECONDS,  /* what is left of the time-out notice */
	SAY_DELIVERY, /* what became of the request */
	SAY_FOCUS,
	SAY_PAGE,
	SAY_ORIENTATION, /* speech was switched on: how to move, then the page */
};

enum { DAMAGE_MAX = 16 };

struct kiosk {
	struct kiosk_options options;
	struct arena *session_arena;
	struct session *session; /* at the start of session_arena */
	size_t answers_mark;     /* session_arena.used before the answers */
	size_t plaintext_mark;   /* the same before the plaintext */
	struct arena *pages;     /* two, used in turn */
	int32_t page;            /* index of the one that holds tree and drawing */
	size_t spoken_mark;      /* its `used` behind them: what is said lies there */
	struct tree tree;
	struct drawing drawing;
	int32_t part_shown; /* of the page that is on the screen */
	bool has_drawing;
	struct rect damage[DAMAGE_MAX];
	int32_t n_damage;
	struct effects *effects; /* of the step under way */

	ms_t now;
	bool dirty;         /* the tree has to be built again */
	bool scrub;         /* the page arenas hold answers that must go */
	struct place go_to; /* whose field gets the focus once the page is built */

	/* speech */
	struct utter_cache words;
	enum say say, last_say;
	enum cause cause;
	struct str message;
	char character[4];
	int32_t n_character;
	bool sought;           /* other choices are found than were told of */
	bool deleted, typed;   /* else the caret moved over it */
	int32_t parent_before; /* of the node that had the focus */
	bool wrapped;          /* the focus went round an end */
	uint32_t utterance;    /* number of the newest */
	bool speaking, paused;
	bool last_words; /* speech was switched off in this step and says so */
	ms_t speaking_since;

	/* input */
	char pressed[ID_MAX]; /* node under the finger that is down */
	int32_t n_pressed;
	char explored[ID_MAX]; /* node that was touched with speech on and not yet acted on */
	int32_t n_explored;
	ms_t guard_until;  /* activation is not taken before: the second press of a trembling hand */
	ms_t page_at;      /* when the page on top was entered */
	bool told_to_wait; /* while a request is stored */
	bool news;         /* the request was delivered, and the client who listens does not know yet */
};

/* How long an activation right after a page change is taken for the tail of the one that caused it. */
enum { GUARD_MS = 350 };
enum {
	NOTICE_MS = 45000 /* K-49 */,
	GOODBYE_MS = 4500,
	SAVING_TOLD_MS = 1000,
	SPEECH_LOST_MS = 60000
};

struct effect *kiosk_effect(struct kiosk *kiosk, enum effect_kind kind);
void kiosk_say(struct kiosk *kiosk, enum say say, enum cause cause);
/* Says a sentence of the catalogue, already in the session's language. */
void kiosk_say_message(struct kiosk *kiosk, struct str message, enum cause cause);
void kiosk_set_focus(struct kiosk *kiosk, struct str id);
/* The page on top is another one now: default focus, first part, said from its beginning. */
void kiosk_enter(struct kiosk *kiosk);
/* Id of the node with the focus, or empty. */
struct str kiosk_focus(const struct kiosk *kiosk);
const struct node *kiosk_focus_node(const struct kiosk *kiosk);

/* Silence, if anything is being said. */
void kiosk_hush(struct kiosk *kiosk);

/* idle.c: the time limit. */
void idle_tick(struct kiosk *kiosk);
/* The client is still there: the page under the notice comes back. */
void idle_close_notice(struct kiosk *kiosk);
/* The goodbye is over: the first page, and everything wiped. */
void idle_end_visit(struct kiosk *kiosk);

/* delivery.c: what becomes of a stored request. */
void delivery_link(struct kiosk *kiosk, bool up);
void delivery_take(struct kiosk *kiosk, struct str id, struct date due);
/* When the news of it is to be said; MS_NEVER: there is none, or something else is being said. */
ms_t delivery_due(const struct kiosk *kiosk);
void delivery_tell(struct kiosk *kiosk);

/* staff.c: the pages for technicians. */
void staff_act(struct kiosk *kiosk, struct action action);
void staff_next(struct kiosk *kiosk);
void staff_back(struct kiosk *kiosk);
void staff_take(struct kiosk *kiosk, uint32_t number, const struct staff_answer *answer);
/* Ends the session at the service, and the visit. */
void staff_leave(struct kiosk *kiosk);
/* Has the result of the self-test stored. */
void staff_store(struct kiosk *kiosk);

/* staff_steps.c: the walk through the self-test. */
void staff_enter_step(struct kiosk *kiosk);
/* The step that is shown is over, with this outcome. */
void staff_judge(struct kiosk *kiosk, enum selftest_outcome outcome);
void staff_measure(struct kiosk *kiosk);
/* Whether the event was noted, and does nothing else: a key or a corner the first time that it is tried, a card wherever the focus is. */
bool staff_notes(struct kiosk *kiosk, const struct event *event);

/* input.c: whether the event is something that a person did; and what it does. */
bool input_is(const struct event *event);
void input_take(struct kiosk *kiosk, const struct event *event);

/* filling.c: the way through a form's questions. */
void filling_begin(struct kiosk *kiosk);
/* Whether all answers will do; else the page of the first that will not is there, without its fault. */
__attribute__((warn_unused_result)) bool filling_check(struct kiosk *kiosk);
void filling_next(struct kiosk *kiosk);
void filling_back(struct kiosk *kiosk);
/* From behind the questions to the last of their pages. */
void filling_back_to_last(struct kiosk *kiosk);
/* What the actions do that are about an answer: those of enum action_kind that have a place. */
void filling_act(struct kiosk *kiosk, struct action action);
/* Index of the field or choice that an answer is given in: of several the first with a fault; -1 where it is not on this page. */
int32_t filling_first_of(const struct kiosk *kiosk, struct place place);

/* visit.c: what an action does to the visit. */
void visit_go(struct kiosk *kiosk, enum page_kind page);
void visit_act(struct kiosk *kiosk, struct action action);
void visit_back(struct kiosk *kiosk);
/* Lays help, settings or a question over the page; and takes it away again. */
void visit_open_overlay(struct kiosk *kiosk, enum page_kind overlay);
void visit_cancel_overlay(struct kiosk *kiosk);
void visit_stored(struct kiosk *kiosk, uint32_t ticket, enum stored status);
/* Erases the client's data and says goodbye. */
void visit_finish(struct kiosk *kiosk, enum farewell farewell);
/* Everything as for the next client. */
void visit_reset(struct kiosk *kiosk);
/* settings.c */
/* Puts the question of D21 over a page that would speak answers on the speaker. */
void settings_ask_aloud(struct kiosk *kiosk);
void settings_switch_language(struct kiosk *kiosk);
void settings_speech(struct kiosk *kiosk, bool on);
void settings_step(struct kiosk *kiosk, enum action_kind kind);
void settings_look(struct kiosk *kiosk, struct action action);
void settings_answer_aloud(struct kiosk *kiosk, bool yes);

/* typing.c: editing the field with the focus. */
bool typing_is_on(const struct kiosk *kiosk);
void typing_insert(struct kiosk *kiosk, struct str text);
void typing_key(struct kiosk *kiosk, enum key key);
void typing_press(struct kiosk *kiosk, struct action action);
/*
 * Before an answer is checked, kept and sent: makes plain text (core/number.h) of a number that was typed, and a choice of one that was
 * spelled out. FAULT_NUMBER, and nothing changed, when it is no number or could be two; FAULT_STRICT when it is none of the choices
 * and nothing else will do. The page has to be entered anew: the caret may be behind the end.
 */
__attribute__((warn_unused_result)) enum fault typing_settle(
	struct kiosk *kiosk, struct place place);
/* After a switch of language: the label in the field is another one, and the caret stands behind it. */
void typing_translate(struct kiosk *kiosk);
/* The field of this answer gets the focus, with the caret behind its text. */
void typing_edit(struct kiosk *kiosk, struct place place);

#endif

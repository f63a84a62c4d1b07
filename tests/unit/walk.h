/* SPDX-License-Identifier: MIT */
/* A client for tests: presses keys, taps, types and waits on a virtual clock, and remembers what came out. */
#ifndef TESTS_WALK_H
#define TESTS_WALK_H

#include "core/kiosk.h"
#include "core/session.h"
#include "platform/regex.h"

enum {
	WALK_PACE_MS = 400,       /* between two presses: longer than the guard after a page change */
	WALK_HEARD = 1024 * 1024, /* bytes of what was said since walk_forget() */
	WALK_SAVED = 512 * 1024,  /* bytes of the last plaintext handed over for sealing */
	WALK_FORM = 2 * 1024 * 1024, /* bytes of memory for the services */
	WALK_FORMS = 4,
};

struct walk {
	struct arena form_memory, permanent, session, pages[2];
	struct regex *regex;
	const struct form *form;              /* the first one */
	const struct form *forms[WALK_FORMS]; /* of walk_open_service() */
	struct kiosk_options options;         /* of walk_open(); may be changed until walk_begin() */
	struct kiosk *kiosk;
	ms_t now;
	ms_t pace;           /* added to the clock before each press */
	bool by_kind;        /* walk_answer() goes by the kind of question, not by its number */
	bool no_phone;       /* how walk_answer() answers "How can we reach you?" */
	const char *details; /* what walk_answer() types into the last field */

	struct effects effects; /* of the last step; what it points at too */
	int32_t n_speaks, n_hushes, n_wipes, n_saves, n_pauses; /* since walk_forget() */
	uint32_t utterance;                                     /* number of the newest */
	bool urgent;
	enum cause cause;
	char *said;  /* words of the newest utterance, spans parted by " | " */
	char *heard; /* all spans as shown since walk_forget(), one a line, each line ended */
	size_t n_heard;
	int32_t n_private; /* private spans since walk_forget() */
	uint32_t ticket;
	char id[37], reference[11]; /* of the last request to be saved */
	char *saved;
	size_t n_saved;
	int32_t n_asks;        /* calls of staff pages since walk_forget() */
	enum staff_verb asked; /* the newest, */
	uint32_t ask;          /* its number, */
	char asked_with[2048]; /* and what it carried: "name=value;" */
	uint8_t visits;        /* times EVENT_START was sent */
};

/* The service request of the source tree, 1080 x 1920 at 4.03 px a mm, English first, size 1, idle limit 180 s, no speech. */
void walk_open(struct walk *walk);
/*
 * The same with another service, and an officer beside the kiosk: of a folder of the source tree ("tests/replay/kinds/household"), or all
 * that are in it ("tests/replay/kinds"). walk_answer() knows an answer for every kind of question then.
 */
void walk_open_service(struct walk *walk, const char *folder);
/* Makes the kiosk and sends it EVENT_START. */
void walk_begin(struct walk *walk);
void walk_close(struct walk *walk);
/* For cmocka: *state is the walk, opened; and begun. */
int walk_set_up(void **state);
int walk_set_up_begun(void **state);
int walk_tear_down(void **state);

/* Any event, at walk->now; answers EFFECT_WIPE with EVENT_START as every program does. */
void walk_step(struct walk *walk, struct event event);
void walk_key(struct walk *walk, enum key key);
void walk_keys(struct walk *walk, enum key key, int32_t times);
/* Types character by character. */
void walk_type(struct walk *walk, const char *text);
void walk_touch(struct walk *walk, enum pointer phase, px_t x, px_t y);
/* Finger down and up in the middle of a node, which must be shown. */
void walk_tap(struct walk *walk, const char *id);
void walk_display(struct walk *walk, px_t w, px_t h, float px_per_mm);
void walk_jack(struct walk *walk, enum jack jack);
/* The newest utterance came to its end by itself. */
void walk_spoken(struct walk *walk);
void walk_stored(struct walk *walk, enum stored status);
/* The newest call of a staff page is answered. */
void walk_answered(struct walk *walk, const struct staff_answer *answer);
/* The same, with nothing but a status. */
void walk_answered_with(struct walk *walk, enum staff_status status);
/* Time passes, with an EVENT_TICK whenever the kiosk has asked for one. */
void walk_wait(struct walk *walk, ms_t ms);

/* Presses Down until the node has the focus; it is a failure of the test when it never gets there. */
void walk_go(struct walk *walk, const char *id);
/* walk_go(), then Enter. */
void walk_press(struct walk *walk, const char *id);
/* Chooses a language on the first page and goes on to the first question. */
void walk_start(struct walk *walk, enum lang lang);
/* Answers the questions of the page that is shown, with answers that pass every check. */
void walk_answer(struct walk *walk);
/* Answers page after page until one of this name is shown: "q6", "review". */
void walk_until(struct walk *walk, const char *page);
/*
 * Leaves the question "q1", behind which is one more page at most, seals the request, which must have exactly these answers, and goes
 * back to the question for the next try.
 */
void walk_assert_sealed(struct walk *walk, const char *answers);
/* From the first page to the confirmation, all answered and stored. */
void walk_confirmed(struct walk *walk, enum lang lang);

const struct tree *walk_tree(const struct walk *walk);
/* NULL when there is none. */
const struct node *walk_node(const struct walk *walk, const char *id);
bool walk_is_on(const struct walk *walk, const char *page);
bool walk_has_focus(const struct walk *walk, const char *id);
bool walk_value_is(const struct walk *walk, const char *id, const char *value);
void walk_forget(struct walk *walk);
/* Whether a span with exactly this text was said since walk_forget(). */
bool walk_heard(const struct walk *walk, struct str shown);
/* Whether the bytes are anywhere in the memory that may hold answers. */
bool walk_holds(const struct walk *walk, const char *marker);

#endif

/* SPDX-License-Identifier: MIT */
/* One client's visit: all that the page is a function of. */
#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include "core/event.h"
#include "core/place.h"
#include "core/reference.h"
#include "core/rules.h"
#include "core/selftest.h"

enum page_kind {
	PAGE_WELCOME, /* both languages offered */
	PAGE_SERVICES,
	PAGE_START, /* introduction and privacy notice of the service */
	PAGE_QUESTION,
	PAGE_REVIEW,
	PAGE_SUBMIT,
	PAGE_SAVING,
	PAGE_NOT_SAVED,
	PAGE_CONFIRMATION,
	PAGE_GOODBYE, /* the answers are erased already; says so for a moment */
	PAGE_EXIT,    /* the form goes no further here; nothing is sent */
	/* for technicians; no answers of clients are there any more */
	PAGE_STAFF_SIGN_IN,
	PAGE_STAFF_MENU,
	PAGE_STAFF_BUSY,
	PAGE_STAFF_RESULT,
	PAGE_STAFF_CONFIRM, /* of what cannot be undone */
	PAGE_STAFF_SETUP,
	PAGE_STAFF_ENROL,
	PAGE_STAFF_TEST,
	PAGE_STAFF_DIAGNOSIS,
	/* laid over one of the above, which comes back as it was */
	PAGE_HELP,
	PAGE_SETTINGS,
	PAGE_CANCEL,
	PAGE_ALOUD,
	PAGE_REMOVE, /* whether a row of a repeating set may be erased */
	PAGE_TIMEOUT,
	PAGE_COUNT
};

enum keyboard_layer {
	KEYBOARD_LETTERS,
	KEYBOARD_CAPITALS,
	KEYBOARD_ACCENTS,
	KEYBOARD_SIGNS,
	KEYBOARD_DIGITS
};

/* Why the goodbye page is shown. */
enum farewell {
	FAREWELL_DONE,
	FAREWELL_CANCELLED,
	FAREWELL_IDLE,
	FAREWELL_IDLE_SAVED,
	FAREWELL_LEFT /* the form went no further; nothing was sent */
};

enum { SOUGHT_BYTES = 128 };
enum { KEPT_MAX = 32, KEPT_BYTES = 128 * 1024 };
enum { STEPS_MAX = 512, WALK_MAX = 1024, ID_MAX = 40 };

/* A page of questions: `n` elements of the walk from `first` on. */
struct step {
	int32_t first, n;
	int32_t question; /* index in the walk of its first question; `first` when there is only text */
	int32_t row;      /* of a repeating set, one page each; else -1 */
};

/* What is looked for in a long list. Stays while a choice is made, so that the list does not change under the finger. */
struct sought {
	struct place place;      /* of the list; all zero: nothing is looked for */
	char text[SOUGHT_BYTES]; /* as it was typed last, cut */
	int32_t n;
	int32_t first; /* of the choices found, the first that is shown */
};

/* What a technician does; all zero in the visit of a client. */
struct staff {
	bool is_in;           /* card and PIN were accepted */
	uint32_t number;      /* of the task under way */
	enum staff_verb verb; /* of that, or of what is to be confirmed */
	bool has_answer;      /* to be shown */
	struct staff_answer answer;
	ms_t answered_at; /* monotonic: what the diagnosis is of */
	struct selftest test;
	enum selftest_item step; /* of the walk */
	uint32_t keys;           /* noted in this step, by enum key */
	bool letters, space;     /* noted too */
	uint32_t zones;          /* touched in this step */
	bool bad_measure;        /* what was typed can be no length of the bar */
};

/* Written by kiosk.c only. Lives in the session arena, wiped as a whole. */
struct session {
	/* settings of this client */
	enum lang lang;
	int32_t size;
	int32_t theme; /* enum theme_name */
	bool speech;
	bool speech_failed; /* EVENT_VOICELESS came */
	bool speech_lost;   /* while the client was listening; told until the next page */
	int32_t rate, volume;
	enum jack jack;
	bool asked_aloud, aloud; /* whether answers may be spoken on the speaker */
	bool touching;           /* the last input was a pointer: the on-screen keyboard is offered */
	bool keyboard; /* a field of this page was touched: the keyboard on the screen comes up */
	enum keyboard_layer layer;

	/* where the client is */
	enum page_kind page;
	enum page_kind overlay; /* PAGE_HELP .. PAGE_ALOUD, or PAGE_WELCOME for none */
	bool timing_out;        /* the time-out notice lies over everything */
	int32_t element;        /* first question of the page: keeps the place when the path changes */
	int32_t row;            /* of a repeating set, else 0 */
	bool changing;          /* came from the review and goes back to it */
	char focus[ID_MAX];     /* id of the focused node */
	int32_t n_focus;
	char focus_below[ID_MAX]; /* the same of the page under the overlay */
	int32_t n_focus_below;
	char focus_timed[ID_MAX]; /* the same of the page under the time-out notice */
	int32_t n_focus_timed;
	int32_t part;         /* asked for; -1: the one with the focus */
	int32_t caret;        /* byte offset in the focused field */
	struct place edited;  /* where typing goes */
	struct sought sought; /* of a list that is too long to be read */
	enum farewell farewell;

	/* what the client said */
	const struct form *form;
	bool closed; /* the form took no more requests when it was chosen */
	struct answers answers;
	struct answers
		kept[KEPT_MAX]; /* one answer each, of requests that were sent in this visit (known.h) */
	int32_t n_kept;
	struct arena kept_store; /* KEPT_BYTES */
	uint64_t folded;         /* disclosures of the form that the client closed, a bit each */

	struct staff staff;

	/* what was sealed */
	uint32_t ticket; /* of the save that is under way, or 0 */
	struct str plaintext;
	bool plaintext_is_old; /* an answer or the language changed since it was written */
	char id[36];
	char reference[REFERENCE_LENGTH];
	struct str words[2];
	enum stored stored;
	bool delivered;  /* the request of `id` reached the back end */
	struct date due; /* year 0: delivered, but no date was promised */

	/* the environment as last heard of */
	bool link_up, link_known;
	uint8_t random[64];
	ms_t start_at, start_wall;
	bool wall_sure;

	/* time */
	ms_t active_at;       /* last action, or end of speech */
	ms_t notice_at;       /* when the count-down began; MS_NEVER while the notice is being spoken */
	int32_t seconds_left; /* shown by the notice */
	int32_t patience;     /* the idle limit is multiplied by it: 1, or 10 after "more time" */
};

/* The questions as today's answers lead through them, the pages they make, and where the client is. */
struct way {
	int32_t walk[WALK_MAX]; /* elements */
	struct step steps[STEPS_MAX];
	int32_t n; /* pages */
	int32_t
		at; /* page with session.element and session.row; the last one when that is not asked any more; -1 without any */
	bool leaves; /* the last page is one where the form ends without being sent (NEXT_EXIT) */
};

void session_way(const struct session *session, struct way *ret_way);
/* What is looked for in this list, and the first of the choices found that is shown; nothing, and 0, while it is another list. */
struct str session_sought(const struct session *session, struct place place, int32_t *ret_first);
/* Whether an answer that is yet to come may add or remove pages (then m of "n of m" is "about"). */
bool session_path_is_open(const struct session *session);
/* The page on top. */
enum page_kind session_page(const struct session *session);
/* Whether the page under everything is one for technicians. */
bool session_is_staff(const struct session *session);
/* Whether answers may be heard now: headphones, or the client said yes. */
bool session_may_speak_private(const struct session *session);

#endif

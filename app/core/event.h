/* SPDX-License-Identifier: MIT */
/* What happens to the kiosk: the only input of the core. */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "core/staff_call.h"

enum key {
	KEY_NONE,
	KEY_TAB,
	KEY_BACKTAB, /* Shift+Tab */
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_ENTER,
	KEY_ESCAPE,
	KEY_BACKSPACE,
	KEY_DELETE,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_F1,  /* help */
	KEY_F2,  /* where am I */
	KEY_F3,  /* repeat */
	KEY_F4,  /* pause */
	KEY_F6,  /* speech */
	KEY_F7,  /* slower */
	KEY_F8,  /* faster */
	KEY_F9,  /* softer */
	KEY_F10, /* louder */
	KEY_F11, /* language */
	KEY_F12, /* accessibility */
	KEY_COUNT
};

enum pointer { POINTER_DOWN, POINTER_MOVE, POINTER_UP };
enum stored { STORED_OK, STORED_FULL, STORED_FAILED };
enum jack { JACK_NONE, JACK_HEADPHONES };

enum event_kind {
	EVENT_START,   /* first of all, and again after every EFFECT_WIPE */
	EVENT_KEY,     /* a key went down; held keys do not repeat */
	EVENT_TEXT,    /* characters typed, the space bar too */
	EVENT_POINTER, /* first finger or left button */
	EVENT_TICK,    /* nothing happened until the time that kiosk_due() had named */
	EVENT_SPOKEN,  /* an utterance came to its end by itself */
	EVENT_STORED,  /* the answer to EFFECT_SAVE */
	EVENT_JACK,
	EVENT_LINK,      /* whether requests can be sent now */
	EVENT_DELIVERED, /* a stored request was received by the back end */
	EVENT_DISPLAY,   /* size or geometry of the screen changed */
	EVENT_VOICELESS, /* speech cannot be had: no voice or no sound device */
	EVENT_CLOCK,     /* the wall clock was set, or became sure: `start`, without random bytes */
	EVENT_STAFF,     /* the answer to EFFECT_STAFF */
};

/* Every event is legal at every time. Pointers are valid during kiosk_step() only. */
struct event {
	enum event_kind kind;
	ms_t at; /* monotonic; never smaller than that of the event before */
	union {
		struct {
			uint8_t random[64]; /* fresh from the system for every visit */
			ms_t wall;          /* since 1970, UTC */
			bool wall_sure;     /* the clock is known to be set */
		} start;
		enum key key;
		struct str text; /* UTF-8, without control characters */
		struct {
			enum pointer phase;
			px_t x, y;
		} pointer;
		uint32_t spoken; /* number of the utterance */
		struct {
			uint32_t ticket;
			enum stored status;
		} stored;
		enum jack jack;
		struct {
			uint32_t number; /* of the effect; one that was given up means nothing */
			const struct staff_answer *answer;
		} staff;
		bool link_up;
		struct {
			struct str id; /* of the request; one of another visit means nothing */
			struct date
				due; /* by when its client hears from an officer; year 0: no date can be promised */
		} delivered;
		struct {
			px_t w, h;
			float px_per_mm;
		} display;
	};
};

#endif

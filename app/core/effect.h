/* SPDX-License-Identifier: MIT */
/* What the core wants done: the only output beside the tree and the drawing. */
#ifndef CORE_EFFECT_H
#define CORE_EFFECT_H

#include "core/selftest.h"
#include "core/staff_call.h"

enum cause {
	CAUSE_PAGE,
	CAUSE_FOCUS,
	CAUSE_CHANGE,
	CAUSE_TYPING,
	CAUSE_ERROR,
	CAUSE_REPEAT,
	CAUSE_SETTING,
	CAUSE_TIMEOUT,
	CAUSE_COUNT
};

/* One stretch of speech in one voice. */
struct span {
	enum lang lang;
	struct str shown; /* as on the screen */
	struct str words; /* as spoken: the normalizer's words */
	bool is_private;  /* holds an answer of the client */
	ms_t pause;       /* silence after it */
};

enum { RATE_STEPS = 7, RATE_DEFAULT = 2, VOLUME_STEPS = 8, VOLUME_DEFAULT = 4 };

struct utterance {
	uint32_t number; /* grows; EVENT_SPOKEN gives it back */
	enum cause cause;
	bool urgent;              /* safety and time-out: is not cut by what is not urgent */
	const struct span *spans; /* valid until the next kiosk_step() */
	int32_t n_spans;
	int32_t rate;   /* 0 .. RATE_STEPS - 1 */
	int32_t volume; /* 0 .. VOLUME_STEPS - 1 */
};

enum effect_kind {
	EFFECT_SPEAK,  /* replaces what is being said */
	EFFECT_HUSH,   /* silence now */
	EFFECT_PAUSE,  /* or go on, by `on` */
	EFFECT_VOLUME, /* of what is being said */
	EFFECT_SAVE,   /* seal and store; answered by EVENT_STORED with the same ticket */
	EFFECT_WIPE,   /* the visit is over: zero every copy outside the core, then send EVENT_START */
	EFFECT_STAFF, /* ask guichet-staff, or keep the self-test; answered by EVENT_STAFF with the same number */
};

/* What EFFECT_SAVE hands over. Points into the locked session memory and stays valid until the EVENT_STORED. */
struct sealed_request {
	uint32_t ticket;
	struct str id;        /* UUIDv7, lower case */
	struct str plaintext; /* JSON of docs/formats/envelope.json */
	struct str reference; /* normalised: ten characters without hyphens */
	struct str form_id, form_version;
	enum lang lang;
	ms_t created_wall;
};

/* What EFFECT_STAFF asks for. Points into the session and stays valid until the EVENT_STAFF or the EFFECT_WIPE. */
struct staff_task {
	uint32_t number;
	struct staff_call call;      /* without its token, which the program keeps */
	const struct selftest *test; /* of STAFF_KEEP */
	struct selftest_of of;
};

struct effect {
	enum effect_kind kind;
	union {
		struct utterance speak;
		bool on;
		int32_t volume;
		struct sealed_request save;
		struct staff_task staff;
	};
};

enum { EFFECTS_MAX = 8 };

struct effects {
	struct effect list[EFFECTS_MAX];
	int32_t n;
};

#endif

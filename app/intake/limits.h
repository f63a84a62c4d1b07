/* SPDX-License-Identifier: MIT */
/* How often a kiosk may call, and how often a word may be guessed. Tables of fixed size: nobody can fill the memory. */
#ifndef INTAKE_LIMITS_H
#define INTAKE_LIMITS_H

#include "core/str.h"

struct limits;

enum {
	LIMITS_WRONG_MAX = 5, /* wrong answers to one name in LIMITS_WINDOW_MS */
	LIMITS_WINDOW_MS = 60 * 60 * 1000,
	/* As many more bytes of a body count as another call: one kiosk gone mad fills the disk in weeks, not in hours. */
	LIMITS_CALL_BYTES = 16 * 1024,
};

/* Kinds of call that are counted apart. */
enum limits_kind {
	LIMITS_UPLOAD, /* 1000 at once, 50 a second: an outbox that comes back from weeks without a network is no attack */
	LIMITS_QUERY, /* 60 at once, 1 a second: more than a lobby full of clients */
	LIMITS_KINDS,
};

/* What is guessed; each has a table of its own, so that names of one push none of the other out. */
enum limits_guess {
	LIMITS_WORD, /* by the hash of a reference */
	LIMITS_CODE, /* of an enrolment, by address and asset tag */
	LIMITS_GUESSES,
};

/* NULL when out of memory or without random bytes. The functions may be called from any thread; `now` only grows. */
struct limits *limits_new(void);
struct limits *limits_free(struct limits *limits);

/* Whether this device may call once more, with a body of `n_bytes`; else false, and *ret_wait_ms says when it may. */
bool limits_take(struct limits *limits, enum limits_kind kind, struct str kid, size_t n_bytes,
	ms_t now, ms_t *ret_wait_ms);
/*
 * Whether this reference may be asked for, or this kiosk enrolled; else false, and *ret_wait_ms says when it may. It counts as a wrong answer until
 * limits_end_guess(), so that many who ask at once guess no more often than one after another.
 */
bool limits_begin_guess(
	struct limits *limits, enum limits_guess kind, struct str name, ms_t now, ms_t *ret_wait_ms);
/* The answer was not wrong: right, or there was nothing yet to compare it with. */
void limits_end_guess(struct limits *limits, enum limits_guess kind, struct str name, ms_t now);

#endif

/* SPDX-License-Identifier: MIT */
/* The technician's card: a signed text that somebody holds, and a PIN that goes with it (docs/formats/card.md). */
#ifndef PLATFORM_CARD_H
#define PLATFORM_CARD_H

#include <stdbool.h>

#include "platform/seal_jws.h"

#define SEAL_TYP_CARD "guichet-technician+jws" /* by the department's content key */

enum {
	CARD_NAME_MAX = 63,      /* bytes */
	CARD_SERIAL_LENGTH = 16, /* hexadecimal digits in lower case */
	CARD_PIN_MIN = 6,
	CARD_PIN_MAX = 12,    /* digits */
	CARD_DAYS_MAX = 1100, /* a card that nobody has seen for three years is a lost one */
	CARD_TEXT_MAX = 1024, /* characters; a real one has some 560 */
};

/* What a card is good for, as bits. */
enum card_right {
	CARD_MAY_STAFF = 1,     /* open the staff pages */
	CARD_MAY_DOWNGRADE = 2, /* install an older version than the one that runs */
};

struct card {
	char name[CARD_NAME_MAX + 1];
	char serial[CARD_SERIAL_LENGTH +
		1]; /* names the card in logs, and in the list of those that were lost */
	ms_t not_before,
		not_after; /* since 1970, UTC, whole seconds: from the first to before the second */
	unsigned may;  /* enum card_right */
};

/* Why a card opens nothing; in this order they are found. */
enum card_refusal {
	CARD_MALFORMED = 1, /* this is no card: misread, cut, or something else was scanned */
	CARD_UNKNOWN_KEY, /* signed by a key that this kiosk does not have: another department's, or newer than its content.jwks */
	CARD_FORGED,      /* it names a known key, which has not signed it */
	CARD_WITHDRAWN,   /* its serial is on the list */
	CARD_NOT_YET_VALID, /* told only by a sure clock */
	CARD_EXPIRED,
	CARD_WRONG_PIN,
};

struct card_question {
	struct str text;                 /* as scanned; white space around it does not count */
	struct str pin;                  /* as typed */
	const struct seal_signers *keys; /* of content.jwks */
	const char *const *withdrawn;    /* serials, ends at NULL; NULL: none */
	/*
	 * The time. Where the clock is not sure, the newest moment that is known to be over: of the build, of the last contact. A card
	 * whose time ended before that has expired for certain; whether one is not valid yet nobody can tell then, and it is not held against it.
	 */
	ms_t wall;
	bool is_wall_sure;
};

/*
 * 0 with the card; a card_refusal, nothing written; or negative errno. Takes a quarter of a second when all but the PIN was judged
 * (PBKDF2), so call it on a thread of its own. It counts no wrong PINs: that is for whoever asks for one.
 */
__attribute__((warn_unused_result)) int card_check(
	const struct card_question *question, struct card *ret_card);
/* Whether it is one: 6 to 12 digits. */
bool card_is_pin(struct str pin);
/* Whether it is one: 16 hexadecimal digits in lower case. */
bool card_is_serial(struct str serial);
/* Whether it can stand on a card: it is shown, and stands in logs. 1 to 63 bytes without quotation marks, backslashes and what steers a terminal. */
bool card_is_name(struct str name);
/*
 * Signs a card; *ret_text is malloc'ed, for the caller to free(). Its serial is made by card_new_serial() before. 0; -EINVAL (no
 * name, no PIN, no right, times in the wrong order), or another negative errno.
 */
__attribute__((warn_unused_result)) int card_make(
	const struct seal_key *content_key, const struct card *card, struct str pin, char **ret_text);
/* Random. 0 or negative errno. */
__attribute__((warn_unused_result)) int card_new_serial(char ret_serial[CARD_SERIAL_LENGTH + 1]);

#endif

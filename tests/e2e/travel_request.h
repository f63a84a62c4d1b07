/* SPDX-License-Identifier: MIT */
/* Requests as a kiosk would make them, and some that no kiosk makes. */
#ifndef E2E_TRAVEL_REQUEST_H
#define E2E_TRAVEL_REQUEST_H

#include "core/reference.h"
#include "platform/seal.h"

enum { TRAVEL_STATUS_KEY_BYTES = 32, TRAVEL_ID_BYTES = 37 };

struct travel_site {
	const char *word; /* the answer to question 1 is this and the id */
	const char *kind; /* "genuine", "garbage", "swapped", "liar": see travel_write.c */
	long size;        /* of the answer to question 2, bytes */
	struct seal_key *key;
	unsigned char status_key[TRAVEL_STATUS_KEY_BYTES];
};

struct travel_request {
	char id[TRAVEL_ID_BYTES], other_id[TRAVEL_ID_BYTES], reference[REFERENCE_LENGTH + 1];
	ms_t created_wall;
	enum lang lang;
	uint16_t words[2];
};

/* Each of these ends the program with a sentence when it cannot. */

__attribute__((noreturn)) void travel_give_up(const char *what, int error);
/* recipient.jwks and status.key of this folder; seal_free_key() is the caller's. */
void travel_site_load(struct travel_site *site, const char *state);
/* `id` NULL: a new one. */
void travel_request_make(const char *id, enum lang lang, struct travel_request *ret_request);
/* malloc'ed, for the caller to free(). From any thread. */
char *travel_request_seal(const struct travel_site *site, const struct travel_request *request);

#endif

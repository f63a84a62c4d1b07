/* SPDX-License-Identifier: MIT */
/* The reference number and the two call-back words that a client takes home. */
#ifndef CORE_REFERENCE_H
#define CORE_REFERENCE_H

#include "core/text.h"

enum { REFERENCE_LENGTH = 10, WORDS_PER_LANGUAGE = 2048 };

/*
 * Nine random characters of Crockford's base 32 (no I, L, O, U) and a check character: ISO 7064 hybrid system
 * MOD 33,32 over the same alphabet. Finds every single wrong character and almost every swap of neighbours.
 */
void reference_make(const uint8_t random[6], char ret_reference[REFERENCE_LENGTH]);
/* Accepts lower case, spaces, hyphens, and I, L, O as 1, 1, 0. False when it is no reference; then nothing is written. */
bool reference_parse(struct str typed, char ret_reference[REFERENCE_LENGTH]);
/* Whether it has the ten characters of a reference. If it is none all the same, one of them is mistyped. */
bool reference_is_shaped(struct str typed);
/* "7K3-M9Q-2XW3": groups of 3, 3 and 4. */
void reference_show(const char reference[REFERENCE_LENGTH], struct text *out);

/* The call-back word of this index (modulo the length of the list). */
struct str callback_word(enum lang lang, uint32_t index);

/* UUID version 7 (RFC 9562 section 5.7), 36 characters, lower case. */
void uuid7_make(ms_t wall, const uint8_t random[10], char ret_uuid[36]);

#endif

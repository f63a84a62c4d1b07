/* SPDX-License-Identifier: MIT */
/* What needs the tables of Unicode, injected: looking for a word, and the order of a dictionary. */
#ifndef CORE_LETTERS_H
#define CORE_LETTERS_H

#include "core/str.h"

/* Stateless; both functions are safe on any UTF-8. */
struct letters {
	/*
	 * The text without case and accents ("État civil" gives "etat civil"), so that what is typed in a hurry is found. Writes whole
	 * characters, at most `cap` bytes, and returns how many; the rest is left out.
	 */
	size_t (*fold)(struct str text, char *ret_folded, size_t cap);
	/* Below, at or above 0, as localeCompare() has it in en-CA and fr-CA. */
	int (*compare)(enum lang lang, struct str a, struct str b);
};

#endif

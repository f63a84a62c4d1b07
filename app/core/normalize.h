/* SPDX-License-Identifier: MIT */
/* From text as shown to words as spoken, in each language. */
#ifndef CORE_NORMALIZE_H
#define CORE_NORMALIZE_H

#include "core/text.h"

enum reading {
	READING_TEXT,      /* running text: money, dates, numbers, telephone, acronyms become words */
	READING_SPELLED,   /* character by character, letters by their names */
	READING_REFERENCE, /* groups, each letter made unmistakable by a word ("K as in kilo"), digits one by one */
	READING_PHONE,     /* digits one by one in groups of 3, 3, 4 */
	READING_POSTAL,    /* letters and digits one by one, a pause between the halves */
};

/* Adds the words to `out`. The result holds no no-break space, guillemet or symbol that a voice would mispronounce. */
void normalize(enum lang lang, enum reading reading, struct str shown, struct text *out);
/* What typing one character says: its letter, accent, capital or sign by name. */
void normalize_character(enum lang lang, uint32_t code_point, struct text *out);

#endif

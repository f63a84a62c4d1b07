/* SPDX-License-Identifier: MIT */
/* From text as shown to words as spoken, in each language. */
#ifndef CORE_NORMALIZE_H
#define CORE_NORMALIZE_H

#include "core/reading.h"
#include "core/text.h"

/* Adds the words to `out`. The result holds no no-break space, guillemet or symbol that a voice would mispronounce. */
void normalize(enum lang lang, enum reading reading, struct str shown, struct text *out);
/* What typing one character says: its letter, accent, capital or sign by name. */
void normalize_character(enum lang lang, uint32_t code_point, struct text *out);

#endif

/* SPDX-License-Identifier: MIT */
/* What can be said about one text without knowing what it is for: length of sentences, typography, dates, what a voice makes of it. */
#ifndef CTL_LINT_TEXT_H
#define CTL_LINT_TEXT_H

#include "core/str.h"

/*
 * Called once for each thing found. `severity` is "error" or "warning"; these texts are static. `near` is the stretch of
 * the text that shows the place.
 */
typedef void (*lint_text_found)(
	void *context, const char *severity, const char *what, const char *remedy, struct str near);

/*
 * Sentences of more than 20 words (K-74), dates whose order nobody knows, tags of HTML; and in French the typography of
 * requirement C.3. A fault that is there twice is found twice, each with its place.
 */
void lint_text(enum lang lang, struct str text, lint_text_found found, void *context);
/* What a voice cannot say: for what is spoken as it is shown. */
void lint_voice(enum lang lang, struct str text, lint_text_found found, void *context);
/* The part of lint_text() that is about French. */
void lint_french(struct str text, lint_text_found found, void *context);

/* Whether the text asks for a Social Insurance Number by one of its names in this language; not where it says to leave it out. */
bool lint_text_names_sin(enum lang lang, struct str text);

/* From..to with the words around it, cut to a length that fits into a line. */
struct str lint_text_near(struct str text, size_t from, size_t to);
bool lint_text_is_blank(uint32_t c);
bool lint_text_is_letter(uint32_t c);
bool lint_text_is_digit(uint32_t c);
/* Moves *at behind 1 to `most` digits and returns their number; 0 where there is none or a further one follows. */
size_t lint_text_digits(struct str text, size_t *at, size_t most);

#endif

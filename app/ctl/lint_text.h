/* SPDX-License-Identifier: MIT */
/* What can be said about one text without knowing what it is for: length of sentences, French typography. */
#ifndef CTL_LINT_TEXT_H
#define CTL_LINT_TEXT_H

#include "core/str.h"

/* Called once for each thing found. `severity` is "error" or "warning"; all texts are static. */
typedef void (*lint_text_found)(
	void *context, const char *severity, const char *what, const char *remedy);

/* Sentences of more than 20 words (K-74), and in French the typography of requirement C.3. */
void lint_text(enum lang lang, struct str text, lint_text_found found, void *context);
/* Whether the text asks for a Social Insurance Number by one of its names in this language. */
bool lint_text_names_sin(enum lang lang, struct str text);

#endif

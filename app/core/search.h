/* SPDX-License-Identifier: MIT */
/* Finding choices by what is typed: in a list that is too long to be read. */
#ifndef CORE_SEARCH_H
#define CORE_SEARCH_H

#include "core/form.h"
#include "core/letters.h"

/* Longest text that is looked for, folded; what is typed behind it does not narrow the list. */
enum { SEARCH_BYTES = 256 };

/* What is looked for. Holds personal data: search_end() zeroes it. */
struct search {
	const struct element *element;
	enum lang lang;
	char folded[SEARCH_BYTES];
	size_t n;
};

/* An empty text finds all choices. */
void search_begin(struct search *search, const struct letters *letters,
	const struct element *element, enum lang lang, struct str typed);
/*
 * The next choice in the order of the list at or after `place`, and *ret_place behind it; -1 when there is none. A choice is found when
 * each word that was typed begins one of its words: "rev can" finds "Canada Revenue Agency".
 */
int32_t search_next(const struct search *search, int32_t place, int32_t *ret_place);
int32_t search_count(const struct search *search);
void search_end(struct search *search);

/* The choice whose label in either language is the typed text, whatever its case and accents; rather that of this language. -1: none. */
int32_t search_same(
	const struct letters *letters, const struct element *element, enum lang lang, struct str typed);

#endif

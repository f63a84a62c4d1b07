/* SPDX-License-Identifier: MIT */
/* From the state to the tree: the only place that decides what is on a page. */
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include "core/kiosk_options.h"
#include "core/session.h"
#include "core/tree.h"

/* Fills `tree` (tree_init() was called) with the page on top; all text is copied into `arena`. */
void page_build(const struct session *session, const struct kiosk_options *options,
	struct tree *tree, struct arena *arena);

/* The sentence that names the fault of an answer and how to mend it; empty where it has none. */
struct str page_fault(
	const struct session *session, struct place place, enum lang lang, struct arena *arena);
/* An answer as the client reads it: labels, a date in words, a formatted telephone number; empty for no answer. */
struct str page_answer(struct spot spot, enum lang lang, struct arena *arena);
/* What an answer is to stand behind: "Your name: ", "How old are you? ". */
void page_title(struct str title, enum lang lang, struct text *out);
/* What was answered in a row of a repeating set, a line each: "Name: Zoé". */
struct str page_row(const struct answers *row, enum lang lang, struct arena *arena);

#endif

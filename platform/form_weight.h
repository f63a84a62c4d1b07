/* SPDX-License-Identifier: MIT */
/* How much text comes together on a page. Not for other adapters than the form loader. */
#ifndef PLATFORM_FORM_WEIGHT_H
#define PLATFORM_FORM_WEIGHT_H

#include "core/form.h"

/* What is shown of texts on one page, in one language. */
struct weight {
	size_t bytes;
	int32_t paragraphs;
	size_t longest; /* bytes of the longest paragraph */
};

struct weight weight_sum(struct weight a, struct weight b);
/* The larger of each figure. */
struct weight weight_most(struct weight a, struct weight b);
/* Paragraphs are parted as the pages part them: by an empty line. */
struct weight weight_of(struct str text);
/* The same of rich text, as its blocks are shown; NULL weighs nothing. */
struct weight weight_of_rich(const struct rich *rich, enum lang lang);
/* Title and description of rich text; nothing of a question. */
struct weight weight_of_paragraphs(const struct element *element, enum lang lang);
/*
 * Text that is no question stands on the page of the question after it, over the borders of groups and over questions
 * that a rule hides. Which groups follow each other depends on the answers, so that the worst order is assumed.
 */
struct weight weight_of_worst_run(const struct form *form, enum lang lang);
/* Bytes that the answers take at most once they are written to be sent (core/submission.h). */
size_t weight_of_submission(const struct form *form);
/* Bytes of titles on the review, those of a set as often as it may have rows: there they are written anew beside the answers. */
size_t weight_of_review(const struct form *form, enum lang lang);

#endif

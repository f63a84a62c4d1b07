/* SPDX-License-Identifier: MIT */
/* The pages of a form that some answers open, each found once. */
#ifndef CTL_PREVIEW_WALK_H
#define CTL_PREVIEW_WALK_H

#include "core/session.h"

/* The answers of the trial `from`, and one choice more. Trial 0 has no answer at all. */
struct preview_trial {
	int32_t from;
	struct choice_ref made;
};

/* A page, and the trial that opened it. */
struct preview_stop {
	enum page_kind page;
	int32_t element; /* first question of a PAGE_QUESTION */
	int32_t trial;
};

struct preview_walk {
	struct session *session;
	struct choice_ref *choices; /* all that show or branch, each once */
	bool *tried;                /* parallel to `choices` */
	int32_t n_choices;
	struct preview_trial *trials;
	int32_t n_trials;
	struct preview_stop *stops; /* start, questions, review, submission, confirmation */
	int32_t n_stops;
	bool leaves; /* a stop where the form is left is among them */
	bool reached[FORM_ELEMENTS_MAX];
};

/* Bytes of arena that preview_walk() takes for this form. */
size_t preview_walk_size(const struct form *form);
/*
 * Walks without an answer, and on from there with each choice that shows a question or leads to another page: each from where its
 * question is first met, and where that does not open what it stands for, from every other trial. `session` has form and answers;
 * it is used for trying, and belongs to the walk until the walk is done with.
 */
void preview_walk(struct session *session, struct arena *arena, struct preview_walk *ret_walk);
/* Gives the session the answers of this trial, and puts it on this page. */
void preview_walk_to(const struct preview_walk *walk, const struct preview_stop *stop);
/* Whether the form has the element on a page, but no answers that were tried lead there. */
bool preview_walk_misses(const struct preview_walk *walk, int32_t element);

#endif

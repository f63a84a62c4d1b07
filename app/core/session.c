/* SPDX-License-Identifier: MIT */
/* What follows from the state of a visit without changing it. */
#include "core/session.h"

static bool
shares_page(const struct form *form, int32_t a, int32_t b)
{
	const struct element *first = &form->elements[a];
	const struct element *second = &form->elements[b];
	return first->page >= 0 && first->page == second->page && first->group == second->group;
}

/* From element `i` of the walk on: the next page. Returns where the one after it begins. */
static int32_t
take_step(
	const struct form *form, const int32_t *walk, int32_t n_walk, int32_t i, struct step *ret_step)
{
	struct step step = { .first = i, .question = i };
	/* Text that is no question belongs to the question after it. */
	while (i < n_walk && !element_is_question(&form->elements[walk[i]])) {
		i++;
	}
	if (i < n_walk) {
		step.question = i;
		i++;
		while (i < n_walk && shares_page(form, walk[step.question], walk[i])) {
			i++;
		}
	}
	step.n = i - step.first;
	*ret_step = step;
	return i;
}

void
session_way(const struct session *session, struct way *ret_way)
{
	const struct form *form = session->form;
	ret_way->n = 0;
	ret_way->at = -1;
	if (form == NULL) {
		return;
	}
	const int32_t n_walk = rules_walk(&session->answers, ret_way->walk, WALK_MAX);
	for (int32_t i = 0; i < n_walk && ret_way->n < STEPS_MAX;) {
		const int32_t first = i;
		i = take_step(form, ret_way->walk, n_walk, i, &ret_way->steps[ret_way->n]);
		for (int32_t k = first; k < i; k++) {
			if (ret_way->walk[k] == session->element) {
				ret_way->at = ret_way->n;
			}
		}
		ret_way->n++;
	}
	if (ret_way->at < 0) {
		ret_way->at = ret_way->n - 1;
	}
}

/* An unanswered question on the way whose choices decide about others. */
bool
session_path_is_open(const struct session *session)
{
	const struct form *form = session->form;
	struct sight sight;
	if (form == NULL) {
		return false;
	}
	rules_see(&session->answers, &sight);
	for (int32_t e = 0; e < form->n_elements; e++) {
		for (int32_t r = 0; r < form->elements[e].n_rules; r++) {
			const int32_t parent = form->elements[e].rules[r].element;
			if (parent >= 0 && answer_is_empty(&session->answers, parent) &&
				sight.element[parent]) {
				return true;
			}
		}
	}
	return false;
}

enum page_kind
session_page(const struct session *session)
{
	if (session->timing_out) {
		return PAGE_TIMEOUT;
	}
	return session->overlay != PAGE_WELCOME ? session->overlay : session->page;
}

bool
session_may_speak_private(const struct session *session)
{
	return session->jack == JACK_HEADPHONES || session->aloud;
}

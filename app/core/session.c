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

int32_t
session_steps(const struct session *session, int32_t walk[WALK_MAX], struct step steps[STEPS_MAX])
{
	const struct form *form = session->form;
	if (form == NULL) {
		return 0;
	}
	const int32_t n_walk = rules_walk(&session->answers, walk, WALK_MAX);
	int32_t n = 0;
	for (int32_t i = 0; i < n_walk && n < STEPS_MAX;) {
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
		steps[n++] = step;
	}
	return n;
}

/* An unanswered question on the way whose choices decide about others. */
bool
session_path_is_open(const struct session *session)
{
	const struct form *form = session->form;
	for (int32_t e = 0; form != NULL && e < form->n_elements; e++) {
		for (int32_t r = 0; r < form->elements[e].n_rules; r++) {
			const int32_t parent = form->elements[e].rules[r].element;
			if (parent >= 0 && answer_is_empty(&session->answers, parent) &&
				rules_visible(&session->answers, parent)) {
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

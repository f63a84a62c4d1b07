/* SPDX-License-Identifier: MIT */
/* What follows from the state of a visit without changing it. */
#include "core/session.h"

static bool
shares_page(const struct form *form, int32_t a, int32_t b)
{
	const struct element *first = &form->elements[a];
	const struct element *second = &form->elements[b];
	return first->page >= 0 && first->page == second->page && first->group == second->group &&
		first->type != ELEMENT_SET && second->type != ELEMENT_SET;
}

/* From element `i` of the walk on: the next page. Returns where the one after it begins. */
static int32_t
take_step(
	const struct form *form, const int32_t *walk, int32_t n_walk, int32_t i, struct step *ret_step)
{
	struct step step = { .first = i, .question = i, .row = -1 };
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

static void
add_step(const struct session *session, struct way *way, struct step step)
{
	bool is_here = step.row < 0 || step.row == session->row;
	bool holds = false;
	if (way->n == STEPS_MAX) {
		return; /* the loader refuses a form that could have as many */
	}
	for (int32_t k = step.first; k < step.first + step.n; k++) {
		holds = holds || way->walk[k] == session->element;
	}
	if (holds && is_here) {
		way->at = way->n;
	}
	way->steps[way->n++] = step;
}

/* A page for each row; the text before the set stands on that of the first. */
static void
add_rows(const struct session *session, struct way *way, struct step step)
{
	const struct answer *set = &session->answers.of[way->walk[step.question]];
	for (step.row = 0; step.row < set->n_rows; step.row++) {
		add_step(session, way, step);
		step.n -= step.question - step.first;
		step.first = step.question;
	}
}

/* Whether the path of today's answers ends where the form is left. */
static bool
leaves(const struct answers *answers)
{
	int32_t path[FORM_GROUPS_MAX], unused;
	const int32_t n = rules_path(answers, path, FORM_GROUPS_MAX);
	return n > 0 && rules_next(answers, path[n - 1], &unused) == NEXT_EXIT;
}

void
session_way(const struct session *session, struct way *ret_way)
{
	const struct form *form = session->form;
	ret_way->n = 0;
	ret_way->at = -1;
	ret_way->leaves = false;
	if (form == NULL) {
		return;
	}
	ret_way->leaves = form->review && leaves(&session->answers);
	const int32_t n_walk = rules_walk(&session->answers, ret_way->walk, WALK_MAX);
	for (int32_t i = 0; i < n_walk;) {
		struct step step;
		i = take_step(form, ret_way->walk, n_walk, i, &step);
		if (form->elements[ret_way->walk[step.question]].type == ELEMENT_SET) {
			add_rows(session, ret_way, step);
		} else {
			add_step(session, ret_way, step);
		}
	}
	if (ret_way->at < 0) {
		ret_way->at = ret_way->n - 1;
	}
}

struct str
session_sought(const struct session *session, struct place place, int32_t *ret_first)
{
	const struct sought *sought = &session->sought;
	const bool is_meant = place_eq(sought->place, place);
	*ret_first = is_meant ? sought->first : 0;
	return is_meant ? (struct str){ sought->text, (size_t)sought->n } : STR_NONE;
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

bool
session_is_staff(const struct session *session)
{
	return session->page >= PAGE_STAFF_SIGN_IN && session->page <= PAGE_STAFF_DIAGNOSIS;
}

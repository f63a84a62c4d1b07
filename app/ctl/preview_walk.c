/* SPDX-License-Identifier: MIT */
/* Each trial adds one choice to one before it, so that what is opened by a choice that was itself opened is found too. */
#include "ctl/preview_walk.h"

#include <string.h>

enum { OTHER_STOPS = 5 /* start, where the form is left, review, submission, confirmation */ };

static size_t
count_refs(const struct form *form)
{
	size_t n = 0;
	for (int32_t i = 0; i < form->n_elements; i++) {
		n += (size_t)form->elements[i].n_rules;
	}
	for (int32_t i = 0; i < form->n_groups; i++) {
		n += (size_t)form->groups[i].n_next_rules;
	}
	return n;
}

size_t
preview_walk_size(const struct form *form)
{
	const size_t n_refs = count_refs(form), n_elements = (size_t)form->n_elements;
	return n_refs * (sizeof(struct choice_ref) + sizeof(bool)) +
		(n_refs + n_elements + 1) * sizeof(struct preview_trial) +
		(n_elements + OTHER_STOPS) * sizeof(struct preview_stop) + 256; /* alignment */
}

static bool
is_same(struct choice_ref a, struct choice_ref b)
{
	return a.element == b.element && a.choice == b.choice;
}

/* Catch-alls and what names no choice of this form cannot be chosen. */
static void
add_choice(struct preview_walk *walk, struct choice_ref ref)
{
	const struct form *form = walk->session->form;
	if (ref.element < 0 || ref.choice < 0 || ref.choice >= form->elements[ref.element].n_choices) {
		return;
	}
	for (int32_t i = 0; i < walk->n_choices; i++) {
		if (is_same(walk->choices[i], ref)) {
			return;
		}
	}
	walk->choices[walk->n_choices++] = ref;
}

static void
collect_choices(struct preview_walk *walk)
{
	const struct form *form = walk->session->form;
	for (int32_t i = 0; i < form->n_elements; i++) {
		for (int32_t k = 0; k < form->elements[i].n_rules; k++) {
			add_choice(walk, form->elements[i].rules[k]);
		}
	}
	for (int32_t i = 0; i < form->n_groups; i++) {
		for (int32_t k = 0; k < form->groups[i].n_next_rules; k++) {
			add_choice(walk, form->groups[i].next_rules[k].when);
		}
	}
}

/* In the place of what was chosen: of a check box, the first one that is ticked decides where the way goes on. */
static void
choose(struct answers *answers, struct choice_ref ref)
{
	answer_clear(answers, ref.element);
	answer_choose(answers, ref.element, ref.choice);
}

static void
apply(const struct preview_walk *walk, int32_t trial)
{
	struct answers *answers = &walk->session->answers;
	int32_t
		later[FORM_ELEMENTS_MAX]; /* no trial is farther from the first than there are questions */
	int32_t n = 0;
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		answer_clear(answers, i);
	}
	for (int32_t i = trial; i > 0 && n < FORM_ELEMENTS_MAX; i = walk->trials[i].from) {
		later[n++] = i;
	}
	while (n > 0) {
		choose(answers, walk->trials[later[--n]].made);
	}
}

static void
add_trial(struct preview_walk *walk, int32_t from, struct choice_ref made)
{
	walk->trials[walk->n_trials++] = (struct preview_trial){ from, made };
}

static void
add_stop(struct preview_walk *walk, enum page_kind page, int32_t element, int32_t trial)
{
	walk->stops[walk->n_stops++] = (struct preview_stop){ page, element, trial };
}

/* The pages of this trial that were not met before; and what can be chosen on any of them. */
static void
look(struct preview_walk *walk, int32_t trial)
{
	struct way way;
	bool is_there[FORM_ELEMENTS_MAX] = { false };
	apply(walk, trial);
	session_way(walk->session, &way);
	for (int32_t i = 0; i < way.n; i++) {
		const struct step *step = &way.steps[i];
		bool is_new = false;
		for (int32_t k = step->first; k < step->first + step->n; k++) {
			is_new = is_new || !walk->reached[way.walk[k]];
			walk->reached[way.walk[k]] = true;
			is_there[way.walk[k]] = true;
		}
		if (is_new) {
			add_stop(walk, PAGE_QUESTION, way.walk[step->question], trial);
		}
	}
	if (way.leaves && !walk->leaves) {
		walk->leaves = true;
		add_stop(walk, PAGE_EXIT, -1, trial);
	}
	for (int32_t i = 0; i < walk->n_choices; i++) {
		if (!walk->tried[i] && is_there[walk->choices[i].element]) {
			walk->tried[i] = true;
			add_trial(walk, trial, walk->choices[i]);
		}
	}
}

/* ---- what needs two choices that do not open each other ---- */

/* Whether the choice shows the element, or leads to its page. */
static bool
concerns(const struct form *form, struct choice_ref choice, int32_t element)
{
	const struct element *e = &form->elements[element];
	for (int32_t i = 0; i < e->n_rules; i++) {
		if (is_same(e->rules[i], choice)) {
			return true;
		}
	}
	const int32_t n = choice.element >= 0 && form->elements[choice.element].group >= 0 ?
		form->groups[form->elements[choice.element].group].n_next_rules :
		0;
	for (int32_t i = 0; i < n; i++) {
		const struct next_rule *rule =
			&form->groups[form->elements[choice.element].group].next_rules[i];
		if (rule->kind == NEXT_GROUP && rule->group == e->group && is_same(rule->when, choice)) {
			return true;
		}
	}
	return false;
}

static bool
opens(const struct preview_walk *walk, int32_t trial, struct choice_ref choice, int32_t element)
{
	apply(walk, trial);
	if (!rules_visible(&walk->session->answers, choice.element)) {
		return false;
	}
	choose(&walk->session->answers, choice);
	return rules_visible(&walk->session->answers, element);
}

/* Adds the first trial that shows the element. */
static bool
search(struct preview_walk *walk, int32_t element)
{
	for (int32_t i = 0; i < walk->n_choices; i++) {
		if (!concerns(walk->session->form, walk->choices[i], element)) {
			continue;
		}
		for (int32_t trial = 0; trial < walk->n_trials; trial++) {
			if (opens(walk, trial, walk->choices[i], element)) {
				add_trial(walk, trial, walk->choices[i]);
				return true;
			}
		}
	}
	return false;
}

/* One element at a time: what opens it opens others too. */
static bool
search_any(struct preview_walk *walk, bool *searched)
{
	for (int32_t i = 0; i < walk->session->form->n_elements; i++) {
		if (!searched[i] && preview_walk_misses(walk, i) && search(walk, i)) {
			searched[i] = true;
			return true;
		}
	}
	return false;
}

/* ---- the whole ---- */

void
preview_walk(struct session *session, struct arena *arena, struct preview_walk *ret_walk)
{
	const size_t n_refs = count_refs(session->form), n_elements = (size_t)session->form->n_elements;
	bool searched[FORM_ELEMENTS_MAX] = { false };
	*ret_walk = (struct preview_walk){ .session = session };
	ret_walk->trials = arena_array(arena, struct preview_trial, n_refs + n_elements + 1);
	ret_walk->stops = arena_array(arena, struct preview_stop, n_elements + OTHER_STOPS);
	ret_walk->choices = arena_array(arena, struct choice_ref, n_refs);
	ret_walk->tried = arena_array(arena, bool, n_refs);
	collect_choices(ret_walk);
	add_stop(ret_walk, PAGE_START, -1, 0);
	add_trial(ret_walk, 0, (struct choice_ref){ -1, 0, -1 });
	int32_t looked = 0;
	do {
		while (looked < ret_walk->n_trials) {
			look(ret_walk, looked++);
		}
	} while (search_any(ret_walk, searched));
	add_stop(ret_walk, PAGE_REVIEW, -1, 0);
	add_stop(ret_walk, PAGE_SUBMIT, -1, 0);
	add_stop(ret_walk, PAGE_CONFIRMATION, -1, 0);
}

void
preview_walk_to(const struct preview_walk *walk, const struct preview_stop *stop)
{
	apply(walk, stop->trial);
	walk->session->page = stop->page;
	walk->session->element = stop->element;
}

bool
preview_walk_misses(const struct preview_walk *walk, int32_t element)
{
	return !walk->reached[element];
}

/* SPDX-License-Identifier: MIT */
/* Finding an answer by what it is for, and keeping some from one service to the next. */
#include "core/known.h"

static bool
shares_purpose(const struct element *a, const struct element *b)
{
	for (int32_t i = 0; i < a->n_purposes; i++) {
		for (int32_t k = 0; k < b->n_purposes; k++) {
			if (str_eq(a->purposes[i], b->purposes[k])) {
				return true;
			}
		}
	}
	return false;
}

static bool
has_label(const struct element *element, struct bilingual label)
{
	for (int32_t i = 0; i < element->n_choices; i++) {
		const struct bilingual *of = &element->choices[i].label;
		if (str_eq(of->in[LANG_EN], label.in[LANG_EN]) &&
			str_eq(of->in[LANG_FR], label.in[LANG_FR])) {
			return true;
		}
	}
	return false;
}

/* Whether all that was chosen there can be chosen here. */
static bool
has_choices(const struct element *element, struct spot from)
{
	const struct element *source = &from.in->form->elements[from.element];
	const struct answer *answer = &from.in->of[from.element];
	for (int32_t i = 0; i < answer->n_chosen; i++) {
		if (answer->chosen[i] == ANSWER_UNKNOWN ||
			!has_label(element, source->choices[answer->chosen[i]].label)) {
			return false;
		}
	}
	return answer->n_chosen > 0;
}

/* What would be cut, or refused as too long, is no help. */
static bool
has_room(const struct answers *answers, int32_t element, struct spot from)
{
	const struct element *e = &answers->form->elements[element];
	const struct str text = answer_text(from.in, from.element);
	return text.n <= (size_t)answers->of[element].cap_text &&
		(element_parts(e) || utf16_length(text) <= (size_t)answer_units_limit(e));
}

static bool
fits(const struct answers *answers, int32_t index, struct spot from)
{
	const struct element *element = &answers->form->elements[index];
	const struct element *source = &from.in->form->elements[from.element];
	if (!shares_purpose(source, element) || answer_is_empty(from.in, from.element) ||
		element->type == ELEMENT_FILE || element->type == ELEMENT_SET) {
		return false;
	}
	if (element_has_choices(element)) {
		const bool is_one = element->type != ELEMENT_CHECKBOX;
		return element_has_choices(source) && is_one == (source->type != ELEMENT_CHECKBOX) &&
			has_choices(element, from);
	}
	return source->type == element->type && has_room(answers, index, from) &&
		(element->type != ELEMENT_STARS || source->stars == element->stars);
}

/* Two fields of one page are seen together: who fills both in means two things. */
static bool
is_together(const struct element *a, const struct element *b)
{
	return a->page >= 0 && a->page == b->page;
}

struct spot
known_find(const struct session *session, int32_t element)
{
	const struct answers *answers = &session->answers;
	const struct element *e = &session->form->elements[element];
	struct sight sight;
	if (e->n_purposes == 0 || !answer_is_empty(answers, element)) {
		return (struct spot){ NULL, -1 };
	}
	rules_see(answers, &sight);
	for (int32_t i = 0; i < session->form->n_elements; i++) {
		const struct spot spot = place_spot(answers, place_of(i));
		if (sight.element[i] && !is_together(e, &session->form->elements[i]) &&
			fits(answers, element, spot)) {
			return spot;
		}
	}
	for (int32_t i = session->n_kept - 1; i >= 0; i--) {
		const struct spot spot = place_spot(&session->kept[i], place_of(0));
		if (fits(answers, element, spot)) {
			return spot;
		}
	}
	return (struct spot){ NULL, -1 };
}

static void
keep(struct session *session, int32_t element)
{
	struct arena *store = &session->kept_store;
	const struct form one = {
		.elements = &session->form->elements[element], .n_elements = 1, .start = -1
	};
	const size_t size = answers_size(&one) + 2 * sizeof(max_align_t) + sizeof(one);
	if (session->n_kept == KEPT_MAX || size > store->size - store->used) {
		return;
	}
	struct form *form = arena_array(store, struct form, 1);
	*form = one;
	struct answers *kept = &session->kept[session->n_kept++];
	answers_init(kept, form, store);
	answer_copy(kept, 0, &session->answers, element);
}

void
known_keep(struct session *session)
{
	struct sight sight;
	rules_see(&session->answers, &sight);
	for (int32_t i = 0; i < session->form->n_elements; i++) {
		const struct element *e = &session->form->elements[i];
		if (sight.element[i] && e->n_purposes > 0 && e->type != ELEMENT_FILE &&
			e->type != ELEMENT_SET && !answer_is_empty(&session->answers, i)) {
			keep(session, i);
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* Look-ups in the immutable definition of a service. */
#include "core/form.h"

int32_t
form_find(const struct form *form, int32_t element_id)
{
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (form->elements[i].id == element_id) {
			return i;
		}
	}
	return -1;
}

static bool
requires_document(const struct element *element)
{
	return element->type == ELEMENT_FILE && element->validation.present &&
		element->validation.required;
}

bool
form_needs_officer(const struct form *form)
{
	for (int32_t i = 0; i < form->n_elements; i++) {
		const struct element *element = &form->elements[i];
		if (requires_document(element)) {
			return true;
		}
		/* of a set without a validation no cell is required (rules_check_cell()) */
		for (int32_t k = 0; element->validation.present && k < element->n_sub_elements; k++) {
			if (requires_document(&element->sub_elements[k])) {
				return true;
			}
		}
	}
	return false;
}

bool
element_is_question(const struct element *element)
{
	return element->type != ELEMENT_RICH_TEXT;
}

bool
element_is_number(const struct element *element)
{
	return element->type == ELEMENT_NUMBER ||
		(element->type == ELEMENT_TEXT && element->validation.kind == TEXT_NUMBER);
}

bool
element_has_choices(const struct element *element)
{
	return element->type == ELEMENT_RADIO || element->type == ELEMENT_DROPDOWN ||
		element->type == ELEMENT_COMBOBOX || element->type == ELEMENT_CHECKBOX;
}

int32_t
element_choice_at(const struct element *element, enum lang lang, int32_t place)
{
	const uint16_t *order = element->order[lang];
	return order ? order[place] : place;
}

bool
element_is_searched(const struct element *element)
{
	return element->type == ELEMENT_COMBOBOX ||
		(element->type == ELEMENT_DROPDOWN && element->n_order > FORM_LISTED_CHOICES_MAX);
}

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

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

/* ---- parts of dates and addresses ---- */

#define PART(kind_of_text, units, token) \
	{ \
		.type = ELEMENT_TEXT, .validation = { .kind = (kind_of_text), .max_length = (units) }, \
		.autocomplete = { (token), sizeof(token) - 1 }, .page = -1, .group = -1 \
	}

static const struct element date_elements[DATE_PART_COUNT] = {
	[DATE_YEAR] = PART(TEXT_DIGITS, 4, ""),
	[DATE_MONTH] = PART(TEXT_DIGITS, 2, ""),
	[DATE_DAY] = PART(TEXT_DIGITS, 2, ""),
};
static const struct form date_form = {
	.elements = date_elements, .n_elements = DATE_PART_COUNT, .start = -1
};

/* The lengths are those of GC Forms. */
static const struct element address_elements[ADDRESS_PART_COUNT] = {
	[ADDRESS_STREET] = PART(TEXT_ANY, 200, "address-line1"),
	[ADDRESS_CITY] = PART(TEXT_ANY, 200, "address-level2"),
	[ADDRESS_PROVINCE] = PART(TEXT_ANY, 200, "address-level1"),
	[ADDRESS_POSTAL_CODE] = PART(TEXT_ANY, 20, "postal-code"),
	[ADDRESS_COUNTRY] = PART(TEXT_ANY, 200, "country-name"),
};
static const struct form address_form = {
	.elements = address_elements, .n_elements = ADDRESS_PART_COUNT, .start = -1
};

const struct form *
element_parts(const struct element *element)
{
	if (element->type == ELEMENT_DATE) {
		return &date_form;
	}
	return element->type == ELEMENT_ADDRESS ? &address_form : NULL;
}

const char *
date_part_key(enum date_part part)
{
	static const char *const keys[DATE_PART_COUNT] = {
		[DATE_YEAR] = "YYYY", [DATE_MONTH] = "MM", [DATE_DAY] = "DD"
	};
	return keys[part];
}

const char *
address_part_key(enum address_part part)
{
	static const char *const keys[ADDRESS_PART_COUNT] = {
		[ADDRESS_STREET] = "streetAddress",
		[ADDRESS_CITY] = "city",
		[ADDRESS_PROVINCE] = "province",
		[ADDRESS_POSTAL_CODE] = "postalCode",
		[ADDRESS_COUNTRY] = "country",
	};
	return keys[part];
}

int32_t
element_part_at(const struct element *element, int32_t place)
{
	static const enum date_part orders[][DATE_PART_COUNT] = {
		[DATE_YMD] = { DATE_YEAR, DATE_MONTH, DATE_DAY },
		[DATE_DMY] = { DATE_DAY, DATE_MONTH, DATE_YEAR },
		[DATE_MDY] = { DATE_MONTH, DATE_DAY, DATE_YEAR },
	};
	return element->type == ELEMENT_DATE ? (int32_t)orders[element->date_order][place] : place;
}

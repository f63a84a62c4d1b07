/* SPDX-License-Identifier: MIT */
/* A form that no department made: a card, a PIN, a code, a measure, and settings of the site. */
#include "core/staff_fields.h"

#include "core/staff_call.h"

enum { CODE_UNITS = 64, NAME_UNITS = 63, PROVINCE_UNITS = 2, DISTANCE_UNITS = 4, FIGURE_UNITS = 8 };

#define FIELD(index, units, of_kind) \
	{ \
		.id = (index) + 1, .type = ELEMENT_TEXT, .page = -1, .group = -1, .validation = { \
			.present = true, \
			.kind = (of_kind), \
			.max_length = (units) \
		} \
	}
#define FIGURE(index, places) \
	{ \
		.id = (index) + 1, .type = ELEMENT_NUMBER, .page = -1, .group = -1, \
		.number = { .decimals = (places) }, .validation = { \
			.present = true, \
			.kind = TEXT_NUMBER, \
			.max_length = FIGURE_UNITS \
		} \
	}

static const struct element elements[STAFF_FIELD_COUNT] = {
	[STAFF_FIELD_CARD] = FIELD(STAFF_FIELD_CARD, STAFF_CARD_BYTES, TEXT_ANY),
	[STAFF_FIELD_PIN] = FIELD(STAFF_FIELD_PIN, STAFF_PIN_MAX, TEXT_DIGITS),
	[STAFF_FIELD_CODE] = FIELD(STAFF_FIELD_CODE, CODE_UNITS, TEXT_ANY),
	[STAFF_FIELD_MEASURE] = FIGURE(STAFF_FIELD_MEASURE, 1),
	[STAFF_FIELD_DEVICE] = FIELD(STAFF_FIELD_DEVICE, NAME_UNITS, TEXT_ANY),
	[STAFF_FIELD_PROVINCE] = FIELD(STAFF_FIELD_PROVINCE, PROVINCE_UNITS, TEXT_ANY),
	[STAFF_FIELD_ZONE] = FIELD(STAFF_FIELD_ZONE, NAME_UNITS, TEXT_ANY),
	[STAFF_FIELD_DISTANCE] = FIELD(STAFF_FIELD_DISTANCE, DISTANCE_UNITS, TEXT_DIGITS),
	[STAFF_FIELD_SCALE] = FIGURE(STAFF_FIELD_SCALE, 3),
};

static const struct form form = {
	.elements = elements,
	.n_elements = STAFF_FIELD_COUNT,
	.start = -1,
};

const struct form *
staff_fields(void)
{
	return &form;
}

struct str
staff_field_name(enum staff_field field)
{
	static const struct str names[STAFF_FIELD_COUNT] = {
		[STAFF_FIELD_CARD] = STR("card"),
		[STAFF_FIELD_PIN] = STR("pin"),
		[STAFF_FIELD_CODE] = STR("code"),
		[STAFF_FIELD_MEASURE] = STR("measure"),
		[STAFF_FIELD_DEVICE] = STR("device"),
		[STAFF_FIELD_PROVINCE] = STR("province"),
		[STAFF_FIELD_ZONE] = STR("time-zone"),
		[STAFF_FIELD_DISTANCE] = STR("distance"),
		[STAFF_FIELD_SCALE] = STR("px-per-mm"),
	};
	return names[field];
}

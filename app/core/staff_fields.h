/* SPDX-License-Identifier: MIT */
/* What technicians type, as a form: the fields of staff pages are edited like those of any other. */
#ifndef CORE_STAFF_FIELDS_H
#define CORE_STAFF_FIELDS_H

#include "core/form.h"

/* Indexes of the form's elements. */
enum staff_field {
	STAFF_FIELD_CARD,
	STAFF_FIELD_PIN,
	STAFF_FIELD_CODE,
	STAFF_FIELD_MEASURE, /* millimetres that a ruler shows */
	/* settings, in the order in which they are asked for */
	STAFF_FIELD_DEVICE,
	STAFF_FIELD_PROVINCE,
	STAFF_FIELD_ZONE,
	STAFF_FIELD_DISTANCE,
	STAFF_FIELD_SCALE,
	STAFF_FIELD_COUNT,
};

const struct form *staff_fields(void);
/* The name of the setting or argument that a field is for: "device", "card". */
struct str staff_field_name(enum staff_field field);

#endif

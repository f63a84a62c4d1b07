/* SPDX-License-Identifier: MIT */
/* What was measured where the kiosk was put up (K-76, K-77): names, limits, and the clauses that they come from. */
#ifndef DEVICE_HARDWARE_H
#define DEVICE_HARDWARE_H

#include "core/text.h"

enum hardware_kind {
	HARDWARE_NUMBER, /* between the two, decimals allowed */
	HARDWARE_YES,    /* "yes"; anything else is a kiosk that may not open */
	HARDWARE_EITHER, /* "yes" or "no" */
};

struct hardware_name {
	const char *name;
	enum hardware_kind kind;
	double min, max;
	const char *unit, *clause;
};

/* NULL: there is none of this name. */
const struct hardware_name *hardware_find(const char *name);
/* "380 to 1220 mm (EN 301 549, 8.3.2.1)". */
void hardware_write_allowed(const struct hardware_name *name, enum lang lang, struct text *out);
bool hardware_allows(const struct hardware_name *name, const char *value);
/* A number as it was typed; only of what hardware_allows(). */
double hardware_number(const char *value);

#endif

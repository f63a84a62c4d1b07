/* SPDX-License-Identifier: MIT */
/* The four contrast themes: colours of every part, with the ratios that K-06, K-07 and D19 ask for. */
#ifndef CORE_THEME_H
#define CORE_THEME_H

#include "core/str.h"

enum theme_name {
	THEME_DEFAULT,
	THEME_DARK_ON_LIGHT,
	THEME_LIGHT_ON_DARK,
	THEME_LOW_CONTRAST,
	THEME_COUNT
};

/* All 0xRRGGBB. */
struct theme {
	uint32_t background, band; /* page; header and footer */
	uint32_t text, hint;
	uint32_t edge;                /* of fields and choices */
	uint32_t field;               /* their fill */
	uint32_t button, button_text; /* primary */
	uint32_t danger;              /* errors, and what loses something */
	uint32_t alert;               /* fill behind an error summary */
	uint32_t accent;              /* bar under the heading */
	uint32_t focus, focus_gap;    /* ring, and the gap inside it */
};

const struct theme *theme_get(enum theme_name name);
/* "default", "black-on-white", "white-on-black", "low-contrast". */
const char *theme_label(enum theme_name name);
/* Returns THEME_COUNT when there is none of that label. */
enum theme_name theme_find(struct str label);

#endif

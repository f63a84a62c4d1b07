/* SPDX-License-Identifier: MIT */
/* Colours of the four contrast themes. */
#include "core/theme.h"

#include <assert.h>

/*
 * The hues are those of the GC Design System. Its hint (#595959), border (#8C8C8C) and danger
 * (#B3192E) reach 7.0, 3.4 and 6.8 on white, so the default theme darkens them to the 10:1 of K-06,
 * also on the grey band and on the alert's pink. Black on white and white on black use nothing but
 * the two for what must be read: 21:1. The ring of black on white stays the design system's blue,
 * which keeps 3:1 to black edges as well as to white; on black that blue would be too dim for
 * somebody who needs this theme, so the ring there is yellow, which no other part is. Low contrast
 * keeps everything that is read or operated between 4.5 and 8 (K-07). tests/unit/test_theme.c
 * computes all of it.
 */
static const struct theme themes[THEME_COUNT] = {
	[THEME_DEFAULT] = {
		.background = 0xFFFFFF,
		.band = 0xF2F2F2,
		.text = 0x333333,
		.hint = 0x3A3A3A,
		.edge = 0x333333,
		.field = 0xFFFFFF,
		.button = 0x26374A,
		.button_text = 0xFFFFFF,
		.danger = 0x730B19,
		.alert = 0xFCEDEF,
		.accent = 0xA62A1E,
		.focus = 0x1354EC,
		.focus_gap = 0xFFFFFF,
	},
	[THEME_DARK_ON_LIGHT] = {
		.background = 0xFFFFFF,
		.band = 0xFFFFFF,
		.text = 0x000000,
		.hint = 0x000000,
		.edge = 0x000000,
		.field = 0xFFFFFF,
		.button = 0x000000,
		.button_text = 0xFFFFFF,
		.danger = 0x000000,
		.alert = 0xFFFFFF,
		.accent = 0x000000,
		.focus = 0x1354EC,
		.focus_gap = 0xFFFFFF,
	},
	[THEME_LIGHT_ON_DARK] = {
		.background = 0x000000,
		.band = 0x000000,
		.text = 0xFFFFFF,
		.hint = 0xFFFFFF,
		.edge = 0xFFFFFF,
		.field = 0x000000,
		.button = 0xFFFFFF,
		.button_text = 0x000000,
		.danger = 0xFFFFFF,
		.alert = 0x000000,
		.accent = 0xFFFFFF,
		.focus = 0xFFFF00,
		.focus_gap = 0x000000,
	},
	[THEME_LOW_CONTRAST] = {
		.background = 0xE4E0D6,
		.band = 0xDAD6CC,
		.text = 0x474D55,
		.hint = 0x4C525A,
		.edge = 0x4C525A,
		.field = 0xECE9E1,
		.button = 0x3F5166,
		.button_text = 0xE4E0D6,
		.danger = 0x862733,
		.alert = 0xE8D9D3,
		.accent = 0x8C4A42,
		.focus = 0x3E6BC4,
		.focus_gap = 0xE4E0D6,
	},
};

const struct theme *
theme_get(enum theme_name name)
{
	assert(name < THEME_COUNT);
	return &themes[name];
}

const char *
theme_label(enum theme_name name)
{
	switch (name) {
	case THEME_DEFAULT:
		return "default";
	case THEME_DARK_ON_LIGHT:
		return "black-on-white";
	case THEME_LIGHT_ON_DARK:
		return "white-on-black";
	case THEME_LOW_CONTRAST:
		return "low-contrast";
	case THEME_COUNT:
		break;
	}
	assert(!"theme_label: no such theme");
	return "";
}

enum theme_name
theme_find(struct str label)
{
	for (enum theme_name name = THEME_DEFAULT; name < THEME_COUNT; name++) {
		if (str_eq(label, str_of(theme_label(name)))) {
			return name;
		}
	}
	return THEME_COUNT;
}

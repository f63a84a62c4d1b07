/* SPDX-License-Identifier: MIT */
/* Letters without case and accents, and the order of a dictionary, by the tables of Unicode in GLib. */
#ifndef PLATFORM_LETTERS_H
#define PLATFORM_LETTERS_H

#include "core/letters.h"

/*
 * Lives as long as the program. compare() is a total order: 0 for the same bytes only, also where localeCompare() has 0. Letters of
 * other scripts than Latin come after it, by their numbers.
 */
const struct letters *letters_of_glib(void);

#endif

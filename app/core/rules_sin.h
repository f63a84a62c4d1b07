/* SPDX-License-Identifier: MIT */
/* Part of the rules: no Social Insurance Number may leave in a text. */
#ifndef CORE_RULES_SIN_H
#define CORE_RULES_SIN_H

#include "core/str.h"

/*
 * Whether the text holds nine digits with a good check digit, alone or among others. Digits that are joined by blanks,
 * hyphens or dots are one number; a telephone number is passed over; else every run of whole groups of a number is tried,
 * so that "on 12 046 454 286" is found too.
 */
bool rules_holds_sin(struct str text);

#endif

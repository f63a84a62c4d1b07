/* SPDX-License-Identifier: MIT */
/* Which of the two official languages a client prefers. */
#ifndef INTAKE_LANGUAGE_H
#define INTAKE_LANGUAGE_H

#include "core/str.h"

/*
 * By the value of Accept-Language (RFC 9110 section 12.5.4, ranges of RFC 4647 section 3.3.1). Of two languages that are asked for
 * alike, the one that is named first; English when nothing is asked for or neither can be had.
 */
enum lang language_of(struct str accept_language);

#endif

/* SPDX-License-Identifier: MIT */
/* The lists out of which call-back words are drawn; generated from assets/words/ when the project is built. */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "core/reference.h"

/* NUL-terminated UTF-8, lower case, every word once in its list. */
extern const char *const words_en[WORDS_PER_LANGUAGE];
extern const char *const words_fr[WORDS_PER_LANGUAGE];

#endif

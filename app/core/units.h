/* SPDX-License-Identifier: MIT */
/* Units and the two official languages. */
#ifndef CORE_UNITS_H
#define CORE_UNITS_H

#include <stdint.h>

typedef int64_t
	ms_t; /* milliseconds, monotonic unless the name says "wall" (then since 1970, UTC) */
typedef int32_t px_t; /* device pixels, origin top left */

#define MS_NEVER INT64_MAX

enum lang { LANG_EN, LANG_FR, LANG_COUNT };

struct date {
	int32_t year, month, day; /* month and day from 1 */
};

struct rect {
	px_t x, y, w, h;
};

#endif

/* SPDX-License-Identifier: MIT */
/* The time of day, and whether it may be believed. */
#ifndef PLATFORM_WALL_CLOCK_H
#define PLATFORM_WALL_CLOCK_H

#include <stdbool.h>

#include "core/units.h"

/* Milliseconds since 1970, UTC, and whether the clock is known to be set (adjtimex(2), STA_UNSYNC). */
ms_t wall_clock(bool *ret_sure);

#endif

/* SPDX-License-Identifier: MIT */
/* The date at a place, by the system's time zone data. */
#ifndef PLATFORM_LOCAL_TIME_H
#define PLATFORM_LOCAL_TIME_H

#include "core/format.h"

/* For the whole process, once, before any thread begins. 0, or -ENOENT when the system knows no such zone (IANA name). */
__attribute__((warn_unused_result)) int local_time_use(const char *zone);
/* Date and minutes since midnight there of a UTC time. Any thread. */
struct date local_date(ms_t wall, int *ret_minutes);
/* The system's clock, since 1970, UTC. */
ms_t local_time_now(void);

#endif

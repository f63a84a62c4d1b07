/* SPDX-License-Identifier: MIT */
/* Reads the JSON of a calendar (docs/formats/calendar.md), by jansson. Whoever calls it has verified the signature. */
#ifndef PLATFORM_CALENDAR_JSON_H
#define PLATFORM_CALENDAR_JSON_H

#include "core/arena.h"
#include "core/calendar.h"
#include "platform/diagnosis.h"

enum { CALENDAR_ARENA_BYTES = 64 * 1024 };

/* `name` stands for the file in the diagnosis. The calendar lives in the arena. 0, -EINVAL or -ENOMEM with a diagnosis. */
__attribute__((warn_unused_result)) int calendar_read(const char *name, struct str json,
	struct arena *arena, struct calendar *ret_calendar, struct diagnosis *ret_diagnosis);

#endif

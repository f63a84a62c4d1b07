/* SPDX-License-Identifier: MIT */
/* Memory that is handed out upwards and taken back all at once. */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

struct arena {
	char *base; /* owned by whoever called arena_init() */
	size_t size, used, peak;
};

void arena_init(struct arena *arena, void *base, size_t size);

/* Zeroed memory aligned for any type, or NULL when the arena is full: for what is read from outside. */
void *arena_try(struct arena *arena, size_t size);
/* The same, where the capacity was proved when the form was loaded: being full is a bug and ends the process. */
void *arena_take(struct arena *arena, size_t size);
/* The same, not zeroed: for large arrays whose members are set one by one. */
void *arena_raw(struct arena *arena, size_t size);
struct str arena_copy(struct arena *arena, struct str s);

/* Forgets everything; the bytes stay. */
void arena_reset(struct arena *arena);
/* Forgets everything and zeroes all that was ever used. */
void arena_wipe(struct arena *arena);

#define arena_array(arena, type, n) ((type *)arena_take((arena), sizeof(type) * (size_t)(n)))

#endif

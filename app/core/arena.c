/* SPDX-License-Identifier: MIT */
/* Handing memory out upwards and wiping it. */
#include "core/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

void
arena_init(struct arena *arena, void *base, size_t size)
{
	*arena = (struct arena){ .base = base, .size = size };
}

static void *
reserve(struct arena *arena, size_t size)
{
	const size_t step = alignof(max_align_t);
	const size_t from = (arena->used + step - 1) / step * step;
	if (from > arena->size || size > arena->size - from) {
		return NULL;
	}
	arena->used = from + size;
	if (arena->used > arena->peak) {
		arena->peak = arena->used;
	}
	return arena->base + from;
}

void *
arena_try(struct arena *arena, size_t size)
{
	void *memory = reserve(arena, size);
	if (memory != NULL) {
		memset(memory, 0, size);
	}
	return memory;
}

void *
arena_take(struct arena *arena, size_t size)
{
	void *memory = arena_try(arena, size);
	assert(memory != NULL);
	return memory;
}

void *
arena_raw(struct arena *arena, size_t size)
{
	void *memory = reserve(arena, size);
	assert(memory != NULL);
	return memory;
}

struct str
arena_copy(struct arena *arena, struct str s)
{
	if (s.n == 0) {
		return STR_NONE;
	}
	char *copy = arena_take(arena, s.n);
	memcpy(copy, s.p, s.n);
	return (struct str){ copy, s.n };
}

void
arena_reset(struct arena *arena)
{
	arena->used = 0;
}

void
arena_wipe(struct arena *arena)
{
	explicit_bzero(arena->base, arena->peak);
	arena->used = 0;
	arena->peak = 0;
}

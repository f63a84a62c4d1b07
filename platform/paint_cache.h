/* SPDX-License-Identifier: MIT */
/* Measurements by a keyed hash of what was measured; part of paint. */
#ifndef PLATFORM_PAINT_CACHE_H
#define PLATFORM_PAINT_CACHE_H

#include "core/layout.h"

/*
 * Stands for a text in its style and width. Without the secret it tells nothing about a short text,
 * as a plain hash would.
 */
struct paint_key {
	uint64_t a, b;
};

enum { PAINT_CACHE_SETS = 1024, PAINT_CACHE_WAYS = 4 };

struct paint_cache {
	uint64_t secret[2]; /* random, for the life of the cache */
	struct paint_entry {
		struct paint_key key; /* both 0: empty */
		struct extent extent;
	} entries[PAINT_CACHE_SETS][PAINT_CACHE_WAYS]; /* newest first */
};

/* 0, or the negative errno of the kernel's random numbers. */
__attribute__((warn_unused_result)) int paint_cache_init(struct paint_cache *cache);
struct paint_key paint_cache_key(
	const struct paint_cache *cache, struct type type, enum lang lang, struct str text, px_t width);
/* NULL when it is not there; else valid until the next paint_cache_put(). */
const struct extent *paint_cache_get(struct paint_cache *cache, struct paint_key key);
void paint_cache_put(struct paint_cache *cache, struct paint_key key, struct extent extent);
void paint_cache_clear(struct paint_cache *cache);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A fixed table of measurements that can be kept beside a client's text without holding any of it.
 */
#include "platform/paint_cache.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/*
 * SipHash-1-3 with 128 bits of output (Aumasson and Bernstein, 2012), fed with whole words; the
 * lengths are in the first two.
 */
struct sip {
	uint64_t v0, v1, v2, v3;
};

static uint64_t
rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void
sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v2 += s->v3;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 = rotate(s->v0, 32);
	s->v2 += s->v1;
	s->v0 += s->v3;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 = rotate(s->v2, 32);
}

static void
sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

static uint64_t
sip_end(struct sip *s)
{
	for (int i = 0; i < 3; i++) {
		sip_round(s);
	}
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

int
paint_cache_init(struct paint_cache *cache)
{
	memset(cache, 0, sizeof(*cache));
	const ssize_t n = getrandom(cache->secret, sizeof(cache->secret), 0);
	if (n < 0) {
		return -errno;
	}
	return n == (ssize_t)sizeof(cache->secret) ? 0 : -EIO;
}

struct paint_key
paint_cache_key(
	const struct paint_cache *cache, struct type type, enum lang lang, struct str text, px_t width)
{
	struct sip s = {
		cache->secret[0] ^ 0x736f6d6570736575u,
		cache->secret[1] ^ 0x646f72616e646f6du ^ 0xee,
		cache->secret[0] ^ 0x6c7967656e657261u,
		cache->secret[1] ^ 0x7465646279746573u,
	};
	/* The line distance moves lines, it breaks none. */
	sip_word(&s, (uint64_t)(uint32_t)type.px << 32 | (uint64_t)type.face << 8 | (uint64_t)lang);
	sip_word(&s, (uint64_t)(uint32_t)width << 32 | (uint32_t)text.n);
	size_t at = 0;
	for (; at + 8 <= text.n; at += 8) {
		uint64_t word;
		memcpy(&word, text.p + at, sizeof(word));
		sip_word(&s, word);
	}
	if (at < text.n) {
		uint64_t word = 0;
		memcpy(&word, text.p + at, text.n - at);
		sip_word(&s, word);
	}
	s.v2 ^= 0xee;
	struct paint_key key = { .a = sip_end(&s) };
	s.v1 ^= 0xdd;
	key.b = sip_end(&s);
	return key;
}

static bool
same(struct paint_key a, struct paint_key b)
{
	return a.a == b.a && a.b == b.b;
}

const struct extent *
paint_cache_get(struct paint_cache *cache, struct paint_key key)
{
	struct paint_entry *set = cache->entries[key.a % PAINT_CACHE_SETS];
	for (int way = 0; way < PAINT_CACHE_WAYS; way++) {
		if (same(set[way].key, key)) {
			return &set[way].extent;
		}
	}
	return NULL;
}

void
paint_cache_put(struct paint_cache *cache, struct paint_key key, struct extent extent)
{
	struct paint_entry *set = cache->entries[key.a % PAINT_CACHE_SETS];
	memmove(&set[1], &set[0], (PAINT_CACHE_WAYS - 1) * sizeof(set[0]));
	set[0] = (struct paint_entry){ key, extent };
}

void
paint_cache_clear(struct paint_cache *cache)
{
	explicit_bzero(cache->entries, sizeof(cache->entries));
}

/* SPDX-License-Identifier: MIT */
/* SHA-256 as in FIPS 180-4 section 6.2, so that reading a template needs no cryptographic library. */
#include "platform/sha256.h"

#include <string.h>

enum { BLOCK = 64, ROUNDS = 64, WORDS = 8 };

static uint32_t
rotated(uint32_t x, unsigned by)
{
	return x >> by | x << (32 - by);
}

static void
add_block(uint32_t hash[WORDS], const unsigned char block[BLOCK])
{
	/* first 32 bits of the fractional parts of the cube roots of the first 64 primes */
	static const uint32_t k[ROUNDS] = {
		0x428a2f98,
		0x71374491,
		0xb5c0fbcf,
		0xe9b5dba5,
		0x3956c25b,
		0x59f111f1,
		0x923f82a4,
		0xab1c5ed5,
		0xd807aa98,
		0x12835b01,
		0x243185be,
		0x550c7dc3,
		0x72be5d74,
		0x80deb1fe,
		0x9bdc06a7,
		0xc19bf174,
		0xe49b69c1,
		0xefbe4786,
		0x0fc19dc6,
		0x240ca1cc,
		0x2de92c6f,
		0x4a7484aa,
		0x5cb0a9dc,
		0x76f988da,
		0x983e5152,
		0xa831c66d,
		0xb00327c8,
		0xbf597fc7,
		0xc6e00bf3,
		0xd5a79147,
		0x06ca6351,
		0x14292967,
		0x27b70a85,
		0x2e1b2138,
		0x4d2c6dfc,
		0x53380d13,
		0x650a7354,
		0x766a0abb,
		0x81c2c92e,
		0x92722c85,
		0xa2bfe8a1,
		0xa81a664b,
		0xc24b8b70,
		0xc76c51a3,
		0xd192e819,
		0xd6990624,
		0xf40e3585,
		0x106aa070,
		0x19a4c116,
		0x1e376c08,
		0x2748774c,
		0x34b0bcb5,
		0x391c0cb3,
		0x4ed8aa4a,
		0x5b9cca4f,
		0x682e6ff3,
		0x748f82ee,
		0x78a5636f,
		0x84c87814,
		0x8cc70208,
		0x90befffa,
		0xa4506ceb,
		0xbef9a3f7,
		0xc67178f2,
	};
	uint32_t w[ROUNDS], v[WORDS];
	for (int i = 0; i < 16; i++) {
		const unsigned char *p = block + 4 * i;
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	}
	for (int i = 16; i < ROUNDS; i++) {
		const uint32_t s0 = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ w[i - 15] >> 3;
		const uint32_t s1 = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ w[i - 2] >> 10;
		w[i] = w[i - 16] + s0 + w[i - 7] + s1;
	}
	memcpy(v, hash, sizeof(v));
	for (int i = 0; i < ROUNDS; i++) {
		const uint32_t s1 = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25);
		const uint32_t s0 = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22);
		const uint32_t choose = (v[4] & v[5]) ^ (~v[4] & v[6]);
		const uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
		const uint32_t t1 = v[7] + s1 + choose + k[i] + w[i];
		memmove(v + 1, v, sizeof(v) - sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + s0 + majority;
	}
	for (int i = 0; i < WORDS; i++) {
		hash[i] += v[i];
	}
}

void
sha256_hex(struct str data, char ret_hex[65])
{
	static const char digits[] = "0123456789abcdef";
	uint32_t hash[WORDS] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
		0x1f83d9ab, 0x5be0cd19 };
	size_t at = 0;
	for (; data.n - at >= BLOCK; at += BLOCK) {
		add_block(hash, (const unsigned char *)data.p + at);
	}
	/* the rest, a one bit, zeros, and the length in bits: one block or two */
	unsigned char last[2 * BLOCK] = { 0 };
	const size_t rest = data.n - at;
	const size_t n = rest + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
	if (rest > 0) {
		memcpy(last, data.p + at, rest);
	}
	last[rest] = 0x80;
	const uint64_t bits = (uint64_t)data.n * 8;
	for (size_t i = 0; i < 8; i++) {
		last[n - 1 - i] = (unsigned char)(bits >> (8 * i));
	}
	for (size_t i = 0; i < n; i += BLOCK) {
		add_block(hash, last + i);
	}
	for (int i = 0; i < 64; i++) {
		ret_hex[i] = digits[hash[i / 8] >> (28 - 4 * (i % 8)) & 15];
	}
	ret_hex[64] = '\0';
}

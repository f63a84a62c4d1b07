/* SPDX-License-Identifier: MIT */
/* Opens envelopes and sees to it that nothing of them stays behind. */
#include "desk/unseal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * What reading_make() takes for each answer or cell, beside text; an answer has six bytes of JSON at least. A row of a set takes less than
 * a cell. Text is written down once in its usual form, or twice with thousands kept apart.
 */
enum { READING_BYTES = 320, ANSWER_BYTES = 6, TEXT_FACTOR = 4, READING_HEAD = 4096 };

int
unseal_open(const struct seal_key *key, struct str envelope, struct unsealed *ret_unsealed)
{
	struct unsealed unsealed = { .plaintext = NULL };
	const int r = seal_open(key, envelope, &unsealed.plaintext, &unsealed.n);
	if (r != 0) {
		return r;
	}
	while (unsealed.n > 0 && unsealed.plaintext[unsealed.n - 1] == ' ') {
		unsealed.n--;
	}
	*ret_unsealed = unsealed;
	return 0;
}

int
unseal_read(struct unsealed *unsealed)
{
	const size_t size = request_arena_size(unsealed->n) + TEXT_FACTOR * unsealed->n +
		unsealed->n / ANSWER_BYTES * READING_BYTES + READING_HEAD;
	void *memory = malloc(size);
	if (memory == NULL) {
		return -ENOMEM;
	}
	arena_init(&unsealed->memory, memory, size);
	return request_read(
		(struct str){ unsealed->plaintext, unsealed->n }, &unsealed->memory, &unsealed->request);
}

void
unseal_forget(struct unsealed *unsealed)
{
	if (unsealed->plaintext != NULL) {
		explicit_bzero(unsealed->plaintext, unsealed->n);
		free(unsealed->plaintext);
	}
	if (unsealed->memory.base != NULL) {
		explicit_bzero(unsealed->memory.base, unsealed->memory.peak);
		free(unsealed->memory.base);
	}
	explicit_bzero(unsealed, sizeof(*unsealed));
}

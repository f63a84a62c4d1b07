/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as rich text; what its blocks promise must hold. */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "platform/richtext.h"

enum { MEMORY_BYTES = 4 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_runs(const struct rich_block *block)
{
	const char *at = block->text.p;
	for (int32_t i = 0; i < block->n_runs; i++) {
		const struct rich_run *run = &block->runs[i];
		const bool leads = run->style & (RICH_LINK | RICH_ADDRESS);
		assert(run->text.p == at && run->text.n > 0);
		assert(leads == (run->link.n > 0));
		at += run->text.n;
	}
	assert(at == block->text.p + block->text.n);
}

static void
check(const struct rich *rich)
{
	int32_t open = 0;
	for (int32_t i = 0; i < rich->n; i++) {
		const struct rich_block *block = &rich->blocks[i];
		check_runs(block);
		open += block->kind == RICH_DISCLOSURE ? 1 : block->kind == RICH_DISCLOSURE_END ? -1 : 0;
		assert(open == 0 || open == 1);
		assert(block->level >= 0 && block->level <= RICH_DEPTH_MAX);
		assert(block->kind != RICH_HEADING || (block->level >= 1 && block->level <= 6));
		assert(block->kind != RICH_ITEM ||
			(block->level >= 1 && block->position >= 1 && block->position <= block->of));
		assert(block->disclosure >= -1 && block->disclosure < RICH_DISCLOSURES_MAX);
		assert(block->spoken.n <= block->text.n);
		assert(block->text.n == 0 ||
			(!memchr(block->text.p, RICH_STRONG_ON, block->text.n) &&
				!memchr(block->text.p, RICH_STRONG_OFF, block->text.n)));
	}
	assert(open == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rich rich;
	struct arena arena;
	/* made once: the sanitizer takes longer over so much than a text takes */
	static _Alignas(max_align_t) char memory[MEMORY_BYTES];
	arena_init(&arena, memory, MEMORY_BYTES);
	const int r = richtext_parse((struct str){ (const char *)data, size }, 60, &arena, &rich);
	assert(r == 0 || r == -ENOMEM || (r == -E2BIG && size > RICHTEXT_BYTES_MAX));
	if (r == 0) {
		check(&rich);
	}
	return 0;
}

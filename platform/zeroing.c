/* SPDX-License-Identifier: MIT */
/*
 * The malloc family of the program that links this file: what is freed is zeroed first (D13).
 *
 * Libraries copy a client's words where we cannot reach: Pango into layouts, SDL into events, OpenSSL into buffers.
 * All of that comes back through free() and realloc(). glibc's own tunable glibc.malloc.perturb does not do: it skips
 * blocks that go to the thread cache, which are most of the small ones. The GNU C library manual, "Replacing malloc",
 * promises that definitions in the program serve its libraries too; glibc exports the originals as __libc_*, and its
 * malloc() and calloc() stay in place, for the heap is the same.
 * Sanitizers bring their own allocator: builds with them leave this file out.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void *__libc_malloc(size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

enum { PAGE = 4096, LARGE = 64 * PAGE };

/*
 * Of large blocks the kernel takes the pages back, which reads as zero from then on: most were never touched, and
 * zeroing would make the kernel supply them first. Where it refuses (pages of another size), they are zeroed.
 */
static void
wipe(char *block, size_t size)
{
	char *from = (char *)(((uintptr_t)block + PAGE - 1) / PAGE * PAGE);
	char *to = (char *)(((uintptr_t)block + size) / PAGE * PAGE);
	const int error = errno; /* free() leaves it as it is (POSIX.1-2024) */

	if (size >= LARGE && madvise(from, (size_t)(to - from), MADV_DONTNEED_LOCKED) == 0) {
		explicit_bzero(block, (size_t)(from - block));
		explicit_bzero(to, (size_t)(block + size - to));
	} else {
		explicit_bzero(block, size);
	}
	errno = error;
}

void
free(void *block)
{
	if (block != NULL) {
		wipe(block, malloc_usable_size(block));
		__libc_free(block);
	}
}

/* Never glibc's own, which moves a block and frees the old one behind our back. */
void *
realloc(void *block, size_t size)
{
	if (block == NULL) {
		return __libc_malloc(size);
	}
	if (size == 0) {
		free(block); /* as glibc's realloc() does */
		return NULL;
	}
	const size_t usable = malloc_usable_size(block);
	/* In place, unless it would keep more than half of the block for nothing. */
	if (size <= usable && size >= usable / 2) {
		explicit_bzero((char *)block + size, usable - size);
		return block;
	}
	void *moved = __libc_malloc(size);
	if (moved != NULL) {
		memcpy(moved, block, size < usable ? size : usable);
		free(block);
	}
	return moved;
}

/* SPDX-License-Identifier: MIT */
/* What free() and realloc() leave behind when the program links platform/zeroing.c: the same memory, read through the kernel. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MARK = 0xA7, LARGEST = 4 * 1024 * 1024 };

/* How many bytes with the mark are at `where`; -1: nothing is mapped there any more. */
static long
marks_at(uintptr_t where, size_t n)
{
	static unsigned char seen[LARGEST];
	long marks = 0;
	const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);

	assert_true(memory >= 0 && n <= sizeof(seen));
	const ssize_t got = pread(memory, seen, n, (off_t)where);
	assert_int_equal(close(memory), 0);
	if (got != (ssize_t)n) {
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		marks += seen[i] == MARK;
	}
	return marks;
}

/* A few bytes of a free block are pointers of the heap, which may hold the mark by chance. */
enum { CHANCE = 4 };

static void
freed_memory_is_zero(void **state)
{
	static const size_t sizes[] = { 24, 100, 1000, 1024, 5000, 64 * 1024, 1024 * 1024 };
	(void)state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *block = malloc(sizes[i]);
		assert_non_null(block);
		memset(block, MARK, sizes[i]);
		const uintptr_t where = (uintptr_t)block;
		assert_int_equal(marks_at(where, sizes[i]), (long)sizes[i]); /* the test can see */
		free(block);
		assert_true(marks_at(where, sizes[i]) <= CHANCE);
	}
}

static void
memory_that_realloc_leaves_is_zero(void **state)
{
	(void)state;

	char *block = malloc(200);
	assert_non_null(block);
	memset(block, MARK, 200);
	const uintptr_t where = (uintptr_t)block;
	char *barrier = malloc(16); /* so that it has to move */
	char *larger = realloc(block, 100 * 1000);
	assert_non_null(larger);
	assert_true((uintptr_t)larger != where);
	assert_int_equal((unsigned char)larger[199], MARK);
	assert_true(marks_at(where, 200) <= CHANCE);
	free(barrier);
	free(larger);
}

static void
the_tail_that_realloc_cuts_off_is_zero(void **state)
{
	static const size_t kept[] = { 900, 501, 20 };
	(void)state;

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		char *block = malloc(1000);
		assert_non_null(block);
		memset(block, MARK, 1000);
		const uintptr_t where = (uintptr_t)block;
		char *shorter = realloc(block, kept[i]);
		assert_non_null(shorter);
		assert_int_equal((unsigned char)shorter[kept[i] - 1], MARK);
		if ((uintptr_t)shorter == where) {
			assert_true(marks_at(where + kept[i], 1000 - kept[i]) == 0);
		} else {
			assert_true(marks_at(where, 1000) <= CHANCE);
		}
		free(shorter);
	}
}

/* The library's own calls go through the program's definitions too. */
static void
what_the_c_library_frees_is_zero(void **state)
{
	char *text = NULL;
	size_t n = 0;
	(void)state;

	FILE *stream = open_memstream(&text, &n);
	assert_non_null(stream);
	for (int i = 0; i < 3000; i++) {
		assert_int_equal(fputc(MARK, stream), MARK);
	}
	assert_int_equal(fflush(stream), 0);
	const uintptr_t where = (uintptr_t)text;
	assert_int_equal(marks_at(where, 3000), 3000);
	for (int i = 0; i < 500 * 1000; i++) {
		assert_int_equal(fputc('x', stream), 'x'); /* makes the stream move its buffer */
	}
	assert_int_equal(fclose(stream), 0);
	assert_true((uintptr_t)text != where);
	assert_true(marks_at(where, 3000) <= CHANCE);
	free(text);
}

static void
realloc_keeps_its_contract(void **state)
{
	(void)state;
	char *block = realloc(NULL, 10);
	assert_non_null(block);
	memcpy(block, "abc", 4);
	block = realloc(block, 5);
	assert_string_equal(block, "abc");
	assert_null(realloc(block, SIZE_MAX / 2)); /* refused: the block stays */
	assert_string_equal(block, "abc");
	assert_null(realloc(block, 0));
	free(NULL);
	void *aligned = NULL;
	assert_int_equal(posix_memalign(&aligned, 4096, 10000), 0);
	memset(aligned, MARK, 10000);
	const uintptr_t where = (uintptr_t)aligned;
	free(aligned);
	assert_true(marks_at(where, 10000) <= CHANCE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(freed_memory_is_zero),
		cmocka_unit_test(memory_that_realloc_leaves_is_zero),
		cmocka_unit_test(the_tail_that_realloc_cuts_off_is_zero),
		cmocka_unit_test(what_the_c_library_frees_is_zero),
		cmocka_unit_test(realloc_keeps_its_contract),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

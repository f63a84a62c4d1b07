/* SPDX-License-Identifier: MIT */
/* Memory that is handed out upwards: alignment, being full, and what is left of personal data. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/arena.h"

enum { SIZE = 256 };

struct bench {
	struct arena arena;
	alignas(max_align_t) char memory[SIZE];
};

static int
set_up(void **state)
{
	static struct bench bench; /* cmocka hands the state over by pointer */
	memset(bench.memory, 0x5A, SIZE);
	arena_init(&bench.arena, bench.memory, SIZE);
	*state = &bench;
	return 0;
}

static bool
is_filled(const char *p, size_t n, char with)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != with) {
			return false;
		}
	}
	return true;
}

static void
hands_out_zeroed_and_aligned(void **state)
{
	struct bench *bench = *state;
	for (size_t size = 0; size < 8; size++) {
		char *p = arena_take(&bench->arena, size);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		assert_true(is_filled(p, size, 0));
	}
	assert_ptr_not_equal(arena_take(&bench->arena, 1), arena_take(&bench->arena, 1));
}

static void
raw_memory_is_as_it_was(void **state)
{
	struct bench *bench = *state;
	assert_true(is_filled(arena_raw(&bench->arena, 32), 32, 0x5A));
}

static void
says_when_it_is_full(void **state)
{
	struct bench *bench = *state;
	assert_non_null(arena_try(&bench->arena, SIZE - 1));
	const size_t used = bench->arena.used;
	assert_null(arena_try(&bench->arena, 2));
	assert_int_equal(bench->arena.used, used);
	arena_reset(&bench->arena);
	assert_null(arena_try(&bench->arena, SIZE + 1));
	assert_null(arena_try(&bench->arena, SIZE_MAX));
	assert_null(arena_try(&bench->arena, SIZE_MAX - 8));
	assert_non_null(arena_try(&bench->arena, SIZE));
	assert_null(arena_try(&bench->arena, 1));
}

static void
copies_text(void **state)
{
	struct bench *bench = *state;
	const char original[] = "answer";
	const struct str copy = arena_copy(&bench->arena, STR("answer"));
	assert_ptr_not_equal(copy.p, original);
	assert_true(str_eq(copy, STR("answer")));
	const size_t used = bench->arena.used;
	assert_null(arena_copy(&bench->arena, STR("")).p);
	assert_int_equal(bench->arena.used, used);
}

/* What lay above the place where the arena stands now is wiped too; what was never used is not touched. */
static void
wipes_up_to_the_peak(void **state)
{
	struct bench *bench = *state;
	memset(arena_take(&bench->arena, 128), 'x', 128);
	arena_reset(&bench->arena);
	assert_true(is_filled(bench->memory, 128, 'x'));
	memset(arena_take(&bench->arena, 16), 'y', 16);
	arena_wipe(&bench->arena);
	assert_true(is_filled(bench->memory, 128, 0));
	assert_true(is_filled(bench->memory + 128, SIZE - 128, 0x5A));
	assert_int_equal(bench->arena.used, 0);
	assert_int_equal(bench->arena.peak, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(hands_out_zeroed_and_aligned, set_up),
		cmocka_unit_test_setup(raw_memory_is_as_it_was, set_up),
		cmocka_unit_test_setup(says_when_it_is_full, set_up),
		cmocka_unit_test_setup(copies_text, set_up),
		cmocka_unit_test_setup(wipes_up_to_the_peak, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The table of measurements: what tells two of them apart, and what is forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "platform/paint_cache.h"

static const struct type body = { FACE_TEXT, 30, 44 };

static int
set_up(void **state)
{
	struct paint_cache *cache = malloc(sizeof(*cache));
	assert_non_null(cache);
	assert_int_equal(paint_cache_init(cache), 0);
	*state = cache;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static bool
same(struct paint_key a, struct paint_key b)
{
	return a.a == b.a && a.b == b.b;
}

static void
test_everything_that_breaks_lines_counts(void **state)
{
	const struct paint_cache *cache = *state;
	const struct paint_key key = paint_cache_key(cache, body, LANG_FR, STR("Continuer"), 300);
	assert_true(same(key, paint_cache_key(cache, body, LANG_FR, STR("Continuer"), 300)));
	assert_false(same(key, paint_cache_key(cache, body, LANG_EN, STR("Continuer"), 300)));
	assert_false(same(key, paint_cache_key(cache, body, LANG_FR, STR("Continues"), 300)));
	assert_false(same(key, paint_cache_key(cache, body, LANG_FR, STR("Continuer"), 301)));
	assert_false(same(key,
		paint_cache_key(
			cache, (struct type){ FACE_BOLD, 30, 44 }, LANG_FR, STR("Continuer"), 300)));
	assert_false(same(key,
		paint_cache_key(
			cache, (struct type){ FACE_TEXT, 31, 44 }, LANG_FR, STR("Continuer"), 300)));
	assert_true(same(key,
		paint_cache_key(
			cache, (struct type){ FACE_TEXT, 30, 50 }, LANG_FR, STR("Continuer"), 300)));
	/* A zero byte at the end is not the padding of the last word. */
	assert_false(same(paint_cache_key(cache, body, LANG_FR, STR("a"), 300),
		paint_cache_key(cache, body, LANG_FR, STR("a\0"), 300)));
}

static void
test_keys_say_nothing_without_the_secret(void **state)
{
	struct paint_cache *other = malloc(sizeof(*other));
	assert_int_equal(paint_cache_init(other), 0);
	assert_false(same(paint_cache_key(*state, body, LANG_FR, STR("046 454 286"), 300),
		paint_cache_key(other, body, LANG_FR, STR("046 454 286"), 300)));
	free(other);
}

static void
test_what_was_put_is_there_until_cleared(void **state)
{
	struct paint_cache *cache = *state;
	const struct paint_key key = paint_cache_key(cache, body, LANG_FR, STR("Retour"), 300);
	assert_null(paint_cache_get(cache, key));
	paint_cache_put(cache, key, (struct extent){ 123, 2 });
	assert_int_equal(paint_cache_get(cache, key)->w, 123);
	assert_int_equal(paint_cache_get(cache, key)->lines, 2);
	paint_cache_clear(cache);
	assert_null(paint_cache_get(cache, key));
	for (int set = 0; set < PAINT_CACHE_SETS; set++) {
		for (int way = 0; way < PAINT_CACHE_WAYS; way++) {
			assert_true(cache->entries[set][way].key.a == 0 && cache->entries[set][way].key.b == 0);
		}
	}
}

static void
test_the_oldest_of_a_set_goes_first(void **state)
{
	struct paint_cache *cache = *state;
	for (uint64_t i = 1; i <= PAINT_CACHE_WAYS + 1; i++) {
		paint_cache_put(cache, (struct paint_key){ 7 + i * PAINT_CACHE_SETS, i },
			(struct extent){ (px_t)i, 1 });
	}
	assert_null(paint_cache_get(cache, (struct paint_key){ 7 + PAINT_CACHE_SETS, 1 }));
	for (uint64_t i = 2; i <= PAINT_CACHE_WAYS + 1; i++) {
		assert_int_equal(
			paint_cache_get(cache, (struct paint_key){ 7 + i * PAINT_CACHE_SETS, i })->w, i);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_everything_that_breaks_lines_counts),
		TEST(test_keys_say_nothing_without_the_secret),
		TEST(test_what_was_put_is_there_until_cleared),
		TEST(test_the_oldest_of_a_set_goes_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

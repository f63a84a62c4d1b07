/* SPDX-License-Identifier: MIT */
/* Tests of reference numbers, call-back words and UUIDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/reference.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* A generator with a written-down seed: the same numbers in every run. */
static uint32_t
draw(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void
make(uint32_t *seed, char reference[REFERENCE_LENGTH])
{
	uint8_t random[6];
	for (int i = 0; i < 6; i++) {
		random[i] = (uint8_t)draw(seed);
	}
	reference_make(random, reference);
}

static bool
is_accepted(const char *typed)
{
	char reference[REFERENCE_LENGTH];
	return reference_parse(str_of(typed), reference);
}

static bool
is_accepted_raw(const char reference[REFERENCE_LENGTH])
{
	char parsed[REFERENCE_LENGTH];
	return reference_parse((struct str){ reference, REFERENCE_LENGTH }, parsed) &&
		memcmp(parsed, reference, REFERENCE_LENGTH) == 0;
}

static void
ten_thousand_are_read_back(void **state)
{
	(void)state;
	uint32_t seed = 1;
	for (int i = 0; i < 10000; i++) {
		char reference[REFERENCE_LENGTH], buffer[16];
		struct text shown;
		make(&seed, reference);
		for (int k = 0; k < REFERENCE_LENGTH; k++) {
			assert_true(reference[k] != '\0' && strchr(alphabet, reference[k]) != NULL);
		}
		text_init(&shown, buffer, sizeof(buffer));
		reference_show(reference, &shown);
		assert_int_equal(shown.n, 12);
		assert_true(buffer[3] == '-' && buffer[7] == '-');
		char parsed[REFERENCE_LENGTH];
		assert_true(reference_parse(text_str(&shown), parsed));
		assert_memory_equal(parsed, reference, REFERENCE_LENGTH);
	}
}

/* Every place, every other character. */
static void
one_wrong_character_is_always_found(void **state)
{
	(void)state;
	uint32_t seed = 2;
	for (int i = 0; i < 200; i++) {
		char reference[REFERENCE_LENGTH];
		make(&seed, reference);
		for (int at = 0; at < REFERENCE_LENGTH; at++) {
			const char right = reference[at];
			for (int k = 0; k < 32; k++) {
				reference[at] = alphabet[k];
				assert_int_equal(is_accepted_raw(reference), alphabet[k] == right);
			}
			reference[at] = right;
		}
	}
}

/* Neighbours swapped: a MOD 33,32 system may miss few; how many is counted, not believed. */
static void
swapped_neighbours_are_almost_always_found(void **state)
{
	(void)state;
	uint32_t seed = 3;
	long n_swaps = 0, n_missed = 0;
	for (int i = 0; i < 10000; i++) {
		char reference[REFERENCE_LENGTH];
		make(&seed, reference);
		for (int at = 0; at + 1 < REFERENCE_LENGTH; at++) {
			if (reference[at] == reference[at + 1]) {
				continue;
			}
			char swapped[REFERENCE_LENGTH];
			memcpy(swapped, reference, REFERENCE_LENGTH);
			swapped[at] = reference[at + 1];
			swapped[at + 1] = reference[at];
			n_swaps++;
			n_missed += is_accepted_raw(swapped);
		}
	}
	print_message("%ld of %ld swaps of neighbours were missed\n", n_missed, n_swaps);
	assert_true(n_swaps > 80000);
	assert_true(n_missed * 500 < n_swaps); /* under 0.2 % */
}

/* A guess has one chance in 32. */
static void
guesses_are_mostly_refused(void **state)
{
	(void)state;
	uint32_t seed = 4;
	int n_accepted = 0;
	for (int i = 0; i < 32000; i++) {
		char reference[REFERENCE_LENGTH];
		for (int k = 0; k < REFERENCE_LENGTH; k++) {
			reference[k] = alphabet[draw(&seed) % 32];
		}
		n_accepted += is_accepted_raw(reference);
	}
	assert_in_range(n_accepted, 850, 1150);
}

/* Worked out apart from this code, by the rule of docs/formats/reference.md. */
static void
known_references(void **state)
{
	(void)state;
	static const uint8_t zeros[6] = { 0 };
	char reference[REFERENCE_LENGTH];
	reference_make(zeros, reference);
	assert_memory_equal(reference, "000000000H", REFERENCE_LENGTH);
	/* 45 bits, the lowest five first: 1, 2, 3 ... 9 */
	const uint64_t bits = 1 | 2u << 5 | 3u << 10 | 4u << 15 | 5u << 20 | 6u << 25 | 7ull << 30 |
		8ull << 35 | 9ull << 40;
	uint8_t random[6];
	for (int i = 0; i < 6; i++) {
		random[i] = (uint8_t)(bits >> (40 - 8 * i));
	}
	reference_make(random, reference);
	assert_memory_equal(reference, "123456789G", REFERENCE_LENGTH);
}

static void
people_may_type_it_their_way(void **state)
{
	(void)state;
	static const uint8_t random[6] = { 0, 0, 0, 0, 0,
		33 }; /* "110000000" and its check character */
	char reference[REFERENCE_LENGTH], typed[64];
	reference_make(random, reference);
	assert_memory_equal(reference, "110000000", 9);
	const char check = reference[9];
	static const char *const ways[] = { "110-000-000%c", "110 000 000%c", "iL0ooO000%c",
		"  Il0-0oO 000%c ",
		"110\xE2\x80\x91"
		"000\xC2\xA0"
		"000%c",
		"1-1-0-0-0-0-0-0-0-%c" };
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		(void)snprintf(typed, sizeof(typed), ways[i], check);
		char parsed[REFERENCE_LENGTH];
		assert_true(reference_parse(str_of(typed), parsed));
		assert_memory_equal(parsed, reference, REFERENCE_LENGTH);
	}
	(void)snprintf(typed, sizeof(typed), "110000000%c", check >= 'A' ? check + 32 : check);
	assert_true(is_accepted(typed));
}

static void
what_is_no_reference_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "", "-", "0", "000000000", "00000000000", "U000000000",
		"000000000*", "0000/000000", "00000000\xC3\xA9", "\xFF" };
	char parsed[REFERENCE_LENGTH] = "unchanged";
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(reference_parse(str_of(wrong[i]), parsed));
		assert_string_equal(parsed, "unchanged");
		assert_false(reference_is_shaped(str_of(wrong[i])));
	}
	/* ten characters, and the last does not fit them: a typing mistake */
	assert_false(reference_parse(STR("7K3-M9Q-2XW4"), parsed));
	assert_true(reference_is_shaped(STR("7K3-M9Q-2XW4")));
	assert_true(reference_parse(STR("7K3-M9Q-2XW3"), parsed));
}

static void
every_index_gives_a_word(void **state)
{
	(void)state;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		for (uint32_t i = 0; i < WORDS_PER_LANGUAGE; i++) {
			const struct str word = callback_word((enum lang)lang, i);
			assert_true(word.n >= 2 && utf8_valid(word));
			assert_true(str_eq(word, callback_word((enum lang)lang, i + WORDS_PER_LANGUAGE)));
		}
		assert_true(str_eq(callback_word((enum lang)lang, UINT32_MAX),
			callback_word((enum lang)lang, WORDS_PER_LANGUAGE - 1)));
	}
	assert_false(str_eq(callback_word(LANG_EN, 0), callback_word(LANG_FR, 0)) &&
		str_eq(callback_word(LANG_EN, 1), callback_word(LANG_FR, 1)));
}

/* RFC 9562 appendix A.6: its time, its rand_a and rand_b. */
static void
uuid7_of_the_standard(void **state)
{
	(void)state;
	static const uint8_t random[10] = { 0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39,
		0x8F };
	char uuid[37] = "";
	uuid7_make(0x017F22E279B0, random, uuid);
	assert_string_equal(uuid, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

static void
uuid7_has_its_form_and_sorts_by_time(void **state)
{
	(void)state;
	uint32_t seed = 5;
	char last[37] = "";
	for (ms_t wall = 1700000000000; wall < 1700000010000; wall += 7) {
		uint8_t random[10];
		char uuid[37] = "";
		for (int i = 0; i < 10; i++) {
			random[i] = (uint8_t)draw(&seed);
		}
		uuid7_make(wall, random, uuid);
		for (int i = 0; i < 36; i++) {
			const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
			assert_true(
				strchr(is_hyphen ? "-" : "0123456789abcdef", uuid[i]) != NULL && uuid[i] != '\0');
		}
		assert_int_equal(uuid[14], '7');
		assert_true(strchr("89ab", uuid[19]) != NULL);
		assert_true(strcmp(last, uuid) < 0);
		memcpy(last, uuid, sizeof(last));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_thousand_are_read_back),
		cmocka_unit_test(one_wrong_character_is_always_found),
		cmocka_unit_test(swapped_neighbours_are_almost_always_found),
		cmocka_unit_test(guesses_are_mostly_refused),
		cmocka_unit_test(known_references),
		cmocka_unit_test(people_may_type_it_their_way),
		cmocka_unit_test(what_is_no_reference_is_refused),
		cmocka_unit_test(every_index_gives_a_word),
		cmocka_unit_test(uuid7_of_the_standard),
		cmocka_unit_test(uuid7_has_its_form_and_sorts_by_time),
	};
	return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}

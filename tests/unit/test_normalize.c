/* SPDX-License-Identifier: MIT */
/* The normalizer against its golden tables, and what must hold for any text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/normalize.h"

enum { WORDS_SIZE = 8192, GOLDEN_LEAST = 100 };

static const char *const READINGS[] = { "text", "spelled", "reference", "phone", "postal" };

static struct str
words_of(enum lang lang, const char *reading, struct str shown, char buffer[WORDS_SIZE])
{
	struct text words;
	text_init(&words, buffer, WORDS_SIZE);
	if (strcmp(reading, "char") == 0) {
		size_t at = 0;
		normalize_character(lang, utf8_next(shown, &at), &words);
		return text_str(&words);
	}
	for (size_t i = 0; i < sizeof(READINGS) / sizeof(READINGS[0]); i++) {
		if (strcmp(reading, READINGS[i]) == 0) {
			normalize(lang, (enum reading)i, shown, &words);
			return text_str(&words);
		}
	}
	fail_msg("no such reading: %s", reading);
	return STR_NONE;
}

static FILE *
open_golden(const char *name)
{
	char path[4096];
	const char *source = getenv("GUICHET_SOURCE");
	assert_non_null(source);
	snprintf(path, sizeof(path), "%s/tests/unit/golden/%s", source, name);
	FILE *file = fopen(path, "r");
	if (file == NULL) {
		fail_msg("cannot open %s", path);
	}
	return file;
}

static void
check_golden(enum lang lang, const char *name)
{
	FILE *file = open_golden(name);
	char line[2048], buffer[WORDS_SIZE];
	int n_cases = 0, n_wrong = 0;
	for (int number = 1; fgets(line, sizeof(line), file) != NULL; number++) {
		if (line[0] == '#' || line[0] == '\n') {
			continue;
		}
		line[strcspn(line, "\n")] = '\0';
		char *shown = strchr(line, '\t');
		char *expected = shown != NULL ? strchr(shown + 1, '\t') : NULL;
		assert_non_null(expected);
		*shown++ = '\0';
		*expected++ = '\0';
		const struct str words = words_of(lang, line, str_of(shown), buffer);
		if (!str_eq(words, str_of(expected))) {
			print_error("%s:%d: \"%s\"\n\texpected \"%s\"\n\tspoken   \"%.*s\"\n", name, number,
				shown, expected, (int)words.n, words.p);
			n_wrong++;
		}
		n_cases++;
	}
	fclose(file);
	assert_int_equal(n_wrong, 0);
	assert_true(n_cases >= GOLDEN_LEAST);
}

static void
english_matches_its_golden_table(void **state)
{
	(void)state;
	check_golden(LANG_EN, "normalize-en.tsv");
}

static void
french_matches_its_golden_table(void **state)
{
	(void)state;
	check_golden(LANG_FR, "normalize-fr.tsv");
}

/* What a voice would mispronounce, read out as "symbol ...", or take as a group separator. */
static const char *
find_unspeakable(struct str words)
{
	static const char *const bad[] = { "\u00A0", "\u202F", "\u00AB", "\u00BB", "\u2019", "\u201C",
		"\u201D", "\u2013", "\u2014", "\u2022", "$", "%", "@", "/", "&", "#", "*", "_", "(", ")",
		"[", "]", "{", "}", "<", ">", "|", "\\", "\"", "=", "+", "~", "^", "\n", "\t", "  ", " ,",
		" ." };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (str_find(words, str_of(bad[i]), 0) < words.n) {
			return bad[i];
		}
	}
	return NULL;
}

/* Texts made of pieces that meet in unplanned ways, drawn by a fixed generator. */
static struct str
mixed_text(uint32_t *seed, char *buffer, size_t size)
{
	static const char *const pieces[] = { "SIN", "l\u2019AE", "1", "234", ",", ".", " ", "\u00A0",
		"\u202F", "$", "%", "h", "05", "-", "\u2013", "(", ")", "(s)", "(e)", "\u00AB", "\u00BB",
		"@", "canada.ca", "www.", "/", "&", "2e", "1er", "613-555-0199", "K1A", "0B1", "\u2022",
		"\u2026", "\n", "M.", "etc.", "p.m.", "November", "novembre", "*", "_", "\u00E9", "e\u0301",
		"\u1403", "\xFF", "'", "\u2019", "US", "+", "=", "#", "\U0001F600", "https://", "a", "Z" };
	struct text text;
	text_init(&text, buffer, size);
	for (int i = 0; i < 12; i++) {
		*seed = *seed * 1664525u + 1013904223u; /* Numerical Recipes' constants */
		text_add(&text, str_of(pieces[(*seed >> 16) % (sizeof(pieces) / sizeof(pieces[0]))]));
	}
	return text_str(&text);
}

static void
words_hold_no_sign_that_a_voice_mispronounces(void **state)
{
	(void)state;
	uint32_t seed = 1;
	char shown_buffer[512], buffer[WORDS_SIZE];
	for (int i = 0; i < 20000; i++) {
		const struct str shown = mixed_text(&seed, shown_buffer, sizeof(shown_buffer));
		for (size_t reading = 0; reading < 5; reading++) {
			const struct str words = words_of(
				i % 2 ? LANG_FR : LANG_EN, READINGS[reading], shown, buffer);
			const char *bad = find_unspeakable(words);
			if (bad != NULL) {
				fail_msg("\"%s\" in \"%.*s\" for \"%.*s\"", bad, (int)words.n, words.p,
					(int)shown.n, shown.p);
			}
			assert_true(words.n == 0 || (words.p[0] != ' ' && words.p[words.n - 1] != ' '));
		}
	}
}

static void
every_letter_of_a_reference_is_unmistakable(void **state)
{
	(void)state;
	char buffer[2][WORDS_SIZE];
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		for (char a = 'A'; a <= 'Z'; a++) {
			const struct str words = words_of(
				(enum lang)lang, "reference", (struct str){ &a, 1 }, buffer[0]);
			const size_t as_in = str_find(
				words, lang == LANG_FR ? STR(" comme ") : STR(" as in "), 0);
			assert_true(as_in < words.n);
			for (char b = 'A'; b < a; b++) {
				const struct str other = words_of(
					(enum lang)lang, "reference", (struct str){ &b, 1 }, buffer[1]);
				assert_false(str_eq(words, other));
			}
		}
	}
}

static void
adds_behind_what_is_there(void **state)
{
	(void)state;
	char buffer[64];
	struct text words;
	text_init(&words, buffer, sizeof(buffer));
	text_add(&words, STR("Name: "));
	normalize(LANG_EN, READING_TEXT, STR(", 25%"), &words);
	assert_true(str_eq(text_str(&words), STR("Name: 25 percent")));
}

static void
a_full_text_stays_cut_and_says_so(void **state)
{
	(void)state;
	char buffer[8];
	struct text words;
	text_init(&words, buffer, sizeof(buffer));
	normalize(LANG_EN, READING_SPELLED, STR("ABCDEFGHIJ"), &words);
	assert_true(words.full);
	assert_true(words.n <= sizeof(buffer));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(english_matches_its_golden_table),
		cmocka_unit_test(french_matches_its_golden_table),
		cmocka_unit_test(words_hold_no_sign_that_a_voice_mispronounces),
		cmocka_unit_test(every_letter_of_a_reference_is_unmistakable),
		cmocka_unit_test(adds_behind_what_is_there),
		cmocka_unit_test(a_full_text_stays_cut_and_says_so),
	};
	return cmocka_run_group_tests_name("normalize", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Folding, and the order of a dictionary against lists that Intl.Collator of ICU 78 has sorted (tests/unit/vectors/order.*.txt). */
#include "platform/letters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LINES_MAX = 512, FILE_MAX = 16 * 1024 };

/* ---- folding ---- */

static void
assert_folds(const char *text, size_t cap, const char *expected)
{
	char folded[256];
	memset(folded, '~', sizeof(folded));
	const size_t n = letters_of_glib()->fold(str_of(text), folded, cap);
	assert_int_equal(folded[n], '~');
	if (!str_eq((struct str){ folded, n }, str_of(expected))) {
		fail_msg("\"%s\" gives \"%.*s\", not \"%s\".", text, (int)n, folded, expected);
	}
}

static void
case_and_accents_go(void **state)
{
	(void)state;
	assert_folds("État civil", 200, "etat civil");
	assert_folds("E\u0301tat", 200, "etat");
	assert_folds("ÎLE-DU-PRINCE-ÉDOUARD", 200, "ile-du-prince-edouard");
	assert_folds("Œuvre, cœur, Æsop", 200, "oeuvre, coeur, aesop");
	assert_folds("L’Hôtel d‘à côté", 200, "l'hotel d'a cote");
	assert_folds("1\u00a0234\u202f$", 200, "1 234 $");
	assert_folds("a\tb\u2009c\u3000d", 200, "a b c d");
	assert_folds("co\u00ADop rendez\u2011vous", 200, "coop rendez-vous");
	assert_folds("Straße, Øre, Łódź", 200, "strasse, ore, lodz");
	assert_folds("ﬁn de la 1ʳᵉ", 200, "fin de la 1re");
	assert_folds("ΣΊΣΥΦΟΣ", 200, "σισυφοσ");
	assert_folds("", 200, "");
}

static void
what_does_not_fit_is_left_out(void **state)
{
	(void)state;
	assert_folds("abc", 2, "ab");
	assert_folds("abc", 0, "");
	assert_folds("aœb", 2, "ao");
	assert_folds("aДb", 2, "a"); /* no half character */
	assert_folds("aДb", 3, "aд");
}

/* ---- order ---- */

static int
compare(enum lang lang, const char *a, const char *b)
{
	return letters_of_glib()->compare(lang, str_of(a), str_of(b));
}

static void
accents_count_from_the_end_in_french(void **state)
{
	(void)state;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		assert_true(compare((enum lang)lang, "cote", "côte") < 0);
		assert_true(compare((enum lang)lang, "coté", "côté") < 0);
		assert_true(compare((enum lang)lang, "cote", "Cote") < 0);
		assert_true(compare((enum lang)lang, "Cote", "coter") < 0);
	}
	assert_true(compare(LANG_EN, "coté", "côte") < 0);
	assert_true(compare(LANG_FR, "côte", "coté") < 0);
	assert_true(compare(LANG_EN, "ø", "ộ") < 0);
	assert_true(compare(LANG_FR, "ộ", "ø") < 0);
}

static void
levels_follow_each_other(void **state)
{
	static const char *const levels[] = { " ", ",", "+", "$", "0", "9", "a", "z", "я" };
	(void)state;
	for (size_t i = 1; i < sizeof(levels) / sizeof(levels[0]); i++) {
		assert_true(compare(LANG_EN, levels[i - 1], levels[i]) < 0);
	}
	assert_true(compare(LANG_EN, "Saint John", "SaintJohn") < 0);
	assert_true(compare(LANG_EN, "co-op", "coop") < 0);
	assert_true(compare(LANG_EN, "10", "9") < 0);
	assert_true(compare(LANG_EN, "٢", "3") < 0);
	assert_true(compare(LANG_EN, "!", "´") < 0);
	assert_true(compare(LANG_EN, " B", "\u00a0b") < 0);
	/* in no list of ours, and the wrong way round by their numbers */
	assert_true(compare(LANG_EN, "、", "☎") < 0);
}

static void
only_the_same_bytes_are_equal(void **state)
{
	(void)state;
	assert_int_equal(compare(LANG_FR, "été", "été"), 0);
	assert_int_equal(compare(LANG_FR, "", ""), 0);
	assert_true(compare(LANG_FR, "", "a") < 0);
	assert_true(compare(LANG_FR, "e\u0301", "é") != 0);
	assert_true(compare(LANG_FR, "a\u00ADb", "ab") != 0);
	assert_true(compare(LANG_EN, "\u0301a", "a") > 0);
	/* marks in either order are the same letter, until nothing else is left */
	assert_true(compare(LANG_EN, "o\u0302\u0323a", "o\u0323\u0302b") < 0);
	assert_true(compare(LANG_EN, "o\u0323\u0302a", "o\u0302\u0323b") < 0);
	assert_true(compare(LANG_EN, "O\u0302\u0323", "o\u0323\u0302") > 0);
}

/* Bytes that are no UTF-8 have a place of their own, too. */
static void
any_bytes_will_do(void **state)
{
	(void)state;
	assert_true(compare(LANG_EN, "\xFF", "a") < 0);
	assert_true(compare(LANG_EN, "a\xC3", "a") > 0);
	assert_folds("a\xC3\xFF", 200, "a\uFFFD\uFFFD");
	assert_folds("a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", 200, "a");
	assert_true(compare(LANG_FR, "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
					"a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301b") < 0);
}

static int
read_lines(const char *name, char *bytes, const char **lines)
{
	const char *source = getenv("GUICHET_SOURCE");
	char path[512];
	int n = 0;
	snprintf(path, sizeof(path), "%s/tests/unit/vectors/%s", source ? source : ".", name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	const size_t size = fread(bytes, 1, FILE_MAX - 1, file);
	fclose(file);
	assert_in_range(size, 1, FILE_MAX - 2);
	bytes[size] = '\0';
	for (char *line = bytes, *end; (end = strchr(line, '\n')) && n < LINES_MAX; line = end + 1) {
		*end = '\0';
		lines[n++] = line;
	}
	return n;
}

static void
lists_stand_as_icu_sorts_them(void **state)
{
	static const char *const names[LANG_COUNT] = {
		[LANG_EN] = "order.en.txt", [LANG_FR] = "order.fr.txt"
	};
	(void)state;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		static char bytes[FILE_MAX];
		const char *lines[LINES_MAX];
		const int n = read_lines(names[lang], bytes, lines);
		int wrong = 0;
		assert_true(n > 150);
		for (int i = 0; i < n; i++) {
			for (int k = 0; k < n; k++) {
				const int order = compare((enum lang)lang, lines[i], lines[k]);
				if ((order > 0) - (order < 0) != (i > k) - (i < k)) {
					print_error("%s: \"%s\" and \"%s\"\n", names[lang], lines[i], lines[k]);
					wrong++;
				}
			}
		}
		assert_int_equal(wrong, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_and_accents_go),
		cmocka_unit_test(what_does_not_fit_is_left_out),
		cmocka_unit_test(accents_count_from_the_end_in_french),
		cmocka_unit_test(levels_follow_each_other),
		cmocka_unit_test(only_the_same_bytes_are_equal),
		cmocka_unit_test(any_bytes_will_do),
		cmocka_unit_test(lists_stand_as_icu_sorts_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

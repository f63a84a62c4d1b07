/* SPDX-License-Identifier: MIT */
/* Tests of what the intake decides alone: limits, languages, codes of problems, figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "intake/language.h"
#include "intake/limits.h"
#include "intake/metrics.h"
#include "intake/problems.h"

enum { NOW = 1000000 };

static int
make_limits(void **state)
{
	*state = limits_new();
	return *state == NULL ? -1 : 0;
}

static int
free_limits(void **state)
{
	limits_free(*state);
	return 0;
}

static int
taken_at_once(struct limits *limits, enum limits_kind kind, const char *kid, ms_t now)
{
	ms_t wait_ms = 0;
	int n = 0;
	while (n < 100000 && limits_take(limits, kind, str_of(kid), 0, now, &wait_ms)) {
		n++;
	}
	assert_true(wait_ms > 0);
	assert_true(limits_take(limits, kind, str_of(kid), 0, now + wait_ms, &wait_ms));
	return n;
}

static void
test_devices_have_buckets(void **state)
{
	ms_t wait_ms = 0;
	assert_int_equal(taken_at_once(*state, LIMITS_UPLOAD, "one", NOW), 1000);
	assert_int_equal(taken_at_once(*state, LIMITS_UPLOAD, "two", NOW), 1000);
	assert_int_equal(taken_at_once(*state, LIMITS_QUERY, "one", NOW), 60);
	/* one second gives back 50, of which taken_at_once() has had the first */
	assert_int_equal(taken_at_once(*state, LIMITS_UPLOAD, "one", NOW + 1000), 49);
	assert_int_equal(taken_at_once(*state, LIMITS_UPLOAD, "one", NOW + 3600000), 1000);
	assert_false(limits_take(*state, LIMITS_UPLOAD, STR("two"), 0, NOW, &wait_ms));
	assert_in_range(wait_ms, 1, 40);
}

/* A key that is in wrong hands stores no 32 MB a second. */
static void
test_large_bodies_count_more(void **state)
{
	enum { LARGEST = 655360, DAY_MS = 24 * 60 * 60 * 1000 };
	ms_t wait_ms = 0, now = NOW;
	int64_t n_bytes = 0;
	while (now < NOW + DAY_MS) {
		if (limits_take(*state, LIMITS_UPLOAD, STR("one"), LARGEST, now, &wait_ms)) {
			n_bytes += LARGEST;
		} else {
			now += wait_ms;
		}
	}
	assert_in_range(n_bytes, 1, (int64_t)70 * 1000 * 1000 * 1000);
	assert_int_equal(taken_at_once(*state, LIMITS_UPLOAD, "two", NOW), 1000);
}

/* Five that are asked before the first is answered are five as well. */
static void
test_words_are_not_guessed(void **state)
{
	ms_t wait_ms = 0;
	const struct str hash = STR("O29dymk8RkEuM-PN7e2hRZLOYAEHZDLNELSNR9fVYaY");
	for (int i = 0; i < LIMITS_WRONG_MAX; i++) {
		assert_true(limits_begin_guess(*state, LIMITS_WORD, hash, NOW + i, &wait_ms));
	}
	assert_false(limits_begin_guess(*state, LIMITS_WORD, hash, NOW + 5, &wait_ms));
	assert_int_equal(wait_ms, LIMITS_WINDOW_MS - 5);
	assert_true(limits_begin_guess(*state, LIMITS_WORD, STR("another"), NOW + 5, &wait_ms));
	assert_false(
		limits_begin_guess(*state, LIMITS_WORD, hash, NOW + LIMITS_WINDOW_MS - 1, &wait_ms));
	for (int i = 0; i < LIMITS_WRONG_MAX; i++) { /* a new hour */
		assert_true(
			limits_begin_guess(*state, LIMITS_WORD, hash, NOW + LIMITS_WINDOW_MS, &wait_ms));
	}
	assert_false(limits_begin_guess(*state, LIMITS_WORD, hash, NOW + LIMITS_WINDOW_MS, &wait_ms));
}

/* Names that begin alike are others, however long; and codes count apart from words. */
static void
test_long_names_are_told_apart(void **state)
{
	char name[120], other[120];
	ms_t wait_ms;
	memset(name, 'x', sizeof(name));
	memset(other, 'x', sizeof(other));
	other[119] = 'y';
	const struct str a = { name, sizeof(name) }, b = { other, sizeof(other) };
	for (int i = 0; i < LIMITS_WRONG_MAX; i++) {
		assert_true(limits_begin_guess(*state, LIMITS_CODE, a, NOW, &wait_ms));
	}
	assert_false(limits_begin_guess(*state, LIMITS_CODE, a, NOW, &wait_ms));
	assert_true(limits_begin_guess(*state, LIMITS_CODE, b, NOW, &wait_ms));
	assert_true(limits_begin_guess(*state, LIMITS_WORD, a, NOW, &wait_ms));
}

static void
test_right_words_do_not_count(void **state)
{
	ms_t wait_ms = 0;
	const struct str hash = STR("O29dymk8RkEuM-PN7e2hRZLOYAEHZDLNELSNR9fVYaY");
	for (int i = 0; i < 3 * LIMITS_WRONG_MAX; i++) {
		assert_true(limits_begin_guess(*state, LIMITS_WORD, hash, NOW, &wait_ms));
		limits_end_guess(*state, LIMITS_WORD, hash, NOW);
	}
	assert_true(limits_begin_guess(*state, LIMITS_WORD, hash, NOW, &wait_ms));
	/* an answer that comes after its hour takes nothing off the next one */
	limits_end_guess(*state, LIMITS_WORD, hash, NOW + LIMITS_WINDOW_MS);
	for (int i = 0; i < LIMITS_WRONG_MAX; i++) {
		assert_true(
			limits_begin_guess(*state, LIMITS_WORD, hash, NOW + LIMITS_WINDOW_MS, &wait_ms));
	}
	assert_false(limits_begin_guess(*state, LIMITS_WORD, hash, NOW + LIMITS_WINDOW_MS, &wait_ms));
}

/* As many others as one device can ask for in an hour do not make it forgotten. */
static void
test_flood_does_not_help_guessing(void **state)
{
	ms_t wait_ms = 0;
	const struct str hash = STR("O29dymk8RkEuM-PN7e2hRZLOYAEHZDLNELSNR9fVYaY");
	for (int i = 0; i < LIMITS_WRONG_MAX; i++) {
		assert_true(limits_begin_guess(*state, LIMITS_WORD, hash, NOW, &wait_ms));
	}
	for (int i = 0; i < 3660; i++) {
		char other[44];
		(void)snprintf(other, sizeof(other), "%043d", i);
		assert_true(limits_begin_guess(*state, LIMITS_WORD, str_of(other), NOW + 1, &wait_ms));
	}
	assert_false(limits_begin_guess(*state, LIMITS_WORD, hash, NOW + 2, &wait_ms));
}

static void
test_languages(void **state)
{
	static const struct {
		const char *header;
		enum lang lang;
	} cases[] = { { "", LANG_EN }, { "fr", LANG_FR }, { "fr-CA", LANG_FR }, { "FR-ca", LANG_FR },
		{ "en-CA, fr-CA", LANG_EN }, { "fr-CA, en-CA", LANG_FR }, { "en;q=0.5, fr", LANG_FR },
		{ "en;q=0.5,fr;q=0.4", LANG_EN }, { "fr;q=0", LANG_EN }, { "de", LANG_EN },
		{ "de, fr;q=0.1", LANG_FR }, { "*", LANG_EN }, { "en;q=0, *", LANG_FR },
		{ "fr;q=0.5, *;q=0.8", LANG_EN }, { "fr ; q=0.9 , en ; q=0.8", LANG_FR },
		{ "fr;q=1.001", LANG_EN }, { "fr;q=x", LANG_EN }, { "fr;q=", LANG_EN },
		{ "fr;level=1", LANG_EN }, { "fro", LANG_EN }, { ",,;,fr,", LANG_FR },
		{ "fr;q=0.001", LANG_FR }, { "fr;q=0.0001, en;q=0", LANG_EN } };
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (language_of(str_of(cases[i].header)) != cases[i].lang) {
			fail_msg("\"%s\" gives the other language", cases[i].header);
		}
	}
}

/* A code that means two things would have programs do the wrong one. */
static void
test_codes_are_unique(void **state)
{
	struct wire_problem problems[PROBLEM_FULL + 1];
	(void)state;
	for (int i = 0; i <= PROBLEM_FULL; i++) {
		problems_fill((enum problem)i, "SUB", &problems[i]);
		char start[16];
		(void)snprintf(start, sizeof(start), "SUB-%u-", problems[i].status);
		assert_int_equal(strncmp(problems[i].code, start, strlen(start)), 0);
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			assert_true(problems[i].title[lang][0] != '\0' && problems[i].detail[lang][0] != '\0');
			assert_true(strlen(problems[i].title[lang]) < sizeof(problems[i].title[lang]) - 1);
			assert_true(strlen(problems[i].detail[lang]) < sizeof(problems[i].detail[lang]) - 1);
		}
		for (int j = 0; j < i; j++) {
			assert_string_not_equal(problems[i].code, problems[j].code);
		}
	}
}

static const char *
name_of(int route)
{
	return route == 0 ? "GET /a" : route == 1 ? "PUT /b/{id}" : NULL;
}

static void
test_figures(void **state)
{
	static char buffer[METRICS_BYTES];
	struct text text;
	struct metrics *metrics = metrics_new();
	struct store_statistics statistics = {
		.n_changes = 7, .n_commits = 3, .n_queued = 2, .largest_group = 4, .commit_seconds = 0.25
	};
	(void)state;
	statistics.commit_buckets[STORE_BUCKETS - 1] = 3;
	metrics_count(metrics, 1, 201);
	metrics_count(metrics, 1, 201);
	metrics_count(metrics, 0, 999); /* no status of ours: not counted, no harm */
	metrics_count_duplicate(metrics);
	text_init(&text, buffer, sizeof(buffer) - 1);
	metrics_write(metrics, &statistics, name_of, &text);
	buffer[text.n] = '\0';
	assert_false(text.full);
	assert_non_null(
		strstr(buffer, "\nintake_requests_total{route=\"PUT /b/{id}\",code=\"201\"} 2\n"));
	assert_null(strstr(buffer, "GET /a"));
	assert_non_null(strstr(buffer, "\nintake_commit_seconds_bucket{le=\"+Inf\"} 3\n"));
	assert_non_null(strstr(buffer, "\nintake_commit_seconds_sum 0.250000\n"));
	assert_non_null(strstr(buffer, "\nintake_commit_seconds_count 3\n"));
	assert_non_null(strstr(buffer, "\nintake_group_size_max 4\n"));
	assert_non_null(strstr(buffer, "\nintake_queue_depth 2\n"));
	assert_non_null(strstr(buffer, "\nintake_duplicate_total 1\n"));
	metrics_free(metrics);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_devices_have_buckets, make_limits, free_limits),
		cmocka_unit_test_setup_teardown(test_large_bodies_count_more, make_limits, free_limits),
		cmocka_unit_test_setup_teardown(test_words_are_not_guessed, make_limits, free_limits),
		cmocka_unit_test_setup_teardown(test_long_names_are_told_apart, make_limits, free_limits),
		cmocka_unit_test_setup_teardown(test_right_words_do_not_count, make_limits, free_limits),
		cmocka_unit_test_setup_teardown(
			test_flood_does_not_help_guessing, make_limits, free_limits),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_codes_are_unique),
		cmocka_unit_test(test_figures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

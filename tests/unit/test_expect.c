/* SPDX-License-Identifier: MIT */
/* What a replay expects against a tree and an utterance made by hand, and the sentences when they differ. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kiosk/expect.h"

static struct node nodes[] = {
	{ .role = ROLE_HEADING, .id = STR("title"), .name = STR("Your name"), .shown = true },
	{ .role = ROLE_FIELD,
		.id = STR("q1"),
		.name = STR("First name"),
		.value = STR("Zo\xc3\xab"),
		.shown = true,
		.flags = NODE_FOCUSABLE | NODE_REQUIRED | NODE_PRIVATE,
		.error = STR("Enter your name") },
	{ .role = ROLE_CHOICE,
		.id = STR("q2.c1"),
		.name = STR("Yes"),
		.flags = NODE_CHECKED,
		.lang = LANG_FR },
	{ .role = ROLE_KEY, .id = STR("key.a"), .flags = NODE_ABSENT, .shown = true },
};

static const struct tree tree = {
	.nodes = nodes, .n = 4, .focus = 1, .page = STR("p1"), .lang = LANG_EN, .part = 1, .parts = 3
};

static const struct span spans[] = { { .words = STR("Your name.") },
	{ .words = STR("edit, required") } };
static const struct utterance said = { .spans = spans, .n_spans = 2 };

/* Compares with the expectation written as in a file; NULL when met, else the sentence. */
static const char *
compare(const char *expect, const struct utterance *utterance, struct diagnosis *ret_diagnosis)
{
	char line[512];
	struct play *play;
	struct event event;
	snprintf(line, sizeof(line), "{\"expect\":{%s}}", expect);
	*ret_diagnosis = (struct diagnosis){ 0 };
	if (play_parse("visit.jsonl", str_of(line), &play, ret_diagnosis) < 0) {
		fail_msg("%s: %s", expect, ret_diagnosis->what);
	}
	assert_int_equal(play_next(play, &tree, &event, ret_diagnosis), PLAY_EVENT);
	assert_int_equal(play_next(play, &tree, &event, ret_diagnosis), PLAY_EXPECT);
	const bool met = expect_met(play_expectation(play), &tree, utterance, ret_diagnosis);
	assert_string_equal(ret_diagnosis->where, "line 1");
	play_close(play);
	return met ? NULL : ret_diagnosis->what;
}

static void
met(const char *expect, const struct utterance *utterance)
{
	struct diagnosis diagnosis;
	const char *what = compare(expect, utterance, &diagnosis);
	if (what) {
		fail_msg("%s: %s", expect, what);
	}
}

static void
not_met(const char *expect, const struct utterance *utterance, const char *says)
{
	struct diagnosis diagnosis;
	const char *what = compare(expect, utterance, &diagnosis);
	if (!what) {
		fail_msg("%s was met", expect);
	}
	if (!strstr(what, says)) {
		fail_msg("%s: \"%s\" does not say \"%s\"", expect, what, says);
	}
}

static void
page_focus_language_part(void **state)
{
	(void)state;
	met("\"page\":\"p1\",\"focus\":\"q1\",\"lang\":\"en\",\"part\":1", NULL);
	met("\"focus\":true", NULL);
	not_met("\"page\":\"p\"", NULL, "The page should be \u201cp\u201d and is \u201cp1\u201d.");
	not_met("\"focus\":\"q2.c1\"", NULL, "and is \u201cq1\u201d");
	not_met("\"focus\":false", NULL, "should be empty");
	not_met("\"lang\":\"fr\"", NULL, "should be fr");
	not_met("\"part\":0", NULL, "part 1 is");
}

static void
nothing_may_have_the_focus(void **state)
{
	(void)state;
	struct diagnosis diagnosis;
	struct expectation expectation = {
		.focus = { .kind = EXPECT_NOTHING }, .lang = EXPECT_UNASKED, .part = EXPECT_UNASKED
	};
	const struct tree unfocused = { .nodes = nodes, .n = 4, .focus = -1 };
	assert_true(expect_met(&expectation, &unfocused, NULL, &diagnosis));
	expectation.focus.kind = EXPECT_SOMETHING;
	assert_false(expect_met(&expectation, &unfocused, NULL, &diagnosis));
}

static void
members_of_nodes(void **state)
{
	(void)state;
	met("\"node\":{\"id\":\"q1\",\"role\":\"field\",\"lang\":\"en\",\"name\":\"First name\",\"value\":\"Zo\u00eb\",\"hint\":false,"
		"\"error\":true,\"required\":true,\"invalid\":false,\"shown\":true}",
		NULL);
	met("\"node\":[{\"id\":\"title\"},{\"id\":\"q2.c1\",\"checked\":true,\"lang\":\"fr\",\"shown\":false}]",
		NULL);
	not_met("\"node\":{\"id\":\"q9\"}", NULL, "There should be a node \u201cq9\u201d");
	not_met(
		"\"node\":{\"id\":\"q1\",\"role\":\"choice\"}", NULL, "role should be choice and is field");
	not_met("\"node\":{\"id\":\"q1\",\"lang\":\"fr\"}", NULL, "language");
	not_met("\"node\":{\"id\":\"q1\",\"name\":\"First\"}", NULL,
		"its name should be \u201cFirst\u201d and is \u201cFirst name\u201d");
	not_met("\"node\":{\"id\":\"q1\",\"value\":false}", NULL,
		"its value should be empty and is \u201cZo\u00eb\u201d");
	not_met("\"node\":{\"id\":\"q1\",\"hint\":true}", NULL, "its hint should not be empty");
	not_met("\"node\":{\"id\":\"q1\",\"error\":\"Enter\"}", NULL, "its error");
	not_met("\"node\":{\"id\":\"q1\",\"invalid\":true}", NULL, "should be invalid");
	not_met("\"node\":{\"id\":\"q1\",\"private\":false}", NULL, "should not be private");
	not_met("\"node\":{\"id\":\"q2.c1\",\"shown\":true}", NULL, "shown");
	not_met("\"node\":[{\"id\":\"q1\"},{\"id\":\"q2.c1\",\"checked\":false}]", NULL,
		"should not be checked");
}

static void
absent_nodes(void **state)
{
	(void)state;
	met("\"absent\":\"q9\"", NULL);
	met("\"absent\":[\"q9\",\"key.a\"]", NULL);
	not_met("\"absent\":[\"q9\",\"q1\"]", NULL, "no node \u201cq1\u201d");
}

static void
speech(void **state)
{
	(void)state;
	met("\"silent\":true", NULL);
	met("\"speech\":\"Your name. edit\"", &said);
	met("\"speech\":[\"required\",\"Your\"]", &said);
	not_met("\"silent\":true", &said, "this is being said: \u201cYour name. edit, required\u201d");
	not_met("\"speech\":\"Your\"", NULL, "there is silence");
	not_met("\"speech\":[\"Your\",\"optional\"]", &said,
		"\u201coptional\u201d should be spoken now, but this is: \u201cYour name.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_focus_language_part),
		cmocka_unit_test(nothing_may_have_the_focus),
		cmocka_unit_test(members_of_nodes),
		cmocka_unit_test(absent_nodes),
		cmocka_unit_test(speech),
	};
	return cmocka_run_group_tests_name("expect", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Calls and answers between the kiosk and guichet-staff: there and back, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/staff_call.h"

static struct staff_call
read_good(const char *line)
{
	static char memory[STAFF_CALL_BYTES];
	struct text scratch;
	struct staff_call call;
	text_init(&scratch, memory, sizeof(memory));
	if (!staff_call_read(str_of(line), &scratch, &call)) {
		fail_msg("refused: %s", line);
	}
	return call;
}

static bool
is_refused(const char *line)
{
	char memory[256];
	struct text scratch;
	struct staff_call call;
	text_init(&scratch, memory, sizeof(memory));
	return !staff_call_read(str_of(line), &scratch, &call);
}

static void
calls_come_back_as_they_were(void **state)
{
	(void)state;
	char buffer[STAFF_CALL_BYTES];
	struct text text;
	const struct staff_call open = { .verb = STAFF_OPEN,
		.args = { { STR("card"), STR("a.b\\c\"") }, { STR("pin"), STR("123456") } },
		.n_args = 2 };
	text_init(&text, buffer, sizeof(buffer));
	staff_call_write(&open, &text);
	text_char(&text, 0);
	const struct staff_call back = read_good(buffer);
	assert_int_equal(back.verb, STAFF_OPEN);
	assert_true(str_eq(staff_call_arg(&back, STR("card")), STR("a.b\\c\"")));
	assert_true(str_eq(staff_call_arg(&back, STR("pin")), STR("123456")));
	assert_int_equal(staff_call_arg(&back, STR("code")).n, 0);
}

static void
every_verb_has_its_name(void **state)
{
	(void)state;
	for (int32_t verb = STAFF_CLOSE; verb < STAFF_VERB_COUNT; verb++) {
		char line[128];
		snprintf(line, sizeof(line), "{\"v\":1,\"verb\":\"%s\",\"token\":\"t\"}",
			staff_verb_name((enum staff_verb)verb));
		assert_int_equal(read_good(line).verb, verb);
	}
}

static void
what_the_format_does_not_have_is_refused(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"",
		"{}",
		"[]",
		"{\"v\":1}",
		"{\"v\":2,\"verb\":\"status\",\"token\":\"t\"}",
		"{\"v\":\"1\",\"verb\":\"status\",\"token\":\"t\"}",
		"{\"v\":1,\"verb\":\"shell\",\"token\":\"t\"}",
		"{\"v\":1,\"verb\":\"keep\",\"token\":\"t\"}",
		"{\"v\":1,\"verb\":\"status\"}",                                 /* no token */
		"{\"v\":1,\"verb\":\"status\",\"token\":\"t\",\"code\":\"c\"}",  /* of another verb */
		"{\"v\":1,\"verb\":\"status\",\"token\":\"t\",\"token\":\"u\"}", /* twice */
		"{\"v\":1,\"verb\":\"open\",\"card\":\"c\",\"pin\":\"1\",\"token\":\"t\"}",
		"{\"v\":1,\"verb\":\"open\",\"card\":1,\"pin\":\"1\"}",
		"{\"v\":1,\"verb\":\"enrol\",\"token\":\"t\",\"code\":\"a\\nb\"}", /* a line feed */
		"{\"v\":1, \"verb\":\"status\",\"token\":\"t\"}",                  /* white space */
		"{\"v\":1,\"verb\":\"status\",\"token\":\"t\"}x",
	};
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (!is_refused(lines[i])) {
			fail_msg("taken: %s", lines[i]);
		}
	}
}

static void
answers_come_back_as_they_were(void **state)
{
	(void)state;
	static char buffer[STAFF_ANSWER_BYTES];
	struct text text;
	struct staff_answer answer = { .status = STAFF_WAIT, .wait_s = 30, .n_outcomes = 3 };
	static struct staff_answer back;
	memcpy(answer.outcomes, "+-?", 3);
	for (int32_t i = 0; i < STAFF_LINES_MAX + 3; i++) {
		staff_answer_add(
			&answer, (enum staff_mark)(i % 3), STR("Line \"one\"."), STR("Ligne « une »."));
	}
	text_init(&text, buffer, sizeof(buffer));
	staff_answer_write(&answer, &text);
	assert_false(text.full);
	assert_true(staff_answer_read(text_str(&text), &back));
	assert_int_equal(back.n_lines, STAFF_LINES_MAX);
	assert_int_equal(back.wait_s, 30);
	assert_memory_equal(back.outcomes, "+-?", 3);
	assert_int_equal(back.lines[23].mark, STAFF_BAD);
	assert_true(str_eq(staff_line_text(&back.lines[7], LANG_EN), STR("Line \"one\".")));
	assert_true(str_eq(staff_line_text(&back.lines[7], LANG_FR), STR("Ligne « une ».")));
}

/* The longest answer of all has room on the wire. */
static void
the_longest_answer_fits(void **state)
{
	(void)state;
	static char buffer[STAFF_ANSWER_BYTES];
	char line[STAFF_LINE_BYTES];
	static struct staff_answer answer, back;
	struct text text;
	memset(line, '"', sizeof(line)); /* two bytes each, as an escape */
	answer = (struct staff_answer){ .status = STAFF_OK };
	for (int32_t i = 0; i < STAFF_LINES_MAX; i++) {
		staff_answer_add(&answer, STAFF_GOOD, (struct str){ line, sizeof(line) },
			(struct str){ line, sizeof(line) });
	}
	text_init(&text, buffer, sizeof(buffer));
	staff_answer_write(&answer, &text);
	assert_false(text.full);
	assert_true(staff_answer_read(text_str(&text), &back));
	assert_int_equal(back.lines[23].n[LANG_FR], STAFF_LINE_BYTES);
}

static void
a_line_that_is_too_long_is_cut_between_characters(void **state)
{
	(void)state;
	char line[STAFF_LINE_BYTES + 8];
	struct staff_answer answer = { .status = STAFF_OK };
	memset(line, 'a', sizeof(line));
	memcpy(line + STAFF_LINE_BYTES - 1, "é", 2);
	staff_answer_add(&answer, STAFF_NOTE, (struct str){ line, sizeof(line) }, STR("court"));
	assert_int_equal(answer.lines[0].n[LANG_EN], STAFF_LINE_BYTES - 1);
	assert_int_equal(answer.lines[0].n[LANG_FR], 5);
}

static void
answers_that_are_none_are_refused(void **state)
{
	(void)state;
	static const char *const lines[] = { "", "{}", "{\"v\":1,\"status\":\"ok\"}",
		"{\"v\":1,\"status\":\"fine\",\"lines\":0}", "{\"v\":1,\"status\":\"ok\",\"lines\":25}",
		"{\"v\":1,\"status\":\"ok\",\"lines\":1}", "{\"v\":1,\"status\":\"wait\",\"lines\":0}",
		"{\"v\":1,\"status\":\"ok\",\"lines\":0,\"token\":\"short\"}",
		"{\"v\":1,\"status\":\"ok\",\"lines\":0,\"outcomes\":\"+\\u002d\"}",
		"{\"v\":1,\"status\":\"unreachable\",\"lines\":0}",
		"{\"v\":1,\"status\":\"ok\",\"lines\":1,\"m1\":\"odd\",\"e1\":\"a\",\"f1\":\"b\"}" };
	static struct staff_answer answer;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (staff_answer_read(str_of(lines[i]), &answer)) {
			fail_msg("taken: %s", lines[i]);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_come_back_as_they_were),
		cmocka_unit_test(every_verb_has_its_name),
		cmocka_unit_test(what_the_format_does_not_have_is_refused),
		cmocka_unit_test(answers_come_back_as_they_were),
		cmocka_unit_test(the_longest_answer_fits),
		cmocka_unit_test(a_line_that_is_too_long_is_cut_between_characters),
		cmocka_unit_test(answers_that_are_none_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

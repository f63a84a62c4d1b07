/* SPDX-License-Identifier: MIT */
/* The generated tables of messages, and their placeholders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/msg.h"

static char memory[4096];

static struct arena
fresh_arena(void)
{
	struct arena arena;
	memset(memory, 0xA5, sizeof(memory));
	arena_init(&arena, memory, sizeof(memory));
	return arena;
}

static void
assert_text(struct str text, const char *expected)
{
	assert_int_equal(text.n, strlen(expected));
	assert_memory_equal(text.p, expected, text.n);
}

static void
every_message_has_text_in_both_languages(void **state)
{
	(void)state;
	for (int id = 0; id < MSG_COUNT; id++) {
		const struct str en = msg(LANG_EN, (enum msg)id), fr = msg(LANG_FR, (enum msg)id);
		assert_true(en.n > 0 && utf8_valid(en));
		assert_true(fr.n > 0 && utf8_valid(fr));
		assert_int_equal(strlen(en.p), en.n);
		assert_int_equal(strlen(fr.p), fr.n);
	}
}

static void
languages_are_not_mixed_up(void **state)
{
	(void)state;
	assert_text(msg(LANG_EN, MSG_NAV_NEXT), "Continue");
	assert_text(msg(LANG_FR, MSG_NAV_NEXT), "Continuer");
}

static void
values_stand_where_the_language_puts_them(void **state)
{
	(void)state;
	struct arena arena = fresh_arena();
	const struct msg_arg args[] = {
		{ "m", STR("12") },
		{ "n", STR("3") },
		{ "service", STR("Service request") },
	};
	assert_text(msg_fill(&arena, LANG_EN, MSG_QUESTION_STEP_ABOUT, args, 3),
		"Service request: step 3 of about 12");
	const struct str fr = msg_fill(&arena, LANG_FR, MSG_QUESTION_STEP_ABOUT, args, 3);
	assert_int_equal(str_find(fr, STR("{"), 0), fr.n);
	assert_true(str_find(fr, STR("12"), 0) < fr.n &&
		str_find(fr, STR("3"), 0) < str_find(fr, STR("12"), 0));
}

/* What a client typed may hold braces; it must come through as it is, and not be read as a placeholder. */
static void
braces_in_a_value_are_text(void **state)
{
	(void)state;
	struct arena arena = fresh_arena();
	const struct msg_arg args[] = { { "name", STR("{name} {") } };
	assert_text(msg_fill(&arena, LANG_EN, MSG_UTTER_DELETED, args, 1), "{name} { deleted");
}

static void
a_message_takes_no_more_memory_than_its_text(void **state)
{
	(void)state;
	struct arena arena = fresh_arena();
	const struct msg_arg empty[] = { { "name", STR_NONE } };
	assert_text(msg_fill(&arena, LANG_EN, MSG_UTTER_DELETED, empty, 1), " deleted");
	const size_t before = arena.used;
	assert_text(msg_fill(&arena, LANG_EN, MSG_NAV_NEXT, NULL, 0), "Continue");
	assert_true(arena.used - before < strlen("Continue") + sizeof(max_align_t));
}

/* The catalogues cannot differ, so a value that is missing is a bug, and must stop a test rather than reach a client. */
static void
a_missing_value_ends_the_process(void **state)
{
	(void)state;
	struct arena arena = fresh_arena();
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		close(STDERR_FILENO);
		msg_fill(&arena, LANG_EN, MSG_UTTER_DELETED, NULL, 0);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_has_text_in_both_languages),
		cmocka_unit_test(languages_are_not_mixed_up),
		cmocka_unit_test(values_stand_where_the_language_puts_them),
		cmocka_unit_test(braces_in_a_value_are_text),
		cmocka_unit_test(a_message_takes_no_more_memory_than_its_text),
		cmocka_unit_test(a_missing_value_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

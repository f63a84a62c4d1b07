/* SPDX-License-Identifier: MIT */
/* The voice of a replay keeps the order of the device: what waits behind an urgent utterance is heard after it (D18). */
#include "kiosk/replay_voice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char path[64];
	struct replay_voice *voice;
	char log[8192];
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct diagnosis diagnosis;
	assert_non_null(f);
	snprintf(f->path, sizeof(f->path), "/tmp/guichet-replay-voice-XXXXXX");
	const int file = mkstemp(f->path);
	assert_true(file >= 0);
	assert_int_equal(close(file), 0);
	assert_int_equal(replay_voice_open(f->path, NULL, &f->voice, &diagnosis), 0);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	struct diagnosis diagnosis;
	const int r = f->voice ? replay_voice_close(f->voice, 0, &diagnosis) : 0;
	unlink(f->path);
	free(f);
	return r;
}

static void
say(struct fixture *f, ms_t now, uint32_t number, bool urgent)
{
	/* gone after the call, as in the core */
	char words[] = "a word";
	const struct span span = { .shown = str_of(words), .words = str_of(words) };
	const struct utterance utterance = { .number = number,
		.cause = urgent ? CAUSE_TIMEOUT : CAUSE_FOCUS,
		.urgent = urgent,
		.spans = &span,
		.n_spans = 1,
		.rate = RATE_DEFAULT,
		.volume = VOLUME_DEFAULT };
	struct diagnosis diagnosis;
	assert_int_equal(replay_voice_say(f->voice, now, &utterance, &diagnosis), 0);
	memset(words, 'x', sizeof(words) - 1);
}

static void
assert_said(const struct fixture *f, uint32_t number)
{
	const struct utterance *said = replay_voice_said(f->voice);
	assert_non_null(said);
	assert_int_equal(said->number, number);
	assert_true(str_eq(said->spans[0].words, STR("a word")));
}

/* Lets what is being said come to its end; returns that time. */
static ms_t
finish(struct fixture *f, uint32_t number)
{
	const ms_t now = replay_voice_due(f->voice);
	uint32_t finished;
	struct diagnosis diagnosis;
	assert_true(now != MS_NEVER);
	assert_int_equal(replay_voice_finish(f->voice, now, &finished, &diagnosis), 0);
	assert_int_equal(finished, number);
	return now;
}

/* The log has the lines of these numbers in this order, "3-" for one that was never heard. */
static void
assert_log(struct fixture *f, ms_t now, const char *wanted)
{
	struct diagnosis diagnosis;
	char found[256] = "";
	assert_int_equal(replay_voice_close(f->voice, now, &diagnosis), 0);
	f->voice = NULL;
	FILE *file = fopen(f->path, "re");
	assert_non_null(file);
	while (fgets(f->log, sizeof(f->log), file)) {
		long long start, end;
		unsigned number;
		assert_int_equal(
			sscanf(f->log, "{\"start\":%lld,\"end\":%lld,\"number\":%u", &start, &end, &number), 3);
		snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s%u%s",
			found[0] ? " " : "", number, start == end ? "-" : "");
	}
	fclose(file);
	assert_string_equal(found, wanted);
}

static void
the_newest_waits_behind_what_is_urgent(void **state)
{
	struct fixture *f = *state;
	say(f, 0, 1, true);
	say(f, 10, 2, false);
	say(f, 20, 3, false);
	assert_said(f, 1);
	const ms_t urgent_end = finish(f, 1);
	assert_said(f, 3);
	assert_true(replay_voice_due(f->voice) > urgent_end);
	const ms_t end = finish(f, 3);
	assert_null(replay_voice_said(f->voice));
	assert_log(f, end, "2- 1 3");
}

static void
a_second_urgent_one_goes_before_what_waits(void **state)
{
	struct fixture *f = *state;
	say(f, 0, 1, true);
	say(f, 10, 2, false);
	say(f, 20, 3, true);
	assert_said(f, 3);
	(void)finish(f, 3);
	assert_said(f, 2);
	assert_log(f, finish(f, 2), "1 3 2");
}

static void
silence_takes_what_waits_too(void **state)
{
	struct fixture *f = *state;
	say(f, 0, 1, true);
	say(f, 10, 2, false);
	replay_voice_hush(f->voice, 20);
	assert_null(replay_voice_said(f->voice));
	assert_int_equal(replay_voice_due(f->voice), MS_NEVER);
	say(f, 30, 3, true);
	say(f, 40, 4, false);
	replay_voice_wipe(f->voice, 50);
	say(f, 60, 5, false);
	assert_said(f, 5);
	assert_log(f, finish(f, 5), "2- 1 4- 3 5");
}

static void
what_is_not_urgent_is_replaced_at_once(void **state)
{
	struct fixture *f = *state;
	say(f, 0, 1, false);
	say(f, 10, 2, false);
	assert_said(f, 2);
	say(f, 20, 3, true);
	assert_said(f, 3);
	(void)finish(f, 3);
	assert_null(replay_voice_said(f->voice));
	assert_log(f, 5000, "1 2 3");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_newest_waits_behind_what_is_urgent),
		TEST(a_second_urgent_one_goes_before_what_waits),
		TEST(silence_takes_what_waits_too),
		TEST(what_is_not_urgent_is_replaced_at_once),
	};
	return cmocka_run_group_tests_name("replay_voice", tests, NULL, NULL);
}

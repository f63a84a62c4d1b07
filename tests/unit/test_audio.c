/* SPDX-License-Identifier: MIT */
/* The sound device through SDL's "disk" driver, which writes what would be heard into a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/effect.h"
#include "platform/audio.h"

/* A tone fits into the ring, so that it is heard without a gap however late this program is. */
enum {
	HEARD_MAX = AUDIO_RATE * 60,
	TONE = 6000 /* samples */,
	PERIOD = 21 /* samples: 1,050 Hz */
};

static const double VOLUME_DB[VOLUME_STEPS] = { -30, -25, -20, -18, -15, -10, -5, 0 };

struct tape {
	char path[64];
	struct audio *audio;
	int16_t *heard;
	size_t n_heard;
};

static int
open_tape(void **state)
{
	struct tape *tape = calloc(1, sizeof(*tape));
	const char *reason;
	snprintf(tape->path, sizeof(tape->path), "/tmp/guichet-audio-XXXXXX");
	const int fd = mkstemp(tape->path);
	if (fd < 0) {
		return -1;
	}
	close(fd);
	setenv("SDL_AUDIODRIVER", "disk", 1);
	setenv("SDL_DISKAUDIOFILE", tape->path, 1);
	setenv("SDL_DISKAUDIODELAY", "10", 1); /* ms a buffer: twice as fast as heard */
	tape->heard = malloc(HEARD_MAX * sizeof(int16_t));
	*state = tape;
	return audio_open(&tape->audio, &reason);
}

/* Closes the device and reads what it played. */
static void
rewind_tape(struct tape *tape)
{
	tape->audio = audio_close(tape->audio);
	FILE *file = fopen(tape->path, "rb");
	assert_non_null(file);
	tape->n_heard = fread(tape->heard, sizeof(int16_t), HEARD_MAX, file);
	fclose(file);
}

static int
close_tape(void **state)
{
	struct tape *tape = *state;
	if (tape->audio != NULL) {
		audio_close(tape->audio);
	}
	unlink(tape->path);
	free(tape->heard);
	free(tape);
	return 0;
}

static void
fill_tone(int16_t *samples, size_t n, double amplitude)
{
	for (size_t i = 0; i < n; i++) {
		samples[i] = (int16_t)lrint(amplitude * sin(2 * M_PI * (double)(i % PERIOD) / PERIOD));
	}
}

static void
wait_until_drained(struct tape *tape, uint32_t generation)
{
	while (!audio_is_drained(tape->audio, generation)) {
		sched_yield();
	}
}

/* First sound at or after `from`, the end of it (50 ms of silence), and its level in dB below full scale. */
static bool
find_sound(const struct tape *tape, size_t *from, size_t *to, double *ret_db)
{
	size_t at = *from, silent = 0;
	double sum = 0;
	while (at < tape->n_heard && tape->heard[at] == 0) {
		at++;
	}
	*from = at;
	for (; at < tape->n_heard && silent < AUDIO_RATE / 20; at++) {
		silent = tape->heard[at] == 0 ? silent + 1 : 0;
		sum += (double)tape->heard[at] * tape->heard[at];
	}
	*to = at - silent;
	if (*to <= *from) {
		return false;
	}
	*ret_db = 10 * log10(sum / (double)(*to - *from) / (32767.0 * 32767.0));
	return true;
}

static void
volume_steps_are_those_of_the_table(void **state)
{
	struct tape *tape = *state;
	static int16_t tone[TONE];
	double level[VOLUME_STEPS];
	fill_tone(tone, TONE, 16000);
	for (int step = 0; step < VOLUME_STEPS; step++) {
		audio_volume(tape->audio, step);
		audio_begin(tape->audio, (uint32_t)step + 1);
		assert_true(audio_write(tape->audio, (uint32_t)step + 1, tone, TONE));
		wait_until_drained(tape, (uint32_t)step + 1);
		/* Silence between the steps, to find them again. */
		static const int16_t silence[AUDIO_RATE / 10];
		assert_true(audio_write(
			tape->audio, (uint32_t)step + 1, silence, sizeof(silence) / sizeof(silence[0])));
		wait_until_drained(tape, (uint32_t)step + 1);
	}
	rewind_tape(tape);
	size_t from = 0, to = 0;
	for (int step = 0; step < VOLUME_STEPS; step++, from = to) {
		assert_true(find_sound(tape, &from, &to, &level[step]));
	}
	for (int step = 0; step < VOLUME_STEPS; step++) {
		const double difference = level[step] - level[VOLUME_STEPS - 1] - VOLUME_DB[step];
		if (fabs(difference) > 1) {
			fail_msg("step %d is off by %.2f dB", step, difference);
		}
	}
}

static void
all_that_was_written_is_heard(void **state)
{
	struct tape *tape = *state;
	static int16_t tone[TONE];
	double level;
	size_t from = 0, to;
	fill_tone(tone, TONE, 16000);
	tone[TONE - 1] = 12345; /* the last consonant */
	audio_volume(tape->audio, VOLUME_STEPS - 1);
	audio_begin(tape->audio, 1);
	wait_until_drained(tape, 1); /* two buffers: the change of volume takes a quarter of one */
	assert_true(audio_write(tape->audio, 1, tone, TONE));
	wait_until_drained(tape, 1);
	rewind_tape(tape);
	assert_true(find_sound(tape, &from, &to, &level));
	assert_int_equal(to - from, TONE - 1); /* the sine's first sample is zero */
	assert_memory_equal(tape->heard + from, tone + 1, (TONE - 1) * sizeof(int16_t));
}

/* A constant sample, written as speech is, until its generation is over. */
static void *
write_for_long(void *context)
{
	struct tape *tape = context;
	static int16_t level[TONE];
	for (size_t i = 0; i < TONE; i++) {
		level[i] = 16000;
	}
	while (audio_write(tape->audio, 1, level, TONE)) {
	}
	return NULL;
}

static void
a_new_generation_fades_the_old_one_out(void **state)
{
	struct tape *tape = *state;
	enum {
		FADE_LEAST = AUDIO_RATE * 3 / 1000,
		FADE_MOST = AUDIO_RATE * 5 / 1000,
		STEP_MOST = 16000 / FADE_LEAST
	};
	pthread_t writer;
	audio_volume(tape->audio, VOLUME_STEPS - 1);
	audio_begin(tape->audio, 1);
	wait_until_drained(tape, 1);
	assert_int_equal(pthread_create(&writer, NULL, write_for_long, tape), 0);
	while (audio_first_sample_ns(tape->audio) == 0) {
		sched_yield();
	}
	audio_begin(tape->audio, 2);
	pthread_join(writer, NULL); /* it saw that its generation was over */
	wait_until_drained(tape, 2);
	rewind_tape(tape);
	size_t at = tape->n_heard;
	while (at > 0 && tape->heard[at - 1] == 0) {
		at--;
	}
	const size_t end = at;
	while (at > 0 && tape->heard[at - 1] != 16000) {
		assert_in_range(tape->heard[at - 1] - (at == end ? 0 : tape->heard[at]), 1, STEP_MOST);
		at--;
	}
	assert_true(at > 0);
	assert_in_range(end - at, FADE_LEAST, FADE_MOST);
}

static void
what_is_over_cannot_be_written(void **state)
{
	struct tape *tape = *state;
	const int16_t sample = 1000;
	audio_begin(tape->audio, 5);
	assert_true(audio_write(tape->audio, 5, &sample, 1));
	audio_begin(tape->audio, 6);
	assert_false(audio_write(tape->audio, 5, &sample, 1));
	assert_true(audio_is_drained(tape->audio, 5));
	assert_true(audio_write(tape->audio, 6, &sample, 1));
}

static void
pause_holds_the_sound_and_loses_none(void **state)
{
	struct tape *tape = *state;
	enum { SHORT = 4000 };
	static int16_t tone[SHORT];
	fill_tone(tone, SHORT, 16000);
	audio_begin(tape->audio, 2);
	audio_pause(tape->audio, true);
	wait_until_drained(tape, 2); /* two buffers: the ramp down takes a quarter of one */
	assert_true(audio_write(tape->audio, 2, tone, SHORT));
	/* The device goes on with silence, and nothing of the tone is played. */
	while (audio_silent_ns(tape->audio) == 0) {
		sched_yield();
	}
	assert_false(audio_is_drained(tape->audio, 2));
	assert_int_equal(audio_first_sample_ns(tape->audio), 0);
	audio_pause(tape->audio, false);
	wait_until_drained(tape, 2);
	rewind_tape(tape);
	double level;
	size_t from = 0, to;
	assert_true(find_sound(tape, &from, &to, &level));
	assert_in_range(to - from, SHORT - 30, SHORT);
}

static void
a_new_generation_is_heard_after_a_pause(void **state)
{
	struct tape *tape = *state;
	enum { SHORT = 4000 };
	static int16_t tone[SHORT];
	fill_tone(tone, SHORT, 16000);
	audio_begin(tape->audio, 1);
	audio_pause(tape->audio, true);
	wait_until_drained(tape, 1);
	audio_begin(tape->audio, 2);
	assert_true(audio_write(tape->audio, 2, tone, SHORT));
	/* A paused device would never come to the end of it. */
	const time_t until = time(NULL) + 2;
	while (!audio_is_drained(tape->audio, 2) && time(NULL) < until) {
		sched_yield();
	}
	assert_true(audio_is_drained(tape->audio, 2));
	assert_true(audio_first_sample_ns(tape->audio) != 0);
}

static void
no_device_is_said_with_its_reason(void **state)
{
	(void)state;
	struct audio *audio;
	const char *reason = NULL;
	setenv("SDL_AUDIODRIVER", "there-is-no-such-driver", 1);
	assert_int_equal(audio_open(&audio, &reason), -ENODEV);
	assert_non_null(reason);
	assert_true(strlen(reason) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(volume_steps_are_those_of_the_table, open_tape, close_tape),
		cmocka_unit_test_setup_teardown(all_that_was_written_is_heard, open_tape, close_tape),
		cmocka_unit_test_setup_teardown(
			a_new_generation_fades_the_old_one_out, open_tape, close_tape),
		cmocka_unit_test_setup_teardown(what_is_over_cannot_be_written, open_tape, close_tape),
		cmocka_unit_test_setup_teardown(
			pause_holds_the_sound_and_loses_none, open_tape, close_tape),
		cmocka_unit_test_setup_teardown(
			a_new_generation_is_heard_after_a_pause, open_tape, close_tape),
		cmocka_unit_test(no_device_is_said_with_its_reason),
	};
	return cmocka_run_group_tests_name("audio", tests, NULL, NULL);
}

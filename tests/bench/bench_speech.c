/* SPDX-License-Identifier: MIT */
/* Latency of speech through the whole chain, on SDL's dummy sound device; prints one JSON object a line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "platform/audio.h"
#include "platform/speech.h"

enum { PRESSES = 60 };

static uint64_t
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void
rest(long ms)
{
	const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&t, NULL);
}

static void
sink_begin(void *context, uint32_t generation)
{
	audio_begin(context, generation);
}

static bool
sink_write(void *context, uint32_t generation, const int16_t *samples, size_t n)
{
	return audio_write(context, generation, samples, n);
}

static bool
sink_drain(void *context, uint32_t generation)
{
	while (!audio_is_drained(context, generation)) {
		rest(5);
	}
	return true;
}

static void
ignore_finished(void *context, uint32_t number)
{
	(void)context;
	(void)number;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* Sorts the values. */
static double
percentile(double *values, int n, int percent)
{
	qsort(values, (size_t)n, sizeof(values[0]), compare);
	return values[(n - 1) * percent / 100];
}

static void
print(const char *name, double value, const char *unit, double limit)
{
	printf("{\"name\":\"%s\",\"value\":%.2f,\"unit\":\"%s\",\"limit\":%.2f,\"better\":\"less\"}\n",
		name, value, unit, limit);
}

static void
say(struct speech *speech, uint32_t number, enum lang lang, const char *words)
{
	const struct span span = { .lang = lang, .words = str_of(words) };
	speech_say(speech,
		&(struct utterance){ .number = number,
			.spans = &span,
			.n_spans = 1,
			.rate = RATE_DEFAULT,
			.volume = VOLUME_DEFAULT });
}

/* Milliseconds from `from` to the time that `when` gives, once it gives one; negative when it never does. */
static double
wait_for(struct audio *audio, uint64_t (*when)(struct audio *audio), uint64_t from)
{
	for (int i = 0; i < 2000; i++) {
		const uint64_t at = when(audio);
		if (at != 0) {
			return (double)(at - from) / 1e6;
		}
		rest(1);
	}
	return -1;
}

/* A key press that cuts a sentence: how long the old one goes on, and until the new one sounds. */
static bool
measure_latency(struct audio *audio, struct speech *speech)
{
	static const char *const sentences[] = {
		"Please enter your given name as it is written on your documents.",
		"Veuillez inscrire votre prénom comme il est écrit dans vos documents.",
	};
	static double first[PRESSES], silent[PRESSES];
	for (int i = 0; i < PRESSES; i++) {
		rest(130 + i % 23); /* so that the presses fall anywhere in the device's buffer */
		const uint64_t pressed = now_ns();
		say(speech, (uint32_t)i + 1, i % 2 ? LANG_FR : LANG_EN, sentences[i % 2]);
		silent[i] = wait_for(audio, audio_silent_ns, pressed);
		first[i] = wait_for(audio, audio_first_sample_ns, pressed);
		if (first[i] < 0 || silent[i] < 0) {
			return false;
		}
	}
	print("speech: key to first sample, p95", percentile(first, PRESSES, 95), "ms", 30);
	print("speech: key to first sample, median", percentile(first, PRESSES, 50), "ms", 30);
	print("speech: new utterance to silence of the old, p95", percentile(silent, PRESSES, 95), "ms",
		60);
	return true;
}

static bool
count(void *context, const int16_t *samples, size_t n)
{
	(void)samples;
	*(size_t *)context += n;
	return true;
}

static int
measure_synthesis(struct diagnosis *ret_diagnosis)
{
	static const char words[] =
		"You can ask an agent to call you back. Give us your name and a telephone number where "
		"we can reach you during the day. An agent will call you within two business days after we receive your request.";
	const struct span span = { .lang = LANG_EN, .words = STR(words) };
	const struct utterance utterance = { .spans = &span, .n_spans = 1, .rate = RATE_DEFAULT };
	static double cost[21];
	for (int i = 0; i < 21; i++) {
		size_t n = 0;
		const uint64_t from = now_ns();
		const int r = speech_render(&utterance, count, &n, ret_diagnosis);
		if (r != 0) {
			return r;
		}
		cost[i] = (double)(now_ns() - from) / 1e6 / ((double)n / AUDIO_RATE);
	}
	print("speech: synthesis for a second of speech, median", percentile(cost, 21, 50), "ms", 10);
	return 0;
}

int
main(void)
{
	struct audio *audio;
	struct speech *speech;
	struct diagnosis diagnosis;
	const char *reason;
	setenv("SDL_AUDIODRIVER", "dummy", 1);
	if (audio_open(&audio, &reason) != 0) {
		fprintf(stderr, "bench_speech: %s\n", reason);
		return EXIT_FAILURE;
	}
	const struct speech_sink sink = { audio, sink_begin, sink_write, sink_drain };
	int r = measure_synthesis(&diagnosis);
	if (r == 0) {
		r = speech_open(&sink, ignore_finished, NULL, &speech, &diagnosis);
	}
	if (r != 0) {
		fprintf(stderr, "bench_speech: %s %s\n", diagnosis.what, diagnosis.remedy);
		audio_close(audio);
		return EXIT_FAILURE;
	}
	const bool is_heard = measure_latency(audio, speech);
	speech_close(speech);
	audio_close(audio);
	if (!is_heard) {
		fprintf(stderr, "bench_speech: nothing was heard\n");
	}
	return is_heard ? EXIT_SUCCESS : EXIT_FAILURE;
}

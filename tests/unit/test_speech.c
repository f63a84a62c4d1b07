/* SPDX-License-Identifier: MIT */
/* The voice with the real espeak-ng: rates, order, cancelling, pronunciation, and that it forgets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/normalize.h"
#include "platform/speech.h"

enum {
	RATE_HZ = 22050,
	CHUNK_MOST = 1081 /* samples, espeak-ng's measured most */,
	HEARD_MAX = 16
};

/* A plain passage and a formal one: words a minute depend on the text, and a kiosk has both. */
static const char *const REFERENCE[LANG_COUNT] = {
	"You can ask an agent of Service Canada to call you back. Give us your name and a telephone number where we can "
	"reach you during the day. Choose the subject of your request, and tell us in a few words how we can help you. "
	"You do not have to give your social insurance number. When you have answered all the questions, you can read "
	"your answers again and correct them. Your request is kept on this device until it can be sent. An agent will "
	"call you within two business days after we receive it. "
	"At this station you can request a call about Employment Insurance, pensions, passports or the Canadian Dental "
	"Care Plan. Please enter your given name, your family name and a telephone number where we can reach you during "
	"business hours. Select the subject of your request and describe briefly what you need. Before sending, review "
	"your answers and correct anything that is wrong. The information is encrypted and protected, and it remains on "
	"this device only until the connection is available. An agent will telephone you within two business days after "
	"receiving your request.",
	"Vous pouvez demander à un agent de Service Canada de vous rappeler. Donnez-nous votre nom et un numéro de "
	"téléphone où nous pouvons vous joindre pendant la journée. Choisissez le sujet de votre demande, et dites-nous en "
	"quelques mots comment nous pouvons vous aider. Vous n'avez pas à donner votre numéro d'assurance sociale. Quand "
	"vous aurez répondu à toutes les questions, vous pourrez relire vos réponses et les corriger. Votre demande est "
	"gardée dans cet appareil jusqu'à ce qu'elle puisse être envoyée. Un agent vous appellera dans les deux jours "
	"ouvrables après que nous l'aurons reçue. "
	"Cette borne vous permet de demander un appel au sujet de l'assurance-emploi, des pensions, du passeport ou du "
	"Régime canadien de soins dentaires. Veuillez inscrire votre prénom, votre nom de famille et un numéro de "
	"téléphone où nous pouvons vous joindre pendant les heures d'ouverture. Choisissez le sujet de votre demande et "
	"décrivez brièvement ce qu'il vous faut. Avant l'envoi, relisez vos réponses et corrigez ce qui est inexact. Les "
	"renseignements sont chiffrés et protégés, et ils restent dans cet appareil seulement jusqu'à ce que la connexion "
	"soit rétablie. Un agent vous téléphonera dans les deux jours ouvrables qui suivent la réception de votre demande.",
};

static const int PERCENT[RATE_STEPS] = { 50, 75, 100, 125, 150, 175, 200 };

static bool
count(void *context, const int16_t *samples, size_t n)
{
	(void)samples;
	*(size_t *)context += n;
	return true;
}

static struct span
span_of(enum lang lang, const char *words)
{
	return (struct span){ .lang = lang, .words = str_of(words) };
}

static size_t
samples_of(const struct span *spans, int32_t n_spans, int32_t rate)
{
	const struct utterance utterance = { .spans = spans, .n_spans = n_spans, .rate = rate };
	struct diagnosis diagnosis;
	size_t n = 0;
	assert_int_equal(speech_render(&utterance, count, &n, &diagnosis), 0);
	return n;
}

static int
words_in(const char *text)
{
	int n = 1;
	for (const char *p = text; *p != '\0'; p++) {
		n += *p == ' ';
	}
	return n;
}

static void
seven_rates_are_what_they_claim(void **state)
{
	(void)state;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct span span = span_of((enum lang)lang, REFERENCE[lang]);
		for (int32_t rate = 0; rate < RATE_STEPS; rate++) {
			const double minutes = (double)samples_of(&span, 1, rate) / RATE_HZ / 60;
			const double spoken = words_in(REFERENCE[lang]) / minutes;
			const double target = 122.0 * PERCENT[rate] / 100;
			if (spoken < target * 0.92 || spoken > target * 1.08) {
				fail_msg("%s step %d: %.1f words a minute, wanted %.1f",
					lang == LANG_FR ? "fr" : "en", (int)rate, spoken, target);
			}
		}
	}
}

static void
modelled_length_is_near_the_voice(void **state)
{
	(void)state;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct span span = span_of((enum lang)lang, REFERENCE[lang]);
		ms_t before = INT64_MAX;
		for (int32_t rate = 0; rate < RATE_STEPS; rate++) {
			const struct utterance utterance = { .spans = &span, .n_spans = 1, .rate = rate };
			const ms_t modelled = speech_modelled_ms(&utterance);
			const ms_t spoken = (ms_t)samples_of(&span, 1, rate) * 1000 / RATE_HZ;
			assert_true(modelled < before);
			assert_in_range(modelled * 100 / spoken, 88, 112);
			before = modelled;
		}
	}
	const struct span pause = { .lang = LANG_EN, .words = STR_NONE, .pause = 250 };
	assert_int_equal(speech_modelled_ms(&(struct utterance){ .spans = &pause, .n_spans = 1 }), 250);
}

static void
pause_is_silence_of_its_length(void **state)
{
	(void)state;
	struct span spans[2] = { span_of(LANG_EN, "one"), span_of(LANG_EN, "two") };
	const size_t without = samples_of(spans, 2, RATE_DEFAULT);
	spans[0].pause = 700;
	const size_t with = samples_of(spans, 2, RATE_DEFAULT);
	/* espeak-ng is not exact from run to run: a twentieth of a second is allowed. */
	assert_in_range(with - without, RATE_HZ * 650 / 1000, RATE_HZ * 750 / 1000);
}

static void
phonemes_of(enum lang lang, const char *words, char out[512])
{
	struct diagnosis diagnosis;
	assert_int_equal(speech_phonemes(lang, str_of(words), out, 512, &diagnosis), 0);
}

/* Phonemes without stress and length marks, which differ with the words around. */
static void
plain_phonemes_of(enum lang lang, const char *shown, char out[512])
{
	char buffer[512], traced[512];
	struct text words;
	struct diagnosis diagnosis;
	text_init(&words, buffer, sizeof(buffer));
	normalize(lang, READING_TEXT, str_of(shown), &words);
	assert_int_equal(
		speech_phonemes(lang, text_str(&words), traced, sizeof(traced), &diagnosis), 0);
	size_t n = 0;
	for (const char *p = traced; *p != '\0'; p++) {
		if (strchr("',|_!;:- #2", *p) == NULL) {
			out[n++] = *p;
		}
	}
	out[n] = '\0';
}

static void
traps_are_pronounced_right(void **state)
{
	(void)state;
	static const struct {
		enum lang lang;
		const char *shown, *sounds;
	} traps[] = {
		{ LANG_EN, "SIN", "EsaIEn" },
		{ LANG_EN, "EI", "iaI" },
		{ LANG_EN, "the CRA says", "D@siA@reIsEz" }, /* not the article */
		{ LANG_EN, "613", "sIksh" },
		{ LANG_EN, "613-555-0199", "sIkswVnTrifaIvfaIvfaIvzi@roUwVnnaInnaIn" },
		{ LANG_EN, "$12.50", "twElvd0l3zandfIftisEnts" },
		{ LANG_EN, "2026-11-09", "noUvEmb3naInT" },
		{ LANG_EN, "130 692 544", "wVnTrizi@roUsIksnaIntu" },
		{ LANG_EN, "K1A 0B1", "keIwVneIzi@roUbiwVn" },
		{ LANG_FR, "NAS", "EnaEs" },
		{ LANG_FR, "AE", "asyrA~sA~plwa" },
		{ LANG_FR, "12,50\u00A0$", "duzdOlarsE~kA~t" },
		{ LANG_FR, "1\u00A0234,56\u00A0$", "mildYsA~trA~tkatrdOlarsE~kA~tsis" },
		{ LANG_FR, "0,50\u00A0$", "sE~kA~tsEnt" }, /* the coin, not the number 100 */
		{ LANG_FR, "15\u00A0h\u00A005", "kE~zWrsE~k" },
		{ LANG_FR, "1\u00A0h", "ynWr" },
		{ LANG_FR, "M.\u00A0Tremblay", "m@sjYtrA~blE" },
		{ LANG_FR, "2e étage", "dYzjEmetaZ" },
		{ LANG_FR, "613-555-0199", "sizW~trwasE~ksE~ksE~kzeroW~nWfnWf" },
	};
	char sounds[512];
	for (size_t i = 0; i < sizeof(traps) / sizeof(traps[0]); i++) {
		plain_phonemes_of(traps[i].lang, traps[i].shown, sounds);
		if (strstr(sounds, traps[i].sounds) != sounds) {
			fail_msg(
				"\"%s\" sounds \"%s\", wanted \"%s\"", traps[i].shown, sounds, traps[i].sounds);
		}
	}
}

static void
each_language_has_its_voice(void **state)
{
	(void)state;
	char english[512], french[512];
	phonemes_of(LANG_EN, "Service Canada", english);
	phonemes_of(LANG_FR, "Service Canada", french);
	assert_string_not_equal(english, french);

	/* In one utterance the second span is as long as with its own voice, not as long as with the first one's. */
	const char *words = "Bonjour, vous pouvez choisir votre langue avec les flèches du clavier.";
	const struct span mixed[2] = { span_of(LANG_EN, "Hello."), span_of(LANG_FR, words) };
	const struct span wrong = span_of(LANG_EN, words);
	const double both = (double)samples_of(mixed, 2, RATE_DEFAULT);
	const double right = (double)(samples_of(&mixed[0], 1, RATE_DEFAULT) +
		samples_of(&mixed[1], 1, RATE_DEFAULT));
	const double read_as_english = (double)(samples_of(&mixed[0], 1, RATE_DEFAULT) +
		samples_of(&wrong, 1, RATE_DEFAULT));
	assert_true(both > right * 0.97 && both < right * 1.03);
	assert_true(read_as_english > right * 1.06 || read_as_english < right * 0.94);
}

static void
a_script_without_voice_is_refused_in_words(void **state)
{
	(void)state;
	char refused[512], expected[512];
	phonemes_of(LANG_EN, "\u1403\u14C4\u1483\u144E\u1450\u1466", refused);
	phonemes_of(LANG_EN, "text in a script that this voice cannot read", expected);
	assert_string_equal(refused, expected);
	phonemes_of(LANG_FR, "\u1403\u14C4\u1483 \u144E\u1450\u1466", refused);
	phonemes_of(LANG_FR, "texte dans une écriture que cette voix ne peut pas lire", expected);
	assert_string_equal(refused, expected);
	/* What is written in Latin letters beside it is read. */
	phonemes_of(LANG_EN, "\u1403\u14C4\u1483 Smith", refused);
	assert_non_null(strstr(refused, "sm'IT"));
	phonemes_of(LANG_FR, "Côté, Łukasz, Nguyễn", refused);
	assert_non_null(strstr(refused, "kot'e"));
	assert_null(strstr(refused, "ekrit"));
}

/* --- the thread --- */

/*
 * A sink that keeps no sound. It can stop the speech thread inside the first write of an utterance until the test lets
 * it go, so that nothing here depends on how fast the machine is.
 */
struct ear {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct speech *speech;
	uint32_t newest; /* generation */
	bool hold_next, is_held;
	size_t n_samples, n_after_cut, longest;
	uint32_t finished[HEARD_MAX];
	int n_finished;
};

static void
ear_begin(void *context, uint32_t generation)
{
	struct ear *ear = context;
	pthread_mutex_lock(&ear->lock);
	assert_true((int32_t)(generation - ear->newest) > 0);
	ear->newest = generation;
	pthread_mutex_unlock(&ear->lock);
}

static bool
ear_write(void *context, uint32_t generation, const int16_t *samples, size_t n)
{
	struct ear *ear = context;
	(void)samples;
	pthread_mutex_lock(&ear->lock);
	if (generation == ear->newest) {
		ear->n_samples += n;
	} else {
		ear->n_after_cut += n;
	}
	ear->longest = n > ear->longest ? n : ear->longest;
	if (ear->hold_next) {
		ear->hold_next = false;
		ear->is_held = true;
		pthread_cond_broadcast(&ear->changed);
		while (ear->is_held) {
			pthread_cond_wait(&ear->changed, &ear->lock);
		}
	}
	const bool goes_on = generation == ear->newest;
	pthread_mutex_unlock(&ear->lock);
	return goes_on;
}

static bool
ear_drain(void *context, uint32_t generation)
{
	struct ear *ear = context;
	pthread_mutex_lock(&ear->lock);
	const bool is_newest = generation == ear->newest;
	pthread_mutex_unlock(&ear->lock);
	return is_newest;
}

static void
ear_finished(void *context, uint32_t number)
{
	struct ear *ear = context;
	pthread_mutex_lock(&ear->lock);
	assert_true(ear->n_finished < HEARD_MAX);
	ear->finished[ear->n_finished++] = number;
	pthread_cond_broadcast(&ear->changed);
	pthread_mutex_unlock(&ear->lock);
}

/* Waits for a change; what takes longer than this will never happen. Under the lock. */
static void
wait_for_change(struct ear *ear)
{
	struct timespec limit;
	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 60;
	if (pthread_cond_timedwait(&ear->changed, &ear->lock, &limit) != 0) {
		pthread_mutex_unlock(&ear->lock);
		fail_msg("the voice does nothing");
	}
}

static void
hold_next_write(struct ear *ear)
{
	pthread_mutex_lock(&ear->lock);
	ear->hold_next = true;
	pthread_mutex_unlock(&ear->lock);
}

static void
wait_until_held(struct ear *ear)
{
	pthread_mutex_lock(&ear->lock);
	while (!ear->is_held) {
		wait_for_change(ear);
	}
	pthread_mutex_unlock(&ear->lock);
}

static void
let_go(struct ear *ear)
{
	pthread_mutex_lock(&ear->lock);
	ear->is_held = false;
	pthread_cond_broadcast(&ear->changed);
	pthread_mutex_unlock(&ear->lock);
}

static void
wait_for_finished(struct ear *ear, int n)
{
	pthread_mutex_lock(&ear->lock);
	while (ear->n_finished < n) {
		wait_for_change(ear);
	}
	pthread_mutex_unlock(&ear->lock);
}

static void
say(struct ear *ear, uint32_t number, bool urgent, const char *words)
{
	const struct span span = span_of(LANG_EN, words);
	speech_say(ear->speech,
		&(struct utterance){ .number = number,
			.urgent = urgent,
			.spans = &span,
			.n_spans = 1,
			.rate = RATE_DEFAULT });
}

static int
open_ear(void **state)
{
	struct ear *ear = calloc(1, sizeof(*ear));
	struct diagnosis diagnosis;
	const struct speech_sink sink = { ear, ear_begin, ear_write, ear_drain };
	pthread_mutex_init(&ear->lock, NULL);
	pthread_cond_init(&ear->changed, NULL);
	*state = ear;
	return speech_open(&sink, ear_finished, ear, &ear->speech, &diagnosis);
}

static int
close_ear(void **state)
{
	struct ear *ear = *state;
	let_go(ear);
	speech_close(ear->speech);
	pthread_cond_destroy(&ear->changed);
	pthread_mutex_destroy(&ear->lock);
	free(ear);
	return 0;
}

static const char LONG_TEXT[] =
	"This sentence takes some seconds to say, and nobody will wait for its end.";

static void
speaks_to_the_end_and_says_so(void **state)
{
	struct ear *ear = *state;
	say(ear, 7, false, "Hello.");
	wait_for_finished(ear, 1);
	assert_int_equal(ear->finished[0], 7);
	assert_in_range(ear->n_samples, RATE_HZ / 4, RATE_HZ * 2);
	assert_int_equal(ear->n_after_cut, 0);
}

static void
hush_stops_within_one_chunk(void **state)
{
	struct ear *ear = *state;
	hold_next_write(ear);
	say(ear, 1, false, LONG_TEXT);
	wait_until_held(ear);
	const size_t before = ear->n_samples;
	speech_hush(ear->speech);
	let_go(ear);
	say(ear, 2, false, "");
	wait_for_finished(ear, 1);
	assert_int_equal(ear->finished[0], 2);
	assert_int_equal(ear->n_samples, before);
	assert_int_equal(ear->n_after_cut, 0);
	assert_in_range(ear->longest, 1, CHUNK_MOST);
}

static double
processor_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* An hour of speech takes seconds to synthesize: hushed, it must not hold up the next utterance. */
static void
hush_ends_the_synthesis_too(void **state)
{
	enum { SENTENCES = 2000, PART = 100 };
	struct ear *ear = *state;
	char *words = malloc(SENTENCES * sizeof(LONG_TEXT) + 1);
	assert_non_null(words);
	words[0] = '\0';
	for (size_t i = 0; i < SENTENCES; i++) {
		memcpy(words + i * (sizeof(LONG_TEXT) - 1), LONG_TEXT, sizeof(LONG_TEXT));
	}
	/* what this machine needs for a twentieth, by the processor's clock, which stands still for whoever must wait */
	double a_part = processor_seconds();
	const struct span part = { .lang = LANG_EN,
		.words = { words, PART * (sizeof(LONG_TEXT) - 1) } };
	assert_true(samples_of(&part, 1, RATE_DEFAULT) > 0);
	a_part = processor_seconds() - a_part;
	hold_next_write(ear);
	say(ear, 1, false, words);
	wait_until_held(ear);
	free(words);
	speech_hush(ear->speech);
	const double from = processor_seconds();
	let_go(ear);
	say(ear, 2, false, "Yes.");
	wait_for_finished(ear, 1);
	assert_true(processor_seconds() - from < a_part);
}

static void
newer_replaces_older(void **state)
{
	struct ear *ear = *state;
	hold_next_write(ear);
	say(ear, 1, false, LONG_TEXT);
	wait_until_held(ear);
	say(ear, 2, false, LONG_TEXT);
	say(ear, 3, false, "Yes.");
	let_go(ear);
	wait_for_finished(ear, 1);
	assert_int_equal(ear->finished[0], 3);
	assert_int_equal(ear->n_finished, 1);
	assert_in_range(ear->n_samples, 1, 2 * RATE_HZ);
}

static void
urgent_is_not_cut_by_what_is_not(void **state)
{
	struct ear *ear = *state;
	hold_next_write(ear);
	say(ear, 1, true, LONG_TEXT);
	wait_until_held(ear);
	say(ear, 2, false, "Replaced before its turn.");
	say(ear, 3, false, "Yes.");
	let_go(ear);
	wait_for_finished(ear, 2);
	assert_int_equal(ear->finished[0], 1);
	assert_int_equal(ear->finished[1], 3);
	assert_true(ear->n_samples > 3 * RATE_HZ);
}

static void
urgent_cuts_what_is_not(void **state)
{
	struct ear *ear = *state;
	hold_next_write(ear);
	say(ear, 1, false, LONG_TEXT);
	wait_until_held(ear);
	say(ear, 2, true, "Stop.");
	let_go(ear);
	wait_for_finished(ear, 1);
	assert_int_equal(ear->finished[0], 2);
	assert_int_equal(ear->n_after_cut, 0);
	assert_true(ear->n_samples < 2 * RATE_HZ);
}

static void
hush_also_ends_what_is_urgent(void **state)
{
	struct ear *ear = *state;
	hold_next_write(ear);
	say(ear, 1, true, LONG_TEXT);
	wait_until_held(ear);
	say(ear, 2, false, LONG_TEXT);
	speech_hush(ear->speech);
	let_go(ear);
	say(ear, 3, false, "Yes.");
	wait_for_finished(ear, 1);
	assert_int_equal(ear->finished[0], 3);
	assert_int_equal(ear->n_finished, 1);
}

/* Many orders from one thread while the other speaks: for the thread sanitizer, and for lost wake-ups. */
static void
survives_a_storm_of_orders(void **state)
{
	struct ear *ear = *state;
	for (uint32_t i = 1; i <= 300; i++) {
		say(ear, i, i % 7 == 0, LONG_TEXT);
		if (i % 5 == 0) {
			speech_hush(ear->speech);
		}
		if (i % 50 == 0) {
			speech_wipe(ear->speech);
		}
	}
	speech_hush(ear->speech);
	pthread_mutex_lock(&ear->lock);
	ear->n_finished = 0;
	pthread_mutex_unlock(&ear->lock);
	say(ear, 999, false, "Yes.");
	wait_for_finished(ear, 1);
	assert_int_equal(ear->finished[0], 999);
}

/* --- forgetting --- */

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/* "Qwyzomarkpel", never whole in this program's data. */
static const uint8_t HIDDEN[] = { 'Q' ^ 85, 'w' ^ 85, 'y' ^ 85, 'z' ^ 85, 'o' ^ 85, 'm' ^ 85,
	'a' ^ 85, 'r' ^ 85, 'k' ^ 85, 'p' ^ 85, 'e' ^ 85, 'l' ^ 85 };

/* Small or capital letters, `width` bytes each (UTF-8, UTF-16, wchar_t). */
static bool
is_marker(const uint8_t *p, size_t width)
{
	for (size_t i = 0; i < sizeof(HIDDEN); i++) {
		if ((p[i * width] | 0x20) != ((HIDDEN[i] ^ 85) | 0x20)) {
			return false;
		}
	}
	return true;
}

static int
count_markers(void)
{
	enum { CHUNK = 1 << 20, OVERLAP = 64 };
	static uint8_t memory[CHUNK + OVERLAP];
	FILE *maps = fopen("/proc/self/maps", "r");
	const int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	char line[512], rights[8];
	unsigned long from, to;
	int n = 0;
	assert_non_null(maps);
	assert_true(fd >= 0);
	while (fgets(line, sizeof(line), maps) != NULL) {
		assert_int_equal(sscanf(line, "%lx-%lx %7s", &from, &to, rights), 3);
		for (unsigned long at = from; rights[1] == 'w' && at < to; at += CHUNK) {
			const ssize_t got = pread(fd, memory, sizeof(memory), (off_t)at);
			for (ssize_t i = 0; i + OVERLAP <= got; i++) {
				n += is_marker(memory + i, 1) || is_marker(memory + i, 2) ||
					is_marker(memory + i, 4);
			}
			explicit_bzero(memory, sizeof(memory));
		}
	}
	fclose(maps);
	close(fd);
	return n;
}

static void
say_marker(struct ear *ear, uint32_t number, enum lang lang)
{
	char words[64] = "My name is ............ and nothing else";
	for (size_t i = 0; i < sizeof(HIDDEN); i++) {
		words[11 + i] = (char)(HIDDEN[i] ^ 85);
	}
	const struct span span = { .lang = lang, .words = str_of(words), .is_private = true };
	speech_say(ear->speech,
		&(struct utterance){
			.number = number, .spans = &span, .n_spans = 1, .rate = RATE_DEFAULT });
	explicit_bzero(words, sizeof(words));
}

static void
nothing_is_left_after_wiping(void **state)
{
	struct ear *ear = *state;
	hold_next_write(ear);
	say_marker(ear, 1, LANG_EN);
	wait_until_held(ear);
	assert_true(count_markers() > 0); /* it is found while it is spoken */
	let_go(ear);
	wait_for_finished(ear, 1);
	say_marker(ear, 2, LANG_FR);
	wait_for_finished(ear, 2);
	speech_wipe(ear->speech);
	assert_int_equal(count_markers(), 0);
}

#else

static void
nothing_is_left_after_wiping(void **state)
{
	(void)state;
	skip(); /* a sanitizer keeps copies of its own */
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seven_rates_are_what_they_claim),
		cmocka_unit_test(modelled_length_is_near_the_voice),
		cmocka_unit_test(pause_is_silence_of_its_length),
		cmocka_unit_test(traps_are_pronounced_right),
		cmocka_unit_test(each_language_has_its_voice),
		cmocka_unit_test(a_script_without_voice_is_refused_in_words),
		cmocka_unit_test_setup_teardown(speaks_to_the_end_and_says_so, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(hush_stops_within_one_chunk, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(hush_ends_the_synthesis_too, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(newer_replaces_older, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(urgent_is_not_cut_by_what_is_not, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(urgent_cuts_what_is_not, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(hush_also_ends_what_is_urgent, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(survives_a_storm_of_orders, open_ear, close_ear),
		cmocka_unit_test_setup_teardown(nothing_is_left_after_wiping, open_ear, close_ear),
	};
	return cmocka_run_group_tests_name("speech", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * The voice: espeak-ng on one thread, fed through a mailbox in locked memory.
 *
 *  slot     filled by                    emptied by
 *  normal   speech_say()                 the thread; a newer one replaces it
 *  urgent   speech_say(), urgent         the thread, before the normal one
 *  spoken   the thread, from one of both the thread, when it was spoken or cut
 *
 * What is being spoken ends as soon as its generation is not the newest any more: espeak-ng's callback looks at it for
 * every chunk, and the sink for every sample.
 */
#include "platform/speech.h"

#include <errno.h>
#include <espeak-ng/espeak_ng.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/speech_rate.h"
#include "platform/speech_slot.h"

enum {
	SAMPLE_RATE = 22050, /* espeak-ng's own */
	CHUNK_MS = 20,       /* of espeak-ng's output: what a cancelled voice may still hand out */
	QUIET = 32, /* samples below this (-60 dB) in front of an utterance are not waited for */
	STACK_WIPED = 256 * 1024, /* bytes; espeak-ng's deepest call takes about 60 KiB */
};

/* Where one utterance's samples go, behind espeak-ng's callback. */
struct output {
	bool (*write)(void *context, const int16_t *samples, size_t n);
	void *context;
	bool is_started; /* something was heard */
	bool is_over;    /* nobody listens any more */
};

struct speech {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct speech_sink sink;
	void (*finished)(void *context, uint32_t number);
	void *context;
	_Atomic uint32_t generation;
	struct slot *slots[3]; /* normal, urgent, spoken: the thread exchanges the pointers */
	bool is_speaking, is_closing, is_wiping;
};

enum { SLOT_NORMAL, SLOT_URGENT, SLOT_SPOKEN, SLOTS };

/* --- espeak-ng --- */

static const char *const VOICES[LANG_COUNT] = { "en-us", "fr" };

static void
diagnose(struct diagnosis *ret_diagnosis, const char *what)
{
	memset(ret_diagnosis, 0, sizeof(*ret_diagnosis));
	snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "espeak-ng-data");
	snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy),
		"Install the Debian package espeak-ng-data.");
}

static int
receive(short *samples, int n, espeak_EVENT *events)
{
	struct output *output = events->user_data;
	if (samples == NULL || n <= 0) {
		return output->is_over;
	}
	if (!output->is_started) {
		while (n > 0 && abs(samples[0]) < QUIET) {
			samples++;
			n--;
		}
		output->is_started = n > 0;
	}
	if (n > 0 && !output->is_over) {
		output->is_over = !output->write(output->context, samples, (size_t)n);
	}
	return output->is_over;
}

static int
check_voices(struct diagnosis *ret_diagnosis)
{
	if (espeak_ng_SetVoiceByName(VOICES[LANG_FR]) != ENS_OK) {
		diagnose(ret_diagnosis, "The French voice \"fr\" is missing.");
		return -ENOENT;
	}
	if (espeak_ng_SetVoiceByName(VOICES[LANG_EN]) != ENS_OK) {
		diagnose(ret_diagnosis, "The English voice \"en-us\" is missing.");
		return -ENOENT;
	}
	return 0;
}

/* Once a process and never terminated: espeak-ng 1.51 hangs in its second terminate. */
static int
start_engine(struct diagnosis *ret_diagnosis)
{
	if (espeak_ng_GetSampleRate() != 0) {
		return check_voices(ret_diagnosis); /* zero until it was initialised */
	}
	espeak_ng_ERROR_CONTEXT error = NULL;
	espeak_ng_InitializePath(NULL);
	const espeak_ng_STATUS status = espeak_ng_Initialize(&error);
	if (status != ENS_OK) {
		char what[256];
		espeak_ng_GetStatusCodeMessage(status, what, sizeof(what));
		espeak_ng_ClearErrorContext(&error);
		diagnose(ret_diagnosis, what);
		return -ENOENT;
	}
	if (espeak_ng_InitializeOutput(ENOUTPUT_MODE_SYNCHRONOUS, CHUNK_MS, NULL) != ENS_OK ||
		espeak_ng_GetSampleRate() != SAMPLE_RATE) {
		diagnose(ret_diagnosis, "The voice data do not fit this version of espeak-ng.");
		return -ENOENT;
	}
	espeak_SetSynthCallback(receive);
	espeak_ng_SetParameter(
		espeakVOLUME, 100, 0); /* its middle: louder clips, the gain is the sound device's */
	return check_voices(ret_diagnosis);
}

static void
write_silence(struct output *output, ms_t length)
{
	static const int16_t silence[SAMPLE_RATE / 50];
	const int64_t per_chunk = (int64_t)(sizeof(silence) / sizeof(silence[0]));
	for (int64_t left = length * SAMPLE_RATE / 1000; left > 0 && !output->is_over;
		 left -= per_chunk) {
		output->is_over = !output->write(
			output->context, silence, (size_t)(left < per_chunk ? left : per_chunk));
	}
}

/* The text is espeak-ng's to read during the call only: in synchronous mode it makes no copy of it. */
static void
synthesize(const char *words, size_t n, struct output *output)
{
	if (n == 0) {
		return;
	}
	const espeak_ng_STATUS status = espeak_ng_Synthesize(
		words, n + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, output);
	if (status != ENS_OK && status != ENS_SPEECH_STOPPED) {
		output->is_over = true; /* out of memory */
	}
}

static void
speak_slot(const struct slot *slot, struct output *output)
{
	int voice = -1;
	for (int32_t i = 0; i < slot->n_parts && !output->is_over; i++) {
		const struct part *part = &slot->parts[i];
		if (voice != (int)part->lang) {
			const struct rate_setting setting = speech_rate(part->lang, slot->rate);
			voice = (int)part->lang;
			espeak_ng_SetVoiceByName(VOICES[voice]);
			espeak_ng_SetParameter(espeakRATE, setting.words_per_minute, 0);
			espeak_ng_SetParameter(espeakWORDGAP, setting.word_gap, 0);
		}
		synthesize(slot->words + part->at, part->n, output);
		write_silence(output, part->pause);
	}
}

/* --- thread --- */

struct speaking {
	struct speech *speech;
	uint32_t generation;
};

static bool
write_to_sink(void *context, const int16_t *samples, size_t n)
{
	const struct speaking *speaking = context;
	const struct speech *speech = speaking->speech;
	return atomic_load(&speech->generation) == speaking->generation &&
		speech->sink.write(speech->sink.context, speaking->generation, samples, n);
}

/* A new generation; what belongs to an older one falls silent. Under the lock, so that the sink sees them in order. */
static uint32_t
begin_generation(struct speech *speech)
{
	const uint32_t generation = atomic_load(&speech->generation) + 1;
	atomic_store(&speech->generation, generation);
	speech->sink.begin(speech->sink.context, generation);
	return generation;
}

/* Takes the waiting utterance, urgent first; false when there is none. Under the lock. */
static bool
take_slot(struct speech *speech)
{
	for (int i = SLOT_URGENT; i >= SLOT_NORMAL; i--) {
		struct slot *slot = speech->slots[i];
		if (!slot->is_waiting) {
			continue;
		}
		speech->slots[i] = speech->slots[SLOT_SPOKEN];
		speech->slots[SLOT_SPOKEN] = slot;
		slot->is_waiting = false;
		if (slot->generation != atomic_load(&speech->generation)) {
			slot->generation = begin_generation(speech); /* it waited behind an urgent one */
		}
		speech->is_speaking = true;
		return true;
	}
	return false;
}

static void
speak(struct speech *speech, struct slot *slot)
{
	struct speaking speaking = { speech, slot->generation };
	struct output output = { .write = write_to_sink, .context = &speaking };
	speak_slot(slot, &output);
	if (!output.is_over && speech->sink.drain(speech->sink.context, slot->generation) &&
		atomic_load(&speech->generation) == slot->generation) {
		speech->finished(speech->context, slot->number);
	}
}

/* Ends the synthesis at its first samples: the text was read and translated by then. */
static bool
refuse(void *context, const int16_t *samples, size_t n)
{
	(void)context;
	(void)samples;
	(void)n;
	return false;
}

/* Not inlined: its frame has to reach over those of espeak-ng's functions, called from the same place. */
__attribute__((noinline)) static void
wipe_stack(void)
{
	char frame[STACK_WIPED];
	explicit_bzero(frame, sizeof(frame));
}

/*
 * espeak-ng has no call that forgets a text. It keeps clauses of up to 800 characters and their phonemes in fixed
 * buffers: a clause longer than that overwrites them, once with each voice.
 */
static void
wipe_engine(void)
{
	enum { FILLER = 1000 };
	char filler[FILLER + 1];
	for (int i = 0; i < FILLER; i++) {
		filler[i] = i % 4 == 3 ? ' ' : 'a';
	}
	filler[FILLER] = '\0';
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct output output = { .write = refuse };
		espeak_ng_SetVoiceByName(VOICES[lang]);
		synthesize(filler, FILLER, &output);
	}
	wipe_stack();
}

static void *
run(void *context)
{
	struct speech *speech = context;
	pthread_mutex_lock(&speech->lock);
	while (!speech->is_closing) {
		if (speech->is_wiping) {
			slot_wipe(speech->slots[SLOT_SPOKEN]);
			wipe_engine();
			speech->is_wiping = false;
			pthread_cond_broadcast(&speech->changed);
		} else if (take_slot(speech)) {
			struct slot *slot = speech->slots[SLOT_SPOKEN];
			pthread_mutex_unlock(&speech->lock);
			speak(speech, slot);
			pthread_mutex_lock(&speech->lock);
			slot_wipe(slot);
			speech->is_speaking = false;
		} else {
			pthread_cond_wait(&speech->changed, &speech->lock);
		}
	}
	pthread_mutex_unlock(&speech->lock);
	return NULL;
}

/* --- public --- */

static struct speech *
speech_free(struct speech *speech)
{
	for (int i = 0; i < SLOTS; i++) {
		speech->slots[i] = slot_free(speech->slots[i]);
	}
	pthread_cond_destroy(&speech->changed);
	pthread_mutex_destroy(&speech->lock);
	free(speech);
	return NULL;
}

static struct speech *
speech_new(
	const struct speech_sink *sink, void (*finished)(void *context, uint32_t number), void *context)
{
	struct speech *speech = calloc(1, sizeof(*speech));
	if (speech == NULL) {
		return NULL;
	}
	speech->sink = *sink;
	speech->finished = finished;
	speech->context = context;
	pthread_mutex_init(&speech->lock, NULL);
	pthread_cond_init(&speech->changed, NULL);
	for (int i = 0; i < SLOTS; i++) {
		speech->slots[i] = slot_new();
		if (speech->slots[i] == NULL) {
			return speech_free(speech);
		}
	}
	return speech;
}

int
speech_open(const struct speech_sink *sink, void (*finished)(void *context, uint32_t number),
	void *context, struct speech **ret_speech, struct diagnosis *ret_diagnosis)
{
	int r = start_engine(ret_diagnosis);
	if (r != 0) {
		return r;
	}
	struct speech *speech = speech_new(sink, finished, context);
	if (speech == NULL) {
		diagnose(ret_diagnosis, "There is no memory for the voice.");
		return -ENOMEM;
	}
	r = pthread_create(&speech->thread, NULL, run, speech);
	if (r != 0) {
		speech_free(speech);
		diagnose(ret_diagnosis, "The thread of the voice cannot be started.");
		return -r;
	}
	*ret_speech = speech;
	return 0;
}

struct speech *
speech_close(struct speech *speech)
{
	speech_wipe(speech);
	pthread_mutex_lock(&speech->lock);
	speech->is_closing = true;
	pthread_cond_broadcast(&speech->changed);
	pthread_mutex_unlock(&speech->lock);
	pthread_join(speech->thread, NULL);
	return speech_free(speech);
}

/* An urgent utterance waits or is being said. */
static bool
is_urgent_now(const struct speech *speech)
{
	const struct slot *spoken = speech->slots[SLOT_SPOKEN];
	return speech->slots[SLOT_URGENT]->is_waiting ||
		(speech->is_speaking && spoken->is_urgent &&
			spoken->generation == atomic_load(&speech->generation));
}

void
speech_say(struct speech *speech, const struct utterance *utterance)
{
	pthread_mutex_lock(&speech->lock);
	struct slot *slot = speech->slots[utterance->urgent ? SLOT_URGENT : SLOT_NORMAL];
	const bool must_wait = !utterance->urgent && is_urgent_now(speech);
	slot_fill(slot, utterance);
	slot->is_waiting = true;
	if (must_wait) {
		slot->generation = atomic_load(&speech->generation) -
			1; /* gets its own when its turn comes */
	} else {
		slot->generation = begin_generation(speech);
	}
	pthread_cond_broadcast(&speech->changed);
	pthread_mutex_unlock(&speech->lock);
}

void
speech_hush(struct speech *speech)
{
	pthread_mutex_lock(&speech->lock);
	slot_wipe(speech->slots[SLOT_NORMAL]);
	slot_wipe(speech->slots[SLOT_URGENT]);
	begin_generation(speech);
	pthread_mutex_unlock(&speech->lock);
}

void
speech_wipe(struct speech *speech)
{
	speech_hush(speech);
	pthread_mutex_lock(&speech->lock);
	speech->is_wiping = true;
	pthread_cond_broadcast(&speech->changed);
	while (speech->is_wiping) {
		pthread_cond_wait(&speech->changed, &speech->lock);
	}
	pthread_mutex_unlock(&speech->lock);
}

int
speech_render(const struct utterance *utterance,
	bool (*write)(void *context, const int16_t *samples, size_t n), void *context,
	struct diagnosis *ret_diagnosis)
{
	const int r = start_engine(ret_diagnosis);
	if (r != 0) {
		return r;
	}
	struct slot *slot = slot_new();
	if (slot == NULL) {
		diagnose(ret_diagnosis, "There is no memory for the voice.");
		return -ENOMEM;
	}
	struct output output = { .write = write, .context = context };
	slot_fill(slot, utterance);
	speak_slot(slot, &output);
	slot_free(slot);
	return 0;
}

int
speech_phonemes(
	enum lang lang, struct str words, char *out, size_t size, struct diagnosis *ret_diagnosis)
{
	const int r = start_engine(ret_diagnosis);
	if (r != 0) {
		return r;
	}
	struct slot *slot = slot_new();
	if (slot == NULL) {
		diagnose(ret_diagnosis, "There is no memory for the voice.");
		return -ENOMEM;
	}
	const struct span span = { .lang = lang, .words = words };
	const struct utterance utterance = { .spans = &span, .n_spans = 1 };
	slot_fill(slot, &utterance);
	espeak_ng_SetVoiceByName(VOICES[lang]);
	size_t n = 0;
	out[0] = '\0';
	for (const void *clause = slot->words; clause != NULL && n < size;) {
		const char *phonemes = espeak_TextToPhonemes(&clause, espeakCHARS_UTF8, 0);
		n += (size_t)snprintf(out + n, size - n, "%s%s", n > 0 ? " " : "", phonemes);
	}
	slot_free(slot);
	return 0;
}

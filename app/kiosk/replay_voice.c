/* SPDX-License-Identifier: MIT */
/*
 * An utterance is heard in stretches: a pause or a change of volume ends one and begins the next. Only a stretch that
 * has ended is in the WAV file, because only then is it known how long it was.
 */
#include "kiosk/replay_voice.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "kiosk/wav.h"
#include "platform/audio.h"
#include "platform/speech.h"

enum { COPY_BYTES = 128 * 1024, LINE_BYTES = 1024 * 1024 };

struct replay_voice {
	FILE *log;       /* NULL: not asked for */
	struct wav *wav; /* NULL: not asked for */
	struct arena copy;
	struct utterance said; /* lives in `copy` */
	struct arena waiting_copy;
	struct utterance
		waiting; /* behind an urgent one, while `has_waiting`; lives in `waiting_copy` */
	bool speaking, paused, has_waiting;
	ms_t start;     /* of the utterance */
	ms_t stretch;   /* start of the stretch; meaningless while paused */
	ms_t heard;     /* length of the stretches before it */
	ms_t length;    /* of the whole utterance */
	int32_t volume; /* of the stretch */
	enum jack jack;
	int16_t *samples; /* of the whole utterance; with `wav` only */
	size_t n_samples, cap_samples;
	char *line; /* LINE_BYTES, for writing */
};

static const char *
cause_name(enum cause cause)
{
	static const char *const names[CAUSE_COUNT] = {
		[CAUSE_PAGE] = "page",
		[CAUSE_FOCUS] = "focus",
		[CAUSE_CHANGE] = "change",
		[CAUSE_TYPING] = "typing",
		[CAUSE_ERROR] = "error",
		[CAUSE_REPEAT] = "repeat",
		[CAUSE_SETTING] = "setting",
		[CAUSE_TIMEOUT] = "timeout",
	};
	return names[cause];
}

/* --- the utterance log, docs/formats/utterances.md --- */

static void
put_key(struct text *text, const char *key)
{
	text_add(text, STR(",\""));
	text_add(text, str_of(key));
	text_add(text, STR("\":"));
}

static void
put_int(struct text *text, const char *key, int64_t value)
{
	put_key(text, key);
	text_int(text, value);
}

static void
put_string(struct text *text, const char *key, struct str value)
{
	put_key(text, key);
	text_json(text, value);
}

static void
put_true(struct text *text, const char *key, bool value)
{
	if (value) {
		put_key(text, key);
		text_add(text, STR("true"));
	}
}

static void
put_span(struct text *text, const struct span *span)
{
	text_add(text, STR("{\"lang\":"));
	text_json(text, span->lang == LANG_FR ? STR("fr") : STR("en"));
	/* the names by which espeak-ng loads its voices (D20) */
	put_string(text, "voice", span->lang == LANG_FR ? STR("fr") : STR("en-us"));
	put_string(text, "shown", span->shown);
	put_string(text, "words", span->words);
	put_true(text, "private", span->is_private);
	if (span->pause > 0) {
		put_int(text, "pause", span->pause);
	}
	text_add(text, STR("}"));
}

/* Shown texts or words of all spans, with a space between them. */
static void
put_joined(struct text *text, const char *key, const struct utterance *utterance, bool words,
	struct text *scratch)
{
	scratch->n = 0;
	for (int32_t i = 0; i < utterance->n_spans; i++) {
		text_add(scratch, i > 0 ? STR(" ") : STR_NONE);
		text_add(scratch, words ? utterance->spans[i].words : utterance->spans[i].shown);
	}
	put_string(text, key, text_str(scratch));
}

/* `by` says what cut it, or is NULL when it came to its end. */
static void
log_utterance(struct replay_voice *voice, const struct utterance *utterance, ms_t start, ms_t end,
	const char *by)
{
	if (!voice->log) {
		return;
	}
	struct text text, scratch;
	text_init(&text, voice->line, LINE_BYTES - COPY_BYTES);
	text_init(&scratch, voice->line + LINE_BYTES - COPY_BYTES, COPY_BYTES);
	bool is_private = false;
	for (int32_t i = 0; i < utterance->n_spans; i++) {
		is_private = is_private || utterance->spans[i].is_private;
	}
	text_add(&text, STR("{\"start\":"));
	text_int(&text, start);
	put_int(&text, "end", end);
	put_int(&text, "number", utterance->number);
	put_string(&text, "cause", str_of(cause_name(utterance->cause)));
	put_true(&text, "urgent", utterance->urgent);
	put_string(&text, "lang",
		utterance->n_spans > 0 && utterance->spans[0].lang == LANG_FR ? STR("fr") : STR("en"));
	put_joined(&text, "text", utterance, false, &scratch);
	put_joined(&text, "words", utterance, true, &scratch);
	put_key(&text, "spans");
	for (int32_t i = 0; i < utterance->n_spans; i++) {
		text_add(&text, i > 0 ? STR(",") : STR("["));
		put_span(&text, &utterance->spans[i]);
	}
	text_add(&text, utterance->n_spans > 0 ? STR("]") : STR("[]"));
	put_int(&text, "rate", utterance->rate);
	put_int(&text, "volume", voice->volume);
	put_string(&text, "route", voice->jack == JACK_HEADPHONES ? STR("headphones") : STR("speaker"));
	put_true(&text, "private", is_private);
	if (by) {
		put_string(&text, "interrupted_by", str_of(by));
	}
	text_add(&text, STR("}\n"));
	assert(
		!text.full && !scratch.full); /* each text is in it at most twice, and all fit COPY_BYTES */
	fwrite(text.p, 1, text.n, voice->log);
}

/* --- samples --- */

static bool
keep_samples(void *context, const int16_t *samples, size_t n)
{
	struct replay_voice *voice = context;
	if (n > voice->cap_samples - voice->n_samples) {
		const size_t cap = (voice->n_samples + n) * 2;
		int16_t *more = realloc(voice->samples, cap * sizeof(*more));
		if (!more) {
			return false;
		}
		voice->samples = more;
		voice->cap_samples = cap;
	}
	memcpy(voice->samples + voice->n_samples, samples, n * sizeof(*samples));
	voice->n_samples += n;
	return true;
}

static uint64_t
sample_at(ms_t at)
{
	return (uint64_t)at * AUDIO_RATE / 1000;
}

/* The gains of D20, which the sound device's callback applies on a kiosk: -30, -25, -20, -18, -15, -10, -5 and 0 dB in 1/65536. */
static int16_t
at_volume(int16_t sample, int32_t step)
{
	static const int32_t gain[VOLUME_STEPS] = { 2072, 3685, 6554, 8250, 11654, 20724, 36854,
		65536 };
	return (int16_t)((int32_t)sample * (int64_t)gain[step] / 65536);
}

static void
write_stretch(struct replay_voice *voice, ms_t now)
{
	size_t from = (size_t)sample_at(voice->heard),
		   to = (size_t)sample_at(voice->heard + now - voice->stretch);
	to = to < voice->n_samples ? to : voice->n_samples;
	from = from < to ? from : to;
	for (size_t i = from; i < to; i++) {
		voice->samples[i] = at_volume(voice->samples[i], voice->volume);
	}
	wav_silence(voice->wav, sample_at(voice->stretch));
	wav_write(voice->wav, voice->samples + from, to - from);
}

/* --- stretches --- */

static void
end_stretch(struct replay_voice *voice, ms_t now)
{
	if (voice->paused) {
		return;
	}
	if (voice->wav && voice->n_samples > 0) {
		write_stretch(voice, now);
	}
	voice->heard += now - voice->stretch;
	voice->stretch = now;
}

static void
end_utterance(struct replay_voice *voice, ms_t now, const char *by)
{
	if (!voice->speaking) {
		return;
	}
	end_stretch(voice, now);
	log_utterance(voice, &voice->said, voice->start, now, by);
	voice->speaking = false;
	voice->paused = false;
}

static struct utterance
copy_utterance(struct arena *arena, const struct utterance *utterance)
{
	struct utterance copy = *utterance;
	arena_reset(arena);
	struct span *spans = arena_array(arena, struct span, utterance->n_spans);
	for (int32_t i = 0; i < utterance->n_spans; i++) {
		spans[i] = utterance->spans[i];
		spans[i].shown = arena_copy(arena, utterance->spans[i].shown);
		spans[i].words = arena_copy(arena, utterance->spans[i].words);
	}
	copy.spans = spans;
	return copy;
}

/* It is never heard; the log says so with an end that is its start. */
static void
drop_waiting(struct replay_voice *voice, ms_t now, const char *by)
{
	if (voice->has_waiting) {
		log_utterance(voice, &voice->waiting, now, now, by);
		voice->has_waiting = false;
		arena_wipe(&voice->waiting_copy);
	}
}

static int
begin_utterance(struct replay_voice *voice, ms_t now, const struct utterance *utterance,
	struct diagnosis *ret_diagnosis)
{
	voice->said = copy_utterance(&voice->copy, utterance);
	voice->speaking = true;
	voice->start = now;
	voice->stretch = now;
	voice->heard = 0;
	voice->volume = utterance->volume;
	voice->n_samples = 0;
	if (!voice->wav) {
		voice->length = speech_modelled_ms(utterance);
		return 0;
	}
	const int r = speech_render(utterance, keep_samples, voice, ret_diagnosis);
	voice->length = (ms_t)(voice->n_samples * 1000 / AUDIO_RATE);
	return r;
}

int
replay_voice_say(struct replay_voice *voice, ms_t now, const struct utterance *utterance,
	struct diagnosis *ret_diagnosis)
{
	const char *by = cause_name(utterance->cause);
	if (!utterance->urgent) {
		drop_waiting(voice, now, by);
		if (voice->speaking && voice->said.urgent) {
			/* as speech_say() has it: what is urgent is not cut, the newest other one waits for its end */
			voice->waiting = copy_utterance(&voice->waiting_copy, utterance);
			voice->has_waiting = true;
			return 0;
		}
	}
	end_utterance(voice, now, by);
	return begin_utterance(voice, now, utterance, ret_diagnosis);
}

void
replay_voice_hush(struct replay_voice *voice, ms_t now)
{
	drop_waiting(voice, now, "hush");
	end_utterance(voice, now, "hush");
}

void
replay_voice_pause(struct replay_voice *voice, ms_t now, bool paused)
{
	if (!voice->speaking || voice->paused == paused) {
		return;
	}
	end_stretch(voice, now);
	voice->stretch = now;
	voice->paused = paused;
}

void
replay_voice_volume(struct replay_voice *voice, ms_t now, int32_t step)
{
	if (voice->speaking) {
		end_stretch(voice, now);
	}
	voice->volume = step;
}

void
replay_voice_route(struct replay_voice *voice, enum jack jack)
{
	voice->jack = jack;
}

void
replay_voice_wipe(struct replay_voice *voice, ms_t now)
{
	drop_waiting(voice, now, "wipe");
	end_utterance(voice, now, "wipe");
	arena_wipe(&voice->copy);
	explicit_bzero(voice->line, LINE_BYTES);
}

const struct utterance *
replay_voice_said(const struct replay_voice *voice)
{
	return voice->speaking ? &voice->said : NULL;
}

ms_t
replay_voice_due(const struct replay_voice *voice)
{
	return voice->speaking && !voice->paused ? voice->stretch + voice->length - voice->heard :
											   MS_NEVER;
}

int
replay_voice_finish(
	struct replay_voice *voice, ms_t now, uint32_t *ret_number, struct diagnosis *ret_diagnosis)
{
	const uint32_t number = voice->said.number;
	end_utterance(voice, now, NULL);
	if (voice->has_waiting) {
		const int r = begin_utterance(voice, now, &voice->waiting, ret_diagnosis);
		voice->has_waiting = false;
		arena_wipe(&voice->waiting_copy);
		if (r < 0) {
			return r;
		}
	}
	*ret_number = number;
	return 0;
}

/* --- files --- */

static int
fail(const char *path, int error, struct diagnosis *ret_diagnosis)
{
	*ret_diagnosis = (struct diagnosis){
		.remedy = "Name a file that can be written, on a disk with room."
	};
	snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "The file cannot be written: %s.",
		strerror(error));
	return -error;
}

static int
close_files(struct replay_voice *voice, struct diagnosis *ret_diagnosis)
{
	int r = 0;
	if (voice->log) {
		const bool bad = ferror(voice->log);
		if (fclose(voice->log) != 0 || bad) {
			r = fail("--utterances", EIO, ret_diagnosis);
		}
	}
	if (voice->wav && wav_close(voice->wav) < 0) {
		r = fail("--pcm", EIO, ret_diagnosis);
	}
	free(voice->samples);
	free(voice->line);
	free(voice->copy.base);
	free(voice->waiting_copy.base);
	free(voice);
	return r;
}

int
replay_voice_open(const char *log, const char *pcm, struct replay_voice **ret_voice,
	struct diagnosis *ret_diagnosis)
{
	struct replay_voice *voice = calloc(1, sizeof(*voice));
	void *copy = malloc(COPY_BYTES), *waiting_copy = malloc(COPY_BYTES);
	if (voice) {
		voice->line = malloc(LINE_BYTES);
	}
	if (!voice || !copy || !waiting_copy || !voice->line) {
		free(copy);
		free(waiting_copy);
		if (voice) {
			free(voice->line);
		}
		free(voice);
		return fail(log ? log : "", ENOMEM, ret_diagnosis);
	}
	arena_init(&voice->copy, copy, COPY_BYTES);
	arena_init(&voice->waiting_copy, waiting_copy, COPY_BYTES);
	voice->volume = VOLUME_DEFAULT;
	int r = 0;
	if (log && !(voice->log = fopen(log, "we"))) {
		r = fail(log, errno, ret_diagnosis);
	} else if (pcm && (r = wav_open(pcm, AUDIO_RATE, &voice->wav)) < 0) {
		r = fail(pcm, -r, ret_diagnosis);
	}
	if (r < 0) {
		struct diagnosis
			ignored; /* nothing was written yet: the first failure is the one to tell */
		(void)!close_files(voice, &ignored);
		return r;
	}
	*ret_voice = voice;
	return 0;
}

int
replay_voice_close(struct replay_voice *voice, ms_t now, struct diagnosis *ret_diagnosis)
{
	drop_waiting(voice, now, "end");
	end_utterance(voice, now, "end");
	if (voice->wav) {
		wav_silence(voice->wav, sample_at(now));
	}
	return close_files(voice, ret_diagnosis);
}

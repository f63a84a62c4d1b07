/* SPDX-License-Identifier: MIT */
/* The speech thread writes into the ring of the sound device; the main thread opens and closes both. */
#include "kiosk/voice.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kiosk/startup.h"
#include "platform/audio.h"
#include "platform/speech.h"

struct voice {
	struct speech *speech;
	/* Changes only while the speech thread rests, after speech_wipe(); NULL: the device is closed. */
	struct audio *audio;
};

static void
sink_begin(void *context, uint32_t generation)
{
	struct voice *voice = context;
	if (voice->audio != NULL) {
		audio_begin(voice->audio, generation);
	}
}

static bool
sink_write(void *context, uint32_t generation, const int16_t *samples, size_t n)
{
	struct voice *voice = context;
	return voice->audio != NULL && audio_write(voice->audio, generation, samples, n);
}

/* What the ring and the device hold is at most half a second: looked at every 10 ms, on the speech thread. */
static bool
sink_drain(void *context, uint32_t generation)
{
	struct voice *voice = context;
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

	if (voice->audio == NULL) {
		return false;
	}
	while (!audio_is_drained(voice->audio, generation)) {
		(void)nanosleep(&pause, NULL);
	}
	return true;
}

static int
open_audio(struct voice *voice)
{
	const char *reason;
	const int r = audio_open(&voice->audio, &reason);

	if (r != 0) {
		voice->audio = NULL;
		fprintf(stderr,
			"guichet: No sound device can be opened (%s). The kiosk goes on without speech. "
			"Check the sound card and its driver.\n",
			reason);
		fprintf(stderr,
			"guichet\u00a0: Aucun périphérique audio ne peut être ouvert. La borne continue sans la voix. "
			"Vérifiez la carte de son et son pilote.\n");
	}
	return r;
}

int
voice_open(
	void (*finished)(void *context, uint32_t number), void *context, struct voice **ret_voice)
{
	struct diagnosis diagnosis;
	struct voice *voice = calloc(1, sizeof(*voice));

	if (voice == NULL) {
		return -ENOMEM;
	}
	/* Only to know at once whether there is one: the first word opens it again (D12). */
	int r = open_audio(voice);
	if (r == 0) {
		voice->audio = audio_close(voice->audio);
		const struct speech_sink sink = { voice, sink_begin, sink_write, sink_drain };
		r = speech_open(&sink, finished, context, &voice->speech, &diagnosis);
		if (r != 0) {
			startup_tell(&diagnosis,
				"La voix ne peut pas être utilisée. La borne continue sans elle. "
				"Installez espeak-ng-data.");
		}
	}
	if (r != 0) {
		free(voice);
		return r;
	}
	*ret_voice = voice;
	return 0;
}

struct voice *
voice_close(struct voice *voice)
{
	(void)speech_close(voice->speech);
	if (voice->audio != NULL) {
		(void)audio_close(voice->audio);
	}
	free(voice);
	return NULL;
}

int
voice_say(struct voice *voice, const struct utterance *utterance)
{
	if (voice->audio == NULL) {
		const int r = open_audio(voice);
		if (r != 0) {
			return r;
		}
	}
	audio_volume(voice->audio, utterance->volume);
	speech_say(voice->speech, utterance);
	return 0;
}

void
voice_hush(struct voice *voice)
{
	speech_hush(voice->speech);
}

void
voice_pause(struct voice *voice, bool paused)
{
	if (voice->audio != NULL) {
		audio_pause(voice->audio, paused);
	}
}

void
voice_volume(struct voice *voice, int32_t step)
{
	if (voice->audio != NULL) {
		audio_volume(voice->audio, step);
	}
}

void
voice_wipe(struct voice *voice)
{
	speech_wipe(voice->speech);
	if (voice->audio != NULL) {
		audio_wipe(voice->audio);
	}
}

void
voice_rest(struct voice *voice)
{
	voice_wipe(voice);
	if (voice->audio != NULL) {
		voice->audio = audio_close(voice->audio);
	}
}

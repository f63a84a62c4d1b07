/* SPDX-License-Identifier: MIT */
/* The voice: espeak-ng, owned by one thread, cancelled by generation. */
#ifndef PLATFORM_SPEECH_H
#define PLATFORM_SPEECH_H

#include "core/effect.h"
#include "platform/diagnosis.h"

/* Where samples go: the sound device, or a file. Called on the speech thread, except as said. */
struct speech_sink {
	void *context;
	/* What sounds now is over. On any thread; generations grow, and begin() is not called beside itself. Returns at once. */
	void (*begin)(void *context, uint32_t generation);
	/* False: this generation is over, stop synthesizing. */
	bool (*write)(void *context, uint32_t generation, const int16_t *samples, size_t n);
	/* Returns once all was played, or false at once when the generation is over. */
	bool (*drain)(void *context, uint32_t generation);
};

struct speech;

/*
 * Starts the thread. `finished` is called on it, with the number of each utterance that was spoken to its end.
 * 0, or -ENOENT with a diagnosis: no voice data, or no English or French voice. Once a process: espeak-ng hangs when
 * it is initialised again.
 */
__attribute__((warn_unused_result)) int speech_open(const struct speech_sink *sink,
	void (*finished)(void *context, uint32_t number), void *context, struct speech **ret_speech,
	struct diagnosis *ret_diagnosis);
struct speech *speech_close(struct speech *speech);

/*
 * Copies the utterance into locked memory and returns at once; replaces what is being said. While something urgent is
 * being said, what is not urgent waits for its end; of several that wait only the last is said.
 */
void speech_say(struct speech *speech, const struct utterance *utterance);
void speech_hush(struct speech *speech);
/* Zeroes the mailbox and espeak-ng's buffers. Waits for the thread to stop speaking (under 100 ms). */
void speech_wipe(struct speech *speech);

/* Synthesizes on the calling thread, without a struct speech: for files and tests. Not beside an open struct speech. 0, or -ENOENT. */
__attribute__((warn_unused_result)) int speech_render(const struct utterance *utterance,
	bool (*write)(void *context, const int16_t *samples, size_t n), void *context,
	struct diagnosis *ret_diagnosis);
/* espeak-ng's phonemes (its ASCII notation) of normalised words, for tests. NUL-terminated into `out`. 0, or -ENOENT. */
__attribute__((warn_unused_result)) int speech_phonemes(
	enum lang lang, struct str words, char *out, size_t size, struct diagnosis *ret_diagnosis);

/* Length of speech at this rate by the model that replays use on the virtual clock: characters and measured rates (D11). */
ms_t speech_modelled_ms(const struct utterance *utterance);

#endif

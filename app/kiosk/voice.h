/* SPDX-License-Identifier: MIT */
/* The voice and the sound device, wired to each other: the two adapters do not know of one another. */
#ifndef KIOSK_VOICE_H
#define KIOSK_VOICE_H

#include <stdbool.h>

#include "core/effect.h"

struct voice;

/*
 * Starts voice and sound. `finished` is called on the speech thread with the number of each utterance that came to its
 * end. 0; or negative errno, told on stderr: the kiosk then goes on without sound.
 */
__attribute__((warn_unused_result)) int voice_open(
	void (*finished)(void *context, uint32_t number), void *context, struct voice **ret_voice);
struct voice *voice_close(struct voice *voice);

/* The rest by the main thread. Replaces what is being said. 0; or negative errno, told on stderr, when the sound device is gone. */
__attribute__((warn_unused_result)) int voice_say(
	struct voice *voice, const struct utterance *utterance);
void voice_hush(struct voice *voice);
void voice_pause(struct voice *voice, bool paused);
void voice_volume(struct voice *voice, int32_t step);
/* Silence, and zeroes all copies of what was said. */
void voice_wipe(struct voice *voice);
/* Also gives the sound device back until the next voice_say(): an open one wakes the processor 43 times a second (D12). */
void voice_rest(struct voice *voice);

#endif

/* SPDX-License-Identifier: MIT */
/* The sound device, by SDL2: 22,050 Hz mono, kept open and fed with silence. */
#ifndef PLATFORM_AUDIO_H
#define PLATFORM_AUDIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AUDIO_RATE = 22050, AUDIO_FRAMES = 512 };

struct audio;

/* 0 or -ENODEV (no sound device; `*ret_reason` points at SDL's words). */
__attribute__((warn_unused_result)) int audio_open(
	struct audio **ret_audio, const char **ret_reason);
struct audio *audio_close(struct audio *audio);

/*
 * One producer thread. Blocks while the ring is full; returns false as soon as `generation` is no longer the one of
 * audio_begin(), and then nothing more of it is heard.
 */
bool audio_write(struct audio *audio, uint32_t generation, const int16_t *samples, size_t n);
/* Starts a new generation: what sounds now fades out within 5 ms and the rest is dropped; a pause ends. Any thread. */
void audio_begin(struct audio *audio, uint32_t generation);
/* All of this generation has been played (or it was replaced). */
bool audio_is_drained(struct audio *audio, uint32_t generation);
void audio_pause(struct audio *audio, bool paused);
/* Step 0 .. VOLUME_STEPS - 1 of the volume table (D20). */
void audio_volume(struct audio *audio, int step);
/* Zeroes the ring. */
void audio_wipe(struct audio *audio);

/* For measuring: CLOCK_MONOTONIC nanoseconds when the first sample that is not silence of the newest generation reached
 * the device callback, and when the first silent callback after audio_begin() did; 0 if not yet. */
uint64_t audio_first_sample_ns(struct audio *audio);
uint64_t audio_silent_ns(struct audio *audio);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The sound device: a ring that one thread fills and SDL's callback empties.
 *
 *  who              what
 *  producer         copies samples into the ring, under the lock, only while its generation is the newest
 *  audio_begin()    under the lock: a new generation, and up to where the ring holds older samples; ends a pause
 *  SDL's callback   takes no lock; sees the new generation at the next sample, fades, skips the older samples
 */
#include "platform/audio.h"

#include <errno.h>
#include <math.h>
#include <SDL.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/effect.h"

enum {
	AHEAD = 8192, /* samples, 0.37 s: as far as the producer writes ahead of the device */
	RING = 4 *
		AHEAD, /* a power of 2; what is over must not keep out what is new until it is skipped */
	FADE = AUDIO_RATE * 4 / 1000, /* samples: shorter clicks, longer is heard as a tail */
	QUIET_BUFFERS = 2,            /* what SDL and the device still hold when the ring runs empty */
};

/* Decibels below the calibrated top (D20). */
static const float VOLUME_DB[VOLUME_STEPS] = { -30, -25, -20, -18, -15, -10, -5, 0 };

struct audio {
	SDL_AudioDeviceID device;
	SDL_mutex *lock; /* producer and audio_begin() */
	SDL_sem *space;  /* posted when the producer waits and something changed */
	atomic_bool is_waiting;

	int16_t ring[RING];
	_Atomic uint32_t head, tail; /* samples ever written and read; their difference is what waits */
	_Atomic uint64_t
		generation_at;      /* generation << 32 | head when it began: both change together */
	_Atomic uint32_t quiet; /* callbacks in a row that found the ring empty */
	_Atomic float volume;
	atomic_bool is_paused;
	_Atomic uint64_t first_ns, silent_ns;

	/* The callback's own. */
	uint32_t playing, skip_to; /* generation; position in the ring of its first sample */
	uint32_t fade;             /* samples of the fade to go */
	int16_t last;              /* sample that was played last, before the gain */
	float gain;
};

static uint64_t
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void
wake_producer(struct audio *audio)
{
	if (atomic_load(&audio->is_waiting)) {
		SDL_SemPost(audio->space);
	}
}

/* The newest generation, when it is not the one that plays: what still sounds of the older one fades first. */
static void
take_generation(struct audio *audio)
{
	const uint64_t newest = atomic_load(&audio->generation_at);
	if ((uint32_t)(newest >> 32) == audio->playing) {
		return;
	}
	audio->playing = (uint32_t)(newest >> 32);
	audio->skip_to = (uint32_t)newest;
	if (audio->fade == 0 && audio->last != 0) {
		audio->fade = FADE;
	}
	if (audio->fade == 0) {
		atomic_store(&audio->tail, audio->skip_to);
	}
}

/* 5 ms for the whole way, so that a change of volume or a pause makes no click. */
static void
move_gain(struct audio *audio, float target)
{
	const float most = 1.0f / (AUDIO_RATE * 5 / 1000);
	const float way = target - audio->gain;
	audio->gain += way > most ? most : way < -most ? -most : way;
}

/* The next sample before the gain. `*ret_is_old`: it belongs to a generation that is fading. */
static int16_t
next_sample(struct audio *audio, bool *ret_is_old)
{
	const uint32_t tail = atomic_load_explicit(&audio->tail, memory_order_relaxed);
	*ret_is_old = audio->fade > 0;
	if (audio->fade > 0) {
		if (tail != audio->skip_to) {
			audio->last = audio->ring[tail % RING];
			atomic_store(&audio->tail, tail + 1);
		}
		const int32_t faded = audio->last * (int32_t)audio->fade / FADE;
		if (--audio->fade == 0) {
			audio->last = 0;
			atomic_store(&audio->tail, audio->skip_to);
		}
		return (int16_t)faded;
	}
	if (tail == atomic_load(&audio->head)) {
		audio->last = 0;
		return 0;
	}
	audio->last = audio->ring[tail % RING];
	atomic_store(&audio->tail, tail + 1);
	return audio->last;
}

static void
note_times(struct audio *audio, bool had_old, bool had_new)
{
	if ((uint32_t)(atomic_load(&audio->generation_at) >> 32) != audio->playing) {
		return;
	}
	if (!had_old && atomic_load(&audio->silent_ns) == 0) {
		atomic_store(&audio->silent_ns, now_ns());
	}
	if (had_new && atomic_load(&audio->first_ns) == 0) {
		atomic_store(&audio->first_ns, now_ns());
	}
}

static void
fill(void *context, Uint8 *bytes, int n_bytes)
{
	struct audio *audio = context;
	int16_t *out = (int16_t *)(void *)bytes;
	const size_t n = (size_t)n_bytes / sizeof(*out);
	const bool was_empty = atomic_load(&audio->tail) == atomic_load(&audio->head);
	const float volume = atomic_load(&audio->volume);
	bool had_old = false, had_new = false;
	for (size_t i = 0; i < n; i++) {
		take_generation(audio);
		const bool is_paused = atomic_load(&audio->is_paused) && audio->fade == 0;
		move_gain(audio, is_paused ? 0.0f : volume);
		if (is_paused && audio->gain == 0.0f) {
			out[i] = 0;
			audio->last = 0;
			continue;
		}
		bool is_old;
		const int16_t sample = next_sample(audio, &is_old);
		had_old |= is_old;
		had_new |= !is_old && sample != 0;
		out[i] = (int16_t)lrintf((float)sample * audio->gain);
	}
	note_times(audio, had_old, had_new);
	if (was_empty) {
		atomic_fetch_add(&audio->quiet, 1);
	}
	wake_producer(audio);
}

static int
open_device(struct audio *audio)
{
	const SDL_AudioSpec wanted = {
		.freq = AUDIO_RATE,
		.format = AUDIO_S16SYS,
		.channels = 1,
		.samples = AUDIO_FRAMES,
		.callback = fill,
		.userdata = audio,
	};
	SDL_AudioSpec had;
	audio->lock = SDL_CreateMutex();
	audio->space = SDL_CreateSemaphore(0);
	if (audio->lock == NULL || audio->space == NULL) {
		return -ENODEV;
	}
	/* No change allowed: SDL converts to what the device wants. */
	audio->device = SDL_OpenAudioDevice(NULL, 0, &wanted, &had, 0);
	return audio->device == 0 ? -ENODEV : 0;
}

static void
deinit(struct audio *audio)
{
	if (audio->device != 0) {
		SDL_CloseAudioDevice(audio->device);
	}
	if (audio->lock != NULL) {
		SDL_DestroyMutex(audio->lock);
	}
	if (audio->space != NULL) {
		SDL_DestroySemaphore(audio->space);
	}
	explicit_bzero(audio->ring, sizeof(audio->ring));
	free(audio);
}

int
audio_open(struct audio **ret_audio, const char **ret_reason)
{
	struct audio *audio = calloc(1, sizeof(*audio));
	if (audio == NULL) {
		*ret_reason = strerror(ENOMEM);
		return -ENODEV;
	}
	if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
		*ret_reason = SDL_GetError();
		free(audio);
		return -ENODEV;
	}
	audio_volume(audio, VOLUME_DEFAULT);
	audio->gain = atomic_load(&audio->volume);
	if (open_device(audio) != 0) {
		*ret_reason = SDL_GetError();
		deinit(audio);
		SDL_QuitSubSystem(SDL_INIT_AUDIO);
		return -ENODEV;
	}
	/* It plays silence from now on: a device that wakes up clips the first word. */
	SDL_PauseAudioDevice(audio->device, 0);
	*ret_audio = audio;
	return 0;
}

struct audio *
audio_close(struct audio *audio)
{
	deinit(audio);
	SDL_QuitSubSystem(SDL_INIT_AUDIO);
	return NULL;
}

/* Samples that may be written now: of the ring, and of this generation's share of it. */
static size_t
space_for(const struct audio *audio, uint32_t head, uint32_t start)
{
	const uint32_t tail = atomic_load(&audio->tail);
	const uint32_t waiting = (int32_t)(tail - start) > 0 ? head - tail : head - start;
	const uint32_t of_ring = RING - (head - tail), of_share = AHEAD - waiting;
	return of_ring < of_share ? of_ring : of_share;
}

/* Copies what fits; false when the generation is over. */
static bool
copy_in(struct audio *audio, uint32_t generation, const int16_t **samples, size_t *n)
{
	SDL_LockMutex(audio->lock);
	const uint64_t newest = atomic_load(&audio->generation_at);
	const bool is_newest = (uint32_t)(newest >> 32) == generation;
	if (is_newest) {
		const uint32_t head = atomic_load(&audio->head);
		const size_t space = space_for(audio, head, (uint32_t)newest);
		const size_t take = *n < space ? *n : space;
		for (size_t i = 0; i < take; i++) {
			audio->ring[(head + i) % RING] = (*samples)[i];
		}
		atomic_store(&audio->head, head + (uint32_t)take);
		atomic_store(&audio->quiet, 0);
		*samples += take;
		*n -= take;
	}
	SDL_UnlockMutex(audio->lock);
	return is_newest;
}

bool
audio_write(struct audio *audio, uint32_t generation, const int16_t *samples, size_t n)
{
	while (copy_in(audio, generation, &samples, &n)) {
		if (n == 0) {
			return true;
		}
		/* Posts may be left over from before: then the loop comes by once more for nothing. */
		atomic_store(&audio->is_waiting, true);
		SDL_SemWait(audio->space);
		atomic_store(&audio->is_waiting, false);
	}
	return false;
}

void
audio_begin(struct audio *audio, uint32_t generation)
{
	SDL_LockMutex(audio->lock);
	atomic_store(&audio->first_ns, 0);
	atomic_store(&audio->silent_ns, 0);
	atomic_store(&audio->quiet, 0);
	atomic_store(&audio->generation_at, (uint64_t)generation << 32 | atomic_load(&audio->head));
	atomic_store(&audio->is_paused, false); /* it was a pause of the older one */
	SDL_UnlockMutex(audio->lock);
	wake_producer(audio);
}

bool
audio_is_drained(struct audio *audio, uint32_t generation)
{
	return (uint32_t)(atomic_load(&audio->generation_at) >> 32) != generation ||
		(atomic_load(&audio->tail) == atomic_load(&audio->head) &&
			atomic_load(&audio->quiet) >= QUIET_BUFFERS);
}

void
audio_pause(struct audio *audio, bool paused)
{
	atomic_store(&audio->is_paused, paused);
}

void
audio_volume(struct audio *audio, int step)
{
	atomic_store(&audio->volume, powf(10.0f, VOLUME_DB[step] / 20.0f));
}

void
audio_wipe(struct audio *audio)
{
	SDL_LockMutex(audio->lock);
	SDL_LockAudioDevice(audio->device); /* the callback reads the ring without the other lock */
	explicit_bzero(audio->ring, sizeof(audio->ring));
	audio->last = 0;
	SDL_UnlockAudioDevice(audio->device);
	SDL_UnlockMutex(audio->lock);
}

uint64_t
audio_first_sample_ns(struct audio *audio)
{
	return atomic_load(&audio->first_ns);
}

uint64_t
audio_silent_ns(struct audio *audio)
{
	return atomic_load(&audio->silent_ns);
}

/* SPDX-License-Identifier: MIT */
/* The voice of a replay: takes time on the virtual clock, leaves the utterance log and, if asked for, a WAV file. */
#ifndef KIOSK_REPLAY_VOICE_H
#define KIOSK_REPLAY_VOICE_H

#include <stdbool.h>

#include "core/effect.h"
#include "core/event.h"
#include "platform/diagnosis.h"

struct replay_voice;

/*
 * `log` and `pcm` are paths, or NULL. Without `pcm` speech takes the modelled time, with it the time that espeak-ng's
 * samples take. 0 or negative errno with a diagnosis.
 */
__attribute__((warn_unused_result)) int replay_voice_open(const char *log, const char *pcm,
	struct replay_voice **ret_voice, struct diagnosis *ret_diagnosis);
/* What is being said is cut. 0, or -EIO with a diagnosis: a file is not whole. */
__attribute__((warn_unused_result)) int replay_voice_close(
	struct replay_voice *voice, ms_t now, struct diagnosis *ret_diagnosis);

/* Copies the utterance. What is not urgent waits until what is urgent was said; the newest one only. 0 or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int replay_voice_say(struct replay_voice *voice, ms_t now,
	const struct utterance *utterance, struct diagnosis *ret_diagnosis);
void replay_voice_hush(struct replay_voice *voice, ms_t now);
void replay_voice_pause(struct replay_voice *voice, ms_t now, bool paused);
void replay_voice_volume(struct replay_voice *voice, ms_t now, int32_t step);
/* For the log: where it sounds from now on. */
void replay_voice_route(struct replay_voice *voice, enum jack jack);
/* The visit is over: hush, and zero the copies. */
void replay_voice_wipe(struct replay_voice *voice, ms_t now);

/* What is being said, also while paused; NULL: silence. */
const struct utterance *replay_voice_said(const struct replay_voice *voice);
/* When it comes to its end by itself; MS_NEVER in silence and while paused. */
ms_t replay_voice_due(const struct replay_voice *voice);
/* At that time: logs it, begins what waited. 0 with its number, for EVENT_SPOKEN; or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int replay_voice_finish(
	struct replay_voice *voice, ms_t now, uint32_t *ret_number, struct diagnosis *ret_diagnosis);

#endif

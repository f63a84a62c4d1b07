/* SPDX-License-Identifier: MIT */
/* The mixer and the headphone jack of a sound card, by ALSA: many cards are mute when they start. */
#ifndef PLATFORM_SOUND_CARD_H
#define PLATFORM_SOUND_CARD_H

#include <stdbool.h>

struct sound_card;

/*
 * `name`: the card's id, as in /proc/asound/cards; empty: the first that can play and is no HDMI. Unmutes what leads to
 * the speaker and the headphones and sets it to `level_db` (0 or below); mutes what would let a microphone be heard.
 * 0; -ENODEV when there is none; another negative errno of ALSA's.
 */
__attribute__((warn_unused_result)) int sound_card_open(
	const char *name, double level_db, struct sound_card **ret_card);
struct sound_card *sound_card_close(struct sound_card *card);
/* ALSA's name for playing on it; valid as long as the card is open. */
const char *sound_card_device(const struct sound_card *card);

/* To be polled for reading; -1: the card cannot tell of a jack. */
int sound_card_fd(const struct sound_card *card);
/* True when there is news, as there is the first time if headphones are in: `*ret_in`. */
bool sound_card_take(struct sound_card *card, bool *ret_in);

#endif

/* SPDX-License-Identifier: MIT */
/* One utterance, copied for the speech thread. */
#ifndef PLATFORM_SPEECH_SLOT_H
#define PLATFORM_SPEECH_SLOT_H

#include "core/effect.h"

enum { PARTS_MAX = 4096, WORDS_MAX = 1024 * 1024 /* bytes; a visit's answers have 380 KiB (D1) */ };

struct part {
	enum lang lang;
	ms_t pause;
	size_t at, n; /* in words; a zero byte stands behind */
};

struct slot {
	uint32_t number, generation;
	bool is_waiting, is_urgent;
	int32_t rate, n_parts;
	size_t n_words;
	struct part parts[PARTS_MAX];
	char words[WORDS_MAX];
};

/* Empty, in pages of its own: locked when touched, not dumped, absent in a child. NULL when there is no memory. */
struct slot *slot_new(void);
struct slot *slot_free(struct slot *slot);
void slot_wipe(struct slot *slot);
/* Copies the words; a script that no voice has is replaced by words that say so. */
void slot_fill(struct slot *slot, const struct utterance *utterance);

#endif

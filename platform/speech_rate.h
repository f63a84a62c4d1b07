/* SPDX-License-Identifier: MIT */
/* The seven rates of speech: what espeak-ng is given for each, and the model of their lengths. */
#ifndef PLATFORM_SPEECH_RATE_H
#define PLATFORM_SPEECH_RATE_H

#include "core/effect.h"

struct rate_setting {
	int words_per_minute; /* espeak-ng's parameter; what it speaks is another number */
	int word_gap;         /* 10 ms at its default rate, between words */
};

/* Per cent of the default rate of this step (K-20). */
int32_t speech_rate_percent(int32_t step);
struct rate_setting speech_rate(enum lang lang, int32_t step);

#endif

/* SPDX-License-Identifier: MIT */
/* The seven rates of speech, measured with espeak-ng 1.51 on texts of a kiosk (tests/unit/test_speech.c). */
#include "platform/speech_rate.h"

#include "platform/speech.h"

/* K-20, after VVSG 7.1-K: 100 % is 120 to 125 words a minute. */
static const int32_t PERCENT[RATE_STEPS] = { 50, 75, 100, 125, 150, 175, 200 };

/* espeak-ng takes nothing below 80: the slowest step stretches the gaps between words instead. */
static const struct rate_setting SETTINGS[LANG_COUNT][RATE_STEPS] = {
	[LANG_EN] = { { 80, 9 }, { 80, 0 }, { 110, 0 }, { 138, 0 }, { 165, 0 }, { 190, 0 },
		{ 217, 0 } },
	[LANG_FR] = { { 80, 10 }, { 80, 1 }, { 106, 0 }, { 131, 0 }, { 155, 0 }, { 179, 0 },
		{ 204, 0 } },
};

/* Milliseconds of 1,000 characters of words at the default rate. */
static const ms_t PER_1000_CHARACTERS[LANG_COUNT] = { [LANG_EN] = 88500, [LANG_FR] = 76000 };

int32_t
speech_rate_percent(int32_t step)
{
	return PERCENT[step];
}

struct rate_setting
speech_rate(enum lang lang, int32_t step)
{
	return SETTINGS[lang][step];
}

ms_t
speech_modelled_ms(const struct utterance *utterance)
{
	ms_t length = 0;
	for (int32_t i = 0; i < utterance->n_spans; i++) {
		const struct span *span = &utterance->spans[i];
		const ms_t characters = (ms_t)utf8_count(span->words);
		length += characters * PER_1000_CHARACTERS[span->lang] / 10 / PERCENT[utterance->rate];
		length += span->pause;
	}
	return length;
}

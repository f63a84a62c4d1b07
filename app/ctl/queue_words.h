/* SPDX-License-Identifier: MIT */
/* What the codes of an outbox mean, and what a technician does about them. */
#ifndef CTL_QUEUE_WORDS_H
#define CTL_QUEUE_WORDS_H

#include "platform/outbox.h"

extern const char *const queue_words_reasons[LANG_COUNT][OUTBOX_REASONS];

/* Of a row's last error: "no-answer", "SUB-409-1". What happened, a clause without a full stop; NULL: the code is of another version. */
const char *queue_words_error(enum lang lang, struct str code);
/* What to do with a request that was set apart for it; for every code. */
const char *queue_words_advice(enum lang lang, struct str code);
/* What an error of outbox_open() means, and what to do; in French: the diagnosis has it in English. */
const char *queue_words_trouble(int error);

#endif

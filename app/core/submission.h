/* SPDX-License-Identifier: MIT */
/* The plaintext of a submission: what the department reads once it has opened the envelope. */
#ifndef CORE_SUBMISSION_H
#define CORE_SUBMISSION_H

#include "core/answers.h"
#include "core/text.h"

/* Largest answers object in bytes (GC Forms' MAX_RESPONSE_SIZE). */
#define ANSWERS_MAX_BYTES 389120

struct submission {
	struct str id;        /* UUIDv7 */
	struct str reference; /* ten characters */
	struct str callback_words[2];
	enum lang lang;
	ms_t created_wall;
	bool wall_sure;
	struct str time_zone; /* IANA name of the site */
	struct str device;
};

/* The answers as GC Forms submits them: visible elements only, keys in ascending numeric order, labels in `lang`. */
void submission_answers(const struct answers *answers, enum lang lang, struct text *out);
/* The whole object of docs/formats/envelope.json. */
void submission_write(
	const struct submission *submission, const struct answers *answers, struct text *out);

#endif

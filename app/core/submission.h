/* SPDX-License-Identifier: MIT */
/* The plaintext of a submission: what the department reads once it has opened the envelope. */
#ifndef CORE_SUBMISSION_H
#define CORE_SUBMISSION_H

#include "core/answers.h"
#include "core/text.h"

/* Largest answers object in bytes (GC Forms' MAX_RESPONSE_SIZE). */
#define ANSWERS_MAX_BYTES 389120
/* Documents that are shown to an officer; of a service with more the loader finds that its answers take too much memory. */
#define SUBMISSION_SHOWN_MAX 1000
/* A place with the longest numbers: {"element":2147483647,"row":49,"cell":999}, with its comma. */
#define SUBMISSION_SHOWN_BYTES 48
/* Largest whole object: the answers, the documents, and what is written beside them. */
#define SUBMISSION_MAX_BYTES \
	(ANSWERS_MAX_BYTES + SUBMISSION_SHOWN_MAX * SUBMISSION_SHOWN_BYTES + 8192)

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

/* SPDX-License-Identifier: MIT */
/* Reads the plaintext of a sealed request (docs/formats/envelope.json) strictly, by jansson. Holds personal data. */
#ifndef PLATFORM_REQUEST_JSON_H
#define PLATFORM_REQUEST_JSON_H

#include "core/arena.h"
#include "core/format.h"

enum {
	REQUEST_UNKNOWN_SCHEMA = 1, /* of a newer kiosk, or of none: nothing else was read */
	REQUEST_MALFORMED,          /* not what the format says */
};

enum { REQUEST_ANSWERS_MAX = 1000 /* as many as a template has elements (FORM_ELEMENTS_MAX) */ };

enum request_shape {
	REQUEST_TEXT,  /* one value, or none when it was left empty */
	REQUEST_LIST,  /* a value for each label that was ticked */
	REQUEST_PARTS, /* the values of a date, an address or stars, in the order in which they stand */
};

struct request_answer {
	int64_t element;
	enum request_shape shape;
	const struct str *values;
	int32_t n_values;
};

struct request {
	char id[37];
	struct str service, form, form_version, form_sha256;
	enum lang lang;
	const struct request_answer *answers; /* by ascending element, each once */
	int32_t n_answers;
	struct str reference; /* ten characters */
	struct str callback_words[2];
	struct str created_at; /* RFC 3339 */
	struct str time_zone;
	ms_t created_wall; /* the same moment */
	bool clock_sure;
	struct str device;
	bool is_assisted;
};

/* Bytes of arena that reading takes at most, for a plaintext of `n` bytes. */
size_t request_arena_size(size_t n);
/*
 * All text is copied into the arena. jansson's own copies are freed, and zeroed by the allocator that the program links. 0, one of the
 * codes above, -ENOMEM; on anything but 0 the arena is as before, but for bytes that were used.
 */
__attribute__((warn_unused_result)) int request_read(
	struct str json, struct arena *arena, struct request *ret_request);

#endif

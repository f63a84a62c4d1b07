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

enum {
	REQUEST_ANSWERS_MAX =
		1000, /* as many as a template has elements (FORM_ELEMENTS_MAX); cells of a row too */
	REQUEST_ROWS_MAX = 50, /* of a repeating set (ANSWER_ROWS_MAX) */
	REQUEST_FILE_BYTES_MAX = 10 * 1024 * 1024,
	REQUEST_FILE_NAME_MAX = 255, /* characters */
	REQUEST_SHOWN_MAX = 1000,    /* documents (SUBMISSION_SHOWN_MAX) */
};

enum request_shape {
	REQUEST_TEXT, /* one value, or none when it was left empty */
	REQUEST_LIST, /* a value for each label that was ticked; none: nothing ticked, or a set without rows */
	REQUEST_PARTS, /* the values of a date, an address or stars, in the order in which they stand */
	REQUEST_FILE,  /* its name, or none when there is no file */
	REQUEST_ROWS,  /* of a repeating set, one at least; no values */
};

struct request_row {
	const struct request_answer *cells; /* by ascending place, each once */
	int32_t n_cells;
};

struct request_answer {
	int64_t
		element; /* of a cell its place among the elements of the set, from 0; of some senders its id */
	const struct str *values;
	const struct str *names; /* of REQUEST_PARTS, beside the values */
	const struct request_row *rows;
	int64_t size;  /* of REQUEST_FILE, bytes */
	bool is_shown; /* of REQUEST_FILE without a file: the client shows the document to an officer */
	enum request_shape shape;
	int32_t n_values, n_rows;
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

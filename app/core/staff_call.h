/* SPDX-License-Identifier: MIT */
/* What the kiosk asks of guichet-staff and what that answers; both as lines of docs/formats/staff.md. */
#ifndef CORE_STAFF_CALL_H
#define CORE_STAFF_CALL_H

#include "core/text.h"

enum {
	STAFF_CALL_BYTES = 8 * 1024, /* longest call, with its line feed */
	STAFF_ANSWER_BYTES = 32 * 1024,
	STAFF_CARD_BYTES = 1024,
	STAFF_PIN_MIN = 6,
	STAFF_PIN_MAX = 12,
	STAFF_TOKEN_LENGTH = 32,
	STAFF_ARGS_MAX = 6,
	STAFF_LINES_MAX = 24,
	STAFF_LINE_BYTES = 200,
	STAFF_OUTCOMES_MAX = 32,
};

enum staff_verb {
	STAFF_OPEN,
	STAFF_CLOSE,
	STAFF_STATUS,
	STAFF_SELFTEST,
	STAFF_PROVISION,
	STAFF_ENROL,
	STAFF_UPDATE,
	STAFF_MOUNT,
	STAFF_KEYS,
	STAFF_REBOOT,
	STAFF_VERB_COUNT,
	STAFF_KEEP = STAFF_VERB_COUNT, /* on no wire: the kiosk itself stores the self-test */
};

enum staff_status {
	STAFF_OK,
	STAFF_FINDINGS,
	STAFF_REFUSED,
	STAFF_WAIT,
	STAFF_SIGNED_OUT,
	STAFF_UNAVAILABLE,
	STAFF_FAILED,
	STAFF_WRONG,
	STAFF_STATUS_COUNT,
	STAFF_UNREACHABLE = STAFF_STATUS_COUNT, /* on no wire: the service does not answer */
};

enum staff_mark { STAFF_GOOD, STAFF_NOTE, STAFF_BAD, STAFF_MARK_COUNT };

struct staff_arg {
	struct str name, value;
};

/* Names of arguments are those of the format: "card", "code". */
struct staff_call {
	enum staff_verb verb;
	struct str token;
	struct staff_arg args[STAFF_ARGS_MAX];
	int32_t n_args;
};

struct staff_line {
	enum staff_mark mark;
	char in[LANG_COUNT][STAFF_LINE_BYTES];
	uint8_t n[LANG_COUNT]; /* bytes */
};

/* Holds no pointers, so that it can be copied from thread to thread. */
struct staff_answer {
	enum staff_status status;
	int32_t wait_s;
	char token[STAFF_TOKEN_LENGTH]; /* of STAFF_OPEN */
	bool has_token;
	char outcomes[STAFF_OUTCOMES_MAX];
	int32_t n_outcomes;
	struct staff_line lines[STAFF_LINES_MAX];
	int32_t n_lines;
};

/* "open"; "mount". */
const char *staff_verb_name(enum staff_verb verb);
const char *staff_status_name(enum staff_status status);

/* The value of an argument; empty where it is not there. */
struct str staff_call_arg(const struct staff_call *call, struct str name);
/* Without line feed. What does not fit leaves `out->full` set. */
void staff_call_write(const struct staff_call *call, struct text *out);
/*
 * Values without escapes lie in `line`, others in `scratch`; both must outlive the call. False, and nothing written, when the line is
 * no call that the format knows.
 */
__attribute__((warn_unused_result)) bool staff_call_read(
	struct str line, struct text *scratch, struct staff_call *ret_call);

/* One more line, cut where it is too long; left out where there are too many. */
void staff_answer_add(
	struct staff_answer *answer, enum staff_mark mark, struct str english, struct str french);
struct str staff_line_text(const struct staff_line *line, enum lang lang);
void staff_answer_write(const struct staff_answer *answer, struct text *out);
__attribute__((warn_unused_result)) bool staff_answer_read(
	struct str line, struct staff_answer *ret_answer);

#endif

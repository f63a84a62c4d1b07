/* SPDX-License-Identifier: MIT */
/* What can be wrong with a call: codes for programs, sentences of both languages for people (docs/formats/wire.md). */
#ifndef INTAKE_PROBLEMS_H
#define INTAKE_PROBLEMS_H

#include "platform/wire_json.h"

enum problem {
	PROBLEM_BAD_ID,
	PROBLEM_CONTENT_TYPE,
	PROBLEM_BODY,
	PROBLEM_QUERY,
	PROBLEM_SIGNATURE,
	PROBLEM_TOKEN,
	PROBLEM_ABSENT,
	PROBLEM_UNPROVEN,
	PROBLEM_ADDRESS,
	PROBLEM_SECURITY,
	PROBLEM_METHOD,
	PROBLEM_CONFLICT,
	PROBLEM_CODE,
	PROBLEM_CONFIRMED,
	PROBLEM_TOO_LARGE,
	PROBLEM_HEADER,
	PROBLEM_SWAPPED,
	PROBLEM_DEVICE_RATE,
	PROBLEM_STATUS_RATE,
	PROBLEM_FAILED,
	PROBLEM_BUSY,
	PROBLEM_FULL,
	PROBLEM_REQUEST,
	PROBLEM_ENROL_CODE,
	PROBLEM_CODE_EXPIRED,
	PROBLEM_CODE_FOREIGN,
	PROBLEM_KEY_WITHDRAWN,
	PROBLEM_NO_AUTHORITY,
	PROBLEM_NO_KEYS,
	PROBLEM_CODE_USED,
	PROBLEM_OTHER_KEY,
	PROBLEM_GUESSES,
};

/*
 * Everything but `instance` and `trace_id`. `area` begins the code: "SUB", "STA", "EST" or "GEN". The number behind the status is the same in
 * every area.
 */
void problems_fill(enum problem problem, const char *area, struct wire_problem *ret_problem);

#endif

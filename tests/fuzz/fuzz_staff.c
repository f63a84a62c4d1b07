/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a call to guichet-staff, and as its answer; what is taken comes back the same. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/staff_call.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_call(struct str line)
{
	static char memory[2][STAFF_CALL_BYTES], written[2 * STAFF_CALL_BYTES];
	struct text scratch, again, out;
	struct staff_call call, back;
	text_init(&scratch, memory[0], sizeof(memory[0]));
	if (!staff_call_read(line, &scratch, &call)) {
		return;
	}
	text_init(&out, written, sizeof(written));
	staff_call_write(&call, &out);
	text_init(&again, memory[1], sizeof(memory[1]));
	assert(!out.full && staff_call_read(text_str(&out), &again, &back));
	assert(back.verb == call.verb && back.n_args == call.n_args && str_eq(back.token, call.token));
	for (int32_t i = 0; i < call.n_args; i++) {
		assert(str_eq(back.args[i].value, call.args[i].value));
	}
}

static void
try_answer(struct str line)
{
	static char written[STAFF_ANSWER_BYTES];
	static struct staff_answer answer, back;
	struct text out;
	if (!staff_answer_read(line, &answer)) {
		return;
	}
	text_init(&out, written, sizeof(written));
	staff_answer_write(&answer, &out);
	assert(!out.full && staff_answer_read(text_str(&out), &back));
	assert(back.n_lines == answer.n_lines && back.status == answer.status);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str line = { (const char *)data, size };
	if (size < STAFF_CALL_BYTES) {
		try_call(line);
	}
	try_answer(line);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Takes a sealed request in: the receipt is signed first, committed with the request, and sent after that. */
#include "intake/submission.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/reference.h"
#include "platform/local_time.h"
#include "platform/log_line.h"

enum { RECEIPT_BYTES = 512, CODE_RANDOM_BYTES = 6 };

/* What the envelope says in the open; false with the problem that stands in the way. */
static bool
read_header(struct call *call, enum problem *ret_problem)
{
	char *json;
	const int r = seal_peek(http_body(call->exchange), &json);
	/* Without memory it is not the request's fault, and the kiosk must not set it apart. */
	*ret_problem = r < 0 ? PROBLEM_FAILED : PROBLEM_HEADER;
	if (r != 0) {
		return false;
	}
	const bool is_read = wire_read_header(str_of(json), &call->header);
	free(json);
	if (is_read && strcmp(call->header.sub, call->id) != 0) {
		*ret_problem = PROBLEM_SWAPPED;
		return false;
	}
	return is_read;
}

/* Year 0 when the calendar does not reach that far, or there is none: then nothing is promised. */
static struct date
due_of(const struct keys *keys, ms_t received_at)
{
	struct date due = { 0, 0, 0 };
	int minutes;
	if (keys->calendar != NULL &&
		!calendar_add(
			&keys->calendar->is, local_date(received_at, &minutes), KEYS_WORKING_DAYS, &due)) {
		due.year = 0;
	}
	return due;
}

/* 0 or negative errno. */
static int
make_receipt(struct call *call, struct wire_receipt *ret_receipt)
{
	char buffer[RECEIPT_BYTES];
	uint8_t random[CODE_RANDOM_BYTES];
	struct text json;
	struct wire_receipt receipt = { .received_at = call->wall };
	const int r = seal_sha256(http_body(call->exchange), receipt.sha256);
	if (r < 0) {
		return r;
	}
	if (getrandom(random, sizeof(random), 0) != sizeof(random)) {
		return -EIO;
	}
	memcpy(receipt.id, call->id, sizeof(receipt.id));
	reference_make(random, receipt.code);
	receipt.due = due_of(call->keys, call->wall);
	text_init(&json, buffer, sizeof(buffer));
	wire_write_receipt(&receipt, &json);
	if (json.full) {
		return -EMSGSIZE;
	}
	*ret_receipt = receipt;
	return seal_sign(call->intake->signing, SEAL_TYP_RECEIPT, text_str(&json), &call->receipt);
}

static void
stored(void *context, struct store_change *change)
{
	struct call *call = context;
	char *receipt = change->receipt;
	switch (change->outcome) {
	case STORE_DONE:
		call_answer(call, 201, "application/jose", str_of(receipt), NULL);
		break;
	case STORE_SAME:
		metrics_count_duplicate(call->intake->metrics);
		call_answer(call, 200, "application/jose", str_of(receipt), NULL);
		break;
	case STORE_OTHER:
		call_refuse(call, PROBLEM_CONFLICT, NULL);
		break;
	case STORE_ABSENT:
	case STORE_BUSY:
	case STORE_FULL:
	case STORE_FAILED:
		call_refuse_outcome(call, change->outcome);
		break;
	}
	free(receipt);
}

void
submission_put(struct call *call)
{
	enum problem problem;
	struct wire_receipt receipt;
	ms_t wait_ms;
	if (!limits_take(call->intake->limits, LIMITS_UPLOAD, str_of(call->signer.kid),
			http_body(call->exchange).n, call->now, &wait_ms)) {
		call_refuse_for(call, PROBLEM_DEVICE_RATE, wait_ms);
		return;
	}
	if (!read_header(call, &problem)) {
		call_refuse(call, problem, NULL);
		return;
	}
	const int r = make_receipt(call, &receipt);
	if (r < 0) {
		log_line("no receipt can be made: %s", strerror(-r));
		call_refuse(call, PROBLEM_FAILED, NULL);
		return;
	}
	memcpy(call->code, receipt.code, sizeof(call->code));
	call->change.kind = STORE_PUT;
	call->change.put = (struct store_submission){ .id = str_of(call->id),
		.envelope = http_body(call->exchange),
		.device = str_of(call->signer.device),
		.form = str_of(call->header.form),
		.form_version = str_of(call->header.form_version),
		.ref_hash = str_of(call->header.ref_hash),
		.lang = call->header.lang,
		.received_at = receipt.received_at,
		.due = receipt.due,
		.code = str_of(call->code),
		.receipt = str_of(call->receipt) };
	memcpy(call->change.put.sha256, receipt.sha256, sizeof(receipt.sha256));
	call_submit(call, stored);
}

/* SPDX-License-Identifier: MIT */
/* Looks a request up by the hash of its reference, for whoever proves one of its call-back words. */
#include "intake/status_query.h"

#include <string.h>

#include "intake/credentials.h"

enum { STATUS_BYTES = 16 * 1024 };

struct search {
	const struct wire_query *query;
	struct wire_status status;
	bool is_judged; /* some request of this reference has proofs to compare with */
	bool is_proven;
};

static void
prove(void *context, const struct store_row *row)
{
	struct search *search = context;
	struct wire_tracking tracking;
	if (row->tracking.n == 0 || !wire_read_tracking(row->tracking, &tracking)) {
		return; /* the desk has not fetched it yet */
	}
	search->is_judged = true;
	/* Both are compared, whatever the first says. */
	const char *proof = search->query->proof;
	const bool first = credentials_equal(tracking.proofs[0], proof, WIRE_HASH_LENGTH);
	const bool second = credentials_equal(tracking.proofs[1], proof, WIRE_HASH_LENGTH);
	if (!first && !second) {
		return;
	}
	search->is_proven = true;
	search->status = (struct wire_status){ .progress = tracking.progress,
		.received_at = row->received_at,
		.closed_at = tracking.closed_at,
		.due = row->due,
		.n_accesses = tracking.n_accesses };
	memcpy(search->status.accesses, tracking.accesses, sizeof(tracking.accesses));
}

/* Reference and word, past the limits; the same answer for an unknown reference and for a wrong word. */
static void
look_up(struct call *call, const struct wire_query *query)
{
	struct search search = { .query = query };
	char buffer[STATUS_BYTES];
	struct text body;
	const struct str ref_hash = str_of(query->ref_hash);
	const int r = store_find(call->intake->store, ref_hash, prove, &search);
	/* Where there is nothing to guess nobody guesses; and a client who asks too early must not be shut out later. */
	if (r < 0 || search.is_proven || !search.is_judged) {
		limits_end_guess(call->intake->limits, LIMITS_WORD, ref_hash, call->now);
	}
	if (r < 0) {
		call_refuse_errno(call, r);
		return;
	}
	if (!search.is_proven) {
		call_refuse(call, PROBLEM_UNPROVEN, NULL);
		return;
	}
	text_init(&body, buffer, sizeof(buffer));
	wire_write_status(&search.status, &body);
	call_answer_json(call, 200, &body);
}

void
status_query_answer(struct call *call)
{
	struct limits *limits = call->intake->limits;
	struct wire_query query;
	ms_t wait_ms;
	if (!limits_take(limits, LIMITS_QUERY, str_of(call->signer.kid), http_body(call->exchange).n,
			call->now, &wait_ms)) {
		call_refuse_for(call, PROBLEM_DEVICE_RATE, wait_ms);
		return;
	}
	if (!wire_read_query(http_body(call->exchange), &query)) {
		call_refuse(call, PROBLEM_BODY, NULL);
		return;
	}
	if (!limits_begin_guess(limits, LIMITS_WORD, str_of(query.ref_hash), call->now, &wait_ms)) {
		call_refuse_for(call, PROBLEM_STATUS_RATE, wait_ms);
		return;
	}
	look_up(call, &query);
}

/* SPDX-License-Identifier: MIT */
/* Answers the department's desk: what came, the envelopes, and what became of them. */
#include "intake/desk_calls.h"
#include "platform/log_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	LIMIT_DEFAULT = 50,
	PAGE_BYTES = 128 * 1024, /* a hundred items with the longest names, each character escaped */
	SMALL_BYTES = 512,
	CURSOR_DIGITS = 18,
};

/* ---- the list ---- */

struct listing {
	struct wire_page page;
	int limit;
	int64_t last_seq;
	bool has_more;
};

/* Digits only, up to `max`; false for anything else. */
static bool
parse_number(struct str text, int64_t max, int64_t *ret_number)
{
	int64_t number = 0;
	if (text.n == 0 || text.n > CURSOR_DIGITS) {
		return false;
	}
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9') {
			return false;
		}
		number = number * 10 + (text.p[i] - '0');
	}
	*ret_number = number;
	return number <= max;
}

/* What is left out keeps its default; what is there must be right. */
static bool
read_query(
	const struct call *call, struct str *ret_state, int64_t *ret_limit, int64_t *ret_after_seq)
{
	struct str value;
	enum wire_state state;
	*ret_state = STR_NONE;
	*ret_limit = LIMIT_DEFAULT;
	*ret_after_seq = 0;
	if (http_query(call->exchange, "state", &value)) {
		if (!wire_state_of(value, &state)) {
			return false;
		}
		*ret_state = str_of(wire_state_name(state));
	}
	if (http_query(call->exchange, "limit", &value) &&
		(!parse_number(value, WIRE_PAGE_MAX, ret_limit) || *ret_limit < 1)) {
		return false;
	}
	return !http_query(call->exchange, "cursor", &value) ||
		parse_number(value, INT64_MAX, ret_after_seq);
}

static void
copy(char *ret_text, size_t size, struct str s)
{
	const size_t n = s.n < size ? s.n : size - 1;
	memcpy(ret_text, s.p, n);
	ret_text[n] = '\0';
}

/* One row more than is shown tells whether there is another page. */
static void
add_row(void *context, const struct store_row *row)
{
	struct listing *listing = context;
	if (listing->page.n == listing->limit) {
		listing->has_more = true;
		return;
	}
	struct wire_item *item = &listing->page.items[listing->page.n++];
	copy(item->id, sizeof(item->id), row->id);
	copy(item->device, sizeof(item->device), row->device);
	copy(item->form, sizeof(item->form), row->form);
	copy(item->form_version, sizeof(item->form_version), row->form_version);
	memcpy(item->sha256, row->sha256, sizeof(item->sha256));
	item->lang = row->lang;
	item->received_at = row->received_at;
	item->due = row->due;
	if (!wire_state_of(row->state, &item->state)) {
		item->state = WIRE_PROBLEM;
	}
	listing->last_seq = row->seq;
}

static void
answer_list(struct call *call, struct listing *listing)
{
	char *buffer = malloc(PAGE_BYTES);
	struct text body, cursor;
	if (buffer == NULL) {
		call_refuse_errno(call, -ENOMEM);
		return;
	}
	text_init(&cursor, listing->page.next, sizeof(listing->page.next) - 1);
	if (listing->has_more) {
		text_int(&cursor, listing->last_seq);
	}
	listing->page.next[cursor.n] = '\0';
	text_init(&body, buffer, PAGE_BYTES);
	wire_write_page(&listing->page, &body);
	call_answer_json(call, 200, &body);
	free(buffer);
}

void
desk_calls_list(struct call *call)
{
	struct str state;
	int64_t limit, after_seq;
	if (!read_query(call, &state, &limit, &after_seq)) {
		call_refuse(call, PROBLEM_QUERY, NULL);
		return;
	}
	struct listing *listing = calloc(1, sizeof(*listing));
	int r = -ENOMEM;
	if (listing != NULL) {
		listing->limit = (int)limit;
		r = store_list(call->intake->store, state, after_seq, (int)limit + 1, add_row, listing);
	}
	if (r < 0) {
		call_refuse_errno(call, r);
	} else {
		answer_list(call, listing);
	}
	free(listing);
}

/* ---- one request ---- */

struct handing {
	struct call *call; /* NULL once it was answered */
	bool was_new;
};

static void
hand_out(void *context, const struct store_row *row)
{
	struct handing *handing = context;
	char receipt[2048];
	if (row->envelope.n == 0) {
		return; /* disposed of */
	}
	handing->was_new = str_eq(row->state, str_of(wire_state_name(WIRE_NEW)));
	copy(receipt, sizeof(receipt), row->receipt);
	const struct http_field extra[] = { { "Guichet-Receipt", receipt }, { NULL, NULL } };
	call_answer(handing->call, 200, "application/jose", row->envelope, extra);
	handing->call = NULL;
}

void
desk_calls_get(struct call *call)
{
	struct store *store = call->intake->store;
	struct handing handing = { .call = call };
	char id[WIRE_ID_LENGTH + 1];
	memcpy(id, call->id, sizeof(id));
	const int r = store_get(store, str_of(id), hand_out, &handing);
	if (handing.call != NULL) {
		if (r < 0) {
			call_refuse_errno(call, r);
		} else {
			call_refuse(call, PROBLEM_ABSENT, NULL);
		}
		return;
	}
	const int marked = handing.was_new ? store_mark_retrieved(store, str_of(id)) : 0;
	if (marked < 0) {
		log_line("%s stays \"new\" although it was handed out: %s", id, strerror(-marked));
	}
}

/* ---- what became of it ---- */

static void
answer_state(struct call *call, unsigned status, const char *name, const char *value)
{
	char buffer[SMALL_BYTES];
	struct text body;
	text_init(&body, buffer, sizeof(buffer));
	text_add(&body, STR("{\"id\":"));
	text_json(&body, str_of(call->id));
	text_add(&body, STR(","));
	text_json(&body, str_of(name));
	text_add(&body, STR(":"));
	text_json(&body, str_of(value));
	text_add(&body, STR("}"));
	call_answer_json(call, status, &body);
}

static void
confirmed(void *context, struct store_change *change)
{
	struct call *call = context;
	if (change->outcome == STORE_DONE || change->outcome == STORE_SAME) {
		answer_state(call, 200, "state", wire_state_name(WIRE_CONFIRMED));
	} else if (change->outcome == STORE_OTHER) {
		call_refuse(call, PROBLEM_CODE, NULL);
	} else {
		call_refuse_outcome(call, change->outcome);
	}
}

void
desk_calls_confirm(struct call *call)
{
	if (!wire_read_confirmation(http_body(call->exchange), call->code)) {
		call_refuse(call, PROBLEM_BODY, NULL);
		return;
	}
	call->change.kind = STORE_CONFIRM;
	call->change.confirm.id = str_of(call->id);
	call->change.confirm.code = str_of(call->code);
	call->change.confirm.at = call->wall;
	call_submit(call, confirmed);
}

static void
made_problem(void *context, struct store_change *change)
{
	struct call *call = context;
	if (change->outcome == STORE_DONE || change->outcome == STORE_SAME) {
		answer_state(call, 201, "state", wire_state_name(WIRE_PROBLEM));
	} else if (change->outcome == STORE_OTHER) {
		call_refuse(call, PROBLEM_CONFIRMED, NULL);
	} else {
		call_refuse_outcome(call, change->outcome);
	}
}

void
desk_calls_problem(struct call *call)
{
	if (!wire_read_problem_report(http_body(call->exchange), call->kind)) {
		call_refuse(call, PROBLEM_BODY, NULL);
		return;
	}
	call->change.kind = STORE_PROBLEM;
	call->change.problem.id = str_of(call->id);
	call->change.problem.kind = str_of(call->kind);
	call->change.problem.at = call->wall;
	call_submit(call, made_problem);
}

static void
tracked(void *context, struct store_change *change)
{
	struct call *call = context;
	if (change->outcome == STORE_DONE || change->outcome == STORE_SAME) {
		answer_state(call, 200, "progress", wire_progress_name(call->progress));
	} else {
		call_refuse_outcome(call, change->outcome);
	}
}

void
desk_calls_track(struct call *call)
{
	struct wire_tracking tracking;
	if (!wire_read_tracking(http_body(call->exchange), &tracking)) {
		call_refuse(call, PROBLEM_BODY, NULL);
		return;
	}
	call->progress = tracking.progress;
	memcpy(call->log_hash, tracking.log_hash, sizeof(call->log_hash));
	call->change.kind = STORE_TRACK;
	call->change.track.id = str_of(call->id);
	call->change.track.tracking = http_body(call->exchange);
	call->change.track.log_seq = tracking.log_seq;
	call->change.track.log_hash = str_of(call->log_hash);
	call->change.track.desk = str_of(call->desk);
	call_submit(call, tracked);
}

void
desk_calls_log_head(struct call *call)
{
	char buffer[SMALL_BYTES], hash[65] = "";
	struct text body;
	int64_t seq = 0;
	const int r = store_log_head(call->intake->store, str_of(call->desk), &seq, hash);
	if (r < 0) {
		call_refuse_errno(call, r);
		return;
	}
	text_init(&body, buffer, sizeof(buffer));
	wire_write_log_head(seq, hash, &body);
	call_answer_json(call, 200, &body);
}

/* SPDX-License-Identifier: MIT */
/* The inbox: opening it, what is in it and how near it is due, and what officers do with a request. */
#include "desk/inbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/reference.h"
#include "desk/inbox_parts.h"
#include "platform/local_time.h"
#include "platform/wire_json.h"

enum {
	CONNECT_MS = 3000,
	REQUEST_MS = 15000,
	REASON_MIN = 3, /* characters */
	REASON_MAX = 200,
};

static int
open_client(
	struct inbox *inbox, const struct inbox_options *options, struct diagnosis *ret_diagnosis)
{
	char path[INBOX_PATH_BYTES];
	int r = inbox_load_token(options->state, inbox->token, ret_diagnosis);
	if (r == 0) {
		r = inbox_path(options->state, "intake.jwks", path);
	}
	if (r == 0) {
		r = seal_add_signers(path, &inbox->signers, ret_diagnosis);
	}
	if (r < 0) {
		return r;
	}
	const struct http_client_options http = { .url = options->intake,
		.ca_file = options->ca_file,
		.bearer = inbox->token,
		.connect_timeout_ms = CONNECT_MS,
		.request_timeout_ms = REQUEST_MS };
	return http_client_open(&http, &inbox->client, ret_diagnosis);
}

static int
open_all(struct inbox *inbox, const struct inbox_options *options, struct diagnosis *ret_diagnosis)
{
	char path[INBOX_PATH_BYTES];
	int r = inbox_path(options->state, "desk.jwk", path);
	if (r == 0) {
		r = seal_load_private(path, &inbox->key, ret_diagnosis);
	}
	if (r == 0) {
		r = inbox_load_status_key(options->state, inbox->status_key, ret_diagnosis);
	}
	if (r == 0) {
		r = inbox_load_calendar(inbox, options->state);
	}
	if (r == 0) {
		inbox->templates = templates_load(options->services);
		r = inbox->templates == NULL ? -ENOMEM : 0;
	}
	if (r == 0 && options->intake != NULL) {
		r = open_client(inbox, options, ret_diagnosis);
	}
	if (r == 0) {
		r = inbox_path(options->state, "desk.db", path);
	}
	return r < 0 ? r : desk_store_open(path, seal_sha256, &inbox->store, ret_diagnosis);
}

int
inbox_open(
	const struct inbox_options *options, struct inbox **ret_inbox, struct diagnosis *ret_diagnosis)
{
	struct inbox *inbox = calloc(1, sizeof(*inbox));
	/* Holds for what has no diagnosis of its own. */
	*ret_diagnosis = (struct diagnosis){
		.what = "There is not enough memory, or a path is too long.",
		.remedy = "Close other programs, or name a shorter folder."
	};
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", options->state);
	if (inbox == NULL) {
		return -ENOMEM;
	}
	const int r = open_all(inbox, options, ret_diagnosis);
	if (r < 0) {
		inbox_close(inbox);
		return r;
	}
	*ret_inbox = inbox;
	return 0;
}

struct inbox *
inbox_close(struct inbox *inbox)
{
	if (inbox == NULL) {
		return NULL;
	}
	desk_store_close(inbox->store);
	if (inbox->client != NULL) {
		http_client_close(inbox->client);
	}
	if (inbox->signers != NULL) {
		seal_free_signers(inbox->signers);
	}
	if (inbox->key != NULL) {
		seal_free_key(inbox->key);
	}
	templates_free(inbox->templates);
	free(inbox->calendar_memory);
	explicit_bzero(inbox, sizeof(*inbox));
	free(inbox);
	return NULL;
}

const char *
inbox_other_zone(const struct inbox *inbox)
{
	return inbox->other_zone[0] != '\0' ? inbox->other_zone : NULL;
}

struct desk_entry
inbox_entry_of(struct str actor, const char *role, const char *action, struct str id)
{
	return (struct desk_entry){ .at = local_time_now(),
		.actor = actor,
		.role = str_of(role),
		.action = str_of(action),
		.id = id,
		.outcome = STR(INBOX_OUTCOME_DONE) };
}

/* ---- what officers do ---- */

/* No line breaks or other controls: the reason is one line of the log. */
static bool
is_line(struct str text)
{
	for (size_t at = 0; at < text.n;) {
		const uint32_t c = utf8_next(text, &at);
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
			return false;
		}
	}
	return utf8_valid(text);
}

bool
inbox_is_reason(struct str reason)
{
	const struct str trimmed = str_trim(reason);
	const size_t n = utf8_count(trimmed);
	return n >= REASON_MIN && n <= REASON_MAX && is_line(trimmed);
}

struct opening {
	struct inbox *inbox;
	struct unsealed unsealed;
	const char *kind;
	char proofs[2][44]; /* empty when there is nothing to mend */
	int result;
};

static bool
open_row(void *context, const struct desk_request *row)
{
	struct opening *opening = context;
	opening->result = inbox_unseal(opening->inbox, row, &opening->unsealed, &opening->kind);
	if (opening->result == 0 && (row->proofs[0].n == 0 || row->state == DESK_PROBLEM)) {
		opening->result = inbox_prove(
			opening->inbox, row, &opening->unsealed.request, opening->proofs);
	}
	return false;
}

/* What did not open once opens now (the right key is back): its client can ask about it again. */
static int
mend(struct opening *opening, struct str id)
{
	const char *const proofs[2] = { opening->proofs[0], opening->proofs[1] };
	if (opening->result < 0 || opening->proofs[0][0] == '\0') {
		return opening->result;
	}
	const int r = desk_store_checked(opening->inbox->store, id, proofs);
	return r < 0 ? r : 0;
}

/* What the intake is not told now, it is told at the next fetch. */
static void
try_to_tell(struct inbox *inbox, struct str id)
{
	struct inbox_fetched ignored = { .n_new = 0 };
	if (inbox->client != NULL && inbox_tell(inbox, id, &ignored) != 0) {
		return;
	}
}

int
inbox_open_request(struct inbox *inbox, struct str id, struct str actor, struct str reason,
	struct reading **ret_reading)
{
	struct opening opening = { .inbox = inbox };
	struct desk_entry entry = inbox_entry_of(actor, INBOX_ROLE_OFFICER, INBOX_ACTION_OPEN, id);
	entry.reason = str_trim(reason);
	entry.outcome = STR(INBOX_OUTCOME_ALLOWED);
	if (!inbox_is_reason(entry.reason)) {
		return INBOX_NO_REASON;
	}
	int r = desk_store_opened(inbox->store, &entry);
	if (r != 0) {
		return r == DESK_STORE_ABSENT ? INBOX_ABSENT : r;
	}
	/* The end of the log is known elsewhere before anything is seen here: this opening cannot be taken out any more. */
	try_to_tell(inbox, id);
	r = desk_store_get(inbox->store, id, open_row, &opening);
	r = r != 0 ? r : opening.result;
	if (r == INBOX_REFUSED) {
		const int stored = inbox_store_problem(inbox, id, actor, INBOX_ACTION_OPEN, opening.kind);
		try_to_tell(inbox, id);
		return stored < 0                          ? stored :
			inbox_is_of_keys(str_of(opening.kind)) ? INBOX_OTHER_KEYS :
													 INBOX_REFUSED;
	}
	r = r == 0 ? mend(&opening, id) : r;
	if (r != 0) {
		unseal_forget(&opening.unsealed);
		return r;
	}
	return reading_make(&opening.unsealed, inbox->templates, ret_reading);
}

static int
code_of(int r)
{
	return r == DESK_STORE_ABSENT ? INBOX_ABSENT : r == DESK_STORE_SAME ? INBOX_DONE_BEFORE : r;
}

int
inbox_confirm(struct inbox *inbox, struct str id, struct str actor)
{
	const struct desk_entry entry = inbox_entry_of(
		actor, INBOX_ROLE_OFFICER, INBOX_ACTION_CONFIRM, id);
	const int r = desk_store_confirm(inbox->store, &entry);
	if (r == 0) {
		try_to_tell(inbox, id);
	}
	return code_of(r);
}

int
inbox_problem(struct inbox *inbox, struct str id, struct str actor, struct str kind)
{
	static const char *const kinds[] = { "unreadable", "wrong-header", "other" };
	struct desk_entry entry = inbox_entry_of(actor, INBOX_ROLE_OFFICER, INBOX_ACTION_PROBLEM, id);
	bool is_known = false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		is_known = is_known || str_eq(kind, str_of(kinds[i]));
	}
	if (!is_known) {
		return -EINVAL;
	}
	entry.outcome = kind;
	const int r = desk_store_problem(inbox->store, kind, DESK_TELL_STATE, &entry);
	if (r == 0) {
		try_to_tell(inbox, id);
	}
	return code_of(r);
}

/* ---- the log ---- */

struct log_reader {
	void (*entry)(void *context, const struct inbox_entry *entry);
	void *context;
};

static void
hand_out(void *context, const struct desk_logged *logged)
{
	const struct log_reader *reader = context;
	const struct inbox_entry entry = { .seq = logged->seq,
		.at = logged->entry.at,
		.actor = logged->entry.actor,
		.role = logged->entry.role,
		.action = logged->entry.action,
		.id = logged->entry.id,
		.reason = logged->entry.reason,
		.outcome = logged->entry.outcome,
		.prev_hash = logged->prev_hash,
		.hash = logged->hash };
	reader->entry(reader->context, &entry);
}

int
inbox_log(struct inbox *inbox, struct str id, struct str actor,
	void (*entry)(void *context, const struct inbox_entry *entry), void *context)
{
	struct log_reader reader = { entry, context };
	const struct desk_entry reading = inbox_entry_of(
		actor, INBOX_ROLE_OFFICER, INBOX_ACTION_READ_LOG, id);
	return desk_store_read_log(inbox->store, id, &reading, hand_out, &reader);
}

/* 0 with the head that the intake has seen; INBOX_NO_INTAKE; or negative errno. */
static int
ask_head(struct inbox *inbox, int64_t *ret_seq, char ret_hash[65])
{
	struct inbox_fetched ignored = { .n_new = 0 };
	struct http_reply reply;
	const struct http_request request = { .method = "GET", .path = "/v1/access-log-head" };
	const int r = inbox_send(inbox, &request, &reply, &ignored);
	if (r != 0) {
		return r;
	}
	return reply.status == 200 && wire_read_log_head(reply.body, ret_seq, ret_hash) ?
		0 :
		INBOX_NO_INTAKE;
}

/* The head that this desk remembers to have told; seq 0: none. */
static int
recall_head(struct inbox *inbox, int64_t *ret_seq, char ret_hash[65])
{
	char word[DESK_WORD_SIZE];
	char *end;
	const int r = desk_store_word(inbox->store, INBOX_FACT_TOLD, word);
	if (r == 0) {
		*ret_seq = strtoll(word, &end, 10);
		(void)snprintf(ret_hash, 65, "%s", *end == ' ' ? end + 1 : "");
	}
	return r;
}

/* What can be known without the intake: the chain, and whether the end that was told is still there. */
static int
judge(struct inbox *inbox, const struct desk_verdict *computed, struct inbox_verdict *ret_verdict)
{
	struct inbox_verdict verdict = { .n_entries = computed->n_entries,
		.broken_seq = computed->broken_seq };
	int64_t seq = 0;
	char hash[65];
	bool has = true;
	int r = recall_head(inbox, &seq, hash);
	if (r == 0 && seq > 0) {
		r = desk_store_has_entry(inbox->store, seq, hash, &has);
	}
	verdict.is_cut = !has;
	if (r == 0) {
		*ret_verdict = verdict;
	}
	return r;
}

int
inbox_glance_log(struct inbox *inbox, struct inbox_verdict *ret_verdict)
{
	struct desk_verdict computed;
	const int r = desk_store_glance_log(inbox->store, &computed);
	return r < 0 ? r : judge(inbox, &computed, ret_verdict);
}

int
inbox_check_log(struct inbox *inbox, struct inbox_verdict *ret_verdict)
{
	struct desk_verdict computed;
	struct inbox_verdict verdict;
	int64_t seq = 0;
	char hash[65];
	bool has = true;
	int r = desk_store_check_log(inbox->store, &computed);
	if (r == 0) {
		r = judge(inbox, &computed, &verdict);
	}
	if (r < 0) {
		return r;
	}
	r = ask_head(inbox, &seq, hash);
	verdict.asked_intake = r == 0;
	if (r == 0 && seq > 0) {
		r = desk_store_has_entry(inbox->store, seq, hash, &has);
		verdict.is_cut = verdict.is_cut || !has;
	}
	if (r < 0) {
		return r;
	}
	*ret_verdict = verdict;
	return 0;
}

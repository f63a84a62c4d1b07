/* SPDX-License-Identifier: MIT */
/* The program's own look into what was stored: does it open, and is it what it claims to be. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/inbox_parts.h"

struct checking {
	struct inbox *inbox;
	const char *kind; /* of the problem; NULL: none */
	char proofs[2][44];
	int error;
};

static bool
check_row(void *context, const struct desk_request *row)
{
	struct checking *checking = context;
	struct inbox *inbox = checking->inbox;
	struct unsealed unsealed;
	const int r = inbox_unseal(inbox, row, &unsealed, &checking->kind);
	if (r == 0) {
		checking->error = inbox_prove(inbox, row, &unsealed.request, checking->proofs);
		unseal_forget(&unsealed);
	} else {
		checking->error = r < 0 ? r : 0;
	}
	return false;
}

int
inbox_check(struct inbox *inbox, struct str id, bool *ret_refused)
{
	struct checking checking = { .inbox = inbox };
	int r = desk_store_get(inbox->store, id, check_row, &checking);
	if (r != 0 || checking.error < 0) {
		return r != 0 ? r : checking.error;
	}
	*ret_refused = checking.kind != NULL;
	if (checking.kind != NULL) {
		return inbox_store_problem(
			inbox, id, STR(INBOX_PROGRAM), INBOX_ACTION_CHECK, checking.kind);
	}
	const char *const proofs[2] = { checking.proofs[0], checking.proofs[1] };
	r = desk_store_checked(inbox->store, id, proofs);
	return r == DESK_STORE_SAME ? 0 : r; /* another program has done it meanwhile */
}

/* Writes down that it begins, then checks. */
static int
check_logged(struct inbox *inbox, struct str id, bool *ret_refused)
{
	struct desk_entry entry = inbox_entry_of(
		STR(INBOX_PROGRAM), INBOX_ROLE_PROGRAM, INBOX_ACTION_CHECK, id);
	entry.outcome = STR(INBOX_OUTCOME_ALLOWED);
	const int r = desk_store_log(inbox->store, &entry);
	return r < 0 ? r : inbox_check(inbox, id, ret_refused);
}

/* ---- several ---- */

static bool
note_id(void *context, const struct desk_request *request)
{
	struct inbox_ids *ids = context;
	if (ids->n == ids->cap) {
		const size_t cap = ids->cap == 0 ? 64 : 2 * ids->cap;
		void *grown = realloc(ids->of, cap * sizeof(*ids->of));
		if (grown == NULL) {
			ids->is_full = true;
			return false;
		}
		ids->of = grown;
		ids->cap = cap;
	}
	(void)snprintf(ids->of[ids->n++], sizeof(*ids->of), "%.*s", (int)request->id.n, request->id.p);
	return true;
}

int
inbox_collect(struct inbox *inbox, enum desk_choice choice, struct inbox_ids *ret_ids)
{
	struct inbox_ids ids = { .n = 0 };
	int r = desk_store_each(inbox->store, choice, note_id, &ids);
	r = r == 0 && ids.is_full ? -ENOMEM : r;
	if (r < 0) {
		free(ids.of);
		return r;
	}
	*ret_ids = ids;
	return 0;
}

int
inbox_check_left_over(struct inbox *inbox, struct inbox_fetched *fetched)
{
	struct inbox_ids ids;
	int r = inbox_collect(inbox, DESK_UNCHECKED, &ids);
	if (r < 0) {
		return r;
	}
	for (size_t i = 0; i < ids.n && r == 0; i++) {
		bool is_refused = false;
		r = check_logged(inbox, str_of(ids.of[i]), &is_refused);
		fetched->n_refused += is_refused ? 1 : 0;
	}
	free(ids.of);
	return r;
}

/* ---- after the keys were changed ---- */

/* Names both keys without giving either away: thumbprint of the public half, and a text under the status key. */
static int
name_keys(const struct inbox *inbox, char ret_names[DESK_WORD_SIZE])
{
	char status[44];
	const int r = seal_ref_hash(
		inbox->status_key, sizeof(inbox->status_key), STR("fingerprint of status.key"), status);
	if (r == 0) {
		(void)snprintf(ret_names, DESK_WORD_SIZE, "%s %s", seal_kid(inbox->key), status);
	}
	return r;
}

static int
check_miskeyed(struct inbox *inbox, struct inbox_fetched *fetched)
{
	struct inbox_ids ids;
	int r = inbox_collect(inbox, DESK_MISKEYED, &ids);
	if (r < 0) {
		return r;
	}
	for (size_t i = 0; i < ids.n && r == 0; i++) {
		bool is_refused = true;
		r = check_logged(inbox, str_of(ids.of[i]), &is_refused);
		fetched->n_mended += is_refused ? 0 : 1;
	}
	free(ids.of);
	return r;
}

/* Only new keys can change what came of the last time: without them nothing is tried, and nothing is logged. */
int
inbox_check_again(struct inbox *inbox, struct inbox_fetched *fetched)
{
	char names[DESK_WORD_SIZE], before[DESK_WORD_SIZE];
	int r = name_keys(inbox, names);
	if (r == 0) {
		r = desk_store_word(inbox->store, INBOX_FACT_KEYS, before);
	}
	if (r < 0 || strcmp(names, before) == 0) {
		return r;
	}
	r = check_miskeyed(inbox, fetched);
	return r == 0 ? desk_store_keep_word(inbox->store, INBOX_FACT_KEYS, names) : r;
}

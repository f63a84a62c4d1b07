/* SPDX-License-Identifier: MIT */
/* Opening an envelope of the inbox: what is inside must be what stands on it. */
#include "desk/inbox_parts.h"

#include <stdlib.h>

#include "platform/wire_json.h"

/* The protected header was authenticated when the envelope opened. False: it lacks what the format asks for. */
static bool
read_header(struct str envelope, struct wire_header *ret_header)
{
	char *json;
	if (seal_peek(envelope, &json) != 0) {
		return false;
	}
	const bool good = wire_read_header(str_of(json), ret_header);
	free(json);
	return good;
}

bool
inbox_is_of_keys(struct str kind)
{
	return str_eq(kind, STR(DESK_OTHER_KEY)) || str_eq(kind, STR(DESK_OTHER_STATUS_KEY));
}

/* The header cannot be trusted, for it did not open; but nobody gains by naming a key that is not ours. */
static const char *
why_closed(const struct inbox *inbox, const struct desk_request *row)
{
	struct wire_header header;
	return read_header(row->envelope, &header) &&
			!str_eq(str_of(header.kid), str_of(seal_kid(inbox->key))) ?
		DESK_OTHER_KEY :
		"unreadable";
}

/* NULL when all agrees. Where the hash of the reference alone does not, it was made with another status key. */
static const char *
disagreement(struct inbox *inbox, const struct desk_request *row, const struct request *request)
{
	struct wire_header header;
	char ref_hash[44];
	if (!read_header(row->envelope, &header) || !str_eq(str_of(request->id), row->id) ||
		!str_eq(str_of(header.sub), row->id) || !str_eq(str_of(header.form), request->form) ||
		!str_eq(str_of(header.form_version), request->form_version) ||
		header.lang != request->lang) {
		return "wrong-header";
	}
	return seal_ref_hash(
			   inbox->status_key, sizeof(inbox->status_key), request->reference, ref_hash) == 0 &&
			str_eq(str_of(header.ref_hash), str_of(ref_hash)) ?
		NULL :
		DESK_OTHER_STATUS_KEY;
}

int
inbox_unseal(struct inbox *inbox, const struct desk_request *request, struct unsealed *ret_unsealed,
	const char **ret_kind)
{
	struct unsealed unsealed;
	int r = unseal_open(inbox->key, request->envelope, &unsealed);
	if (r == SEAL_REFUSED) {
		*ret_kind = why_closed(inbox, request);
		return INBOX_REFUSED;
	}
	if (r < 0) {
		return r;
	}
	r = unseal_read(&unsealed);
	const char *kind = r == 0 ? disagreement(inbox, request, &unsealed.request) : "unreadable";
	if (kind == NULL) {
		*ret_unsealed = unsealed;
		return 0;
	}
	unseal_forget(&unsealed);
	*ret_kind = kind;
	return r < 0 ? r : INBOX_REFUSED;
}

int
inbox_prove(struct inbox *inbox, const struct desk_request *row, const struct request *request,
	char ret_proofs[2][44])
{
	int r = 0;
	for (int i = 0; i < 2 && r == 0; i++) {
		r = seal_word_proof(inbox->status_key, sizeof(inbox->status_key), row->ref_hash,
			request->callback_words[i], ret_proofs[i]);
	}
	return r;
}

int
inbox_store_problem(
	struct inbox *inbox, struct str id, struct str actor, const char *action, const char *kind)
{
	struct desk_entry entry = inbox_entry_of(actor,
		str_eq(actor, STR(INBOX_PROGRAM)) ? INBOX_ROLE_PROGRAM : INBOX_ROLE_OFFICER, action, id);
	entry.outcome = str_of(kind);
	const unsigned tell = inbox_is_of_keys(str_of(kind)) ? 0 : DESK_TELL_STATE;
	const int r = desk_store_problem(inbox->store, str_of(kind), tell, &entry);
	/* It was a problem or closed before: the failed opening is written down all the same. */
	return r == DESK_STORE_SAME ? desk_store_log(inbox->store, &entry) : r;
}

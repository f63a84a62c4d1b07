/* SPDX-License-Identifier: MIT */
/* Takes what is new at the intake: believed only with a genuine receipt, stored once, then checked. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/inbox_parts.h"
#include "platform/wire_json.h"

struct fetching {
	struct inbox *inbox;
	struct inbox_fetched *fetched;
	struct wire_page page;
	bool is_whole; /* nothing was passed over so far: the next fetch may begin behind this page */
	char cursor[DESK_WORD_SIZE];
};

/* ---- one request ---- */

/* Whether the intake has signed that it received these bytes under this id. */
static bool
read_receipt(struct inbox *inbox, const struct wire_item *item, const struct http_reply *reply,
	struct wire_receipt *ret_receipt)
{
	char *payload;
	size_t n;
	struct seal_signer signer;
	unsigned char digest[32];
	if (seal_verify(inbox->signers, SEAL_TYP_RECEIPT, reply->receipt, &payload, &n, &signer) != 0) {
		return false;
	}
	const bool good = wire_read_receipt((struct str){ payload, n }, ret_receipt) &&
		strcmp(ret_receipt->id, item->id) == 0 && seal_sha256(reply->body, digest) == 0 &&
		memcmp(digest, ret_receipt->sha256, sizeof(digest)) == 0;
	free(payload);
	return good;
}

/* What stands on the envelope; what the list says where that cannot be read. It is compared when the envelope is opened. */
static struct wire_header
header_of(const struct wire_item *item, struct str envelope)
{
	struct wire_header header = { .lang = item->lang };
	char *json = NULL;
	if (seal_peek(envelope, &json) != 0 || !wire_read_header(str_of(json), &header)) {
		header = (struct wire_header){ .lang = item->lang };
		memcpy(header.form, item->form, sizeof(header.form));
		memcpy(header.form_version, item->form_version, sizeof(header.form_version));
	}
	free(json);
	return header;
}

static int
store(struct fetching *fetching, const struct wire_item *item, const struct http_reply *reply,
	const struct wire_receipt *receipt)
{
	const struct wire_header header = header_of(item, reply->body);
	struct desk_request request = { .id = str_of(item->id),
		.form = str_of(header.form),
		.form_version = str_of(header.form_version),
		.device = str_of(item->device),
		.ref_hash = str_of(header.ref_hash),
		.envelope = reply->body,
		.receipt = reply->receipt,
		.lang = header.lang,
		.received_at = receipt->received_at,
		.promised = receipt->due,
		.code = str_of(receipt->code) };
	memcpy(request.sha256, receipt->sha256, sizeof(request.sha256));
	struct desk_entry entry = inbox_entry_of(
		STR(INBOX_PROGRAM), INBOX_ROLE_PROGRAM, INBOX_ACTION_CHECK, request.id);
	entry.outcome = STR(INBOX_OUTCOME_ALLOWED);
	int r = desk_store_put(fetching->inbox->store, &request, &entry);
	if (r != 0) {
		return r == DESK_STORE_SAME ? 0 : r; /* another desk on this folder was first */
	}
	bool is_refused = false;
	r = inbox_check(fetching->inbox, request.id, &is_refused);
	fetching->fetched->n_new += is_refused ? 0 : 1;
	fetching->fetched->n_refused += is_refused ? 1 : 0;
	return r;
}

/* Once passed over, it is asked for again at the next fetch. */
static int
pass_over(struct fetching *fetching, enum office reason)
{
	fetching->is_whole = false;
	fetching->fetched->reason = office_messages[reason];
	return 0;
}

/* The bytes of a reply last until the next call of the client: they are stored before. */
static int
take(struct fetching *fetching, const struct wire_item *item)
{
	char path[80];
	struct http_reply reply;
	struct wire_receipt receipt;
	(void)snprintf(path, sizeof(path), "/v1/submissions/%s", item->id);
	const struct http_request request = { .method = "GET", .path = path };
	const int r = inbox_send(fetching->inbox, &request, &reply, fetching->fetched);
	if (r != 0) {
		return r;
	}
	if (reply.status == 404) {
		return pass_over(fetching, OFFICE_INTAKE_STRANGE);
	}
	if (reply.status != 200) {
		return inbox_complain(fetching->fetched, &reply);
	}
	return read_receipt(fetching->inbox, item, &reply, &receipt) ?
		store(fetching, item, &reply, &receipt) :
		pass_over(fetching, OFFICE_INTAKE_RECEIPT);
}

static bool
is_there(void *context, const struct desk_request *row)
{
	(void)context;
	(void)row;
	return false;
}

/* What another desk has closed, or set apart, is not taken. */
static int
take_page(struct fetching *fetching)
{
	for (int i = 0; i < fetching->page.n; i++) {
		const struct wire_item *item = &fetching->page.items[i];
		int r = desk_store_get(fetching->inbox->store, str_of(item->id), is_there, NULL);
		if (r == DESK_STORE_ABSENT && (item->state == WIRE_NEW || item->state == WIRE_RETRIEVED)) {
			r = take(fetching, item);
		}
		if (r < 0 || r == INBOX_NO_INTAKE) {
			return r;
		}
	}
	return 0;
}

/* ---- the list ---- */

/* What may stand in a query as it is (RFC 3986 section 2.3, unreserved). */
static bool
is_plain(const char *cursor)
{
	return cursor[strspn(cursor,
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")] == '\0';
}

/* 0 with a page; INBOX_NO_INTAKE with a reason; or negative errno. */
static int
ask_page(struct fetching *fetching)
{
	char path[DESK_WORD_SIZE + 64];
	struct http_reply reply;
	const bool is_first = fetching->cursor[0] == '\0';
	(void)snprintf(path, sizeof(path), "/v1/submissions?limit=%d%s%s", WIRE_PAGE_MAX,
		is_first ? "" : "&cursor=", fetching->cursor);
	const struct http_request request = { .method = "GET", .path = path };
	int r = inbox_send(fetching->inbox, &request, &reply, fetching->fetched);
	if (r != 0) {
		return r;
	}
	if (reply.status == 400 && !is_first) {
		fetching->cursor[0] = '\0'; /* of an intake that was set up anew: from its beginning */
		return ask_page(fetching);
	}
	if (reply.status != 200 || !wire_read_page(reply.body, &fetching->page) ||
		!is_plain(fetching->page.next)) {
		return inbox_complain(fetching->fetched, &reply);
	}
	return inbox_keep_clock(fetching->inbox, reply.date_wall);
}

static int
take_all(struct fetching *fetching)
{
	struct desk_store *store = fetching->inbox->store;
	int r = desk_store_word(store, INBOX_FACT_CURSOR, fetching->cursor);
	fetching->is_whole = true;
	while (r == 0) {
		r = ask_page(fetching);
		if (r == 0) {
			r = take_page(fetching);
		}
		if (r != 0 || fetching->page.next[0] == '\0') {
			return r;
		}
		(void)snprintf(fetching->cursor, sizeof(fetching->cursor), "%s", fetching->page.next);
		if (fetching->is_whole) {
			r = desk_store_keep_word(store, INBOX_FACT_CURSOR, fetching->cursor);
		}
	}
	return r;
}

/* ---- the whole ---- */

/* Entries that no request brought along (an opening of the log, say) reach the intake with the newest request. */
static int
tell_all(struct fetching *fetching)
{
	struct inbox *inbox = fetching->inbox;
	char told[DESK_WORD_SIZE], hash[DESK_HASH_SIZE], head[DESK_WORD_SIZE];
	int64_t seq;
	int r = inbox_tell(inbox, STR_NONE, fetching->fetched);
	if (r != 0) {
		return r;
	}
	r = desk_store_word(inbox->store, INBOX_FACT_TOLD, told);
	if (r == 0) {
		r = desk_store_head(inbox->store, &seq, hash);
	}
	if (r < 0) {
		return r;
	}
	(void)snprintf(head, sizeof(head), "%lld %s", (long long)seq, hash);
	if (strcmp(told, head) == 0) {
		return 0;
	}
	r = desk_store_tell_head(inbox->store);
	return r < 0 ? r : inbox_tell(inbox, STR_NONE, fetching->fetched);
}

int
inbox_fetch(struct inbox *inbox, struct inbox_fetched *ret_fetched)
{
	struct inbox_fetched fetched = { .n_new = 0 };
	struct fetching *fetching = calloc(1, sizeof(*fetching));
	if (fetching == NULL) {
		return -ENOMEM;
	}
	fetching->inbox = inbox;
	fetching->fetched = &fetched;
	int r = inbox_check_left_over(inbox, &fetched);
	if (r == 0) {
		r = inbox_check_again(inbox, &fetched);
	}
	if (r == 0) {
		r = take_all(fetching);
	}
	if (r == 0) {
		r = tell_all(fetching);
	}
	free(fetching);
	if (r >= 0) {
		*ret_fetched = fetched;
	}
	return r;
}

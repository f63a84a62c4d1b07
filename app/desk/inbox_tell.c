/* SPDX-License-Identifier: MIT */
/* What the desk tells the intake: what was confirmed, what is a problem, what clients may learn, where the log ends. */
#include "desk/inbox_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/wire_json.h"

enum {
	BODY_BYTES = 64 * 1024, /* fifty accesses with names of 63 bytes, each escaped */
	TELL_REFUSED = 100,     /* the intake answers, but will not have this one */
};

/* Of one request, as it stands in one version; copied, because the store is used while it is told. */
struct telling {
	struct inbox *inbox;
	struct inbox_fetched *fetched;
	char id[WIRE_ID_LENGTH + 1], code[WIRE_CODE_LENGTH + 1], problem[24];
	enum desk_state state;
	unsigned tell;
	int64_t version;
	struct wire_tracking tracking;
	char body[BODY_BYTES];
};

static int
because(struct inbox_fetched *fetched, enum office reason)
{
	fetched->reason = office_messages[reason];
	fetched->detail = (struct bilingual){ { STR_NONE, STR_NONE } };
	return INBOX_NO_INTAKE;
}

int
inbox_send(struct inbox *inbox, const struct http_request *request, struct http_reply *ret_reply,
	struct inbox_fetched *fetched)
{
	static const enum office details[HTTP_TROUBLES] = {
		[HTTP_TROUBLE_NAME] = OFFICE_LINK_NAME,
		[HTTP_TROUBLE_UNREACHABLE] = OFFICE_LINK_UNREACHABLE,
		[HTTP_TROUBLE_SLOW] = OFFICE_LINK_SLOW,
		[HTTP_TROUBLE_NOT_HTTP] = OFFICE_LINK_NOT_HTTP,
		[HTTP_TROUBLE_TOO_LONG] = OFFICE_LINK_TOO_LONG,
		[HTTP_TROUBLE_CUT] = OFFICE_LINK_CUT,
		[HTTP_TROUBLE_NO_TLS] = OFFICE_LINK_NO_TLS,
		[HTTP_TROUBLE_AUTHORITY] = OFFICE_LINK_AUTHORITY,
		[HTTP_TROUBLE_NOT_YET_VALID] = OFFICE_LINK_NOT_YET_VALID,
		[HTTP_TROUBLE_EXPIRED] = OFFICE_LINK_EXPIRED,
		[HTTP_TROUBLE_OTHER_SERVER] = OFFICE_LINK_OTHER_SERVER,
		[HTTP_TROUBLE_CANCELLED] = OFFICE_LINK_CANCELLED,
	};
	const char *ignored = NULL;
	if (inbox->client == NULL) {
		return because(fetched, OFFICE_INTAKE_NONE);
	}
	const int r = http_client_send(inbox->client, request, ret_reply, &ignored);
	if (r <= 0) {
		return r;
	}
	(void)because(fetched, r == HTTP_UNTRUSTED ? OFFICE_INTAKE_UNTRUSTED : OFFICE_INTAKE_SILENT);
	fetched->detail = office_messages[details[http_client_trouble(inbox->client)]];
	return INBOX_NO_INTAKE;
}

int
inbox_complain(struct inbox_fetched *fetched, const struct http_reply *reply)
{
	if (reply->status == 401 || reply->status == 403) {
		return because(fetched, OFFICE_INTAKE_TOKEN);
	}
	if (reply->status == 408 || reply->status == 429 || reply->status >= 500) {
		return because(fetched, OFFICE_INTAKE_BUSY);
	}
	return because(fetched, OFFICE_INTAKE_STRANGE);
}

/* 0 when the intake took it; TELL_REFUSED, or INBOX_NO_INTAKE when others need not be tried either; both with a reason. */
static int
put(struct telling *telling, const char *method, const char *what, struct str body)
{
	char path[96];
	struct http_reply reply;
	(void)snprintf(path, sizeof(path), "/v1/submissions/%s/%s", telling->id, what);
	const struct http_request request = {
		.method = method, .path = path, .content_type = "application/json", .body = body
	};
	const int r = inbox_send(telling->inbox, &request, &reply, telling->fetched);
	if (r != 0) {
		return r;
	}
	if (reply.status >= 200 && reply.status < 300) {
		return 0;
	}
	(void)inbox_complain(telling->fetched, &reply);
	return reply.status == 404 || reply.status == 409 || reply.status == 422 ? TELL_REFUSED :
																			   INBOX_NO_INTAKE;
}

static int
tell_state(struct telling *telling)
{
	struct text body;
	text_init(&body, telling->body, sizeof(telling->body));
	if (telling->state == DESK_CONFIRMED) {
		wire_write_confirmation(telling->code, &body);
		return put(telling, "PUT", "confirmation", text_str(&body));
	}
	if (telling->state == DESK_PROBLEM && !inbox_is_of_keys(str_of(telling->problem))) {
		wire_write_problem_report(telling->problem, &body);
		return put(telling, "POST", "problems", text_str(&body));
	}
	return 0;
}

static void
add_access(void *context, ms_t at, struct str actor)
{
	struct wire_tracking *tracking = context;
	if (tracking->n_accesses < WIRE_ACCESSES_MAX) {
		struct wire_access *access = &tracking->accesses[tracking->n_accesses++];
		access->at = at;
		(void)snprintf(access->by, sizeof(access->by), "%.*s", (int)actor.n, actor.p);
	}
}

/*
 * The head that the intake has seen stands beside the log as well, so that a cut is found even when the intake is silent. Number and
 * hash in one word: killed in between, they would not belong together.
 */
static int
keep_head(struct telling *telling)
{
	const struct wire_tracking *tracking = &telling->tracking;
	char head[DESK_WORD_SIZE];
	(void)snprintf(head, sizeof(head), "%lld %s", (long long)tracking->log_seq, tracking->log_hash);
	return desk_store_keep_word(telling->inbox->store, INBOX_FACT_TOLD, head);
}

static int
tell_tracking(struct telling *telling)
{
	struct wire_tracking *tracking = &telling->tracking;
	struct text body;
	if (tracking->proofs[0][0] == '\0') {
		return 0; /* it could not be opened: nobody can prove anything about it */
	}
	int r = desk_store_accesses(
		telling->inbox->store, str_of(telling->id), WIRE_ACCESSES_MAX, add_access, tracking);
	if (r == 0) {
		r = desk_store_head(telling->inbox->store, &tracking->log_seq, tracking->log_hash);
	}
	if (r < 0) {
		return r;
	}
	text_init(&body, telling->body, sizeof(telling->body));
	wire_write_tracking(tracking, &body);
	r = put(telling, "PUT", "tracking", text_str(&body));
	return r == 0 ? keep_head(telling) : r;
}

static void
copy(char *out, size_t size, struct str text)
{
	(void)snprintf(out, size, "%.*s", (int)text.n, text.n == 0 ? "" : text.p);
}

static bool
take(void *context, const struct desk_request *request)
{
	struct telling *telling = context;
	struct wire_tracking *tracking = &telling->tracking;
	copy(telling->code, sizeof(telling->code), request->code);
	copy(telling->problem, sizeof(telling->problem), request->problem);
	telling->state = request->state;
	telling->tell = request->tell;
	telling->version = request->version;
	*tracking = (struct wire_tracking){ .closed_at = request->closed_at };
	tracking->progress = request->state == DESK_CONFIRMED ? PROGRESS_CLOSED :
		request->n_opened > 0                             ? PROGRESS_WORKING :
															PROGRESS_RECEIVED;
	copy(tracking->proofs[0], sizeof(tracking->proofs[0]), request->proofs[0]);
	copy(tracking->proofs[1], sizeof(tracking->proofs[1]), request->proofs[1]);
	return false;
}

static int
tell_one(struct telling *telling)
{
	const struct str id = str_of(telling->id);
	int r = desk_store_get(telling->inbox->store, id, take, telling);
	if (r == 0 && (telling->tell & DESK_TELL_STATE) != 0) {
		r = tell_state(telling);
	}
	if (r == 0 && (telling->tell & DESK_TELL_TRACKING) != 0) {
		r = tell_tracking(telling);
	}
	if (r == 0 && telling->tell != 0) {
		r = desk_store_told(telling->inbox->store, id, telling->version, telling->tell);
	}
	return r == DESK_STORE_SAME ? 0 : r; /* changed meanwhile: what is new stays to be told */
}

/* One that the intake refuses does not keep the others from being told; a silent intake does. */
static int
tell_all(struct telling *telling)
{
	struct inbox_ids ids;
	int result = inbox_collect(telling->inbox, DESK_UNTOLD, &ids);
	if (result < 0) {
		return result;
	}
	for (size_t i = 0; i < ids.n && result != INBOX_NO_INTAKE && result >= 0; i++) {
		memcpy(telling->id, ids.of[i], sizeof(telling->id));
		const int r = tell_one(telling);
		result = r == 0 ? result : r;
	}
	free(ids.of);
	return result;
}

int
inbox_tell(struct inbox *inbox, struct str id, struct inbox_fetched *fetched)
{
	struct telling *telling = calloc(1, sizeof(*telling));
	if (telling == NULL) {
		return -ENOMEM;
	}
	telling->inbox = inbox;
	telling->fetched = fetched;
	copy(telling->id, sizeof(telling->id), id);
	const int r = id.n > 0 ? tell_one(telling) : tell_all(telling);
	free(telling);
	return r > 0 ? INBOX_NO_INTAKE : r;
}

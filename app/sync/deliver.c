/* SPDX-License-Identifier: MIT */
/*
 * Who is to blame when an attempt fails:
 *
 *   the answer                            the link                the row
 *   ------------------------------------  ----------------------  ------------------------------
 *   a genuine receipt                     up                      delivered
 *   a problem with this request           up                      set apart
 *   401, 403                              refused: pass ends      waits for the link
 *   TLS not trusted                       down: pass ends         waits for the link
 *   429, 503, anything with Retry-After   down: pass ends         waits for the link
 *   none, another 5xx, not the intake     asked: GET /healthz
 *     it is well                          up                      waits of its own, others go on
 *     it is not                           down: pass ends         waits for the link
 *   a receipt that is not believed        down                    waits of its own, others go on
 */
#include "sync/deliver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "platform/local_time.h"
#include "platform/log_line.h"
#include "sync/answer.h"
#include "sync/exchange.h"
#include "sync/receipt.h"
#include "sync/wait.h"

enum { SIGNATURE_LINE_MAX = 1024 };

/* What an attempt failed of, for the outbox and for the log. */
struct trouble {
	enum outbox_reason reason;
	const char *code; /* of the row's last_error: the intake's, or the reason's name */
	const char *what; /* a sentence, static */
	ms_t retry_after;
};

static void
set_link(struct deliver *deliver, enum outbox_link_state state, enum outbox_reason reason)
{
	static const char *const names[] = { "unknown", "up", "down", "refused" };
	struct outbox_link *link = &deliver->link;
	if (state != link->state || reason != link->reason) {
		deliver->link_boot = 0;
		log_line("link state=%s%s%s", names[state],
			reason == OUTBOX_REASON_NONE ? "" : " reason=", outbox_reason_name(reason));
	}
	if (state != link->state) {
		link->since_wall = local_time_now();
	}
	link->state = state;
	link->reason = reason;
	if (state == OUTBOX_LINK_UP) {
		link->next_attempt_wall = 0;
	}
}

static void
note_contact(struct deliver *deliver, const struct http_reply *reply)
{
	const ms_t now = local_time_now();
	deliver->link.last_contact_wall = now;
	if (reply->date_wall != 0) {
		deliver->link.server_ahead_ms = reply->date_wall + 500 -
			now; /* the header is cut to seconds */
	}
}

/* The intake's clock, as far as it is known. */
static ms_t
intake_now(const struct deliver *deliver)
{
	return local_time_now() + deliver->link.server_ahead_ms;
}

/* Always DELIVER_LATER, for the caller to return. */
static int
fall_back(struct deliver *deliver, const struct trouble *trouble)
{
	const enum outbox_link_state state = trouble->reason == OUTBOX_REASON_CREDENTIAL ?
		OUTBOX_LINK_REFUSED :
		OUTBOX_LINK_DOWN;
	set_link(deliver, state, trouble->reason);
	deliver->wait_ms = backoff_fail(&deliver->backoff, trouble->retry_after, backoff_random());
	deliver->link.next_attempt_wall = local_time_now() + deliver->wait_ms;
	deliver->link_boot = 0;
	log_line("later reason=%s code=%s wait_ms=%lld: %s", outbox_reason_name(trouble->reason),
		trouble->code, (long long)deliver->wait_ms, trouble->what);
	return DELIVER_LATER;
}

/* The row waits until `next_wall`; 0: for the link only. What somebody else did to it meanwhile stands. */
static int
write_failure(
	struct deliver *deliver, const struct outbox_row *row, const char *code, ms_t next_wall)
{
	const struct outbox_failure failure = {
		.reason = code, .now_wall = local_time_now(), .next_wall = next_wall
	};
	const int r = outbox_failed(deliver->outbox, str_of(row->id), &failure, &deliver->link);
	deliver->link_boot = wait_now();
	return r < 0 ? r : 0;
}

static int
blame_link(struct deliver *deliver, const struct outbox_row *row, const struct trouble *trouble)
{
	const int later = fall_back(deliver, trouble);
	const int r = write_failure(deliver, row, trouble->code, 0);
	return r < 0 ? r : later;
}

static int
blame_row(struct deliver *deliver, const struct outbox_row *row, const struct trouble *trouble)
{
	const ms_t wait = backoff_draw(
		backoff_bound(deliver->backoff.base_ms, row->attempts + 1), backoff_random());
	log_line("later id=%s reason=%s code=%s wait_ms=%lld: %s", row->id,
		outbox_reason_name(trouble->reason), trouble->code, (long long)wait, trouble->what);
	const int r = write_failure(deliver, row, trouble->code, local_time_now() + wait);
	return r < 0 ? r : DELIVER_SUSPECT;
}

/* What an answer to GET /healthz says that is not the one of an intake that is well. */
static struct trouble
unhealthy(const struct http_reply *reply)
{
	/* 511 (RFC 6585 section 6) is a portal's own */
	const bool is_busy = reply->status >= 500 && reply->status <= 599 && reply->status != 511;
	struct trouble trouble = { .reason = OUTBOX_REASON_NOT_INTAKE,
		.what = "What answers is not the intake: a network's portal, or a wrong address." };
	if (is_busy) {
		trouble.reason = OUTBOX_REASON_BUSY;
		trouble.what = "The intake, or what stands in front of it, is not well.";
		trouble.retry_after = reply->retry_after;
	}
	return trouble;
}

/* 0: the intake is well; 1: it is not; DELIVER_CANCELLED, or negative errno. `ret_trouble`, without code, for 1. */
static int
ask_health(struct deliver *deliver, struct trouble *ret_trouble)
{
	const struct http_request request = { .method = "GET", .path = "/healthz" };
	struct http_reply reply;
	const char *what = "";
	const int r = exchange_send(deliver->client, &request, &reply, &what);
	if (r < 0 || r == HTTP_CANCELLED) {
		return r < 0 ? r : DELIVER_CANCELLED;
	}
	if (r == 0 && answer_is_healthy(&reply)) {
		note_contact(deliver, &reply);
		if (!deliver->distrusted) {
			set_link(deliver, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
		}
		return 0;
	}
	*ret_trouble = r == 0 ?
		unhealthy(&reply) :
		(struct trouble){ .reason = r == HTTP_UNTRUSTED ? OUTBOX_REASON_UNTRUSTED :
														  OUTBOX_REASON_NO_ANSWER,
			.what = what };
	return 1;
}

/* It may be the row or the way: who is well when asked something else is not the way. */
static int
doubt(struct deliver *deliver, const struct outbox_row *row, const struct trouble *trouble)
{
	struct trouble other;
	const int r = ask_health(deliver, &other);
	if (r < 0 || r == DELIVER_CANCELLED) {
		return r;
	}
	if (r == 0) {
		return blame_row(deliver, row, trouble);
	}
	other.code = trouble->code;
	return blame_link(deliver, row, &other);
}

static int
set_apart(struct deliver *deliver, const struct outbox_row *row, const char *code)
{
	log_line(
		"set apart id=%s code=%s: It is not sent again; guichetctl queue says what it means and what to do.",
		row->id, code);
	const int r = outbox_quarantine(deliver->outbox, str_of(row->id), code, local_time_now());
	return r < 0 ? r : 0;
}

static int
keep_receipt(struct deliver *deliver, const struct outbox_row *row, const struct http_reply *reply,
	const struct wire_receipt *receipt)
{
	char date[16] = "none";
	struct text text;
	deliver->distrusted = false;
	note_contact(deliver, reply);
	set_link(deliver, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
	backoff_succeed(&deliver->backoff);
	const struct outbox_receipt kept = {
		.jws = reply->body, .due = receipt->due, .delivered_wall = intake_now(deliver)
	};
	const int r = outbox_deliver(deliver->outbox, str_of(row->id), &kept, &deliver->link);
	if (r < 0) {
		return r;
	}
	deliver->link_boot = wait_now();
	if (receipt->due.year != 0) {
		text_init(&text, date, sizeof(date) - 1);
		calendar_write_date(receipt->due, &text);
		date[text.n] = '\0';
	}
	log_line("delivered id=%s due=%s attempts=%d", row->id, date, row->attempts + 1);
	return 0;
}

static int
take_receipt(struct deliver *deliver, const struct outbox_row *row, const struct http_reply *reply)
{
	struct wire_receipt receipt;
	const int r = receipt_check(
		deliver->intake, reply->body, str_of(row->id), row->sha256, &receipt);
	if (r < 0) {
		return r;
	}
	if (r == 0) {
		return keep_receipt(deliver, row, reply, &receipt);
	}
	deliver->distrusted = true;
	set_link(deliver, OUTBOX_LINK_DOWN, OUTBOX_REASON_NOT_INTAKE);
	return blame_row(deliver, row,
		&(struct trouble){
			.reason = OUTBOX_REASON_NOT_INTAKE,
			.code = r == RECEIPT_FORGED ? "receipt-forged" : "receipt-other",
			.what = r == RECEIPT_FORGED ?
				"The receipt is not signed by a key of intake.jwks. If the intake has new keys, bring its intake.jwks." :
				"The receipt is genuine, but for another request or other bytes: tell those who run the intake.",
		});
}

static int
take_answer(struct deliver *deliver, const struct outbox_row *row, const struct http_reply *reply)
{
	const struct answer answer = answer_of(reply);
	struct trouble trouble = { .code = answer.code, .retry_after = reply->retry_after };
	if (answer.code[0] != '\0') {
		note_contact(deliver, reply);
	}
	switch (answer.kind) {
	case ANSWER_RECEIPT:
		return take_receipt(deliver, row, reply);
	case ANSWER_SET_APART:
		set_link(deliver, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
		backoff_succeed(&deliver->backoff);
		return set_apart(deliver, row, answer.code);
	case ANSWER_REFUSED:
		trouble.reason = OUTBOX_REASON_CREDENTIAL;
		trouble.what =
			"The intake does not take this kiosk's key: its device.jwks belongs into devices/ of the intake's keys.";
		break;
	case ANSWER_LATER:
		trouble.reason = OUTBOX_REASON_BUSY;
		trouble.what = "The intake cannot take requests now.";
		break;
	case ANSWER_FOREIGN:
	case ANSWER_KINDS:
		trouble.reason = OUTBOX_REASON_NOT_INTAKE;
		trouble.what = "What answers is not the intake: a network's portal, or a wrong address.";
		break;
	}
	if (trouble.code[0] == '\0') {
		trouble.code = outbox_reason_name(trouble.reason);
	}
	const bool is_the_way = answer.kind == ANSWER_REFUSED || reply->status == 429 ||
		reply->status == 503 || reply->retry_after > 0;
	return is_the_way ? blame_link(deliver, row, &trouble) : doubt(deliver, row, &trouble);
}

/* Signs these bytes and sends them. As exchange_send(). */
static int
send_row(struct deliver *deliver, const struct outbox_row *row, struct http_reply *ret_reply,
	const char **ret_what)
{
	char path[64], line[SIGNATURE_LINE_MAX];
	char *jws;
	int r = seal_sign_detached(deliver->device, SEAL_TYP_UPLOAD, row->envelope, &jws);
	if (r < 0) {
		return r;
	}
	(void)snprintf(path, sizeof(path), "/v1/submissions/%s", row->id);
	const int n = snprintf(line, sizeof(line), "Kiosk-Signature: %s", jws);
	free(jws);
	if (n < 0 || n >= SIGNATURE_LINE_MAX) {
		return -EMSGSIZE;
	}
	const struct http_request request = { .method = "PUT",
		.path = path,
		.content_type = "application/jose",
		.body = row->envelope,
		.headers = { line } };
	return exchange_send(deliver->client, &request, ret_reply, ret_what);
}

static int
deliver_row(struct deliver *deliver, const struct outbox_row *row)
{
	unsigned char digest[OUTBOX_SHA256_BYTES];
	struct http_reply reply;
	const char *what = "";
	int r = seal_sha256(row->envelope, digest);
	if (r < 0) {
		return r;
	}
	if (memcmp(digest, row->sha256, sizeof(digest)) != 0) {
		return set_apart(deliver, row, "damaged"); /* no longer the bytes that were sealed */
	}
	r = send_row(deliver, row, &reply, &what);
	if (r == 0) {
		return take_answer(deliver, row, &reply);
	}
	struct trouble trouble = { .reason = OUTBOX_REASON_UNTRUSTED, .what = what };
	switch (r) {
	case HTTP_UNTRUSTED:
		trouble.code = outbox_reason_name(trouble.reason);
		return blame_link(deliver, row, &trouble);
	case HTTP_NO_ANSWER:
		trouble.reason = OUTBOX_REASON_NO_ANSWER;
		trouble.code = outbox_reason_name(trouble.reason);
		return doubt(deliver, row, &trouble);
	case HTTP_CANCELLED:
		return DELIVER_CANCELLED;
	default:
		return r;
	}
}

/* Rows that each fail alone, and none that does not: then it is not the rows. */
static int
suspect_link(struct deliver *deliver)
{
	const enum outbox_reason reason = deliver->distrusted ? OUTBOX_REASON_NOT_INTAKE :
															OUTBOX_REASON_BUSY;
	return fall_back(deliver,
		&(struct trouble){ .reason = reason,
			.code = outbox_reason_name(reason),
			.what = deliver->distrusted ?
				"No receipt could be believed." :
				"The intake is well, and yet takes none of several requests." });
}

int
deliver_pass(struct deliver *deliver)
{
	struct outbox_row row = { .seq = 0 };
	int n_suspects = 0;
	for (;;) {
		int r = outbox_next(deliver->outbox, row.seq, local_time_now(), &row);
		if (r == OUTBOX_NONE) {
			return deliver->distrusted && n_suspects > 0 ? suspect_link(deliver) : 0;
		}
		if (r == 0) {
			r = deliver_row(deliver, &row);
		}
		if (r != 0 && r != DELIVER_SUSPECT) {
			return r;
		}
		n_suspects = r == DELIVER_SUSPECT ? n_suspects + 1 : 0;
		if (n_suspects == DELIVER_SUSPECTS_MAX) {
			return suspect_link(deliver);
		}
	}
}

int
deliver_probe(struct deliver *deliver)
{
	struct trouble trouble;
	const int r = ask_health(deliver, &trouble);
	if (r == 1) {
		trouble.code = "healthz";
		return fall_back(deliver, &trouble);
	}
	if (r == 0) {
		backoff_succeed(&deliver->backoff);
	}
	return r;
}

int
deliver_begin(struct deliver *deliver)
{
	deliver->link_boot = wait_now();
	return outbox_link(deliver->outbox, &deliver->link);
}

int
deliver_write_link(struct deliver *deliver)
{
	const ms_t now = wait_now();
	/* half the time between two probes: each of them is written */
	const bool is_old = deliver->link.state == OUTBOX_LINK_UP &&
		now - deliver->link_boot >= DELIVER_PROBE_MS / 2;
	if (deliver->link.state == OUTBOX_LINK_UNKNOWN || (deliver->link_boot != 0 && !is_old)) {
		return 0;
	}
	const int r = outbox_set_link(deliver->outbox, &deliver->link);
	if (r == 0) {
		deliver->link_boot = now;
	}
	return r;
}

int
deliver_purge(struct deliver *deliver)
{
	int r = 0;
	if (deliver->link.state != OUTBOX_LINK_UP) {
		return 0;
	}
	const ms_t before = intake_now(deliver) - (ms_t)DELIVER_KEEP_DAYS * 24 * 60 * 60 * 1000;
	for (int n = 1; r == 0 && n > 0;) {
		r = outbox_purge(deliver->outbox, before, &n);
	}
	return r;
}

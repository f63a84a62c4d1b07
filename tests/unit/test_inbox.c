/* SPDX-License-Identifier: MIT */
/* Tests of the inbox against a small intake of their own, over real HTTP, that can also lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/reference.h"
#include "desk/inbox_parts.h"
#include "desk/wording.h"
#include "platform/http_server.h"
#include "platform/wire_json.h"

enum { N_MAX = 8, BODY_BYTES = 64 * 1024, PAGE = 2 /* items that this intake gives at a time */ };

#define TOKEN "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
#define REASON STR("to call back")
#define ALICE STR("alice")

struct submission {
	char id[37], reference[REFERENCE_LENGTH + 1];
	char *envelope, *receipt;
	int n_fetched, n_confirmed, n_tracked;
	char problem[24];
	struct wire_tracking tracking;
};

struct place {
	char folder[64];
	struct seal_key *recipient, *other, *signing;
	struct http_server *server;
	pthread_mutex_t lock; /* of what follows: the server has threads of its own */
	struct submission submissions[N_MAX];
	int n;
	unsigned status; /* answered to everything; 0: as it should be */
	bool is_damaging, is_forging, is_swapping;
	struct inbox *inbox;
};

/* ---- the intake ---- */

static void
answer(struct http_exchange *exchange, unsigned status, const char *type, struct str body,
	const char *receipt)
{
	struct http_answer reply = { .status = status, .body = body };
	reply.fields[0] = (struct http_field){ "Content-Type", type };
	if (receipt != NULL) {
		reply.fields[1] = (struct http_field){ "Guichet-Receipt", receipt };
	}
	http_answer(exchange, &reply);
}

static void
answer_page(struct place *place, struct http_exchange *exchange)
{
	static struct wire_page page;
	static char buffer[BODY_BYTES];
	struct str cursor;
	struct text out;
	const int from = http_query(exchange, "cursor", &cursor) ? cursor.p[0] - '0' : 0;
	page = (struct wire_page){ .n = 0 };
	for (int i = from; i < place->n && page.n < PAGE; i++) {
		struct wire_item *item = &page.items[page.n++];
		memcpy(item->id, place->submissions[i].id, sizeof(item->id));
		(void)snprintf(item->device, sizeof(item->device), "DEV-1");
		(void)snprintf(item->form, sizeof(item->form), "callback");
		(void)snprintf(item->form_version, sizeof(item->form_version), "1");
		item->received_at = 1795334400000;
		item->state = place->submissions[i].n_confirmed > 0 ? WIRE_CONFIRMED :
			place->submissions[i].n_fetched > 0             ? WIRE_RETRIEVED :
															  WIRE_NEW;
	}
	if (from + page.n < place->n) {
		(void)snprintf(page.next, sizeof(page.next), "%d", from + page.n);
	}
	text_init(&out, buffer, sizeof(buffer));
	wire_write_page(&page, &out);
	answer(exchange, 200, "application/json", text_str(&out), NULL);
}

/* Damaging: bytes are missing. Forging: with a genuine receipt of another. Swapping: another one, with its own receipt. */
static void
answer_envelope(struct place *place, struct http_exchange *exchange, struct submission *submission)
{
	const struct submission *last = &place->submissions[place->n - 1];
	const char *receipt = place->is_forging || place->is_swapping ? last->receipt :
																	submission->receipt;
	const struct str whole = str_of(place->is_swapping ? last->envelope : submission->envelope);
	submission->n_fetched++;
	answer(exchange, 200, "application/jose",
		place->is_damaging ? str_sub(whole, 0, whole.n - 1) : whole, receipt);
}

static void
take_report(struct submission *submission, struct http_exchange *exchange, struct str what)
{
	char code[WIRE_CODE_LENGTH + 1];
	const struct str body = http_body(exchange);
	if (str_eq(what, STR("confirmation")) && wire_read_confirmation(body, code)) {
		submission->n_confirmed++;
	} else if (str_eq(what, STR("problems"))) {
		(void)wire_read_problem_report(body, submission->problem);
	} else if (wire_read_tracking(body, &submission->tracking)) {
		submission->n_tracked++;
	}
	answer(exchange, 200, "application/json", STR("{}"), NULL);
}

static void
answer_head(struct place *place, struct http_exchange *exchange)
{
	char buffer[256], none[65] = "";
	struct text out;
	int64_t seq = 0;
	const char *hash = none;
	memset(none, '0', 64);
	for (int i = 0; i < place->n; i++) {
		const struct wire_tracking *tracking = &place->submissions[i].tracking;
		if (tracking->log_seq > seq) {
			seq = tracking->log_seq;
			hash = tracking->log_hash;
		}
	}
	text_init(&out, buffer, sizeof(buffer));
	wire_write_log_head(seq, hash, &out);
	answer(exchange, 200, "application/json", text_str(&out), NULL);
}

static void
route(struct place *place, struct http_exchange *exchange)
{
	const struct str path = http_path(exchange);
	if (place->status != 0) {
		answer(exchange, place->status, "text/plain", STR("no"), NULL);
	} else if (str_eq(path, STR("/v1/submissions"))) {
		answer_page(place, exchange);
	} else if (str_eq(path, STR("/v1/access-log-head"))) {
		answer_head(place, exchange);
	} else {
		const struct str id = str_sub(path, 16, 52);
		struct submission *submission = NULL;
		for (int i = 0; i < place->n; i++) {
			if (str_eq(id, str_of(place->submissions[i].id))) {
				submission = &place->submissions[i];
			}
		}
		if (submission == NULL) {
			answer(exchange, 404, "text/plain", STR("no"), NULL);
		} else if (path.n > 52) {
			take_report(submission, exchange, str_sub(path, 53, path.n));
		} else {
			answer_envelope(place, exchange, submission);
		}
	}
}

static void
handle(void *context, struct http_exchange *exchange)
{
	struct place *place = context;
	pthread_mutex_lock(&place->lock);
	if (str_eq(http_header(exchange, "Authorization"), STR("Bearer " TOKEN))) {
		route(place, exchange);
	} else {
		answer(exchange, 401, "text/plain", STR("no"), NULL);
	}
	pthread_mutex_unlock(&place->lock);
}

/* ---- what is delivered ---- */

/* How an envelope is wrong. */
enum fault {
	FAULT_NONE,
	FAULT_KEY,
	FAULT_ID,
	FAULT_SUB,
	FAULT_LANG,
	FAULT_FORM,
	FAULT_REFERENCE,
	FAULT_SCHEMA
};

static void
write_plaintext(const struct submission *submission, enum fault fault, char *out, size_t size)
{
	(void)snprintf(out, size,
		"{\"schema\":%d,\"id\":\"%s\",\"service\":\"callback\",\"formId\":\"%s\",\"formVersion\":\"1\","
		"\"formSha256\":\"%064d\",\"language\":\"%s\",\"answers\":{\"1\":\"Marie\",\"2\":\"\",\"3\":[\"a\",\"b\"]},"
		"\"reference\":\"%s\",\"callbackWords\":[\"apple\",\"river\"],\"createdAt\":\"2026-11-22T11:00:00Z\","
		"\"timeZone\":\"America/Toronto\",\"clock\":{\"wall\":1795345200000,\"sure\":false},"
		"\"device\":\"DEV-1\",\"assisted\":null}",
		fault == FAULT_SCHEMA ? 2 : 1,
		fault == FAULT_ID ? "019aa5d0-0000-7000-8000-0000000000ff" : submission->id,
		fault == FAULT_FORM ? "other" : "callback", 0, fault == FAULT_LANG ? "fr" : "en",
		submission->reference);
}

static char *
sign_receipt(struct place *place, const struct submission *submission)
{
	struct wire_receipt receipt = {
		.received_at = 1795334400000, .code = "7K3M9Q2XW4", .due = { 2026, 11, 24 }
	};
	char buffer[1024], *jws;
	struct text out;
	memcpy(receipt.id, submission->id, sizeof(receipt.id));
	assert_int_equal(seal_sha256(str_of(submission->envelope), receipt.sha256), 0);
	text_init(&out, buffer, sizeof(buffer));
	wire_write_receipt(&receipt, &out);
	assert_int_equal(seal_sign(place->signing, SEAL_TYP_RECEIPT, text_str(&out), &jws), 0);
	return jws;
}

static const unsigned char status_key[STATUS_KEY_BYTES] = { 7, 7, 7 };

static struct submission *
deliver(struct place *place, enum fault fault)
{
	char plaintext[2048], ref_hash[44];
	uint8_t random[6] = { (uint8_t)place->n, 1, 2, 3, 4, 5 };
	pthread_mutex_lock(&place->lock);
	struct submission *submission = &place->submissions[place->n];
	(void)snprintf(
		submission->id, sizeof(submission->id), "019aa5d0-0000-7000-8000-%012d", place->n + 1);
	reference_make(random, submission->reference);
	write_plaintext(submission, fault, plaintext, sizeof(plaintext));
	assert_int_equal(
		seal_ref_hash(status_key, sizeof(status_key),
			fault == FAULT_REFERENCE ? STR("0000000000") : str_of(submission->reference), ref_hash),
		0);
	const struct seal_header header = { .id = fault == FAULT_SUB ?
			STR("019aa5d0-0000-7000-8000-0000000000ff") :
			str_of(submission->id),
		.form = STR("callback"),
		.form_version = STR("1"),
		.lang = LANG_EN,
		.ref_hash = str_of(ref_hash) };
	assert_int_equal(seal_close(fault == FAULT_KEY ? place->other : place->recipient, &header,
						 str_of(plaintext), &submission->envelope),
		0);
	submission->receipt = sign_receipt(place, submission);
	place->n++;
	pthread_mutex_unlock(&place->lock);
	return submission;
}

/* ---- set-up ---- */

static void
write_file(const struct place *place, const char *name, const void *bytes, size_t n)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", place->folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void
make_keys(struct place *place)
{
	char a[128], b[128];
	struct diagnosis diagnosis;
	(void)snprintf(a, sizeof(a), "%s/other.jwk", place->folder);
	(void)snprintf(b, sizeof(b), "%s/other.jwks", place->folder);
	assert_int_equal(seal_make_keys(a, b, &diagnosis), 0);
	assert_int_equal(seal_load_public(b, 0, &place->other, &diagnosis), 0);
	(void)snprintf(a, sizeof(a), "%s/desk.jwk", place->folder);
	(void)snprintf(b, sizeof(b), "%s/recipient.jwks", place->folder);
	assert_int_equal(seal_make_keys(a, b, &diagnosis), 0);
	assert_int_equal(seal_load_public(b, 0, &place->recipient, &diagnosis), 0);
	(void)snprintf(a, sizeof(a), "%s/intake.jwk", place->folder);
	(void)snprintf(b, sizeof(b), "%s/intake.jwks", place->folder);
	assert_int_equal(seal_make_signing_keys(a, b, NULL, &diagnosis), 0);
	assert_int_equal(seal_load_signing(a, &place->signing, &diagnosis), 0);
	write_file(place, "status.key", status_key, sizeof(status_key));
	write_file(place, "desk.token", TOKEN "\n", sizeof(TOKEN));
}

static void
open_inbox(struct place *place)
{
	char url[64];
	struct diagnosis diagnosis;
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", http_server_port(place->server));
	const struct inbox_options options = { .state = place->folder, .intake = url };
	assert_int_equal(inbox_open(&options, &place->inbox, &diagnosis), 0);
}

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	struct diagnosis diagnosis;
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-inbox-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	pthread_mutex_init(&place->lock, NULL);
	const struct http_server_options options = { .listen = "127.0.0.1:0",
		.body_max = BODY_BYTES,
		.n_threads = 1,
		.n_connections_max = 8,
		.idle_timeout_ms = 5000,
		.request_timeout_ms = 5000,
		.handle = handle,
		.context = place };
	assert_int_equal(http_server_open(&options, &place->server, &diagnosis), 0);
	make_keys(place);
	open_inbox(place);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	place->inbox = inbox_close(place->inbox);
	place->server = http_server_close(place->server);
	for (int i = 0; i < place->n; i++) {
		free(place->submissions[i].envelope);
		free(place->submissions[i].receipt);
	}
	seal_free_key(place->recipient);
	seal_free_key(place->other);
	seal_free_key(place->signing);
	DIR *folder = opendir(place->folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		(void)unlinkat(dirfd(folder), entry->d_name, 0);
	}
	closedir(folder);
	const int r = rmdir(place->folder);
	pthread_mutex_destroy(&place->lock);
	free(place);
	return r;
}

static struct inbox_fetched
fetch(struct place *place, int expected)
{
	struct inbox_fetched fetched = { .n_new = -1 };
	assert_int_equal(inbox_fetch(place->inbox, &fetched), expected);
	return fetched;
}

static void
take_row(void *context, const struct inbox_row *row)
{
	(void)row;
	++*(int *)context;
}

static int
n_listed(struct place *place)
{
	int n = 0;
	assert_int_equal(inbox_list(place->inbox, true, take_row, &n), 0);
	return n;
}

static struct inbox_row
find(struct place *place, const struct submission *submission)
{
	struct inbox_row row;
	assert_int_equal(inbox_find(place->inbox, str_of(submission->id), &row), 0);
	return row;
}

static int64_t
log_length(struct place *place)
{
	struct inbox_verdict verdict;
	assert_int_equal(inbox_check_log(place->inbox, &verdict), 0);
	assert_int_equal(verdict.broken_seq, 0);
	assert_false(verdict.is_cut);
	return verdict.n_entries;
}

/* ---- tests ---- */

static void
each_request_comes_once(void **state)
{
	struct place *place = *state;
	char proof[44];
	for (int i = 0; i < 5; i++) {
		(void)deliver(place, FAULT_NONE);
	}
	struct inbox_fetched fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 5);
	assert_int_equal(fetched.n_refused, 0);
	assert_int_equal(fetched.reason.in[LANG_EN].n, 0);
	fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 0);
	assert_int_equal(n_listed(place), 5);
	for (int i = 0; i < 5; i++) {
		const struct submission *submission = &place->submissions[i];
		assert_int_equal(submission->n_fetched, 1);
		assert_true(submission->n_tracked > 0);
		assert_int_equal(submission->tracking.progress, PROGRESS_RECEIVED);
		assert_int_equal(submission->tracking.n_accesses, 0);
		char ref_hash[44];
		assert_int_equal(
			seal_ref_hash(status_key, sizeof(status_key), str_of(submission->reference), ref_hash),
			0);
		assert_int_equal(
			seal_word_proof(status_key, sizeof(status_key), str_of(ref_hash), STR("river"), proof),
			0);
		assert_string_equal(submission->tracking.proofs[1], proof);
	}
	(void)deliver(place, FAULT_NONE);
	fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 1);
}

/* On an empty store: what was closed before stays away, and keeps nothing else away. */
static void
a_new_store_takes_what_is_open(void **state)
{
	struct place *place = *state;
	char path[128];
	for (int i = 0; i < 3; i++) {
		(void)deliver(place, FAULT_NONE);
	}
	(void)fetch(place, 0);
	assert_int_equal(inbox_confirm(place->inbox, str_of(place->submissions[0].id), ALICE), 0);
	place->inbox = inbox_close(place->inbox);
	(void)snprintf(path, sizeof(path), "%s/desk.db", place->folder);
	assert_int_equal(unlink(path), 0);
	open_inbox(place);
	assert_int_equal(fetch(place, 0).n_new, 2);
}

/* What is of no known format, and what says otherwise outside than inside. */
static void
what_does_not_agree_is_a_problem(void **state)
{
	static const struct {
		enum fault fault;
		const char *problem;
	} cases[] = {
		{ FAULT_SCHEMA, "unreadable" },
		{ FAULT_ID, "wrong-header" },
		{ FAULT_SUB, "wrong-header" },
		{ FAULT_LANG, "wrong-header" },
		{ FAULT_FORM, "wrong-header" },
	};
	enum { N = sizeof(cases) / sizeof(cases[0]) };
	struct place *place = *state;
	struct reading *reading = NULL;
	for (int i = 0; i < N; i++) {
		(void)deliver(place, cases[i].fault);
	}
	const struct inbox_fetched fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 0);
	assert_int_equal(fetched.n_refused, N);
	for (int i = 0; i < N; i++) {
		const struct submission *submission = &place->submissions[i];
		const struct inbox_row row = find(place, submission);
		if (strcmp(row.problem, cases[i].problem) != 0) {
			fail_msg("case %d: %s", i, row.problem);
		}
		assert_int_equal(row.state, INBOX_PROBLEM);
		assert_int_equal(row.urgency, URGENCY_UNKNOWN); /* its client waits as others do */
		assert_int_equal(row.due.day, 24);
		assert_string_equal(submission->problem, cases[i].problem);
		assert_int_equal(submission->n_tracked, 0);
		assert_int_equal(
			inbox_open_request(place->inbox, str_of(submission->id), ALICE, REASON, &reading),
			INBOX_REFUSED);
		assert_null(reading);
	}
}

/* The files of keys that are in force when the inbox is opened the next time. */
static void
change_keys(struct place *place, const char *private_name, const unsigned char *status)
{
	char from[128], to[128];
	(void)snprintf(from, sizeof(from), "%s/%s", place->folder, private_name);
	(void)snprintf(to, sizeof(to), "%s/desk.jwk", place->folder);
	place->inbox = inbox_close(place->inbox);
	(void)unlink(to);
	assert_int_equal(link(from, to), 0);
	write_file(place, "status.key", status, STATUS_KEY_BYTES);
	open_inbox(place);
}

static struct inbox_health
health_of(struct place *place)
{
	struct inbox_health health;
	assert_int_equal(inbox_health(place->inbox, &health), 0);
	return health;
}

/* A wrong key is a fault of the desk: no request is blamed for it, and all mend themselves once it is put right. */
static void
wrong_keys_are_told_and_mend_themselves(void **state)
{
	static const unsigned char other_status[STATUS_KEY_BYTES] = { 9 };
	struct place *place = *state;
	struct reading *reading = NULL;
	char kept[128], desk[128];
	(void)snprintf(desk, sizeof(desk), "%s/desk.jwk", place->folder);
	(void)snprintf(kept, sizeof(kept), "%s/kept.jwk", place->folder);
	assert_int_equal(link(desk, kept), 0);
	const struct submission *one = deliver(place, FAULT_NONE), *two = deliver(place, FAULT_NONE);
	change_keys(place, "other.jwk", status_key);
	assert_int_equal(fetch(place, 0).n_refused, 2);
	assert_string_equal(find(place, one).problem, DESK_OTHER_KEY);
	assert_int_equal(health_of(place).n_other_key, 2);
	assert_int_equal(inbox_open_request(place->inbox, str_of(two->id), ALICE, REASON, &reading),
		INBOX_OTHER_KEYS);
	change_keys(place, "kept.jwk", other_status);
	assert_int_equal(fetch(place, 0).n_mended, 0);
	assert_int_equal(health_of(place).n_other_key, 0);
	assert_int_equal(health_of(place).n_other_status_key, 2);
	const int64_t before = log_length(place);
	(void)fetch(place, 0); /* with the same keys nothing is tried again */
	assert_int_equal(log_length(place), before);
	assert_string_equal(one->problem, "");
	assert_int_equal(one->n_tracked, 0);
	change_keys(place, "kept.jwk", status_key);
	assert_int_equal(fetch(place, 0).n_mended, 2);
	assert_int_equal(log_length(place), before + 2);
	assert_int_equal(health_of(place).n_other_status_key, 0);
	assert_int_equal(find(place, one).state, INBOX_NEW);
	assert_int_equal(find(place, two).state, INBOX_OPENED); /* somebody tried to */
	assert_string_equal(one->problem, "");
	assert_true(one->n_tracked > 0);
}

/* Whoever finds that out may blame the request after all. */
static void
a_strange_request_may_be_reported(void **state)
{
	struct place *place = *state;
	const struct submission *one = deliver(place, FAULT_KEY);
	const struct submission *two = deliver(place, FAULT_REFERENCE);
	(void)fetch(place, 0);
	assert_string_equal(find(place, two).problem, DESK_OTHER_STATUS_KEY);
	assert_int_equal(inbox_problem(place->inbox, str_of(one->id), ALICE, STR("unreadable")), 0);
	assert_string_equal(one->problem, "unreadable");
	assert_string_equal(two->problem, "");
}

/* Whoever has no genuine receipt for these bytes is not believed; what it hid comes later, from earlier pages too. */
static void
nothing_is_taken_without_a_genuine_receipt(void **state)
{
	struct place *place = *state;
	for (int i = 0; i < 5; i++) {
		(void)deliver(place, FAULT_NONE);
	}
	place->is_damaging = true;
	struct inbox_fetched fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 0);
	assert_true(fetched.reason.in[LANG_FR].n > 0);
	place->is_damaging = false;
	place->is_swapping = true;
	fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 1); /* the last one, whose receipt it is */
	assert_true(fetched.reason.in[LANG_EN].n > 0);
	place->is_swapping = false;
	place->is_forging = true;
	fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 0);
	assert_int_equal(n_listed(place), 1);
	place->is_forging = false;
	fetched = fetch(place, 0);
	assert_int_equal(fetched.n_new, 4);
	assert_int_equal(fetched.reason.in[LANG_EN].n, 0);
	assert_int_equal(n_listed(place), 5);
}

static void
opening_needs_a_reason_and_leaves_a_trace(void **state)
{
	struct place *place = *state;
	struct reading *reading = NULL;
	const struct submission *submission = deliver(place, FAULT_NONE);
	const struct str id = str_of(submission->id);
	static const char *const none[] = { "", "ab", "  a  ", "line\nbreak", "\xff\xff\xff\xff" };
	(void)fetch(place, 0);
	const int64_t before = log_length(place);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_int_equal(inbox_open_request(place->inbox, id, ALICE, str_of(none[i]), &reading),
			INBOX_NO_REASON);
	}
	assert_null(reading);
	assert_int_equal(log_length(place), before);
	assert_int_equal(find(place, submission).state, INBOX_NEW);
	assert_int_equal(inbox_open_request(place->inbox, id, ALICE, REASON, &reading), 0);
	assert_int_equal(log_length(place), before + 1);
	assert_int_equal(find(place, submission).n_opened, 1);
	/* the intake knew the end of the log before anything was shown */
	assert_int_equal(submission->tracking.log_seq, before + 1);
	assert_int_equal(submission->tracking.progress, PROGRESS_WORKING);
	assert_int_equal(submission->tracking.n_accesses, 1);
	assert_string_equal(submission->tracking.accesses[0].by, "alice");
	assert_int_equal(reading->n_rows, 3);
	assert_true(str_eq(reading->rows[0].question.in[LANG_EN], STR("Question 1")));
	assert_true(str_eq(reading->rows[0].answers[0], STR("Marie")));
	assert_int_equal(reading->rows[1].n_answers, 0);
	assert_int_equal(reading->rows[2].n_answers, 2);
	assert_true(str_eq(reading->callback_words[1], STR("river")));
	assert_false(reading->is_template_known);
	assert_false(reading->clock_sure);
	reading_free(reading);
	assert_int_equal(inbox_open_request(place->inbox, STR("019aa5d0-0000-7000-8000-0000000000ee"),
						 ALICE, REASON, &reading),
		INBOX_ABSENT);
}

/* What the intake could not be told, it is told when it answers again; once. */
static void
what_could_not_be_told_is_told_later(void **state)
{
	struct place *place = *state;
	const struct submission *one = deliver(place, FAULT_NONE);
	const struct submission *two = deliver(place, FAULT_NONE);
	(void)fetch(place, 0);
	place->status = 503;
	assert_int_equal(inbox_confirm(place->inbox, str_of(one->id), ALICE), 0);
	assert_int_equal(inbox_confirm(place->inbox, str_of(one->id), ALICE), INBOX_DONE_BEFORE);
	assert_int_equal(inbox_problem(place->inbox, str_of(two->id), ALICE, STR("other")), 0);
	assert_int_equal(
		inbox_problem(place->inbox, str_of(one->id), ALICE, STR("other")), INBOX_DONE_BEFORE);
	assert_int_equal(one->n_confirmed, 0);
	struct inbox_fetched fetched = fetch(place, INBOX_NO_INTAKE);
	assert_true(fetched.reason.in[LANG_EN].n > 0);
	place->inbox = inbox_close(place->inbox);
	place->status = 0;
	open_inbox(place);
	fetched = fetch(place, 0);
	assert_int_equal(one->n_confirmed, 1);
	assert_int_equal(one->tracking.progress, PROGRESS_CLOSED);
	assert_true(one->tracking.closed_at > 0);
	assert_string_equal(two->problem, "other");
	(void)fetch(place, 0);
	assert_int_equal(one->n_confirmed, 1);
	place->status = 401;
	fetched = fetch(place, INBOX_NO_INTAKE);
	assert_true(
		str_eq(fetched.reason.in[LANG_EN], office_messages[OFFICE_INTAKE_TOKEN].in[LANG_EN]));
}

static void
ids_may_be_short_or_the_reference(void **state)
{
	struct place *place = *state;
	char id[37], shown[16];
	struct text out;
	const struct submission *one = deliver(place, FAULT_NONE);
	(void)deliver(place, FAULT_NONE);
	(void)fetch(place, 0);
	assert_int_equal(inbox_resolve(place->inbox, STR("019aa5d0"), id), INBOX_AMBIGUOUS);
	assert_int_equal(inbox_resolve(place->inbox, STR("0001"), id), 0);
	assert_string_equal(id, one->id);
	assert_int_equal(inbox_resolve(place->inbox, STR("001"), id), INBOX_ABSENT); /* too short */
	text_init(&out, shown, sizeof(shown));
	reference_show(one->reference, &out);
	memset(id, 0, sizeof(id));
	assert_int_equal(inbox_resolve(place->inbox, text_str(&out), id), 0);
	assert_string_equal(id, one->id);
	assert_int_equal(inbox_resolve(place->inbox, STR("%"), id), INBOX_ABSENT);
}

static void
nobody_can(void *context, const struct inbox_entry *entry)
{
	*(int64_t *)context = entry->seq;
}

static void
a_cut_log_is_found_by_the_intake(void **state)
{
	struct place *place = *state;
	struct inbox_verdict verdict;
	int64_t last = 0;
	(void)deliver(place, FAULT_NONE);
	(void)fetch(place, 0);
	assert_int_equal(inbox_log(place->inbox, STR_NONE, ALICE, nobody_can, &last), 0);
	(void)fetch(
		place, 0); /* no request brought that entry along; the intake knows it all the same */
	assert_int_equal(place->submissions[0].tracking.log_seq, last);
	assert_int_equal(inbox_check_log(place->inbox, &verdict), 0);
	assert_true(verdict.asked_intake);
	assert_false(verdict.is_cut);
	place->submissions[0].tracking.log_seq++;
	assert_int_equal(inbox_check_log(place->inbox, &verdict), 0);
	assert_true(verdict.is_cut);
	place->submissions[0].tracking.log_seq--;
	char *digit = &place->submissions[0].tracking.log_hash[0];
	*digit = *digit == '0' ? '1' : '0';
	assert_int_equal(inbox_check_log(place->inbox, &verdict), 0);
	assert_true(verdict.is_cut);
}

static void
without_a_calendar_it_says_so(void **state)
{
	struct place *place = *state;
	struct inbox_health health;
	const struct submission *one = deliver(place, FAULT_NONE);
	(void)fetch(place, 0);
	assert_int_equal(inbox_health(place->inbox, &health), 0);
	assert_false(health.has_calendar);
	assert_true(health.calendar_trouble.in[LANG_FR].n > 0);
	assert_false(health.clock_is_wrong);
	assert_int_equal(health.counts[INBOX_NEW], 1);
	assert_int_equal(find(place, one).urgency, URGENCY_UNKNOWN);
	assert_non_null(inbox_other_zone(place->inbox));
}

/* What was measured is followed: a clock that somebody sets right is right without another fetch. */
static void
a_mended_clock_is_noticed(void **state)
{
	struct place *place = *state;
	enum { HOUR = 3600 * 1000 };
	int64_t fetched_at, ahead;
	(void)deliver(place, FAULT_NONE);
	(void)fetch(place, 0);
	struct desk_store *store = place->inbox->store;
	assert_int_equal(desk_store_fact(store, INBOX_FACT_FETCHED, &fetched_at), 0);
	assert_int_equal(desk_store_fact(store, INBOX_FACT_AHEAD, &ahead), 0);
	/* it was an hour ahead then, and was set back since */
	assert_int_equal(desk_store_keep_fact(store, INBOX_FACT_FETCHED, fetched_at + HOUR), 0);
	assert_int_equal(desk_store_keep_fact(store, INBOX_FACT_AHEAD, ahead + HOUR), 0);
	assert_false(health_of(place).clock_is_wrong);
	/* it was right then, and was set back since */
	assert_int_equal(desk_store_keep_fact(store, INBOX_FACT_AHEAD, ahead), 0);
	assert_true(health_of(place).clock_is_wrong);
	assert_true(health_of(place).clock_ahead < -HOUR / 2);
	/* after another start nobody can tell */
	assert_int_equal(desk_store_keep_word(store, INBOX_FACT_START, "another"), 0);
	assert_int_equal(desk_store_keep_fact(store, INBOX_FACT_AHEAD, ahead + HOUR), 0);
	assert_true(health_of(place).clock_is_wrong);
	assert_false(health_of(place).clock_is_of_now);
}

/* 2019-11-22T12:09:00Z, read in a zone of the computer's own; of a year in which nobody changes that zone any more. */
static void
times_have_a_zone_without_a_calendar(void **state)
{
	struct place *place = *state;
	char buffer[96];
	struct text out;
	place->inbox = inbox_close(place->inbox);
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	open_inbox(place);
	const char *zone = inbox_other_zone(place->inbox);
	assert_non_null(zone);
	assert_string_not_equal(zone, "UTC");
	place->inbox = inbox_close(place->inbox);
	assert_int_equal(setenv("TZ", "America/Vancouver", 1), 0);
	open_inbox(place);
	assert_string_equal(inbox_other_zone(place->inbox), "America/Vancouver");
	text_init(&out, buffer, sizeof(buffer));
	wording_time(LANG_EN, 1574424540000, &out);
	assert_true(str_eq(text_str(&out), STR("November 22, 2019, 4:09\u00a0a.m.")));
	text_init(&out, buffer, sizeof(buffer));
	wording_time(LANG_FR, 1574424540000, &out);
	assert_true(str_eq(text_str(&out), STR("22\u00a0novembre 2019 à 4\u00a0h\u00a009")));
}

/* ---- dates ---- */

static const struct calendar working = { .first_year = 2026, .last_year = 2027 };

static enum inbox_urgency
urgency(struct date today, struct date due, int32_t expected_days)
{
	int32_t days = -1;
	const enum inbox_urgency found = inbox_urgency(&working, today, due, &days);
	assert_int_equal(days, expected_days);
	return found;
}

static void
due_dates_are_the_earlier_ones(void **state)
{
	const struct date friday = { 2026, 11, 20 }, monday = { 2026, 11, 23 },
					  tuesday = { 2026, 11, 24 }, wednesday = { 2026, 11, 25 }, none = { 0 };
	const struct date end = { 2027, 12, 31 };
	(void)state;
	assert_int_equal(calendar_compare(inbox_due(&working, friday, none), tuesday), 0);
	assert_int_equal(calendar_compare(inbox_due(&working, friday, wednesday), tuesday), 0);
	assert_int_equal(calendar_compare(inbox_due(&working, friday, monday), monday), 0);
	assert_int_equal(calendar_compare(inbox_due(NULL, friday, wednesday), wednesday), 0);
	assert_int_equal(inbox_due(NULL, friday, none).year, 0);
	assert_int_equal(inbox_due(&working, end, none).year, 0);
}

static void
urgency_counts_in_working_days(void **state)
{
	const struct date friday = { 2026, 11, 20 }, saturday = { 2026, 11, 21 },
					  monday = { 2026, 11, 23 }, tuesday = { 2026, 11, 24 }, none = { 0 };
	const struct date later = { 2028, 1, 3 };
	int32_t days;
	(void)state;
	assert_int_equal(urgency(friday, friday, 0), URGENCY_TODAY);
	assert_int_equal(urgency(friday, monday, 0), URGENCY_TOMORROW);
	assert_int_equal(urgency(saturday, monday, 0), URGENCY_TOMORROW);
	assert_int_equal(urgency(friday, tuesday, 0), URGENCY_LATER);
	assert_int_equal(urgency(saturday, friday, 0), URGENCY_OVERDUE);
	assert_int_equal(urgency(monday, friday, 1), URGENCY_OVERDUE);
	assert_int_equal(urgency(tuesday, friday, 2), URGENCY_OVERDUE);
	assert_int_equal(urgency(friday, none, 0), URGENCY_UNKNOWN);
	assert_int_equal(urgency(later, friday, 0), URGENCY_UNKNOWN);
	assert_int_equal(inbox_urgency(NULL, friday, friday, &days), URGENCY_UNKNOWN);
}

static void
words(enum lang lang, enum inbox_urgency found, int32_t days, const char *expected)
{
	const struct inbox_row row = {
		.urgency = found, .overdue_days = days, .due = { 2026, 11, 24 }
	};
	char buffer[160];
	struct text out;
	text_init(&out, buffer, sizeof(buffer));
	wording_urgency(lang, &row, &out);
	assert_false(out.full);
	if (!str_eq(text_str(&out), str_of(expected))) {
		fail_msg("%.*s instead of %s", (int)out.n, out.p, expected);
	}
}

static void
urgency_is_told_in_words(void **state)
{
	(void)state;
	words(LANG_EN, URGENCY_TODAY, 0, "due today");
	words(LANG_EN, URGENCY_LATER, 0, "due by November 24, 2026");
	words(LANG_EN, URGENCY_UNKNOWN, 0, "due by November 24, 2026");
	words(LANG_FR, URGENCY_LATER, 0, "à faire au plus tard le\u00a024\u00a0novembre 2026");
	words(LANG_EN, URGENCY_OVERDUE, 0, "overdue");
	words(LANG_EN, URGENCY_OVERDUE, 1, "1 working day overdue");
	words(LANG_EN, URGENCY_OVERDUE, 2, "2 working days overdue");
	words(LANG_FR, URGENCY_OVERDUE, 1, "en retard de 1\u00a0jour ouvrable");
	words(LANG_FR, URGENCY_OVERDUE, 12, "en retard de 12\u00a0jours ouvrables");
	words(LANG_FR, URGENCY_TODAY, 0, "à faire aujourd’hui");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_request_comes_once, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_new_store_takes_what_is_open, make_place, remove_place),
		cmocka_unit_test_setup_teardown(what_does_not_agree_is_a_problem, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			wrong_keys_are_told_and_mend_themselves, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			a_strange_request_may_be_reported, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			nothing_is_taken_without_a_genuine_receipt, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			opening_needs_a_reason_and_leaves_a_trace, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			what_could_not_be_told_is_told_later, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			ids_may_be_short_or_the_reference, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_cut_log_is_found_by_the_intake, make_place, remove_place),
		cmocka_unit_test_setup_teardown(without_a_calendar_it_says_so, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_mended_clock_is_noticed, make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			times_have_a_zone_without_a_calendar, make_place, remove_place),
		cmocka_unit_test(due_dates_are_the_earlier_ones),
		cmocka_unit_test(urgency_counts_in_working_days),
		cmocka_unit_test(urgency_is_told_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

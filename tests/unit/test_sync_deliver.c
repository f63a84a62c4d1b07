/* SPDX-License-Identifier: MIT */
/* Tests of a pass of guichet-sync: a real outbox, real signatures, and a server on loopback that answers as each test wants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/http_server.h"
#include "platform/local_time.h"
#include "platform/wire_json.h"
#include "sync/deliver.h"

enum { ENVELOPE = 2000 };

/* How the server answers a delivery. */
enum manner {
	GENUINE,
	GENUINE_LATE,  /* 200: it was there already */
	FORGED,        /* a receipt by another key */
	OTHER_REQUEST, /* a genuine receipt for something else */
	PORTAL,        /* 200 and a page */
	CONFLICT,      /* 409 with the intake's problem */
	UNKNOWN_KEY,   /* 401 */
	BUSY,          /* 503 with Retry-After: 30 */
	BROKEN,        /* 500 of whatever stands in front */
};

struct place {
	char folder[64];
	struct seal_key *intake_key, *other_key, *device_key;
	struct seal_signers *intake, *devices;
	struct deliver deliver;

	/* read and written by the server's thread while a request is under way only */
	enum manner manner, odd_manner;
	int odd; /* the number of the request that is answered in `odd_manner`; 0: none */
	bool is_ill;
	int n_puts, n_probes, n_unsigned;
};

static int n_flushes; /* as in test_outbox_sync.c */

int
fsync(int fd)
{
	n_flushes++;
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	n_flushes++;
	return (int)syscall(SYS_fdatasync, fd);
}

/* ---- the server ---- */

static void
answer(struct http_exchange *exchange, unsigned status, const char *type, struct str body)
{
	http_answer(exchange,
		&(struct http_answer){
			.status = status, .body = body, .fields = { { "Content-Type", type } } });
}

static void
answer_receipt(const struct place *place, struct http_exchange *exchange, enum manner manner)
{
	char buffer[1024];
	struct text text;
	struct wire_receipt receipt = {
		.received_at = 1794236645000, .code = "7K3M9Q2XW4", .due = { 2026, 11, 12 }
	};
	char *jws;
	text_init(&text, buffer, sizeof(buffer));
	memcpy(receipt.id, http_path(exchange).p + strlen("/v1/submissions/"), WIRE_ID_LENGTH);
	if (manner == OTHER_REQUEST) {
		receipt.id[0] = 'f';
	}
	if (seal_sha256(http_body(exchange), receipt.sha256) != 0) {
		abort();
	}
	wire_write_receipt(&receipt, &text);
	if (seal_sign(manner == FORGED ? place->other_key : place->intake_key, SEAL_TYP_RECEIPT,
			text_str(&text), &jws) != 0) {
		abort();
	}
	answer(exchange, manner == GENUINE_LATE ? 200 : 201, "application/jose", str_of(jws));
	free(jws);
}

static void
answer_problem(struct http_exchange *exchange, unsigned status)
{
	char buffer[4096];
	struct text text;
	struct wire_problem problem = { .status = status };
	text_init(&text, buffer, sizeof(buffer));
	(void)snprintf(problem.code, sizeof(problem.code), "SUB-%u-1", status);
	(void)snprintf(problem.instance, sizeof(problem.instance), "/v1/submissions");
	(void)snprintf(problem.trace_id, sizeof(problem.trace_id), "0123456789abcdef");
	for (int i = 0; i < LANG_COUNT; i++) {
		(void)snprintf(problem.title[i], sizeof(problem.title[i]), "A title");
		(void)snprintf(problem.detail[i], sizeof(problem.detail[i]), "A sentence.");
	}
	wire_write_problem(&problem, LANG_EN, &text);
	http_answer(exchange,
		&(struct http_answer){ .status = status,
			.body = text_str(&text),
			.fields = { { "Content-Type", "application/problem+json" },
				{ status == 503 ? "Retry-After" : NULL, "30" } } });
}

static void
take_put(struct place *place, struct http_exchange *exchange)
{
	struct seal_signer signer;
	const struct str path = http_path(exchange);
	char digits[13] = "";
	memcpy(digits, path.p + path.n - 12, 12);
	const int number = (int)strtol(digits, NULL, 10);
	const enum manner manner = number == place->odd ? place->odd_manner : place->manner;
	place->n_puts++;
	place->n_unsigned += seal_verify_detached(place->devices, SEAL_TYP_UPLOAD,
							 http_header(exchange, "Kiosk-Signature"), http_body(exchange),
							 &signer) != 0 ||
		strcmp(signer.device, "DEV-0421") != 0;
	switch (manner) {
	case GENUINE:
	case GENUINE_LATE:
	case FORGED:
	case OTHER_REQUEST:
		answer_receipt(place, exchange, manner);
		break;
	case PORTAL:
		answer(exchange, 200, "text/html", STR("<h1>Welcome</h1>"));
		break;
	case CONFLICT:
		answer_problem(exchange, 409);
		break;
	case UNKNOWN_KEY:
		answer_problem(exchange, 401);
		break;
	case BUSY:
		answer_problem(exchange, 503);
		break;
	case BROKEN:
		answer(exchange, 500, "text/html", STR("<h1>Oops</h1>"));
		break;
	}
}

static void
handle(void *context, struct http_exchange *exchange)
{
	struct place *place = *(struct place **)context;
	if (str_eq(http_method(exchange), STR("PUT"))) {
		take_put(place, exchange);
		return;
	}
	place->n_probes++;
	if (place->is_ill) {
		answer(exchange, 200, "text/html", STR("<h1>Welcome</h1>"));
	} else {
		answer(exchange, 200, "application/json",
			STR("{\"service\":\"guichet-intake\",\"status\":\"ok\"}"));
	}
}

/* ---- the place ---- */

static int
make_pair(const struct place *place, const char *name, const char *device,
	struct seal_key **ret_key, struct seal_signers **signers)
{
	char private_path[128], public_path[160];
	struct diagnosis diagnosis;
	(void)snprintf(private_path, sizeof(private_path), "%s/%s.jwk", place->folder, name);
	(void)snprintf(public_path, sizeof(public_path), "%ss", private_path);
	if (seal_make_signing_keys(private_path, public_path, device, &diagnosis) < 0 ||
		seal_load_signing(private_path, ret_key, &diagnosis) < 0 ||
		(signers != NULL && seal_add_signers(public_path, signers, &diagnosis) < 0)) {
		return -1;
	}
	return unlink(private_path) + unlink(public_path);
}

/* One for all tests; it answers as the place of the test that runs wants. */
static struct http_server *server;
static struct place *current;

static int
open_server(void **state)
{
	struct diagnosis diagnosis;
	const struct http_server_options options = { .listen = "127.0.0.1:0",
		.body_max = 655360,
		.n_threads = 1,
		.n_connections_max = 8,
		.idle_timeout_ms = 5000,
		.request_timeout_ms = 5000,
		.handle = handle,
		.context = &current };
	(void)state;
	return http_server_open(&options, &server, &diagnosis);
}

static int
close_server(void **state)
{
	(void)state;
	server = http_server_close(server);
	return 0;
}

static int
open_client(struct place *place, unsigned port)
{
	char url[64];
	struct diagnosis diagnosis;
	const struct http_client_options options = {
		.url = url, .connect_timeout_ms = 5000, .request_timeout_ms = 5000
	};
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", port);
	return http_client_open(&options, &place->deliver.client, &diagnosis);
}

static int
open_way(struct place *place)
{
	char path[96];
	struct diagnosis diagnosis;
	(void)snprintf(path, sizeof(path), "%s/outbox.db", place->folder);
	if (open_client(place, http_server_port(server)) < 0 ||
		outbox_open(path, false, &place->deliver.outbox, &diagnosis) < 0) {
		return -1;
	}
	return deliver_begin(&place->deliver);
}

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-sync-XXXXXX");
	if (mkdtemp(place->folder) == NULL ||
		make_pair(place, "intake", NULL, &place->intake_key, &place->intake) < 0 ||
		make_pair(place, "other", NULL, &place->other_key, NULL) < 0 ||
		make_pair(place, "device", "DEV-0421", &place->device_key, &place->devices) < 0) {
		return -1;
	}
	place->deliver.device = place->device_key;
	place->deliver.intake = place->intake;
	place->deliver.backoff.base_ms = 5000;
	*state = place;
	current = place;
	return open_way(place);
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	char path[128];
	http_client_close(place->deliver.client);
	outbox_close(place->deliver.outbox);
	seal_free_key(place->intake_key);
	seal_free_key(place->other_key);
	seal_free_key(place->device_key);
	seal_free_signers(place->intake);
	seal_free_signers(place->devices);
	(void)snprintf(path, sizeof(path), "%s/outbox.db", place->folder);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/outbox.db.reserve", place->folder);
	(void)unlink(path);
	const int r = rmdir(place->folder);
	free(place);
	return r;
}

static struct str
id_of(int number)
{
	static char id[37];
	(void)snprintf(id, sizeof(id), "019aa5d0-0000-7000-8000-%012d", number);
	return (struct str){ id, 36 };
}

static void
put(struct place *place, int first, int last)
{
	static char envelope[ENVELOPE];
	unsigned char digest[32];
	for (int i = first; i <= last; i++) {
		memset(envelope, 'a' + i % 26, sizeof(envelope));
		const struct str bytes = { envelope, sizeof(envelope) };
		assert_int_equal(seal_sha256(bytes, digest), 0);
		assert_int_equal(outbox_put(place->deliver.outbox, id_of(i), 1, bytes, digest), 0);
	}
}

static void
expect_states(struct place *place, long queued, long delivered, long quarantined)
{
	struct outbox_counts counts;
	assert_int_equal(outbox_count(place->deliver.outbox, &counts), 0);
	assert_int_equal(counts.in[OUTBOX_QUEUED], queued);
	assert_int_equal(counts.in[OUTBOX_DELIVERED], delivered);
	assert_int_equal(counts.in[OUTBOX_QUARANTINED], quarantined);
}

static void
expect_last_error(struct place *place, const char *error)
{
	struct outbox_counts counts;
	assert_int_equal(outbox_count(place->deliver.outbox, &counts), 0);
	assert_string_equal(counts.last_error, error);
}

/* The row as a reader finds it. */
static struct outbox_link
expect_link(struct place *place, enum outbox_link_state state, enum outbox_reason reason)
{
	struct outbox_link link;
	assert_int_equal(deliver_write_link(&place->deliver), 0);
	assert_int_equal(outbox_link(place->deliver.outbox, &link), 0);
	assert_int_equal(link.state, state);
	assert_int_equal(link.reason, reason);
	return link;
}

/* ---- tests ---- */

static void
all_is_delivered_over_one_connection(void **state)
{
	struct place *place = *state;
	struct outbox_delivery delivery;
	put(place, 1, 40);
	assert_int_equal(outbox_tidy(place->deliver.outbox), 0);
	n_flushes = 0;
	const ms_t before = local_time_now();
	assert_int_equal(deliver_pass(&place->deliver), 0);
	print_message("40 deliveries, %d flushes\n", n_flushes);
	assert_in_range(n_flushes, 40, 2 * 40);
	expect_states(place, 0, 40, 0);
	assert_int_equal(http_client_connections(place->deliver.client), 1);
	assert_int_equal(place->n_puts, 40);
	assert_int_equal(place->n_probes, 0);
	assert_int_equal(place->n_unsigned, 0);
	assert_int_equal(outbox_delivery(place->deliver.outbox, id_of(40), &delivery), 0);
	assert_int_equal(delivery.due.day, 12);
	const struct outbox_link link = expect_link(place, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
	assert_true(link.last_contact_wall >= before && link.since_wall >= before);
	assert_in_range(link.server_ahead_ms + 2000, 0, 4000); /* the same clock, cut to seconds */
	/* nothing is sent twice */
	assert_int_equal(deliver_pass(&place->deliver), 0);
	assert_int_equal(place->n_puts, 40);
}

static void
what_was_there_already_is_delivered(void **state)
{
	struct place *place = *state;
	place->manner = GENUINE_LATE;
	put(place, 1, 1);
	assert_int_equal(deliver_pass(&place->deliver), 0);
	expect_states(place, 0, 1, 0);
}

static void
a_refused_request_is_set_apart_and_the_others_go_on(void **state)
{
	struct place *place = *state;
	place->odd = 2;
	place->odd_manner = CONFLICT;
	put(place, 1, 4);
	assert_int_equal(deliver_pass(&place->deliver), 0);
	expect_states(place, 0, 3, 1);
	expect_last_error(place, "SUB-409-1");
	(void)expect_link(place, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
	assert_int_equal(place->n_probes, 0);
}

/* One request that breaks whatever takes it in must not hold up the others, and is tried again later. */
static void
a_request_that_fails_alone_waits_alone(void **state)
{
	struct place *place = *state;
	struct outbox_counts counts;
	place->odd = 1;
	place->odd_manner = BROKEN;
	put(place, 1, 4);
	assert_int_equal(deliver_pass(&place->deliver), 0);
	expect_states(place, 1, 3, 0);
	assert_int_equal(place->n_probes, 1);
	expect_last_error(place, "busy");
	(void)expect_link(place, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
	assert_int_equal(outbox_count(place->deliver.outbox, &counts), 0);
	assert_true(counts.next_attempt_wall != 0);
	assert_true(counts.next_attempt_wall <= local_time_now() + 5000);
}

static void
an_intake_that_takes_none_is_left_alone(void **state)
{
	struct place *place = *state;
	place->manner = BROKEN;
	put(place, 1, 10);
	assert_int_equal(deliver_pass(&place->deliver), DELIVER_LATER);
	assert_int_equal(place->n_puts, DELIVER_SUSPECTS_MAX);
	expect_states(place, 10, 0, 0);
	(void)expect_link(place, OUTBOX_LINK_DOWN, OUTBOX_REASON_BUSY);
}

static void
a_portal_is_not_believed(void **state)
{
	struct place *place = *state;
	place->manner = PORTAL;
	place->is_ill = true;
	put(place, 1, 3);
	assert_int_equal(deliver_pass(&place->deliver), DELIVER_LATER);
	assert_int_equal(place->n_puts, 1);
	expect_states(place, 3, 0, 0);
	expect_last_error(place, "not-intake");
	const struct outbox_link link = expect_link(place, OUTBOX_LINK_DOWN, OUTBOX_REASON_NOT_INTAKE);
	assert_int_equal(link.last_contact_wall, 0);
	assert_true(link.next_attempt_wall >= local_time_now() - 1000);
	assert_in_range(place->deliver.wait_ms, 0, 5000);
	/* the row is not to blame: it is sent as soon as the way is free */
	place->manner = GENUINE;
	place->is_ill = false;
	assert_int_equal(deliver_pass(&place->deliver), 0);
	expect_states(place, 0, 3, 0);
	assert_int_equal(place->deliver.backoff.n_failures, 0);
	(void)expect_link(place, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
}

/* A receipt is all or nothing: as long as none is believed the link is not up, however well the intake seems. */
static void
without_a_genuine_receipt_nothing_is_delivered(void **state)
{
	static const enum manner manners[] = { FORGED, OTHER_REQUEST };
	static const char *const errors[] = { "receipt-forged", "receipt-other" };
	struct place *place = *state;
	for (int i = 0; i < 2; i++) {
		place->manner = manners[i];
		put(place, i + 1, i + 1);
		assert_int_equal(deliver_pass(&place->deliver), DELIVER_LATER);
		expect_states(place, i + 1, 0, 0);
		expect_last_error(place, errors[i]);
		(void)expect_link(place, OUTBOX_LINK_DOWN, OUTBOX_REASON_NOT_INTAKE);
		assert_int_equal(deliver_probe(&place->deliver), 0);
		(void)expect_link(place, OUTBOX_LINK_DOWN, OUTBOX_REASON_NOT_INTAKE);
	}
	place->manner = GENUINE;
	put(place, 3, 3);
	assert_int_equal(deliver_pass(&place->deliver), 0);
	(void)expect_link(place, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
}

static void
a_bad_receipt_for_one_does_not_stop_the_others(void **state)
{
	struct place *place = *state;
	place->odd = 1;
	place->odd_manner = OTHER_REQUEST;
	put(place, 1, 3);
	assert_int_equal(deliver_pass(&place->deliver), 0);
	expect_states(place, 1, 2, 0);
	(void)expect_link(place, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
}

static void
an_unknown_kiosk_is_refused_as_a_whole(void **state)
{
	struct place *place = *state;
	place->manner = UNKNOWN_KEY;
	put(place, 1, 3);
	assert_int_equal(deliver_pass(&place->deliver), DELIVER_LATER);
	assert_int_equal(place->n_puts, 1);
	assert_int_equal(place->n_probes, 0);
	expect_states(place, 3, 0, 0);
	const struct outbox_link link = expect_link(
		place, OUTBOX_LINK_REFUSED, OUTBOX_REASON_CREDENTIAL);
	assert_true(link.last_contact_wall != 0);
}

static void
a_busy_intake_says_how_long(void **state)
{
	struct place *place = *state;
	place->manner = BUSY;
	put(place, 1, 3);
	assert_int_equal(deliver_pass(&place->deliver), DELIVER_LATER);
	assert_int_equal(place->n_puts, 1);
	assert_in_range(place->deliver.wait_ms, 30000, 35000);
	(void)expect_link(place, OUTBOX_LINK_DOWN, OUTBOX_REASON_BUSY);
	expect_states(place, 3, 0, 0);
}

static void
nobody_there_is_no_answer(void **state)
{
	struct place *place = *state;
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	const int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); /* and nobody listens */
	assert_int_equal(bind(taken, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(taken, (struct sockaddr *)&address, &size), 0);
	http_client_close(place->deliver.client);
	assert_int_equal(open_client(place, ntohs(address.sin_port)), 0);
	put(place, 1, 2);
	assert_int_equal(deliver_pass(&place->deliver), DELIVER_LATER);
	expect_states(place, 2, 0, 0);
	expect_last_error(place, "no-answer");
	(void)expect_link(place, OUTBOX_LINK_DOWN, OUTBOX_REASON_NO_ANSWER);
	assert_int_equal(deliver_probe(&place->deliver), DELIVER_LATER);
	assert_int_equal(place->deliver.backoff.n_failures, 2);
	close(taken);
}

static void
a_probe_tells_that_the_link_is_up(void **state)
{
	struct place *place = *state;
	assert_int_equal(deliver_probe(&place->deliver), 0);
	const struct outbox_link link = expect_link(place, OUTBOX_LINK_UP, OUTBOX_REASON_NONE);
	assert_true(link.last_contact_wall != 0);
	/* what did not change is not written again at once */
	n_flushes = 0;
	assert_int_equal(deliver_probe(&place->deliver), 0);
	assert_int_equal(deliver_write_link(&place->deliver), 0);
	assert_int_equal(n_flushes, 0);
	place->is_ill = true;
	assert_int_equal(deliver_probe(&place->deliver), DELIVER_LATER);
	(void)expect_link(place, OUTBOX_LINK_DOWN, OUTBOX_REASON_NOT_INTAKE);
}

static void
damaged_bytes_are_not_sent(void **state)
{
	static const unsigned char other[32] = { 9 };
	struct place *place = *state;
	assert_int_equal(outbox_put(place->deliver.outbox, id_of(1), 1, STR("bytes"), other), 0);
	put(place, 2, 2);
	assert_int_equal(deliver_pass(&place->deliver), 0);
	assert_int_equal(place->n_puts, 1);
	expect_states(place, 0, 1, 1);
	expect_last_error(place, "damaged");
}

static void
a_cancelled_pass_leaves_all_as_it_was(void **state)
{
	struct place *place = *state;
	put(place, 1, 2);
	http_client_cancel(place->deliver.client);
	assert_int_equal(deliver_pass(&place->deliver), DELIVER_CANCELLED);
	assert_int_equal(deliver_probe(&place->deliver), DELIVER_CANCELLED);
	expect_states(place, 2, 0, 0);
	expect_last_error(place, "");
}

static void
receipts_are_kept_for_thirty_days(void **state)
{
	struct place *place = *state;
	put(place, 1, 3);
	assert_int_equal(deliver_pass(&place->deliver), 0);
	assert_int_equal(deliver_purge(&place->deliver), 0);
	expect_states(place, 0, 3, 0);
	/* the intake says that a month and a bit has gone */
	place->deliver.link.server_ahead_ms = (ms_t)31 * 24 * 60 * 60 * 1000;
	place->deliver.link.state = OUTBOX_LINK_DOWN;
	assert_int_equal(deliver_purge(&place->deliver), 0);
	expect_states(place, 0, 3, 0);
	place->deliver.link.state = OUTBOX_LINK_UP;
	assert_int_equal(deliver_purge(&place->deliver), 0);
	expect_states(place, 0, 0, 0);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(all_is_delivered_over_one_connection),
		place_test(what_was_there_already_is_delivered),
		place_test(a_refused_request_is_set_apart_and_the_others_go_on),
		place_test(a_request_that_fails_alone_waits_alone),
		place_test(an_intake_that_takes_none_is_left_alone),
		place_test(a_portal_is_not_believed),
		place_test(without_a_genuine_receipt_nothing_is_delivered),
		place_test(a_bad_receipt_for_one_does_not_stop_the_others),
		place_test(an_unknown_kiosk_is_refused_as_a_whole),
		place_test(a_busy_intake_says_how_long),
		place_test(nobody_there_is_no_answer),
		place_test(a_probe_tells_that_the_link_is_up),
		place_test(damaged_bytes_are_not_sent),
		place_test(a_cancelled_pass_leaves_all_as_it_was),
		place_test(receipts_are_kept_for_thirty_days),
	};
	return cmocka_run_group_tests_name("sync, delivering", tests, open_server, close_server);
}

/* SPDX-License-Identifier: MIT */
/* The bodies of the wire: what is written is read back the same; what is not exactly right is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platform/wire_json.h"

#define ID "019aa5d0-1234-7000-8000-0123456789ab"
#define HASH "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_0"
#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff"
#define RECEIPT \
	"{\"id\":\"" ID "\",\"sha256\":\"" HEX "\",\"received_at\":\"2026-11-09T15:04:05Z\"," \
	"\"confirmation_code\":\"7K3M9Q2XW4\",\"due_date\":\"2026-11-12\"}"

static char buffer[64 * 1024];
static struct text out;

static void
begin(void)
{
	text_init(&out, buffer, sizeof(buffer));
}

static void
assert_text(const char *expected)
{
	assert_false(out.full);
	buffer[out.n] = '\0';
	assert_string_equal(buffer, expected);
}

static void
set(char *ret_text, size_t size, const char *value)
{
	assert_true((size_t)snprintf(ret_text, size, "%s", value) < size);
}

/* A copy of `json` with the first `from` replaced. */
static struct str
with(const char *json, const char *from, const char *to)
{
	static char changed[8192];
	const char *at = strstr(json, from);
	assert_non_null(at);
	(void)snprintf(
		changed, sizeof(changed), "%.*s%s%s", (int)(at - json), json, to, at + strlen(from));
	return str_of(changed);
}

static void
receipt_goes_round(void **state)
{
	(void)state;
	struct wire_receipt receipt;
	assert_true(wire_read_receipt(STR(RECEIPT), &receipt));
	assert_string_equal(receipt.id, ID);
	assert_int_equal(receipt.sha256[0], 0);
	assert_int_equal(receipt.sha256[31], 0xFF);
	assert_int_equal(receipt.received_at, 1794236645000);
	assert_string_equal(receipt.code, "7K3M9Q2XW4");
	assert_int_equal(receipt.due.year, 2026);
	assert_int_equal(receipt.due.month, 11);
	assert_int_equal(receipt.due.day, 12);
	begin();
	wire_write_receipt(&receipt, &out);
	assert_text(RECEIPT);
}

static void
receipt_may_promise_nothing(void **state)
{
	(void)state;
	struct wire_receipt receipt;
	const struct str json = with(RECEIPT, "\"2026-11-12\"", "null");
	assert_true(wire_read_receipt(json, &receipt));
	assert_int_equal(receipt.due.year, 0);
	begin();
	wire_write_receipt(&receipt, &out);
	assert_true(str_eq(text_str(&out), json));
}

static void
receipt_is_refused(void **state)
{
	(void)state;
	static const char *const changes[][2] = {
		{ "{", "[" },
		{ "\"id\":\"" ID "\",", "" },
		{ ID, "019AA5D0-1234-7000-8000-0123456789AB" },
		{ ID, "019aa5d001234-7000-8000-0123456789ab" },
		{ HEX, "00" },
		{ "1eff", "1efg" },
		{ "2026-11-09T15:04:05Z", "2026-11-09T15:04:05" },
		{ "2026-11-09T15:04:05Z", "2026-11-09T15:04:60Z" },
		{ "2026-11-09T15:04:05Z", "2026-11-09T24:04:05Z" },
		{ "2026-11-09T15:04:05Z", "2026-02-30T15:04:05Z" },
		{ "2026-11-09T15:04:05Z", "1969-12-31T23:59:59Z" },
		{ "\"2026-11-09T15:04:05Z\"", "null" },
		{ "\"2026-11-09T15:04:05Z\"", "1794236645" },
		{ "7K3M9Q2XW4", "7K3M9Q2XWU" },
		{ "7K3M9Q2XW4", "7K3M9Q2XW4A" },
		{ "2026-11-12", "2026-13-12" },
		{ "\"due_date\":\"2026-11-12\"", "\"due_date\":\"2026-11-12\",\"more\":1" },
		{ "\"due_date\":\"2026-11-12\"", "\"due_date\":\"2026-11-12\",\"id\":\"" ID "\"" },
		{ "\"due_date\"", "\"due\"" },
		{ "}", "} x" },
		{ "}", "" },
	};
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct wire_receipt receipt = { .received_at = 7 };
		if (wire_read_receipt(with(RECEIPT, changes[i][0], changes[i][1]), &receipt)) {
			fail_msg("accepted with \"%s\" for \"%s\"", changes[i][1], changes[i][0]);
		}
		assert_int_equal(receipt.received_at, 7);
	}
	struct wire_receipt receipt;
	assert_false(wire_read_receipt(STR_NONE, &receipt));
}

/* Days, leap years and the last second of a year: against the writer, which is the core's own. */
static void
times_go_round(void **state)
{
	(void)state;
	for (ms_t wall = 0; wall < 4102444800000; wall += 86400000LL * 13 + 7777000) {
		struct wire_receipt receipt, read;
		assert_true(wire_read_receipt(STR(RECEIPT), &receipt));
		receipt.received_at = wall + 1000;
		begin();
		wire_write_receipt(&receipt, &out);
		assert_true(wire_read_receipt(text_str(&out), &read));
		assert_int_equal(read.received_at, wall + 1000);
	}
}

static void
problem_goes_round(void **state)
{
	(void)state;
	struct wire_problem problem = { .status = 409, .code = "SUB-409-1", .instance = "/v1/x" }, read;
	set(problem.trace_id, sizeof(problem.trace_id), "0123456789abcdef");
	set(problem.title[LANG_EN], sizeof(problem.title[LANG_EN]), "Other bytes");
	set(problem.title[LANG_FR], sizeof(problem.title[LANG_FR]), "D’autres octets");
	set(problem.detail[LANG_EN], sizeof(problem.detail[LANG_EN]), "Send \"it\" again.");
	set(problem.detail[LANG_FR], sizeof(problem.detail[LANG_FR]), "Renvoyez-la.");
	begin();
	wire_write_problem(&problem, LANG_FR, &out);
	assert_true(wire_read_problem(text_str(&out), &read));
	assert_int_equal(read.status, 409);
	assert_string_equal(read.code, problem.code);
	assert_string_equal(read.trace_id, problem.trace_id);
	assert_string_equal(read.detail[LANG_EN], problem.detail[LANG_EN]);
	assert_string_equal(read.title[LANG_FR], problem.title[LANG_FR]);
	assert_non_null(strstr(buffer, "\"title\":\"D’autres octets\",\"messages\":{\"fr\""));
	buffer[out.n] = '\0';
	assert_true(wire_read_problem(with(buffer, "\"status\"", "\"later\":[],\"status\""), &read));
	assert_false(wire_read_problem(with(buffer, "409,", "200,"), &read));
	assert_false(wire_read_problem(with(buffer, "\"en\"", "\"de\""), &read));
	assert_false(wire_read_problem(STR("{}"), &read));
	assert_false(wire_read_problem(STR("<html>"), &read));
}

static void
page_goes_round(void **state)
{
	(void)state;
	static struct wire_page page, read;
	page.n = WIRE_PAGE_MAX;
	for (int i = 0; i < page.n; i++) {
		struct wire_item *item = &page.items[i];
		set(item->id, sizeof(item->id), ID);
		item->sha256[3] = (unsigned char)i;
		set(item->device, sizeof(item->device), "DEV-0000");
		set(item->form, sizeof(item->form), "service-request");
		set(item->form_version, sizeof(item->form_version), "1");
		item->lang = i % 2 == 0 ? LANG_EN : LANG_FR;
		item->received_at = 1794236645000 + i * 1000;
		item->due = i % 3 == 0 ? (struct date){ 0, 0, 0 } : (struct date){ 2026, 11, 12 };
		item->state = (enum wire_state)(i % WIRE_STATES);
	}
	set(page.next, sizeof(page.next), "101");
	begin();
	wire_write_page(&page, &out);
	assert_false(out.full);
	assert_true(wire_read_page(text_str(&out), &read));
	assert_int_equal(read.n, page.n);
	assert_memory_equal(&read.items[99], &page.items[99], sizeof(page.items[99]));
	assert_string_equal(read.next, "101");
	page.n = 0;
	page.next[0] = '\0';
	begin();
	wire_write_page(&page, &out);
	assert_text("{\"items\":[],\"next\":null}");
	assert_true(wire_read_page(text_str(&out), &read));
	assert_int_equal(read.n, 0);
	assert_false(wire_read_page(STR("{\"items\":{},\"next\":null}"), &read));
	assert_false(wire_read_page(STR("{\"items\":[1],\"next\":null}"), &read));
	assert_false(wire_read_page(STR("[]"), &read));
}

static void
tracking_goes_round(void **state)
{
	(void)state;
	static struct wire_tracking tracking, read;
	tracking.progress = PROGRESS_CLOSED;
	tracking.closed_at = 1794236645000;
	set(tracking.proofs[0], sizeof(tracking.proofs[0]), HASH);
	set(tracking.proofs[1], sizeof(tracking.proofs[1]), HASH);
	tracking.n_accesses = 2;
	tracking.accesses[0] = (struct wire_access){ 1794236645000, "Officer 4821" };
	tracking.accesses[1] = (struct wire_access){ 1794236646000, "Agent nº 12" };
	tracking.log_seq = 12;
	set(tracking.log_hash, sizeof(tracking.log_hash), HEX);
	begin();
	wire_write_tracking(&tracking, &out);
	assert_true(wire_read_tracking(text_str(&out), &read));
	assert_memory_equal(&read, &tracking, sizeof(read));
	buffer[out.n] = '\0';
	assert_false(wire_read_tracking(with(buffer, "closed\"", "shut\""), &read));
	assert_false(wire_read_tracking(with(buffer, "\"seq\":12", "\"seq\":-1"), &read));
	assert_false(wire_read_tracking(with(buffer, "Officer 4821", "Officer\\u0000"), &read));
	assert_false(wire_read_tracking(with(buffer, "Officer 4821", "Officer\\n"), &read));
	assert_false(wire_read_tracking(with(buffer, "[\"" HASH "\",", "["), &read));
	assert_false(wire_read_tracking(with(buffer, "[\"" HASH "\",", "[1,"), &read));
}

static void
query_and_status_go_round(void **state)
{
	(void)state;
	struct wire_query query, query_read;
	set(query.ref_hash, sizeof(query.ref_hash), HASH);
	set(query.proof, sizeof(query.proof), HASH);
	begin();
	wire_write_query(&query, &out);
	assert_true(wire_read_query(text_str(&out), &query_read));
	assert_memory_equal(&query, &query_read, sizeof(query));
	assert_false(wire_read_query(STR("{\"ref_hash\":\"x\",\"word_proof\":\"" HASH "\"}"), &query));

	static struct wire_status status, read;
	status.progress = PROGRESS_WORKING;
	status.received_at = 1794236645000;
	status.due = (struct date){ 2026, 11, 12 };
	status.n_accesses = 1;
	status.accesses[0] = (struct wire_access){ 1794236645000, "Officer 4821" };
	begin();
	wire_write_status(&status, &out);
	assert_true(wire_read_status(text_str(&out), &read));
	assert_memory_equal(&read, &status, sizeof(read));
}

static void
small_bodies(void **state)
{
	(void)state;
	char code[WIRE_CODE_LENGTH + 1], kind[WIRE_KIND_SIZE], hash[65];
	int64_t seq;
	begin();
	wire_write_confirmation("7K3M9Q2XW4", &out);
	assert_true(wire_read_confirmation(text_str(&out), code));
	assert_string_equal(code, "7K3M9Q2XW4");
	assert_false(wire_read_confirmation(STR("{\"confirmation_code\":7}"), code));
	begin();
	wire_write_problem_report("wrong-header", &out);
	assert_true(wire_read_problem_report(text_str(&out), kind));
	assert_string_equal(kind, "wrong-header");
	assert_false(wire_read_problem_report(STR("{\"kind\":\"her name is ...\"}"), kind));
	begin();
	wire_write_log_head(0, HEX, &out);
	assert_true(wire_read_log_head(text_str(&out), &seq, hash));
	assert_int_equal(seq, 0);
}

/* An intake that has not seen any head yet says so: this is an answer too. */
static void
head_may_be_none(void **state)
{
	(void)state;
	char hash[65] = "x";
	int64_t seq = 7;
	begin();
	wire_write_log_head(0, "", &out);
	assert_text("{\"seq\":0,\"hash\":\"\"}");
	assert_true(wire_read_log_head(text_str(&out), &seq, hash));
	assert_int_equal(seq, 0);
	assert_string_equal(hash, "");
	assert_false(wire_read_log_head(STR("{\"seq\":1,\"hash\":\"\"}"), &seq, hash));
	assert_int_equal(seq, 0);
	assert_false(wire_read_log_head(STR("{\"seq\":0,\"hash\":\"00\"}"), &seq, hash));
	assert_false(wire_read_log_head(STR("{\"seq\":0}"), &seq, hash));
}

#define DESK "{\"name\":\"desk-1\",\"token_sha256\":\"" HEX "\"}"

static void
desk_is_read(void **state)
{
	(void)state;
	static const char *const changes[][2] = {
		{ "desk-1", "" },
		{ "desk-1", "desk\\n1" },
		{ "desk-1", "a-name-of-sixty-four-bytes-is-one-byte-longer-than-a-name-may-be" },
		{ "\"desk-1\"", "1" },
		{ "\"name\":\"desk-1\",", "" },
		{ "00010203", "0001020" },
		{ "1eff", "1EFF" },
		{ "\"token_sha256\"", "\"token\"" },
		{ "}", ",\"more\":1}" },
		{ "{", "[" },
		{ "}", "" },
	};
	char name[WIRE_NAME_MAX + 1];
	unsigned char digest[32];
	assert_true(wire_read_desk(STR(DESK), name, digest));
	assert_string_equal(name, "desk-1");
	assert_int_equal(digest[1], 1);
	assert_int_equal(digest[31], 0xFF);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		memset(name, 0, sizeof(name));
		memset(digest, 0, sizeof(digest));
		if (wire_read_desk(with(DESK, changes[i][0], changes[i][1]), name, digest)) {
			fail_msg("accepted with \"%s\" for \"%s\"", changes[i][1], changes[i][0]);
		}
		assert_int_equal(name[0], 0);
		assert_int_equal(digest[31], 0);
	}
}

#define HEADER \
	"{\"alg\":\"ECDH-ES+A256KW\",\"enc\":\"A256GCM\",\"kid\":\"" HASH \
	"\",\"cty\":\"json\",\"epk\":{\"kty\":\"EC\"},\"sub\":\"" ID \
	"\",\"form\":\"service-request\",\"form_version\":\"1\",\"lang\":\"fr\",\"ref_hash\":\"" HASH \
	"\"}"

static void
header_is_read(void **state)
{
	(void)state;
	struct wire_header header;
	assert_true(wire_read_header(STR(HEADER), &header));
	assert_string_equal(header.sub, ID);
	assert_string_equal(header.form, "service-request");
	assert_int_equal(header.lang, LANG_FR);
	assert_false(wire_read_header(with(HEADER, "A256GCM", "A128GCM"), &header));
	assert_false(wire_read_header(with(HEADER, "\"cty\"", "\"name\":\"x\",\"cty\""), &header));
	assert_false(wire_read_header(with(HEADER, "\"fr\"", "\"de\""), &header));
	assert_false(wire_read_header(with(HEADER, "\"form_version\":\"1\",", ""), &header));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(receipt_goes_round),
		cmocka_unit_test(receipt_may_promise_nothing),
		cmocka_unit_test(receipt_is_refused),
		cmocka_unit_test(times_go_round),
		cmocka_unit_test(problem_goes_round),
		cmocka_unit_test(page_goes_round),
		cmocka_unit_test(tracking_goes_round),
		cmocka_unit_test(query_and_status_go_round),
		cmocka_unit_test(small_bodies),
		cmocka_unit_test(head_may_be_none),
		cmocka_unit_test(desk_is_read),
		cmocka_unit_test(header_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

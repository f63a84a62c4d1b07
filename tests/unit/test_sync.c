/* SPDX-License-Identifier: MIT */
/* Tests of what guichet-sync decides: what an answer means, which receipt is believed, how long is waited. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/answer.h"
#include "sync/backoff.h"
#include "sync/options.h"
#include "sync/receipt.h"

static const char id[] = "019aa5d0-0000-7000-8000-000000000001";

/* ---- answers ---- */

/* A reply whose body is the intake's problem with this status and code; NULL: a page of somebody else. */
static struct answer
answer_saying(unsigned status, const char *type, unsigned said, const char *code)
{
	char buffer[4096];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	if (code != NULL) {
		struct wire_problem problem = { .status = said };
		(void)snprintf(problem.code, sizeof(problem.code), "%s", code);
		(void)snprintf(problem.instance, sizeof(problem.instance), "/v1/submissions/%s", id);
		(void)snprintf(problem.trace_id, sizeof(problem.trace_id), "0123456789abcdef");
		for (int i = 0; i < LANG_COUNT; i++) {
			(void)snprintf(problem.title[i], sizeof(problem.title[i]), "A title");
			(void)snprintf(problem.detail[i], sizeof(problem.detail[i]), "A sentence.");
		}
		wire_write_problem(&problem, LANG_EN, &text);
		assert_false(text.full);
	} else {
		text_add(&text, STR("<html><h1>Welcome to our network</h1></html>"));
	}
	const struct http_reply reply = {
		.status = status, .content_type = type, .body = text_str(&text)
	};
	return answer_of(&reply);
}

static struct answer
answer_with(unsigned status, const char *type, const char *code)
{
	return answer_saying(status, type, status, code);
}

#define PROBLEM "application/problem+json"
#define HTML "text/html"
#define JOSE "application/jose"

/* docs/formats/wire.md, the table at its end; and what a network's portal makes of each status. */
static void
each_answer_has_its_meaning(void **state)
{
	static const struct {
		unsigned status;
		const char *type, *code;
		enum answer_kind kind;
	} cases[] = {
		{ 201, JOSE, NULL, ANSWER_RECEIPT },
		{ 200, JOSE, NULL, ANSWER_RECEIPT },
		{ 200, HTML, NULL, ANSWER_FOREIGN },
		{ 201, "application/json", NULL, ANSWER_FOREIGN },
		{ 202, JOSE, NULL, ANSWER_FOREIGN },
		{ 204, "", NULL, ANSWER_FOREIGN },
		{ 400, PROBLEM, "SUB-400-1", ANSWER_SET_APART },
		{ 409, PROBLEM, "SUB-409-1", ANSWER_SET_APART },
		{ 413, PROBLEM, "SUB-413-1", ANSWER_SET_APART },
		{ 422, PROBLEM, "SUB-422-17", ANSWER_SET_APART },
		/* nobody but the intake sets a request apart */
		{ 400, HTML, NULL, ANSWER_FOREIGN },
		{ 409, PROBLEM, NULL, ANSWER_FOREIGN },
		{ 413, HTML, "SUB-413-1", ANSWER_FOREIGN },
		{ 422, "application/json", "SUB-422-1", ANSWER_FOREIGN },
		/* and not with words that are not about this */
		{ 400, PROBLEM, "GEN-400-1", ANSWER_FOREIGN },
		{ 400, PROBLEM, "SUB-409-1", ANSWER_FOREIGN },
		{ 404, PROBLEM, "SUB-404-1", ANSWER_FOREIGN },
		{ 410, PROBLEM, "SUB-410-1", ANSWER_FOREIGN },
		{ 401, PROBLEM, "SUB-401-1", ANSWER_REFUSED },
		{ 401, HTML, NULL, ANSWER_REFUSED },
		{ 403, PROBLEM, "GEN-403-1", ANSWER_REFUSED },
		{ 408, HTML, NULL, ANSWER_LATER },
		{ 425, HTML, NULL, ANSWER_LATER },
		{ 429, PROBLEM, "GEN-429-1", ANSWER_LATER },
		{ 500, HTML, NULL, ANSWER_LATER },
		{ 502, HTML, NULL, ANSWER_LATER },
		{ 503, PROBLEM, "SUB-503-1", ANSWER_LATER },
		{ 599, HTML, NULL, ANSWER_LATER },
		{ 600, HTML, NULL, ANSWER_FOREIGN },
		{ 302, HTML, NULL, ANSWER_FOREIGN },
		{ 511, HTML, NULL, ANSWER_LATER },
		{ 404, HTML, NULL, ANSWER_FOREIGN },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct answer answer = answer_with(cases[i].status, cases[i].type, cases[i].code);
		if (answer.kind != cases[i].kind) {
			fail_msg("%u %s %s was taken for %d", cases[i].status, cases[i].type,
				cases[i].code == NULL ? "" : cases[i].code, (int)answer.kind);
		}
	}
}

static void
the_code_is_kept_when_it_is_the_intakes(void **state)
{
	(void)state;
	assert_string_equal(answer_with(409, PROBLEM, "SUB-409-1").code, "SUB-409-1");
	assert_string_equal(answer_with(503, PROBLEM, "GEN-503-2").code, "GEN-503-2");
	assert_string_equal(answer_with(409, HTML, "SUB-409-1").code, "");
	assert_string_equal(answer_with(503, PROBLEM, "SUB-409-1").code, "");
	assert_string_equal(answer_saying(409, PROBLEM, 422, "SUB-409-1").code, "");
}

static bool
is_healthy(unsigned status, const char *type, const char *body)
{
	const struct http_reply reply = {
		.status = status, .content_type = type, .body = str_of(body)
	};
	return answer_is_healthy(&reply);
}

static void
health_is_one_text_only(void **state)
{
	static const char well[] = "{\"service\":\"guichet-intake\",\"status\":\"ok\"}";
	(void)state;
	assert_true(is_healthy(200, "application/json", well));
	assert_false(is_healthy(203, "application/json", well));
	assert_false(is_healthy(200, "text/html", well));
	assert_false(is_healthy(200, "application/json", "{\"status\":\"ok\"}"));
	assert_false(is_healthy(200, "application/json", ""));
}

/* ---- receipts ---- */

struct keys {
	char folder[64];
	struct seal_key *intake, *other;
	struct seal_signers *believed;
};

static void
path_in(const struct keys *keys, const char *name, char path[128])
{
	(void)snprintf(path, 128, "%s/%s", keys->folder, name);
}

static int
make_pair(const struct keys *keys, const char *name, struct seal_key **ret_key)
{
	char private_path[128], public_path[160];
	struct diagnosis diagnosis;
	path_in(keys, name, private_path);
	(void)snprintf(public_path, sizeof(public_path), "%ss", private_path);
	const int r = seal_make_signing_keys(private_path, public_path, NULL, &diagnosis);
	return r < 0 ? r : seal_load_signing(private_path, ret_key, &diagnosis);
}

static int
make_keys(void **state)
{
	struct keys *keys = calloc(1, sizeof(*keys));
	struct diagnosis diagnosis;
	char path[128];
	(void)snprintf(keys->folder, sizeof(keys->folder), "/tmp/guichet-keys-XXXXXX");
	if (mkdtemp(keys->folder) == NULL || make_pair(keys, "intake.jwk", &keys->intake) < 0 ||
		make_pair(keys, "other.jwk", &keys->other) < 0) {
		return -1;
	}
	path_in(keys, "intake.jwks", path);
	*state = keys;
	return seal_add_signers(path, &keys->believed, &diagnosis);
}

static int
remove_keys(void **state)
{
	static const char *const names[] = { "intake.jwk", "intake.jwks", "other.jwk", "other.jwks" };
	struct keys *keys = *state;
	seal_free_key(keys->intake);
	seal_free_key(keys->other);
	seal_free_signers(keys->believed);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[128];
		path_in(keys, names[i], path);
		(void)unlink(path);
	}
	const int r = rmdir(keys->folder);
	free(keys);
	return r;
}

static const unsigned char digest[32] = { 1, 2, 3 };

static struct wire_receipt
good_receipt(void)
{
	struct wire_receipt receipt = {
		.received_at = 1794236645000, .code = "7K3M9Q2XW4", .due = { 2026, 11, 12 }
	};
	memcpy(receipt.id, id, sizeof(id));
	memcpy(receipt.sha256, digest, sizeof(digest));
	return receipt;
}

/* What comes of a receipt that this key signed for this purpose. */
static int
check(const struct keys *keys, const struct seal_key *signer, const char *typ,
	const struct wire_receipt *receipt)
{
	char buffer[1024];
	struct text text;
	struct wire_receipt got;
	char *jws;
	text_init(&text, buffer, sizeof(buffer));
	wire_write_receipt(receipt, &text);
	assert_int_equal(seal_sign(signer, typ, text_str(&text), &jws), 0);
	const int r = receipt_check(keys->believed, str_of(jws), str_of(id), digest, &got);
	free(jws);
	if (r == 0) {
		assert_int_equal(got.due.day, receipt->due.day);
	}
	return r;
}

static void
only_the_intakes_receipt_for_these_bytes_counts(void **state)
{
	const struct keys *keys = *state;
	struct wire_receipt receipt = good_receipt();
	assert_int_equal(check(keys, keys->intake, SEAL_TYP_RECEIPT, &receipt), 0);
	assert_int_equal(check(keys, keys->other, SEAL_TYP_RECEIPT, &receipt), RECEIPT_FORGED);
	assert_int_equal(check(keys, keys->intake, SEAL_TYP_UPLOAD, &receipt), RECEIPT_FORGED);
	receipt.id[35] = '2';
	assert_int_equal(check(keys, keys->intake, SEAL_TYP_RECEIPT, &receipt), RECEIPT_OTHER);
	receipt = good_receipt();
	receipt.sha256[31] = 1;
	assert_int_equal(check(keys, keys->intake, SEAL_TYP_RECEIPT, &receipt), RECEIPT_OTHER);
	receipt = good_receipt();
	receipt.due = (struct date){ .year = 0 }; /* no promise is a receipt all the same */
	assert_int_equal(check(keys, keys->intake, SEAL_TYP_RECEIPT, &receipt), 0);
}

static void
what_is_no_receipt_is_forged(void **state)
{
	static const char *const payloads[] = { "", "{}", "{\"id\": 1}", "a receipt" };
	const struct keys *keys = *state;
	struct wire_receipt got;
	char *jws;
	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++) {
		assert_int_equal(seal_sign(keys->intake, SEAL_TYP_RECEIPT, str_of(payloads[i]), &jws), 0);
		assert_int_equal(
			receipt_check(keys->believed, str_of(jws), str_of(id), digest, &got), RECEIPT_FORGED);
		free(jws);
	}
	assert_int_equal(
		receipt_check(keys->believed, STR("a.b.c"), str_of(id), digest, &got), RECEIPT_FORGED);
	assert_int_equal(
		receipt_check(keys->believed, STR_NONE, str_of(id), digest, &got), RECEIPT_FORGED);
}

/* ---- waiting ---- */

static void
waits_double_up_to_a_quarter_of_an_hour(void **state)
{
	static const ms_t bounds[] = { 5000, 10000, 20000, 40000, 80000, 160000, 320000, 640000, 900000,
		900000 };
	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		assert_int_equal(backoff_bound(BACKOFF_BASE_MS, (int)i + 1), bounds[i]);
	}
	assert_int_equal(backoff_bound(BACKOFF_BASE_MS, INT32_MAX), BACKOFF_CAP_MS);
	assert_int_equal(backoff_bound(50, 3), 200);
}

static void
every_wait_up_to_the_bound_is_drawn(void **state)
{
	int n_low = 0;
	(void)state;
	assert_int_equal(backoff_draw(5000, 0), 0);
	assert_int_equal(backoff_draw(5000, 5000), 5000);
	assert_int_equal(backoff_draw(5000, 5001), 0);
	for (int i = 0; i < 1000; i++) {
		const ms_t drawn = backoff_draw(5000, backoff_random());
		assert_in_range(drawn, 0, 5000);
		n_low += drawn < 2500;
	}
	assert_in_range(n_low, 400, 600); /* six standard deviations */
}

static void
success_begins_anew_and_retry_after_is_kept(void **state)
{
	struct backoff backoff = { .base_ms = 5000 };
	(void)state;
	assert_int_equal(backoff_fail(&backoff, 0, 5000), 5000);
	assert_int_equal(backoff_fail(&backoff, 0, 10000), 10000);
	assert_int_equal(backoff_fail(&backoff, 30000, 20000), 50000);
	assert_int_equal(backoff_fail(&backoff, 30000, 0), 30000);
	backoff_succeed(&backoff);
	assert_int_equal(backoff_fail(&backoff, 0, 5000), 5000);
	backoff_succeed(&backoff);
	/* nobody silences a kiosk for a day */
	assert_int_equal(backoff_fail(&backoff, 24 * 60 * 60 * 1000, 0), 60 * 60 * 1000);
}

static void
a_network_that_comes_up_is_tried_soon(void **state)
{
	(void)state;
	assert_int_equal(backoff_wake(1, 0), 0);
	for (uint64_t random = 0; random < 100000; random += 17) {
		assert_in_range(backoff_wake(9, random), 0, 3000);
		assert_in_range(backoff_wake(10, random), 0, 30000);
	}
	assert_int_equal(backoff_wake(9, 3000), 3000);
	assert_int_equal(backoff_wake(10, 30000), 30000);
}

/* ---- options ---- */

static bool
parses(const char *first, const char *second, struct options *ret_options)
{
	const char *arguments[] = { "guichet-sync", first, second, NULL };
	const int n = second == NULL ? 2 : 3;
	return options_parse(n, (char **)(uintptr_t)arguments, ret_options);
}

static void
options_have_the_limits_of_the_file(void **state)
{
	static const char *const wrong[][2] = { { "--retry-base", "0" }, { "--retry-base", "61" },
		{ "--retry-base", "-1" }, { "--retry-base", "1e3" }, { "--retry-base", "" },
		{ "--intake", "intake.example" }, { "--intake", "https://intake.example/v1" },
		{ "--lang", "de" }, { "--state", "" }, { "--config", "/nowhere/guichet.conf" },
		{ "--twice", NULL } };
	struct options options;
	(void)state;
	assert_true(parses("--retry-base", "0.05", &options));
	assert_int_equal(options.retry_base_ms, 50);
	assert_string_equal(options.config.intake, "http://127.0.0.1:8471");
	assert_null(options_ca(&options));
	assert_false(options.once);
	assert_string_equal(options.config.state, "/data/guichet");
	assert_true(parses("--once", NULL, &options));
	assert_true(options.once);
	assert_int_equal(options.retry_base_ms, BACKOFF_BASE_MS);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (parses(wrong[i][0], wrong[i][1], &options)) {
			fail_msg("%s %s was taken", wrong[i][0], wrong[i][1]);
		}
	}
}

static void
the_command_line_comes_on_top_of_the_file(void **state)
{
	char path[] = "/tmp/guichet-conf-XXXXXX";
	static const char text[] =
		"[paths]\nstate = /srv/state\n[sync]\nintake = https://a.example\nca = a.pem\n";
	struct options options;
	(void)state;
	const int fd = mkstemp(path);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
	/* whichever stands first */
	const char *arguments[] = { "guichet-sync", "--intake", "https://b.example", "--config", path,
		"rest", NULL };
	assert_true(options_parse(6, (char **)(uintptr_t)arguments, &options));
	assert_string_equal(options.config.intake, "https://b.example");
	assert_string_equal(options_ca(&options), "a.pem");
	assert_int_equal(options.n_arguments, 1);
	char key[OPTIONS_PATH_BYTES];
	options_path(&options, "device.jwk", key);
	assert_string_equal(key, "/srv/state/device.jwk");
	assert_int_equal(unlink(path), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_has_its_meaning),
		cmocka_unit_test(the_code_is_kept_when_it_is_the_intakes),
		cmocka_unit_test(health_is_one_text_only),
		cmocka_unit_test(only_the_intakes_receipt_for_these_bytes_counts),
		cmocka_unit_test(what_is_no_receipt_is_forged),
		cmocka_unit_test(waits_double_up_to_a_quarter_of_an_hour),
		cmocka_unit_test(every_wait_up_to_the_bound_is_drawn),
		cmocka_unit_test(success_begins_anew_and_retry_after_is_kept),
		cmocka_unit_test(a_network_that_comes_up_is_tried_soon),
		cmocka_unit_test(options_have_the_limits_of_the_file),
		cmocka_unit_test(the_command_line_comes_on_top_of_the_file),
	};
	return cmocka_run_group_tests_name("sync", tests, make_keys, remove_keys);
}

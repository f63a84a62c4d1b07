/* SPDX-License-Identifier: MIT */
/* Technicians' cards: one of another program's making is read, each refusal has its own card, and what is made is believed. */
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

#include "platform/card.h"
#include "platform/seal_parts.h"

/* The key of RFC 7515 appendix A.3. */
#define PUBLIC_HALF \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define PRIVATE_HALF "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""

/* Made by Node.js's crypto: header, payload, signature. PIN 246813579; valid from 1790000000 to 1820000000. */
#define HEADER \
	"eyJhbGciOiJFUzI1NiIsImtpZCI6Im9LSXl3dkdVcFRWVHl4TVEzYndJSWVRVXVkZnJfQ2tMTWpDRTE5RUNELVUiLCJ0eXAiOiJndWljaGV0LXRlY2huaWNpYW4randzIn0"
#define PAYLOAD \
	"eyJuYW1lIjoiWm_DqSBUcmVtYmxheSIsInNlcmlhbCI6IjAxMjM0NTY3ODlhYmNkZWYiLCJub3RfYmVmb3JlIjoxNzkwMDAwMDAwLCJub3RfYWZ0ZXIiOjE4MjAwMDAwMDAsIm1heSI6WyJzdGFmZiIsImRvd25ncmFkZSJdLCJwaW4iOnsiaXRlcmF0aW9ucyI6NjAwMDAwLCJzYWx0IjoiQUFFQ0F3UUZCZ2NJQ1FvTERBME9EdyIsImhhc2giOiJVcHNpalY1aG1nUGt1em15a01JazlwQWhGV1I4QnJRZDhNMHhVMk96VW1JIn19"
#define SIGNATURE \
	"1qUppL4qM2YvUx_BH0Th7Mx-8WjUZNu2W5qC9KGcMgy09Z7nt5iJq3MQGHSL8xJZZ_ozGdEt3R27sFXC36u6UQ"
#define VECTOR HEADER "." PAYLOAD "." SIGNATURE

static const char claims[] =
	"{\"name\":\"Zo\u00e9\",\"serial\":\"0123456789abcdef\",\"not_before\":1790000000,\"not_after\":1820000000,"
	"\"may\":[\"staff\",\"paint\"],\"pin\":{\"iterations\":600000,\"salt\":\"AAECAwQFBgcICQoLDA0ODw\","
	"\"hash\":\"UpsijV5hmgPkuzmykMIk9pAhFWR8BrQd8M0xU2OzUmI\"}}";

enum { WITHIN = 1800000000 }; /* seconds */

struct world {
	char folder[64], path[96];
	struct seal_key *key;
	struct seal_signers *keys;
};

static int
make_world(void **state)
{
	static struct world world;
	struct diagnosis diagnosis;
	(void)snprintf(world.folder, sizeof(world.folder), "/tmp/guichet-card-XXXXXX");
	assert_non_null(mkdtemp(world.folder));
	(void)snprintf(world.path, sizeof(world.path), "%s/content.jwks", world.folder);
	FILE *file = fopen(world.path, "we");
	assert_non_null(file);
	assert_true(fputs("{\"keys\":[{" PUBLIC_HALF "}]}", file) >= 0 && fclose(file) == 0);
	assert_int_equal(seal_add_signers(world.path, &world.keys, &diagnosis), 0);
	assert_int_equal(
		seal_key_of_jwk(STR("{" PUBLIC_HALF "," PRIVATE_HALF "}"), true, &world.key), 0);
	*state = &world;
	return 0;
}

static int
end_world(void **state)
{
	struct world *world = *state;
	seal_free_key(world->key);
	seal_free_signers(world->keys);
	return unlink(world->path) + rmdir(world->folder);
}

static struct card_question
ask(const struct world *world, const char *text)
{
	return (struct card_question){ .text = str_of(text),
		.pin = STR("246813579"),
		.keys = world->keys,
		.wall = (ms_t)WITHIN * 1000,
		.is_wall_sure = true };
}

/* Nothing is written by a refusal. */
static void
refuses(const struct card_question *question, enum card_refusal refusal)
{
	struct card card = { .may = 77 };
	assert_int_equal(card_check(question, &card), refusal);
	assert_int_equal(card.may, 77);
}

static void
card_of_another_program_is_read(void **state)
{
	struct card card;
	struct card_question question = ask(*state, " \t" VECTOR "\r\n");
	assert_int_equal(card_check(&question, &card), 0);
	assert_string_equal(card.name, "Zo\u00e9 Tremblay");
	assert_string_equal(card.serial, "0123456789abcdef");
	assert_true(card.not_before == 1790000000000 && card.not_after == 1820000000000);
	assert_int_equal(card.may, CARD_MAY_STAFF | CARD_MAY_DOWNGRADE);
}

static void
misread_card_is_no_card(void **state)
{
	static const char *const texts[] = { "", ".", "..", "7K3M9Q2XW4", HEADER "." PAYLOAD,
		HEADER "." PAYLOAD ".",
		HEADER "." PAYLOAD "."
			   "vMJgTegPg3gNlcz8hVdGaIOO",
		"." PAYLOAD "." SIGNATURE, "X" VECTOR, VECTOR "." SIGNATURE,
		/* {"alg":"ES256","kid":"a","typ":"guichet-receipt"} */
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImEiLCJ0eXAiOiJndWljaGV0LXJlY2VpcHQifQ." PAYLOAD
		"." SIGNATURE };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct card_question question = ask(*state, texts[i]);
		refuses(&question, CARD_MALFORMED);
	}
}

static void
unknown_and_forged_are_told_apart(void **state)
{
	/* {"alg":"ES256","kid":"a","typ":"guichet-technician+jws"} */
	struct card_question question = ask(*state,
		"eyJhbGciOiJFUzI1NiIsImtpZCI6ImEiLCJ0eXAiOiJndWljaGV0LXRlY2huaWNpYW4randzIn0." PAYLOAD
		"." SIGNATURE);
	refuses(&question, CARD_UNKNOWN_KEY);
	char forged[] = VECTOR;
	forged[sizeof(HEADER) + 8] ^= 1; /* within the name */
	question = ask(*state, forged);
	refuses(&question, CARD_FORGED);
	question = ask(*state, VECTOR);
	question.keys = NULL;
	refuses(&question, CARD_UNKNOWN_KEY);
}

static void
time_is_judged_as_far_as_it_is_known(void **state)
{
	struct card card;
	struct card_question question = ask(*state, VECTOR);
	question.wall = 1790000000000 - 1;
	refuses(&question, CARD_NOT_YET_VALID);
	question.is_wall_sure = false;
	assert_int_equal(card_check(&question, &card), 0);
	question.is_wall_sure = true;
	question.wall = 1790000000000;
	assert_int_equal(card_check(&question, &card), 0);
	question.wall = 1820000000000 - 1;
	assert_int_equal(card_check(&question, &card), 0);
	question.wall = 1820000000000;
	refuses(&question, CARD_EXPIRED);
	question.is_wall_sure = false;
	refuses(&question, CARD_EXPIRED);
}

static void
lost_card_is_withdrawn(void **state)
{
	const char *const withdrawn[] = { "fedcba9876543210", "0123456789abcdef", NULL };
	struct card_question question = ask(*state, VECTOR);
	question.withdrawn = withdrawn;
	refuses(&question, CARD_WITHDRAWN);
	question.withdrawn = withdrawn + 2;
	struct card card;
	assert_int_equal(card_check(&question, &card), 0);
}

static void
only_its_pin_opens_it(void **state)
{
	static const char *const pins[] = { "", "24681357", "246813578", "2468135790", "24681357x",
		"246813579246813579", "\u0661\u0662\u0663" };
	for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
		struct card_question question = ask(*state, VECTOR);
		question.pin = str_of(pins[i]);
		refuses(&question, CARD_WRONG_PIN);
	}
	assert_true(card_is_pin(STR("000000")) && card_is_pin(STR("123456789012")));
	assert_false(card_is_pin(STR("12345")) || card_is_pin(STR("1234567890123")));
	assert_false(card_is_pin(STR("12345 ")));
}

/* A genuine signature over what is not quite a card. */
static int
check_claims(struct world *world, const char *from, const char *to, struct card *ret_card)
{
	char json[1024], *text;
	const char *at = strstr(claims, from);
	assert_non_null(at);
	(void)snprintf(
		json, sizeof(json), "%.*s%s%s", (int)(at - claims), claims, to, at + strlen(from));
	assert_int_equal(seal_sign(world->key, SEAL_TYP_CARD, str_of(json), &text), 0);
	const struct card_question question = ask(world, text);
	const int r = card_check(&question, ret_card);
	free(text);
	return r;
}

static void
every_member_counts(void **state)
{
	static const char *const changes[][2] = { { "Zo\u00e9", "" }, { "Zo\u00e9", "\u202e" },
		{ "Zo\u00e9", "0123456789012345678901234567890123456789012345678901234567890123" },
		{ "0123456789abcdef", "0123456789ABCDEF" }, { "0123456789abcdef", "0123456789abcde" },
		{ "1790000000", "-1" }, { "1790000000", "1820000000" }, { "1820000000", "\"1820000000\"" },
		{ "[\"staff\",\"paint\"]", "[]" }, { "[\"staff\",\"paint\"]", "\"staff\"" },
		{ "[\"staff\",\"paint\"]", "[1]" }, { "600000", "599999" }, { "600000", "2000001" },
		{ "AAECAw", "AAEC" }, { "Upsij", "" },
		{ "{\"iterations\":600000", "{\"a\":1,\"iterations\":600000" },
		{ "\"may\"", "\"site\":\"A\",\"may\"" }, { "\"may\"", "\"can\"" },
		{ "{\"iterations\":600000,\"salt\":\"AAECAwQFBgcICQoLDA0ODw\","
		  "\"hash\":\"UpsijV5hmgPkuzmykMIk9pAhFWR8BrQd8M0xU2OzUmI\"}",
			"\"1234567\"" } };
	struct card card;
	assert_int_equal(check_claims(*state, "staff", "staff", &card), 0);
	assert_int_equal(card.may, CARD_MAY_STAFF); /* "paint" is passed over */
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		if (check_claims(*state, changes[i][0], changes[i][1], &card) != CARD_MALFORMED) {
			fail_msg("%s instead of %s is let through", changes[i][1], changes[i][0]);
		}
	}
}

static void
what_is_made_is_believed(void **state)
{
	struct world *world = *state;
	struct card card,
		made = { .name = "Technician 7",
			.not_before = 1790000000000,
			.not_after = 1820000000000,
			.may = CARD_MAY_STAFF };
	char *text;
	assert_int_equal(card_new_serial(made.serial), 0);
	assert_int_equal(card_make(world->key, &made, STR("135790"), &text), 0);
	struct card_question question = ask(world, text);
	question.pin = STR("135790");
	assert_int_equal(card_check(&question, &card), 0);
	assert_memory_equal(card.serial, made.serial, sizeof(card.serial));
	assert_string_equal(card.name, made.name);
	assert_int_equal(card.may, CARD_MAY_STAFF);
	assert_true(strlen(text) < CARD_TEXT_MAX && strstr(text, "135790") == NULL);
	free(text);
	struct card same = made;
	assert_int_equal(card_new_serial(same.serial), 0);
	assert_string_not_equal(same.serial, made.serial);
}

static void
what_would_not_be_believed_is_not_made(void **state)
{
	struct world *world = *state;
	const struct card good = { .name = "T",
		.serial = "0123456789abcdef",
		.not_before = 1000,
		.not_after = 2000,
		.may = CARD_MAY_STAFF };
	char *text = NULL;
	struct card card = good;
	(void)snprintf(card.name, sizeof(card.name), "a \"b\"");
	assert_int_equal(card_make(world->key, &card, STR("135790"), &text), -EINVAL);
	card = good;
	card.not_after = 1000;
	assert_int_equal(card_make(world->key, &card, STR("135790"), &text), -EINVAL);
	assert_int_equal(card_make(world->key, &good, STR("1357"), &text), -EINVAL);
	card = good;
	card.may = 0;
	assert_int_equal(card_make(world->key, &card, STR("135790"), &text), -EINVAL);
	assert_null(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(card_of_another_program_is_read),
		cmocka_unit_test(misread_card_is_no_card),
		cmocka_unit_test(unknown_and_forged_are_told_apart),
		cmocka_unit_test(time_is_judged_as_far_as_it_is_known),
		cmocka_unit_test(lost_card_is_withdrawn),
		cmocka_unit_test(only_its_pin_opens_it),
		cmocka_unit_test(every_member_counts),
		cmocka_unit_test(what_is_made_is_believed),
		cmocka_unit_test(what_would_not_be_believed_is_not_made),
	};
	return cmocka_run_group_tests(tests, make_world, end_world);
}

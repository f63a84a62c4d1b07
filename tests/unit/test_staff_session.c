/* SPDX-License-Identifier: MIT */
/* The session of guichet-staff: its token, its end, and who has to wait how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "staff/session.h"

static const struct card card = { .serial = "0123456789abcdef", .may = CARD_MAY_STAFF };

static void
three_wrong_tries_are_free_and_each_more_waits_twice_as_long(void **state)
{
	(void)state;
	static const ms_t waits[] = { 0, 0, 30000, 60000, 120000, 240000, 480000, 900000, 900000 };
	struct session session = { .is_open = false };
	ms_t now = 1000;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		session_note_wrong(&session, now);
		assert_int_equal(session_wait(&session, now), waits[i]);
		now += waits[i];
		assert_int_equal(session_wait(&session, now), 0);
	}
	assert_int_equal(session_open(&session, &card, now), 0);
	session_note_wrong(&session, now);
	assert_int_equal(session_wait(&session, now), 0); /* a right one begins anew */
}

static void
a_token_opens_its_session_only(void **state)
{
	(void)state;
	struct session session = { .is_open = false };
	char first[STAFF_TOKEN_LENGTH];
	assert_int_equal(session_open(&session, &card, 0), 0);
	memcpy(first, session.token, sizeof(first));
	assert_true(session_use(&session, (struct str){ first, sizeof(first) }, 1));
	assert_false(session_use(&session, (struct str){ first, sizeof(first) - 1 }, 1));
	assert_false(session_use(&session, STR_NONE, 1));
	assert_int_equal(session_open(&session, &card, 2), 0);
	assert_false(session_use(&session, (struct str){ first, sizeof(first) }, 3));
	memcpy(first, session.token, sizeof(first));
	first[31] = first[31] == '0' ? '1' : '0';
	assert_false(session_use(&session, (struct str){ first, sizeof(first) }, 3));
}

static void
it_dies_when_nobody_uses_it(void **state)
{
	(void)state;
	struct session session = { .is_open = false };
	char token[STAFF_TOKEN_LENGTH];
	const char zeros[STAFF_TOKEN_LENGTH] = { 0 };
	assert_int_equal(session_open(&session, &card, 0), 0);
	memcpy(token, session.token, sizeof(token));
	const struct str it = { token, sizeof(token) };
	assert_true(session_use(&session, it, SESSION_IDLE_MS - 1));
	assert_true(session_use(&session, it, 2 * SESSION_IDLE_MS - 2));
	assert_false(session_use(&session, it, 3 * SESSION_IDLE_MS));
	assert_memory_equal(session.token, zeros, sizeof(zeros));
	assert_int_equal(session.card.serial[0], 0);
	/* nobody gets in with the token of no session */
	assert_false(session_use(&session, (struct str){ zeros, sizeof(zeros) }, 3 * SESSION_IDLE_MS));
}

static void
tries_outlive_the_service(void **state)
{
	(void)state;
	struct session session = { .n_wrong = 0 }, next = { .n_wrong = 0 };
	char bytes[SESSION_TRIES_BYTES];
	struct text text;
	for (int i = 0; i < 4; i++) {
		session_note_wrong(&session, 1000);
	}
	text_init(&text, bytes, sizeof(bytes));
	session_write_tries(&session, &text);
	assert_true(session_read_tries(&next, text_str(&text), 2000));
	assert_int_equal(next.n_wrong, 4);
	assert_int_equal(session_wait(&next, 2000), 2 * SESSION_WAIT_FIRST_MS - 1000);
	/* no wait is longer than the longest */
	assert_true(session_read_tries(&next, STR("wrong 3 until 999999999999\n"), 0));
	assert_int_equal(session_wait(&next, 0), SESSION_WAIT_MAX_MS);
	static const char *const none[] = { "", "wrong 3\n", "wrong 3 until 5", "wrong -1 until 5\n",
		"wrong 3 until 5\nx", "wrong 3 until -5\n" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_false(session_read_tries(&next, str_of(none[i]), 0));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tries_outlive_the_service),
		cmocka_unit_test(three_wrong_tries_are_free_and_each_more_waits_twice_as_long),
		cmocka_unit_test(a_token_opens_its_session_only),
		cmocka_unit_test(it_dies_when_nobody_uses_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

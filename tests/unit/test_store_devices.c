/* SPDX-License-Identifier: MIT */
/* Codes, keys and certificates of kiosks in the intake's store: a code enrols one request, whoever comes at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "platform/store.h"

#define KID(c) c "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_"
#define UUID "019aa5d0-1234-7000-8000-0123456789ab"
#define SERIAL(c) c "123456789abcdef0123456789abcdef"

enum { NOW = 1000000, DAY = 24 * 60 * 60 * 1000, THREADS = 8 };

static const unsigned char code[32] = { 1 }, other_code[32] = { 2 };
static const unsigned char request[32] = { 3 }, other_request[32] = { 4 };

struct place {
	char folder[64], path[96], where[112];
	struct store *store;
};

static void
open_place(struct place *place)
{
	const struct store_options options = {
		.where = place->where, .group_max = 16, .queue_max = 100
	};
	struct diagnosis diagnosis;
	assert_int_equal(store_open(&options, &place->store, &diagnosis), 0);
}

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-devices-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	(void)snprintf(place->path, sizeof(place->path), "%s/intake.db", place->folder);
	(void)snprintf(place->where, sizeof(place->where), "sqlite:%s", place->path);
	open_place(place);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	store_close(place->store);
	(void)unlink(place->path);
	const int r = rmdir(place->folder);
	free(place);
	return r;
}

static void
note_done(void *context, struct store_change *change)
{
	(void)change;
	sem_post(context);
}

static enum store_outcome
carry_out(struct place *place, struct store_change *change)
{
	sem_t is_done;
	sem_init(&is_done, 0, 0);
	change->done = note_done;
	change->context = &is_done;
	assert_true(store_submit(place->store, change));
	while (sem_wait(&is_done) < 0) {
	}
	sem_destroy(&is_done);
	return change->outcome;
}

static void
make_token(struct place *place, const unsigned char *sha256, const char *device)
{
	struct store_change change = { .kind = STORE_TOKEN };
	change.token.sha256 = sha256;
	change.token.device = str_of(device);
	change.token.at = NOW;
	change.token.expires_at = NOW + DAY;
	assert_int_equal(carry_out(place, &change), STORE_DONE);
}

static struct store_change
enrolment(const unsigned char *sha256, const char *kid, const char *serial)
{
	struct store_change change = { .kind = STORE_ENROL };
	change.enrol = (struct store_enrolment){ .code_sha256 = sha256,
		.request_sha256 = request,
		.device = STR("KIOSK-1"),
		.kid = str_of(kid),
		.jwks = STR("{\"keys\":[]}"),
		.serial = str_of(serial),
		.uuid = STR(UUID),
		.certificate = str_of(serial),
		.at = NOW + 1,
		.not_after = NOW + 365LL * DAY };
	return change;
}

/* The outcome; what was handed out is in `ret_certificate`, or that is empty. */
static enum store_outcome
enrol(struct place *place, struct store_change *change, char ret_certificate[64])
{
	const enum store_outcome outcome = carry_out(place, change);
	(void)snprintf(ret_certificate, 64, "%s", change->receipt == NULL ? "" : change->receipt);
	free(change->receipt);
	return outcome;
}

static void
refuses(struct place *place, struct store_change *change, enum store_refusal refusal)
{
	char certificate[64];
	assert_int_equal(enrol(place, change, certificate), STORE_OTHER);
	assert_int_equal(change->enrol.refusal, refusal);
	assert_string_equal(certificate, "");
}

static void
expect_key(struct place *place, const char *kid, bool is_known, bool is_withdrawn)
{
	struct store_key key;
	assert_int_equal(store_find_key(place->store, str_of(kid), &key), 0);
	assert_int_equal(key.is_known, is_known);
	assert_int_equal(key.is_withdrawn, is_withdrawn);
}

static void
code_enrols_one_request(void **state)
{
	struct place *place = *state;
	char certificate[64];
	struct store_change change = enrolment(code, KID("a"), SERIAL("1"));
	assert_int_equal(enrol(place, &change, certificate), STORE_ABSENT);
	make_token(place, code, "KIOSK-1");
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	assert_string_equal(certificate, SERIAL("1"));
	expect_key(place, KID("a"), true, false);
	/* its answer was lost: the same request gets the same certificate, after a restart too */
	store_close(place->store);
	open_place(place);
	change = enrolment(code, KID("a"), SERIAL("2"));
	assert_int_equal(enrol(place, &change, certificate), STORE_SAME);
	assert_string_equal(certificate, SERIAL("1"));
	change = enrolment(code, KID("b"), SERIAL("2"));
	change.enrol.request_sha256 = other_request;
	refuses(place, &change, STORE_CODE_USED);
	expect_key(place, KID("b"), false, false);
	change = enrolment(code, KID("a"), SERIAL("3"));
	change.enrol.at = NOW + DAY;
	refuses(place, &change, STORE_CODE_EXPIRED);
	bool is_known = false;
	const unsigned char nobodys[32] = { 9 };
	assert_int_equal(store_find_code(place->store, code, &is_known), 0);
	assert_true(is_known);
	assert_int_equal(store_find_code(place->store, nobodys, &is_known), 0);
	assert_false(is_known);
	char uuid[37];
	assert_int_equal(store_find_uuid(place->store, STR("KIOSK-1"), uuid), 0);
	assert_string_equal(uuid, UUID);
	assert_int_equal(store_find_uuid(place->store, STR("KIOSK-2"), uuid), 0);
	assert_string_equal(uuid, "");
}

static void
code_is_for_its_device_and_its_day(void **state)
{
	struct place *place = *state;
	make_token(place, code, "KIOSK-2");
	make_token(place, other_code, "KIOSK-1");
	struct store_change change = enrolment(code, KID("a"), SERIAL("1"));
	refuses(place, &change, STORE_CODE_FOREIGN);
	change = enrolment(other_code, KID("a"), SERIAL("1"));
	change.enrol.at = NOW + DAY;
	refuses(place, &change, STORE_CODE_EXPIRED);
	char certificate[64];
	change.enrol.at = NOW + DAY - 1;
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	/* one key has one tag */
	change = enrolment(code, KID("a"), SERIAL("2"));
	change.enrol.device = STR("KIOSK-2");
	refuses(place, &change, STORE_CODE_FOREIGN);
}

static void
new_key_takes_the_place_of_the_old(void **state)
{
	struct place *place = *state;
	char certificate[64];
	bool is_revoked;
	make_token(place, code, "KIOSK-1");
	make_token(place, other_code, "KIOSK-1");
	struct store_change change = enrolment(code, KID("a"), SERIAL("1"));
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	change = enrolment(NULL, KID("a"), SERIAL("2")); /* renewed */
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	assert_string_equal(certificate, SERIAL("2"));
	expect_key(place, KID("a"), true, false);
	change = enrolment(other_code, KID("b"), SERIAL("3"));
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	expect_key(place, KID("a"), true, true);
	expect_key(place, KID("b"), true, false);
	assert_int_equal(store_find_revoked(place->store, STR(SERIAL("2")), &is_revoked), 0);
	assert_true(is_revoked);
	assert_int_equal(store_find_revoked(place->store, STR(SERIAL("3")), &is_revoked), 0);
	assert_false(is_revoked);
	change = enrolment(NULL, KID("a"), SERIAL("4"));
	refuses(place, &change, STORE_KEY_WITHDRAWN);
}

static enum store_outcome
take_back(struct place *place, const char *device, const char *serial)
{
	struct store_change change = { .kind = STORE_REVOKE };
	change.revoke.device = str_of(device);
	change.revoke.serial = str_of(serial);
	change.revoke.at = NOW + 2;
	return carry_out(place, &change);
}

static void
what_is_revoked_stays_so(void **state)
{
	struct place *place = *state;
	char certificate[64];
	make_token(place, code, "KIOSK-1");
	struct store_change change = enrolment(code, KID("a"), SERIAL("1"));
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	/* known by a file of the intake: it only renews */
	change = enrolment(NULL, KID("f"), SERIAL("5"));
	change.enrol.device = STR("KIOSK-5");
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	expect_key(place, KID("f"), false, false);
	assert_int_equal(take_back(place, "KIOSK-9", ""), STORE_ABSENT);
	assert_int_equal(take_back(place, "", SERIAL("9")), STORE_ABSENT);
	assert_int_equal(take_back(place, "", SERIAL("1")), STORE_DONE);
	assert_int_equal(take_back(place, "", SERIAL("1")), STORE_SAME);
	assert_int_equal(take_back(place, "KIOSK-1", ""), STORE_SAME);
	expect_key(place, KID("a"), true, true);
	assert_int_equal(take_back(place, "KIOSK-5", ""), STORE_DONE);
	expect_key(place, KID("f"), true, true);
	/* and the code, still in its day, hands out nothing but what it did */
	change = enrolment(code, KID("b"), SERIAL("6"));
	change.enrol.request_sha256 = other_request;
	refuses(place, &change, STORE_CODE_USED);
}

struct racer {
	struct place *place;
	pthread_barrier_t *start;
	unsigned char own_request[32];
	char kid[44], serial[33];
	enum store_outcome outcome;
};

static void *
race(void *context)
{
	struct racer *racer = context;
	char certificate[64];
	struct store_change change = enrolment(code, racer->kid, racer->serial);
	change.enrol.request_sha256 = racer->own_request;
	pthread_barrier_wait(racer->start);
	racer->outcome = enrol(racer->place, &change, certificate);
	return NULL;
}

static void
only_one_of_many_at_once_uses_it(void **state)
{
	struct place *place = *state;
	struct racer racers[THREADS];
	pthread_t threads[THREADS];
	pthread_barrier_t start;
	int n_done = 0, n_refused = 0;
	make_token(place, code, "KIOSK-1");
	pthread_barrier_init(&start, NULL, THREADS);
	for (int i = 0; i < THREADS; i++) {
		racers[i] = (struct racer){
			.place = place, .start = &start, .own_request = { (unsigned char)i }
		};
		(void)snprintf(racers[i].kid, sizeof(racers[i].kid), "%d%s", i, KID(""));
		(void)snprintf(racers[i].serial, sizeof(racers[i].serial), "%d%s", i, SERIAL(""));
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		n_done += racers[i].outcome == STORE_DONE;
		n_refused += racers[i].outcome == STORE_OTHER;
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(n_done, 1);
	assert_int_equal(n_refused, THREADS - 1);
}

/* What program ever comes: the file itself lets nothing be undone. */
static void
database_keeps_the_evidence(void **state)
{
	static const char *const forbidden[] = { "DELETE FROM token", "DELETE FROM device_key",
		"DELETE FROM certificate",
		"UPDATE token SET used_at = NULL, request_sha256 = NULL, serial = NULL",
		"UPDATE certificate SET revoked_at = NULL", "UPDATE device_key SET withdrawn_at = NULL",
		"UPDATE certificate SET serial = '" SERIAL("9") "'" };
	struct place *place = *state;
	char certificate[64];
	sqlite3 *db;
	make_token(place, code, "KIOSK-1");
	struct store_change change = enrolment(code, KID("a"), SERIAL("1"));
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	assert_int_equal(take_back(place, "KIOSK-1", ""), STORE_DONE);
	assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		assert_int_equal(sqlite3_exec(db, forbidden[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A file of the version before gets the tables, and loses nothing. */
static void
older_file_is_taken_on(void **state)
{
	struct place *place = *state;
	char certificate[64];
	sqlite3 *db;
	store_close(place->store);
	assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
						 "DROP TABLE token; DROP TABLE device_key; DROP TABLE certificate;"
						 " INSERT INTO log_head (desk, seq, hash) VALUES ('d', 1,"
						 " '0000000000000000000000000000000000000000000000000000000000000000');"
						 " PRAGMA user_version = 1",
						 NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	open_place(place);
	make_token(place, code, "KIOSK-1");
	struct store_change change = enrolment(code, KID("a"), SERIAL("1"));
	assert_int_equal(enrol(place, &change, certificate), STORE_DONE);
	int64_t seq;
	char hash[65];
	assert_int_equal(store_log_head(place->store, STR("d"), &seq, hash), 0);
	assert_int_equal(seq, 1);
	store_close(place->store);
	open_place(place);
	expect_key(place, KID("a"), true, false);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(code_enrols_one_request),
		place_test(code_is_for_its_device_and_its_day),
		place_test(new_key_takes_the_place_of_the_old),
		place_test(what_is_revoked_stays_so),
		place_test(only_one_of_many_at_once_uses_it),
		place_test(database_keeps_the_evidence),
		place_test(older_file_is_taken_on),
	};
	return cmocka_run_group_tests_name("store_devices", tests, NULL, NULL);
}

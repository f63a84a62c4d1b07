/* SPDX-License-Identifier: MIT */
/* Tests of the intake's store on a real file, with its real writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "platform/store.h"

enum { THREADS = 8, LARGEST = 655360 };

struct place {
	char folder[64], path[96], where[112];
	struct store *store;
	int n_complaints;
	char complaint[1024];
};

/* One change and the waiting for it. */
struct ticket {
	struct store_change change;
	sem_t is_done;
	char id[37];
	sem_t *held; /* its `done`, and with it the writer, waits for this */
	int *n_done, place_in_order;
};

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-store-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/intake.db", place->folder);
	(void)snprintf(place->where, sizeof(place->where), "sqlite:%s", place->path);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	struct place *place = *state;
	store_close(place->store);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char name[160];
		(void)snprintf(name, sizeof(name), "%s%s", place->path, suffixes[i]);
		(void)unlink(name);
	}
	const int r = rmdir(place->folder); /* something else was left behind */
	free(place);
	return r;
}

static void
hear(void *context, const char *sentence)
{
	struct place *place = context;
	place->n_complaints++;
	(void)snprintf(place->complaint, sizeof(place->complaint), "%s", sentence);
}

static struct store *
open_store(struct place *place, int group_max, int queue_max)
{
	const struct store_options options = { .where = place->where,
		.group_max = group_max,
		.queue_max = queue_max,
		.complain = hear,
		.complain_context = place };
	struct diagnosis diagnosis;
	struct store *store = NULL;
	if (store_open(&options, &store, &diagnosis) != 0) {
		fail_msg("%s: %s", diagnosis.file, diagnosis.what);
	}
	return store;
}

static void
open_place(struct place *place)
{
	place->store = open_store(place, 128, 1000);
}

static void
note_done(void *context, struct store_change *change)
{
	struct ticket *ticket = context;
	sem_t *held = ticket->held;
	(void)change;
	if (ticket->n_done != NULL) {
		ticket->place_in_order = ++*ticket->n_done;
	}
	sem_post(&ticket->is_done); /* the ticket may be gone */
	if (held != NULL) {
		while (sem_wait(held) < 0) {
		}
	}
}

static void
init_ticket(struct ticket *ticket, enum store_kind kind, int number)
{
	*ticket = (struct ticket){ .held = NULL };
	sem_init(&ticket->is_done, 0, 0);
	(void)snprintf(ticket->id, sizeof(ticket->id), "019aa5d0-0000-7000-8000-%012d", number);
	ticket->change.kind = kind;
	ticket->change.done = note_done;
	ticket->change.context = ticket;
}

static void
init_put(struct ticket *ticket, int number, struct str envelope, struct str receipt)
{
	init_ticket(ticket, STORE_PUT, number);
	ticket->change.put = (struct store_submission){
		.id = str_of(ticket->id),
		.envelope = envelope,
		.device = STR("K-0001"),
		.form = STR("callback"),
		.form_version = STR("3"),
		.ref_hash = STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"),
		.lang = LANG_FR,
		.received_at = 1794236645000, /* 2026-11-09T15:04:05Z */
		.due = { 2026, 11, 12 },
		.code = STR("7K3M9Q2XW4"),
		.receipt = receipt,
	};
	/* No digest, but as different as the bytes. */
	memcpy(ticket->change.put.sha256, envelope.p,
		envelope.n < sizeof(ticket->change.put.sha256) ? envelope.n : 32);
}

static void
wait_for(struct ticket *ticket)
{
	while (sem_wait(&ticket->is_done) < 0) {
	}
}

static enum store_outcome
carry_out(struct store *store, struct ticket *ticket)
{
	assert_true(store_submit(store, &ticket->change));
	wait_for(ticket);
	return ticket->change.outcome;
}

/* Expects this outcome, and this receipt or none. */
static void
expect_put(struct store *store, int number, struct str envelope, const char *receipt,
	enum store_outcome outcome, const char *expected)
{
	struct ticket ticket;
	init_put(&ticket, number, envelope, str_of(receipt));
	assert_int_equal(carry_out(store, &ticket), outcome);
	if (expected == NULL) {
		assert_null(ticket.change.receipt);
	} else {
		assert_string_equal(ticket.change.receipt, expected);
	}
	free(ticket.change.receipt);
}

static void
put(struct store *store, int number)
{
	expect_put(store, number, STR("an.envelope"), "receipt", STORE_DONE, "receipt");
}

static enum store_outcome
confirm(struct store *store, int number, struct str code)
{
	struct ticket ticket;
	init_ticket(&ticket, STORE_CONFIRM, number);
	ticket.change.confirm.id = str_of(ticket.id);
	ticket.change.confirm.code = code;
	ticket.change.confirm.at = 5000;
	return carry_out(store, &ticket);
}

static enum store_outcome
report(struct store *store, int number, struct str kind)
{
	struct ticket ticket;
	init_ticket(&ticket, STORE_PROBLEM, number);
	ticket.change.problem.id = str_of(ticket.id);
	ticket.change.problem.kind = kind;
	ticket.change.problem.at = 6000;
	return carry_out(store, &ticket);
}

static enum store_outcome
track(struct store *store, int number, struct str tracking, struct str desk, int64_t seq, char hash)
{
	char text[64];
	struct ticket ticket;
	memset(text, hash, sizeof(text));
	init_ticket(&ticket, STORE_TRACK, number);
	ticket.change.track.id = str_of(ticket.id);
	ticket.change.track.tracking = tracking;
	ticket.change.track.desk = desk;
	ticket.change.track.log_seq = seq;
	ticket.change.track.log_hash = (struct str){ text, sizeof(text) };
	return carry_out(store, &ticket);
}

/* What was queued before is carried out when this returns. */
static void
wait_for_queue(struct store *store)
{
	assert_int_equal(confirm(store, 999999, STR("x")), STORE_ABSENT);
}

struct seen {
	int n;
	int64_t seqs[16];
	char ids[16][37], states[16][16], trackings[16][64];
	struct date due;
};

static void
see(void *context, const struct store_row *row)
{
	struct seen *seen = context;
	assert_in_range(seen->n, 0, 15);
	assert_true(row->id.n == 36 && row->state.n < 16 && row->tracking.n < 64);
	memcpy(seen->ids[seen->n], row->id.p, row->id.n);
	memcpy(seen->states[seen->n], row->state.p, row->state.n);
	memset(seen->trackings[seen->n], 0, 64);
	if (row->tracking.n > 0) {
		memcpy(seen->trackings[seen->n], row->tracking.p, row->tracking.n);
	}
	assert_int_equal(row->envelope.n, 0);
	assert_int_equal(row->receipt.n, 0);
	seen->due = row->due;
	seen->seqs[seen->n++] = row->seq;
}

static int
sql(const struct place *place, const char *text)
{
	sqlite3 *db;
	assert_int_equal(
		sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
		SQLITE_OK);
	const int r = sqlite3_exec(db, text, NULL, NULL, NULL);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return r;
}

static int64_t
ask(const struct place *place, const char *text)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	const int64_t value = sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return value;
}

static void
check_whole_row(void *context, const struct store_row *row)
{
	++*(int *)context;
	assert_true(str_eq(row->id, STR("019aa5d0-0000-7000-8000-000000000001")));
	assert_true(str_eq(row->device, STR("K-0001")));
	assert_true(str_eq(row->form, STR("callback")));
	assert_true(str_eq(row->form_version, STR("3")));
	assert_true(str_eq(row->state, STR("new")));
	assert_true(str_eq(row->code, STR("7K3M9Q2XW4")));
	assert_memory_equal(row->sha256, "an.envelope", 11);
	assert_int_equal(row->lang, LANG_FR);
	assert_int_equal(row->received_at, 1794236645000);
	assert_int_equal(row->due.year, 2026);
	assert_int_equal(row->due.month, 11);
	assert_int_equal(row->due.day, 12);
	assert_true(str_eq(row->envelope, STR("an.envelope")));
	assert_true(str_eq(row->receipt, STR("receipt")));
	assert_int_equal(row->tracking.n, 0);
	assert_int_equal(row->seq, 1);
}

static void
what_was_put_is_there_after_reopening(void **state)
{
	struct place *place = *state;
	int n = 0;
	open_place(place);
	put(place->store, 1);
	for (int opening = 0; opening < 2; opening++) {
		n = 0;
		assert_int_equal(store_get(place->store, STR("019aa5d0-0000-7000-8000-000000000001"),
							 check_whole_row, &n),
			0);
		assert_int_equal(n, 1);
		place->store = store_close(place->store);
		assert_int_equal(ask(place,
							 "SELECT count(*) FROM submission WHERE classification='PROTECTED B'"
							 " AND dispose_after='2027-02-07'"),
			1);
		open_place(place);
	}
	n = 0;
	assert_int_equal(
		store_get(place->store, STR("019aa5d0-0000-7000-8000-000000000002"), check_whole_row, &n),
		0);
	assert_int_equal(n, 0);
}

static void
the_same_bytes_give_the_stored_receipt(void **state)
{
	struct place *place = *state;
	open_place(place);
	expect_put(place->store, 1, STR("bytes"), "first", STORE_DONE, "first");
	expect_put(place->store, 1, STR("bytes"), "second", STORE_SAME, "first");
	expect_put(place->store, 1, STR("other"), "third", STORE_OTHER, NULL);
	expect_put(place->store, 1, STR("bytes"), "fourth", STORE_SAME, "first");
	assert_int_equal(ask(place, "SELECT count(*) FROM envelope"), 1);
}

/* Keeps the writer in the `done` of one change, so that all that is queued meanwhile is one group. */
static void
hold_writer(struct store *store, struct ticket *ticket, int number, sem_t *held)
{
	sem_init(held, 0, 0);
	init_put(ticket, number, STR("an.envelope"), STR("receipt"));
	ticket->held = held;
	assert_int_equal(carry_out(store, ticket), STORE_DONE);
	free(ticket->change.receipt);
}

static void
a_group_knows_its_own_requests(void **state)
{
	static const enum store_outcome expected[] = { STORE_DONE, STORE_SAME, STORE_OTHER,
		STORE_DONE };
	struct place *place = *state;
	struct ticket holder, tickets[4];
	sem_t held;
	open_place(place);
	hold_writer(place->store, &holder, 9, &held);
	init_put(&tickets[0], 1, STR("bytes"), STR("one"));
	init_put(&tickets[1], 1, STR("bytes"), STR("two"));
	init_put(&tickets[2], 1, STR("other"), STR("three"));
	init_put(&tickets[3], 2, STR("bytes"), STR("four"));
	for (int i = 0; i < 4; i++) {
		assert_true(store_submit(place->store, &tickets[i].change));
	}
	sem_post(&held);
	for (int i = 0; i < 4; i++) {
		wait_for(&tickets[i]);
		assert_int_equal(tickets[i].change.outcome, expected[i]);
	}
	assert_string_equal(tickets[0].change.receipt, "one");
	assert_string_equal(tickets[1].change.receipt, "one");
	assert_null(tickets[2].change.receipt);
	struct store_statistics statistics;
	store_statistics(place->store, &statistics);
	assert_int_equal(statistics.largest_group, 4);
	assert_int_equal(statistics.n_commits, 2);
	assert_int_equal(statistics.n_changes, 5);
	assert_int_equal(statistics.commit_buckets[STORE_BUCKETS - 1], 2);
	for (int i = 0; i < 4; i++) {
		free(tickets[i].change.receipt);
	}
}

/* What breaks a rule of the database is refused alone: before, behind and twice in a group. */
static void
a_bad_change_spoils_no_group(void **state)
{
	struct place *place = *state;
	struct ticket holder, tickets[6];
	sem_t held;
	open_place(place);
	hold_writer(place->store, &holder, 9, &held);
	for (int i = 0; i < 6; i++) {
		init_put(&tickets[i], i, STR("bytes"), STR("receipt"));
	}
	tickets[1].change.put.id = STR("short");
	tickets[2].change.put.envelope = STR(""); /* refused by the second table only */
	tickets[4].change.put.id = STR("");
	for (int i = 0; i < 6; i++) {
		assert_true(store_submit(place->store, &tickets[i].change));
	}
	sem_post(&held);
	for (int i = 0; i < 6; i++) {
		const bool is_bad = i == 1 || i == 2 || i == 4;
		wait_for(&tickets[i]);
		assert_int_equal(tickets[i].change.outcome, is_bad ? STORE_FAILED : STORE_DONE);
		assert_true(is_bad == (tickets[i].change.receipt == NULL));
		free(tickets[i].change.receipt);
	}
	assert_int_equal(ask(place, "SELECT count(*) FROM submission"), 4);
	assert_int_equal(ask(place, "SELECT count(*) FROM submission JOIN envelope USING (seq)"), 4);
	assert_int_equal(place->n_complaints, 1);
	put(place->store, 2);
}

struct race {
	struct store *store;
	int number;
	pthread_barrier_t *barrier;
	char own[32], receipt[32];
	enum store_outcome outcome;
};

static void *
race_one(void *context)
{
	struct race *race = context;
	struct ticket ticket;
	init_put(&ticket, race->number, STR("the.same.bytes"), str_of(race->own));
	pthread_barrier_wait(race->barrier);
	race->outcome = carry_out(race->store, &ticket);
	(void)snprintf(race->receipt, sizeof(race->receipt), "%s",
		ticket.change.receipt == NULL ? "" : ticket.change.receipt);
	free(ticket.change.receipt);
	return NULL;
}

static void
eight_at_once_store_one(void **state)
{
	struct place *place = *state;
	struct race races[THREADS];
	pthread_t threads[THREADS];
	pthread_barrier_t barrier;
	open_place(place);
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int round = 0; round < 20; round++) {
		int n_done = 0, n_same = 0;
		for (int i = 0; i < THREADS; i++) {
			races[i] = (struct race){ .store = place->store, .number = round, .barrier = &barrier };
			(void)snprintf(races[i].own, sizeof(races[i].own), "receipt-%d", i);
			assert_int_equal(pthread_create(&threads[i], NULL, race_one, &races[i]), 0);
		}
		for (int i = 0; i < THREADS; i++) {
			assert_int_equal(pthread_join(threads[i], NULL), 0);
			n_done += races[i].outcome == STORE_DONE;
			n_same += races[i].outcome == STORE_SAME;
			if (races[i].outcome == STORE_DONE) {
				assert_string_equal(races[i].receipt, races[i].own);
			}
			assert_string_equal(races[i].receipt, races[0].receipt);
		}
		assert_int_equal(n_done, 1);
		assert_int_equal(n_same, THREADS - 1);
	}
	pthread_barrier_destroy(&barrier);
	assert_int_equal(ask(place, "SELECT count(*) FROM submission"), 20);
}

/* Answers come in the order of the questions, and closing answers all. */
static void
closing_commits_what_waits_in_order(void **state)
{
	enum { N = 300 };
	static struct ticket tickets[N];
	struct place *place = *state;
	struct seen seen = { .n = 0 };
	int n_done = 0;
	place->store = open_store(place, 7, N);
	for (int i = 0; i < N; i++) {
		init_put(&tickets[i], N - i, STR("bytes"), STR("receipt"));
		tickets[i].n_done = &n_done;
		assert_true(store_submit(place->store, &tickets[i].change));
	}
	place->store = store_close(place->store);
	assert_int_equal(n_done, N);
	for (int i = 0; i < N; i++) {
		assert_int_equal(tickets[i].place_in_order, i + 1);
		assert_int_equal(tickets[i].change.outcome, STORE_DONE);
		free(tickets[i].change.receipt);
	}
	open_place(place);
	assert_int_equal(store_list(place->store, STR_NONE, 0, 2, see, &seen), 0);
	assert_string_equal(seen.ids[0], "019aa5d0-0000-7000-8000-000000000300");
	assert_string_equal(seen.ids[1], "019aa5d0-0000-7000-8000-000000000299");
}

static void
a_group_has_its_limit(void **state)
{
	static const int limits[] = { 1, 3 };
	struct place *place = *state;
	for (int round = 0; round < 2; round++) {
		struct ticket holder, tickets[10];
		struct store_statistics statistics;
		sem_t held;
		place->store = open_store(place, limits[round], 1000);
		hold_writer(place->store, &holder, 100 + round, &held);
		for (int i = 0; i < 10; i++) {
			init_put(&tickets[i], round * 10 + i, STR("bytes"), STR("receipt"));
			assert_true(store_submit(place->store, &tickets[i].change));
		}
		sem_post(&held);
		for (int i = 0; i < 10; i++) {
			wait_for(&tickets[i]);
			assert_int_equal(tickets[i].change.outcome, STORE_DONE);
			free(tickets[i].change.receipt);
		}
		store_statistics(place->store, &statistics);
		assert_int_equal(statistics.largest_group, limits[round]);
		assert_int_equal(statistics.n_commits, 1 + (10 + limits[round] - 1) / limits[round]);
		place->store = store_close(place->store);
	}
}

static void
a_long_queue_refuses_more(void **state)
{
	struct place *place = *state;
	struct ticket holder, tickets[4];
	struct store_statistics statistics;
	sem_t held;
	place->store = open_store(place, 128, 3);
	hold_writer(place->store, &holder, 9, &held);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(store_ready(place->store), 0);
		init_put(&tickets[i], i, STR("bytes"), STR("receipt"));
		assert_true(store_submit(place->store, &tickets[i].change));
	}
	init_put(&tickets[3], 3, STR("bytes"), STR("receipt"));
	assert_false(store_submit(place->store, &tickets[3].change));
	assert_int_equal(
		store_mark_retrieved(place->store, STR("019aa5d0-0000-7000-8000-000000000009")), -EAGAIN);
	assert_int_equal(store_ready(place->store), -EAGAIN);
	store_statistics(place->store, &statistics);
	assert_int_equal(statistics.n_queued, 3);
	sem_post(&held);
	for (int i = 0; i < 3; i++) {
		wait_for(&tickets[i]);
		free(tickets[i].change.receipt);
	}
	assert_int_equal(store_ready(place->store), 0);
	assert_int_equal(carry_out(place->store, &tickets[3]), STORE_DONE);
	free(tickets[3].change.receipt);
}

/* Envelopes of the largest size end a group before its number does, and come back byte for byte. */
static void
check_large(void *context, const struct store_row *row)
{
	const struct str *expected = context;
	assert_true(str_eq(row->envelope, *expected));
}

static void
large_envelopes_share_less(void **state)
{
	enum { N = 16 };
	struct place *place = *state;
	struct ticket holder, tickets[N];
	struct store_statistics statistics;
	sem_t held;
	char *bytes = malloc(LARGEST);
	for (size_t i = 0; i < LARGEST; i++) {
		bytes[i] = (char)('A' + i * i % 26);
	}
	struct str envelope = { bytes, LARGEST };
	open_place(place);
	hold_writer(place->store, &holder, 100, &held);
	for (int i = 0; i < N; i++) {
		init_put(&tickets[i], i, envelope, STR("receipt"));
		assert_true(store_submit(place->store, &tickets[i].change));
	}
	sem_post(&held);
	for (int i = 0; i < N; i++) {
		wait_for(&tickets[i]);
		assert_int_equal(tickets[i].change.outcome, STORE_DONE);
		free(tickets[i].change.receipt);
	}
	store_statistics(place->store, &statistics);
	assert_int_equal(statistics.largest_group, 7); /* 4 MiB */
	assert_int_equal(store_get(place->store, str_of(tickets[N - 1].id), check_large, &envelope), 0);
	free(bytes);
}

static void
the_list_goes_on_where_it_ended(void **state)
{
	struct place *place = *state;
	struct seen seen = { .n = 0 };
	open_place(place);
	for (int i = 1; i <= 7; i++) {
		put(place->store, i);
	}
	assert_int_equal(
		store_mark_retrieved(place->store, STR("019aa5d0-0000-7000-8000-000000000002")), 0);
	assert_int_equal(
		store_mark_retrieved(place->store, STR("019aa5d0-0000-7000-8000-000000000002")), 0);
	assert_int_equal(store_mark_retrieved(place->store, STR("short")), -EINVAL);
	assert_int_equal(confirm(place->store, 4, STR("7K3M9Q2XW4")), STORE_DONE);
	/* handed out again, a confirmed one stays confirmed */
	assert_int_equal(
		store_mark_retrieved(place->store, STR("019aa5d0-0000-7000-8000-000000000004")), 0);
	wait_for_queue(place->store);
	assert_int_equal(place->n_complaints, 0);
	assert_int_equal(store_list(place->store, STR("new"), 0, 3, see, &seen), 0);
	assert_int_equal(seen.n, 3);
	assert_int_equal(seen.due.day, 12);
	assert_int_equal(store_list(place->store, STR("new"), seen.seqs[2], 3, see, &seen), 0);
	assert_int_equal(seen.n, 5);
	assert_string_equal(seen.ids[2], "019aa5d0-0000-7000-8000-000000000005");
	assert_string_equal(seen.ids[4], "019aa5d0-0000-7000-8000-000000000007");
	seen.n = 0;
	assert_int_equal(store_list(place->store, STR("retrieved"), 0, 50, see, &seen), 0);
	assert_int_equal(store_list(place->store, STR("confirmed"), 0, 50, see, &seen), 0);
	assert_int_equal(seen.n, 2);
	assert_string_equal(seen.ids[0], "019aa5d0-0000-7000-8000-000000000002");
	assert_string_equal(seen.ids[1], "019aa5d0-0000-7000-8000-000000000004");
	seen.n = 0;
	assert_int_equal(store_list(place->store, STR_NONE, 5, 50, see, &seen), 0);
	assert_int_equal(seen.n, 2);
	assert_int_equal(store_list(place->store, STR("lost"), 0, 50, see, &seen), 0);
	assert_int_equal(seen.n, 2);
}

static void
a_request_is_dealt_with_once(void **state)
{
	struct place *place = *state;
	open_place(place);
	put(place->store, 1);
	put(place->store, 2);
	assert_int_equal(confirm(place->store, 1, STR("AAAAAAAAAA")), STORE_OTHER);
	assert_int_equal(confirm(place->store, 3, STR("7K3M9Q2XW4")), STORE_ABSENT);
	assert_int_equal(confirm(place->store, 1, STR("7K3M9Q2XW4")), STORE_DONE);
	assert_int_equal(confirm(place->store, 1, STR("7K3M9Q2XW4")), STORE_SAME);
	assert_int_equal(confirm(place->store, 1, STR("AAAAAAAAAA")), STORE_OTHER);
	assert_int_equal(report(place->store, 1, STR("other")), STORE_OTHER);
	assert_int_equal(report(place->store, 3, STR("other")), STORE_ABSENT);
	assert_int_equal(report(place->store, 2, STR("other")), STORE_DONE);
	assert_int_equal(report(place->store, 2, STR("other")), STORE_SAME);
	assert_int_equal(report(place->store, 2, STR("unreadable")), STORE_DONE);
	assert_int_equal(ask(place,
						 "SELECT count(*) FROM submission WHERE state='problem'"
						 " AND problem='unreadable' AND problem_at=6000"),
		1);
	assert_int_equal(confirm(place->store, 2, STR("7K3M9Q2XW4")), STORE_DONE);
	assert_int_equal(ask(place,
						 "SELECT count(*) FROM submission WHERE state='confirmed'"
						 " AND confirmed_at=5000"),
		2);
}

static void
the_newest_tracking_counts(void **state)
{
	struct place *place = *state;
	struct seen seen = { .n = 0 };
	open_place(place);
	put(place->store, 1);
	put(place->store, 2); /* the same reference hash */
	assert_int_equal(track(place->store, 3, STR("{}"), STR("north"), 0, 'a'), STORE_ABSENT);
	assert_int_equal(track(place->store, 2, STR("{\"n\":1}"), STR("north"), 0, 'a'), STORE_DONE);
	assert_int_equal(track(place->store, 2, STR("{\"n\":2}"), STR("north"), 0, 'a'), STORE_DONE);
	assert_int_equal(track(place->store, 2, STR("{\"n\":2}"), STR("north"), 0, 'a'), STORE_SAME);
	assert_int_equal(
		store_find(place->store, STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"), see, &seen),
		0);
	assert_int_equal(seen.n, 2);
	assert_string_equal(seen.trackings[0], "");
	assert_string_equal(seen.trackings[1], "{\"n\":2}");
	assert_int_equal(store_find(place->store, STR("nobody"), see, &seen), 0);
	assert_int_equal(seen.n, 2);
}

static void
expect_head(struct store *store, struct str desk, int64_t seq, char hash)
{
	char expected[65] = "", found[65];
	int64_t found_seq = -1;
	memset(expected, hash, 64);
	assert_int_equal(store_log_head(store, desk, &found_seq, found), 0);
	assert_int_equal(found_seq, seq);
	assert_string_equal(found, seq == 0 ? "" : expected);
}

/* A desk that writes its log anew contradicts what it told before; the first head is what counts, and the other is kept. */
static void
heads_of_a_log_are_kept(void **state)
{
	struct place *place = *state;
	open_place(place);
	put(place->store, 1);
	expect_head(place->store, STR("north"), 0, 'a');
	assert_int_equal(track(place->store, 1, STR("{}"), STR("north"), 5, 'e'), STORE_DONE);
	assert_int_equal(track(place->store, 1, STR("{}"), STR("north"), 9, 'a'), STORE_SAME);
	assert_int_equal(track(place->store, 1, STR("{}"), STR("north"), 7, 'b'), STORE_SAME);
	expect_head(place->store, STR("north"), 9, 'a');
	assert_int_equal(place->n_complaints, 0);
	assert_int_equal(track(place->store, 1, STR("{}"), STR("north"), 9, '0'), STORE_SAME);
	expect_head(place->store, STR("north"), 9, 'a');
	assert_int_equal(place->n_complaints, 1);
	assert_non_null(strstr(place->complaint, "\"north\""));
	/* told once; an older entry that was changed is noticed as well */
	assert_int_equal(track(place->store, 1, STR("{}"), STR("north"), 9, '0'), STORE_SAME);
	assert_int_equal(place->n_complaints, 1);
	assert_int_equal(track(place->store, 1, STR("{}"), STR("north"), 5, 'f'), STORE_SAME);
	assert_int_equal(place->n_complaints, 2);
	assert_int_equal(ask(place, "SELECT count(*) FROM log_head"), 5);
	expect_head(place->store, STR("south"), 0, 'a');
	assert_int_equal(track(place->store, 1, STR("{}"), STR("south"), 9, 'c'), STORE_SAME);
	expect_head(place->store, STR("south"), 9, 'c');
	assert_int_equal(place->n_complaints, 2);
}

/* Rules that hold whatever program has the file open. */
static void
the_database_refuses_to_lose_a_request(void **state)
{
	static const char *const wrong[] = {
		"DELETE FROM submission",
		"DELETE FROM envelope",
		"DELETE FROM log_head",
		"UPDATE envelope SET envelope=x'00'",
		"UPDATE submission SET sha256=zeroblob(32)",
		"UPDATE submission SET id='019aa5d0-0000-7000-8000-000000000009'",
		"UPDATE submission SET received_at=2",
		"UPDATE submission SET receipt=x'00'",
		"UPDATE submission SET due='2030-01-01'",
		"UPDATE submission SET code='another'",
		"UPDATE submission SET state='lost'",
		"UPDATE submission SET state='confirmed'", /* when? */
		"UPDATE submission SET state='problem'",   /* which? */
		"UPDATE submission SET dispose_after=NULL",
		"UPDATE log_head SET hash='x'",
	};
	static const char *const too_late[] = {
		"UPDATE submission SET state='new'",
		"UPDATE submission SET state='retrieved'",
		"UPDATE submission SET state='problem', problem='other', problem_at=1",
		"DELETE FROM submission",
	};
	struct place *place = *state;
	open_place(place);
	put(place->store, 1);
	assert_int_equal(track(place->store, 1, STR("{}"), STR("north"), 1, 'a'), STORE_DONE);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (sql(place, wrong[i]) != SQLITE_CONSTRAINT) {
			fail_msg("went through: %s", wrong[i]);
		}
	}
	assert_int_equal(confirm(place->store, 1, STR("7K3M9Q2XW4")), STORE_DONE);
	for (size_t i = 0; i < sizeof(too_late) / sizeof(too_late[0]); i++) {
		if (sql(place, too_late[i]) != SQLITE_CONSTRAINT) {
			fail_msg("went through: %s", too_late[i]);
		}
	}
	/* what was dealt with may be disposed of; its record stays, and its id is not taken for a new request */
	assert_int_equal(sql(place, "DELETE FROM envelope"), SQLITE_OK);
	expect_put(place->store, 1, STR("an.envelope"), "another", STORE_SAME, "receipt");
}

static void
a_new_file_says_what_it_is(void **state)
{
	struct place *place = *state;
	unsigned char header[100];
	struct stat info;
	open_place(place);
	put(place->store, 1);
	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	char log[128];
	(void)snprintf(log, sizeof(log), "%s-wal", place->path);
	assert_int_equal(stat(log, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	place->store = store_close(place->store);
	assert_int_equal(stat(log, &info), -1); /* all is in the file */
	const int fd = open(place->path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, header, sizeof(header)), sizeof(header));
	close(fd);
	assert_memory_equal(
		header + 68, "GCHI", 4); /* application id, SQLite's file format section 1.3 */
	assert_memory_equal(header + 60, "\0\0\0\2", 4); /* user version */
	assert_int_equal(header[18], 2);                 /* write-ahead log */
}

/* Two programs, for example while one takes over from the other: the locks of SQLite keep them apart. */
static void
two_may_have_it_open(void **state)
{
	struct place *place = *state;
	open_place(place);
	struct store *second = open_store(place, 128, 1000);
	put(place->store, 1);
	expect_put(second, 1, STR("an.envelope"), "another", STORE_SAME, "receipt");
	put(second, 2);
	expect_put(place->store, 2, STR("other"), "another", STORE_OTHER, NULL);
	store_close(second);
	put(place->store, 3);
	assert_int_equal(ask(place, "SELECT count(*) FROM submission"), 3);
}

static int
fails_to_open(const char *where, struct diagnosis *ret_diagnosis)
{
	const struct store_options options = { .where = where, .group_max = 1, .queue_max = 1 };
	struct store *store = NULL;
	const int r = store_open(&options, &store, ret_diagnosis);
	assert_null(store);
	assert_true(ret_diagnosis->what[0] != '\0' && ret_diagnosis->remedy[0] != '\0');
	return r;
}

static void
other_engines_are_refused_by_name(void **state)
{
	static const char *const wrong[] = { "postgresql://localhost/intake", "sqlite", "sqlite:", "",
		"/var/lib/intake.db" };
	struct diagnosis diagnosis;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(fails_to_open(wrong[i], &diagnosis), -EINVAL);
		assert_string_equal(diagnosis.file, wrong[i]);
		assert_non_null(strstr(diagnosis.remedy, "sqlite:FILE"));
	}
	assert_int_equal(fails_to_open("sqlite:/nowhere/at/all/intake.db", &diagnosis), -ENOENT);
}

static void
overwrite(const struct place *place, off_t at, const char *bytes, size_t n)
{
	const int fd = open(place->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, n, at), n);
	close(fd);
}

static void
other_files_are_left_alone(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	struct stat info;
	char text[5000];
	assert_int_equal(sql(place, "CREATE TABLE songs (name TEXT)"), SQLITE_OK);
	assert_int_equal(fails_to_open(place->where, &diagnosis), -EPROTO);
	assert_int_equal(sql(place, "SELECT name FROM songs"), SQLITE_OK);
	assert_int_equal(unlink(place->path), 0);
	memset(text, 'a', sizeof(text));
	overwrite(place, 0, text, sizeof(text));
	assert_int_equal(fails_to_open(place->where, &diagnosis), -EBADMSG);
	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_size, sizeof(text));
	assert_int_equal(unlink(place->path), 0);
	open_place(place);
	place->store = store_close(place->store);
	assert_int_equal(sql(place, "PRAGMA user_version=3"), SQLITE_OK);
	assert_int_equal(fails_to_open(place->where, &diagnosis), -EPROTO);
}

static void
a_damaged_file_is_left_alone(void **state)
{
	struct place *place = *state;
	struct diagnosis diagnosis;
	struct stat before, after;
	char noise[4096], found[4096];
	memset(noise, 0x5a, sizeof(noise));
	open_place(place);
	for (int i = 0; i < 40; i++) {
		put(place->store, i);
	}
	place->store = store_close(place->store);
	overwrite(place, 4096, noise, sizeof(noise));
	assert_int_equal(stat(place->path, &before), 0);
	assert_int_equal(fails_to_open(place->where, &diagnosis), -EBADMSG);
	assert_string_equal(diagnosis.file, place->path);
	assert_int_equal(stat(place->path, &after), 0);
	assert_int_equal(after.st_size, before.st_size);
	const int fd = open(place->path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(pread(fd, found, sizeof(found), 4096), sizeof(found));
	close(fd);
	assert_memory_equal(found, noise, sizeof(noise));
}

/*
 * SQLite goes on writing into a file that has lost its name: what is confirmed then is gone with the process. A copy that is put in
 * the place of the file while the intake runs does just that.
 */
static void
a_file_without_its_name_takes_nothing(void **state)
{
	struct place *place = *state;
	char aside[128];
	struct ticket ticket;
	(void)snprintf(aside, sizeof(aside), "%s.aside", place->path);
	open_place(place);
	put(place->store, 1);
	assert_int_equal(rename(place->path, aside), 0);
	expect_put(place->store, 2, STR("an.envelope"), "receipt", STORE_BUSY, NULL);
	assert_true(store_ready(place->store) < 0);
	close(open(place->path, O_CREAT | O_RDWR | O_CLOEXEC, 0600));
	init_ticket(&ticket, STORE_CONFIRM, 1);
	ticket.change.confirm.id = str_of(ticket.id);
	ticket.change.confirm.code = STR("7K3M9Q2XW4");
	assert_int_equal(carry_out(place->store, &ticket), STORE_BUSY);
	assert_true(store_ready(place->store) < 0);
	assert_int_equal(place->n_complaints, 1);
	assert_non_null(strstr(place->complaint, place->path));
	assert_int_equal(rename(aside, place->path), 0);
	assert_int_equal(store_ready(place->store), 0);
	put(place->store, 2);
	place->store = store_close(place->store);
	assert_int_equal(ask(place, "SELECT count(*) FROM submission"), 2);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(what_was_put_is_there_after_reopening),
		place_test(the_same_bytes_give_the_stored_receipt),
		place_test(a_group_knows_its_own_requests),
		place_test(a_bad_change_spoils_no_group),
		place_test(eight_at_once_store_one),
		place_test(closing_commits_what_waits_in_order),
		place_test(a_group_has_its_limit),
		place_test(a_long_queue_refuses_more),
		place_test(large_envelopes_share_less),
		place_test(the_list_goes_on_where_it_ended),
		place_test(a_request_is_dealt_with_once),
		place_test(the_newest_tracking_counts),
		place_test(heads_of_a_log_are_kept),
		place_test(the_database_refuses_to_lose_a_request),
		place_test(a_new_file_says_what_it_is),
		place_test(two_may_have_it_open),
		place_test(other_engines_are_refused_by_name),
		place_test(other_files_are_left_alone),
		place_test(a_damaged_file_is_left_alone),
		place_test(a_file_without_its_name_takes_nothing),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Making, delivering and finding requests for the tests of the store under faults. */
#include "store_requests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <sqlite3.h>

int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/guichet-intake-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		return -1;
	}
	(void)snprintf(place->path, sizeof(place->path), "%s/intake.db", place->folder);
	(void)snprintf(place->where, sizeof(place->where), "sqlite:%s", place->path);
	*state = place;
	return 0;
}

int
remove_place(void **state)
{
	static const char *const names[] = { "intake.db", "intake.db-wal", "intake.db-journal",
		"intake.db-shm", "ballast" };
	struct place *place = *state;
	char name[112];
	(void)umount2(place->folder, MNT_DETACH); /* where a test mounted a small disk */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s/%s", place->folder, names[i]);
		(void)unlink(name);
	}
	const int r = rmdir(place->folder);
	free(place);
	return r;
}

static void
hear(void *context, const char *sentence)
{
	struct place *place = context;
	assert_true(sentence[0] != '\0');
	atomic_fetch_add(&place->n_complaints, 1);
}

struct store *
open_store(struct place *place, int group_max)
{
	const struct store_options options = { .where = place->where,
		.group_max = group_max,
		.queue_max = 1000,
		.complain = hear,
		.complain_context = place };
	struct diagnosis diagnosis;
	struct store *store = NULL;
	const int r = store_open(&options, &store, &diagnosis);
	if (r != 0) {
		fail_msg("%s: %s", diagnosis.file, diagnosis.what);
	}
	return store;
}

/* An envelope whose bytes follow from its number, so that a reader can tell a torn one. */
static struct str
envelope_of(int number, char *buffer, size_t n)
{
	uint32_t x = (uint32_t)number * 2654435761u + 1;
	for (size_t i = 0; i < n; i++) {
		x = x * 1664525u + 1013904223u;
		buffer[i] = (char)('A' + (x >> 24) % 26);
	}
	return (struct str){ buffer, n };
}

static void
note_done(void *context, struct store_change *change)
{
	struct ticket *ticket = context;
	sem_t *is_free = ticket->is_free;
	if (change->receipt != NULL && strcmp(change->receipt, ticket->receipt) != 0) {
		abort();
	}
	free(change->receipt);
	if (ticket->pipe_end >= 0) {
		const int number = ticket->number;
		if (change->outcome != STORE_DONE ||
			write(ticket->pipe_end, &number, sizeof(number)) != sizeof(number)) {
			_exit(3);
		}
	}
	if (ticket->asked != NULL) {
		ticket->ready = store_ready(ticket->asked);
	}
	sem_post(&ticket->is_done); /* the ticket may be gone */
	if (is_free != NULL) {
		sem_post(is_free);
	}
}

void
fill_ticket(struct ticket *ticket, int number, size_t n)
{
	(void)snprintf(ticket->id, sizeof(ticket->id), "019aa5d0-0000-7000-8000-%012d", number);
	(void)snprintf(ticket->receipt, sizeof(ticket->receipt), "receipt-%d", number);
	ticket->number = number;
	ticket->pipe_end = -1;
	ticket->is_free = NULL;
	ticket->asked = NULL;
	ticket->change = (struct store_change){ .kind = STORE_PUT,
		.put = { .id = str_of(ticket->id),
			.envelope = envelope_of(number, ticket->bytes, n),
			.device = STR("K-0001"),
			.form = STR("callback"),
			.form_version = STR("1"),
			.ref_hash = str_of(ticket->receipt),
			.received_at = number,
			.code = STR("7K3M9Q2XW4"),
			.receipt = str_of(ticket->receipt) },
		.done = note_done,
		.context = ticket };
}

struct ticket *
new_tickets(int n, size_t bytes)
{
	struct ticket *tickets = calloc((size_t)n, sizeof(*tickets));
	for (int i = 0; i < n; i++) {
		tickets[i].bytes = malloc(bytes);
		sem_init(&tickets[i].is_done, 0, 0);
	}
	return tickets;
}

struct ticket *
free_tickets(struct ticket *tickets, int n)
{
	for (int i = 0; i < n; i++) {
		free(tickets[i].bytes);
	}
	free(tickets);
	return NULL;
}

enum store_outcome
wait_for(struct ticket *ticket)
{
	while (sem_wait(&ticket->is_done) < 0) {
	}
	return ticket->change.outcome;
}

enum store_outcome
put(struct store *store, int number, size_t n)
{
	struct ticket *ticket = new_tickets(1, n);
	fill_ticket(ticket, number, n);
	assert_true(store_submit(store, &ticket->change));
	const enum store_outcome outcome = wait_for(ticket);
	free_tickets(ticket, 1);
	return outcome;
}

enum store_outcome
confirm(struct store *store, int number)
{
	struct ticket *ticket = new_tickets(1, 1);
	fill_ticket(ticket, number, 1);
	ticket->change.kind = STORE_CONFIRM;
	ticket->change.confirm.id = str_of(ticket->id);
	ticket->change.confirm.code = STR("7K3M9Q2XW4");
	ticket->change.confirm.at = 1;
	assert_true(store_submit(store, &ticket->change));
	const enum store_outcome outcome = wait_for(ticket);
	free_tickets(ticket, 1);
	return outcome;
}

struct found {
	int number, n, n_torn;
	char *buffer;
};

static void
see(void *context, const struct store_row *row)
{
	struct found *found = context;
	char receipt[24];
	(void)snprintf(receipt, sizeof(receipt), "receipt-%d", found->number);
	found->n++;
	found->n_torn += !str_eq(row->envelope,
						 envelope_of(found->number, found->buffer, row->envelope.n)) ||
		row->envelope.n == 0 || !str_eq(row->receipt, str_of(receipt));
}

bool
is_there(struct store *store, int number)
{
	static char buffer[LARGE];
	char id[37];
	struct found found = { .number = number, .buffer = buffer };
	(void)snprintf(id, sizeof(id), "019aa5d0-0000-7000-8000-%012d", number);
	assert_int_equal(store_get(store, str_of(id), see, &found), 0);
	assert_int_equal(found.n_torn, 0);
	return found.n == 1;
}

void
check_integrity(const struct place *place)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	(void)sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

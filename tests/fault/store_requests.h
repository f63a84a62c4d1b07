/* SPDX-License-Identifier: MIT */
/* Requests for the tests of the store under faults: each is made of its number, so that a torn one is found out. */
#ifndef TESTS_STORE_REQUESTS_H
#define TESTS_STORE_REQUESTS_H

#include <semaphore.h>
#include <stdatomic.h>

#include "platform/store.h"

enum {
	ENVELOPE = 2700, /* bytes of a usual one */
	LARGE = 200 * 1000,
	WINDOW = 24, /* requests under way at one time */
};

/* A folder with a store in it; `state` of cmocka. */
struct place {
	char folder[64], path[96], where[112];
	atomic_int n_complaints;
};

int make_place(void **state);
int remove_place(void **state);
struct store *open_store(struct place *place, int group_max);

/* One change under way. */
struct ticket {
	struct store_change change;
	char id[37], receipt[24];
	char *bytes;
	int number;
	sem_t is_done;
	int pipe_end;        /* told there when it is stored; -1: no */
	sem_t *is_free;      /* posted when it may be used again; NULL: no */
	struct store *asked; /* store_ready() of it when the change is done; NULL: not */
	int ready;
};

struct ticket *new_tickets(int n, size_t bytes);
struct ticket *free_tickets(struct ticket *tickets, int n);
/* Makes it a put of this request; `n` at most the bytes of its ticket. */
void fill_ticket(struct ticket *ticket, int number, size_t n);
enum store_outcome wait_for(struct ticket *ticket);

/* Each waits for its outcome. */
enum store_outcome put(struct store *store, int number, size_t n);
enum store_outcome confirm(struct store *store, int number);
/* Whether a request is there; one that is, is whole. */
bool is_there(struct store *store, int number);
void check_integrity(const struct place *place);

#endif

/* SPDX-License-Identifier: MIT */
/* One call of the API on its way through the intake, from the request to exactly one answer. */
#ifndef INTAKE_CALL_H
#define INTAKE_CALL_H

#include "intake/keys.h"
#include "intake/limits.h"
#include "intake/metrics.h"
#include "intake/problems.h"
#include "platform/certificate.h"
#include "platform/http_server.h"
#include "platform/store.h"

/* What the calls of one process share. */
struct intake {
	struct store *store;
	struct keyring *keyring;
	struct limits *limits;
	struct metrics *metrics;
	const struct seal_key *signing;                /* of receipts */
	const struct certificate_authority *authority; /* NULL: this intake issues no certificates */
	ms_t certificate_life_ms;
};

struct route;

/* Belongs to one thread at a time: the server's, then the store's writer, if there is a change to wait for. */
struct call {
	struct intake *intake;
	struct http_exchange *exchange;
	const struct route *route;
	const struct keys *keys; /* held until the answer */
	char id[WIRE_ID_LENGTH + 1];
	struct seal_signer signer; /* the kiosk; where its signature was asked for */
	const char *desk;          /* where a token was asked for; else NULL */
	ms_t wall;                 /* when it came, in whole seconds: as it is written everywhere */
	ms_t now;                  /* the same moment, monotonic */

	struct store_change change; /* its texts live here, or in the exchange's body */
	struct wire_header header;
	char code[WIRE_CODE_LENGTH + 1], kind[WIRE_KIND_SIZE], log_hash[65];
	enum wire_progress progress;
	char *receipt; /* malloc'ed, or NULL */

	struct seal_signers *enrolled; /* of the one key that the store has for this kiosk, or NULL */
	struct certificate_request request;
	struct certificate_terms terms;
	unsigned char code_sha256[32];
	char guess[128]; /* whose wrong codes are counted together */
	char *bag;       /* the certificate, malloc'ed, or NULL */
};

/* NULL when out of memory; then the exchange is still to be answered. */
struct call *call_new(struct intake *intake, struct http_exchange *exchange);

/* Each of these answers and frees the call. */

/* `extra` ends at a NULL name, or is NULL. */
void call_answer(struct call *call, unsigned status, const char *content_type, struct str body,
	const struct http_field *extra);
void call_answer_json(struct call *call, unsigned status, const struct text *json);
/* Logs it too. `value` is that of the header which goes with the problem: Allow, or WWW-Authenticate; NULL: none. */
void call_refuse(struct call *call, enum problem problem, const char *value);
/* For what will do later: Retry-After in whole seconds, one at least. */
void call_refuse_for(struct call *call, enum problem problem, ms_t wait_ms);
/* A change that was not done, other than STORE_OTHER, which has a meaning of its own in each call. */
void call_refuse_outcome(struct call *call, enum store_outcome outcome);
/* A read that failed. */
void call_refuse_errno(struct call *call, int error);

/* Queues call->change, or refuses; `done` gets the call as its context. */
void call_submit(struct call *call, void (*done)(void *context, struct store_change *change));

#endif

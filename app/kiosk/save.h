/* SPDX-License-Identifier: MIT */
/* Sealing and storing a request, at once or on a worker thread. */
#ifndef KIOSK_SAVE_H
#define KIOSK_SAVE_H

#include "core/effect.h"
#include "core/event.h"
#include "core/kiosk_options.h"
#include "platform/diagnosis.h"
#include "platform/outbox.h"
#include "platform/seal.h"

enum { STATUS_KEY_BYTES = 32 };

/* What saving needs of the state folder. One thread at a time. */
struct store {
	struct outbox *outbox;                      /* outbox.db */
	struct seal_key *key;                       /* recipient.jwks */
	unsigned char status_key[STATUS_KEY_BYTES]; /* status.key */
};

/*
 * Opens the three files of the folder `state`. `wall` judges the validity of the key; 0: the clock is not sure,
 * the dates do not count. 0; or negative errno with a diagnosis and what the client is told.
 */
__attribute__((warn_unused_result)) int store_open(const char *state, ms_t wall,
	struct store *ret_store, enum trouble *ret_trouble, struct diagnosis *ret_diagnosis);
/* Zeroes the keys. */
void store_close(struct store *store);

/*
 * Seals and stores on the calling thread; durable when it returns STORED_OK. An id that is in the outbox already
 * counts as stored: it is a retry whose first answer got lost. Says nothing of the content on stderr. `wall_sure`: the
 * clock that `created_wall` was read from is known to be set; then a request is not sealed to a key out of its time.
 */
enum stored save_now(struct store *store, const struct sealed_request *request, bool wall_sure);

struct save;

/*
 * Starts the worker. `done` is called on it after each request. The store belongs to the worker until save_close().
 * 0 or negative errno.
 */
__attribute__((warn_unused_result)) int save_open(struct store *store,
	void (*done)(void *context, uint32_t ticket, enum stored status), void *context,
	struct save **ret_save);
/* Copies the request into locked memory and returns at once. The core has one request under way at a time. */
void save_put(struct save *save, const struct sealed_request *request, bool wall_sure);
/* Waits for the request under way, so that what was promised is kept; zeroes the copy. Returns NULL. */
struct save *save_close(struct save *save);

#endif

/* SPDX-License-Identifier: MIT */
/* What store.c asks of the engine below it. One engine is linked into a program; store_sqlite.c and its parts are the first. */
#ifndef PLATFORM_STORE_ENGINE_H
#define PLATFORM_STORE_ENGINE_H

#include "platform/store.h"

struct store_engine;

/* What follows "where" means, for people: "sqlite:FILE". The part up to the colon names the engine. */
extern const char store_engine_form[];

/* `place` is what follows the colon. 0 or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int store_engine_open(
	const char *place, struct store_engine **ret_engine, struct diagnosis *ret_diagnosis);
struct store_engine *store_engine_close(struct store_engine *engine);

/*
 * One group, on one thread at a time: carries the changes out in their order, sets their outcomes and receipts, and makes all
 * of them durable together; a change that the engine refuses is STORE_FAILED and leaves the others alone. Or a negative errno:
 * then nothing of the group was changed, whatever the outcomes say, and no receipt is left to free. Waits for other programs
 * for `patience_ms`, then gives -EBUSY.
 */
__attribute__((warn_unused_result)) int store_engine_commit(
	struct store_engine *engine, struct store_change *first, int patience_ms);
/* What an operator has to know of the last group, one sentence without content; "" when there is nothing. */
const char *store_engine_complaint(const struct store_engine *engine);

/* As the functions of store.h; from any thread. */
__attribute__((warn_unused_result)) int store_engine_list(struct store_engine *engine,
	struct str state, int64_t after_seq, int limit,
	void (*row)(void *context, const struct store_row *row), void *context);
__attribute__((warn_unused_result)) int store_engine_get(struct store_engine *engine, struct str id,
	void (*row)(void *context, const struct store_row *row), void *context);
__attribute__((warn_unused_result)) int store_engine_find(struct store_engine *engine,
	struct str ref_hash, void (*row)(void *context, const struct store_row *row), void *context);
__attribute__((warn_unused_result)) int store_engine_log_head(
	struct store_engine *engine, struct str desk, int64_t *ret_seq, char ret_hash[65]);
__attribute__((warn_unused_result)) int store_engine_find_key(
	struct store_engine *engine, struct str kid, struct store_key *ret_key);
__attribute__((warn_unused_result)) int store_engine_find_uuid(
	struct store_engine *engine, struct str device, char ret_uuid[37]);
__attribute__((warn_unused_result)) int store_engine_find_revoked(
	struct store_engine *engine, struct str serial, bool *ret_is_revoked);
__attribute__((warn_unused_result)) int store_engine_find_code(
	struct store_engine *engine, const unsigned char sha256[32], bool *ret_is_known);
/* Whether there is room for new requests, and the engine may write: 0, -ENOSPC, -ESTALE (the store's file was moved), or another negative errno. */
__attribute__((warn_unused_result)) int store_engine_room(struct store_engine *engine);

#endif

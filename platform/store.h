/* SPDX-License-Identifier: MIT */
/* What the intake keeps: sealed requests, durable before anyone is told (docs/formats/store.md). store_engine.h is what an engine provides. */
#ifndef PLATFORM_STORE_H
#define PLATFORM_STORE_H

#include "core/format.h"
#include "platform/diagnosis.h"

struct store;

enum store_outcome {
	STORE_DONE, /* stored, or changed, and durable */
	STORE_SAME, /* it was there already, with the same bytes */
	STORE_OTHER, /* it was there already, with other bytes; the code is another; or it is confirmed already */
	STORE_ABSENT, /* there is no such request */
	STORE_BUSY, /* not now: another program keeps the store locked, its file was moved, no memory */
	STORE_FULL, /* no space */
	STORE_FAILED, /* the log says why */
};

/* A request as it arrives. Everything is copied or used before `done` is called. */
struct store_submission {
	struct str id;            /* 36 characters */
	unsigned char sha256[32]; /* of the envelope */
	struct str envelope;
	struct str device, form, form_version, ref_hash;
	enum lang lang;
	ms_t received_at;
	struct date due;    /* year 0: none */
	struct str code;    /* confirmation code */
	struct str receipt; /* the signed receipt, byte for byte */
};

enum store_kind {
	STORE_PUT,
	STORE_CONFIRM,
	STORE_PROBLEM,
	STORE_TRACK,
	STORE_RETRIEVE, /* as store_mark_retrieved() makes it */
	STORE_TOKEN,
	STORE_ENROL,
	STORE_REVOKE,
};

/* Why an enrolment is STORE_OTHER. */
enum store_refusal {
	STORE_CODE_USED, /* for another request */
	STORE_CODE_EXPIRED,
	STORE_CODE_FOREIGN,  /* it is for another device, or the key is another device's */
	STORE_KEY_WITHDRAWN, /* that key was revoked */
};

/*
 * A certificate for a kiosk. With a code: it is used up, the key is believed from then on, and the kiosk's other keys no more; the same
 * request again is STORE_SAME, as long as the code lasts. Without: a renewal, which changes nothing of who is believed.
 */
struct store_enrolment {
	const unsigned char *code_sha256; /* 32 bytes; NULL: a renewal */
	const unsigned char *request_sha256;
	struct str device, kid, jwks, serial, uuid;
	struct str certificate; /* as it is answered */
	ms_t at, not_after;
	enum store_refusal refusal; /* set with STORE_OTHER */
};

/*
 * One change, queued for the writer, which commits many at once. The caller owns it until `done` is called, once, on the
 * writer's thread, after the commit (or its failure); then `outcome` is set, and `receipt` for STORE_PUT.
 */
struct store_change {
	enum store_kind kind;
	union {
		struct store_submission put;
		struct {
			struct str id, code;
			ms_t at;
		} confirm; /* state "confirmed"; twice is STORE_SAME */
		struct {
			struct str id, kind;
			ms_t at;
		} problem; /* state "problem" */
		struct {
			struct str id;
			struct str tracking; /* JSON of a wire_tracking, kept as it is */
			int64_t
				log_seq; /* head of that desk's access log; a smaller one than is known changes nothing of the head */
			struct str log_hash, desk;
		} track;
		struct {
			struct str id;
		} retrieve;
		struct {
			const unsigned char *sha256; /* 32 bytes */
			struct str device;
			ms_t at, expires_at;
		} token; /* a one-time code, of which only the digest is kept */
		struct store_enrolment enrol;
		struct {
			struct str device,
				serial; /* one of them is empty: all of a device, or one certificate and its key */
			ms_t at;
		} revoke; /* STORE_ABSENT: nothing of that name; STORE_SAME: it was revoked before */
	};
	void (*done)(void *context, struct store_change *change);
	void *context;

	enum store_outcome outcome;
	/* of a put or an enrolment that was STORE_DONE or STORE_SAME: the receipt or certificate that was committed; malloc'ed, for `done` to free() */
	char *receipt;
	struct store_change *next; /* the store's own */
};

struct store_options {
	const char *where; /* "sqlite:FILE" */
	int group_max;     /* changes in one commit at most; 1: a commit for each */
	int queue_max;     /* changes that wait at most; store_submit() refuses more */
	/* Says one sentence to the operator, on the writer's thread: why changes fail, or that a desk's log was written anew. NULL: standard error. */
	void (*complain)(void *context, const char *sentence);
	void *complain_context;
};

/* 0 or negative errno with a diagnosis: -EINVAL (no engine of that name), else as of the engine. */
__attribute__((warn_unused_result)) int store_open(
	const struct store_options *options, struct store **ret_store, struct diagnosis *ret_diagnosis);
/* Commits what is queued, then closes. Returns NULL. */
struct store *store_close(struct store *store);

/* From any thread. False when too many wait: `done` is not called. */
bool store_submit(struct store *store, struct store_change *change);

/* Reading. From any thread; never waits for the writer. Text is valid until the callback returns; the callback does not read in turn. */
struct store_row {
	struct str id, device, form, form_version, state, code;
	unsigned char sha256[32];
	enum lang lang;
	ms_t received_at;
	struct date due;
	struct str envelope, receipt; /* of store_get() only */
	struct str tracking;          /* JSON, or empty */
	int64_t seq;                  /* order of arrival, from 1 */
};

/* Rows in the order of arrival after `after_seq`, in this state (empty: all), at most `limit`. 0, or negative errno. */
__attribute__((warn_unused_result)) int store_list(struct store *store, struct str state,
	int64_t after_seq, int limit, void (*row)(void *context, const struct store_row *row),
	void *context);
/* Calls `row` once, or not at all. 0 or negative errno. */
__attribute__((warn_unused_result)) int store_get(struct store *store, struct str id,
	void (*row)(void *context, const struct store_row *row), void *context);
/* Every row with this reference hash (there may be more than one: forty-five bits are no promise). */
__attribute__((warn_unused_result)) int store_find(struct store *store, struct str ref_hash,
	void (*row)(void *context, const struct store_row *row), void *context);
/* The head of this desk's access log; *ret_seq is 0 when none is known. */
__attribute__((warn_unused_result)) int store_log_head(
	struct store *store, struct str desk, int64_t *ret_seq, char ret_hash[65]);
/* A kiosk's key that came by an enrolment. */
struct store_key {
	bool is_known, is_withdrawn;
	char jwks[512]; /* a JWK Set of it */
};
__attribute__((warn_unused_result)) int store_find_key(
	struct store *store, struct str kid, struct store_key *ret_key);
/* By which the device is named in its certificates, 36 characters; empty when it has none yet. */
__attribute__((warn_unused_result)) int store_find_uuid(
	struct store *store, struct str device, char ret_uuid[37]);
/* Whether a certificate of this serial was revoked. */
__attribute__((warn_unused_result)) int store_find_revoked(
	struct store *store, struct str serial, bool *ret_is_revoked);
/* Whether a one-time code with this digest was ever given out, used or not. */
__attribute__((warn_unused_result)) int store_find_code(
	struct store *store, const unsigned char sha256[32], bool *ret_is_known);
/*
 * Handing it out makes a new request "retrieved"; a change like the others, without an answer worth waiting for. 0, -EAGAIN
 * (too many changes wait), -ENOMEM, -EINVAL (no id).
 */
__attribute__((warn_unused_result)) int store_mark_retrieved(struct store *store, struct str id);

/* Whether a change would be accepted now. 0, -ENOSPC, -EAGAIN (too many wait), -EACCES, -ESTALE (moved away), or why commits failed within the last ten seconds. */
__attribute__((warn_unused_result)) int store_ready(struct store *store);

enum { STORE_BUCKETS = 12 };
struct store_statistics {
	int64_t n_changes, n_commits, n_queued, largest_group;
	int64_t commit_buckets[STORE_BUCKETS]; /* cumulative, by store_bucket_limits */
	double commit_seconds;                 /* sum */
};
extern const double store_bucket_limits[STORE_BUCKETS]; /* seconds */
void store_statistics(struct store *store, struct store_statistics *ret_statistics);

#endif

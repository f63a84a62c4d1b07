/* SPDX-License-Identifier: MIT */
/* What the files of the inbox share, for them and their tests only. */
#ifndef DESK_INBOX_PARTS_H
#define DESK_INBOX_PARTS_H

#include "desk/inbox.h"
#include "desk/templates.h"
#include "desk/unseal.h"
#include "office_messages.h"
#include "platform/desk_store.h"
#include "platform/http_client.h"
#include "platform/seal_jws.h"

enum {
	INBOX_PATH_BYTES = 4096,
	STATUS_KEY_BYTES = 32,
	TOKEN_LENGTH = 43,
	/* A header's Date has whole seconds, and an answer its way: less than this says nothing about a clock. */
	INBOX_CLOCK_SLACK_MS = 2 * 60 * 1000,
};

/* Actor and roles of the access log. */
#define INBOX_PROGRAM "guichet-desk"
#define INBOX_ROLE_PROGRAM "program"
#define INBOX_ROLE_OFFICER "officer"
/* Actions, after the events of GC Forms where there is one. */
#define INBOX_ACTION_CHECK "CheckEnvelope"
#define INBOX_ACTION_OPEN "DownloadResponse"
#define INBOX_ACTION_CONFIRM "ConfirmResponse"
#define INBOX_ACTION_PROBLEM "IdentifyProblemResponse"
#define INBOX_ACTION_READ_LOG "AuditLogsRead"
#define INBOX_OUTCOME_ALLOWED "allowed" /* of what is written down before it is done */
#define INBOX_OUTCOME_DONE "done"

/* Facts that the store keeps. */
#define INBOX_FACT_FETCHED "fetched_at" /* ms, by this machine's clock */
#define INBOX_FACT_AHEAD "clock_ahead"  /* ms */
#define INBOX_FACT_RUNNING "running"    /* ms that the computer had run then */
#define INBOX_FACT_START "start"        /* the kernel's name for that run */
#define INBOX_FACT_CURSOR "cursor" /* page of the intake's list at which the next fetch begins */
#define INBOX_FACT_TOLD "told_log_head" /* "SEQ HASH", what the intake was told last */
#define INBOX_FACT_KEYS \
	"keys" /* fingerprints of desk.jwk and status.key with which was checked last */

struct inbox {
	struct desk_store *store;
	struct seal_key *key;
	unsigned char status_key[STATUS_KEY_BYTES];
	struct templates *templates;
	struct http_client *client;   /* NULL: no intake was named */
	struct seal_signers *signers; /* of receipts; NULL without an intake */
	char token[TOKEN_LENGTH + 1]; /* the client sends it */
	void *calendar_memory;
	struct calendar calendar;
	bool has_calendar;            /* genuine; it may have come to its end */
	enum office calendar_trouble; /* with has_calendar false */
	char other_zone[64];          /* the zone that is in force then */
};

/* ---- inbox_files.c ---- */

__attribute__((warn_unused_result)) int inbox_path(
	const char *folder, const char *name, char ret_path[INBOX_PATH_BYTES]);
/* Key of the site, 32 bytes. 0 or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int inbox_load_status_key(
	const char *folder, unsigned char ret_key[STATUS_KEY_BYTES], struct diagnosis *ret_diagnosis);
__attribute__((warn_unused_result)) int inbox_load_token(
	const char *folder, char ret_token[TOKEN_LENGTH + 1], struct diagnosis *ret_diagnosis);
/* Without a genuine one, due dates are not known; that is no failure. 0 or -ENOMEM. */
__attribute__((warn_unused_result)) int inbox_load_calendar(
	struct inbox *inbox, const char *folder);

/* ---- inbox_due.c: pure ---- */

/* The earlier of what was promised and the second working day; year 0: neither is known. `calendar` may be NULL. */
struct date inbox_due(const struct calendar *calendar, struct date received, struct date promised);
/* Of a request that is to be dealt with. `calendar` NULL or past its end: unknown. */
enum inbox_urgency inbox_urgency(
	const struct calendar *calendar, struct date today, struct date due, int32_t *ret_overdue_days);

/* ---- inbox_list.c ---- */

/* The time by the intake's clock, as far as this desk knows it; *ret_known false: it lies before what was received already. */
__attribute__((warn_unused_result)) int inbox_now(
	struct inbox *inbox, ms_t *ret_now, bool *ret_known);

/* ---- inbox.c ---- */

/* An entry of now, with the outcome `done`. */
struct desk_entry inbox_entry_of(
	struct str actor, const char *role, const char *action, struct str id);

/* ---- inbox_unseal.c ---- */

/*
 * Opens and compares what is inside with what stands outside. 0; INBOX_REFUSED with the kind of problem in *ret_kind; or negative errno.
 * Only after 0 is unseal_forget() due.
 */
__attribute__((warn_unused_result)) int inbox_unseal(struct inbox *inbox,
	const struct desk_request *request, struct unsealed *ret_unsealed, const char **ret_kind);
/* What proves each of the call-back words to a status look-up. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_prove(struct inbox *inbox,
	const struct desk_request *row, const struct request *request, char ret_proofs[2][44]);
/* Stores the kind and writes it down. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_store_problem(
	struct inbox *inbox, struct str id, struct str actor, const char *action, const char *kind);

/* Whether a kind of problem comes of this desk's keys: the request is not to blame, and the intake is not told. */
bool inbox_is_of_keys(struct str kind);

/* ---- inbox_clock.c ---- */

/* At each contact; `intake_wall` is its time then, 0: it did not say. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_keep_clock(struct inbox *inbox, ms_t intake_wall);
/* How far this clock is before the intake's. *ret_is_of_now false: at the last contact; the computer was started anew since. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_clock(
	struct inbox *inbox, ms_t *ret_ahead, bool *ret_is_of_now);

/* ---- inbox_check.c ---- */

struct inbox_ids {
	char (*of)[37]; /* for the caller to free() */
	size_t n, cap;
	bool is_full; /* of memory */
};
/* 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_collect(
	struct inbox *inbox, enum desk_choice choice, struct inbox_ids *ret_ids);
/* The entry of its beginning is in the log already. *ret_refused tells whether it is a problem now. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_check(
	struct inbox *inbox, struct str id, bool *ret_refused);
/* What a desk that was ended in the middle has left behind. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_check_left_over(
	struct inbox *inbox, struct inbox_fetched *fetched);
/* What did not open with the keys of before. 0 or negative errno. */
__attribute__((warn_unused_result)) int inbox_check_again(
	struct inbox *inbox, struct inbox_fetched *fetched);

/* ---- inbox_tell.c ---- */

/* Sends a request. 0 with an answer, whatever its status; INBOX_NO_INTAKE with a reason in *fetched; or negative errno. */
__attribute__((warn_unused_result)) int inbox_send(struct inbox *inbox,
	const struct http_request *request, struct http_reply *ret_reply,
	struct inbox_fetched *fetched);
/* Notes why an answer is no use. Always INBOX_NO_INTAKE. */
int inbox_complain(struct inbox_fetched *fetched, const struct http_reply *reply);
/*
 * Tells the intake what it does not know yet, of one request or (`id` empty) of all. 0, INBOX_NO_INTAKE with a reason: it stays to be
 * told; or negative errno.
 */
__attribute__((warn_unused_result)) int inbox_tell(
	struct inbox *inbox, struct str id, struct inbox_fetched *fetched);

#endif

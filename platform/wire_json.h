/* SPDX-License-Identifier: MIT */
/* The JSON bodies that sync, intake and desk exchange (docs/formats/wire.md), read strictly, by jansson. */
#ifndef PLATFORM_WIRE_JSON_H
#define PLATFORM_WIRE_JSON_H

#include "core/format.h"
#include "core/text.h"

enum {
	WIRE_ID_LENGTH = 36,
	WIRE_HASH_LENGTH = 43, /* base64url of 32 bytes */
	WIRE_CODE_LENGTH = 10, /* confirmation code: Crockford base 32, as a reference */
	WIRE_NAME_MAX = 63,    /* form, version, device, actor: bytes */
	WIRE_ACCESSES_MAX = 50,
	WIRE_PAGE_MAX = 100,
	WIRE_KIND_SIZE = 24, /* of a problem report, with its NUL */
};

/*
 * Every reader: false for anything that does not have exactly the members of the format, each of its type and length; then
 * nothing is written (of a page, n is 0). Every writer: `out->full` is set when the buffer was too small.
 */

/* What the intake signs: this request is stored. */
struct wire_receipt {
	char id[WIRE_ID_LENGTH + 1];
	unsigned char sha256[32]; /* of the envelope's bytes */
	ms_t received_at;
	char code[WIRE_CODE_LENGTH + 1];
	struct date due; /* year 0: no date can be promised */
};
void wire_write_receipt(const struct wire_receipt *receipt, struct text *out);
bool wire_read_receipt(struct str json, struct wire_receipt *ret_receipt);

/* An error (RFC 9457), in both languages. */
struct wire_problem {
	unsigned status;
	char code[24]; /* "SUB-409-1" */
	char title[LANG_COUNT][160], detail[LANG_COUNT][400];
	char instance[128]; /* the path that was asked for */
	char trace_id[17];  /* names the line of the intake's log */
};
/* The members "title" and "messages" begin with `lang`. */
void wire_write_problem(const struct wire_problem *problem, enum lang lang, struct text *out);
/* Members that are not known here are passed over, because later intakes may say more. */
bool wire_read_problem(struct str json, struct wire_problem *ret_problem);

enum wire_state { WIRE_NEW, WIRE_RETRIEVED, WIRE_CONFIRMED, WIRE_PROBLEM, WIRE_STATES };
const char *wire_state_name(enum wire_state state);
bool wire_state_of(struct str name, enum wire_state *ret_state);

/* One line of the list that the desk gets. */
struct wire_item {
	char id[WIRE_ID_LENGTH + 1];
	unsigned char sha256[32];
	char device[WIRE_NAME_MAX + 1], form[WIRE_NAME_MAX + 1], form_version[WIRE_NAME_MAX + 1];
	enum lang lang;
	ms_t received_at;
	struct date due; /* as promised in the receipt; year 0: none */
	enum wire_state state;
};
struct wire_page {
	struct wire_item items[WIRE_PAGE_MAX];
	int n;
	char next[64]; /* cursor; empty at the end */
};
void wire_write_page(const struct wire_page *page, struct text *out);
bool wire_read_page(struct str json, struct wire_page *ret_page);

/* Who opened a request and when, as its client may see it. */
struct wire_access {
	ms_t at;
	char by[WIRE_NAME_MAX + 1];
};

enum wire_progress { PROGRESS_RECEIVED, PROGRESS_WORKING, PROGRESS_CLOSED, PROGRESS_STATES };
const char *wire_progress_name(enum wire_progress progress); /* "received", "working", "closed" */

/* What the desk tells the intake about one request, so that its client can ask. Idempotent: the newest counts. */
struct wire_tracking {
	enum wire_progress progress;
	ms_t closed_at; /* 0: not closed */
	char proofs[2][WIRE_HASH_LENGTH + 1];
	struct wire_access accesses[WIRE_ACCESSES_MAX]; /* the newest ones, oldest first */
	int n_accesses;
	int64_t log_seq; /* the desk's access log as it stood: its last entry */
	char log_hash[65];
};
void wire_write_tracking(const struct wire_tracking *tracking, struct text *out);
bool wire_read_tracking(struct str json, struct wire_tracking *ret_tracking);

/* A client's question, sent by a kiosk. */
struct wire_query {
	char ref_hash[WIRE_HASH_LENGTH + 1], proof[WIRE_HASH_LENGTH + 1];
};
void wire_write_query(const struct wire_query *query, struct text *out);
bool wire_read_query(struct str json, struct wire_query *ret_query);

/* The answer. */
struct wire_status {
	enum wire_progress progress;
	ms_t received_at, closed_at;
	struct date due;
	struct wire_access accesses[WIRE_ACCESSES_MAX];
	int n_accesses;
};
void wire_write_status(const struct wire_status *status, struct text *out);
bool wire_read_status(struct str json, struct wire_status *ret_status);

/* {"confirmation_code": ...} */
bool wire_read_confirmation(struct str json, char ret_code[WIRE_CODE_LENGTH + 1]);
void wire_write_confirmation(const char *code, struct text *out);
/* {"kind": ...}: "unreadable", "wrong-header", "other". No free text: it could hold what nobody may read. */
bool wire_read_problem_report(struct str json, char ret_kind[WIRE_KIND_SIZE]);
void wire_write_problem_report(const char *kind, struct text *out);
/* {"seq", "hash"}: the newest head of a desk's access log that the intake has seen; 0 and "" when it has seen none. */
bool wire_read_log_head(struct str json, int64_t *ret_seq, char ret_hash[65]);
void wire_write_log_head(int64_t seq, const char *hash, struct text *out);
/* What an envelope's protected header says to whoever may not open it. */
struct wire_header {
	char sub[WIRE_ID_LENGTH + 1], kid[WIRE_HASH_LENGTH + 1];
	char form[WIRE_NAME_MAX + 1], form_version[WIRE_NAME_MAX + 1];
	enum lang lang;
	char ref_hash[WIRE_HASH_LENGTH + 1];
};
/* Out of the JSON that seal_peek() gives. */
bool wire_read_header(struct str json, struct wire_header *ret_header);
/* {"name", "token_sha256"}: a desk that the intake knows. */
bool wire_read_desk(
	struct str json, char ret_name[WIRE_NAME_MAX + 1], unsigned char ret_token_sha256[32]);

#endif

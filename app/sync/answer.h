/* SPDX-License-Identifier: MIT */
/* What an answer of whoever answered means, by the table at the end of docs/formats/wire.md. */
#ifndef SYNC_ANSWER_H
#define SYNC_ANSWER_H

#include "platform/http_client.h"

enum answer_kind {
	ANSWER_RECEIPT,   /* 200, 201, and something that may be a receipt: it must prove itself */
	ANSWER_SET_APART, /* the intake will never take this request */
	ANSWER_REFUSED,   /* 401, 403: it is this kiosk that is not taken */
	ANSWER_LATER,     /* 408, 425, 429, 5xx */
	ANSWER_FOREIGN,   /* this is not the intake */
	ANSWER_KINDS
};

struct answer {
	enum answer_kind kind;
	char code[24]; /* of the intake's problem; empty when the answer is none */
};

/* To a delivery. */
struct answer answer_of(const struct http_reply *reply);
/* Whether this is how the intake, and nothing else, answers GET /healthz. */
bool answer_is_healthy(const struct http_reply *reply);

#endif

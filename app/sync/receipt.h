/* SPDX-License-Identifier: MIT */
/* Whether a receipt proves that the intake keeps these very bytes. */
#ifndef SYNC_RECEIPT_H
#define SYNC_RECEIPT_H

#include "platform/seal_jws.h"
#include "platform/wire_json.h"

enum {
	RECEIPT_FORGED = 1, /* no signature by a key of intake.jwks, or no receipt at all */
	RECEIPT_OTHER,      /* genuine, but for another request or other bytes */
};

/* `sha256` is of the bytes that were sent. 0, one of the above, or negative errno. */
__attribute__((warn_unused_result)) int receipt_check(const struct seal_signers *intake,
	struct str jws, struct str id, const unsigned char sha256[32],
	struct wire_receipt *ret_receipt);

#endif

/* SPDX-License-Identifier: MIT */
/* Only what is signed by the intake, and says what was sent, makes a request count as delivered. */
#include "sync/receipt.h"

#include <stdlib.h>
#include <string.h>

int
receipt_check(const struct seal_signers *intake, struct str jws, struct str id,
	const unsigned char sha256[32], struct wire_receipt *ret_receipt)
{
	struct seal_signer signer;
	struct wire_receipt receipt;
	char *payload;
	size_t n;
	const int r = seal_verify(intake, SEAL_TYP_RECEIPT, jws, &payload, &n, &signer);
	if (r != 0) {
		return r == SEAL_REFUSED ? RECEIPT_FORGED : r;
	}
	const bool is_receipt = wire_read_receipt((struct str){ payload, n }, &receipt);
	free(payload);
	if (!is_receipt) {
		return RECEIPT_FORGED;
	}
	if (!str_eq(str_of(receipt.id), id) || memcmp(receipt.sha256, sha256, 32) != 0) {
		return RECEIPT_OTHER;
	}
	*ret_receipt = receipt;
	return 0;
}

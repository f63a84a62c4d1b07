/* SPDX-License-Identifier: MIT */
/* An envelope that was opened: its plaintext, and what that says. Holds personal data until unseal_forget(). */
#ifndef DESK_UNSEAL_H
#define DESK_UNSEAL_H

#include "platform/request_json.h"
#include "platform/seal.h"

struct unsealed {
	char *plaintext; /* as sealed, without the padding */
	size_t n;
	struct request request; /* after unseal_read() */
	struct arena memory;    /* of the request; has room for what reading_make() adds */
};

/* 0, SEAL_REFUSED, or negative errno. After 0, and only then, unseal_forget() is due. */
__attribute__((warn_unused_result)) int unseal_open(
	const struct seal_key *key, struct str envelope, struct unsealed *ret_unsealed);
/* Fills in `request`. 0, a code of request_read(), or negative errno; unseal_forget() stays due. */
__attribute__((warn_unused_result)) int unseal_read(struct unsealed *unsealed);
/* Zeroes and frees; may be called twice. */
void unseal_forget(struct unsealed *unsealed);

#endif

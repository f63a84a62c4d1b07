/* SPDX-License-Identifier: MIT */
/* Checks signatures of kiosks and tokens of desks. */
#include "intake/credentials.h"

#include <string.h>
#include <strings.h>

enum { TOKEN_LENGTH = 43 };

bool
credentials_kiosk(struct call *call, const char *typ)
{
	const struct str jws = http_header(call->exchange, "Kiosk-Signature");
	struct seal_signer signer;
	if (jws.n == 0 || call->keys->devices == NULL ||
		seal_verify_detached(call->keys->devices, typ, jws, http_body(call->exchange), &signer) !=
			0) {
		return false;
	}
	if (signer.device[0] == '\0') { /* an item of the list must name its kiosk */
		return false;
	}
	call->signer = signer;
	return true;
}

bool
credentials_equal(const void *a, const void *b, size_t n)
{
	const volatile unsigned char *p = a, *q = b;
	unsigned char difference = 0;
	for (size_t i = 0; i < n; i++) {
		difference |= (unsigned char)(p[i] ^ q[i]);
	}
	return difference == 0;
}

/* What follows "Bearer", a scheme in any case (RFC 9110 section 11.1). */
static struct str
token_of(struct str authorization)
{
	if (authorization.n < 7 || strncasecmp(authorization.p, "Bearer ", 7) != 0) {
		return STR_NONE;
	}
	return str_trim(str_sub(authorization, 7, authorization.n));
}

bool
credentials_desk(struct call *call)
{
	const struct str token = token_of(http_header(call->exchange, "Authorization"));
	unsigned char digest[32];
	const struct keys_desk *found = NULL;
	if (token.n != TOKEN_LENGTH || seal_sha256(token, digest) < 0) {
		return false;
	}
	for (int i = 0; i < call->keys->n_desks; i++) {
		const struct keys_desk *desk = &call->keys->desks[i];
		if (credentials_equal(desk->token_sha256, digest, sizeof(digest))) {
			found = desk;
		}
	}
	if (found != NULL) {
		call->desk = found->name;
	}
	return found != NULL;
}

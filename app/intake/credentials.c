/* SPDX-License-Identifier: MIT */
/* Checks signatures of kiosks and tokens of desks. */
#include "intake/credentials.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { TOKEN_LENGTH = 43 };

/* What nginx says of the certificate that the kiosk showed, if it showed one: not revoked, and of the kiosk that signs. */
static bool
shows_its_certificate(struct call *call, const char *device)
{
	const struct str serial = http_header(call->exchange, "Kiosk-Certificate-Serial");
	const struct str subject = http_header(call->exchange, "Kiosk-Certificate-Subject");
	char lower[CERTIFICATE_SERIAL_LENGTH + 1], name[CERTIFICATE_DEVICE_MAX + 4];
	bool is_revoked = true;
	if (serial.n == 0) {
		return true;
	}
	for (size_t i = 0; i < serial.n && serial.n < sizeof(lower); i++) {
		lower[i] = serial.p[i] >= 'A' && serial.p[i] <= 'F' ? (char)(serial.p[i] - 'A' + 'a') :
															  serial.p[i];
	}
	(void)snprintf(name, sizeof(name), "CN=%s", device);
	return serial.n < sizeof(lower) && str_eq(subject, str_of(name)) &&
		store_find_revoked(call->intake->store, (struct str){ lower, serial.n }, &is_revoked) ==
		0 &&
		!is_revoked;
}

/*
 * Whose keys count: of a key that the store knows what the store says, a withdrawn one for nobody, whatever files say; else those of the
 * files. NULL: none.
 */
static const struct seal_signers *
signers_for(struct call *call, struct str jws)
{
	char kid[44];
	struct store_key key;
	if (seal_peek_kid(jws, kid) != 0 ||
		store_find_key(call->intake->store, str_of(kid), &key) < 0 || key.is_withdrawn) {
		return NULL;
	}
	if (!key.is_known) {
		return call->keys->devices;
	}
	return seal_read_signers(str_of(key.jwks), &call->enrolled) == 0 ? call->enrolled : NULL;
}

bool
credentials_kiosk(struct call *call, const char *typ)
{
	const struct str jws = http_header(call->exchange, "Kiosk-Signature");
	struct seal_signer signer;
	const struct seal_signers *signers = jws.n == 0 ? NULL : signers_for(call, jws);
	if (signers == NULL ||
		seal_verify_detached(signers, typ, jws, http_body(call->exchange), &signer) != 0) {
		return false;
	}
	/* an item of the list must name its kiosk */
	if (signer.device[0] == '\0' || !shows_its_certificate(call, signer.device)) {
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

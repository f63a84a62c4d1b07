/* SPDX-License-Identifier: MIT */
/* Sealing to the department's key: compact JWE (RFC 7516), ECDH-ES+A256KW and A256GCM (docs/formats/envelope.md). */
#ifndef PLATFORM_SEAL_H
#define PLATFORM_SEAL_H

#include <stddef.h>

#include "core/str.h"
#include "platform/diagnosis.h"

struct seal_key; /* a public or private EC key, P-256 or P-384 */

enum { SEAL_REFUSED = 1 /* the envelope is damaged, or for another key */ };

/* Reads the first usable public key of a JWK Set file (RFC 7517), by "nbf" and "exp" in seconds against `wall` when `wall` is not 0.
 * 0, -ENOENT, -EINVAL, -EKEYEXPIRED, each with a diagnosis. */
__attribute__((warn_unused_result)) int seal_load_public(
	const char *path, ms_t wall, struct seal_key **ret_key, struct diagnosis *ret_diagnosis);
/* The same of a JWK Set in memory, of any time. 0, SEAL_REFUSED (no usable key, or a private one in it), or negative errno. */
__attribute__((warn_unused_result)) int seal_read_public(
	struct str jwks, struct seal_key **ret_key);
/* Reads a private JWK file; refuses one that others can read (mode). */
__attribute__((warn_unused_result)) int seal_load_private(
	const char *path, struct seal_key **ret_key, struct diagnosis *ret_diagnosis);
/* Whether `wall` lies between the key's "nbf" and "exp"; what has none is valid always. */
bool seal_key_is_valid(const struct seal_key *key, ms_t wall);
/* RFC 7638 thumbprint, 43 characters and NUL; lives as long as the key. */
const char *seal_kid(const struct seal_key *key);
/* Makes a P-384 pair: `private_path` (mode 0600) and `public_path` (a JWK Set). 0, -EEXIST (neither is ever
 * overwritten) or another negative errno, with a diagnosis. */
__attribute__((warn_unused_result)) int seal_make_keys(
	const char *private_path, const char *public_path, struct diagnosis *ret_diagnosis);
struct seal_key *seal_free_key(struct seal_key *key);

/* Readable by anyone who holds the envelope: nothing in it may be personal (D4). */
struct seal_header {
	struct str id; /* "sub" */
	struct str form, form_version;
	enum lang lang;
	struct str ref_hash; /* base64url of HMAC-SHA-256 */
};

/* HMAC-SHA-256 of the normalised reference under the site's status key, base64url without padding, 43 characters and NUL. */
__attribute__((warn_unused_result)) int seal_ref_hash(
	const unsigned char *status_key, size_t n_key, struct str reference, char ret_hash[44]);

/* SHA-256 of an envelope, by which outbox and receipts name its bytes. 0 or negative errno. */
__attribute__((warn_unused_result)) int seal_sha256(struct str bytes, unsigned char ret_digest[32]);

/*
 * Pads the plaintext to steps of 1 KiB (JSON white space at its end) and seals it. *ret_jwe is malloc'ed, NUL-terminated,
 * for the caller to free(). 0 or negative errno. Keeps no copy of the plaintext.
 */
__attribute__((warn_unused_result)) int seal_close(const struct seal_key *public_key,
	const struct seal_header *header, struct str plaintext, char **ret_jwe);
/* *ret_plaintext is malloc'ed, NUL-terminated; the caller zeroes and frees it. 0, SEAL_REFUSED, or negative errno. */
__attribute__((warn_unused_result)) int seal_open(
	const struct seal_key *private_key, struct str jwe, char **ret_plaintext, size_t *ret_size);
/* Whether the protected header names this request ("sub"). Not verified: true of a changed envelope proves nothing. */
bool seal_is_for(struct str jwe, struct str id);
/* The protected header's JSON, malloc'ed, not verified. 0, SEAL_REFUSED. */
__attribute__((warn_unused_result)) int seal_peek(struct str jwe, char **ret_header);

#endif

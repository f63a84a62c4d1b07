/* SPDX-License-Identifier: MIT */
/* Signatures: compact and detached JWS (RFC 7515) with ES256, and the keys for it (docs/formats/signatures.md). */
#ifndef PLATFORM_SEAL_JWS_H
#define PLATFORM_SEAL_JWS_H

#include "platform/seal.h"

/*
 * Makes a P-256 pair: `private_path` (mode 0600) and `public_path` (a JWK Set of one key with "use": "sig"). `device`, when not
 * NULL, stands in the public key as the member "device". 0, -EEXIST (neither is ever overwritten), or another negative errno, with a diagnosis.
 */
__attribute__((warn_unused_result)) int seal_make_signing_keys(const char *private_path,
	const char *public_path, const char *device, struct diagnosis *ret_diagnosis);
/* Reads a private P-256 JWK; refuses one that others can read. Freed by seal_free_key(). */
__attribute__((warn_unused_result)) int seal_load_signing(
	const char *path, struct seal_key **ret_key, struct diagnosis *ret_diagnosis);

/* The public keys whose signatures are believed. Immutable: any thread may verify with it. */
struct seal_signers;

enum { SEAL_SIGNERS_MAX = 16384 };

/*
 * Adds the keys of a JWK Set file to *signers (NULL: begins a new set). A set with a private key is refused as a whole; a key
 * of another use or type is passed over; a key that is there already counts once. 0 or negative errno with a diagnosis, *signers unchanged.
 */
__attribute__((warn_unused_result)) int seal_add_signers(
	const char *path, struct seal_signers **signers, struct diagnosis *ret_diagnosis);
/* The same of a JWK Set in memory, as a new set. 0, SEAL_REFUSED (no such set, or a private key in it), or negative errno. */
__attribute__((warn_unused_result)) int seal_read_signers(
	struct str jwks, struct seal_signers **ret_signers);
int seal_n_signers(const struct seal_signers *signers);
struct seal_signers *seal_free_signers(struct seal_signers *signers);

/* Who signed; lives as long as the set. */
struct seal_signer {
	const char *kid;    /* RFC 7638 thumbprint */
	const char *device; /* "" when the key has no such member */
};

/* Compact JWS of `payload` with the header {"alg","kid","typ"}; malloc'ed, for the caller to free(). 0 or negative errno. */
__attribute__((warn_unused_result)) int seal_sign(
	const struct seal_key *key, const char *typ, struct str payload, char **ret_jws);
/* The same without its payload: "header..signature" (RFC 7515 appendix F). */
__attribute__((warn_unused_result)) int seal_sign_detached(
	const struct seal_key *key, const char *typ, struct str payload, char **ret_jws);
/* 0 with the payload (malloc'ed, NUL-terminated), SEAL_REFUSED (another typ, unknown signer, or not genuine), or negative errno. */
__attribute__((warn_unused_result)) int seal_verify(const struct seal_signers *signers,
	const char *typ, struct str jws, char **ret_payload, size_t *ret_size,
	struct seal_signer *ret_signer);
__attribute__((warn_unused_result)) int seal_verify_detached(const struct seal_signers *signers,
	const char *typ, struct str jws, struct str payload, struct seal_signer *ret_signer);

/* The thumbprint that a signature names, unverified: whose key is to be looked for. 0 or SEAL_REFUSED. */
__attribute__((warn_unused_result)) int seal_peek_kid(struct str jws, char ret_kid[44]);

/* The values of "typ": what was signed for one purpose is refused for every other. */
#define SEAL_TYP_UPLOAD "guichet-upload" /* detached, by the device, over an envelope */
#define SEAL_TYP_QUERY "guichet-query"   /* detached, by the device, over a status query */
#define SEAL_TYP_RENEWAL \
	"guichet-renewal" /* detached, by the device, over a request for a certificate */
#define SEAL_TYP_HARDWARE \
	"guichet-hardware" /* by the device, over what was measured where it stands */
#define SEAL_TYP_RECEIPT "guichet-receipt"   /* by the intake */
#define SEAL_TYP_CALENDAR "guichet-calendar" /* by the department */

/*
 * What proves one call-back word to a status look-up: HMAC-SHA-256 under the site's status key of the reference hash, a full stop and
 * the word in lower case; base64url, 43 characters and NUL. 0 or negative errno.
 */
__attribute__((warn_unused_result)) int seal_word_proof(const unsigned char *status_key,
	size_t n_key, struct str ref_hash, struct str word, char ret_proof[44]);

/*
 * Makes a desk's token for the intake: 32 random bytes as 43 characters of base64url in `token_path` (mode 0600), and in `record_path` the
 * JSON with `name` and the token's SHA-256 that the intake keeps. 0, -EEXIST (neither is ever overwritten), or another negative errno, with a
 * diagnosis.
 */
__attribute__((warn_unused_result)) int seal_make_token(const char *token_path,
	const char *record_path, const char *name, struct diagnosis *ret_diagnosis);

#endif

/* SPDX-License-Identifier: MIT */
/* A kiosk's certificate: asked for with a one-time code, issued by the department's authority (RFC 2986, RFC 5280, RFC 7030; docs/formats/enrolment.md). */
#ifndef PLATFORM_CERTIFICATE_H
#define PLATFORM_CERTIFICATE_H

#include "core/text.h"
#include "platform/seal_jws.h"

enum {
	CERTIFICATE_CODE_LENGTH = 26,   /* 128 random bits in Crockford's base 32 */
	CERTIFICATE_DEVICE_MAX = 63,    /* bytes */
	CERTIFICATE_SERIAL_LENGTH = 32, /* hexadecimal digits in lower case */
	CERTIFICATE_UUID_LENGTH = 36,
	CERTIFICATE_BODY_MAX = 16 * 1024, /* of what is read here, characters */
	CERTIFICATE_JWK_SIZE = 512,
};

/* ---- the one-time code ---- */

/* Fresh. 0 or negative errno. */
__attribute__((warn_unused_result)) int certificate_code_make(
	char ret_code[CERTIFICATE_CODE_LENGTH + 1]);
/* Accepts lower case, spaces, hyphens, and I, L, O as 1, 1, 0. False when it is no code. */
bool certificate_code_parse(struct str typed, char ret_code[CERTIFICATE_CODE_LENGTH + 1]);
/* In groups, for reading out: "XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX". */
void certificate_code_show(const char code[CERTIFICATE_CODE_LENGTH + 1], struct text *out);

/* ---- on the kiosk; all texts are malloc'ed, NUL-terminated, for the caller to free() ---- */

/* A request (PKCS #10) for this key and asset tag in base64; `code` is its challengePassword, NULL: none. 0 or negative errno. */
__attribute__((warn_unused_result)) int certificate_ask(
	const struct seal_key *key, const char *device, const char *code, char **ret_request);
/* The certificates of a bag (PKCS #7, certs-only, base64) as PEM. 0, SEAL_REFUSED, or negative errno. */
__attribute__((warn_unused_result)) int certificate_unpack(struct str bag, char **ret_pem);

struct certificate_facts {
	char device[CERTIFICATE_DEVICE_MAX + 1]; /* CN */
	char serial[CERTIFICATE_SERIAL_LENGTH + 9];
	ms_t not_before, not_after; /* since 1970, UTC */
};

enum certificate_refusal {
	CERTIFICATE_MALFORMED = 1,   /* not one certificate */
	CERTIFICATE_OTHER_AUTHORITY, /* not issued by this authority, or not for clients */
	CERTIFICATE_OTHER_KEY,       /* of another key than ours */
	CERTIFICATE_OTHER_DEVICE,    /* of another asset tag */
};
/*
 * Whether this PEM is a certificate that `authority` (PEM) issued for this key and device. Times are not judged: a kiosk's clock may be
 * wrong. 0 with the facts, a certificate_refusal, or negative errno.
 */
__attribute__((warn_unused_result)) int certificate_check(struct str pem, struct str authority,
	const struct seal_key *key, const char *device, struct certificate_facts *ret_facts);
/* What one says, whoever issued it. 0 or CERTIFICATE_MALFORMED. */
__attribute__((warn_unused_result)) int certificate_read(
	struct str pem, struct certificate_facts *ret_facts);
/* The private key as PEM, for TLS; the caller zeroes it. 0 or negative errno. */
__attribute__((warn_unused_result)) int certificate_key_pem(
	const struct seal_key *key, char **ret_pem);

/* ---- on the intake ---- */

struct certificate_authority;

/* Makes a P-384 key (mode 0600, PEM) and its own certificate for ten years from `wall`. 0, -EEXIST (neither is ever overwritten), or another negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int certificate_authority_make(const char *key_path,
	const char *certificate_path, const char *name, ms_t wall, struct diagnosis *ret_diagnosis);
/* 0 or negative errno with a diagnosis. Immutable: any thread may issue with it. */
__attribute__((warn_unused_result)) int certificate_authority_open(const char *key_path,
	const char *certificate_path, struct certificate_authority **ret_authority,
	struct diagnosis *ret_diagnosis);
struct certificate_authority *certificate_authority_close(struct certificate_authority *authority);
/* Its certificate as a bag, in base64; lives as long as the authority. */
const char *certificate_authority_bag(const struct certificate_authority *authority);

/* A request whose signature is that of its own key. */
struct certificate_request {
	char device[CERTIFICATE_DEVICE_MAX + 1];
	char code[CERTIFICATE_CODE_LENGTH + 1]; /* as certificate_code_parse() writes it; empty: none */
	char kid[44];                           /* RFC 7638 thumbprint */
	char jwks[CERTIFICATE_JWK_SIZE];        /* the public key as a JWK Set that names the device */
	unsigned char sha256[32];               /* of the request's DER */
};
/* `body` is base64. 0, SEAL_REFUSED (no request, or not for one asset tag and a key on P-256), or negative errno. */
__attribute__((warn_unused_result)) int certificate_request_read(
	struct str body, struct certificate_request *ret_request);

struct certificate_terms {
	char serial[CERTIFICATE_SERIAL_LENGTH + 1]; /* by certificate_new_serial() */
	char uuid[CERTIFICATE_UUID_LENGTH + 1];     /* of the device: the name "urn:uuid:..." */
	ms_t not_before, not_after;
};
/* 0 or negative errno. */
__attribute__((warn_unused_result)) int certificate_new_serial(
	char ret_serial[CERTIFICATE_SERIAL_LENGTH + 1]);
/* The certificate for a request that was read, as a bag in base64; malloc'ed. 0, SEAL_REFUSED, or negative errno. */
__attribute__((warn_unused_result)) int certificate_issue(
	const struct certificate_authority *authority, struct str body,
	const struct certificate_terms *terms, char **ret_bag);

#endif

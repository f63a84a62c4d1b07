/* SPDX-License-Identifier: MIT */
/* What the files of the adapter "seal" share, for them and their tests only. */
#ifndef PLATFORM_SEAL_PARTS_H
#define PLATFORM_SEAL_PARTS_H

#include <sys/types.h>

#include <openssl/evp.h>

#include "core/text.h"
#include "platform/seal.h"

/*
 * Property query of every algorithm that is fetched: a FIPS provider where one is loaded, else the default one. On a
 * device that must run on a validated module this becomes "fips=yes", and nothing else changes.
 */
#define SEAL_PROPERTIES "?fips=yes"

#define SEAL_ALG "ECDH-ES+A256KW"
#define SEAL_ENC "A256GCM"
#define SEAL_SIGNING_ALG "ES256" /* RFC 7518 section 3.4 */
#define SEAL_SIGNING_CURVE "P-256"

enum {
	SEAL_KEY_BYTES = 32,
	SEAL_COORDINATE_MAX = 48,
	SEAL_POINT_MAX = 1 + 2 * SEAL_COORDINATE_MAX, /* uncompressed, SEC 1 section 2.3.3 */
	SEAL_KID_SIZE = 44,
	SEAL_SIGNATURE_BYTES = 64, /* r and s of ES256, RFC 7518 section 3.4 */
	SEAL_JWK_MAX = 1024,       /* characters of one key as JSON */
};

struct seal_curve {
	const char *name;  /* in JWK, RFC 7518 section 6.2.1.1 */
	const char *group; /* in OpenSSL */
	size_t bytes;      /* of a coordinate */
};

struct seal_key {
	EVP_PKEY *pkey;
	const struct seal_curve *curve;
	bool is_private;
	int64_t nbf,
		exp; /* seconds since 1970, from the first to before the second; INT64_MIN, INT64_MAX: no bound */
	char kid[SEAL_KID_SIZE];
};

/* What a key may be used for, as the members "use" and "alg" say it. */
struct seal_purpose {
	const char *use, *alg;
};

static const struct seal_purpose seal_for_sealing = { "enc", SEAL_ALG };
static const struct seal_purpose seal_for_signing = { "sig", SEAL_SIGNING_ALG };

/* seal_text.c: base64url without padding (RFC 7515 section 2) and strict JSON. */

#define SEAL_BASE64_LENGTH(n) (((n)*4 + 2) / 3)

/* Writes SEAL_BASE64_LENGTH(n) characters, no NUL. */
void seal_base64_put(const unsigned char *bytes, size_t n, char *out);
/* False for anything but the one right spelling, or more than `cap` bytes; *ret_n is the number of bytes. */
bool seal_base64_get(struct str text, unsigned char *out, size_t cap, size_t *ret_n);

/*
 * One JSON object in valid UTF-8: at most 64 members each, 6 levels, no name twice, no escapes in names. Only after
 * this was true may the other functions be asked about it.
 */
bool seal_json_valid(struct str json);
/* The value as it stands in the text. False when there is no such member. */
bool seal_json_member(struct str object, const char *name, struct str *ret_value);
/* What is between the quotes. False for other values and for strings with escapes, which no member read here needs. */
bool seal_json_string(struct str object, const char *name, struct str *ret_string);
/* Number of members. */
int seal_json_count(struct str object);
/* False for other values, fractions and exponents included. */
bool seal_json_integer(struct str object, const char *name, int64_t *ret_integer);
/* The items of an array one by one; *at begins as 0. False at the end, or when it is no array. */
bool seal_json_next(struct str array, size_t *at, struct str *ret_item);

/* seal_keys.c */

const struct seal_curve *seal_curve_named(struct str name);
/*
 * A key of the members kty, crv, x, y and, if `is_private`, d. The point is checked to be on the curve and the pair to
 * match. 0, SEAL_REFUSED (no such key), or negative errno.
 */
__attribute__((warn_unused_result)) int seal_key_of_jwk(
	struct str jwk, bool is_private, struct seal_key **ret_key);
/* The public half of a key on P-256; the pkey stays the caller's. 0, SEAL_REFUSED (another kind of key, or a point that is not one of it), or negative errno. */
__attribute__((warn_unused_result)) int seal_key_of_pkey(EVP_PKEY *pkey, struct seal_key **ret_key);
/* Fresh key pair. 0 or negative errno. */
__attribute__((warn_unused_result)) int seal_key_generate(
	const struct seal_curve *curve, struct seal_key **ret_key);
/* Uncompressed point of 1 + 2 * curve->bytes. 0 or negative errno. */
__attribute__((warn_unused_result)) int seal_key_point(
	const struct seal_key *key, unsigned char ret_point[SEAL_POINT_MAX]);
/*
 * Opens the JSON object of a JWK: crv, kty, x and y, the members and the order of RFC 7638 section 3.2. More members
 * and the closing brace are the caller's. 0 or negative errno.
 */
__attribute__((warn_unused_result)) int seal_key_write_public(
	const struct seal_key *key, struct text *out);
/* The member "d" behind it; the caller zeroes the text. 0 or negative errno. */
__attribute__((warn_unused_result)) int seal_key_write_private(
	const struct seal_key *key, struct text *out);

/* seal_disk.c */

/* A key file in memory. */
struct seal_file {
	char *bytes;
	size_t n, cap;
	mode_t mode;
};

/* Reads one strict JSON object of less than `max` bytes. 0 or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int seal_file_read(
	const char *path, size_t max, struct seal_file *ret_file, struct diagnosis *ret_diagnosis);
/* Zeroes and frees the bytes. */
void seal_file_forget(struct seal_file *file);
/* Writes, durably, a file that was not there before, or leaves none behind. 0, -EEXIST, or another negative errno. */
__attribute__((warn_unused_result)) int seal_file_write_new(
	const char *path, mode_t mode, struct str bytes);
/* Fill the diagnosis and return `error`; the second ends its sentence with the words of the errno. */
int seal_diagnose(struct diagnosis *ret_diagnosis, int error, const char *path, const char *what,
	const char *remedy);
int seal_diagnose_errno(struct diagnosis *ret_diagnosis, int error, const char *path,
	const char *what, const char *remedy);

/* seal_files.c */

/* Whether "use" and "alg", where they are there, say what the purpose says. */
bool seal_jwk_is_for(struct str jwk, const struct seal_purpose *purpose);
/* Whether any key of the set, or the key itself where it is no set, has a private half. */
bool seal_jwks_has_private(struct str jwks);

/* seal_signers.c */

/* 1 to 63 letters, digits and hyphens, as "device" in guichet.conf. */
bool seal_device_is_valid(struct str device);
struct seal_signers;
/* The key of this thumbprint and, in *ret_device, the device that it names; NULL when nobody has it. */
const struct seal_key *seal_find_signer(
	const struct seal_signers *signers, struct str kid, const char **ret_device);

/* seal_jws.c: over header and payload in base64url with a dot between (RFC 7515 section 5.1), whatever the header says. */

/* 0 or negative errno. */
__attribute__((warn_unused_result)) int seal_es256_sign(const struct seal_key *key,
	struct str header64, struct str payload, unsigned char ret_raw[SEAL_SIGNATURE_BYTES]);
/* 0, SEAL_REFUSED, or negative errno. */
__attribute__((warn_unused_result)) int seal_es256_verify(const struct seal_key *key,
	struct str header64, struct str payload, const unsigned char raw[SEAL_SIGNATURE_BYTES]);

/* seal.c */

/* Concat KDF of RFC 7518 section 4.6.2 with SHA-256; party infos as octets. 0 or negative errno. */
__attribute__((warn_unused_result)) int seal_concat_kdf(const unsigned char *z, size_t n_z,
	const char *algorithm, struct str apu, struct str apv, size_t key_bytes,
	unsigned char *ret_key);

#endif

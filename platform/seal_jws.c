/* SPDX-License-Identifier: MIT */
/* Compact and detached JWS (RFC 7515) with ES256 (RFC 7518 section 3.4), on OpenSSL's EVP. */
#include "platform/seal_jws.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "platform/seal_parts.h"

enum {
	HEADER_MAX = 512, /* bytes of the protected header's JSON */
	PAYLOAD_MAX = 512 * 1024,
	INTEGER_BYTES = SEAL_SIGNATURE_BYTES / 2,
	SIGNATURE_LENGTH = SEAL_BASE64_LENGTH(SEAL_SIGNATURE_BYTES),
	DER_MAX = 72,    /* a SEQUENCE of two INTEGERs of at most 33 bytes */
	MEMBERS = 3,     /* alg, kid, typ */
	CHUNK = 3 * 512, /* a multiple of 3: the base64url of chunks is the base64url of the whole */
};

/* EVP_DigestSignUpdate() or EVP_DigestVerifyUpdate() */
typedef int feeder(EVP_MD_CTX *context, const void *bytes, size_t n);

/* The signing input of RFC 7515 section 5.1: both parts in base64url with a dot between. */
static bool
feed(EVP_MD_CTX *context, feeder *update, struct str header64, struct str payload)
{
	char text[SEAL_BASE64_LENGTH(CHUNK)];
	bool fed = update(context, header64.p, header64.n) == 1 && update(context, ".", 1) == 1;
	for (size_t at = 0; fed && at < payload.n; at += CHUNK) {
		const struct str chunk = str_sub(payload, at, at + CHUNK);
		seal_base64_put((const unsigned char *)chunk.p, chunk.n, text);
		fed = update(context, text, SEAL_BASE64_LENGTH(chunk.n)) == 1;
	}
	return fed;
}

/* From OpenSSL's DER to the two integers of RFC 7518 section 3.4. */
static bool
raw_of_der(const unsigned char *der, size_t n, unsigned char ret_raw[SEAL_SIGNATURE_BYTES])
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)n);
	const bool done = pair != NULL &&
		BN_bn2binpad(ECDSA_SIG_get0_r(pair), ret_raw, INTEGER_BYTES) == INTEGER_BYTES &&
		BN_bn2binpad(ECDSA_SIG_get0_s(pair), ret_raw + INTEGER_BYTES, INTEGER_BYTES) ==
			INTEGER_BYTES;
	ECDSA_SIG_free(pair);
	return done;
}

/* 0 when there is no memory. */
static size_t
der_of_raw(const unsigned char raw[SEAL_SIGNATURE_BYTES], unsigned char ret_der[DER_MAX])
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, INTEGER_BYTES, NULL);
	BIGNUM *s = BN_bin2bn(raw + INTEGER_BYTES, INTEGER_BYTES, NULL);
	int n = -1;
	if (pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
		r = s = NULL; /* the pair's now */
		n = i2d_ECDSA_SIG(pair, NULL);
		if (n > 0 && n <= DER_MAX) {
			n = i2d_ECDSA_SIG(pair, &ret_der);
		}
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(pair);
	return n > 0 && n <= DER_MAX ? (size_t)n : 0;
}

int
seal_es256_sign(const struct seal_key *key, struct str header64, struct str payload,
	unsigned char ret_raw[SEAL_SIGNATURE_BYTES])
{
	unsigned char der[DER_MAX];
	size_t n = sizeof(der);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const bool made = context != NULL &&
		EVP_DigestSignInit_ex(context, NULL, "SHA256", NULL, SEAL_PROPERTIES, key->pkey, NULL) ==
			1 &&
		feed(context, EVP_DigestSignUpdate, header64, payload) &&
		EVP_DigestSignFinal(context, der, &n) == 1 && raw_of_der(der, n, ret_raw);
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return made ? 0 : -EIO;
}

int
seal_es256_verify(const struct seal_key *key, struct str header64, struct str payload,
	const unsigned char raw[SEAL_SIGNATURE_BYTES])
{
	unsigned char der[DER_MAX];
	const size_t n = der_of_raw(raw, der);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const bool begun = n > 0 && context != NULL &&
		EVP_DigestVerifyInit_ex(context, NULL, "SHA256", NULL, SEAL_PROPERTIES, key->pkey, NULL) ==
			1 &&
		feed(context, EVP_DigestVerifyUpdate, header64, payload);
	/* Numbers out of range are an error to OpenSSL and a forgery to us. */
	const bool genuine = begun && EVP_DigestVerifyFinal(context, der, n) == 1;
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return !begun ? -EIO : genuine ? 0 : SEAL_REFUSED;
}

/* ---- signing ---- */

static bool
write_header(const struct seal_key *key, const char *typ, struct text *out)
{
	char json[HEADER_MAX];
	struct text text;
	text_init(&text, json, sizeof(json));
	text_add(&text, STR("{\"alg\":\"" SEAL_SIGNING_ALG "\",\"kid\":\""));
	text_add(&text, str_of(key->kid));
	text_add(&text, STR("\",\"typ\":"));
	text_json(&text, str_of(typ));
	text_add(&text, STR("}"));
	if (text.full) {
		return false;
	}
	seal_base64_put((const unsigned char *)json, text.n, out->p);
	out->n = SEAL_BASE64_LENGTH(text.n);
	return true;
}

/* `shown` is the middle part: the payload, or nothing. */
static int
assemble(struct str header64, struct str shown, const unsigned char raw[SEAL_SIGNATURE_BYTES],
	char **ret_jws)
{
	const size_t n_shown = SEAL_BASE64_LENGTH(shown.n);
	char *jws = malloc(header64.n + 1 + n_shown + 1 + SIGNATURE_LENGTH + 1);
	if (jws == NULL) {
		return -ENOMEM;
	}
	char *at = jws;
	memcpy(at, header64.p, header64.n);
	at += header64.n;
	*at++ = '.';
	seal_base64_put((const unsigned char *)shown.p, shown.n, at);
	at += n_shown;
	*at++ = '.';
	seal_base64_put(raw, SEAL_SIGNATURE_BYTES, at);
	at[SIGNATURE_LENGTH] = '\0';
	*ret_jws = jws;
	return 0;
}

static int
sign(const struct seal_key *key, const char *typ, struct str payload, bool is_detached,
	char **ret_jws)
{
	char base64[SEAL_BASE64_LENGTH(HEADER_MAX)];
	struct text header = { .p = base64, .cap = sizeof(base64) };
	unsigned char raw[SEAL_SIGNATURE_BYTES];
	if (!key->is_private || strcmp(key->curve->name, SEAL_SIGNING_CURVE) != 0 ||
		!write_header(key, typ, &header)) {
		return -EINVAL;
	}
	const int r = seal_es256_sign(key, text_str(&header), payload, raw);
	return r < 0 ? r : assemble(text_str(&header), is_detached ? STR_NONE : payload, raw, ret_jws);
}

int
seal_sign(const struct seal_key *key, const char *typ, struct str payload, char **ret_jws)
{
	return payload.n > PAYLOAD_MAX ? -E2BIG : sign(key, typ, payload, false, ret_jws);
}

int
seal_sign_detached(const struct seal_key *key, const char *typ, struct str payload, char **ret_jws)
{
	return sign(key, typ, payload, true, ret_jws);
}

/* ---- verifying ---- */

struct parts {
	struct str header, payload, signature; /* as they stand, in base64url */
};

static bool
split(struct str jws, struct parts *ret_parts)
{
	const size_t first = str_find(jws, STR("."), 0);
	const size_t second = str_find(jws, STR("."), first + 1);
	if (first == jws.n || second >= jws.n || str_find(jws, STR("."), second + 1) < jws.n) {
		return false;
	}
	ret_parts->header = str_sub(jws, 0, first);
	ret_parts->payload = str_sub(jws, first + 1, second);
	ret_parts->signature = str_sub(jws, second + 1, jws.n);
	return true;
}

/* Three members and no other: so there is no "crit", "b64", "jwk" or "jku" that could ask for something else. */
static const struct seal_key *
read_header(const struct seal_signers *signers, const char *typ, struct str header64,
	struct seal_signer *ret_signer)
{
	unsigned char bytes[HEADER_MAX];
	struct str json = { (const char *)bytes, 0 }, alg, kid, named;
	if (!seal_base64_get(header64, bytes, sizeof(bytes), &json.n) || !seal_json_valid(json) ||
		seal_json_count(json) != MEMBERS || !seal_json_string(json, "alg", &alg) ||
		!seal_json_string(json, "kid", &kid) || !seal_json_string(json, "typ", &named) ||
		!str_eq(alg, STR(SEAL_SIGNING_ALG)) || !str_eq(named, str_of(typ))) {
		return NULL;
	}
	const struct seal_key *key = seal_find_signer(signers, kid, &ret_signer->device);
	if (key != NULL) {
		ret_signer->kid = key->kid;
	}
	return key;
}

static int
verify(const struct seal_signers *signers, const char *typ, const struct parts *parts,
	struct str payload, struct seal_signer *ret_signer)
{
	unsigned char raw[SEAL_SIGNATURE_BYTES];
	size_t n;
	struct seal_signer signer;
	const struct seal_key *key = read_header(signers, typ, parts->header, &signer);
	if (key == NULL || !seal_base64_get(parts->signature, raw, sizeof(raw), &n) ||
		n != sizeof(raw)) {
		return SEAL_REFUSED;
	}
	const int r = seal_es256_verify(key, parts->header, payload, raw);
	if (r == 0) {
		*ret_signer = signer;
	}
	return r;
}

int
seal_verify(const struct seal_signers *signers, const char *typ, struct str jws, char **ret_payload,
	size_t *ret_size, struct seal_signer *ret_signer)
{
	struct parts parts;
	if (!split(jws, &parts) || parts.payload.n > SEAL_BASE64_LENGTH(PAYLOAD_MAX)) {
		return SEAL_REFUSED;
	}
	char *payload = malloc(parts.payload.n + 1);
	if (payload == NULL) {
		return -ENOMEM;
	}
	size_t n;
	/* The text that was signed is made anew of what was decoded; that is it again, for base64url has one spelling here. */
	const int r = seal_base64_get(parts.payload, (unsigned char *)payload, PAYLOAD_MAX, &n) ?
		verify(signers, typ, &parts, (struct str){ payload, n }, ret_signer) :
		SEAL_REFUSED;
	if (r != 0) {
		free(payload);
		return r;
	}
	payload[n] = '\0';
	*ret_payload = payload;
	*ret_size = n;
	return 0;
}

int
seal_verify_detached(const struct seal_signers *signers, const char *typ, struct str jws,
	struct str payload, struct seal_signer *ret_signer)
{
	struct parts parts;
	if (!split(jws, &parts) || parts.payload.n > 0) {
		return SEAL_REFUSED;
	}
	return verify(signers, typ, &parts, payload, ret_signer);
}

int
seal_peek_kid(struct str jws, char ret_kid[44])
{
	unsigned char bytes[HEADER_MAX];
	struct str json = { (const char *)bytes, 0 }, kid;
	const struct str header = str_sub(jws, 0, str_find(jws, STR("."), 0));
	if (!seal_base64_get(header, bytes, sizeof(bytes), &json.n) || !seal_json_valid(json) ||
		!seal_json_string(json, "kid", &kid) || kid.n != SEAL_KID_SIZE - 1) {
		return SEAL_REFUSED;
	}
	memcpy(ret_kid, kid.p, kid.n);
	ret_kid[kid.n] = '\0';
	return 0;
}

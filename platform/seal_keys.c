/* SPDX-License-Identifier: MIT */
/* EC keys between JWK (RFC 7517) and OpenSSL's EVP. */
#include "platform/seal_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/params.h>

static const struct seal_curve curves[] = { { "P-384", "secp384r1", 48 },
	{ "P-256", "prime256v1", 32 } };

const struct seal_curve *
seal_curve_named(struct str name)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (str_eq(str_of(curves[i].name), name)) {
			return &curves[i];
		}
	}
	return NULL;
}

struct seal_key *
seal_free_key(struct seal_key *key)
{
	if (key != NULL) {
		EVP_PKEY_free(key->pkey);
		free(key);
	}
	return NULL;
}

bool
seal_key_is_valid(const struct seal_key *key, ms_t wall)
{
	return wall / 1000 >= key->nbf && wall / 1000 < key->exp;
}

const char *
seal_kid(const struct seal_key *key)
{
	return key->kid;
}

int
seal_key_point(const struct seal_key *key, unsigned char ret_point[SEAL_POINT_MAX])
{
	unsigned char point[SEAL_POINT_MAX];
	const size_t size = 1 + 2 * key->curve->bytes;
	size_t n = 0;
	if (EVP_PKEY_get_octet_string_param(
			key->pkey, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &n) != 1 ||
		n != size || point[0] != POINT_CONVERSION_UNCOMPRESSED) {
		ERR_clear_error();
		return -EIO;
	}
	memcpy(ret_point, point, size);
	return 0;
}

int
seal_key_write_public(const struct seal_key *key, struct text *out)
{
	unsigned char point[SEAL_POINT_MAX];
	const int r = seal_key_point(key, point);
	if (r < 0) {
		return r;
	}
	const size_t bytes = key->curve->bytes;
	char base64[SEAL_BASE64_LENGTH(SEAL_COORDINATE_MAX)];
	const struct str coordinate = { base64, SEAL_BASE64_LENGTH(bytes) };
	text_add(out, STR("{\"crv\":\""));
	text_add(out, str_of(key->curve->name));
	text_add(out, STR("\",\"kty\":\"EC\",\"x\":\""));
	seal_base64_put(point + 1, bytes, base64);
	text_add(out, coordinate);
	text_add(out, STR("\",\"y\":\""));
	seal_base64_put(point + 1 + bytes, bytes, base64);
	text_add(out, coordinate);
	text_add(out, STR("\""));
	return 0;
}

static int
make_thumbprint(struct seal_key *key)
{
	char buffer[SEAL_JWK_MAX];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	const int r = seal_key_write_public(key, &text);
	if (r < 0) {
		return r;
	}
	text_add(&text, STR("}"));
	unsigned char digest[SEAL_KEY_BYTES];
	const int hashed = seal_sha256(text_str(&text), digest);
	if (hashed < 0) {
		return hashed;
	}
	seal_base64_put(digest, sizeof(digest), key->kid);
	key->kid[SEAL_KID_SIZE - 1] = '\0';
	return 0;
}

/* Takes over pkey, whatever comes of it. */
static int
wrap_pkey(
	EVP_PKEY *pkey, const struct seal_curve *curve, bool is_private, struct seal_key **ret_key)
{
	struct seal_key *key = calloc(1, sizeof(*key));
	if (key == NULL) {
		EVP_PKEY_free(pkey);
		return -ENOMEM;
	}
	*key = (struct seal_key){
		.pkey = pkey, .curve = curve, .is_private = is_private, .nbf = INT64_MIN, .exp = INT64_MAX
	};
	const int r = make_thumbprint(key);
	if (r < 0) {
		seal_free_key(key);
		return r;
	}
	*ret_key = key;
	return 0;
}

int
seal_key_generate(const struct seal_curve *curve, struct seal_key **ret_key)
{
	EVP_PKEY *pkey = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", SEAL_PROPERTIES);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve->group, 0),
		OSSL_PARAM_construct_end(),
	};
	const bool made = context != NULL && EVP_PKEY_keygen_init(context) == 1 &&
		EVP_PKEY_CTX_set_params(context, params) == 1 && EVP_PKEY_generate(context, &pkey) == 1;
	EVP_PKEY_CTX_free(context);
	if (!made) {
		ERR_clear_error();
		return -EIO;
	}
	return wrap_pkey(pkey, curve, true, ret_key);
}

/* On the curve, of the right order, and the halves of a pair belong together. */
static bool
is_sound(EVP_PKEY *pkey, bool is_private)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, SEAL_PROPERTIES);
	const bool sound = context != NULL && EVP_PKEY_public_check(context) == 1 &&
		(!is_private ||
			(EVP_PKEY_private_check(context) == 1 && EVP_PKEY_pairwise_check(context) == 1));
	EVP_PKEY_CTX_free(context);
	return sound;
}

/* `d` big-endian, NULL for a public key; `point` uncompressed. NULL if they are no key. */
static EVP_PKEY *
pkey_of_bytes(const struct seal_curve *curve, const unsigned char *point, const unsigned char *d)
{
	unsigned char native[SEAL_COORDINATE_MAX];
	OSSL_PARAM params[4] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve->group, 0),
		OSSL_PARAM_construct_octet_string(
			OSSL_PKEY_PARAM_PUB_KEY, (void *)point, 1 + 2 * curve->bytes),
		OSSL_PARAM_construct_end(),
		OSSL_PARAM_construct_end(),
	};
	if (d != NULL) {
		BIGNUM *number = BN_bin2bn(d, (int)curve->bytes, NULL);
		const int n = number == NULL ? -1 : BN_bn2nativepad(number, native, (int)curve->bytes);
		BN_clear_free(number);
		if (n < 0) {
			return NULL;
		}
		params[2] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, curve->bytes);
	}
	EVP_PKEY *pkey = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", SEAL_PROPERTIES);
	const int selection = d != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
	const bool made = context != NULL && EVP_PKEY_fromdata_init(context) == 1 &&
		EVP_PKEY_fromdata(context, &pkey, selection, params) == 1 && is_sound(pkey, d != NULL);
	EVP_PKEY_CTX_free(context);
	OPENSSL_cleanse(native, sizeof(native));
	if (!made) {
		EVP_PKEY_free(pkey);
		ERR_clear_error();
		return NULL;
	}
	return pkey;
}

/* A coordinate has the full length of the field (RFC 7518 section 6.2.1.2). */
static bool
get_coordinate(struct str jwk, const char *name, size_t bytes, unsigned char *out)
{
	struct str text;
	size_t n;
	return seal_json_string(jwk, name, &text) && seal_base64_get(text, out, bytes, &n) &&
		n == bytes;
}

int
seal_key_of_jwk(struct str jwk, bool is_private, struct seal_key **ret_key)
{
	struct str kty, crv;
	if (!seal_json_string(jwk, "kty", &kty) || !str_eq(kty, STR("EC")) ||
		!seal_json_string(jwk, "crv", &crv)) {
		return SEAL_REFUSED;
	}
	const struct seal_curve *curve = seal_curve_named(crv);
	if (curve == NULL) {
		return SEAL_REFUSED;
	}
	unsigned char point[SEAL_POINT_MAX] = { POINT_CONVERSION_UNCOMPRESSED };
	unsigned char d[SEAL_COORDINATE_MAX];
	if (!get_coordinate(jwk, "x", curve->bytes, point + 1) ||
		!get_coordinate(jwk, "y", curve->bytes, point + 1 + curve->bytes) ||
		(is_private && !get_coordinate(jwk, "d", curve->bytes, d))) {
		OPENSSL_cleanse(d, sizeof(d));
		return SEAL_REFUSED;
	}
	EVP_PKEY *pkey = pkey_of_bytes(curve, point, is_private ? d : NULL);
	OPENSSL_cleanse(d, sizeof(d));
	return pkey == NULL ? SEAL_REFUSED : wrap_pkey(pkey, curve, is_private, ret_key);
}

int
seal_key_write_private(const struct seal_key *key, struct text *out)
{
	char base64[SEAL_BASE64_LENGTH(SEAL_COORDINATE_MAX)];
	unsigned char bytes[SEAL_COORDINATE_MAX];
	BIGNUM *number = NULL;
	const int size = (int)key->curve->bytes;
	const bool got = EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
		BN_bn2binpad(number, bytes, size) == size;
	if (got) {
		seal_base64_put(bytes, key->curve->bytes, base64);
		text_add(out, STR(",\"d\":\""));
		text_add(out, (struct str){ base64, SEAL_BASE64_LENGTH(key->curve->bytes) });
		text_add(out, STR("\""));
	}
	BN_clear_free(number);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	OPENSSL_cleanse(base64, sizeof(base64));
	ERR_clear_error();
	return got ? 0 : -EIO;
}

int
seal_key_of_pkey(EVP_PKEY *pkey, struct seal_key **ret_key)
{
	const struct seal_curve *curve = seal_curve_named(STR(SEAL_SIGNING_CURVE));
	char group[32];
	size_t n = 0, n_point = 0;
	unsigned char point[SEAL_POINT_MAX];
	const bool is_ours = pkey != NULL && EVP_PKEY_is_a(pkey, "EC") == 1 &&
		EVP_PKEY_get_group_name(pkey, group, sizeof(group), &n) == 1 &&
		strcmp(group, curve->group) == 0 &&
		EVP_PKEY_get_octet_string_param(
			pkey, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &n_point) == 1 &&
		n_point == 1 + 2 * curve->bytes && point[0] == POINT_CONVERSION_UNCOMPRESSED;
	EVP_PKEY *copy = is_ours ? pkey_of_bytes(curve, point, NULL) : NULL;
	ERR_clear_error();
	return copy == NULL ? SEAL_REFUSED : wrap_pkey(copy, curve, false, ret_key);
}

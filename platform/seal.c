/* SPDX-License-Identifier: MIT */
/* Compact JWE (RFC 7516) with ECDH-ES+A256KW and A256GCM, on OpenSSL's EVP. */
#include "platform/seal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "platform/seal_parts.h"

enum {
	PAD_STEP = 1024,
	HEADER_MAX = 2048,          /* bytes of the protected header's JSON */
	ENVELOPE_MAX = 1024 * 1024, /* read at most; D1 allows 640 KiB */
	PLAINTEXT_MAX = 512 * 1024,
	WRAPPED_BYTES = SEAL_KEY_BYTES + 8, /* RFC 3394 */
	IV_BYTES = 12,
	TAG_BYTES = 16,
	PARTY_MAX = 256, /* bytes of apu or apv that are accepted */
	PARTS = 5,
};

enum part { PART_HEADER, PART_KEY, PART_IV, PART_CIPHERTEXT, PART_TAG };

static void
put_u32(unsigned char *out, size_t value)
{
	out[0] = (unsigned char)(value >> 24);
	out[1] = (unsigned char)(value >> 16);
	out[2] = (unsigned char)(value >> 8);
	out[3] = (unsigned char)value;
}

static unsigned char *
put_field(unsigned char *out, struct str field)
{
	put_u32(out, field.n);
	if (field.n > 0) {
		memcpy(out + 4, field.p, field.n);
	}
	return out + 4 + field.n;
}

int
seal_concat_kdf(const unsigned char *z, size_t n_z, const char *algorithm, struct str apu,
	struct str apv, size_t key_bytes, unsigned char *ret_key)
{
	unsigned char info[4 * 4 + 64 + 2 * PARTY_MAX];
	const struct str name = str_of(algorithm);
	if (name.n > 64 || apu.n > PARTY_MAX || apv.n > PARTY_MAX) {
		return -EINVAL;
	}
	unsigned char *end = put_field(put_field(put_field(info, name), apu), apv);
	put_u32(end, key_bytes * 8); /* SuppPubInfo: the length in bits */
	end += 4;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, (void *)z, n_z),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, (size_t)(end - info)),
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_PROPERTIES, (char *)SEAL_PROPERTIES, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SSKDF", SEAL_PROPERTIES);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
	const bool derived = context != NULL &&
		EVP_KDF_derive(context, ret_key, key_bytes, params) == 1;
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
	return derived ? 0 : -EIO;
}

/* The key that wraps: ECDH of one side's private and the other's public half, through the Concat KDF. */
static int
agree(const struct seal_key *own, const struct seal_key *peer, struct str apu, struct str apv,
	unsigned char ret_kek[SEAL_KEY_BYTES])
{
	unsigned char z[SEAL_COORDINATE_MAX];
	size_t n = sizeof(z);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, own->pkey, SEAL_PROPERTIES);
	/* The peer's point was checked when it was read; checking it again costs as much as the derivation. */
	const bool derived = context != NULL && EVP_PKEY_derive_init(context) == 1 &&
		EVP_PKEY_derive_set_peer_ex(context, peer->pkey, 0) == 1 &&
		EVP_PKEY_derive(context, z, &n) == 1;
	EVP_PKEY_CTX_free(context);
	const int r = derived ? seal_concat_kdf(z, n, SEAL_ALG, apu, apv, SEAL_KEY_BYTES, ret_kek) :
							-EIO;
	OPENSSL_cleanse(z, sizeof(z));
	return r;
}

/* AES key wrap (RFC 3394); `encrypt` as in EVP_CipherInit_ex2. */
static bool
key_wrap(const unsigned char *kek, int encrypt, const unsigned char *in, int n, unsigned char *out,
	int n_out)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-WRAP", SEAL_PROPERTIES);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	unsigned char buffer[WRAPPED_BYTES + 8];
	int written = 0;
	bool done = cipher != NULL && context != NULL;
	if (done) {
		EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
		done = EVP_CipherInit_ex2(context, cipher, kek, NULL, encrypt, NULL) == 1 &&
			EVP_CipherUpdate(context, buffer, &written, in, n) == 1 && written == n_out;
	}
	if (done) {
		memcpy(out, buffer, (size_t)n_out);
	}
	OPENSSL_cleanse(buffer, sizeof(buffer));
	EVP_CIPHER_CTX_free(context);
	EVP_CIPHER_free(cipher);
	return done;
}

/* A fresh context for AES-256-GCM that has taken in key, nonce and the header; NULL on failure. */
static EVP_CIPHER_CTX *
begin_gcm(int encrypt, const unsigned char *cek, const unsigned char *iv, struct str header)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", SEAL_PROPERTIES);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int n;
	const bool begun = cipher != NULL && context != NULL &&
		EVP_CipherInit_ex2(context, cipher, cek, iv, encrypt, NULL) == 1 &&
		EVP_CipherUpdate(context, NULL, &n, (const unsigned char *)header.p, (int)header.n) == 1;
	EVP_CIPHER_free(cipher);
	if (!begun) {
		EVP_CIPHER_CTX_free(context);
		return NULL;
	}
	return context;
}

static size_t
padding_of(size_t n)
{
	return (PAD_STEP - n % PAD_STEP) % PAD_STEP;
}

/* Encrypts straight from the caller's memory, then the padding: there is no padded copy of the plaintext. */
static bool
encrypt(const unsigned char *cek, const unsigned char *iv, struct str header, struct str plaintext,
	unsigned char *out, unsigned char tag[TAG_BYTES])
{
	unsigned char spaces[PAD_STEP];
	memset(spaces, ' ', sizeof(spaces));
	EVP_CIPHER_CTX *context = begin_gcm(1, cek, iv, header);
	int n = 0, more = 0, last = 0;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, TAG_BYTES),
		OSSL_PARAM_construct_end(),
	};
	const bool done = context != NULL &&
		EVP_CipherUpdate(context, out, &n, (const unsigned char *)plaintext.p, (int)plaintext.n) ==
			1 &&
		EVP_CipherUpdate(context, out + n, &more, spaces, (int)padding_of(plaintext.n)) == 1 &&
		EVP_CipherFinal_ex(context, out + n + more, &last) == 1 &&
		EVP_CIPHER_CTX_get_params(context, params) == 1;
	EVP_CIPHER_CTX_free(context);
	return done;
}

/* Writes `n` bytes to `out`, which must not be used when this returns false. */
static bool
decrypt(const unsigned char *cek, const unsigned char *iv, struct str header,
	const unsigned char *in, size_t n, unsigned char tag[TAG_BYTES], unsigned char *out)
{
	EVP_CIPHER_CTX *context = begin_gcm(0, cek, iv, header);
	int written = 0, last = 0;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, TAG_BYTES),
		OSSL_PARAM_construct_end(),
	};
	const bool done = context != NULL &&
		EVP_CipherUpdate(context, out, &written, in, (int)n) == 1 &&
		EVP_CIPHER_CTX_set_params(context, params) == 1 &&
		EVP_CipherFinal_ex(context, out + written, &last) == 1;
	EVP_CIPHER_CTX_free(context);
	return done;
}

static void
write_member(struct text *out, const char *name, struct str value)
{
	text_add(out, STR(",\""));
	text_add(out, str_of(name));
	text_add(out, STR("\":"));
	text_json(out, value);
}

static int
write_epk(const struct seal_key *ephemeral, struct text *out)
{
	unsigned char point[SEAL_POINT_MAX];
	char base64[SEAL_BASE64_LENGTH(SEAL_COORDINATE_MAX)];
	const size_t bytes = ephemeral->curve->bytes;
	const struct str coordinate = { base64, SEAL_BASE64_LENGTH(bytes) };
	const int r = seal_key_point(ephemeral, point);
	if (r < 0) {
		return r;
	}
	text_add(out, STR(",\"epk\":{\"kty\":\"EC\""));
	write_member(out, "crv", str_of(ephemeral->curve->name));
	seal_base64_put(point + 1, bytes, base64);
	write_member(out, "x", coordinate);
	seal_base64_put(point + 1 + bytes, bytes, base64);
	write_member(out, "y", coordinate);
	text_add(out, STR("}"));
	return 0;
}

/* The protected header (D4). 0, -E2BIG, or -EIO. */
static int
write_header(const struct seal_key *recipient, const struct seal_key *ephemeral,
	const struct seal_header *header, struct text *out)
{
	text_add(out, STR("{\"alg\":\"" SEAL_ALG "\",\"enc\":\"" SEAL_ENC "\""));
	write_member(out, "kid", str_of(recipient->kid));
	write_member(out, "cty", STR("json"));
	const int r = write_epk(ephemeral, out);
	write_member(out, "sub", header->id);
	write_member(out, "form", header->form);
	write_member(out, "form_version", header->form_version);
	write_member(out, "lang", header->lang == LANG_FR ? STR("fr") : STR("en"));
	write_member(out, "ref_hash", header->ref_hash);
	text_add(out, STR("}"));
	return r < 0 ? r : out->full ? -E2BIG : 0;
}

/* The next part of the envelope in base64url, and the dot behind it. */
static char *
put_part(char *out, const unsigned char *bytes, size_t n)
{
	seal_base64_put(bytes, n, out);
	out += SEAL_BASE64_LENGTH(n);
	*out = '.';
	return out + 1;
}

/* Draws key and nonce, encrypts and joins the five parts. */
static int
assemble(const unsigned char *kek, struct str header, struct str plaintext, char **ret_jwe)
{
	unsigned char cek[SEAL_KEY_BYTES], wrapped[WRAPPED_BYTES], iv[IV_BYTES], tag[TAG_BYTES];
	const size_t n = plaintext.n + padding_of(plaintext.n);
	const size_t size = SEAL_BASE64_LENGTH(header.n) + SEAL_BASE64_LENGTH(sizeof(wrapped)) +
		SEAL_BASE64_LENGTH(sizeof(iv)) + SEAL_BASE64_LENGTH(n) + SEAL_BASE64_LENGTH(sizeof(tag)) +
		PARTS;
	unsigned char *ciphertext = malloc(n + 1); /* never of size 0 */
	char *jwe = malloc(size);
	int r = ciphertext == NULL || jwe == NULL ? -ENOMEM : 0;
	if (r == 0) {
		char *at = put_part(jwe, (const unsigned char *)header.p, header.n);
		const struct str protected = { jwe, (size_t)(at - 1 - jwe) };
		const bool done = RAND_priv_bytes_ex(NULL, cek, sizeof(cek), 0) == 1 &&
			RAND_bytes_ex(NULL, iv, sizeof(iv), 0) == 1 &&
			key_wrap(kek, 1, cek, sizeof(cek), wrapped, sizeof(wrapped)) &&
			encrypt(cek, iv, protected, plaintext, ciphertext, tag);
		r = done ? 0 : -EIO;
		if (done) {
			at = put_part(at, wrapped, sizeof(wrapped));
			at = put_part(at, iv, sizeof(iv));
			at = put_part(at, ciphertext, n);
			at = put_part(at, tag, sizeof(tag));
			at[-1] = '\0';
		}
	}
	OPENSSL_cleanse(cek, sizeof(cek));
	free(ciphertext);
	if (r < 0) {
		free(jwe);
		return r;
	}
	*ret_jwe = jwe;
	return 0;
}

int
seal_close(const struct seal_key *public_key, const struct seal_header *header,
	struct str plaintext, char **ret_jwe)
{
	if (plaintext.n > PLAINTEXT_MAX) {
		return -E2BIG;
	}
	struct seal_key *ephemeral;
	int r = seal_key_generate(public_key->curve, &ephemeral);
	if (r < 0) {
		return r;
	}
	char buffer[HEADER_MAX];
	unsigned char kek[SEAL_KEY_BYTES];
	struct text json;
	text_init(&json, buffer, sizeof(buffer));
	r = write_header(public_key, ephemeral, header, &json);
	if (r == 0) {
		r = agree(ephemeral, public_key, STR_NONE, STR_NONE, kek);
	}
	if (r == 0) {
		r = assemble(kek, text_str(&json), plaintext, ret_jwe);
	}
	seal_free_key(ephemeral);
	OPENSSL_cleanse(kek, sizeof(kek));
	ERR_clear_error();
	return r;
}

/* The five parts between the dots. */
static bool
split(struct str jwe, struct str parts[PARTS])
{
	if (jwe.n > ENVELOPE_MAX) {
		return false;
	}
	size_t from = 0;
	for (int i = 0; i < PARTS; i++) {
		const size_t to = str_find(jwe, STR("."), from);
		const bool is_last = i == PARTS - 1;
		if ((to == jwe.n) != is_last) {
			return false;
		}
		parts[i] = str_sub(jwe, from, to);
		from = to + 1;
	}
	return true;
}

static bool
decode_header(struct str part, char json[HEADER_MAX], struct str *ret_header)
{
	size_t n;
	if (!seal_base64_get(part, (unsigned char *)json, HEADER_MAX, &n) ||
		!seal_json_valid((struct str){ json, n })) {
		return false;
	}
	*ret_header = (struct str){ json, n };
	return true;
}

static bool
member_is(struct str object, const char *name, const char *value)
{
	struct str string;
	return seal_json_string(object, name, &string) && str_eq(string, str_of(value));
}

/* Party info out of the header; empty where it is absent (RFC 7518 section 4.6.2). */
static bool
get_party(
	struct str header, const char *name, unsigned char bytes[PARTY_MAX], struct str *ret_party)
{
	struct str text;
	size_t n = 0;
	if (seal_json_member(header, name, &text) &&
		(!seal_json_string(header, name, &text) || !seal_base64_get(text, bytes, PARTY_MAX, &n))) {
		return false;
	}
	*ret_party = (struct str){ (const char *)bytes, n };
	return true;
}

/* Whether the header asks for what this program does, and for this key. "crit" names extensions: there are none here. */
static bool
is_acceptable(struct str header, const struct seal_key *key)
{
	struct str value;
	const bool names_key = seal_json_member(header, "kid", &value);
	return member_is(header, "alg", SEAL_ALG) && member_is(header, "enc", SEAL_ENC) &&
		!seal_json_member(header, "crit", &value) && !seal_json_member(header, "zip", &value) &&
		(!names_key || member_is(header, "kid", key->kid));
}

/* The wrapping key from the recipient's side. 0, SEAL_REFUSED, or negative errno. */
static int
recover_kek(const struct seal_key *key, struct str header, unsigned char ret_kek[SEAL_KEY_BYTES])
{
	unsigned char apu_bytes[PARTY_MAX], apv_bytes[PARTY_MAX];
	struct str epk, apu, apv;
	struct seal_key *ephemeral;
	if (!seal_json_member(header, "epk", &epk) || epk.p[0] != '{' ||
		!get_party(header, "apu", apu_bytes, &apu) || !get_party(header, "apv", apv_bytes, &apv)) {
		return SEAL_REFUSED;
	}
	int r = seal_key_of_jwk(epk, false, &ephemeral);
	if (r != 0) {
		return r;
	}
	r = ephemeral->curve == key->curve ? agree(key, ephemeral, apu, apv, ret_kek) : SEAL_REFUSED;
	seal_free_key(ephemeral);
	return r;
}

static bool
get_exactly(struct str part, unsigned char *out, size_t n)
{
	size_t got;
	return seal_base64_get(part, out, n, &got) && got == n;
}

/* Decrypts the content. 0, SEAL_REFUSED, or -ENOMEM. */
static int
open_content(
	const unsigned char *cek, const struct str parts[PARTS], char **ret_plaintext, size_t *ret_size)
{
	unsigned char iv[IV_BYTES], tag[TAG_BYTES];
	const size_t cap = parts[PART_CIPHERTEXT].n / 4 * 3 + 3;
	unsigned char *ciphertext = malloc(cap);
	char *plaintext = malloc(cap + 1);
	size_t n = 0;
	int r = ciphertext == NULL || plaintext == NULL ? -ENOMEM : 0;
	if (r == 0) {
		const bool done = get_exactly(parts[PART_IV], iv, sizeof(iv)) &&
			get_exactly(parts[PART_TAG], tag, sizeof(tag)) &&
			seal_base64_get(parts[PART_CIPHERTEXT], ciphertext, cap, &n) &&
			decrypt(cek, iv, parts[PART_HEADER], ciphertext, n, tag, (unsigned char *)plaintext);
		r = done ? 0 : SEAL_REFUSED;
	}
	free(ciphertext);
	if (r != 0) {
		if (plaintext != NULL) {
			OPENSSL_cleanse(
				plaintext, cap + 1); /* GCM gives bytes before it knows whether they are genuine */
		}
		free(plaintext);
		return r;
	}
	plaintext[n] = '\0';
	*ret_plaintext = plaintext;
	*ret_size = n;
	return 0;
}

int
seal_open(
	const struct seal_key *private_key, struct str jwe, char **ret_plaintext, size_t *ret_size)
{
	struct str parts[PARTS], header;
	char json[HEADER_MAX];
	unsigned char kek[SEAL_KEY_BYTES], wrapped[WRAPPED_BYTES], cek[SEAL_KEY_BYTES];
	if (!split(jwe, parts) || !decode_header(parts[PART_HEADER], json, &header) ||
		!is_acceptable(header, private_key) ||
		!get_exactly(parts[PART_KEY], wrapped, sizeof(wrapped))) {
		return SEAL_REFUSED;
	}
	int r = recover_kek(private_key, header, kek);
	if (r == 0) {
		r = key_wrap(kek, 0, wrapped, sizeof(wrapped), cek, sizeof(cek)) ? 0 : SEAL_REFUSED;
	}
	if (r == 0) {
		r = open_content(cek, parts, ret_plaintext, ret_size);
	}
	OPENSSL_cleanse(kek, sizeof(kek));
	OPENSSL_cleanse(cek, sizeof(cek));
	ERR_clear_error();
	return r;
}

bool
seal_is_for(struct str jwe, struct str id)
{
	struct str parts[PARTS], header, sub;
	char json[HEADER_MAX];
	return split(jwe, parts) && decode_header(parts[PART_HEADER], json, &header) &&
		seal_json_string(header, "sub", &sub) && str_eq(sub, id);
}

int
seal_peek(struct str jwe, char **ret_header)
{
	struct str parts[PARTS], header;
	char json[HEADER_MAX];
	if (!split(jwe, parts) || !decode_header(parts[PART_HEADER], json, &header)) {
		return SEAL_REFUSED;
	}
	char *copy = malloc(header.n + 1);
	if (copy == NULL) {
		return -ENOMEM;
	}
	memcpy(copy, header.p, header.n);
	copy[header.n] = '\0';
	*ret_header = copy;
	return 0;
}

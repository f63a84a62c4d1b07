/* SPDX-License-Identifier: MIT */
/* Digests of envelopes, references and call-back words, on OpenSSL's EVP. */
#include "platform/seal_jws.h"

#include <errno.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "platform/seal_parts.h"

enum {
	PROVEN_MAX = 43 + 1 +
		128 /* a reference hash, a full stop, and what somebody may type for a word */
};

int
seal_sha256(struct str bytes, unsigned char ret_digest[32])
{
	unsigned char digest[SEAL_KEY_BYTES];
	size_t n = 0;
	if (EVP_Q_digest(NULL, "SHA256", SEAL_PROPERTIES, bytes.p, bytes.n, digest, &n) != 1 ||
		n != sizeof(digest)) {
		ERR_clear_error();
		return -EIO;
	}
	memcpy(ret_digest, digest, sizeof(digest));
	return 0;
}

/* HMAC-SHA-256 in base64url, 43 characters and NUL. */
static int
hmac(const unsigned char *key, size_t n_key, struct str bytes, char ret_text[44])
{
	unsigned char mac[SEAL_KEY_BYTES];
	size_t n = 0;
	if (EVP_Q_mac(NULL, "HMAC", SEAL_PROPERTIES, "SHA256", NULL, key, n_key,
			(const unsigned char *)bytes.p, bytes.n, mac, sizeof(mac), &n) == NULL ||
		n != sizeof(mac)) {
		ERR_clear_error();
		return -EIO;
	}
	seal_base64_put(mac, sizeof(mac), ret_text);
	ret_text[43] = '\0';
	return 0;
}

int
seal_ref_hash(
	const unsigned char *status_key, size_t n_key, struct str reference, char ret_hash[44])
{
	return hmac(status_key, n_key, reference, ret_hash);
}

/* Of the letters that the call-back words of both languages are made of. */
static uint32_t
lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) {
		return c + 0x20;
	}
	return c == 0x152 ? 0x153 : c == 0x178 ? 0xFF : c; /* Œ, Ÿ */
}

int
seal_word_proof(const unsigned char *status_key, size_t n_key, struct str ref_hash, struct str word,
	char ret_proof[44])
{
	char buffer[PROVEN_MAX];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	text_add(&text, ref_hash);
	text_add(&text, STR("."));
	for (size_t at = 0; at < word.n && !text.full;) {
		text_char(&text, lower(utf8_next(word, &at)));
	}
	const int r = text.full ? -E2BIG : hmac(status_key, n_key, text_str(&text), ret_proof);
	OPENSSL_cleanse(buffer, sizeof(buffer));
	return r;
}

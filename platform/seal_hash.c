/* SPDX-License-Identifier: MIT */
/* Digests of envelopes and references, on OpenSSL's EVP. */
#include "platform/seal.h"

#include <errno.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "platform/seal_parts.h"

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

int
seal_ref_hash(
	const unsigned char *status_key, size_t n_key, struct str reference, char ret_hash[44])
{
	unsigned char mac[SEAL_KEY_BYTES];
	size_t n = 0;
	if (EVP_Q_mac(NULL, "HMAC", SEAL_PROPERTIES, "SHA256", NULL, status_key, n_key,
			(const unsigned char *)reference.p, reference.n, mac, sizeof(mac), &n) == NULL ||
		n != sizeof(mac)) {
		ERR_clear_error();
		return -EIO;
	}
	seal_base64_put(mac, sizeof(mac), ret_hash);
	ret_hash[43] = '\0';
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* SHA-256 of a template's file, by OpenSSL. */
#include "platform/sha256.h"

#include <errno.h>

#include <openssl/evp.h>

int
sha256_hex(struct str data, char ret_hex[65])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[32];
	size_t n = 0;
	if (EVP_Q_digest(NULL, "SHA2-256", NULL, data.p, data.n, digest, &n) != 1 ||
		n != sizeof(digest)) {
		return -ENOSYS;
	}
	for (size_t i = 0; i < n; i++) {
		ret_hex[2 * i] = digits[digest[i] >> 4];
		ret_hex[2 * i + 1] = digits[digest[i] & 15];
	}
	ret_hex[64] = '\0';
	return 0;
}

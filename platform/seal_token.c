/* SPDX-License-Identifier: MIT */
/* A desk's token for the intake, and the record by which the intake knows it without being able to use it. */
#include "platform/seal_jws.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "platform/seal_parts.h"

enum { TOKEN_LENGTH = SEAL_BASE64_LENGTH(SEAL_KEY_BYTES), RECORD_MAX = 256 };

static int
write_record(const char *path, const char *name, struct str token)
{
	unsigned char digest[SEAL_KEY_BYTES];
	char buffer[RECORD_MAX];
	struct text text;
	const int r = seal_sha256(token, digest);
	text_init(&text, buffer, sizeof(buffer));
	text_add(&text, STR("{\"name\": "));
	text_json(&text, str_of(name));
	text_add(&text, STR(", \"token_sha256\": \""));
	for (size_t i = 0; i < sizeof(digest) && r == 0; i++) {
		text_char(&text, (uint32_t) "0123456789abcdef"[digest[i] >> 4]);
		text_char(&text, (uint32_t) "0123456789abcdef"[digest[i] & 15]);
	}
	text_add(&text, STR("\"}\n"));
	return r < 0 ? r : text.full ? -E2BIG : seal_file_write_new(path, 0644, text_str(&text));
}

int
seal_make_token(const char *token_path, const char *record_path, const char *name,
	struct diagnosis *ret_diagnosis)
{
	unsigned char bytes[SEAL_KEY_BYTES];
	char token[TOKEN_LENGTH];
	const char *path = token_path;
	if (RAND_priv_bytes(bytes, sizeof(bytes)) != 1) {
		return seal_diagnose(ret_diagnosis, -EIO, path, "OpenSSL gave no random numbers.",
			"Restart; if it stays, reinstall OpenSSL.");
	}
	seal_base64_put(bytes, sizeof(bytes), token);
	const struct str text = { token, sizeof(token) };
	int r = seal_file_write_new(token_path, 0600, text);
	if (r == 0) {
		path = record_path;
		r = write_record(record_path, name, text);
		if (r < 0) {
			(void)unlink(token_path); /* nobody would know it */
		}
	}
	OPENSSL_cleanse(bytes, sizeof(bytes));
	OPENSSL_cleanse(token, sizeof(token));
	if (r == -EEXIST) {
		return seal_diagnose(ret_diagnosis, r, path,
			"There is a token already; tokens are never overwritten.",
			"Name another folder, or remove the old token here and its record at the intake.");
	}
	return r == 0 ? 0 :
					seal_diagnose_errno(ret_diagnosis, r, path, "The token cannot be written",
						"Check that the folder exists, is yours, and has room.");
}

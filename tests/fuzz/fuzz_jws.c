/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a signature, as a header that is then signed, as an envelope, or as a set of keys. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/seal_jws.h"
#include "platform/seal_parts.h"

/* The key of RFC 7515 appendix A.3: what it signs proves nothing. */
#define PUBLIC_HALF \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define PRIVATE_HALF "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads the bytes as a JWK Set file. 0 or negative errno. */
static int
add_signers(struct str jwks, struct seal_signers **signers)
{
	char path[64];
	struct diagnosis diagnosis = { .where = "" };
	const int fd = memfd_create("jwks", MFD_CLOEXEC);
	assert(fd >= 0 && write(fd, jwks.p, jwks.n) == (ssize_t)jwks.n);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	const int r = seal_add_signers(path, signers, &diagnosis);
	assert(r == 0 || (diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0'));
	close(fd);
	return r;
}

static struct seal_key *key;
static struct seal_signers *signers;

static void
prepare(void)
{
	if (key == NULL) {
		const int taken = seal_key_of_jwk(STR("{" PUBLIC_HALF "," PRIVATE_HALF "}"), true, &key);
		const int added = add_signers(STR("{\"keys\":[{" PUBLIC_HALF "}]}"), &signers);
		assert(taken == 0 && added == 0);
	}
}

static void
try_signature(struct str jws)
{
	struct seal_signer signer;
	char *payload;
	size_t n;
	if (seal_verify(signers, "guichet-receipt", jws, &payload, &n, &signer) == 0) {
		assert(strcmp(signer.kid, seal_kid(key)) == 0 && payload[n] == '\0');
		free(payload);
	}
	(void)!seal_verify_detached(signers, "guichet-upload", jws, STR("payload"), &signer);
}

/* A genuine signature over a header of anybody's choice: believed only when the header is what it should be. */
static void
try_header(struct str json)
{
	unsigned char raw[SEAL_SIGNATURE_BYTES];
	char jws[2048];
	struct text text;
	struct str member;
	struct seal_signer signer;
	const size_t n = SEAL_BASE64_LENGTH(json.n);
	if (n + 128 > sizeof(jws)) {
		return;
	}
	seal_base64_put((const unsigned char *)json.p, json.n, jws);
	const int signed_it = seal_es256_sign(key, (struct str){ jws, n }, STR("payload"), raw);
	assert(signed_it == 0);
	text_init(&text, jws, sizeof(jws));
	text.n = n;
	text_add(&text, STR(".."));
	seal_base64_put(raw, sizeof(raw), text.p + text.n);
	text.n += SEAL_BASE64_LENGTH(sizeof(raw));
	if (seal_verify_detached(signers, "t", text_str(&text), STR("payload"), &signer) == 0) {
		assert(seal_json_valid(json) && !seal_json_member(json, "crit", &member));
		assert(seal_json_string(json, "typ", &member) && str_eq(member, STR("t")));
		assert(seal_json_string(json, "kid", &member) && str_eq(member, str_of(seal_kid(key))));
	}
}

static void
try_envelope(struct str jwe)
{
	char *text;
	size_t n;
	if (seal_peek(jwe, &text) == 0) {
		assert(seal_json_valid(str_of(text)));
		free(text);
	}
	if (seal_open(key, jwe, &text, &n) == 0) {
		assert(text[n] == '\0');
		free(text);
	}
	(void)seal_is_for(jwe, STR("019aa5d0-0000-7000-8000-000000000001"));
}

static void
try_keys(struct str jwks)
{
	struct seal_signers *set = NULL;
	const int r = add_signers(jwks, &set);
	assert((r == 0) == (set != NULL));
	seal_free_signers(set);
}

/* The first byte chooses; the rest is copied, exactly as long as it is. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size > 0 ? size : 1);
	if (size == 0 || bytes == NULL) {
		free(bytes);
		return 0;
	}
	const struct str rest = { bytes, size - 1 };
	memcpy(bytes, data + 1, size - 1);
	prepare();
	switch (data[0]) {
	case 'h':
		try_header(rest);
		break;
	case 'e':
		try_envelope(rest);
		break;
	case 'k':
		try_keys(rest);
		break;
	default:
		try_signature(rest);
		break;
	}
	free(bytes);
	return 0;
}

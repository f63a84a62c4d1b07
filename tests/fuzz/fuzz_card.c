/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a technician's card, or as what a genuine signature says. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/card.h"
#include "platform/seal_parts.h"

/* The key of RFC 7515 appendix A.3: what it signs proves nothing. */
#define PUBLIC_HALF \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define PRIVATE_HALF "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct seal_key *key;
static struct seal_signers *signers;

static void
prepare(void)
{
	static const char jwks[] = "{\"keys\":[{" PUBLIC_HALF "}]}";
	char path[64];
	struct diagnosis diagnosis;
	if (key != NULL) {
		return;
	}
	const int fd = memfd_create("jwks", MFD_CLOEXEC);
	assert(fd >= 0 && write(fd, jwks, sizeof(jwks) - 1) == (ssize_t)sizeof(jwks) - 1);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	const int added = seal_add_signers(path, &signers, &diagnosis);
	const int taken = seal_key_of_jwk(STR("{" PUBLIC_HALF "," PRIVATE_HALF "}"), true, &key);
	assert(added == 0 && taken == 0);
	close(fd);
}

/* No PIN: PBKDF2 would leave time for four cards a second. */
static void
check(struct str text)
{
	const struct card_question question = { .text = text,
		.pin = STR("none"),
		.keys = signers,
		.wall = 1800000000000,
		.is_wall_sure = true };
	struct card card;
	const int r = card_check(&question, &card);
	assert(r > 0 && r <= CARD_WRONG_PIN);
}

static void
check_claims(struct str claims)
{
	char *text;
	if (seal_sign(key, SEAL_TYP_CARD, claims, &text) == 0) {
		check(str_of(text));
		free(text);
	}
}

/* The first byte chooses; the rest is copied, exactly as long as it is. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size > 0 ? size : 1);
	if (size > 0 && bytes != NULL) {
		const struct str rest = { bytes, size - 1 };
		memcpy(bytes, data + 1, size - 1);
		prepare();
		if (data[0] == 'c') {
			check_claims(rest);
		} else {
			check(rest);
		}
	}
	free(bytes);
	return 0;
}

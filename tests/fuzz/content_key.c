/* SPDX-License-Identifier: MIT */
/* The key of RFC 7515 appendix A.3: what it signs proves nothing. */
#include "content_key.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/seal_parts.h"

#define PUBLIC_HALF \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define PRIVATE_HALF "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""

const struct seal_key *
content_key(void)
{
	static struct seal_key *key;

	if (key == NULL) {
		const int taken = seal_key_of_jwk(STR("{" PUBLIC_HALF "," PRIVATE_HALF "}"), true, &key);
		assert(taken == 0);
	}
	return key;
}

const struct seal_signers *
content_signers(void)
{
	static const char jwks[] = "{\"keys\":[{" PUBLIC_HALF "}]}";
	static struct seal_signers *signers;
	char path[64];
	struct diagnosis diagnosis;

	if (signers == NULL) {
		const int fd = memfd_create("jwks", MFD_CLOEXEC);
		assert(fd >= 0 && write(fd, jwks, sizeof(jwks) - 1) == (ssize_t)sizeof(jwks) - 1);
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		const int added = seal_add_signers(path, &signers, &diagnosis);
		assert(added == 0);
		close(fd);
	}
	return signers;
}

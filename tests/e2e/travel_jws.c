/* SPDX-License-Identifier: MIT */
/* Signs standard input as a device or a department would, or says what a signed text holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/seal_jws.h"

enum { INPUT_MAX = 4 * 1024 * 1024 };

static char input[INPUT_MAX];

static int
explain(const struct diagnosis *diagnosis)
{
	fprintf(stderr, "travel-jws: %s: %s\n", diagnosis->file, diagnosis->what);
	return 4;
}

/* Prints the value of a Kiosk-Signature. */
static int
sign(const char *path, const char *typ, struct str text)
{
	struct diagnosis diagnosis;
	struct seal_key *key;
	char *jws;

	if (seal_load_signing(path, &key, &diagnosis) != 0) {
		return explain(&diagnosis);
	}
	const int r = seal_sign_detached(key, typ, text, &jws);
	seal_free_key(key);
	if (r != 0) {
		fprintf(stderr, "travel-jws: cannot sign: %s\n", strerror(-r));
		return 4;
	}
	printf("%s", jws);
	free(jws);
	return 0;
}

/* Prints the payload; 1 when it is not genuine. */
static int
verify(const char *path, const char *typ, struct str jws)
{
	struct diagnosis diagnosis;
	struct seal_signers *signers = NULL;
	struct seal_signer signer;
	char *payload;
	size_t size;

	if (seal_add_signers(path, &signers, &diagnosis) != 0) {
		return explain(&diagnosis);
	}
	const int r = seal_verify(signers, typ, jws, &payload, &size, &signer);
	seal_free_signers(signers);
	if (r != 0) {
		fprintf(stderr, "travel-jws: %s\n", r == SEAL_REFUSED ? "not genuine" : strerror(-r));
		return r == SEAL_REFUSED ? 1 : 4;
	}
	printf("%s\n", payload);
	free(payload);
	return 0;
}

int
main(int argc, char **argv)
{
	const bool signs = argc == 4 && strcmp(argv[1], "sign") == 0;

	if (!signs && (argc != 4 || strcmp(argv[1], "verify") != 0)) {
		fprintf(stderr,
			"usage: travel-jws sign KEY TYP <TEXT >DETACHED\n"
			"       travel-jws verify JWKS TYP <JWS >PAYLOAD\n");
		return 2;
	}
	const size_t n = fread(input, 1, sizeof(input), stdin);
	const struct str text = { input, n };
	return signs ? sign(argv[2], argv[3], text) : verify(argv[2], argv[3], text);
}

/* SPDX-License-Identifier: MIT */
/* Seals standard input to the key of a JWK Set and prints the envelope; with an outbox and an id, stores it there too, and
 * with one more id, as if it had been swapped: the envelope then names that one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/outbox.h"
#include "platform/seal.h"

enum { INPUT_MAX = 512 * 1024 };

static int
store(const char *path, struct str id, struct str jwe)
{
	struct diagnosis diagnosis;
	struct outbox *outbox;
	unsigned char digest[OUTBOX_SHA256_BYTES];
	if (outbox_open(path, false, &outbox, &diagnosis) < 0) {
		fprintf(stderr, "%s: %s\n", diagnosis.file, diagnosis.what);
		return 1;
	}
	int r = seal_sha256(jwe, digest);
	if (r == 0) {
		r = outbox_put(outbox, id, 1795334400000, jwe, digest);
	}
	outbox_close(outbox);
	return r == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc != 2 && argc != 4 && argc != 5) {
		fprintf(stderr, "usage: seal-one JWKS [OUTBOX ID [SUB]] <PLAINTEXT\n");
		return 2;
	}
	struct diagnosis diagnosis;
	struct seal_key *key;
	if (seal_load_public(argv[1], 0, &key, &diagnosis) < 0) {
		fprintf(stderr, "%s: %s\n", diagnosis.file, diagnosis.what);
		return 1;
	}
	static char plaintext[INPUT_MAX];
	const size_t n = fread(plaintext, 1, sizeof(plaintext), stdin);
	const struct seal_header header = {
		.id = str_of(argc > 2 ? argv[argc - 1] : "019aa5d0-0000-7000-8000-000000000001"),
		.form = STR("callback"),
		.form_version = STR("1"),
		.lang = LANG_EN,
		.ref_hash = STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	};
	char *jwe;
	int r = seal_close(key, &header, (struct str){ plaintext, n }, &jwe);
	seal_free_key(key);
	if (r < 0) {
		fprintf(stderr, "cannot be sealed: %s\n", strerror(-r));
		return 1;
	}
	if (argc > 2) {
		r = store(argv[2], str_of(argv[3]), str_of(jwe));
	}
	printf("%s\n", jwe);
	free(jwe);
	return r;
}

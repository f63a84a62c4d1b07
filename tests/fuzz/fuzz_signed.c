/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as the list of withdrawn cards or as the signature of a provisioning folder, or as what a genuine one says. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "content_key.h"
#include "platform/bundle.h"
#include "platform/withdrawn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_list(struct str jws)
{
	struct withdrawn *list = NULL;

	if (withdrawn_read(content_signers(), jws, &list) == 0) {
		assert(list->n >= 0 && list->n <= WITHDRAWN_MAX && list->serials[list->n] == NULL);
		for (int i = 0; i < list->n; i++) {
			assert(card_is_serial(str_of(list->serials[i])));
		}
	}
	free(list);
}

/* The corpus has the genuine signature of these two files; with one less it is another folder's. */
static void
check_folder(struct str jws)
{
	const struct bundle_entry entries[] = {
		{ .name = "answers.txt", .bytes = STR("site = Rimouski\n") },
		{ .name = "status.key", .bytes = STR("0123456789abcdef") },
	};
	const int two = bundle_check(content_signers(), jws, entries, 2);
	const int one = bundle_check(content_signers(), jws, entries, 1);

	assert(two == 0 || two == BUNDLE_REFUSED);
	assert(one == 0 || one == BUNDLE_REFUSED);
	assert(one != 0 || two != 0);
}

static void
check_claims(const char *type, struct str claims, void (*check)(struct str jws))
{
	char *jws;

	if (seal_sign(content_key(), type, claims, &jws) == 0) {
		check(str_of(jws));
		free(jws);
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
		switch (data[0]) {
		case 'l':
			check_list(rest);
			break;
		case 'L':
			check_claims(SEAL_TYP_WITHDRAWN, rest, check_list);
			break;
		case 'f':
			check_folder(rest);
			break;
		default:
			check_claims(SEAL_TYP_BUNDLE, rest, check_folder);
			break;
		}
	}
	free(bytes);
	return 0;
}

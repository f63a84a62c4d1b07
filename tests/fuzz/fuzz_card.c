/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a technician's card, or as what a genuine signature says. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "content_key.h"
#include "platform/card.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No PIN: PBKDF2 would leave time for four cards a second. */
static void
check(struct str text)
{
	const struct card_question question = { .text = text,
		.pin = STR("none"),
		.keys = content_signers(),
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
	if (seal_sign(content_key(), SEAL_TYP_CARD, claims, &text) == 0) {
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
		if (data[0] == 'c') {
			check_claims(rest);
		} else {
			check(rest);
		}
	}
	free(bytes);
	return 0;
}

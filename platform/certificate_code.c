/* SPDX-License-Identifier: MIT */
/* The one-time code of an enrolment: as it is made, typed and shown. */
#include "platform/certificate.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "core/text.h"

enum { RANDOM_BYTES = 16, BITS = 5, GROUP = 5, LAST_GROUP = 20 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

int
certificate_code_make(char ret_code[CERTIFICATE_CODE_LENGTH + 1])
{
	unsigned char random[RANDOM_BYTES + 1] = { 0 }; /* two bits of the last character stay 0 */
	if (getrandom(random, RANDOM_BYTES, 0) != RANDOM_BYTES) {
		return -EIO;
	}
	for (int i = 0; i < CERTIFICATE_CODE_LENGTH; i++) {
		const int bit = i * BITS;
		const unsigned two = (unsigned)random[bit / 8] << 8 |
			(bit / 8 + 1 <= RANDOM_BYTES ? random[bit / 8 + 1] : 0u);
		ret_code[i] = alphabet[two >> (16 - BITS - bit % 8) & 31];
	}
	ret_code[CERTIFICATE_CODE_LENGTH] = '\0';
	explicit_bzero(random, sizeof(random));
	return 0;
}

/* '\0' for what is no character of a code. */
static char
normal(char c)
{
	const char upper = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	const char meant = upper == 'I' || upper == 'L' ? '1' : upper == 'O' ? '0' : upper;
	return meant != '\0' && strchr(alphabet, meant) != NULL ? meant : '\0';
}

bool
certificate_code_parse(struct str typed, char ret_code[CERTIFICATE_CODE_LENGTH + 1])
{
	char code[CERTIFICATE_CODE_LENGTH + 1] = { 0 };
	int n = 0;
	for (size_t i = 0; i < typed.n; i++) {
		if (typed.p[i] == ' ' || typed.p[i] == '-' || typed.p[i] == '\n' || typed.p[i] == '\r') {
			continue;
		}
		const char c = normal(typed.p[i]);
		if (c == '\0' || n == CERTIFICATE_CODE_LENGTH) {
			return false;
		}
		code[n++] = c;
	}
	const char *last = n == CERTIFICATE_CODE_LENGTH ? strchr(alphabet, code[n - 1]) : NULL;
	if (last == NULL || (last - alphabet) % 4 != 0) {
		return false;
	}
	memcpy(ret_code, code, sizeof(code));
	return true;
}

void
certificate_code_show(const char code[CERTIFICATE_CODE_LENGTH + 1], struct text *out)
{
	for (size_t i = 0; i < CERTIFICATE_CODE_LENGTH; i++) {
		if (i > 0 && i % GROUP == 0 && i <= LAST_GROUP) {
			text_add(out, STR("-"));
		}
		text_add(out, (struct str){ code + i, 1 });
	}
}

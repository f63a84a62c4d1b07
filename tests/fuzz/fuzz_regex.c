/* SPDX-License-Identifier: MIT */
/* libFuzzer target: an expression, a new line, and a text; what is judged safe is never stopped on a short one. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "platform/regex.h"

enum { UNITS = 100 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_on(struct regex *regex, struct str pattern, struct str subject)
{
	const struct matcher matcher = regex_matcher(regex);
	const char *reason = NULL;
	struct regex_judgement judgement;
	const bool valid = regex_is_valid(regex, pattern, &reason);
	const int r = regex_judge(regex, pattern, UNITS, &judgement);
	const enum match match = matcher.search(matcher.context, pattern, subject);
	assert(r == 0);
	assert((judgement.verdict == REGEX_SAFE) == (judgement.what[0] == '\0'));
	assert((judgement.verdict == REGEX_SAFE) == (judgement.remedy[0] == '\0'));
	if (!valid) {
		assert(reason[0] != '\0' && match == MATCH_STOPPED && judgement.verdict != REGEX_SAFE);
	}
	if (judgement.verdict == REGEX_SAFE && utf8_valid(subject) && utf16_length(subject) <= UNITS) {
		assert(match != MATCH_STOPPED);
	}
	/* what is kept by its pattern answers the same again */
	assert(matcher.search(matcher.context, pattern, subject) == match);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct regex *regex;
	/* exactly as long as it is, so that a byte too far is found */
	char *bytes = malloc(size > 0 ? size : 1);
	if (bytes == NULL || regex_open(&regex) != 0) {
		free(bytes);
		return 0;
	}
	memcpy(bytes, data, size);
	const char *end = size > 0 ? memchr(bytes, '\n', size) : NULL;
	const size_t n = end ? (size_t)(end - bytes) : size;
	const size_t behind = end ? n + 1 : size;
	if (utf8_valid((struct str){ bytes, n })) {
		try_on(regex, (struct str){ bytes, n }, (struct str){ bytes + behind, size - behind });
	}
	regex_close(regex);
	free(bytes);
	return 0;
}

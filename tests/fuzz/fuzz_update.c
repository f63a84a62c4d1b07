/* SPDX-License-Identifier: MIT */
/* libFuzzer target: the department's notice of an update; what is taken is fit to be a name, and versions have one order. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "device/update_notice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

/* Of two versions: what comes before the first line feed, and what comes behind it. */
static void
compare(const char *text, size_t n)
{
	const char *end = memchr(text, '\n', n);
	const size_t n_first = end == NULL ? n : (size_t)(end - text);
	char *first = strndup(text, n_first), *second = strndup(text + n_first, n - n_first);
	if (first != NULL && second != NULL) {
		const int r = sign(update_version_compare(first, second));
		assert(r == -sign(update_version_compare(second, first)));
		assert(update_version_compare(first, first) == 0);
	}
	free(first);
	free(second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct update_notice notice;
	/* exactly as long as it is, so that a byte too far is found */
	char *text = malloc(size > 0 ? size : 1);
	if (text == NULL) {
		return 0;
	}
	if (size > 0) {
		memcpy(text, data, size);
	}
	if (update_notice_read((struct str){ text, size }, &notice)) {
		assert(update_version_is_good(str_of(notice.version)));
		assert(strchr(notice.file, '/') == NULL && notice.file[0] != '.');
		assert(notice.size > 0 && notice.size <= UPDATE_SIZE_MAX);
		assert(strlen(notice.sha256) == UPDATE_SHA256_LENGTH);
	}
	compare(text, size);
	free(text);
	return 0;
}

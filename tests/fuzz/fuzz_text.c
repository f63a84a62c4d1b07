/* SPDX-License-Identifier: MIT */
/* libFuzzer target: the first byte chooses a language and a way of reading, the rest is a text; it is judged and said. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/normalize.h"
#include "ctl/lint_text.h"

/* A paragraph of a service has no more, and normalizing sets aside 40 bytes for each. */
enum { TEXT_MAX = 4000, WORDS_PER_BYTE = 40, READINGS = READING_POSTAL + 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_finding(
	void *context, const char *severity, const char *what, const char *remedy, struct str near)
{
	const struct str *text = context;
	assert(strcmp(severity, "error") == 0 || strcmp(severity, "warning") == 0);
	assert(what[0] != '\0' && remedy[0] != '\0');
	assert(near.p >= text->p && near.p + near.n <= text->p + text->n && utf8_valid(near));
}

static void
say(enum lang lang, enum reading reading, struct str text)
{
	static char bytes[WORDS_PER_BYTE * TEXT_MAX];
	struct text words;
	text_init(&words, bytes, sizeof(bytes));
	normalize(lang, reading, text, &words);
	assert(!words.full && utf8_valid(text_str(&words)));
	assert(words.n == 0 || (bytes[0] != ' ' && bytes[words.n - 1] != ' '));
}

/* "a" to "j", so that the corpus can be read: English first. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > TEXT_MAX) {
		return 0;
	}
	/* exactly as long as it is, so that a byte too far is found */
	struct str text = { .n = size - 1 };
	char *bytes = malloc(text.n > 0 ? text.n : 1);
	if (bytes == NULL) {
		return 0;
	}
	memcpy(bytes, data + 1, text.n);
	text.p = bytes;
	if (utf8_valid(text)) {
		const unsigned which = (unsigned)(data[0] - 'a') % (LANG_COUNT * READINGS);
		const enum lang lang = which < READINGS ? LANG_EN : LANG_FR;
		lint_text(lang, text, check_finding, &text);
		lint_voice(lang, text, check_finding, &text);
		(void)lint_text_names_sin(lang, text);
		say(lang, (enum reading)(which % READINGS), text);
	}
	free(bytes);
	return 0;
}

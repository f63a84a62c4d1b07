/* SPDX-License-Identifier: MIT */
/* Rich text of a template, in both languages. */
#include <errno.h>
#include <stdio.h>

#include "platform/form_reader.h"
#include "platform/richtext.h"

static int32_t
count_disclosures(const struct rich *rich)
{
	int32_t n = 0;
	for (int32_t i = 0; i < rich->n; i++) {
		n += rich->blocks[i].kind == RICH_DISCLOSURE ? 1 : 0;
	}
	return n;
}

static void
refuse(struct reader *reader, int error, struct str text)
{
	if (error == -E2BIG) {
		reader_refuse(reader, error, "Shorten it.",
			"The text has %zu bytes; a formatted text may have at most %d.", text.n,
			(int)RICHTEXT_BYTES_MAX);
	} else {
		reader_refuse(reader, -E2BIG, "Use fewer or smaller forms on this kiosk.",
			"The form needs more memory than is set aside for forms.");
	}
}

const struct rich *
form_read_rich(struct reader *reader, const char *key, const struct bilingual *text)
{
	static const char *const suffixes[LANG_COUNT] = { [LANG_EN] = "En", [LANG_FR] = "Fr" };
	if (text->in[LANG_EN].n + text->in[LANG_FR].n == 0) {
		return NULL;
	}
	struct rich *rich = reader_take(reader, sizeof(*rich) * LANG_COUNT);
	int32_t most = 0;
	for (int lang = 0; rich && lang < LANG_COUNT && !reader->error; lang++) {
		char name[32];
		snprintf(name, sizeof(name), "%s%s", key, suffixes[lang]);
		const size_t mark = reader_key(reader, name);
		const int r = richtext_parse(
			text->in[lang], reader->disclosures, reader->arena, &rich[lang]);
		if (r < 0) {
			refuse(reader, r, text->in[lang]);
			continue;
		}
		const int32_t n = count_disclosures(&rich[lang]);
		most = n > most ? n : most;
		if (reader->disclosures + n > RICH_DISCLOSURES_MAX) {
			reader_report(reader, "warning", "Use fewer collapsible texts.",
				"A form may have %d collapsible texts; those after them stay open.",
				(int)RICH_DISCLOSURES_MAX);
		}
		reader_up(reader, mark);
	}
	reader->disclosures += most;
	return reader->error ? NULL : rich;
}

/* SPDX-License-Identifier: MIT */
/* What an answer is for, by whatever says so: the HTML token, the author's tags, service.json; by jansson. */
#include <string.h>

#include "platform/form_reader.h"

enum { PURPOSES_MAX = 16, PURPOSE_BYTES_MAX = 64 };

void
form_add_purpose(struct reader *reader, struct element *element, struct str purpose)
{
	/* the loader's own memory, const only for those who get the finished form */
	struct str *purposes = (struct str *)element->purposes;
	for (int32_t i = 0; i < element->n_purposes; i++) {
		if (str_eq(purposes[i], purpose)) {
			return;
		}
	}
	if (purpose.n > PURPOSE_BYTES_MAX) {
		reader_report(reader, "error", "Use a shorter one.",
			"It has %zu bytes; %d are allowed. It is left out.", purpose.n, (int)PURPOSE_BYTES_MAX);
	} else if (element->n_purposes == PURPOSES_MAX) {
		reader_report(reader, "error", "Take some out.",
			"The question has more than %d tags and purposes; this one is left out.",
			(int)PURPOSES_MAX);
	} else if (purpose.n > 0) {
		purposes = purposes ? purposes : reader_take(reader, PURPOSES_MAX * sizeof(*purposes));
		element->purposes = purposes;
		if (purposes) {
			purposes[element->n_purposes++] = purpose;
		}
	}
}

static void
read_tag(struct reader *reader, const json_t *json, struct element *element)
{
	if (!json_is_string(json)) {
		reader_report(reader, "error", "Write it as text.", "A tag must be text; it is left out.");
		return;
	}
	const size_t n = json_string_length(json);
	char *copy = reader_take(reader, n);
	if (copy) {
		memcpy(copy, json_string_value(json), n);
		form_add_purpose(reader, element, str_trim((struct str){ copy, n }));
	}
}

void
form_read_purposes(struct reader *reader, json_t *properties, struct element *element)
{
	size_t mark = reader_key(reader, "autoComplete");
	form_add_purpose(reader, element, element->autocomplete);
	reader_up(reader, mark);
	json_t *tags = reader_member(reader, properties, "tags", JSON_ARRAY);
	mark = reader_key(reader, "tags");
	for (size_t i = 0; i < json_array_size(tags) && !reader->error; i++) {
		const size_t item = reader_index(reader, i);
		read_tag(reader, json_array_get(tags, i), element);
		reader_up(reader, item);
	}
	reader_up(reader, mark);
}

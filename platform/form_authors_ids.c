/* SPDX-License-Identifier: MIT */
/* What authors call their questions for programs: questionId and tags, by jansson. */
#include <string.h>
#include <strings.h>

#include "platform/form_reader.h"

/* Of all elements and sub-elements that have one, in the order of the file. */
struct names {
	const char *of[FORM_ELEMENTS_MAX];
	size_t n;
};

typedef void (*visitor)(struct reader *reader, json_t *properties, struct names *names);

static bool
is_named_before(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->of[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* The department's programs find answers by it; GC Forms refuses to import two that are the same. */
static void
check_question_id(struct reader *reader, json_t *properties, struct names *names)
{
	const char *name = json_string_value(json_object_get(properties, "questionId"));
	if (!name || name[0] == '\0') {
		return;
	}
	if (is_named_before(names, name)) {
		const size_t mark = reader_key(reader, "questionId");
		reader_report(reader, "error", "Give every question its own questionId.",
			"Another question has the questionId \"%.60s\", too.", name);
		reader_up(reader, mark);
	} else if (names->n < FORM_ELEMENTS_MAX) {
		names->of[names->n++] = name;
	}
}

static bool
means_sin(const char *tag)
{
	static const char *const names[] = { "sin", "nas", "social-insurance-number",
		"social insurance number", "numero-assurance-sociale", "numéro d’assurance sociale" };
	for (size_t i = 0; tag && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(tag, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* Whatever the title says. */
static void
check_tags(struct reader *reader, json_t *properties, struct names *names)
{
	(void)names;
	json_t *tags = json_object_get(properties, "tags");
	for (size_t i = 0; i < json_array_size(tags); i++) {
		if (means_sin(json_string_value(json_array_get(tags, i)))) {
			const size_t mark = reader_key(reader, "tags");
			const size_t item = reader_index(reader, i);
			reader_report(reader, "error", "Take the question out of the form, or the tag off it.",
				"The tag says that the question asks for a Social Insurance Number, which a kiosk must not.");
			reader_up(reader, item);
			reader_up(reader, mark);
		}
	}
}

static void
visit(struct reader *reader, json_t *elements, visitor look, struct names *names)
{
	for (size_t i = 0; i < json_array_size(elements); i++) {
		json_t *properties = json_object_get(json_array_get(elements, i), "properties");
		const size_t mark = reader_index(reader, i);
		reader_key(reader, "properties");
		look(reader, properties, names);
		reader_key(reader, "subElements");
		visit(reader, json_object_get(properties, "subElements"), look, names);
		reader_up(reader, mark);
	}
}

void
form_check_authors_ids(struct reader *reader, json_t *elements)
{
	struct names names = { .n = 0 };
	visit(reader, elements, check_question_id, &names);
	visit(reader, elements, check_tags, &names);
}

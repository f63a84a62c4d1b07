/* SPDX-License-Identifier: MIT */
/* Typed reading of JSON with a path, by jansson. */
#include "platform/form_reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 5 * 1024 * 1024, DEPTH_MAX = 32 };

/* ---- what is wrong ---- */

static void
describe(const struct reader *reader, struct diagnosis *diagnosis, const char *remedy,
	const char *what, va_list args)
{
	snprintf(diagnosis->file, sizeof(diagnosis->file), "%s", reader->name);
	snprintf(diagnosis->where, sizeof(diagnosis->where), "%s", reader->path);
	vsnprintf(diagnosis->what, sizeof(diagnosis->what), what, args);
	snprintf(diagnosis->remedy, sizeof(diagnosis->remedy), "%s", remedy);
	/* keys and values of the file; a cut may have left half a character */
	str_make_plain(diagnosis->where);
	str_make_plain(diagnosis->what);
}

void
reader_refuse(struct reader *reader, int error, const char *remedy, const char *what, ...)
{
	if (reader->error) {
		return;
	}
	va_list args;
	va_start(args, what);
	describe(reader, &reader->refusal, remedy, what, args);
	va_end(args);
	reader->error = error;
}

void
reader_report(
	struct reader *reader, const char *severity, const char *remedy, const char *what, ...)
{
	if (reader->error) {
		return;
	}
	struct diagnosis finding;
	va_list args;
	va_start(args, what);
	describe(reader, &finding, remedy, what, args);
	va_end(args);
	if (reader->strict && strcmp(severity, "error") == 0) {
		reader->refusal = finding;
		reader->error = -EINVAL;
	} else if (reader->loading.findings) {
		const struct form_findings *findings = reader->loading.findings;
		findings->report(findings->context, severity, &finding);
	}
}

/* ---- where we are ---- */

__attribute__((format(printf, 2, 3))) static size_t
step(struct reader *reader, const char *format, ...)
{
	const size_t mark = reader->n_path;
	const size_t room = sizeof(reader->path) - mark;
	va_list args;
	va_start(args, format);
	const int n = vsnprintf(reader->path + mark, room, format, args);
	va_end(args);
	/* a path that is too long for a diagnosis is cut, and still says where to look */
	reader->n_path = n < 0 || (size_t)n >= room ? sizeof(reader->path) - 1 : mark + (size_t)n;
	return mark;
}

size_t
reader_key(struct reader *reader, const char *key)
{
	return step(reader, ".%s", key);
}

size_t
reader_index(struct reader *reader, size_t index)
{
	return step(reader, "[%zu]", index);
}

void
reader_up(struct reader *reader, size_t mark)
{
	reader->n_path = mark;
	reader->path[mark] = '\0';
}

/* ---- files ---- */

char *
reader_file(struct reader *reader, const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		const int error = errno;
		reader_refuse(reader, -error, "Check the path and who may read the file.",
			"The file cannot be opened: %s.", strerror(error));
		return NULL;
	}
	char *bytes = malloc(FILE_MAX + 1);
	const size_t n = bytes ? fread(bytes, 1, FILE_MAX + 1, file) : 0;
	const int failed = ferror(file) ? errno : 0;
	fclose(file);
	if (!bytes) {
		reader_refuse(reader, -ENOMEM, "Free some memory.", "There is no memory to read the file.");
	} else if (failed) {
		reader_refuse(reader, -failed, "Check that it is a file and the disk is sound.",
			"The file cannot be read: %s.", strerror(failed));
	} else if (n > FILE_MAX) {
		reader_refuse(reader, -E2BIG, "Split the form, or take pictures out of it.",
			"The file is larger than the 5 MiB that GC Forms allows.");
	} else {
		*ret_size = n;
		return bytes;
	}
	free(bytes);
	return NULL;
}

/* Deepest nesting of arrays and objects; brackets in strings do not count. */
static int
nesting(struct str json)
{
	int depth = 0, deepest = 0;
	bool in_string = false;
	for (size_t i = 0; i < json.n; i++) {
		const char c = json.p[i];
		if (in_string) {
			i += c == '\\';
			in_string = c != '"';
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			depth++;
			deepest = depth > deepest ? depth : deepest;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return deepest;
}

static int
line_of(struct str json, size_t at)
{
	int line = 1;
	for (size_t i = 0; i < at && i < json.n; i++) {
		line += json.p[i] == '\n';
	}
	return line;
}

/* Where the text stops being UTF-8. */
static size_t
valid_length(struct str json)
{
	size_t good = 0;
	for (size_t at = 0; at < json.n;) {
		good = at;
		utf8_next(json, &at);
		if (!utf8_valid(str_sub(json, good, at))) {
			return good;
		}
	}
	return json.n;
}

json_t *
reader_parse(struct reader *reader, struct str json)
{
	if (json.n > FILE_MAX) {
		reader_refuse(reader, -E2BIG, "Split the form, or take pictures out of it.",
			"The file is larger than the 5 MiB that GC Forms allows.");
		return NULL;
	}
	if (str_starts(json, STR("\xEF\xBB\xBF"))) {
		json = str_sub(json, 3, json.n);
	}
	if (str_starts(json, STR("\xFF\xFE")) || str_starts(json, STR("\xFE\xFF"))) {
		reader_refuse(reader, -EINVAL, "Save the file as UTF-8.", "The file is UTF-16.");
		return NULL;
	}
	const char *zero = json.n > 0 ? memchr(json.p, '\0', json.n) : NULL;
	if (zero) {
		step(reader, " line %d", line_of(json, (size_t)(zero - json.p)));
		reader_refuse(
			reader, -EINVAL, "Export the file again.", "The file holds a NUL byte; it is no text.");
		return NULL;
	}
	if (!utf8_valid(json)) {
		step(reader, " line %d", line_of(json, valid_length(json)));
		reader_refuse(reader, -EINVAL, "Save the file as UTF-8.", "The file is not valid UTF-8.");
		return NULL;
	}
	if (nesting(json) > DEPTH_MAX) {
		reader_refuse(reader, -E2BIG,
			"Export the form again; no form of GC Forms is nested so deep.",
			"The file is nested deeper than %d levels.", DEPTH_MAX);
		return NULL;
	}
	json_error_t error;
	json_t *root = json_loadb(json.n > 0 ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &error);
	if (!root) {
		step(reader, " line %d", error.line);
		if (json_error_code(&error) == json_error_null_character ||
			json_error_code(&error) == json_error_null_byte_in_key) {
			reader_refuse(reader, -EINVAL, "Take out \\u0000.",
				"A text holds the character NUL, which ends it for other programs.");
		}
		reader_refuse(reader, -EINVAL, "Correct the file at that line, or export it again.",
			"The file is not well-formed JSON: %s.", error.text);
	}
	return root;
}

/* ---- values ---- */

void *
reader_take(struct reader *reader, size_t size)
{
	if (reader->error) {
		return NULL;
	}
	void *memory = arena_try(reader->arena, size > 0 ? size : 1);
	if (!memory) {
		reader_refuse(reader, -E2BIG, "Use fewer or smaller forms on this kiosk.",
			"The form needs more memory than is set aside for forms.");
	}
	return memory;
}

static const char *
type_name(json_type type)
{
	switch (type) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "a list";
	case JSON_STRING:
		return "text";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "true or false";
	case JSON_NULL:
		break;
	}
	return "nothing";
}

static bool
is_of_type(const json_t *value, json_type type)
{
	if (type == JSON_REAL) {
		return json_is_number(value);
	}
	return type == JSON_TRUE ? json_is_boolean(value) : json_typeof(value) == type;
}

json_t *
reader_member(struct reader *reader, json_t *object, const char *key, json_type type)
{
	json_t *value = json_object_get(object, key);
	if (!value || json_is_null(value) || reader->error) {
		return NULL;
	}
	if (is_of_type(value, type)) {
		return value;
	}
	const size_t mark = reader_key(reader, key);
	reader_report(reader, "error", "Change the value, or export the form again.",
		"The value must be %s, but it is %s; it is left out.", type_name(type),
		type_name(json_typeof(value)));
	reader_up(reader, mark);
	return NULL;
}

/* Embeddings, overrides and isolates: with them a text reads otherwise than the person who reviewed it saw it. */
static bool
turns_around(struct str text)
{
	for (size_t at = 0; at < text.n;) {
		const uint32_t c = utf8_next(text, &at);
		if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
			return true;
		}
	}
	return false;
}

struct str
reader_text(struct reader *reader, json_t *object, const char *key)
{
	const json_t *value = reader_member(reader, object, key, JSON_STRING);
	const size_t n = value ? json_string_length(value) : 0;
	char *copy = n > 0 ? reader_take(reader, n) : NULL;
	if (!copy) {
		return STR_NONE;
	}
	memcpy(copy, json_string_value(value), n);
	const struct str text = { copy, n };
	if (turns_around(text)) {
		const size_t mark = reader_key(reader, key);
		/* a service is refused for it; of a template made for the web it is said */
		reader_report(reader, reader->strict ? "error" : "warning",
			"Take out U+202A to U+202E and U+2066 to U+2069.",
			"The text holds signs that turn the direction of writing around.");
		reader_up(reader, mark);
	}
	return text;
}

struct bilingual
reader_bilingual(struct reader *reader, json_t *object, const char *key)
{
	static const char *const suffixes[LANG_COUNT] = { [LANG_EN] = "En", [LANG_FR] = "Fr" };
	struct bilingual both = { 0 };
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		char name[32];
		snprintf(name, sizeof(name), "%s%s", key, suffixes[lang]);
		both.in[lang] = reader_text(reader, object, name);
	}
	return both;
}

bool
reader_bool(struct reader *reader, json_t *object, const char *key)
{
	return json_is_true(reader_member(reader, object, key, JSON_TRUE));
}

bool
reader_number(struct reader *reader, json_t *object, const char *key, double *ret_value)
{
	const json_t *value = reader_member(reader, object, key, JSON_REAL);
	if (value) {
		*ret_value = json_number_value(value);
	}
	return value != NULL;
}

int32_t
reader_integer(struct reader *reader, json_t *object, const char *key, int32_t least, int32_t most,
	int32_t otherwise)
{
	double value;
	if (!reader_number(reader, object, key, &value)) {
		return otherwise;
	}
	if (value >= least && value <= most && value == (double)(int32_t)value) {
		return (int32_t)value;
	}
	const size_t mark = reader_key(reader, key);
	reader_report(reader, "error", "Change the number.",
		"The value must be a whole number from %d to %d; it is left out.", least, most);
	reader_up(reader, mark);
	return otherwise;
}

void
reader_known(struct reader *reader, json_t *object, const char *const *keys)
{
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		const char *const *known = keys;
		while (*known && strcmp(*known, key) != 0) {
			known++;
		}
		if (!*known) {
			const size_t mark = reader_key(reader, key);
			reader_report(reader, "warning", "Take it out if it is not needed.",
				"GC Forms does not know this key; the kiosk ignores it.");
			reader_up(reader, mark);
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* Numbers with the options of their question, by jansson. */
#include "platform/run_number.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "platform/form_reader.h"

#define TODO_NUMBER \
	"Write {\"lang\": \"en\" or \"fr\", \"options\": {…}, \"value\": a number or text}."

/* Digits that a 64-bit integer has for certain, digits after which two numbers may share one double (DBL_DIG), and those of an
 * exponent that a double has for certain. */
enum { INTEGER_DIGITS = 18, REAL_DIGITS = 15, EXPONENT_DIGITS = 2 };

/* Byte offset behind the JSON string whose opening quotation mark is at `at`. */
static size_t
string_end(struct str json, size_t at)
{
	for (at++; at < json.n && json.p[at] != '"'; at++) {
		at += json.p[at] == '\\';
	}
	return at < json.n ? at + 1 : json.n;
}

/* Byte offset behind the number that begins at `at`, and whether jansson keeps its value. */
static size_t
number_end(struct str json, size_t at, bool *ret_exact)
{
	int digits = 0, exponent_digits = 0;
	bool is_real = false, in_exponent = false;
	for (; at < json.n; at++) {
		const char c = json.p[at];
		if (c == 'e' || c == 'E') {
			in_exponent = true;
		} else if (c >= '0' && c <= '9') {
			digits += !in_exponent && (c != '0' || digits > 0);
			exponent_digits += in_exponent;
		} else if (c != '.' && c != '-' && c != '+') {
			break;
		}
		is_real = is_real || c == '.' || in_exponent;
	}
	*ret_exact = digits <= (is_real ? REAL_DIGITS : INTEGER_DIGITS) &&
		exponent_digits <= EXPONENT_DIGITS;
	return at;
}

/* The same JSON, numbers that would not survive being read put between quotation marks. */
static struct str
quote_long_numbers(struct reader *reader, struct str json)
{
	const size_t cap = 2 * json.n + 2;
	char *memory = reader_take(reader, cap);
	struct text quoted;
	text_init(&quoted, memory, memory ? cap : 0);
	for (size_t at = 0; memory && at < json.n;) {
		const size_t from = at;
		const char c = json.p[at];
		bool is_exact = true;
		if (c == '"') {
			at = string_end(json, at);
		} else if (c == '-' || (c >= '0' && c <= '9')) {
			at = number_end(json, at, &is_exact);
		} else {
			at++;
		}
		text_add(&quoted, is_exact ? STR_NONE : STR("\""));
		text_add(&quoted, str_sub(json, from, at));
		text_add(&quoted, is_exact ? STR_NONE : STR("\""));
	}
	return text_str(&quoted);
}

static enum lang
read_lang(struct reader *reader, json_t *root)
{
	const struct str lang = reader_text(reader, root, "lang");
	if (!str_eq(lang, STR("en")) && !str_eq(lang, STR("fr"))) {
		reader_refuse(
			reader, -EINVAL, TODO_NUMBER, "The line's \"lang\" is neither \"en\" nor \"fr\".");
	}
	return str_eq(lang, STR("fr")) ? LANG_FR : LANG_EN;
}

static struct number_style
read_style(struct reader *reader, json_t *root)
{
	json_t *options = reader_member(reader, root, "options", JSON_OBJECT);
	const size_t mark = reader_key(reader, "options");
	const struct number_style style = {
		.currency = reader_text(reader, options, "currencyCode"),
		.decimals = reader_integer(reader, options, "stepCount", 0, NUMBER_DECIMALS_MAX, 0),
		.is_grouped = reader_bool(reader, options, "useThousandsSeparator"),
	};
	reader_up(reader, mark);
	return style;
}

static struct str
read_value(struct reader *reader, json_t *root)
{
	json_t *value = json_object_get(root, "value");
	char figures[40];
	if (json_is_string(value)) {
		return reader_text(reader, root, "value");
	}
	if (json_is_integer(value)) {
		snprintf(figures, sizeof(figures), "%lld", (long long)json_integer_value(value));
	} else if (json_is_real(value)) {
		snprintf(figures, sizeof(figures), "%.*g", REAL_DIGITS, json_real_value(value));
	} else {
		reader_refuse(
			reader, -EINVAL, TODO_NUMBER, "The line's \"value\" is neither a number nor text.");
		return STR_NONE;
	}
	const size_t n = strlen(figures);
	char *copy = reader_take(reader, n);
	if (!copy) {
		return STR_NONE;
	}
	memcpy(copy, figures, n);
	return (struct str){ copy, n };
}

int
run_number_parse(const char *name, int line, struct str json, struct arena *arena,
	struct run_number *ret_number, struct diagnosis *ret_diagnosis)
{
	struct reader reader = { .name = name, .arena = arena, .strict = true };
	reader.n_path = (size_t)snprintf(reader.path, sizeof(reader.path), "line %d", line);
	const struct str quoted = quote_long_numbers(&reader, json);
	json_t *root = reader.error ? NULL : reader_parse(&reader, quoted);
	const struct run_number number = {
		.lang = read_lang(&reader, root),
		.style = read_style(&reader, root),
		.value = read_value(&reader, root),
	};
	json_decref(root);
	if (reader.error) {
		*ret_diagnosis = reader.refusal;
		return reader.error;
	}
	*ret_number = number;
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* From the JSON that a kiosk sealed to a struct request: exactly the members of the format, each of its type. */
#include "platform/request_json.h"

#include <errno.h>
#include <string.h>

#include <jansson.h>

enum {
	SCHEMA = 1,
	ID_LENGTH = 36,
	SHA256_DIGITS = 64,
	REFERENCE_CHARACTERS = 10,
	N_MEMBERS = 15, /* beside "shown" */
	DEPTH_MAX = 5,  /* the object, its answers, a set, its row, the list or parts of a cell */
	N_FILE_MEMBERS = 3,
	VALUE_BYTES = 64, /* of arena for each value, beside its text */
};

/* The first refusal sticks, so that not every value need be checked. */
struct reading {
	struct arena *arena;
	const json_t *shown; /* NULL: no such member */
	size_t n_met;        /* places of `shown` whose questions were met */
	int64_t set, row;    /* what is read belongs to; -1 outside of sets */
	int error;           /* 0, REQUEST_MALFORMED or -ENOMEM */
};

size_t
request_arena_size(size_t n)
{
	/* A value or a row takes three bytes at least, an answer six; text never grows when its escapes are undone. */
	return 2 * n + (n / 3 + 64) * VALUE_BYTES;
}

static void
refuse(struct reading *reading, int error)
{
	if (reading->error == 0) {
		reading->error = error;
	}
}

static struct str
keep(struct reading *reading, const char *p, size_t n)
{
	char *copy = arena_try(reading->arena, n + 1);
	if (copy == NULL) {
		refuse(reading, -ENOMEM);
		return STR_NONE;
	}
	memcpy(copy, p, n);
	return (struct str){ copy, n };
}

static struct str
string_of(struct reading *reading, const json_t *json, size_t least)
{
	if (!json_is_string(json) || json_string_length(json) < least) {
		refuse(reading, REQUEST_MALFORMED);
		return STR_NONE;
	}
	return keep(reading, json_string_value(json), json_string_length(json));
}

static struct str
member(struct reading *reading, const json_t *object, const char *name, size_t least)
{
	return string_of(reading, json_object_get(object, name), least);
}

/* Of exactly `n` characters, each of `set`. */
static struct str
coded(struct reading *reading, const json_t *object, const char *name, const char *set, size_t n)
{
	const struct str text = member(reading, object, name, n);
	if (reading->error == 0 && (text.n != n || strspn(text.p, set) != n)) {
		refuse(reading, REQUEST_MALFORMED);
	}
	return text;
}

/* A pattern of '0' (digit), 'x' (hexadecimal digit, lower case), 'v' (8, 9, a or b), and characters that stand for themselves. */
static bool
matches(struct str text, const char *pattern)
{
	if (text.n != strlen(pattern)) {
		return false;
	}
	for (size_t i = 0; i < text.n; i++) {
		const char c = text.p[i];
		const bool is_digit = c >= '0' && c <= '9';
		const bool is_hex = is_digit || (c >= 'a' && c <= 'f');
		const bool good = pattern[i] == '0' ? is_digit :
			pattern[i] == 'x'               ? is_hex :
			pattern[i] == 'v'               ? c == '8' || c == '9' || c == 'a' || c == 'b' :
											  c == pattern[i];
		if (!good) {
			return false;
		}
	}
	return true;
}

static void
read_id(struct reading *reading, const json_t *root, char ret_id[ID_LENGTH + 1])
{
	const struct str id = member(reading, root, "id", ID_LENGTH);
	if (reading->error != 0) {
		return;
	}
	if (!matches(id, "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx")) {
		refuse(reading, REQUEST_MALFORMED);
		return;
	}
	memcpy(ret_id, id.p, ID_LENGTH);
	ret_id[ID_LENGTH] = '\0';
}

static enum lang
read_lang(struct reading *reading, const json_t *root)
{
	const struct str name = member(reading, root, "language", 2);
	const bool is_french = str_eq(name, STR("fr"));
	if (!is_french && !str_eq(name, STR("en"))) {
		refuse(reading, REQUEST_MALFORMED);
	}
	return is_french ? LANG_FR : LANG_EN;
}

/* ---- answers ---- */

/* A number without zeros in front, that fits; -1 for anything else. */
static int64_t
number_of(const char *key)
{
	const size_t n = strspn(key, "0123456789");
	int64_t number = 0;
	if (n == 0 || n > 15 || key[n] != '\0' || (n > 1 && key[0] == '0')) {
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		number = number * 10 + (key[i] - '0');
	}
	return number;
}

/* Room for `n` of something; NULL when it is refused. */
static void *
take(struct reading *reading, size_t n, size_t size)
{
	void *room = arena_try(reading->arena, n * size);
	if (room == NULL) {
		refuse(reading, -ENOMEM);
	}
	return room;
}

static struct str *
take_values(struct reading *reading, size_t n, struct request_answer *answer)
{
	struct str *values = take(reading, n, sizeof(*values));
	if (values == NULL) {
		return NULL;
	}
	answer->values = values;
	answer->n_values = (int32_t)n;
	return values;
}

/* A part is text, or a whole number that is not negative. */
static struct str
part_of(struct reading *reading, const json_t *json)
{
	if (!json_is_integer(json) || json_integer_value(json) < 0) {
		return string_of(reading, json, 0);
	}
	char digits[24];
	struct text out;
	text_init(&out, digits, sizeof(digits));
	text_int(&out, json_integer_value(json));
	return keep(reading, out.p, out.n);
}

static void
read_list(struct reading *reading, json_t *json, struct request_answer *answer)
{
	const size_t n = json_array_size(json);
	struct str *values = take_values(reading, n, answer);
	answer->shape = REQUEST_LIST;
	for (size_t i = 0; i < n && reading->error == 0; i++) {
		values[i] = string_of(reading, json_array_get(json, i), 0);
	}
}

static void
read_parts(struct reading *reading, json_t *json, struct request_answer *answer)
{
	const size_t n = json_object_size(json);
	struct str *values = take_values(reading, n, answer);
	struct str *names = take(reading, n, sizeof(*names));
	const char *key;
	json_t *value;
	size_t i = 0;
	answer->shape = REQUEST_PARTS;
	answer->names = names;
	json_object_foreach(json, key, value)
	{
		if (reading->error == 0) {
			names[i] = keep(reading, key, strlen(key));
			values[i++] = part_of(reading, value);
		}
	}
}

/* No part of a date, an address or stars is called so. */
static bool
is_file(const json_t *json)
{
	return json_object_get(json, "id") != NULL && json_object_get(json, "name") != NULL &&
		json_object_get(json, "size") != NULL;
}

static bool
is_number(const json_t *object, const char *name, int64_t number)
{
	const json_t *json = json_object_get(object, name);
	return json_is_integer(json) && json_integer_value(json) == number;
}

/*
 * Whether the next place of "shown" is this question. Questions are met in the order that places must have: one out of order, twice,
 * or of a question that is none of a file is never met.
 */
static bool
meets_shown(struct reading *reading, int64_t question)
{
	const json_t *place = json_array_get(reading->shown, reading->n_met);
	const bool is_met = reading->set < 0 ?
		json_object_size(place) == 1 && is_number(place, "element", question) :
		json_object_size(place) == 3 && is_number(place, "element", reading->set) &&
			is_number(place, "row", reading->row) && is_number(place, "cell", question);
	reading->n_met += is_met;
	return is_met;
}

/* A name with a size, or neither; the id is the sender's, and of no use here. */
static void
read_file(struct reading *reading, json_t *json, struct request_answer *answer)
{
	const json_t *id = json_object_get(json, "id");
	const json_t *name = json_object_get(json, "name");
	const json_t *size = json_object_get(json, "size");
	const bool is_none = json_is_null(name) && json_is_null(size);
	struct str *values = take_values(reading, is_none ? 0 : 1, answer);
	answer->shape = REQUEST_FILE;
	if (json_object_size(json) != N_FILE_MEMBERS || !(json_is_null(id) || json_is_string(id))) {
		refuse(reading, REQUEST_MALFORMED);
	}
	if (is_none) {
		answer->is_shown = meets_shown(reading, answer->element);
	}
	if (is_none || values == NULL) {
		return;
	}
	values[0] = string_of(reading, name, 1);
	answer->size = json_integer_value(size);
	if (!json_is_integer(size) || answer->size < 0 || answer->size > REQUEST_FILE_BYTES_MAX ||
		utf8_count(values[0]) > REQUEST_FILE_NAME_MAX) {
		refuse(reading, REQUEST_MALFORMED);
	}
}

static void read_cells(struct reading *reading, json_t *json, struct request_row *row);

static void
read_rows(struct reading *reading, json_t *json, struct request_answer *answer)
{
	const size_t n = json_array_size(json);
	if (n > REQUEST_ROWS_MAX) {
		refuse(reading, REQUEST_MALFORMED);
		return;
	}
	struct request_row *rows = take(reading, n, sizeof(*rows));
	answer->shape = REQUEST_ROWS;
	answer->rows = rows;
	answer->n_rows = (int32_t)n;
	reading->set = answer->element;
	for (size_t i = 0; i < n && reading->error == 0; i++) {
		reading->row = (int64_t)i;
		read_cells(reading, json_array_get(json, i), &rows[i]);
	}
	reading->set = -1;
}

/* All but rows: of a cell, for sets hold no sets. */
static void
read_value(struct reading *reading, json_t *json, struct request_answer *answer)
{
	if (json_is_array(json)) {
		read_list(reading, json, answer);
	} else if (is_file(json)) {
		read_file(reading, json, answer);
	} else if (json_is_object(json)) {
		read_parts(reading, json, answer);
	} else {
		const struct str text = string_of(reading, json, 0);
		struct str *values = take_values(reading, text.n > 0 ? 1 : 0, answer);
		answer->shape = REQUEST_TEXT;
		if (values != NULL && text.n > 0) {
			values[0] = text;
		}
	}
}

static void
read_answer(struct reading *reading, json_t *json, struct request_answer *answer)
{
	if (json_is_object(json_array_get(json, 0))) {
		read_rows(reading, json, answer);
	} else {
		read_value(reading, json, answer);
	}
}

/* The members of an object under ascending numbers, each read by `read`. Returns how many. */
static int32_t
read_numbered(struct reading *reading, json_t *json, const struct request_answer **ret_answers,
	void (*read)(struct reading *reading, json_t *json, struct request_answer *answer))
{
	const size_t n = json_object_size(json);
	const char *key;
	json_t *value;
	int64_t last = -1;
	int32_t i = 0;
	if (!json_is_object(json) || n > REQUEST_ANSWERS_MAX) {
		refuse(reading, REQUEST_MALFORMED);
		return 0;
	}
	struct request_answer *answers = take(reading, n, sizeof(*answers));
	json_object_foreach(json, key, value)
	{
		const int64_t number = number_of(key);
		if (reading->error != 0 || number <= last) {
			refuse(reading, REQUEST_MALFORMED);
			return 0;
		}
		last = number;
		answers[i].element = number;
		read(reading, value, &answers[i++]);
	}
	*ret_answers = answers;
	return i;
}

static void
read_cells(struct reading *reading, json_t *json, struct request_row *row)
{
	row->n_cells = read_numbered(reading, json, &row->cells, read_value);
}

/* The member is absent where nothing is shown. Each place is that of a question that has no file. */
static void
read_answers(struct reading *reading, const json_t *root, struct request *request)
{
	const size_t n = json_array_size(reading->shown);
	if (reading->shown != NULL && (n == 0 || n > REQUEST_SHOWN_MAX)) {
		refuse(reading, REQUEST_MALFORMED);
		return;
	}
	request->n_answers = read_numbered(
		reading, json_object_get(root, "answers"), &request->answers, read_answer);
	if (reading->n_met != n) {
		refuse(reading, REQUEST_MALFORMED);
	}
}

/* ---- the whole ---- */

static void
read_words(struct reading *reading, const json_t *root, struct request *request)
{
	json_t *words = json_object_get(root, "callbackWords");
	if (!json_is_array(words) || json_array_size(words) != 2) {
		refuse(reading, REQUEST_MALFORMED);
		return;
	}
	for (size_t i = 0; i < 2; i++) {
		request->callback_words[i] = string_of(reading, json_array_get(words, i), 2);
	}
}

static void
read_clock(struct reading *reading, const json_t *root, struct request *request)
{
	const json_t *clock = json_object_get(root, "clock");
	const json_t *wall = json_object_get(clock, "wall");
	const json_t *sure = json_object_get(clock, "sure");
	request->time_zone = member(reading, root, "timeZone", 0);
	request->created_at = member(reading, root, "createdAt", 20);
	if (!json_is_integer(wall) || !json_is_boolean(sure) || json_object_size(clock) != 2 ||
		!matches(request->created_at, "0000-00-00T00:00:00Z")) {
		refuse(reading, REQUEST_MALFORMED);
		return;
	}
	request->created_wall = json_integer_value(wall);
	request->clock_sure = json_is_true(sure);
}

static void
read_assisted(struct reading *reading, const json_t *root, struct request *request)
{
	const json_t *assisted = json_object_get(root, "assisted");
	request->is_assisted = json_is_object(assisted);
	const bool good = request->is_assisted ?
		json_object_size(assisted) == 2 && json_is_true(json_object_get(assisted, "agent")) &&
			json_is_true(json_object_get(assisted, "consent")) :
		json_is_null(assisted);
	if (!good) {
		refuse(reading, REQUEST_MALFORMED);
	}
}

static struct request
read_request(struct reading *reading, const json_t *root)
{
	struct request request = { .id = "" };
	reading->shown = json_object_get(root, "shown");
	if (json_object_size(root) != N_MEMBERS + (reading->shown != NULL)) {
		refuse(reading, REQUEST_MALFORMED);
		return request;
	}
	read_id(reading, root, request.id);
	request.service = member(reading, root, "service", 1);
	request.form = member(reading, root, "formId", 0);
	request.form_version = member(reading, root, "formVersion", 0);
	request.form_sha256 = coded(reading, root, "formSha256", "0123456789abcdef", SHA256_DIGITS);
	request.lang = read_lang(reading, root);
	read_answers(reading, root, &request);
	request.reference = coded(
		reading, root, "reference", "0123456789ABCDEFGHJKMNPQRSTVWXYZ", REFERENCE_CHARACTERS);
	read_words(reading, root, &request);
	read_clock(reading, root, &request);
	request.device = member(reading, root, "device", 0);
	read_assisted(reading, root, &request);
	return request;
}

/* jansson goes down 2,048 levels; the format has five, and a hostile text should cost nothing. Strings are skipped. */
static bool
is_shallow(struct str json)
{
	int depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < json.n; i++) {
		const char c = json.p[i];
		if (in_string) {
			i += c == '\\';
			in_string = c != '"';
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH_MAX) {
				return false;
			}
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return true;
}

int
request_read(struct str json, struct arena *arena, struct request *ret_request)
{
	struct reading reading = { .arena = arena, .set = -1 };
	const size_t used = arena->used;
	json_t *root = is_shallow(json) ? json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL) :
									  NULL;
	if (!json_is_object(root)) {
		json_decref(root);
		return REQUEST_MALFORMED;
	}
	const json_t *schema = json_object_get(root, "schema");
	if (!json_is_integer(schema) || json_integer_value(schema) != SCHEMA) {
		json_decref(root);
		return REQUEST_UNKNOWN_SCHEMA;
	}
	const struct request request = read_request(&reading, root);
	json_decref(root);
	if (reading.error != 0) {
		arena->used = used;
		return reading.error;
	}
	*ret_request = request;
	return 0;
}

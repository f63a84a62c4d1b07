/* SPDX-License-Identifier: MIT */
/* Single members of the wire's JSON objects: read strictly, written one way. */
#include "platform/wire_json_parts.h"

#include <string.h>

#include "core/calendar.h"

json_t *
wire_object(struct str json, size_t n_members)
{
	if (json.n == 0) {
		return NULL;
	}
	json_t *object = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(object) ||
		(n_members != WIRE_ANY_MEMBERS && json_object_size(object) != n_members)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

/* View of a string member; false for any other value. */
static bool
string_of(const json_t *object, const char *name, struct str *ret_value)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value)) {
		return false;
	}
	*ret_value = (struct str){ json_string_value(value), json_string_length(value) };
	return true;
}

bool
wire_text(const json_t *object, const char *name, char *ret_text, size_t size)
{
	struct str value;
	if (!string_of(object, name, &value) || value.n >= size ||
		memchr(value.p, '\0', value.n) != NULL) {
		return false;
	}
	memcpy(ret_text, value.p, value.n);
	ret_text[value.n] = '\0';
	return true;
}

bool
wire_name(const json_t *object, const char *name, char *ret_text, size_t size)
{
	struct str value;
	if (!string_of(object, name, &value) || value.n == 0) {
		return false;
	}
	for (size_t i = 0; i < value.n; i++) {
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7F) {
			return false;
		}
	}
	return wire_text(object, name, ret_text, size);
}

static bool
is_made_of(struct str value, const char *alphabet)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\0' || strchr(alphabet, value.p[i]) == NULL) {
			return false;
		}
	}
	return true;
}

/* A string of exactly this length and these characters; `size` is length + 1. */
static bool
exact(const json_t *object, const char *name, const char *alphabet, char *ret_text, size_t size)
{
	struct str value;
	return string_of(object, name, &value) && value.n == size - 1 && is_made_of(value, alphabet) &&
		wire_text(object, name, ret_text, size);
}

#define DIGITS "0123456789"
#define HEXADECIMAL DIGITS "abcdef"

bool
wire_id(const json_t *object, const char *name, char ret_id[WIRE_ID_LENGTH + 1])
{
	char id[WIRE_ID_LENGTH + 1];
	if (!exact(object, name, HEXADECIMAL "-", id, sizeof(id))) {
		return false;
	}
	for (size_t i = 0; i < WIRE_ID_LENGTH; i++) {
		const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
		if ((id[i] == '-') != is_hyphen) {
			return false;
		}
	}
	memcpy(ret_id, id, sizeof(id));
	return true;
}

bool
wire_hash(const json_t *object, const char *name, char ret_hash[WIRE_HASH_LENGTH + 1])
{
	return exact(object, name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" DIGITS "-_",
		ret_hash, WIRE_HASH_LENGTH + 1);
}

bool
wire_hex64(const json_t *object, const char *name, char ret_hex[65])
{
	return exact(object, name, HEXADECIMAL, ret_hex, 65);
}

bool
wire_code(const json_t *object, const char *name, char ret_code[WIRE_CODE_LENGTH + 1])
{
	return exact(object, name, DIGITS "ABCDEFGHJKMNPQRSTVWXYZ", ret_code, WIRE_CODE_LENGTH + 1);
}

static unsigned
nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

bool
wire_sha256(const json_t *object, const char *name, unsigned char ret_digest[32])
{
	char hex[65];
	if (!wire_hex64(object, name, hex)) {
		return false;
	}
	for (size_t i = 0; i < 32; i++) {
		ret_digest[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	}
	return true;
}

/* Two digits, below `limit`. */
static bool
two_digits(const char *p, int32_t limit, int32_t *ret_value)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9') {
		return false;
	}
	*ret_value = (p[0] - '0') * 10 + (p[1] - '0');
	return *ret_value < limit;
}

/* Days since 1970 of a date from that year on. */
static int64_t
days_of(struct date date)
{
	static const int32_t before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	const int64_t y = date.year, last = y - 1;
	const bool is_leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	const int64_t leaps = last / 4 - last / 100 + last / 400 - 477; /* 477 until the end of 1969 */
	return (y - 1970) * 365 + leaps + before[date.month - 1] + date.day - 1 +
		(is_leap && date.month > 2 ? 1 : 0);
}

bool
wire_time(const json_t *object, const char *name, bool or_null, ms_t *ret_wall)
{
	struct str text;
	struct date date;
	int32_t hour, minute, second;
	if (or_null && json_is_null(json_object_get(object, name))) {
		*ret_wall = 0;
		return true;
	}
	if (!string_of(object, name, &text) || text.n != 20 || text.p[10] != 'T' || text.p[13] != ':' ||
		text.p[16] != ':' || text.p[19] != 'Z' ||
		!calendar_parse_date(str_sub(text, 0, 10), &date) || date.year < 1970 ||
		!two_digits(text.p + 11, 24, &hour) || !two_digits(text.p + 14, 60, &minute) ||
		!two_digits(text.p + 17, 60, &second)) {
		return false;
	}
	*ret_wall = (((days_of(date) * 24 + hour) * 60 + minute) * 60 + second) * 1000;
	return true;
}

bool
wire_date(const json_t *object, const char *name, struct date *ret_date)
{
	struct str text;
	if (json_is_null(json_object_get(object, name))) {
		*ret_date = (struct date){ 0, 0, 0 };
		return true;
	}
	return string_of(object, name, &text) && calendar_parse_date(text, ret_date);
}

bool
wire_lang(const json_t *object, const char *name, enum lang *ret_lang)
{
	struct str text;
	if (!string_of(object, name, &text)) {
		return false;
	}
	const bool is_french = str_eq(text, STR("fr"));
	if (!is_french && !str_eq(text, STR("en"))) {
		return false;
	}
	*ret_lang = is_french ? LANG_FR : LANG_EN;
	return true;
}

bool
wire_integer(const json_t *object, const char *name, int64_t *ret_integer)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		return false;
	}
	*ret_integer = json_integer_value(value);
	return true;
}

void
wire_open(struct text *out)
{
	text_char(out, '{');
}

void
wire_put_name(struct text *out, const char *name)
{
	if (out->n > 0 && out->p[out->n - 1] != '{') {
		text_char(out, ',');
	}
	text_json(out, str_of(name));
	text_char(out, ':');
}

void
wire_put_text(struct text *out, const char *name, struct str value)
{
	wire_put_name(out, name);
	text_json(out, value);
}

void
wire_put_null(struct text *out, const char *name)
{
	wire_put_name(out, name);
	text_add(out, STR("null"));
}

void
wire_put_integer(struct text *out, const char *name, int64_t value)
{
	wire_put_name(out, name);
	text_int(out, value);
}

void
wire_put_sha256(struct text *out, const char *name, const unsigned char digest[32])
{
	static const char digits[] = HEXADECIMAL;
	char hex[64];
	for (size_t i = 0; i < 32; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	wire_put_text(out, name, (struct str){ hex, sizeof(hex) });
}

void
wire_put_time(struct text *out, const char *name, ms_t wall)
{
	if (wall == 0) {
		wire_put_null(out, name);
		return;
	}
	wire_put_name(out, name);
	text_char(out, '"');
	format_rfc3339(wall, out);
	text_char(out, '"');
}

void
wire_put_date(struct text *out, const char *name, struct date date)
{
	if (date.year == 0) {
		wire_put_null(out, name);
		return;
	}
	wire_put_name(out, name);
	text_char(out, '"');
	calendar_write_date(date, out);
	text_char(out, '"');
}

/* SPDX-License-Identifier: MIT */
/* Reads and writes Canadian telephone numbers, postal codes, dates and addresses. */
#include "core/format.h"

#include <string.h>

#include "core/flat.h"

enum { PHONE_DIGITS = 10, POSTAL_LENGTH = 6, EXTENSION_MAX = 6 };

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static uint32_t
lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static uint32_t
upper(uint32_t c)
{
	return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
}

/* Blanks and hyphens of all kinds that people, phones and word processors put between characters. */
static bool
is_filler(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '-' || c == 0xA0 || c == 0x202F ||
		(c >= 0x2010 && c <= 0x2014);
}

/* ---- telephone ---- */

static size_t
skip_filler(struct str s, size_t at)
{
	while (at < s.n) {
		size_t behind = at;
		if (!is_filler(utf8_next(s, &behind))) {
			break;
		}
		at = behind;
	}
	return at;
}

/* Whether s holds this ASCII word at `at`, in either case; "word" is lower case. */
static bool
has_word(struct str s, size_t at, struct str word)
{
	if (word.n > s.n - at) {
		return false;
	}
	for (size_t i = 0; i < word.n; i++) {
		if (lower((unsigned char)s.p[at + i]) != (unsigned char)word.p[i]) {
			return false;
		}
	}
	return true;
}

/* "x12", "ext. 12", "poste 12", "#12" to the end of the text; nothing at all is an extension too. */
static bool
is_extension(struct str s)
{
	const struct str words[] = { STR("extension"), STR("poste"), STR("ext."), STR("ext"), STR("x"),
		STR("#") };
	size_t at = skip_filler(s, 0);
	if (at == s.n) {
		return true;
	}
	if (s.p[at] == ',') {
		at = skip_filler(s, at + 1);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!has_word(s, at, words[i])) {
			continue;
		}
		at = skip_filler(s, at + words[i].n);
		const size_t from = at;
		while (at < s.n && is_digit((unsigned char)s.p[at])) {
			at++;
		}
		return at > from && at - from <= EXTENSION_MAX && skip_filler(s, at) == s.n;
	}
	return false;
}

/*
 * North American Numbering Plan: NXX NXX XXXX with N from 2 to 9. An area code has no 9 in the middle (kept for longer
 * numbers), and neither part ends in 11 (service codes such as 911).
 */
static bool
is_nanp(const char digits[PHONE_DIGITS])
{
	const bool area = digits[0] >= '2' && digits[1] != '9' && memcmp(digits + 1, "11", 2) != 0;
	const bool exchange = digits[3] >= '2' && memcmp(digits + 4, "11", 2) != 0;
	return area && exchange;
}

/* The ten digits in front; *ret_behind is where they end. */
static bool
read_phone(struct str typed, char ret_digits[PHONE_DIGITS], size_t *ret_behind)
{
	char digits[PHONE_DIGITS];
	int n = 0;
	bool country = false;
	size_t at = 0;
	while (at < typed.n && n < PHONE_DIGITS) {
		const uint32_t c = utf8_next(typed, &at);
		if (c == '1' && n == 0 && !country) {
			country = true;
		} else if (is_digit(c)) {
			digits[n++] = (char)c;
		} else if (!is_filler(c) && c != '(' && c != ')' && c != '.' && c != '/' &&
			!(c == '+' && n == 0 && !country)) {
			return false;
		}
	}
	if (n < PHONE_DIGITS || !is_nanp(digits)) {
		return false;
	}
	memcpy(ret_digits, digits, PHONE_DIGITS);
	*ret_behind = at;
	return true;
}

bool
parse_phone(struct str typed, char ret_digits[10])
{
	char digits[PHONE_DIGITS];
	size_t behind;
	typed = str_trim(typed);
	if (!read_phone(typed, digits, &behind) || !is_extension(str_sub(typed, behind, typed.n))) {
		return false;
	}
	memcpy(ret_digits, digits, PHONE_DIGITS);
	return true;
}

void
format_phone(struct str typed, struct text *out)
{
	char digits[PHONE_DIGITS];
	size_t behind;
	typed = str_trim(typed);
	if (!parse_phone(typed, digits) || !read_phone(typed, digits, &behind)) {
		text_add(out, typed);
		return;
	}
	text_add(out, (struct str){ digits, 3 });
	text_add(out, STR("-"));
	text_add(out, (struct str){ digits + 3, 3 });
	text_add(out, STR("-"));
	text_add(out, (struct str){ digits + 6, 4 });
	/* the extension keeps the client's own word for it */
	const size_t extension = skip_filler(typed, behind);
	if (extension < typed.n) {
		text_add(out, typed.p[extension] == ',' ? STR_NONE : STR(" "));
		text_add(out, str_sub(typed, extension, typed.n));
	}
}

/* ---- postal code ---- */

/* D, F, I, O, Q and U are never used; W and Z not in the first place. */
static bool
is_postal_letter(char c, bool first)
{
	static const char never[] = { 'D', 'F', 'I', 'O', 'Q', 'U', 'W', 'Z' };
	for (size_t i = 0; i < (first ? 8u : 6u); i++) {
		if (c == never[i]) {
			return false;
		}
	}
	return c >= 'A' && c <= 'Z';
}

bool
parse_postal(struct str typed, char ret_code[6])
{
	char code[POSTAL_LENGTH];
	int n = 0;
	for (size_t at = 0; at < typed.n;) {
		const uint32_t c = utf8_next(typed, &at);
		if (is_filler(c)) {
			continue;
		}
		if (n == POSTAL_LENGTH || c > 'z') {
			return false;
		}
		code[n] = (char)upper(c);
		if (n % 2 == 0 ? !is_postal_letter(code[n], n == 0) : !is_digit(c)) {
			return false;
		}
		n++;
	}
	if (n < POSTAL_LENGTH) {
		return false;
	}
	memcpy(ret_code, code, POSTAL_LENGTH);
	return true;
}

void
format_postal(struct str typed, struct text *out)
{
	char code[POSTAL_LENGTH];
	if (!parse_postal(typed, code)) {
		text_add(out, typed);
		return;
	}
	text_add(out, (struct str){ code, 3 });
	text_add(out, STR(" "));
	text_add(out, (struct str){ code + 3, 3 });
}

/* ---- dates ---- */

enum { MS_A_DAY = 24 * 60 * 60 * 1000, DAYS_400_YEARS = 146097, DAYS_BEFORE_1970 = 719162 };

static bool
is_leap(int32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t
days_of_month(int32_t year, int32_t month)
{
	static const int32_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
date_is_real(struct date date)
{
	return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
		date.day >= 1 && date.day <= days_of_month(date.year, date.month);
}

/* Whole days since 1970, rounded down for times before it. */
static int64_t
days_of_wall(ms_t wall)
{
	return wall / MS_A_DAY - (wall % MS_A_DAY < 0);
}

struct date
date_of_wall(ms_t wall)
{
	/* days since 0001-01-01, first year of a cycle of 400 */
	const int64_t days = days_of_wall(wall) + DAYS_BEFORE_1970;
	const int64_t cycle = days / DAYS_400_YEARS - (days % DAYS_400_YEARS < 0);
	int32_t rest = (int32_t)(days - cycle * DAYS_400_YEARS);
	struct date date = { .year = (int32_t)(cycle * 400) + 1, .month = 1, .day = 1 };
	while (rest >= 365 + is_leap(date.year)) {
		rest -= 365 + is_leap(date.year);
		date.year++;
	}
	while (rest >= days_of_month(date.year, date.month)) {
		rest -= days_of_month(date.year, date.month);
		date.month++;
	}
	date.day += rest;
	return date;
}

static struct str
month_name(enum lang lang, int32_t month)
{
	static const char *const names[LANG_COUNT][12] = {
		[LANG_EN] = { "January", "February", "March", "April", "May", "June", "July", "August",
			"September", "October", "November", "December" },
		[LANG_FR] = { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
			"septembre", "octobre", "novembre", "décembre" },
	};
	return str_of(names[lang][month - 1]);
}

void
format_date(enum lang lang, struct date date, struct text *out)
{
	if (lang == LANG_EN) {
		text_add(out, month_name(lang, date.month));
		text_add(out, STR(" "));
		text_int(out, date.day);
		text_add(out, STR(", "));
		text_int(out, date.year);
		return;
	}
	text_int(out, date.day);
	if (date.day == 1) {
		text_add(out, STR("er"));
	}
	text_char(out, 0xA0);
	text_add(out, month_name(lang, date.month));
	text_add(out, STR(" "));
	text_int(out, date.year);
}

void
format_weekday_date(enum lang lang, int32_t weekday, struct date date, struct text *out)
{
	static const char *const names[LANG_COUNT][7] = {
		[LANG_EN] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
			"Saturday" },
		[LANG_FR] = { "dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi" },
	};
	text_add(out, str_of(names[lang][weekday]));
	text_add(out, lang == LANG_EN ? STR(", ") : STR(" "));
	format_date(lang, date, out);
}

void
format_rfc3339(ms_t wall, struct text *out)
{
	const struct date date = date_of_wall(wall);
	const int64_t second = (wall - days_of_wall(wall) * MS_A_DAY) / 1000;
	text_padded(out, (uint64_t)date.year, 4);
	text_add(out, STR("-"));
	text_padded(out, (uint64_t)date.month, 2);
	text_add(out, STR("-"));
	text_padded(out, (uint64_t)date.day, 2);
	text_add(out, STR("T"));
	text_padded(out, (uint64_t)(second / 3600), 2);
	text_add(out, STR(":"));
	text_padded(out, (uint64_t)(second / 60 % 60), 2);
	text_add(out, STR(":"));
	text_padded(out, (uint64_t)(second % 60), 2);
	text_add(out, STR("Z"));
}

/* ---- what GC Forms keeps as JSON ---- */

enum { DATE_DIGITS_MAX = 5 };

/* The whole number under this name, -1 when there is none. A longer number is beyond every calendar. */
static int32_t
part_of_date(struct str json, struct str key)
{
	const struct flat_value value = flat_find(json, key);
	int32_t number = 0;
	if (value.kind != FLAT_NUMBER || value.text.n > DATE_DIGITS_MAX) {
		return -1;
	}
	for (size_t i = 0; i < value.text.n; i++) {
		number = number * 10 + (value.text.p[i] - '0');
	}
	return number;
}

bool
parse_date_json(struct str json, struct date *ret_date)
{
	if (!flat_is_object(json)) {
		return false;
	}
	const struct date date = { part_of_date(json, STR("YYYY")), part_of_date(json, STR("MM")),
		part_of_date(json, STR("DD")) };
	if (!date_is_real(date)) {
		return false;
	}
	*ret_date = date;
	return true;
}

bool
format_date_json(enum lang lang, struct str json, struct text *out)
{
	struct date date;
	if (!parse_date_json(json, &date)) {
		return false;
	}
	format_date(lang, date, out);
	return true;
}

static void
add_postal(struct str typed, struct text *out)
{
	char code[POSTAL_LENGTH];
	if (!parse_postal(typed, code)) {
		flat_unescape(typed, out);
		return;
	}
	text_add(out, (struct str){ code, 3 });
	text_char(out, 0xA0);
	text_add(out, (struct str){ code + 3, 3 });
}

bool
format_address_json(struct str json, struct text *out)
{
	/* by line; two spaces before the postal code (Canada Post, Addressing Guidelines) */
	static const struct {
		const char *key, *before;
		int line;
		void (*add)(struct str part, struct text *out);
	} parts[] = { { "streetAddress", "", 0, flat_unescape }, { "city", "", 1, flat_unescape },
		{ "province", " ", 1, flat_unescape }, { "postalCode", "  ", 1, add_postal },
		{ "country", "", 2, flat_unescape } };
	int line = -1; /* of the part before; none yet */
	for (size_t i = 0; flat_is_object(json) && i < sizeof(parts) / sizeof(parts[0]); i++) {
		const struct str part = str_trim(flat_find(json, str_of(parts[i].key)).text);
		if (part.n == 0) {
			continue;
		}
		if (line >= 0) {
			text_add(out, line == parts[i].line ? str_of(parts[i].before) : STR("\n"));
		}
		line = parts[i].line;
		parts[i].add(part, out);
	}
	return line >= 0;
}

bool
format_stars_json(struct str json, struct text *out)
{
	if (!flat_is_object(json)) {
		return false;
	}
	const struct flat_value stars = flat_find(json, STR("value"));
	const struct flat_value of = flat_find(json, STR("numberOfStars"));
	if (stars.kind != FLAT_NUMBER || of.kind != FLAT_NUMBER) {
		return false;
	}
	text_add(out, stars.text);
	text_char(out, '/');
	text_add(out, of.text);
	return true;
}

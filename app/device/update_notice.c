/* SPDX-License-Identifier: MIT */
/* Five lines in one order and nothing else: what is strange is not from the department. */
#include "device/update_notice.h"

#include <limits.h>
#include <string.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
consists_of(struct str s, const char *besides_alphanumeric)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) && !is_letter(s.p[i]) &&
			(s.p[i] == '\0' || strchr(besides_alphanumeric, s.p[i]) == NULL)) {
			return false;
		}
	}
	return s.n > 0;
}

bool
update_version_is_good(struct str version)
{
	return version.n <= UPDATE_VERSION_MAX && consists_of(version, ".~+-") &&
		is_digit(version.p[0]);
}

/* A name in the same folder: neither a path nor hidden. */
static bool
file_is_good(struct str file)
{
	return file.n <= UPDATE_FILE_MAX && consists_of(file, "._~+-") && file.p[0] != '.' &&
		str_ends(file, STR(".raucb"));
}

static bool
sha256_is_good(struct str hex)
{
	for (size_t i = 0; i < hex.n; i++) {
		if (!is_digit(hex.p[i]) && !(hex.p[i] >= 'a' && hex.p[i] <= 'f')) {
			return false;
		}
	}
	return hex.n == UPDATE_SHA256_LENGTH;
}

static bool
parse_size(struct str digits, int64_t *ret_size)
{
	int64_t size = 0;
	if (digits.n == 0 || digits.p[0] == '0') {
		return false;
	}
	for (size_t i = 0; i < digits.n; i++) {
		if (!is_digit(digits.p[i])) {
			return false;
		}
		size = size * 10 + (digits.p[i] - '0');
		if (size > UPDATE_SIZE_MAX) {
			return false;
		}
	}
	*ret_size = size;
	return true;
}

/* "NAME VALUE" and a line feed, taken off the front. */
static bool
take_line(struct str *text, struct str name, struct str *ret_value)
{
	const size_t end = str_find(*text, STR("\n"), 0);
	if (end == text->n || !str_starts(*text, name) || end <= name.n || text->p[name.n] != ' ') {
		return false;
	}
	*ret_value = str_sub(*text, name.n + 1, end);
	*text = str_sub(*text, end + 1, text->n);
	return true;
}

static void
copy(struct str s, char *ret_text)
{
	memcpy(ret_text, s.p, s.n);
	ret_text[s.n] = '\0';
}

bool
update_notice_read(struct str text, struct update_notice *ret_notice)
{
	struct str format, version, file, size, sha256;
	int64_t bytes;
	if (text.n > UPDATE_NOTICE_MAX || !take_line(&text, STR("guichet-update"), &format) ||
		!take_line(&text, STR("version"), &version) || !take_line(&text, STR("file"), &file) ||
		!take_line(&text, STR("size"), &size) || !take_line(&text, STR("sha256"), &sha256) ||
		text.n != 0) {
		return false;
	}
	if (!str_eq(format, STR("1")) || !update_version_is_good(version) || !file_is_good(file) ||
		!parse_size(size, &bytes) || !sha256_is_good(sha256)) {
		return false;
	}
	copy(version, ret_notice->version);
	copy(file, ret_notice->file);
	copy(sha256, ret_notice->sha256);
	ret_notice->size = bytes;
	return true;
}

/* Of what is no digit: a tilde comes before the end, the end before a digit, letters before other signs. */
static int
rank(char c)
{
	return c == '~' ? -2 : c == '\0' ? -1 : is_digit(c) ? 0 : is_letter(c) ? c : c + UCHAR_MAX + 1;
}

/* Numbers by their value, of any length. Both move behind them. */
static int
compare_numbers(const char **a, const char **b)
{
	int first = 0;
	while (**a == '0') {
		(*a)++;
	}
	while (**b == '0') {
		(*b)++;
	}
	for (; is_digit(**a) && is_digit(**b); (*a)++, (*b)++) {
		if (first == 0) {
			first = **a - **b;
		}
	}
	return is_digit(**a) ? 1 : is_digit(**b) ? -1 : first;
}

int
update_version_compare(const char *a, const char *b)
{
	int r = 0;
	while (r == 0 && (*a != '\0' || *b != '\0')) {
		while ((*a != '\0' && !is_digit(*a)) || (*b != '\0' && !is_digit(*b))) {
			if (rank(*a) != rank(*b)) {
				return rank(*a) - rank(*b);
			}
			a++;
			b++;
		}
		r = compare_numbers(&a, &b);
	}
	return r;
}

/* SPDX-License-Identifier: MIT */
/* Disclosures, entities and addresses in the Markdown of GC Forms. */
#include "platform/richtext_prepare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/rich.h"

/* ---- lists that are none ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Where the ")" of "12) " stands at the beginning of this line, behind blanks, signs of a quotation and bullets; else -1. */
static ptrdiff_t
find_bracket(struct str markdown, size_t at)
{
	while (at < markdown.n && strchr(" \t>-*+", markdown.p[at])) {
		at++;
	}
	const size_t digits = at;
	while (at < markdown.n && is_digit(markdown.p[at])) {
		at++;
	}
	return at > digits && at < markdown.n && markdown.p[at] == ')' ? (ptrdiff_t)at : -1;
}

int
richtext_prepare(struct str markdown, struct str *ret_copy)
{
	/* At most one sign more for every two: a digit and a bracket. */
	char *copy = malloc(markdown.n + markdown.n / 2 + 1);
	if (!copy) {
		return -ENOMEM;
	}
	size_t n = 0;
	ptrdiff_t bracket = find_bracket(markdown, 0);
	for (size_t i = 0; i < markdown.n; i++) {
		if ((ptrdiff_t)i == bracket) {
			copy[n++] = '\\';
		}
		if (markdown.p[i] != RICH_STRONG_ON && markdown.p[i] != RICH_STRONG_OFF) {
			copy[n++] = markdown.p[i];
		}
		if (markdown.p[i] == '\n' || markdown.p[i] == '\r') {
			bracket = find_bracket(markdown, i + 1);
		}
	}
	*ret_copy = (struct str){ copy, n };
	return 0;
}

/* ---- disclosures ---- */

static struct str
take_line(struct str markdown, size_t *at)
{
	const size_t from = *at;
	const size_t end = str_find(markdown, STR("\n"), from);
	*at = end < markdown.n ? end + 1 : end;
	return str_trim(str_sub(markdown, from, end));
}

static bool
opens(struct str line, struct str *ret_summary)
{
	const struct str sign = STR(":::collapsible");
	if (!str_starts(line, sign) || (line.n > sign.n && !strchr(" \t", line.p[sign.n]))) {
		return false;
	}
	*ret_summary = str_trim(str_sub(line, sign.n, line.n));
	return true;
}

bool
richtext_next(struct str markdown, size_t *at, struct richtext_part *ret_part)
{
	const size_t from = *at;
	struct richtext_part fold = { .folds = true };
	for (size_t line = from; line < markdown.n;) {
		size_t next = line;
		if (!opens(take_line(markdown, &next), &fold.summary)) {
			line = next;
			continue;
		}
		const size_t body = next;
		size_t end = body;
		while (next < markdown.n && !str_eq(take_line(markdown, &next), STR(":::"))) {
			end = next;
		}
		fold.body = str_sub(markdown, body, end);
		const bool is_closed = str_eq(str_trim(str_sub(markdown, end, next)), STR(":::"));
		if (!is_closed) {
			break; /* nothing closes what would come later either */
		}
		*at = line > from ? line : next;
		*ret_part = line > from ? (struct richtext_part){ .body = str_sub(markdown, from, line) } :
								  fold;
		return true;
	}
	*at = markdown.n;
	*ret_part = (struct richtext_part){ .body = str_sub(markdown, from, markdown.n) };
	return from < markdown.n;
}

/* ---- entities ---- */

static const struct {
	struct str name;
	uint32_t code_point;
} entities[] = {
	{ STR("amp"), '&' },
	{ STR("apos"), '\'' },
	{ STR("gt"), '>' },
	{ STR("lt"), '<' },
	{ STR("nbsp"), 0xA0 },
	{ STR("quot"), '"' },
};

/* "#160" and "#xA0"; 0 for anything that is no character. */
static uint32_t
numbered(struct str name)
{
	char digits[10] = "";
	char *end;
	const bool is_hex = name.n > 1 && (name.p[1] == 'x' || name.p[1] == 'X');
	const size_t from = is_hex ? 2 : 1;
	if (name.n <= from || name.n - from >= sizeof(digits)) {
		return 0;
	}
	memcpy(digits, name.p + from, name.n - from);
	const unsigned long value = strtoul(digits, &end, is_hex ? 16 : 10);
	const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
	return *end != '\0' || value > 0x10FFFF || surrogate ? 0 : (uint32_t)value;
}

struct str
richtext_entity(struct str entity, char room[4])
{
	const struct str name = str_sub(entity, 1, entity.n - 1);
	uint32_t code_point = str_starts(name, STR("#")) ? numbered(name) : 0;
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		code_point = str_eq(name, entities[i].name) ? entities[i].code_point : code_point;
	}
	/* Signs that steer a terminal or turn the writing around are shown as they are written. */
	return utf8_steers(code_point) ? entity : (struct str){ room, utf8_put(room, code_point) };
}

/* ---- addresses ---- */

static const struct str schemes[] = { STR("https://"), STR("http://"), STR("mailto:"),
	STR("tel:") };

static size_t
scheme_length(struct str address)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		const struct str scheme = schemes[i];
		if (address.n > scheme.n && strncasecmp(address.p, scheme.p, scheme.n) == 0) {
			return scheme.n;
		}
	}
	return 0;
}

bool
richtext_leads_somewhere(struct str address)
{
	return scheme_length(address) > 0 && richtext_address(address).n > 0;
}

struct str
richtext_address(struct str address)
{
	const struct str rest = str_sub(address, scheme_length(address), address.n);
	return str_ends(rest, STR("/")) ? str_sub(rest, 0, rest.n - 1) : rest;
}

/* SPDX-License-Identifier: MIT */
/* Reads Accept-Language with its weights. */
#include "intake/language.h"

enum { WEIGHT_FULL = 1000, WEIGHT_UNSET = -1, NOWHERE = 1000000 };

/* What a header says of one language. */
struct wish {
	int weight; /* thousandths; WEIGHT_UNSET: not named */
	int place;  /* of the range that named it */
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static struct str
trim(struct str s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s = str_sub(s, 1, s.n);
	}
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t')) {
		s.n--;
	}
	return s;
}

/* "0.8" in thousandths (RFC 9110 section 12.4.2); what is no weight counts as none at all. */
static int
weight_of(struct str text)
{
	int weight = 0, unit = WEIGHT_FULL;
	for (size_t i = 0; i < text.n; i++) {
		const char c = text.p[i];
		if (i == 1 && c == '.') {
			continue;
		}
		if (c < '0' || c > '9' || unit == 0 || i > 4) {
			return 0;
		}
		weight += (c - '0') * unit;
		unit /= 10;
	}
	return text.n == 0 || weight > WEIGHT_FULL ? 0 : weight;
}

/* Cuts the range's parameters off; its weight. */
static int
take_weight(struct str *range)
{
	const size_t semicolon = str_find(*range, STR(";"), 0);
	if (semicolon == range->n) {
		return WEIGHT_FULL;
	}
	const struct str parameter = trim(str_sub(*range, semicolon + 1, range->n));
	*range = trim(str_sub(*range, 0, semicolon));
	return str_starts(parameter, STR("q=")) || str_starts(parameter, STR("Q=")) ?
		weight_of(str_sub(parameter, 2, parameter.n)) :
		0;
}

/* "fr" and "fr-CA" alike: there is one French here. */
static bool
names(struct str range, const char *language)
{
	return range.n >= 2 && lower(range.p[0]) == language[0] && lower(range.p[1]) == language[1] &&
		(range.n == 2 || range.p[2] == '-');
}

static void
note(struct wish *wish, int weight, int place)
{
	if (weight > wish->weight) {
		*wish = (struct wish){ weight, place };
	}
}

enum lang
language_of(struct str accept_language)
{
	const struct wish unset = { WEIGHT_UNSET, NOWHERE };
	struct wish wishes[LANG_COUNT] = { unset, unset }, any = unset;
	int place = 0;
	for (size_t at = 0; at < accept_language.n; place++) {
		const size_t end = str_find(accept_language, STR(","), at);
		struct str range = trim(str_sub(accept_language, at, end));
		const int weight = take_weight(&range);
		at = end + 1;
		if (names(range, "en")) {
			note(&wishes[LANG_EN], weight, place);
		} else if (names(range, "fr")) {
			note(&wishes[LANG_FR], weight, place);
		} else if (str_eq(range, STR("*"))) {
			note(&any, weight, place);
		}
	}
	for (int i = 0; i < LANG_COUNT; i++) {
		/* The asterisk stands for what no other range names. */
		wishes[i] = wishes[i].weight == WEIGHT_UNSET ? any : wishes[i];
	}
	const struct wish en = wishes[LANG_EN], fr = wishes[LANG_FR];
	const bool is_french = fr.weight > 0 &&
		(fr.weight > en.weight || (fr.weight == en.weight && fr.place < en.place));
	return is_french ? LANG_FR : LANG_EN;
}

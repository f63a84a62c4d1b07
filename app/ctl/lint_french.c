/* SPDX-License-Identifier: MIT */
/* Canadian French typography for guichetctl lint (requirement C.3): spaces, quotes, dates, accents on capitals, ligatures. */
#include "ctl/lint_text.h"

enum { NBSP = 0xA0, NARROW_NBSP = 0x202F };

/* ---- signs ---- */

/* One sign with the code points around it; 0 where there is none. */
struct place {
	uint32_t earlier, before, sign, after;
};

struct fault {
	const char *what, *remedy;
	bool is_warning;
};

static const struct fault NO_SPACE = {
	"In Canadian French no space stands before a semicolon, exclamation or question mark.",
	"Take the space out.", false
};
static const struct fault COLON = { "A no-break space (U+00A0) must stand before a colon.",
	"Put U+00A0 before the colon.", false };
static const struct fault OPENING = {
	"A no-break space (U+00A0) must stand behind an opening guillemet.",
	"Put U+00A0 behind the guillemet.", false
};
static const struct fault CLOSING = {
	"A no-break space (U+00A0) must stand before a closing guillemet.",
	"Put U+00A0 before the guillemet.", false
};
static const struct fault UNIT = {
	"A no-break space (U+00A0) must stand before a percent or dollar sign.",
	"Put U+00A0 between the number and the sign.", false
};
static const struct fault DOLLAR = { "In French the dollar sign stands behind the amount.",
	"Write 10, U+00A0 and the dollar sign.", false };
static const struct fault APOSTROPHE = { "An apostrophe must be typographic (’).",
	"Write ’ (U+2019).", true };
static const struct fault QUOTE = { "French quotation marks are « and ».",
	"Write « and » with no-break spaces (U+00A0) inside.", true };

static bool
is_space(uint32_t c)
{
	return lint_text_is_blank(c) || c == NBSP || c == NARROW_NBSP;
}

/* "25%" and "25 %", but not "en %". */
static bool
is_unit_without_space(struct place place)
{
	return lint_text_is_digit(place.before) ||
		(place.before == ' ' && lint_text_is_digit(place.earlier));
}

/* NULL, or what is wrong with this sign in Canadian French. */
static const struct fault *
sign_fault(struct place place)
{
	switch (place.sign) {
	case ';':
	case '!':
	case '?':
		return is_space(place.before) ? &NO_SPACE : NULL;
	case ':':
		/* not in a time such as 15:05, nor in the address of a page */
		return place.before != NBSP && (place.after == 0 || lint_text_is_blank(place.after)) ?
			&COLON :
			NULL;
	case 0xAB:
		return place.after != NBSP ? &OPENING : NULL;
	case 0xBB:
		return place.before != NBSP ? &CLOSING : NULL;
	case '$':
		if (lint_text_is_digit(place.after) && !lint_text_is_digit(place.before)) {
			return &DOLLAR;
		}
		return is_unit_without_space(place) ? &UNIT : NULL;
	case '%':
		return is_unit_without_space(place) ? &UNIT : NULL;
	case '\'':
		return lint_text_is_letter(place.before) && lint_text_is_letter(place.after) ? &APOSTROPHE :
																					   NULL;
	case '"':
		return &QUOTE;
	default:
		return NULL;
	}
}

static void
lint_signs(struct str text, lint_text_found found, void *context)
{
	struct place place = { 0 };
	for (size_t at = 0, here = 0; at < text.n; here = at) {
		place.earlier = place.before;
		place.before = place.sign;
		place.sign = utf8_next(text, &at);
		size_t behind = at;
		place.after = at < text.n ? utf8_next(text, &behind) : 0;
		const struct fault *fault = sign_fault(place);
		if (fault) {
			found(context, fault->is_warning ? "warning" : "error", fault->what, fault->remedy,
				lint_text_near(text, here, at));
		}
	}
}

/* ---- words ---- */

static uint32_t
peek(struct str text, size_t at)
{
	return at < text.n ? utf8_next(text, &at) : 0;
}

static bool
take(struct str text, size_t *at, struct str word)
{
	if (!str_starts(str_sub(text, *at, text.n), word)) {
		return false;
	}
	*at += word.n;
	return true;
}

static bool
take_word(struct str text, size_t *at, struct str word)
{
	size_t behind = *at;
	if (!take(text, &behind, word) || lint_text_is_letter(peek(text, behind))) {
		return false;
	}
	*at = behind;
	return true;
}

/* Any space but a line's end; *ret_plain: one where a line may break. */
static bool
take_space(struct str text, size_t *at, bool *ret_plain)
{
	const uint32_t c = peek(text, *at);
	if (c != ' ' && c != NBSP && c != NARROW_NBSP) {
		return false;
	}
	*ret_plain = c == ' ';
	utf8_next(text, at);
	return true;
}

static bool
take_month(struct str text, size_t *at, bool *ret_capital)
{
	static const char *const months[] = { "janvier", "février", "mars", "avril", "mai", "juin",
		"juillet", "août", "septembre", "octobre", "novembre", "décembre" };
	for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
		const struct str month = str_of(months[i]);
		size_t behind = *at + 1;
		const char first = *at < text.n ? text.p[*at] : '\0';
		if ((first == month.p[0] || first == month.p[0] - ('a' - 'A')) &&
			take_word(text, &behind, str_sub(month, 1, month.n))) {
			*ret_capital = first != month.p[0];
			*at = behind;
			return true;
		}
	}
	return false;
}

struct day {
	size_t digits;
	bool is_first, is_plain, is_capital;
};

static bool
take_day(struct str text, size_t *at, struct day *ret_day)
{
	size_t behind = *at;
	const struct str rest = str_sub(text, *at, text.n);
	ret_day->digits = lint_text_digits(text, &behind, 2);
	ret_day->is_first = ret_day->digits == 1 && rest.p[0] == '1';
	if (ret_day->is_first && take(text, &behind, STR("er"))) {
		ret_day->is_first = false;
	}
	if (ret_day->digits == 0 || !take_space(text, &behind, &ret_day->is_plain) ||
		!take_month(text, &behind, &ret_day->is_capital)) {
		return false;
	}
	*at = behind;
	return true;
}

static bool
is_first_day(struct str text, size_t *at)
{
	struct day day;
	return take_day(text, at, &day) && day.is_first;
}

static bool
is_capital_month(struct str text, size_t *at)
{
	struct day day;
	return take_day(text, at, &day) && day.is_capital;
}

/* "9 novembre" and "Mme Tremblay" with a space at which the line may break. */
static bool
is_parted(struct str text, size_t *at)
{
	static const char *const titles[] = { "M.", "Mme", "Mmes", "Dr", "Dre", "n°" };
	struct day day;
	if (take_day(text, at, &day)) {
		return day.is_plain;
	}
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		size_t behind = *at;
		bool is_plain = false;
		if (take_word(text, &behind, str_of(titles[i])) && take_space(text, &behind, &is_plain) &&
			is_plain &&
			((peek(text, behind) >= 'A' && peek(text, behind) <= 'Z') ||
				lint_text_is_digit(peek(text, behind)))) {
			utf8_next(text, &behind);
			*at = behind;
			return true;
		}
	}
	return false;
}

/* "15h05", "15h", "15 h 05", "3:05 PM": a time of day is "15 h 05" with U+00A0 on both sides. */
static bool
is_time(struct str text, size_t *at)
{
	size_t behind = *at;
	bool is_plain = false, is_plain_behind = false;
	if (lint_text_digits(text, &behind, 2) == 0) {
		return false;
	}
	const bool has_space = take_space(text, &behind, &is_plain);
	if (!take(text, &behind, STR("h")) || lint_text_is_letter(peek(text, behind)) ||
		(peek(text, behind) == '/')) {
		return false;
	}
	const size_t hour = behind;
	const bool has_space_behind = take_space(text, &behind, &is_plain_behind);
	const bool has_minutes = lint_text_digits(text, &behind, 2) == 2;
	*at = has_minutes ? behind : hour;
	return !has_space || is_plain || (has_minutes && (!has_space_behind || is_plain_behind));
}

/* "1 234" and "1,234,567"; three groups of three are another number, and "1 800 555-0199" a telephone's. */
static bool
is_grouped_wrongly(struct str text, size_t *at)
{
	size_t behind = *at;
	const size_t first = lint_text_digits(text, &behind, 3);
	size_t groups = 0;
	char sign = '\0';
	while (first > 0 && behind < text.n && (text.p[behind] == ' ' || text.p[behind] == ',')) {
		size_t next = behind + 1;
		if ((sign != '\0' && text.p[behind] != sign) || lint_text_digits(text, &next, 3) != 3 ||
			next - behind != 4) {
			break;
		}
		sign = text.p[behind];
		behind = next;
		groups++;
	}
	const uint32_t after = peek(text, behind);
	if (groups == 0 || (first == 3 && groups > 1) || after == '-' ||
		lint_text_is_digit(peek(text, behind + (after == ' ' || after == ',' ? 1 : 0)))) {
		return false;
	}
	*at = behind;
	return true;
}

static bool
is_point(struct str text, size_t *at)
{
	size_t behind = *at;
	bool unused;
	if (lint_text_digits(text, &behind, 9) == 0 || !take(text, &behind, STR(".")) ||
		lint_text_digits(text, &behind, 9) == 0) {
		return false;
	}
	(void)take_space(text, &behind, &unused);
	if (!take(text, &behind, STR("$")) && !take(text, &behind, STR("%"))) {
		return false;
	}
	*at = behind;
	return true;
}

/* Words that begin with É, and that nobody writes otherwise for another meaning. */
static bool
is_bare_capital(struct str text, size_t *at)
{
	static const char *const words[] = { "Etat", "Etats", "Ecole", "Ecoles", "Etes", "Etre",
		"Etape", "Etapes", "Equipe", "Etudiant", "Etudiante", "Etudiants", "Etudiantes", "Etudes",
		"Evaluation", "Egalement", "Ecrire", "Ecrivez", "Electronique", "Eligible", "Eligibilité",
		"Elément", "Eléments", "Edifice", "Enoncé", "Enumérez", "Epoux", "Epouse", "A propos",
		"A noter", "A quelle", "A quel", "A partir", "A titre", "A compter", "A l’", "A l'" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const struct str word = str_of(words[i]);
		if (str_ends(word, STR("’")) || str_ends(word, STR("'")) ? take(text, at, word) :
																   take_word(text, at, word)) {
			return true;
		}
	}
	return false;
}

static bool
is_unligated(struct str text, size_t *at)
{
	size_t end = *at;
	while (end < text.n && lint_text_is_letter(peek(text, end))) {
		utf8_next(text, &end);
	}
	const struct str word = str_sub(text, *at, end);
	static const char *const parts[] = { "oeu", "oeil", "Oeu", "Oeil" };
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (str_find(word, str_of(parts[i]), 0) < word.n) {
			*at = end;
			return true;
		}
	}
	return false;
}

/* Each looks at what begins at *at, and moves *at behind it where it is the fault. */
static const struct {
	bool (*is_there)(struct str text, size_t *at);
	const char *what, *remedy;
} FAULTS[] = {
	{ is_first_day, "The first day of a month is “1er” in French.", "Write 1er." },
	{ is_capital_month, "A month has no capital in French.", "Write the month in small letters." },
	{ is_parted,
		"A line may break between a day and its month, a title and its name, or n° and its number.",
		"Put a no-break space (U+00A0) there." },
	{ is_time, "A time of day needs no-break spaces (U+00A0) around its h.",
		"Write 15, U+00A0, h, U+00A0, 05." },
	{ is_grouped_wrongly, "The groups of a number need no-break spaces (U+00A0).",
		"Put U+00A0 between the groups." },
	{ is_point, "In French a comma parts the decimals.", "Write a comma." },
	{ is_bare_capital, "A capital keeps its accent in French.", "Write É or À." },
	{ is_unligated, "The letters oe are one letter in this word.", "Write œ." },
};

void
lint_french(struct str text, lint_text_found found, void *context)
{
	lint_signs(text, found, context);
	uint32_t earlier = ' ', before = ' ';
	for (size_t at = 0; at < text.n;) {
		/* the groups of one number are one */
		const bool is_group = before == ' ' && lint_text_is_digit(earlier) &&
			lint_text_is_digit((unsigned char)text.p[at]);
		const bool is_inside = is_group || lint_text_is_letter(before) ||
			lint_text_is_digit(before) || before == '.' || before == ',' || before == '-' ||
			before == '/';
		for (size_t i = 0; !is_inside && i < sizeof(FAULTS) / sizeof(FAULTS[0]); i++) {
			size_t behind = at;
			if (FAULTS[i].is_there(text, &behind)) {
				found(context, "warning", FAULTS[i].what, FAULTS[i].remedy,
					lint_text_near(text, at, behind));
			}
		}
		earlier = before;
		before = utf8_next(text, &at);
	}
}

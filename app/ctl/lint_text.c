/* SPDX-License-Identifier: MIT */
/* Checks of one text for guichetctl lint. */
#include "ctl/lint_text.h"

enum { SENTENCE_WORDS_MAX = 20, NBSP = 0xA0 };

static bool
is_blank(uint32_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool
is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC0;
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Whether any sentence has too many words. A word is what stands between blanks; a no-break space does not part words. */
static bool
has_long_sentence(struct str text)
{
	int words = 0;
	bool in_word = false, ended = false;
	for (size_t at = 0; at < text.n;) {
		const uint32_t c = utf8_next(text, &at);
		if (c == '\n' || (is_blank(c) && ended)) {
			words = 0;
		}
		if (is_blank(c)) {
			in_word = false;
			continue;
		}
		if (!in_word && ++words > SENTENCE_WORDS_MAX) {
			return true;
		}
		in_word = true;
		ended = c == '.' || c == '?' || c == '!';
	}
	return false;
}

/* One sign with the code points around it; 0 where there is none. */
struct place {
	uint32_t before, sign, after;
};

/* NULL, or what is wrong with this sign in Canadian French. */
static const char *
french_fault(struct place place)
{
	switch (place.sign) {
	case ';':
	case '!':
	case '?':
		return is_blank(place.before) || place.before == NBSP || place.before == 0x202F ?
			"In Canadian French no space stands before a semicolon, exclamation or question mark." :
			NULL;
	case ':':
		/* not in a time such as 15:05, nor in the address of a page */
		return place.before != NBSP && (place.after == 0 || is_blank(place.after)) ?
			"A no-break space (U+00A0) must stand before a colon." :
			NULL;
	case 0xAB:
		return place.after != NBSP ?
			"A no-break space (U+00A0) must stand behind an opening guillemet." :
			NULL;
	case 0xBB:
		return place.before != NBSP ?
			"A no-break space (U+00A0) must stand before a closing guillemet." :
			NULL;
	case '%':
	case '$':
		return is_digit(place.before) || place.before == ' ' ?
			"A no-break space (U+00A0) must stand before a percent or dollar sign." :
			NULL;
	case '\'':
		return is_letter(place.before) && is_letter(place.after) ?
			"An apostrophe must be typographic (’)." :
			NULL;
	default:
		return NULL;
	}
}

static void
lint_french(struct str text, lint_text_found found, void *context)
{
	struct place place = { 0 };
	for (size_t at = 0; at < text.n; place.before = place.sign) {
		place.sign = utf8_next(text, &at);
		size_t behind = at;
		place.after = at < text.n ? utf8_next(text, &behind) : 0;
		const char *fault = french_fault(place);
		if (fault) {
			found(context, place.sign == '\'' ? "warning" : "error", fault,
				"Correct the French text.");
		}
	}
}

void
lint_text(enum lang lang, struct str text, lint_text_found found, void *context)
{
	if (has_long_sentence(text)) {
		found(context, "warning", "A sentence has more than 20 words.",
			"Make two sentences of it, or leave something out.");
	}
	if (lang == LANG_FR) {
		lint_french(text, found, context);
	}
}

static uint32_t
lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* At a word's beginning and up to a word's end; in either case of A to Z. */
static bool
has_word(struct str text, struct str word, bool any_case)
{
	for (size_t at = 0; at + word.n <= text.n; at++) {
		size_t i = 0;
		while (i < word.n &&
			(any_case ? lower((unsigned char)text.p[at + i]) == lower((unsigned char)word.p[i]) :
						text.p[at + i] == word.p[i])) {
			i++;
		}
		const bool starts = at == 0 || !is_letter((unsigned char)text.p[at - 1]);
		const bool ends = at + word.n == text.n || !is_letter((unsigned char)text.p[at + word.n]);
		if (i == word.n && starts && ends) {
			return true;
		}
	}
	return false;
}

bool
lint_text_names_sin(enum lang lang, struct str text)
{
	if (lang == LANG_EN) {
		return has_word(text, STR("SIN"), false) ||
			has_word(text, STR("social insurance number"), true);
	}
	return has_word(text, STR("NAS"), false) ||
		has_word(text, STR("numéro d’assurance sociale"), true) ||
		has_word(text, STR("numéro d'assurance sociale"), true);
}

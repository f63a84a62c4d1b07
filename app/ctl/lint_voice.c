/* SPDX-License-Identifier: MIT */
/* What a voice cannot say, for guichetctl lint: signs without a name, letters of other scripts, long stretches of capitals. */
#include "core/normalize.h"
#include "ctl/lint_text.h"

enum {
	CAPITAL_WORD_LETTERS = 4, /* shorter ones are abbreviations */
	CAPITAL_LETTERS_MAX = 16, /* in words that follow one another */
	NAME_BYTES = 64,
	NOT_A_CHARACTER = 0xE000, /* for private use: no voice has a name for it */
};

static bool
names_equal(enum lang lang, uint32_t a, uint32_t b)
{
	char names[2][NAME_BYTES];
	struct text texts[2];
	text_init(&texts[0], names[0], sizeof(names[0]));
	text_init(&texts[1], names[1], sizeof(names[1]));
	normalize_character(lang, a, &texts[0]);
	normalize_character(lang, b, &texts[1]);
	return str_eq(text_str(&texts[0]), text_str(&texts[1]));
}

/* White space, and what only joins or parts letters, is silent and should be. */
static bool
is_silent(uint32_t c)
{
	return lint_text_is_blank(c) || c == 0xA0 || c == 0xAD || (c >= 0x300 && c <= 0x36F) ||
		(c >= 0x2000 && c <= 0x200D) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x2060 ||
		c == 0xFE0F || c == 0xFEFF || c == 0x0E || c == 0x0F;
}

/* Trade marks and the like are best left unsaid, and that is what happens. */
static bool
is_unheard(uint32_t c)
{
	return c == 0x2122 || c == 0xAE || c == 0x2120;
}

static bool
is_unknown(enum lang lang, uint32_t c)
{
	/* the letters of Latin-1 have names; most texts hold no others */
	return c >= 0x80 && (c < 0xC0 || c > 0xFF) && !is_silent(c) && !is_unheard(c) &&
		names_equal(lang, c, NOT_A_CHARACTER);
}

static void
lint_characters(enum lang lang, struct str text, lint_text_found found, void *context)
{
	bool in_script = false;
	for (size_t at = 0, here = 0; at < text.n; here = at) {
		const uint32_t c = utf8_next(text, &at);
		const bool unknown = is_unknown(lang, c);
		const bool is_sign = !lint_text_is_letter(c) || c >= 0x1F000;
		if (unknown && is_sign) {
			found(context, "warning", "A voice has no word for a sign; who listens misses it.",
				"Write a word for it, or leave it out.", lint_text_near(text, here, at));
		} else if (unknown && !in_script) {
			found(context, "warning", "A voice cannot read letters of this script.",
				"Write how it is said in service.json (spoken), or use Latin letters.",
				lint_text_near(text, here, at));
		}
		/* a word or a sentence of another script is one fault, not one for each of its letters */
		in_script = (unknown && !is_sign) ||
			(in_script && !lint_text_is_letter(c) && !lint_text_is_digit(c));
	}
}

/* Letters of the word at *at, which is moved behind it; 0 when any is no capital. */
static size_t
take_capitals(struct str text, size_t *at)
{
	size_t n = 0;
	bool all = true;
	while (*at < text.n) {
		size_t behind = *at;
		const uint32_t c = utf8_next(text, &behind);
		if (lint_text_is_blank(c)) {
			break;
		}
		if (lint_text_is_letter(c)) {
			/* U+00C0 to U+00DE are the capitals of Latin-1; ligatures and others count as small */
			all = all && ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) || c == 0x2019);
			n++;
		}
		*at = behind;
	}
	return all ? n : 0;
}

/* "PLEASE READ CAREFULLY": slow to read, and a voice may spell short words among them. */
static void
lint_capitals(struct str text, lint_text_found found, void *context)
{
	size_t letters = 0, words = 0, start = 0;
	for (size_t at = 0; at < text.n;) {
		while (at < text.n && lint_text_is_blank((unsigned char)text.p[at])) {
			at++;
		}
		const size_t here = at;
		const size_t n = take_capitals(text, &at);
		const bool goes_on = n > 0 && (words > 0 || n >= CAPITAL_WORD_LETTERS);
		start = words == 0 ? here : start;
		words = goes_on ? words + 1 : 0;
		const size_t until_now = letters;
		letters = goes_on ? letters + n : 0;
		if (words > 1 && letters > CAPITAL_LETTERS_MAX && until_now <= CAPITAL_LETTERS_MAX) {
			found(context, "warning",
				"A stretch of capitals is hard to read, and a voice may spell it.",
				"Write small letters; a heading or bold type makes it stand out.",
				lint_text_near(text, start, at));
		}
	}
}

void
lint_voice(enum lang lang, struct str text, lint_text_found found, void *context)
{
	lint_characters(lang, text, found, context);
	lint_capitals(text, found, context);
}

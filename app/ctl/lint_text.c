/* SPDX-License-Identifier: MIT */
/* What guichetctl lint says about one text in either language: sentences, dates, names of what must not be asked. */
#include "ctl/lint_text.h"

enum { SENTENCE_WORDS_MAX = 20, NEAR_BYTES = 24, TAG_BYTES = 300 };

bool
lint_text_is_blank(uint32_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Signs of punctuation and arrows (U+2000 to U+2BFF) are none. */
bool
lint_text_is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x2BFF));
}

bool
lint_text_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

size_t
lint_text_digits(struct str text, size_t *at, size_t most)
{
	size_t n = 0;
	while (*at + n < text.n && lint_text_is_digit((unsigned char)text.p[*at + n])) {
		n++;
	}
	if (n > most) {
		return 0;
	}
	*at += n;
	return n;
}

/* A byte offset moved to the beginning of a code point. */
static size_t
align(struct str text, size_t at)
{
	while (at > 0 && at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80) {
		at--;
	}
	return at;
}

struct str
lint_text_near(struct str text, size_t from, size_t to)
{
	size_t begin = from, end = to - from < 3 * NEAR_BYTES ? to : from + 3 * NEAR_BYTES;
	/* the word before, be it parted by a blank; then up to the word's end, and another word */
	for (int blanks = 0; begin > 0 && from - begin < NEAR_BYTES; begin--) {
		blanks += lint_text_is_blank((unsigned char)text.p[begin - 1]) ? 1 : 0;
		if (blanks > 1 || text.p[begin - 1] == '\n') {
			break;
		}
	}
	for (int blanks = 0; end < text.n && end - from < 2 * NEAR_BYTES; end++) {
		blanks += lint_text_is_blank((unsigned char)text.p[end]) ? 1 : 0;
		if (blanks > 1 || text.p[end] == '\n') {
			break;
		}
	}
	return str_trim(str_sub(text, align(text, begin), align(text, end)));
}

/* The first words of a sentence. */
static struct str
beginning(struct str text, size_t start)
{
	size_t end = start;
	while (end < text.n && end - start < 3 * NEAR_BYTES &&
		(end - start < NEAR_BYTES || !lint_text_is_blank((unsigned char)text.p[end]))) {
		end++;
	}
	return str_trim(str_sub(text, start, align(text, end)));
}

/* Each sentence that has too many words. A word is what stands between blanks; a no-break space does not part words. */
static void
lint_sentences(struct str text, lint_text_found found, void *context)
{
	int words = 0;
	bool in_word = false, ended = false;
	size_t start = 0;
	for (size_t at = 0, here = 0; at < text.n; here = at) {
		const uint32_t c = utf8_next(text, &at);
		if (c == '\n' || (lint_text_is_blank(c) && ended)) {
			words = 0;
		}
		if (lint_text_is_blank(c)) {
			in_word = false;
			continue;
		}
		if (!in_word && ++words == SENTENCE_WORDS_MAX + 1) {
			found(context, "warning", "A sentence has more than 20 words.",
				"Make two sentences of it, or leave something out.", beginning(text, start));
		}
		start = !in_word && words == 1 ? here : start;
		in_word = true;
		ended = c == '.' || c == '?' || c == '!';
	}
}

/* "02/03/2026": half of the readers take it for March, half for February. */
static void
lint_dates(struct str text, lint_text_found found, void *context)
{
	uint32_t before = ' ';
	for (size_t here = 0; here < text.n;) {
		size_t at = here;
		size_t next = here;
		const uint32_t c = utf8_next(text, &next);
		const char sign = lint_text_is_letter(before) || lint_text_is_digit(before) ||
				lint_text_digits(text, &at, 2) == 0 || at >= text.n ?
			'\0' :
			text.p[at];
		if ((sign == '/' || sign == '-' || sign == '.') && ++at < text.n &&
			lint_text_digits(text, &at, 2) > 0 && at < text.n && text.p[at] == sign &&
			++at < text.n && lint_text_digits(text, &at, 4) == 4) {
			found(context, "warning", "A date in numbers can be read in two ways.",
				"Write the year first (2026-03-02), or the month as a word.",
				lint_text_near(text, here, at));
		}
		before = c;
		here = next;
	}
}

/* "<br/>" and "</b>": neither GC Forms nor the kiosk makes anything of them in a text (gc-forms 1.8). */
static void
lint_tags(struct str text, lint_text_found found, void *context)
{
	for (size_t at = str_find(text, STR("<"), 0); at < text.n;
		 at = str_find(text, STR("<"), at + 1)) {
		size_t end = at + 1;
		while (end < text.n && (text.p[end] == ' ' || text.p[end] == '/')) {
			end++;
		}
		const size_t name = end;
		while (end < text.n && text.p[end] >= 'a' && text.p[end] <= 'z') {
			end++;
		}
		/* no further: the work must not grow with the square of the text */
		const struct str rest = str_sub(
			text, 0, text.n - end < TAG_BYTES ? text.n : end + TAG_BYTES);
		const size_t behind = str_find(rest, STR(">"), end);
		if (end > name && behind < rest.n) {
			found(context, "warning", "A tag of HTML is shown and spoken as it stands.",
				"Take it out; an empty line begins a paragraph.",
				lint_text_near(text, at, behind + 1));
		}
	}
}

void
lint_text(enum lang lang, struct str text, lint_text_found found, void *context)
{
	lint_sentences(text, found, context);
	lint_dates(text, found, context);
	lint_tags(text, found, context);
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
		const bool starts = at == 0 || !lint_text_is_letter((unsigned char)text.p[at - 1]);
		const bool ends = at + word.n == text.n ||
			!lint_text_is_letter((unsigned char)text.p[at + word.n]);
		if (i == word.n && starts && ends) {
			return true;
		}
	}
	return false;
}

static bool
names_sin(enum lang lang, struct str text)
{
	if (lang == LANG_EN) {
		return has_word(text, STR("SIN"), false) ||
			has_word(text, STR("social insurance number"), true);
	}
	return has_word(text, STR("NAS"), false) ||
		has_word(text, STR("numéro d’assurance sociale"), true) ||
		has_word(text, STR("numéro d'assurance sociale"), true);
}

/* "Do not include your SIN": a request that begins with a capital, unlike "if you do not know your SIN". */
static bool
forbids(enum lang lang, struct str sentence)
{
	if (lang == LANG_EN) {
		return has_word(sentence, STR("Do not"), false) ||
			has_word(sentence, STR("Don’t"), false) || has_word(sentence, STR("Don't"), false) ||
			has_word(sentence, STR("Never"), false) ||
			has_word(sentence, STR("please do not"), true);
	}
	sentence = str_trim(sentence);
	return has_word(sentence, STR("ne pas"), true) || str_starts(sentence, STR("Ne ")) ||
		str_starts(sentence, STR("N’")) || str_starts(sentence, STR("N'"));
}

bool
lint_text_names_sin(enum lang lang, struct str text)
{
	for (size_t start = 0, end = 0; end < text.n; start = end) {
		while (end < text.n && text.p[end] != '.' && text.p[end] != '?' && text.p[end] != '!') {
			end++;
		}
		end += end < text.n ? 1 : 0;
		const struct str sentence = str_sub(text, start, end);
		if (names_sin(lang, sentence) && !forbids(lang, sentence)) {
			return true;
		}
	}
	return false;
}

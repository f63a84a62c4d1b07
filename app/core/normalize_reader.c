/* SPDX-License-Identifier: MIT */
/* The normalizer's reader: shown text without its typography, words with single spaces and pauses. */
#include "core/normalize_parts.h"

#include <string.h>

const struct lexicon *
lexicon_of(enum lang lang)
{
	return lang == LANG_FR ? &LEXICON_FR : &LEXICON_EN;
}

/* Accented letters of both languages, so that text typed in decomposed form (macOS, some keypads) sounds the same. */
static uint32_t
compose(uint32_t letter, uint32_t accent)
{
	static const struct {
		char letter;
		uint16_t accent, composed;
	} pairs[] = {
		{ 'a', 0x300, 0xE0 },
		{ 'a', 0x302, 0xE2 },
		{ 'a', 0x308, 0xE4 },
		{ 'c', 0x327, 0xE7 },
		{ 'e', 0x300, 0xE8 },
		{ 'e', 0x301, 0xE9 },
		{ 'e', 0x302, 0xEA },
		{ 'e', 0x308, 0xEB },
		{ 'i', 0x302, 0xEE },
		{ 'i', 0x308, 0xEF },
		{ 'n', 0x303, 0xF1 },
		{ 'o', 0x302, 0xF4 },
		{ 'o', 0x308, 0xF6 },
		{ 'u', 0x300, 0xF9 },
		{ 'u', 0x302, 0xFB },
		{ 'u', 0x308, 0xFC },
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const uint32_t small = (uint32_t)pairs[i].letter;
		if (accent != pairs[i].accent) {
			continue;
		}
		if (letter == small) {
			return pairs[i].composed;
		}
		if (letter == small - 0x20) {
			return pairs[i].composed - 0x20u; /* Latin-1 keeps ASCII's distance of the cases */
		}
	}
	return 0;
}

static bool
is_invisible(uint32_t c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
		(c >= 0x2060 && c <= 0x2064) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

static uint32_t
fold(uint32_t c)
{
	if (c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
		c == 0x3000) {
		return ' ';
	}
	if (c == '\r' || c == 0x0B || c == 0x0C || c == 0x2028 || c == 0x2029) {
		return '\n';
	}
	if (c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x2032) {
		return '\'';
	}
	if (c == 0x2010 || c == 0x2011 || c == 0x2212) {
		return '-';
	}
	return c;
}

uint32_t
fold_rare(struct str s, size_t *at)
{
	while (*at < s.n) {
		const uint32_t c = fold(utf8_next(s, at));
		if (is_invisible(c)) {
			continue;
		}
		size_t behind = *at;
		const uint32_t accent = behind < s.n ? utf8_next(s, &behind) : 0;
		const uint32_t composed = accent >= 0x300 && accent < 0x370 ? compose(c, accent) : 0;
		if (composed != 0) {
			*at = behind;
			return composed;
		}
		return c;
	}
	return 0;
}

bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

bool
is_capital(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || c == 0x152;
}

bool
is_letter(uint32_t c)
{
	if (c < 0xAA) {
		return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	}
	if (c < 0x2000) {
		return c == 0xAA || c == 0xB5 || c == 0xBA || (c >= 0xC0 && c != 0xD7 && c != 0xF7);
	}
	/* Behind the punctuation and the symbols come the other scripts, up to the surrogates' private use area. */
	return (c >= 0x2C00 && c < 0x2E00) || (c >= 0x3040 && c < 0xE000) ||
		(c >= 0x10000 && c < 0x1D000) || (c >= 0x20000 && c < 0xE0000);
}

bool
is_boundary(struct str s, size_t at)
{
	const uint32_t c = fold_peek(s, at);
	return !is_letter(c) && !is_digit(c);
}

void
skip_spaces(struct str s, size_t *at)
{
	while (fold_peek(s, *at) == ' ') {
		fold_next(s, at);
	}
}

bool
match_folded(struct str s, size_t *at, const char *word)
{
	size_t behind = *at;
	while (*word != '\0' && is_plain(s, behind) && s.p[behind] == *word) {
		behind++;
		word++;
	}
	/* Two plain letters that differ: no folding makes them the same. */
	if (*word != '\0' && (unsigned char)*word < 0x80 && is_plain(s, behind)) {
		return false;
	}
	const struct str wanted = str_of(word);
	for (size_t i = 0; i < wanted.n;) {
		if (fold_next(s, &behind) != fold_next(wanted, &i)) {
			return false;
		}
	}
	*at = behind;
	return true;
}

size_t
match_digits(struct str s, size_t *at, size_t max, char *ret_digits)
{
	size_t n = 0;
	while (*at + n < s.n && is_digit((unsigned char)s.p[*at + n])) {
		n++;
	}
	if (n == 0 || n > max) {
		return 0;
	}
	memcpy(ret_digits, s.p + *at, n);
	*at += n;
	return n;
}

uint64_t
digits_value(const char *digits, size_t n)
{
	uint64_t value = 0;
	for (size_t i = 0; i < n; i++) {
		value = value * 10 + (uint64_t)(digits[i] - '0');
	}
	return value;
}

void
reader_init(struct reader *reader, enum lang lang, struct str shown, struct text *out)
{
	*reader = (struct reader){
		.lang = lang, .in = shown, .out = out, .start = out->n, .before = ' '
	};
}

static void
write_mark(struct reader *reader)
{
	if (reader->mark != 0 && reader->out->n > reader->start) {
		text_char(reader->out, (uint32_t)reader->mark);
	}
	reader->mark = 0;
}

void
reader_finish(struct reader *reader)
{
	if (reader->mark == ',' || reader->mark == ';') {
		reader->mark = 0; /* nothing comes behind the pause */
	}
	write_mark(reader);
}

void
reader_advance(struct reader *reader, size_t at)
{
	if (at > reader->at) {
		size_t last = utf8_previous(reader->in, at);
		reader->before = fold_next(reader->in, &last);
	}
	reader->at = at;
}

static void
begin_word(struct reader *reader)
{
	write_mark(reader);
	if (reader->out->n > reader->start && !reader->is_joined) {
		text_char(reader->out, ' ');
	}
	reader->is_joined = false;
	reader->is_after_number = false;
}

void
say(struct reader *reader, const char *words)
{
	begin_word(reader);
	text_add(reader->out, str_of(words));
}

void
say_str(struct reader *reader, struct str shown)
{
	begin_word(reader);
	for (size_t at = 0; at < shown.n;) {
		const uint32_t c = fold_next(shown, &at);
		if (c != 0) {
			text_char(reader->out, c);
		}
	}
}

void
say_number(struct reader *reader, uint64_t value)
{
	begin_word(reader);
	text_int(reader->out, (int64_t)value);
}

void
say_digits(struct reader *reader, const char *digits, size_t n, const uint8_t *groups)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	size_t in_group = 0;
	for (size_t i = 0; i < n; i++) {
		if (*groups != 0 && in_group == *groups) {
			pause_for(reader, ',');
			in_group = 0;
			if (groups[1] != 0) {
				groups++;
			}
		}
		say(reader, lexicon->digits[digits[i] - '0']);
		in_group++;
	}
}

void
say_letter(struct reader *reader, uint32_t letter)
{
	say_character(reader, letter, false);
}

static size_t
strength_of(char mark)
{
	static const char marks[] = ",;:.!?";
	for (size_t i = 0; marks[i] != '\0'; i++) {
		if (marks[i] == mark) {
			return i + 1;
		}
	}
	return 0;
}

void
pause_for(struct reader *reader, char mark)
{
	if (strength_of(mark) > strength_of(reader->mark)) {
		reader->mark = mark;
	}
}

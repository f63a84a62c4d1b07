/* SPDX-License-Identifier: MIT */
/* What the files of the normalizer share: the reader of shown text, and one lexicon a language. */
#ifndef CORE_NORMALIZE_PARTS_H
#define CORE_NORMALIZE_PARTS_H

#include "core/normalize.h"

/* Reads shown text and writes words: single spaces, and a pause mark only between or behind words. */
struct reader {
	enum lang lang;
	struct str in; /* owned by the caller of normalize() */
	size_t at;     /* byte offset of what is not read yet */
	struct text *out;
	size_t start;         /* where our words begin in `out` */
	uint32_t before;      /* code point in front of `at`, folded; a space at the beginning */
	char mark;            /* pause to write before the next word, or 0 */
	bool is_joined;       /* the next word follows without a space ("l'" + "assurance") */
	bool is_after_number; /* a dash that follows and a number behind it make a range */
};

/* Tries to read what stands at reader->at: on true it was spoken and reader->at moved behind it; else nothing happened. */
typedef bool recognizer(struct reader *reader);

enum needs {
	NEEDS_NOTHING,
	NEEDS_CAPITAL,
	NEEDS_DIGIT,
	MAY_END /* a capital behind it begins a sentence */
};

/* Something written short, matched letter by letter, and said long. */
struct lexeme {
	const char *shown;
	const char *words;
	enum needs needs; /* of what follows, behind spaces */
};

struct unit {
	const char *shown, *one, *many;
};

struct province {
	char code[3];
	const char *name;
};

/* A suffix in parentheses, what it takes off the end of the word first, and what must be there for that. */
struct suffix {
	const char *shown, *takes;
};

/* All lists end with an entry whose first member is NULL or empty. */
struct lexicon {
	const char *letters[26];  /* names, as the voice must be given them */
	const char *spelling[26]; /* a word that makes each letter unmistakable */
	const char *as_in;        /* between a letter and its word */
	const char *digits[10];
	const char *months[12];
	const struct lexeme *abbreviations;
	const struct lexeme *acronyms; /* whole words only */
	const struct unit *units;
	const struct province *provinces;
	const struct suffix *suffixes;
	const char *or_word, *to, *minus, *percent;
	const char *point, *dot, *at_sign, *capital, *space, *new_line, *other;
};

extern const struct lexicon LEXICON_EN, LEXICON_FR;
const struct lexicon *lexicon_of(enum lang lang);

/* --- code points (normalize_reader.c) --- */

/* A visible ASCII character at `at` with no accent behind it: what nearly all text is, and needs no folding. */
static inline bool
is_plain(struct str s, size_t at)
{
	const unsigned char c = at < s.n ? (unsigned char)s.p[at] : 0;
	return c >= 0x20 && c < 0x7F && (at + 1 == s.n || (unsigned char)s.p[at + 1] < 0x80);
}

/* fold_next() for what is not plain. */
uint32_t fold_rare(struct str s, size_t *at);

/*
 * Next code point without typography: no-break and thin spaces become spaces, curly apostrophes straight, soft hyphens
 * and direction marks vanish, a letter and its combining accent become one. 0 at the end.
 */
static inline uint32_t
fold_next(struct str s, size_t *at)
{
	return is_plain(s, *at) ? (unsigned char)s.p[(*at)++] : fold_rare(s, at);
}

static inline uint32_t
fold_peek(struct str s, size_t at)
{
	return fold_next(s, &at);
}

bool is_digit(uint32_t c);
bool is_capital(uint32_t c);
/* A letter of any script. */
bool is_letter(uint32_t c);
/* No letter or digit stands at `at`. */
bool is_boundary(struct str s, size_t at);
void skip_spaces(struct str s, size_t *at);
/* The same as match(), for words whose first letter may be the right one. */
bool match_folded(struct str s, size_t *at, const char *word);

/* The code points of `word` stand at *at, which then moves behind them. */
static inline bool
match(struct str s, size_t *at, const char *word)
{
	/* Dozens of words are tried at each place, and nearly all differ in their first letter. */
	const unsigned char first = (unsigned char)word[0];
	if (first != 0 && first < 0x80 && is_plain(s, *at) && (unsigned char)s.p[*at] != first) {
		return false;
	}
	return match_folded(s, at, word);
}
/* The full stop of an abbreviation that ends at `at` is also the end of the sentence (normalize_words.c). */
bool ends_sentence(struct str s, size_t at);
/* 1 to `max` ASCII digits; their number, 0 when there is none or there are more. */
size_t match_digits(struct str s, size_t *at, size_t max, char *ret_digits);
uint64_t digits_value(const char *digits, size_t n);

/* --- writing (normalize_reader.c) --- */

void reader_init(struct reader *reader, enum lang lang, struct str shown, struct text *out);
void reader_finish(struct reader *reader);
/* Moves on to `at`, and remembers what stood before it. */
void reader_advance(struct reader *reader, size_t at);
/* Adds a word, or words with single spaces. */
void say(struct reader *reader, const char *words);
void say_str(struct reader *reader, struct str shown);
void say_number(struct reader *reader, uint64_t value);
/* One digit after the other, a comma between groups of these sizes (the last one repeats; 0 ends the list: no groups). */
void say_digits(struct reader *reader, const char *digits, size_t n, const uint8_t *groups);
void say_letter(struct reader *reader, uint32_t letter);
/* English says "19 98", "19 oh 5", "19 hundred" for a year of that century (normalize_dates.c). */
void say_year(struct reader *reader, uint64_t year);
/* Asks for a pause: the strongest of , ; : . ! ? wins. */
void pause_for(struct reader *reader, char mark);

/* --- numbers (normalize_numbers.c) --- */

enum { NUMBER_DIGITS = 15, FRACTION_DIGITS = 9 };

/* A number as shown: its digits without the separators of groups. */
struct number {
	char whole[NUMBER_DIGITS];
	size_t n_whole;
	char fraction[FRACTION_DIGITS];
	size_t n_fraction; /* 0: none */
	bool is_grouped;
};

/* A number in the style of a language. False also for more digits than any amount has. */
bool match_number(enum lang style, struct str s, size_t *at, struct number *ret_number);
/* "million", "milliards" behind an amount: the money then comes after it. Bytes of the word, or 0. */
size_t match_magnitude(struct str s, size_t at);
void say_decimal(struct reader *reader, const struct number *number);

/* A sign of money, or a code in front of a no-break space, and figures behind it (normalize_money.c). */
bool is_money_at(struct str s, size_t at);

/* --- signs and letters by name (normalize_signs.c) --- */

/* Speaks the sign as running text has it (often: nothing, or a pause). */
void read_sign(struct reader *reader);
/* Speaks the sign as a part of an address: every one has a name there. */
void say_sign_name(struct reader *reader, uint32_t sign);
/* Speaks letter, accent, digit or sign by name. `with_case`: says that it is a capital. */
void say_character(struct reader *reader, uint32_t c, bool with_case);

/* Speaks a reference number: each letter with a word, a pause between the groups (normalize.c). */
void say_reference(struct reader *reader, struct str shown);

/* --- recognizers --- */

recognizer read_phone, read_social_insurance, read_reference_number; /* normalize_groups.c */
recognizer read_date, read_time;                                     /* normalize_dates.c */
recognizer read_money, read_ordinal, read_number;                    /* normalize_numbers.c */
recognizer read_foreign_money;                                       /* normalize_money.c */
recognizer read_address, read_postal, read_abbreviation, read_code,
	read_word; /* normalize_words.c */

#endif

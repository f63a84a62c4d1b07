/* SPDX-License-Identifier: MIT */
/* From text as shown to words as spoken: the order of the recognizers, and the readings that are asked for by name. */
#include "core/normalize.h"

#include "core/format.h"
#include "core/normalize_parts.h"

/* The first that fits wins: what is longer or more special stands before what it contains. */
static recognizer *const RECOGNIZERS[] = {
	read_address,
	read_reference_number,
	read_phone,
	read_social_insurance,
	read_postal,
	read_date,
	read_time,
	read_foreign_money,
	read_money,
	read_abbreviation,
	read_ordinal,
	read_code,
	read_number,
	read_word,
};

static bool
recognize(struct reader *reader)
{
	for (size_t i = 0; i < sizeof(RECOGNIZERS) / sizeof(RECOGNIZERS[0]); i++) {
		if (RECOGNIZERS[i](reader)) {
			return true;
		}
	}
	return false;
}

static void
read_text(struct reader *reader)
{
	while (reader->at < reader->in.n) {
		size_t behind = reader->at;
		const uint32_t c = fold_next(reader->in, &behind);
		if (c == ' ' || c == 0) {
			reader_advance(reader, behind);
			reader->before = ' ';
		} else if (!recognize(reader)) {
			read_sign(reader);
		}
	}
}

static void
read_spelled(struct reader *reader)
{
	while (reader->at < reader->in.n) {
		size_t behind = reader->at;
		const uint32_t c = fold_next(reader->in, &behind);
		if (c == ' ' || c == '\n') {
			pause_for(reader, ',');
		} else if (c != 0) {
			const bool is_plain = is_digit(c) || (c < 0x80 && is_letter(c));
			pause_for(reader, is_plain || reader->out->n == reader->start ? 0 : ',');
			say_character(reader, c, false);
			pause_for(reader, is_plain ? 0 : ',');
		}
		reader_advance(reader, behind);
	}
}

/* Each character with a comma behind it, so that none runs into the next; a full stop behind each group. */
void
say_reference(struct reader *reader, struct str shown)
{
	const struct lexicon *lexicon = lexicon_of(reader->lang);
	for (size_t at = 0; at < shown.n;) {
		const uint32_t c = fold_next(shown, &at);
		const uint32_t small = c >= 'A' && c <= 'Z' ? c + 0x20 : c;
		if (c == ' ' || c == '-' || c == 0) {
			pause_for(reader, '.');
			continue;
		}
		say_character(reader, c, false);
		if (small >= 'a' && small <= 'z') {
			say(reader, lexicon->as_in);
			say(reader, lexicon->spelling[small - 'a']);
		}
		pause_for(reader, ',');
	}
}

static bool
has_letters(struct str s)
{
	for (size_t at = 0; at < s.n;) {
		if (is_letter(fold_next(s, &at))) {
			return true;
		}
	}
	return false;
}

/* Number of digits in s, or max + 1 when there are more. */
static size_t
take_digits(struct str s, char *ret_digits, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n <= max; i++) {
		if (is_digit((unsigned char)s.p[i])) {
			if (n < max) {
				ret_digits[n] = s.p[i];
			}
			n++;
		}
	}
	return n;
}

/* However it was typed, ten digits are said in groups of 3, 3, 4; another number in the groups that it has. */
static void
read_digits(struct reader *reader)
{
	static const uint8_t groups[] = { 1, 3, 3, 4, 0 };
	char digits[11];
	if (has_letters(reader->in)) {
		read_text(reader); /* "613-555-0199 ext. 22", "1 800 O-Canada" */
		return;
	}
	const size_t n = take_digits(reader->in, digits, sizeof(digits));
	if (n == 10 || (n == 11 && digits[0] == '1')) {
		say_digits(reader, digits, n, n == 11 ? groups : groups + 1);
		return;
	}
	while (reader->at < reader->in.n) {
		size_t behind = reader->at;
		const uint32_t c = fold_next(reader->in, &behind);
		if (is_digit(c)) {
			say_character(reader, c, false);
		} else {
			pause_for(reader, ',');
		}
		reader_advance(reader, behind);
	}
}

static void
read_postal_code(struct reader *reader)
{
	char code[6];
	if (!parse_postal(reader->in, code)) {
		read_spelled(reader); /* half typed, or another country's */
		return;
	}
	for (int i = 0; i < 6; i++) {
		if (i == 3) {
			pause_for(reader, ',');
		}
		say_character(reader, (uint32_t)code[i], false);
	}
}

void
normalize(enum lang lang, enum reading reading, struct str shown, struct text *out)
{
	struct reader reader;
	reader_init(&reader, lang, shown, out);
	switch (reading) {
	case READING_TEXT:
		read_text(&reader);
		break;
	case READING_SPELLED:
		read_spelled(&reader);
		break;
	case READING_REFERENCE:
		say_reference(&reader, shown);
		break;
	case READING_PHONE:
		read_digits(&reader);
		break;
	case READING_POSTAL:
		read_postal_code(&reader);
		break;
	}
	reader_finish(&reader);
}

void
normalize_character(enum lang lang, uint32_t code_point, struct text *out)
{
	char bytes[4];
	const struct str shown = { bytes, utf8_put(bytes, code_point) };
	const uint32_t c = fold_peek(shown, 0);
	struct reader reader;
	reader_init(&reader, lang, shown, out);
	if (lang == LANG_EN && (c == 'a' || c == 'A')) {
		say(&reader,
			c == 'a' ? "A" :
					   "capital A"); /* with nothing behind it the voice reads the letter right */
	} else {
		say_character(&reader, c, true);
	}
	reader_finish(&reader);
}

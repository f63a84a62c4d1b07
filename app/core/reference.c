/* SPDX-License-Identifier: MIT */
/* Reference numbers with a check character, call-back words, and version 7 UUIDs; docs/formats/reference.md. */
#include "core/reference.h"

#include <string.h>

#include "core/words.h"

/* M of ISO 7064's hybrid system MOD M+1,M: the size of the alphabet. */
enum { RADIX = 32, BITS = 5, DRAWN = REFERENCE_LENGTH - 1 };

static const char alphabet[RADIX + 1] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/*
 * The running value of ISO 7064, clause 9 (hybrid systems), after `n` characters: P(1) = M, then
 * P(j+1) = 2 * ((P(j) + a(j)) mod M, with M in place of 0) mod (M + 1). It is never 0.
 */
static unsigned
running(const unsigned *values, int n)
{
	unsigned p = RADIX;
	for (int i = 0; i < n; i++) {
		unsigned sum = (p + values[i]) % RADIX;
		if (sum == 0) {
			sum = RADIX;
		}
		p = 2 * sum % (RADIX + 1);
	}
	return p;
}

/* The check value c is the one that makes (P + c) mod M equal 1. */
static unsigned
check_value(const unsigned *values)
{
	return (RADIX + 1 - running(values, DRAWN)) % RADIX;
}

void
reference_make(const uint8_t random[6], char ret_reference[REFERENCE_LENGTH])
{
	uint64_t bits = 0;
	for (int i = 0; i < 6; i++) {
		bits = bits << 8 | random[i];
	}
	unsigned values[DRAWN];
	for (int i = 0; i < DRAWN; i++) {
		values[i] = (unsigned)(bits >> (BITS * i)) % RADIX;
		ret_reference[i] = alphabet[values[i]];
	}
	ret_reference[DRAWN] = alphabet[check_value(values)];
}

/* Value of a character however it was typed, or -1. I, L and O are read as the digits they are mistaken for. */
static int
value_of(char typed)
{
	char c = typed;
	if (c >= 'a' && c <= 'z') {
		c = (char)(c - 'a' + 'A');
	}
	if (c == 'I' || c == 'L') {
		c = '1';
	} else if (c == 'O') {
		c = '0';
	}
	for (int i = 0; i < RADIX; i++) {
		if (alphabet[i] == c) {
			return i;
		}
	}
	return -1;
}

/* Length of what people put between the groups: ASCII and no-break spaces, hyphens and dashes; 0 for anything else. */
static size_t
separator(struct str s, size_t at)
{
	size_t behind = at;
	const uint32_t c = utf8_next(s, &behind);
	const bool is_between = c == ' ' || c == '-' || c == 0xA0 || c == 0x202F ||
		(c >= 0x2010 && c <= 0x2015);
	return is_between ? behind - at : 0;
}

/* False when it has not ten characters of the alphabet. */
static bool
read_values(struct str typed, unsigned ret_values[REFERENCE_LENGTH])
{
	int n = 0;
	for (size_t at = 0; at < typed.n;) {
		const size_t skip = separator(typed, at);
		if (skip > 0) {
			at += skip;
			continue;
		}
		const int value = value_of(typed.p[at++]);
		if (value < 0 || n == REFERENCE_LENGTH) {
			return false;
		}
		ret_values[n++] = (unsigned)value;
	}
	return n == REFERENCE_LENGTH;
}

bool
reference_is_shaped(struct str typed)
{
	unsigned values[REFERENCE_LENGTH];
	return read_values(typed, values);
}

bool
reference_parse(struct str typed, char ret_reference[REFERENCE_LENGTH])
{
	unsigned values[REFERENCE_LENGTH];
	if (!read_values(typed, values) || values[DRAWN] != check_value(values)) {
		return false;
	}
	for (int i = 0; i < REFERENCE_LENGTH; i++) {
		ret_reference[i] = alphabet[values[i]];
	}
	return true;
}

void
reference_show(const char reference[REFERENCE_LENGTH], struct text *out)
{
	text_add(out, (struct str){ reference, 3 });
	text_char(out, '-');
	text_add(out, (struct str){ reference + 3, 3 });
	text_char(out, '-');
	text_add(out, (struct str){ reference + 6, 4 });
}

struct str
callback_word(enum lang lang, uint32_t index)
{
	const char *const *words = lang == LANG_FR ? words_fr : words_en;
	return str_of(words[index % WORDS_PER_LANGUAGE]);
}

void
uuid7_make(ms_t wall, const uint8_t random[10], char ret_uuid[36])
{
	static const char hex[16] = "0123456789abcdef";
	uint8_t bytes[16];
	for (int i = 0; i < 6; i++) {
		bytes[i] = (uint8_t)((uint64_t)wall >> (40 - 8 * i));
	}
	memcpy(bytes + 6, random, 10);
	bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0F)); /* version */
	bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3F)); /* variant */
	int n = 0;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10) {
			ret_uuid[n++] = '-';
		}
		ret_uuid[n++] = hex[bytes[i] >> 4];
		ret_uuid[n++] = hex[bytes[i] & 15];
	}
}

/* SPDX-License-Identifier: MIT */
/* Views of UTF-8 text that somebody else owns. */
#ifndef CORE_STR_H
#define CORE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/units.h"

/* Not NUL-terminated. `p` may be NULL only when `n` is 0. The owner of the bytes is named where the str is stored. */
struct str {
	const char *p;
	size_t n; /* bytes */
};

/* The same text in both official languages. */
struct bilingual {
	struct str in[LANG_COUNT];
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })

struct str str_of(const char *nul_terminated);
bool str_eq(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Byte offset of the first `needle` at or after `from`, or s.n when there is none. */
size_t str_find(struct str s, struct str needle, size_t from);
struct str str_sub(struct str s, size_t from, size_t to);

/* Without the white space that ECMAScript's trim() removes (ECMA-262, WhiteSpace and LineTerminator). */
struct str str_trim(struct str s);

/* Decodes the code point at *at (< s.n), moves *at behind it. Bytes that are no UTF-8 give U+FFFD, one byte at a time. */
uint32_t utf8_next(struct str s, size_t *at);
/* Byte offset of the code point before `at` (> 0). */
size_t utf8_previous(struct str s, size_t at);
/* Writes 1 to 4 bytes to out, returns their number. */
size_t utf8_put(char out[4], uint32_t code_point);
bool utf8_valid(struct str s);
/* Whether a terminal would obey the character, or it turns the direction of writing around. */
bool utf8_steers(uint32_t code_point);
/* In place: each byte of what steers, or is no whole character, becomes "?". For what is quoted out of somebody's file. */
void str_make_plain(char *nul_terminated);
size_t utf8_count(struct str s);
/* Length in UTF-16 code units, the unit in which GC Forms counts characters. */
size_t utf16_length(struct str s);

#endif

/* SPDX-License-Identifier: MIT */
/* Text that grows inside a fixed buffer. */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include "core/arena.h"

/* Once something did not fit, `full` stays set and nothing more is added: a text is whole or known to be cut. */
struct text {
	char *p;
	size_t n, cap;
	bool full;
};

void text_init(struct text *text, char *buffer, size_t cap);
/* Takes `cap` bytes of the arena; text_end() gives back what was not used. Nothing else may be taken in between. */
void text_begin(struct text *text, struct arena *arena, size_t cap);
struct str text_end(struct text *text, struct arena *arena);

void text_add(struct text *text, struct str s);
void text_char(struct text *text, uint32_t code_point);
void text_int(struct text *text, int64_t value);
/* Exactly `digits` digits, zeros in front. */
void text_padded(struct text *text, uint64_t value, unsigned digits);
/* A JSON string with its quotes (RFC 8259 section 7). */
void text_json(struct text *text, struct str s);
struct str text_str(const struct text *text);

#endif

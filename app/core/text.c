/* SPDX-License-Identifier: MIT */
/* Adding to a text that has room or is full. */
#include "core/text.h"

#include <string.h>

void
text_init(struct text *text, char *buffer, size_t cap)
{
	*text = (struct text){ .p = buffer, .cap = cap };
}

void
text_begin(struct text *text, struct arena *arena, size_t cap)
{
	text_init(text, arena_raw(arena, cap), cap);
}

struct str
text_end(struct text *text, struct arena *arena)
{
	arena->used = (size_t)(text->p + text->n - arena->base);
	return text_str(text);
}

void
text_add(struct text *text, struct str s)
{
	if (text->full || s.n > text->cap - text->n) {
		text->full = true;
		return;
	}
	if (s.n > 0) {
		memcpy(text->p + text->n, s.p, s.n);
		text->n += s.n;
	}
}

void
text_char(struct text *text, uint32_t code_point)
{
	char bytes[4];
	text_add(text, (struct str){ bytes, utf8_put(bytes, code_point) });
}

void
text_padded(struct text *text, uint64_t value, unsigned digits)
{
	char buffer[20];
	size_t from = sizeof(buffer);
	do {
		buffer[--from] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0 && from > 0);
	while (sizeof(buffer) - from < digits && from > 0) {
		buffer[--from] = '0';
	}
	text_add(text, (struct str){ buffer + from, sizeof(buffer) - from });
}

void
text_int(struct text *text, int64_t value)
{
	if (value < 0) {
		text_add(text, STR("-"));
		text_padded(text, (uint64_t)0 - (uint64_t)value, 1);
		return;
	}
	text_padded(text, (uint64_t)value, 1);
}

void
text_json(struct text *text, struct str s)
{
	static const char hex[] = "0123456789abcdef";
	text_add(text, STR("\""));
	for (size_t at = 0; at < s.n;) {
		const size_t from = at;
		const uint32_t c = utf8_next(s, &at);
		if (c == '"' || c == '\\') {
			text_add(text, STR("\\"));
			text_char(text, c);
		} else if (c == '\n') {
			text_add(text, STR("\\n"));
		} else if (c < 0x20) {
			text_add(text, STR("\\u00"));
			text_char(text, (uint32_t)hex[c >> 4]);
			text_char(text, (uint32_t)hex[c & 15]);
		} else if (c == 0xFFFD) {
			text_char(text, c);
		} else {
			text_add(text, str_sub(s, from, at));
		}
	}
	text_add(text, STR("\""));
}

struct str
text_str(const struct text *text)
{
	return (struct str){ text->p, text->n };
}

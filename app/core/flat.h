/* SPDX-License-Identifier: MIT */
/* The flat JSON objects as which GC Forms keeps dates, addresses and stars while a form is filled in. */
#ifndef CORE_FLAT_H
#define CORE_FLAT_H

#include "core/text.h"

enum flat_kind { FLAT_ABSENT, FLAT_STRING, FLAT_NUMBER };

struct flat_value {
	enum flat_kind kind;
	struct str
		text; /* a string without its quotes, escapes as they stand; the digits of a number */
};

/*
 * Whether the text is an object as JSON.stringify() writes it: no white space, only strings and whole numbers without a sign,
 * of at most ten digits. Strict, because such text goes into the envelope as it is: nothing that a client types may become
 * structure.
 */
bool flat_is_object(struct str json);
/* How many members such an object has. */
int32_t flat_count(struct str json);
/* The member of an object, the last one of that name as JavaScript has it; the text must have passed flat_is_object(). */
struct flat_value flat_find(struct str json, struct str key);
/* What a string of an object says, its escapes undone; half a surrogate pair becomes U+FFFD. text_json() is the way back. */
void flat_unescape(struct str string, struct text *out);

#endif

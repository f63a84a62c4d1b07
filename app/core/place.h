/* SPDX-License-Identifier: MIT */
/* Which answer is meant: of an element, of a cell in a row of a repeating set, or a part of a date or an address in either. */
#ifndef CORE_PLACE_H
#define CORE_PLACE_H

#include "core/answers.h"
#include "core/text.h"

struct place {
	int32_t element;   /* index into the form's elements, -1: none is meant */
	int32_t row, cell; /* of a repeating set; cell -1: the row, or without one the element itself */
	int32_t part;      /* enum date_part or address_part, -1: the whole answer */
};

#define PLACE_NONE ((struct place){ -1, -1, -1, -1 })

/* The answer of a top-level element. */
struct place place_of(int32_t element);
bool place_eq(struct place a, struct place b);
/* Without its part. */
struct place place_whole(struct place place);

/* An answer: those that it is one of, and its index among them. `in` is NULL where none is meant, or no such row is there. */
struct spot {
	struct answers *in;
	int32_t element;
};

struct spot place_spot(const struct answers *answers, struct place place);
/* "q12.r0.s2.p1.c3", the id of its node: a prefix, the element's id, row, cell, part, and a choice; what is below 0 is left out. */
void place_write_id(const struct form *form, struct str prefix, struct place place, int32_t choice,
	struct text *out);
/* The definition of what is asked there; NULL where none is meant. */
const struct element *place_element(const struct answers *answers, struct place place);

#endif

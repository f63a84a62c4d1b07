/* SPDX-License-Identifier: MIT */
/* The way from a place to its answer. */
#include "core/place.h"

struct place
place_of(int32_t element)
{
	return (struct place){ element, -1, -1, -1 };
}

bool
place_eq(struct place a, struct place b)
{
	return a.element == b.element && a.row == b.row && a.cell == b.cell && a.part == b.part;
}

struct place
place_whole(struct place place)
{
	place.part = -1;
	return place;
}

struct spot
place_spot(const struct answers *answers, struct place place)
{
	/* The way there changes nothing; whoever may write is told by how he got `answers`. */
	struct spot spot = { (struct answers *)answers, place.element };
	if (place.element < 0) {
		return (struct spot){ NULL, -1 };
	}
	if (place.cell >= 0) {
		const struct answer *set = &spot.in->of[spot.element];
		if (place.row >= set->n_rows) {
			return (struct spot){ NULL, -1 };
		}
		spot = (struct spot){ &set->rows[place.row], place.cell };
	}
	if (place.part >= 0) {
		spot = (struct spot){ spot.in->of[spot.element].parts, place.part };
	}
	return spot;
}

const struct element *
place_element(const struct answers *answers, struct place place)
{
	const struct spot spot = place_spot(answers, place);
	return spot.in ? &spot.in->form->elements[spot.element] : NULL;
}

static void
write_step(struct text *out, const char *letter, int32_t number)
{
	if (number >= 0) {
		text_add(out, STR("."));
		text_add(out, str_of(letter));
		text_int(out, number);
	}
}

void
place_write_id(const struct form *form, struct str prefix, struct place place, int32_t choice,
	struct text *out)
{
	text_add(out, prefix);
	text_int(out, form->elements[place.element].id);
	write_step(out, "r", place.row);
	write_step(out, "s", place.cell);
	write_step(out, "p", place.part);
	write_step(out, "c", choice);
}

/* SPDX-License-Identifier: MIT */
/* Sets of characters: ranges, and what ECMAScript means by \d, \w, \s and the dot. */
#include <stdlib.h>

#include "platform/regex_parts.h"

void
regex_set_add(struct regex_set *set, uint32_t from, uint32_t to)
{
	if (set->n == REGEX_SET_MAX) {
		set->full = true;
		return;
	}
	set->ranges[set->n++] = (struct regex_range){ from, to };
}

static int
by_beginning(const void *a, const void *b)
{
	const struct regex_range *left = a, *right = b;
	return (left->from > right->from) - (left->from < right->from);
}

void
regex_set_sort(struct regex_set *set)
{
	qsort(set->ranges, (size_t)set->n, sizeof(set->ranges[0]), by_beginning);
	int32_t n = 0;
	for (int32_t i = 0; i < set->n; i++) {
		const struct regex_range range = set->ranges[i];
		if (n > 0 && range.from <= set->ranges[n - 1].to + 1) {
			set->ranges[n - 1].to = range.to > set->ranges[n - 1].to ? range.to :
																	   set->ranges[n - 1].to;
		} else {
			set->ranges[n++] = range;
		}
	}
	set->n = n;
}

void
regex_set_invert(struct regex_set *set)
{
	struct regex_set rest = { .full = set->full };
	uint32_t from = 0;
	regex_set_sort(set);
	for (int32_t i = 0; i < set->n; i++) {
		if (set->ranges[i].from > from) {
			regex_set_add(&rest, from, set->ranges[i].from - 1);
		}
		from = set->ranges[i].to + 1;
	}
	if (from <= REGEX_UNICODE_MAX) {
		regex_set_add(&rest, from, REGEX_UNICODE_MAX);
	}
	*set = rest;
}

void
regex_set_add_line_ends(struct regex_set *set)
{
	regex_set_add(set, '\n', '\n');
	regex_set_add(set, '\r', '\r');
	regex_set_add(set, 0x2028, 0x2029);
}

/* ECMA-262, WhiteSpace and LineTerminator. */
static void
add_space(struct regex_set *set)
{
	static const struct regex_range spaces[] = { { 0x09, 0x0D }, { 0x20, 0x20 }, { 0xA0, 0xA0 },
		{ 0x1680, 0x1680 }, { 0x2000, 0x200A }, { 0x2028, 0x2029 }, { 0x202F, 0x202F },
		{ 0x205F, 0x205F }, { 0x3000, 0x3000 }, { 0xFEFF, 0xFEFF } };
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		regex_set_add(set, spaces[i].from, spaces[i].to);
	}
}

bool
regex_set_add_escape(struct regex_set *set, char letter)
{
	struct regex_set own = { .n = 0 };
	switch (letter) {
	case 'd':
	case 'D':
		regex_set_add(&own, '0', '9');
		break;
	case 'w':
	case 'W':
		regex_set_add(&own, '0', '9');
		regex_set_add(&own, 'A', 'Z');
		regex_set_add(&own, '_', '_');
		regex_set_add(&own, 'a', 'z');
		break;
	case 's':
	case 'S':
		add_space(&own);
		break;
	default:
		return false;
	}
	if (letter < 'a') {
		regex_set_invert(&own);
	}
	for (int32_t i = 0; i < own.n; i++) {
		regex_set_add(set, own.ranges[i].from, own.ranges[i].to);
	}
	return true;
}

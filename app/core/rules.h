/* SPDX-License-Identifier: MIT */
/* Which questions are asked, in which order, and whether an answer will do: the semantics of GC Forms. */
#ifndef CORE_RULES_H
#define CORE_RULES_H

#include "core/answers.h"

enum fault {
	FAULT_NONE,
	FAULT_REQUIRED,
	FAULT_EMAIL,
	FAULT_PHONE,
	FAULT_DATE,
	FAULT_ALPHANUMERIC,
	FAULT_TEXT,
	FAULT_NUMBER,
	FAULT_REGEX,
	FAULT_INVALID_REGEX, /* the author's expression is no good, or took too many steps: no answer can be judged */
	FAULT_TOO_SMALL,
	FAULT_TOO_LARGE,
	FAULT_TOO_FEW_DIGITS,
	FAULT_TOO_MANY_DIGITS,
	FAULT_TOO_MANY_CHARACTERS,
	FAULT_ALL_CHECKBOXES,
	FAULT_MISMATCHED_TYPE,
	FAULT_DATE_INVALID,
	FAULT_FILE_TYPE,
	FAULT_FILE_SIZE,
	/* of service.json, after GC Forms' own check has passed */
	FAULT_NANP,
	FAULT_POSTAL,
	FAULT_LUHN,
	FAULT_NAME,
	/* of a list that is looked through by typing, where nothing but a choice will do (strictValue) */
	FAULT_STRICT,
	FAULT_COUNT
};

/* Stopped: the expression is refused or takes too many steps, so that nobody knows; never to be taken for a match. */
enum match { MATCH_NONE, MATCH_FOUND, MATCH_STOPPED };

/* Matching of regular expressions as ECMAScript has them, injected: search semantics, UTF-8. */
struct matcher {
	void *context;
	enum match (*search)(void *context, struct str pattern, struct str subject);
};

/* The key by which GC Forms and its recorded results know the fault ("input-validation.required"), or "" for FAULT_NONE.
 * The kiosk's own faults have keys with the prefix "kiosk.". */
const char *fault_key(enum fault fault);

/* What is visible now, for whoever asks more than once; 1.2 KiB. */
struct sight {
	bool group[FORM_GROUPS_MAX]; /* on the path */
	bool element[FORM_ELEMENTS_MAX];
};

bool rules_matched(const struct answers *answers, struct choice_ref ref);
/* Show and hide, recursive, safe against cycles; takes the visible path into account when the form has groups. */
bool rules_visible(const struct answers *answers, int32_t element);
void rules_see(const struct answers *answers, struct sight *ret_sight);
/* Group indexes from "start" along today's answers, review and end left out. Returns how many were written (at most cap). */
int32_t rules_path(const struct answers *answers, int32_t *ret_groups, int32_t cap);
/* Where the group's "next" leads with today's answers (the visible-path rule); *ret_group is written with NEXT_GROUP only.
 * NEXT_NONE: a page without a way on. */
enum next_kind rules_next(const struct answers *answers, int32_t group, int32_t *ret_group);
/*
 * The first fault of one element in the order of GC Forms, then of the kiosk's own checks. Of a repeating set the first fault of
 * its cells, row by row.
 */
enum fault rules_check(
	const struct answers *answers, int32_t element, const struct matcher *matcher);
/* The fault of one cell of a repeating set. Like GC Forms, which asks for no cell of a set that has no validation. */
enum fault rules_check_cell(const struct answers *answers, int32_t element, int32_t row,
	int32_t cell, const struct matcher *matcher);

/* Bits of the parts that are required and blank, where rules_check() says FAULT_REQUIRED of an address that was begun; else 0. */
uint32_t rules_missing_parts(const struct answers *answers, int32_t element);
/* What is wrong with one part of a date or an address that rules_check() finds fault with, as it was typed in; else FAULT_NONE. */
enum fault rules_check_part(const struct answers *answers, int32_t element, int32_t part);

/* The elements that the client walks through now, in order: visible ones along the path. Returns how many (at most cap). */
int32_t rules_walk(const struct answers *answers, int32_t *ret_elements, int32_t cap);

#endif

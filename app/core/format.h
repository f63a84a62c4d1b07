/* SPDX-License-Identifier: MIT */
/* Canadian formats of both languages for the eye: telephone, postal code, dates, addresses, stars. */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include "core/text.h"

/* "613-555-0199" for a number of the North American Numbering Plan however typed; anything else as it is. */
void format_phone(struct str typed, struct text *out);
/* The ten digits of a number of the North American Numbering Plan, without country code; false if it is none. */
bool parse_phone(struct str typed, char ret_digits[10]);
/* "K1A 0B1" for a postal code however typed; anything else as it is. */
void format_postal(struct str typed, struct text *out);
/* "K1A0B1"; false if it is no Canadian postal code. */
bool parse_postal(struct str typed, char ret_code[6]);

/* Date of a UTC time (proleptic Gregorian calendar). */
struct date date_of_wall(ms_t wall);
bool date_is_real(struct date date);
/* "November 9, 2026", "9 novembre 2026", "1er novembre 2026"; no-break spaces between day and month in French. */
void format_date(enum lang lang, struct date date, struct text *out);
/* The same behind its day of the week, 0 Sunday .. 6 Saturday: "Monday, November 9, 2026", "lundi 9 novembre 2026". */
void format_weekday_date(enum lang lang, int32_t weekday, struct date date, struct text *out);
/*
 * Answers that GC Forms keeps as JSON (core/flat.h), as they are read. False, and nothing written, when the text is no such object.
 *
 * The day that {"YYYY":2026,"MM":11,"DD":9} means; false too when the calendar has no such day.
 */
bool parse_date_json(struct str json, struct date *ret_date);
/* The same as format_date() has it. */
bool format_date_json(enum lang lang, struct str json, struct text *out);
/*
 * "8 Main St", "Ottawa ON  K1A 0B1" and "Canada" of an address, a line each, without line break at the end: as mail is addressed in
 * both languages, with a no-break space inside of the postal code. What was left blank has no line; false when all was.
 */
bool format_address_json(struct str json, struct text *out);
/* "3/5" of {"value":3,"numberOfStars":5}. */
bool format_stars_json(struct str json, struct text *out);
/* "2026-11-09T15:04:05Z" (RFC 3339). */
void format_rfc3339(ms_t wall, struct text *out);

#endif

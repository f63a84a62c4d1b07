/* SPDX-License-Identifier: MIT */
/* Numbers as GC Forms stores them (plain text), as Canadians read them, and as people type them. */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include "core/form.h"
#include "core/text.h"

/* Most decimals that a form may ask for, and the largest exponent that is written out: "1e400" has 401 digits. */
enum { NUMBER_DECIMALS_MAX = 100, NUMBER_EXPONENT_MAX = 1000 };

/* Why a text gives no number; the output is then untouched. */
enum number_fault {
	NUMBER_GOOD,
	NUMBER_EMPTY,     /* nothing but white space */
	NUMBER_NONE,      /* no number, or not one number */
	NUMBER_AMBIGUOUS, /* two readings, both likely: "1,234" in French */
	NUMBER_CURRENCY,  /* money of another currency than the question's */
	NUMBER_TOO_LONG,  /* an exponent that would fill pages with zeros */
};

/* Decimals that are shown: the currency's, or stepCount. */
int32_t number_decimals(const struct number_style *style);

/*
 * From plain text ("1234.5", "-0.005", "1e21") to what GC Forms shows in en-CA or fr-CA. Exact for any number of digits:
 * it works on the text, and rounds half away from zero. Without a style: no decimals, no groups.
 */
__attribute__((warn_unused_result)) enum number_fault number_format(
	enum lang lang, const struct number_style *style, struct str plain, struct text *out);

/*
 * What the kiosk shows to the person whose answer it is: as above, but never another value than the one that is sent. More
 * decimals than the style has are kept, so are zeros in front (an identifier), and what is no plain number stays as it is.
 */
void number_show(
	enum lang lang, const struct number_style *style, struct str plain, struct text *out);

/*
 * From what people type to plain text: [-]digits[.digits]. Groups may be kept apart by spaces of any kind, commas or dots,
 * but only where they are groups of three, all with the same separator. A sign of money in front or behind must be the
 * question's; where it names no currency, "$" alone may stand. Only the digits 0 to 9. Whether a number may be negative is
 * for the rules to say.
 *
 * What a comma or dot means:
 * - both are there: the last one is decimal and stands alone, the other one makes groups;
 * - one of them, twice or more: groups;
 * - one of them, once, where it cannot make a group of three ("1,5", "1234.567", "0,125", "1 234,5"): decimal;
 * - "1,234": groups in English; "1,234" in French and "1.234" in both: decimal where the style has three decimals or
 *   more, else ambiguous, for nobody can tell whether thousands were meant.
 * Plain text that this function made gives itself again, in both languages.
 */
__attribute__((warn_unused_result)) enum number_fault number_parse(
	enum lang lang, const struct number_style *style, struct str typed, struct text *out);

/* How a currency is written (Unicode CLDR, the data behind what browsers show). */
struct currency {
	char code[4];
	uint8_t decimals;
	const char *sign[LANG_COUNT]; /* the code where the language has no sign for it */
};

/* False when `code` is no three letters; any three letters are a currency with two decimals. */
bool number_currency(struct str code, struct currency *ret_currency);

#endif

/* SPDX-License-Identifier: MIT */
/* The sentences that say what is wrong with an answer, and how to mend it (K-54). */
#include "core/number.h"
#include "core/page_parts.h"

/* Of a limit: decimals that are tried, doubles that count units exactly, and what is shown of one that nobody can reach. */
enum { LIMIT_DECIMALS = 9 };
#define LIMIT_EXACT 9e15
#define LIMIT_MOST 999999999999999999

/* What is missing, and how it is given. */
static enum msg
required_message(const struct element *element)
{
	switch (element->type) {
	case ELEMENT_CHECKBOX:
		return MSG_FAULT_REQUIRED_CHECKBOX;
	case ELEMENT_RADIO:
	case ELEMENT_DROPDOWN:
	case ELEMENT_COMBOBOX:
	case ELEMENT_STARS:
		return MSG_FAULT_REQUIRED_CHOICE;
	case ELEMENT_DATE:
		return MSG_FAULT_REQUIRED_DATE;
	case ELEMENT_ADDRESS:
		return MSG_FAULT_REQUIRED_ADDRESS;
	case ELEMENT_FILE:
		return MSG_FAULT_REQUIRED_FILE;
	case ELEMENT_TEXT:
	case ELEMENT_TEXT_AREA:
	case ELEMENT_NUMBER:
	case ELEMENT_RICH_TEXT:
	case ELEMENT_SET:
		break;
	}
	return MSG_FAULT_REQUIRED_TEXT;
}

/* "Enter ...": what went wrong and how to mend it, by the kind of question where that matters (K-54). */
static enum msg
fault_message(const struct element *element, enum fault fault)
{
	switch (fault) {
	case FAULT_REQUIRED:
		return required_message(element);
	case FAULT_EMAIL:
		return MSG_FAULT_EMAIL;
	case FAULT_PHONE:
	case FAULT_NANP:
		return MSG_FAULT_PHONE;
	case FAULT_DATE:
		return MSG_FAULT_DATE;
	case FAULT_ALPHANUMERIC:
		return MSG_FAULT_ALPHANUMERIC;
	case FAULT_NUMBER:
		return MSG_FAULT_NUMBER;
	case FAULT_TOO_SMALL:
		return MSG_FAULT_TOO_SMALL;
	case FAULT_TOO_LARGE:
		return MSG_FAULT_TOO_LARGE;
	case FAULT_TOO_FEW_DIGITS:
		return MSG_FAULT_TOO_FEW_DIGITS;
	case FAULT_TOO_MANY_DIGITS:
		return MSG_FAULT_TOO_MANY_DIGITS;
	case FAULT_TOO_MANY_CHARACTERS:
		return MSG_FAULT_TOO_MANY_CHARACTERS;
	case FAULT_ALL_CHECKBOXES:
		return element->n_choices == 1 ? MSG_FAULT_ONE_CHECKBOX : MSG_FAULT_ALL_CHECKBOXES;
	case FAULT_INVALID_REGEX:
		return MSG_FAULT_INVALID_REGEX;
	case FAULT_POSTAL:
		return MSG_FAULT_POSTAL;
	case FAULT_LUHN:
		return MSG_FAULT_LUHN;
	case FAULT_NAME:
		return MSG_FAULT_NAME;
	case FAULT_STRICT:
		return MSG_FAULT_STRICT;
	case FAULT_DATE_INVALID:
		return MSG_FAULT_DATE_INVALID;
	case FAULT_TEXT:
	case FAULT_REGEX:
	case FAULT_MISMATCHED_TYPE:
	case FAULT_FILE_TYPE:
	case FAULT_FILE_SIZE:
	case FAULT_NONE:
	case FAULT_COUNT:
		break;
	}
	return element->description.in[LANG_EN].n > 0 ? MSG_FAULT_FORMAT : MSG_FAULT_FORM;
}

/*
 * The shortest decimal text of a limit, which is the one that the template has: the decimal whose nearest double it is. One with
 * more than nine decimals or fifteen digits is rounded.
 */
static void
add_limit(double value, struct text *plain)
{
	const double magnitude = value < 0 ? -value : value;
	int64_t scale = 1;
	unsigned decimals = 0;
	if (magnitude >= LIMIT_MOST) {
		text_int(plain, value < 0 ? -LIMIT_MOST : LIMIT_MOST);
		return;
	}
	while (decimals < LIMIT_DECIMALS && magnitude * (double)scale < LIMIT_EXACT &&
		(double)(int64_t)(magnitude * (double)scale + 0.5) / (double)scale != magnitude) {
		scale *= 10;
		decimals++;
	}
	const int64_t scaled = (int64_t)(magnitude * (double)scale + 0.5);
	text_add(plain, value < 0 ? STR("-") : STR_NONE);
	text_int(plain, scaled / scale);
	if (decimals > 0) {
		text_add(plain, STR("."));
		text_padded(plain, (uint64_t)(scaled % scale), decimals);
	}
}

/* A limit as the client reads it: that of a number like the number. */
static struct str
limit(const struct element *element, enum fault fault, enum lang lang, struct arena *arena)
{
	const struct validation *must = &element->validation;
	char buffer[48];
	struct text plain, text;
	text_init(&plain, buffer, sizeof(buffer));
	text_begin(&text, arena, 2 * sizeof(buffer) + NUMBER_DECIMALS_MAX + 64);
	if (fault == FAULT_TOO_SMALL || fault == FAULT_TOO_LARGE) {
		add_limit(fault == FAULT_TOO_SMALL ? must->min : must->max, &plain);
		number_show(lang, &element->number, text_str(&plain), &text);
	} else {
		text_int(&text, must->max_length);
	}
	return text_end(&text, arena);
}

/* Of a date each part says itself what it must be; of an address, that it is missing. */
static enum msg
part_message(const struct element *whole, int32_t part, enum fault fault)
{
	static const enum msg dates[DATE_PART_COUNT] = {
		[DATE_YEAR] = MSG_FAULT_YEAR, [DATE_MONTH] = MSG_FAULT_MONTH, [DATE_DAY] = MSG_FAULT_DAY
	};
	static const enum msg addresses[ADDRESS_PART_COUNT] = { [ADDRESS_STREET] = MSG_FAULT_STREET,
		[ADDRESS_CITY] = MSG_FAULT_CITY,
		[ADDRESS_PROVINCE] = MSG_FAULT_PROVINCE,
		[ADDRESS_POSTAL_CODE] = MSG_FAULT_POSTAL_CODE,
		[ADDRESS_COUNTRY] = MSG_FAULT_REQUIRED_TEXT };
	if (whole->type == ELEMENT_DATE) {
		return part == DATE_DAY && fault == FAULT_DATE_INVALID ? MSG_FAULT_DAY_OF_MONTH :
																 dates[part];
	}
	return addresses[part];
}

static struct str
part_fault(struct spot whole, int32_t part, enum lang lang)
{
	const enum fault fault = rules_check_part(whole.in, whole.element, part);
	return fault == FAULT_NONE ?
		STR_NONE :
		msg(lang, part_message(&whole.in->form->elements[whole.element], part, fault));
}

struct str
page_fault(const struct session *session, struct place place, enum lang lang, struct arena *arena)
{
	const struct spot whole = place_spot(&session->answers, place_whole(place));
	const struct element *e = &whole.in->form->elements[whole.element];
	const enum fault fault = (enum fault)whole.in->of[whole.element].fault;
	if (place.part >= 0) {
		return part_fault(whole, place.part, lang);
	}
	/* Once something was typed, the part that is wrong says more than the whole. */
	const struct form *parts = answer_is_empty(whole.in, whole.element) ? NULL : element_parts(e);
	for (int32_t i = 0; parts && i < parts->n_elements; i++) {
		const struct str sentence = part_fault(whole, element_part_at(e, i), lang);
		if (sentence.n > 0) {
			return sentence;
		}
	}
	const struct msg_arg arg = { "limit", limit(e, fault, lang, arena) };
	return fault == FAULT_NONE ? STR_NONE : msg_fill(arena, lang, fault_message(e, fault), &arg, 1);
}

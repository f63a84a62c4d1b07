/* SPDX-License-Identifier: MIT */
/* Whether an answer will do: the validation of GC Forms in its exact order, then the kiosk's own checks. */
#include "core/rules.h"

#include "core/flat.h"
#include "core/format.h"
#include "core/rules_sin.h"

enum { ANSWER_ITEMS_MAX = ANSWER_TEXT_UNITS_MAX, NAME_MAX = 100, EMAIL_MAX = 254 };
enum { YEAR_MIN = 1000, YEAR_MAX = 9999, MONTHS = 12, DAYS_MOST = 31 };
enum { EXTENSION_MAX = 4, FILE_BYTES_MAX = 10 * 1024 * 1024 };

/* The expressions of GC Forms, with ECMAScript's white space spelled out where it stands for \s. */
#define JS_SPACE \
	"\\u0009-\\u000D\\u0020\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF"

static const struct {
	enum fault fault;
	const char *pattern;
} text_kinds[] = {
	[TEXT_EMAIL] = { FAULT_EMAIL,
		"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\\.([a-zA-Z0-9-]{2,}))+$" },
	[TEXT_PHONE] = { FAULT_PHONE,
		"^(\\+?(\\d{1,3}))?[-. (]*(\\d{3})[-. )]*(\\d{3})[-. ]*(\\d{4})(?: *x(\\d+))?$" },
	[TEXT_DATE] = { FAULT_DATE, "^(0[1-9]|1[0-2])\\/(0[1-9]|1\\d|2\\d|3[01])\\/(19|20)\\d{2}$" },
	[TEXT_ALPHANUMERIC] = { FAULT_ALPHANUMERIC, "^[A-Za-z0-9" JS_SPACE "]+$" },
	[TEXT_LETTERS] = { FAULT_TEXT, "[^\\n]" },
	[TEXT_CUSTOM] = { FAULT_REGEX, NULL },
	[TEXT_DIGITS] = { FAULT_NUMBER, "^\\d+$" },
};

const char *
fault_key(enum fault fault)
{
	static const char *const keys[FAULT_COUNT] = {
		[FAULT_NONE] = "",
		[FAULT_REQUIRED] = "input-validation.required",
		[FAULT_EMAIL] = "input-validation.email",
		[FAULT_PHONE] = "input-validation.phone",
		[FAULT_DATE] = "input-validation.date",
		[FAULT_ALPHANUMERIC] = "input-validation.alphanumeric",
		[FAULT_TEXT] = "input-validation.text",
		[FAULT_NUMBER] = "input-validation.number",
		[FAULT_REGEX] = "input-validation.regex",
		[FAULT_INVALID_REGEX] = "input-validation.invalidRegex",
		[FAULT_TOO_SMALL] = "input-validation.too-small",
		[FAULT_TOO_LARGE] = "input-validation.too-large",
		[FAULT_TOO_FEW_DIGITS] = "input-validation.too-few-digits",
		[FAULT_TOO_MANY_DIGITS] = "input-validation.too-many-digits",
		[FAULT_TOO_MANY_CHARACTERS] = "input-validation.too-many-characters",
		[FAULT_ALL_CHECKBOXES] = "input-validation.all-checkboxes-required",
		[FAULT_MISMATCHED_TYPE] = "input-validation.mismatched-type",
		[FAULT_DATE_INVALID] = "input-validation.date-invalid",
		[FAULT_FILE_TYPE] = "input-validation.file-type-invalid",
		[FAULT_FILE_SIZE] = "input-validation.file-size-too-large",
		[FAULT_NANP] = "kiosk.nanp",
		[FAULT_POSTAL] = "kiosk.postal",
		[FAULT_LUHN] = "kiosk.luhn",
		[FAULT_NAME] = "kiosk.name",
		[FAULT_STRICT] = "input-validation.combobox-strict",
	};
	return keys[fault];
}

static bool
matches(const struct matcher *matcher, const char *pattern, struct str subject)
{
	return matcher->search(matcher->context, str_of(pattern), subject) == MATCH_FOUND;
}

/* One subject of validation: the definition and the raw value. */
struct subject {
	const struct element *element;
	const struct validation *must;
	const struct matcher *matcher;
	struct str value, trimmed;
	int64_t size;  /* of a file */
	bool shown;    /* of a file: the document itself, to an officer */
	int32_t items; /* ticked or chosen, known to the form or not */
	bool chosen;   /* one of the form's choices */
	bool mistyped;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int32_t
count_digits(struct str s)
{
	int32_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		n += is_digit(s.p[i]);
	}
	return n;
}

/* Characters that GC Forms lets into a number; the minus sign in front only, if at all. */
static bool
looks_numeric(struct str s, bool allow_negative)
{
	size_t i = allow_negative && s.n > 0 && s.p[0] == '-' ? 1 : 0;
	if (i == s.n) {
		return false;
	}
	for (; i < s.n; i++) {
		const char c = s.p[i];
		if (!is_digit(c) && c != '.' && c != ',' && c != ' ') {
			return false;
		}
	}
	return true;
}

/*
 * ECMAScript's Number() for what looks_numeric() let through: [-] digits [. digits], at least one digit. False: NaN.
 * Exact to 15 significant digits, which is more than minValue and maxValue are ever written with.
 */
static bool
parse_number(struct str s, double *ret_value)
{
	const bool negative = s.n > 0 && s.p[0] == '-';
	double value = 0, scale = 1;
	bool point = false, digit = false;
	for (size_t i = negative ? 1 : 0; i < s.n; i++) {
		const char c = s.p[i];
		if (c == '.' && !point) {
			point = true;
		} else if (is_digit(c)) {
			digit = true;
			if (!point || scale < 1e18) {
				value = value * 10 + (c - '0');
				scale = point ? scale * 10 : 1;
			}
		} else {
			return false;
		}
	}
	if (digit) {
		*ret_value = (negative ? -value : value) / scale;
	}
	return digit;
}

static enum fault
check_number(const struct subject *subject)
{
	const struct validation *must = subject->must;
	double value;
	if (!looks_numeric(subject->trimmed, subject->element->allow_negative) ||
		!parse_number(subject->trimmed, &value)) {
		return FAULT_NUMBER;
	}
	if (must->has_min && value < must->min) {
		return FAULT_TOO_SMALL;
	}
	if (must->has_max && value > must->max) {
		return FAULT_TOO_LARGE;
	}
	const int32_t digits = count_digits(subject->trimmed);
	if (must->min_digits > 0 && digits < must->min_digits) {
		return FAULT_TOO_FEW_DIGITS;
	}
	return must->max_digits > 0 && digits > must->max_digits ? FAULT_TOO_MANY_DIGITS : FAULT_NONE;
}

static enum fault
check_length(const struct subject *subject)
{
	const int32_t max = subject->must->max_length;
	return max > 0 && utf16_length(subject->value) > (size_t)max ? FAULT_TOO_MANY_CHARACTERS :
																   FAULT_NONE;
}

/* The type that the template names; only asked for text that is not blank. */
static enum fault
check_kind(const struct subject *subject)
{
	const enum text_kind kind = subject->must->kind;
	if (kind == TEXT_ANY || kind == TEXT_NAME || kind == TEXT_NUMBER) {
		return FAULT_NONE;
	}
	const struct str pattern = kind == TEXT_CUSTOM ? subject->must->regex :
													 str_of(text_kinds[kind].pattern);
	if (pattern.n == 0) {
		return FAULT_NONE;
	}
	switch (subject->matcher->search(subject->matcher->context, pattern, subject->trimmed)) {
	case MATCH_FOUND:
		return FAULT_NONE;
	case MATCH_NONE:
		return text_kinds[kind].fault;
	case MATCH_STOPPED:
		break;
	}
	return kind == TEXT_CUSTOM ? FAULT_INVALID_REGEX : text_kinds[kind].fault;
}

static enum fault
check_text(const struct subject *subject)
{
	if (subject->trimmed.n == 0) {
		return subject->must->required ? FAULT_REQUIRED : check_length(subject);
	}
	if (subject->element->type == ELEMENT_NUMBER || subject->must->kind == TEXT_NUMBER) {
		return check_number(subject);
	}
	const enum fault fault = check_kind(subject);
	return fault ? fault : check_length(subject);
}

static enum fault
check_checkbox(const struct subject *subject)
{
	if (!subject->must->required) {
		return FAULT_NONE;
	}
	if (subject->must->all) {
		return subject->items == subject->element->n_choices ? FAULT_NONE : FAULT_ALL_CHECKBOXES;
	}
	return subject->items == 0 ? FAULT_REQUIRED : FAULT_NONE;
}

/* ---- dates, addresses, files ---- */

static bool
is_date(struct str json)
{
	struct date date;
	return parse_date_json(json, &date) && date.year >= YEAR_MIN;
}

/* A date that was begun must be whole, whether it is required or not. */
static enum fault
check_date(const struct subject *subject)
{
	if (subject->value.n == 0) {
		return subject->must->required ? FAULT_REQUIRED : FAULT_NONE;
	}
	return is_date(subject->value) ? FAULT_NONE : FAULT_DATE_INVALID;
}

uint32_t
rules_missing_parts(const struct answers *answers, int32_t element)
{
	const struct element *definition = &answers->form->elements[element];
	const struct str json = answer_text(answers, element);
	uint32_t missing = 0;
	if (definition->type != ELEMENT_ADDRESS || !definition->validation.present ||
		!definition->validation.required || !flat_is_object(json)) {
		return 0;
	}
	for (enum address_part part = ADDRESS_STREET; part < ADDRESS_COUNTRY; part++) {
		const struct flat_value value = flat_find(json, str_of(address_part_key(part)));
		if (str_trim(value.text).n == 0) {
			missing |= 1u << part;
		}
	}
	return missing;
}

/* 0 where no number was typed: no part of a date is. */
static int32_t
typed_number(const struct answers *parts, enum date_part part)
{
	const struct str digits = str_trim(answer_text(parts, (int32_t)part));
	int32_t number = 0;
	for (size_t i = 0; i < digits.n && number <= YEAR_MAX; i++) {
		if (!is_digit(digits.p[i])) {
			return 0;
		}
		number = number * 10 + (digits.p[i] - '0');
	}
	return number;
}

/* The part that keeps the whole from being a date; of a day that its month does not have, the day. */
static bool
is_wrong_part(const struct answers *parts, enum date_part part)
{
	const int32_t month = typed_number(parts, DATE_MONTH);
	const struct date date = { typed_number(parts, DATE_YEAR), month,
		typed_number(parts, DATE_DAY) };
	switch (part) {
	case DATE_YEAR:
		return date.year < YEAR_MIN || date.year > YEAR_MAX;
	case DATE_MONTH:
		return month < 1 || month > MONTHS;
	case DATE_DAY:
		/* while year or month are wrong themselves: any day that some month has */
		return date.day < 1 ||
			(!is_wrong_part(parts, DATE_YEAR) && !is_wrong_part(parts, DATE_MONTH) ?
					!date_is_real(date) :
					date.day > DAYS_MOST);
	case DATE_PART_COUNT:
		break;
	}
	return false;
}

enum fault
rules_check_part(const struct answers *answers, int32_t element, int32_t part)
{
	const struct answer *answer = &answers->of[element];
	const bool is_blank = str_trim(answer_text(answer->parts, part)).n == 0;
	if (answer->fault == FAULT_NONE) {
		return FAULT_NONE;
	}
	if (answers->form->elements[element].type == ELEMENT_ADDRESS) {
		return part != ADDRESS_COUNTRY && is_blank && answer->fault == FAULT_REQUIRED ?
			FAULT_REQUIRED :
			FAULT_NONE;
	}
	if (!is_wrong_part(answer->parts, (enum date_part)part)) {
		return FAULT_NONE;
	}
	return is_blank ? FAULT_REQUIRED : FAULT_DATE_INVALID;
}

/* The list of GC Forms, whatever fileType says; the case of the letters does not matter. */
static bool
has_good_extension(struct str name)
{
	static const char *const extensions[] = { "pdf", "doc", "xls", "docx", "xlsx", "jpg", "jpeg",
		"png", "txt", "csv" };
	size_t at = name.n;
	while (at > 0 && name.p[at - 1] != '.') {
		at--;
	}
	char lower[EXTENSION_MAX];
	const size_t n = name.n - at;
	if (at == 0 || n > sizeof(lower)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		const char c = name.p[at + i];
		lower[i] = c;
		if (c >= 'A' && c <= 'Z') {
			lower[i] = (char)(c | 0x20);
		}
	}
	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
		if (str_eq(str_of(extensions[i]), (struct str){ lower, n })) {
			return true;
		}
	}
	return false;
}

static enum fault
check_file(const struct subject *subject)
{
	const bool is_there = subject->value.n > 0 && subject->size > 0;
	if (subject->must->required && !is_there && !subject->shown) {
		return FAULT_REQUIRED;
	}
	if (subject->value.n > 0 && !has_good_extension(subject->value)) {
		return FAULT_FILE_TYPE;
	}
	return subject->size > FILE_BYTES_MAX ? FAULT_FILE_SIZE : FAULT_NONE;
}

/* ---- the order of GC Forms ---- */

static enum fault
check_field(const struct subject *subject)
{
	const bool has_value = subject->value.n > 0 || subject->items > 0;
	if (utf16_length(subject->value) > ANSWER_TEXT_UNITS_MAX || subject->items > ANSWER_ITEMS_MAX) {
		return FAULT_TOO_MANY_CHARACTERS;
	}
	switch (subject->element->type) {
	case ELEMENT_TEXT:
	case ELEMENT_NUMBER:
		return check_text(subject);
	case ELEMENT_TEXT_AREA:
		if (subject->must->required && subject->trimmed.n == 0) {
			return FAULT_REQUIRED;
		}
		return check_length(subject);
	case ELEMENT_CHECKBOX:
		return check_checkbox(subject);
	case ELEMENT_COMBOBOX:
		return subject->must->required && subject->trimmed.n == 0 && !subject->chosen ?
			FAULT_REQUIRED :
			FAULT_NONE;
	case ELEMENT_RADIO:
	case ELEMENT_DROPDOWN:
	case ELEMENT_STARS:
		return subject->must->required && !has_value ? FAULT_REQUIRED : FAULT_NONE;
	case ELEMENT_DATE:
		return check_date(subject);
	case ELEMENT_FILE:
		return check_file(subject);
	case ELEMENT_ADDRESS: /* rules_missing_parts() sees to one that was begun */
		return subject->must->required && !has_value ? FAULT_REQUIRED : FAULT_NONE;
	case ELEMENT_RICH_TEXT:
	case ELEMENT_SET:
		break;
	}
	return FAULT_NONE;
}

/* Longer than any address can be (RFC 5321 section 4.5.3.1.3). */
static bool
is_email(const struct subject *subject)
{
	return utf16_length(subject->trimmed) <= EMAIL_MAX &&
		matches(subject->matcher, text_kinds[TEXT_EMAIL].pattern, subject->trimmed);
}

/* GC Forms looks at the type of every answer that is there, whether the element has a validation or not. */
static enum fault
check_type(const struct subject *subject)
{
	bool good = !subject->mistyped;
	if (subject->value.n > 0 && subject->element->type == ELEMENT_DATE) {
		good = good && is_date(subject->value);
	} else if (subject->value.n > 0 && subject->element->type == ELEMENT_FILE) {
		good = good && has_good_extension(subject->value);
	} else if (subject->value.n > 0 && subject->element->type == ELEMENT_TEXT &&
		str_eq(subject->element->autocomplete, STR("email"))) {
		good = good && is_email(subject);
	}
	return good ? FAULT_NONE : FAULT_MISMATCHED_TYPE;
}

/* ---- the kiosk's own checks ---- */

/* Any script; a single name is a name. Digits of no script belong to one. */
static bool
is_name(const struct subject *subject)
{
	return utf8_count(subject->trimmed) <= NAME_MAX &&
		matches(subject->matcher, "\\p{L}", subject->trimmed) &&
		!matches(subject->matcher, "\\p{Nd}", subject->trimmed);
}

static enum fault
check_kiosk(const struct subject *subject)
{
	const uint32_t checks = subject->element->checks;
	char phone[10], postal[6];
	if (subject->trimmed.n == 0) {
		return FAULT_NONE;
	}
	if ((checks & CHECK_NANP) && !parse_phone(subject->trimmed, phone)) {
		return FAULT_NANP;
	}
	if ((checks & CHECK_POSTAL) && !parse_postal(subject->trimmed, postal)) {
		return FAULT_POSTAL;
	}
	if ((checks & CHECK_LUHN_REFUSE) && rules_holds_sin(subject->trimmed)) {
		return FAULT_LUHN;
	}
	return (checks & CHECK_NAME) && !is_name(subject) ? FAULT_NAME : FAULT_NONE;
}

static struct subject
subject_of(const struct answers *answers, int32_t element, const struct matcher *matcher)
{
	const struct answer *answer = &answers->of[element];
	const struct element *definition = &answers->form->elements[element];
	const struct str value = answer_text(answers, element);
	return (struct subject){
		.element = definition,
		.must = &definition->validation,
		.matcher = matcher,
		.value = value,
		.trimmed = str_trim(value),
		.size = answer->size,
		.shown = answer->shown,
		.chosen = answer->n_chosen > 0,
		/* a label that the form does not know counts as an item */
		.items = answer->n_chosen + (element_has_choices(definition) && value.n > 0),
		.mistyped = answer->mistyped,
	};
}

/* All but a set's rows; `asked`: whether GC Forms checks more than the type. */
static enum fault
check_one(const struct answers *answers, int32_t element, const struct matcher *matcher, bool asked)
{
	const struct subject subject = subject_of(answers, element, matcher);
	enum fault fault = asked && subject.must->present ? check_field(&subject) : FAULT_NONE;
	if (asked && !fault && rules_missing_parts(answers, element) != 0) {
		fault = FAULT_REQUIRED;
	}
	if (!fault) {
		fault = check_type(&subject);
	}
	return fault ? fault : check_kiosk(&subject);
}

enum fault
rules_check_cell(const struct answers *answers, int32_t element, int32_t row, int32_t cell,
	const struct matcher *matcher)
{
	const bool asked = answers->form->elements[element].validation.present;
	return check_one(&answers->of[element].rows[row], cell, matcher, asked);
}

static enum fault
check_rows(const struct answers *answers, int32_t element, const struct matcher *matcher)
{
	const struct answer *set = &answers->of[element];
	for (int32_t row = 0; row < set->n_rows; row++) {
		for (int32_t cell = 0; cell < set->rows[row].form->n_elements; cell++) {
			const enum fault fault = rules_check_cell(answers, element, row, cell, matcher);
			if (fault) {
				return fault;
			}
		}
	}
	return FAULT_NONE;
}

enum fault
rules_check(const struct answers *answers, int32_t element, const struct matcher *matcher)
{
	const enum fault fault = check_rows(answers, element, matcher);
	return fault ? fault : check_one(answers, element, matcher, true);
}

/* SPDX-License-Identifier: MIT */
/* The semantics of GC Forms: choice matching, pages, show and hide, and validation in its exact order. */
#include "core/rules.h"

#include <string.h>

#include "core/format.h"
#include "core/rules_sin.h"

enum { ANSWER_ITEMS_MAX = ANSWER_TEXT_UNITS_MAX, NAME_MAX = 100, EMAIL_MAX = 254 };

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
		[FAULT_NANP] = "kiosk.nanp",
		[FAULT_POSTAL] = "kiosk.postal",
		[FAULT_LUHN] = "kiosk.luhn",
		[FAULT_NAME] = "kiosk.name",
	};
	return keys[fault];
}

/* ---- which questions are asked ---- */

bool
rules_matched(const struct answers *answers, struct choice_ref ref)
{
	return ref.element >= 0 && ref.choice >= 0 && answer_has(answers, ref.element, ref.choice);
}

/* Walking the pages sees less than show and hide: no combo boxes, and of a checkbox the first ticked item only. */
static bool
leads(const struct answers *answers, struct choice_ref ref)
{
	if (ref.element < 0 || ref.choice < 0) {
		return false;
	}
	const struct answer *answer = &answers->of[ref.element];
	const enum element_type type = answers->form->elements[ref.element].type;
	if (type != ELEMENT_RADIO && type != ELEMENT_DROPDOWN && type != ELEMENT_CHECKBOX) {
		return false;
	}
	return answer->n_chosen > 0 && answer->chosen[0] == ref.choice;
}

static bool
is_catch_all(const struct next_rule *rule)
{
	return rule->when.choice < 0;
}

/* The rule that is followed: the first that matches and asks about this page, else the catch-all, else NULL. */
static const struct next_rule *
rule_followed(const struct answers *answers, int32_t group)
{
	const struct group *from = &answers->form->groups[group];
	const struct next_rule *otherwise = NULL;
	for (int32_t i = 0; i < from->n_next_rules; i++) {
		const struct next_rule *rule = &from->next_rules[i];
		if (is_catch_all(rule)) {
			otherwise = otherwise ? otherwise : rule;
		} else if (leads(answers, rule->when) &&
			answers->form->elements[rule->when.element].group == group) {
			return rule;
		}
	}
	return otherwise;
}

enum next_kind
rules_next(const struct answers *answers, int32_t group, int32_t *ret_group)
{
	const struct group *from = &answers->form->groups[group];
	enum next_kind kind = from->next;
	int32_t to = from->next_group;
	if (kind == NEXT_RULES) {
		const struct next_rule *rule = rule_followed(answers, group);
		if (!rule) {
			return NEXT_NONE;
		}
		kind = rule->kind;
		to = rule->group;
	}
	if (kind == NEXT_GROUP) {
		*ret_group = to;
	}
	return kind;
}

int32_t
rules_path(const struct answers *answers, int32_t *ret_groups, int32_t cap)
{
	bool seen[FORM_GROUPS_MAX] = { false };
	int32_t n = 0;
	int32_t group = answers->form->start;
	enum next_kind kind = group >= 0 ? NEXT_GROUP : NEXT_NONE;
	while (kind == NEXT_GROUP && !seen[group] && n < cap) {
		seen[group] = true;
		ret_groups[n++] = group;
		kind = rules_next(answers, group, &group);
	}
	return n;
}

/* What is visible now. Working memory of the functions below; 1 KiB of stack. */
struct sight {
	bool group[FORM_GROUPS_MAX]; /* on the path */
	bool element[FORM_ELEMENTS_MAX];
};

static void
see_path(const struct answers *answers, struct sight *sight)
{
	int32_t path[FORM_GROUPS_MAX];
	const int32_t n = rules_path(answers, path, FORM_GROUPS_MAX);
	for (int32_t i = 0; i < n; i++) {
		sight->group[path[i]] = true;
	}
}

/* With what is known to be visible so far. */
static bool
is_shown(const struct answers *answers, const struct sight *sight, const struct element *element)
{
	if (answers->form->n_groups > 0 && (element->group < 0 || !sight->group[element->group])) {
		return false;
	}
	for (int32_t i = 0; i < element->n_rules; i++) {
		const int32_t parent = element->rules[i].element;
		if (parent >= 0 && sight->element[parent] && rules_matched(answers, element->rules[i])) {
			return true;
		}
	}
	return element->n_rules == 0;
}

/*
 * An element is visible when a matching rule leads to a visible parent. That is the least fixed point of is_shown(): what
 * is reached in rounds from nothing. It equals recursion in which an element counts as hidden while it is being computed,
 * needs no recursion, and a cycle simply stays hidden. One round is enough where parents stand before their children.
 */
static void
see(const struct answers *answers, struct sight *sight)
{
	const struct form *form = answers->form;
	*sight = (struct sight){ 0 };
	see_path(answers, sight);
	for (bool changed = true; changed;) {
		changed = false;
		for (int32_t i = 0; i < form->n_elements; i++) {
			if (!sight->element[i] && is_shown(answers, sight, &form->elements[i])) {
				sight->element[i] = true;
				changed = true;
			}
		}
	}
}

bool
rules_visible(const struct answers *answers, int32_t element)
{
	struct sight sight;
	see(answers, &sight);
	return sight.element[element];
}

static int32_t
walk_list(const struct sight *sight, const int32_t *list, int32_t n_list, int32_t *ret_elements,
	int32_t cap)
{
	int32_t n = 0;
	for (int32_t i = 0; i < n_list && n < cap; i++) {
		if (sight->element[list[i]]) {
			ret_elements[n++] = list[i];
		}
	}
	return n;
}

int32_t
rules_walk(const struct answers *answers, int32_t *ret_elements, int32_t cap)
{
	const struct form *form = answers->form;
	struct sight sight;
	see(answers, &sight);
	if (form->n_groups == 0) {
		return walk_list(&sight, form->layout, form->n_layout, ret_elements, cap);
	}
	int32_t path[FORM_GROUPS_MAX];
	/* Without a groupsLayout GC Forms shows the start group alone, on one page. */
	const int32_t n_path = rules_path(answers, path, form->review ? FORM_GROUPS_MAX : 1);
	int32_t n = 0;
	for (int32_t i = 0; i < n_path; i++) {
		const struct group *group = &form->groups[path[i]];
		n += walk_list(&sight, group->elements, group->n_elements, ret_elements + n, cap - n);
	}
	return n;
}

/* ---- whether an answer will do ---- */

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
	int32_t items; /* ticked or chosen, known to the form or not */
	bool chosen;   /* one of the form's choices */
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
	case ELEMENT_RICH_TEXT:
	case ELEMENT_DATE:
	case ELEMENT_ADDRESS:
	case ELEMENT_FILE:
	case ELEMENT_SET:
		break;
	}
	return FAULT_NONE;
}

/* GC Forms looks at the type of every answer that is there, whether the element has a validation or not. */
static enum fault
check_type(const struct subject *subject)
{
	if (subject->element->type != ELEMENT_TEXT ||
		!str_eq(subject->element->autocomplete, STR("email")) || subject->value.n == 0) {
		return FAULT_NONE;
	}
	const bool good = utf16_length(subject->trimmed) <= EMAIL_MAX &&
		matches(subject->matcher, text_kinds[TEXT_EMAIL].pattern, subject->trimmed);
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

enum fault
rules_check(const struct answers *answers, int32_t element, const struct matcher *matcher)
{
	const struct element *definition = &answers->form->elements[element];
	const struct str value = answer_text(answers, element);
	const struct subject subject = {
		.element = definition,
		.must = &definition->validation,
		.matcher = matcher,
		.value = value,
		.trimmed = str_trim(value),
		.chosen = answers->of[element].n_chosen > 0,
		/* a ticked label that the form does not know counts as an item */
		.items = answers->of[element].n_chosen + (element_has_choices(definition) && value.n > 0),
	};
	enum fault fault = definition->validation.present ? check_field(&subject) : FAULT_NONE;
	if (!fault) {
		fault = check_type(&subject);
	}
	return fault ? fault : check_kiosk(&subject);
}

/* SPDX-License-Identifier: MIT */
/* The elements of a template and the choices that rules refer to, by jansson. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "platform/form_reader.h"

enum { RULES_MAX = 400, LENGTH_MAX = 1000 * 1000, STARS_DEFAULT = 5 };

/* ---- choice references ---- */

/* "12.3" and "12.catch-all"; false when it is neither. The element's index is looked up later. */
bool
form_parse_ref(const char *text, struct choice_ref *ret_ref)
{
	char *end;
	errno = 0;
	const long id = strtol(text, &end, 10);
	const bool has_id = end != text && id >= 1 && id <= FORM_ID_MAX;
	if (strstr(text, "catch-all")) {
		*ret_ref = (struct choice_ref){
			.element = -1, .element_id = has_id ? (int32_t)id : 0, .choice = -1
		};
		return true;
	}
	if (!has_id || *end != '.') {
		return false;
	}
	const char *digits = end + 1;
	const long choice = strtol(digits, &end, 10);
	if (end == digits || *end != '\0' || choice < 0 || choice >= FORM_CHOICES_MAX) {
		return false;
	}
	*ret_ref = (struct choice_ref){
		.element = -1, .element_id = (int32_t)id, .choice = (int32_t)choice
	};
	return true;
}

/* Finds the element, and says so when there is none or it has no such choice. */
void
form_resolve_ref(struct reader *reader, const struct form *form, struct choice_ref *ref)
{
	ref->element = form_find(form, ref->element_id);
	if (ref->choice < 0) {
		return;
	}
	if (ref->element < 0) {
		reader_report(reader, "error", TODO_BUILDER,
			"The rule asks about element %d, which does not exist.", (int)ref->element_id);
	} else if (ref->choice >= form->elements[ref->element].n_own_choices) {
		reader_report(reader, "error", TODO_BUILDER,
			"The rule asks about choice %d of element %d, which has %d choices.", (int)ref->choice,
			(int)ref->element_id, (int)form->elements[ref->element].n_own_choices);
		/* there may be one with this index, of a managed list, which rules do not know */
		ref->choice = FORM_CHOICES_MAX;
	}
}

/* ---- elements ---- */

static const struct {
	const char *name;
	enum element_type type;
} element_types[] = {
	{ "textField", ELEMENT_TEXT },
	{ "textArea", ELEMENT_TEXT_AREA },
	{ "numberInput", ELEMENT_NUMBER },
	{ "radio", ELEMENT_RADIO },
	{ "dropdown", ELEMENT_DROPDOWN },
	{ "combobox", ELEMENT_COMBOBOX },
	{ "checkbox", ELEMENT_CHECKBOX },
	{ "attestation", ELEMENT_CHECKBOX },
	{ "richText", ELEMENT_RICH_TEXT },
	{ "formattedDate", ELEMENT_DATE },
	{ "addressComplete", ELEMENT_ADDRESS },
	{ "starRating", ELEMENT_STARS },
	{ "fileInput", ELEMENT_FILE },
	{ "dynamicRow", ELEMENT_SET },
	/* of 2021 */
	{ "plainText", ELEMENT_RICH_TEXT },
	{ "heading", ELEMENT_RICH_TEXT },
	{ "email", ELEMENT_TEXT },
	{ "date", ELEMENT_TEXT },
};

static const struct {
	const char *name;
	enum text_kind kind;
} text_kinds[] = {
	{ "email", TEXT_EMAIL },
	{ "phone", TEXT_PHONE },
	{ "date", TEXT_DATE },
	{ "alphanumeric", TEXT_ALPHANUMERIC },
	{ "number", TEXT_NUMBER },
	{ "name", TEXT_NAME },
	{ "text", TEXT_LETTERS },
	{ "custom", TEXT_CUSTOM },
};

static enum text_kind
find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(text_kinds) / sizeof(text_kinds[0]); i++) {
		if (strcmp(text_kinds[i].name, name) == 0) {
			return text_kinds[i].kind;
		}
	}
	return TEXT_ANY;
}

/* Returns the name that was found, NULL after a refusal. */
static const char *
read_type(struct reader *reader, json_t *json, enum element_type *ret_type)
{
	const char *name = json_string_value(reader_member(reader, json, "type", JSON_STRING));
	for (size_t i = 0; name && i < sizeof(element_types) / sizeof(element_types[0]); i++) {
		if (strcmp(element_types[i].name, name) == 0) {
			*ret_type = element_types[i].type;
			return element_types[i].name;
		}
	}
	const size_t mark = reader_key(reader, "type");
	reader_refuse(reader, -EINVAL, "Use one of the element types of GC Forms.",
		name ? "There is no element type \"%.40s\"." : "The element has no type.%s",
		name ? name : "");
	reader_up(reader, mark);
	return NULL;
}

/* Limits with nothing between them: no answer ever lets a client go on. */
static void
check_limits(struct reader *reader, const struct validation *validation)
{
	if (validation->has_min && validation->has_max && validation->min > validation->max) {
		reader_report(reader, "error", "Change one of the two.",
			"No number is at least minValue and at most maxValue.");
	}
	if (validation->max_digits > 0 && validation->min_digits > validation->max_digits) {
		reader_report(reader, "error", "Change one of the two.",
			"No number has at least minDigits and at most maxDigits digits.");
	}
}

static void
read_validation(struct reader *reader, json_t *properties, struct validation *ret_validation)
{
	static const char *const keys[] = { "required", "type", "regex", "maxLength", "minLength",
		"minValue", "maxValue", "minDigits", "maxDigits", "all", "descriptionEn", "descriptionFr",
		NULL };
	json_t *json = reader_member(reader, properties, "validation", JSON_OBJECT);
	if (!json) {
		return;
	}
	const size_t mark = reader_key(reader, "validation");
	const char *kind = json_string_value(reader_member(reader, json, "type", JSON_STRING));
	struct validation validation = {
		.present = true,
		.required = reader_bool(reader, json, "required"),
		.all = reader_bool(reader, json, "all"),
		.kind = find_kind(kind ? kind : ""),
		.regex = reader_text(reader, json, "regex"),
		.max_length = reader_integer(reader, json, "maxLength", 1, LENGTH_MAX, 0),
		.min_digits = reader_integer(reader, json, "minDigits", 1, LENGTH_MAX, 0),
		.max_digits = reader_integer(reader, json, "maxDigits", 1, LENGTH_MAX, 0),
	};
	validation.has_min = reader_number(reader, json, "minValue", &validation.min);
	validation.has_max = reader_number(reader, json, "maxValue", &validation.max);
	if (kind && kind[0] != '\0' && validation.kind == TEXT_ANY) {
		reader_report(reader, "warning", TODO_BUILDER,
			"The validation type \"%.40s\" is unknown; nothing is checked.", kind);
	}
	check_limits(reader, &validation);
	reader_known(reader, json, keys);
	reader_up(reader, mark);
	*ret_validation = validation;
}

static void
read_rules(struct reader *reader, json_t *properties, struct element *element)
{
	json_t *list = reader_member(reader, properties, "conditionalRules", JSON_ARRAY);
	const size_t n = list ? json_array_size(list) : 0;
	if (n == 0) {
		return;
	}
	const size_t mark = reader_key(reader, "conditionalRules");
	if (n > RULES_MAX) {
		reader_refuse(reader, -E2BIG, TODO_BUILDER, "The element has %zu rules; %d are allowed.", n,
			(int)RULES_MAX);
	}
	struct choice_ref *rules = reader_take(reader, n * sizeof(*rules));
	for (size_t i = 0; rules && i < n && !reader->error; i++) {
		const size_t item = reader_index(reader, i);
		const char *text = json_string_value(json_object_get(json_array_get(list, i), "choiceId"));
		if (!text || !form_parse_ref(text, &rules[i]) || rules[i].choice < 0) {
			reader_refuse(
				reader, -EINVAL, TODO_BUILDER, "A rule must have a choiceId such as \"3.0\".");
		}
		reader_up(reader, item);
	}
	reader_up(reader, mark);
	element->rules = rules;
	element->n_rules = (int32_t)n;
}

static void
read_number_style(struct reader *reader, json_t *properties, struct element *element)
{
	struct currency unused;
	element->allow_negative = reader_bool(reader, properties, "allowNegativeNumbers");
	element->number.decimals = reader_integer(
		reader, properties, "stepCount", 0, NUMBER_DECIMALS_MAX, 0);
	element->number.is_grouped = reader_bool(reader, properties, "useThousandsSeparator");
	const struct str code = reader_text(reader, properties, "currencyCode");
	if (code.n > 0 && !number_currency(code, &unused)) {
		const size_t mark = reader_key(reader, "currencyCode");
		reader_report(reader, "error", "Write a code of ISO 4217, such as CAD.",
			"A currency code has three letters; it is left out.");
		reader_up(reader, mark);
	} else {
		element->number.currency = code;
	}
}

/* As in GC Forms, what is neither of the other two orders begins with the year. */
static enum date_order
read_date_order(struct reader *reader, json_t *properties)
{
	const struct str format = reader_text(reader, properties, "dateFormat");
	if (str_eq(format, STR("DD-MM-YYYY"))) {
		return DATE_DMY;
	}
	return str_eq(format, STR("MM-DD-YYYY")) ? DATE_MDY : DATE_YMD;
}

static bool
is_canadian(struct reader *reader, json_t *properties)
{
	static const char *const keys[] = { "canadianOnly", "splitAddress", NULL };
	json_t *json = reader_member(reader, properties, "addressComponents", JSON_OBJECT);
	const size_t mark = reader_key(reader, "addressComponents");
	const bool is_only = json && reader_bool(reader, json, "canadianOnly");
	if (json) {
		reader_known(reader, json, keys);
	}
	reader_up(reader, mark);
	return is_only;
}

/* What only one type of element has. */
static void
read_particulars(struct reader *reader, json_t *properties, struct element *element)
{
	read_number_style(reader, properties, element);
	element->date_order = read_date_order(reader, properties);
	element->stars = reader_integer(
		reader, properties, "numberOfStars", FORM_STARS_MIN, FORM_STARS_MAX, STARS_DEFAULT);
	element->is_strict = element->type == ELEMENT_COMBOBOX &&
		reader_bool(reader, properties, "strictValue");
	element->is_canadian = element->type == ELEMENT_ADDRESS && is_canadian(reader, properties);
}

/* What the legacy types and properties mean today. */
static void
apply_legacy(struct reader *reader, json_t *properties, const char *type, struct element *element)
{
	if (strcmp(type, "attestation") == 0) {
		element->validation.all = true;
	} else if (strcmp(type, "email") == 0 && element->validation.kind == TEXT_ANY) {
		element->validation.kind = TEXT_EMAIL;
	} else if (strcmp(type, "date") == 0 && element->validation.kind == TEXT_ANY) {
		element->validation.kind = TEXT_DATE;
	}
	element->char_limit = reader_integer(reader, properties, "charLimit", 0, LENGTH_MAX, 0);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		static const char *const keys[LANG_COUNT] = { "descriptionEN", "descriptionFR" };
		if (element->description.in[lang].n == 0) {
			element->description.in[lang] = reader_text(reader, properties, keys[lang]);
		}
	}
}

static void read_sub_elements(struct reader *reader, json_t *properties, struct element *element);

/* Before sets had properties of their own, their placeholder was the name of a row. */
static void
read_row_words(struct reader *reader, json_t *properties, struct element *element)
{
	json_t *json = reader_member(reader, properties, "dynamicRow", JSON_OBJECT);
	const size_t mark = reader_key(reader, "dynamicRow");
	if (json) {
		element->row_title = reader_bilingual(reader, json, "rowTitle");
		element->add_row = reader_bilingual(reader, json, "addButtonText");
		element->remove_row = reader_bilingual(reader, json, "removeButtonText");
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (element->row_title.in[lang].n == 0) {
			element->row_title.in[lang] = element->placeholder.in[lang];
		}
	}
	reader_up(reader, mark);
}

static void
read_properties(
	struct reader *reader, json_t *properties, const char *type, struct element *element)
{
	static const char *const keys[] = { "titleEn", "titleFr", "descriptionEn", "descriptionFr",
		"placeholderEn", "placeholderFr", "validation", "choices", "sortOrder", "managedChoices",
		"strictValue", "conditionalRules", "autoComplete", "dateFormat", "allowNegativeNumbers",
		"stepCount", "currencyCode", "useThousandsSeparator", "numberOfStars", "addressComponents",
		"fileType", "subElements", "dynamicRow", "maxNumberOfRows", "questionId", "tags",
		"headingLevel", "isSectional", "full", "charLimit", "description", "descriptionEN",
		"descriptionFR", "required", NULL };
	element->title = reader_bilingual(reader, properties, "title");
	element->description = reader_bilingual(reader, properties, "description");
	if (element->type == ELEMENT_RICH_TEXT) {
		element->rich = form_read_rich(reader, "description", &element->description);
	}
	element->placeholder = reader_bilingual(reader, properties, "placeholder");
	element->autocomplete = reader_text(reader, properties, "autoComplete");
	read_particulars(reader, properties, element);
	read_validation(reader, properties, &element->validation);
	form_read_choices(reader, properties, element);
	form_read_purposes(reader, properties, element);
	read_rules(reader, properties, element);
	apply_legacy(reader, properties, type, element);
	if (element->type == ELEMENT_SET) {
		element->max_rows = reader_integer(reader, properties, "maxNumberOfRows", 1, LENGTH_MAX, 0);
		read_row_words(reader, properties, element);
		read_sub_elements(reader, properties, element);
	}
	reader_known(reader, properties, keys);
}

static void
read_element(struct reader *reader, json_t *json, int32_t otherwise_id, struct element *element)
{
	static const char *const keys[] = { "id", "uuid", "type", "properties", "subId", NULL };
	if (!json_is_object(json)) {
		reader_refuse(reader, -EINVAL, TODO_BUILDER, "An element must be an object.");
		return;
	}
	const char *type = read_type(reader, json, &element->type);
	if (!type) {
		return;
	}
	element->page = -1;
	element->group = -1;
	/* until somebody has decided otherwise in service.json: what nobody thought of must not be read aloud */
	element->is_private = element_is_question(element);
	element->id = reader_integer(reader, json, "id", 1, FORM_ID_MAX, otherwise_id);
	json_t *properties = reader_member(reader, json, "properties", JSON_OBJECT);
	if (!properties) {
		reader_refuse(reader, -EINVAL, TODO_BUILDER, "The element has no properties.");
		return;
	}
	const size_t mark = reader_key(reader, "properties");
	read_properties(reader, properties, type, element);
	reader_up(reader, mark);
	reader_known(reader, json, keys);
}

struct element *
form_read_elements(struct reader *reader, json_t *list, int32_t *ret_n)
{
	const size_t n = json_array_size(list);
	if (n > FORM_ELEMENTS_MAX) {
		reader_refuse(reader, -E2BIG, "Split the form.",
			"The form has %zu elements; %d are allowed.", n, (int)FORM_ELEMENTS_MAX);
	}
	struct element *elements = reader_take(reader, n * sizeof(*elements));
	for (size_t i = 0; elements && i < n && !reader->error; i++) {
		const size_t mark = reader_index(reader, i);
		read_element(reader, json_array_get(list, i), (int32_t)i + 1, &elements[i]);
		reader_up(reader, mark);
	}
	*ret_n = (int32_t)n;
	return reader->error ? NULL : elements;
}

/* GC Forms numbers them 1301, 1302 and so on in element 13; older templates do not. */
static bool
is_numbered_after(int32_t id, int32_t parent)
{
	while (id > parent) {
		id /= 10;
	}
	return id == parent;
}

/* Answers are kept by place, so that neither fault does harm here; the desk and the web may see it otherwise. */
static void
check_sub_ids(struct reader *reader, const struct element *element)
{
	for (int32_t i = 0; i < element->n_sub_elements; i++) {
		const int32_t id = element->sub_elements[i].id;
		const size_t item = reader_index(reader, (size_t)i);
		bool again = false;
		for (int32_t k = 0; k < i; k++) {
			again = again || element->sub_elements[k].id == id;
		}
		if (again) {
			reader_report(reader, "error", "Give every element its own id.",
				"Another element of the set has the same id, %d.", (int)id);
		} else if (!is_numbered_after(id, element->id)) {
			reader_report(reader, "warning", TODO_BUILDER,
				"The id %d does not begin with that of the repeating set, %d.", (int)id,
				(int)element->id);
		}
		reader_up(reader, item);
	}
}

/* As in GC Forms, a question of a set is always asked, and rich text is none. */
static void
check_sub_questions(struct reader *reader, const struct element *element)
{
	bool asks = false;
	for (int32_t i = 0; i < element->n_sub_elements; i++) {
		const struct element *sub = &element->sub_elements[i];
		asks = asks || element_is_question(sub);
		if (sub->n_rules > 0) {
			const size_t item = reader_index(reader, (size_t)i);
			reader_key(reader, "properties.conditionalRules");
			reader_report(reader, "warning", "Take the rules out, or the question out of the set.",
				"Rules have no effect in a repeating set: the question is always asked.");
			reader_up(reader, item);
		}
	}
	if (!asks) {
		reader_report(reader, "warning", "Add questions to the set, or take it out.",
			"The repeating set holds no questions: there is nothing to answer.");
	}
}

static void
read_sub_elements(struct reader *reader, json_t *properties, struct element *element)
{
	json_t *list = reader_member(reader, properties, "subElements", JSON_ARRAY);
	const size_t mark = reader_key(reader, "subElements");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *type = json_string_value(json_object_get(json_array_get(list, i), "type"));
		if (type && strcmp(type, "dynamicRow") == 0) {
			reader_refuse(
				reader, -EINVAL, TODO_BUILDER, "A repeating set must not hold another one.");
		}
	}
	if (list && !reader->error) {
		element->sub_elements = form_read_elements(reader, list, &element->n_sub_elements);
	}
	if (!reader->error) {
		check_sub_ids(reader, element);
		check_sub_questions(reader, element);
	}
	reader_up(reader, mark);
}

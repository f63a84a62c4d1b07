/* SPDX-License-Identifier: MIT */
/* The services in assets/services, and what the loader refuses of a service. */
#include <errno.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "core/rules.h"
#include "platform/form_json.h"
#include "platform/regex.h"

/* Element ids of the service request; they go into every envelope and never change. */
enum {
	TOPIC = 1,
	NEED,
	GIVEN,
	SURNAME,
	REACH,
	PHONE,
	BEST_TIME,
	ALTERNATE,
	MESSAGE,
	LANGUAGE,
	INTERPRETER,
	ACCESS,
	POSTAL,
	DETAILS,
	CONSENT
};

struct bench {
	struct arena arena;
	struct regex *regex;
	struct matcher matcher;
	const struct form *form, *loaded; /* the service request; what load() was given */
	struct answers answers;
	struct diagnosis diagnosis;
	char folder[64];
	char memory[1024 * 1024];
};

static const char *
source_path(const char *name, char *path, size_t size)
{
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, size, "%s/%s", source ? source : ".", name);
	return path;
}

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	char path[512];
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	if (regex_open(&bench->regex) != 0) {
		return -1;
	}
	bench->matcher = regex_matcher(bench->regex);
	if (form_load_service(source_path("assets/services/service-request", path, sizeof(path)),
			&bench->arena, NULL, &bench->form, &bench->diagnosis) != 0) {
		print_error(
			"%s: %s: %s\n", bench->diagnosis.file, bench->diagnosis.where, bench->diagnosis.what);
		return -1;
	}
	answers_init(&bench->answers, bench->form, &bench->arena);
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *bench = *state;
	regex_close(bench->regex);
	free(bench);
	return 0;
}

static const struct element *
element(const struct bench *bench, int32_t id)
{
	return &bench->form->elements[form_find(bench->form, id)];
}

static void
choose(struct bench *bench, int32_t id, int32_t choice)
{
	answer_choose(&bench->answers, form_find(bench->form, id), choice);
}

static void
type(struct bench *bench, int32_t id, const char *text)
{
	assert_true(answer_set_text(&bench->answers, form_find(bench->form, id), str_of(text)));
}

static enum fault
fault_of(const struct bench *bench, int32_t id)
{
	return rules_check(&bench->answers, form_find(bench->form, id), &bench->matcher);
}

static void
assert_walk(const struct bench *bench, const int32_t *ids, int32_t n)
{
	int32_t walk[FORM_ELEMENTS_MAX];
	assert_int_equal(rules_walk(&bench->answers, walk, FORM_ELEMENTS_MAX), n);
	for (int32_t i = 0; i < n; i++) {
		assert_int_equal(bench->form->elements[walk[i]].id, ids[i]);
	}
}

static void
asks_in_order_by_how_the_client_can_be_reached(void **state)
{
	struct bench *bench = *state;
	static const int32_t unknown[] = { TOPIC, NEED, GIVEN, SURNAME, REACH, LANGUAGE, INTERPRETER,
		ACCESS, POSTAL, DETAILS, CONSENT };
	static const int32_t by_phone[] = { TOPIC, NEED, GIVEN, SURNAME, REACH, PHONE, BEST_TIME,
		ALTERNATE, LANGUAGE, INTERPRETER, ACCESS, POSTAL, DETAILS, CONSENT };
	static const int32_t no_phone[] = { TOPIC, NEED, GIVEN, SURNAME, REACH, MESSAGE, LANGUAGE,
		INTERPRETER, ACCESS, POSTAL, DETAILS, CONSENT };
	assert_walk(bench, unknown, 11);
	choose(bench, REACH, 0);
	assert_walk(bench, by_phone, 14);
	choose(bench, REACH, 1);
	assert_walk(bench, no_phone, 12);
}

static void
a_whole_request_has_no_fault(void **state)
{
	struct bench *bench = *state;
	static const int32_t radios[] = { TOPIC, NEED, REACH, BEST_TIME, LANGUAGE, INTERPRETER,
		CONSENT };
	for (size_t i = 0; i < sizeof(radios) / sizeof(radios[0]); i++) {
		assert_int_not_equal(fault_of(bench, radios[i]), FAULT_NONE);
		choose(bench, radios[i], 0);
	}
	type(bench, GIVEN, "Zoé");
	type(bench, SURNAME, "D’Arcy-Côté");
	type(bench, PHONE, "(613) 555-0199 poste 12");
	int32_t walk[FORM_ELEMENTS_MAX];
	const int32_t n = rules_walk(&bench->answers, walk, FORM_ELEMENTS_MAX);
	for (int32_t i = 0; i < n; i++) {
		assert_int_equal(rules_check(&bench->answers, walk[i], &bench->matcher), FAULT_NONE);
	}
}

static void
refuses_what_it_must(void **state)
{
	struct bench *bench = *state;
	type(bench, PHONE, "911");
	assert_int_equal(fault_of(bench, PHONE), FAULT_NANP);
	type(bench, ALTERNATE, "613 911 0000");
	assert_int_equal(fault_of(bench, ALTERNATE), FAULT_NANP);
	type(bench, POSTAL, "D1A 0B1");
	assert_int_equal(fault_of(bench, POSTAL), FAULT_POSTAL);
	type(bench, DETAILS, "my number is 046 454 286");
	assert_int_equal(fault_of(bench, DETAILS), FAULT_LUHN);
	type(bench, MESSAGE, "Ann, 046-454-286");
	assert_int_equal(fault_of(bench, MESSAGE), FAULT_LUHN);
	type(bench, GIVEN, "R2");
	assert_int_equal(fault_of(bench, GIVEN), FAULT_NAME);
}

static void
answers_are_private_unless_somebody_decided(void **state)
{
	struct bench *bench = *state;
	for (int32_t i = 0; i < bench->form->n_elements; i++) {
		const struct element *e = &bench->form->elements[i];
		assert_int_equal(e->is_private, e->id != NEED && e->id != LANGUAGE);
	}
	assert_int_equal(element(bench, GIVEN)->page, element(bench, SURNAME)->page);
	assert_true(element(bench, GIVEN)->page >= 0);
	assert_int_equal(element(bench, PHONE)->page, -1);
}

static void
promise_speaks_of_receipt_not_of_now(void **state)
{
	struct bench *bench = *state;
	const struct str english = bench->form->promise.in[LANG_EN];
	assert_true(str_find(english, STR("two business days after we receive"), 0) < english.n);
	assert_true(str_find(english, STR("call-back words"), 0) < english.n);
	const struct str spoken = element(bench, TOPIC)->choices[0].spoken.in[LANG_FR];
	assert_true(str_eq(spoken, STR("Assurance-emploi, A E")));
}

/* ---- service.json against its JSON Schema: the keywords that the schema uses, and no others ---- */

static bool is_valid(json_t *root, json_t *schema, json_t *value);

static bool
is_of_type(const char *type, const json_t *value)
{
	static const char *const names[] = { "object", "array", "string", "integer", "number",
		"boolean", "boolean", "null" };
	return strcmp(names[json_typeof(value)], type) == 0;
}

static bool
matches_pattern(const char *pattern, const char *text)
{
	regex_t compiled;
	assert_int_equal(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB), 0);
	const bool matches = regexec(&compiled, text, 0, NULL, 0) == 0;
	regfree(&compiled);
	return matches;
}

static bool
members_are_valid(json_t *root, json_t *schema, json_t *object)
{
	const char *key, *pattern;
	json_t *value, *sub;
	json_t *more = json_object_get(schema, "additionalProperties");
	json_object_foreach(object, key, value)
	{
		json_t *found = json_object_get(json_object_get(schema, "properties"), key);
		json_object_foreach(json_object_get(schema, "patternProperties"), pattern, sub)
		{
			found = matches_pattern(pattern, key) ? sub : found;
		}
		found = found ? found : more;
		if (json_is_false(found) || (json_is_object(found) && !is_valid(root, found, value))) {
			print_error("schema: member \"%s\" is not allowed so\n", key);
			return false;
		}
	}
	return true;
}

static bool
keyword_holds(json_t *root, json_t *schema, const char *keyword, json_t *rule, json_t *value)
{
	const json_int_t limit = json_integer_value(rule);
	if (strcmp(keyword, "type") == 0) {
		return is_of_type(json_string_value(rule), value);
	}
	if (strcmp(keyword, "const") == 0) {
		return json_equal(rule, value);
	}
	if (strcmp(keyword, "not") == 0) {
		return !is_valid(root, rule, value);
	}
	if (strcmp(keyword, "minimum") == 0 || strcmp(keyword, "maximum") == 0) {
		return keyword[1] == 'i' ? json_integer_value(value) >= limit :
								   json_integer_value(value) <= limit;
	}
	if (strcmp(keyword, "minLength") == 0) {
		return (json_int_t)json_string_length(value) >= limit;
	}
	if (strcmp(keyword, "maxLength") == 0) {
		return (json_int_t)json_string_length(value) <= limit;
	}
	if (strcmp(keyword, "minItems") == 0 || strcmp(keyword, "minProperties") == 0) {
		return (json_int_t)(json_is_array(value) ? json_array_size(value) :
												   json_object_size(value)) >= limit;
	}
	if (strcmp(keyword, "pattern") == 0) {
		return matches_pattern(json_string_value(rule), json_string_value(value));
	}
	if (strcmp(keyword, "$ref") == 0) {
		return is_valid(root,
			json_object_get(
				json_object_get(root, "$defs"), strrchr(json_string_value(rule), '/') + 1),
			value);
	}
	size_t i;
	json_t *item;
	if (strcmp(keyword, "required") == 0) {
		json_array_foreach(rule, i, item)
		{
			if (!json_object_get(value, json_string_value(item))) {
				return false;
			}
		}
		return true;
	}
	if (strcmp(keyword, "enum") == 0) {
		json_array_foreach(rule, i, item)
		{
			if (json_equal(item, value)) {
				return true;
			}
		}
		return false;
	}
	if (strcmp(keyword, "items") == 0) {
		json_array_foreach(value, i, item)
		{
			if (!is_valid(root, rule, item)) {
				return false;
			}
		}
		return true;
	}
	if (strcmp(keyword, "additionalProperties") == 0) {
		return members_are_valid(root, schema, value);
	}
	static const char *const silent[] = { "$schema", "$defs", "title", "description", "properties",
		"patternProperties", "default" };
	for (size_t k = 0; k < sizeof(silent) / sizeof(silent[0]); k++) {
		if (strcmp(keyword, silent[k]) == 0) {
			return true;
		}
	}
	fail_msg("the schema uses a keyword that this test does not know: %s", keyword);
	return false;
}

static bool
is_valid(json_t *root, json_t *schema, json_t *value)
{
	const char *keyword;
	json_t *rule;
	assert_true(json_is_object(schema));
	json_object_foreach(schema, keyword, rule)
	{
		if (!keyword_holds(root, schema, keyword, rule, value)) {
			return false;
		}
	}
	return true;
}

static void
additions_follow_their_schema(void **state)
{
	(void)state;
	char path[512];
	json_t *schema = json_load_file(
		source_path("docs/formats/service.json", path, sizeof(path)), 0, NULL);
	json_t *service = json_load_file(
		source_path("assets/services/service-request/service.json", path, sizeof(path)), 0, NULL);
	assert_non_null(schema);
	assert_non_null(service);
	assert_true(is_valid(schema, schema, service));
	json_object_set_new(json_object_get(service, "name"), "en", json_string(""));
	assert_false(is_valid(schema, schema, service));
	json_object_set_new(json_object_get(service, "name"), "en", json_string("Name"));
	assert_true(is_valid(schema, schema, service));
	json_t *first = json_object_get(json_object_get(service, "elements"), "3");
	json_object_set_new(first, "purpose", json_string("sin"));
	assert_false(is_valid(schema, schema, service));
	json_decref(schema);
	json_decref(service);
}

/* ---- what a service must not be ---- */

static void
write_file(const struct bench *bench, const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", bench->folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
set_up_folder(void **state)
{
	if (set_up(state) != 0) {
		return -1;
	}
	struct bench *bench = *state;
	snprintf(bench->folder, sizeof(bench->folder), "/tmp/guichet-service-XXXXXX");
	return mkdtemp(bench->folder) ? 0 : -1;
}

static int
tear_down_folder(void **state)
{
	struct bench *bench = *state;
	char path[128];
	static const char *const names[] = { "form.json", "service.json" };
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", bench->folder, names[i]);
		unlink(path);
	}
	rmdir(bench->folder);
	return tear_down(state);
}

#define FORM(type) \
	"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"}," \
	"\"confirmation\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"layout\":[1],\"elements\":[{\"id\":1,\"type\":\"" type \
	"\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\"}}]}"
#define BOTH "{\"en\":\"a\",\"fr\":\"b\"}"
#define SERVICE(more) \
	"{\"schema\":1,\"id\":\"s\",\"order\":1,\"formId\":\"f\",\"version\":\"1\",\"name\":" BOTH \
	",\"promise\":" BOTH more "}"

static int
load(struct bench *bench, const char *form, const char *service)
{
	write_file(bench, "form.json", form);
	write_file(bench, "service.json", service);
	const size_t used = bench->arena.used;
	const struct form *loaded = NULL;
	const int r = form_load_service(bench->folder, &bench->arena, NULL, &loaded, &bench->diagnosis);
	assert_int_equal(r == 0, loaded != NULL);
	assert_true(r == 0 || bench->arena.used == used);
	bench->loaded = loaded;
	return r;
}

static bool
loads_as_private(struct bench *bench, const char *type, const char *addition)
{
	char form[1024], service[1024];
	snprintf(form, sizeof(form), FORM("%s"), type);
	snprintf(service, sizeof(service), SERVICE("%s"), addition);
	assert_int_equal(load(bench, form, service), 0);
	return bench->loaded->elements[0].is_private;
}

static void
assert_refused(
	struct bench *bench, const char *form, const char *service, const char *where, const char *what)
{
	assert_int_equal(load(bench, form, service), -EINVAL);
	assert_string_equal(bench->diagnosis.where, where);
	if (!strstr(bench->diagnosis.what, what)) {
		fail_msg("\"%s\" does not say \"%s\"", bench->diagnosis.what, what);
	}
}

static void
a_purpose_of_the_service_joins_the_others(void **state)
{
	struct bench *bench = *state;
	assert_int_equal(load(bench, FORM("textField"),
						 SERVICE(",\"elements\":{\"1\":{\"purpose\":\"case-number\"}}")),
		0);
	assert_int_equal(bench->loaded->elements[0].n_purposes, 1);
	assert_true(str_eq(bench->loaded->elements[0].purposes[0], STR("case-number")));
}

static void
every_type_is_offered(void **state)
{
	struct bench *bench = *state;
	static const char *const forms[] = { FORM("textField"), FORM("formattedDate"),
		FORM("addressComplete"), FORM("starRating"), FORM("fileInput"), FORM("dynamicRow"),
		FORM("combobox"), FORM("attestation") };
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		assert_int_equal(load(bench, forms[i], SERVICE("")), 0);
	}
}

static void
an_answer_is_offered_unless_the_service_says_no(void **state)
{
	struct bench *bench = *state;
	const char *form = FORM("textField");
	assert_int_equal(load(bench, form, SERVICE(",\"elements\":{\"1\":{\"purpose\":\"tel\"}}")), 0);
	assert_int_equal(bench->loaded->elements[0].n_purposes, 1);
	assert_int_equal(
		load(bench, form, SERVICE(",\"elements\":{\"1\":{\"purpose\":\"tel\",\"offer\":true}}")),
		0);
	assert_int_equal(bench->loaded->elements[0].n_purposes, 1);
	assert_int_equal(
		load(bench, form, SERVICE(",\"elements\":{\"1\":{\"purpose\":\"tel\",\"offer\":false}}")),
		0);
	assert_int_equal(bench->loaded->elements[0].n_purposes, 0);
	assert_refused(bench, form, SERVICE(",\"elements\":{\"1\":{\"offer\":1}}"),
		"$.elements.1.offer", "must be true or false");
}

static void
faults_of_service_json_are_named(void **state)
{
	struct bench *bench = *state;
	const char *form = FORM("textField");
	assert_refused(bench, form, "{\"schema\":2}", "$", "another schema");
	assert_refused(bench, form, "[]", "$", "one object");
	assert_refused(bench, form,
		"{\"schema\":1,\"id\":\"s\",\"order\":1,\"formId\":\"f\",\"version\":\"1\",\"name\":{\"en\":\"a\"}}",
		"$.name", "in English and in French");
	/* The intake takes names of up to 63 bytes; the client of a longer one would be told "saved" and never be called. */
	assert_refused(bench, form,
		"{\"schema\":1,\"id\":\"s\",\"order\":1,\"formId\":\"f\",\"version\":"
		"\"2026-11-22-of-the-branch-with-the-long-name-and-a-longer-reason-1\",\"name\":" BOTH
		",\"promise\":" BOTH "}",
		"$", "\"version\" is longer than 63 bytes");
	assert_refused(bench, form,
		"{\"schema\":1,\"id\":\"s\",\"order\":1,\"formId\":\"a\\nb\",\"version\":\"1\",\"name\":" BOTH
		",\"promise\":" BOTH "}",
		"$", "\"formId\"");
	assert_refused(
		bench, form, SERVICE(",\"elements\":{\"2\":{}}"), "$.elements.2", "no element \"2\"");
	assert_refused(bench, form, SERVICE(",\"elements\":{\"1\":{\"checks\":[\"luhn\"]}}"),
		"$.elements.1.checks[0]", "no check \"luhn\"");
	assert_refused(bench, form, SERVICE(",\"elements\":{\"1\":{\"purpose\":\"sin\"}}"),
		"$.elements.1", "Social Insurance Number");
	assert_refused(bench, form,
		SERVICE(
			",\"elements\":{\"1\":{\"purpose\":\"12345678901234567890123456789012345678901234567890123456789012345\"}}"),
		"$.elements.1.purpose", "65 bytes; 64 are allowed");
	assert_refused(bench, form, SERVICE(",\"elements\":{\"1\":{\"choices\":{\"0\":" BOTH "}}}"),
		"$.elements.1.choices", "no choice \"0\"");
	assert_refused(bench, form, SERVICE(",\"pages\":[[1,1]]"), "$.pages[0]", "on two pages");
	assert_refused(bench, FORM("radio"), SERVICE(",\"elements\":{\"1\":{\"checks\":[\"name\"]}}"),
		"$.elements.1.checks[0]", "not answered with text");
}

/* What strtol() would take for 1, and what a cast to 32 bits would. */
static void
numbers_of_elements_are_exact(void **state)
{
	struct bench *bench = *state;
	static const char *const keys[] = { "1abc", "1 ", " 1", "+1", "01", "1.0", "", "4294967297",
		"-1" };
	const char *form =
		"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{},\"confirmation\":{},\"layout\":[1],\"elements\":[{"
		"\"id\":1,\"type\":\"radio\",\"properties\":{\"choices\":[" BOTH "," BOTH "]}}]}";
	char service[1024], where[64], what[100];
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		snprintf(service, sizeof(service), SERVICE(",\"elements\":{\"%s\":{}}"), keys[i]);
		snprintf(where, sizeof(where), "$.elements.%s", keys[i]);
		snprintf(what, sizeof(what), "no element \"%s\"", keys[i]);
		assert_refused(bench, form, service, where, what);
		snprintf(service, sizeof(service),
			SERVICE(",\"elements\":{\"1\":{\"choices\":{\"%s\":" BOTH "}}}"), keys[i]);
		snprintf(what, sizeof(what), "no choice \"%s\"", keys[i]);
		assert_refused(bench, form, service, "$.elements.1.choices", what);
	}
	assert_int_equal(
		load(bench, form, SERVICE(",\"elements\":{\"1\":{\"choices\":{\"1\":" BOTH "}}}")), 0);
	assert_refused(bench, form, SERVICE(",\"elements\":{\"1\":[]}"), "$.elements.1", "an object");
	assert_refused(bench, form, SERVICE(",\"pages\":[[4294967297]]"), "$.pages[0]", "no element");
	assert_refused(bench, form, SERVICE(",\"pages\":[1]"), "$.pages[0]", "a list");
}

/* A text of the template, then a text of service.json. */
static void
assert_sign(struct bench *bench, const char *sign, bool refused)
{
	char form[1024], service[1024];
	snprintf(form, sizeof(form),
		"{\"titleEn\":\"a%s\",\"titleFr\":\"b\",\"privacyPolicy\":{},\"confirmation\":{},\"layout\":[],\"elements\":[]}",
		sign);
	snprintf(service, sizeof(service),
		"{\"schema\":1,\"id\":\"s\",\"order\":1,\"formId\":\"f\",\"version\":\"1\",\"name\":" BOTH
		",\"promise\":{\"en\":\"a\",\"fr\":\"%s b\"}}",
		sign);
	if (refused) {
		assert_refused(bench, form, SERVICE(""), "$.titleEn", "direction of writing");
		assert_refused(bench, FORM("textField"), service, "$.promise.fr", "direction of writing");
	} else {
		assert_int_equal(load(bench, form, service), 0);
	}
}

static void
signs_that_deceive_are_refused(void **state)
{
	struct bench *bench = *state;
	for (unsigned c = 0x2029; c <= 0x206A; c++) {
		char sign[8];
		snprintf(sign, sizeof(sign), "\\u%04X", c);
		assert_sign(bench, sign, (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069));
	}
	assert_refused(
		bench, "{\"titleEn\":\"a\\u0000\"}", SERVICE(""), "$ line 1", "the character NUL");
	assert_refused(bench, "{\"a\\u0000\":1}", SERVICE(""), "$ line 1", "the character NUL");
	assert_refused(bench, FORM("textField"), SERVICE(",\"icon\":\"a\\u0000\""), "$ line 1",
		"the character NUL");
}

static void
silence_means_private(void **state)
{
	struct bench *bench = *state;
	assert_true(loads_as_private(bench, "textField", ""));
	assert_true(loads_as_private(bench, "radio", ",\"elements\":{\"1\":{}}"));
	assert_true(loads_as_private(bench, "radio", ",\"elements\":{\"1\":{\"private\":null}}"));
	assert_true(loads_as_private(bench, "radio", ",\"elements\":{\"1\":{\"private\":true}}"));
	assert_false(loads_as_private(bench, "radio", ",\"elements\":{\"1\":{\"private\":false}}"));
	assert_false(loads_as_private(bench, "richText", ""));
	assert_refused(bench, FORM("textField"), SERVICE(",\"elements\":{\"1\":{\"private\":\"no\"}}"),
		"$.elements.1.private", "true or false");
	assert_refused(bench, FORM("richText"), SERVICE(",\"elements\":{\"1\":{\"private\":false}}"),
		"$.elements.1", "no question");
}

/* What the loader only reports of a template, it refuses of a service. */
static void
faulty_templates_are_no_service(void **state)
{
	struct bench *bench = *state;
	assert_refused(bench, "{\"titleEn\":\"a\",\"layout\":[],\"elements\":[]}", SERVICE(""),
		"$.privacyPolicy", "no privacyPolicy");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			asks_in_order_by_how_the_client_can_be_reached, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_whole_request_has_no_fault, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_it_must, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			answers_are_private_unless_somebody_decided, set_up, tear_down),
		cmocka_unit_test_setup_teardown(promise_speaks_of_receipt_not_of_now, set_up, tear_down),
		cmocka_unit_test(additions_follow_their_schema),
		cmocka_unit_test_setup_teardown(
			a_purpose_of_the_service_joins_the_others, set_up_folder, tear_down_folder),
		cmocka_unit_test_setup_teardown(every_type_is_offered, set_up_folder, tear_down_folder),
		cmocka_unit_test_setup_teardown(
			an_answer_is_offered_unless_the_service_says_no, set_up_folder, tear_down_folder),
		cmocka_unit_test_setup_teardown(
			faults_of_service_json_are_named, set_up_folder, tear_down_folder),
		cmocka_unit_test_setup_teardown(
			numbers_of_elements_are_exact, set_up_folder, tear_down_folder),
		cmocka_unit_test_setup_teardown(
			signs_that_deceive_are_refused, set_up_folder, tear_down_folder),
		cmocka_unit_test_setup_teardown(silence_means_private, set_up_folder, tear_down_folder),
		cmocka_unit_test_setup_teardown(
			faulty_templates_are_no_service, set_up_folder, tear_down_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* What a service may ask of a kiosk: each limit accepts its last value and refuses the next one. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "core/submission.h"
#include "platform/form_json.h"

struct bench {
	json_t *form, *service;
	struct diagnosis diagnosis;
	char folder[64];
	struct arena arena;
	char memory[8 * 1024 * 1024];
};

/* ---- building ---- */

static json_t *
both(const char *text)
{
	return json_pack("{s:s,s:s}", "en", text, "fr", text);
}

/* Puts the value at a path such as "elements.0.properties.titleEn" and takes the reference; objects on the way are made. */
static void
put(json_t *json, const char *path, json_t *value)
{
	char parts[128];
	snprintf(parts, sizeof(parts), "%s", path);
	char *rest, *part = strtok_r(parts, ".", &rest);
	for (char *next = strtok_r(NULL, ".", &rest); next; next = strtok_r(NULL, ".", &rest)) {
		if (json_is_array(json)) {
			json = json_array_get(json, (size_t)atoi(part));
		} else {
			if (!json_object_get(json, part)) {
				json_object_set_new(json, part, json_object());
			}
			json = json_object_get(json, part);
		}
		part = next;
	}
	assert_int_equal(json_object_set_new(json, part, value), 0);
}

/* Text of so many bytes in so many paragraphs of about the same length. */
static json_t *
words(int bytes, int paragraphs)
{
	char *text = malloc((size_t)bytes + 1);
	memset(text, 'a', (size_t)bytes);
	text[bytes] = '\0';
	for (int i = 1; i < paragraphs; i++) {
		memcpy(text + bytes / paragraphs * i, "\n\n", 2);
	}
	json_t *json = json_string(text);
	free(text);
	return json;
}

/* Adds an element and returns its id. */
static int
add(struct bench *bench, const char *type, int max_length)
{
	json_t *elements = json_object_get(bench->form, "elements");
	const int id = (int)json_array_size(elements) + 1;
	json_t *properties = json_pack("{s:s,s:s}", "titleEn", "a", "titleFr", "a");
	if (max_length > 0) {
		put(properties, "validation.maxLength", json_integer(max_length));
	}
	json_array_append_new(
		elements, json_pack("{s:i,s:s,s:o}", "id", id, "type", type, "properties", properties));
	json_array_append_new(json_object_get(bench->form, "layout"), json_integer(id));
	return id;
}

static void
add_radio(struct bench *bench, int n_choices, int label_bytes)
{
	const int id = add(bench, "radio", 0);
	json_t *choices = json_array();
	for (int i = 0; i < n_choices; i++) {
		json_array_append_new(
			choices, json_pack("{s:o,s:s}", "en", words(label_bytes, 1), "fr", "b"));
	}
	char path[64];
	snprintf(path, sizeof(path), "elements.%d.properties.choices", id - 1);
	put(bench->form, path, choices);
}

static void
add_rich(struct bench *bench, json_t *description)
{
	const int id = add(bench, "richText", 0);
	char path[64];
	snprintf(path, sizeof(path), "elements.%d.properties", id - 1);
	put(bench->form, path, json_pack("{s:o}", "descriptionEn", description));
}

static void
share_page(struct bench *bench)
{
	json_t *page = json_deep_copy(json_object_get(bench->form, "layout"));
	put(bench->service, "pages", json_pack("[o]", page));
}

static void
clear(struct bench *bench)
{
	json_decref(bench->form);
	json_decref(bench->service);
	bench->form = json_pack("{s:s,s:s,s:{s:s,s:s},s:{s:s,s:s},s:[],s:[]}", "titleEn", "a",
		"titleFr", "b", "privacyPolicy", "descriptionEn", "a", "descriptionFr", "b", "confirmation",
		"descriptionEn", "a", "descriptionFr", "b", "layout", "elements");
	bench->service = json_pack("{s:i,s:s,s:i,s:s,s:s,s:o,s:o}", "schema", 1, "id", "s", "order", 1,
		"formId", "f", "version", "1", "name", both("a"), "promise", both("a"));
	assert_non_null(bench->form);
	assert_non_null(bench->service);
}

/* ---- loading ---- */

static void
write_json(const struct bench *bench, const char *name, const json_t *json)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", bench->folder, name);
	assert_int_equal(json_dump_file(json, path, 0), 0);
}

static int
load(struct bench *bench)
{
	const struct form *form = NULL;
	write_json(bench, "form.json", bench->form);
	write_json(bench, "service.json", bench->service);
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	const int r = form_load_service(bench->folder, &bench->arena, NULL, &form, &bench->diagnosis);
	assert_int_equal(r == 0, form != NULL);
	return r;
}

static void
assert_good(struct bench *bench)
{
	if (load(bench) != 0) {
		fail_msg("%s: %s", bench->diagnosis.where, bench->diagnosis.what);
	}
	clear(bench);
}

static void
assert_refused(struct bench *bench, const char *where, const char *what)
{
	assert_int_equal(load(bench), -EINVAL);
	assert_string_equal(bench->diagnosis.where, where);
	if (!strstr(bench->diagnosis.what, what)) {
		fail_msg("\"%s\" does not say \"%s\"", bench->diagnosis.what, what);
	}
	assert_true(strlen(bench->diagnosis.remedy) > 10);
	clear(bench);
}

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	snprintf(bench->folder, sizeof(bench->folder), "/tmp/guichet-fitness-XXXXXX");
	clear(bench);
	*state = bench;
	return mkdtemp(bench->folder) ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "form.json", "service.json" };
	for (int i = 0; i < 2; i++) {
		char path[128];
		snprintf(path, sizeof(path), "%s/%s", bench->folder, names[i]);
		unlink(path);
	}
	rmdir(bench->folder);
	json_decref(bench->form);
	json_decref(bench->service);
	free(bench);
	return 0;
}

/* ---- counts ---- */

static void
questions_of_a_service(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		add_rich(bench, json_string("no question"));
		for (int i = 0; i < SERVICE_STEPS_MAX + over; i++) {
			add(bench, "textField", 10);
		}
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.elements[301]", "at most 300 questions and rows");
}

static void
rows_of_a_service(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		for (int i = 0; i < SERVICE_STEPS_MAX - 50 + over; i++) {
			add(bench, "textField", 10);
		}
		/* a set without a limit has 20 rows, one with a limit of more than 50 has 50 */
		add(bench, "dynamicRow", 0);
		put(bench->form,
			over == 0 ? "elements.250.properties.maxNumberOfRows" :
						"elements.251.properties.maxNumberOfRows",
			json_integer(80));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.elements[251]", "at most 300 questions and rows");
}

static void
questions_of_a_row(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		json_t *cells = json_array();
		for (int i = 0; i < SERVICE_PAGE_QUESTIONS_MAX + over; i++) {
			json_array_append_new(cells,
				json_pack("{s:i,s:s,s:{s:s,s:s}}", "id", 101 + i, "type", "starRating",
					"properties", "titleEn", "a", "titleFr", "b"));
		}
		add(bench, "dynamicRow", 0);
		put(bench->form, "elements.0.properties.subElements", cells);
		put(bench->form, "elements.0.properties.maxNumberOfRows", json_integer(10));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.elements[0].properties.subElements",
		"The page has 21 questions; a kiosk service may have at most 20");
}

static void
a_set_shares_no_page(void **state)
{
	struct bench *bench = *state;
	add(bench, "textField", 10);
	add(bench, "dynamicRow", 0);
	share_page(bench);
	assert_refused(bench, "$.pages[0]", "Element 2 is a repeating set");
}

static void
questions_of_a_page(void **state)
{
	struct bench *bench = *state;
	for (int i = 0; i < SERVICE_PAGE_QUESTIONS_MAX; i++) {
		add(bench, "textField", 0);
	}
	share_page(bench);
	assert_good(bench);
	for (int i = 0; i < SERVICE_PAGE_QUESTIONS_MAX + 1; i++) {
		add(bench, "textField", 10);
	}
	share_page(bench);
	assert_refused(
		bench, "$.pages[0]", "The page has 21 questions; a kiosk service may have at most 20");
}

static void
choices_of_a_question_and_of_a_page(void **state)
{
	struct bench *bench = *state;
	add_radio(bench, SERVICE_CHOICES_MAX, 1);
	assert_good(bench);
	add_radio(bench, 1, 1);
	add_radio(bench, SERVICE_CHOICES_MAX + 1, 1);
	assert_refused(bench, "$.elements[1].properties.choices",
		"has 301 choices; a kiosk service may have at most 300");
	add_radio(bench, SERVICE_CHOICES_MAX / 2, 1);
	add_radio(bench, SERVICE_CHOICES_MAX / 2, 1);
	share_page(bench);
	assert_good(bench);
	add_radio(bench, SERVICE_CHOICES_MAX / 2, 1);
	add_radio(bench, SERVICE_CHOICES_MAX / 2 + 1, 1);
	share_page(bench);
	assert_refused(bench, "$.pages[0]", "The page has 301 choices");
}

static void
length_of_answers(void **state)
{
	struct bench *bench = *state;
	add(bench, "textArea", SERVICE_TEXT_UNITS_MAX);
	assert_good(bench);
	add(bench, "textArea", SERVICE_TEXT_UNITS_MAX + 1);
	assert_refused(
		bench, "$.elements[0].properties.validation.maxLength", "may have 4001 characters");
	for (int over = 0; over < 2; over++) {
		for (int i = 0; i < SERVICE_PAGE_UNITS_MAX / SERVICE_TEXT_UNITS_MAX; i++) {
			add(bench, "textArea", SERVICE_TEXT_UNITS_MAX);
		}
		if (over > 0) {
			add(bench, "textField", 1);
		}
		share_page(bench);
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.pages[0]", "may have 20001 characters");
	/* without a maxLength a text counts as 1,000 */
	for (int i = 0; i < 4; i++) {
		add(bench, "textArea", SERVICE_TEXT_UNITS_MAX);
	}
	for (int i = 0; i < 5; i++) {
		add(bench, "textField", 0);
	}
	share_page(bench);
	assert_refused(bench, "$.pages[0]", "may have 21000 characters");
}

/* ---- texts ---- */

static void
every_paragraph(void **state)
{
	struct bench *bench = *state;
	static const char *const of_form[] = { "titleEn", "introduction.descriptionFr",
		"privacyPolicy.descriptionEn", "confirmation.descriptionFr", "groups.start.titleEn" };
	static const char *const of_element[] = { "titleFr", "descriptionEn", "placeholderEn" };
	static const char *const of_service[] = { "name.en", "promise.fr", "elements.1.spoken.fr",
		"elements.1.choices.1.en" };
	for (int over = 0; over < 2; over++) {
		char path[100], where[128];
		for (size_t i = 0; i < 5 + 3 + 3 + 4; i++) {
			const size_t k = i < 5 ? i : i < 8 ? i - 5 : i < 11 ? i - 8 : i - 11;
			add_radio(bench, 2, 1);
			add_rich(bench, json_string("a"));
			put(bench->form, "groups",
				json_pack("{s:{s:[s,s],s:s}}", "start", "elements", "1", "2", "nextAction", "end"));
			put(bench->service, "elements",
				json_pack(
					"{s:{s:o,s:{s:o}}}", "1", "spoken", both("a"), "choices", "1", both("a")));
			if (i < 5) {
				snprintf(path, sizeof(path), "%s", of_form[k]);
				snprintf(where, sizeof(where), "$.%s", path);
			} else if (i < 11) {
				const int at = i < 8 ? 0 : 1; /* the question, then the rich text */
				snprintf(path, sizeof(path), "elements.%d.properties.%s", at, of_element[k]);
				snprintf(where, sizeof(where), "$.elements[%d].properties.%s", at, of_element[k]);
			} else {
				snprintf(path, sizeof(path), "%s", of_service[k]);
				snprintf(where, sizeof(where), "$.%s", path);
			}
			/* a short paragraph after it: each counts alone */
			json_t *text = words(SERVICE_PARAGRAPH_BYTES_MAX + over, 1);
			char *two = malloc(SERVICE_PARAGRAPH_BYTES_MAX + 10);
			snprintf(two, SERVICE_PARAGRAPH_BYTES_MAX + 10, "%s\n\nb", json_string_value(text));
			put(i < 11 ? bench->form : bench->service, path, json_string(two));
			free(two);
			json_decref(text);
			if (over == 0) {
				assert_good(bench);
			} else {
				assert_refused(bench, where, "A paragraph has 4001 bytes");
			}
		}
	}
	add_radio(bench, 1, SERVICE_PARAGRAPH_BYTES_MAX + 1);
	assert_refused(bench, "$.elements[0].properties.choices[0].en", "A paragraph has 4001 bytes");
}

static void
pages_around_the_questions(void **state)
{
	struct bench *bench = *state;
	const int half = SERVICE_PAGE_BYTES_MAX / 2;
	for (int over = 0; over < 2; over++) {
		put(bench->form, "introduction.descriptionEn", words(half, 10));
		put(bench->form, "privacyPolicy.descriptionEn", words(half + over, 10));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.privacyPolicy.descriptionEn",
		"have 32769 bytes; a kiosk service may have at most 32768");
	for (int over = 0; over < 2; over++) {
		put(bench->form, "confirmation.descriptionFr", words(half, 10));
		put(bench->service, "promise.fr", words(half + over, 10));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.promise.fr", "have 32769 bytes");
	for (int over = 0; over < 2; over++) {
		put(bench->form, "introduction.descriptionFr", words(1000, 30));
		put(bench->form, "privacyPolicy.descriptionFr", words(1000, 30 + over));
		put(bench->form, "confirmation.descriptionEn", words(1000, 30));
		put(bench->service, "promise.en", words(1000, 30));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.privacyPolicy.descriptionFr",
		"The page has 61 paragraphs; a kiosk service may have at most 60");
	put(bench->form, "confirmation.descriptionEn", words(1000, 30));
	put(bench->service, "promise.en", words(1000, 31));
	assert_refused(bench, "$.promise.en", "The page has 61 paragraphs");
}

static void
words_of_a_question(void **state)
{
	struct bench *bench = *state;
	/* a title of one byte, a hint of 127 and labels of 128 */
	for (int over = 0; over < 2; over++) {
		add_radio(bench, 255, 128);
		put(bench->form, "elements.0.properties.descriptionEn", words(127 + over, 1));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.elements[0].properties", "have 32769 bytes");
	for (int over = 0; over < 2; over++) {
		add_radio(bench, 127, 128);
		add_radio(bench, 128, 128);
		put(bench->form, "elements.0.properties.descriptionEn", words(126 + over, 1));
		share_page(bench);
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.pages[0]", "have 32769 bytes");
}

/* Rich text is on the page of the next question that is asked, whichever that is. */
static void
paragraphs_between_questions(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		add_rich(bench, words(1000, SERVICE_PARAGRAPHS_MAX));
		add_radio(bench, 2, 1);
		add_rich(bench, words(1000, 30));
		const int hidden = add(bench, "textField", 10);
		assert_int_equal(hidden, 4);
		put(bench->form, "elements.3.properties.conditionalRules",
			json_pack("[{s:s}]", "choiceId", "2.0"));
		add_rich(bench, words(1000, 30 + over));
		add(bench, "textField", 10);
		add_rich(bench, words(1000, SERVICE_PARAGRAPHS_MAX));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.elements", "The page has 61 paragraphs");
}

/* The longest of several stretches counts, not the last one. */
static void
paragraphs_of_the_longest_stretch(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		add(bench, "textField", 10);
		add_rich(bench, words(1000, SERVICE_PARAGRAPHS_MAX + over));
		add(bench, "textField", 10);
		add_rich(bench, words(1000, 2));
		add(bench, "textField", 10);
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.elements", "The page has 61 paragraphs");
}

static void
paragraphs_over_the_border_of_groups(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		add(bench, "textField", 10);
		add_rich(bench, words(1000, 20));
		add_rich(bench, words(1000, 20 + over));
		add_rich(bench, words(1000, 20));
		add(bench, "textField", 10);
		put(bench->form, "groupsLayout", json_pack("[s,s]", "x", "y"));
		put(bench->form, "groups",
			json_pack("{s:{s:[s,s],s:s},s:{s:[s],s:s},s:{s:[s,s],s:s}}", "start", "elements", "1",
				"2", "nextAction", "x", "x", "elements", "3", "nextAction", "y", "y", "elements",
				"4", "5", "nextAction", "review"));
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$.elements", "The page has 61 paragraphs");
}

/* ---- ways out ---- */

static void
a_way_out_is_taken(void **state)
{
	struct bench *bench = *state;
	for (int i = 0; i < 3; i++) {
		add_radio(bench, 2, 1);
		put(bench->form, "elements.0.properties.validation.required", json_true());
		put(bench->form, "groupsLayout", json_pack("[s]", "x"));
		put(bench->form, "groups.x", json_pack("{s:[],s:s}", "elements", "nextAction", "review"));
		put(bench->form, "groups.start.elements", json_pack("[s]", "1"));
		put(bench->form, "groups.start.nextAction",
			i == 0 ? json_string("exit") :
					 json_pack("[{s:s,s:s},{s:s,s:s}]", "choiceId", "1.0", "groupId", "x",
						 "choiceId", "1.1", "groupId", i == 1 ? "exit" : "review"));
		assert_good(bench);
	}
}

/* ---- all answers together ---- */

/* Three bytes for each unit, and what JSON puts around: 389,120 bytes are the most that GC Forms takes. */
static void
answers_fit_into_a_request(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		for (int i = 0; i < 100; i++) {
			add(bench, "textField", i == 0 && over ? 1500 : 1291);
		}
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$", "could have 389630 bytes once they are written");
}

static void
titles_fit_on_the_review(void **state)
{
	struct bench *bench = *state;
	for (int over = 0; over < 2; over++) {
		for (int i = 0; i < 100; i++) {
			const int id = add(bench, "textField", 10);
			char path[64];
			snprintf(path, sizeof(path), "elements.%d.properties.titleEn", id - 1);
			put(bench->form, path, words(i == 0 && over ? 1800 : 1622, 1));
		}
		if (over == 0) {
			assert_good(bench);
		}
	}
	assert_refused(bench, "$", "The titles on the review could have 163978 bytes");
}

/* Counts findings about the memory that answers could take. */
static void
count_memory(void *context, const char *severity, const struct diagnosis *finding)
{
	int *n = context;
	assert_string_equal(severity, "warning");
	*n += strstr(finding->what, "The answers could take") != NULL;
	assert_true(!strstr(finding->what, "could take") || strstr(finding->remedy, "maxNumberOfRows"));
}

/* As a bare template: a set cannot be part of a service yet. */
static void
rows_of_a_set_count(void **state)
{
	struct bench *bench = *state;
	static const int rows[] = { 3, 50 };
	for (int i = 0; i < 2; i++) {
		int found = 0;
		const struct form *form;
		const struct form_findings findings = { .context = &found, .report = count_memory };
		char template[512];
		snprintf(template, sizeof(template),
			"[{\"type\":\"dynamicRow\",\"properties\":{\"maxNumberOfRows\":%d,\"subElements\":["
			"{\"type\":\"textArea\",\"properties\":{\"validation\":{\"maxLength\":5000}}}]}}]",
			rows[i]);
		arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
		assert_int_equal(
			form_parse("set", str_of(template), &bench->arena, NULL, &form, &bench->diagnosis), 0);
		form_judge("set", form, &findings);
		assert_int_equal(found, i);
	}
}

/* Whoever could show more documents than a request may name (SUBMISSION_SHOWN_MAX) has no room for the names of their files. */
static void
documents_of_a_set_count(void **state)
{
	struct bench *bench = *state;
	int found = 0;
	const struct form *form;
	const struct form_findings findings = { .context = &found, .report = count_memory };
	char template[1024] =
		"[{\"type\":\"dynamicRow\",\"properties\":{\"maxNumberOfRows\":50,\"subElements\":[";
	for (int i = 0; i < SUBMISSION_SHOWN_MAX / 50; i++) {
		const size_t n = strlen(template);
		snprintf(template + n, sizeof(template) - n, "%s{\"type\":\"fileInput\",\"properties\":{}}",
			i > 0 ? "," : "");
	}
	const size_t end = strlen(template);
	assert_true(snprintf(template + end, sizeof(template) - end, "]}}]") == 4);
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	assert_int_equal(
		form_parse("set", str_of(template), &bench->arena, NULL, &form, &bench->diagnosis), 0);
	assert_int_equal(form->elements[0].n_sub_elements, SUBMISSION_SHOWN_MAX / 50);
	form_judge("set", form, &findings);
	assert_int_equal(found, 1);
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(questions_of_a_service),
		TEST(rows_of_a_service),
		TEST(questions_of_a_row),
		TEST(a_set_shares_no_page),
		TEST(questions_of_a_page),
		TEST(choices_of_a_question_and_of_a_page),
		TEST(length_of_answers),
		TEST(answers_fit_into_a_request),
		TEST(titles_fit_on_the_review),
		TEST(rows_of_a_set_count),
		TEST(documents_of_a_set_count),
		TEST(every_paragraph),
		TEST(pages_around_the_questions),
		TEST(words_of_a_question),
		TEST(paragraphs_between_questions),
		TEST(paragraphs_of_the_longest_stretch),
		TEST(paragraphs_over_the_border_of_groups),
		TEST(a_way_out_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

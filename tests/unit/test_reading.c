/* SPDX-License-Identifier: MIT */
/* Answers beside the questions of the template that asked them, as an officer reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk/reading.h"
#include "desk/templates.h"
#include "desk/unseal.h"
#include "platform/form_json.h"

enum { FORM_BYTES = 1024 * 1024, MEMORY_BYTES = 64 * 1024 };

struct place {
	struct templates *templates;
	struct arena arena;
	const struct form *form;
};

static int
set_up(void **state)
{
	static struct place place;
	char services[4096], service[4200];
	struct diagnosis diagnosis;
	(void)snprintf(services, sizeof(services), "%s/assets/services", getenv("GUICHET_SOURCE"));
	(void)snprintf(service, sizeof(service), "%s/service-request", services);
	place.templates = templates_load(services);
	arena_init(&place.arena, malloc(FORM_BYTES), FORM_BYTES);
	assert_int_equal(form_load_service(service, &place.arena, NULL, &place.form, &diagnosis), 0);
	*state = &place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;
	templates_free(place->templates);
	free(place->arena.base);
	return 0;
}

static int64_t
element_with(const struct form *form, uint32_t check)
{
	for (int32_t i = 0; i < form->n_elements; i++) {
		if (form->elements[i].checks & check) {
			return form->elements[i].id;
		}
	}
	fail_msg("the service has no such question");
	return 0;
}

/* A request with two answers, a telephone number and a postal code as they were typed. */
static struct reading *
read_request(const struct place *place, struct str sha256)
{
	static struct str typed[2] = { STR("6135550199"), STR("k1a0b1") };
	static struct request_answer answers[2];
	struct unsealed unsealed = { .plaintext = strdup("{}"), .n = 2 };
	arena_init(&unsealed.memory, malloc(MEMORY_BYTES), MEMORY_BYTES);
	answers[0] = (struct request_answer){
		.element = element_with(place->form, CHECK_NANP), .values = &typed[0], .n_values = 1
	};
	answers[1] = (struct request_answer){
		.element = element_with(place->form, CHECK_POSTAL), .values = &typed[1], .n_values = 1
	};
	unsealed.request = (struct request){ .service = STR("service-request"),
		.form_sha256 = sha256,
		.answers = answers,
		.n_answers = 2,
		.reference = STR("FG3T06C1AM") };
	struct reading *reading = NULL;
	assert_int_equal(reading_make(&unsealed, place->templates, &reading), 0);
	assert_int_equal(reading->n_rows, 2);
	return reading;
}

static void
known_template_gives_words_and_formats(void **state)
{
	const struct place *place = *state;
	struct reading *reading = read_request(place, str_of(place->form->sha256));
	assert_true(reading->is_template_known);
	assert_true(str_eq(reading->service.in[LANG_FR], place->form->name.in[LANG_FR]));
	assert_true(str_eq(reading->rows[0].question.in[LANG_EN], STR("What is your phone number?")));
	assert_true(str_eq(reading->rows[0].answers[0], STR("613-555-0199")));
	assert_true(str_eq(reading->rows[1].answers[0], STR("K1A\u00a00B1")));
	reading_free(reading);
}

/* Who does not know what was asked changes nothing of what was said. */
static void
unknown_template_gives_numbers(void **state)
{
	const struct place *place = *state;
	struct reading *reading = read_request(place, STR("00"));
	char number[64];
	assert_false(reading->is_template_known);
	(void)snprintf(
		number, sizeof(number), "Question\u00A0%d", (int)element_with(place->form, CHECK_NANP));
	assert_true(str_eq(reading->rows[0].question.in[LANG_FR], str_of(number)));
	assert_true(str_eq(reading->rows[0].answers[0], STR("6135550199")));
	reading_free(reading);
}

/* ---- a form with sets and files, read as it comes out of an envelope ---- */

static struct templates *kept_templates;

/* `shown` stands behind the last member. */
static struct reading *
read_documents(struct str sha256, const char *answers, const char *shown)
{
	char folder[4096], services[4200], json[8192];
	(void)snprintf(folder, sizeof(folder), "%s/tests/unit/services", getenv("GUICHET_SOURCE"));
	(void)snprintf(services, sizeof(services), "%s/household", folder);
	struct templates *templates = templates_load(folder);
	struct arena arena;
	struct diagnosis diagnosis;
	const struct form *form;
	arena_init(&arena, malloc(FORM_BYTES), FORM_BYTES);
	if (form_load_asked(services, &arena, NULL, &form, &diagnosis) != 0) {
		fail_msg("%s: %s", diagnosis.where, diagnosis.what);
	}
	const struct str hash = sha256.n > 0 ? sha256 : str_of(form->sha256);
	(void)snprintf(json, sizeof(json),
		"{\"schema\":1,\"id\":\"019aa5d0-0000-7000-8000-000000000001\",\"service\":\"household\","
		"\"formId\":\"household\",\"formVersion\":\"1\",\"formSha256\":\"%.*s\",\"language\":\"fr\","
		"\"answers\":{%s},\"reference\":\"7K3M9Q2XW4\",\"callbackWords\":[\"pomme\",\"rive\"],"
		"\"createdAt\":\"2026-11-22T11:00:00Z\",\"timeZone\":\"America/Toronto\","
		"\"clock\":{\"wall\":1795345200000,\"sure\":true},\"device\":\"kiosk-1\",\"assisted\":null%s}",
		(int)hash.n, hash.p, answers, shown);
	struct unsealed unsealed = { .plaintext = strdup(json), .n = strlen(json) };
	struct reading *reading = NULL;
	assert_int_equal(unseal_read(&unsealed), 0);
	assert_int_equal(reading_make(&unsealed, templates, &reading), 0);
	assert_int_equal(reading->is_template_known, sha256.n == 0);
	kept_templates = templates;
	free(arena.base);
	return reading;
}

static struct reading *
read_household(struct str sha256, const char *answers)
{
	return read_documents(sha256, answers, "");
}

/* A reading points into the templates. */
static void
forget(struct reading *reading)
{
	reading_free(reading);
	kept_templates = templates_free(kept_templates);
}

static void
assert_says(struct str text, const char *expected)
{
	if (!str_eq(text, str_of(expected))) {
		fail_msg("\"%.*s\" instead of \"%s\"", (int)text.n, text.p, expected);
	}
}

static void
assert_worded(const struct reading_row *row, const char *english, const char *french)
{
	assert_says(row->worded.in[LANG_EN], english);
	assert_says(row->worded.in[LANG_FR], french);
	assert_false(reading_is_empty(row));
}

static void
a_set_has_items_with_their_cells(void **state)
{
	(void)state;
	struct reading *reading = read_household(STR_NONE,
		"\"7\":[{\"1\":\"Zoé\",\"2\":\"12345.5\",\"3\":{\"YYYY\":1990,\"MM\":3,\"DD\":1}},"
		"{\"1\":\"\",\"2\":\"\",\"3\":\"\"}],\"8\":[{\"801\":\"Rex\"}]");
	const struct reading_row *people = &reading->rows[0];
	assert_says(people->question.in[LANG_FR], "Personnes dans votre foyer");
	assert_non_null(people->set);
	assert_false(reading_is_empty(people));
	assert_says(people->set->title.in[LANG_EN], "Person");
	assert_says(people->set->title.in[LANG_FR], "Personne");
	assert_int_equal(people->set->n_items, 2);
	const struct reading_item *first = &people->set->items[0];
	assert_int_equal(first->n_rows, 3);
	assert_says(first->rows[0].question.in[LANG_EN], "Name");
	assert_says(first->rows[0].answers[0], "Zoé");
	assert_says(first->rows[1].question.in[LANG_FR], "Revenu");
	assert_int_equal(first->rows[1].n_answers, 0);
	assert_worded(&first->rows[1], "$12,345.50", "12\u00a0345,50\u00a0$");
	assert_worded(&first->rows[2], "March 1, 1990", "1er\u00a0mars 1990");
	for (int32_t i = 0; i < 3; i++) {
		assert_true(reading_is_empty(&people->set->items[1].rows[i]));
	}
	const struct reading_set *pets = reading->rows[1].set;
	assert_says(pets->title.in[LANG_EN], "Item");
	assert_says(pets->title.in[LANG_FR], "Élément");
	assert_says(pets->items[0].rows[0].question.in[LANG_EN], "Name of the pet");
	assert_says(pets->items[0].rows[0].answers[0], "Rex");
	forget(reading);
}

static void
files_stars_numbers_and_dates_are_worded(void **state)
{
	(void)state;
	struct reading *reading = read_household(STR_NONE,
		"\"9\":{\"id\":null,\"name\":\"bail.pdf\",\"size\":2345678},"
		"\"10\":{\"value\":3,\"numberOfStars\":5},\"11\":\"1234.567\","
		"\"12\":{\"YYYY\":2020,\"MM\":2,\"DD\":29},\"13\":{\"streetAddress\":\"1, rue B\",\"city\":\"Hull\","
		"\"province\":\"QC\",\"postalCode\":\"j8x1a1\",\"country\":\"Canada\"}");
	assert_says(reading->rows[0].answers[0], "bail.pdf");
	assert_worded(&reading->rows[0], "2,346\u00a0kB", "2\u00a0346\u00a0ko");
	assert_says(reading->rows[1].answers[0], "3/5");
	assert_worded(&reading->rows[2], "1,234.567", "1\u00a0234,567");
	assert_worded(&reading->rows[3], "February 29, 2020", "29\u00a0février 2020");
	assert_says(reading->rows[4].answers[0], "1, rue B, Hull, QC, J8X 1A1, Canada");
	forget(reading);
	reading = read_household(STR_NONE,
		"\"7\":[],\"9\":{\"id\":null,\"name\":null,\"size\":null},"
		"\"12\":{\"YYYY\":2021,\"MM\":2,\"DD\":29}");
	assert_true(reading_is_empty(&reading->rows[0]));
	assert_worded(&reading->rows[1], "No file", "Aucun fichier");
	assert_says(reading->rows[2].answers[0], "2021-02-29"); /* no day of the calendar */
	forget(reading);
}

static void
documents_are_shown_at_the_kiosk(void **state)
{
	(void)state;
	static const char english[] = "To be shown to an officer at the kiosk",
					  french[] = "À présenter à un membre du personnel à la borne";
	struct reading *reading = read_documents(STR_NONE,
		"\"8\":[{\"0\":\"Rex\",\"1\":{\"id\":null,\"name\":null,\"size\":null}},"
		"{\"0\":\"\",\"1\":{\"id\":null,\"name\":null,\"size\":null}}],"
		"\"9\":{\"id\":null,\"name\":null,\"size\":null}",
		",\"shown\":[{\"element\":8,\"row\":1,\"cell\":1},{\"element\":9}]");
	const struct reading_set *pets = reading->rows[0].set;
	assert_worded(&pets->items[0].rows[1], "No file", "Aucun fichier");
	assert_worded(&pets->items[1].rows[1], english, french);
	assert_says(reading->rows[1].question.in[LANG_EN], "Lease");
	assert_worded(&reading->rows[1], english, french);
	assert_int_equal(reading->rows[1].n_answers, 0);
	forget(reading);
}

/* Nobody knows what was asked: items and cells by number, and all that was said. */
static void
a_set_of_an_unknown_template_is_shown(void **state)
{
	(void)state;
	struct reading *reading = read_household(
		STR("0000000000000000000000000000000000000000000000000000000000000000"),
		"\"7\":[{\"1\":\"Zoé\",\"2\":\"12345.5\"}]");
	const struct reading_set *set = reading->rows[0].set;
	assert_says(set->title.in[LANG_FR], "Élément");
	assert_says(set->items[0].rows[1].question.in[LANG_FR], "Question\u00a02");
	assert_says(set->items[0].rows[1].answers[0], "12345.5");
	forget(reading);
}

/* The shortest answers that take the most memory. */
static void
the_memory_is_enough_for_all_rows(void **state)
{
	char answers[1024] = "\"7\":[{\"2\":\"1\"}";
	(void)state;
	for (int i = 1; i < REQUEST_ROWS_MAX; i++) {
		const size_t n = strlen(answers);
		(void)snprintf(answers + n, sizeof(answers) - n, ",{\"2\":\"1\"}");
	}
	(void)snprintf(answers + strlen(answers), 2, "]");
	struct reading *reading = read_household(STR_NONE, answers);
	assert_int_equal(reading->rows[0].set->n_items, REQUEST_ROWS_MAX);
	assert_worded(&reading->rows[0].set->items[49].rows[0], "$1.00", "1,00\u00a0$");
	forget(reading);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_template_gives_words_and_formats),
		cmocka_unit_test(unknown_template_gives_numbers),
		cmocka_unit_test(a_set_has_items_with_their_cells),
		cmocka_unit_test(files_stars_numbers_and_dates_are_worded),
		cmocka_unit_test(documents_are_shown_at_the_kiosk),
		cmocka_unit_test(a_set_of_an_unknown_template_is_shown),
		cmocka_unit_test(the_memory_is_enough_for_all_rows),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_template_gives_words_and_formats),
		cmocka_unit_test(unknown_template_gives_numbers),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}

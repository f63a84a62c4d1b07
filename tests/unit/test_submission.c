/* SPDX-License-Identifier: MIT */
/* Tests of the JSON that is sealed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/submission.h"

#define BOTH(en, fr) \
	{ \
		{ \
			{ en, sizeof(en) - 1 }, \
			{ \
				fr, sizeof(fr) - 1 \
			} \
		} \
	}

static const struct choice ways[] = { { .label = BOTH("Phone", "Téléphone") },
	{ .label = BOTH("Email", "Courriel") }, { .label = BOTH("Either", "L’un ou l’autre") } };
static const struct choice_ref by_phone[] = { { .element = 3, .element_id = 1, .choice = 0 } };

/* Ids in no order: 20, 3, 100, 1, 2, 11, 12; 20 is shown when 1 is "Phone". */
enum { PHONE, NOTES, ALL_WAYS, WAY, TEXT, WHEN, WHERE, N_ELEMENTS };

static const struct element elements[N_ELEMENTS] = {
	[PHONE] = { .id = 20,
		.type = ELEMENT_TEXT,
		.rules = by_phone,
		.n_rules = 1,
		.page = -1,
		.group = -1 },
	[NOTES] = { .id = 3, .type = ELEMENT_TEXT_AREA, .page = -1, .group = -1 },
	[ALL_WAYS] = { .id = 100,
		.type = ELEMENT_CHECKBOX,
		.choices = ways,
		.n_choices = 3,
		.page = -1,
		.group = -1 },
	[WAY] = { .id = 1,
		.type = ELEMENT_RADIO,
		.choices = ways,
		.n_choices = 3,
		.page = -1,
		.group = -1 },
	[TEXT] = { .id = 2, .type = ELEMENT_RICH_TEXT, .page = -1, .group = -1 },
	[WHEN] = { .id = 11, .type = ELEMENT_DATE, .page = -1, .group = -1 },
	[WHERE] = { .id = 12,
		.type = ELEMENT_DROPDOWN,
		.choices = ways,
		.n_choices = 3,
		.page = -1,
		.group = -1 },
};

static const int32_t layout[] = { WAY, PHONE, TEXT, NOTES, ALL_WAYS, WHEN, WHERE };

static const struct form form = {
	.service = { "service-request", 15 },
	.id = { "callback", 8 },
	.version = { "7", 1 },
	.sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	.elements = elements,
	.n_elements = N_ELEMENTS,
	.layout = layout,
	.n_layout = N_ELEMENTS,
	.start = -1,
};

struct visit {
	char memory[256 * 1024], json[64 * 1024];
	struct arena arena;
	struct answers answers;
	struct text out;
};

static int
begin(void **state)
{
	struct visit *visit = calloc(1, sizeof(*visit));
	arena_init(&visit->arena, visit->memory, sizeof(visit->memory));
	answers_init(&visit->answers, &form, &visit->arena);
	text_init(&visit->out, visit->json, sizeof(visit->json));
	*state = visit;
	return 0;
}

static int
end(void **state)
{
	free(*state);
	return 0;
}

static void
expect(struct visit *visit, enum lang lang, const char *json)
{
	text_init(&visit->out, visit->json, sizeof(visit->json) - 1);
	submission_answers(&visit->answers, lang, &visit->out);
	assert_false(visit->out.full);
	visit->json[visit->out.n] = '\0';
	assert_string_equal(visit->json, json);
}

static void
unanswered_questions_are_there_and_empty(void **state)
{
	expect(*state, LANG_EN, "{\"1\":\"\",\"3\":\"\",\"11\":\"\",\"12\":\"\",\"100\":[]}");
}

static void
answers_go_in_the_order_of_their_numbers(void **state)
{
	struct visit *visit = *state;
	answer_choose(&visit->answers, WAY, 0);
	assert_true(answer_set_text(&visit->answers, PHONE, STR("613-555-0199")));
	assert_true(answer_set_text(&visit->answers, NOTES, STR("line one\nline \"two\" \\ é")));
	answer_choose(&visit->answers, ALL_WAYS, 2);
	answer_choose(&visit->answers, ALL_WAYS, 0);
	answer_choose(&visit->answers, WHERE, 1);
	expect(visit, LANG_EN,
		"{\"1\":\"Phone\",\"3\":\"line one\\nline \\\"two\\\" \\\\ é\",\"11\":\"\",\"12\":\"Email\","
		"\"20\":\"613-555-0199\",\"100\":[\"Either\",\"Phone\"]}");
	/* the same answers in the other language */
	expect(visit, LANG_FR,
		"{\"1\":\"Téléphone\",\"3\":\"line one\\nline \\\"two\\\" \\\\ é\",\"11\":\"\",\"12\":\"Courriel\","
		"\"20\":\"613-555-0199\",\"100\":[\"L’un ou l’autre\",\"Téléphone\"]}");
}

static void
what_is_hidden_now_is_not_sent(void **state)
{
	struct visit *visit = *state;
	answer_choose(&visit->answers, WAY, 0);
	assert_true(answer_set_text(&visit->answers, PHONE, STR("613-555-0199")));
	answer_choose(&visit->answers, WAY, 1);
	expect(visit, LANG_EN, "{\"1\":\"Email\",\"3\":\"\",\"11\":\"\",\"12\":\"\",\"100\":[]}");
}

static void
a_label_that_is_no_choice_is_kept(void **state)
{
	struct visit *visit = *state;
	answer_choose_label(&visit->answers, WAY, STR("Courriel"));
	answer_choose_label(&visit->answers, WHERE, STR("Pigeon"));
	expect(visit, LANG_EN, "{\"1\":\"Email\",\"3\":\"\",\"11\":\"\",\"12\":\"Pigeon\",\"100\":[]}");
}

static void
a_date_is_an_object(void **state)
{
	struct visit *visit = *state;
	assert_true(answer_set_text(&visit->answers, WHEN, STR("{\"YYYY\":1900,\"MM\":1,\"DD\":1}")));
	expect(visit, LANG_EN,
		"{\"1\":\"\",\"3\":\"\",\"11\":{\"YYYY\":1900,\"MM\":1,\"DD\":1},\"12\":\"\",\"100\":[]}");
}

/* Nothing that is typed may become structure. */
static void
what_is_typed_stays_text(void **state)
{
	static const char *const typed[] = { "2026-11-22", "{}", "{\"YYYY\":1},\"2\":{\"a\":1}",
		"{\"YYYY\":01}", "{\"YYYY\":1,}", "{\"YYYY\":{\"a\":1}}", "{\"a\":\"b\\\"}",
		"{\"a\":\"\n\"}", "{\"a\":}", "{\"a\" :1}", "{\"a\":1}}", "{\"a\":1", "{\"a\":-1}",
		"{\"a\":12345678901}" };
	struct visit *visit = *state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		assert_true(answer_set_text(&visit->answers, WHEN, str_of(typed[i])));
		text_init(&visit->out, visit->json, sizeof(visit->json));
		submission_answers(&visit->answers, LANG_EN, &visit->out);
		json_error_t error;
		json_t *root = json_loadb(visit->json, visit->out.n, JSON_REJECT_DUPLICATES, &error);
		assert_non_null(root);
		assert_int_equal(json_object_size(root), 5);
		assert_string_equal(json_string_value(json_object_get(root, "11")), typed[i]);
		json_decref(root);
	}
}

/* ---- what only some forms have ---- */

enum { SITE, PEOPLE, PET_SET, PLAN, N_OTHERS };
enum { ADVICE, NAME, WAYS, BORN, N_CELLS };

static const struct element cells[N_CELLS] = {
	[ADVICE] = { .id = 501, .type = ELEMENT_RICH_TEXT },
	[NAME] = { .id = 502, .type = ELEMENT_TEXT },
	[WAYS] = { .id = 503, .type = ELEMENT_CHECKBOX, .choices = ways, .n_choices = 3 },
	[BORN] = { .id = 504, .type = ELEMENT_DATE },
};
static const struct choice_ref never[] = { { .element = -1, .element_id = 99 } };

static const struct element others[N_OTHERS] = {
	[SITE] = { .id = 9, .type = ELEMENT_ADDRESS, .group = -1 },
	[PEOPLE] = { .id = 5,
		.type = ELEMENT_SET,
		.sub_elements = cells,
		.n_sub_elements = N_CELLS,
		.max_rows = 2,
		.group = -1 },
	[PET_SET] = { .id = 6,
		.type = ELEMENT_SET,
		.sub_elements = cells,
		.n_sub_elements = N_CELLS,
		.max_rows = 1,
		.rules = never,
		.n_rules = 1,
		.group = -1 },
	[PLAN] = { .id = 7, .type = ELEMENT_FILE, .group = -1 },
};
static const struct form other = { .elements = others, .n_elements = N_OTHERS, .start = -1 };

static void
begin_other(struct visit *visit)
{
	arena_reset(&visit->arena);
	answers_init(&visit->answers, &other, &visit->arena);
}

static void
an_empty_set_has_one_row_with_every_cell(void **state)
{
	struct visit *visit = *state;
	begin_other(visit);
	expect(visit, LANG_EN,
		"{\"5\":[{\"1\":\"\",\"2\":[],\"3\":\"\"}],"
		"\"7\":{\"id\":null,\"name\":null,\"size\":null},\"9\":\"\"}");
}

static void
rows_go_with_their_cells_and_hidden_sets_do_not(void **state)
{
	struct visit *visit = *state;
	begin_other(visit);
	struct answers *rows = visit->answers.of[PEOPLE].rows;
	assert_true(answer_add_row(&visit->answers, PEOPLE));
	assert_true(answer_set_text(&rows[0], NAME, STR("Zoé \"Z\"")));
	answer_choose(&rows[0], WAYS, 1);
	assert_true(answer_set_text(&rows[1], NAME, STR("{\"1\":2}")));
	assert_true(answer_set_text(&rows[1], BORN, STR("{\"YYYY\":2015,\"MM\":6,\"DD\":30}")));
	assert_true(answer_set_text(&visit->answers.of[PET_SET].rows[0], NAME, STR("Rex")));
	assert_true(answer_set_file(&visit->answers, PLAN, STR("plan.pdf"), 10485760));
	expect(visit, LANG_FR,
		"{\"5\":[{\"1\":\"Zoé \\\"Z\\\"\",\"2\":[\"Courriel\"],\"3\":\"\"},"
		"{\"1\":\"{\\\"1\\\":2}\",\"2\":[],\"3\":{\"YYYY\":2015,\"MM\":6,\"DD\":30}}],"
		"\"7\":{\"id\":null,\"name\":\"plan.pdf\",\"size\":10485760},\"9\":\"\"}");
}

/* A street may have quotation marks in its name, and stays inside of the object. */
static void
an_address_is_an_object(void **state)
{
	static const char *const broken[] = { "{\"city\":\"a\\\"}", "{\"city\":\"\\x\"}",
		"{\"city\":\"\\u12g4\"}", "{\"city\":\"\\u12\"}", "{\"city\":\"a\\" };
	struct visit *visit = *state;
	begin_other(visit);
	const struct str address = STR(
		"{\"streetAddress\":\"8 \\\"Old\\\" St\\u002e\\\\\",\"city\":\"Gatineau\"}");
	assert_true(answer_set_text(&visit->answers, SITE, address));
	expect(visit, LANG_EN,
		"{\"5\":[{\"1\":\"\",\"2\":[],\"3\":\"\"}],"
		"\"7\":{\"id\":null,\"name\":null,\"size\":null},"
		"\"9\":{\"streetAddress\":\"8 \\\"Old\\\" St\\u002e\\\\\",\"city\":\"Gatineau\"}}");
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		assert_true(answer_set_text(&visit->answers, SITE, str_of(broken[i])));
		text_init(&visit->out, visit->json, sizeof(visit->json));
		submission_answers(&visit->answers, LANG_EN, &visit->out);
		json_t *root = json_loadb(visit->json, visit->out.n, JSON_REJECT_DUPLICATES, NULL);
		assert_string_equal(json_string_value(json_object_get(root, "9")), broken[i]);
		json_decref(root);
	}
}

static const struct submission example = {
	.id = { "019aa5d0-0000-7000-8000-000000000001", 36 },
	.reference = { "123456789G", 10 },
	.callback_words = { { "érable", 7 }, { "rivière", 8 } },
	.lang = LANG_FR,
	.created_wall = 1795334400000, /* 2026-11-22T08:00:00Z */
	.wall_sure = false,
	.time_zone = { "America/Toronto", 15 },
	.device = { "kiosk-0042", 10 },
};

static const char example_json[] =
	"{\"schema\":1,\"id\":\"019aa5d0-0000-7000-8000-000000000001\",\"service\":\"service-request\",\"formId\":\"callback\","
	"\"formVersion\":\"7\",\"formSha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
	"\"language\":\"fr\",\"answers\":{\"1\":\"Courriel\",\"3\":\"\",\"11\":\"\",\"12\":\"\",\"100\":[]},"
	"\"reference\":\"123456789G\",\"callbackWords\":[\"érable\",\"rivière\"],\"createdAt\":\"2026-11-22T08:00:00Z\","
	"\"timeZone\":\"America/Toronto\",\"clock\":{\"wall\":1795334400000,\"sure\":false},\"device\":\"kiosk-0042\","
	"\"assisted\":null}";

static void
the_whole_object_to_the_byte(void **state)
{
	struct visit *visit = *state;
	answer_choose(&visit->answers, WAY, 1);
	submission_write(&example, &visit->answers, &visit->out);
	visit->json[visit->out.n] = '\0';
	assert_string_equal(visit->json, example_json);
}

/* What is behind "assisted" once all is written. */
static void
expect_end(struct visit *visit, const char *json)
{
	text_init(&visit->out, visit->json, sizeof(visit->json) - 1);
	submission_write(&example, &visit->answers, &visit->out);
	visit->json[visit->out.n] = '\0';
	const char *from = strstr(visit->json, "\"assisted\":null");
	assert_non_null(from);
	assert_string_equal(from + strlen("\"assisted\":null"), json);
}

/* Papers in a set, one paper that a rule hides, one in front of the set; a set that is hidden has papers too. */
enum { LATE, PAPERS, PAPER_WAY, HIDDEN, EARLY, HIDDEN_SET, N_DOCUMENTS };
enum { PAPER_NAME, PAPER_TEXT, PAPER, SECOND_PAPER, N_PAPER_CELLS };

static const struct element paper_cells[N_PAPER_CELLS] = {
	[PAPER_NAME] = { .id = 701, .type = ELEMENT_TEXT },
	[PAPER_TEXT] = { .id = 702, .type = ELEMENT_RICH_TEXT },
	[PAPER] = { .id = 703, .type = ELEMENT_FILE },
	[SECOND_PAPER] = { .id = 704, .type = ELEMENT_FILE },
};
static const struct choice_ref papers_by_phone[] = {
	{ .element = PAPER_WAY, .element_id = 8, .choice = 0 }
};
static const struct element documents[N_DOCUMENTS] = {
	[LATE] = { .id = 12, .type = ELEMENT_FILE, .group = -1 },
	[PAPERS] = { .id = 7,
		.type = ELEMENT_SET,
		.sub_elements = paper_cells,
		.n_sub_elements = N_PAPER_CELLS,
		.max_rows = 3,
		.group = -1 },
	[PAPER_WAY] = { .id = 8, .type = ELEMENT_RADIO, .choices = ways, .n_choices = 3, .group = -1 },
	[HIDDEN] = { .id = 9,
		.type = ELEMENT_FILE,
		.rules = papers_by_phone,
		.n_rules = 1,
		.group = -1 },
	[EARLY] = { .id = 3, .type = ELEMENT_FILE, .group = -1 },
	[HIDDEN_SET] = { .id = 10,
		.type = ELEMENT_SET,
		.sub_elements = paper_cells,
		.n_sub_elements = N_PAPER_CELLS,
		.max_rows = 1,
		.rules = papers_by_phone,
		.n_rules = 1,
		.group = -1 },
};
static const struct form document_form = {
	.elements = documents, .n_elements = N_DOCUMENTS, .start = -1
};

static void
documents_that_are_shown_are_named_in_order(void **state)
{
	struct visit *visit = *state;
	arena_reset(&visit->arena);
	answers_init(&visit->answers, &document_form, &visit->arena);
	struct answer *of = visit->answers.of;
	expect_end(visit, "}");
	of[LATE].shown = true;
	expect_end(visit, ",\"shown\":[{\"element\":12}]}");
	assert_true(answer_add_row(&visit->answers, PAPERS));
	of[PAPERS].rows[1].of[SECOND_PAPER].shown = true;
	of[PAPERS].rows[1].of[PAPER].shown = true;
	of[PAPERS].rows[0].of[SECOND_PAPER].shown = true;
	of[EARLY].shown = true;
	expect_end(visit,
		",\"shown\":[{\"element\":3},{\"element\":7,\"row\":0,\"cell\":3},{\"element\":7,\"row\":1,\"cell\":2},"
		"{\"element\":7,\"row\":1,\"cell\":3},{\"element\":12}]}");
	/* the answer itself stays as it was */
	assert_non_null(strstr(visit->json, "\"12\":{\"id\":null,\"name\":null,\"size\":null}"));
	/* a row that was taken away takes its documents with it */
	assert_true(answer_remove_row(&visit->answers, PAPERS, 1));
	assert_true(answer_add_row(&visit->answers, PAPERS));
	expect_end(visit,
		",\"shown\":[{\"element\":3},{\"element\":7,\"row\":0,\"cell\":3},{\"element\":12}]}");
}

static void
documents_of_hidden_questions_are_not_named(void **state)
{
	struct visit *visit = *state;
	arena_reset(&visit->arena);
	answers_init(&visit->answers, &document_form, &visit->arena);
	struct answer *of = visit->answers.of;
	of[HIDDEN].shown = true;
	of[HIDDEN_SET].rows[0].of[PAPER].shown = true;
	of[PAPER_WAY].shown = true; /* no question of a file */
	of[EARLY].shown = true;     /* a file that is sent need not be shown */
	assert_true(answer_set_file(&visit->answers, EARLY, STR("plan.pdf"), 1));
	expect_end(visit, "}");
	answer_choose(&visit->answers, PAPER_WAY, 0);
	expect_end(visit, ",\"shown\":[{\"element\":9},{\"element\":10,\"row\":0,\"cell\":2}]}");
}

/* docs/formats/envelope.json names exactly the members that are written, and requires each but the last. */
static void
the_schema_and_the_object_agree(void **state)
{
	(void)state;
	const char *source = getenv("GUICHET_SOURCE");
	assert_non_null(source);
	char path[4096];
	const int n = snprintf(path, sizeof(path), "%s/docs/formats/envelope.json", source);
	assert_in_range(n, 1, sizeof(path) - 1);
	json_error_t error;
	json_t *schema = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	json_t *object = json_loads(example_json, JSON_REJECT_DUPLICATES, &error);
	assert_non_null(schema);
	assert_non_null(object);
	const size_t n_members = json_object_size(object);
	json_t *properties = json_object_get(schema, "properties"),
		   *required = json_object_get(schema, "required");
	assert_int_equal(json_object_size(properties), n_members + 1);
	assert_non_null(json_object_get(properties, "shown"));
	assert_int_equal(json_array_size(required), n_members);
	const char *name;
	json_t *value;
	json_object_foreach(object, name, value)
	{
		if (json_object_get(properties, name) == NULL) {
			fail_msg("the schema does not know \"%s\"", name);
		}
	}
	size_t i;
	json_array_foreach(required, i, value)
	{
		assert_non_null(json_object_get(object, json_string_value(value)));
	}
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(properties, "schema"), "const")), 1);
	json_decref(schema);
	json_decref(object);
}

/* What a kiosk can submit is inside the limits that the schema sets. */
static void
the_schema_and_the_limits_agree(void **state)
{
	(void)state;
	char path[4096];
	const int n = snprintf(
		path, sizeof(path), "%s/docs/formats/envelope.json", getenv("GUICHET_SOURCE"));
	assert_in_range(n, 1, sizeof(path) - 1);
	json_t *schema = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	json_t *answers = NULL, *shown = NULL, *definitions = NULL, *rows = NULL, *file = NULL;
	assert_int_equal(json_unpack(schema, "{s:{s:o,s:o},s:o}", "properties", "answers", &answers,
						 "shown", &shown, "$defs", &definitions),
		0);
	rows = json_object_get(definitions, "rows");
	file = json_object_get(json_object_get(definitions, "file"), "properties");
	assert_int_equal(
		json_integer_value(json_object_get(answers, "maxProperties")), FORM_ELEMENTS_MAX);
	assert_int_equal(json_integer_value(json_object_get(rows, "maxItems")), ANSWER_ROWS_MAX);
	assert_int_equal(json_integer_value(json_object_get(shown, "maxItems")), SUBMISSION_SHOWN_MAX);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(file, "size"), "maximum")), 10485760);
	assert_int_equal(json_object_size(file), 3);
	json_decref(schema);
}

#define visit_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		visit_test(unanswered_questions_are_there_and_empty),
		visit_test(answers_go_in_the_order_of_their_numbers),
		visit_test(what_is_hidden_now_is_not_sent),
		visit_test(a_label_that_is_no_choice_is_kept),
		visit_test(a_date_is_an_object),
		visit_test(what_is_typed_stays_text),
		visit_test(an_empty_set_has_one_row_with_every_cell),
		visit_test(rows_go_with_their_cells_and_hidden_sets_do_not),
		visit_test(an_address_is_an_object),
		visit_test(the_whole_object_to_the_byte),
		visit_test(documents_that_are_shown_are_named_in_order),
		visit_test(documents_of_hidden_questions_are_not_named),
		cmocka_unit_test(the_schema_and_the_object_agree),
		cmocka_unit_test(the_schema_and_the_limits_agree),
	};
	return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}

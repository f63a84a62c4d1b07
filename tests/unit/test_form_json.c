/* SPDX-License-Identifier: MIT */
/* Templates in every container, and what is said about those that cannot be used. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "platform/form_json.h"
#include "platform/sha256.h"

struct bench {
	struct arena arena;
	const struct form *form;
	struct diagnosis diagnosis;
	int warnings, errors;
	char last[192]; /* where the last finding is */
	char memory[4 * 1024 * 1024];
};

static void
count(void *context, const char *severity, const struct diagnosis *finding)
{
	struct bench *bench = context;
	*(strcmp(severity, "error") == 0 ? &bench->errors : &bench->warnings) += 1;
	snprintf(bench->last, sizeof(bench->last), "%s", finding->where);
	assert_true(finding->what[0] != '\0' && finding->remedy[0] != '\0');
}

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static int
parse(struct bench *bench, struct str json)
{
	const struct form_findings findings = { .context = bench, .report = count };
	const struct form_loading loading = { .findings = &findings };
	bench->warnings = bench->errors = 0;
	bench->form = NULL;
	return form_parse("t.json", json, &bench->arena, &loading, &bench->form, &bench->diagnosis);
}

static void
assert_loads(struct bench *bench, const char *json)
{
	if (parse(bench, str_of(json)) != 0) {
		fail_msg("%s: %s", bench->diagnosis.where, bench->diagnosis.what);
	}
}

static void
assert_refused(struct bench *bench, struct str json, int error, const char *where)
{
	const size_t used = bench->arena.used;
	assert_int_equal(parse(bench, json), error);
	assert_null(bench->form);
	assert_int_equal(bench->arena.used, used);
	assert_string_equal(bench->diagnosis.file, "t.json");
	assert_string_equal(bench->diagnosis.where, where);
	assert_true(strlen(bench->diagnosis.what) > 10 && strlen(bench->diagnosis.remedy) > 10);
}

#define TEXTS \
	"\"privacyPolicy\":{\"descriptionEn\":\"p\",\"descriptionFr\":\"q\"}," \
	"\"confirmation\":{\"descriptionEn\":\"c\",\"descriptionFr\":\"d\",\"referrerUrlEn\":\"\",\"referrerUrlFr\":\"\"}"
#define FIELD(id) \
	"{\"id\":" id ",\"type\":\"textField\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\"}}"
#define BARE \
	"{\"titleEn\":\"Tea\",\"titleFr\":\"Thé\"," TEXTS \
	",\"layout\":[2,1],\"elements\":[" FIELD("1") "," FIELD("2") "]}"

/* ---- containers ---- */

static void
bare_template(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench, BARE);
	assert_int_equal(bench->warnings + bench->errors, 0);
	assert_true(str_eq(bench->form->title.in[LANG_FR], STR("Thé")));
	assert_true(str_eq(bench->form->privacy.in[LANG_EN], STR("p")));
	assert_int_equal(bench->form->n_elements, 2);
	assert_int_equal(bench->form->layout[0], 1);
	assert_int_equal(bench->form->start, -1);
	assert_true(str_eq(bench->form->root, STR("$")));
	char hex[65];
	assert_int_equal(sha256_hex(STR(BARE), hex), 0);
	assert_string_equal(bench->form->sha256, hex);
}

static void
record_and_byte_order_mark(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench, "\xEF\xBB\xBF{\"id\":\"c1\",\"isPublished\":true,\"form\":" BARE "}");
	assert_true(str_eq(bench->form->root, STR("$.form")));
	assert_int_equal(bench->form->n_elements, 2);
}

static void
block_of_elements_gets_ids(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench,
		"[{\"type\":\"richText\",\"properties\":{}},{\"type\":\"textArea\",\"properties\":{}}]");
	assert_int_equal(bench->form->elements[1].id, 2);
	assert_int_equal(bench->form->n_layout, 2);
	/* a bare template has nobody who decided otherwise */
	assert_false(bench->form->elements[0].is_private);
	assert_true(bench->form->elements[1].is_private);
}

static void
what_only_one_type_has(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench,
		"[{\"type\":\"numberInput\",\"properties\":{\"stepCount\":2,\"currencyCode\":\"CAD\","
		"\"useThousandsSeparator\":true,\"allowNegativeNumbers\":true}},"
		"{\"type\":\"formattedDate\",\"properties\":{\"dateFormat\":\"DD-MM-YYYY\"}},"
		"{\"type\":\"formattedDate\",\"properties\":{\"dateFormat\":\"YY\"}},"
		"{\"type\":\"starRating\",\"properties\":{\"numberOfStars\":10}},"
		"{\"type\":\"starRating\",\"properties\":{}}]");
	const struct element *elements = bench->form->elements;
	assert_true(str_eq(elements[0].number.currency, STR("CAD")));
	assert_int_equal(elements[0].number.decimals, 2);
	assert_true(elements[0].number.is_grouped && elements[0].allow_negative);
	assert_int_equal(elements[1].date_order, DATE_DMY);
	assert_int_equal(elements[2].date_order, DATE_YMD);
	assert_int_equal(elements[3].stars, 10);
	assert_int_equal(elements[4].stars, 5);
}

static void
wrapper_of_2021(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench,
		"{\"internalTitleEn\":\"x\",\"form\":{\"id\":18,\"version\":1,\"titleEn\":\"a\",\"titleFr\":\"b\",\"layout\":[1,2,3,4],"
		"\"endPage\":{\"descriptionEn\":\"bye\",\"descriptionFr\":\"salut\"},\"elements\":["
		"{\"id\":1,\"type\":\"plainText\",\"properties\":{}},{\"id\":2,\"type\":\"email\",\"properties\":{\"charLimit\":80,"
		"\"validation\":{\"required\":true}}},{\"id\":3,\"type\":\"date\",\"properties\":{\"validation\":{}}},"
		"{\"id\":4,\"type\":\"attestation\",\"properties\":{\"choices\":[{\"en\":\"a\",\"fr\":\"b\"}],\"validation\":{}}}]}}");
	const struct element *elements = bench->form->elements;
	assert_int_equal(elements[0].type, ELEMENT_RICH_TEXT);
	assert_int_equal(elements[1].validation.kind, TEXT_EMAIL);
	assert_int_equal(elements[1].char_limit, 80);
	assert_int_equal(elements[2].validation.kind, TEXT_DATE);
	assert_int_equal(elements[3].type, ELEMENT_CHECKBOX);
	assert_true(elements[3].validation.all);
	assert_true(str_eq(bench->form->confirmation.in[LANG_FR], STR("salut")));
	assert_int_equal(bench->errors, 1);   /* no privacyPolicy */
	assert_int_equal(bench->warnings, 2); /* id, version; endPage is read, and so is known */
}

/* ---- refusals ---- */

static void
what_is_no_json(void **state)
{
	struct bench *bench = *state;
	assert_refused(bench, STR_NONE, -EINVAL, "$ line 1");
	assert_refused(bench, STR("{\n\"a\":\n}"), -EINVAL, "$ line 3");
	assert_refused(bench, STR("{\"a\":1,\n\"a\":2}"), -EINVAL, "$ line 2");
	assert_refused(bench, STR("{\n\"a\":\"\xFF\"}"), -EINVAL, "$ line 2");
	assert_refused(bench, STR("{\n\n\"a\":\"\0\"}"), -EINVAL, "$ line 3");
	assert_refused(bench, STR("{\"a\":\"\\u0000\"}"), -EINVAL, "$ line 1");
	assert_refused(bench, STR("\"text\""), -EINVAL, "$ line 1");
}

static void
what_is_no_form(void **state)
{
	struct bench *bench = *state;
	assert_refused(bench, STR("{}"), -EINVAL, "$");
	assert_refused(bench, STR("{\"form\":{\"a\":1}}"), -EINVAL, "$");
	assert_refused(bench, STR("[1]"), -EINVAL, "$[0]");
	assert_refused(bench, STR("[{\"type\":\"textField\"}]"), -EINVAL, "$[0]");
	assert_refused(
		bench, STR("[{\"type\":\"customJson\",\"properties\":{}}]"), -EINVAL, "$[0].type");
	assert_refused(bench, STR("[{\"type\":\"radio\",\"properties\":{\"choices\":[\"a\"]}}]"),
		-EINVAL, "$[0].properties.choices[0]");
	assert_refused(bench,
		STR("[{\"type\":\"radio\",\"properties\":{\"conditionalRules\":[{\"choiceId\":\"x\"}]}}]"),
		-EINVAL, "$[0].properties.conditionalRules[0]");
	assert_refused(bench,
		STR("[{\"type\":\"dynamicRow\",\"properties\":{\"subElements\":[{\"type\":\"dynamicRow\"}]}}]"),
		-EINVAL, "$[0].properties.subElements");
}

/* n times the piece, between the brackets of an array. */
static struct str
repeated(const char *before, const char *piece, size_t n, const char *after, char **ret_buffer)
{
	const size_t size = strlen(before) + n * (strlen(piece) + 1) + strlen(after) + 1;
	char *buffer = malloc(size);
	size_t at = (size_t)snprintf(buffer, size, "%s", before);
	for (size_t i = 0; i < n; i++) {
		at += (size_t)snprintf(buffer + at, size - at, "%s%s", i > 0 ? "," : "", piece);
	}
	at += (size_t)snprintf(buffer + at, size - at, "%s", after);
	*ret_buffer = buffer;
	return (struct str){ buffer, at };
}

static void
limits_hold_at_their_edges(void **state)
{
	struct bench *bench = *state;
	static const char element[] = "{\"type\":\"richText\",\"properties\":{}}";
	static const char before[] = "[{\"type\":\"radio\",\"properties\":{\"choices\":[";
	char *buffer;
	assert_int_equal(parse(bench, repeated("[", element, FORM_ELEMENTS_MAX, "]", &buffer)), 0);
	free(buffer);
	arena_reset(&bench->arena);
	assert_refused(bench, repeated("[", element, FORM_ELEMENTS_MAX + 1, "]", &buffer), -E2BIG, "$");
	free(buffer);
	assert_int_equal(
		parse(bench,
			repeated(before, "{\"en\":\"a\",\"fr\":\"b\"}", FORM_CHOICES_MAX, "]}}]", &buffer)),
		0);
	free(buffer);
	assert_refused(bench,
		repeated(before, "{\"en\":\"a\",\"fr\":\"b\"}", FORM_CHOICES_MAX + 1, "]}}]", &buffer),
		-E2BIG, "$[0].properties.choices");
	free(buffer);
}

static void
nesting_and_size(void **state)
{
	struct bench *bench = *state;
	char deep[200];
	memset(deep, '[', 33);
	memset(deep + 33, ']', 33);
	assert_refused(bench, (struct str){ deep, 66 }, -E2BIG, "$");
	/* brackets in a string are no nesting */
	assert_loads(bench,
		"[{\"type\":\"richText\",\"properties\":{\"titleEn\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}}]");
	const size_t size = 5 * 1024 * 1024 + 1;
	char *large = malloc(size);
	memset(large, ' ', size);
	assert_refused(bench, (struct str){ large, size }, -E2BIG, "$");
	free(large);
}

static void
small_arena_is_left_as_it_was(void **state)
{
	struct bench *bench = *state;
	for (size_t size = 0; size < 4000; size += 40) {
		arena_init(&bench->arena, bench->memory, size);
		const int r = parse(bench, STR(BARE));
		assert_true(r == 0 || r == -E2BIG);
		assert_true(r == 0 || bench->arena.used == 0);
	}
	assert_non_null(bench->form);
}

/* ---- the record around a form ---- */

#define RECORD(members) "{\"id\":\"c1\"," members ",\"form\":" BARE "}"

static void
a_record_says_when_its_form_closes(void **state)
{
	/* seconds since 1970 by GNU date */
	static const struct {
		const char *text;
		ms_t wall;
	} times[] = {
		{ "2026-12-31T23:59:59Z", 1798761599000 },
		{ "2026-12-31T23:59:59.250Z", 1798761599250 },
		{ "2026-12-31T23:59:59.1234567Z", 1798761599123 },
		{ "2026-12-31T18:59:59-05:00", 1798761599000 },
		{ "2027-01-01T02:29:59+02:30", 1798761599000 },
		{ "2028-02-29T00:00Z", 1835395200000 },
		{ "1969-12-31T23:59:59Z", -1000 },
	};
	static const char *const bad[] = { "", "2026-12-31", "2026-12-31T23:59:59", "2027-02-29T00:00Z",
		"2026-12-31T24:00Z", "2026-12-31T23:60Z", "2026-12-31T23:59:60Z", "2026-12-31T23:59:59.Z",
		"2026-12-31T23:59Zulu", "2026-12-31 23:59Z", "2026-12-31T23-59Z", "2026-12-31T23:59-0500",
		"2026-12-31T23:59-24:00", "2026-12-31T2:59Z", "2026-12-31T", "2026-12-31T23:59-",
		"2026-12-3123:59Z", "31/12/2026" };
	struct bench *bench = *state;
	char json[1024];
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		snprintf(json, sizeof(json), RECORD("\"closingDate\":\"%s\""), times[i].text);
		assert_loads(bench, json);
		assert_int_equal(bench->errors + bench->warnings, 0);
		assert_true(bench->form->has_closing);
		assert_int_equal(bench->form->closing_wall, times[i].wall);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(json, sizeof(json), RECORD("\"closingDate\":\"%s\""), bad[i]);
		assert_loads(bench, json);
		if (bench->errors != 1 || bench->form->has_closing) {
			fail_msg("\"%s\" passes for a time.", bad[i]);
		}
	}
	assert_loads(bench, RECORD("\"closingDate\":null"));
	assert_int_equal(bench->errors, 0);
	assert_false(bench->form->has_closing);
}

static void
a_record_says_why_its_form_is_closed(void **state)
{
	struct bench *bench = *state;
	char json[SERVICE_PARAGRAPH_BYTES_MAX + 1024];
	assert_loads(bench,
		RECORD("\"closedDetails\":{\"messageEn\":\"Come back.\",\"messageFr\":\"Revenez.\"}"));
	assert_int_equal(bench->errors, 0);
	assert_true(str_eq(bench->form->closed.in[LANG_EN], STR("Come back.")));
	assert_true(str_eq(bench->form->closed.in[LANG_FR], STR("Revenez.")));
	assert_true(str_eq(bench->form->title.in[LANG_EN], STR("Tea")));
	assert_loads(bench, RECORD("\"closedDetails\":null"));
	assert_int_equal(bench->errors, 0);
	for (int more = 0; more < 2; more++) {
		snprintf(json, sizeof(json), RECORD("\"closedDetails\":{\"messageFr\":\"%0*d\"}"),
			SERVICE_PARAGRAPH_BYTES_MAX + more, 0);
		assert_loads(bench, json);
		assert_int_equal(bench->errors, more);
		assert_int_equal(
			bench->form->closed.in[LANG_FR].n, more == 0 ? SERVICE_PARAGRAPH_BYTES_MAX : 0);
	}
}

/* ---- findings ---- */

static void
repairable_faults_are_reported(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench, "{" TEXTS ",\"layout\":[1],\"elements\":[" FIELD("1") "," FIELD("1") "]}");
	assert_int_equal(bench->errors, 1);
	assert_string_equal(bench->last, "$.elements[1]");
	assert_loads(bench, "{" TEXTS ",\"layout\":[1,9],\"elements\":[" FIELD("1") "]}");
	assert_int_equal(bench->warnings, 1);
	assert_string_equal(bench->last, "$.layout[1]");
	assert_loads(bench, "{" TEXTS ",\"layout\":[],\"elements\":[" FIELD("1") "]}");
	assert_int_equal(bench->errors, 1);
	assert_loads(
		bench, "{" TEXTS ",\"layout\":[1],\"closedMessage\":\"\",\"elements\":[" FIELD("1") "]}");
	assert_int_equal(bench->warnings, 1);
	assert_string_equal(bench->last, "$.closedMessage");
	assert_loads(bench, "{" TEXTS ",\"layout\":[1],\"titleEn\":5,\"elements\":[" FIELD("1") "]}");
	assert_int_equal(bench->errors, 1);
	assert_string_equal(bench->last, "$.titleEn");
}

static void
numbers_that_no_question_can_have(void **state)
{
	struct bench *bench = *state;
	static const char *const properties[] = { "\"currencyCode\":\"C4D\"",
		"\"currencyCode\":\"dollars\"", "\"currencyCode\":5", "\"stepCount\":101",
		"\"stepCount\":-1", "\"stepCount\":1.5", "\"stepCount\":\"2\"", "\"numberOfStars\":2" };
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
		char json[200];
		snprintf(
			json, sizeof(json), "[{\"type\":\"numberInput\",\"properties\":{%s}}]", properties[i]);
		assert_loads(bench, json);
		assert_int_equal(bench->errors, 1);
		assert_int_equal(bench->form->elements[0].number.currency.n, 0);
		assert_int_equal(bench->form->elements[0].number.decimals, 0);
	}
	assert_string_equal(bench->last, "$[0].properties.numberOfStars");
}

#define GROUPS(start, more) \
	"{" TEXTS ",\"layout\":[1],\"elements\":[{\"id\":1,\"type\":\"radio\",\"properties\":{" \
	"\"choices\":[{\"en\":\"a\",\"fr\":\"b\"},{\"en\":\"c\",\"fr\":\"d\"}],\"validation\":{\"required\":true}}}]," \
	"\"groups\":{\"start\":{\"elements\":[\"1\"]," start \
	"},\"x\":{\"elements\":[],\"nextAction\":\"review\"}" more "}," \
	"\"groupsLayout\":[\"x\"]}"

static void
pages(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench, GROUPS("\"nextAction\":\"x\"", ""));
	assert_int_equal(bench->errors + bench->warnings, 0);
	assert_true(bench->form->review);
	assert_int_equal(bench->form->elements[0].group, bench->form->start);
	assert_loads(bench, GROUPS("\"nextAction\":\"y\"", ""));
	assert_int_equal(bench->errors, 2); /* no page y, and so no way on */
	assert_loads(bench, GROUPS("\"nextAction\":[{\"choiceId\":\"1.0\",\"groupId\":\"x\"}]", ""));
	assert_int_equal(bench->errors, 1);
	/* all choices of a required question cover every way */
	assert_loads(bench,
		GROUPS(
			"\"nextAction\":[{\"choiceId\":\"1.0\",\"groupId\":\"x\"},{\"choiceId\":\"1.1\",\"groupId\":\"exit\"}]",
			""));
	assert_int_equal(bench->errors, 0);
	assert_loads(
		bench, GROUPS("\"nextAction\":[{\"choiceId\":\"1.catch-all\",\"groupId\":\"x\"}]", ""));
	assert_int_equal(bench->errors, 0);
	assert_loads(bench,
		GROUPS("\"nextAction\":\"x\"", ",\"z\":{\"elements\":[\"1\"],\"nextAction\":\"review\"}"));
	assert_int_equal(bench->errors, 1);   /* on two pages: it belongs to the first */
	assert_int_equal(bench->warnings, 1); /* z is not in groupsLayout */
	assert_int_equal(bench->form->groups[0].n_elements, 1);
	assert_int_equal(bench->form->groups[2].n_elements, 0);
}

static void
set_of_rows(void **state)
{
	struct bench *bench = *state;
	assert_loads(bench,
		"[{\"type\":\"dynamicRow\",\"properties\":{\"maxNumberOfRows\":7,\"subElements\":["
		"{\"id\":101,\"type\":\"textField\",\"properties\":{}},{\"id\":102,\"type\":\"fileInput\",\"properties\":{}}]}},"
		"{\"type\":\"dynamicRow\",\"properties\":{\"maxNumberOfRows\":0}}]");
	const struct element *set = &bench->form->elements[0];
	assert_int_equal(set->max_rows, 7);
	assert_int_equal(set->n_sub_elements, 2);
	assert_int_equal(set->sub_elements[1].type, ELEMENT_FILE);
	/* a limit that GC Forms would refuse is reported, and none */
	assert_int_equal(bench->form->elements[1].max_rows, 0);
	assert_true(bench->errors > 0);
}

/* FIPS 180-4's own example: that it is this digest, in this notation. */
static void
sha256_vectors(void **state)
{
	(void)state;
	char hex[65];
	assert_int_equal(sha256_hex(STR("abc"), hex), 0);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
absent_file(void **state)
{
	struct bench *bench = *state;
	assert_int_equal(
		form_load("/nowhere/form.json", &bench->arena, NULL, &bench->form, &bench->diagnosis),
		-ENOENT);
	assert_string_equal(bench->diagnosis.file, "/nowhere/form.json");
	/* a folder opens, and cannot be read */
	assert_int_equal(form_load("/", &bench->arena, NULL, &bench->form, &bench->diagnosis), -EISDIR);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bare_template),
		TEST(record_and_byte_order_mark),
		TEST(block_of_elements_gets_ids),
		TEST(what_only_one_type_has),
		TEST(wrapper_of_2021),
		TEST(what_is_no_json),
		TEST(what_is_no_form),
		TEST(limits_hold_at_their_edges),
		TEST(nesting_and_size),
		TEST(small_arena_is_left_as_it_was),
		TEST(repairable_faults_are_reported),
		TEST(numbers_that_no_question_can_have),
		TEST(pages),
		TEST(set_of_rows),
		TEST(a_record_says_when_its_form_closes),
		TEST(a_record_says_why_its_form_is_closed),
		TEST(sha256_vectors),
		TEST(absent_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

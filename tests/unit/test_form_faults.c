/* SPDX-License-Identifier: MIT */
/* Templates with a fault: each loads with a finding, or is refused, as docs/formats/templates.md says; none without end. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "platform/form_json.h"

enum { ARENA_BYTES = 16 * 1024 * 1024, FINDINGS_MAX = 32, FILE_MAX = 5 * 1024 * 1024 };

struct bench {
	struct arena arena;
	const struct form *form;
	struct diagnosis refusal;
	int n; /* findings, of which the first are kept */
	struct {
		bool error;
		struct diagnosis diagnosis;
	} findings[FINDINGS_MAX];
	_Alignas(max_align_t) char memory[ARENA_BYTES];
};

static void
keep(void *context, const char *severity, const struct diagnosis *finding)
{
	struct bench *bench = context;
	assert_true(finding->what[0] != '\0' && finding->remedy[0] != '\0');
	assert_int_equal(finding->where[0], '$');
	if (bench->n < FINDINGS_MAX) {
		bench->findings[bench->n].error = strcmp(severity, "error") == 0;
		bench->findings[bench->n].diagnosis = *finding;
	}
	bench->n++;
}

static int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct bench));
	return *state ? 0 : -1;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static double
milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
parse(struct bench *bench, struct str json)
{
	const struct form_findings findings = { .context = bench, .report = keep };
	const struct form_loading loading = { .findings = &findings };
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	bench->n = 0;
	bench->form = NULL;
	const int r = form_parse(
		"t.json", json, &bench->arena, &loading, &bench->form, &bench->refusal);
	if (r != 0) {
		assert_true(r < 0 && bench->arena.used == 0 && !bench->form);
		assert_int_equal(bench->refusal.where[0], '$');
		assert_true(bench->refusal.what[0] != '\0' && bench->refusal.remedy[0] != '\0');
	}
	return r;
}

/* ---- one fault each ---- */

#define TEXTS \
	"\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"p\",\"descriptionFr\":\"q\"}," \
	"\"confirmation\":{\"descriptionEn\":\"c\",\"descriptionFr\":\"d\"}"
#define FIELD(id, more) \
	"{\"id\":" id \
	",\"type\":\"textField\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\"" more "}}"
#define RADIO(id, more) \
	"{\"id\":" id ",\"type\":\"radio\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\"," \
	"\"choices\":[{\"en\":\"y\",\"fr\":\"o\"},{\"en\":\"n\",\"fr\":\"m\"}]" more "}}"
#define FORM(layout, elements) "{" TEXTS ",\"layout\":[" layout "],\"elements\":[" elements "]}"
#define RULES(ref) ",\"conditionalRules\":[{\"choiceId\":\"" ref "\"}]"
#define SET(id, elements) \
	"{\"id\":" id \
	",\"type\":\"dynamicRow\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\",\"subElements\":[" elements \
	"]}}"
#define PAGES(start, x) \
	"{" TEXTS ",\"layout\":[1],\"elements\":[" RADIO( \
		"1", "") "],\"groupsLayout\":[\"x\"]," \
				 "\"groups\":{\"start\":{\"elements\":[\"1\"],\"nextAction\":" start \
				 "},\"x\":{\"elements\":[],\"nextAction\":" x "}}}"

#define BOX(more) \
	"{\"id\":1,\"type\":\"combobox\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\"" more "}}"
#define RECORD(member) "{\"id\":\"c\"," member ",\"form\":" FORM("1", FIELD("1", "")) "}"
#define MANY \
	"\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\",\"n\",\"o\",\"p\",\"q\""
#define LONG "12345678901234567890123456789012345678901234567890123456789012345"

enum outcome { LOADS_WITH_WARNING, LOADS_WITH_ERROR, REFUSED };

static const struct {
	const char *json;
	enum outcome outcome;
	const char *where, *what;
} faults[] = {
	{ FORM("1", BOX(",\"managedChoices\":\"departments\"")), LOADS_WITH_ERROR,
		"$.elements[0].properties.managedChoices", "no list \"departments\"" },
	{ FORM("1", BOX(",\"managedChoices\":[\"a\",\"../b\"]")), LOADS_WITH_ERROR,
		"$.elements[0].properties.managedChoices[1]", "no list \"../b\"" },
	{ FORM("1", BOX(",\"managedChoices\":true")), LOADS_WITH_ERROR,
		"$.elements[0].properties.managedChoices", "text or a list of texts" },
	{ FORM("1", BOX(",\"managedChoices\":[" MANY "]")), REFUSED,
		"$.elements[0].properties.managedChoices", "names 17 lists" },
	{ FORM("1",
		  "{\"id\":1,\"type\":\"dropdown\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\",\"sortOrder\":\"random\"}}"),
		LOADS_WITH_WARNING, "$.elements[0].properties.sortOrder", "no such order" },
	{ FORM("1", BOX(",\"strictValue\":\"yes\"")), LOADS_WITH_ERROR,
		"$.elements[0].properties.strictValue", "must be true or false" },
	{ FORM("1",
		  "{\"id\":1,\"type\":\"addressComplete\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"b\","
		  "\"addressComponents\":{\"canadianOnly\":1}}}"),
		LOADS_WITH_ERROR, "$.elements[0].properties.addressComponents.canadianOnly",
		"must be true or false" },
	{ FORM("1", FIELD("1", ",\"tags\":[" MANY "]")), LOADS_WITH_ERROR,
		"$.elements[0].properties.tags[16]", "more than 16 tags and purposes" },
	{ FORM("1", FIELD("1", ",\"tags\":[\"x\",5]")), LOADS_WITH_ERROR,
		"$.elements[0].properties.tags[1]", "must be text" },
	{ FORM("1", FIELD("1", ",\"tags\":[\"" LONG "\"]")), LOADS_WITH_ERROR,
		"$.elements[0].properties.tags[0]", "65 bytes; 64 are allowed" },
	{ FORM("1", FIELD("1", ",\"autoComplete\":\"" LONG "\"")), LOADS_WITH_ERROR,
		"$.elements[0].properties.autoComplete", "65 bytes; 64 are allowed" },
	{ RECORD("\"closingDate\":5"), LOADS_WITH_ERROR, "$.closingDate", "must be text" },
	{ RECORD("\"closingDate\":\"soon\""), LOADS_WITH_ERROR, "$.closingDate", "cannot be read" },
	{ RECORD("\"closedDetails\":\"closed\""), LOADS_WITH_ERROR, "$.closedDetails",
		"must be an object" },
	{ RECORD("\"closedDetails\":{\"messageEn\":\"x\",\"messageFr\":[]}"), LOADS_WITH_ERROR,
		"$.closedDetails.messageFr", "must be text" },
	{ FORM("1,1", FIELD("1", "")), LOADS_WITH_WARNING, "$.layout[1]", "stands here twice" },
	{ FORM("1,9", FIELD("1", "")), LOADS_WITH_WARNING, "$.layout[1]", "no element with this id" },
	{ FORM("", FIELD("1", "")), LOADS_WITH_ERROR, "$", "not in the layout" },
	{ FORM("1", FIELD("1", "") "," FIELD("1", "")), LOADS_WITH_ERROR, "$.elements[1]",
		"same id, 1" },
	{ FORM("1", RADIO("1", RULES("1.0"))), LOADS_WITH_ERROR,
		"$.elements[0].properties.conditionalRules", "never shown" },
	{ FORM("1,2", RADIO("1", RULES("2.0")) "," RADIO("2", RULES("1.0"))), LOADS_WITH_ERROR,
		"$.elements[0].properties.conditionalRules", "never shown" },
	{ FORM("1", FIELD("1", RULES("7.0"))), LOADS_WITH_ERROR,
		"$.elements[0].properties.conditionalRules[0]", "element 7, which does not exist" },
	{ FORM("1,2", RADIO("1", "") "," FIELD("2", RULES("1.2"))), LOADS_WITH_ERROR,
		"$.elements[1].properties.conditionalRules[0]", "has 2 choices" },
	{ FORM("1", FIELD("1", RULES("one"))), REFUSED, "$.elements[0].properties.conditionalRules[0]",
		"choiceId" },
	{ FORM("1", SET("1", "")), LOADS_WITH_WARNING, "$.elements[0].properties.subElements",
		"holds no questions" },
	{ FORM("13", SET("13", FIELD("1301", "") "," FIELD("1301", ""))), LOADS_WITH_ERROR,
		"$.elements[0].properties.subElements[1]", "same id, 1301" },
	{ FORM("13", SET("13", FIELD("1401", ""))), LOADS_WITH_WARNING,
		"$.elements[0].properties.subElements[0]", "does not begin with" },
	{ FORM("1", SET("1", SET("101", ""))), REFUSED, "$.elements[0].properties.subElements",
		"another one" },
	{ PAGES("\"x\"", "\"start\""), LOADS_WITH_ERROR, "$.groups", "leads back to \"start\"" },
	{ PAGES("\"start\"", "\"review\""), LOADS_WITH_ERROR, "$.groups", "leads back to \"start\"" },
	{ PAGES("[{\"choiceId\":\"1.catch-all\",\"groupId\":\"x\"}]",
		  "[{\"choiceId\":\"1.0\",\"groupId\":\"start\"},{\"choiceId\":\"1.catch-all\",\"groupId\":\"review\"}]"),
		LOADS_WITH_ERROR, "$.groups", "leads back to \"start\"" },
	{ PAGES("\"y\"", "\"review\""), LOADS_WITH_ERROR, "$.groups.start.nextAction",
		"no page \"y\"" },
	{ "{\"titleEn\":\"a\",\"titleFr\":\"b\",\"confirmation\":{},\"layout\":[1],\"elements\":[" FIELD(
		  "1", "") "]}",
		LOADS_WITH_ERROR, "$.privacyPolicy", "no privacyPolicy" },
	{ FORM("1", FIELD("1", ",\"colour\":\"red\"")), LOADS_WITH_WARNING,
		"$.elements[0].properties.colour", "does not know this key" },
	{ FORM("1", FIELD("1", ",\"validation\":{\"required\":true,\"minimum\":1}")),
		LOADS_WITH_WARNING, "$.elements[0].properties.validation.minimum",
		"does not know this key" },
	{ FORM("1", FIELD("1", ",\"validation\":{\"required\":\"yes\"}")), LOADS_WITH_ERROR,
		"$.elements[0].properties.validation.required", "must be true or false" },
	{ FORM("1", FIELD("1", ",\"validation\":{\"maxLength\":1.5}")), LOADS_WITH_ERROR,
		"$.elements[0].properties.validation.maxLength", "whole number" },
	{ FORM("1", FIELD("1", ",\"validation\":{\"type\":\"colour\"}")), LOADS_WITH_WARNING,
		"$.elements[0].properties.validation", "unknown" },
	{ FORM("1", FIELD("1", ",\"placeholderEn\":\"a\u202Eb\"")), LOADS_WITH_WARNING,
		"$.elements[0].properties.placeholderEn", "direction of writing" },
	{ FORM("1", FIELD("1", ",\"validation\":{\"minValue\":1e999}")), REFUSED, "$ line 1",
		"well-formed" },
	{ FORM("1", FIELD("99999999999999999999", "")), REFUSED, "$ line 1", "well-formed" },
	{ FORM("1", FIELD("5000000000", "")), LOADS_WITH_ERROR, "$.elements[0].id", "whole number" },
	{ FORM("1", FIELD("1", ",\"titleEn\":\"again\"")), REFUSED, "$ line 1", "duplicate" },
	{ FORM("1", FIELD("1", ",\"placeholderFr\":\"\\u0000\"")), REFUSED, "$ line 1", "NUL" },
	{ FORM("1", FIELD("1", ",\"placeholderFr\":\"\\uD800\"")), REFUSED, "$ line 1", "well-formed" },
	{ FORM("1", FIELD("1", ",\"placeholderFr\":\"\xC3\"")), REFUSED, "$ line 1", "UTF-8" },
	{ FORM("1,2", FIELD("1", ",\"questionId\":\"q\"") "," FIELD("2", ",\"questionId\":\"q\"")),
		LOADS_WITH_ERROR, "$.elements[1].properties.questionId", "has the questionId \"q\"" },
	{ FORM("1,13",
		  FIELD("1", ",\"questionId\":\"q\"") "," SET(
			  "13", FIELD("1301", ",\"questionId\":\"q\""))),
		LOADS_WITH_ERROR, "$.elements[1].properties.subElements[0].properties.questionId",
		"has the questionId \"q\"" },
	{ FORM("1", FIELD("1", ",\"tags\":[\"x\",\"SIN\"]")), LOADS_WITH_ERROR,
		"$.elements[0].properties.tags[1]", "Social Insurance Number" },
	{ "{" TEXTS ",\"layout\":[1,2],\"elements\":[" FIELD("1", "") "," FIELD(
		  "2", "") "],\"groupsLayout\":[\"x\"],"
				   "\"groups\":{\"start\":{\"elements\":[\"1\"],\"nextAction\":\"review\"},"
				   "\"x\":{\"elements\":[\"2\"],\"nextAction\":\"review\"}}}",
		LOADS_WITH_WARNING, "$.groups", "No way leads to the page \"x\"" },
	/* the way on */
	{ PAGES(
		  "[{\"choiceId\":\"1.0\"},{\"choiceId\":\"catch-all\",\"groupId\":\"x\"}]", "\"review\""),
		LOADS_WITH_ERROR, "$.groups.start.nextAction[0]", "which page" },
	{ PAGES("[{\"choiceId\":\"catch-all\",\"groupId\":5}]", "\"review\""), LOADS_WITH_ERROR,
		"$.groups.start.nextAction[0].groupId", "must be text" },
	{ PAGES("{\"choiceId\":\"1.0\",\"groupId\":\"x\"}", "\"review\""), LOADS_WITH_ERROR,
		"$.groups.start.nextAction", "or a list of rules" },
	{ PAGES("\"end\"", "\"review\""), LOADS_WITH_WARNING, "$.groups.start.nextAction",
		"past the review" },
	{ PAGES("\"review\"", "\"review\"},\"review\":{\"elements\":7"), LOADS_WITH_ERROR,
		"$.groups.review.elements", "must be a list" },
	{ "{" TEXTS ",\"layout\":[1,2],\"elements\":[" FIELD("1", "") "," FIELD(
		  "2", "") "],\"groupsLayout\":[],"
				   "\"groups\":{\"start\":{\"elements\":[\"1\"],\"nextAction\":\"x\"},"
				   "\"x\":{\"elements\":[\"2\"],\"nextAction\":\"review\"}}}",
		LOADS_WITH_WARNING, "$.groups.x.elements", "Without groupsLayout" },
	{ "{" TEXTS ",\"layout\":[1,2],\"elements\":[" FIELD("1", "") "," FIELD(
		  "2", "") "],\"groupsLayout\":[\"x\"],"
				   "\"groups\":{\"start\":{\"elements\":[\"1\"],\"nextAction\":\"review\"},"
				   "\"review\":{\"elements\":[\"2\"],\"nextAction\":\"end\"}}}",
		LOADS_WITH_WARNING, "$.groups.review.elements", "asks nothing itself" },
	/* what no answer can satisfy, or nobody sees */
	{ FORM("1", FIELD("1", ",\"validation\":{\"type\":\"number\",\"minValue\":9,\"maxValue\":5}")),
		LOADS_WITH_ERROR, "$.elements[0].properties.validation", "minValue" },
	{ FORM(
		  "1", FIELD("1", ",\"validation\":{\"type\":\"number\",\"minDigits\":9,\"maxDigits\":5}")),
		LOADS_WITH_ERROR, "$.elements[0].properties.validation", "minDigits" },
	{ FORM("1", SET("1", "{\"id\":101,\"type\":\"richText\",\"properties\":{}}")),
		LOADS_WITH_WARNING, "$.elements[0].properties.subElements", "holds no questions" },
	{ FORM("1,2", RADIO("1", "") "," SET("2", FIELD("201", RULES("1.0")))), LOADS_WITH_WARNING,
		"$.elements[1].properties.subElements[0].properties.conditionalRules", "no effect" },
	/* what a terminal would obey, and what a cut leaves of a character */
	{ FORM("1", FIELD("1", ",\"a\\u001b\\n\\u009bb\\u202ec\":1")), LOADS_WITH_WARNING,
		"$.elements[0].properties.a\?\?\?\?b\?\?\?c", "does not know this key" },
	{ FORM("1", "{\"id\":1,\"type\":\"aéééééééééééééééééééé\",\"properties\":{}}"), REFUSED,
		"$.elements[0].type", "é?\"." },
	{ "\xFF\xFE{", REFUSED, "$", "UTF-16" },
	{ "{\"schema\":1,\"formId\":\"f\"}", REFUSED, "$", "is a service.json" },
	{ "{" TEXTS ",\"layout\":[1],\"elements\":{}}", REFUSED, "$", "no list of elements" },
	{ FORM("1", "{\"id\":1,\"type\":\"slider\",\"properties\":{}}"), REFUSED, "$.elements[0].type",
		"no element type" },
};

static bool
is_as_expected(const struct bench *bench, size_t fault, int r)
{
	const enum outcome outcome = faults[fault].outcome;
	if (r != 0) {
		return outcome == REFUSED && strcmp(bench->refusal.where, faults[fault].where) == 0 &&
			strstr(bench->refusal.what, faults[fault].what);
	}
	for (int i = 0; i < bench->n && i < FINDINGS_MAX; i++) {
		const struct diagnosis *found = &bench->findings[i].diagnosis;
		if (bench->findings[i].error == (outcome == LOADS_WITH_ERROR) &&
			strcmp(found->where, faults[fault].where) == 0 &&
			strstr(found->what, faults[fault].what)) {
			return outcome != REFUSED;
		}
	}
	return false;
}

static void
each_fault_is_named(void **state)
{
	struct bench *bench = *state;
	int wrong = 0;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const int r = parse(bench, str_of(faults[i].json));
		if (!is_as_expected(bench, i, r)) {
			const struct diagnosis *got = r ? &bench->refusal : &bench->findings[0].diagnosis;
			print_error("\"%s\" at %s: %d, %d findings, %s: %s\n", faults[i].what, faults[i].where,
				r, bench->n, got->where, got->what);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* ---- size ---- */

struct filling {
	const char *before, *piece, *after;
	size_t size; /* 0: 1 MiB */
};

/* `before`, as many pieces as fit with commas between them, `after`. */
static struct str
fill(char *buffer, const struct filling *filling)
{
	const char *before = filling->before, *piece = filling->piece, *after = filling->after;
	size_t at = 0;
	const size_t room = (filling->size > 0 ? filling->size : FILE_MAX / 5) - strlen(after);
	memcpy(buffer, before, strlen(before));
	at += strlen(before);
	for (bool first = true; at + strlen(piece) + 1 <= room; first = false) {
		if (!first) {
			buffer[at++] = ',';
		}
		memcpy(buffer + at, piece, strlen(piece));
		at += strlen(piece);
	}
	memcpy(buffer + at, after, strlen(after));
	return (struct str){ buffer, at + strlen(after) };
}

/*
 * A file of one thing, up to 5 MiB. Work that grew with its square would not end before ctest ends this program; how many
 * milliseconds it is depends on the machine, and is printed.
 */
static void
the_largest_files_come_to_an_end(void **state)
{
	static const struct filling cases[] = {
		{ "[", "{\"type\":\"richText\",\"properties\":{}}", "]", 0 },
		{ "[{\"type\":\"radio\",\"properties\":{\"choices\":[", "{}", "]}}]", FILE_MAX },
		{ "[{\"type\":\"textField\",\"properties\":{\"conditionalRules\":[",
			"{\"choiceId\":\"1.0\"}", "]}}]", 0 },
		{ "[{\"type\":\"textField\",\"properties\":{\"titleEn\":\"", "\\u0041", "\"}}]", 0 },
		{ "{\"elements\":[" FIELD("1", "") "],\"layout\":[", "1", "]}", 0 },
		{ "{\"elements\":[" FIELD("1", "") "],\"groups\":{\"start\":{}},\"groupsLayout\":[",
			"\"start\"", "]}", 0 },
		{ "{\"elements\":[" FIELD("1", "") "],\"groups\":{\"start\":{\"nextAction\":[",
			"{\"choiceId\":\"1.0\",\"groupId\":\"end\"}", "]}}}", 0 },
		{ "{\"elements\":[" FIELD("1", "") "],\"groups\":{\"start\":{\"elements\":[", "\"1\"",
			"]}}}", 0 },
		{ "", "[", "", 0 },
	};
	struct bench *bench = *state;
	char *buffer = malloc(FILE_MAX + 1);
	double slowest = 0;
	size_t peak = 0;
	assert_non_null(buffer);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct str json = fill(buffer, &cases[i]);
		const double begun = milliseconds();
		(void)parse(bench, json);
		const double taken = milliseconds() - begun;
		slowest = taken > slowest ? taken : slowest;
		peak = bench->arena.peak > peak ? bench->arena.peak : peak;
	}
	free(buffer);
	assert_true(peak < 1024 * 1024);
	print_message("up to 5 MiB: at most %.0f ms, %zu KiB of the arena\n", slowest, peak / 1024);
}

/* Every page leads to every page by every choice: what the checks of pages cost at most. */
static void
the_most_pages_come_to_an_end(void **state)
{
	struct bench *bench = *state;
	char *buffer = malloc(FILE_MAX + 1), *p = buffer;
	const char *end = buffer + FILE_MAX;
	assert_non_null(buffer);
	p += snprintf(p, (size_t)(end - p), "{" TEXTS ",\"layout\":[],\"elements\":[");
	for (int i = 1; i <= FORM_GROUPS_MAX; i++) {
		p += snprintf(p, (size_t)(end - p),
			"%s{\"id\":%d,\"type\":\"radio\",\"properties\":{\"validation\":{\"required\":true},\"choices\":[{}",
			i > 1 ? "," : "", i);
		for (int k = 1; k < FORM_CHOICES_MAX; k++) {
			p += snprintf(p, (size_t)(end - p), ",{}");
		}
		p += snprintf(p, (size_t)(end - p), "]}}");
	}
	p += snprintf(p, (size_t)(end - p), "],\"groups\":{");
	for (int i = 1; i <= FORM_GROUPS_MAX; i++) {
		p += snprintf(p, (size_t)(end - p), "%s\"%s%d\":{\"elements\":[\"%d\"],\"nextAction\":[",
			i > 1 ? "," : "", "p", i, i);
		for (int k = 0; k < FORM_CHOICES_MAX - 1; k++) {
			p += snprintf(p, (size_t)(end - p), "%s{\"choiceId\":\"%d.%d\",\"groupId\":\"p%d\"}",
				k > 0 ? "," : "", i, k, k % FORM_GROUPS_MAX + 1);
		}
		p += snprintf(p, (size_t)(end - p), "]}");
	}
	p += snprintf(p, (size_t)(end - p), "}}");
	const double begun = milliseconds();
	assert_int_equal(parse(bench, (struct str){ buffer, (size_t)(p - buffer) }), 0);
	print_message("%d pages of %d rules: %.0f ms, %zu KiB, %d findings\n", (int)FORM_GROUPS_MAX,
		(int)FORM_CHOICES_MAX - 1, milliseconds() - begun, bench->arena.peak / 1024, bench->n);
	free(buffer);
}

/* ---- what GC Forms has stored over the years ---- */

/* The best of three: what it takes, and not what else the machine had to do. */
static double
load(struct bench *bench, const char *path, int *ret_r)
{
	const struct form_findings findings = { .context = bench, .report = keep };
	const struct form_loading loading = { .findings = &findings };
	double best = 1e9;
	for (int i = 0; i < 3; i++) {
		arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
		bench->n = 0;
		const double begun = milliseconds();
		*ret_r = form_load(path, &bench->arena, &loading, &bench->form, &bench->refusal);
		const double taken = milliseconds() - begun;
		best = taken < best ? taken : best;
	}
	return best;
}

static void
stored_templates_load_or_are_refused(void **state)
{
	struct bench *bench = *state;
	const char *source = getenv("GUICHET_SOURCE");
	char folder[512], path[1024];
	int loaded = 0, refused = 0;
	double slowest = 0;
	size_t peak = 0;
	snprintf(folder, sizeof(folder), "%s/../shared/data/gc-forms/templates", source ? source : ".");
	DIR *directory = opendir(folder);
	if (!directory) {
		print_message("skipped: %s is not there\n", folder);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(directory));) {
		if (!str_ends(str_of(entry->d_name), STR(".json"))) {
			continue;
		}
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		int r;
		const double taken = load(bench, path, &r);
		slowest = taken > slowest ? taken : slowest;
		peak = bench->arena.peak > peak ? bench->arena.peak : peak;
		*(r == 0 ? &loaded : &refused) += 1;
		if (r != 0) {
			print_message(
				"refused: %s: %s: %s\n", entry->d_name, bench->refusal.where, bench->refusal.what);
			assert_true(bench->refusal.where[0] == '$' && bench->refusal.remedy[0] != '\0');
		}
	}
	closedir(directory);
	print_message("%d loaded, %d refused; at most %.1f ms and %zu KiB\n", loaded, refused, slowest,
		peak / 1024);
	assert_true(loaded > 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_fault_is_named),
		TEST(the_largest_files_come_to_an_end),
		TEST(the_most_pages_come_to_an_end),
		TEST(stored_templates_load_or_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

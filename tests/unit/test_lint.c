/* SPDX-License-Identifier: MIT */
/* What guichetctl lint finds in whole templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ctl/ctl.h"

/* Runs the command on a file or folder; what it printed is in `output`. */
static int
lint_path(char *path, bool json, char *output, size_t size)
{
	FILE *captured = tmpfile();
	assert_non_null(captured);
	fflush(stdout);
	const int saved = dup(STDOUT_FILENO);
	dup2(fileno(captured), STDOUT_FILENO);
	char *argv[] = { "lint", json ? "--json" : path, path, NULL };
	const int status = ctl_lint(json ? 3 : 2, argv);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	rewind(captured);
	output[fread(output, 1, size - 1, captured)] = '\0';
	fclose(captured);
	return status;
}

/* The same on a template that is here as text. */
static int
lint(const char *template, bool json, char *output, size_t size)
{
	char path[] = "/tmp/guichet-lint-XXXXXX";
	const int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, template, strlen(template)), strlen(template));
	close(file);
	const int status = lint_path(path, json, output, size);
	unlink(path);
	return status;
}

#define FORM(more) \
	"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"}," \
	"\"confirmation\":{\"descriptionEn\":\"\",\"descriptionFr\":\"\"},\"layout\":[1],\"elements\":[{\"id\":1," more \
	"}]}"
#define TITLES "\"titleEn\":\"a\",\"titleFr\":\"b\""

static void
findings_have_a_path(void **state)
{
	(void)state;
	static const struct {
		const char *template, *where;
	} cases[] = {
		{ FORM("\"type\":\"textField\",\"properties\":{\"titleEn\":\"a\"}"),
			"error: $.elements[0].properties.titleFr: " },
		{ FORM("\"type\":\"radio\",\"properties\":{" TITLES
			   ",\"choices\":[{\"en\":\"x\",\"fr\":\"y\"},{\"en\":\"x\",\"fr\":\"z\"}]}"),
			"error: $.elements[0].properties.choices[1].en: " },
		{ FORM("\"type\":\"radio\",\"properties\":{" TITLES ",\"choices\":[{\"en\":\"x\"}]}"),
			"error: $.elements[0].properties.choices[0].fr: " },
		{ FORM("\"type\":\"textField\",\"properties\":{" TITLES
			   ",\"validation\":{\"type\":\"custom\",\"regex\":\"(a\"}}"),
			"error: $.elements[0].properties.validation.regex: The regular expression cannot be used: a round bracket" },
		{ FORM("\"type\":\"textField\",\"properties\":{" TITLES
			   ",\"validation\":{\"type\":\"custom\",\"regex\":\"^(a+)+$\"}}"),
			"error: $.elements[0].properties.validation.regex: The regular expression can take twice" },
		{ FORM("\"type\":\"textField\",\"properties\":{" TITLES
			   ",\"validation\":{\"type\":\"custom\",\"regex\":\"^(a)\\\\1$\"}}"),
			"error: $.elements[0].properties.validation.regex: How long " },
		{ FORM(
			  "\"type\":\"numberInput\",\"properties\":{\"titleEn\":\"Your SIN\",\"titleFr\":\"b\"}"),
			"error: $.elements[0].properties.titleEn: " },
		{ FORM("\"type\":\"radio\",\"properties\":{" TITLES "}"),
			"error: $.elements[0].properties.choices: " },
		{ FORM("\"type\":\"richText\",\"properties\":{\"descriptionEn\":\"- a\","
			   "\"descriptionFr\":\"- **Oui** ?\"}"),
			"error: $.elements[0].properties.descriptionFr: " },
		{ "{\"form\":" FORM("\"type\":\"textArea\",\"properties\":{\"titleFr\":\"b\"}") "}",
			"error: $.form.elements[0].properties.titleEn: " },
		{ "nothing", "error: $ line 1: " },
		{ "[{\"type\":\"textField\",\"properties\":{\"titleEn\":\"a\"}}]",
			"error: $[0].properties.titleFr: " },
		{ FORM("\"type\":\"richText\",\"properties\":{}"),
			"error: $.elements[0].properties.descriptionEn: " },
		{ FORM(
			  "\"type\":\"radio\",\"properties\":{" TITLES
			  ",\"choices\":[{\"en\":\"Main\",\"fr\":\"Principal\"},{\"en\":\"Principal\",\"fr\":\"Directeur\"}]}"),
			"error: $.elements[0].properties.choices[1].en: An earlier choice has this label in the other language" },
		{ "{\"schema\":1,\"formId\":\"f\"}", "error: $: The file is a service.json" },
	};
	char output[4096];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(lint(cases[i].template, false, output, sizeof(output)), EXIT_FINDINGS);
		if (!strstr(output, cases[i].where)) {
			fail_msg("no \"%s\" in:\n%s", cases[i].where, output);
		}
	}
}

/* They come with the program; what is in them is not the author's to change. */
static void
managed_choices_are_there_and_not_judged(void **state)
{
	(void)state;
	char output[4096];
	(void)lint(FORM("\"type\":\"combobox\",\"properties\":{" TITLES
					",\"managedChoices\":[\"departments\",\"crownCorporations\"]}"),
		false, output, sizeof(output));
	assert_null(strstr(output, "managedChoices"));
	assert_null(strstr(output, ".choices"));
	assert_int_equal(lint(FORM("\"type\":\"combobox\",\"properties\":{" TITLES
							   ",\"managedChoices\":\"cities\"}"),
						 false, output, sizeof(output)),
		EXIT_FINDINGS);
	assert_non_null(
		strstr(output, "error: $.elements[0].properties.managedChoices: This kiosk has no list"));
	assert_non_null(
		strstr(output, "error: $.elements[0].properties.choices: The question has no choices"));
}

static void
warnings_alone_are_good(void **state)
{
	(void)state;
	char output[4096];
	assert_int_equal(lint(FORM("\"type\":\"textField\",\"properties\":{" TITLES "}"), false, output,
						 sizeof(output)),
		EXIT_GOOD);
	assert_string_equal(output, "");
	assert_int_equal(lint(FORM("\"type\":\"textField\",\"extra\":1,\"properties\":{" TITLES "}"),
						 true, output, sizeof(output)),
		EXIT_GOOD);
	assert_non_null(strstr(output, "{\"severity\":\"warning\",\"file\":"));
	assert_non_null(strstr(output, ",\"where\":\"$.elements[0].extra\","));
}

/* Each with a fault, and beside it what is like it and has none. */
static void
warnings_and_what_is_like_them(void **state)
{
	(void)state;
	static const struct {
		const char *bad, *warning, *good;
	} cases[] = {
		{ FORM("\"type\":\"radio\",\"properties\":{" TITLES
			   ",\"choices\":[{\"en\":\"Yes\",\"fr\":\"Oui\"},{\"en\":\"yes \",\"fr\":\"Non\"}]}"),
			"choices[1].en: Another choice of the question sounds the same.",
			FORM(
				"\"type\":\"radio\",\"properties\":{" TITLES
				",\"choices\":[{\"en\":\"Yes\",\"fr\":\"Oui\"},{\"en\":\"No\",\"fr\":\"Non\"}]}") },
		{ FORM("\"type\":\"radio\",\"properties\":{" TITLES
			   ",\"choices\":[{\"en\":\"\",\"fr\":\"\"},{\"en\":\"a\",\"fr\":\"b\"}]}"),
			"choices[0]: The choice has no label. ",
			FORM("\"type\":\"radio\",\"properties\":{" TITLES
				 ",\"choices\":[{\"en\":\"Email\",\"fr\":\"Email\"}]}") },
		{ FORM(
			  "\"type\":\"textField\",\"properties\":{\"titleEn\":\"a b c\",\"titleFr\":\"a b c\"}"),
			"titleFr: The text is the same in English and in French.",
			FORM(
				"\"type\":\"textField\",\"properties\":{\"titleEn\":\"Code postal\",\"titleFr\":\"Code postal\"}") },
		{ FORM("\"type\":\"combobox\",\"properties\":{" TITLES
			   ",\"choices\":[{\"en\":\"a\",\"fr\":\"b\"}]}"),
			"$.elements[0].properties: This type of question is hard",
			FORM("\"type\":\"dropdown\",\"properties\":{" TITLES
				 ",\"choices\":[{\"en\":\"a\",\"fr\":\"b\"}]}") },
		{ "[{\"type\":\"richText\",\"properties\":{" TITLES "}}]", "$: The form asks nothing.",
			"[{\"type\":\"textField\",\"properties\":{" TITLES "}},"
			"{\"type\":\"richText\",\"properties\":{" TITLES "}}]" },
		{ FORM(
			  "\"type\":\"textField\",\"properties\":{\"titleEn\":\"a\",\"titleFr\":\"l'an, l'été\"}"),
			"(’): “l'an, l'été” (2 places). ",
			FORM("\"type\":\"textField\",\"properties\":{" TITLES ",\"tags\":[\"sincere\"]}") },
	};
	char output[4096];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(lint(cases[i].bad, false, output, sizeof(output)), EXIT_GOOD);
		const char *line_end = strchr(output, '\n');
		/* once */
		if (!strstr(output, cases[i].warning) || !line_end || line_end[1] != '\0') {
			fail_msg("no \"%s\" in:\n%s", cases[i].warning, output);
		}
		assert_int_equal(lint(cases[i].good, false, output, sizeof(output)), EXIT_GOOD);
		assert_string_equal(output, "");
	}
}

static void
a_required_document_needs_an_officer(void **state)
{
	(void)state;
	static const char wanted[] =
		"warning: $.elements: A document is required; the service is offered only where the site has an officer.";
	char output[4096];
	assert_int_equal(lint(FORM("\"type\":\"fileInput\",\"properties\":{" TITLES
							   ",\"validation\":{\"required\":true}}"),
						 false, output, sizeof(output)),
		EXIT_GOOD);
	assert_non_null(strstr(output, wanted));
	assert_int_equal(lint(FORM("\"type\":\"fileInput\",\"properties\":{" TITLES
							   ",\"validation\":{\"required\":false}}"),
						 false, output, sizeof(output)),
		EXIT_GOOD);
	assert_null(strstr(output, "officer"));
}

/* Not once for itself, and again for each of its two texts. */
static void
what_is_missing_is_told_once(void **state)
{
	(void)state;
	char output[4096];
	assert_int_equal(lint("{" TITLES ",\"confirmation\":{},\"layout\":[1],\"elements\":["
						  "{\"id\":1,\"type\":\"textField\",\"properties\":{" TITLES "}}]}",
						 false, output, sizeof(output)),
		EXIT_FINDINGS);
	assert_non_null(strstr(output, "$.privacyPolicy: The form has no privacyPolicy."));
	assert_string_equal(strchr(output, '\n'), "\n");
}

/* What a service is refused for, a bare template is warned of: it may be meant for the web alone. */
static void
templates_that_are_no_service_are_warned(void **state)
{
	(void)state;
	static const struct {
		const char *template, *finding;
	} cases[] = {
		{ FORM("\"type\":\"textArea\",\"properties\":{" TITLES
			   ",\"validation\":{\"maxLength\":4001}}"),
			"warning: $.elements[0].properties.validation.maxLength: The answer may have 4001 characters; a kiosk service may have at most 4000 in one. " },
		{ "[{\"type\":\"textArea\",\"properties\":{" TITLES
		  ",\"validation\":{\"maxLength\":4001}}}]",
			"warning: $[0].properties.validation.maxLength: The answer may have 4001 characters" },
		{ "{\"form\":{" TITLES
		  ",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"confirmation\":{},\"layout\":[1],"
		  "\"elements\":[{\"id\":1,\"type\":\"dynamicRow\",\"properties\":{" TITLES
		  ",\"subElements\":[{\"id\":101,\"type\":\"textArea\",\"properties\":{" TITLES
		  ",\"validation\":{\"maxLength\":4001}}}]}}]}}",
			"warning: $.form.elements[0].properties.subElements[0].properties.validation.maxLength: The answer may have 4001" },
	};
	char output[4096];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(lint(cases[i].template, false, output, sizeof(output)), EXIT_GOOD);
		if (!strstr(output, cases[i].finding)) {
			fail_msg("no \"%s\" in:\n%s", cases[i].finding, output);
		}
	}
}

/* Runs the command on a service's folder with these two files in it. */
static int
lint_service(const char *form, const char *service, char *output, size_t size)
{
	static const char *const names[] = { "form.json", "service.json" };
	const char *const texts[] = { form, service };
	char folder[] = "/tmp/guichet-lint-XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fputs(texts[i], file);
		fclose(file);
	}
	const int status = lint_path(folder, false, output, size);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
	return status;
}

/* Of a folder the same is an error, and said once. */
static void
unfit_services_are_errors(void **state)
{
	(void)state;
	char output[4096];
	assert_int_equal(lint_service(FORM("\"type\":\"textArea\",\"properties\":{" TITLES
									   ",\"validation\":{\"maxLength\":4001}}"),
						 "{}", output, sizeof(output)),
		EXIT_FINDINGS);
	assert_non_null(
		strstr(output, "form.json: error: $.elements[0].properties.validation.maxLength: "));
	assert_null(strstr(output, "warning"));
}

#define SERVICE(elements) \
	"{\"schema\":1,\"id\":\"s\",\"order\":1,\"formId\":\"f\",\"version\":\"1\"," \
	"\"name\":{\"en\":\"a\",\"fr\":\"b\"},\"promise\":{\"en\":\"a\",\"fr\":\"b\"},\"elements\":{" elements \
	"}}"

/* What a voice cannot say is no fault where service.json says how it is said. */
static void
spoken_variants_answer_for_the_voice(void **state)
{
	(void)state;
	static const char form[] = FORM(
		"\"type\":\"textField\",\"properties\":{\"titleEn\":\"ᐃᓄᒃᑎᑐᑦ\",\"titleFr\":\"b\"}");
	char output[4096];
	assert_int_equal(lint_service(form, SERVICE(""), output, sizeof(output)), EXIT_GOOD);
	assert_non_null(strstr(output, "titleEn: A voice cannot read letters of this script"));
	assert_int_equal(
		lint_service(form, SERVICE("\"1\":{\"spoken\":{\"en\":\"Inuktitut\",\"fr\":\"b\"}}"),
			output, sizeof(output)),
		EXIT_GOOD);
	assert_string_equal(output, "");
	/* no service may ask for it, whatever purpose it names */
	assert_int_equal(lint_service(FORM("\"type\":\"textField\",\"properties\":{\"titleEn\":\"SIN\","
									   "\"titleFr\":\"b\"}"),
						 SERVICE("\"1\":{\"purpose\":\"benefit\"}"), output, sizeof(output)),
		EXIT_FINDINGS);
}

/* The colons of ":::collapsible" are no French ones, and a list is no long sentence. */
static void
rich_text_is_judged_as_it_is_read(void **state)
{
	(void)state;
	char path[512], output[4096];
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, sizeof(path), "%s/tests/replay/services/rich-text", source ? source : ".");
	assert_int_equal(lint_path(path, false, output, sizeof(output)), EXIT_GOOD);
	assert_string_equal(output, "");
}

static void
shipped_services_are_clean(void **state)
{
	(void)state;
	char path[512];
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, sizeof(path), "%s/assets/services/service-request", source ? source : ".");
	char *argv[] = { "lint", path, NULL };
	assert_int_equal(ctl_lint(2, argv), EXIT_GOOD);
	char *wrong[] = { "lint", "--what", NULL };
	assert_int_equal(ctl_lint(2, wrong), EXIT_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_have_a_path),
		cmocka_unit_test(managed_choices_are_there_and_not_judged),
		cmocka_unit_test(warnings_alone_are_good),
		cmocka_unit_test(warnings_and_what_is_like_them),
		cmocka_unit_test(a_required_document_needs_an_officer),
		cmocka_unit_test(what_is_missing_is_told_once),
		cmocka_unit_test(templates_that_are_no_service_are_warned),
		cmocka_unit_test(unfit_services_are_errors),
		cmocka_unit_test(spoken_variants_answer_for_the_voice),
		cmocka_unit_test(rich_text_is_judged_as_it_is_read),
		cmocka_unit_test(shipped_services_are_clean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

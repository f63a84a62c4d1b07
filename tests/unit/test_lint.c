/* SPDX-License-Identifier: MIT */
/* What guichetctl lint finds: in single texts, and in whole templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ctl/ctl.h"
#include "ctl/lint_text.h"

struct tally {
	int errors, warnings;
};

static void
count(void *context, const char *severity, const char *what, const char *remedy)
{
	struct tally *tally = context;
	*(strcmp(severity, "error") == 0 ? &tally->errors : &tally->warnings) += 1;
	assert_true(what[0] != '\0' && remedy[0] != '\0');
}

static void
assert_text(enum lang lang, const char *text, int errors, int warnings)
{
	struct tally tally = { 0 };
	lint_text(lang, str_of(text), count, &tally);
	if (tally.errors != errors || tally.warnings != warnings) {
		fail_msg("\"%s\": %d errors, %d warnings", text, tally.errors, tally.warnings);
	}
}

static void
french_typography(void **state)
{
	(void)state;
	static const char *const good[] = { "Vraiment? Oui; non!",
		"Exemple\u00A0: 15:05 à https://canada.ca", "«\u00A0Oui\u00A0»", "25\u00A0%, 10\u00A0$",
		"L’été", "" };
	static const char *const bad[] = { "Vraiment ?", "Oui\u00A0; non", "Non\u202F!", "Exemple: oui",
		"Exemple :", "« Oui\u00A0»", "«\u00A0Oui »", "25 %", "10$" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_text(LANG_FR, good[i], 0, 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_text(LANG_FR, bad[i], 1, 0);
		assert_text(LANG_EN, bad[i], 0, 0);
	}
	assert_text(LANG_FR, "L'été", 0, 1);
}

static void
sentences_of_twenty_words(void **state)
{
	(void)state;
	assert_text(LANG_EN, "a b c d e f g h i j k l m n o p q r s t.", 0, 0);
	assert_text(LANG_EN, "a b c d e f g h i j k l m n o p q r s t u.", 0, 1);
	assert_text(LANG_EN, "a b c d e f g h i j. k l m n o p q r s t u.", 0, 0);
	assert_text(LANG_EN, "a b c d e f g h i j\nk l m n o p q r s t u", 0, 0);
	/* 3.5 and a no-break space end no sentence and part no words */
	assert_text(LANG_FR, "a b c d e f g h i j 3.5 k l m n o p q r\u00A0s", 0, 0);
	assert_text(LANG_FR, "a b c d e f g h i j 3.5 k l m n o p q r s t", 0, 1);
}

static void
names_of_the_sin(void **state)
{
	(void)state;
	assert_true(lint_text_names_sin(LANG_EN, STR("What is your SIN?")));
	assert_true(lint_text_names_sin(LANG_EN, STR("Your social Insurance Number")));
	assert_false(lint_text_names_sin(LANG_EN, STR("Single since")));
	assert_false(lint_text_names_sin(LANG_EN, STR("SINGLE")));
	assert_true(lint_text_names_sin(LANG_FR, STR("Quel est votre NAS?")));
	assert_true(lint_text_names_sin(LANG_FR, STR("Numéro d’assurance sociale")));
	assert_false(lint_text_names_sin(LANG_FR, STR("NASA")));
}

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
	};
	char output[4096];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(lint(cases[i].template, false, output, sizeof(output)), EXIT_FINDINGS);
		if (!strstr(output, cases[i].where)) {
			fail_msg("no \"%s\" in:\n%s", cases[i].where, output);
		}
	}
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
		{ FORM("\"type\":\"formattedDate\",\"properties\":{" TITLES "}"),
			"warning: $.elements[0]: Element 1 is of type formattedDate" },
		{ "{\"form\":{" TITLES
		  ",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"confirmation\":{},"
		  "\"layout\":[],\"elements\":[],\"groups\":{\"start\":{\"elements\":[],\"nextAction\":\"exit\"}}}}",
			"warning: $.form.groups.start.nextAction: The client leaves the form here (exit)" },
	};
	char output[4096];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(lint(cases[i].template, false, output, sizeof(output)), EXIT_GOOD);
		if (!strstr(output, cases[i].finding)) {
			fail_msg("no \"%s\" in:\n%s", cases[i].finding, output);
		}
	}
}

/* Of a folder the same is an error, and said once. */
static void
unfit_services_are_errors(void **state)
{
	(void)state;
	static const char *const names[] = { "form.json", "service.json" };
	static const char *const texts[] = {
		FORM("\"type\":\"textArea\",\"properties\":{" TITLES
			 ",\"validation\":{\"maxLength\":4001}}"),
		"{}",
	};
	char folder[] = "/tmp/guichet-lint-XXXXXX", output[4096], path[64];
	assert_non_null(mkdtemp(folder));
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fputs(texts[i], file);
		fclose(file);
	}
	assert_int_equal(lint_path(folder, false, output, sizeof(output)), EXIT_FINDINGS);
	assert_non_null(
		strstr(output, "form.json: error: $.elements[0].properties.validation.maxLength: "));
	assert_null(strstr(output, "warning"));
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
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
		cmocka_unit_test(french_typography),
		cmocka_unit_test(sentences_of_twenty_words),
		cmocka_unit_test(names_of_the_sin),
		cmocka_unit_test(findings_have_a_path),
		cmocka_unit_test(warnings_alone_are_good),
		cmocka_unit_test(templates_that_are_no_service_are_warned),
		cmocka_unit_test(unfit_services_are_errors),
		cmocka_unit_test(rich_text_is_judged_as_it_is_read),
		cmocka_unit_test(shipped_services_are_clean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* guichetctl lint: what is wrong with a form template or a service's folder, a finding a line. */
#include "ctl/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/text.h"
#include "ctl/ctl.h"
#include "ctl/lint_text.h"
#include "ctl/say.h"
#include "platform/form_json.h"
#include "platform/regex.h"

enum { FORM_BYTES = 16 * 1024 * 1024, LINE_BYTES = 8192 };

struct lint {
	const char *file;
	const struct form *form;
	struct regex *regex;
	bool json;
	bool errors_only; /* to standard error, for a command that refuses the form */
	int errors;
	char where[192];
};

static const char *const suffixes[LANG_COUNT] = { [LANG_EN] = "En", [LANG_FR] = "Fr" };
static const char *const languages[LANG_COUNT] = { [LANG_EN] = "English", [LANG_FR] = "French" };

/* ---- what is printed ---- */

static void
print_json(const char *severity, const struct diagnosis *finding)
{
	char buffer[LINE_BYTES];
	struct text line;
	const char *const pairs[][2] = { { "{\"severity\":", severity },
		{ ",\"file\":", finding->file }, { ",\"where\":", finding->where },
		{ ",\"what\":", finding->what }, { ",\"remedy\":", finding->remedy } };
	text_init(&line, buffer, sizeof(buffer));
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		text_add(&line, str_of(pairs[i][0]));
		text_json(&line, str_of(pairs[i][1]));
	}
	text_add(&line, STR("}\n"));
	fwrite(line.p, 1, line.n, stdout);
}

static void
report(void *context, const char *severity, const struct diagnosis *finding)
{
	struct lint *lint = context;
	lint->errors += strcmp(severity, "error") == 0;
	if (lint->errors_only && strcmp(severity, "error") != 0) {
		return;
	}
	if (lint->json) {
		print_json(severity, finding);
	} else {
		fprintf(lint->errors_only ? stderr : stdout, "%s: %s: %s: %s %s\n", finding->file, severity,
			finding->where, finding->what, finding->remedy);
	}
}

/* A finding at lint->where. */
static void
find(void *context, const char *severity, const char *what, const char *remedy)
{
	struct lint *lint = context;
	struct diagnosis finding;
	snprintf(finding.file, sizeof(finding.file), "%s", lint->file);
	snprintf(finding.where, sizeof(finding.where), "%s", lint->where);
	snprintf(finding.what, sizeof(finding.what), "%s", what);
	snprintf(finding.remedy, sizeof(finding.remedy), "%s", remedy);
	report(lint, severity, &finding);
}

__attribute__((format(printf, 2, 3))) static void
go_to(struct lint *lint, const char *format, ...)
{
	const int n = snprintf(
		lint->where, sizeof(lint->where), "%.*s", (int)lint->form->root.n, lint->form->root.p);
	va_list args;
	va_start(args, format);
	vsnprintf(lint->where + n, sizeof(lint->where) - (size_t)n, format, args);
	va_end(args);
}

/* ---- texts ---- */

/* Goes to the text at a path that ends in "En" or "Fr"; an error where only the other language has one. */
static void
lint_presence(
	struct lint *lint, const char *path, const struct bilingual *both, int lang, bool required)
{
	const struct str other = both->in[LANG_COUNT - 1 - lang];
	go_to(lint, "%s%s", path, suffixes[lang]);
	if (str_trim(both->in[lang]).n == 0 && (required || str_trim(other).n > 0)) {
		char what[80];
		snprintf(what, sizeof(what), "The %s text is missing.", languages[lang]);
		find(lint, "error", what, "Write it; a kiosk serves both official languages.");
	}
}

/* Of rich text what people read is judged, not the signs it is written with. */
static void
lint_rich(struct lint *lint, const char *path, const struct bilingual *both,
	const struct rich *rich, bool required)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		lint_presence(lint, path, both, lang, required);
		for (int32_t i = 0; rich && i < rich[lang].n; i++) {
			lint_text((enum lang)lang, rich[lang].blocks[i].text, find, lint);
		}
	}
}

/* The same text in both languages at a path that ends in "En" or "Fr". */
static void
lint_both(struct lint *lint, const char *path, const struct bilingual *both, bool required)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		lint_presence(lint, path, both, lang, required);
		lint_text((enum lang)lang, both->in[lang], find, lint);
	}
}

static void
lint_titles(struct lint *lint)
{
	const struct form *form = lint->form;
	lint_both(lint, ".title", &form->title, true);
	lint_rich(
		lint, ".introduction.description", &form->introduction, form->introduction_rich, false);
	lint_rich(lint, ".privacyPolicy.description", &form->privacy, form->privacy_rich, true);
	lint_rich(
		lint, ".confirmation.description", &form->confirmation, form->confirmation_rich, false);
	for (int32_t i = 0; i < form->n_groups; i++) {
		char path[120];
		snprintf(path, sizeof(path), ".groups.%.*s.title", (int)form->groups[i].id.n,
			form->groups[i].id.p);
		lint_both(lint, path, &form->groups[i].title, false);
	}
}

/* ---- questions ---- */

static bool
is_answered_in_text(const struct element *element)
{
	return element->type == ELEMENT_TEXT || element->type == ELEMENT_TEXT_AREA ||
		element->type == ELEMENT_NUMBER;
}

/* Two choices with one label cannot be told apart: the answer is the label (gc-forms 2.2). */
static void
lint_equal_labels(
	struct lint *lint, const char *path, const struct element *element, int32_t choice)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct str label = element->choices[choice].label.in[lang];
		for (int32_t other = 0; label.n > 0 && other < choice; other++) {
			if (str_eq(label, element->choices[other].label.in[lang])) {
				go_to(lint, "%s.choices[%d].%s", path, (int)choice, lang == LANG_EN ? "en" : "fr");
				find(lint, "error", "Another choice of the question has the same label.",
					"Make the labels differ.");
				break;
			}
		}
	}
}

static void
lint_choices(struct lint *lint, const char *path, const struct element *element)
{
	if (element_has_choices(element) && element->n_choices == 0) {
		go_to(lint, "%s.choices", path);
		find(lint, "error", "The question has no choices.", "Add choices, or ask for text.");
	}
	for (int32_t i = 0; i < element->n_choices; i++) {
		const struct bilingual *label = &element->choices[i].label;
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			go_to(lint, "%s.choices[%d].%s", path, (int)i, lang == LANG_EN ? "en" : "fr");
			if (str_trim(label->in[lang]).n == 0) {
				const bool both = str_trim(label->in[LANG_COUNT - 1 - lang]).n == 0;
				find(lint, both ? "warning" : "error", "The choice has no label in this language.",
					"Write the label, or take the choice out.");
			}
			lint_text((enum lang)lang, label->in[lang], find, lint);
		}
		lint_equal_labels(lint, path, element, i);
	}
}

static void
lint_expression(struct lint *lint, const char *path, const struct validation *validation)
{
	const int32_t units = validation->max_length > 0 ? validation->max_length :
													   (int32_t)SERVICE_TEXT_UNITS_MAX;
	struct regex_judgement judgement;
	if (validation->kind != TEXT_CUSTOM || validation->regex.n == 0) {
		return;
	}
	go_to(lint, "%s.validation.regex", path);
	if (regex_judge(lint->regex, validation->regex, units, &judgement) != 0) {
		find(lint, "error", "There is not enough memory to judge the regular expression.",
			"Free some memory.");
	} else if (judgement.verdict != REGEX_SAFE) {
		find(lint, judgement.verdict == REGEX_SLOW ? "warning" : "error", judgement.what,
			judgement.remedy);
	}
}

static void
lint_purpose(struct lint *lint, const char *path, const struct element *element)
{
	for (int lang = 0; lang < LANG_COUNT && is_answered_in_text(element); lang++) {
		if (lint_text_names_sin((enum lang)lang, element->title.in[lang])) {
			go_to(lint, "%s.title%s", path, suffixes[lang]);
			find(lint, "error",
				"The question asks for a Social Insurance Number, which a kiosk must not.",
				"Take the question out of the form.");
		}
	}
}

static void
lint_element(struct lint *lint, const char *path, const struct element *element)
{
	char part[160];
	snprintf(part, sizeof(part), "%s.title", path);
	lint_both(lint, part, &element->title, element_is_question(element));
	snprintf(part, sizeof(part), "%s.description", path);
	if (element_is_question(element)) {
		lint_both(lint, part, &element->description, false);
	} else {
		lint_rich(lint, part, &element->description, element->rich, true);
	}
	lint_choices(lint, path, element);
	lint_expression(lint, path, &element->validation);
	lint_purpose(lint, path, element);
	if (element->type == ELEMENT_COMBOBOX || element->type == ELEMENT_FILE ||
		element->type == ELEMENT_ADDRESS) {
		go_to(lint, "%s", path);
		find(lint, "warning", "This type of question is hard to answer with a switch or a keypad.",
			"Ask with choices or a short text where that is possible.");
	}
	for (int32_t i = 0; i < element->n_sub_elements; i++) {
		snprintf(part, sizeof(part), "%s.subElements[%d].properties", path, (int)i);
		lint_element(lint, part, &element->sub_elements[i]);
	}
}

/* ---- what service.json adds ---- */

static void
lint_spoken(struct lint *lint, const char *path, const struct bilingual *both)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		snprintf(lint->where, sizeof(lint->where), "$.%s.%s", path, lang == LANG_EN ? "en" : "fr");
		lint_text((enum lang)lang, both->in[lang], find, lint);
	}
}

static void
lint_additions(struct lint *lint)
{
	lint_spoken(lint, "name", &lint->form->name);
	lint_spoken(lint, "promise", &lint->form->promise);
	for (int32_t i = 0; i < lint->form->n_elements; i++) {
		const struct element *element = &lint->form->elements[i];
		char path[64];
		snprintf(path, sizeof(path), "elements.%d.spoken", (int)element->id);
		lint_spoken(lint, path, &element->spoken);
		for (int32_t choice = 0; choice < element->n_choices; choice++) {
			snprintf(path, sizeof(path), "elements.%d.choices.%d", (int)element->id, (int)choice);
			lint_spoken(lint, path, &element->choices[choice].spoken);
		}
	}
}

/* ---- the command ---- */

static void
lint_form(struct lint *lint, struct arena *arena)
{
	const struct form_findings findings = { .context = lint, .report = report };
	struct diagnosis diagnosis;
	struct stat status;
	const bool is_service = stat(lint->file, &status) == 0 && S_ISDIR(status.st_mode);
	const int r = is_service ?
		form_load_service(lint->file, arena, &findings, &lint->form, &diagnosis) :
		form_load(lint->file, arena, &findings, &lint->form, &diagnosis);
	if (r != 0) {
		report(lint, "error", &diagnosis);
		return;
	}
	if (!is_service) {
		/* of a service it is an error, and form_load_service() has refused it */
		form_judge(lint->file, lint->form, &findings);
	}
	lint_titles(lint);
	lint_additions(lint);
	for (int32_t i = 0; i < lint->form->n_elements; i++) {
		char path[64];
		snprintf(path, sizeof(path), ".elements[%d].properties", (int)i);
		lint_element(lint, path, &lint->form->elements[i]);
	}
}

/* Of each file. Returns false when there is not enough memory. */
static bool
lint_files(struct lint *lint, int n, const char *const files[])
{
	char *memory = malloc(FORM_BYTES);
	if (!memory || regex_open(&lint->regex) != 0) {
		free(memory);
		return false;
	}
	for (int i = 0; i < n; i++) {
		struct arena arena;
		arena_init(&arena, memory, FORM_BYTES);
		lint->file = files[i];
		lint_form(lint, &arena);
	}
	regex_close(lint->regex);
	free(memory);
	return true;
}

int
lint_refuses(const char *file)
{
	struct lint lint = { .errors_only = true };
	if (!lint_files(&lint, 1, &file)) {
		return say_no_memory();
	}
	return lint.errors > 0 ? EXIT_FINDINGS : EXIT_GOOD;
}

int
ctl_lint(int argc, char **argv)
{
	const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
	const int first = json ? 2 : 1;
	if (first >= argc || argv[first][0] == '-') {
		return EXIT_USAGE;
	}
	struct lint lint = { .json = json };
	if (!lint_files(&lint, argc - first, (const char *const *)argv + first)) {
		return say_no_memory();
	}
	if (fflush(stdout) != 0) {
		return EXIT_FATAL;
	}
	return lint.errors > 0 ? EXIT_FINDINGS : EXIT_GOOD;
}

/* SPDX-License-Identifier: MIT */
/* guichetctl lint: what is wrong with a form template or a service's folder, a finding a line. */
#include "ctl/lint.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/text.h"
#include "ctl/ctl.h"
#include "ctl/lint_text.h"
#include "ctl/say.h"
#include "platform/beside.h"

enum { FORM_BYTES = 16 * 1024 * 1024, LINE_BYTES = 8192, PATH_BYTES = 512 };

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
	lint->lacks_privacy = lint->lacks_privacy ||
		str_ends(str_of(finding->where), STR(".privacyPolicy"));
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

void
lint_find(struct lint *lint, const char *severity, const char *what, const char *remedy)
{
	struct diagnosis finding;
	snprintf(finding.file, sizeof(finding.file), "%s", lint->file);
	snprintf(finding.where, sizeof(finding.where), "%s", lint->where);
	snprintf(finding.what, sizeof(finding.what), "%s", what);
	snprintf(finding.remedy, sizeof(finding.remedy), "%s", remedy);
	report(lint, severity, &finding);
}

void
lint_go_to(struct lint *lint, const char *format, ...)
{
	const int n = snprintf(
		lint->where, sizeof(lint->where), "%.*s", (int)lint->form->root.n, lint->form->root.p);
	va_list args;
	va_start(args, format);
	vsnprintf(lint->where + n, sizeof(lint->where) - (size_t)n, format, args);
	va_end(args);
	str_make_plain(lint->where); /* the names of pages are the author's */
}

/* ---- faults of texts ---- */

static void
collect(void *context, const char *severity, const char *what, const char *remedy, struct str near)
{
	struct lint *lint = context;
	for (int i = 0; i < lint->n_faults; i++) {
		if (strcmp(lint->faults[i].what, what) == 0) {
			lint->faults[i].n++;
			return;
		}
	}
	if (lint->n_faults < LINT_FAULTS_MAX) {
		struct lint_fault *fault = &lint->faults[lint->n_faults++];
		*fault = (struct lint_fault){ severity, what, remedy, { 0 }, 1 };
		snprintf(fault->near, sizeof(fault->near), "%.*s", (int)near.n, near.p);
		/* a terminal would obey them */
		for (char *c = fault->near; *c != '\0'; c++) {
			*c = (unsigned char)*c < ' ' || *c == 0x7F ? ' ' : *c;
		}
		str_make_plain(fault->near);
	}
}

void
lint_judge(struct lint *lint, enum lang lang, struct str text, bool is_spoken)
{
	lint_text(lang, text, collect, lint);
	if (is_spoken) {
		lint_voice(lang, text, collect, lint);
	}
}

/* "A sentence has more than 20 words." becomes "A sentence has more than 20 words: “If you” (2 places)." */
void
lint_tell(struct lint *lint)
{
	for (int i = 0; i < lint->n_faults; i++) {
		const struct lint_fault *fault = &lint->faults[i];
		const int n = (int)strlen(fault->what) - 1;
		char what[320];
		if (fault->n > 1) {
			snprintf(what, sizeof(what), "%.*s: “%s” (%d places).", n, fault->what, fault->near,
				fault->n);
		} else {
			snprintf(what, sizeof(what), "%.*s: “%s”.", n, fault->what, fault->near);
		}
		lint_find(lint, fault->severity, what, fault->remedy);
	}
	lint->n_faults = 0;
}

/* ---- the command ---- */

static void
lint_file(struct lint *lint, struct arena *arena)
{
	const struct form_findings findings = { .context = lint, .report = report };
	char lists[PATH_BYTES];
	const struct form_loading loading = {
		.findings = &findings,
		.lists = beside_find("lists", lists, sizeof(lists)) ? lists : NULL,
	};
	struct diagnosis diagnosis;
	struct stat status;
	const bool is_service = stat(lint->file, &status) == 0 && S_ISDIR(status.st_mode);
	const int r = is_service ?
		form_load_service(lint->file, arena, &loading, &lint->form, &diagnosis) :
		form_load(lint->file, arena, &loading, &lint->form, &diagnosis);
	if (r != 0) {
		report(lint, "error", &diagnosis);
		return;
	}
	if (!is_service) {
		/* of a service it is an error, and form_load_service() has refused it */
		form_judge(lint->file, lint->form, &findings);
	}
	lint_form(lint);
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
		lint->lacks_privacy = false;
		lint_file(lint, &arena);
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

/* SPDX-License-Identifier: MIT */
/* guichetctl evaluate and check-field: the rules of a form on recorded answers, in the shape of the recorded results. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/say.h"
#include "ctl/verdict.h"
#include "platform/beside.h"
#include "platform/form_json.h"
#include "platform/regex.h"
#include "platform/run_json.h"

enum {
	FORM_BYTES = 16 * 1024 * 1024,
	RUN_BYTES = 32 * 1024 * 1024,
	OUT_BYTES = 4 * 1024 * 1024,
	PATH_BYTES = 512
};

/* Everything that both commands need; made once, reset from line to line. */
struct bench {
	struct arena form, run;
	struct text out;
	struct regex *regex;
	struct matcher matcher;
	void *memory;
};

static bool
bench_open(struct bench *bench)
{
	*bench = (struct bench){ .memory = malloc((size_t)FORM_BYTES + RUN_BYTES + OUT_BYTES) };
	if (!bench->memory || regex_open(&bench->regex) != 0) {
		(void)say_no_memory();
		free(bench->memory);
		return false;
	}
	char *memory = bench->memory;
	arena_init(&bench->form, memory, FORM_BYTES);
	arena_init(&bench->run, memory + FORM_BYTES, RUN_BYTES);
	text_init(&bench->out, memory + FORM_BYTES + RUN_BYTES, OUT_BYTES);
	bench->matcher = regex_matcher(bench->regex);
	return true;
}

static void
bench_close(struct bench *bench)
{
	regex_close(bench->regex);
	free(bench->memory);
}

static int
complain(const struct diagnosis *diagnosis)
{
	say_diagnosis(diagnosis,
		"Ce fichier ne peut pas être utilisé\u00a0: la phrase en anglais dit où et pourquoi (guichetctl --lang en).");
	return EXIT_FINDINGS;
}

static void
print_line(struct bench *bench)
{
	fwrite(bench->out.p, 1, bench->out.n, stdout);
	fputc('\n', stdout);
}

/* ---- one line ---- */

static int
evaluate_line(
	struct bench *bench, const char *name, int number, struct str line, const struct form *form)
{
	struct run run;
	struct diagnosis diagnosis;
	arena_reset(&bench->run);
	if (run_parse(name, number, line, form, &bench->run, &run, &diagnosis) != 0) {
		return complain(&diagnosis);
	}
	bench->out.n = 0;
	verdict_run(&run.answers, &bench->matcher, &bench->out);
	print_line(bench);
	return EXIT_GOOD;
}

static int
check_line(
	struct bench *bench, const char *name, int number, struct str line, const struct form *unused)
{
	(void)unused;
	const struct form *form;
	struct run run;
	struct diagnosis diagnosis;
	arena_reset(&bench->run);
	if (run_parse_field(name, number, line, &bench->run, &form, &run, &diagnosis) != 0) {
		return complain(&diagnosis);
	}
	bench->out.n = 0;
	verdict_field(&run.answers, &bench->matcher, &bench->out);
	print_line(bench);
	return EXIT_GOOD;
}

/* ---- the commands ---- */

typedef int (*line_function)(
	struct bench *bench, const char *name, int number, struct str line, const struct form *form);

/* Stops at the first line that cannot be read: what follows would not match its number. */
static int
each_line(struct bench *bench, const char *path, const struct form *form, line_function function)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	if (!file) {
		say_errno(path, errno, "The file cannot be opened.",
			"Le fichier ne peut pas être ouvert. Vérifiez son nom et ses droits.");
		return EXIT_FINDINGS;
	}
	char *line = NULL;
	size_t size = 0;
	int number = 0, status = EXIT_GOOD;
	for (ssize_t n; status == EXIT_GOOD && (n = getline(&line, &size, file)) >= 0;) {
		number++;
		const struct str trimmed = str_trim((struct str){ line, (size_t)n });
		if (trimmed.n > 0) {
			status = function(bench, path, number, trimmed, form);
		}
	}
	if (status == EXIT_GOOD && (ferror(file) || fflush(stdout) != 0)) {
		say_errno(path, errno, "Reading or writing failed.",
			"La lecture ou l’écriture a échoué. Vérifiez le disque.");
		status = EXIT_FATAL;
	}
	free(line);
	if (file != stdin) {
		fclose(file);
	}
	return status;
}

int
ctl_evaluate(int argc, char **argv)
{
	if (argc != 3) {
		return EXIT_USAGE;
	}
	struct bench bench;
	const struct form *form;
	struct diagnosis diagnosis;
	if (!bench_open(&bench)) {
		return EXIT_FATAL;
	}
	char lists[PATH_BYTES];
	const struct form_loading loading = {
		.lists = beside_find("lists", lists, sizeof(lists)) ? lists : NULL,
	};
	int status;
	if (form_load(argv[1], &bench.form, &loading, &form, &diagnosis) != 0) {
		status = complain(&diagnosis);
	} else {
		status = each_line(&bench, argv[2], form, evaluate_line);
	}
	bench_close(&bench);
	return status;
}

int
ctl_check_field(int argc, char **argv)
{
	if (argc != 2) {
		return EXIT_USAGE;
	}
	struct bench bench;
	if (!bench_open(&bench)) {
		return EXIT_FATAL;
	}
	const int status = each_line(&bench, argv[1], NULL, check_line);
	bench_close(&bench);
	return status;
}

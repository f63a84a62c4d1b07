/* SPDX-License-Identifier: MIT */
/* guichetctl evaluate and check-field: the rules of a form on recorded answers, in the shape of the recorded results. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/rules.h"
#include "core/text.h"
#include "ctl/ctl.h"
#include "ctl/say.h"
#include "platform/form_json.h"
#include "platform/regex.h"
#include "platform/run_json.h"

enum { FORM_BYTES = 16 * 1024 * 1024, RUN_BYTES = 32 * 1024 * 1024, OUT_BYTES = 4 * 1024 * 1024 };

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

/* ---- one run ---- */

static void
add_separator(struct text *out, bool *first)
{
	if (!*first) {
		text_add(out, STR(","));
	}
	*first = false;
}

static void
add_key(struct text *out, struct str key)
{
	text_json(out, key);
	text_add(out, STR(":"));
}

static void
add_number_key(struct text *out, int32_t number)
{
	text_add(out, STR("\""));
	text_int(out, number);
	text_add(out, STR("\":"));
}

static void
add_matched(struct text *out, const struct answers *answers)
{
	bool first = true;
	add_key(out, STR("matchedIds"));
	text_add(out, STR("["));
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		for (int32_t k = 0; k < answers->of[i].n_chosen; k++) {
			add_separator(out, &first);
			text_add(out, STR("\""));
			text_int(out, answers->form->elements[i].id);
			text_add(out, STR("."));
			text_int(out, answers->of[i].chosen[k]);
			text_add(out, STR("\""));
		}
	}
	text_add(out, STR("]"));
}

/* GC Forms counts the review page to the path. */
static bool
ends_in_review(const struct answers *answers, int32_t last)
{
	int32_t group;
	bool has_review = false;
	for (int32_t i = 0; i < answers->form->n_groups; i++) {
		has_review = has_review || str_eq(answers->form->groups[i].id, STR("review"));
	}
	return has_review && rules_next(answers, last, &group) == NEXT_REVIEW;
}

static void
add_groups(struct text *out, const struct answers *answers)
{
	int32_t path[FORM_GROUPS_MAX];
	const int32_t n = rules_path(answers, path, FORM_GROUPS_MAX);
	bool first = true;
	add_key(out, STR("visibleGroups"));
	if (answers->form->n_groups == 0) {
		text_add(out, STR("null"));
		return;
	}
	text_add(out, STR("["));
	for (int32_t i = 0; i < n; i++) {
		add_separator(out, &first);
		text_json(out, answers->form->groups[path[i]].id);
	}
	if (n > 0 && ends_in_review(answers, path[n - 1])) {
		add_separator(out, &first);
		text_json(out, STR("review"));
	}
	text_add(out, STR("]"));
}

static void
add_visible(struct text *out, const struct answers *answers)
{
	bool first = true;
	add_key(out, STR("visibleElements"));
	text_add(out, STR("["));
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		if (rules_visible(answers, i)) {
			add_separator(out, &first);
			text_int(out, answers->form->elements[i].id);
		}
	}
	text_add(out, STR("]"));
}

static const struct run_set *
set_of(const struct run *run, int32_t element)
{
	for (int32_t i = 0; i < run->n_sets; i++) {
		if (run->sets[i].element == element) {
			return &run->sets[i];
		}
	}
	return NULL;
}

/* [{"1": key}, …], one object a row; returns whether there was any fault. */
static bool
add_row_faults(struct text *out, const struct run_set *set, const struct matcher *matcher)
{
	bool first_row = true, any = false;
	text_add(out, STR("["));
	for (int32_t row = 0; row < set->n_rows; row++) {
		const struct answers *answers = &set->rows[row];
		bool first = true;
		add_separator(out, &first_row);
		text_add(out, STR("{"));
		for (int32_t i = 0; i < answers->form->n_elements; i++) {
			const enum fault fault = rules_check(answers, i, matcher);
			if (fault) {
				add_separator(out, &first);
				add_number_key(out, i);
				text_json(out, str_of(fault_key(fault)));
				any = true;
			}
		}
		text_add(out, STR("}"));
	}
	text_add(out, STR("]"));
	return any;
}

static void
add_faults(struct text *out, const struct run *run, const struct matcher *matcher)
{
	const struct answers *answers = &run->answers;
	bool first = true;
	add_key(out, STR("errorsAll"));
	text_add(out, STR("{"));
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		const struct run_set *set = set_of(run, i);
		const enum fault fault = rules_check(answers, i, matcher);
		if ((!fault && !set) || !rules_visible(answers, i)) {
			continue;
		}
		const size_t before = out->n;
		const bool was_first = first;
		add_separator(out, &first);
		add_number_key(out, answers->form->elements[i].id);
		if (!set) {
			text_json(out, str_of(fault_key(fault)));
		} else if (!add_row_faults(out, set, matcher)) {
			out->n = before;
			first = was_first;
		}
	}
	text_add(out, STR("}"));
}

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
	text_add(&bench->out, STR("{"));
	add_matched(&bench->out, &run.answers);
	text_add(&bench->out, STR(","));
	add_groups(&bench->out, &run.answers);
	text_add(&bench->out, STR(","));
	add_visible(&bench->out, &run.answers);
	text_add(&bench->out, STR(","));
	add_faults(&bench->out, &run, &bench->matcher);
	text_add(&bench->out, STR("}"));
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
	const enum fault fault = rules_check(&run.answers, 0, &bench->matcher);
	bench->out.n = 0;
	text_add(&bench->out, STR("{\"error\":"));
	if (fault) {
		text_json(&bench->out, str_of(fault_key(fault)));
	} else {
		text_add(&bench->out, STR("null"));
	}
	text_add(&bench->out, STR("}"));
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

/* What this version has no rules for is said, so that a missing error is not taken for a good answer. */
static void
warn_unchecked(const char *path, const struct element *elements, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		const enum element_type type = elements[i].type;
		if (type == ELEMENT_DATE || type == ELEMENT_ADDRESS || type == ELEMENT_FILE) {
			char subject[300];
			(void)snprintf(
				subject, sizeof(subject), "%.255s, element %d", path, (int)elements[i].id);
			say_about(subject, "This version does not validate elements of this type.",
				"Cette version ne valide pas les éléments de ce type.");
		}
		warn_unchecked(path, elements[i].sub_elements, elements[i].n_sub_elements);
	}
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
	int status;
	if (form_load(argv[1], &bench.form, NULL, &form, &diagnosis) != 0) {
		status = complain(&diagnosis);
	} else {
		warn_unchecked(argv[1], form->elements, form->n_elements);
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

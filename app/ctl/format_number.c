/* SPDX-License-Identifier: MIT */
/* guichetctl format-number: numbers as a question of a form shows them, one a line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "platform/run_number.h"

/* A line of digits grows by two thirds in French, where each group of three has a no-break space of two bytes. */
enum { LINE_BYTES = 128 * 1024, RUN_BYTES = 8 * LINE_BYTES, OUT_BYTES = 2 * LINE_BYTES };

struct bench {
	struct arena run;
	struct text shown, line;
	char *memory;
};

static bool
bench_open(struct bench *bench)
{
	*bench = (struct bench){ .memory = malloc(RUN_BYTES + 2 * OUT_BYTES) };
	if (!bench->memory) {
		fprintf(stderr, "guichetctl: there is not enough memory\n");
		return false;
	}
	arena_init(&bench->run, bench->memory, RUN_BYTES);
	text_init(&bench->shown, bench->memory + RUN_BYTES, OUT_BYTES);
	text_init(&bench->line, bench->memory + RUN_BYTES + OUT_BYTES, OUT_BYTES);
	return true;
}

static const char *
fault_sentence(enum number_fault fault)
{
	switch (fault) {
	case NUMBER_CURRENCY:
		return "the currency code has not three letters; write a code of ISO 4217, such as CAD";
	case NUMBER_TOO_LONG:
		return "the exponent is too large; write one between -1000 and 1000";
	case NUMBER_NONE:
	case NUMBER_AMBIGUOUS:
	case NUMBER_EMPTY:
	case NUMBER_GOOD:
		break;
	}
	return "the value is no plain number; write it with the digits 0 to 9, a dot for decimals, and no groups";
}

static int
format_line(struct bench *bench, const char *name, int number, struct str line)
{
	struct run_number run;
	struct diagnosis diagnosis;
	arena_reset(&bench->run);
	bench->shown.n = bench->line.n = 0;
	if (line.n > LINE_BYTES) {
		fprintf(stderr,
			"%s: line %d: the line is too long; give the number fewer than 100000 digits\n", name,
			number);
		return EXIT_FINDINGS;
	}
	if (run_number_parse(name, number, line, &bench->run, &run, &diagnosis) != 0) {
		fprintf(stderr, "%s: %s: %s %s\n", diagnosis.file, diagnosis.where, diagnosis.what,
			diagnosis.remedy);
		return EXIT_FINDINGS;
	}
	const enum number_fault fault = number_format(run.lang, &run.style, run.value, &bench->shown);
	if (fault != NUMBER_GOOD && fault != NUMBER_EMPTY) {
		fprintf(stderr, "%s: line %d: %s\n", name, number, fault_sentence(fault));
		return EXIT_FINDINGS;
	}
	text_add(&bench->line, STR("{\"display\":"));
	text_json(&bench->line, text_str(&bench->shown));
	text_add(&bench->line, STR("}\n"));
	fwrite(bench->line.p, 1, bench->line.n, stdout);
	return EXIT_GOOD;
}

/* Stops at the first line that cannot be shown: what follows would not match its number. */
static int
format_file(struct bench *bench, FILE *file, const char *name)
{
	char *line = NULL;
	size_t size = 0;
	int number = 0, status = EXIT_GOOD;
	for (ssize_t n; status == EXIT_GOOD && (n = getline(&line, &size, file)) >= 0;) {
		number++;
		const struct str trimmed = str_trim((struct str){ line, (size_t)n });
		if (trimmed.n > 0) {
			status = format_line(bench, name, number, trimmed);
		}
	}
	const bool has_failed = ferror(file) != 0 || fflush(stdout) != 0;
	if (status == EXIT_GOOD && has_failed) {
		fprintf(stderr, "%s: reading or writing failed: %s\n", name, strerror(errno));
		status = EXIT_FATAL;
	}
	free(line);
	return status;
}

static void
print_usage(FILE *to)
{
	fprintf(to,
		"usage: guichetctl format-number RUNS.jsonl\n\n"
		"Reads a JSON object a line, from the file or with \"-\" from standard input:\n"
		"  {\"lang\": \"en\" or \"fr\", \"options\": {…}, \"value\": a number or text}\n"
		"and writes {\"display\": …}: the number as a GC Forms question shows it. Options are\n"
		"stepCount, currencyCode and useThousandsSeparator. No digit is lost, however many there are.\n"
		"Exit status: 0 good, 1 a line that cannot be shown, 2 usage, 4 fatal.\n");
}

int
ctl_format_number(int argc, char **argv)
{
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_usage(stdout);
		return EXIT_GOOD;
	}
	if (argc != 2 || (argv[1][0] == '-' && argv[1][1] != '\0')) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	const bool is_input = strcmp(argv[1], "-") == 0;
	FILE *file = is_input ? stdin : fopen(argv[1], "rb");
	struct bench bench;
	if (!file) {
		fprintf(stderr, "%s: the file cannot be opened: %s\n", argv[1], strerror(errno));
		return EXIT_FINDINGS;
	}
	int status = EXIT_FATAL;
	if (bench_open(&bench)) {
		status = format_file(&bench, file, is_input ? "standard input" : argv[1]);
		free(bench.memory);
	}
	if (!is_input) {
		fclose(file);
	}
	return status;
}

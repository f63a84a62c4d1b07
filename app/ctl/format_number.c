/* SPDX-License-Identifier: MIT */
/* guichetctl format-number: numbers as a question of a form shows them, one a line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/say.h"
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
		return false;
	}
	arena_init(&bench->run, bench->memory, RUN_BYTES);
	text_init(&bench->shown, bench->memory + RUN_BYTES, OUT_BYTES);
	text_init(&bench->line, bench->memory + RUN_BYTES + OUT_BYTES, OUT_BYTES);
	return true;
}

/* Says what is wrong with a line: "runs.jsonl:3: …"; standard input is "-". */
static int
refuse(const char *name, int number, const char *english, const char *french)
{
	char subject[300];
	snprintf(subject, sizeof(subject), "%s:%d", name, number);
	say_about(subject, english, french);
	return EXIT_FINDINGS;
}

static int
refuse_value(const char *name, int number, enum number_fault fault)
{
	switch (fault) {
	case NUMBER_CURRENCY:
		return refuse(name, number,
			"The currency code has not three letters. Write a code of ISO 4217, such as CAD.",
			"Le code de devise n’a pas trois lettres. Écrivez un code ISO 4217, comme CAD.");
	case NUMBER_TOO_LONG:
		return refuse(name, number, "The exponent is too large. Write one between -1000 and 1000.",
			"L’exposant est trop grand. Écrivez un exposant entre -1000 et 1000.");
	case NUMBER_NONE:
	case NUMBER_AMBIGUOUS:
	case NUMBER_EMPTY:
	case NUMBER_GOOD:
		break;
	}
	return refuse(name, number,
		"The value is no plain number. Write it with the digits 0 to 9 and a dot, without groups.",
		"La valeur n’est pas un nombre simple. Écrivez-la avec les chiffres 0 à 9 et un point, sans groupes.");
}

static int
format_line(struct bench *bench, const char *name, int number, struct str line)
{
	struct run_number run;
	struct diagnosis diagnosis;
	arena_reset(&bench->run);
	bench->shown.n = bench->line.n = 0;
	if (line.n > LINE_BYTES) {
		return refuse(name, number,
			"The line is too long. Give the number fewer than 100000 digits.",
			"La ligne est trop longue. Donnez au nombre moins de 100000 chiffres.");
	}
	if (run_number_parse(name, number, line, &bench->run, &run, &diagnosis) != 0) {
		char english[sizeof(diagnosis.where) + sizeof(diagnosis.what) + sizeof(diagnosis.remedy) +
			8];
		snprintf(english, sizeof(english), "%s: %s %s", diagnosis.where, diagnosis.what,
			diagnosis.remedy);
		return refuse(name, number, english,
			"Cette ligne n’est pas un nombre avec ses options. La phrase en anglais dit quoi corriger (guichetctl --lang en).");
	}
	const enum number_fault fault = number_format(run.lang, &run.style, run.value, &bench->shown);
	if (fault != NUMBER_GOOD && fault != NUMBER_EMPTY) {
		return refuse_value(name, number, fault);
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
		say_errno(name, errno,
			"Reading or writing failed. Check the disk, and where the output goes.",
			"La lecture ou l’écriture a échoué. Vérifiez le disque et la destination de la sortie.");
		status = EXIT_FATAL;
	}
	free(line);
	return status;
}

int
ctl_format_number(int argc, char **argv)
{
	if (argc != 2 || (argv[1][0] == '-' && argv[1][1] != '\0')) {
		return EXIT_USAGE;
	}
	const bool is_input = strcmp(argv[1], "-") == 0;
	FILE *file = is_input ? stdin : fopen(argv[1], "rb");
	struct bench bench;
	if (!file) {
		say_errno(argv[1], errno, "The file cannot be opened. Check the path and who may read it.",
			"Le fichier ne peut pas être ouvert. Vérifiez le chemin et qui peut le lire.");
		return EXIT_FINDINGS;
	}
	int status;
	if (bench_open(&bench)) {
		status = format_file(&bench, file, argv[1]);
		free(bench.memory);
	} else {
		status = say_no_memory();
	}
	if (!is_input) {
		fclose(file);
	}
	return status;
}

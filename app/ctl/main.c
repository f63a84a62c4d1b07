/* SPDX-License-Identifier: MIT */
/* guichetctl: what technicians, agents and authors of forms run at a terminal. */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage, *does;
} commands[] = {
	{ "lint", ctl_lint, "lint [--json] FORM...",
		"says what is wrong with form templates and service folders" },
	{ "evaluate", ctl_evaluate, "evaluate FORM RUNS.jsonl",
		"says what a form shows and refuses for recorded answers" },
	{ "check-field", ctl_check_field, "check-field ELEMENT.jsonl", "validates single answers" },
	{ "format-number", ctl_format_number, "format-number RUNS.jsonl",
		"shows numbers as the questions of a form do" },
	{ "speak", ctl_speak, "speak --lang en|fr [--phonemes] TEXT",
		"prints the words that would be spoken" },
	{ "queue", ctl_queue, "queue [--json] [--state DIR] [--retry ID]",
		"says what waits, and why; puts back what was set apart" },
};

static void
print_usage(FILE *to)
{
	fprintf(to, "usage: guichetctl COMMAND [ARGUMENTS]\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		fprintf(to, "  %-42s %s\n", commands[i].usage, commands[i].does);
	}
	fprintf(to,
		"\nExit status: 0 good, 1 findings or refused, 2 usage, 3 expectation failed, 4 fatal.\n");
}

int
main(int argc, char **argv)
{
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_usage(stdout);
		return EXIT_GOOD;
	}
	for (size_t i = 0; argc >= 2 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name) == 0) {
			return commands[i].run(argc - 1, argv + 1);
		}
	}
	if (argc >= 2) {
		fprintf(stderr, "guichetctl: there is no command \"%s\"\n\n", argv[1]);
	}
	print_usage(stderr);
	return EXIT_USAGE;
}

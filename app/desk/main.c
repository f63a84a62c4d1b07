/* SPDX-License-Identifier: MIT */
/* guichet-desk: what the department runs to make its keys and to open sealed requests. */
#include <stdio.h>
#include <string.h>

#include "desk/desk.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage, *does;
} commands[] = {
	{ "keygen", desk_keygen, "keygen --out DIR",
		"makes the department's keys, the desk's token and, if absent, status.key" },
	{ "calendar", desk_calendar, "calendar sign|check ...",
		"signs a calendar of working days; shows what a signed one says" },
	{ "open", desk_open, "open --key FILE (--outbox FILE | ENVELOPE | -) [ID]",
		"prints what was sealed, as JSON" },
};

static void
print_usage(FILE *to)
{
	fprintf(to, "usage: guichet-desk COMMAND [ARGUMENTS]\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		fprintf(to, "  %-52s %s\n", commands[i].usage, commands[i].does);
	}
	fprintf(to, "\nExit status: 0 good, 1 refused, 2 usage, 4 fatal.\n");
}

void
desk_complain(const struct diagnosis *diagnosis)
{
	fprintf(stderr, "guichet-desk: %s: %s%s%s\n              %s\n", diagnosis->file,
		diagnosis->where, diagnosis->where[0] != '\0' ? ": " : "", diagnosis->what,
		diagnosis->remedy);
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
		fprintf(stderr, "guichet-desk: there is no command \"%s\"\n\n", argv[1]);
	}
	print_usage(stderr);
	return EXIT_USAGE;
}

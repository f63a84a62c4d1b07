/* SPDX-License-Identifier: MIT */
/* guichet-desk: what the department runs to make its keys and to open sealed requests. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "desk/desk.h"
#include "platform/memory.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage, *does;
} commands[] = {
	{ "keygen", desk_keygen, "keygen --out DIR",
		"makes the department's keys, the desk's token and, if absent, status.key" },
	{ "calendar", desk_calendar, "calendar sign|check ...",
		"signs a calendar of working days; shows what a signed one says" },
	{ "fetch", desk_fetch, "fetch", "takes new requests from the intake and checks them" },
	{ "list", desk_list, "list [--all] [--json]", "says what is due, the most urgent first" },
	{ "open", desk_open, "open (ID | --outbox FILE | --envelope FILE) --reason TEXT",
		"writes down who, when and why, then shows what was sealed" },
	{ "confirm", desk_confirm, "confirm ID", "the call was made" },
	{ "problem", desk_problem, "problem ID --kind KIND", "sets a request apart" },
	{ "log", desk_log, "log [ID] [--check] [--json]",
		"shows the access log; says whether it was changed or cut" },
	{ "page", desk_page, "page [--listen 127.0.0.1:PORT]",
		"shows the inbox in a browser of this computer" },
};

static void
print_usage(FILE *to)
{
	fprintf(to, "usage: guichet-desk COMMAND [ARGUMENTS]\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		fprintf(to, "  %-52s %s\n", commands[i].usage, commands[i].does);
	}
	fprintf(to,
		"\nAll but keygen and calendar take --state DIR, --intake URL, --ca FILE, --services DIR, --actor NAME\n"
		"and --lang en|fr. ID may be shortened, or be the reference that a client reads out.\n"
		"\nExit status: 0 good, 1 refused, 2 usage, 4 fatal.\n");
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
	/* Where the limits of the account forbid locking, there are still no dumps of the memory that holds answers. */
	if (memory_harden() < 0 && prctl(PR_GET_DUMPABLE) != 0) {
		fprintf(stderr,
			"guichet-desk: the memory of this program cannot be protected from being dumped\n");
		return EXIT_FATAL;
	}
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_usage(stdout);
		return EXIT_GOOD;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("guichet-desk " GUICHET_VERSION);
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

/* SPDX-License-Identifier: MIT */
/* guichet-desk: what the department runs to make its keys and to open sealed requests. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "desk/desk.h"
#include "desk/options.h"
#include "desk/say.h"
#include "platform/memory.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	enum office usage, does;
} commands[] = {
	{ "keygen", desk_keygen, OFFICE_USAGE_KEYGEN, OFFICE_DOES_KEYGEN },
	{ "calendar", desk_calendar, OFFICE_USAGE_CALENDAR, OFFICE_DOES_CALENDAR },
	{ "card", desk_card, OFFICE_USAGE_CARD, OFFICE_DOES_CARD },
	{ "withdraw", desk_withdraw, OFFICE_USAGE_WITHDRAW, OFFICE_DOES_WITHDRAW },
	{ "bundle", desk_bundle, OFFICE_USAGE_BUNDLE, OFFICE_DOES_BUNDLE },
	{ "fetch", desk_fetch, OFFICE_USAGE_FETCH, OFFICE_DOES_FETCH },
	{ "list", desk_list, OFFICE_USAGE_LIST, OFFICE_DOES_LIST },
	{ "open", desk_open, OFFICE_USAGE_OPEN, OFFICE_DOES_OPEN },
	{ "confirm", desk_confirm, OFFICE_USAGE_CONFIRM, OFFICE_DOES_CONFIRM },
	{ "problem", desk_problem, OFFICE_USAGE_PROBLEM, OFFICE_DOES_PROBLEM },
	{ "log", desk_log, OFFICE_USAGE_LOG, OFFICE_DOES_LOG },
	{ "page", desk_page, OFFICE_USAGE_PAGE, OFFICE_DOES_PAGE },
};

static void
print_line(FILE *to, enum lang lang, enum office id)
{
	const struct str line = office_messages[id].in[lang];
	fprintf(to, "%.*s\n", (int)line.n, line.p);
}

static void
print_usage(FILE *to, enum lang lang)
{
	options_print_usage(to, lang, OFFICE_USAGE_COMMAND);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		fputs("\n  ", to);
		print_line(to, lang, commands[i].usage);
		fputs("      ", to);
		print_line(to, lang, commands[i].does);
	}
	fputs("\n", to);
	print_line(to, lang, OFFICE_USAGE_ALL);
	print_line(to, lang, OFFICE_USAGE_SHARED);
	print_line(to, lang, OFFICE_USAGE_ACTOR);
	print_line(to, lang, OFFICE_USAGE_ID);
	print_line(to, lang, OFFICE_USAGE_STATUS);
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
	const enum lang lang = options_lang(argc, argv);
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_usage(stdout, lang);
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
		say_about(lang, OFFICE_DESK_COMMAND_UNKNOWN, argv[1]);
		fputs("\n", stderr);
	}
	print_usage(stderr, lang);
	return EXIT_USAGE;
}

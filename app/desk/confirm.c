/* SPDX-License-Identifier: MIT */
/* guichet-desk confirm and problem: how a request ended. */
#include "desk/command.h"
#include "desk/desk.h"
#include "desk/say.h"

int
desk_confirm(int argc, char **argv)
{
	static const char usage[] = "confirm ID";
	static const struct options_own own[] = { { NULL, NULL, NULL } };
	struct command command;
	char id[37];
	int status = command_begin(&command, argc, argv, own, usage);
	if (status != COMMAND_READY) {
		return status;
	}
	if (command.options.n_arguments != 1) {
		return command_end(&command, options_misuse(&command.options, usage));
	}
	status = command_resolve(&command, command.options.arguments[0], id);
	if (status == 0) {
		const int r = inbox_confirm(command.inbox, str_of(id), str_of(command.options.actor));
		status = r == 0 ? EXIT_GOOD : command_explain(&command, r);
	}
	return command_end(&command, status);
}

static bool
is_kind(const char *kind)
{
	static const char *const kinds[] = { "unreadable", "wrong-header", "other" };
	for (size_t i = 0; kind != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (str_eq(str_of(kind), str_of(kinds[i]))) {
			return true;
		}
	}
	return false;
}

int
desk_problem(int argc, char **argv)
{
	static const char usage[] = "problem ID --kind unreadable|wrong-header|other";
	const char *kind = NULL;
	const struct options_own own[] = { { "kind", &kind, NULL }, { NULL, NULL, NULL } };
	struct command command;
	char id[37];
	int status = command_begin(&command, argc, argv, own, usage);
	if (status != COMMAND_READY) {
		return status;
	}
	if (command.options.n_arguments != 1 || !is_kind(kind)) {
		return command_end(&command, options_misuse(&command.options, usage));
	}
	status = command_resolve(&command, command.options.arguments[0], id);
	if (status == 0) {
		const int r = inbox_problem(
			command.inbox, str_of(id), str_of(command.options.actor), str_of(kind));
		status = r == 0 ? EXIT_GOOD : command_explain(&command, r);
	}
	return command_end(&command, status);
}

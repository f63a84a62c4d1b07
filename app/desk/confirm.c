/* SPDX-License-Identifier: MIT */
/* guichet-desk confirm and problem: how a request ended. */
#include "desk/command.h"
#include "desk/desk.h"
#include "desk/say.h"

/* Closing is final: of a request that nobody has read, it is asked for twice. */
static int
confirm(struct command *command, struct str id, bool unopened)
{
	const enum lang lang = command->options.lang;
	struct inbox_row row;
	int r = command_warn_log(command);
	if (r == 0) {
		r = inbox_find(command->inbox, id, &row);
	}
	if (r == 0 && row.n_opened == 0 && row.state != INBOX_CONFIRMED && !unopened) {
		say(lang, office_messages[OFFICE_DESK_UNOPENED]);
		return EXIT_FINDINGS;
	}
	if (r == 0) {
		r = inbox_confirm(command->inbox, id, str_of(command->options.actor));
	}
	if (r != 0) {
		return command_explain(command, r);
	}
	say_done(lang, OFFICE_DESK_CONFIRMED, row.id);
	return EXIT_GOOD;
}

int
desk_confirm(int argc, char **argv)
{
	const enum office usage = OFFICE_USAGE_CONFIRM;
	bool unopened = false;
	const struct options_own own[] = { { "unopened", NULL, &unopened }, { NULL, NULL, NULL } };
	struct command command;
	char id[37];
	int status = command_begin(&command, argc, argv, own, usage);
	if (status != COMMAND_READY) {
		return status;
	}
	if (command.options.n_arguments != 1) {
		return command_end(&command, options_misuse(&command.options, usage));
	}
	status = options_need_actor(&command.options);
	if (status == 0) {
		status = command_resolve(&command, command.options.arguments[0], id);
	}
	if (status == 0) {
		status = confirm(&command, str_of(id), unopened);
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

static int
problem(struct command *command, const char *id, const char *kind)
{
	int r = command_warn_log(command);
	if (r == 0) {
		r = inbox_problem(command->inbox, str_of(id), str_of(command->options.actor), str_of(kind));
	}
	if (r != 0) {
		return command_explain(command, r);
	}
	say_done(command->options.lang, OFFICE_DESK_SET_APART, id);
	return EXIT_GOOD;
}

int
desk_problem(int argc, char **argv)
{
	const enum office usage = OFFICE_USAGE_PROBLEM;
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
	status = options_need_actor(&command.options);
	if (status == 0) {
		status = command_resolve(&command, command.options.arguments[0], id);
	}
	if (status == 0) {
		status = problem(&command, id, kind);
	}
	return command_end(&command, status);
}

/* SPDX-License-Identifier: MIT */
/* Beginning and ending a command of an officer. */
#include "desk/command.h"

#include "desk/say.h"
#include "exit_codes.h"

int
command_begin(struct command *command, int argc, char **argv, const struct options_own *own,
	const char *usage)
{
	struct diagnosis diagnosis;
	command->inbox = NULL;
	int r = options_parse(argc, argv, own, usage, &command->options);
	if (r != 0) {
		return r == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	const struct inbox_options options = options_inbox(&command->options);
	r = inbox_open(&options, &command->inbox, &diagnosis);
	return r < 0 ? say_diagnosis(command->options.lang, r, &diagnosis) : COMMAND_READY;
}

int
command_resolve(struct command *command, const char *typed, char ret_id[37])
{
	const int r = inbox_resolve(command->inbox, str_of(typed), ret_id);
	return r == 0 ? 0 : command_explain(command, r);
}

int
command_explain(const struct command *command, int result)
{
	enum office id;
	switch (result) {
	case INBOX_NO_INTAKE:
		id = OFFICE_INTAKE_SILENT;
		break;
	case INBOX_ABSENT:
		id = OFFICE_DESK_ABSENT;
		break;
	case INBOX_AMBIGUOUS:
		id = OFFICE_DESK_AMBIGUOUS;
		break;
	case INBOX_REFUSED:
		id = OFFICE_DESK_REFUSED;
		break;
	case INBOX_NO_REASON:
		say(command->options.lang, office_messages[OFFICE_DESK_NO_REASON]);
		return EXIT_USAGE;
	case INBOX_DONE_BEFORE:
		id = OFFICE_DESK_DONE_BEFORE;
		break;
	default:
		return say_error(command->options.lang, result);
	}
	say(command->options.lang, office_messages[id]);
	return EXIT_FINDINGS;
}

int
command_end(struct command *command, int status)
{
	inbox_close(command->inbox);
	return status;
}

/* SPDX-License-Identifier: MIT */
/* Beginning and ending a command of an officer. */
#include "desk/command.h"

#include <stdio.h>

#include "desk/say.h"
#include "exit_codes.h"

int
command_begin(struct command *command, int argc, char **argv, const struct options_own *own,
	enum office usage)
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

enum { MATCHES_MAX = 10 };

static void
say_match(void *context, const char *id)
{
	int *n = context;
	if (++*n <= MATCHES_MAX) {
		fprintf(stderr, "              %s\n", id);
	}
}

int
command_resolve(struct command *command, const char *typed, char ret_id[37])
{
	struct inbox_health health;
	int n = 0;
	int r = inbox_resolve(command->inbox, str_of(typed), ret_id);
	if (r == 0) {
		return 0;
	}
	if (r == INBOX_ABSENT && inbox_health(command->inbox, &health) == 0 && health.fetched_at == 0) {
		say(command->options.lang, office_messages[OFFICE_DESK_ABSENT_UNFETCHED]);
		return EXIT_FINDINGS;
	}
	const int status = command_explain(command, r);
	if (r == INBOX_AMBIGUOUS) {
		r = inbox_matches(command->inbox, str_of(typed), say_match, &n);
	}
	return r < 0 ? say_error(command->options.lang, r) : status;
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
	case INBOX_OTHER_KEYS:
		id = OFFICE_DESK_OTHER_KEYS;
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

static void
say_number(enum lang lang, enum office id, int32_t number)
{
	char digits[16];
	if (number > 0) {
		(void)snprintf(digits, sizeof(digits), "%d", (int)number);
		say_about(lang, id, digits);
	}
}

int
command_warn_keys(struct command *command)
{
	struct inbox_health health;
	const int r = inbox_health(command->inbox, &health);
	if (r == 0) {
		say_number(command->options.lang, OFFICE_DESK_WRONG_KEY, health.n_other_key);
		say_number(command->options.lang, OFFICE_DESK_WRONG_STATUS_KEY, health.n_other_status_key);
	}
	return r;
}

void
command_warn_zone(const struct command *command)
{
	const char *zone = inbox_other_zone(command->inbox);
	if (zone != NULL) {
		say_about(command->options.lang, OFFICE_CALENDAR_OTHER_ZONE, zone);
	}
}

int
command_warn_log(struct command *command)
{
	struct inbox_verdict verdict;
	const int r = inbox_glance_log(command->inbox, &verdict);
	if (r == 0) {
		say_tampering(command->options.lang, &verdict);
	}
	return r;
}

int
command_end(struct command *command, int status)
{
	inbox_close(command->inbox);
	return status;
}

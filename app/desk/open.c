/* SPDX-License-Identifier: MIT */
/* guichet-desk open: shows one request to whoever says who they are and why; both are in the log first. */
#include "desk/command.h"
#include "desk/desk.h"
#include "desk/print.h"
#include "desk/say.h"
#include "desk/workshop.h"

static int
show(struct command *command, const char *typed, const char *reason, bool json)
{
	struct reading *reading;
	char id[37];
	const int status = command_resolve(command, typed, id);
	if (status != 0) {
		return status;
	}
	int r = command_warn_log(command);
	if (r == 0) {
		r = inbox_open_request(
			command->inbox, str_of(id), str_of(command->options.actor), str_of(reason), &reading);
	}
	if (r != 0) {
		return command_explain(command, r);
	}
	if (!json) {
		command_warn_zone(command);
	}
	r = json ? print_line(reading->json) : print_reading(reading, command->options.lang);
	reading_free(reading);
	return r < 0 ? say_error(command->options.lang, r) : EXIT_GOOD;
}

static int
open_from_inbox(struct command *command, const char *reason, bool json)
{
	struct diagnosis diagnosis;
	const struct inbox_options options = options_inbox(&command->options);
	const int r = inbox_open(&options, &command->inbox, &diagnosis);
	if (r < 0) {
		return say_diagnosis(command->options.lang, r, &diagnosis);
	}
	return command_end(command, show(command, command->options.arguments[0], reason, json));
}

int
desk_open(int argc, char **argv)
{
	const char *reason = NULL, *outbox = NULL, *envelope = NULL;
	bool json = false;
	const struct options_own own[] = { { "reason", &reason, NULL }, { "outbox", &outbox, NULL },
		{ "envelope", &envelope, NULL }, { "json", NULL, &json }, { NULL, NULL, NULL } };
	struct command command = { .inbox = NULL };
	const int r = options_parse(argc, argv, own, OFFICE_USAGE_OPEN, &command.options);
	if (r != 0) {
		return r == OPTIONS_HELP ? EXIT_GOOD : EXIT_USAGE;
	}
	const struct options *options = &command.options;
	const bool is_workshop = outbox != NULL || envelope != NULL;
	if (options->n_arguments > 1 || (options->n_arguments == 0 && !is_workshop) ||
		(outbox != NULL && envelope != NULL)) {
		return options_misuse(options, OFFICE_USAGE_OPEN);
	}
	if (options_need_actor(options) != 0) {
		return EXIT_USAGE;
	}
	if (reason == NULL || !inbox_is_reason(str_of(reason))) {
		return command_explain(&command, INBOX_NO_REASON);
	}
	if (!is_workshop) {
		return open_from_inbox(&command, reason, json);
	}
	const struct workshop what = { .options = options,
		.outbox = outbox,
		.envelope = envelope,
		.id = options->n_arguments > 0 ? options->arguments[0] : NULL,
		.reason = str_trim(str_of(reason)),
		.json = json };
	return workshop_open(&what);
}

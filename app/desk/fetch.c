/* SPDX-License-Identifier: MIT */
/* guichet-desk fetch: takes what is new from the intake, and tells it what it does not know yet. */
#include <stdio.h>

#include "desk/command.h"
#include "desk/desk.h"
#include "desk/say.h"

static void
print_counts(enum lang lang, const struct inbox_fetched *fetched)
{
	char n_new[16], n_refused[16], buffer[256];
	struct text out;
	(void)snprintf(n_new, sizeof(n_new), "%d", fetched->n_new);
	(void)snprintf(n_refused, sizeof(n_refused), "%d", fetched->n_refused);
	const struct msg_arg args[] = { { "n_new", str_of(n_new) },
		{ "n_problems", str_of(n_refused) } };
	text_init(&out, buffer, sizeof(buffer));
	msg_write(&out, office_messages[OFFICE_DESK_FETCHED].in[lang], args, 2);
	printf("%.*s\n", (int)out.n, out.p);
	if (fetched->n_mended > 0) {
		char n_mended[16];
		(void)snprintf(n_mended, sizeof(n_mended), "%d", fetched->n_mended);
		say_done(lang, OFFICE_DESK_MENDED, n_mended);
	}
}

static int
fetch(struct command *command)
{
	const enum lang lang = command->options.lang;
	struct inbox_fetched fetched;
	int r = command_warn_log(command);
	if (r == 0) {
		r = inbox_fetch(command->inbox, &fetched);
	}
	if (r < 0) {
		return say_error(lang, r);
	}
	print_counts(lang, &fetched);
	r = command_warn_keys(command);
	if (r < 0) {
		return say_error(lang, r);
	}
	if (fetched.reason.in[lang].n == 0) {
		return EXIT_GOOD;
	}
	say(lang, fetched.reason);
	const struct str detail = fetched.detail.in[lang];
	if (detail.n > 0) {
		fprintf(stderr, "              %.*s\n", (int)detail.n, detail.p);
	}
	return EXIT_FINDINGS;
}

int
desk_fetch(int argc, char **argv)
{
	const enum office usage = OFFICE_USAGE_FETCH;
	static const struct options_own own[] = { { NULL, NULL, NULL } };
	struct command command;
	int status = command_begin(&command, argc, argv, own, usage);
	if (status != COMMAND_READY) {
		return status;
	}
	status = command.options.n_arguments == 0 ? fetch(&command) :
												options_misuse(&command.options, usage);
	return command_end(&command, status);
}

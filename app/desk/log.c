/* SPDX-License-Identifier: MIT */
/* guichet-desk log: who opened what and why; and whether the log is as it was written. */
#include <stdio.h>

#include "desk/command.h"
#include "desk/desk.h"
#include "desk/print.h"
#include "desk/say.h"
#include "desk/wording.h"

enum { LINE_BYTES = 16 * 1024 /* a reason of 200 characters, each escaped, and names */ };

struct log_print {
	enum lang lang;
	struct print print;
};

static void
add_member(struct print *print, const char *name, struct str value)
{
	char buffer[LINE_BYTES];
	struct text out;
	text_init(&out, buffer, sizeof(buffer));
	text_json(&out, value);
	print_add(print, STR(",\""));
	print_add(print, str_of(name));
	print_add(print, STR("\":"));
	print_add(print, text_str(&out));
}

/* All that the hash is made of (docs/formats/desk.md), so that another program can check it. */
static void
print_json(void *context, const struct inbox_entry *entry)
{
	struct print *print = &((struct log_print *)context)->print;
	char numbers[80];
	(void)snprintf(numbers, sizeof(numbers), "{\"seq\":%lld,\"at\":%lld", (long long)entry->seq,
		(long long)entry->at);
	print_add(print, str_of(numbers));
	add_member(print, "actor", entry->actor);
	add_member(print, "role", entry->role);
	add_member(print, "action", entry->action);
	add_member(print, "id", entry->id);
	add_member(print, "reason", entry->reason);
	add_member(print, "outcome", entry->outcome);
	add_member(print, "prev_hash", entry->prev_hash);
	add_member(print, "hash", entry->hash);
	print_add(print, STR("}\n"));
}

/* An entry may have been changed by somebody else: it is printed as carefully as what a client wrote. */
static void
print_entry(void *context, const struct inbox_entry *entry)
{
	struct log_print *log = context;
	char head[128];
	struct text out;
	text_init(&out, head, sizeof(head));
	text_int(&out, entry->seq);
	text_add(&out, STR(". "));
	wording_time(log->lang, entry->at, &out);
	text_add(&out, STR(", "));
	print_add(&log->print, text_str(&out));
	print_safe(&log->print, entry->actor, NULL);
	print_add(&log->print, STR(", "));
	print_safe(&log->print, wording_action(log->lang, entry->action), NULL);
	print_add(&log->print, STR(", "));
	print_safe(&log->print, wording_outcome(log->lang, entry->outcome), NULL);
	if (entry->id.n > 0) {
		print_add(&log->print, STR("\n    "));
		print_safe(&log->print, entry->id, NULL);
	}
	if (entry->reason.n > 0) {
		print_add(&log->print, STR("\n    "));
		print_safe(&log->print, entry->reason, NULL);
	}
	print_add(&log->print, STR("\n"));
}

static int
show(struct command *command, struct str id, bool json)
{
	struct log_print log = { .lang = command->options.lang };
	int r = command_warn_log(command);
	if (r < 0) {
		return say_error(log.lang, r);
	}
	if (!json) {
		command_warn_zone(command);
	}
	print_begin(&log.print);
	r = inbox_log(
		command->inbox, id, str_of(command->options.actor), json ? print_json : print_entry, &log);
	const int written = print_end(&log.print);
	r = r < 0 ? r : written;
	return r < 0 ? say_error(command->options.lang, r) : EXIT_GOOD;
}

static void
say_verdict(enum lang lang, const struct inbox_verdict *verdict)
{
	char number[24];
	if (verdict->broken_seq == 0 && !verdict->is_cut) {
		(void)snprintf(number, sizeof(number), "%lld", (long long)verdict->n_entries);
		say_done(lang, verdict->asked_intake ? OFFICE_LOG_WHOLE : OFFICE_LOG_WHOLE_HERE, number);
	}
	say_tampering(lang, verdict);
	if (!verdict->asked_intake) {
		say(lang, office_messages[OFFICE_LOG_NOT_ASKED]);
	}
}

static int
check(struct command *command, bool json)
{
	struct inbox_verdict verdict;
	const int r = inbox_check_log(command->inbox, &verdict);
	if (r < 0) {
		return say_error(command->options.lang, r);
	}
	if (json) {
		printf("{\"entries\":%lld,\"first_broken\":%lld,\"cut\":%s,\"asked_intake\":%s}\n",
			(long long)verdict.n_entries, (long long)verdict.broken_seq,
			verdict.is_cut ? "true" : "false", verdict.asked_intake ? "true" : "false");
	} else {
		say_verdict(command->options.lang, &verdict);
	}
	return verdict.broken_seq != 0 || verdict.is_cut ? EXIT_FINDINGS : EXIT_GOOD;
}

int
desk_log(int argc, char **argv)
{
	const enum office usage = OFFICE_USAGE_LOG;
	bool is_check = false, json = false;
	const struct options_own own[] = { { "check", NULL, &is_check }, { "json", NULL, &json },
		{ NULL, NULL, NULL } };
	struct command command;
	char id[37] = "";
	int status = command_begin(&command, argc, argv, own, usage);
	if (status != COMMAND_READY) {
		return status;
	}
	const int n = command.options.n_arguments;
	if (n > (is_check ? 0 : 1)) {
		return command_end(&command, options_misuse(&command.options, usage));
	}
	/* a check writes nothing down */
	status = is_check ? 0 : options_need_actor(&command.options);
	if (status == 0 && n > 0) {
		status = command_resolve(&command, command.options.arguments[0], id);
	}
	if (status == 0) {
		status = is_check ? check(&command, json) : show(&command, str_of(id), json);
	}
	return command_end(&command, status);
}

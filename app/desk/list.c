/* SPDX-License-Identifier: MIT */
/* guichet-desk list: what is to be done, the most urgent first; nothing personal. */
#include <stdio.h>

#include "core/calendar.h"
#include "desk/command.h"
#include "desk/desk.h"
#include "desk/say.h"
#include "desk/wording.h"

enum { LINE_BYTES = 4096 };

static const char *const urgency_names[] = {
	[URGENCY_NONE] = "none",
	[URGENCY_UNKNOWN] = "unknown",
	[URGENCY_LATER] = "later",
	[URGENCY_TOMORROW] = "next-working-day",
	[URGENCY_TODAY] = "today",
	[URGENCY_OVERDUE] = "overdue",
};
static const char *const state_names[INBOX_STATES] = { "new", "opened", "confirmed", "problem" };

struct listing {
	enum lang lang;
	int n;
};

static void
member(struct text *out, const char *name, struct str value)
{
	text_add(out, STR(",\""));
	text_add(out, str_of(name));
	text_add(out, STR("\":"));
	text_json(out, value);
}

static void
write_json(const struct inbox_row *row, struct text *out)
{
	text_add(out, STR("{\"id\":"));
	text_json(out, str_of(row->id));
	member(out, "form", str_of(row->form));
	member(out, "form_version", str_of(row->form_version));
	member(out, "device", str_of(row->device));
	member(out, "lang", row->lang == LANG_FR ? STR("fr") : STR("en"));
	text_add(out, STR(",\"received_at\":\""));
	format_rfc3339(row->received_at, out);
	text_add(out, STR("\",\"due_date\":"));
	if (row->due.year == 0) {
		text_add(out, STR("null"));
	} else {
		text_char(out, '"');
		calendar_write_date(row->due, out);
		text_char(out, '"');
	}
	member(out, "urgency", str_of(urgency_names[row->urgency]));
	text_add(out, STR(",\"overdue_working_days\":"));
	text_int(out, row->overdue_days);
	member(out, "state", str_of(state_names[row->state]));
	member(out, "problem", str_of(row->problem));
	text_add(out, STR(",\"times_opened\":"));
	text_int(out, row->n_opened);
	text_add(out, STR("}"));
}

static void
print_json(void *context, const struct inbox_row *row)
{
	char buffer[LINE_BYTES];
	struct text out;
	struct listing *listing = context;
	listing->n++;
	text_init(&out, buffer, sizeof(buffer));
	write_json(row, &out);
	printf("%.*s\n", (int)out.n, out.p);
}

static void
print_filled(enum lang lang, enum office id, const struct msg_arg *args, int32_t n_args)
{
	char buffer[LINE_BYTES];
	struct text out;
	text_init(&out, buffer, sizeof(buffer));
	msg_write(&out, office_messages[id].in[lang], args, n_args);
	printf("%.*s\n", (int)out.n, out.p);
}

/* Lines that can be read one after the other, by eye, by ear or by finger: no columns. */
static void
print_row(void *context, const struct inbox_row *row)
{
	struct listing *listing = context;
	const enum lang lang = listing->lang;
	char urgency_buffer[256], time_buffer[96], due_buffer[96];
	struct text urgency, time, due;
	text_init(&urgency, urgency_buffer, sizeof(urgency_buffer));
	text_init(&time, time_buffer, sizeof(time_buffer));
	text_init(&due, due_buffer, sizeof(due_buffer));
	wording_urgency(lang, row, &urgency);
	wording_time(lang, row->received_at, &time);
	wording_due(lang, row->due, &due);
	const enum office language = row->lang == LANG_FR ? OFFICE_READ_FRENCH : OFFICE_READ_ENGLISH;
	const struct msg_arg args[] = { { "service", row->service.in[lang] },
		{ "urgency", text_str(&urgency) }, { "due", text_str(&due) }, { "time", text_str(&time) },
		{ "state", wording_state(lang, row->state) }, { "kiosk", str_of(row->device) },
		{ "language", office_messages[language].in[lang] },
		{ "problem", wording_problem(lang, str_of(row->problem)) } };
	fputs(listing->n++ > 0 ? "\n" : "", stdout);
	print_filled(lang, OFFICE_DESK_ROW_WHAT, args, 8);
	print_filled(
		lang, row->urgency > URGENCY_LATER ? OFFICE_DESK_ROW_DUE : OFFICE_DESK_ROW_STATE, args, 8);
	if (row->problem[0] != '\0') {
		print_filled(lang, OFFICE_DESK_ROW_PROBLEM, args, 8);
	}
	print_filled(lang, OFFICE_DESK_ROW_FROM, args, 8);
	printf("%s\n", row->id);
}

/* What is wrong with the desk stands before what it says. */
static int
print_health(struct command *command)
{
	struct inbox_health health;
	int r = command_warn_log(command);
	if (r == 0) {
		r = inbox_health(command->inbox, &health);
	}
	if (r < 0) {
		return r;
	}
	if (health.calendar_trouble.in[LANG_EN].n > 0) {
		say(command->options.lang, health.calendar_trouble);
	}
	command_warn_zone(command);
	if (health.clock_is_wrong) {
		char digits[24];
		int64_t minutes;
		const enum office id = wording_clock(&health, &minutes);
		(void)snprintf(digits, sizeof(digits), "%lld", (long long)minutes);
		say_about(command->options.lang, id, digits);
	}
	return 0;
}

static int
list(struct command *command, bool all, bool json)
{
	struct listing listing = { .lang = command->options.lang };
	int r = print_health(command);
	if (r == 0) {
		r = inbox_list(command->inbox, all, json ? print_json : print_row, &listing);
	}
	if (r < 0) {
		return say_error(listing.lang, r);
	}
	if (listing.n == 0 && !json) {
		const struct str nothing = office_messages[OFFICE_DESK_EMPTY].in[listing.lang];
		printf("%.*s\n", (int)nothing.n, nothing.p);
	}
	return EXIT_GOOD;
}

int
desk_list(int argc, char **argv)
{
	const enum office usage = OFFICE_USAGE_LIST;
	bool all = false, json = false;
	const struct options_own own[] = { { "all", NULL, &all }, { "json", NULL, &json },
		{ NULL, NULL, NULL } };
	struct command command;
	int status = command_begin(&command, argc, argv, own, usage);
	if (status != COMMAND_READY) {
		return status;
	}
	status = command.options.n_arguments == 0 ? list(&command, all, json) :
												options_misuse(&command.options, usage);
	return command_end(&command, status);
}

/* SPDX-License-Identifier: MIT */
/* What every command of the desk is told on its command line, and what each adds. */
#ifndef DESK_OPTIONS_H
#define DESK_OPTIONS_H

#include <stdio.h>

#include "core/str.h"
#include "desk/inbox.h"
#include "office_messages.h"

enum { OPTIONS_PATH_BYTES = 4096, OPTIONS_ACTOR_BYTES = 64, OPTIONS_OWN_MAX = 12 };

struct options {
	const char *state;                 /* folder; "." when none was named */
	const char *intake;                /* URL, or NULL */
	const char *ca_file;               /* or NULL */
	char services[OPTIONS_PATH_BYTES]; /* empty when there is none beside the program */
	char actor[OPTIONS_ACTOR_BYTES];   /* who acts; empty when nobody was named */
	enum lang lang;
	char **arguments; /* behind the options */
	int n_arguments;
};

/* An option of the command itself: with a value when `value` is set, else a flag. */
struct options_own {
	const char *name;
	const char **value;
	bool *flag;
};

enum {
	OPTIONS_WRONG = 1, /* a sentence is on stderr */
	OPTIONS_HELP,      /* the usage is on stdout */
};

/* `own` ends at a NULL name; `usage` stands behind "guichet-desk ". 0, OPTIONS_WRONG or OPTIONS_HELP. */
__attribute__((warn_unused_result)) int options_parse(int argc, char **argv,
	const struct options_own *own, enum office usage, struct options *ret_options);
/* Says that the arguments are not those of the usage. Always EXIT_USAGE. */
int options_misuse(const struct options *options, enum office usage);
/* 0 when somebody was named, else EXIT_USAGE after a sentence. An account of the computer is no name that a client could be told. */
__attribute__((warn_unused_result)) int options_need_actor(const struct options *options);
/* What --lang asks for; else of LC_ALL, LC_MESSAGES and LANG the first that says anything. */
enum lang options_lang(int argc, char **argv);
/* Without the options that all share for OFFICE_USAGE_COMMAND. */
void options_print_usage(FILE *to, enum lang lang, enum office usage);
/* What an inbox needs of it; valid as long as the options. */
struct inbox_options options_inbox(const struct options *options);

#endif

/* SPDX-License-Identifier: MIT */
/* What the commands of an officer have in common: options, an inbox, and the request that is meant. */
#ifndef DESK_COMMAND_H
#define DESK_COMMAND_H

#include "desk/inbox.h"
#include "desk/options.h"

struct command {
	struct options options;
	struct inbox *inbox;
};

enum { COMMAND_READY = -1 };

/* COMMAND_READY with an inbox, or the exit status after a sentence. */
__attribute__((warn_unused_result)) int command_begin(struct command *command, int argc,
	char **argv, const struct options_own *own, enum office usage);
/* The id that the argument means: 0, or the exit status after a sentence. */
__attribute__((warn_unused_result)) int command_resolve(
	struct command *command, const char *typed, char ret_id[37]);
/* What an INBOX_ code or an errno means. The exit status. */
int command_explain(const struct command *command, int result);
/* Says how many requests wait for other keys than those that are here. 0 or negative errno. */
__attribute__((warn_unused_result)) int command_warn_keys(struct command *command);
/* Says in which zone times are when that is not the calendar's. */
void command_warn_zone(const struct command *command);
/* Says when the access log is not as it was written. 0 or negative errno. */
__attribute__((warn_unused_result)) int command_warn_log(struct command *command);
/* Closes the inbox; returns the status. */
int command_end(struct command *command, int status);

#endif

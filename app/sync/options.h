/* SPDX-License-Identifier: MIT */
/* What delivering and asking are told: the file of settings, and the command line on top of it. */
#ifndef SYNC_OPTIONS_H
#define SYNC_OPTIONS_H

#include <stdbool.h>

#include "platform/config.h"

struct options {
	struct config config;
	ms_t retry_base_ms;
	bool once;
	int lang;         /* enum lang; LANG_COUNT: both */
	char **arguments; /* behind the options */
	int n_arguments;
};

/* False after a sentence on stderr; the exit status is then EXIT_USAGE. */
bool options_parse(int argc, char **argv, struct options *ret_options);

enum { OPTIONS_PATH_BYTES = 512 };
/* A file of the state folder. */
void options_path(
	const struct options *options, const char *name, char ret_path[OPTIONS_PATH_BYTES]);
/* NULL when none was given. */
const char *options_ca(const struct options *options);

#endif

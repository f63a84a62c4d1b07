/* SPDX-License-Identifier: MIT */
/* What guichet-intake can be told to do on its command line. */
#ifndef INTAKE_COMMANDS_H
#define INTAKE_COMMANDS_H

struct commands_serve {
	const char *listen, *store, *keys;
	int group_max;
};

/* Serves until SIGTERM or SIGINT. An exit status. */
int commands_serve(const struct commands_serve *options);
/* argv[0] is "keygen". An exit status. */
int commands_keygen(int argc, char **argv);

#endif

/* SPDX-License-Identifier: MIT */
/* What guichet-intake can be told to do on its command line. */
#ifndef INTAKE_COMMANDS_H
#define INTAKE_COMMANDS_H

#include "core/units.h"

/* One year: a kiosk on the road may be without a network for weeks. */
#define COMMANDS_CERTIFICATE_LIFE_MS ((ms_t)365 * 24 * 60 * 60 * 1000)

struct commands_serve {
	const char *listen, *store, *keys;
	int group_max;
	ms_t certificate_life_ms;
};

/* Serves until SIGTERM or SIGINT. An exit status. */
int commands_serve(const struct commands_serve *options);
/* argv[0] is "keygen". An exit status. */
int commands_keygen(int argc, char **argv);
enum { COMMANDS_NONE = -1 };
/* "ca", "token", "revoke", "enrol": an exit status, or COMMANDS_NONE for another name. */
int commands_devices(int argc, char **argv);

#endif

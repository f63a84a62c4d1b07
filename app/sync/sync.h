/* SPDX-License-Identifier: MIT */
/* The commands of guichet-sync; each gets what follows its name, as main() would (argv[0] is the name). */
#ifndef SYNC_SYNC_H
#define SYNC_SYNC_H

#include "exit_codes.h"

/* What runs when no command is named: delivers until it is told to end, or once. */
int sync_deliver(int argc, char **argv);
int sync_keygen(int argc, char **argv);
int sync_status(int argc, char **argv);

extern const char sync_keygen_usage[], sync_status_usage[];

#endif

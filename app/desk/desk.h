/* SPDX-License-Identifier: MIT */
/* The subcommands of guichet-desk; each gets what follows its name, as main() would (argv[0] is the name). */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "exit_codes.h"
#include "platform/diagnosis.h"

int desk_keygen(int argc, char **argv);
int desk_calendar(int argc, char **argv);
int desk_bundle(int argc, char **argv);
int desk_card(int argc, char **argv);
int desk_withdraw(int argc, char **argv);
int desk_open(int argc, char **argv);
int desk_fetch(int argc, char **argv);
int desk_list(int argc, char **argv);
int desk_confirm(int argc, char **argv);
int desk_problem(int argc, char **argv);
int desk_log(int argc, char **argv);
int desk_page(int argc, char **argv);

/* The diagnosis on stderr, in two lines. */
void desk_complain(const struct diagnosis *diagnosis);

#endif

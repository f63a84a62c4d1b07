/* SPDX-License-Identifier: MIT */
/* The subcommands of guichetctl; each gets what follows its name, as main() would (argv[0] is the name). */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "exit_codes.h"

int ctl_lint(int argc, char **argv);
int ctl_evaluate(int argc, char **argv);
int ctl_check_field(int argc, char **argv);
int ctl_format_number(int argc, char **argv);
int ctl_speak(int argc, char **argv);
int ctl_preview(int argc, char **argv);
int ctl_enrol(int argc, char **argv);
int ctl_provision(int argc, char **argv);
int ctl_status(int argc, char **argv);
int ctl_queue(int argc, char **argv);
int ctl_selftest(int argc, char **argv);
int ctl_fetch_update(int argc, char **argv);

#endif

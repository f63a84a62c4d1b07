/* SPDX-License-Identifier: MIT */
/* The subcommands of guichetctl; each gets what follows its name, as main() would (argv[0] is the name). */
#ifndef CTL_CTL_H
#define CTL_CTL_H

/* Exit codes of all programs. */
enum { EXIT_GOOD = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_EXPECTATION = 3, EXIT_FATAL = 4 };

int ctl_lint(int argc, char **argv);
int ctl_evaluate(int argc, char **argv);
int ctl_check_field(int argc, char **argv);
int ctl_speak(int argc, char **argv);
int ctl_queue(int argc, char **argv);

#endif

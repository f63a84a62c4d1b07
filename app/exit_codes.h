/* SPDX-License-Identifier: MIT */
/* What every program of Guichet means by its exit status. */
#ifndef EXIT_CODES_H
#define EXIT_CODES_H

enum {
	EXIT_GOOD = 0,
	EXIT_FINDINGS = 1, /* something was found, or refused */
	EXIT_USAGE = 2,
	EXIT_EXPECTATION = 3, /* a replay did not show what its file expects */
	EXIT_FATAL = 4,
};

#endif

/* SPDX-License-Identifier: MIT */
/* Plays a file of events on a virtual clock, without window, sound device or sleeping, and leaves logs. */
#ifndef KIOSK_HEADLESS_H
#define KIOSK_HEADLESS_H

#include "kiosk/options.h"

/* Returns the exit status of the program: EXIT_GOOD, EXIT_USAGE, EXIT_EXPECTATION or EXIT_FATAL. */
int headless_run(const struct options *options);

#endif

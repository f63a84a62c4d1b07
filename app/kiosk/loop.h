/* SPDX-License-Identifier: MIT */
/* The kiosk at work, in a window or on the device's own screen. */
#ifndef KIOSK_LOOP_H
#define KIOSK_LOOP_H

#include "kiosk/options.h"

/* Returns the exit status when the window is closed, or the process is told to end; all personal data is zeroed by then. */
int loop_run(const struct options *options);

#endif

/* SPDX-License-Identifier: MIT */
/* The kiosk in a window, for clients at a desk. */
#ifndef KIOSK_WINDOW_H
#define KIOSK_WINDOW_H

#include "kiosk/options.h"

/* Returns the exit status when the window is closed or the process is told to end; all personal data is zeroed by then. */
int window_run(const struct options *options);

#endif

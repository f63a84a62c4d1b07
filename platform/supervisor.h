/* SPDX-License-Identifier: MIT */
/* Telling systemd how the program is: sd_notify(3)'s protocol, which is one datagram. */
#ifndef PLATFORM_SUPERVISOR_H
#define PLATFORM_SUPERVISOR_H

#include "core/units.h"

/* Does nothing where no supervisor asked to be told ($NOTIFY_SOCKET). `state`: as READY=1, or several lines. */
void supervisor_tell(const char *state);
/* Half of the time within which WATCHDOG=1 is wanted ($WATCHDOG_USEC, $WATCHDOG_PID); MS_NEVER: not wanted. */
ms_t supervisor_interval(void);

#endif

/* SPDX-License-Identifier: MIT */
/* What the kernel knows of a device and its surroundings, for the self-test. */
#ifndef PLATFORM_DEVICE_CHECKS_H
#define PLATFORM_DEVICE_CHECKS_H

#include "core/selftest.h"

#define DEVICE_CHECKS_NETWORKS "/sys/class/net"
#define DEVICE_CHECKS_TPM "/dev/tpmrm0"
#define DEVICE_CHECKS_COMMAND_LINE "/proc/cmdline"

enum { DEVICE_CHECKS_FREE_MIB = 64 };

/* Each takes the place where the kernel tells it, so that it can be tried elsewhere. */

/* Whether an interface other than the loopback is up. */
enum selftest_outcome device_checks_link(const char *networks);
/* Whether DEVICE_CHECKS_FREE_MIB are free, and the file system can be written. */
enum selftest_outcome device_checks_disk(const char *folder);
/* Absent without the chip's file; bad where it is there and cannot be opened. */
enum selftest_outcome device_checks_tpm(const char *path);
/* Good: started from a slot, "rauc.slot=" on the kernel's command line; else absent. */
enum selftest_outcome device_checks_slots(const char *command_line);

#endif

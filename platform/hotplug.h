/* SPDX-License-Identifier: MIT */
/* What is plugged in and out while the program runs, by the kernel's own messages. */
#ifndef PLATFORM_HOTPLUG_H
#define PLATFORM_HOTPLUG_H

struct hotplug;

enum { HOTPLUG_SCREEN = 1, HOTPLUG_SOUND = 2 };

/* Nothing is asked: news only. 0 or negative errno. Needs no rights. */
__attribute__((warn_unused_result)) int hotplug_open(struct hotplug **ret_hotplug);
struct hotplug *hotplug_close(struct hotplug *hotplug);
/* To be polled for reading. */
int hotplug_fd(const struct hotplug *hotplug);
/*
 * All that has come, as a set of HOTPLUG_*. The device files may not have their owners yet: udev hears it at the same
 * time.
 */
unsigned hotplug_take(struct hotplug *hotplug);

/* One message of `n` bytes: strings that end in 0, the first ACTION@PATH, then NAME=VALUE (Linux, lib/kobject_uevent.c). */
unsigned hotplug_read(const char *message, unsigned n);

#endif

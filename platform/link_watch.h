/* SPDX-License-Identifier: MIT */
/* Tells when a network of this machine comes up, by the kernel's routing messages (rtnetlink(7)). */
#ifndef PLATFORM_LINK_WATCH_H
#define PLATFORM_LINK_WATCH_H

#include <stdbool.h>

struct link_watch;

/* Of the network namespace that the process is in. 0 or negative errno. */
__attribute__((warn_unused_result)) int link_watch_open(struct link_watch **ret_watch);
struct link_watch *link_watch_close(struct link_watch *watch);

/* For poll(): readable when link_watch_take() has something to tell. */
int link_watch_fd(const struct link_watch *watch);
/*
 * Takes all that happened until now. True: an interface got its carrier or an address, or messages were lost. It may tell of what was
 * up before, for the kernel repeats itself: whoever acts on it limits how often.
 */
bool link_watch_take(struct link_watch *watch);

#endif

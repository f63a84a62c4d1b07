/* SPDX-License-Identifier: MIT */
/* Tells when a request was stored, without looking again and again, by inotify. */
#ifndef PLATFORM_OUTBOX_WATCH_H
#define PLATFORM_OUTBOX_WATCH_H

#include <stdbool.h>

#include "platform/diagnosis.h"

struct outbox_watch;

/*
 * Watches the outbox at this path, which need not be there yet: its folder must. 0, or negative errno with a diagnosis:
 * -ENOENT, -EMFILE (no more watches are allowed), -ENOMEM.
 */
__attribute__((warn_unused_result)) int outbox_watch_open(
	const char *path, struct outbox_watch **ret_watch, struct diagnosis *ret_diagnosis);
struct outbox_watch *outbox_watch_close(struct outbox_watch *watch);

/* For poll(): readable when outbox_watch_take() has something to tell. */
int outbox_watch_fd(const struct outbox_watch *watch);
/* Takes all that happened until now. True: a request was stored, the outbox was put in place, or events were lost. */
bool outbox_watch_take(struct outbox_watch *watch);

#endif

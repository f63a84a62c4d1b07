/* SPDX-License-Identifier: MIT */
/* Sleeps until a time, a stored request, another file, or the end; and says when SIGTERM, SIGINT or SIGHUP came. */
#ifndef SYNC_WAIT_H
#define SYNC_WAIT_H

#include "platform/file_watch.h"
#include "platform/http_client.h"
#include "platform/link_watch.h"
#include "platform/outbox_watch.h"

/* CLOCK_BOOTTIME: goes on while the machine sleeps, and nobody sets it. */
ms_t wait_now(void);

struct wait;

/*
 * Takes over the signals: from now on they end what is waited for, and call off what `client` is doing. One at a time in a
 * process. 0 or negative errno.
 */
__attribute__((warn_unused_result)) int wait_open(
	struct http_client *client, struct wait **ret_wait);
/* Before the client is closed. Returns NULL. */
struct wait *wait_close(struct wait *wait);
/* From now on wait_until() ends for these files as well. The watch stays the caller's. */
void wait_watch_files(struct wait *wait, struct file_watch *files);

enum { WAIT_TIME = 0, WAIT_STORED, WAIT_LINK, WAIT_FILES, WAIT_END };

/* Until `boot_ms`. What is NULL does not count. WAIT_TIME, WAIT_STORED, WAIT_LINK (a network came up), WAIT_FILES, WAIT_END, or negative errno. */
__attribute__((warn_unused_result)) int wait_until(
	struct wait *wait, ms_t boot_ms, struct outbox_watch *watch, struct link_watch *link);

#endif

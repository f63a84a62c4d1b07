/* SPDX-License-Identifier: MIT */
/* SIGTERM, SIGINT and SIGHUP as a letter in the mailbox. */
#ifndef KIOSK_SIGNALS_H
#define KIOSK_SIGNALS_H

#include "kiosk/mailbox.h"

struct signals;

/*
 * Holds the signals back for this thread and all that it starts; before any other thread. What comes until
 * signals_open(), and from signals_close() until a renewed process opens them again, is kept by the kernel.
 */
void signals_hold(void);

/* Starts the thread that waits for them. The mailbox must outlive it. 0 or negative errno. */
__attribute__((warn_unused_result)) int signals_open(
	struct mailbox *mailbox, struct signals **ret_signals);
struct signals *signals_close(struct signals *signals);

#endif

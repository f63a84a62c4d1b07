/* SPDX-License-Identifier: MIT */
/*
 * A thread of its own, for a handler would come too late: a signal that is handled after SDL has looked for it and
 * before it sleeps is seen when something else happens, which on a first screen may be never.
 */
#include "kiosk/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

struct signals {
	struct mailbox *mailbox;
	pthread_t thread;
};

static sigset_t
endings(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	return set;
}

void
signals_hold(void)
{
	const sigset_t set = endings();
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void *
run(void *context)
{
	struct signals *signals = context;
	const sigset_t set = endings();
	int number, before;

	if (sigwait(&set, &number) == 0) {
		/* Waking the loop writes to the X server under SDL's locks: not a place to be cancelled. */
		(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
		mailbox_post_end(signals->mailbox);
	}
	return NULL;
}

int
signals_open(struct mailbox *mailbox, struct signals **ret_signals)
{
	struct signals *signals = calloc(1, sizeof(*signals));
	if (signals == NULL) {
		return -ENOMEM;
	}
	signals->mailbox = mailbox;
	const int error = pthread_create(&signals->thread, NULL, run, signals);
	if (error != 0) {
		free(signals);
		return -error;
	}
	*ret_signals = signals;
	return 0;
}

/* sigwait() is where the thread can be cancelled (POSIX.1-2017, XSH 2.9.5); once it has returned, it ends soon. */
struct signals *
signals_close(struct signals *signals)
{
	(void)pthread_cancel(signals->thread);
	(void)pthread_join(signals->thread, NULL);
	free(signals);
	return NULL;
}

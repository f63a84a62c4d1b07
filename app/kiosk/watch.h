/* SPDX-License-Identifier: MIT */
/* What the outbox says about the request that is on the screen: whether it can be sent, and that it was received. */
#ifndef KIOSK_WATCH_H
#define KIOSK_WATCH_H

#include "core/event.h"
#include "platform/outbox.h"

/* The main thread's: a connection of its own that only reads. Holds nothing of a request. */
struct watch {
	struct outbox *outbox; /* NULL: cannot be read, and nothing is known */
	bool is_stale;         /* what follows is older than the file */
	struct outbox_link link;
	struct outbox_delivery delivery;
	bool has_told, told_up;
};

/* `state` is the folder. An outbox that cannot be read is told on stderr, and the client sees what stands without it. */
void watch_open(struct watch *watch, const char *state);
void watch_close(struct watch *watch);

/* Another request: nothing is known of it, nothing was told. */
void watch_begin(struct watch *watch);
/*
 * What the core does not know yet, if anything: EVENT_LINK or EVENT_DELIVERED, without a time; it holds `id`, not a copy.
 * The first look after watch_begin() always tells something. Costs microseconds while nobody writes to the outbox.
 */
bool watch_look(struct watch *watch, struct str id, ms_t wall, struct event *ret_event);

#endif

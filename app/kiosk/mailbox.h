/* SPDX-License-Identifier: MIT */
/* What other threads tell the main thread. */
#ifndef KIOSK_MAILBOX_H
#define KIOSK_MAILBOX_H

#include <pthread.h>
#include <stdbool.h>

#include "core/event.h"
#include "kiosk/seat.h"

/* One place for each kind of news: of utterances only the newest counts, of requests there is one at a time. */
struct mailbox {
	pthread_mutex_t lock; /* of all below but `seat` */
	struct seat *seat;    /* not owned; woken by every letter; must outlive the threads that post */
	bool has_stored, has_spoken;
	bool is_ending;
	struct event stored, spoken;
	bool has_staff;
	uint32_t staff_number;
	struct staff_answer staff;
	struct staff_answer taken; /* the main thread's: what the event points at that was taken last */
};

void mailbox_init(struct mailbox *mailbox, struct seat *seat);
void mailbox_deinit(struct mailbox *mailbox);

/* Any thread; `context` is the mailbox, so that they serve as callbacks. */
void mailbox_post_stored(void *context, uint32_t ticket, enum stored status);
void mailbox_post_spoken(void *context, uint32_t number);
void mailbox_post_staff(void *context, uint32_t number, const struct staff_answer *answer);
void mailbox_post_end(struct mailbox *mailbox);
/* The main thread: whether the process was told to end. */
bool mailbox_is_ending(struct mailbox *mailbox);
/* The main thread, until it returns false. Without a time in the event, which is valid until the next call. */
bool mailbox_take(struct mailbox *mailbox, struct event *ret_event);

#endif

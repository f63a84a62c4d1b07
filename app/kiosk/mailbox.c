/* SPDX-License-Identifier: MIT */
/* A mutex, a place for each kind of letter, and a way to wake the loop. */
#include "kiosk/mailbox.h"

void
mailbox_init(struct mailbox *mailbox, struct seat *seat)
{
	*mailbox = (struct mailbox){ .seat = seat };
	pthread_mutex_init(&mailbox->lock, NULL); /* cannot fail with default attributes (glibc) */
}

void
mailbox_deinit(struct mailbox *mailbox)
{
	pthread_mutex_destroy(&mailbox->lock);
}

void
mailbox_post_stored(void *context, uint32_t ticket, enum stored status)
{
	struct mailbox *mailbox = context;
	struct event event = { .kind = EVENT_STORED };

	event.stored.ticket = ticket;
	event.stored.status = status;
	pthread_mutex_lock(&mailbox->lock);
	mailbox->has_stored = true;
	mailbox->stored = event;
	pthread_mutex_unlock(&mailbox->lock);
	seat_wake(mailbox->seat);
}

void
mailbox_post_spoken(void *context, uint32_t number)
{
	struct mailbox *mailbox = context;

	pthread_mutex_lock(&mailbox->lock);
	mailbox->has_spoken = true;
	mailbox->spoken = (struct event){ .kind = EVENT_SPOKEN, .spoken = number };
	pthread_mutex_unlock(&mailbox->lock);
	seat_wake(mailbox->seat);
}

void
mailbox_post_staff(void *context, uint32_t number, const struct staff_answer *answer)
{
	struct mailbox *mailbox = context;

	pthread_mutex_lock(&mailbox->lock);
	mailbox->has_staff = true;
	mailbox->staff_number = number;
	mailbox->staff = *answer;
	pthread_mutex_unlock(&mailbox->lock);
	seat_wake(mailbox->seat);
}

void
mailbox_post_end(struct mailbox *mailbox)
{
	pthread_mutex_lock(&mailbox->lock);
	mailbox->is_ending = true;
	pthread_mutex_unlock(&mailbox->lock);
	seat_wake(mailbox->seat);
}

bool
mailbox_is_ending(struct mailbox *mailbox)
{
	pthread_mutex_lock(&mailbox->lock);
	const bool is_ending = mailbox->is_ending;
	pthread_mutex_unlock(&mailbox->lock);
	return is_ending;
}

bool
mailbox_take(struct mailbox *mailbox, struct event *ret_event)
{
	pthread_mutex_lock(&mailbox->lock);
	const bool any = mailbox->has_stored || mailbox->has_spoken || mailbox->has_staff;
	if (mailbox->has_stored) {
		*ret_event = mailbox->stored;
		mailbox->has_stored = false;
	} else if (mailbox->has_spoken) {
		*ret_event = mailbox->spoken;
		mailbox->has_spoken = false;
	} else if (mailbox->has_staff) {
		mailbox->taken = mailbox->staff;
		*ret_event = (struct event){ .kind = EVENT_STAFF,
			.staff = { mailbox->staff_number, &mailbox->taken } };
		mailbox->has_staff = false;
	}
	pthread_mutex_unlock(&mailbox->lock);
	return any;
}

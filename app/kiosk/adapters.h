/* SPDX-License-Identifier: MIT */
/* All that the loop has from outside, opened and closed in one order. */
#ifndef KIOSK_ADAPTERS_H
#define KIOSK_ADAPTERS_H

#include "kiosk/mailbox.h"
#include "kiosk/save.h"
#include "kiosk/seat.h"
#include "kiosk/signals.h"
#include "kiosk/staff_link.h"
#include "kiosk/startup.h"
#include "kiosk/voice.h"
#include "platform/paint.h"

struct adapters {
	struct services services;
	struct store store;   /* outbox NULL: requests cannot be stored */
	enum trouble trouble; /* the first that was found; every one is told on stderr */
	struct paint *paint;
	struct seat *seat;
	struct mailbox mailbox;
	struct signals *signals;
	struct save *save; /* NULL with the store */
	struct staff_link *staff;
	struct voice *voice; /* NULL: mute, or not opened yet */
};

/*
 * All but the voice. 0 when something can be shown, be it only to tell `trouble`; else negative errno, told on stderr.
 * To be closed in any case. Must stay where it is until then: threads know its address.
 */
__attribute__((warn_unused_result)) int adapters_open(
	struct adapters *adapters, const struct options *options);
/* Ends the threads (a request under way is stored first), zeroes the pixels; the screen goes last. */
void adapters_close(struct adapters *adapters);
/* The same before the process renews itself: what is on a device's screen stays there. */
void adapters_hand_over(struct adapters *adapters);

/* After the first frame: the voice takes longer than all the rest. False, told on stderr: the kiosk is mute. */
bool adapters_open_voice(struct adapters *adapters);
/* Whether a store that could not be opened can be by now. Says nothing. */
bool adapters_store_is_mended(const struct options *options);

#endif

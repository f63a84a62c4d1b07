/* SPDX-License-Identifier: MIT */
/* What a client sits at: screen, keys, pointer and jack, be it a window of a desk or the device itself. */
#ifndef KIOSK_SEAT_H
#define KIOSK_SEAT_H

#include "core/event.h"
#include "kiosk/options.h"
#include "platform/surface.h"

struct seat;

/* The screen. 0; or negative errno, told on stderr. */
__attribute__((warn_unused_result)) int seat_open(
	const struct options *options, struct seat **ret_seat);
/* Input and sound, once, before the first seat_wait(): no picture has to wait for them. 0; or negative errno, told on stderr. */
__attribute__((warn_unused_result)) int seat_listen(struct seat *seat);
/* Zeroes all pixels first. */
struct seat *seat_close(struct seat *seat);
/*
 * As seat_close(), but for the process that execve() makes of this one: on the device the picture stays on the screen, and
 * $GUICHET_SCREEN tells seat_open() there which descriptor holds it.
 */
struct seat *seat_hand_over(struct seat *seat);

/* The image to paint into; another one after EVENT_DISPLAY, and then nothing of the old is kept. NULL: no memory. */
struct surface *seat_surface(struct seat *seat);
/* 0, or -EIO when the screen is lost. */
__attribute__((warn_unused_result)) int seat_present(
	struct seat *seat, const struct rect *rects, int32_t n);
/* Zeroes the pixels of the last visit; what is still shown, with the next presentation. */
void seat_wipe(struct seat *seat);

enum { SEAT_EVENT = 1, SEAT_WOKEN, SEAT_QUIT, SEAT_EXPOSED, SEAT_SOUND };

/*
 * Waits until something happens or the monotonic time `until` (MS_NEVER: for ever) has come; costs no wake-ups meanwhile.
 * 0: time came. SEAT_EVENT: *ret_event is filled, its text valid until the next call. SEAT_WOKEN: seat_wake() was called.
 * SEAT_QUIT: the window was closed. SEAT_EXPOSED: all of the image must be presented again. SEAT_SOUND: a sound device
 * came or went. Or negative errno: the screen is lost.
 */
__attribute__((warn_unused_result)) int seat_wait(
	struct seat *seat, ms_t until, struct event *ret_event);
/* From any thread: makes the current or next wait return SEAT_WOKEN. */
void seat_wake(struct seat *seat);
/* CLOCK_MONOTONIC in milliseconds: the time of all events. */
ms_t seat_now(void);

#endif

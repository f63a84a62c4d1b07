/* SPDX-License-Identifier: MIT */
/* Two kinds of seat, one question each: whatever a window does not have is the device's. */
#include "kiosk/seat.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kiosk/seat_device.h"
#include "kiosk/startup.h"
#include "platform/display_window.h"
#include "platform/input_window.h"

struct seat {
	struct seat_device *device; /* NULL: a window */
	struct display_window *display;
	struct input_window *input;
};

ms_t
seat_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int
open_window(struct seat *seat, const struct options *options)
{
	const char *reason;
	int r = display_window_open(
		"Guichet", options->window_w, options->window_h, &seat->display, &reason);

	if (r != 0) {
		fprintf(stderr,
			"guichet: No window can be opened (%s). Start it in a desktop session, or use --headless.\n",
			reason);
		fprintf(stderr,
			"guichet\u00a0: Aucune fenêtre ne peut être ouverte. "
			"Lancez le programme dans une session graphique ou utilisez --headless.\n");
		return r;
	}
	r = input_window_open(options_px_per_mm(options), &seat->input);
	if (r != 0) {
		startup_say("Keyboard and touch cannot be read.",
			"Le clavier et l’écran tactile ne peuvent pas être lus.");
	}
	return r;
}

int
seat_open(const struct options *options, struct seat **ret_seat)
{
	struct seat *seat = calloc(1, sizeof(*seat));

	if (seat == NULL) {
		return -ENOMEM;
	}
	const int r = options->device ? seat_device_open(options, &seat->device) :
									open_window(seat, options);
	if (r != 0) {
		(void)seat_close(seat);
		return r;
	}
	*ret_seat = seat;
	return 0;
}

int
seat_listen(struct seat *seat)
{
	return seat->device != NULL ? seat_device_listen(seat->device) : 0;
}

static struct seat *
close_window(struct seat *seat)
{
	if (seat->input != NULL) {
		seat->input = input_window_close(seat->input);
	}
	if (seat->display != NULL) {
		display_window_wipe(seat->display);
		seat->display = display_window_close(seat->display);
	}
	free(seat);
	return NULL;
}

struct seat *
seat_close(struct seat *seat)
{
	if (seat->device != NULL) {
		seat->device = seat_device_close(seat->device);
	}
	return close_window(seat);
}

struct seat *
seat_hand_over(struct seat *seat)
{
	if (seat->device != NULL) {
		seat->device = seat_device_hand_over(seat->device);
	}
	return close_window(seat);
}

struct surface *
seat_surface(struct seat *seat)
{
	return seat->device != NULL ? seat_device_surface(seat->device) :
								  display_window_surface(seat->display);
}

int
seat_present(struct seat *seat, const struct rect *rects, int32_t n)
{
	return seat->device != NULL ? seat_device_present(seat->device, rects, n) :
								  display_window_present(seat->display, rects, n);
}

void
seat_wipe(struct seat *seat)
{
	if (seat->device != NULL) {
		seat_device_wipe(seat->device);
	} else {
		display_window_wipe(seat->display);
	}
}

int
seat_wait(struct seat *seat, ms_t until, struct event *ret_event)
{
	if (seat->device != NULL) {
		return seat_device_wait(seat->device, until, ret_event);
	}
	const int what = input_window_wait(seat->input, until, ret_event);
	switch (what) {
	case INPUT_EVENT:
		return SEAT_EVENT;
	case INPUT_WOKEN:
		return SEAT_WOKEN;
	case INPUT_QUIT:
		return SEAT_QUIT;
	case INPUT_EXPOSED:
		return SEAT_EXPOSED;
	default:
		return what;
	}
}

void
seat_wake(struct seat *seat)
{
	if (seat->device != NULL) {
		seat_device_wake(seat->device);
	} else {
		input_window_wake(seat->input);
	}
}

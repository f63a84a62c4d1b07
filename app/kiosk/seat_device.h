/* SPDX-License-Identifier: MIT */
/* The device's own seat: its panel, what is plugged into it, its sound card. As kiosk/seat.h says of each function. */
#ifndef KIOSK_SEAT_DEVICE_H
#define KIOSK_SEAT_DEVICE_H

#include "kiosk/seat.h"

struct seat_device;

__attribute__((warn_unused_result)) int seat_device_open(
	const struct options *options, struct seat_device **ret_device);
__attribute__((warn_unused_result)) int seat_device_listen(struct seat_device *device);
struct seat_device *seat_device_close(struct seat_device *device);
struct seat_device *seat_device_hand_over(struct seat_device *device);

struct surface *seat_device_surface(struct seat_device *device);
__attribute__((warn_unused_result)) int seat_device_present(
	struct seat_device *device, const struct rect *rects, int32_t n);
void seat_device_wipe(struct seat_device *device);

__attribute__((warn_unused_result)) int seat_device_wait(
	struct seat_device *device, ms_t until, struct event *ret_event);
void seat_device_wake(struct seat_device *device);

#endif

/* SPDX-License-Identifier: MIT */
/* Keyboards, keypads, mice and touch screens of the device as events of the core, by libinput. */
#ifndef PLATFORM_INPUT_LIBINPUT_H
#define PLATFORM_INPUT_LIBINPUT_H

#include "core/event.h"

struct input_libinput;

struct input_libinput_options {
	const char *layout; /* as input_keymap_is_layout() knows it */
	px_t w, h;          /* of the picture, as a client sees it */
	int turned;         /* degrees clockwise by which it is turned on the panel: 0, 90, 180, 270 */
};

/*
 * All devices of seat0, and those plugged in later; the kernel's console no longer hears them. 0; -ENOENT without the
 * tables of the layout; -ENODEV when udev does not answer; -ENOMEM.
 */
__attribute__((warn_unused_result)) int input_libinput_open(
	const struct input_libinput_options *options, struct input_libinput **ret_input);
struct input_libinput *input_libinput_close(struct input_libinput *input);
/* After the picture has got another size. */
void input_libinput_resize(struct input_libinput *input, px_t w, px_t h);

/* To be polled for reading; input_libinput_take() then reads all of it. */
int input_libinput_fd(const struct input_libinput *input);
/* The next event, without its time; its text is valid until the next call. False: there is none. */
bool input_libinput_take(struct input_libinput *input, struct event *ret_event);
/* Where a mouse points. False: there is none, or a finger was used since. */
bool input_libinput_arrow(const struct input_libinput *input, px_t *ret_x, px_t *ret_y);

#endif

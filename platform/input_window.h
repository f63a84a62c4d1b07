/* SPDX-License-Identifier: MIT */
/* Keyboard, mouse and touch of a desk's window as events of the core, by SDL2. */
#ifndef PLATFORM_INPUT_WINDOW_H
#define PLATFORM_INPUT_WINDOW_H

#include "core/event.h"

struct input_window;

enum { INPUT_EVENT = 1, INPUT_WOKEN = 2, INPUT_QUIT = 3, INPUT_EXPOSED = 4 };

/*
 * After display_window_open(): SDL's video must be up. 0 or negative errno. `px_per_mm` goes into
 * EVENT_DISPLAY.
 */
__attribute__((warn_unused_result)) int input_window_open(
	float px_per_mm, struct input_window **ret_input);
struct input_window *input_window_close(struct input_window *input);

/*
 * Waits until something happens or the monotonic time `until` (MS_NEVER: for ever) has come; costs
 * no wake-ups meanwhile. 0: time came. INPUT_EVENT: *ret_event is filled, its text valid until the
 * next call. INPUT_WOKEN: input_window_wake() was called. INPUT_QUIT: the window was closed or the
 * process told to end. INPUT_EXPOSED: the window must be presented again.
 */
__attribute__((warn_unused_result)) int input_window_wait(
	struct input_window *input, ms_t until, struct event *ret_event);
/* From any thread: makes the current or next wait return INPUT_WOKEN. */
void input_window_wake(struct input_window *input);
/* CLOCK_MONOTONIC in milliseconds: the time of all events. */
ms_t input_window_now(void);

#endif

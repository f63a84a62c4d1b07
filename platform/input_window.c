/* SPDX-License-Identifier: MIT */
/* SDL's events as events of the core, waited for without polling. */
#include "platform/input_window.h"

#include <assert.h>
#include <errno.h>
#include <SDL.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Who holds the one pointer: the first to come down, until it goes up (K-33). */
enum holder { HELD_BY_NONE, HELD_BY_MOUSE, HELD_BY_FINGER };

struct input_window {
	float px_per_mm;
	Uint32 wake_type;  /* of the SDL event that ends a wait */
	atomic_bool woken; /* set by any thread, cleared by the waiting one */
	enum holder holder;
	SDL_FingerID finger;
	bool repeating;     /* the newest key press was a repeat: so is its text */
	SDL_Keycode newest; /* key of that press */
	char text[SDL_TEXTINPUTEVENT_TEXT_SIZE];
};

ms_t
input_window_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int
input_window_open(float px_per_mm, struct input_window **ret_input)
{
	if (!SDL_WasInit(SDL_INIT_VIDEO)) {
		return -EINVAL;
	}
	const Uint32 wake_type = SDL_RegisterEvents(1);
	if (wake_type == (Uint32)-1) {
		return -ENOSPC;
	}
	struct input_window *input = calloc(1, sizeof(*input));
	if (!input) {
		return -ENOMEM;
	}
	input->px_per_mm = px_per_mm;
	input->wake_type = wake_type;
	/* A touch comes once, as a finger, not a second time as a mouse; nor the other way round. */
	SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
	SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
	SDL_StartTextInput();
	*ret_input = input;
	return 0;
}

struct input_window *
input_window_close(struct input_window *input)
{
	if (input) {
		explicit_bzero(input->text, sizeof(input->text));
		free(input);
	}
	return NULL;
}

void
input_window_wake(struct input_window *input)
{
	if (!atomic_exchange(&input->woken, true)) {
		/* If the queue is full the wait does not sleep, and sees the flag. */
		SDL_PushEvent(&(SDL_Event){ .type = input->wake_type });
	}
}

struct mapping {
	SDL_Keycode code;
	enum key key;
};

static const struct mapping keys[] = {
	{ SDLK_TAB, KEY_TAB },
	{ SDLK_UP, KEY_UP },
	{ SDLK_DOWN, KEY_DOWN },
	{ SDLK_LEFT, KEY_LEFT },
	{ SDLK_RIGHT, KEY_RIGHT },
	{ SDLK_HOME, KEY_HOME },
	{ SDLK_END, KEY_END },
	{ SDLK_PAGEUP, KEY_PAGE_UP },
	{ SDLK_PAGEDOWN, KEY_PAGE_DOWN },
	{ SDLK_RETURN, KEY_ENTER },
	{ SDLK_RETURN2, KEY_ENTER },
	{ SDLK_KP_ENTER, KEY_ENTER },
	{ SDLK_ESCAPE, KEY_ESCAPE },
	{ SDLK_BACKSPACE, KEY_BACKSPACE },
	{ SDLK_DELETE, KEY_DELETE },
	{ SDLK_F1, KEY_F1 },
	{ SDLK_F2, KEY_F2 },
	{ SDLK_F3, KEY_F3 },
	{ SDLK_F4, KEY_F4 },
	{ SDLK_F6, KEY_F6 },
	{ SDLK_F7, KEY_F7 },
	{ SDLK_F8, KEY_F8 },
	{ SDLK_F9, KEY_F9 },
	{ SDLK_F10, KEY_F10 },
	{ SDLK_F11, KEY_F11 },
	{ SDLK_F12, KEY_F12 },
};

/* The keypad without Num Lock. */
static const struct mapping pad_keys[] = {
	{ SDLK_KP_8, KEY_UP },
	{ SDLK_KP_2, KEY_DOWN },
	{ SDLK_KP_4, KEY_LEFT },
	{ SDLK_KP_6, KEY_RIGHT },
	{ SDLK_KP_7, KEY_HOME },
	{ SDLK_KP_1, KEY_END },
	{ SDLK_KP_9, KEY_PAGE_UP },
	{ SDLK_KP_3, KEY_PAGE_DOWN },
	{ SDLK_KP_PERIOD, KEY_DELETE },
};

static enum key
look_up(const struct mapping *map, size_t n, SDL_Keycode code)
{
	for (size_t i = 0; i < n; i++) {
		if (map[i].code == code) {
			return map[i].key;
		}
	}
	return KEY_NONE;
}

static int
on_key(struct input_window *input, const SDL_KeyboardEvent *event, struct event *ret_event)
{
	input->repeating = event->repeat != 0;
	input->newest = event->keysym.sym;
	/* A held key acts once (K-36). Chords belong to the system; nothing here needs one (K-35). */
	if (event->repeat || (event->keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI))) {
		return 0;
	}
	enum key key = look_up(keys, sizeof(keys) / sizeof(keys[0]), event->keysym.sym);
	if (key == KEY_NONE && !(event->keysym.mod & KMOD_NUM)) {
		key = look_up(pad_keys, sizeof(pad_keys) / sizeof(pad_keys[0]), event->keysym.sym);
	}
	if (key == KEY_NONE) {
		return 0;
	}
	if (key == KEY_TAB && (event->keysym.mod & KMOD_SHIFT)) {
		key = KEY_BACKTAB;
	}
	ret_event->kind = EVENT_KEY;
	ret_event->key = key;
	return INPUT_EVENT;
}

static bool
has_control(struct str text)
{
	for (size_t at = 0; at < text.n;) {
		const uint32_t c = utf8_next(text, &at);
		if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
			return true;
		}
	}
	return false;
}

/*
 * The right Alt is AltGr on Canadian keyboards, where it makes characters; where the letter stays
 * the same it is a chord.
 */
static bool
is_chord(const struct input_window *input, struct str text)
{
	const SDL_Keymod mod = SDL_GetModState();
	if (mod & (KMOD_CTRL | KMOD_LALT | KMOD_GUI)) {
		return true;
	}
	return (mod & KMOD_RALT) && text.n == 1 && SDL_tolower(text.p[0]) == input->newest;
}

static int
on_text(struct input_window *input, const SDL_TextInputEvent *event, struct event *ret_event)
{
	const struct str text = { input->text, strnlen(event->text, sizeof(event->text)) };
	memcpy(input->text, event->text, text.n);
	if (input->repeating || text.n == 0 || !utf8_valid(text) || has_control(text) ||
		is_chord(input, text)) {
		return 0;
	}
	ret_event->kind = EVENT_TEXT;
	ret_event->text = text;
	return INPUT_EVENT;
}

static int
pointer(struct event *ret_event, enum pointer phase, px_t x, px_t y)
{
	ret_event->kind = EVENT_POINTER;
	ret_event->pointer.phase = phase;
	ret_event->pointer.x = x;
	ret_event->pointer.y = y;
	return INPUT_EVENT;
}

static int
on_button(struct input_window *input, const SDL_MouseButtonEvent *event, struct event *ret_event)
{
	const bool down = event->state == SDL_PRESSED;
	if (event->button != SDL_BUTTON_LEFT ||
		input->holder != (down ? HELD_BY_NONE : HELD_BY_MOUSE)) {
		return 0;
	}
	input->holder = down ? HELD_BY_MOUSE : HELD_BY_NONE;
	return pointer(ret_event, down ? POINTER_DOWN : POINTER_UP, event->x, event->y);
}

static int
on_finger(struct input_window *input, const SDL_TouchFingerEvent *event, struct event *ret_event)
{
	const bool down = event->type == SDL_FINGERDOWN;
	if (down ? input->holder != HELD_BY_NONE :
			   input->holder != HELD_BY_FINGER || input->finger != event->fingerId) {
		return 0;
	}
	if (event->type == SDL_FINGERUP) {
		input->holder =
			HELD_BY_NONE; /* even if its window is gone: else no finger ever counts again */
	}
	SDL_Window *window = SDL_GetWindowFromID(event->windowID);
	if (!window) {
		return 0;
	}
	int w, h;
	SDL_GetWindowSize(window, &w, &h);
	const px_t x = (px_t)(event->x * (float)w), y = (px_t)(event->y * (float)h);
	if (event->type == SDL_FINGERMOTION) {
		return pointer(ret_event, POINTER_MOVE, x, y);
	}
	if (down) {
		input->holder = HELD_BY_FINGER;
		input->finger = event->fingerId;
	}
	return pointer(ret_event, down ? POINTER_DOWN : POINTER_UP, x, y);
}

static int
on_wheel(const SDL_MouseWheelEvent *event, struct event *ret_event)
{
	const Sint32 up = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -event->y : event->y;
	if (up == 0) {
		return 0;
	}
	ret_event->kind = EVENT_KEY;
	ret_event->key = up > 0 ? KEY_PAGE_UP : KEY_PAGE_DOWN;
	return INPUT_EVENT;
}

static int
on_window(const struct input_window *input, const SDL_WindowEvent *event, struct event *ret_event)
{
	if (event->event == SDL_WINDOWEVENT_EXPOSED) {
		return INPUT_EXPOSED;
	}
	if (event->event != SDL_WINDOWEVENT_SIZE_CHANGED) {
		return 0;
	}
	ret_event->kind = EVENT_DISPLAY;
	ret_event->display.w = event->data1;
	ret_event->display.h = event->data2;
	ret_event->display.px_per_mm = input->px_per_mm;
	return INPUT_EVENT;
}

/* 0: nothing that the core knows of. */
static int
translate(struct input_window *input, const SDL_Event *event, struct event *ret_event)
{
	switch (event->type) {
	case SDL_KEYDOWN:
		return on_key(input, &event->key, ret_event);
	case SDL_KEYUP:
		input->repeating = false;
		return 0;
	case SDL_TEXTINPUT:
		return on_text(input, &event->text, ret_event);
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		return on_button(input, &event->button, ret_event);
	case SDL_MOUSEMOTION:
		return input->holder == HELD_BY_MOUSE ?
			pointer(ret_event, POINTER_MOVE, event->motion.x, event->motion.y) :
			0;
	case SDL_FINGERDOWN:
	case SDL_FINGERMOTION:
	case SDL_FINGERUP:
		return on_finger(input, &event->tfinger, ret_event);
	case SDL_MOUSEWHEEL:
		return on_wheel(&event->wheel, ret_event);
	case SDL_WINDOWEVENT:
		return on_window(input, &event->window, ret_event);
	case SDL_QUIT:
		return INPUT_QUIT;
	default:
		return 0;
	}
}

/*
 * -1, which is for ever to SDL, only for MS_NEVER; a time beyond SDL's int is waited for in parts.
 */
static int
remaining(ms_t until, ms_t now)
{
	if (until == MS_NEVER) {
		return -1;
	}
	const ms_t left = until > now ? until - now : 0;
	return left > INT32_MAX ? INT32_MAX : (int)left;
}

/*
 * With no time left SDL's wait may stop at the mark that ends its last poll, before events that are
 * there: so it is asked directly.
 */
static bool
fetch(SDL_Event *ret_event, int timeout_ms)
{
	if (timeout_ms != 0) {
		return SDL_WaitEventTimeout(ret_event, timeout_ms) == 1;
	}
	SDL_PumpEvents();
	return SDL_PeepEvents(ret_event, 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) == 1;
}

int
input_window_wait(struct input_window *input, ms_t until, struct event *ret_event)
{
	explicit_bzero(input->text, sizeof(input->text));
	for (;;) {
		if (atomic_exchange(&input->woken, false)) {
			return INPUT_WOKEN;
		}
		SDL_Event sdl;
		if (!fetch(&sdl, remaining(until, input_window_now()))) {
			if (until != MS_NEVER && input_window_now() >= until) {
				return 0;
			}
			continue;
		}
		struct event event = { .at = input_window_now() };
		const int what = translate(input, &sdl, &event);
		if (what == INPUT_EVENT) {
			*ret_event = event;
		}
		if (what != 0) {
			return what;
		}
	}
}

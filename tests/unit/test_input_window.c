/* SPDX-License-Identifier: MIT */
/* SDL's events through the adapter, pushed into SDL's real queue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <SDL.h>
#include <signal.h>

#include "platform/input_window.h"

struct fixture {
	SDL_Window *window;
	struct input_window *input;
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	setenv("SDL_VIDEODRIVER", "dummy", 1);
	assert_int_equal(SDL_InitSubSystem(SDL_INIT_VIDEO), 0);
	f->window = SDL_CreateWindow("Guichet", 0, 0, 1000, 500, 0);
	assert_non_null(f->window);
	assert_int_equal(input_window_open(4.5f, &f->input), 0);
	SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
	SDL_SetModState(KMOD_NONE);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	input_window_close(f->input);
	SDL_DestroyWindow(f->window);
	SDL_QuitSubSystem(SDL_INIT_VIDEO);
	free(f);
	return 0;
}

static void
push(SDL_Event event)
{
	assert_int_equal(SDL_PushEvent(&event), 1);
}

static void
push_key(SDL_Keycode code, Uint16 mod, Uint8 repeat)
{
	push((SDL_Event){ .key = { .type = SDL_KEYDOWN,
						  .state = SDL_PRESSED,
						  .repeat = repeat,
						  .keysym = { .sym = code, .mod = mod } } });
}

static void
push_text(const char *text)
{
	SDL_Event event = { .text = { .type = SDL_TEXTINPUT } };
	snprintf(event.text.text, sizeof(event.text.text), "%s", text);
	push(event);
}

static void
push_button(Uint32 type, Uint8 button, int x, int y)
{
	push((SDL_Event){ .button = { .type = type,
						  .button = button,
						  .state = type == SDL_MOUSEBUTTONDOWN ? SDL_PRESSED : SDL_RELEASED,
						  .x = x,
						  .y = y } });
}

static void
push_finger(struct fixture *f, Uint32 type, SDL_FingerID finger, float x, float y)
{
	push((SDL_Event){ .tfinger = { .type = type,
						  .fingerId = finger,
						  .x = x,
						  .y = y,
						  .windowID = SDL_GetWindowID(f->window) } });
}

/* What is there now, without waiting. */
static int
next(struct fixture *f, struct event *ret_event)
{
	return input_window_wait(f->input, input_window_now(), ret_event);
}

static void
expect_nothing(struct fixture *f)
{
	struct event event;
	assert_int_equal(next(f, &event), 0);
}

static void
expect_key(struct fixture *f, enum key key)
{
	struct event event;
	assert_int_equal(next(f, &event), INPUT_EVENT);
	assert_int_equal(event.kind, EVENT_KEY);
	assert_int_equal(event.key, key);
	assert_true(event.at > 0 && event.at <= input_window_now());
}

static void
expect_text(struct fixture *f, const char *text)
{
	struct event event;
	assert_int_equal(next(f, &event), INPUT_EVENT);
	assert_int_equal(event.kind, EVENT_TEXT);
	assert_true(str_eq(event.text, str_of(text)));
}

static void
expect_pointer(struct fixture *f, enum pointer phase, px_t x, px_t y)
{
	struct event event;
	assert_int_equal(next(f, &event), INPUT_EVENT);
	assert_int_equal(event.kind, EVENT_POINTER);
	assert_int_equal(event.pointer.phase, phase);
	assert_int_equal(event.pointer.x, x);
	assert_int_equal(event.pointer.y, y);
}

static void
test_every_key(void **state)
{
	static const struct {
		SDL_Keycode code;
		Uint16 mod;
		enum key key;
	} cases[] = {
		{ SDLK_TAB, 0, KEY_TAB },
		{ SDLK_TAB, KMOD_LSHIFT, KEY_BACKTAB },
		{ SDLK_TAB, KMOD_CAPS | KMOD_NUM, KEY_TAB },
		{ SDLK_UP, 0, KEY_UP },
		{ SDLK_DOWN, 0, KEY_DOWN },
		{ SDLK_LEFT, 0, KEY_LEFT },
		{ SDLK_RIGHT, 0, KEY_RIGHT },
		{ SDLK_HOME, 0, KEY_HOME },
		{ SDLK_END, 0, KEY_END },
		{ SDLK_PAGEUP, 0, KEY_PAGE_UP },
		{ SDLK_PAGEDOWN, 0, KEY_PAGE_DOWN },
		{ SDLK_RETURN, 0, KEY_ENTER },
		{ SDLK_KP_ENTER, 0, KEY_ENTER },
		{ SDLK_ESCAPE, 0, KEY_ESCAPE },
		{ SDLK_BACKSPACE, 0, KEY_BACKSPACE },
		{ SDLK_DELETE, 0, KEY_DELETE },
		{ SDLK_F1, 0, KEY_F1 },
		{ SDLK_F2, 0, KEY_F2 },
		{ SDLK_F3, 0, KEY_F3 },
		{ SDLK_F4, 0, KEY_F4 },
		{ SDLK_F6, 0, KEY_F6 },
		{ SDLK_F7, 0, KEY_F7 },
		{ SDLK_F8, 0, KEY_F8 },
		{ SDLK_F9, 0, KEY_F9 },
		{ SDLK_F10, 0, KEY_F10 },
		{ SDLK_F11, 0, KEY_F11 },
		{ SDLK_F12, 0, KEY_F12 },
		{ SDLK_KP_8, 0, KEY_UP },
		{ SDLK_KP_2, 0, KEY_DOWN },
		{ SDLK_KP_4, 0, KEY_LEFT },
		{ SDLK_KP_6, 0, KEY_RIGHT },
		{ SDLK_KP_PERIOD, 0, KEY_DELETE },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		push_key(cases[i].code, cases[i].mod, 0);
		expect_key(f, cases[i].key);
	}
	push_key(SDLK_KP_8, KMOD_NUM, 0); /* an 8, which comes as text */
	push_key(SDLK_F5, 0, 0);
	push_key(SDLK_a, 0, 0);
	push_key(SDLK_SPACE, 0, 0);
	expect_nothing(f);
}

static void
test_chords_and_repeats_do_nothing(void **state)
{
	struct fixture *f = *state;
	push_key(SDLK_TAB, KMOD_LALT, 0);
	push_key(SDLK_BACKSPACE, KMOD_LCTRL, 0);
	push_key(SDLK_RETURN, KMOD_LGUI, 0);
	push_key(SDLK_DOWN, 0, 1);
	expect_nothing(f);
	push_key(SDLK_x, 0, 0);
	push_text("x");
	push_key(SDLK_x, 0, 1);
	push_text("x");
	push_key(SDLK_x, 0, 1);
	push_text("x");
	push((SDL_Event){ .key = { .type = SDL_KEYUP, .keysym = { .sym = SDLK_x } } });
	push_text("é"); /* from an input method, without a key */
	expect_text(f, "x");
	expect_text(f, "é");
	expect_nothing(f);
}

static void
test_text(void **state)
{
	struct fixture *f = *state;
	push_text(" ");
	push_text("Œuvre");
	push_text("\r");
	push_text("a\tb");
	push_text("\xC2\x85"); /* a control character of two bytes */
	push_text("\xFF");
	push_text("");
	push_text("8");
	expect_text(f, " ");
	expect_text(f, "Œuvre");
	expect_text(f, "8");
	expect_nothing(f);
	SDL_SetModState(KMOD_LCTRL);
	push_text("c");
	expect_nothing(f);
	SDL_SetModState(KMOD_LALT);
	push_text("b");
	expect_nothing(f);
}

/* The right Alt makes characters on Canadian keyboards and nothing on American ones. */
static void
test_right_alt(void **state)
{
	struct fixture *f = *state;
	SDL_SetModState(KMOD_RALT);
	push_key(SDLK_2, KMOD_RALT, 0);
	push_text("@");
	push_key(SDLK_b, KMOD_RALT, 0);
	push_text("b");
	push_key(SDLK_b, KMOD_RALT, 0);
	push_text("B");
	expect_text(f, "@");
	expect_nothing(f);
}

static void
test_mouse(void **state)
{
	struct fixture *f = *state;
	push((SDL_Event){ .motion = { .type = SDL_MOUSEMOTION, .x = 1, .y = 1 } });
	push_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_RIGHT, 5, 5);
	push_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 5, 5);
	expect_nothing(f);
	push_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 10, 20);
	push((SDL_Event){ .motion = { .type = SDL_MOUSEMOTION, .x = 11, .y = 22 } });
	push_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_RIGHT, 11, 22);
	push_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 12, 23);
	push((SDL_Event){ .motion = { .type = SDL_MOUSEMOTION, .x = 13, .y = 24 } });
	expect_pointer(f, POINTER_DOWN, 10, 20);
	expect_pointer(f, POINTER_MOVE, 11, 22);
	expect_pointer(f, POINTER_UP, 12, 23);
	expect_nothing(f);
	push((SDL_Event){ .wheel = { .type = SDL_MOUSEWHEEL, .y = 1 } });
	push((SDL_Event){ .wheel = { .type = SDL_MOUSEWHEEL, .y = -1 } });
	push((SDL_Event){
		.wheel = { .type = SDL_MOUSEWHEEL, .y = -1, .direction = SDL_MOUSEWHEEL_FLIPPED } });
	push((SDL_Event){ .wheel = { .type = SDL_MOUSEWHEEL, .x = 1 } });
	expect_key(f, KEY_PAGE_UP);
	expect_key(f, KEY_PAGE_DOWN);
	expect_key(f, KEY_PAGE_UP);
	expect_nothing(f);
}

/* It goes up when its window is gone: the next finger counts all the same. */
static void
test_finger_of_a_lost_window(void **state)
{
	struct fixture *f = *state;
	push_finger(f, SDL_FINGERDOWN, 7, 0.5f, 0.5f);
	push((SDL_Event){ .tfinger = { .type = SDL_FINGERUP, .fingerId = 7, .windowID = 999999 } });
	push_finger(f, SDL_FINGERDOWN, 8, 0.25f, 0.5f);
	push_finger(f, SDL_FINGERUP, 8, 0.25f, 0.5f);
	expect_pointer(f, POINTER_DOWN, 500, 250);
	expect_pointer(f, POINTER_DOWN, 250, 250);
	expect_pointer(f, POINTER_UP, 250, 250);
	expect_nothing(f);
}

static void
test_first_finger_wins(void **state)
{
	struct fixture *f = *state;
	push_finger(f, SDL_FINGERDOWN, 7, 0.5f, 0.5f);
	push_finger(f, SDL_FINGERDOWN, 8, 0.1f, 0.1f);
	push_finger(f, SDL_FINGERMOTION, 8, 0.2f, 0.2f);
	push_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 1, 1);
	push_finger(f, SDL_FINGERMOTION, 7, 0.25f, 0.5f);
	push_finger(f, SDL_FINGERUP, 7, 0.25f, 0.75f);
	push_finger(f, SDL_FINGERUP, 8, 0.2f, 0.2f);
	push_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 1, 1);
	push_finger(f, SDL_FINGERDOWN, 9, 0.0f, 1.0f);
	expect_pointer(f, POINTER_DOWN, 500, 250);
	expect_pointer(f, POINTER_MOVE, 250, 250);
	expect_pointer(f, POINTER_UP, 250, 375);
	expect_pointer(f, POINTER_DOWN, 0, 500);
	expect_nothing(f);
}

static void
test_window(void **state)
{
	struct fixture *f = *state;
	struct event event = { .kind = EVENT_TICK };
	push((SDL_Event){ .window = { .type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_EXPOSED } });
	assert_int_equal(next(f, &event), INPUT_EXPOSED);
	assert_int_equal(event.kind, EVENT_TICK); /* written only with INPUT_EVENT */
	push((SDL_Event){ .window = { .type = SDL_WINDOWEVENT,
						  .event = SDL_WINDOWEVENT_SIZE_CHANGED,
						  .data1 = 640,
						  .data2 = 480 } });
	assert_int_equal(next(f, &event), INPUT_EVENT);
	assert_int_equal(event.kind, EVENT_DISPLAY);
	assert_int_equal(event.display.w, 640);
	assert_int_equal(event.display.h, 480);
	assert_true(event.display.px_per_mm == 4.5f);
	push((SDL_Event){ .type = SDL_QUIT });
	assert_int_equal(next(f, &event), INPUT_QUIT);
}

static void
test_signals_end_the_wait(void **state)
{
	struct fixture *f = *state;
	struct event event;
	raise(SIGTERM);
	assert_int_equal(input_window_wait(f->input, MS_NEVER, &event), INPUT_QUIT);
	raise(SIGINT);
	assert_int_equal(input_window_wait(f->input, MS_NEVER, &event), INPUT_QUIT);
}

static void *
wake_twice(void *input)
{
	input_window_wake(input);
	input_window_wake(input);
	return NULL;
}

static void
test_another_thread_wakes(void **state)
{
	struct fixture *f = *state;
	struct event event;
	for (int round = 0; round < 20; round++) {
		pthread_t thread;
		assert_int_equal(pthread_create(&thread, NULL, wake_twice, f->input), 0);
		assert_int_equal(input_window_wait(f->input, MS_NEVER, &event), INPUT_WOKEN);
		pthread_join(thread, NULL);
		/*
		 * The second may have come after the first was seen; then it counts once more, never
		 * oftener.
		 */
		const int again = next(f, &event);
		assert_true(again == 0 || again == INPUT_WOKEN);
		expect_nothing(f);
	}
}

static void
test_time_comes(void **state)
{
	struct fixture *f = *state;
	struct event event;
	const ms_t from = input_window_now();
	assert_int_equal(input_window_wait(f->input, from + 30, &event), 0);
	assert_in_range(input_window_now() - from, 30, 2000);
	push_text("a");
	assert_int_equal(input_window_wait(f->input, from, &event),
		INPUT_EVENT); /* what is there comes before what is due */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_key),
		TEST(test_chords_and_repeats_do_nothing),
		TEST(test_text),
		TEST(test_right_alt),
		TEST(test_mouse),
		TEST(test_first_finger_wins),
		TEST(test_finger_of_a_lost_window),
		TEST(test_window),
		TEST(test_signals_end_the_wait),
		TEST(test_another_thread_wakes),
		TEST(test_time_comes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

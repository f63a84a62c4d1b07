/* SPDX-License-Identifier: MIT */
/* libinput scales and turns what touch screens report; here it is only decided whose pointer counts. */
#include "platform/input_libinput.h"

#include <errno.h>
#include <fcntl.h>
#include <libinput.h>
#include <libudev.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "platform/input_keymap.h"

/* Who holds the one pointer: the first to come down, until it goes up (K-33). */
enum holder { HELD_BY_NONE, HELD_BY_MOUSE, HELD_BY_FINGER };

enum {
	CODE_BUTTON_LEFT = 0x110, /* BTN_LEFT of linux/input-event-codes.h */
	GRAB = 0x40044590,        /* EVIOCGRAB of linux/input.h, which has names of our own */
	DEVICES = 32,
};

struct input_libinput {
	struct udev *udev;
	struct libinput *libinput;
	struct input_keymap *keymap;
	px_t w, h;
	int turned;
	enum holder holder;
	int32_t slot;     /* of the finger that holds it */
	double x, y;      /* of the mouse */
	bool has_arrow;   /* a mouse was used last */
	bool lift_is_due; /* a touch was called off: it is moved away, then lifted */
	char text[INPUT_KEYMAP_TEXT];
	struct libinput_device *keyboards[DEVICES]; /* whose lights are ours; referenced */
};

/* The console must not type into the kernel's terminal what a client types here, nor act on its chords. */
static int
open_device(const char *path, int flags, void *context)
{
	const int fd = open(path, flags | O_CLOEXEC);

	(void)context;
	if (fd < 0) {
		return -errno;
	}
	(void)ioctl(fd, GRAB, (void *)1);
	return fd;
}

static void
close_device(int fd, void *context)
{
	(void)context;
	close(fd);
}

static const struct libinput_interface interface = { open_device, close_device };

static void
show_locks(struct input_libinput *input)
{
	bool caps, num;

	input_keymap_locks(input->keymap, &caps, &num);
	for (int i = 0; i < DEVICES; i++) {
		if (input->keyboards[i] != NULL) {
			libinput_device_led_update(input->keyboards[i],
				(enum libinput_led)(
					(caps ? LIBINPUT_LED_CAPS_LOCK : 0) | (num ? LIBINPUT_LED_NUM_LOCK : 0)));
		}
	}
}

/* Rows of a 2 x 3 matrix on positions from 0 to 1, as libinput takes them. */
static const float *
matrix_of(int turned)
{
	static const float matrices[4][6] = {
		{ 1, 0, 0, 0, 1, 0 },
		{ 0, 1, 0, -1, 0, 1 },
		{ -1, 0, 1, 0, -1, 1 },
		{ 0, -1, 1, 1, 0, 0 },
	};
	return matrices[turned / 90];
}

/* The picture's turn comes after what udev's rules say of how the touch screen is mounted. */
static void
turn_device(const struct input_libinput *input, struct libinput_device *device)
{
	const float *turn = matrix_of(input->turned);
	float own[6], both[6];

	if (!libinput_device_config_calibration_has_matrix(device)) {
		return;
	}
	(void)libinput_device_config_calibration_get_default_matrix(device, own);
	for (int row = 0; row < 2; row++) {
		const float *t = turn + row * 3;
		both[row * 3] = t[0] * own[0] + t[1] * own[3];
		both[row * 3 + 1] = t[0] * own[1] + t[1] * own[4];
		both[row * 3 + 2] = t[0] * own[2] + t[1] * own[5] + t[2];
	}
	(void)libinput_device_config_calibration_set_matrix(device, both);
}

static void
add_device(struct input_libinput *input, struct libinput_device *device)
{
	turn_device(input, device);
	if (libinput_device_config_tap_get_finger_count(device) > 0) {
		(void)libinput_device_config_tap_set_enabled(device, LIBINPUT_CONFIG_TAP_ENABLED);
	}
	for (int i = 0; i < DEVICES; i++) {
		if (input->keyboards[i] == NULL &&
			libinput_device_has_capability(device, LIBINPUT_DEVICE_CAP_KEYBOARD)) {
			input->keyboards[i] = libinput_device_ref(device);
			break;
		}
	}
	show_locks(input);
}

static void
remove_device(struct input_libinput *input, const struct libinput_device *device)
{
	for (int i = 0; i < DEVICES; i++) {
		if (input->keyboards[i] == device) {
			input->keyboards[i] = libinput_device_unref(input->keyboards[i]);
		}
	}
}

int
input_libinput_open(const struct input_libinput_options *options, struct input_libinput **ret_input)
{
	struct input_libinput *input = calloc(1, sizeof(*input));

	if (input == NULL) {
		return -ENOMEM;
	}
	input->turned = options->turned;
	input_libinput_resize(input, options->w, options->h);
	int r = input_keymap_open(options->layout, &input->keymap);
	if (r == 0 && (input->udev = udev_new()) == NULL) {
		r = -ENOMEM;
	}
	if (r == 0) {
		input->libinput = libinput_udev_create_context(&interface, input, input->udev);
		r = input->libinput == NULL                                  ? -ENOMEM :
			libinput_udev_assign_seat(input->libinput, "seat0") != 0 ? -ENODEV :
																	   0;
	}
	if (r != 0) {
		(void)input_libinput_close(input);
		return r;
	}
	*ret_input = input;
	return 0;
}

struct input_libinput *
input_libinput_close(struct input_libinput *input)
{
	if (input == NULL) {
		return NULL;
	}
	for (int i = 0; i < DEVICES; i++) {
		if (input->keyboards[i] != NULL) {
			(void)libinput_device_unref(input->keyboards[i]);
		}
	}
	if (input->libinput != NULL) {
		(void)libinput_unref(input->libinput);
	}
	if (input->udev != NULL) {
		(void)udev_unref(input->udev);
	}
	if (input->keymap != NULL) {
		(void)input_keymap_close(input->keymap);
	}
	explicit_bzero(input, sizeof(*input));
	free(input);
	return NULL;
}

void
input_libinput_resize(struct input_libinput *input, px_t w, px_t h)
{
	input->w = w;
	input->h = h;
	input->x = w / 2.0;
	input->y = h / 2.0;
}

int
input_libinput_fd(const struct input_libinput *input)
{
	return libinput_get_fd(input->libinput);
}

static double
within(double value, px_t size)
{
	return value < 0 ? 0 : value > size - 1 ? size - 1 : value;
}

static bool
pointer(struct event *ret_event, enum pointer phase, double x, double y)
{
	*ret_event = (struct event){ .kind = EVENT_POINTER,
		.pointer = { .phase = phase, .x = (px_t)x, .y = (px_t)y } };
	return true;
}

static bool
on_key(struct input_libinput *input, struct libinput_event_keyboard *event, struct event *ret_event)
{
	const bool is_down = libinput_event_keyboard_get_key_state(event) == LIBINPUT_KEY_STATE_PRESSED;
	enum key key;
	const bool counts = input_keymap_take(
		input->keymap, libinput_event_keyboard_get_key(event), is_down, &key, input->text);

	show_locks(input);
	if (!counts) {
		return false;
	}
	*ret_event = (struct event){ .kind = key != KEY_NONE ? EVENT_KEY : EVENT_TEXT };
	if (key != KEY_NONE) {
		ret_event->key = key;
	} else {
		ret_event->text = str_of(input->text);
	}
	return true;
}

static bool
on_motion(struct input_libinput *input, double x, double y, struct event *ret_event)
{
	input->x = within(x, input->w);
	input->y = within(y, input->h);
	input->has_arrow = true;
	return input->holder == HELD_BY_MOUSE && pointer(ret_event, POINTER_MOVE, input->x, input->y);
}

static bool
on_button(
	struct input_libinput *input, struct libinput_event_pointer *event, struct event *ret_event)
{
	const bool is_down = libinput_event_pointer_get_button_state(event) ==
		LIBINPUT_BUTTON_STATE_PRESSED;

	if (libinput_event_pointer_get_button(event) != CODE_BUTTON_LEFT ||
		input->holder != (is_down ? HELD_BY_NONE : HELD_BY_MOUSE)) {
		return false;
	}
	input->holder = is_down ? HELD_BY_MOUSE : HELD_BY_NONE;
	input->has_arrow = true;
	return pointer(ret_event, is_down ? POINTER_DOWN : POINTER_UP, input->x, input->y);
}

static bool
on_wheel(struct libinput_event_pointer *event, struct event *ret_event)
{
	const enum libinput_pointer_axis axis = LIBINPUT_POINTER_AXIS_SCROLL_VERTICAL;
	const double down = libinput_event_pointer_has_axis(event, axis) ?
		libinput_event_pointer_get_scroll_value_v120(event, axis) :
		0;

	*ret_event = (struct event){ .kind = EVENT_KEY, .key = down < 0 ? KEY_PAGE_UP : KEY_PAGE_DOWN };
	return down != 0;
}

static bool
is_holding(const struct input_libinput *input, struct libinput_event_touch *event)
{
	return input->holder == HELD_BY_FINGER &&
		input->slot == libinput_event_touch_get_seat_slot(event);
}

static bool
on_finger(struct input_libinput *input, enum libinput_event_type type,
	struct libinput_event_touch *event, struct event *ret_event)
{
	const bool is_down = type == LIBINPUT_EVENT_TOUCH_DOWN;

	if (is_down ? input->holder != HELD_BY_NONE : !is_holding(input, event)) {
		return false;
	}
	if (is_down || type == LIBINPUT_EVENT_TOUCH_MOTION) {
		input->holder = HELD_BY_FINGER;
		input->slot = libinput_event_touch_get_seat_slot(event);
		input->has_arrow = false;
		input->x = libinput_event_touch_get_x_transformed(event, (uint32_t)input->w);
		input->y = libinput_event_touch_get_y_transformed(event, (uint32_t)input->h);
		return pointer(ret_event, is_down ? POINTER_DOWN : POINTER_MOVE, input->x, input->y);
	}
	input->holder = HELD_BY_NONE;
	if (type == LIBINPUT_EVENT_TOUCH_CANCEL) {
		input->lift_is_due = true; /* a palm, say: nothing must be pressed by it */
		return pointer(ret_event, POINTER_MOVE, -1, -1);
	}
	return pointer(ret_event, POINTER_UP, input->x, input->y);
}

static bool
on_pointer(struct input_libinput *input, enum libinput_event_type type,
	struct libinput_event_pointer *event, struct event *ret_event)
{
	if (type == LIBINPUT_EVENT_POINTER_BUTTON) {
		return on_button(input, event, ret_event);
	}
	if (type == LIBINPUT_EVENT_POINTER_SCROLL_WHEEL) {
		return on_wheel(event, ret_event);
	}
	if (type == LIBINPUT_EVENT_POINTER_MOTION) {
		return on_motion(input, input->x + libinput_event_pointer_get_dx(event),
			input->y + libinput_event_pointer_get_dy(event), ret_event);
	}
	return on_motion(input,
		libinput_event_pointer_get_absolute_x_transformed(event, (uint32_t)input->w),
		libinput_event_pointer_get_absolute_y_transformed(event, (uint32_t)input->h), ret_event);
}

/* False: nothing that the core knows of. */
static bool
translate(struct input_libinput *input, struct libinput_event *event, struct event *ret_event)
{
	const enum libinput_event_type type = libinput_event_get_type(event);

	/* Only some of libinput's types concern a kiosk; new ones come with every release. */
	if (type == LIBINPUT_EVENT_DEVICE_ADDED) {
		add_device(input, libinput_event_get_device(event));
	} else if (type == LIBINPUT_EVENT_DEVICE_REMOVED) {
		remove_device(input, libinput_event_get_device(event));
	} else if (type == LIBINPUT_EVENT_KEYBOARD_KEY) {
		return on_key(input, libinput_event_get_keyboard_event(event), ret_event);
	} else if (type == LIBINPUT_EVENT_POINTER_MOTION ||
		type == LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE || type == LIBINPUT_EVENT_POINTER_BUTTON ||
		type == LIBINPUT_EVENT_POINTER_SCROLL_WHEEL) {
		return on_pointer(input, type, libinput_event_get_pointer_event(event), ret_event);
	} else if (type == LIBINPUT_EVENT_TOUCH_DOWN || type == LIBINPUT_EVENT_TOUCH_MOTION ||
		type == LIBINPUT_EVENT_TOUCH_UP || type == LIBINPUT_EVENT_TOUCH_CANCEL) {
		return on_finger(input, type, libinput_event_get_touch_event(event), ret_event);
	}
	return false;
}

bool
input_libinput_take(struct input_libinput *input, struct event *ret_event)
{
	explicit_bzero(input->text, sizeof(input->text));
	if (input->lift_is_due) {
		input->lift_is_due = false;
		return pointer(ret_event, POINTER_UP, -1, -1);
	}
	(void)libinput_dispatch(input->libinput);
	for (;;) {
		struct libinput_event *event = libinput_get_event(input->libinput);
		if (event == NULL) {
			return false;
		}
		const bool counts = translate(input, event, ret_event);
		libinput_event_destroy(event);
		if (counts) {
			return true;
		}
	}
}

bool
input_libinput_arrow(const struct input_libinput *input, px_t *ret_x, px_t *ret_y)
{
	*ret_x = (px_t)input->x;
	*ret_y = (px_t)input->y;
	return input->has_arrow;
}

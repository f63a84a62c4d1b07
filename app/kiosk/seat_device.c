/* SPDX-License-Identifier: MIT */
/* One poll over all that can happen at a device; nothing wakes it but that, and a screen that is awaited. */
#include "kiosk/seat_device.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "kiosk/startup.h"
#include "platform/display_drm.h"
#include "platform/hotplug.h"
#include "platform/input_libinput.h"
#include "platform/sound_card.h"

enum {
	AWAY_MS = 2000, /* between two looks for a screen that is unplugged or another program's */
	ARROW_MM = 8,   /* height of the arrow: to be found at arm's length */
	ARROW_CELLS = 19,
};

static const char screen_variable[] = "GUICHET_SCREEN";

enum source { SOURCE_WAKE, SOURCE_INPUT, SOURCE_HOTPLUG, SOURCE_JACK, SOURCES };

struct seat_device {
	const struct options *options;
	struct display_drm *display;
	struct input_libinput *input;
	struct hotplug *hotplug;
	struct sound_card *sound; /* NULL: none yet */
	int wake;                 /* eventfd */
	struct pollfd fds[SOURCES];
	ms_t look_at; /* for the screen that is away; MS_NEVER: it is not */
	px_t arrow_x, arrow_y, arrow_unit;
	bool is_new;        /* the jack's first state is to be told */
	bool sound_changed; /* and is to be told when the screen's news were */
};

/* What the process before this one left, if it was this program. */
static int
inherited_screen(void)
{
	const char *value = getenv(screen_variable);
	const int fd = value != NULL ? (int)strtol(value, NULL, 10) : -1;

	(void)unsetenv(screen_variable);
	return fd > STDERR_FILENO ? fd : -1;
}

static int
open_screen(struct seat_device *device)
{
	const struct config *config = &device->options->config;
	const struct display_drm_options options = {
		.card = config->card,
		.w = config->mode_w,
		.h = config->mode_h,
		.turned = config->turned,
		.taken_over = inherited_screen(),
	};
	struct diagnosis diagnosis;
	const int r = display_drm_open(&options, &device->display, &diagnosis);

	if (r != 0) {
		startup_tell(&diagnosis,
			"L’écran ne peut pas être utilisé. Vérifiez la carte graphique, son pilote et le groupe video.");
	} else if (display_drm_is_away(device->display)) {
		startup_say("No screen is plugged in. The kiosk goes on by ear and waits for one.",
			"Aucun écran n’est branché. La borne continue par la voix et en attend un.");
	}
	return r;
}

static int
open_input(struct seat_device *device)
{
	const struct config *config = &device->options->config;
	const struct surface *surface = display_drm_surface(device->display);
	const struct input_libinput_options options = {
		.layout = config->keyboard,
		.w = surface->w,
		.h = surface->h,
		.turned = config->turned,
	};
	const int r = input_libinput_open(&options, &device->input);

	if (r != 0) {
		startup_say(
			"Keyboard and touch cannot be read. Check that udev runs and that xkb-data is installed.",
			"Le clavier et l’écran tactile ne peuvent pas être lus. Vérifiez que udev fonctionne et que "
			"xkb-data est installé.");
	}
	return r;
}

/* No fault: it may come later. SDL is told by its variables which card it is. */
static void
open_sound(struct seat_device *device)
{
	const struct config *config = &device->options->config;

	if (sound_card_open(config->sound_card, -config->attenuation_db, &device->sound) != 0) {
		device->sound = NULL;
	} else {
		(void)setenv("SDL_AUDIODRIVER", "alsa", 0);
		(void)setenv("AUDIODEV", sound_card_device(device->sound), 1);
	}
	device->fds[SOURCE_JACK].fd = device->sound != NULL ? sound_card_fd(device->sound) : -1;
	device->is_new = true;
}

/* Other threads wake the seat before it listens. */
static int
open_wake(struct seat_device *device)
{
	device->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return device->wake < 0 ? -errno : 0;
}

static int
tell_descriptors(int r)
{
	if (r != 0) {
		startup_say("The system gives no more descriptors. Close other programs.",
			"Le système n’a plus de descripteurs. Fermez d’autres programmes.");
	}
	return r;
}

int
seat_device_open(const struct options *options, struct seat_device **ret_device)
{
	struct seat_device *device = calloc(1, sizeof(*device));

	if (device == NULL) {
		return -ENOMEM;
	}
	device->options = options;
	device->wake = -1;
	device->look_at = MS_NEVER;
	int r = open_screen(device);
	if (r == 0) {
		r = tell_descriptors(open_wake(device));
	}
	if (r != 0) {
		(void)seat_device_close(device);
		return r;
	}
	*ret_device = device;
	return 0;
}

int
seat_device_listen(struct seat_device *device)
{
	int r = open_input(device);

	if (r == 0) {
		r = tell_descriptors(hotplug_open(&device->hotplug));
	}
	if (r != 0) {
		return r;
	}
	device->fds[SOURCE_WAKE] = (struct pollfd){ .fd = device->wake, .events = POLLIN };
	device->fds[SOURCE_HOTPLUG] = (struct pollfd){ .fd = hotplug_fd(device->hotplug),
		.events = POLLIN };
	device->fds[SOURCE_INPUT] = (struct pollfd){ .fd = input_libinput_fd(device->input),
		.events = POLLIN };
	device->fds[SOURCE_JACK] = (struct pollfd){ .fd = -1, .events = POLLIN };
	open_sound(device);
	return 0;
}

static struct seat_device *
close_rest(struct seat_device *device)
{
	if (device->sound != NULL) {
		(void)sound_card_close(device->sound);
	}
	if (device->hotplug != NULL) {
		(void)hotplug_close(device->hotplug);
	}
	if (device->wake >= 0) {
		close(device->wake);
	}
	if (device->input != NULL) {
		(void)input_libinput_close(device->input);
	}
	free(device);
	return NULL;
}

struct seat_device *
seat_device_close(struct seat_device *device)
{
	(void)display_drm_close(device->display);
	return close_rest(device);
}

struct seat_device *
seat_device_hand_over(struct seat_device *device)
{
	char value[16];
	const int fd = display_drm_hand_over(device->display);

	if (fd >= 0) {
		snprintf(value, sizeof(value), "%d", fd);
		(void)setenv(screen_variable, value, 1);
	}
	return close_rest(device);
}

struct surface *
seat_device_surface(struct seat_device *device)
{
	return display_drm_surface(device->display);
}

int
seat_device_present(struct seat_device *device, const struct rect *rects, int32_t n)
{
	return display_drm_present(device->display, rects, n);
}

void
seat_device_wipe(struct seat_device *device)
{
	display_drm_wipe(device->display);
}

void
seat_device_wake(struct seat_device *device)
{
	const uint64_t one = 1;

	(void)!write(device->wake, &one, sizeof(one)); /* full: it is awake already */
}

/* A mouse needs to be seen where it points; a finger does not. */
static int
move_arrow(struct seat_device *device)
{
	px_t x, y;
	const int unit = (int)(options_px_per_mm(device->options) * ARROW_MM / ARROW_CELLS + 0.5f);
	const px_t wanted = !input_libinput_arrow(device->input, &x, &y) ? 0 : unit > 0 ? unit : 1;

	if (wanted == device->arrow_unit &&
		(wanted == 0 || (x == device->arrow_x && y == device->arrow_y))) {
		return 0;
	}
	device->arrow_x = x;
	device->arrow_y = y;
	device->arrow_unit = wanted;
	display_drm_arrow(device->display, x, y, wanted);
	return display_drm_present(device->display, NULL, 0);
}

static int
look_for_screen(struct seat_device *device, struct event *ret_event)
{
	const int what = display_drm_check(device->display);

	device->look_at = what >= 0 && display_drm_is_away(device->display) ? seat_now() + AWAY_MS :
																		  MS_NEVER;
	if (what == DISPLAY_DRM_BACK) {
		return SEAT_EXPOSED;
	}
	if (what != DISPLAY_DRM_RESIZED) {
		return what; /* DISPLAY_DRM_SAME is 0 */
	}
	const struct surface *surface = display_drm_surface(device->display);
	input_libinput_resize(device->input, surface->w, surface->h);
	*ret_event = (struct event){ .kind = EVENT_DISPLAY,
		.display = { surface->w, surface->h, options_px_per_mm(device->options) } };
	return SEAT_EVENT;
}

static bool
take_jack(struct seat_device *device, struct event *ret_event)
{
	bool is_in;

	if (device->sound == NULL || !sound_card_take(device->sound, &is_in)) {
		return false;
	}
	*ret_event = (struct event){ .kind = EVENT_JACK, .jack = is_in ? JACK_HEADPHONES : JACK_NONE };
	return true;
}

static int
on_hotplug(struct seat_device *device, struct event *ret_event)
{
	const unsigned news = hotplug_take(device->hotplug);

	if ((news & HOTPLUG_SOUND) != 0 && device->sound == NULL) {
		open_sound(device);
	}
	device->sound_changed = device->sound_changed || (news & HOTPLUG_SOUND) != 0;
	return (news & HOTPLUG_SCREEN) != 0 ? look_for_screen(device, ret_event) : 0;
}

static int
on_jack(struct seat_device *device, struct event *ret_event)
{
	const short found = device->fds[SOURCE_JACK].revents;

	device->fds[SOURCE_JACK].revents = 0;
	if ((found & (POLLERR | POLLHUP | POLLNVAL)) != 0) { /* the card was pulled out */
		device->sound = sound_card_close(device->sound);
		device->fds[SOURCE_JACK].fd = -1;
		return SEAT_SOUND;
	}
	if (found == 0 && !device->is_new) {
		return 0;
	}
	device->is_new = false;
	return take_jack(device, ret_event) ? SEAT_EVENT : 0;
}

/* What the poll found; input is asked in any case, for libinput has time-outs of its own. */
static int
take(struct seat_device *device, struct event *ret_event)
{
	uint64_t count;

	if (read(device->wake, &count, sizeof(count)) == (ssize_t)sizeof(count)) {
		return SEAT_WOKEN;
	}
	if (input_libinput_take(device->input, ret_event)) {
		return SEAT_EVENT;
	}
	int what = on_jack(device, ret_event);
	if (what == 0 && device->fds[SOURCE_HOTPLUG].revents != 0) {
		device->fds[SOURCE_HOTPLUG].revents = 0;
		what = on_hotplug(device, ret_event);
	}
	if (what == 0 && seat_now() >= device->look_at) {
		what = look_for_screen(device, ret_event);
	}
	if (what == 0 && device->sound_changed) {
		device->sound_changed = false;
		return SEAT_SOUND;
	}
	return what;
}

static int
poll_until(struct seat_device *device, ms_t until)
{
	const ms_t first = until < device->look_at ? until : device->look_at;
	const ms_t left = first == MS_NEVER ? -1 : first - seat_now();
	const int timeout_ms = first == MS_NEVER ? -1 :
		left < 0                             ? 0 :
		left > INT32_MAX                     ? INT32_MAX :
											   (int)left;

	return poll(device->fds, SOURCES, timeout_ms) < 0 && errno != EINTR ? -errno : 0;
}

int
seat_device_wait(struct seat_device *device, ms_t until, struct event *ret_event)
{
	if (device->look_at == MS_NEVER && display_drm_is_away(device->display)) {
		device->look_at = seat_now() + AWAY_MS;
	}
	for (;;) {
		int what = take(device, ret_event);
		if (what != 0) {
			return what;
		}
		what = move_arrow(device);
		if (what != 0 || (until != MS_NEVER && seat_now() >= until)) {
			return what;
		}
		if ((what = poll_until(device, until)) != 0) {
			return what;
		}
	}
}

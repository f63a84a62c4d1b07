/* SPDX-License-Identifier: MIT */
/* In the guest of a test: a touch screen whose fingers are moved by lines from the host, "down 0 2048 1024", "move 0 9 9", "up 0". */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <linux/uinput.h>

enum {
	RANGE = 4095, /* of both axes, whatever the screen's size */
	FINGERS = 5,
	RETRY_MS = 100, /* the port's name, and the host at its other end, come when they come */
};

static const char port[] = "/dev/virtio-ports/guichet.touch";

static void
emit(int fd, int type, int code, int value)
{
	const struct input_event event = {
		.type = (unsigned short)type, .code = (unsigned short)code, .value = value
	};
	if (write(fd, &event, sizeof(event)) != sizeof(event)) {
		perror("touch_agent: write");
	}
}

static int
add_axis(int fd, int code, int max)
{
	const struct uinput_abs_setup setup = { .code = (unsigned short)code,
		.absinfo = { .maximum = max } };
	return ioctl(fd, UI_SET_ABSBIT, code) < 0 ? -1 : ioctl(fd, UI_ABS_SETUP, &setup);
}

static int
make_screen(void)
{
	const struct uinput_setup setup = { .id = { .bustype = BUS_USB, .vendor = 1, .product = 1 },
		.name = "Guichet test touch screen" };
	const int fd = open("/dev/uinput", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, UI_SET_EVBIT, EV_KEY) < 0 || ioctl(fd, UI_SET_KEYBIT, BTN_TOUCH) < 0 ||
		ioctl(fd, UI_SET_EVBIT, EV_ABS) < 0 || ioctl(fd, UI_SET_PROPBIT, INPUT_PROP_DIRECT) < 0 ||
		add_axis(fd, ABS_X, RANGE) < 0 || add_axis(fd, ABS_Y, RANGE) < 0 ||
		add_axis(fd, ABS_MT_SLOT, FINGERS - 1) < 0 || add_axis(fd, ABS_MT_TRACKING_ID, 65535) < 0 ||
		add_axis(fd, ABS_MT_POSITION_X, RANGE) < 0 || add_axis(fd, ABS_MT_POSITION_Y, RANGE) < 0 ||
		ioctl(fd, UI_DEV_SETUP, &setup) < 0 || ioctl(fd, UI_DEV_CREATE) < 0) {
		perror("touch_agent: /dev/uinput");
		return -1;
	}
	return fd;
}

/* False: the line is none of those above. */
static int
act(int fd, const char *line)
{
	static int next_id = 1;
	char what[8];
	int finger = 0, x = 0, y = 0;
	const int n = sscanf(line, "%7s %d %d %d", what, &finger, &x, &y);

	if (n < 2 || finger < 0 || finger >= FINGERS || (n < 4 && strcmp(what, "up") != 0)) {
		return 0;
	}
	emit(fd, EV_ABS, ABS_MT_SLOT, finger);
	if (strcmp(what, "up") == 0) {
		emit(fd, EV_ABS, ABS_MT_TRACKING_ID, -1);
		emit(fd, EV_KEY, BTN_TOUCH, 0);
	} else {
		if (strcmp(what, "down") == 0) {
			emit(fd, EV_ABS, ABS_MT_TRACKING_ID, next_id++);
			emit(fd, EV_KEY, BTN_TOUCH, 1);
		}
		emit(fd, EV_ABS, ABS_MT_POSITION_X, x);
		emit(fd, EV_ABS, ABS_MT_POSITION_Y, y);
		emit(fd, EV_ABS, ABS_X, x);
		emit(fd, EV_ABS, ABS_Y, y);
	}
	emit(fd, EV_SYN, SYN_REPORT, 0);
	return 1;
}

int
main(void)
{
	const struct timespec retry = { .tv_nsec = RETRY_MS * 1000L * 1000L };
	char line[80];
	const int screen = make_screen();
	int host = -1;

	if (screen < 0) {
		return 4;
	}
	while ((host = open(port, O_RDWR | O_CLOEXEC)) < 0) {
		(void)nanosleep(&retry, NULL);
	}
	FILE *lines = fdopen(host, "r");
	(void)dprintf(host, "ready\n");
	for (;;) {
		if (fgets(line, sizeof(line), lines) == NULL) {
			clearerr(lines); /* a port reads as ended while nobody is at its other end */
			(void)nanosleep(&retry, NULL);
		} else {
			(void)dprintf(host, "%s\n", act(screen, line) ? "done" : "what?");
		}
	}
}

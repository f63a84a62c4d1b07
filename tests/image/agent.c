/* SPDX-License-Identifier: MIT */
/* In the guest of a test: a touch screen that the host moves fingers on, and answers to what the host asks about the guest. */
#include <fcntl.h>
#include <glob.h>
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

static const char port[] = "/dev/virtio-ports/guichet.test";

static void
emit(int fd, int type, int code, int value)
{
	const struct input_event event = {
		.type = (unsigned short)type, .code = (unsigned short)code, .value = value
	};
	if (write(fd, &event, sizeof(event)) != sizeof(event)) {
		perror("agent: write");
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
		perror("agent: /dev/uinput");
		return -1;
	}
	return fd;
}

/* "down 0 2048 1024", "move 0 9 9", "up 0": a finger, and where it is, 0 to RANGE. False: the line is none of these. */
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

/* The first line of a file; empty when there is none. */
static void
first_line(const char *path, char *ret_line, int size)
{
	FILE *file = fopen(path, "r");

	if (file == NULL || fgets(ret_line, size, file) == NULL) {
		ret_line[0] = '\0';
	}
	ret_line[strcspn(ret_line, "\n")] = '\0';
	if (file != NULL) {
		(void)fclose(file);
	}
}

/* "usb": every device with whether it may be used, "QEMU USB Keyboard=1;". */
static void
tell_usb(int host)
{
	char path[256], product[100], authorised[8];
	glob_t found = { .gl_pathc = 0 };

	(void)glob("/sys/bus/usb/devices/*-*[0-9]", 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		(void)snprintf(path, sizeof(path), "%s/product", found.gl_pathv[i]);
		first_line(path, product, sizeof(product));
		(void)snprintf(path, sizeof(path), "%s/authorized", found.gl_pathv[i]);
		first_line(path, authorised, sizeof(authorised));
		if (product[0] != '\0') {
			(void)dprintf(host, "%s=%s;", product, authorised);
		}
	}
	globfree(&found);
	(void)dprintf(host, "\n");
}

/* "count PATTERN": how many paths there are. */
static void
tell_count(int host, char *pattern)
{
	glob_t found = { .gl_pathc = 0 };

	pattern[strcspn(pattern, "\n")] = '\0';
	(void)glob(pattern, 0, NULL, &found);
	(void)dprintf(host, "%zu\n", found.gl_pathc);
	globfree(&found);
}

static void
answer(int screen, int host, char *line)
{
	if (strcmp(line, "usb\n") == 0) {
		tell_usb(host);
	} else if (strncmp(line, "count ", 6) == 0) {
		tell_count(host, line + 6);
	} else {
		(void)dprintf(host, "%s\n", act(screen, line) ? "done" : "what?");
	}
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
	for (;;) {
		if (fgets(line, sizeof(line), lines) == NULL) {
			clearerr(lines); /* a port reads as ended while nobody is at its other end */
			(void)nanosleep(&retry, NULL);
		} else {
			answer(screen, host, line);
		}
	}
}

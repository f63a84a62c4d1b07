/* SPDX-License-Identifier: MIT */
/* A netlink socket in the group of the kernel's device events; nobody but the kernel is listened to. */
#include "platform/hotplug.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>

enum {
	GROUP_KERNEL = 1,
	MESSAGE_BYTES = 8 * 1024, /* the kernel's own limit is 2 KiB and the path */
};

struct hotplug {
	int fd;
};

int
hotplug_open(struct hotplug **ret_hotplug)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = GROUP_KERNEL };
	struct hotplug *hotplug = calloc(1, sizeof(*hotplug));

	if (hotplug == NULL) {
		return -ENOMEM;
	}
	hotplug->fd = socket(
		AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
	if (hotplug->fd < 0 ||
		bind(hotplug->fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		const int error = -errno;
		(void)hotplug_close(hotplug);
		return error;
	}
	*ret_hotplug = hotplug;
	return 0;
}

struct hotplug *
hotplug_close(struct hotplug *hotplug)
{
	if (hotplug != NULL) {
		if (hotplug->fd >= 0) {
			close(hotplug->fd);
		}
		free(hotplug);
	}
	return NULL;
}

int
hotplug_fd(const struct hotplug *hotplug)
{
	return hotplug->fd;
}

unsigned
hotplug_read(const char *message, unsigned n)
{
	unsigned news = 0;

	for (unsigned at = 0; at < n;) {
		const char *line = message + at;
		const size_t length = strnlen(line, n - at);
		if (length == n - at) {
			break; /* torn: no 0 at its end */
		}
		if (strcmp(line, "SUBSYSTEM=drm") == 0) {
			news |= HOTPLUG_SCREEN;
		} else if (strcmp(line, "SUBSYSTEM=sound") == 0) {
			news |= HOTPLUG_SOUND;
		}
		at += (unsigned)length + 1;
	}
	return news;
}

unsigned
hotplug_take(struct hotplug *hotplug)
{
	unsigned news = 0;

	for (;;) {
		char message[MESSAGE_BYTES];
		struct sockaddr_nl from = { .nl_pid = 0 };
		socklen_t n_from = sizeof(from);
		const ssize_t n = recvfrom(
			hotplug->fd, message, sizeof(message), 0, (struct sockaddr *)&from, &n_from);
		if (n < 0 && errno == ENOBUFS) {
			news |= HOTPLUG_SCREEN |
				HOTPLUG_SOUND; /* some were lost: they may have been among them */
		} else if (n < 0 && errno != EINTR) {
			return news; /* EAGAIN: that was all */
		} else if (n > 0 && from.nl_pid == 0) {
			news |= hotplug_read(message, (unsigned)n);
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* Watches the folder, because files that are written whole are new ones under an old name. */
#include "platform/file_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

struct file_watch {
	int fd;
	const char *const *names;
};

int
file_watch_open(const char *folder, const char *const *names, struct file_watch **ret_watch)
{
	struct file_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return -ENOMEM;
	}
	watch->names = names;
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->fd < 0 ||
		inotify_add_watch(watch->fd, folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) < 0) {
		const int error = -errno;
		file_watch_close(watch);
		return error;
	}
	*ret_watch = watch;
	return 0;
}

struct file_watch *
file_watch_close(struct file_watch *watch)
{
	if (watch != NULL) {
		if (watch->fd >= 0) {
			close(watch->fd);
		}
		free(watch);
	}
	return NULL;
}

int
file_watch_fd(const struct file_watch *watch)
{
	return watch->fd;
}

static bool
concerns(const struct file_watch *watch, const struct inotify_event *event)
{
	if ((event->mask & IN_Q_OVERFLOW) != 0) {
		return true;
	}
	for (const char *const *name = watch->names; *name != NULL; name++) {
		if (event->len > 0 && strcmp(event->name, *name) == 0) {
			return true;
		}
	}
	return false;
}

bool
file_watch_take(struct file_watch *watch)
{
	_Alignas(struct inotify_event) char events[4096];
	bool is_ours = false;
	for (;;) {
		const ssize_t n = read(watch->fd, events, sizeof(events));
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return is_ours; /* -EAGAIN: that was all */
		}
		for (ssize_t at = 0; at < n;) {
			const struct inotify_event *event = (const struct inotify_event *)(events + at);
			is_ours = is_ours || concerns(watch, event);
			at += (ssize_t)(sizeof(*event) + event->len);
		}
	}
}

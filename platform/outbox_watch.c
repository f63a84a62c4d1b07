/* SPDX-License-Identifier: MIT */
/* Watches the folder of the outbox, so that a file that was set aside and made anew is watched too. */
#include "platform/outbox_watch.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

struct outbox_watch {
	int fd;
	char name[NAME_MAX + 1]; /* of the file within its folder */
};

static int
diagnose(struct diagnosis *ret_diagnosis, int error, const char *path)
{
	const bool is_limit = error == -EMFILE || error == -ENOSPC;
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
		"The outbox cannot be watched: %s.", strerror(-error));
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s",
		is_limit ? "Raise fs.inotify.max_user_instances and max_user_watches (sysctl)." :
				   "Give the state folder of the kiosk, which must be there.");
	return is_limit ? -EMFILE : error;
}

/* Cuts the path into its folder and the file's name. */
static int
split(const char *path, char folder[PATH_MAX], char name[NAME_MAX + 1])
{
	const char *slash = strrchr(path, '/');
	const char *last = slash == NULL ? path : slash + 1;
	const int n_folder = slash == NULL ?
		snprintf(folder, PATH_MAX, ".") :
		snprintf(folder, PATH_MAX, "%.*s", (int)(slash - path + 1), path);
	const int n_name = snprintf(name, NAME_MAX + 1, "%s", last);
	return n_folder < 0 || n_folder >= PATH_MAX || n_name < 0 || n_name > NAME_MAX ? -ENAMETOOLONG :
																					 0;
}

static int
begin(struct outbox_watch *watch, const char *path)
{
	char folder[PATH_MAX];
	const int r = split(path, folder, watch->name);
	if (r < 0) {
		return r;
	}
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	/* outbox_put() sets the time of the file when its request is stored: docs/formats/outbox.md */
	return watch->fd < 0 ||
			inotify_add_watch(watch->fd, folder, IN_ATTRIB | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) <
				0 ?
		-errno :
		0;
}

int
outbox_watch_open(
	const char *path, struct outbox_watch **ret_watch, struct diagnosis *ret_diagnosis)
{
	struct outbox_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return diagnose(ret_diagnosis, -ENOMEM, path);
	}
	watch->fd = -1;
	const int r = begin(watch, path);
	if (r < 0) {
		outbox_watch_close(watch);
		return diagnose(ret_diagnosis, r, path);
	}
	*ret_watch = watch;
	return 0;
}

struct outbox_watch *
outbox_watch_close(struct outbox_watch *watch)
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
outbox_watch_fd(const struct outbox_watch *watch)
{
	return watch->fd;
}

static bool
concerns(const struct outbox_watch *watch, const struct inotify_event *event)
{
	return (event->mask & IN_Q_OVERFLOW) != 0 ||
		(event->len > 0 && strcmp(event->name, watch->name) == 0);
}

bool
outbox_watch_take(struct outbox_watch *watch)
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

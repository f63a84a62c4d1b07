/* SPDX-License-Identifier: MIT */
/* A cut of the power at any moment leaves the old file or the new one. */
#include "platform/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
write_all(int fd, struct str bytes)
{
	for (size_t at = 0; at < bytes.n;) {
		const ssize_t n = write(fd, bytes.p + at, bytes.n - at);
		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		at += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* The name of a file is part of its folder. */
static int
flush_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const int n = slash == NULL || slash == path ? 1 : (int)(slash - path);
	(void)snprintf(folder, sizeof(folder), "%.*s", n, slash == NULL ? "." : path);
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int r = fd < 0 || fsync(fd) < 0 ? -errno : 0;
	if (fd >= 0) {
		(void)close(fd);
	}
	return r;
}

int
whole_file_write(const char *path, struct str bytes)
{
	char beside[PATH_MAX];
	if (snprintf(beside, sizeof(beside), "%s.new", path) >= (int)sizeof(beside)) {
		return -ENAMETOOLONG;
	}
	const int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0) {
		return -errno;
	}
	int r = write_all(fd, bytes);
	if (close(fd) < 0 && r == 0) {
		r = -errno;
	}
	if (r == 0 && rename(beside, path) < 0) {
		r = -errno;
	}
	if (r != 0) {
		(void)unlink(beside);
		return r;
	}
	return flush_folder(path);
}

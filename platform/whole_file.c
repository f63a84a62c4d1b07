/* SPDX-License-Identifier: MIT */
/* A cut of the power at any moment leaves the old file or the new one. */
#include "platform/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fill(int fd, mode_t mode, struct whole_file_owner owner, struct str bytes)
{
	if (fchmod(fd, mode) < 0 || (owner.uid != (uid_t)-1 && fchown(fd, owner.uid, owner.gid) < 0)) {
		return -errno;
	}
	for (size_t at = 0; at < bytes.n;) {
		const ssize_t n = write(fd, bytes.p + at, bytes.n - at);
		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		at += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

int
whole_file_flush_folder(const char *folder)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int r = fd < 0 || fsync(fd) < 0 ? -errno : 0;
	if (fd >= 0) {
		(void)close(fd);
	}
	return r;
}

/* The name of a file is part of its folder. */
static int
flush_folder_of(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const int n = slash == NULL || slash == path ? 1 : (int)(slash - path);
	(void)snprintf(folder, sizeof(folder), "%.*s", n, slash == NULL ? "." : path);
	return whole_file_flush_folder(folder);
}

int
whole_file_write(const char *path, mode_t mode, struct whole_file_owner owner, struct str bytes)
{
	char beside[PATH_MAX];
	if (snprintf(beside, sizeof(beside), "%s.new", path) >= (int)sizeof(beside)) {
		return -ENAMETOOLONG;
	}
	(void)unlink(beside); /* of a write that was cut short */
	const int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0) {
		return -errno;
	}
	int r = fill(fd, mode, owner, bytes);
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
	return flush_folder_of(path);
}

/* One byte more than `max` tells a file that is too long. */
static int
read_all(int fd, size_t max, char *bytes, size_t *ret_n)
{
	size_t n = 0;
	ssize_t got = -1;
	while (n <= max && (got = read(fd, bytes + n, max + 1 - n)) != 0) {
		if (got < 0 && errno != EINTR) {
			return -errno;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	*ret_n = n;
	return n > max ? -EFBIG : 0;
}

int
whole_file_read(const char *path, size_t max, char **ret_bytes, size_t *ret_n)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t n = 0;
	if (fd < 0) {
		return -errno;
	}
	char *bytes = malloc(max + 1);
	const int r = bytes == NULL ? -ENOMEM : read_all(fd, max, bytes, &n);
	close(fd);
	if (r < 0) {
		free(bytes);
		return r;
	}
	bytes[n] = '\0';
	*ret_bytes = bytes;
	*ret_n = n;
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Written beside, flushed, renamed, and the folder flushed. */
#include "device/files.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
files_owner_named(const char *user, struct files_owner *ret_owner)
{
	struct passwd entry, *found = NULL;
	char buffer[4096];
	const int error = getpwnam_r(user, &entry, buffer, sizeof(buffer), &found);
	if (found == NULL) {
		return error == 0 ? -ENOENT : -error;
	}
	*ret_owner = (struct files_owner){ entry.pw_uid, entry.pw_gid };
	return 0;
}

bool
files_join(char ret_path[FILES_PATH_BYTES], const char *folder, const char *name)
{
	const int n = snprintf(ret_path, FILES_PATH_BYTES, "%s/%s", folder, name);
	return n > 0 && n < FILES_PATH_BYTES;
}

bool
files_exist(const char *path)
{
	struct stat info;
	return lstat(path, &info) == 0;
}

int
files_read(const char *path, char **ret_bytes, size_t *ret_n)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *bytes = fd < 0 ? NULL : malloc(FILES_MAX + 1);
	size_t n = 0;
	ssize_t got = -1;
	if (bytes == NULL) {
		const int error = fd < 0 ? -errno : -ENOMEM;
		if (fd >= 0) {
			close(fd);
		}
		return error;
	}
	while (n <= FILES_MAX && (got = read(fd, bytes + n, FILES_MAX + 1 - n)) != 0) {
		if (got < 0 && errno != EINTR) {
			break;
		}
		n += got > 0 ? (size_t)got : 0;
	}
	const int r = got < 0 ? -errno : n > FILES_MAX ? -EFBIG : 0;
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

int
files_sync_folder(const char *folder)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	const int r = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return r;
}

static int
fill(int fd, struct files_owner owner, struct str bytes)
{
	if (owner.uid != (uid_t)-1 && fchown(fd, owner.uid, owner.gid) < 0) {
		return -errno;
	}
	for (size_t n = 0; n < bytes.n;) {
		const ssize_t put = write(fd, bytes.p + n, bytes.n - n);
		if (put < 0 && errno != EINTR) {
			return -errno;
		}
		n += put > 0 ? (size_t)put : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* The folder of the path: "." when it names none. */
static int
sync_folder_of(const char *path)
{
	char folder[FILES_PATH_BYTES];
	const char *slash = strrchr(path, '/');
	(void)snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 : (int)(slash - path + 1),
		slash == NULL ? "." : path);
	return files_sync_folder(folder);
}

int
files_write(const char *path, mode_t mode, struct files_owner owner, struct str bytes)
{
	char beside[FILES_PATH_BYTES];
	const int n = snprintf(beside, sizeof(beside), "%s.new", path);
	if (n < 0 || n >= (int)sizeof(beside)) {
		return -ENAMETOOLONG;
	}
	(void)unlink(beside); /* of a write that was cut short */
	const int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0) {
		return -errno;
	}
	int r = fchmod(fd, mode) < 0 ? -errno : fill(fd, owner, bytes);
	if (close(fd) < 0 && r == 0) {
		r = -errno;
	}
	if (r == 0 && rename(beside, path) < 0) {
		r = -errno;
	}
	if (r < 0) {
		(void)unlink(beside);
		return r;
	}
	return sync_folder_of(path);
}

int
files_diagnose(struct diagnosis *ret_diagnosis, int error, const char *path)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%.255s", path);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what),
		"The file cannot be read or written: %s.", strerror(-error));
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy),
		"Check that its folder exists, who owns it, and that the disk has room.");
	return error;
}

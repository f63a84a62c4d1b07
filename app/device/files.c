/* SPDX-License-Identifier: MIT */
/* Names, owners and sentences; the adapter reads and writes. */
#include "device/files.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int
files_owner_named(const char *user, struct whole_file_owner *ret_owner)
{
	struct passwd entry, *found = NULL;
	char buffer[4096];
	const int error = getpwnam_r(user, &entry, buffer, sizeof(buffer), &found);
	if (found == NULL) {
		return error == 0 ? -ENOENT : -error;
	}
	*ret_owner = (struct whole_file_owner){ entry.pw_uid, entry.pw_gid };
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
	return whole_file_read(path, FILES_MAX, ret_bytes, ret_n);
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

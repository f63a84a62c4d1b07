/* SPDX-License-Identifier: MIT */
/* Files of /sys, /dev and /proc. */
#include "platform/device_checks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PATH_BYTES = 512, LINE_BYTES = 4096 };

/* The beginning of a small file, as a string; empty where it cannot be read. */
static void
read_small(const char *path, char *ret_text, size_t size)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? -1 : read(fd, ret_text, size - 1);
	ret_text[n > 0 ? n : 0] = '\0';
	if (fd >= 0) {
		(void)close(fd);
	}
}

static bool
is_up(const char *networks, const char *name)
{
	char path[PATH_BYTES], state[32];
	if (name[0] == '.' || strcmp(name, "lo") == 0 ||
		snprintf(path, sizeof(path), "%s/%s/operstate", networks, name) >= (int)sizeof(path)) {
		return false;
	}
	read_small(path, state, sizeof(state));
	return strcmp(state, "up\n") == 0;
}

enum selftest_outcome
device_checks_link(const char *networks)
{
	DIR *folder = opendir(networks);
	bool any = false;
	if (folder == NULL) {
		return SELFTEST_BAD;
	}
	for (const struct dirent *entry; !any && (entry = readdir(folder)) != NULL;) {
		any = is_up(networks, entry->d_name);
	}
	(void)closedir(folder);
	return any ? SELFTEST_GOOD : SELFTEST_BAD;
}

enum selftest_outcome
device_checks_disk(const char *folder)
{
	struct statvfs disk;
	if (statvfs(folder, &disk) < 0 || disk.f_flag & ST_RDONLY) {
		return SELFTEST_BAD;
	}
	const unsigned long long free = (unsigned long long)disk.f_bavail * disk.f_frsize;
	return free >= (unsigned long long)DEVICE_CHECKS_FREE_MIB << 20 ? SELFTEST_GOOD : SELFTEST_BAD;
}

enum selftest_outcome
device_checks_tpm(const char *path)
{
	const int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		return errno == ENOENT ? SELFTEST_ABSENT : SELFTEST_BAD;
	}
	(void)close(fd);
	return SELFTEST_GOOD;
}

enum selftest_outcome
device_checks_slots(const char *command_line)
{
	char text[LINE_BYTES + 1] = " ";
	read_small(command_line, text + 1, sizeof(text) - 1);
	return strstr(text, " rauc.slot=") != NULL ? SELFTEST_GOOD : SELFTEST_ABSENT;
}

/* SPDX-License-Identifier: MIT */
/* In build/bin of the sources, in bin of one of the presets' folders in build, or installed in bin beside share. */
#include "platform/beside.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Empty when it cannot be known: no /proc, or longer than paths may be. */
static void
program_folder(char ret_folder[PATH_MAX])
{
	const ssize_t n = readlink("/proc/self/exe", ret_folder, PATH_MAX);

	ret_folder[n > 0 && n < PATH_MAX ? n : 0] = '\0';
	char *slash = strrchr(ret_folder, '/');
	if (slash != NULL) {
		*slash = '\0';
	}
}

bool
beside_find(const char *name, char *ret_path, size_t size)
{
	static const char *const places[] = { "../../assets", "../../../assets", "../share/guichet" };
	char folder[PATH_MAX];

	program_folder(folder);
	if (folder[0] == '\0') {
		return false;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (snprintf(ret_path, size, "%s/%s/%s", folder, places[i], name) >= (int)size) {
			return false;
		}
		if (access(ret_path, F_OK) == 0) {
			break;
		}
	}
	return true;
}

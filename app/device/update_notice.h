/* SPDX-License-Identifier: MIT */
/* What the department offers as the newest update (docs/formats/update.md). */
#ifndef DEVICE_UPDATE_NOTICE_H
#define DEVICE_UPDATE_NOTICE_H

#include "core/str.h"

enum {
	UPDATE_NOTICE_MAX = 512, /* bytes of the whole */
	UPDATE_VERSION_MAX = 63,
	UPDATE_FILE_MAX = 127,
	UPDATE_SHA256_LENGTH = 64,
	UPDATE_SIZE_MAX = 256 * 1024 * 1024,
};

struct update_notice {
	char version[UPDATE_VERSION_MAX + 1];
	char file[UPDATE_FILE_MAX + 1]; /* in the folder of the notice */
	int64_t size;                   /* bytes */
	char sha256[UPDATE_SHA256_LENGTH + 1];
};

/* False: it is not exactly what the format says, and *ret_notice is what it was. */
bool update_notice_read(struct str text, struct update_notice *ret_notice);
/* Begins with a digit; letters, digits and . ~ + - only: fit to be the name of a file. */
bool update_version_is_good(struct str version);
/* As `sort -V` orders them, by which a device takes an update or refuses it: negative when `a` is older than `b`, 0 when neither is newer. */
int update_version_compare(const char *a, const char *b);

#endif

/* SPDX-License-Identifier: MIT */
/* Small files of a device's state folder: whole and durable, or as they were before. */
#ifndef DEVICE_FILES_H
#define DEVICE_FILES_H

#include <sys/types.h>

#include "core/str.h"
#include "platform/diagnosis.h"

enum { FILES_PATH_BYTES = 4096, FILES_MAX = 64 * 1024 };

/* Who gets what is written; (uid_t)-1: whoever runs this. */
struct files_owner {
	uid_t uid;
	gid_t gid;
};
#define FILES_OWNER_NONE ((struct files_owner){ (uid_t)-1, (gid_t)-1 })

/* A user of this system. 0, -ENOENT, or another negative errno. */
__attribute__((warn_unused_result)) int files_owner_named(
	const char *user, struct files_owner *ret_owner);

/* "FOLDER/NAME". False: it does not fit. */
__attribute__((warn_unused_result)) bool files_join(
	char ret_path[FILES_PATH_BYTES], const char *folder, const char *name);
bool files_exist(const char *path);
/* At most FILES_MAX bytes, malloc'ed, NUL-terminated. 0, -ENOENT, -EFBIG, or another negative errno. */
__attribute__((warn_unused_result)) int files_read(
	const char *path, char **ret_bytes, size_t *ret_n);
/* Takes the place of what was there before: whoever reads sees one or the other. 0 or negative errno. */
__attribute__((warn_unused_result)) int files_write(
	const char *path, mode_t mode, struct files_owner owner, struct str bytes);
/* 0 or negative errno; durable. */
__attribute__((warn_unused_result)) int files_sync_folder(const char *folder);
/* Always `error`, for the caller to return. */
int files_diagnose(struct diagnosis *ret_diagnosis, int error, const char *path);

#endif

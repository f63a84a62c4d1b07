/* SPDX-License-Identifier: MIT */
/* Small files of a device's state folder: their names, owners, and what is said of them. */
#ifndef DEVICE_FILES_H
#define DEVICE_FILES_H

#include "platform/diagnosis.h"
#include "platform/whole_file.h"

enum { FILES_PATH_BYTES = 4096, FILES_MAX = 64 * 1024 };

/* A user of this system. 0, -ENOENT, or another negative errno. */
__attribute__((warn_unused_result)) int files_owner_named(
	const char *user, struct whole_file_owner *ret_owner);

/* "FOLDER/NAME". False: it does not fit. */
__attribute__((warn_unused_result)) bool files_join(
	char ret_path[FILES_PATH_BYTES], const char *folder, const char *name);
bool files_exist(const char *path);
/* At most FILES_MAX bytes, malloc'ed, NUL-terminated. 0, -ENOENT, -EFBIG, or another negative errno. */
__attribute__((warn_unused_result)) int files_read(
	const char *path, char **ret_bytes, size_t *ret_n);
/* Always `error`, for the caller to return. */
int files_diagnose(struct diagnosis *ret_diagnosis, int error, const char *path);

#endif

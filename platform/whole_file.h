/* SPDX-License-Identifier: MIT */
/* Small files that are there as a whole or as they were before. */
#ifndef PLATFORM_WHOLE_FILE_H
#define PLATFORM_WHOLE_FILE_H

#include <sys/types.h>

#include "core/str.h"

/* Who gets what is written; (uid_t)-1: whoever runs this. */
struct whole_file_owner {
	uid_t uid;
	gid_t gid;
};
#define WHOLE_FILE_OWNER_NONE ((struct whole_file_owner){ (uid_t)-1, (gid_t)-1 })

/*
 * Writes beside the path ("PATH.new"), flushes, renames over it, flushes the folder. The mode is this one, whatever the umask. 0; or
 * negative errno, and the file is what it was.
 */
__attribute__((warn_unused_result)) int whole_file_write(
	const char *path, mode_t mode, struct whole_file_owner owner, struct str bytes);
/* All of it, malloc'ed, NUL-terminated. 0, -ENOENT, -EFBIG (more than `max` bytes), or another negative errno. */
__attribute__((warn_unused_result)) int whole_file_read(
	const char *path, size_t max, char **ret_bytes, size_t *ret_n);
/* Names that were moved there are durable after it. 0 or negative errno. */
__attribute__((warn_unused_result)) int whole_file_flush_folder(const char *folder);

#endif

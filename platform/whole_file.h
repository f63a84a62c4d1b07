/* SPDX-License-Identifier: MIT */
/* A file that is there as a whole or as it was before. */
#ifndef PLATFORM_WHOLE_FILE_H
#define PLATFORM_WHOLE_FILE_H

#include "core/str.h"

/*
 * Writes beside the path, flushes, renames over it, flushes the folder; mode 0644. 0; or negative errno, and the file is what it was.
 */
__attribute__((warn_unused_result)) int whole_file_write(const char *path, struct str bytes);

#endif

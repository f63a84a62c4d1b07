/* SPDX-License-Identifier: MIT */
/* What the outbox needs of the file system, for the files of this adapter only. */
#ifndef PLATFORM_OUTBOX_DISK_H
#define PLATFORM_OUTBOX_DISK_H

#include "platform/outbox.h"

enum { OUTBOX_PATH_BYTES = 4096 };

/* Says what the error of an outbox means to a technician, and returns it, or the one that it really is. */
int outbox_explain(struct diagnosis *ret_diagnosis, int error, const char *path);
/* Whether the errno says that nothing more can be written: disk, quota or limit. */
bool outbox_is_no_space(int error);

/* 0, -ENOTSUP (blocks under 4 KiB), or another negative errno. */
__attribute__((warn_unused_result)) int outbox_check_blocks(const char *path);
/* An empty file where there is none; SQLite gives its mode and group to the -wal and -shm. 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_create_file(const char *path);
/* Makes the names in the folder of `path` durable. 0 or negative errno. */
__attribute__((warn_unused_result)) int outbox_sync_folder(const char *path);

/* Has the reserve file at its full size, really allocated. 0, OUTBOX_FULL, or negative errno. */
__attribute__((warn_unused_result)) int outbox_hold_reserve(const char *reserve);
/* Whether there was one to give up. */
bool outbox_release_reserve(const char *reserve);

#endif

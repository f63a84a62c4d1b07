/* SPDX-License-Identifier: MIT */
/* Memory for personal data: locked, not dumped, zeroed. */
#ifndef PLATFORM_MEMORY_H
#define PLATFORM_MEMORY_H

#include <stddef.h>

/*
 * No core dumps, not dumpable, all pages of now and later locked when first touched. For the whole process; once, at
 * its start. 0, or the first negative errno of what was refused: -EPERM when the process may not lock all of its
 * memory (a desk's limits). What was allowed is in force all the same.
 */
__attribute__((warn_unused_result)) int memory_harden(void);
/*
 * Zeroed pages, locked when touched, MADV_DONTDUMP, absent in forked children, with guard pages around them; they stay until the
 * process ends. NULL with errno. `*ret_locked` (1 or 0) tells whether locking was allowed.
 */
void *memory_secret(size_t size, int *ret_locked);
/* Zeroes the stack below the caller, where functions that have returned left copies: 128 KiB of the calling thread's. */
void memory_wipe_stack(void);

#endif

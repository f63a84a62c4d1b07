/* SPDX-License-Identifier: MIT */
/* Memory for personal data: locked, not dumped, zeroed. */
#ifndef PLATFORM_MEMORY_H
#define PLATFORM_MEMORY_H

#include <stddef.h>

/* No core dumps, not dumpable, future pages locked when first touched. 0, or the negative errno of what was refused (a desk's limits). */
__attribute__((warn_unused_result)) int memory_harden(void);
/* Zeroed pages, mlock'ed and MADV_DONTDUMP, with guard pages around them; NULL with errno. `*ret_locked` tells whether locking was allowed. */
void *memory_secret(size_t size, int *ret_locked);

#endif

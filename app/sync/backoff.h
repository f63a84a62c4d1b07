/* SPDX-License-Identifier: MIT */
/* How long to wait after a failure: exponential, with full jitter, so that a site's kiosks do not come back all at once. */
#ifndef SYNC_BACKOFF_H
#define SYNC_BACKOFF_H

#include "core/units.h"

enum { BACKOFF_BASE_MS = 5000, BACKOFF_CAP_MS = 15 * 60 * 1000, BACKOFF_WAKE_MS = 30 * 1000 };

struct backoff {
	ms_t base_ms;
	int n_failures; /* in a row */
};

/* The most that is waited after `n_failures` in a row (>= 1): base, twice that, ... at most BACKOFF_CAP_MS. */
ms_t backoff_bound(ms_t base_ms, int n_failures);
/* A time from 0 to the bound, each as likely as any other; `random` is 64 random bits. */
ms_t backoff_draw(ms_t bound_ms, uint64_t random);
/*
 * Counts a failure and says how long to wait. `retry_after_ms` (0: none) is what the server asked for: waited in full, and
 * the drawn time on top, for it said the same to others.
 */
ms_t backoff_fail(struct backoff *backoff, ms_t retry_after_ms, uint64_t random);
void backoff_succeed(struct backoff *backoff);
/*
 * How long to wait once a network came up, for all kiosks of a site come up with it: up to half a minute, a tenth of that when so few
 * requests wait that they are soon sent.
 */
ms_t backoff_wake(long n_waiting, uint64_t random);
/* 64 bits of the system's. */
uint64_t backoff_random(void);

#endif

/* SPDX-License-Identifier: MIT */
/* Exponential back-off with full jitter; the dice are the caller's. */
#include "sync/backoff.h"

#include <sys/random.h>

/* A server may not silence a kiosk for longer; and the sum stays far from overflow. */
enum { RETRY_AFTER_MAX_MS = 60 * 60 * 1000, FEW = 10 };

ms_t
backoff_bound(ms_t base_ms, int n_failures)
{
	ms_t bound = base_ms;
	for (int i = 1; i < n_failures && bound < BACKOFF_CAP_MS; i++) {
		bound *= 2;
	}
	return bound < BACKOFF_CAP_MS ? bound : BACKOFF_CAP_MS;
}

ms_t
backoff_draw(ms_t bound_ms, uint64_t random)
{
	return (ms_t)(random % ((uint64_t)bound_ms + 1)); /* the bias of 2^-43 is nobody's harm */
}

ms_t
backoff_fail(struct backoff *backoff, ms_t retry_after_ms, uint64_t random)
{
	if (backoff->n_failures < INT32_MAX) {
		backoff->n_failures++;
	}
	const ms_t drawn = backoff_draw(backoff_bound(backoff->base_ms, backoff->n_failures), random);
	return drawn +
		(retry_after_ms < RETRY_AFTER_MAX_MS ? retry_after_ms : (ms_t)RETRY_AFTER_MAX_MS);
}

void
backoff_succeed(struct backoff *backoff)
{
	backoff->n_failures = 0;
}

ms_t
backoff_wake(long n_waiting, uint64_t random)
{
	return backoff_draw(n_waiting < FEW ? BACKOFF_WAKE_MS / 10 : BACKOFF_WAKE_MS, random);
}

uint64_t
backoff_random(void)
{
	uint64_t random = 0;
	/* so few bytes come whole and at once, after the first moments of a system */
	(void)!getrandom(&random, sizeof(random), 0);
	return random;
}

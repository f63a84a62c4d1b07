/* SPDX-License-Identifier: MIT */
/* Token buckets of devices and counters of wrong answers, each in a table of small sets. */
#include "intake/limits.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "platform/seal.h"

/*
 * A name falls into one of the sets by a digest with a secret, so that nobody can choose names that push another one out of its
 * set; there the entry that matters least makes room. A single device asks 3,600 times an hour at most: it cannot push out of
 * 65,536 entries what is younger than the hour that counts.
 */
enum {
	WAYS = 8,
	DEVICE_SETS = 512,
	WRONG_SETS = 8192,
	SECRET_BYTES = 16,
	TAG_BYTES = 8,
};

struct rate {
	int32_t burst;
	ms_t interval_ms; /* for one more */
};

static const struct rate rates[LIMITS_KINDS] = {
	[LIMITS_UPLOAD] = { 1000, 20 },
	[LIMITS_QUERY] = { 60, 1000 },
};

struct tag {
	unsigned char bytes[TAG_BYTES];
	uint32_t place;
};

/*
 * A bucket as one time (the generic cell rate algorithm, ITU-T I.371 annex A): when it will be full again if nobody calls. 0 is a full one,
 * so an entry that is forgotten once it is full was of no use.
 */
struct device {
	unsigned char tag[TAG_BYTES];
	ms_t full_at[LIMITS_KINDS];
};

struct wrong {
	unsigned char tag[TAG_BYTES];
	ms_t begun; /* of the hour that counts; 0: unused */
	int32_t n;
};

struct limits {
	pthread_mutex_t lock;
	unsigned char secret[SECRET_BYTES];
	struct device devices[DEVICE_SETS][WAYS];
	struct wrong wrongs[LIMITS_GUESSES][WRONG_SETS][WAYS];
};

struct limits *
limits_new(void)
{
	struct limits *limits = calloc(1, sizeof(*limits));
	if (limits != NULL && getrandom(limits->secret, SECRET_BYTES, 0) != SECRET_BYTES) {
		free(limits);
		return NULL;
	}
	if (limits != NULL) {
		(void)pthread_mutex_init(&limits->lock, NULL);
	}
	return limits;
}

struct limits *
limits_free(struct limits *limits)
{
	(void)pthread_mutex_destroy(&limits->lock);
	free(limits);
	return NULL;
}

/* False when no digest can be made; then nobody is let through. */
static bool
tag_of(const struct limits *limits, struct str name, struct tag *ret_tag)
{
	char bytes[SECRET_BYTES + 32];
	unsigned char digest[32];
	if (seal_sha256(name, digest) < 0) { /* of any length, and none of it is cut off */
		return false;
	}
	memcpy(bytes, limits->secret, SECRET_BYTES);
	memcpy(bytes + SECRET_BYTES, digest, sizeof(digest));
	if (seal_sha256((struct str){ bytes, sizeof(bytes) }, digest) < 0) {
		return false;
	}
	memcpy(ret_tag->bytes, digest, TAG_BYTES);
	memcpy(&ret_tag->place, digest + TAG_BYTES, sizeof(ret_tag->place));
	return true;
}

static ms_t
latest(const struct device *device)
{
	ms_t t = 0;
	for (int i = 0; i < LIMITS_KINDS; i++) {
		t = device->full_at[i] > t ? device->full_at[i] : t;
	}
	return t;
}

/* The device's entry, or a new one in place of the bucket that will be full soonest. */
static struct device *
device_of(struct limits *limits, const struct tag *tag)
{
	struct device *set = limits->devices[tag->place % DEVICE_SETS], *least = set;
	for (int i = 0; i < WAYS; i++) {
		if (memcmp(set[i].tag, tag->bytes, TAG_BYTES) == 0) {
			return &set[i];
		}
		least = latest(&set[i]) < latest(least) ? &set[i] : least;
	}
	*least = (struct device){ .full_at = { 0 } };
	memcpy(least->tag, tag->bytes, TAG_BYTES);
	return least;
}

bool
limits_take(struct limits *limits, enum limits_kind kind, struct str kid, size_t n_bytes, ms_t now,
	ms_t *ret_wait_ms)
{
	const struct rate rate = rates[kind];
	const ms_t cost_ms = rate.interval_ms * (1 + (ms_t)(n_bytes / LIMITS_CALL_BYTES));
	struct tag tag;
	if (!tag_of(limits, kid, &tag)) {
		*ret_wait_ms = rate.interval_ms;
		return false;
	}
	pthread_mutex_lock(&limits->lock);
	ms_t *full_at = &device_of(limits, &tag)->full_at[kind];
	const ms_t then = (*full_at > now ? *full_at : now) + cost_ms;
	const ms_t wait_ms = then - now - rate.burst * rate.interval_ms;
	if (wait_ms <= 0) {
		*full_at = then;
	}
	pthread_mutex_unlock(&limits->lock);
	if (wait_ms > 0) {
		*ret_wait_ms = wait_ms;
	}
	return wait_ms <= 0;
}

/* NULL when there is none of this reference. An hour that is over is as good as none. */
static struct wrong *
wrong_of(struct limits *limits, enum limits_guess kind, const struct tag *tag, ms_t now)
{
	struct wrong *set = limits->wrongs[kind][tag->place % WRONG_SETS];
	for (int i = 0; i < WAYS; i++) {
		if (set[i].n > 0 && now - set[i].begun < LIMITS_WINDOW_MS &&
			memcmp(set[i].tag, tag->bytes, TAG_BYTES) == 0) {
			return &set[i];
		}
	}
	return NULL;
}

/* With the lock held. In place of the one that matters least, when all are in use. */
static struct wrong *
begin_wrong(struct limits *limits, enum limits_guess kind, const struct tag *tag, ms_t now)
{
	struct wrong *set = limits->wrongs[kind][tag->place % WRONG_SETS], *least = set;
	for (int i = 1; i < WAYS; i++) {
		const bool is_less = set[i].n == 0 || set[i].begun < least->begun;
		least = least->n > 0 && is_less ? &set[i] : least;
	}
	*least = (struct wrong){ .begun = now };
	memcpy(least->tag, tag->bytes, TAG_BYTES);
	return least;
}

bool
limits_begin_guess(
	struct limits *limits, enum limits_guess kind, struct str name, ms_t now, ms_t *ret_wait_ms)
{
	struct tag tag;
	ms_t wait_ms = 0;
	if (!tag_of(limits, name, &tag)) {
		*ret_wait_ms = LIMITS_WINDOW_MS;
		return false;
	}
	pthread_mutex_lock(&limits->lock);
	struct wrong *wrong = wrong_of(limits, kind, &tag, now);
	if (wrong != NULL && wrong->n >= LIMITS_WRONG_MAX) {
		wait_ms = wrong->begun + LIMITS_WINDOW_MS - now;
	} else {
		wrong = wrong == NULL ? begin_wrong(limits, kind, &tag, now) : wrong;
		wrong->n++;
	}
	pthread_mutex_unlock(&limits->lock);
	if (wait_ms > 0) {
		*ret_wait_ms = wait_ms;
	}
	return wait_ms <= 0;
}

void
limits_end_guess(struct limits *limits, enum limits_guess kind, struct str name, ms_t now)
{
	struct tag tag;
	if (!tag_of(limits, name, &tag)) {
		return; /* one too many counts: nobody guesses more by it */
	}
	pthread_mutex_lock(&limits->lock);
	struct wrong *wrong = wrong_of(limits, kind, &tag, now);
	if (wrong != NULL) {
		wrong->n--;
	}
	pthread_mutex_unlock(&limits->lock);
}

/* SPDX-License-Identifier: MIT */
/* The queue before the store, and the one thread that empties it in groups: many requests share one flush of the disk. */
#include "platform/store.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "platform/store_engine.h"

enum {
	PATIENCE_MS = 5000, /* for another program that keeps the store locked */
	GROUP_BYTES_MAX = 4 * 1024 *
		1024, /* a group of large envelopes ends here: the log of the engine stays short */
	FAILURE_COUNTS_MS = 10000, /* so long a failed commit makes store_ready() say no */
};

const double store_bucket_limits[STORE_BUCKETS] = { 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
	0.1, 0.2, 0.5, 1, 5 };

struct store {
	struct store_engine *engine;
	int group_max, queue_max;
	void (*complain)(void *context, const char *sentence);
	void *complain_context;
	pthread_t writer;
	int told; /* errno of the last group as far as the operator knows; the writer's own */
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	/* Under the mutex. */
	struct store_change *first, **end; /* the queue, and where its next change goes */
	bool is_closing;
	int failure; /* errno of the last group, 0 when it was committed */
	ms_t failed_at;
	struct store_statistics statistics;
};

static double
now_seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static ms_t
now_ms(void)
{
	return (ms_t)(now_seconds() * 1e3);
}

/* Under the mutex: the head of the queue, as many as may share a commit. */
static struct store_change *
take_group(struct store *store, int *ret_n)
{
	struct store_change *first = store->first, *last = first;
	size_t bytes = 0;
	int n = 1;
	for (;;) {
		bytes += last->kind == STORE_PUT ? last->put.envelope.n : 0;
		if (last->next == NULL || n == store->group_max || bytes >= GROUP_BYTES_MAX) {
			break;
		}
		last = last->next;
		n++;
	}
	store->first = last->next;
	if (store->first == NULL) {
		store->end = &store->first;
	}
	last->next = NULL;
	store->statistics.n_queued -= n;
	*ret_n = n;
	return first;
}

static enum store_outcome
outcome_of(int error)
{
	switch (error) {
	case -EBUSY:
	case -ENOMEM:
	case -ESTALE:
		return STORE_BUSY;
	case -ENOSPC:
		return STORE_FULL;
	default:
		return STORE_FAILED;
	}
}

/* A trouble that lasts is told once, not with every group. */
static void
tell_operator(struct store *store, int error)
{
	const char *complaint = store_engine_complaint(store->engine);
	if (complaint[0] != '\0' && (error == 0 || error != store->told)) {
		if (store->complain != NULL) {
			store->complain(store->complain_context, complaint);
		} else {
			fprintf(stderr, "%s\n", complaint);
		}
	}
	store->told = error;
}

/* Under the mutex. */
static void
count_group(struct store *store, int n, double seconds)
{
	struct store_statistics *statistics = &store->statistics;
	statistics->n_changes += n;
	statistics->n_commits++;
	statistics->largest_group = n > statistics->largest_group ? n : statistics->largest_group;
	statistics->commit_seconds += seconds;
	for (int i = 0; i < STORE_BUCKETS; i++) {
		statistics->commit_buckets[i] += seconds <= store_bucket_limits[i];
	}
}

static void
commit_group(struct store *store, struct store_change *first, int n, int patience_ms)
{
	const double from = now_seconds();
	const int error = store_engine_commit(store->engine, first, patience_ms);
	const double seconds = now_seconds() - from;
	tell_operator(store, error);
	(void)pthread_mutex_lock(&store->mutex);
	store->failure = error;
	if (error == 0) {
		count_group(store, n, seconds);
	} else {
		store->failed_at = now_ms();
	}
	(void)pthread_mutex_unlock(&store->mutex);
	for (struct store_change *change = first; change != NULL;) {
		struct store_change *next = change->next; /* `done` may free it */
		if (error != 0) {
			change->outcome = outcome_of(error);
		}
		change->done(change->context, change);
		change = next;
	}
}

/* The writer's thread. */
static void *
write_groups(void *context)
{
	struct store *store = context;
	(void)pthread_mutex_lock(&store->mutex);
	for (;;) {
		while (store->first == NULL && !store->is_closing) {
			(void)pthread_cond_wait(&store->wake, &store->mutex);
		}
		if (store->first == NULL) {
			break;
		}
		int n;
		struct store_change *group = take_group(store, &n);
		/* Who closes waits once for a lock, not once a group. */
		const int patience_ms = store->is_closing && store->failure == -EBUSY ? 0 : PATIENCE_MS;
		(void)pthread_mutex_unlock(&store->mutex);
		commit_group(store, group, n, patience_ms);
		(void)pthread_mutex_lock(&store->mutex);
	}
	(void)pthread_mutex_unlock(&store->mutex);
	return NULL;
}

static int
diagnose(struct diagnosis *ret_diagnosis, int error, const char *where, const char *what)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", where);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy),
		"This build keeps requests in %s; write it like that.", store_engine_form);
	return error;
}

/* What follows the colon, when the name before it is that of the engine; else NULL. */
static const char *
place_of(const char *where)
{
	const size_t n = strcspn(store_engine_form, ":") + 1;
	return strncmp(where, store_engine_form, n) == 0 && where[n] != '\0' ? where + n : NULL;
}

/* The program's signals are not for the writer. */
static int
start_writer(struct store *store)
{
	sigset_t all, old;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	const int error = pthread_create(&store->writer, NULL, write_groups, store);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (error == 0) {
		(void)pthread_setname_np(store->writer, "store");
	}
	return -error;
}

static struct store *
free_store(struct store *store)
{
	if (store != NULL) {
		store_engine_close(store->engine);
		(void)pthread_cond_destroy(&store->wake);
		(void)pthread_mutex_destroy(&store->mutex);
		free(store);
	}
	return NULL;
}

int
store_open(
	const struct store_options *options, struct store **ret_store, struct diagnosis *ret_diagnosis)
{
	const char *place = place_of(options->where);
	if (place == NULL) {
		return diagnose(ret_diagnosis, -EINVAL, options->where, "No store of this name is known.");
	}
	if (options->group_max < 1 || options->queue_max < 1) {
		return diagnose(ret_diagnosis, -EINVAL, options->where,
			"The largest group and the longest queue must be 1 at least.");
	}
	struct store *store = calloc(1, sizeof(*store));
	if (store == NULL) {
		return diagnose(ret_diagnosis, -ENOMEM, options->where, "There is not enough memory.");
	}
	store->group_max = options->group_max;
	store->queue_max = options->queue_max;
	store->complain = options->complain;
	store->complain_context = options->complain_context;
	store->end = &store->first;
	(void)pthread_mutex_init(&store->mutex, NULL);
	(void)pthread_cond_init(&store->wake, NULL);
	int r = store_engine_open(place, &store->engine, ret_diagnosis);
	if (r == 0) {
		r = start_writer(store);
		if (r < 0) {
			(void)diagnose(
				ret_diagnosis, r, options->where, "The writer's thread cannot be started.");
		}
	}
	if (r < 0) {
		free_store(store);
		return r;
	}
	*ret_store = store;
	return 0;
}

struct store *
store_close(struct store *store)
{
	if (store != NULL) {
		(void)pthread_mutex_lock(&store->mutex);
		store->is_closing = true;
		(void)pthread_cond_signal(&store->wake);
		(void)pthread_mutex_unlock(&store->mutex);
		(void)pthread_join(store->writer, NULL);
	}
	return free_store(store);
}

bool
store_submit(struct store *store, struct store_change *change)
{
	change->next = NULL;
	change->receipt = NULL;
	(void)pthread_mutex_lock(&store->mutex);
	const bool has_room = store->statistics.n_queued < store->queue_max;
	if (has_room) {
		if (store->first == NULL) {
			(void)pthread_cond_signal(&store->wake);
		}
		*store->end = change;
		store->end = &change->next;
		store->statistics.n_queued++;
	}
	(void)pthread_mutex_unlock(&store->mutex);
	return has_room;
}

int
store_list(struct store *store, struct str state, int64_t after_seq, int limit,
	void (*row)(void *context, const struct store_row *row), void *context)
{
	return store_engine_list(store->engine, state, after_seq, limit, row, context);
}

int
store_get(struct store *store, struct str id,
	void (*row)(void *context, const struct store_row *row), void *context)
{
	return store_engine_get(store->engine, id, row, context);
}

int
store_find(struct store *store, struct str ref_hash,
	void (*row)(void *context, const struct store_row *row), void *context)
{
	return store_engine_find(store->engine, ref_hash, row, context);
}

int
store_log_head(struct store *store, struct str desk, int64_t *ret_seq, char ret_hash[65])
{
	return store_engine_log_head(store->engine, desk, ret_seq, ret_hash);
}

int
store_find_key(struct store *store, struct str kid, struct store_key *ret_key)
{
	return store_engine_find_key(store->engine, kid, ret_key);
}

int
store_find_uuid(struct store *store, struct str device, char ret_uuid[37])
{
	return store_engine_find_uuid(store->engine, device, ret_uuid);
}

int
store_find_revoked(struct store *store, struct str serial, bool *ret_is_revoked)
{
	return store_engine_find_revoked(store->engine, serial, ret_is_revoked);
}

int
store_find_code(struct store *store, const unsigned char sha256[32], bool *ret_is_known)
{
	return store_engine_find_code(store->engine, sha256, ret_is_known);
}

/* A change that nobody waits for, with the bytes of its id. */
struct mark {
	struct store_change change;
	char id[36];
};

static void
free_mark(void *context, struct store_change *change)
{
	(void)change;
	free(context);
}

int
store_mark_retrieved(struct store *store, struct str id)
{
	struct mark *mark = calloc(1, sizeof(*mark));
	if (mark == NULL) {
		return -ENOMEM;
	}
	if (id.n != sizeof(mark->id)) {
		free(mark);
		return -EINVAL;
	}
	memcpy(mark->id, id.p, id.n);
	mark->change = (struct store_change){
		.kind = STORE_RETRIEVE,
		.retrieve = { .id = { mark->id, sizeof(mark->id) } },
		.done = free_mark,
		.context = mark,
	};
	if (!store_submit(store, &mark->change)) {
		free(mark);
		return -EAGAIN;
	}
	return 0;
}

int
store_ready(struct store *store)
{
	(void)pthread_mutex_lock(&store->mutex);
	const bool has_failed = store->failure != 0 && now_ms() - store->failed_at < FAILURE_COUNTS_MS;
	const int failure = has_failed ? store->failure : 0;
	const bool is_full = store->statistics.n_queued >= store->queue_max;
	(void)pthread_mutex_unlock(&store->mutex);
	/* What can be looked at is not remembered: the disk may have been emptied, the file may be back. */
	const bool is_past = failure == -ENOSPC || failure == -ESTALE;
	const int room = store_engine_room(store->engine);
	return room != 0 ? room : failure != 0 && !is_past ? failure : is_full ? -EAGAIN : 0;
}

void
store_statistics(struct store *store, struct store_statistics *ret_statistics)
{
	(void)pthread_mutex_lock(&store->mutex);
	*ret_statistics = store->statistics;
	(void)pthread_mutex_unlock(&store->mutex);
}

/* SPDX-License-Identifier: MIT */
/* A queue of errands, and a fetch whenever a minute has gone by. */
#include "desk/page_net.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "desk/wording.h"

struct page_net {
	struct page_net_options options;
	pthread_t thread;
	pthread_mutex_t lock; /* of all below; never held during an errand */
	pthread_cond_t changed;
	struct errand waiting[PAGE_NET_ERRANDS];
	int n_waiting;
	struct bilingual trouble; /* of the last fetch */
	bool is_reached;          /* at the last fetch */
	bool is_nudged, is_ending;
};

static struct timespec
next_fetch(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += PAGE_NET_PERIOD_MS / 1000;
	return at;
}

/* With the lock held: waits until there is something to do. False when it is time to end, and nobody waits. */
static bool
wait_for_errand(struct page_net *net, const struct timespec *due, struct errand *ret_errand)
{
	int r = 0;
	while (net->n_waiting == 0 && !net->is_nudged && !net->is_ending && r == 0) {
		r = net->options.has_intake ? pthread_cond_timedwait(&net->changed, &net->lock, due) :
									  pthread_cond_wait(&net->changed, &net->lock);
	}
	if (net->n_waiting == 0) {
		*ret_errand = (struct errand){ .kind = ERRAND_FETCH };
		net->is_nudged = false;
		return !net->is_ending;
	}
	*ret_errand = net->waiting[0];
	net->n_waiting--;
	for (int i = 0; i < net->n_waiting; i++) {
		net->waiting[i] = net->waiting[i + 1];
	}
	return true;
}

/* Without the lock. */
static void
do_errand(struct page_net *net, const struct errand *errand)
{
	struct errand_result result = { 0 };
	if (errand->kind == ERRAND_CHECK_LOG) {
		result.error = inbox_check_log(net->options.inbox, &result.verdict);
	} else {
		result.error = inbox_fetch(net->options.inbox, &result.fetched);
		pthread_mutex_lock(&net->lock);
		net->is_reached = result.error == 0 || result.error == INBOX_FULL;
		net->trouble = result.error < 0 ? wording_error(result.error) : result.fetched.reason;
		pthread_mutex_unlock(&net->lock);
	}
	if (errand->exchange != NULL) {
		net->options.done(net->options.context, errand, &result);
	}
}

static void *
run(void *context)
{
	struct page_net *net = context;
	struct timespec due = next_fetch();
	struct errand errand;
	pthread_mutex_lock(&net->lock);
	while (wait_for_errand(net, &due, &errand)) {
		pthread_mutex_unlock(&net->lock);
		do_errand(net, &errand);
		if (errand.kind == ERRAND_FETCH) {
			due = next_fetch();
		}
		pthread_mutex_lock(&net->lock);
	}
	pthread_mutex_unlock(&net->lock);
	return NULL;
}

/* Changes of the wall clock must not move the next fetch. */
static int
init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	int error = pthread_condattr_init(&attributes);
	if (error == 0) {
		pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
		error = pthread_cond_init(condition, &attributes);
		pthread_condattr_destroy(&attributes);
	}
	return -error;
}

int
page_net_open(const struct page_net_options *options, struct page_net **ret_net)
{
	struct page_net *net = calloc(1, sizeof(*net));
	if (net == NULL) {
		return -ENOMEM;
	}
	net->options = *options;
	net->is_nudged = options->has_intake;
	int r = init_condition(&net->changed);
	if (r < 0) {
		free(net);
		return r;
	}
	pthread_mutex_init(&net->lock, NULL); /* cannot fail with default attributes (glibc) */
	r = -pthread_create(&net->thread, NULL, run, net);
	if (r < 0) {
		pthread_cond_destroy(&net->changed);
		pthread_mutex_destroy(&net->lock);
		free(net);
		return r;
	}
	*ret_net = net;
	return 0;
}

bool
page_net_run(struct page_net *net, const struct errand *errand)
{
	pthread_mutex_lock(&net->lock);
	const bool has_room = net->n_waiting < PAGE_NET_ERRANDS;
	if (has_room) {
		net->waiting[net->n_waiting++] = *errand;
		pthread_cond_signal(&net->changed);
	}
	pthread_mutex_unlock(&net->lock);
	return has_room;
}

void
page_net_nudge(struct page_net *net)
{
	pthread_mutex_lock(&net->lock);
	net->is_nudged = net->options.has_intake;
	pthread_cond_signal(&net->changed);
	pthread_mutex_unlock(&net->lock);
}

struct bilingual
page_net_trouble(struct page_net *net)
{
	pthread_mutex_lock(&net->lock);
	const struct bilingual trouble = net->trouble;
	pthread_mutex_unlock(&net->lock);
	return trouble;
}

bool
page_net_is_reached(struct page_net *net)
{
	pthread_mutex_lock(&net->lock);
	const bool is_reached = net->is_reached;
	pthread_mutex_unlock(&net->lock);
	return is_reached;
}

struct page_net *
page_net_close(struct page_net *net)
{
	pthread_mutex_lock(&net->lock);
	net->is_ending = true;
	pthread_cond_signal(&net->changed);
	pthread_mutex_unlock(&net->lock);
	(void)pthread_join(net->thread, NULL);
	pthread_cond_destroy(&net->changed);
	pthread_mutex_destroy(&net->lock);
	free(net);
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/* Asks the intake, on a thread of its own: the pages never wait for the network, unless somebody asked for that. */
#ifndef DESK_PAGE_NET_H
#define DESK_PAGE_NET_H

#include "desk/inbox.h"
#include "platform/http_server.h"

struct page_net;

enum errand_kind { ERRAND_FETCH, ERRAND_CHECK_LOG };

/* What somebody waits for: the exchange rests until it is done. */
struct errand {
	enum errand_kind kind;
	struct http_exchange *exchange; /* NULL: nobody waits */
	enum lang lang;
	char id[37]; /* of the request whose log is asked for; empty: all */
};

struct errand_result {
	int error; /* of inbox_fetch() or inbox_check_log() */
	struct inbox_fetched fetched;
	struct inbox_verdict verdict;
};

struct page_net_options {
	struct inbox *inbox; /* the thread's own, and nobody else's */
	bool has_intake;     /* else it fetches only when asked */
	/* On the network's thread; it answers the exchange. */
	void (*done)(void *context, const struct errand *errand, const struct errand_result *result);
	void *context;
};

enum { PAGE_NET_ERRANDS = 8, PAGE_NET_PERIOD_MS = 60 * 1000 };

/* Begins with a fetch. 0 or negative errno. */
__attribute__((warn_unused_result)) int page_net_open(
	const struct page_net_options *options, struct page_net **ret_net);
/* From any thread. False when too many wait; then `done` is not called. */
bool page_net_run(struct page_net *net, const struct errand *errand);
/* Something changed that the intake should know: soon, but nobody waits. */
void page_net_nudge(struct page_net *net);
/* Why the last fetch did not go well, one sentence; empty: it did, or none is over yet. */
struct bilingual page_net_trouble(struct page_net *net);
/* Whether the intake answered then, whatever the trouble was. */
bool page_net_is_reached(struct page_net *net);
/* Ends what is under way first; nobody may wait any more. Returns NULL. */
struct page_net *page_net_close(struct page_net *net);

#endif

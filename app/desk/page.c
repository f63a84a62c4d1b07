/* SPDX-License-Identifier: MIT */
/* guichet-desk page: the inbox in the browser of this computer, until its session ends or SIGTERM. */
#include "desk/page.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desk/desk.h"
#include "desk/page_form.h"
#include "desk/say.h"
#include "platform/memory.h"

/* Browsers keep a few connections open; one person's work needs no more threads than one. */
enum { CONNECTIONS_MAX = 64, IDLE_MS = 120 * 1000, REQUEST_MS = 20 * 1000, LAST_PAGE_S = 3 };

static sigset_t
endings(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	return set;
}

/* "127.0.0.1:0" and the port that was taken: "127.0.0.1:41234". False when it is too long. */
static bool
name_host(struct page *page, const char *listen, unsigned port)
{
	const char *colon = strrchr(listen, ':');
	const int n_address = colon == NULL ? 0 : (int)(colon - listen);
	const int n = snprintf(page->host, sizeof(page->host), "%.*s:%u", n_address, listen, port);
	(void)snprintf(page->cookie, sizeof(page->cookie), "guichet-desk-%u", port);
	return n > 0 && n < (int)sizeof(page->host);
}

static int
fatal(const char *what, int error)
{
	fprintf(stderr, "guichet-desk: %s: %s.\n", what, strerror(-error));
	return EXIT_FATAL;
}

static bool
is_over(struct page *page)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	pthread_mutex_lock(&page->lock);
	const bool is_over = page_session_is_over(&page->session, (ms_t)now.tv_sec * 1000);
	pthread_mutex_unlock(&page->lock);
	return is_over;
}

/* Until a signal, or until the session was over for long enough to show that, with its style, in the browser. */
static void
wait_for_end(struct page *page, const sigset_t *signals)
{
	const struct timespec second = { .tv_sec = 1 };
	int seconds_over = 0;
	while (sigtimedwait(signals, NULL, &second) < 0) {
		seconds_over = is_over(page) ? seconds_over + 1 : 0;
		if (seconds_over > LAST_PAGE_S) {
			say_done(page->options->lang, OFFICE_DESK_PAGE_ENDED, "");
			return;
		}
	}
}

/* Serves until a signal, or the end of the session; everything is open. */
static int
serve(struct page *page, const char *listen)
{
	struct diagnosis diagnosis;
	struct http_server *server;
	const sigset_t signals = endings();
	const struct http_server_options options = { .listen = listen,
		.body_max = PAGE_FORM_MAX,
		.n_threads = 1,
		.n_connections_max = CONNECTIONS_MAX,
		.idle_timeout_ms = IDLE_MS,
		.request_timeout_ms = REQUEST_MS,
		.handle = page_handle,
		.context = page };
	/* Nobody knows the link before it is printed, so nobody comes before the host has its name. */
	if (http_server_open(&options, &server, &diagnosis) < 0) {
		desk_complain(&diagnosis);
		return EXIT_FATAL;
	}
	pthread_mutex_lock(&page->lock);
	const bool is_named = name_host(page, listen, http_server_port(server));
	pthread_mutex_unlock(&page->lock);
	if (is_named) {
		char link[160];
		(void)snprintf(link, sizeof(link), "http://%s/enter/%s", page->host, page->session.entry);
		say_done(page->options->lang, OFFICE_DESK_PAGE_OPEN, link);
		explicit_bzero(link, sizeof(link));
		(void)fflush(stdout);
		wait_for_end(page, &signals);
	} else {
		fprintf(stderr, "guichet-desk: %s: The address to listen on is too long.\n", listen);
	}
	http_server_close(server);
	return is_named ? EXIT_GOOD : EXIT_USAGE;
}

/* The network's thread has an inbox of its own: two may work in one state folder. */
static int
run_with_net(struct page *page, struct inbox *net_inbox, const char *listen)
{
	const struct page_net_options options = { .inbox = net_inbox,
		.has_intake = page->options->intake != NULL,
		.done = page_done,
		.context = page };
	const int r = page_net_open(&options, &page->net);
	if (r < 0) {
		return fatal("the network's thread cannot begin", r);
	}
	const int exit_code = serve(page, listen);
	page_net_close(page->net);
	return exit_code;
}

static int
run_with_inboxes(struct page *page, const char *listen)
{
	struct inbox_options options = options_inbox(page->options);
	struct inbox *net_inbox;
	struct diagnosis diagnosis;
	int r = inbox_open(&options, &net_inbox, &diagnosis);
	if (r < 0) {
		return say_diagnosis(page->options->lang, r, &diagnosis);
	}
	options.intake = NULL;
	r = inbox_open(&options, &page->inbox, &diagnosis);
	if (r < 0) {
		inbox_close(net_inbox);
		return say_diagnosis(page->options->lang, r, &diagnosis);
	}
	const int exit_code = run_with_net(page, net_inbox, listen);
	inbox_close(page->inbox);
	inbox_close(net_inbox);
	return exit_code;
}

static int
run(const struct options *options, const char *listen)
{
	struct page page = { .options = options };
	struct timespec now;
	int locked;
	void *memory = memory_secret(PAGE_ARENA_BYTES, &locked);
	page.buffer = memory_secret(PAGE_BUFFER_BYTES, &locked);
	if (memory == NULL || page.buffer == NULL) {
		return fatal("memory for the pages cannot be had", -errno);
	}
	arena_init(&page.arena, memory, PAGE_ARENA_BYTES);
	clock_gettime(CLOCK_MONOTONIC, &now);
	const int r = page_session_init(&page.session, (ms_t)now.tv_sec * 1000);
	if (r < 0) {
		return fatal("the link cannot be made", r);
	}
	pthread_mutex_init(&page.lock, NULL); /* cannot fail with default attributes (glibc) */
	const int exit_code = run_with_inboxes(&page, listen);
	pthread_mutex_destroy(&page.lock);
	page_session_end(&page.session);
	return exit_code;
}

int
desk_page(int argc, char **argv)
{
	const char *listen = "127.0.0.1:0";
	const struct options_own own[] = { { "listen", &listen, NULL }, { 0 } };
	struct options options;
	const sigset_t signals = endings();
	switch (options_parse(argc, argv, own, OFFICE_USAGE_PAGE, &options)) {
	case 0:
		break;
	case OPTIONS_HELP:
		return EXIT_GOOD;
	case OPTIONS_WRONG:
	default:
		return EXIT_USAGE;
	}
	if (options.n_arguments > 0) {
		return options_misuse(&options, OFFICE_USAGE_PAGE);
	}
	if (options_need_actor(&options) != 0) {
		return EXIT_USAGE;
	}
	/* before any thread begins: they all hold these back, and run() waits for them */
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	return run(&options, listen);
}

/* SPDX-License-Identifier: MIT */
/* Opens what delivering needs, then sleeps and delivers until it is told to end. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "platform/link_watch.h"
#include "platform/local_time.h"
#include "platform/log_line.h"
#include "platform/wall_clock.h"
#include "sync/deliver.h"
#include "sync/keys.h"
#include "sync/options.h"
#include "sync/renew.h"
#include "sync/sync.h"
#include "sync/wait.h"

enum { CONNECT_MS = 15 * 1000, REQUEST_MS = 120 * 1000, PURGE_EVERY_MS = 60 * 60 * 1000 };
/* An enrolment puts five files in place one after another. */
enum { SETTLE_MS = 200, SETTLE_TIMES = 20 };

/* All that is open; what is not is NULL. */
struct run {
	struct deliver deliver;
	struct keys keys;
	struct renew renew;
	struct outbox_watch *watch; /* not with --once */
	struct link_watch *network; /* not with --once, nor where the kernel allows none */
	struct file_watch *files;   /* the same */
	const char *state;          /* folder */
	struct wait *wait;
	ms_t contact_boot; /* of the last pass or probe that went well */
	ms_t purge_boot;
	ms_t wake_boot; /* when a network that came up last shortened a wait */
};

/* What was read is what signs, shows and believes from now on. 0 or -ENOMEM. */
static int
use_keys(struct run *run)
{
	const struct keys *keys = &run->keys;
	run->deliver.device = keys->device;
	run->deliver.intake = keys->intake;
	run->renew.device = keys->device;
	return http_client_show(
		run->deliver.client, keys->identity.certificate_pem, keys->identity.key_pem);
}

/* The time by which a certificate ends: a clock that nobody has set is behind the last contact at most. */
static ms_t
best_wall(const struct run *run)
{
	const struct outbox_link *link = &run->deliver.link;
	bool is_sure;
	const ms_t now = wall_clock(&is_sure);
	if (is_sure) {
		return now;
	}
	return (now > link->last_contact_wall ? now : link->last_contact_wall) + link->server_ahead_ms;
}

/* With a certificate that has ended every path is refused, and with none the signature counts. 0 or -ENOMEM. */
static int
hide_ended(struct run *run)
{
	if (!http_client_shows(run->deliver.client) ||
		!identity_has_ended(&run->keys.identity, best_wall(run))) {
		return 0;
	}
	log_line(
		"%s/device.crt: The certificate has ended and is not shown; it is renewed by the signature.",
		run->state);
	return http_client_show(run->deliver.client, NULL, NULL);
}

/*
 * Whoever enrols the kiosk again replaces its key while this runs, and the intake takes back the old one at once. What cannot be read
 * leaves things as they were until the files change once more. 0 or negative errno.
 */
static int
refresh_keys(struct run *run)
{
	struct keys fresh;
	struct diagnosis diagnosis;
	if (!keys_have_changed(run->state, &run->keys)) {
		return 0;
	}
	if (keys_open(run->state, &fresh, &diagnosis) < 0) {
		log_diagnosis(&diagnosis);
		keys_look(run->state, &run->keys);
		return 0;
	}
	if (strcmp(seal_kid(fresh.device), seal_kid(run->keys.device)) != 0) {
		log_line("another key is used from now on kid=%s", seal_kid(fresh.device));
		run->renew.tried_boot = 0;
	}
	struct keys old = run->keys;
	run->keys = fresh;
	const int r = use_keys(run); /* copies; the old ones are free after it */
	keys_close(&old);
	return r;
}

static bool
open_all(const struct options *options, struct run *run, struct diagnosis *diagnosis)
{
	char path[OPTIONS_PATH_BYTES];
	struct deliver *deliver = &run->deliver;
	struct http_client_options client = { .url = options->config.intake,
		.ca_file = options_ca(options),
		.connect_timeout_ms = CONNECT_MS,
		.request_timeout_ms = REQUEST_MS };
	options_path(options, "outbox.db", path);
	run->state = options->config.state;
	if (keys_open(run->state, &run->keys, diagnosis) < 0 ||
		outbox_open(path, false, &deliver->outbox, diagnosis) < 0 ||
		(!options->once && outbox_watch_open(path, &run->watch, diagnosis) < 0)) {
		return false;
	}
	if (http_client_open(&client, &deliver->client, diagnosis) < 0) {
		return false;
	}
	run->renew = (struct renew){ .state = run->state,
		.client = client,
		.delivering = deliver->client,
		.identity = &run->keys.identity };
	deliver->backoff.base_ms = options->retry_base_ms;
	int r = use_keys(run);
	if (r == 0) {
		r = wait_open(deliver->client, &run->wait);
	}
	if (r == 0) {
		r = deliver_begin(deliver);
	}
	if (r < 0) {
		*diagnosis = (struct diagnosis){
			.remedy = "Restart the machine; look into the kernel's log."
		};
		(void)snprintf(diagnosis->file, sizeof(diagnosis->file), "%.255s", path);
		(void)snprintf(
			diagnosis->what, sizeof(diagnosis->what), "Delivering cannot begin: %s.", strerror(-r));
	}
	return r == 0;
}

static void
close_all(struct run *run)
{
	if (run->wait != NULL) {
		run->wait = wait_close(run->wait);
	}
	http_client_close(run->deliver.client);
	outbox_watch_close(run->watch);
	link_watch_close(run->network);
	file_watch_close(run->files);
	outbox_close(run->deliver.outbox);
	keys_close(&run->keys);
}

/* The disk is full or another program holds the file: that passes. As deliver_pass(). */
static int
bear(struct run *run, int r)
{
	if (r != -ENOSPC && r != -EBUSY) {
		return r;
	}
	run->deliver.wait_ms = backoff_fail(&run->deliver.backoff, 0, backoff_random());
	log_line("later reason=outbox wait_ms=%lld: The outbox cannot be written: %s.",
		(long long)run->deliver.wait_ms, strerror(-r));
	return DELIVER_LATER;
}

/* What nobody waits for: the row about the link, a short log, old receipts. 0 or negative errno. */
static int
tidy(struct run *run)
{
	if (run->deliver.link.state == OUTBOX_LINK_UP) {
		/* by the intake's clock, for one that is wrong here must neither hurry nor forget it */
		renew_when_due(&run->renew, local_time_now() + run->deliver.link.server_ahead_ms);
	}
	int r = deliver_write_link(&run->deliver);
	if (r == 0 && wait_now() - run->purge_boot >= PURGE_EVERY_MS) {
		r = deliver_purge(&run->deliver);
		run->purge_boot = wait_now();
	}
	return r < 0 ? r : outbox_tidy(run->deliver.outbox);
}

/* A pass, or when nothing waits a probe in good time. As deliver_pass(). */
static int
work(struct run *run)
{
	const ms_t before = run->deliver.link.last_contact_wall;
	int r = refresh_keys(run);
	if (r == 0) {
		r = hide_ended(run);
	}
	if (r < 0) {
		return r;
	}
	r = bear(run, deliver_pass(&run->deliver));
	if (r == 0 && run->deliver.link.last_contact_wall != before) {
		run->contact_boot = wait_now();
	}
	if (r == 0 && wait_now() - run->contact_boot >= DELIVER_PROBE_MS) {
		r = deliver_probe(&run->deliver);
		run->contact_boot = wait_now();
	}
	const int tidied = r < 0 ? 0 : bear(run, tidy(run));
	return tidied != 0 && r == 0 ? tidied : r;
}

/* When the next row that waits of its own has its time, or the next probe; CLOCK_BOOTTIME. 0 or negative errno. */
static int
plan(struct run *run, ms_t *ret_boot)
{
	struct outbox_counts counts;
	const int r = outbox_count(run->deliver.outbox, &counts);
	if (r < 0) {
		return r;
	}
	const ms_t own = counts.next_attempt_wall - local_time_now();
	const ms_t probe = run->contact_boot + DELIVER_PROBE_MS;
	*ret_boot = counts.next_attempt_wall != 0 && wait_now() + own < probe ? wait_now() + own :
																			probe;
	return 0;
}

/* Whether another network could mend it: the intake that asks for time, or refuses the key, is there. */
static bool
is_network_to_blame(const struct outbox_link *link)
{
	return link->reason == OUTBOX_REASON_NO_ANSWER || link->reason == OUTBOX_REASON_UNTRUSTED ||
		link->reason == OUTBOX_REASON_NOT_INTAKE;
}

/*
 * After a failure, as wait_until(). Two things shorten it when the network is to blame: one that comes up, and a request that is
 * stored, for its client stands before a page that tells when it is received. Both together no more than once in BACKOFF_WAKE_MS.
 */
static int
wait_for_link(struct run *run)
{
	const ms_t planned = wait_now() + run->deliver.wait_ms;
	struct outbox_counts counts;
	const bool may_wake = is_network_to_blame(&run->deliver.link);
	const int woke = wait_until(
		run->wait, planned, may_wake ? run->watch : NULL, may_wake ? run->network : NULL);
	if (woke != WAIT_LINK && woke != WAIT_STORED) {
		return woke;
	}
	const int r = outbox_count(run->deliver.outbox, &counts);
	if (r < 0) {
		return r;
	}
	const ms_t now = wait_now(), next = run->wake_boot + BACKOFF_WAKE_MS;
	const ms_t drawn = backoff_wake(
		counts.in[OUTBOX_QUEUED] + counts.in[OUTBOX_SENDING], backoff_random());
	const ms_t woken = run->wake_boot != 0 && next > now + drawn ? next : now + drawn;
	if (woken < planned) {
		log_line("%s wait_ms=%lld",
			woke == WAIT_LINK ? "a network came up" :
								"a request was stored and a client waits for it",
			(long long)(woken - now));
		run->wake_boot = woken;
	}
	return wait_until(run->wait, woken < planned ? woken : planned, NULL, NULL);
}

/* The last of several files that are put in place ends it. As wait_until(). */
static int
settle(struct run *run)
{
	int w = WAIT_FILES;
	for (int i = 0; w == WAIT_FILES && i < SETTLE_TIMES; i++) {
		w = wait_until(run->wait, wait_now() + SETTLE_MS, NULL, NULL);
	}
	return w;
}

/* 0 when it was told to end, or negative errno. */
static int
loop(struct run *run)
{
	for (;;) {
		if (run->network != NULL) {
			(void)link_watch_take(
				run->network); /* what came up before this attempt is tried by it */
		}
		const int r = work(run);
		if (r < 0 || r == DELIVER_CANCELLED) {
			return r < 0 ? r : 0;
		}
		ms_t until = 0;
		int w = r == DELIVER_LATER ? wait_for_link(run) : plan(run, &until);
		if (w == 0 && r != DELIVER_LATER) {
			w = wait_until(run->wait, until, run->watch, NULL);
		}
		w = w == WAIT_FILES ? settle(run) : w;
		if (w < 0 || w == WAIT_END) {
			return w < 0 ? w : 0;
		}
	}
}

/* EXIT_GOOD when nothing is left. */
static int
once(struct run *run)
{
	struct outbox_counts counts;
	int r = hide_ended(run);
	if (r == 0) {
		r = bear(run, deliver_pass(&run->deliver));
	}
	if (r >= 0) {
		const int tidied = bear(run, tidy(run));
		r = tidied < 0 ? tidied : r;
	}
	if (r >= 0) {
		r = outbox_count(run->deliver.outbox, &counts);
	}
	if (r < 0) {
		log_line("ends: %s", strerror(-r));
		return EXIT_FATAL;
	}
	const long left = counts.in[OUTBOX_QUEUED] + counts.in[OUTBOX_SENDING] +
		counts.in[OUTBOX_QUARANTINED];
	log_line(
		"pass ended left=%ld connections=%ld", left, http_client_connections(run->deliver.client));
	return left == 0 ? EXIT_GOOD : EXIT_FINDINGS;
}

static int
serve(struct run *run)
{
	run->contact_boot = wait_now() - DELIVER_PROBE_MS; /* the first probe is due */
	run->purge_boot = wait_now() - PURGE_EVERY_MS;
	const int watched = link_watch_open(&run->network);
	const int files = file_watch_open(run->state, keys_files, &run->files);
	wait_watch_files(run->wait, run->files);
	log_line("begins");
	if (files < 0) {
		log_line(
			"The kernel tells nothing of keys that are replaced: %s. They are read before the next attempt.",
			strerror(-files));
	}
	if (watched < 0) {
		log_line(
			"The kernel tells nothing of networks that come up: %s. They are tried when their time has come.",
			strerror(-watched));
	}
	const int r = loop(run);
	if (r < 0) {
		log_line("ends: %s. What waits is kept.", strerror(-r));
		return EXIT_FATAL;
	}
	log_line("ends");
	return EXIT_GOOD;
}

/* EXIT_GOOD when nobody else delivers from this outbox. */
static int
claim(const struct options *options, struct run *run)
{
	const int r = outbox_claim(run->deliver.outbox);
	if (r == OUTBOX_CLAIMED) {
		log_line(
			"%s/outbox.db: Another guichet-sync delivers from this outbox. Leave it to that one, or end it first.",
			options->config.state);
		return EXIT_FINDINGS;
	}
	if (r < 0) {
		log_line(
			"%s/outbox.db: The outbox cannot be claimed: %s. Check owner and mode of the file.",
			options->config.state, strerror(-r));
		return EXIT_FATAL;
	}
	return EXIT_GOOD;
}

int
sync_deliver(int argc, char **argv)
{
	struct options options;
	struct diagnosis diagnosis;
	struct run run = { .state = NULL };
	if (!options_parse(argc, argv, &options)) {
		return EXIT_USAGE;
	}
	if (options.n_arguments > 0) {
		fprintf(stderr,
			"guichet-sync: %s: There is no such command; guichet-sync --help lists them.\n",
			options.arguments[0]);
		return EXIT_USAGE;
	}
	if (!open_all(&options, &run, &diagnosis)) {
		log_diagnosis(&diagnosis);
		close_all(&run);
		return EXIT_FATAL;
	}
	int status = claim(&options, &run);
	if (status == EXIT_GOOD) {
		status = options.once ? once(&run) : serve(&run);
	}
	close_all(&run);
	return status;
}

/* SPDX-License-Identifier: MIT */
/* Opens what the intake needs, waits for signals, and closes it in the order that loses nothing. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exit_codes.h"
#include "intake/commands.h"
#include "intake/routes.h"
#include "platform/log_line.h"

enum {
	BODY_MAX = 655360,      /* docs/formats/envelope.md */
	CONNECTIONS_MAX = 512,  /* with bodies of BODY_MAX 320 MiB at most */
	QUEUE_MAX = 4096,       /* more than there can be connections */
	IDLE_MS = 75 * 1000,    /* longer than nginx keeps its own end */
	REQUEST_MS = 20 * 1000, /* nginx has buffered the request before it sends it on */
	THREADS_MIN = 2,
	THREADS_MAX = 8,
};

struct serving {
	struct intake intake;
	struct seal_key *signing;
	struct certificate_authority *authority; /* NULL: there is none */
	struct http_server *server;
};

static void
complain_of_store(void *context, const char *sentence)
{
	(void)context;
	log_line("%s", sentence);
}

/* Without ca.key this intake issues nothing; with one it cannot use it does not start. */
static int
open_authority(struct serving *serving, const char *folder, struct diagnosis *ret_diagnosis)
{
	char key_path[KEYS_PATH_BYTES], pem_path[KEYS_PATH_BYTES];
	const int n = snprintf(key_path, sizeof(key_path), "%s/ca.key", folder);
	(void)snprintf(pem_path, sizeof(pem_path), "%s/ca.pem", folder);
	if (n >= (int)sizeof(key_path) || (access(key_path, F_OK) < 0 && errno == ENOENT)) {
		return 0;
	}
	const int r = certificate_authority_open(
		key_path, pem_path, &serving->authority, ret_diagnosis);
	serving->intake.authority = serving->authority;
	return r;
}

static int
open_keys(struct serving *serving, const char *folder, struct diagnosis *ret_diagnosis)
{
	char path[KEYS_PATH_BYTES];
	const int n = snprintf(path, sizeof(path), "%s/intake.jwk", folder);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		*ret_diagnosis = (struct diagnosis){ .file = "--keys",
			.what = "The name of the folder is too long.",
			.remedy = "Give it a shorter one." };
		return -ENAMETOOLONG;
	}
	const int r = seal_load_signing(path, &serving->signing, ret_diagnosis);
	if (r < 0) {
		return r;
	}
	serving->intake.signing = serving->signing;
	return keyring_open(folder, &serving->intake.keyring, ret_diagnosis);
}

static int
open_server(struct serving *serving, const char *listen, struct diagnosis *ret_diagnosis)
{
	const long n_processors = sysconf(_SC_NPROCESSORS_ONLN);
	const struct http_server_options options = { .listen = listen,
		.body_max = BODY_MAX,
		.n_threads = n_processors < THREADS_MIN ? THREADS_MIN :
			n_processors > THREADS_MAX          ? THREADS_MAX :
												  (unsigned)n_processors,
		.n_connections_max = CONNECTIONS_MAX,
		.idle_timeout_ms = IDLE_MS,
		.request_timeout_ms = REQUEST_MS,
		.handle = routes_handle,
		.context = &serving->intake };
	return http_server_open(&options, &serving->server, ret_diagnosis);
}

static int
open_all(
	struct serving *serving, const struct commands_serve *options, struct diagnosis *ret_diagnosis)
{
	const struct store_options store = { .where = options->store,
		.group_max = options->group_max,
		.queue_max = QUEUE_MAX,
		.complain = complain_of_store };
	int r = open_keys(serving, options->keys, ret_diagnosis);
	serving->intake.certificate_life_ms = options->certificate_life_ms;
	if (r == 0) {
		r = open_authority(serving, options->keys, ret_diagnosis);
	}
	if (r == 0) {
		r = store_open(&store, &serving->intake.store, ret_diagnosis);
	}
	if (r == 0) {
		serving->intake.limits = limits_new();
		serving->intake.metrics = metrics_new();
		if (serving->intake.limits == NULL || serving->intake.metrics == NULL) {
			*ret_diagnosis = (struct diagnosis){ .file = "guichet-intake",
				.what = "There is no memory.",
				.remedy = "Close other programs." };
			r = -ENOMEM;
		}
	}
	return r < 0 ? r : open_server(serving, options->listen, ret_diagnosis);
}

/* The server first: it waits for the answers, which wait for the store. */
static void
close_all(struct serving *serving)
{
	if (serving->server != NULL) {
		http_server_close(serving->server);
	}
	if (serving->intake.store != NULL) {
		store_close(serving->intake.store);
	}
	if (serving->intake.limits != NULL) {
		limits_free(serving->intake.limits);
	}
	if (serving->intake.metrics != NULL) {
		metrics_free(serving->intake.metrics);
	}
	if (serving->intake.keyring != NULL) {
		keyring_close(serving->intake.keyring);
	}
	certificate_authority_close(serving->authority);
	if (serving->signing != NULL) {
		seal_free_key(serving->signing);
	}
}

static void
wait_for_end(struct keyring *keyring, const sigset_t *signals)
{
	struct diagnosis diagnosis;
	int number = 0;
	while (sigwait(signals, &number) == 0 && number == SIGHUP) {
		if (keyring_reload(keyring, &diagnosis) < 0) {
			log_diagnosis(&diagnosis);
			log_line("the keys that were read before stay in force");
		}
	}
}

int
commands_serve(const struct commands_serve *options)
{
	struct serving serving = { .server = NULL };
	struct diagnosis diagnosis;
	sigset_t signals;
	int exit_code = EXIT_FATAL;
	/* Before any thread begins: all inherit it, and only this one waits for signals. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	if (open_all(&serving, options, &diagnosis) < 0) {
		log_diagnosis(&diagnosis);
	} else {
		const char *colon = strrchr(options->listen, ':');
		printf("guichet-intake: listens on %.*s:%u\n", (int)(colon - options->listen),
			options->listen, http_server_port(serving.server));
		(void)fflush(stdout);
		keyring_remind(serving.intake.keyring);
		wait_for_end(serving.intake.keyring, &signals);
		exit_code = EXIT_GOOD;
	}
	close_all(&serving);
	return exit_code;
}

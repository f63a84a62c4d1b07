/* SPDX-License-Identifier: MIT */
/* Drains an outbox of sealed requests into an intake, as guichet-sync does, and prints what that takes. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "sync/deliver.h"

enum { REQUESTS = 500, PLAINTEXT = 3072, PATH_BYTES = 512 };

/* SQLite's calls come here, because a program's own symbols go before those of the C library. */
static long n_flushes;

int
fsync(int fd)
{
	n_flushes++;
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	n_flushes++;
	return (int)syscall(SYS_fdatasync, fd);
}

static double
now_s(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
die(const char *what, int error)
{
	fprintf(stderr, "sync-drain: %s: %s\n", what, strerror(-error));
	exit(1);
}

static void
try(const struct diagnosis *diagnosis, int error)
{
	if (error < 0) {
		fprintf(stderr, "sync-drain: %s: %s\n", diagnosis->file, diagnosis->what);
		exit(1);
	}
}

static void
seal_one(struct outbox *outbox, const struct seal_key *key, int number)
{
	static char plaintext[PLAINTEXT];
	char id[37];
	unsigned char digest[OUTBOX_SHA256_BYTES];
	char *jwe;
	memset(plaintext, 'x', sizeof(plaintext));
	(void)snprintf(id, sizeof(id), "019aa5d0-0000-7000-8000-%012d", number);
	const struct seal_header header = { .id = str_of(id),
		.form = STR("callback"),
		.form_version = STR("1"),
		.lang = LANG_EN,
		.ref_hash = STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") };
	int r = seal_close(key, &header, (struct str){ plaintext, sizeof(plaintext) }, &jwe);
	if (r == 0) {
		r = seal_sha256(str_of(jwe), digest);
	}
	if (r == 0) {
		r = outbox_put(outbox, str_of(id), number, str_of(jwe), digest);
	}
	if (r != 0) {
		die("storing a request", r);
	}
	free(jwe);
}

static const char *
path_in(const char *folder, const char *name)
{
	static char path[PATH_BYTES];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
print_figure(const char *name, double value, const char *unit, const char *limit, bool is_more)
{
	printf("{\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"limit\":%s,\"better\":\"%s\"}\n",
		name, value, unit, limit, is_more ? "more" : "less");
}

static void
fill(struct outbox *outbox, const char *state)
{
	struct diagnosis diagnosis;
	struct seal_key *recipient;
	try(&diagnosis, seal_load_public(path_in(state, "recipient.jwks"), 0, &recipient, &diagnosis));
	for (int i = 0; i < REQUESTS; i++) {
		seal_one(outbox, recipient, i);
	}
	seal_free_key(recipient);
	const int r = outbox_tidy(outbox);
	if (r < 0) {
		die("tidying", r);
	}
}

static void
drain(struct deliver *deliver)
{
	n_flushes = 0;
	const double from = now_s(CLOCK_MONOTONIC), cpu = now_s(CLOCK_PROCESS_CPUTIME_ID);
	const int r = deliver_pass(deliver);
	const double s = now_s(CLOCK_MONOTONIC) - from;
	const double cpu_s = now_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	if (r != 0) {
		fprintf(stderr, "sync-drain: the pass ended with %d\n", r);
		exit(1);
	}
	print_figure("sync: requests a second, one kiosk", REQUESTS / s, "1/s", "null", true);
	print_figure("sync: processor time a request", cpu_s * 1e3 / REQUESTS, "ms", "5", false);
	print_figure("sync: connections for 500 requests",
		(double)http_client_connections(deliver->client), "", "1", false);
	print_figure("sync: flushes a delivery", (double)n_flushes / REQUESTS, "flushes", "2", false);
}

/* usage: sync-drain STATE URL: a state folder as tests/world.sh makes it, and where its intake listens. */
int
main(int argc, char **argv)
{
	struct diagnosis diagnosis;
	struct deliver deliver = { .backoff = { .base_ms = BACKOFF_BASE_MS } };
	struct seal_key *device;
	struct seal_signers *intake = NULL;
	if (argc != 3) {
		fprintf(stderr, "usage: sync-drain STATE URL\n");
		return 2;
	}
	const struct http_client_options way = {
		.url = argv[2], .connect_timeout_ms = 5000, .request_timeout_ms = 30000
	};
	try(&diagnosis, outbox_open(path_in(argv[1], "outbox.db"), false, &deliver.outbox, &diagnosis));
	try(&diagnosis, seal_load_signing(path_in(argv[1], "device.jwk"), &device, &diagnosis));
	try(&diagnosis, seal_add_signers(path_in(argv[1], "intake.jwks"), &intake, &diagnosis));
	try(&diagnosis, http_client_open(&way, &deliver.client, &diagnosis));
	deliver.device = device;
	deliver.intake = intake;
	const int r = deliver_begin(&deliver);
	if (r < 0) {
		die("beginning", r);
	}
	fill(deliver.outbox, argv[1]);
	drain(&deliver);
	http_client_close(deliver.client);
	outbox_close(deliver.outbox);
	seal_free_signers(intake);
	seal_free_key(device);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* What sealing and storing a request costs; one JSON object a line, for ./dev bench. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "platform/outbox.h"
#include "platform/seal_parts.h"

enum { PLAINTEXT = 4096, N_SEALS = 101, N_PUTS = 301 };

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
now_ms(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(values[0]), compare);
	return values[n / 2];
}

/* A figure without a limit is printed with null: it is watched, not judged. */
static void
print_figure(const char *name, double value, const char *unit, double limit)
{
	printf("{\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"limit\":", name, value, unit);
	if (limit > 0) {
		printf("%.4g", limit);
	} else {
		fputs("null", stdout);
	}
	puts(",\"better\":\"less\"}");
}

static void
die(const char *what, int error)
{
	fprintf(stderr, "bench-store: %s: %s\n", what, strerror(-error));
	exit(1);
}

static char *
seal(const struct seal_key *key, struct str plaintext)
{
	const struct seal_header header = { .id = STR("019aa5d0-0000-7000-8000-000000000001"),
		.form = STR("callback"),
		.form_version = STR("1"),
		.lang = LANG_EN,
		.ref_hash = STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ") };
	char *jwe;
	const int r = seal_close(key, &header, plaintext, &jwe);
	if (r < 0) {
		die("sealing", r);
	}
	return jwe;
}

/* Sealing only computes: its time is the processor's, whatever else the machine is doing. */
static double
measure_seal(const char *curve, struct str plaintext)
{
	static double times[N_SEALS];
	struct seal_key *key;
	const int r = seal_key_generate(seal_curve_named(str_of(curve)), &key);
	if (r < 0) {
		die("making a key", r);
	}
	free(seal(key, plaintext)); /* the first fetches the algorithms */
	for (int i = 0; i < N_SEALS; i++) {
		const double from = now_ms(CLOCK_PROCESS_CPUTIME_ID);
		char *jwe = seal(key, plaintext);
		times[i] = now_ms(CLOCK_PROCESS_CPUTIME_ID) - from;
		free(jwe);
	}
	seal_free_key(key);
	return median(times, N_SEALS);
}

/* Median time and the most flushes of a put; the kiosk tidies after each, when the client has been told. */
static void
measure_puts(const char *path, struct str envelope)
{
	static double times[N_PUTS];
	static const unsigned char digest[OUTBOX_SHA256_BYTES];
	struct diagnosis diagnosis;
	struct outbox *outbox;
	long most = 0;
	int r = outbox_open(path, false, &outbox, &diagnosis);
	if (r < 0) {
		die(diagnosis.what, r);
	}
	for (int i = 0; r == 0 && i < N_PUTS; i++) {
		char id[37];
		(void)snprintf(id, sizeof(id), "019aa5d0-0000-7000-8000-%012d", i);
		n_flushes = 0;
		const double from = now_ms(CLOCK_MONOTONIC);
		r = outbox_put(outbox, str_of(id), i, envelope, digest);
		times[i] = now_ms(CLOCK_MONOTONIC) - from;
		most = n_flushes > most ? n_flushes : most;
		if (r == 0) {
			r = outbox_tidy(outbox);
		}
	}
	outbox_close(outbox);
	if (r != 0) {
		die("storing", r);
	}
	print_figure("store_flushes_per_request_max", (double)most, "flushes", 1);
	print_figure("store_put_median", median(times, N_PUTS), "ms", 0);
}

/* In the folder given, else in one of its own under TMPDIR: the disk that is measured is the one it lies on. */
int
main(int argc, char **argv)
{
	static char plaintext[PLAINTEXT];
	const char *parent = argc > 1 ? argv[1] : getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
	char folder[512], path[600];
	memset(plaintext, 'x', sizeof(plaintext));
	const struct str text = { plaintext, sizeof(plaintext) };
	print_figure("seal_4k_p384_median", measure_seal("P-384", text), "ms", 3);
	print_figure("seal_4k_p256_median", measure_seal("P-256", text), "ms", 0);
	const int n = snprintf(folder, sizeof(folder), "%s/guichet-bench-XXXXXX", parent);
	if (n < 0 || n >= (int)sizeof(folder) || mkdtemp(folder) == NULL) {
		fprintf(stderr, "bench-store: no folder can be made in %s\n", parent);
		return 1;
	}
	struct seal_key *key;
	const int r = seal_key_generate(seal_curve_named(STR("P-384")), &key);
	if (r < 0) {
		die("making a key", r);
	}
	char *jwe = seal(key, text);
	(void)snprintf(path, sizeof(path), "%s/outbox.db", folder);
	measure_puts(path, str_of(jwe));
	free(jwe);
	seal_free_key(key);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/outbox.db.reserve", folder);
	(void)unlink(path);
	(void)rmdir(folder);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Many kiosks whose links come up at the same moment: each delivers its requests over a connection of its own. */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "platform/seal_jws.h"
#include "travel_request.h"

static const char usage[] =
	"usage: fleet keys DEVICES JWKS-FOLDER PRIVATE-FOLDER     makes a key for each device\n"
	"       fleet run DEVICES REQUESTS PORT STATE PRIVATE-FOLDER  so many requests of each device\n";

enum { STACK_BYTES = 256 * 1024, ANSWER_MAX = 16 * 1024, ATTEMPTS_MAX = 400, PATH_BYTES = 4096 };

struct fleet {
	struct travel_site site;
	struct seal_signers *intake;
	const char *folder;
	unsigned port;
	long n_devices, n_requests;
	pthread_barrier_t start;

	pthread_mutex_t lock; /* of what follows */
	long n_created, n_known, n_retried, n_wrong;
	int64_t *latencies_us;
	long n_latencies;
};

struct kiosk {
	struct fleet *fleet;
	long number;
	struct seal_key *key;
	int fd; /* -1: not connected */
	char answer[ANSWER_MAX];
	size_t n_answer;
};

static int64_t
now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
rest(long ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

static void
count(struct fleet *fleet, long *counter)
{
	pthread_mutex_lock(&fleet->lock);
	(*counter)++;
	pthread_mutex_unlock(&fleet->lock);
}

static void
disconnect(struct kiosk *kiosk)
{
	if (kiosk->fd >= 0) {
		(void)close(kiosk->fd);
		kiosk->fd = -1;
	}
}

static bool
reconnect(struct kiosk *kiosk)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)kiosk->fleet->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct timeval patience = { .tv_sec = 30 };

	kiosk->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (kiosk->fd < 0 ||
		connect(kiosk->fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		disconnect(kiosk);
		return false;
	}
	setsockopt(kiosk->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return true;
}

static bool
send_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
		if (sent <= 0) {
			return false;
		}
		bytes += sent;
		n -= (size_t)sent;
	}
	return true;
}

/* Bytes of the whole answer once its head is there; 0 before. */
static size_t
length_of(const char *answer)
{
	const char *end = strstr(answer, "\r\n\r\n");
	if (end == NULL) {
		return 0;
	}
	for (const char *line = strstr(answer, "\r\n"); line < end; line = strstr(line + 2, "\r\n")) {
		if (strncasecmp(line + 2, "content-length:", 15) == 0) {
			return (size_t)(end - answer) + 4 + strtoul(line + 17, NULL, 10);
		}
	}
	return (size_t)(end - answer) + 4;
}

/* Status of the answer; 0 when there is none. */
static unsigned
receive(struct kiosk *kiosk)
{
	size_t wanted = 0;

	kiosk->n_answer = 0;
	while (wanted == 0 || kiosk->n_answer < wanted) {
		const ssize_t got = recv(
			kiosk->fd, kiosk->answer + kiosk->n_answer, ANSWER_MAX - 1 - kiosk->n_answer, 0);
		if (got <= 0) {
			return 0;
		}
		kiosk->n_answer += (size_t)got;
		kiosk->answer[kiosk->n_answer] = '\0';
		wanted = length_of(kiosk->answer);
	}
	return kiosk->n_answer > 12 ? (unsigned)strtoul(kiosk->answer + 9, NULL, 10) : 0;
}

static bool
is_receipt_for(const struct kiosk *kiosk, const char *id)
{
	struct seal_signer signer;
	char *payload;
	size_t size;
	const char *body = strstr(kiosk->answer, "\r\n\r\n") + 4;

	if (seal_verify(
			kiosk->fleet->intake, SEAL_TYP_RECEIPT, str_of(body), &payload, &size, &signer) != 0) {
		return false;
	}
	const bool is_right = strstr(payload, id) != NULL;
	free(payload);
	return is_right;
}

/* The status of one attempt; 0: no answer. */
static unsigned
attempt(struct kiosk *kiosk, const char *id, const char *envelope, const char *signature)
{
	char head[2048];
	const int n = snprintf(head, sizeof(head),
		"PUT /v1/submissions/%s HTTP/1.1\r\nHost: intake\r\nContent-Type: application/jose\r\n"
		"Kiosk-Signature: %s\r\nContent-Length: %zu\r\n\r\n",
		id, signature, strlen(envelope));

	if (kiosk->fd < 0 && !reconnect(kiosk)) {
		return 0;
	}
	const bool is_sent = send_all(kiosk->fd, head, (size_t)n) &&
		send_all(kiosk->fd, envelope, strlen(envelope));
	const unsigned status = is_sent ? receive(kiosk) : 0;
	if (status == 0 || strcasestr(kiosk->answer, "\r\nConnection: close") != NULL) {
		disconnect(kiosk);
	}
	return status;
}

static void
note(struct fleet *fleet, unsigned status, int64_t took_us)
{
	pthread_mutex_lock(&fleet->lock);
	if (status == 201) {
		fleet->n_created++;
	} else {
		fleet->n_known++;
	}
	fleet->latencies_us[fleet->n_latencies++] = took_us;
	pthread_mutex_unlock(&fleet->lock);
}

/* Until there is a genuine receipt, as guichet-sync does it; no answer, 429 and 503 mean later. */
static void
deliver(struct kiosk *kiosk, const char *id, const char *envelope, const char *signature)
{
	struct fleet *fleet = kiosk->fleet;

	for (int i = 0; i < ATTEMPTS_MAX; i++) {
		const int64_t began = now_us();
		const unsigned status = attempt(kiosk, id, envelope, signature);
		if ((status == 201 || status == 200) && is_receipt_for(kiosk, id)) {
			note(fleet, status, now_us() - began);
			return;
		}
		if (status != 0 && status != 429 && status != 503) {
			fprintf(
				stderr, "fleet: device %ld: %u: %.300s\n", kiosk->number, status, kiosk->answer);
			break;
		}
		count(fleet, &fleet->n_retried);
		rest(50 + (kiosk->number * 7 + i * 13) % 200);
	}
	count(fleet, &fleet->n_wrong);
}

static void
path_of(const char *folder, long number, const char *ending, char ret_path[PATH_BYTES])
{
	snprintf(ret_path, PATH_BYTES, "%s/DEV-%04ld.%s", folder, number, ending);
}

static void *
run_kiosk(void *context)
{
	struct kiosk *kiosk = context;
	struct fleet *fleet = kiosk->fleet;
	char path[PATH_BYTES], *signature;
	struct diagnosis diagnosis;
	struct travel_request request;

	path_of(fleet->folder, kiosk->number, "jwk", path);
	if (seal_load_signing(path, &kiosk->key, &diagnosis) != 0) {
		fprintf(stderr, "fleet: %s: %s\n", diagnosis.file, diagnosis.what);
		exit(4);
	}
	pthread_barrier_wait(&fleet->start);
	for (long i = 0; i < fleet->n_requests; i++) {
		travel_request_make(NULL, i % 2 == 0 ? LANG_EN : LANG_FR, &request);
		char *envelope = travel_request_seal(&fleet->site, &request);
		if (seal_sign_detached(kiosk->key, SEAL_TYP_UPLOAD, str_of(envelope), &signature) != 0) {
			travel_give_up("signing", EIO);
		}
		deliver(kiosk, request.id, envelope, signature);
		free(signature);
		free(envelope);
	}
	disconnect(kiosk);
	seal_free_key(kiosk->key);
	free(kiosk);
	return NULL;
}

static int
by_size(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int
report(struct fleet *fleet, int64_t took_us)
{
	const long n = fleet->n_latencies, all = fleet->n_devices * fleet->n_requests;

	qsort(fleet->latencies_us, (size_t)n, sizeof(fleet->latencies_us[0]), by_size);
	printf("{\"devices\":%ld,\"created\":%ld,\"known\":%ld,\"retried\":%ld,\"wrong\":%ld,"
		   "\"seconds\":%.1f,\"p50_ms\":%.1f,\"p99_ms\":%.1f}\n",
		fleet->n_devices, fleet->n_created, fleet->n_known, fleet->n_retried, fleet->n_wrong,
		(double)took_us / 1e6, n > 0 ? (double)fleet->latencies_us[n / 2] / 1e3 : 0,
		n > 0 ? (double)fleet->latencies_us[n * 99 / 100] / 1e3 : 0);
	return fleet->n_created + fleet->n_known == all && fleet->n_wrong == 0 ? 0 : 1;
}

static int
run(struct fleet *fleet)
{
	pthread_attr_t attributes;
	pthread_t *threads = calloc((size_t)fleet->n_devices, sizeof(*threads));

	fleet->latencies_us = calloc(
		(size_t)(fleet->n_devices * fleet->n_requests), sizeof(fleet->latencies_us[0]));
	pthread_mutex_init(&fleet->lock, NULL);
	pthread_barrier_init(&fleet->start, NULL, (unsigned)fleet->n_devices + 1);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	for (long i = 0; i < fleet->n_devices; i++) {
		struct kiosk *kiosk = calloc(1, sizeof(*kiosk));
		kiosk->fleet = fleet;
		kiosk->number = i;
		kiosk->fd = -1;
		const int error = pthread_create(&threads[i], &attributes, run_kiosk, kiosk);
		if (error != 0) {
			travel_give_up("a thread for each device", error);
		}
	}
	pthread_barrier_wait(&fleet->start);
	const int64_t began = now_us();
	for (long i = 0; i < fleet->n_devices; i++) {
		pthread_join(threads[i], NULL);
	}
	const int r = report(fleet, now_us() - began);
	free(threads);
	free(fleet->latencies_us);
	return r;
}

static int
make_keys(long n, const char *public_folder, const char *private_folder)
{
	char private_path[PATH_BYTES], public_path[PATH_BYTES], name[32];
	struct diagnosis diagnosis;

	for (long i = 0; i < n; i++) {
		path_of(private_folder, i, "jwk", private_path);
		path_of(public_folder, i, "jwks", public_path);
		snprintf(name, sizeof(name), "DEV-%04ld", i);
		if (seal_make_signing_keys(private_path, public_path, name, &diagnosis) != 0) {
			fprintf(stderr, "fleet: %s: %s\n", diagnosis.file, diagnosis.what);
			return 4;
		}
	}
	return 0;
}

int
main(int argc, char **argv)
{
	char path[PATH_BYTES];
	struct diagnosis diagnosis;

	if (argc == 5 && strcmp(argv[1], "keys") == 0) {
		return make_keys(strtol(argv[2], NULL, 10), argv[3], argv[4]);
	}
	if (argc != 7 || strcmp(argv[1], "run") != 0) {
		fputs(usage, stderr);
		return 2;
	}
	struct fleet fleet = { .site = { .word = "answer", .kind = "genuine" },
		.n_devices = strtol(argv[2], NULL, 10),
		.n_requests = strtol(argv[3], NULL, 10),
		.port = (unsigned)strtoul(argv[4], NULL, 10),
		.folder = argv[6] };
	travel_site_load(&fleet.site, argv[5]);
	snprintf(path, sizeof(path), "%s/intake.jwks", argv[5]);
	if (seal_add_signers(path, &fleet.intake, &diagnosis) != 0) {
		fprintf(stderr, "fleet: %s: %s\n", diagnosis.file, diagnosis.what);
		return 4;
	}
	const int r = run(&fleet);
	seal_free_key(fleet.site.key);
	seal_free_signers(fleet.intake);
	return r;
}

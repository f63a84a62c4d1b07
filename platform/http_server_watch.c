/* SPDX-License-Identifier: MIT */
/* Times every connection of the server and shuts down the ones that take too long. */
#include "platform/http_server_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	LINGER_MAX = 64,      /* closings at once that are softened; more are plain ones */
	SWEEPS_A_TIMEOUT = 8, /* how late a slow client may be cut off: an eighth */
	SWEEP_MS_MIN = 10,
	SWEEP_MS_MAX = 1000,
	DISCARD_BYTES = 1 << 20, /* thrown away in one call */
};

struct http_connection {
	int fd;
	enum http_phase phase;
	ms_t since;
	int64_t
		received; /* bytes when it came to rest, as far as the sweeper has looked; -1: not yet */
	bool is_cut, lingers;
	struct http_connection *previous, *next;
};

/* A connection of which libmicrohttpd has let go; the socket is ours. */
struct lingering {
	int fd;
	ms_t until;
};

struct http_watch {
	pthread_mutex_t lock; /* all below */
	pthread_cond_t empty;
	struct http_connection *first;
	struct lingering lingering[LINGER_MAX];
	int n_lingering;
	bool is_draining, ends;

	/* Never changed once the thread runs. */
	ms_t idle_timeout_ms, request_timeout_ms, sweep_ms;
	int wake; /* eventfd: there is something to look after, or the end */
	pthread_t thread;
};

static ms_t
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (ms_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
wake(struct http_watch *watch)
{
	const uint64_t one = 1;
	(void)!write(watch->wake, &one, sizeof(one)); /* full means that it is awake */
}

/* The fd is open: its owner closes it only after http_watch_remove(), which needs the lock that is held here. */
static void
cut(struct http_connection *connection)
{
	connection->is_cut = true;
	(void)shutdown(connection->fd, SHUT_RDWR);
}

/* Bytes that the kernel has taken in on this connection, read by anyone or not. */
static int64_t
bytes_received(int fd)
{
	struct tcp_info info = { .tcpi_bytes_received = 0 };
	socklen_t n = sizeof(info);
	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) < 0 ? 0 :
																  (int64_t)info.tcpi_bytes_received;
}

/* A first byte after a rest begins a request, however long the line that it belongs to takes to come. */
static void
notice_first_byte(struct http_connection *connection, ms_t t)
{
	const int64_t received = bytes_received(connection->fd);
	if (connection->received < 0) {
		connection->received = received;
	} else if (received > connection->received) {
		connection->phase = HTTP_PHASE_READING;
		connection->since = t;
	}
}

static void
sweep(struct http_watch *watch, ms_t t)
{
	for (struct http_connection *c = watch->first; c != NULL; c = c->next) {
		if (c->is_cut || c->phase == HTTP_PHASE_OURS) {
			continue;
		}
		if (c->phase == HTTP_PHASE_RESTING) {
			notice_first_byte(c, t);
		}
		const ms_t limit = c->phase == HTTP_PHASE_RESTING ? watch->idle_timeout_ms :
															watch->request_timeout_ms;
		if (t - c->since > limit) {
			cut(c);
		}
	}
}

/* Throws away what came; closes what has ended or took too long. */
static void
discard(struct http_watch *watch, ms_t t)
{
	for (int i = 0; i < watch->n_lingering;) {
		struct lingering *l = &watch->lingering[i];
		/* With MSG_TRUNC the kernel drops the bytes without copying them (tcp(7)). */
		const ssize_t n = recv(l->fd, NULL, DISCARD_BYTES, MSG_TRUNC | MSG_DONTWAIT);
		const bool waits = n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
		if (waits && t < l->until) {
			i++;
			continue;
		}
		close(l->fd);
		*l = watch->lingering[--watch->n_lingering];
	}
}

/* What the thread sleeps on; returns the time to sleep, -1 when there is nothing to look after. */
static int
prepare(const struct http_watch *watch, struct pollfd fds[LINGER_MAX + 1], nfds_t *ret_n)
{
	fds[0] = (struct pollfd){ .fd = watch->wake, .events = POLLIN };
	for (int i = 0; i < watch->n_lingering; i++) {
		fds[i + 1] = (struct pollfd){ .fd = watch->lingering[i].fd, .events = POLLIN };
	}
	*ret_n = (nfds_t)watch->n_lingering + 1;
	return watch->first == NULL && watch->n_lingering == 0 ? -1 : (int)watch->sweep_ms;
}

static void *
run(void *context)
{
	struct http_watch *watch = context;
	struct pollfd fds[LINGER_MAX + 1];
	nfds_t n;
	uint64_t count;

	pthread_mutex_lock(&watch->lock);
	while (!watch->ends) {
		const int timeout_ms = prepare(watch, fds, &n);
		pthread_mutex_unlock(&watch->lock);
		(void)poll(fds, n, timeout_ms);
		(void)!read(watch->wake, &count, sizeof(count));
		pthread_mutex_lock(&watch->lock);
		const ms_t t = now();
		sweep(watch, t);
		discard(watch, t);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

int
http_watch_open(ms_t idle_timeout_ms, ms_t request_timeout_ms, struct http_watch **ret_watch)
{
	struct http_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return -ENOMEM;
	}
	const ms_t shorter = idle_timeout_ms < request_timeout_ms ? idle_timeout_ms :
																request_timeout_ms;
	const ms_t sweep_ms = shorter / SWEEPS_A_TIMEOUT;
	watch->idle_timeout_ms = idle_timeout_ms;
	watch->request_timeout_ms = request_timeout_ms;
	watch->sweep_ms = sweep_ms < SWEEP_MS_MIN ? SWEEP_MS_MIN :
		sweep_ms > SWEEP_MS_MAX               ? SWEEP_MS_MAX :
												sweep_ms;
	(void)pthread_mutex_init(&watch->lock, NULL);
	(void)pthread_cond_init(&watch->empty, NULL);
	watch->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	const int error = watch->wake < 0 ? errno : pthread_create(&watch->thread, NULL, run, watch);
	if (error != 0) {
		if (watch->wake >= 0) {
			close(watch->wake);
		}
		free(watch);
		return -error;
	}
	*ret_watch = watch;
	return 0;
}

struct http_watch *
http_watch_close(struct http_watch *watch)
{
	pthread_mutex_lock(&watch->lock);
	watch->ends = true;
	pthread_mutex_unlock(&watch->lock);
	wake(watch);
	(void)pthread_join(watch->thread, NULL);
	for (int i = 0; i < watch->n_lingering; i++) {
		close(watch->lingering[i].fd);
	}
	close(watch->wake);
	(void)pthread_cond_destroy(&watch->empty);
	(void)pthread_mutex_destroy(&watch->lock);
	free(watch);
	return NULL;
}

struct http_connection *
http_watch_add(struct http_watch *watch, int fd)
{
	struct http_connection *connection = calloc(1, sizeof(*connection));
	if (connection == NULL) {
		return NULL;
	}
	connection->fd = fd;
	connection->phase = HTTP_PHASE_READING;
	connection->since = now();
	pthread_mutex_lock(&watch->lock);
	const bool is_first = watch->first == NULL;
	connection->next = watch->first;
	if (watch->first != NULL) {
		watch->first->previous = connection;
	}
	watch->first = connection;
	if (watch->is_draining) {
		cut(connection);
	}
	pthread_mutex_unlock(&watch->lock);
	if (is_first) {
		wake(watch);
	}
	return connection;
}

/* Keeps a second descriptor of the socket, so that its owner's close() closes nothing yet. */
static void
begin_lingering(struct http_watch *watch, int fd)
{
	const int own = watch->n_lingering < LINGER_MAX ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
	if (own >= 0) {
		(void)shutdown(own, SHUT_WR);
		watch->lingering[watch->n_lingering++] = (struct lingering){ .fd = own,
			.until = now() + watch->request_timeout_ms };
		wake(watch);
	}
}

void
http_watch_remove(struct http_watch *watch, struct http_connection *connection)
{
	pthread_mutex_lock(&watch->lock);
	if (connection->previous != NULL) {
		connection->previous->next = connection->next;
	} else {
		watch->first = connection->next;
	}
	if (connection->next != NULL) {
		connection->next->previous = connection->previous;
	}
	if (connection->lingers && !connection->is_cut) {
		begin_lingering(watch, connection->fd);
	}
	if (watch->first == NULL) {
		pthread_cond_broadcast(&watch->empty);
	}
	pthread_mutex_unlock(&watch->lock);
	free(connection);
}

static void
enter(struct http_connection *connection, enum http_phase phase)
{
	connection->phase = phase;
	connection->since = now();
	connection->received = -1;
}

void
http_watch_set(struct http_watch *watch, struct http_connection *connection, enum http_phase phase)
{
	pthread_mutex_lock(&watch->lock);
	enter(connection, phase);
	if (watch->is_draining && phase == HTTP_PHASE_RESTING) {
		cut(connection);
	}
	pthread_mutex_unlock(&watch->lock);
}

bool
http_watch_take(struct http_watch *watch, struct http_connection *connection)
{
	pthread_mutex_lock(&watch->lock);
	const bool is_taken = !connection->is_cut;
	if (is_taken) {
		enter(connection, HTTP_PHASE_OURS);
	}
	pthread_mutex_unlock(&watch->lock);
	return is_taken;
}

void
http_watch_linger(struct http_watch *watch, struct http_connection *connection)
{
	pthread_mutex_lock(&watch->lock);
	connection->lingers = true;
	pthread_mutex_unlock(&watch->lock);
}

void
http_watch_drain(struct http_watch *watch)
{
	pthread_mutex_lock(&watch->lock);
	watch->is_draining = true;
	for (struct http_connection *c = watch->first; c != NULL; c = c->next) {
		if (c->phase == HTTP_PHASE_READING || c->phase == HTTP_PHASE_RESTING) {
			cut(c);
		}
	}
	while (watch->first != NULL) {
		pthread_cond_wait(&watch->empty, &watch->lock);
	}
	pthread_mutex_unlock(&watch->lock);
}

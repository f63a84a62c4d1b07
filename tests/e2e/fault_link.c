/* SPDX-License-Identifier: MIT */
/* One thread a connection: it passes bytes on, or spoils them. */
#include "fault_link.h"

#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_MAX = 4 * 1024 * 1024, SLOW_STEP = 64 };

const char *const fault_rule_names[RULES] = { "pass", "down", "flap", "eat", "cut", "bite", "delay",
	"slow", "portal", "redirect", "garbage", "busy", "again" };

struct connection {
	struct fault_link *link;
	int slot, client, upstream;
	unsigned generation;
	enum fault_rule rule; /* when it was accepted; a new one cuts it */
	long number;          /* the rule's */
	long n_left;          /* bytes until the cut */
};

static void
rest(long ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

struct sockaddr_in
fault_loopback(unsigned port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* Each thread closes its own. */
void
fault_link_cut(struct fault_link *link)
{
	pthread_mutex_lock(&link->lock);
	for (int i = 0; i < FAULT_CONNECTIONS_MAX; i++) {
		for (int side = 0; side < 2; side++) {
			if (link->open[i][side] >= 0) {
				(void)shutdown(link->open[i][side], SHUT_RDWR);
			}
		}
	}
	link->generation++;
	pthread_mutex_unlock(&link->lock);
}

static const char portal_page[] =
	"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
	"<!DOCTYPE html><title>Welcome</title><p>Accept the conditions to use this network.";
static const char portal_redirect[] =
	"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/login\r\nContent-Length: 0\r\n"
	"Connection: close\r\n\r\n";
static const char busy_answer[] =
	"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: text/plain\r\n"
	"Content-Length: 4\r\nConnection: close\r\n\r\nbusy";

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

static bool
send_slowly(int fd, const char *bytes, size_t n, long pause_ms)
{
	for (size_t at = 0; at < n; at += SLOW_STEP) {
		const size_t step = n - at < SLOW_STEP ? n - at : SLOW_STEP;
		if (!send_all(fd, bytes + at, step)) {
			return false;
		}
		rest(pause_ms);
	}
	return true;
}

static bool
send_until_cut(struct connection *connection, int fd, const char *bytes, size_t n)
{
	const size_t allowed = connection->n_left > 0 && (size_t)connection->n_left < n ?
		(size_t)connection->n_left :
		n;

	if (connection->n_left == 0) {
		return false;
	}
	connection->n_left -= (long)allowed;
	return send_all(fd, bytes, allowed) && connection->n_left > 0;
}

/* What the client says. False: the connection ends. */
static bool
pass_request(struct connection *connection, const char *bytes, size_t n)
{
	if (connection->rule == CUT) {
		return send_until_cut(connection, connection->upstream, bytes, n);
	}
	if (connection->rule == SLOW) {
		return send_slowly(connection->upstream, bytes, n, connection->number);
	}
	return send_all(connection->upstream, bytes, n);
}

/* True: this reply is dropped. */
static bool
eat(struct connection *connection)
{
	struct fault_link *link = connection->link;
	bool is_eaten = false;

	pthread_mutex_lock(&link->lock);
	if (link->rule == EAT && link->number > 0) {
		link->number--;
		link->n_eaten++;
		is_eaten = true;
	}
	pthread_mutex_unlock(&link->lock);
	return is_eaten;
}

static void
remember(struct fault_link *link, const char *bytes, size_t n)
{
	pthread_mutex_lock(&link->lock);
	memcpy(link->last, bytes, n);
	link->n_last = n;
	pthread_mutex_unlock(&link->lock);
}

static bool
pass_reply(struct connection *connection, const char *bytes, size_t n)
{
	if (connection->rule == EAT && eat(connection)) {
		return false;
	}
	if (connection->rule == BITE) {
		return send_until_cut(connection, connection->client, bytes, n);
	}
	if (connection->rule == DELAY) {
		rest(connection->number);
	}
	remember(connection->link, bytes, n);
	if (connection->rule == SLOW) {
		return send_slowly(connection->client, bytes, n, connection->number);
	}
	return send_all(connection->client, bytes, n);
}

static void
relay(struct connection *connection)
{
	char bytes[FAULT_REPLY_MAX];

	for (;;) {
		struct pollfd sides[2] = { { .fd = connection->client, .events = POLLIN },
			{ .fd = connection->upstream, .events = POLLIN } };
		if (poll(sides, 2, -1) < 0) {
			return;
		}
		for (int i = 0; i < 2; i++) {
			if (sides[i].revents == 0) {
				continue;
			}
			const ssize_t n = recv(sides[i].fd, bytes, sizeof(bytes), 0);
			if (n <= 0) {
				return;
			}
			if (!(i == 0 ? pass_request(connection, bytes, (size_t)n) :
						   pass_reply(connection, bytes, (size_t)n))) {
				return;
			}
		}
	}
}

/* Bytes that a request has in all, once its head is there; 0 before. */
static size_t
length_of(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	if (end == NULL) {
		return 0;
	}
	const size_t head = (size_t)(end - request) + 4;
	for (const char *line = request; line != NULL && line < end; line = strstr(line, "\r\n")) {
		line += *line == '\r' ? 2 : 0;
		if (strncasecmp(line, "content-length:", 15) == 0) {
			return head + strtoul(line + 15, NULL, 10);
		}
	}
	return head;
}

/* Reads one whole request, as a portal would, so that the answer is not lost in a reset. */
static bool
swallow_request(int client)
{
	char *request = calloc(1, REQUEST_MAX + 1);
	size_t n = 0;
	bool is_whole = false;

	while (!is_whole && n < REQUEST_MAX) {
		const ssize_t got = recv(client, request + n, REQUEST_MAX - n, 0);
		if (got <= 0) {
			break;
		}
		n += (size_t)got;
		const size_t wanted = length_of(request);
		is_whole = wanted > 0 && n >= wanted;
	}
	free(request);
	return is_whole;
}

static void
answer_again(struct fault_link *link, int client)
{
	char reply[FAULT_REPLY_MAX];

	pthread_mutex_lock(&link->lock);
	const size_t n = link->n_last;
	memcpy(reply, link->last, n);
	pthread_mutex_unlock(&link->lock);
	(void)send_all(client, reply, n);
}

static void
answer_oneself(struct connection *connection)
{
	char noise[256];

	if (!swallow_request(connection->client)) {
		return;
	}
	if (connection->rule == AGAIN) {
		answer_again(connection->link, connection->client);
		return;
	}
	for (size_t i = 0; i < sizeof(noise); i++) {
		noise[i] = (char)(i * 37 + 11);
	}
	const char *answer = connection->rule == PORTAL ? portal_page :
		connection->rule == REDIRECT                ? portal_redirect :
		connection->rule == BUSY                    ? busy_answer :
													  NULL;
	(void)send_all(connection->client, answer != NULL ? answer : noise,
		answer != NULL ? strlen(answer) : sizeof(noise));
}

static bool
connect_upstream(struct connection *connection)
{
	struct fault_link *link = connection->link;
	const int one = 1;

	pthread_mutex_lock(&link->lock);
	const struct sockaddr_in address = fault_loopback(link->upstream);
	const bool is_known = link->upstream != 0;
	pthread_mutex_unlock(&link->lock);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!is_known || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		(void)close(fd);
		return false;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	pthread_mutex_lock(&link->lock);
	link->open[connection->slot][1] = fd;
	const bool is_cut = connection->generation != link->generation;
	pthread_mutex_unlock(&link->lock);
	connection->upstream = fd; /* end() closes it */
	return !is_cut;
}

static void
end(struct connection *connection)
{
	struct fault_link *link = connection->link;

	pthread_mutex_lock(&link->lock);
	link->open[connection->slot][0] = -1;
	link->open[connection->slot][1] = -1;
	(void)close(connection->client);
	if (connection->upstream >= 0) {
		(void)close(connection->upstream);
	}
	pthread_mutex_unlock(&link->lock);
	free(connection);
}

static void *
run_connection(void *context)
{
	struct connection *connection = context;

	if (connection->rule >= PORTAL) {
		answer_oneself(connection);
	} else if (connect_upstream(connection)) {
		relay(connection);
	}
	end(connection);
	return NULL;
}

static int
free_slot(const struct fault_link *link)
{
	for (int i = 0; i < FAULT_CONNECTIONS_MAX; i++) {
		if (link->open[i][0] < 0) {
			return i;
		}
	}
	return -1;
}

void
fault_link_take(struct fault_link *link, int client)
{
	pthread_t thread;
	const int one = 1;
	struct connection *connection = calloc(1, sizeof(*connection));

	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	pthread_mutex_lock(&link->lock);
	*connection = (struct connection){ .link = link,
		.slot = free_slot(link),
		.client = client,
		.upstream = -1,
		.generation = link->generation,
		.rule = link->rule == FLAP ? PASS : link->rule,
		.number = link->number,
		.n_left = link->number };
	if (connection->slot >= 0) {
		link->open[connection->slot][0] = client;
		link->n_connections++;
	}
	pthread_mutex_unlock(&link->lock);
	if (connection->slot < 0 || pthread_create(&thread, NULL, run_connection, connection) != 0) {
		fprintf(stderr, "fault-proxy: too many connections\n");
		exit(4);
	}
	pthread_detach(thread);
}

void
fault_link_init(struct fault_link *link)
{
	pthread_mutex_init(&link->lock, NULL);
	memset(link->open, -1, sizeof(link->open));
}

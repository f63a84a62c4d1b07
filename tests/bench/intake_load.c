/* SPDX-License-Identifier: MIT */
/* One thread and epoll: as little of the machine as possible is taken from the server that is measured. */
#include "intake_load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 8192, EVENTS = 128 };

struct connection {
	int fd;
	int request; /* under way; -1: idle */
	size_t n_sent, n_read;
	double due; /* when it was to be sent */
	char answer[ANSWER_MAX];
};

struct load {
	const struct load_plan *plan;
	struct connection *connections;
	struct connection **idle;
	int n_idle, n_next, n_under_way, n_answered;
	int epoll;
	double begin;
	double *latencies;
	struct load_result result;
};

static double
now_seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
connect_one(struct load *load, struct connection *connection)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)load->plan->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int on = 1;
	connection->request = -1;
	connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connection->fd < 0 ||
		connect(connection->fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		return -errno;
	}
	(void)setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
	return epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0 ? -errno : 0;
}

/* A request is smaller than the socket's buffer; one that does not fit is waited for. */
static int
send_next(struct load *load, struct connection *connection, double due)
{
	const struct load_request *request = &load->plan->requests[load->n_next];
	size_t n_sent = 0;
	while (n_sent < request->n) {
		const ssize_t n = send(
			connection->fd, request->bytes + n_sent, request->n - n_sent, MSG_NOSIGNAL);
		if (n < 0) {
			return -errno;
		}
		n_sent += (size_t)n;
	}
	connection->request = load->n_next++;
	connection->n_read = 0;
	connection->due = due;
	load->n_under_way++;
	return 0;
}

/* 0 when the answer is not whole. */
static int
status_of(struct connection *connection)
{
	connection->answer[connection->n_read] = '\0';
	const char *end = strstr(connection->answer, "\r\n\r\n");
	const char *length = end == NULL ? NULL : strcasestr(connection->answer, "\r\ncontent-length:");
	if (length == NULL || length > end) {
		return 0;
	}
	const size_t n_body = strtoul(length + strlen("\r\ncontent-length:"), NULL, 10);
	const size_t n_head = (size_t)(end - connection->answer) + 4;
	return connection->n_read < n_head + n_body ?
		0 :
		(int)strtol(connection->answer + strlen("HTTP/1.1 "), NULL, 10);
}

static int
read_answer(struct load *load, struct connection *connection)
{
	const ssize_t n = recv(connection->fd, connection->answer + connection->n_read,
		ANSWER_MAX - 1 - connection->n_read, MSG_DONTWAIT);
	if (n <= 0) {
		return n < 0 && errno == EAGAIN ? 0 : n < 0 ? -errno : -ECONNRESET;
	}
	connection->n_read += (size_t)n;
	const int status = status_of(connection);
	if (status != 0) {
		load->latencies[load->n_answered++] = now_seconds() - connection->due;
		load->result.n_stored += status == 201;
		load->result.n_other += status != 201;
		load->n_under_way--;
		connection->request = -1;
		load->idle[load->n_idle++] = connection;
	}
	return 0;
}

/* Gives idle connections what is due. */
static int
send_due(struct load *load)
{
	const struct load_plan *plan = load->plan;
	const double now = now_seconds();
	int r = 0;
	while (r == 0 && load->n_idle > 0 && load->n_next < plan->n_requests &&
		now - load->begin < plan->seconds) {
		const double due = plan->rate > 0 ? load->begin + load->n_next / plan->rate : now;
		if (due > now) {
			break;
		}
		r = send_next(load, load->idle[--load->n_idle], due);
	}
	return r;
}

static bool
is_over(const struct load *load)
{
	return load->n_under_way == 0 &&
		(load->n_next == load->plan->n_requests ||
			now_seconds() - load->begin >= load->plan->seconds);
}

static int
drive(struct load *load)
{
	struct epoll_event events[EVENTS];
	int r = 0;
	load->begin = now_seconds();
	while (r == 0) {
		r = send_due(load);
		if (r < 0 || is_over(load)) {
			break;
		}
		/* What is sent by the clock may be sent a millisecond late; that counts as time of the answer. */
		const int n = epoll_wait(load->epoll, events, EVENTS, load->plan->rate > 0 ? 1 : 1000);
		for (int i = 0; r == 0 && i < n; i++) {
			r = read_answer(load, events[i].data.ptr);
		}
	}
	load->result.seconds = now_seconds() - load->begin;
	return r;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int
load_run(const struct load_plan *plan, struct load_result *ret_result)
{
	const size_t n = (size_t)plan->n_connections;
	struct load load = { .plan = plan,
		.connections = calloc(n, sizeof(*load.connections)),
		.idle = calloc(n, sizeof(struct connection *)),
		.latencies = calloc((size_t)plan->n_requests, sizeof(double)),
		.epoll = epoll_create1(EPOLL_CLOEXEC) };
	int r = load.connections == NULL || load.idle == NULL || load.latencies == NULL ? -ENOMEM :
		load.epoll < 0                                                              ? -errno :
																					  0;
	int n_open = 0;
	while (r == 0 && n_open < plan->n_connections) {
		struct connection *connection = &load.connections[n_open++];
		r = connect_one(&load, connection);
		load.idle[load.n_idle++] = connection;
	}
	if (r == 0) {
		r = drive(&load);
	}
	if (r == 0 && load.n_answered > 0) {
		qsort(load.latencies, (size_t)load.n_answered, sizeof(double), compare);
		load.result.p50_ms = load.latencies[load.n_answered / 2] * 1e3;
		load.result.p99_ms = load.latencies[load.n_answered * 99L / 100] * 1e3;
	}
	for (int i = 0; i < n_open; i++) {
		close(load.connections[i].fd);
	}
	close(load.epoll);
	free(load.connections);
	free(load.idle);
	free(load.latencies);
	*ret_result = load.result;
	return r;
}

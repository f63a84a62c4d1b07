/* SPDX-License-Identifier: MIT */
/* Slow-loris clients: many connections, each sending a request byte by byte, begun again whenever the server ends it. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 1000, STEP_MS = 20 };

/* Half of them never end their head, half never end their body. */
static const char head[] = "PUT /v1/submissions/019aa5d0-0000-7000-8000-000000000001 HTTP/1.1\r\n"
						   "Host: intake\r\nX-Padding: ";
static const char body[] = "PUT /v1/submissions/019aa5d0-0000-7000-8000-000000000001 HTTP/1.1\r\n"
						   "Host: intake\r\nContent-Type: application/jose\r\n"
						   "Content-Length: 100000\r\n\r\n";

struct client {
	int fd; /* -1: to be begun */
	size_t n_sent;
};

static int
begin(unsigned port)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 ||
		(connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 &&
			errno != EINPROGRESS)) {
		if (fd >= 0) {
			(void)close(fd);
		}
		return -1;
	}
	return fd;
}

/* One byte more. False: the server has ended it. */
static bool
trickle(struct client *client, const char *text, size_t n_text)
{
	char answer[256];
	const char byte = client->n_sent < n_text ? text[client->n_sent] : 'x';

	const ssize_t got = recv(client->fd, answer, sizeof(answer), 0);
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != ENOTCONN)) {
		return false;
	}
	const ssize_t sent = send(client->fd, &byte, 1, MSG_NOSIGNAL);
	if (sent < 0) {
		return errno == EAGAIN || errno == ENOTCONN;
	}
	client->n_sent++;
	return true;
}

/* Tells again and again how many the server has ended. */
int
main(int argc, char **argv)
{
	static struct client clients[CLIENTS_MAX];
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000 };
	const unsigned port = argc == 3 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
	const long n = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	long n_ended = 0;

	if (port == 0 || n < 1 || n > CLIENTS_MAX) {
		fprintf(stderr, "usage: travel-trickle PORT CLIENTS   until it is killed\n");
		return 2;
	}
	for (long i = 0; i < n; i++) {
		clients[i].fd = -1;
	}
	for (long round = 0;; round++) {
		for (long i = 0; i < n; i++) {
			struct client *client = &clients[i];
			if (client->fd < 0) {
				*client = (struct client){ .fd = begin(port) };
			} else if (!trickle(client, i % 2 == 0 ? head : body,
						   i % 2 == 0 ? sizeof(head) - 1 : sizeof(body) - 1)) {
				(void)close(client->fd);
				client->fd = -1;
				n_ended++;
			}
		}
		if (round % 10 == 0) {
			printf("%ld clients, %ld ended by the server\n", n, n_ended);
			fflush(stdout);
		}
		nanosleep(&step, NULL);
	}
}

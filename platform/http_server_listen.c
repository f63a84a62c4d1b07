/* SPDX-License-Identifier: MIT */
/* The listening socket of the server: an address of the loopback and nothing else. */
#include "platform/http_server_parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 512, HOST_MAX = 46, PORT_MAX = 65535 };

struct address {
	struct sockaddr_storage storage;
	socklen_t n;
};

static int
diagnose(struct diagnosis *ret_diagnosis, int error, const char *where, const char *what,
	const char *remedy)
{
	*ret_diagnosis = (struct diagnosis){ .where = "" };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", where);
	(void)snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "%s", what);
	(void)snprintf(ret_diagnosis->remedy, sizeof(ret_diagnosis->remedy), "%s", remedy);
	return error;
}

/* "host:port" into its halves; the brackets of an IPv6 address are dropped. */
static bool
split(const char *where, char ret_host[HOST_MAX], in_port_t *ret_port)
{
	const bool is_v6 = where[0] == '[';
	const char *colon = strrchr(where, ':');
	if (colon == NULL || (is_v6 && (colon == where || colon[-1] != ']'))) {
		return false;
	}
	const char *first = where + (is_v6 ? 1 : 0);
	const ptrdiff_t n = colon - (is_v6 ? 1 : 0) - first;
	if (n <= 0 || n >= HOST_MAX || colon[1] == '\0' || strlen(colon + 1) > 5) {
		return false;
	}
	unsigned port = 0;
	for (const char *p = colon + 1; *p != '\0'; p++) {
		if (*p < '0' || *p > '9') {
			return false;
		}
		port = port * 10 + (unsigned)(*p - '0');
	}
	(void)snprintf(ret_host, HOST_MAX, "%.*s", (int)n, first);
	*ret_port = htons((in_port_t)port);
	return port <= PORT_MAX;
}

/* 0, -EINVAL, or -EPERM: an address, but not of the loopback. */
static int
parse(const char *where, struct address *ret_address)
{
	char host[HOST_MAX];
	in_port_t port;
	if (!split(where, host, &port)) {
		return -EINVAL;
	}
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = port };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = port };
	if (where[0] != '[' && inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
		memcpy(&ret_address->storage, &v4, sizeof(v4));
		ret_address->n = sizeof(v4);
		return ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET ? 0 : -EPERM;
	}
	if (where[0] == '[' && inet_pton(AF_INET6, host, &v6.sin6_addr) == 1) {
		memcpy(&ret_address->storage, &v6, sizeof(v6));
		ret_address->n = sizeof(v6);
		return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) ? 0 : -EPERM;
	}
	return -EINVAL;
}

static int
bind_and_listen(const struct address *address, int *ret_fd)
{
	const int one = 1;
	const int fd = socket(
		address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return -errno;
	}
	/* A restarted server takes its port back although old connections are still dying. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0 ||
		bind(fd, (const struct sockaddr *)&address->storage, address->n) < 0 ||
		listen(fd, BACKLOG) < 0) {
		const int error = -errno;
		close(fd);
		return error;
	}
	*ret_fd = fd;
	return 0;
}

int
http_listen(const char *where, int *ret_fd, struct diagnosis *ret_diagnosis)
{
	struct address address = { .n = 0 };
	int r = parse(where, &address);
	if (r == -EINVAL) {
		return diagnose(ret_diagnosis, r, where, "This is no address and port to listen on.",
			"Give an address in numbers and a port, such as 127.0.0.1:8471 or [::1]:8471.");
	}
	if (r == -EPERM) {
		return diagnose(ret_diagnosis, r, where,
			"This address can be reached from other machines, and this server has no TLS.",
			"Listen on 127.0.0.1 or [::1], and let nginx stand in front of it.");
	}
	r = bind_and_listen(&address, ret_fd);
	if (r == -EADDRINUSE) {
		return diagnose(ret_diagnosis, r, where, "Another program listens on this port already.",
			"End that program, or choose another port.");
	}
	if (r < 0) {
		char what[sizeof(ret_diagnosis->what)];
		(void)snprintf(what, sizeof(what), "The address cannot be listened on: %s.", strerror(-r));
		return diagnose(ret_diagnosis, r, where, what,
			"Choose a port from 1024 to 65535, and check that the machine has this address.");
	}
	return 0;
}

unsigned
http_listen_port(int fd)
{
	struct sockaddr_storage storage;
	socklen_t n = sizeof(storage);
	if (getsockname(fd, (struct sockaddr *)&storage, &n) < 0) {
		return 0;
	}
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	memcpy(&v4, &storage, sizeof(v4));
	memcpy(&v6, &storage, sizeof(v6));
	return ntohs(storage.ss_family == AF_INET ? v4.sin_port : v6.sin6_port);
}

/* SPDX-License-Identifier: MIT */
/* Kernel calls only: what systemd's library would do here is twenty lines. */
#include "platform/local_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_FD = 3 /* SD_LISTEN_FDS_START */, BACKLOG = 8 };

static int
int_option(int fd, int option)
{
	int value = -1;
	socklen_t n = sizeof(value);
	return getsockopt(fd, SOL_SOCKET, option, &value, &n) == 0 ? value : -1;
}

static int
prepare(int fd)
{
	const int flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
		fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
		return -errno;
	}
	return 0;
}

int
local_socket_inherit(int *ret_fd)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	if (pid == NULL || n == NULL || strtol(pid, NULL, 10) != (long)getpid()) {
		return -ENOENT;
	}
	/* children have nothing to do with it */
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (strcmp(n, "1") != 0 || int_option(FIRST_FD, SO_DOMAIN) != AF_UNIX ||
		int_option(FIRST_FD, SO_TYPE) != SOCK_STREAM || int_option(FIRST_FD, SO_ACCEPTCONN) != 1) {
		return -EINVAL;
	}
	const int r = prepare(FIRST_FD);
	if (r == 0) {
		*ret_fd = FIRST_FD;
	}
	return r;
}

static int
address_of(const char *path, struct sockaddr_un *ret_address)
{
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(ret_address->sun_path)) {
		return -ENAMETOOLONG;
	}
	memcpy(ret_address->sun_path, path, strlen(path) + 1);
	return 0;
}

/* Nobody listens there any more. */
static bool
is_dead_socket(const char *path, const struct sockaddr_un *address)
{
	struct stat stat;
	if (lstat(path, &stat) < 0 || !S_ISSOCK(stat.st_mode)) {
		return false;
	}
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const bool is_dead = fd >= 0 &&
		connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 &&
		errno == ECONNREFUSED;
	if (fd >= 0) {
		(void)close(fd);
	}
	return is_dead;
}

static int
bind_to(int fd, const char *path, const struct sockaddr_un *address)
{
	/* nobody may connect before the mode is what it should be */
	const mode_t mask = umask(0117);
	int r = bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ? -errno : 0;
	if (r == -EADDRINUSE && is_dead_socket(path, address) && unlink(path) == 0) {
		r = bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ? -errno : 0;
	}
	(void)umask(mask);
	return r == -EADDRINUSE ? -EEXIST : r;
}

int
local_socket_listen(const char *path, int *ret_fd)
{
	struct sockaddr_un address;
	int r = address_of(path, &address);
	if (r < 0) {
		return r;
	}
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return -errno;
	}
	r = bind_to(fd, path, &address);
	if (r == 0 && listen(fd, BACKLOG) < 0) {
		r = -errno;
	}
	if (r < 0) {
		(void)close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

int
local_socket_accept(int listening, int *ret_fd, uid_t *ret_peer)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);
	const int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0) {
		return errno == EWOULDBLOCK || errno == ECONNABORTED || errno == EINTR ? -EAGAIN : -errno;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) < 0) {
		const int error = errno;
		(void)close(fd);
		return -error;
	}
	*ret_fd = fd;
	*ret_peer = peer.uid;
	return 0;
}

/* ---- asking ---- */

static ms_t
now(void)
{
	struct timespec time;
	(void)clock_gettime(
		CLOCK_MONOTONIC, &time); /* cannot fail for this clock and a valid address */
	return (ms_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* How long, and until what else happens. */
struct limit {
	ms_t until;
	int cancel; /* -1: nothing */
};

/* 0 when something can be done with the socket; -ECANCELED, -ETIMEDOUT. */
static int
wait_for(int fd, short events, const struct limit *limit)
{
	struct pollfd what[] = { { .fd = fd, .events = events },
		{ .fd = limit->cancel, .events = POLLIN } };
	for (;;) {
		const ms_t left = limit->until - now();
		const int n = left <= 0 ? 0 : poll(what, 2, left > 60000 ? 60000 : (int)left);
		if (n > 0) {
			return what[1].revents != 0 ? -ECANCELED : 0;
		}
		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (left <= 0) {
			return -ETIMEDOUT;
		}
	}
}

static int
send_all(int fd, const char *line, size_t n, const struct limit *limit)
{
	for (size_t sent = 0; sent < n;) {
		const ssize_t more = send(fd, line + sent, n - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (more < 0 && errno != EAGAIN && errno != EINTR) {
			return -errno;
		}
		sent += more > 0 ? (size_t)more : 0;
		const int r = sent < n ? wait_for(fd, POLLOUT, limit) : 0;
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

static int
receive_line(int fd, const struct limit *limit, char *ret_line, size_t size, size_t *ret_n)
{
	for (size_t n = 0; n < size;) {
		const int r = wait_for(fd, POLLIN, limit);
		const ssize_t more = r < 0 ? 0 : recv(fd, ret_line + n, size - n, MSG_DONTWAIT);
		if (r < 0 || (more < 0 && errno != EAGAIN && errno != EINTR)) {
			return r < 0 ? r : -errno;
		}
		if (more == 0) {
			return -ECONNRESET;
		}
		n += more > 0 ? (size_t)more : 0;
		const char *end = memchr(ret_line, '\n', n);
		if (end != NULL) {
			*ret_n = (size_t)(end - ret_line);
			return 0;
		}
	}
	return -EMSGSIZE;
}

int
local_socket_ask(const char *path, const char *line, size_t n, ms_t timeout_ms, int cancel,
	char *ret_line, size_t size, size_t *ret_n)
{
	struct sockaddr_un address;
	const struct limit limit = { now() + timeout_ms, cancel };
	int r = address_of(path, &address);
	const int fd = r < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return r < 0 ? r : -errno;
	}
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		r = -errno;
	}
	r = r == 0 ? send_all(fd, line, n, &limit) : r;
	r = r == 0 ? receive_line(fd, &limit, ret_line, size, ret_n) : r;
	(void)close(fd);
	return r;
}

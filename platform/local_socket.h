/* SPDX-License-Identifier: MIT */
/* Unix stream sockets between programs of one machine, whose kernel vouches for the peer. */
#ifndef PLATFORM_LOCAL_SOCKET_H
#define PLATFORM_LOCAL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/units.h"

/*
 * The listening socket that systemd handed over (LISTEN_PID, LISTEN_FDS: sd_listen_fds(3)), non-blocking. -ENOENT: none was handed
 * over; -EINVAL: it is no listening Unix stream socket, or there are several.
 */
__attribute__((warn_unused_result)) int local_socket_inherit(int *ret_fd);
/*
 * Makes one, mode 0660, non-blocking; a socket that a dead program left at the path is replaced, anything else there is not (-EEXIST).
 * 0 or negative errno.
 */
__attribute__((warn_unused_result)) int local_socket_listen(const char *path, int *ret_fd);
/* The next caller, non-blocking, and the user that the kernel says it is (SO_PEERCRED). 0; -EAGAIN: none; other negative errno. */
__attribute__((warn_unused_result)) int local_socket_accept(
	int listening, int *ret_fd, uid_t *ret_peer);

/*
 * Sends `line` (with its line feed) to the socket at the path and waits for one line, without its line feed. Blocks for at most
 * `timeout_ms`, and no longer when `cancel` becomes readable (an eventfd; -1: none). 0; -ECANCELED, -ETIMEDOUT, -EMSGSIZE (no line feed within `size`), -ECONNRESET (closed before one), or another negative errno.
 */
__attribute__((warn_unused_result)) int local_socket_ask(const char *path, const char *line,
	size_t n, ms_t timeout_ms, int cancel, char *ret_line, size_t size, size_t *ret_n);

#endif

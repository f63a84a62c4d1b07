/* SPDX-License-Identifier: MIT */
/* Never waits and never fails: a supervisor that does not listen is no reason to end a visit. */
#include "platform/supervisor.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
supervisor_tell(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const size_t n = path != NULL ? strlen(path) : 0;

	if (n < 2 || n >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@')) {
		return;
	}
	memcpy(address.sun_path, path, n);
	if (path[0] == '@') {
		address.sun_path[0] = '\0'; /* an abstract one (unix(7)) */
	}
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return;
	}
	(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
}

ms_t
supervisor_interval(void)
{
	const char *micros = getenv("WATCHDOG_USEC"), *process = getenv("WATCHDOG_PID");

	if (micros == NULL || (process != NULL && strtol(process, NULL, 10) != (long)getpid())) {
		return MS_NEVER;
	}
	const ms_t half = strtoll(micros, NULL, 10) / 2000;
	return half > 0 ? half : MS_NEVER;
}

/* SPDX-License-Identifier: MIT */
/* One poll() over a timer, the outbox, the keys, the network and the signals. */
#include "sync/wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct wait {
	int timer, end;           /* timerfd; eventfd, readable for good after a signal */
	struct file_watch *files; /* or NULL */
};

/* What a signal handler can reach. */
static struct http_client *volatile cancelled;
static volatile sig_atomic_t end_fd = -1;

static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
enum { N_SIGNALS = sizeof(signals) / sizeof(signals[0]) };

ms_t
wait_now(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_BOOTTIME, &now); /* fails for no clock that the kernel has */
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
end(int number)
{
	const int before = errno;
	const uint64_t one = 1;
	(void)number;
	(void)!write(end_fd, &one, sizeof(one));
	http_client_cancel(cancelled);
	errno = before;
}

int
wait_open(struct http_client *client, struct wait **ret_wait)
{
	struct sigaction action = { .sa_handler = end };
	struct wait *wait = calloc(1, sizeof(*wait));
	if (wait == NULL) {
		return -ENOMEM;
	}
	wait->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	wait->end = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (wait->timer < 0 || wait->end < 0) {
		const int error = -errno;
		wait_close(wait);
		return error;
	}
	cancelled = client;
	end_fd = wait->end;
	(void)sigemptyset(&action.sa_mask);
	for (int i = 0; i < N_SIGNALS; i++) {
		(void)sigaction(signals[i], &action, NULL); /* fails for no such signal */
	}
	*ret_wait = wait;
	return 0;
}

struct wait *
wait_close(struct wait *wait)
{
	if (end_fd >= 0) {
		for (int i = 0; i < N_SIGNALS; i++) {
			(void)signal(signals[i], SIG_DFL);
		}
		end_fd = -1;
	}
	if (wait->timer >= 0) {
		close(wait->timer);
	}
	if (wait->end >= 0) {
		close(wait->end);
	}
	free(wait);
	return NULL;
}

void
wait_watch_files(struct wait *wait, struct file_watch *files)
{
	wait->files = files;
}

static int
set_timer(struct wait *wait, ms_t boot_ms)
{
	const ms_t at = boot_ms > 0 ? boot_ms : 1; /* 0 would disarm it */
	const struct itimerspec time = { .it_value = {
										 .tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000 } };
	return timerfd_settime(wait->timer, TFD_TIMER_ABSTIME, &time, NULL) < 0 ? -errno : 0;
}

int
wait_until(struct wait *wait, ms_t boot_ms, struct outbox_watch *watch, struct link_watch *link)
{
	struct pollfd fds[] = { { .fd = wait->end, .events = POLLIN },
		{ .fd = wait->timer, .events = POLLIN },
		{ .fd = watch == NULL ? -1 : outbox_watch_fd(watch), .events = POLLIN },
		{ .fd = link == NULL ? -1 : link_watch_fd(link), .events = POLLIN },
		{ .fd = wait->files == NULL ? -1 : file_watch_fd(wait->files), .events = POLLIN } };
	const int r = set_timer(wait, boot_ms);
	if (r < 0) {
		return r;
	}
	for (;;) {
		if (poll(fds, 5, -1) < 0) {
			if (errno == EINTR) {
				continue; /* the handler has written */
			}
			return -errno;
		}
		if (fds[0].revents != 0) {
			return WAIT_END;
		}
		if (fds[4].revents != 0 && file_watch_take(wait->files)) {
			return WAIT_FILES;
		}
		if (fds[2].revents != 0 && outbox_watch_take(watch)) {
			return WAIT_STORED;
		}
		if (fds[3].revents != 0 && link_watch_take(link)) {
			return WAIT_LINK;
		}
		if (fds[1].revents != 0) {
			return WAIT_TIME;
		}
	}
}

/* SPDX-License-Identifier: MIT */
/* Tests that a network that comes up is told, in a network namespace of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/link_watch.h"

static void
set_loopback(bool is_up)
{
	struct ifreq request = { .ifr_flags = (short)(is_up ? IFF_UP : 0) };
	memcpy(request.ifr_name, "lo", 3);
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &request), 0);
	close(fd);
}

/* What it tells now; poll() must agree that there was something to look at. */
static bool
rings(struct link_watch *watch)
{
	struct pollfd fd = { .fd = link_watch_fd(watch), .events = POLLIN };
	const bool is_readable = poll(&fd, 1, 0) == 1;
	const bool is_up = link_watch_take(watch);
	assert_true(is_readable || !is_up);
	assert_int_equal(poll(&fd, 1, 0), 0);
	return is_up;
}

static void
what_comes_up_rings(void **state)
{
	struct link_watch *watch;
	(void)state;
	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		skip(); /* no namespaces on this machine */
	}
	assert_int_equal(link_watch_open(&watch), 0);
	assert_false(rings(watch));
	set_loopback(true);
	assert_true(rings(watch));
	assert_false(rings(watch));
	set_loopback(false);
	assert_false(rings(watch));
	set_loopback(true);
	assert_true(rings(watch));
	assert_null(link_watch_close(watch));
}

/* The kernel drops what nobody takes, and says so: then it may have been good news. */
static void
what_was_lost_rings(void **state)
{
	struct link_watch *watch;
	const int least = 1;
	(void)state;
	if (unshare(CLONE_NEWNET) < 0) {
		skip();
	}
	assert_int_equal(link_watch_open(&watch), 0);
	assert_int_equal(
		setsockopt(link_watch_fd(watch), SOL_SOCKET, SO_RCVBUF, &least, sizeof(least)), 0);
	for (int i = 0; i < 20; i++) {
		set_loopback(true);
		set_loopback(false);
	}
	assert_true(rings(watch));
	assert_null(link_watch_close(watch));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_up_rings),
		cmocka_unit_test(what_was_lost_rings),
	};
	return cmocka_run_group_tests_name("link_watch", tests, NULL, NULL);
}

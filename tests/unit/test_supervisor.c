/* SPDX-License-Identifier: MIT */
/* Tests what a supervisor hears, on a socket as systemd opens it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "platform/supervisor.h"

/* Bound to `name`, '@' for an abstract one, and named in the environment. */
static int
listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const size_t n = strlen(name);
	memcpy(address.sun_path, name, n);
	if (name[0] == '@') {
		address.sun_path[0] = '\0';
	}
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address,
						 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)),
		0);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static void
hears(const char *name)
{
	char got[64] = "";
	const int fd = listen_at(name);
	supervisor_tell("READY=1\nSTATUS=Here.");
	assert_int_equal(recv(fd, got, sizeof(got) - 1, 0), 20);
	assert_string_equal(got, "READY=1\nSTATUS=Here.");
	close(fd);
}

static void
a_supervisor_hears_each_state(void **state)
{
	char name[64];
	(void)state;
	snprintf(name, sizeof(name), "@guichet-test-%d", (int)getpid());
	hears(name);
	snprintf(name, sizeof(name), "/tmp/guichet-test-%d", (int)getpid());
	hears(name);
	unlink(name);
}

static void
nobody_listens_and_nothing_happens(void **state)
{
	(void)state;
	supervisor_tell("READY=1"); /* the socket of the test before is closed */
	unsetenv("NOTIFY_SOCKET");
	supervisor_tell("READY=1");
	setenv("NOTIFY_SOCKET", "relative", 1);
	supervisor_tell("READY=1");
}

static void
the_watchdog_is_fed_twice_as_often_as_asked(void **state)
{
	char process[16];
	(void)state;
	unsetenv("WATCHDOG_USEC");
	assert_true(supervisor_interval() == MS_NEVER);
	setenv("WATCHDOG_USEC", "20000000", 1);
	unsetenv("WATCHDOG_PID");
	assert_int_equal(supervisor_interval(), 10000);
	setenv("WATCHDOG_PID", "1", 1); /* it is asked of another process */
	assert_true(supervisor_interval() == MS_NEVER);
	snprintf(process, sizeof(process), "%d", (int)getpid());
	setenv("WATCHDOG_PID", process, 1);
	assert_int_equal(supervisor_interval(), 10000);
	setenv("WATCHDOG_USEC", "many", 1);
	assert_true(supervisor_interval() == MS_NEVER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_supervisor_hears_each_state),
		cmocka_unit_test(nobody_listens_and_nothing_happens),
		cmocka_unit_test(the_watchdog_is_fed_twice_as_often_as_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

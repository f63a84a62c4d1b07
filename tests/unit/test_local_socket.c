/* SPDX-License-Identifier: MIT */
/* Asking over a socket ends in time, and at once when whoever asks has to go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/local_socket.h"

static void
nobody_answers(void **state)
{
	(void)state;
	char folder[] = "/tmp/guichet-socket.XXXXXX", path[64], line[16], heard[16] = "";
	int listening, peer_fd;
	uid_t peer;
	size_t n;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/socket", folder);
	assert_int_equal(local_socket_listen(path, &listening), 0);
	assert_int_equal(
		local_socket_ask(path, "first\n", 6, 50, -1, line, sizeof(line), &n), -ETIMEDOUT);
	const int cancel = eventfd(1, EFD_CLOEXEC);
	assert_true(cancel >= 0);
	/* a minute would be noticed: the test has less */
	assert_int_equal(
		local_socket_ask(path, "second\n", 7, 600000, cancel, line, sizeof(line), &n), -ECANCELED);
	/* what was asked has gone out all the same */
	assert_int_equal(local_socket_accept(listening, &peer_fd, &peer), 0);
	assert_int_equal(close(peer_fd), 0);
	assert_int_equal(local_socket_accept(listening, &peer_fd, &peer), 0);
	assert_int_equal(recv(peer_fd, heard, sizeof(heard), 0), 7);
	assert_string_equal(heard, "second\n");
	assert_int_equal(close(peer_fd), 0);
	assert_int_equal(close(cancel), 0);
	assert_int_equal(close(listening), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* fork, execve, a pipe and a clock. */
#include "platform/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXEC_FAILED = 127, STEP_MS = 200, LOOK_MS = 10, FIRST_OTHER_FD = 3 };

static ms_t
now(void)
{
	struct timespec time;
	(void)clock_gettime(
		CLOCK_MONOTONIC, &time); /* cannot fail for this clock and a valid address */
	return (ms_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Between fork() and execve(): calls that are safe there only. */
_Noreturn static void
become(const char *const *argv, int input, int output)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", lang[] = "LANG=C.UTF-8";
	char *const environment[] = { path, lang, NULL };
	(void)setpgid(0, 0);
	if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
		dup2(output, STDERR_FILENO) < 0) {
		_exit(EXEC_FAILED);
	}
	(void)close_range(FIRST_OTHER_FD, ~0U, 0);
	(void)execve(argv[0], (char *const *)argv, environment);
	_exit(EXEC_FAILED);
}

/* Until the program has closed its output or the time is over; true in the second case. */
static bool
collect(int fd, ms_t until, char *ret_output, size_t size, size_t *ret_n)
{
	char dropped[512];
	size_t n = 0;
	for (;;) {
		struct pollfd what = { .fd = fd, .events = POLLIN };
		const ms_t left = until - now();
		if (left <= 0) {
			*ret_n = n;
			return true;
		}
		if (poll(&what, 1, left > STEP_MS ? STEP_MS : (int)left) <= 0) {
			continue;
		}
		const bool has_room = n < size;
		const ssize_t more = read(
			fd, has_room ? ret_output + n : dropped, has_room ? size - n : sizeof(dropped));
		if (more <= 0) {
			*ret_n = n;
			return false;
		}
		n += has_room ? (size_t)more : 0;
	}
}

/* Until it has ended or the time is over; true in the second case. It may have closed its output long before. */
static bool
await(pid_t child, ms_t until, int *ret_status)
{
	int status;
	pid_t ended;
	while ((ended = waitpid(child, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
		if (now() >= until) {
			return true;
		}
		(void)poll(NULL, 0, LOOK_MS);
	}
	*ret_status = ended > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return false;
}

/* With all that it started; then it is gone. */
static void
end(pid_t child)
{
	(void)kill(-child, SIGKILL);
	(void)kill(child, SIGKILL); /* where it has no group of its own yet */
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
	}
}

/* A pipe that holds the input and nothing more. 0 or negative errno. */
static int
give(struct str input, int *ret_fd)
{
	int ends[2];
	if (input.n > PROGRAM_INPUT_MAX) {
		return -E2BIG;
	}
	if (pipe2(ends, O_CLOEXEC) < 0) {
		return -errno;
	}
	const bool is_in = input.n == 0 || write(ends[1], input.p, input.n) == (ssize_t)input.n;
	const int error = errno;
	(void)close(ends[1]);
	if (!is_in) {
		(void)close(ends[0]);
		return -error;
	}
	*ret_fd = ends[0];
	return 0;
}

int
program_run(const char *const *argv, struct str input, ms_t timeout_ms, char *ret_output,
	size_t size, struct program_result *ret_result)
{
	int output[2], given = -1;
	int r = access(argv[0], X_OK) < 0 ? -errno : give(input, &given);
	if (r < 0) {
		return r;
	}
	if (pipe2(output, O_CLOEXEC) < 0) {
		r = -errno;
		(void)close(given);
		return r;
	}
	const pid_t child = fork();
	if (child == 0) {
		become(argv, given, output[1]);
	}
	const int error = errno;
	(void)close(given);
	(void)close(output[1]);
	if (child < 0) {
		(void)close(output[0]);
		return -error;
	}
	struct program_result result = { .status = -1 };
	const ms_t until = now() + timeout_ms;
	result.timed_out = collect(output[0], until, ret_output, size, &result.n) ||
		await(child, until, &result.status);
	if (result.timed_out) {
		end(child);
	}
	(void)close(output[0]);
	*ret_result = result;
	return 0;
}

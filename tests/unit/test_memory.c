/* SPDX-License-Identifier: MIT */
/* Secret memory as the kernel sees it: /proc/self/smaps, a child, a guard page. */
#include "platform/memory.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SIZE = 100 * 1000 };

/* The flags of the mapping that begins at `memory`. */
static void
flags_of(const void *memory, char ret_flags[256])
{
	char line[512];
	unsigned long from, to;
	int inside = 0, found = 0;
	FILE *smaps = fopen("/proc/self/smaps", "re");

	assert_non_null(smaps);
	while (!found && fgets(line, sizeof(line), smaps) != NULL) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2) {
			inside = from == (unsigned long)(uintptr_t)memory;
		} else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
			snprintf(ret_flags, 256, "%.255s", line + 8);
			found = 1;
		}
	}
	assert_int_equal(fclose(smaps), 0);
	assert_true(found);
}

static void
is_zeroed_locked_and_not_dumped(void **state)
{
	int locked = -1;
	char flags[256];
	unsigned char *memory = memory_secret(SIZE, &locked);
	(void)state;

	assert_non_null(memory);
	assert_int_equal(locked, 1); /* 100 KB are within the least limit of Debian */
	for (size_t i = 0; i < SIZE; i++) {
		assert_int_equal(memory[i], 0);
	}
	memory[0] = 1;
	memory[SIZE - 1] = 1;
	flags_of(memory, flags);
	assert_non_null(strstr(flags, " lo")); /* locked */
	assert_non_null(strstr(flags, " dd")); /* not dumped */
	assert_non_null(strstr(flags, " wf")); /* wiped on fork */
}

static int
status_of_child(void (*act)(volatile unsigned char *memory), volatile unsigned char *memory)
{
	int status;
	const pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		/* A sanitizer's own handlers would turn the signal into a report. */
		(void)signal(SIGSEGV, SIG_DFL);
		(void)signal(SIGBUS, SIG_DFL);
		act(memory);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
exit_with_first_byte(volatile unsigned char *memory)
{
	_exit(memory[0]);
}

static void
a_child_gets_zeroes(void **state)
{
	int locked;
	unsigned char *memory = memory_secret(SIZE, &locked);
	(void)state;

	assert_non_null(memory);
	memory[0] = 77;
	const int status = status_of_child(exit_with_first_byte, memory);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(memory[0], 77);
}

static void
write_before(volatile unsigned char *memory)
{
	memory[-1] = 1;
}

static void
write_behind(volatile unsigned char *memory)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	memory[(SIZE + page - 1) / page * page] = 1;
}

static void
guard_pages_stop_an_overrun(void **state)
{
	int locked;
	unsigned char *memory = memory_secret(SIZE, &locked);
	(void)state;

	assert_non_null(memory);
	assert_true(WIFSIGNALED(status_of_child(write_before, memory)));
	assert_true(WIFSIGNALED(status_of_child(write_behind, memory)));
}

static void
too_much_is_refused(void **state)
{
	int locked = -1;
	(void)state;

	errno = 0;
	assert_null(memory_secret(SIZE_MAX - 1, &locked));
	assert_int_equal(errno, ENOMEM);
	errno = 0;
	assert_null(memory_secret(SIZE_MAX / 2, &locked));
	assert_int_equal(errno, ENOMEM);
}

/* In a child: hardening cannot be taken back. */
static void
harden(volatile unsigned char *unused)
{
	struct rlimit core;
	(void)unused;

	const int r = memory_harden();
	if (r != 0 && r != -EPERM) {
		_exit(1);
	}
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) {
		_exit(2);
	}
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0) {
		_exit(3);
	}
	/* Whatever the answer was, memory can still be had. */
	char *block = malloc(64 * 1024 * 1024);
	if (block == NULL) {
		_exit(4);
	}
	memset(block, 1, 1024 * 1024);
	free(block);
}

static void
hardening_forbids_dumps(void **state)
{
	(void)state;
	const int status = status_of_child(harden, NULL);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Stores its argument in a frame that is dead when it returns; returns where that was. */
__attribute__((noinline)) static uintptr_t
leave_on_stack(const char *secret, size_t n)
{
	volatile char frame[64];
	for (size_t i = 0; i < n; i++) {
		frame[i] = secret[i];
	}
	return (uintptr_t)frame;
}

static void
the_dead_part_of_the_stack_is_wiped(void **state)
{
	const char secret[16] = "0123456789abcde";
	char seen[16] = { 1 };
	(void)state;

	const uintptr_t where = leave_on_stack(secret, sizeof(secret));
	memory_wipe_stack();
	/* Through the kernel: reading a dead frame is not C. */
	FILE *memory = fopen("/proc/self/mem", "re");
	assert_non_null(memory);
	assert_int_equal(fseek(memory, (long)where, SEEK_SET), 0);
	assert_int_equal(fread(seen, 1, sizeof(seen), memory), sizeof(seen));
	assert_int_equal(fclose(memory), 0);
	assert_memory_not_equal(seen, secret, sizeof(seen));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_zeroed_locked_and_not_dumped),
		cmocka_unit_test(a_child_gets_zeroes),
		cmocka_unit_test(guard_pages_stop_an_overrun),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(hardening_forbids_dumps),
		cmocka_unit_test(the_dead_part_of_the_stack_is_wiped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

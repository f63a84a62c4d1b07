/* SPDX-License-Identifier: MIT */
/* Another program, run to its end: without a shell, with a time limit, its output kept. */
#ifndef PLATFORM_PROGRAM_H
#define PLATFORM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

enum { PROGRAM_INPUT_MAX = 4096 }; /* what a pipe holds in any case (PIPE_BUF) */

struct program_result {
	int status; /* its exit status; -1: it was killed, by the time limit or a signal */
	bool timed_out;
	size_t n; /* bytes of its output that were kept */
};

/*
 * `argv` ends at NULL; argv[0] is a path. It sees `input` (at most PROGRAM_INPUT_MAX bytes) as its standard input, PATH, LANG=C.UTF-8, and none of this program's files. What it
 * writes to standard output and standard error goes into `ret_output`; what does not fit is dropped. After `timeout_ms` it is killed, with
 * all that it started. 0 when it ran; -ENOENT or -EACCES: there is no such program; -E2BIG: the input is too long; another negative errno.
 */
__attribute__((warn_unused_result)) int program_run(const char *const *argv, struct str input,
	ms_t timeout_ms, char *ret_output, size_t size, struct program_result *ret_result);

#endif

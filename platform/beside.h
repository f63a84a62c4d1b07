/* SPDX-License-Identifier: MIT */
/* Where the files are that come with a program: beside it, as built or as installed. */
#ifndef PLATFORM_BESIDE_H
#define PLATFORM_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * `name` as in assets/: "services". The first place that has it is taken; when none does, the last, so that its absence is told
 * when it is opened. False: the path does not fit, or nobody knows where the program is.
 */
__attribute__((warn_unused_result)) bool beside_find(const char *name, char *ret_path, size_t size);

#endif

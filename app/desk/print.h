/* SPDX-License-Identifier: MIT */
/* Prints personal data on standard output: nothing of it stays in a buffer, nothing of it reaches the terminal as a command. */
#ifndef DESK_PRINT_H
#define DESK_PRINT_H

#include "core/str.h"
#include "desk/reading.h"

/* The buffer of stdio is not used, because it would keep a copy. */
struct print {
	char buffer[4096];
	size_t n;
	int error; /* the first negative errno of writing */
};

void print_begin(struct print *print);
/* As it is. */
void print_add(struct print *print, struct str text);
/*
 * What somebody else wrote: control characters, and those that change the direction or the order of text, are shown as U+FFFD. A line
 * break begins a new line with `indent`; NULL: it is shown as a space.
 */
void print_safe(struct print *print, struct str text, const char *indent);
/* Writes the rest and zeroes. 0, or the first negative errno. */
__attribute__((warn_unused_result)) int print_end(struct print *print);

/* Questions and answers, to be read. 0 or negative errno. */
__attribute__((warn_unused_result)) int print_reading(
	const struct reading *reading, enum lang lang);
/* One line. 0 or negative errno. */
__attribute__((warn_unused_result)) int print_line(struct str line);

#endif

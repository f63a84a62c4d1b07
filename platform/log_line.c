/* SPDX-License-Identifier: MIT */
/* Lines that are written in one go: every thread writes some, and other programs to the same place. */
#include "platform/log_line.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "core/format.h"

enum { LINE_BYTES = 1024 };

void
log_line(const char *format, ...)
{
	char line[LINE_BYTES];
	struct text text;
	va_list args;
	text_init(&text, line, sizeof(line));
	format_rfc3339((ms_t)time(NULL) * 1000, &text);
	text_char(&text, ' ');
	text_add(&text, str_of(program_invocation_short_name));
	text_add(&text, STR(": "));
	const size_t room = sizeof(line) - text.n - 1; /* for the line feed */
	va_start(args, format);
	const int n = vsnprintf(line + text.n, room, format, args);
	va_end(args);
	size_t end = text.n + (n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1);
	line[end++] = '\n';
	(void)!write(STDERR_FILENO, line, end); /* there is nowhere else to say that the log is gone */
}

void
log_diagnosis(const struct diagnosis *diagnosis)
{
	log_line("%s: %s%s%s %s", diagnosis->file, diagnosis->where,
		diagnosis->where[0] == '\0' ? "" : ": ", diagnosis->what, diagnosis->remedy);
}

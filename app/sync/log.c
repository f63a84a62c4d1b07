/* SPDX-License-Identifier: MIT */
/* Lines that are written in one go, so that what others write to the same log does not come in between. */
#include "sync/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "core/format.h"
#include "platform/local_time.h"

enum { LINE_BYTES = 1024 };

void
log_line(const char *format, ...)
{
	char line[LINE_BYTES];
	struct text text;
	va_list args;
	text_init(&text, line, sizeof(line));
	format_rfc3339(local_time_now(), &text);
	text_add(&text, STR(" guichet-sync: "));
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

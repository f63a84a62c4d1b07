/* SPDX-License-Identifier: MIT */
/* The log of a service on standard error: one line each, with the time and the name of the program. Ids, codes and reasons; never a body, a reference, a word or a hash. */
#ifndef PLATFORM_LOG_LINE_H
#define PLATFORM_LOG_LINE_H

#include "platform/diagnosis.h"

__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);
void log_diagnosis(const struct diagnosis *diagnosis);

#endif

/* SPDX-License-Identifier: MIT */
/* The log on standard error: one line each, with the time. Never a body, a reference, a word or a hash. */
#ifndef INTAKE_LOG_H
#define INTAKE_LOG_H

#include "platform/diagnosis.h"

__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);
void log_diagnosis(const struct diagnosis *diagnosis);

#endif

/* SPDX-License-Identifier: MIT */
/* The log on standard error: one line each, with the time. Ids, codes and reasons; never a body, a reference, a word or a hash. */
#ifndef SYNC_LOG_H
#define SYNC_LOG_H

#include "platform/diagnosis.h"

__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);
void log_diagnosis(const struct diagnosis *diagnosis);

#endif

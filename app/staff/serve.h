/* SPDX-License-Identifier: MIT */
/* The loop of guichet-staff: connections, lines, answers, the log. */
#ifndef STAFF_SERVE_H
#define STAFF_SERVE_H

#include <stdbool.h>

#include "staff/options.h"

/* Until nobody has called for long and nothing is to be remembered (when `may_end`), or SIGTERM. 0 or negative errno. */
__attribute__((warn_unused_result)) int serve_run(
	const struct options *options, int listening, bool may_end);

#endif

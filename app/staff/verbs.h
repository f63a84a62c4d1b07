/* SPDX-License-Identifier: MIT */
/* What each verb does. */
#ifndef STAFF_VERBS_H
#define STAFF_VERBS_H

#include "staff/options.h"
#include "staff/session.h"

/*
 * Blocks until it is done: the service does one thing at a time. `*ret_reason` is for the log and never a secret; empty where there
 * is nothing to say.
 */
void verbs_do(const struct options *options, struct session *session, const struct staff_call *call,
	struct staff_answer *ret_answer, const char **ret_reason);
/* What a service that ran before this one knew of wrong tries. */
void verbs_begin(const struct options *options, struct session *session);
/* Milliseconds of the monotonic clock. */
ms_t verbs_now(void);

#endif

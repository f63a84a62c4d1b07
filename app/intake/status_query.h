/* SPDX-License-Identifier: MIT */
/* A client asks how it is with a request. */
#ifndef INTAKE_STATUS_QUERY_H
#define INTAKE_STATUS_QUERY_H

#include "intake/call.h"

/* POST /v1/status-queries, the signature being checked. */
void status_query_answer(struct call *call);

#endif

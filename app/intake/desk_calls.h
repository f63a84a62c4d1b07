/* SPDX-License-Identifier: MIT */
/* What a desk asks for and tells; the token is checked before. */
#ifndef INTAKE_DESK_CALLS_H
#define INTAKE_DESK_CALLS_H

#include "intake/call.h"

void desk_calls_list(struct call *call);     /* GET /v1/submissions */
void desk_calls_get(struct call *call);      /* GET /v1/submissions/{id} */
void desk_calls_confirm(struct call *call);  /* PUT /v1/submissions/{id}/confirmation */
void desk_calls_problem(struct call *call);  /* POST /v1/submissions/{id}/problems */
void desk_calls_track(struct call *call);    /* PUT /v1/submissions/{id}/tracking */
void desk_calls_log_head(struct call *call); /* GET /v1/access-log-head */

#endif

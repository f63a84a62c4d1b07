/* SPDX-License-Identifier: MIT */
/* What operators, monitoring and curious programs ask. */
#ifndef INTAKE_PROBES_H
#define INTAKE_PROBES_H

#include "intake/call.h"

void probes_health(struct call *call);
void probes_ready(struct call *call);
void probes_metrics(struct call *call);
void probes_openapi(struct call *call);
void probes_security(struct call *call);

#endif

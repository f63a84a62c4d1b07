/* SPDX-License-Identifier: MIT */
/* A sealed request arrives. */
#ifndef INTAKE_SUBMISSION_H
#define INTAKE_SUBMISSION_H

#include "intake/call.h"

/* PUT /v1/submissions/{id}, the signature being checked. */
void submission_put(struct call *call);

#endif

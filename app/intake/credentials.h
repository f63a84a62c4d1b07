/* SPDX-License-Identifier: MIT */
/* Who calls: a kiosk by its signature, a desk by its token. */
#ifndef INTAKE_CREDENTIALS_H
#define INTAKE_CREDENTIALS_H

#include "intake/call.h"

/* Whether the header Kiosk-Signature is one for this purpose (SEAL_TYP_) over the bytes of the body; sets call->signer. */
bool credentials_kiosk(struct call *call, const char *typ);
/* Whether the bearer token is that of a desk; sets call->desk. */
bool credentials_desk(struct call *call);
/* Compares without telling by the time it takes where the first difference is. */
bool credentials_equal(const void *a, const void *b, size_t n);

#endif

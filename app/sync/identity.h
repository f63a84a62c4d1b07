/* SPDX-License-Identifier: MIT */
/* The certificate that this kiosk shows with TLS, where it has one. */
#ifndef SYNC_IDENTITY_H
#define SYNC_IDENTITY_H

#include "platform/certificate.h"

/* Empty when there is none that fits the key: the intake asks for the signature in any case. */
struct identity {
	char *certificate_pem, *authority_pem; /* malloc'ed, or NULL */
	char *key_pem;                         /* the same; zeroed when it is freed */
	struct certificate_facts facts;
};

/* Reads device.crt and device-ca.pem. 0, or negative errno with a diagnosis (no memory); what does not fit is said on stderr. */
__attribute__((warn_unused_result)) int identity_open(const char *state, const struct seal_key *key,
	struct identity *ret_identity, struct diagnosis *ret_diagnosis);
void identity_close(struct identity *identity);
/* Nobody takes it any more; false where there is none. */
bool identity_has_ended(const struct identity *identity, ms_t wall);

enum { IDENTITY_FILE_MAX = 16 * 1024, IDENTITY_PATH_BYTES = 512 };

#endif

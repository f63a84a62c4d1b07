/* SPDX-License-Identifier: MIT */
/* Enrolment of kiosks: a subset of EST (RFC 7030; docs/formats/enrolment.md). */
#ifndef INTAKE_ENROLMENT_H
#define INTAKE_ENROLMENT_H

#include "intake/call.h"

/* The calls; each answers. */
void enrolment_keys(struct call *call);
void enrolment_authority(struct call *call);
void enrolment_begin(struct call *call);
void enrolment_renew(struct call *call);

/* What stands in the next certificate of this device. 0 or negative errno. */
__attribute__((warn_unused_result)) int enrolment_terms(struct store *store, const char *device,
	ms_t wall, ms_t life_ms, struct certificate_terms *ret_terms);
/* Points into the three, which must last as long as the change. */
void enrolment_change(const struct certificate_request *request,
	const struct certificate_terms *terms, const char *bag, struct store_change *ret_change);

#endif

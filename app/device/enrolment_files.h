/* SPDX-License-Identifier: MIT */
/* An enrolment under way: a folder of its own in the state folder, until everything is there. */
#ifndef DEVICE_ENROLMENT_FILES_H
#define DEVICE_ENROLMENT_FILES_H

#include "device/enrolment.h"

/* The key and the request that goes with it. */
struct enrolment_pending {
	struct seal_key *key;
	char *request; /* base64 */
};

/* Takes in what was complete when the last attempt was cut short. 0; ENROLMENT_RESULTS: there was nothing; or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int enrolment_files_resume(
	const struct enrolment_order *order, struct enrolment_report *report);
/* The pending key and request, those of the last attempt where they fit. `code` NULL: without one. 0, ENROLMENT_EXISTS, or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int enrolment_files_begin(const struct enrolment_order *order,
	const char *code, struct enrolment_pending *ret_pending, struct enrolment_report *report);
/* That of an attempt before. 0, ENROLMENT_NO_REQUEST, or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int enrolment_files_open(const struct enrolment_order *order,
	struct enrolment_pending *ret_pending, struct enrolment_report *report);
void enrolment_files_close(struct enrolment_pending *pending);
/* Forgets the pending key: it will never get a certificate. */
void enrolment_files_drop(const struct enrolment_order *order);
/* Whether the intake's keys are such, and those that provisioning brought, if it did. 0, an enrolment_result, or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int enrolment_files_judge_keys(
	const struct enrolment_order *order, struct str served, struct enrolment_report *report);
/* Checks the answer, keeps it, and makes it the device's own. `bag` and `authority` are base64. 0, an enrolment_result, or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int enrolment_files_finish(const struct enrolment_order *order,
	const struct enrolment_pending *pending, struct str bag, struct str authority,
	struct str intake_jwks, struct enrolment_report *report);

#endif

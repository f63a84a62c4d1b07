/* SPDX-License-Identifier: MIT */
/* Enrolling this device: its key, its certificate, and whose receipts it believes (docs/formats/enrolment.md). Says nothing itself. */
#ifndef DEVICE_ENROLMENT_H
#define DEVICE_ENROLMENT_H

#include "device/files.h"
#include "platform/certificate.h"

struct enrolment_order {
	const char *state;             /* folder */
	const char *device;            /* asset tag */
	const char *intake;            /* URL; not for the stick */
	const char *ca_file;           /* PEM, for https; or NULL */
	struct str code;               /* as typed; not for the stick */
	bool is_again;                 /* a key that is there already is replaced */
	struct whole_file_owner owner; /* of the files; guichet-sync must be able to read them */
};

/* What came of it, other than 0; each has its sentence in both languages. */
enum enrolment_result {
	ENROLMENT_EXISTS = 1, /* there is a key already, and nobody said that it is to be replaced */
	ENROLMENT_CODE_MALFORMED,
	ENROLMENT_CODE_UNKNOWN,
	ENROLMENT_CODE_EXPIRED,
	ENROLMENT_CODE_USED,
	ENROLMENT_CODE_FOREIGN,
	ENROLMENT_KEY_WITHDRAWN,
	ENROLMENT_GUESSES,
	ENROLMENT_NO_ANSWER,
	ENROLMENT_UNTRUSTED,
	ENROLMENT_NOT_INTAKE,
	ENROLMENT_NO_AUTHORITY,
	ENROLMENT_NO_KEYS,
	ENROLMENT_BUSY,
	ENROLMENT_REFUSED,           /* a problem that is not among these */
	ENROLMENT_WRONG_CERTIFICATE, /* malformed, of another authority, key or device */
	ENROLMENT_OTHER_KEYS,        /* the intake's keys are not those that provisioning brought */
	ENROLMENT_NO_REQUEST,        /* an answer from a stick, and nothing was asked */
	ENROLMENT_NO_REPLY,          /* the stick holds no answer */
	ENROLMENT_RESULTS
};

struct enrolment_report {
	struct certificate_facts certificate; /* after success */
	char kid[44];                         /* of the key, once it is made */
	char problem[24];                     /* the intake's code: "EST-401-3"; or empty */
	ms_t retry_after;                     /* 0: nothing was said */
	struct diagnosis diagnosis;           /* with a negative errno, in English */
};

/*
 * Each: 0, an enrolment_result, or a negative errno with report->diagnosis. Cut short anywhere they can be repeated: until all is there the
 * device stays what it was.
 */
__attribute__((warn_unused_result)) int enrolment_online(
	const struct enrolment_order *order, struct enrolment_report *report);
/* Finishes what was cut short after all had come: needs neither tag nor code nor network. Also ENROLMENT_NO_REQUEST: there is nothing to finish. */
__attribute__((warn_unused_result)) int enrolment_resume(
	const struct enrolment_order *order, struct enrolment_report *report);
/* Writes "TAG.p10" into the folder of a stick. */
__attribute__((warn_unused_result)) int enrolment_request(
	const struct enrolment_order *order, const char *folder, struct enrolment_report *report);
/* Takes in what guichet-intake enrol wrote there. */
__attribute__((warn_unused_result)) int enrolment_answer(
	const struct enrolment_order *order, const char *folder, struct enrolment_report *report);

/* What happened, and what to do. */
struct bilingual enrolment_sentence(enum enrolment_result result);

#endif

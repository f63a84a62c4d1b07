/* SPDX-License-Identifier: MIT */
/* The order of things when an intake can be reached. */
#include "device/enrolment.h"

#include <errno.h>
#include <string.h>

#include "device/enrolment_online.h"

int
enrolment_resume(const struct enrolment_order *order, struct enrolment_report *report)
{
	*report = (struct enrolment_report){ .retry_after = 0 };
	const int r = enrolment_files_resume(order, report);
	return r == ENROLMENT_RESULTS ? ENROLMENT_NO_REQUEST : r;
}

int
enrolment_online(const struct enrolment_order *order, struct enrolment_report *report)
{
	char code[CERTIFICATE_CODE_LENGTH + 1];
	struct enrolment_pending pending;
	*report = (struct enrolment_report){ .retry_after = 0 };
	int r = enrolment_files_resume(order, report);
	if (r != ENROLMENT_RESULTS) {
		return r;
	}
	if (!certificate_code_parse(order->code, code)) {
		return ENROLMENT_CODE_MALFORMED;
	}
	r = enrolment_files_begin(order, code, &pending, report);
	explicit_bzero(code, sizeof(code));
	if (r != 0) {
		return r;
	}
	r = enrolment_online_ask(order, &pending, report);
	enrolment_files_close(&pending);
	if (r == ENROLMENT_KEY_WITHDRAWN || r == ENROLMENT_CODE_FOREIGN) {
		enrolment_files_drop(order); /* with this key it would never come to anything */
	}
	return r;
}

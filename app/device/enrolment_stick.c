/* SPDX-License-Identifier: MIT */
/* Enrolling without a network: the request goes out on a stick, the answer comes back on one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "device/enrolment_files.h"

int
enrolment_request(
	const struct enrolment_order *order, const char *folder, struct enrolment_report *report)
{
	char name[CERTIFICATE_DEVICE_MAX + 8], path[FILES_PATH_BYTES];
	struct enrolment_pending pending;
	*report = (struct enrolment_report){ .retry_after = 0 };
	int r = enrolment_files_begin(order, NULL, &pending, report);
	if (r != 0) {
		return r;
	}
	(void)snprintf(name, sizeof(name), "%s.p10", order->device);
	r = !files_join(path, folder, name) ?
		-ENAMETOOLONG :
		whole_file_write(path, 0644, WHOLE_FILE_OWNER_NONE, str_of(pending.request));
	enrolment_files_close(&pending);
	return r < 0 ? files_diagnose(&report->diagnosis, r, path) : 0;
}

/* 0, ENROLMENT_NO_REPLY, or negative errno with a diagnosis. */
static int
read_one(const char *folder, const char *name, struct enrolment_report *report, char **ret_bytes)
{
	char path[FILES_PATH_BYTES];
	size_t n;
	const int r = !files_join(path, folder, name) ? -ENAMETOOLONG : files_read(path, ret_bytes, &n);
	return r == -ENOENT ? ENROLMENT_NO_REPLY :
		r < 0           ? files_diagnose(&report->diagnosis, r, path) :
						  0;
}

int
enrolment_answer(
	const struct enrolment_order *order, const char *folder, struct enrolment_report *report)
{
	char *bag = NULL, *authority = NULL, *keys = NULL;
	struct enrolment_pending pending;
	*report = (struct enrolment_report){ .retry_after = 0 };
	int r = enrolment_files_resume(order, report);
	if (r != ENROLMENT_RESULTS) {
		return r;
	}
	r = enrolment_files_open(order, &pending, report);
	if (r != 0) {
		return r;
	}
	r = read_one(folder, "device.p7", report, &bag);
	if (r == 0) {
		r = read_one(folder, "device-ca.p7", report, &authority);
	}
	if (r == 0) {
		r = read_one(folder, "intake.jwks", report, &keys);
	}
	if (r == 0) {
		r = enrolment_files_finish(
			order, &pending, str_of(bag), str_of(authority), str_of(keys), report);
	}
	enrolment_files_close(&pending);
	free(bag);
	free(authority);
	free(keys);
	return r;
}

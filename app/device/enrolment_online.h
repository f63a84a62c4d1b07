/* SPDX-License-Identifier: MIT */
/* Asking an intake for a certificate, over HTTP. */
#ifndef DEVICE_ENROLMENT_ONLINE_H
#define DEVICE_ENROLMENT_ONLINE_H

#include "device/enrolment_files.h"

/* Asks, checks, keeps. As enrolment_online(). */
__attribute__((warn_unused_result)) int enrolment_online_ask(const struct enrolment_order *order,
	const struct enrolment_pending *pending, struct enrolment_report *report);

#endif

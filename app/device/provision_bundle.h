/* SPDX-License-Identifier: MIT */
/* The keys that a kiosk gets from its department and its intake, out of a folder. */
#ifndef DEVICE_PROVISION_BUNDLE_H
#define DEVICE_PROVISION_BUNDLE_H

#include "device/provision.h"

/* Checks every file of the bundle and, unless it is a trial, copies it. Sets report->n_files. 0, PROVISION_BUNDLE, or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int provision_bundle(
	const struct provision_order *order, bool is_trial, struct provision_report *report);

#endif

/* SPDX-License-Identifier: MIT */
/* What a kiosk gets from its department and its intake, out of a folder: keys, and settings that all kiosks of a site share. */
#ifndef DEVICE_PROVISION_BUNDLE_H
#define DEVICE_PROVISION_BUNDLE_H

#include "device/provision.h"

enum provision_bundle_file {
	PROVISION_BUNDLE_RECIPIENT,
	PROVISION_BUNDLE_STATUS,
	PROVISION_BUNDLE_INTAKE,
	PROVISION_BUNDLE_CONTENT,
	PROVISION_BUNDLE_AUTHORITY, /* of the intake's server */
	PROVISION_BUNDLE_WITHDRAWN, /* cards that were lost */
	PROVISION_BUNDLE_ANSWERS,   /* settings; copied nowhere */
	PROVISION_BUNDLE_FILES,
};

/* Read once: what was checked is what is written. Begins as zeroes. */
struct provision_bundle {
	struct {
		char *bytes; /* NULL: the folder has no such file */
		size_t n;
	} files[PROVISION_BUNDLE_FILES];
	struct provision_pair pairs[PROVISION_PAIRS_MAX]; /* of its answers */
	int n_pairs;
};

/* Reads and checks all of it. Sets report->n_files. 0, PROVISION_BUNDLE, PROVISION_UNSIGNED, or negative errno with a diagnosis. To be forgotten in any case. */
__attribute__((warn_unused_result)) int provision_bundle_read(const struct provision_order *order,
	struct provision_bundle *bundle, struct provision_report *report);
/* 0 or negative errno with a diagnosis. */
__attribute__((warn_unused_result)) int provision_bundle_write(const struct provision_order *order,
	const struct provision_bundle *bundle, struct provision_report *report);
void provision_bundle_forget(struct provision_bundle *bundle);

#endif

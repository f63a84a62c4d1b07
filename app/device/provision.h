/* SPDX-License-Identifier: MIT */
/* Provisioning: settings, hardware and keys of one kiosk, by names and values (docs/formats/provision.md). Says nothing itself. */
#ifndef DEVICE_PROVISION_H
#define DEVICE_PROVISION_H

#include "device/files.h"

struct provision_pair {
	const char *name, *value;
};

enum { PROVISION_PAIRS_MAX = 64 };

struct provision_order {
	const char *state;  /* folder; guichet.conf and hardware.jws are written there */
	const char *bundle; /* folder with keys of department and intake; or NULL */
	const char *
		cards; /* public keys that sign bundles; NULL: content.jwks of the state, and where there is none, none is asked for */
	const struct provision_pair *pairs; /* of a name that stands there twice, the last counts */
	int n_pairs;
	bool is_trial; /* everything is checked, nothing written */
	struct whole_file_owner
		owner; /* of intake.jwks, which enrolment replaces; all else is of whoever runs this */
};

enum {
	PROVISION_UNKNOWN = 1, /* there is no such name */
	PROVISION_REFUSED,     /* the value is not allowed */
	PROVISION_INCOMPLETE,  /* a value that goes with it is missing */
	PROVISION_NO_KEY,      /* hardware is signed by the device's key: enrol first */
	PROVISION_BUNDLE,      /* a file of the bundle cannot be used: the diagnosis says which */
	PROVISION_UNSIGNED,    /* the bundle is not signed by such a key, or for other files */
	PROVISION_EMPTY,       /* neither values nor a bundle with anything in it */
};

struct provision_report {
	const char *name;                    /* whose value it is about; of the order's, or NULL */
	char allowed[LANG_COUNT][320];       /* what is allowed, and by which clause */
	int n_settings, n_hardware, n_files; /* that were written, or would be */
	struct diagnosis diagnosis;          /* with PROVISION_BUNDLE and negative errnos, in English */
};

/* All is checked before anything is written. 0, one of the above, or negative errno. */
__attribute__((warn_unused_result)) int provision(
	const struct provision_order *order, struct provision_report *report);
/* What happened, and what to do; `report->name` and `allowed` go with it. */
struct bilingual provision_sentence(int result);

#endif

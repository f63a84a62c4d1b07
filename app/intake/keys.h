/* SPDX-License-Identifier: MIT */
/* What the intake believes: keys of devices, tokens of desks, the calendar. Read from its key folder, and again at SIGHUP. */
#ifndef INTAKE_KEYS_H
#define INTAKE_KEYS_H

#include <stddef.h>

#include "core/calendar.h"
#include "platform/seal_jws.h"
#include "platform/wire_json.h"

enum {
	KEYS_DESKS_MAX = 64,
	KEYS_PATH_BYTES = 4096,
	KEYS_SECURITY_BYTES = 4096,
	KEYS_INTAKE_BYTES = 4096,
	KEYS_WORKING_DAYS = 2, /* from the day of receipt to the due date */
};

struct keys_desk {
	char name[WIRE_NAME_MAX + 1];
	unsigned char token_sha256[32];
};

/* A verified calendar, and how many struct keys hold it. */
struct keys_calendar {
	struct calendar is; /* in `memory` */
	int n_holders;
	_Alignas(max_align_t) char memory[];
};

/* As the folder was at one time. Immutable while it is held. */
struct keys {
	struct seal_signers *devices; /* NULL: none */
	struct keys_desk desks[KEYS_DESKS_MAX];
	int n_desks;
	struct keys_calendar *calendar;     /* NULL: none, and no date is promised */
	char security[KEYS_SECURITY_BYTES]; /* security.txt (RFC 9116), or empty */
	char intake[KEYS_INTAKE_BYTES];     /* intake.jwks, for kiosks that enrol, or empty */

	bool is_calendar_broken; /* a file is there, and is not what the department signed */
	int n_holders;
};

struct keyring;

/*
 * Reads the folder. A file that cannot be used is named on standard error and passed over: the other devices go on delivering.
 * 0 or negative errno with a diagnosis when the folder cannot be read. Call it before any thread begins: it sets the process's time zone.
 */
__attribute__((warn_unused_result)) int keyring_open(
	const char *folder, struct keyring **ret_keyring, struct diagnosis *ret_diagnosis);
/*
 * The same once more; what was taken before stays as it was. A calendar that cannot be used leaves the one before in force, for it is
 * copied there by hand. When it fails all stays as it was. One thread at a time.
 */
__attribute__((warn_unused_result)) int keyring_reload(
	struct keyring *keyring, struct diagnosis *ret_diagnosis);
/* Says on standard error what is good to have and is not there: a notice, so it comes once all else is well. */
void keyring_remind(struct keyring *keyring);
/* Everything that was taken must be back. Returns NULL. */
struct keyring *keyring_close(struct keyring *keyring);

/* From any thread. */
const struct keys *keyring_take(struct keyring *keyring);
void keyring_give_back(struct keyring *keyring, const struct keys *keys);

#endif

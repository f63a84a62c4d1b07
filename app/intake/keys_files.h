/* SPDX-License-Identifier: MIT */
/* Reading the files of the key folder one by one, for keys.c. */
#ifndef INTAKE_KEYS_FILES_H
#define INTAKE_KEYS_FILES_H

#include "intake/keys.h"

/* Each says on standard error what it could not use. 0 or negative errno with a diagnosis: the folder cannot be read, or no memory. */
__attribute__((warn_unused_result)) int keys_read_devices(
	const char *folder, struct keys *keys, struct diagnosis *ret_diagnosis);
__attribute__((warn_unused_result)) int keys_read_desks(
	const char *folder, struct keys *keys, struct diagnosis *ret_diagnosis);
/* Sets calendar, or is_calendar_broken; neither where there is none. */
void keys_read_calendar(const char *folder, struct keys *keys);
/* Leaves it empty where there is none. */
void keys_read_security(const char *folder, struct keys *keys);
/* The same of the public keys of receipts. */
void keys_read_intake(const char *folder, struct keys *keys);

#endif

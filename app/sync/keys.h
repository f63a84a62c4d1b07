/* SPDX-License-Identifier: MIT */
/* What a kiosk signs with, shows and believes, as its state folder has it now: an enrolment may replace it at any time. */
#ifndef SYNC_KEYS_H
#define SYNC_KEYS_H

#include <sys/stat.h>

#include "sync/identity.h"

enum { KEYS_FILES = 4 };
/* Their names in the state folder; ends at NULL. */
extern const char *const keys_files[KEYS_FILES + 1];

struct keys {
	struct seal_key *device;
	struct seal_signers *intake;
	struct identity identity; /* the certificate that goes with the key */
	struct stat marks[KEYS_FILES];
};

/* 0, or negative errno with a diagnosis, and nothing is open. */
__attribute__((warn_unused_result)) int keys_open(
	const char *state, struct keys *ret_keys, struct diagnosis *ret_diagnosis);
void keys_close(struct keys *keys);
/* Whether a file is another than the one that was read, or was looked at by keys_look(). */
bool keys_have_changed(const char *state, const struct keys *keys);
/* From now on only what comes later is a change. */
void keys_look(const char *state, struct keys *keys);

#endif

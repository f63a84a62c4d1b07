/* SPDX-License-Identifier: MIT */
/* Reads device.jwk, intake.jwks and the certificate; a file that was replaced has another inode or time. */
#include "sync/keys.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *const keys_files[KEYS_FILES + 1] = { "device.jwk", "device-ca.pem", "device.crt",
	"intake.jwks", NULL };

void
keys_look(const char *state, struct keys *keys)
{
	char path[IDENTITY_PATH_BYTES];
	for (int i = 0; i < KEYS_FILES; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", state, keys_files[i]);
		if (stat(path, &keys->marks[i]) < 0) {
			keys->marks[i] = (struct stat){ .st_ino = 0 };
		}
	}
}

bool
keys_have_changed(const char *state, const struct keys *keys)
{
	struct keys now;
	keys_look(state, &now);
	for (int i = 0; i < KEYS_FILES; i++) {
		const struct stat *a = &keys->marks[i], *b = &now.marks[i];
		if (a->st_ino != b->st_ino || a->st_size != b->st_size ||
			a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec) {
			return true;
		}
	}
	return false;
}

static int
open_signers(const char *state, struct seal_signers **ret_intake, struct diagnosis *ret_diagnosis)
{
	char path[IDENTITY_PATH_BYTES];
	(void)snprintf(path, sizeof(path), "%s/intake.jwks", state);
	const int r = seal_add_signers(path, ret_intake, ret_diagnosis);
	if (r < 0 || seal_n_signers(*ret_intake) > 0) {
		return r < 0 ? r : 0;
	}
	*ret_diagnosis = (struct diagnosis){ .what = "The set holds no key that can sign a receipt.",
		.remedy = "Fetch intake.jwks from those who run the intake." };
	(void)snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%.255s", path);
	return -EBADMSG;
}

int
keys_open(const char *state, struct keys *ret_keys, struct diagnosis *ret_diagnosis)
{
	char path[IDENTITY_PATH_BYTES];
	struct keys keys = { .device = NULL };
	keys_look(state, &keys); /* before reading: what comes meanwhile is a change */
	(void)snprintf(path, sizeof(path), "%s/device.jwk", state);
	int r = seal_load_signing(path, &keys.device, ret_diagnosis);
	if (r == 0) {
		r = open_signers(state, &keys.intake, ret_diagnosis);
	}
	if (r == 0) {
		r = identity_open(state, keys.device, &keys.identity, ret_diagnosis);
	}
	if (r < 0) {
		keys_close(&keys);
		return r;
	}
	*ret_keys = keys;
	return 0;
}

void
keys_close(struct keys *keys)
{
	identity_close(&keys->identity);
	seal_free_signers(keys->intake);
	seal_free_key(keys->device);
	*keys = (struct keys){ .device = NULL };
}

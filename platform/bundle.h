/* SPDX-License-Identifier: MIT */
/* The signature of a folder from which kiosks are provisioned: the SHA-256 of each of its files (docs/formats/provision.md). */
#ifndef PLATFORM_BUNDLE_H
#define PLATFORM_BUNDLE_H

#include "platform/seal_jws.h"

#define BUNDLE_SIGNATURE "bundle.jws"           /* its name in the folder */
#define SEAL_TYP_BUNDLE "guichet-provision+jws" /* by the department's content key */

enum { BUNDLE_FILES_MAX = 8, BUNDLE_FILE_BYTES_MAX = 64 * 1024 };

/* Names of the files that a bundle may have; ends at NULL. Others are not looked at. */
extern const char *const bundle_names[BUNDLE_FILES_MAX];

struct bundle_entry {
	const char *name; /* of bundle_names */
	struct str bytes;
};

enum {
	BUNDLE_EMPTY = 1, /* the folder has none of these files */
	BUNDLE_REFUSED,   /* not signed by one of the keys, or for other files than these */
};

/* *ret_jws is malloc'ed, for the caller to free(). 0, BUNDLE_EMPTY, or negative errno. */
__attribute__((warn_unused_result)) int bundle_sign(
	const struct seal_key *content_key, const char *folder, char **ret_jws);
/* Whether these files, no fewer and no more, were signed. White space around the signature does not count. 0, BUNDLE_REFUSED, or negative errno. */
__attribute__((warn_unused_result)) int bundle_check(const struct seal_signers *keys,
	struct str jws, const struct bundle_entry *entries, int n_entries);

#endif

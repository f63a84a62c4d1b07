/* SPDX-License-Identifier: MIT */
/* The list of technicians' cards that were lost: signed by the department, on each kiosk (docs/formats/card.md). */
#ifndef PLATFORM_WITHDRAWN_H
#define PLATFORM_WITHDRAWN_H

#include "platform/card.h"

#define WITHDRAWN_FILE "withdrawn.jws"             /* its name in the state folder */
#define SEAL_TYP_WITHDRAWN "guichet-withdrawn+jws" /* by the department's content key */

enum { WITHDRAWN_MAX = 1000, WITHDRAWN_BYTES_MAX = 64 * 1024 };

struct withdrawn {
	ms_t made; /* since 1970, UTC, whole seconds: of two lists the later counts */
	int n;
	const char *serials[WITHDRAWN_MAX + 1]; /* as card_check() wants them; ends at NULL */
	char text[WITHDRAWN_MAX][CARD_SERIAL_LENGTH + 1];
};

/* *ret_jws is malloc'ed, for the caller to free(). 0; -EINVAL (one is no serial number), -E2BIG, or another negative errno. */
__attribute__((warn_unused_result)) int withdrawn_make(
	const struct seal_key *content_key, ms_t made, char *const *serials, int n, char **ret_jws);
/* *ret_list is malloc'ed, for the caller to free(). 0, SEAL_REFUSED (not genuine, or no such list), or negative errno. */
__attribute__((warn_unused_result)) int withdrawn_read(
	const struct seal_signers *keys, struct str jws, struct withdrawn **ret_list);
/* The same of a file; -ENOENT: there is none. */
__attribute__((warn_unused_result)) int withdrawn_load(
	const struct seal_signers *keys, const char *path, struct withdrawn **ret_list);

#endif

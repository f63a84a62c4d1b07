/* SPDX-License-Identifier: MIT */
/* What must be there before the first screen, and what is said when it is not. */
#ifndef KIOSK_STARTUP_H
#define KIOSK_STARTUP_H

#include "core/arena.h"
#include "kiosk/options.h"
#include "platform/diagnosis.h"
#include "platform/regex.h"

enum { STARTUP_FORMS = 32 };

/* The services on offer. */
struct services {
	struct arena memory;                     /* owns the forms */
	const struct form *forms[STARTUP_FORMS]; /* by `order`, then by the names of their folders */
	int32_t n;
	int32_t n_kept_back; /* good ones that need an officer */
	struct regex *regex; /* of their fields */
};

/*
 * Loads every service of the folder. One that cannot be loaded is told on stderr and not offered, and so is one that needs an officer
 * where there is none.
 * 0; or negative errno, told on stderr too, when there is none to offer. Then there is still something to deinit.
 */
__attribute__((warn_unused_result)) int services_init(
	struct services *services, const char *folder, bool officer);
void services_deinit(struct services *services);

/* Says on stderr what is wrong and what to do: the diagnosis, then `french` (a sentence, what to do too). */
void startup_tell(const struct diagnosis *diagnosis, const char *french);
/* The same for what has no file; both a full sentence. */
void startup_say(const char *english, const char *french);

#endif

/* SPDX-License-Identifier: MIT */
/* Opening envelopes that did not come through the inbox: an outbox, or a file, on a workshop's desk. */
#ifndef DESK_WORKSHOP_H
#define DESK_WORKSHOP_H

#include "desk/options.h"

struct workshop {
	const struct options *options;
	const char *outbox;   /* file, or NULL */
	const char *envelope; /* file or "-", or NULL */
	const char *id;       /* this one only, or NULL: all */
	struct str reason;
	bool json; /* as it was sealed */
};

/* Each is written down in the desk's log before it is opened. The exit status. */
int workshop_open(const struct workshop *what);

#endif

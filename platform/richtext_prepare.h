/* SPDX-License-Identifier: MIT */
/* What is done to the Markdown of GC Forms beside parsing it: disclosures, entities, addresses. Private to richtext. */
#ifndef PLATFORM_RICHTEXT_PREPARE_H
#define PLATFORM_RICHTEXT_PREPARE_H

#include "core/str.h"

/* A copy, malloc'ed for the caller to free(), in which "1)" begins no list, and without the signs that RICH_STRONG_ON and
 * RICH_STRONG_OFF are. 0 or -ENOMEM. */
__attribute__((warn_unused_result)) int richtext_prepare(struct str markdown, struct str *ret_copy);

struct richtext_part {
	bool folds;
	struct str summary; /* of a part that folds, or empty */
	struct str body;
};

/* The part that begins at *at: up to the next disclosure, or one disclosure. False at the end of the text. */
bool richtext_next(struct str markdown, size_t *at, struct richtext_part *ret_part);

/* The character that "&amp;" or "&#160;" stands for, in `room`; the text itself when it is no entity that we know. */
struct str richtext_entity(struct str entity, char room[4]);

/* Whether a person can do something with the address elsewhere. */
bool richtext_leads_somewhere(struct str address);
/* As people write it: without the scheme, and without a last slash. */
struct str richtext_address(struct str address);

#endif

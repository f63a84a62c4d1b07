/* SPDX-License-Identifier: MIT */
/* The sentences of the kiosk itself, from assets/messages/en.po and fr.po. */
#ifndef CORE_MSG_H
#define CORE_MSG_H

#include "core/text.h"
#include "messages.h" /* generated: enum msg, MSG_COUNT, and one MSG_ name for each msgid */

/* A placeholder "{name}" of a message and what stands in its place. */
struct msg_arg {
	const char *name;
	struct str value;
};

struct str msg(enum lang lang, enum msg id);
/* The message with its placeholders filled in, in the arena. */
struct str msg_fill(
	struct arena *arena, enum lang lang, enum msg id, const struct msg_arg *args, int32_t n_args);
/* The same of any sentence with placeholders. */
void msg_write(struct text *out, struct str sentence, const struct msg_arg *args, int32_t n_args);

#endif

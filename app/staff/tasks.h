/* SPDX-License-Identifier: MIT */
/* The closed list of programs that are run for a technician, and what is made of what they say. */
#ifndef STAFF_TASKS_H
#define STAFF_TASKS_H

#include "core/msg.h"
#include "core/staff_call.h"
#include "platform/card.h"
#include "staff/options.h"

/* A sentence of the catalogue, in both languages. */
void tasks_say(struct staff_answer *answer, enum staff_mark mark, enum msg id);

/* Each runs to its end and fills status, lines and outcomes. */
void tasks_selftest(const struct options *options, struct staff_answer *answer);
void tasks_status(const struct options *options, struct staff_answer *answer);
void tasks_provision(
	const struct options *options, const struct staff_call *call, struct staff_answer *answer);
void tasks_enrol(
	const struct options *options, const struct staff_call *call, struct staff_answer *answer);
/* From the folder provision of the stick. */
void tasks_keys(const struct options *options, struct staff_answer *answer);
void tasks_mount(const struct options *options, struct staff_answer *answer);
/* `card` of who is signed in: it may allow an older version. */
void tasks_update(
	const struct options *options, const struct card *card, struct staff_answer *answer);
void tasks_reboot(const struct options *options, struct staff_answer *answer);
/* A stick is unmounted, and no other is let in. Says nothing: on a desk there is neither. */
void tasks_sign_out(const struct options *options);

#endif

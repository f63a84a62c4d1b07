/* SPDX-License-Identifier: MIT */
/* Tell us once: what was answered earlier in the visit is offered where the same is asked again (K-57). */
#ifndef CORE_KNOWN_H
#define CORE_KNOWN_H

#include "core/session.h"

/*
 * The answer that can be offered for a question of the form that is open: one to a question that shares a purpose with it, of this
 * form, else of a request that was sent in this visit. `in` is NULL where there is none, where the question is answered already, and
 * where what was answered is none of its choices.
 */
struct spot known_find(const struct session *session, int32_t element);

/*
 * Keeps what has a purpose, before the answers of a request that was stored are erased: for the next service of the same visit. What
 * does not fit any more is not offered later.
 */
void known_keep(struct session *session);

#endif

/* SPDX-License-Identifier: MIT */
/* Compares what is shown and said with what a replay expects. */
#ifndef KIOSK_EXPECT_H
#define KIOSK_EXPECT_H

#include "core/effect.h"
#include "platform/diagnosis.h"
#include "platform/play_json.h"

/*
 * Whether tree and speech are as expected; `said` is what is being said, NULL when there is silence. If not, `what` of
 * *ret_diagnosis names the first thing that differs, what is expected and what is; its `file` is for the caller to fill in.
 */
__attribute__((warn_unused_result)) bool expect_met(const struct expectation *expectation,
	const struct tree *tree, const struct utterance *said, struct diagnosis *ret_diagnosis);

#endif

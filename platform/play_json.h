/* SPDX-License-Identifier: MIT */
/* Event files of a replay, one JSON object a line, by jansson. */
#ifndef PLATFORM_PLAY_JSON_H
#define PLATFORM_PLAY_JSON_H

#include <stdbool.h>

#include "core/event.h"
#include "core/tree.h"
#include "platform/diagnosis.h"

struct play;

enum { PLAY_EVENT = 1, PLAY_EXPECT = 2 };

/* 0 or -ENOENT, -EINVAL with a diagnosis that names the line. The whole file is checked before the first event is given. */
__attribute__((warn_unused_result)) int play_open(const char *path, struct play **ret_play, struct diagnosis *ret_diagnosis);
struct play *play_close(struct play *play);

/* 0 at the end; PLAY_EVENT: *ret_event is filled; PLAY_EXPECT: compare with play_matches(), *ret_event.at is set. */
int play_next(struct play *play, struct event *ret_event);
/* Whether the tree is as the expectation last given says; if not, *ret_diagnosis says in what. */
bool play_matches(struct play *play, const struct tree *tree, struct diagnosis *ret_diagnosis);
/* Whether the next thing in the file is an EVENT_STORED the file itself supplies ("stored": "ok" | "full" | "failed"). */
bool play_answers_saves(const struct play *play);

#endif

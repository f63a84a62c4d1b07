/* SPDX-License-Identifier: MIT */
/* Event files of a replay, one JSON object a line, by jansson: docs/formats/events.md. */
#ifndef PLATFORM_PLAY_JSON_H
#define PLATFORM_PLAY_JSON_H

#include <stdbool.h>

#include "core/event.h"
#include "core/tree.h"
#include "platform/diagnosis.h"

enum expected { EXPECT_ANY, EXPECT_NOTHING, EXPECT_SOMETHING, EXPECT_EXACTLY };

struct expected_text {
	enum expected kind;
	struct str text; /* with EXPECT_EXACTLY */
};

enum { EXPECTED_MAX = 16, EXPECT_UNASKED = -1 };

struct expected_node {
	struct str id;
	struct expected_text name, value, hint, error;
	uint32_t set, clear;   /* enum node_flag: must be, must not be */
	int role, lang, shown; /* or EXPECT_UNASKED */
};

/* What the tree and the speech must be like at one moment. */
struct expectation {
	int line;
	struct expected_text page, focus;
	int lang, part; /* or EXPECT_UNASKED */
	struct expected_node nodes[EXPECTED_MAX];
	struct str absent[EXPECTED_MAX]; /* ids of nodes that must not be seen */
	struct str speech[EXPECTED_MAX]; /* each must occur in the words that are being said */
	int n_nodes, n_absent, n_speech;
	bool silent; /* nothing is being said */
	bool frame;  /* a picture of the page is wanted */
};

struct play;

enum {
	PLAY_EVENT = 1,
	PLAY_EXPECT = 2, /* see play_expectation() */
	PLAY_STORED = 3, /* stored.status of *ret_event is how the next EFFECT_SAVE is to be answered */
	PLAY_STAFF = 6,  /* staff.answer of *ret_event is how the next EFFECT_STAFF is to be answered */
	PLAY_NOTHING = 5, /* a key press that is not needed any more */
	PLAY_MISSING = 4, /* the node to tap is not shown: an expectation that failed */
};

/* 0 or -ENOENT, -EINVAL, -ENOMEM, -EIO with a diagnosis that names the line. The whole file is checked before the first
 * event is given. */
__attribute__((warn_unused_result)) int play_open(
	const char *path, struct play **ret_play, struct diagnosis *ret_diagnosis);
/* The same from memory, which is not needed afterwards; `name` stands for the file in diagnoses. */
__attribute__((warn_unused_result)) int play_parse(
	const char *name, struct str lines, struct play **ret_play, struct diagnosis *ret_diagnosis);
struct play *play_close(struct play *play);

/* When the next thing in the file happens; MS_NEVER at the end. The first is always EVENT_START. */
ms_t play_due(const struct play *play);
/*
 * Takes the next thing; *ret_event.at is its time. `tree` is what is shown at that time: a tap looks up its node there.
 * 0 at the end, or one of PLAY_. What *ret_event points at is valid until play_close(). PLAY_MISSING fills *ret_diagnosis.
 */
int play_next(struct play *play, const struct tree *tree, struct event *ret_event,
	struct diagnosis *ret_diagnosis);
/* What PLAY_EXPECT was about; valid until play_close(). */
const struct expectation *play_expectation(const struct play *play);

#endif

/* SPDX-License-Identifier: MIT */
/* Inside of the play_json adapter: readers that its files share. */
#ifndef PLATFORM_PLAY_JSON_READ_H
#define PLATFORM_PLAY_JSON_READ_H

#include <jansson.h>

#include "platform/play_json.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum step_kind {
	STEP_EVENT,
	STEP_EXPECT,
	STEP_STORED,
	STEP_STAFF,
	STEP_TAP,
	STEP_RELEASE,
	STEP_UNTIL,   /* the event, unless the node has the focus already */
	STEP_ARRIVED, /* the node must have the focus now */
};

struct play_step {
	enum step_kind kind;
	int line;
	struct event event;
	struct str node;            /* STEP_UNTIL, STEP_ARRIVED: id; STEP_TAP: id, or empty: */
	uint32_t character;         /* the key that types this */
	struct expectation *expect; /* STEP_EXPECT; owned */
	struct staff_answer *staff; /* STEP_STAFF; owned */
};

struct play_loader {
	struct play *play;
	const char *name; /* of the file */
	struct diagnosis *diagnosis;
	int line;
	ms_t now; /* time of the last event so far */
};

/* All return 0 or a negative errno; -EINVAL comes with a diagnosis of the line. */

int __attribute__((format(printf, 2, 3)))
play_refuse(struct play_loader *loader, const char *what, ...);
/* -EINVAL when the member is there and is no whole number of least .. most; `absent` stands for one that is not there. */
int play_read_int(struct play_loader *loader, const json_t *object, const char *name, int64_t least,
	int64_t most, int64_t absent, int64_t *ret_value);
/* `value` may be NULL: the member is missing. The text belongs to it. */
int play_need_string(
	struct play_loader *loader, const json_t *value, const char *name, struct str *ret_string);
/* Index of the text among `names`, of which there are `n`; gaps are NULL. */
int play_need_one_of(struct play_loader *loader, const json_t *value, const char *name,
	const char *const *names, int n, int *ret_index);
int play_need_members_of(
	struct play_loader *loader, json_t *object, const char *of, const char *const *names, size_t n);

/* Line and time are the loader's. */
int play_add_step(struct play_loader *loader, struct play_step step);
/* The start of the first visit, when nothing came before this line; else NULL. */
struct event *play_first_start(struct play_loader *loader);

/* `value` is the member that names the kind, `line` the object around it. */
typedef int play_reader(struct play_loader *loader, const json_t *line, json_t *value);

play_reader play_read_key, play_read_text, play_read_tap, play_read_keys, play_read_touch,
	play_read_jack, play_read_link, play_read_delivered, play_read_voice, play_read_stored,
	play_read_staff, play_read_display, play_read_start, play_read_later, play_read_expect;

#define WALL_DEFAULT ((ms_t)1794234600000) /* 2026-11-09T14:30:00Z */

#endif

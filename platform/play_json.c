/* SPDX-License-Identifier: MIT */
/* Reads event files into a list of steps and gives them out in order. */
#include "platform/play_json.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/play_json_read.h"

enum {
	FILE_MAX_BYTES = 4 * 1024 * 1024,
	LINE_MAX_BYTES = 64 * 1024,
	STEPS_MAX = 200 * 1000,
};

#define TIME_MAX ((ms_t)31 * 24 * 60 * 60 * 1000)

struct play {
	char name[256]; /* of the file */
	json_t *lines;  /* array that keeps all strings of the steps alive */
	struct play_step *steps;
	size_t n, cap, next;
	px_t tap_x, tap_y; /* where the finger of the last tap is */
};

/* --- the list of steps --- */

int
play_add_step(struct play_loader *loader, struct play_step step)
{
	struct play *play = loader->play;
	if (play->n >= STEPS_MAX) {
		return play_refuse(loader, "The file has more than %d steps.", STEPS_MAX);
	}
	if (play->n == play->cap) {
		const size_t cap = play->cap ? play->cap * 2 : 256;
		struct play_step *steps = realloc(play->steps, cap * sizeof(*steps));
		if (!steps) {
			return -ENOMEM;
		}
		play->steps = steps;
		play->cap = cap;
	}
	step.line = loader->line;
	step.event.at = loader->now;
	play->steps[play->n++] = step;
	return 0;
}

struct event *
play_first_start(struct play_loader *loader)
{
	/* parse_lines() put a default one there */
	return loader->play->n == 1 && loader->now == 0 ? &loader->play->steps[0].event : NULL;
}

/* --- lines and files --- */

static const struct kind {
	const char *name;
	const char *details[3]; /* members that this kind may have besides */
	play_reader *read;
} kinds[] = {
	{ "key", { "times", "every", "until" }, play_read_key },
	{ "text", { "every" }, play_read_text },
	{ "tap", { "hold" }, play_read_tap },
	{ "keys", { "every" }, play_read_keys },
	{ "touch", { "x", "y" }, play_read_touch },
	{ "jack", { NULL }, play_read_jack },
	{ "link", { NULL }, play_read_link },
	{ "delivered", { NULL }, play_read_delivered },
	{ "voice", { NULL }, play_read_voice },
	{ "stored", { NULL }, play_read_stored },
	{ "staff", { NULL }, play_read_staff },
	{ "display", { NULL }, play_read_display },
	{ "start", { NULL }, play_read_start },
	{ "expect", { NULL }, play_read_expect },
	{ "switch", { "down" }, play_read_later },
	{ "pad", { NULL }, play_read_later },
};

static int
find_kind(struct play_loader *loader, const json_t *line, const struct kind **ret_kind)
{
	const struct kind *found = NULL;
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		if (!json_object_get(line, kinds[i].name)) {
			continue;
		}
		if (found) {
			return play_refuse(
				loader, "The line has both \"%s\" and \"%s\".", found->name, kinds[i].name);
		}
		found = &kinds[i];
	}
	*ret_kind = found;
	return 0;
}

static bool
is_known(const char *key, const struct kind *kind)
{
	if (strcmp(key, "t") == 0 || strcmp(key, "after") == 0 || strcmp(key, "note") == 0) {
		return true;
	}
	if (!kind) {
		return false;
	}
	bool known = strcmp(key, kind->name) == 0;
	for (size_t i = 0; i < LENGTH(kind->details) && kind->details[i]; i++) {
		known = known || strcmp(key, kind->details[i]) == 0;
	}
	return known;
}

static int
read_time(struct play_loader *loader, const json_t *line)
{
	const json_t *note = json_object_get(line, "note");
	int64_t t, after;
	if (note && !json_is_string(note)) {
		return play_refuse(loader, "\"note\" is no text in quotes.");
	}
	if (json_object_get(line, "t") && json_object_get(line, "after")) {
		return play_refuse(loader, "The line has both \"t\" and \"after\".");
	}
	int r = play_read_int(loader, line, "t", 0, TIME_MAX, loader->now, &t);
	if (r < 0 || (r = play_read_int(loader, line, "after", 0, TIME_MAX, 0, &after)) < 0) {
		return r;
	}
	if (t < loader->now) {
		return play_refuse(loader, "\"t\" is %lld, before the line above at %lld.", (long long)t,
			(long long)loader->now);
	}
	loader->now = t + after;
	return loader->now <= TIME_MAX ? 0 : play_refuse(loader, "The file lasts longer than 31 days.");
}

static int
read_line(struct play_loader *loader, json_t *line)
{
	if (!json_is_object(line)) {
		return play_refuse(loader, "The line is no object in braces.");
	}
	const struct kind *kind = NULL;
	int r = find_kind(loader, line, &kind);
	if (r < 0) {
		return r;
	}
	const char *key;
	json_t *value;
	json_object_foreach(line, key, value)
	{
		if (!is_known(key, kind)) {
			return play_refuse(loader,
				kind ? "\"%.40s\" is no member of a line with \"%s\"." : "\"%.40s\" is no event.",
				key, kind ? kind->name : "");
		}
	}
	if ((r = read_time(loader, line)) < 0) {
		return r;
	}
	if (!kind && !json_object_get(line, "note")) {
		return play_refuse(loader, "The line has no event.");
	}
	return kind ? kind->read(loader, line, json_object_get(line, kind->name)) : 0;
}

static int
parse_line(struct play_loader *loader, struct str text)
{
	if (text.n > LINE_MAX_BYTES) {
		return play_refuse(loader, "The line is longer than %d bytes.", LINE_MAX_BYTES);
	}
	if (str_trim(text).n == 0) {
		return 0;
	}
	json_error_t error;
	json_t *line = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	if (!line) {
		return play_refuse(
			loader, "The line is no JSON: %.160s (column %d).", error.text, error.column);
	}
	if (json_array_append_new(loader->play->lines, line) < 0) {
		return -ENOMEM;
	}
	return read_line(loader, line);
}

static int
parse_lines(struct play_loader *loader, struct str text)
{
	/* the visit begins whether or not the file says with what */
	struct event start = { .kind = EVENT_START,
		.start = { .wall = WALL_DEFAULT, .wall_sure = true } };
	for (uint8_t i = 0; i < sizeof(start.start.random); i++) {
		start.start.random[i] = i;
	}
	int r = play_add_step(loader, (struct play_step){ .kind = STEP_EVENT, .event = start });
	for (size_t from = 0; from < text.n && r == 0;) {
		const size_t to = str_find(text, STR("\n"), from);
		loader->line++;
		r = parse_line(loader, str_sub(text, from, to));
		from = to + 1;
	}
	return r;
}

int
play_parse(
	const char *name, struct str lines, struct play **ret_play, struct diagnosis *ret_diagnosis)
{
	struct play *play = calloc(1, sizeof(*play));
	if (!play) {
		return -ENOMEM;
	}
	snprintf(play->name, sizeof(play->name), "%s", name);
	struct play_loader loader = { .play = play, .name = play->name, .diagnosis = ret_diagnosis };
	play->lines = json_array();
	const int r = play->lines ? parse_lines(&loader, lines) : -ENOMEM;
	if (r < 0) {
		if (r == -ENOMEM) {
			play_refuse(&loader, "There is not enough memory for the file.");
		}
		play_close(play);
		return r;
	}
	*ret_play = play;
	return 0;
}

static int
read_file(int fd, char **ret_bytes, size_t *ret_n)
{
	struct stat stat;
	if (fstat(fd, &stat) < 0) {
		return -errno;
	}
	if (stat.st_size > FILE_MAX_BYTES) {
		return -EFBIG;
	}
	/* one byte more, so that a file that grew meanwhile is noticed and malloc(0) never asked for */
	const size_t size = (size_t)stat.st_size + 1;
	char *bytes = malloc(size);
	size_t n = 0;
	ssize_t got = bytes ? 1 : 0;
	while (got > 0 && n < size) {
		got = read(fd, bytes + n, size - n);
		n += got > 0 ? (size_t)got : 0;
	}
	if (!bytes || got != 0) {
		const int r = !bytes ? -ENOMEM : got < 0 ? -errno : -EIO;
		free(bytes);
		return r;
	}
	*ret_bytes = bytes;
	*ret_n = n;
	return 0;
}

int
play_open(const char *path, struct play **ret_play, struct diagnosis *ret_diagnosis)
{
	char *bytes = NULL;
	size_t n = 0;
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r = fd < 0 ? -errno : read_file(fd, &bytes, &n);
	if (fd >= 0) {
		close(fd);
	}
	if (r < 0) {
		*ret_diagnosis = (struct diagnosis){
			.remedy = "Name an event file of at most 4 MiB that you may read."
		};
		snprintf(ret_diagnosis->file, sizeof(ret_diagnosis->file), "%s", path);
		snprintf(ret_diagnosis->what, sizeof(ret_diagnosis->what), "The file cannot be read: %s.",
			strerror(-r));
		return r;
	}
	r = play_parse(path, (struct str){ bytes, n }, ret_play, ret_diagnosis);
	free(bytes);
	return r;
}

struct play *
play_close(struct play *play)
{
	for (size_t i = 0; i < play->n; i++) {
		free(play->steps[i].expect);
		free(play->steps[i].staff);
	}
	free(play->steps);
	json_decref(play->lines);
	free(play);
	return NULL;
}

/* --- playing --- */

ms_t
play_due(const struct play *play)
{
	return play->next < play->n ? play->steps[play->next].event.at : MS_NEVER;
}

/* Index of the key on the screen that types the character, or -1. */
static int32_t
find_key(const struct tree *tree, uint32_t character)
{
	for (int32_t i = 0; i < tree->n; i++) {
		const struct node *node = &tree->nodes[i];
		if (node->role == ROLE_KEY && node->action.kind == ACTION_KEY &&
			node->action.arg == (int32_t)character) {
			return i;
		}
	}
	return -1;
}

static bool
is_shown(const struct node *node)
{
	return node->shown && !(node->flags & NODE_ABSENT);
}

static int
miss(struct play *play, const struct play_step *step, const struct tree *tree,
	struct diagnosis *ret_diagnosis)
{
	struct play_loader loader = {
		.name = play->name, .line = step->line, .diagnosis = ret_diagnosis
	};
	char key[32];
	size_t n = (size_t)snprintf(key, sizeof(key), "the key of ");
	if (step->node.n == 0) {
		n += utf8_put(key + n, step->character);
		key[n] = '\0';
	}
	(void)!play_refuse(&loader, "“%.60s” is to be tapped, but is not shown on page “%.*s”.",
		step->node.n > 0 ? step->node.p : key, (int)tree->page.n, tree->page.p ? tree->page.p : "");
	return PLAY_MISSING;
}

static int
tap(struct play *play, const struct play_step *step, const struct tree *tree,
	struct event *ret_event, struct diagnosis *ret_diagnosis)
{
	const int32_t index = step->node.n > 0 ? tree_find(tree, step->node) :
											 find_key(tree, step->character);
	if (index < 0 || !is_shown(&tree->nodes[index])) {
		return miss(play, step, tree, ret_diagnosis);
	}
	const struct rect box = tree->nodes[index].box;
	play->tap_x = box.x + box.w / 2;
	play->tap_y = box.y + box.h / 2;
	ret_event->kind = EVENT_POINTER;
	ret_event->pointer.phase = POINTER_DOWN;
	ret_event->pointer.x = play->tap_x;
	ret_event->pointer.y = play->tap_y;
	return PLAY_EVENT;
}

static bool
has_focus(const struct tree *tree, struct str id)
{
	return tree->focus >= 0 && str_eq(tree->nodes[tree->focus].id, id);
}

static int
lost(struct play *play, const struct play_step *step, const struct tree *tree,
	struct diagnosis *ret_diagnosis)
{
	struct play_loader loader = {
		.name = play->name, .line = step->line, .diagnosis = ret_diagnosis
	};
	(void)!play_refuse(&loader, "The focus never came to “%.*s” on page “%.*s”.", (int)step->node.n,
		step->node.p, (int)tree->page.n, tree->page.p ? tree->page.p : "");
	return PLAY_MISSING;
}

int
play_next(struct play *play, const struct tree *tree, struct event *ret_event,
	struct diagnosis *ret_diagnosis)
{
	if (play->next == play->n) {
		return 0;
	}
	const struct play_step *step = &play->steps[play->next++];
	*ret_event = step->event;
	switch (step->kind) {
	case STEP_EVENT:
		return PLAY_EVENT;
	case STEP_EXPECT:
		return PLAY_EXPECT;
	case STEP_STORED:
		return PLAY_STORED;
	case STEP_STAFF:
		ret_event->staff.answer = step->staff;
		return PLAY_STAFF;
	case STEP_TAP:
		return tap(play, step, tree, ret_event, ret_diagnosis);
	case STEP_UNTIL:
		return has_focus(tree, step->node) ? PLAY_NOTHING : PLAY_EVENT;
	case STEP_ARRIVED:
		return has_focus(tree, step->node) ? PLAY_NOTHING : lost(play, step, tree, ret_diagnosis);
	case STEP_RELEASE:
		ret_event->kind = EVENT_POINTER;
		ret_event->pointer.phase = POINTER_UP;
		ret_event->pointer.x = play->tap_x;
		ret_event->pointer.y = play->tap_y;
		return PLAY_EVENT;
	}
	assert(false);
	return 0;
}

const struct expectation *
play_expectation(const struct play *play)
{
	assert(play->next > 0 && play->steps[play->next - 1].expect);
	return play->steps[play->next - 1].expect;
}

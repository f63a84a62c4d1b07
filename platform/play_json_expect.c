/* SPDX-License-Identifier: MIT */
/* Lines of an event file that say what must be shown and said. */
#include "platform/play_json_read.h"

#include <errno.h>
#include <stdlib.h>

/* Text: exactly this. true: anything. false: nothing. */
static int
read_expected_text(struct play_loader *loader, const json_t *object, const char *name,
	struct expected_text *ret_expected)
{
	const json_t *value = json_object_get(object, name);
	*ret_expected = (struct expected_text){ .kind = EXPECT_ANY };
	if (!value) {
		return 0;
	}
	if (json_is_boolean(value)) {
		ret_expected->kind = json_is_true(value) ? EXPECT_SOMETHING : EXPECT_NOTHING;
		return 0;
	}
	ret_expected->kind = EXPECT_EXACTLY;
	return play_need_string(loader, value, name, &ret_expected->text);
}

static int
read_word(struct play_loader *loader, const json_t *object, const char *name,
	const char *const *words, int n, int *ret_index)
{
	const json_t *value = json_object_get(object, name);
	*ret_index = EXPECT_UNASKED;
	return value ? play_need_one_of(loader, value, name, words, n, ret_index) : 0;
}

static const char *const langs[LANG_COUNT] = { [LANG_EN] = "en", [LANG_FR] = "fr" };

static const struct {
	const char *name;
	enum node_flag flag;
} states[] = {
	{ "focusable", NODE_FOCUSABLE },
	{ "checked", NODE_CHECKED },
	{ "pressed", NODE_PRESSED },
	{ "required", NODE_REQUIRED },
	{ "invalid", NODE_INVALID },
	{ "busy", NODE_BUSY },
	{ "private", NODE_PRIVATE },
	{ "secret", NODE_SECRET },
	{ "decorative", NODE_DECORATIVE },
};

static int
read_states(struct play_loader *loader, const json_t *object, struct expected_node *node)
{
	for (size_t i = 0; i < LENGTH(states); i++) {
		const json_t *value = json_object_get(object, states[i].name);
		if (value && !json_is_boolean(value)) {
			return play_refuse(loader, "\"%s\" is neither true nor false.", states[i].name);
		}
		if (value) {
			*(json_is_true(value) ? &node->set : &node->clear) |= (uint32_t)states[i].flag;
		}
	}
	const json_t *shown = json_object_get(object, "shown");
	if (shown && !json_is_boolean(shown)) {
		return play_refuse(loader, "\"shown\" is neither true nor false.");
	}
	node->shown = shown ? json_is_true(shown) : EXPECT_UNASKED;
	return 0;
}

static int
read_node(struct play_loader *loader, json_t *object, struct expected_node *ret_node)
{
	static const char *const members[] = { "id", "role", "lang", "name", "value", "hint", "error",
		"shown", "focusable", "checked", "pressed", "required", "invalid", "busy", "private",
		"secret", "decorative" };
	const char *roles[ROLE_COUNT];
	for (enum role role = 0; role < ROLE_COUNT; role++) {
		roles[role] = role_name(role);
	}
	*ret_node = (struct expected_node){ 0 };
	int r = play_need_members_of(loader, object, "node", members, LENGTH(members));
	if (r < 0 ||
		(r = play_need_string(loader, json_object_get(object, "id"), "id", &ret_node->id)) < 0 ||
		(r = read_word(loader, object, "role", roles, ROLE_COUNT, &ret_node->role)) < 0 ||
		(r = read_word(loader, object, "lang", langs, LANG_COUNT, &ret_node->lang)) < 0 ||
		(r = read_expected_text(loader, object, "name", &ret_node->name)) < 0 ||
		(r = read_expected_text(loader, object, "value", &ret_node->value)) < 0 ||
		(r = read_expected_text(loader, object, "hint", &ret_node->hint)) < 0 ||
		(r = read_expected_text(loader, object, "error", &ret_node->error)) < 0) {
		return r;
	}
	return read_states(loader, object, ret_node);
}

/* Calls `read` for the member itself, or for each item when it is a list. */
static int
read_each(struct play_loader *loader, json_t *object, const char *name, struct expectation *expect,
	int (*read)(struct play_loader *, json_t *, struct expectation *))
{
	json_t *value = json_object_get(object, name);
	if (!value) {
		return 0;
	}
	if (!json_is_array(value)) {
		return read(loader, value, expect);
	}
	if (json_array_size(value) == 0 || json_array_size(value) > EXPECTED_MAX) {
		return play_refuse(loader, "\"%s\" lists %zu things, not 1 to %d.", name,
			json_array_size(value), EXPECTED_MAX);
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		const int r = read(loader, json_array_get(value, i), expect);
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

static int
read_each_node(struct play_loader *loader, json_t *value, struct expectation *expect)
{
	return read_node(loader, value, &expect->nodes[expect->n_nodes++]);
}

static int
read_each_speech(struct play_loader *loader, json_t *value, struct expectation *expect)
{
	return play_need_string(loader, value, "speech", &expect->speech[expect->n_speech++]);
}

static int
read_each_absent(struct play_loader *loader, json_t *value, struct expectation *expect)
{
	return play_need_string(loader, value, "absent", &expect->absent[expect->n_absent++]);
}

static int
read_yes(struct play_loader *loader, const json_t *object, const char *name, bool *ret_yes)
{
	const json_t *value = json_object_get(object, name);
	/* false would read as "must not", which neither member means */
	if (value && !json_is_true(value)) {
		return play_refuse(loader, "\"%s\" can only be true.", name);
	}
	*ret_yes = value != NULL;
	return 0;
}

static int
fill_expectation(struct play_loader *loader, json_t *value, struct expectation *expect)
{
	static const char *const members[] = { "page", "focus", "lang", "part", "node", "absent",
		"speech", "silent", "frame" };
	int64_t part;
	int r = play_need_members_of(loader, value, "expect", members, LENGTH(members));
	if (r < 0 || (r = read_expected_text(loader, value, "page", &expect->page)) < 0 ||
		(r = read_expected_text(loader, value, "focus", &expect->focus)) < 0 ||
		(r = read_word(loader, value, "lang", langs, LANG_COUNT, &expect->lang)) < 0 ||
		(r = play_read_int(loader, value, "part", 0, 1000, EXPECT_UNASKED, &part)) < 0 ||
		(r = read_each(loader, value, "node", expect, read_each_node)) < 0 ||
		(r = read_each(loader, value, "absent", expect, read_each_absent)) < 0 ||
		(r = read_each(loader, value, "speech", expect, read_each_speech)) < 0 ||
		(r = read_yes(loader, value, "silent", &expect->silent)) < 0 ||
		(r = read_yes(loader, value, "frame", &expect->frame)) < 0) {
		return r;
	}
	expect->part = (int)part;
	return json_object_size(value) > 0 ? 0 : play_refuse(loader, "\"expect\" expects nothing.");
}

int
play_read_expect(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	struct expectation *expect = calloc(1, sizeof(*expect));
	if (!expect) {
		return -ENOMEM;
	}
	expect->line = loader->line;
	int r = fill_expectation(loader, value, expect);
	if (r == 0) {
		r = play_add_step(loader, (struct play_step){ .kind = STEP_EXPECT, .expect = expect });
	}
	if (r < 0) {
		free(expect);
	}
	return r;
}

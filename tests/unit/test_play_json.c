/* SPDX-License-Identifier: MIT */
/* Event files: every kind of line, times, taps, expectations, and lines that must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <errno.h>

#include "platform/play_json.h"

static struct play *
parse(const char *lines)
{
	struct play *play = NULL;
	struct diagnosis diagnosis = { 0 };
	const int r = play_parse("visit.jsonl", str_of(lines), &play, &diagnosis);
	if (r < 0) {
		print_error("%s: %s\n", diagnosis.where, diagnosis.what);
	}
	assert_int_equal(r, 0);
	return play;
}

static const struct tree no_tree = { .focus = -1 };

/* The next thing, which must be `kind` (0: the end) at `at`. */
static struct event
next(struct play *play, int kind, ms_t at)
{
	struct event event = { 0 };
	struct diagnosis diagnosis;
	assert_int_equal(play_due(play), at);
	assert_int_equal(play_next(play, &no_tree, &event, &diagnosis), kind);
	if (kind != 0) {
		assert_int_equal(event.at, at);
	}
	return event;
}

static void
refused(const char *name, struct str lines, const char *where, const char *what)
{
	struct play *play = NULL;
	struct diagnosis diagnosis = { 0 };
	if (play_parse("visit.jsonl", lines, &play, &diagnosis) != -EINVAL) {
		fail_msg("%s was accepted", name);
	}
	assert_null(play);
	assert_string_equal(diagnosis.file, "visit.jsonl");
	assert_string_equal(diagnosis.where, where);
	if (!strstr(diagnosis.what, what)) {
		fail_msg("%s: \"%s\" does not say \"%s\"", name, diagnosis.what, what);
	}
	assert_true(diagnosis.remedy[0] != '\0');
}

static void
empty_file_starts_a_visit_of_fixed_chance(void **state)
{
	(void)state;
	struct play *play = parse("");
	const struct event start = next(play, PLAY_EVENT, 0);
	assert_int_equal(start.kind, EVENT_START);
	for (int i = 0; i < 64; i++) {
		assert_int_equal(start.start.random[i], i);
	}
	assert_int_equal(start.start.wall, 1794234600000);
	assert_true(start.start.wall_sure);
	next(play, 0, MS_NEVER);
	next(play, 0, MS_NEVER);
	play_close(play);
}

static void
first_line_may_set_chance_and_clock(void **state)
{
	(void)state;
	char line[256] = "{\"start\":{\"wall\":1000,\"sure\":false,\"random\":\"ff0a";
	memset(line + strlen(line), '1', 124);
	memcpy(line + strlen(line), "\"}}\n", sizeof("\"}}\n"));
	struct play *play = parse(line);
	const struct event start = next(play, PLAY_EVENT, 0);
	assert_int_equal(start.start.random[0], 0xff);
	assert_int_equal(start.start.random[1], 0x0a);
	assert_int_equal(start.start.random[63], 0x11);
	assert_int_equal(start.start.wall, 1000);
	assert_false(start.start.wall_sure);
	next(play, 0, MS_NEVER);
	play_close(play);
}

static void
every_key_has_a_name(void **state)
{
	(void)state;
	static const char *const names[] = { "Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "Home",
		"End", "Enter", "Escape", "Backspace", "Delete", "PageUp", "PageDown", "F1", "F2", "F3",
		"F4", "F6", "F7", "F8", "F9", "F10", "F11", "F12" };
	enum { N = sizeof(names) / sizeof(names[0]) };
	char lines[N * 40];
	size_t n = 0;
	for (size_t i = 0; i < N; i++) {
		n += (size_t)snprintf(
			lines + n, sizeof(lines) - n, "{\"t\":%zu,\"key\":\"%s\"}\n", i, names[i]);
	}
	assert_int_equal(N, KEY_COUNT - 1);
	struct play *play = parse(lines);
	next(play, PLAY_EVENT, 0);
	for (int i = 0; i < N; i++) {
		const struct event event = next(play, PLAY_EVENT, i);
		assert_int_equal(event.kind, EVENT_KEY);
		assert_int_equal(event.key, i + 1);
	}
	play_close(play);
}

static void
a_key_may_come_several_times(void **state)
{
	(void)state;
	struct play *play = parse(
		"{\"t\":5,\"key\":\"Tab\",\"times\":3,\"every\":10}\n{\"after\":1,\"key\":\"End\"}");
	next(play, PLAY_EVENT, 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(next(play, PLAY_EVENT, 5 + 10 * i).key, KEY_TAB);
	}
	assert_int_equal(next(play, PLAY_EVENT, 26).key, KEY_END);
	play_close(play);
}

static void
text_comes_one_character_at_a_time(void **state)
{
	(void)state;
	struct play *play = parse(
		"{\"t\":50,\"text\":\"\xc3\xa9 x\",\"every\":10}\n{\"after\":5,\"text\":\"yz\"}");
	static const struct {
		const char *text;
		ms_t at;
	} typed[] = { { "\xc3\xa9", 50 }, { " ", 60 }, { "x", 70 }, { "y", 75 }, { "z", 75 } };
	next(play, PLAY_EVENT, 0);
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		const struct event event = next(play, PLAY_EVENT, typed[i].at);
		assert_int_equal(event.kind, EVENT_TEXT);
		assert_true(str_eq(event.text, str_of(typed[i].text)));
	}
	next(play, 0, MS_NEVER);
	play_close(play);
}

static void
devices_become_events(void **state)
{
	(void)state;
	struct play *play = parse("{\"t\":1,\"touch\":\"down\",\"x\":7,\"y\":9}\n"
							  "{\"touch\":\"move\",\"x\":8,\"y\":9}\n"
							  "{\"touch\":\"up\",\"x\":0,\"y\":0}\n"
							  "\n"
							  "{\"jack\":\"headphones\",\"after\":1}\r\n"
							  "{\"link\":\"down\"}\n"
							  "{\"link\":\"up\"}\n"
							  "{\"delivered\":{\"due\":\"2026-11-26\"}}\n"
							  "{\"delivered\":{\"due\":null}}\n"
							  "{\"note\":\"nothing happens here\"}\n"
							  "{\"voice\":\"none\"}\n"
							  "{\"display\":{\"w\":800,\"h\":600,\"px_per_mm\":4}}\n"
							  "{\"stored\":\"full\",\"note\":\"why\"}\n");
	next(play, PLAY_EVENT, 0);
	struct event event = next(play, PLAY_EVENT, 1);
	assert_int_equal(event.kind, EVENT_POINTER);
	assert_int_equal(event.pointer.phase, POINTER_DOWN);
	assert_int_equal(event.pointer.x, 7);
	assert_int_equal(event.pointer.y, 9);
	assert_int_equal(next(play, PLAY_EVENT, 1).pointer.phase, POINTER_MOVE);
	assert_int_equal(next(play, PLAY_EVENT, 1).pointer.phase, POINTER_UP);
	event = next(play, PLAY_EVENT, 2);
	assert_int_equal(event.kind, EVENT_JACK);
	assert_int_equal(event.jack, JACK_HEADPHONES);
	event = next(play, PLAY_EVENT, 2);
	assert_int_equal(event.kind, EVENT_LINK);
	assert_false(event.link_up);
	assert_true(next(play, PLAY_EVENT, 2).link_up);
	event = next(play, PLAY_EVENT, 2);
	assert_int_equal(event.kind, EVENT_DELIVERED);
	assert_int_equal(event.delivered.due.year, 2026);
	assert_int_equal(event.delivered.due.month, 11);
	assert_int_equal(event.delivered.due.day, 26);
	event = next(play, PLAY_EVENT, 2);
	assert_int_equal(event.kind, EVENT_DELIVERED);
	assert_int_equal(event.delivered.due.year, 0);
	assert_int_equal(next(play, PLAY_EVENT, 2).kind, EVENT_VOICELESS);
	event = next(play, PLAY_EVENT, 2);
	assert_int_equal(event.kind, EVENT_DISPLAY);
	assert_int_equal(event.display.w, 800);
	assert_int_equal(event.display.h, 600);
	assert_true(event.display.px_per_mm == 4);
	assert_int_equal(next(play, PLAY_STORED, 2).stored.status, STORED_FULL);
	play_close(play);
}

static void
tap_goes_to_the_middle_of_the_node_as_it_is_then(void **state)
{
	(void)state;
	struct node nodes[3] = {
		{ .id = STR("next"), .box = { 100, 200, 50, 30 }, .shown = true },
		{ .id = STR("below"), .box = { 0, 0, 5, 5 } },
		{ .id = STR("gone"), .box = { 0, 0, 5, 5 }, .shown = true, .flags = NODE_ABSENT },
	};
	const struct tree tree = { .nodes = nodes, .n = 3, .focus = -1, .page = STR("q1") };
	struct play *play = parse(
		"{\"t\":10,\"tap\":\"next\"}\n{\"after\":0,\"tap\":\"next\",\"hold\":300}\n"
		"{\"tap\":\"below\"}\n{\"tap\":\"gone\"}\n{\"tap\":\"never\"}");
	struct event event;
	struct diagnosis diagnosis;
	next(play, PLAY_EVENT, 0);
	assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_EVENT);
	assert_int_equal(event.kind, EVENT_POINTER);
	assert_int_equal(event.at, 10);
	assert_int_equal(event.pointer.phase, POINTER_DOWN);
	assert_int_equal(event.pointer.x, 125);
	assert_int_equal(event.pointer.y, 215);
	/* the page may change under the finger, the finger does not move */
	nodes[0].box.x = 0;
	assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_EVENT);
	assert_int_equal(event.at, 110);
	assert_int_equal(event.pointer.phase, POINTER_UP);
	assert_int_equal(event.pointer.x, 125);
	assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_EVENT);
	assert_int_equal(event.at, 110);
	assert_int_equal(event.pointer.x, 25);
	assert_int_equal(play_due(play), 410);
	assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_EVENT);
	for (int i = 3; i <= 5; i++) {
		char where[16];
		snprintf(where, sizeof(where), "line %d", i);
		assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_MISSING);
		assert_string_equal(diagnosis.where, where);
		assert_non_null(strstr(diagnosis.what, "page “q1”"));
		play_next(play, &tree, &event, &diagnosis);
	}
	play_close(play);
}

static void
a_key_comes_until_the_focus_is_there(void **state)
{
	(void)state;
	struct node nodes[2] = { { .id = STR("back") }, { .id = STR("next") } };
	struct tree tree = { .nodes = nodes, .n = 2, .focus = 0, .page = STR("q1") };
	struct event event;
	struct diagnosis diagnosis;
	struct play *play = parse("{\"key\":\"Tab\",\"until\":\"next\"}");
	next(play, PLAY_EVENT, 0);
	assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_EVENT);
	assert_int_equal(event.key, KEY_TAB);
	tree.focus = 1;
	int skipped = 0;
	while (play_next(play, &tree, &event, &diagnosis) == PLAY_NOTHING) {
		skipped++;
	}
	assert_int_equal(skipped, 40); /* the other 39, and the look whether it is there */
	play_close(play);

	play = parse("{\"key\":\"Tab\",\"until\":\"never\"}");
	next(play, PLAY_EVENT, 0);
	int pressed = 0;
	int r;
	while ((r = play_next(play, &tree, &event, &diagnosis)) == PLAY_EVENT) {
		pressed++;
	}
	assert_int_equal(pressed, 40);
	assert_int_equal(r, PLAY_MISSING);
	assert_non_null(strstr(diagnosis.what, "“never” on page “q1”"));
	play_close(play);
}

static void
keys_are_found_by_what_they_type(void **state)
{
	(void)state;
	struct node nodes[] = {
		{ .role = ROLE_BUTTON, .action = { .kind = ACTION_KEY, .arg = 'a' }, .shown = true },
		{ .role = ROLE_KEY, .action = { .kind = ACTION_LANGUAGE, .arg = 'a' }, .shown = true },
		{ .role = ROLE_KEY,
			.action = { .kind = ACTION_KEY, .arg = 'a' },
			.box = { 10, 20, 6, 4 },
			.shown = true },
		{ .role = ROLE_KEY,
			.action = { .kind = ACTION_KEY, .arg = 0xE9 },
			.box = { 30, 20, 6, 4 },
			.shown = true },
	};
	const struct tree tree = { .nodes = nodes, .n = 4, .focus = -1, .page = STR("q1") };
	struct play *play = parse("{\"t\":10,\"keys\":\"a\u00e9b\",\"every\":100}\n{\"key\":\"Tab\"}");
	static const struct {
		ms_t at;
		px_t x;
	} taps[] = { { 10, 13 }, { 60, 13 }, { 110, 33 }, { 160, 33 } };
	struct event event;
	struct diagnosis diagnosis;
	next(play, PLAY_EVENT, 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_EVENT);
		assert_int_equal(event.at, taps[i].at);
		assert_int_equal(event.pointer.phase, i % 2 == 0 ? POINTER_DOWN : POINTER_UP);
		assert_int_equal(event.pointer.x, taps[i].x);
		assert_int_equal(event.pointer.y, 22);
	}
	assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_MISSING);
	assert_non_null(strstr(diagnosis.what, "“the key of b” is to be tapped"));
	assert_int_equal(play_next(play, &tree, &event, &diagnosis), PLAY_EVENT);
	assert_int_equal(play_due(play), 310);
	play_close(play);
}

static void
expectations_are_read_whole(void **state)
{
	(void)state;
	struct play *play = parse(
		"{\"t\":3,\"expect\":{\"page\":\"q1\",\"focus\":false,\"lang\":\"fr\",\"part\":1,"
		"\"node\":{\"id\":\"a\",\"role\":\"field\",\"value\":\"x\",\"error\":true,\"hint\":false,\"checked\":true,"
		"\"invalid\":false,\"shown\":false},\"absent\":[\"b\",\"c\"],\"speech\":\"two\",\"frame\":true}}\n"
		"{\"expect\":{\"node\":[{\"id\":\"p\"},{\"id\":\"q\"}],\"silent\":true}}");
	next(play, PLAY_EVENT, 0);
	next(play, PLAY_EXPECT, 3);
	const struct expectation *e = play_expectation(play);
	assert_int_equal(e->line, 1);
	assert_int_equal(e->page.kind, EXPECT_EXACTLY);
	assert_true(str_eq(e->page.text, STR("q1")));
	assert_int_equal(e->focus.kind, EXPECT_NOTHING);
	assert_int_equal(e->lang, LANG_FR);
	assert_int_equal(e->part, 1);
	assert_int_equal(e->n_nodes, 1);
	assert_int_equal(e->nodes[0].role, ROLE_FIELD);
	assert_int_equal(e->nodes[0].lang, EXPECT_UNASKED);
	assert_int_equal(e->nodes[0].name.kind, EXPECT_ANY);
	assert_int_equal(e->nodes[0].value.kind, EXPECT_EXACTLY);
	assert_int_equal(e->nodes[0].error.kind, EXPECT_SOMETHING);
	assert_int_equal(e->nodes[0].hint.kind, EXPECT_NOTHING);
	assert_int_equal(e->nodes[0].set, NODE_CHECKED);
	assert_int_equal(e->nodes[0].clear, NODE_INVALID);
	assert_int_equal(e->nodes[0].shown, 0);
	assert_int_equal(e->n_absent, 2);
	assert_true(str_eq(e->absent[1], STR("c")));
	assert_int_equal(e->n_speech, 1);
	assert_true(e->frame);
	assert_false(e->silent);
	next(play, PLAY_EXPECT, 3);
	e = play_expectation(play);
	assert_int_equal(e->line, 2);
	assert_int_equal(e->n_nodes, 2);
	assert_int_equal(e->nodes[1].shown, EXPECT_UNASKED);
	assert_int_equal(e->page.kind, EXPECT_ANY);
	assert_int_equal(e->part, EXPECT_UNASKED);
	assert_true(e->silent);
	assert_false(e->frame);
	play_close(play);
}

static void
wrong_lines_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *line, *what;
	} wrong[] = {
		{ "{", "no JSON" },
		{ "[]", "no object" },
		{ "17", "no JSON" },
		{ "{}", "no event" },
		{ "{\"t\":1}", "no event" },
		{ "{\"t\":1,\"kye\":\"Tab\"}", "\"kye\"" },
		{ "{\"t\":1,\"key\":\"Tab\",\"x\":1}", "\"x\" is no member" },
		{ "{\"t\":1,\"key\":\"tab\"}", "\"tab\"" },
		{ "{\"t\":1,\"key\":\"F5\"}", "\"F5\"" },
		{ "{\"t\":1,\"key\":\"\"}", "\"key\"" },
		{ "{\"t\":1,\"key\":9}", "\"key\"" },
		{ "{\"t\":1,\"key\":\"Tab\",\"text\":\"a\"}", "both" },
		{ "{\"t\":1,\"after\":1,\"key\":\"Tab\"}", "both" },
		{ "{\"t\":1,\"t\":2,\"key\":\"Tab\"}", "no JSON" },
		{ "{\"t\":-1,\"key\":\"Tab\"}", "\"t\"" },
		{ "{\"t\":1.5,\"key\":\"Tab\"}", "\"t\"" },
		{ "{\"t\":\"1\",\"key\":\"Tab\"}", "\"t\"" },
		{ "{\"t\":9223372036854775807,\"key\":\"Tab\"}", "\"t\"" },
		{ "{\"t\":99999999999999999999,\"key\":\"Tab\"}", "no JSON" },
		{ "{\"t\":1e400,\"key\":\"Tab\"}", "no JSON" },
		{ "{\"after\":-5,\"key\":\"Tab\"}", "\"after\"" },
		{ "{\"t\":1,\"key\":\"Tab\",\"times\":0}", "\"times\"" },
		{ "{\"t\":1,\"text\":\"\"}", "empty" },
		{ "{\"t\":1,\"text\":\"a\\u0000b\"}", "no JSON" },
		{ "{\"t\":1,\"text\":\"a\\tb\"}", "U+0009" },
		{ "{\"t\":1,\"text\":\"\\u007f\"}", "U+007F" },
		{ "{\"t\":1,\"text\":\"\\u0085\"}", "U+0085" },
		{ "{\"t\":1,\"text\":\"\\ud800\"}", "no JSON" },
		{ "{\"t\":1,\"text\":\"\xff\"}", "no JSON" },
		{ "{\"t\":1,\"text\":\"\xed\xa0\x80\"}", "no JSON" },
		{ "{\"t\":1,\"text\":\"\xc0\xaf\"}", "no JSON" },
		{ "{\"t\":1,\"text\":\"a\",\"every\":60001}", "\"every\"" },
		{ "{\"t\":1,\"touch\":\"down\"}", "needs" },
		{ "{\"t\":1,\"touch\":\"down\",\"x\":1,\"y\":-1}", "\"y\"" },
		{ "{\"t\":1,\"touch\":\"down\",\"x\":1,\"y\":16385}", "\"y\"" },
		{ "{\"t\":1,\"touch\":\"press\",\"x\":1,\"y\":1}", "\"press\"" },
		{ "{\"t\":1,\"tap\":\"next\",\"hold\":-1}", "\"hold\"" },
		{ "{\"t\":1,\"tap\":\"\"}", "no node" },
		{ "{\"t\":1,\"keys\":\"\"}", "empty" },
		{ "{\"t\":1,\"keys\":\"a\\n\"}", "U+000A" },
		{ "{\"t\":1,\"keys\":\"a\",\"every\":1}", "\"every\"" },
		{ "{\"t\":1,\"switch\":1,\"down\":true}", "not in this version" },
		{ "{\"t\":1,\"pad\":\"next\"}", "not in this version" },
		{ "{\"t\":1,\"jack\":\"loop\"}", "\"loop\"" },
		{ "{\"t\":1,\"link\":true}", "\"link\"" },
		{ "{\"t\":1,\"delivered\":true}", "\"delivered\"" },
		{ "{\"t\":1,\"delivered\":{}}", "\"due\"" },
		{ "{\"t\":1,\"delivered\":{\"due\":\"2026-02-30\"}}", "no date" },
		{ "{\"t\":1,\"delivered\":{\"due\":null,\"id\":\"x\"}}", "\"id\"" },
		{ "{\"t\":1,\"stored\":\"lost\"}", "\"lost\"" },
		{ "{\"t\":1,\"display\":{\"w\":1,\"h\":1}}", "px_per_mm" },
		{ "{\"t\":1,\"display\":{\"w\":1,\"h\":1,\"px_per_mm\":4,\"mm\":1}}", "\"mm\"" },
		{ "{\"t\":1,\"display\":[]}", "braces" },
		{ "{\"t\":1,\"start\":{}}", "first line" },
		{ "{\"start\":{\"random\":\"00\"}}", "2 characters" },
		{ "{\"start\":{\"wall\":4102444800001}}", "\"wall\"" },
		{ "{\"start\":{\"sure\":1}}", "\"sure\"" },
		{ "{\"start\":{\"rand\":1}}", "\"rand\"" },
		{ "{\"t\":1,\"expect\":{}}", "nothing" },
		{ "{\"t\":1,\"expect\":true}", "braces" },
		{ "{\"t\":1,\"expect\":{\"pgae\":\"q1\"}}", "\"pgae\"" },
		{ "{\"t\":1,\"expect\":{\"page\":1}}", "\"page\"" },
		{ "{\"t\":1,\"expect\":{\"lang\":\"de\"}}", "\"de\"" },
		{ "{\"t\":1,\"expect\":{\"node\":{}}}", "\"id\"" },
		{ "{\"t\":1,\"expect\":{\"node\":{\"id\":\"a\",\"role\":\"link\"}}}", "\"link\"" },
		{ "{\"t\":1,\"expect\":{\"node\":{\"id\":\"a\",\"checked\":1}}}", "\"checked\"" },
		{ "{\"t\":1,\"expect\":{\"node\":{\"id\":\"a\",\"valu\":\"1\"}}}", "\"valu\"" },
		{ "{\"t\":1,\"expect\":{\"node\":[]}}", "0 things" },
		{ "{\"t\":1,\"expect\":{\"absent\":[1]}}", "\"absent\"" },
		{ "{\"t\":1,\"expect\":{\"silent\":false}}", "\"silent\"" },
		{ "{\"t\":1,\"expect\":{\"absent\":[\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\","
		  "\"a\",\"a\",\"a\",\"a\"]}}",
			"17 things" },
		{ "{\"note\":1}", "\"note\"" },
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		refused(wrong[i].line, str_of(wrong[i].line), "line 1", wrong[i].what);
	}
}

static void
time_never_goes_back(void **state)
{
	(void)state;
	refused(
		"back", STR("{\"t\":5,\"key\":\"Tab\"}\n\n{\"t\":4,\"key\":\"Tab\"}"), "line 3", "before");
	refused("into typing",
		STR("{\"t\":5,\"text\":\"abc\",\"every\":10}\n{\"t\":24,\"key\":\"Tab\"}"), "line 2",
		"at 25");
	refused(
		"start later", STR("{\"t\":0,\"key\":\"Tab\"}\n{\"start\":{}}"), "line 2", "first line");
	refused("a month", STR("{\"after\":2678400000,\"key\":\"Tab\"}\n{\"after\":1,\"key\":\"Tab\"}"),
		"line 2", "31 days");
}

static void
hostile_lines_are_refused(void **state)
{
	(void)state;
	refused("NUL", (struct str){ "{\"t\":1,\0\"key\":\"Tab\"}", 20 }, "line 1", "no JSON");

	enum { DEEP = 60000 };
	char *deep = malloc(DEEP);
	assert_non_null(deep);
	memset(deep, '[', DEEP);
	refused("deep nesting", (struct str){ deep, DEEP }, "line 1", "no JSON");
	free(deep);

	enum { LONG = 70000 };
	char *line = malloc(LONG);
	assert_non_null(line);
	memset(line, 'a', LONG);
	refused("long line", (struct str){ line, LONG }, "line 1", "longer");
	free(line);

	/* 4 characters a step at most: a file within its size limit, with more steps than a replay may have */
	enum { MANY = 4 * 60000 };
	char *many = malloc(MANY + 5 * 32);
	assert_non_null(many);
	size_t n = 0;
	for (int i = 0; i < 4; i++) {
		memcpy(many + n, "{\"text\":\"", 9);
		memset(many + n + 9, 'x', 60000);
		memcpy(many + n + 9 + 60000, "\"}\n", 3);
		n += 9 + 60000 + 3;
	}
	refused("many steps", (struct str){ many, n }, "line 4", "200000 steps");
	free(many);
}

static void
file_is_read_or_named(void **state)
{
	(void)state;
	char path[] = "/tmp/guichet-play-XXXXXX";
	struct play *play = NULL;
	struct diagnosis diagnosis = { 0 };
	const int fd = mkstemp(path);
	assert_true(fd >= 0);
	static const char lines[] = "{\"t\":2,\"key\":\"Enter\"}\n";
	assert_int_equal(write(fd, lines, sizeof(lines) - 1), (int)sizeof(lines) - 1);
	close(fd);
	assert_int_equal(play_open(path, &play, &diagnosis), 0);
	next(play, PLAY_EVENT, 0);
	assert_int_equal(next(play, PLAY_EVENT, 2).key, KEY_ENTER);
	play_close(play);
	unlink(path);
	assert_int_equal(play_open(path, &play, &diagnosis), -ENOENT);
	assert_string_equal(diagnosis.file, path);
	assert_true(diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_file_starts_a_visit_of_fixed_chance),
		cmocka_unit_test(first_line_may_set_chance_and_clock),
		cmocka_unit_test(every_key_has_a_name),
		cmocka_unit_test(a_key_may_come_several_times),
		cmocka_unit_test(text_comes_one_character_at_a_time),
		cmocka_unit_test(devices_become_events),
		cmocka_unit_test(tap_goes_to_the_middle_of_the_node_as_it_is_then),
		cmocka_unit_test(a_key_comes_until_the_focus_is_there),
		cmocka_unit_test(keys_are_found_by_what_they_type),
		cmocka_unit_test(expectations_are_read_whole),
		cmocka_unit_test(wrong_lines_are_refused),
		cmocka_unit_test(time_never_goes_back),
		cmocka_unit_test(hostile_lines_are_refused),
		cmocka_unit_test(file_is_read_or_named),
	};
	return cmocka_run_group_tests_name("play_json", tests, NULL, NULL);
}

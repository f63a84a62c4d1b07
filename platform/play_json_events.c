/* SPDX-License-Identifier: MIT */
/* Lines of an event file that are events: one reader a kind. */
#include "platform/play_json_read.h"

#include <errno.h>

#include "core/calendar.h"

enum {
	TAP_HOLD_MS = 100, /* a finger rests on the glass for about this long */
	KEYS_EVERY_MS = 200,
	UNTIL_MAX = 40, /* more than any page has to walk over */
	UNTIL_EVERY_MS =
		10, /* the time of all of them passes: it must not outlast what is said on arrival */
	PIXELS_MAX = 16384,
};

#define WALL_MAX ((ms_t)4102444800000) /* 2100-01-01 */

static int
add_event(struct play_loader *loader, struct event event)
{
	return play_add_step(loader, (struct play_step){ .kind = STEP_EVENT, .event = event });
}

/* The key again and again until a node has the focus: a visit need not know how many things stand before it. */
static int
read_until(struct play_loader *loader, json_t *value, enum key key, int64_t every)
{
	struct str id;
	int r = play_need_string(loader, value, "until", &id);
	for (int i = 0; i < UNTIL_MAX && r == 0; i++) {
		loader->now += i > 0 ? every : 0;
		r = play_add_step(loader,
			(struct play_step){
				.kind = STEP_UNTIL, .node = id, .event = { .kind = EVENT_KEY, .key = key } });
	}
	return r == 0 ? play_add_step(loader, (struct play_step){ .kind = STEP_ARRIVED, .node = id }) :
					r;
}

int
play_read_key(struct play_loader *loader, const json_t *line, json_t *value)
{
	static const char *const names[KEY_COUNT] = {
		[KEY_TAB] = "Tab",
		[KEY_BACKTAB] = "Shift+Tab",
		[KEY_UP] = "Up",
		[KEY_DOWN] = "Down",
		[KEY_LEFT] = "Left",
		[KEY_RIGHT] = "Right",
		[KEY_HOME] = "Home",
		[KEY_END] = "End",
		[KEY_ENTER] = "Enter",
		[KEY_ESCAPE] = "Escape",
		[KEY_BACKSPACE] = "Backspace",
		[KEY_DELETE] = "Delete",
		[KEY_PAGE_UP] = "PageUp",
		[KEY_PAGE_DOWN] = "PageDown",
		[KEY_F1] = "F1",
		[KEY_F2] = "F2",
		[KEY_F3] = "F3",
		[KEY_F4] = "F4",
		[KEY_F6] = "F6",
		[KEY_F7] = "F7",
		[KEY_F8] = "F8",
		[KEY_F9] = "F9",
		[KEY_F10] = "F10",
		[KEY_F11] = "F11",
		[KEY_F12] = "F12",
	};
	int key;
	int64_t times, every;
	json_t *until = json_object_get(line, "until");
	int r = play_need_one_of(loader, value, "key", names, KEY_COUNT, &key);
	if (r < 0 || (r = play_read_int(loader, line, "times", 1, 100, 1, &times)) < 0 ||
		(r = play_read_int(loader, line, "every", 0, 60 * 1000,
			 until != NULL ? UNTIL_EVERY_MS : KEYS_EVERY_MS, &every)) < 0) {
		return r;
	}
	if (until != NULL) {
		return read_until(loader, until, (enum key)key, every);
	}
	for (int64_t i = 0; i < times && r == 0; i++) {
		loader->now += i > 0 ? every : 0;
		r = add_event(loader, (struct event){ .kind = EVENT_KEY, .key = (enum key)key });
	}
	return r;
}

/* A keyboard gives one character at a time: so does the replay. */
int
play_read_text(struct play_loader *loader, const json_t *line, json_t *value)
{
	struct str string;
	int64_t every;
	int r = play_need_string(loader, value, "text", &string);
	if (r < 0 || (r = play_read_int(loader, line, "every", 0, 60 * 1000, 0, &every)) < 0) {
		return r;
	}
	if (string.n == 0) {
		return play_refuse(loader, "\"text\" is empty.");
	}
	for (size_t at = 0; at < string.n;) {
		const size_t from = at;
		const uint32_t c = utf8_next(string, &at);
		if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
			return play_refuse(loader,
				"\"text\" holds the control character U+%04X; keys go into \"key\".", (unsigned)c);
		}
		if (from > 0) {
			loader->now += every;
		}
		r = add_event(
			loader, (struct event){ .kind = EVENT_TEXT, .text = str_sub(string, from, at) });
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

int
play_read_touch(struct play_loader *loader, const json_t *line, json_t *value)
{
	static const char *const names[] = {
		[POINTER_DOWN] = "down", [POINTER_MOVE] = "move", [POINTER_UP] = "up"
	};
	int phase;
	int64_t x, y;
	int r = play_need_one_of(loader, value, "touch", names, (int)LENGTH(names), &phase);
	if (r < 0 || (r = play_read_int(loader, line, "x", 0, PIXELS_MAX, -1, &x)) < 0 ||
		(r = play_read_int(loader, line, "y", 0, PIXELS_MAX, -1, &y)) < 0) {
		return r;
	}
	if (x < 0 || y < 0) {
		return play_refuse(loader, "\"touch\" needs \"x\" and \"y\".");
	}
	return add_event(loader,
		(struct event){ .kind = EVENT_POINTER,
			.pointer = { .phase = (enum pointer)phase, .x = (px_t)x, .y = (px_t)y } });
}

int
play_read_tap(struct play_loader *loader, const json_t *line, json_t *value)
{
	struct str id;
	int64_t hold;
	int r = play_need_string(loader, value, "tap", &id);
	if (r < 0 || (r = play_read_int(loader, line, "hold", 0, 60 * 1000, TAP_HOLD_MS, &hold)) < 0) {
		return r;
	}
	if (id.n == 0) {
		return play_refuse(loader, "\"tap\" names no node.");
	}
	if ((r = play_add_step(loader, (struct play_step){ .kind = STEP_TAP, .node = id })) < 0) {
		return r;
	}
	loader->now += hold;
	return play_add_step(loader, (struct play_step){ .kind = STEP_RELEASE });
}

/* Half of the time of each character the finger is down. */
int
play_read_keys(struct play_loader *loader, const json_t *line, json_t *value)
{
	struct str string;
	int64_t every;
	int r = play_need_string(loader, value, "keys", &string);
	if (r < 0 ||
		(r = play_read_int(loader, line, "every", 2, 60 * 1000, KEYS_EVERY_MS, &every)) < 0) {
		return r;
	}
	if (string.n == 0) {
		return play_refuse(loader, "\"keys\" is empty.");
	}
	for (size_t at = 0; at < string.n && r == 0;) {
		const uint32_t c = utf8_next(string, &at);
		if (c < 0x20) {
			return play_refuse(loader, "\"keys\" holds the control character U+%04X.", (unsigned)c);
		}
		r = play_add_step(loader, (struct play_step){ .kind = STEP_TAP, .character = c });
		loader->now += every / 2;
		if (r == 0) {
			r = play_add_step(loader, (struct play_step){ .kind = STEP_RELEASE });
		}
		loader->now += every - every / 2;
	}
	return r;
}

int
play_read_jack(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	static const char *const names[] = { [JACK_NONE] = "none", [JACK_HEADPHONES] = "headphones" };
	int jack;
	const int r = play_need_one_of(loader, value, "jack", names, (int)LENGTH(names), &jack);
	return r < 0 ? r :
				   add_event(loader, (struct event){ .kind = EVENT_JACK, .jack = (enum jack)jack });
}

int
play_read_link(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	static const char *const names[] = { "down", "up" };
	int up;
	const int r = play_need_one_of(loader, value, "link", names, (int)LENGTH(names), &up);
	return r < 0 ? r : add_event(loader, (struct event){ .kind = EVENT_LINK, .link_up = up });
}

/* Of which request, the player knows: its id is of the visit. */
int
play_read_delivered(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	static const char *const members[] = { "due" };
	struct event event = { .kind = EVENT_DELIVERED };
	int r = play_need_members_of(loader, value, "delivered", members, LENGTH(members));
	const json_t *due = json_object_get(value, "due");
	struct str date;
	if (r < 0 || json_is_null(due)) {
		return r < 0 ? r : add_event(loader, event);
	}
	r = play_need_string(loader, due, "due", &date);
	if (r == 0 && !calendar_parse_date(date, &event.delivered.due)) {
		r = play_refuse(loader, "\"due\" is no date such as 2026-11-26, nor null.");
	}
	return r < 0 ? r : add_event(loader, event);
}

int
play_read_voice(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	static const char *const names[] = { "none" };
	int voice;
	const int r = play_need_one_of(loader, value, "voice", names, (int)LENGTH(names), &voice);
	return r < 0 ? r : add_event(loader, (struct event){ .kind = EVENT_VOICELESS });
}

int
play_read_stored(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	static const char *const names[] = {
		[STORED_OK] = "ok", [STORED_FULL] = "full", [STORED_FAILED] = "failed"
	};
	int status;
	const int r = play_need_one_of(loader, value, "stored", names, (int)LENGTH(names), &status);
	return r < 0 ?
		r :
		play_add_step(loader,
			(struct play_step){ .kind = STEP_STORED,
				.event = { .kind = EVENT_STORED, .stored = { .status = (enum stored)status } } });
}

int
play_read_display(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	static const char *const members[] = { "w", "h", "px_per_mm" };
	int64_t w, h;
	int r = play_need_members_of(loader, value, "display", members, LENGTH(members));
	if (r < 0 || (r = play_read_int(loader, value, "w", 1, PIXELS_MAX, 0, &w)) < 0 ||
		(r = play_read_int(loader, value, "h", 1, PIXELS_MAX, 0, &h)) < 0) {
		return r;
	}
	const double density = json_number_value(json_object_get(value, "px_per_mm"));
	if (w == 0 || h == 0 || !(density >= 0.5 && density <= 50)) {
		return play_refuse(
			loader, "\"display\" needs \"w\", \"h\" and \"px_per_mm\" from 0.5 to 50.");
	}
	return add_event(loader,
		(struct event){ .kind = EVENT_DISPLAY,
			.display = { .w = (px_t)w, .h = (px_t)h, .px_per_mm = (float)density } });
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int
read_random(struct play_loader *loader, const json_t *value, uint8_t ret_random[64])
{
	struct str hex;
	const int r = play_need_string(loader, value, "random", &hex);
	if (r < 0) {
		return r;
	}
	if (hex.n != 128) {
		return play_refuse(loader, "\"random\" has %zu characters, not 128.", hex.n);
	}
	for (size_t i = 0; i < 64; i++) {
		const int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);
		if (high < 0 || low < 0) {
			return play_refuse(loader, "\"random\" holds something else than 0-9 and a-f.");
		}
		ret_random[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

int
play_read_start(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	static const char *const members[] = { "random", "wall", "sure" };
	int64_t wall;
	struct event *start = play_first_start(loader);
	if (!start) {
		return play_refuse(loader, "\"start\" may stand in the first line only, at time 0.");
	}
	int r = play_need_members_of(loader, value, "start", members, LENGTH(members));
	if (r < 0 || (r = play_read_int(loader, value, "wall", 0, WALL_MAX, WALL_DEFAULT, &wall)) < 0) {
		return r;
	}
	const json_t *random = json_object_get(value, "random"), *sure = json_object_get(value, "sure");
	if (random && (r = read_random(loader, random, start->start.random)) < 0) {
		return r;
	}
	if (sure && !json_is_boolean(sure)) {
		return play_refuse(loader, "\"sure\" is neither true nor false.");
	}
	start->start.wall = wall;
	start->start.wall_sure = sure ? json_is_true(sure) : true;
	return 0;
}

int
play_read_later(struct play_loader *loader, const json_t *line, json_t *value)
{
	(void)line;
	(void)value;
	return play_refuse(loader, "Switches and keypads are not in this version of the format.");
}

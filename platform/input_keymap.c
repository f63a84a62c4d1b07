/* SPDX-License-Identifier: MIT */
/*
 * Keys that act are found by their codes, so that no layout swallows the keypads' F17 to F24; what types goes through
 * libxkbcommon, with a table of accents of our own: the system's would need a locale.
 */
#include "platform/input_keymap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon-compose.h>
#include <xkbcommon/xkbcommon.h>

enum {
	EVDEV_OFFSET = 8, /* codes of XKB are those of evdev plus this */
	TABLE_BYTES = 8192,
};

/* By linux/input-event-codes.h, whose names are those of the core's own keys. */
static const struct {
	uint16_t code;
	enum key key;
} keys[] = {
	{ 1, KEY_ESCAPE },
	{ 14, KEY_BACKSPACE },
	{ 15, KEY_TAB },
	{ 28, KEY_ENTER },
	{ 96, KEY_ENTER }, /* of the keypad */
	{ 102, KEY_HOME },
	{ 103, KEY_UP },
	{ 104, KEY_PAGE_UP },
	{ 105, KEY_LEFT },
	{ 106, KEY_RIGHT },
	{ 107, KEY_END },
	{ 108, KEY_DOWN },
	{ 109, KEY_PAGE_DOWN },
	{ 111, KEY_DELETE },
	{ 59, KEY_F1 },
	{ 60, KEY_F2 },
	{ 61, KEY_F3 },
	{ 62, KEY_F4 },
	{ 64, KEY_F6 },
	{ 65, KEY_F7 },
	{ 66, KEY_F8 },
	{ 67, KEY_F9 },
	{ 68, KEY_F10 },
	{ 87, KEY_F11 },
	{ 88, KEY_F12 },
	/* EZ Access keypads: help, up, down, action, back, next, softer, louder are F17 to F24. */
	{ 187, KEY_F1 },
	{ 188, KEY_UP },
	{ 189, KEY_DOWN },
	{ 190, KEY_ENTER },
	{ 191, KEY_ESCAPE },
	{ 192, KEY_PAGE_DOWN },
	{ 193, KEY_F9 },
	{ 194, KEY_F10 },
	/* Keys of multimedia keyboards and volume knobs. */
	{ 114, KEY_F9 },
	{ 115, KEY_F10 },
	{ 138, KEY_F1 },
};

/* The keypad without Num Lock. */
static const struct {
	uint16_t code;
	enum key key;
} pad_keys[] = {
	{ 71, KEY_HOME },
	{ 72, KEY_UP },
	{ 73, KEY_PAGE_UP },
	{ 75, KEY_LEFT },
	{ 77, KEY_RIGHT },
	{ 79, KEY_END },
	{ 80, KEY_DOWN },
	{ 81, KEY_PAGE_DOWN },
	{ 83, KEY_DELETE },
};

static const struct {
	const char *name, *layout, *variant;
} layouts[] = {
	{ "us", "us", "" },
	{ "ca-french", "ca", "fr" },
	{ "ca-multilingual", "ca", "multix" },
};

/* What an accent and a letter make together: of French, and of names that people in Canada have. */
static const struct {
	const char *accent, *pairs; /* letter and result, in turn */
} accents[] = {
	{ "dead_grave", "aàeèiìoòuùAÀEÈIÌOÒUÙ" },
	{ "dead_acute", "aáeéiíoóuúyýcćlĺnńrŕsśzźAÁEÉIÍOÓUÚYÝCĆLĹNŃRŔSŚZŹ" },
	{ "dead_circumflex", "aâeêiîoôuûwŵyŷcĉAÂEÊIÎOÔUÛWŴYŶCĈ" },
	{ "dead_diaeresis", "aäeëiïoöuüyÿAÄEËIÏOÖUÜYŸ" },
	{ "dead_tilde", "aãnñoõAÃNÑOÕ" },
	{ "dead_cedilla", "cçsşCÇSŞ" },
	{ "dead_caron", "cčdďeěnňrřsštťzžCČDĎEĚNŇRŘSŠTŤZŽ" },
	{ "dead_abovering", "aåuůAÅUŮ" },
	{ "dead_ogonek", "aąeęiįoǫAĄEĘIĮOǪ" },
	{ "dead_macron", "aāeēiīoōuūAĀEĒIĪOŌUŪ" },
	{ "dead_stroke", "lłoøLŁOØ" },
	{ "dead_abovedot", "eėzżEĖZŻ" },
	{ "dead_doubleacute", "oőuűOŐUŰ" },
};

struct input_keymap {
	struct xkb_context *context;
	struct xkb_keymap *keymap;
	struct xkb_state *state;
	struct xkb_compose_table *table;
	struct xkb_compose_state *compose;
};

static size_t
add_accent(char *to, size_t size, const char *accent, const char *pairs)
{
	const struct str text = str_of(pairs);
	size_t used = 0;

	for (size_t at = 0; at < text.n;) {
		const char letter = text.p[at++];
		const size_t start = at;
		(void)utf8_next(text, &at);
		used += (size_t)snprintf(to + used, size - used, "<%s> <%c> : \"%.*s\"\n", accent, letter,
			(int)(at - start), text.p + start);
	}
	return used;
}

static struct xkb_compose_table *
make_table(struct xkb_context *context)
{
	char text[TABLE_BYTES];
	size_t used = 0;

	for (size_t i = 0; i < sizeof(accents) / sizeof(accents[0]); i++) {
		used += add_accent(text + used, sizeof(text) - used, accents[i].accent, accents[i].pairs);
	}
	return xkb_compose_table_new_from_buffer(
		context, text, used, "C.UTF-8", XKB_COMPOSE_FORMAT_TEXT_V1, XKB_COMPOSE_COMPILE_NO_FLAGS);
}

static void
lock_digits(struct input_keymap *map)
{
	const xkb_mod_index_t num = xkb_keymap_mod_get_index(map->keymap, XKB_MOD_NAME_NUM);

	if (num != XKB_MOD_INVALID) {
		(void)xkb_state_update_mask(map->state, 0, 0, 1u << num, 0, 0, 0);
	}
}

static int
set_up(struct input_keymap *map, const char *layout, const char *variant)
{
	const struct xkb_rule_names names = {
		.rules = "evdev", .model = "pc105", .layout = layout, .variant = variant
	};

	map->context = xkb_context_new(XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
	if (map->context == NULL) {
		return -ENOENT; /* no folder of tables */
	}
	map->keymap = xkb_keymap_new_from_names(map->context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	if (map->keymap == NULL) {
		return -ENOENT;
	}
	map->state = xkb_state_new(map->keymap);
	map->table = make_table(map->context);
	map->compose = map->table == NULL ?
		NULL :
		xkb_compose_state_new(map->table, XKB_COMPOSE_STATE_NO_FLAGS);
	if (map->state == NULL || map->compose == NULL) {
		return -ENOMEM;
	}
	lock_digits(map);
	return 0;
}

static int
find_layout(const char *name)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (strcmp(layouts[i].name, name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

bool
input_keymap_is_layout(const char *layout)
{
	return find_layout(layout) >= 0;
}

int
input_keymap_open(const char *layout, struct input_keymap **ret_keymap)
{
	const int i = find_layout(layout);
	struct input_keymap *map = calloc(1, sizeof(*map));

	if (map == NULL) {
		return -ENOMEM;
	}
	const int r = i < 0 ? -ENOENT : set_up(map, layouts[i].layout, layouts[i].variant);
	if (r != 0) {
		(void)input_keymap_close(map);
		return r;
	}
	*ret_keymap = map;
	return 0;
}

struct input_keymap *
input_keymap_close(struct input_keymap *map)
{
	if (map != NULL) {
		xkb_compose_state_unref(map->compose);
		xkb_compose_table_unref(map->table);
		xkb_state_unref(map->state);
		xkb_keymap_unref(map->keymap);
		xkb_context_unref(map->context);
		free(map);
	}
	return NULL;
}

static bool
is_on(const struct input_keymap *map, const char *name)
{
	return xkb_state_mod_name_is_active(map->state, name, XKB_STATE_MODS_EFFECTIVE) == 1;
}

/* Alt and AltGr differ: the right one makes characters on Canadian keyboards, as a level and not as a modifier. */
static bool
is_chord(const struct input_keymap *map)
{
	return is_on(map, XKB_MOD_NAME_CTRL) || is_on(map, XKB_MOD_NAME_ALT) ||
		is_on(map, XKB_MOD_NAME_LOGO);
}

static enum key
find_key(const struct input_keymap *map, uint32_t code)
{
	enum key found = KEY_NONE;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		found = keys[i].code == code ? keys[i].key : found;
	}
	for (size_t i = 0; i < sizeof(pad_keys) / sizeof(pad_keys[0]) && !is_on(map, XKB_MOD_NAME_NUM);
		 i++) {
		found = pad_keys[i].code == code ? pad_keys[i].key : found;
	}
	return found == KEY_TAB && is_on(map, XKB_MOD_NAME_SHIFT) ? KEY_BACKTAB : found;
}

/* What was begun with an accent ends here: as one letter, or as the letter alone. */
static void
read_text(struct input_keymap *map, uint32_t code, char text[INPUT_KEYMAP_TEXT])
{
	const xkb_keycode_t key = code + EVDEV_OFFSET;

	text[0] = '\0';
	(void)xkb_compose_state_feed(map->compose, xkb_state_key_get_one_sym(map->state, key));
	switch (xkb_compose_state_get_status(map->compose)) {
	case XKB_COMPOSE_COMPOSING:
		return;
	case XKB_COMPOSE_COMPOSED:
		(void)xkb_compose_state_get_utf8(map->compose, text, INPUT_KEYMAP_TEXT);
		xkb_compose_state_reset(map->compose);
		return;
	case XKB_COMPOSE_CANCELLED:
		xkb_compose_state_reset(map->compose);
		break;
	case XKB_COMPOSE_NOTHING:
		break;
	}
	(void)xkb_state_key_get_utf8(map->state, key, text, INPUT_KEYMAP_TEXT);
}

static bool
is_printable(const char *text)
{
	const struct str all = str_of(text);

	if (all.n == 0 || !utf8_valid(all)) {
		return false;
	}
	for (size_t at = 0; at < all.n;) {
		const uint32_t c = utf8_next(all, &at);
		if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
			return false;
		}
	}
	return true;
}

bool
input_keymap_take(struct input_keymap *map, uint32_t code, bool is_down, enum key *ret_key,
	char text[INPUT_KEYMAP_TEXT])
{
	const enum key key = find_key(map, code);
	const bool acts = is_down && !is_chord(map);

	*ret_key = KEY_NONE;
	text[0] = '\0';
	if (acts && key == KEY_NONE) {
		read_text(map, code, text);
	}
	(void)xkb_state_update_key(
		map->state, code + EVDEV_OFFSET, is_down ? XKB_KEY_DOWN : XKB_KEY_UP);
	if (acts && key != KEY_NONE) {
		xkb_compose_state_reset(map->compose);
		*ret_key = key;
		return true;
	}
	return acts && is_printable(text);
}

void
input_keymap_locks(const struct input_keymap *map, bool *ret_caps, bool *ret_num)
{
	*ret_caps = is_on(map, XKB_MOD_NAME_CAPS);
	*ret_num = is_on(map, XKB_MOD_NAME_NUM);
}

/* SPDX-License-Identifier: MIT */
/* Names and figures of the self-test's steps. */
#include "core/selftest_walk.h"

struct str
selftest_walk_key(enum lang lang, enum key key)
{
	static const enum msg names[KEY_COUNT] = {
		[KEY_TAB] = MSG_KEY_TAB,
		[KEY_BACKTAB] = MSG_KEY_BACKTAB,
		[KEY_UP] = MSG_KEY_UP,
		[KEY_DOWN] = MSG_KEY_DOWN,
		[KEY_LEFT] = MSG_KEY_LEFT,
		[KEY_RIGHT] = MSG_KEY_RIGHT,
		[KEY_HOME] = MSG_KEY_HOME,
		[KEY_END] = MSG_KEY_END,
		[KEY_ENTER] = MSG_KEY_ENTER,
		[KEY_ESCAPE] = MSG_KEY_ESCAPE,
		[KEY_BACKSPACE] = MSG_KEY_BACKSPACE,
		[KEY_DELETE] = MSG_KEY_DELETE,
		[KEY_PAGE_UP] = MSG_KEY_PAGE_UP,
		[KEY_PAGE_DOWN] = MSG_KEY_PAGE_DOWN,
	};
	static const struct str functions[] = { STR("F1"), STR("F2"), STR("F3"), STR("F4"), STR("F6"),
		STR("F7"), STR("F8"), STR("F9"), STR("F10"), STR("F11"), STR("F12") };
	return key >= KEY_F1 ? functions[key - KEY_F1] : msg(lang, names[key]);
}

struct str
selftest_walk_zone(enum lang lang, int32_t zone)
{
	static const enum msg names[SELFTEST_ZONES] = { MSG_SELFTEST_ZONE_TOP_LEFT,
		MSG_SELFTEST_ZONE_TOP_RIGHT, MSG_SELFTEST_ZONE_BOTTOM_LEFT, MSG_SELFTEST_ZONE_BOTTOM_RIGHT,
		MSG_SELFTEST_ZONE_CENTRE };
	return msg(lang, names[zone]);
}

/* 0: in the first fifth, 1: in the middle one, 2: in the last, -1: between them. */
static int32_t
third(px_t at, px_t size)
{
	const px_t fifth = size / 5;
	return at < fifth ? 0 : at >= size - fifth ? 2 : at >= 2 * fifth && at < 3 * fifth ? 1 : -1;
}

int32_t
selftest_walk_zone_at(const struct display *display, px_t x, px_t y)
{
	const int32_t across = third(x, display->w), down = third(y, display->h);
	if (across == 1 && down == 1) {
		return SELFTEST_ZONES - 1;
	}
	const bool is_corner = (across == 0 || across == 2) && (down == 0 || down == 2);
	return is_corner ? down + across / 2 : -1;
}

enum lang
selftest_walk_lang(enum selftest_item step)
{
	return step == SELFTEST_SPEAKER_FR || step == SELFTEST_HEADPHONES_FR ? LANG_FR : LANG_EN;
}

struct str
selftest_walk_word(const struct session *session, int32_t index)
{
	/* a prime apart: never the same word twice */
	enum { APART = 683 };
	const int32_t at = 2 * (int32_t)session->staff.step;
	const uint32_t first = (uint32_t)(session->random[at] << 8 | session->random[at + 1]);
	return callback_word(
		selftest_walk_lang(session->staff.step), first + (uint32_t)index * (uint32_t)APART);
}

int32_t
selftest_walk_spoken(const struct session *session)
{
	return session->random[sizeof(session->random) - 1 - (size_t)session->staff.step] %
		SELFTEST_WORDS;
}

int32_t
selftest_walk_scale(const struct kiosk_options *options, int32_t bar_um, int32_t measured_um)
{
	/* a screen that is given with half or double its size was given wrong, but nobody's ruler is worse than that */
	if (measured_um < bar_um / 2 || measured_um > bar_um * 2) {
		return 0;
	}
	return (
		int32_t)(options->screen_px_per_mm * 1000.0F * (float)bar_um / (float)measured_um + 0.5F);
}

int32_t
selftest_walk_bar_mm(const struct kiosk_options *options)
{
	enum { WHOLE_MM = 50, HALF_MM = 25 };
	/* a column is at least seven tenths of the screen */
	const float room = (float)options->display.w * 0.7F;
	return (float)WHOLE_MM * options->screen_px_per_mm <= room ? WHOLE_MM : HALF_MM;
}

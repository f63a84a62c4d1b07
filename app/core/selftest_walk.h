/* SPDX-License-Identifier: MIT */
/* What the steps of a self-test ask for: keys, places to touch, words to hear, a bar to measure. */
#ifndef CORE_SELFTEST_WALK_H
#define CORE_SELFTEST_WALK_H

#include "core/kiosk_options.h"
#include "core/selftest_report.h"
#include "core/session.h"

/* Four corners and the centre; words of which one is said. */
enum { SELFTEST_ZONES = 5, SELFTEST_WORDS = 3 };

/* As keys are called on pages: "Tab", "Left". */
struct str selftest_walk_key(enum lang lang, enum key key);
struct str selftest_walk_zone(enum lang lang, int32_t zone);
/* The zone of a point of the screen, or -1: a fifth of its width and height at each corner, and in the middle. */
int32_t selftest_walk_zone_at(const struct display *display, px_t x, px_t y);
/* Of the voice that is tried in this step. */
enum lang selftest_walk_lang(enum selftest_item step);
/* The words are others in each session and each step. */
struct str selftest_walk_word(const struct session *session, int32_t index);
int32_t selftest_walk_spoken(const struct session *session);
/* Length of the bar that is drawn: 50, or 25 where the screen has no room for it. */
int32_t selftest_walk_bar_mm(const struct kiosk_options *options);
/* Of the screen in thousandths, when a bar of `bar_um` measures `measured_um`; 0: it can be no measure of that bar. */
int32_t selftest_walk_scale(
	const struct kiosk_options *options, int32_t bar_um, int32_t measured_um);

#endif

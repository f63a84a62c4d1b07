/* SPDX-License-Identifier: MIT */
/* What the command line and guichet.conf ask for. */
#ifndef KIOSK_OPTIONS_H
#define KIOSK_OPTIONS_H

#include <stdbool.h>

#include "core/kiosk_options.h"
#include "platform/config.h"

/* Strings are those of argv or live in `config`. */
struct options {
	struct config config; /* paths are filled in: no field is empty */
	bool device;          /* the device's own screen, input and sound, not a window */
	bool headless;
	bool state_given; /* by --state or guichet.conf: a replay seals and stores for good */
	bool staff_given; /* by --staff or guichet.conf: a replay asks the service itself */
	bool first_frame; /* end as soon as the first frame is on the screen: for measuring */
	const char *play, *scene, *utterances, *frames, *pcm; /* NULL: not asked for */
	const char *braille;                                  /* always NULL in this build */
	px_t window_w, window_h;
	int lang;    /* enum lang of --lang, or -1 */
	char **argv; /* as main() got it, for the re-execution after a visit */
};

enum {
	OPTIONS_DONE = 1,
	/* --help or --version was answered */ OPTIONS_WRONG = 2 /* a sentence is on stderr */
};

/* Reads guichet.conf if --config names it, then the other options over it. 0, OPTIONS_DONE, OPTIONS_WRONG. */
__attribute__((warn_unused_result)) int options_parse(
	int argc, char **argv, struct options *ret_options);

/* Which language stands first and is the initial one: --lang, else French in Quebec and English elsewhere (K-68). */
enum lang options_first_lang(const struct options *options);
/* The core's names for the settings of `config`. */
int32_t options_size(const struct options *options);
enum theme_name options_theme(const struct options *options);
/*
 * Millimetres of the layout in pixels. Text sizes hold for 600 mm (K-02, K-03); seen from farther away
 * everything grows with the distance, so that angles stay; nearer, targets keep their physical size.
 */
float options_px_per_mm(const struct options *options);

#endif

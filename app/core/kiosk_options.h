/* SPDX-License-Identifier: MIT */
/* What the program tells the core once, at start. */
#ifndef CORE_KIOSK_OPTIONS_H
#define CORE_KIOSK_OPTIONS_H

#include "core/form.h"
#include "core/layout.h"
#include "core/letters.h"
#include "core/rules.h"

/* Makes a QR code of a text: writes its modules row by row, returns how many are in a row, 0 where it does not fit. */
struct coder {
	int32_t (*encode)(struct str text, uint8_t *ret_modules, int32_t cap);
};

/* What keeps the kiosk from taking requests; told on the first screen in both languages. */
enum trouble {
	TROUBLE_NONE,
	TROUBLE_FORM,
	TROUBLE_OFFICER, /* all services need one, and none is there */
	TROUBLE_KEY,
	TROUBLE_OUTBOX,
	TROUBLE_DISK_FULL,
	TROUBLE_COUNT
};

/* Copied by kiosk_init(); what it points at must live as long as the kiosk. */
struct kiosk_options {
	const struct form *const *forms;
	int32_t n_forms;
	enum lang first_lang; /* the language that stands first on the first screen */
	int32_t size;         /* 0 .. SIZE_COUNT - 1, at the start of each visit */
	enum theme_name theme;
	struct display display;
	struct metrics metrics;
	struct matcher matcher;
	const struct letters *letters;
	ms_t idle_limit; /* 120,000 .. 300,000 (K-46) */
	struct str time_zone, device, version;
	float screen_px_per_mm; /* as it is; that of the display grows with the distance */
	struct coder coder;     /* encode may be NULL: then there is no code on the screen */
	enum trouble trouble;
	bool officer;         /* one is present where the kiosk stands, and can be shown a document */
	bool speech_at_start; /* a device: yes, with headphones; a window on a desk: no (D21) */
};

#endif

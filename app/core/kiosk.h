/* SPDX-License-Identifier: MIT */
/* The kiosk as a pure function: state and event in, new state, tree, drawing and effects out. */
#ifndef CORE_KIOSK_H
#define CORE_KIOSK_H

#include "core/effect.h"
#include "core/event.h"
#include "core/kiosk_options.h"
#include "core/layout.h"

struct kiosk;

enum {
	KIOSK_SESSION_BYTES = 1536 * 1024,
	KIOSK_PAGE_BYTES = 3 * 1024 * 1024, /* platform/form_fitness.c adds up what a review takes */
	KIOSK_PERMANENT_BYTES = 192 * 1024
};

/*
 * `permanent` holds the kiosk itself; `session` is locked memory of KIOSK_SESSION_BYTES for answers; `pages` are two
 * arenas of KIOSK_PAGE_BYTES, used in turn, for tree, drawing and utterances (they hold copies of answers: lock them too).
 */
struct kiosk *kiosk_init(struct arena *permanent, struct arena *session, struct arena pages[2],
	const struct kiosk_options *options);

/* The effects, and all they point at, are valid until the next call. */
void kiosk_step(struct kiosk *kiosk, const struct event *event, struct effects *ret_effects);
/* When EVENT_TICK must come if nothing else happens; MS_NEVER if not at all. */
ms_t kiosk_due(const struct kiosk *kiosk);
/*
 * Whether EVENT_LINK and EVENT_DELIVERED matter now, and of which request: from when it is handed over until it is known to
 * be delivered. At all other times nobody needs to look.
 */
bool kiosk_watches(const struct kiosk *kiosk, struct str *ret_id);

const struct tree *kiosk_tree(const struct kiosk *kiosk);
const struct drawing *kiosk_drawing(const struct kiosk *kiosk);
/* What to repaint since the last call of kiosk_step(); at most `cap` rectangles, 0 if nothing changed. */
int32_t kiosk_damage(const struct kiosk *kiosk, struct rect *ret_rects, int32_t cap);
/* Size and theme that the client chose, for the scene log. */
int32_t kiosk_size(const struct kiosk *kiosk);
enum theme_name kiosk_theme(const struct kiosk *kiosk);

/* Zeroes all personal data at once: fatal error, SIGTERM. The kiosk must not be stepped any more. */
void kiosk_wipe(struct kiosk *kiosk);

#endif

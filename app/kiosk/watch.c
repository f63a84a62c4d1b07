/* SPDX-License-Identifier: MIT */
/* Reads the rows that guichet-sync writes; what it cannot read it takes for not known, never for good news. */
#include "kiosk/watch.h"

#include <stdio.h>

#include "kiosk/startup.h"

void
watch_open(struct watch *watch, const char *state)
{
	struct diagnosis diagnosis;
	char path[320];

	*watch = (struct watch){ .outbox = NULL };
	snprintf(path, sizeof(path), "%s/outbox.db", state);
	if (outbox_open(path, true, &watch->outbox, &diagnosis) != 0) {
		watch->outbox = NULL;
		startup_tell(&diagnosis,
			"Les demandes seront enregistrées, mais la borne ne pourra pas dire si elles ont été reçues.");
		return;
	}
	outbox_never_wait(watch->outbox);
}

void
watch_close(struct watch *watch)
{
	if (watch->outbox != NULL) {
		watch->outbox = outbox_close(watch->outbox);
	}
}

void
watch_begin(struct watch *watch)
{
	*watch = (struct watch){ .outbox = watch->outbox, .is_stale = true };
}

/* Where the file is locked or cannot be read, the next look tries again. */
static void
read_rows(struct watch *watch, struct str id)
{
	struct outbox_link link;
	struct outbox_delivery delivery = { .state = OUTBOX_QUEUED };

	if (outbox_link(watch->outbox, &link) != 0) {
		return;
	}
	const int r = outbox_delivery(watch->outbox, id, &delivery);
	if (r == 0 || r == OUTBOX_NONE) { /* none: it is being stored */
		watch->link = link;
		watch->delivery = delivery;
		watch->is_stale = false;
	}
}

/* A contact that is long ago, or lies ahead because the clock was set, proves nothing about now. */
static bool
is_up(const struct watch *watch, ms_t wall)
{
	const ms_t ago = wall - watch->link.last_contact_wall;

	/* A request that the intake refused is not on its way, whatever the link. */
	return watch->link.state == OUTBOX_LINK_UP && watch->delivery.state != OUTBOX_QUARANTINED &&
		ago <= OUTBOX_LINK_FRESH_MS && ago >= -OUTBOX_LINK_FRESH_MS;
}

bool
watch_look(struct watch *watch, struct str id, ms_t wall, struct event *ret_event)
{
	bool changed = false;

	if (watch->outbox != NULL && outbox_changed(watch->outbox, &changed) == 0) {
		watch->is_stale = watch->is_stale || changed;
	}
	if (watch->outbox != NULL && watch->is_stale) {
		read_rows(watch, id);
	}
	if (watch->delivery.state == OUTBOX_DELIVERED) {
		*ret_event = (struct event){ .kind = EVENT_DELIVERED,
			.delivered = { .id = id, .due = watch->delivery.due } };
		return true;
	}
	const bool up = is_up(watch, wall);
	const bool is_news = !watch->has_told || watch->told_up != up;
	watch->has_told = true;
	watch->told_up = up;
	*ret_event = (struct event){ .kind = EVENT_LINK, .link_up = up };
	return is_news;
}

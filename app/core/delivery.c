/* SPDX-License-Identifier: MIT */
/* What becomes of a stored request: the link, the receipt, and when who listens is told. */
#include "core/format.h"
#include "core/kiosk_state.h"

/* Of silence, behind the last word or deed, before news that nobody asked for. */
enum { NEWS_QUIET_MS = 1000 };

void
delivery_link(struct kiosk *kiosk, bool up)
{
	struct session *s = kiosk->session;
	kiosk->dirty = kiosk->dirty || !s->link_known || s->link_up != up;
	s->link_known = true;
	s->link_up = up;
}

void
delivery_take(struct kiosk *kiosk, struct str id, struct date due)
{
	struct session *s = kiosk->session;
	/* The receipt may be seen before the EVENT_STORED of the same request is. */
	const bool stored = s->page == PAGE_CONFIRMATION || s->page == PAGE_SAVING;
	if (!stored || s->delivered || !str_eq(id, (struct str){ s->id, sizeof(s->id) })) {
		return;
	}
	s->delivered = true;
	s->due = date_is_real(due) ? due : (struct date){ .year = 0 };
	kiosk->news = s->speech && session_page(s) == PAGE_CONFIRMATION;
	kiosk->dirty = true;
}

ms_t
delivery_due(const struct kiosk *kiosk)
{
	const struct session *s = kiosk->session;
	if (!kiosk->news || kiosk->speaking || !s->speech || session_page(s) != PAGE_CONFIRMATION) {
		return MS_NEVER;
	}
	return s->active_at + NEWS_QUIET_MS;
}

void
delivery_tell(struct kiosk *kiosk)
{
	kiosk_say(kiosk, SAY_DELIVERY, CAUSE_CHANGE);
}

bool
kiosk_watches(const struct kiosk *kiosk, struct str *ret_id)
{
	const struct session *s = kiosk->session;
	const enum page_kind page = session_page(s);
	if ((page != PAGE_SAVING && page != PAGE_CONFIRMATION) || s->delivered) {
		return false;
	}
	*ret_id = (struct str){ s->id, sizeof(s->id) };
	return true;
}

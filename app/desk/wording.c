/* SPDX-License-Identifier: MIT */
/* Words for what an inbox knows: never colour alone, never a bare number. */
#include "desk/wording.h"

#include <errno.h>

#include "core/msg.h"
#include "office_messages.h"

struct str
wording_state(enum lang lang, enum inbox_state state)
{
	static const enum office ids[INBOX_STATES] = {
		[INBOX_NEW] = OFFICE_STATE_NEW,
		[INBOX_OPENED] = OFFICE_STATE_OPENED,
		[INBOX_CONFIRMED] = OFFICE_STATE_CONFIRMED,
		[INBOX_PROBLEM] = OFFICE_STATE_PROBLEM,
	};
	return office_messages[ids[state]].in[lang];
}

struct str
wording_problem(enum lang lang, struct str kind)
{
	if (kind.n == 0) {
		return STR_NONE;
	}
	const enum office id = str_eq(kind, STR("unreadable")) ? OFFICE_KIND_UNREADABLE :
		str_eq(kind, STR("wrong-header"))                  ? OFFICE_KIND_WRONG_HEADER :
															 OFFICE_KIND_OTHER;
	return office_messages[id].in[lang];
}

void
wording_due(enum lang lang, struct date due, struct text *out)
{
	if (due.year == 0) {
		text_add(out, office_messages[OFFICE_DUE_NONE].in[lang]);
	} else {
		format_date(lang, due, out);
	}
}

static enum office
overdue_id(int32_t days)
{
	return days == 0 ? OFFICE_URGENCY_OVERDUE_ZERO :
		days == 1    ? OFFICE_URGENCY_OVERDUE_ONE :
					   OFFICE_URGENCY_OVERDUE_MANY;
}

void
wording_urgency(enum lang lang, const struct inbox_row *row, struct text *out)
{
	static const enum office ids[] = {
		[URGENCY_NONE] = OFFICE_URGENCY_NONE,
		[URGENCY_UNKNOWN] = OFFICE_URGENCY_UNKNOWN,
		[URGENCY_LATER] = OFFICE_URGENCY_LATER,
		[URGENCY_TOMORROW] = OFFICE_URGENCY_TOMORROW,
		[URGENCY_TODAY] = OFFICE_URGENCY_TODAY,
	};
	const enum office id = row->urgency == URGENCY_OVERDUE ? overdue_id(row->overdue_days) :
															 ids[row->urgency];
	char days_buffer[16], date_buffer[64];
	struct text days, date;
	text_init(&days, days_buffer, sizeof(days_buffer));
	text_init(&date, date_buffer, sizeof(date_buffer));
	text_int(&days, row->overdue_days);
	wording_due(lang, row->due, &date);
	const struct msg_arg args[] = { { "n", text_str(&days) }, { "date", text_str(&date) } };
	msg_write(out, office_messages[id].in[lang], args, 2);
}

struct bilingual
wording_error(int error)
{
	switch (error) {
	case -ENOSPC:
	case -EDQUOT:
	case -EFBIG:
		return office_messages[OFFICE_FAILURE_FULL];
	case -EBUSY:
		return office_messages[OFFICE_FAILURE_BUSY];
	case -EBADMSG:
		return office_messages[OFFICE_FAILURE_DAMAGED];
	case -EACCES:
	case -EPERM:
	case -EROFS:
		return office_messages[OFFICE_FAILURE_ACCESS];
	case -ENOENT:
		return office_messages[OFFICE_FAILURE_ABSENT];
	case -ENOMEM:
		return office_messages[OFFICE_FAILURE_MEMORY];
	default:
		return office_messages[OFFICE_FAILURE_OTHER];
	}
}

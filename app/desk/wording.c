/* SPDX-License-Identifier: MIT */
/* Words for what an inbox knows: never colour alone, never a bare number. */
#include "desk/wording.h"

#include <errno.h>

#include "core/msg.h"
#include "platform/local_time.h"

enum { MINUTE_MS = 60 * 1000 };

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
		str_eq(kind, STR("other-key"))                     ? OFFICE_KIND_OTHER_KEY :
		str_eq(kind, STR("other-status-key"))              ? OFFICE_KIND_OTHER_STATUS_KEY :
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
	/* how near it is may be unknown; a date that was promised still holds */
	const bool has_date_only = row->urgency == URGENCY_UNKNOWN && row->due.year != 0;
	const enum office id = row->urgency == URGENCY_OVERDUE ? overdue_id(row->overdue_days) :
		has_date_only                                      ? OFFICE_URGENCY_LATER :
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

/* "3:04 p.m.", "15 h 04": no zero before the hour, no-break spaces. */
static void
write_time_of_day(enum lang lang, int minutes, struct text *out)
{
	const int hour = minutes / 60;
	if (lang == LANG_FR) {
		text_int(out, hour);
		text_add(out, STR("\u00a0h\u00a0"));
		text_padded(out, (uint64_t)(minutes % 60), 2);
		return;
	}
	text_int(out, hour % 12 == 0 ? 12 : hour % 12);
	text_add(out, STR(":"));
	text_padded(out, (uint64_t)(minutes % 60), 2);
	text_add(out, hour < 12 ? STR("\u00a0a.m.") : STR("\u00a0p.m."));
}

void
wording_time(enum lang lang, ms_t wall, struct text *out)
{
	int minutes;
	format_date(lang, local_date(wall, &minutes), out);
	text_add(out, lang == LANG_FR ? STR(" à ") : STR(", "));
	write_time_of_day(lang, minutes, out);
}

struct term {
	const char *name;
	enum office id;
};

static struct str
term(enum lang lang, struct str name, const struct term *terms, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(name, str_of(terms[i].name))) {
			return office_messages[terms[i].id].in[lang];
		}
	}
	return name;
}

struct str
wording_action(enum lang lang, struct str action)
{
	static const struct term terms[] = {
		{ "CheckEnvelope", OFFICE_INBOX_ACTION_CHECK },
		{ "DownloadResponse", OFFICE_INBOX_ACTION_OPEN },
		{ "ConfirmResponse", OFFICE_INBOX_ACTION_CONFIRM },
		{ "IdentifyProblemResponse", OFFICE_INBOX_ACTION_PROBLEM },
		{ "AuditLogsRead", OFFICE_INBOX_ACTION_READ_LOG },
	};
	return term(lang, action, terms, sizeof(terms) / sizeof(terms[0]));
}

struct str
wording_outcome(enum lang lang, struct str outcome)
{
	static const struct term terms[] = {
		{ "allowed", OFFICE_INBOX_OUTCOME_ALLOWED },
		{ "done", OFFICE_INBOX_OUTCOME_DONE },
		{ "unreadable", OFFICE_KIND_UNREADABLE },
		{ "wrong-header", OFFICE_KIND_WRONG_HEADER },
		{ "other-key", OFFICE_KIND_OTHER_KEY },
		{ "other-status-key", OFFICE_KIND_OTHER_STATUS_KEY },
		{ "other", OFFICE_KIND_OTHER },
	};
	return term(lang, outcome, terms, sizeof(terms) / sizeof(terms[0]));
}

enum office
wording_clock(const struct inbox_health *health, int64_t *ret_minutes)
{
	const ms_t ahead = health->clock_ahead;
	*ret_minutes = (ahead < 0 ? -ahead : ahead) / MINUTE_MS;
	if (*ret_minutes < 2) {
		return OFFICE_INBOX_CLOCK_WRONG; /* before the newest receipt */
	}
	return !health->clock_is_of_now ? OFFICE_INBOX_CLOCK_THEN :
		ahead > 0                   ? OFFICE_INBOX_CLOCK_AHEAD :
									  OFFICE_INBOX_CLOCK_BEHIND;
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

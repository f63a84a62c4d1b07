/* SPDX-License-Identifier: MIT */
/* The words for states, due dates and failures that the commands and the pages share. */
#ifndef DESK_WORDING_H
#define DESK_WORDING_H

#include "core/text.h"
#include "desk/inbox.h"
#include "office_messages.h"

struct str wording_state(enum lang lang, enum inbox_state state);
/* Of a problem's kind, as in wire_json.h; empty for an empty kind. */
struct str wording_problem(enum lang lang, struct str kind);
/* "due today", "due by November 24, 2026", "2 working days overdue"; needs up to 120 bytes. */
void wording_urgency(enum lang lang, const struct inbox_row *row, struct text *out);
/* The date to call by, or the word for "none". */
void wording_due(enum lang lang, struct date due, struct text *out);
/* Date and minute, "November 9, 2026, 3:04 p.m.", where the calendar is; needs up to 64 bytes. It may end in a full stop. */
void wording_time(enum lang lang, ms_t wall, struct text *out);
/* Of the access log; what is not known is given back as it is. */
struct str wording_action(enum lang lang, struct str action);
struct str wording_outcome(enum lang lang, struct str outcome);
/* What is wrong with the clock; the placeholder {value} stands for *ret_minutes. */
enum office wording_clock(const struct inbox_health *health, int64_t *ret_minutes);
/* What an errno of an inbox function means and what to do. */
struct bilingual wording_error(int error);

#endif

/* SPDX-License-Identifier: MIT */
/* The inbox as a list: which request is due when, in which order, and whether this desk can know it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/reference.h"
#include "desk/inbox_parts.h"
#include "platform/local_time.h"

enum { SHORTEST_ID = 4 /* characters */ };

struct rows {
	struct inbox_row *of;
	size_t n, cap;
	bool is_full; /* of memory */
	const struct inbox *inbox;
	struct date today;
	bool today_known;
};

int
inbox_now(struct inbox *inbox, ms_t *ret_now, bool *ret_known)
{
	ms_t ahead, newest = 0;
	bool ignored;
	int r = inbox_clock(inbox, &ahead, &ignored);
	if (r == 0) {
		r = desk_store_newest(inbox->store, &newest);
	}
	if (r < 0) {
		return r;
	}
	*ret_now = local_time_now() - ahead;
	*ret_known = *ret_now + INBOX_CLOCK_SLACK_MS >= newest;
	return 0;
}

static const struct calendar *
calendar_of(const struct inbox *inbox)
{
	return inbox->has_calendar ? &inbox->calendar : NULL;
}

static void
copy(char *out, size_t size, struct str text)
{
	(void)snprintf(out, size, "%.*s", (int)text.n, text.n == 0 ? "" : text.p);
}

static struct inbox_row
row_of(const struct rows *rows, const struct desk_request *request)
{
	static const enum inbox_state states[DESK_STATES] = { INBOX_NEW, INBOX_OPENED, INBOX_CONFIRMED,
		INBOX_PROBLEM };
	const struct calendar *calendar = calendar_of(rows->inbox);
	struct inbox_row row = { .lang = request->lang,
		.received_at = request->received_at,
		.state = request->state == DESK_OPENED && request->n_opened == 0 ?
			INBOX_NEW : /* a problem that mended itself: nobody was shown it */
			states[request->state],
		.n_opened = request->n_opened };
	copy(row.id, sizeof(row.id), request->id);
	copy(row.form, sizeof(row.form), request->form);
	copy(row.form_version, sizeof(row.form_version), request->form_version);
	copy(row.device, sizeof(row.device), request->device);
	copy(row.problem, sizeof(row.problem), request->problem);
	row.due = inbox_due(calendar, local_date(request->received_at, &(int){ 0 }), request->promised);
	/* behind a problem, too, somebody waits for a call */
	if (row.state != INBOX_CONFIRMED) {
		row.urgency = rows->today_known ?
			inbox_urgency(calendar, rows->today, row.due, &row.overdue_days) :
			URGENCY_UNKNOWN;
	}
	return row;
}

static bool
add_row(void *context, const struct desk_request *request)
{
	struct rows *rows = context;
	if (rows->n == rows->cap) {
		const size_t cap = rows->cap == 0 ? 64 : 2 * rows->cap;
		void *grown = realloc(rows->of, cap * sizeof(*rows->of));
		if (grown == NULL) {
			rows->is_full = true;
			return false;
		}
		rows->of = grown;
		rows->cap = cap;
	}
	rows->of[rows->n++] = row_of(rows, request);
	return true;
}

static int
begin_rows(struct inbox *inbox, struct rows *ret_rows)
{
	struct rows rows = { .inbox = inbox };
	ms_t now;
	int minutes;
	const int r = inbox_now(inbox, &now, &rows.today_known);
	if (r < 0) {
		return r;
	}
	rows.today = local_date(now, &minutes);
	*ret_rows = rows;
	return 0;
}

/* The name is looked up last, because it may point into the row itself. */
static void
name_service(struct inbox *inbox, struct inbox_row *row)
{
	if (!templates_name(inbox->templates, str_of(row->form), &row->service)) {
		row->service = (struct bilingual){ { str_of(row->form), str_of(row->form) } };
	}
}

/* ---- order ---- */

/* 0: to be called; 1: closed. */
static int
class_of(const struct inbox_row *row)
{
	return row->state == INBOX_CONFIRMED ? 1 : 0;
}

static int
by_time(const struct inbox_row *a, const struct inbox_row *b)
{
	return a->received_at < b->received_at ? -1 :
		a->received_at > b->received_at    ? 1 :
											 strcmp(a->id, b->id);
}

/* A request without a date stands before those with one: nobody else watches over it. */
static int
by_urgency(const void *left, const void *right)
{
	const struct inbox_row *a = left, *b = right;
	const int class = class_of(a) - class_of(b);
	if (class != 0) {
		return class;
	}
	if (a->state == INBOX_CONFIRMED) {
		return by_time(b, a);
	}
	const int32_t due = calendar_compare(a->due, b->due);
	return due != 0 ? due : by_time(a, b);
}

int
inbox_list(struct inbox *inbox, bool with_closed,
	void (*row)(void *context, const struct inbox_row *row), void *context)
{
	struct rows rows = { .n = 0 };
	int r = begin_rows(inbox, &rows);
	if (r == 0) {
		r = desk_store_each(inbox->store, with_closed ? DESK_ALL : DESK_OPEN_ONES, add_row, &rows);
		r = r == 0 && rows.is_full ? -ENOMEM : r;
	}
	if (r == 0 && rows.n > 0) {
		qsort(rows.of, rows.n, sizeof(*rows.of), by_urgency);
	}
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		name_service(inbox, &rows.of[i]);
		row(context, &rows.of[i]);
	}
	free(rows.of);
	return r;
}

/* ---- one of them ---- */

static bool
one_row(void *context, const struct desk_request *request)
{
	(void)add_row(context, request);
	return false;
}

int
inbox_find(struct inbox *inbox, struct str id, struct inbox_row *ret_row)
{
	struct rows rows = { .n = 0 };
	int r = begin_rows(inbox, &rows);
	if (r == 0) {
		r = desk_store_get(inbox->store, id, one_row, &rows);
		r = r == 0 && rows.is_full ? -ENOMEM : r;
	}
	if (r == 0) {
		*ret_row = rows.of[0];
		name_service(inbox, ret_row);
	}
	free(rows.of);
	return r == DESK_STORE_ABSENT ? INBOX_ABSENT : r;
}

struct found {
	void (*match)(void *context, const char *id);
	void *context;
	int n;
};

static bool
note(void *context, const struct desk_request *request)
{
	struct found *found = context;
	char id[37];
	copy(id, sizeof(id), request->id);
	found->n++;
	found->match(found->context, id);
	return true;
}

static bool
is_part_of_id(struct str typed)
{
	for (size_t i = 0; i < typed.n; i++) {
		const char c = typed.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-')) {
			return false;
		}
	}
	return typed.n >= SHORTEST_ID && typed.n <= 36;
}

int
inbox_matches(struct inbox *inbox, struct str typed, void (*match)(void *context, const char *id),
	void *context)
{
	struct found found = { .match = match, .context = context };
	char reference[REFERENCE_LENGTH], ref_hash[44];
	int r = 0;
	if (is_part_of_id(typed)) {
		r = desk_store_find(inbox->store, typed, STR_NONE, note, &found);
	}
	if (r == 0 && found.n == 0 && reference_parse(typed, reference)) {
		r = seal_ref_hash(inbox->status_key, sizeof(inbox->status_key),
			(struct str){ reference, REFERENCE_LENGTH }, ref_hash);
		if (r == 0) {
			r = desk_store_find(inbox->store, STR_NONE, str_of(ref_hash), note, &found);
		}
	}
	return r;
}

struct resolved {
	char id[37];
	int n;
};

static void
take_match(void *context, const char *id)
{
	struct resolved *resolved = context;
	resolved->n++;
	(void)snprintf(resolved->id, sizeof(resolved->id), "%s", id);
}

int
inbox_resolve(struct inbox *inbox, struct str typed, char ret_id[37])
{
	struct resolved resolved = { .n = 0 };
	const int r = inbox_matches(inbox, typed, take_match, &resolved);
	if (r < 0 || resolved.n != 1) {
		return r < 0 ? r : resolved.n == 0 ? INBOX_ABSENT : INBOX_AMBIGUOUS;
	}
	memcpy(ret_id, resolved.id, sizeof(resolved.id));
	return 0;
}

/* ---- the desk itself ---- */

static void
judge_calendar(const struct inbox *inbox, struct date today, struct inbox_health *health)
{
	enum office trouble = inbox->calendar_trouble;
	health->has_calendar = inbox->has_calendar;
	if (inbox->has_calendar) {
		health->calendar_last_year = inbox->calendar.last_year;
		health->has_calendar = today.year >= inbox->calendar.first_year &&
			today.year <= inbox->calendar.last_year;
		trouble = OFFICE_CALENDAR_ENDED;
	}
	if (!health->has_calendar) {
		health->calendar_trouble = office_messages[trouble];
	}
}

static void
count(const struct rows *rows, struct inbox_health *health)
{
	for (size_t i = 0; i < rows->n; i++) {
		health->counts[rows->of[i].state]++;
		health->n_overdue += rows->of[i].urgency == URGENCY_OVERDUE ? 1 : 0;
		health->n_other_key += strcmp(rows->of[i].problem, DESK_OTHER_KEY) == 0 ? 1 : 0;
		health->n_other_status_key += strcmp(rows->of[i].problem, DESK_OTHER_STATUS_KEY) == 0 ? 1 :
																								0;
	}
}

int
inbox_health(struct inbox *inbox, struct inbox_health *ret_health)
{
	struct inbox_health health = { .n_overdue = 0 };
	struct rows rows;
	int r = begin_rows(inbox, &rows);
	if (r < 0) {
		return r;
	}
	r = desk_store_each(inbox->store, DESK_ALL, add_row, &rows);
	r = r == 0 && rows.is_full ? -ENOMEM : r;
	if (r == 0) {
		r = inbox_clock(inbox, &health.clock_ahead, &health.clock_is_of_now);
	}
	if (r == 0) {
		r = desk_store_fact(inbox->store, INBOX_FACT_FETCHED, &health.fetched_at);
	}
	count(&rows, &health);
	free(rows.of);
	if (r < 0) {
		return r;
	}
	judge_calendar(inbox, rows.today, &health);
	health.clock_is_wrong = !rows.today_known || health.clock_ahead > INBOX_CLOCK_SLACK_MS ||
		health.clock_ahead < -INBOX_CLOCK_SLACK_MS;
	*ret_health = health;
	return 0;
}

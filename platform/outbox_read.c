/* SPDX-License-Identifier: MIT */
/* What anybody may ask an outbox: how many wait, what they are, what became of one, and how the link is. */
#include "platform/outbox.h"

#include <stdio.h>
#include <string.h>

#include "platform/outbox_parts.h"
#include "platform/outbox_sync.h"

int
outbox_count(struct outbox *outbox, struct outbox_counts *ret_counts)
{
	static const char *const each[OUTBOX_STATES] = {
		[OUTBOX_QUEUED] = "SELECT count(*) FROM outbox WHERE state = 'queued'",
		[OUTBOX_SENDING] = "SELECT count(*) FROM outbox WHERE state = 'sending'",
		[OUTBOX_DELIVERED] = "SELECT count(*) FROM outbox WHERE state = 'delivered'",
		[OUTBOX_QUARANTINED] = "SELECT count(*) FROM outbox WHERE state = 'quarantined'",
	};
	struct outbox_counts counts = { .oldest_wall = 0 };
	int r = outbox_run(outbox->db, "BEGIN"); /* one moment for all the figures */
	for (int i = 0; r == 0 && i < OUTBOX_STATES; i++) {
		int64_t n = 0;
		r = outbox_ask_integer(outbox->db, each[i], &n);
		counts.in[i] = (long)n;
	}
	if (r == 0) {
		r = outbox_ask_integer(outbox->db,
			"SELECT min(created_at) FROM outbox WHERE state <> 'delivered'", &counts.oldest_wall);
	}
	if (r == 0) {
		r = outbox_ask_integer(outbox->db,
			"SELECT min(next_attempt) FROM outbox WHERE state = 'queued'",
			&counts.next_attempt_wall);
	}
	if (r == 0) {
		r = outbox_ask_text(outbox->db,
			"SELECT last_error FROM outbox WHERE last_error IS NOT NULL"
			" ORDER BY last_attempt DESC, seq DESC LIMIT 1",
			counts.last_error, sizeof(counts.last_error));
	}
	(void)outbox_run(outbox->db, "ROLLBACK");
	if (r == 0) {
		*ret_counts = counts;
	}
	return r;
}

/* Valid until the next step. */
static struct str
column_str(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	return (struct str){ (const char *)text, (size_t)sqlite3_column_bytes(statement, column) };
}

int
outbox_each(struct outbox *outbox, bool (*row)(void *context, struct str id, struct str envelope),
	void *context)
{
	sqlite3_stmt *statement;
	int r = sqlite3_prepare_v2(outbox->db,
		"SELECT id, envelope FROM outbox WHERE state <> 'delivered' ORDER BY seq", -1, &statement,
		NULL);
	while (r == SQLITE_OK || r == SQLITE_ROW) {
		r = sqlite3_step(statement);
		if (r != SQLITE_ROW) {
			break;
		}
		const struct str id = column_str(statement, 0);
		const struct str envelope = { sqlite3_column_blob(statement, 1),
			(size_t)sqlite3_column_bytes(statement, 1) };
		if (!row(context, id, envelope)) {
			break;
		}
	}
	const int error = outbox_errno(outbox->db, r);
	(void)sqlite3_finalize(statement);
	return error;
}

int
outbox_each_quarantined(struct outbox *outbox,
	bool (*row)(void *context, struct str id, struct str reason), void *context)
{
	sqlite3_stmt *statement;
	int r = sqlite3_prepare_v2(outbox->db,
		"SELECT id, coalesce(last_error, '') FROM outbox WHERE state = 'quarantined' ORDER BY seq",
		-1, &statement, NULL);
	while (r == SQLITE_OK || r == SQLITE_ROW) {
		r = sqlite3_step(statement);
		if (r != SQLITE_ROW || !row(context, column_str(statement, 0), column_str(statement, 1))) {
			break;
		}
	}
	const int error = outbox_errno(outbox->db, r);
	(void)sqlite3_finalize(statement);
	return error;
}

static const char *const reason_names[OUTBOX_REASONS] = {
	[OUTBOX_REASON_NONE] = "",
	[OUTBOX_REASON_NO_ANSWER] = "no-answer",
	[OUTBOX_REASON_UNTRUSTED] = "untrusted",
	[OUTBOX_REASON_CREDENTIAL] = "credential",
	[OUTBOX_REASON_BUSY] = "busy",
	[OUTBOX_REASON_NOT_INTAKE] = "not-intake",
};

const char *
outbox_reason_name(enum outbox_reason reason)
{
	return reason_names[reason];
}

/* What a newer version wrote and this one does not know counts as nothing known. */
static enum outbox_link_state
link_state_of(struct str name)
{
	static const char *const names[] = { "", "up", "down", "refused" };
	for (int i = OUTBOX_LINK_UP; i <= OUTBOX_LINK_REFUSED; i++) {
		if (str_eq(str_of(names[i]), name)) {
			return (enum outbox_link_state)i;
		}
	}
	return OUTBOX_LINK_UNKNOWN;
}

static enum outbox_reason
reason_of(struct str name)
{
	for (int i = 0; i < OUTBOX_REASONS; i++) {
		if (str_eq(str_of(reason_names[i]), name)) {
			return (enum outbox_reason)i;
		}
	}
	return OUTBOX_REASON_NONE;
}

static int
read_link(sqlite3 *db, struct outbox_link *link)
{
	sqlite3_stmt *statement;
	int r = sqlite3_prepare_v2(db,
		"SELECT state, reason, since, last_contact, server_ahead_ms, next_attempt FROM link", -1,
		&statement, NULL);
	if (r == SQLITE_OK) {
		r = sqlite3_step(statement);
	}
	if (r == SQLITE_ROW) {
		*link = (struct outbox_link){
			.state = link_state_of(column_str(statement, 0)),
			.reason = reason_of(column_str(statement, 1)),
			.since_wall = sqlite3_column_int64(statement, 2), /* what is NULL gives 0 */
			.last_contact_wall = sqlite3_column_int64(statement, 3),
			.server_ahead_ms = sqlite3_column_int64(statement, 4),
			.next_attempt_wall = sqlite3_column_int64(statement, 5),
		};
	}
	const int error = outbox_errno(db, r);
	(void)sqlite3_finalize(statement);
	return error;
}

int
outbox_link(struct outbox *outbox, struct outbox_link *ret_link)
{
	struct outbox_link link = { .state = OUTBOX_LINK_UNKNOWN };
	int64_t n_tables = 0;
	int r = outbox_ask_integer(outbox->db,
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'link'", &n_tables);
	if (r == 0 && n_tables > 0) {
		r = read_link(outbox->db, &link);
	}
	if (r == 0) {
		*ret_link = link;
	}
	return r;
}

/* "2026-11-12"; year 0 for anything else. */
static struct date
date_of(struct str text)
{
	char copy[16] = "";
	struct date date = { .year = 0 };
	if (text.n == 10) {
		memcpy(copy, text.p, text.n);
	}
	if (sscanf(copy, "%4d-%2d-%2d", &date.year, &date.month, &date.day) != 3 ||
		!date_is_real(date)) {
		return (struct date){ .year = 0 };
	}
	return date;
}

static enum outbox_state
state_of(struct str name)
{
	static const char *const names[] = { "queued", "sending", "delivered", "quarantined" };
	int i = OUTBOX_QUEUED;
	while (i < OUTBOX_QUARANTINED && !str_eq(str_of(names[i]), name)) {
		i++;
	}
	return (enum outbox_state)i; /* the table's CHECK allows no fifth */
}

int
outbox_delivery(struct outbox *outbox, struct str id, struct outbox_delivery *ret_delivery)
{
	sqlite3_stmt *statement;
	int64_t n_columns = 0;
	const int asked = outbox_ask_integer(outbox->db,
		"SELECT count(*) FROM pragma_table_info('outbox') WHERE name = 'due_date'", &n_columns);
	if (asked < 0) {
		return asked;
	}
	int r = sqlite3_prepare_v2(outbox->db,
		n_columns > 0 ? "SELECT state, delivered_at, due_date FROM outbox WHERE id = ?" :
						"SELECT state, delivered_at, NULL FROM outbox WHERE id = ?",
		-1, &statement, NULL);
	if (r == SQLITE_OK) {
		(void)sqlite3_bind_text(statement, 1, id.p, (int)id.n, SQLITE_STATIC);
		r = sqlite3_step(statement);
	}
	if (r == SQLITE_ROW) {
		*ret_delivery = (struct outbox_delivery){ .state = state_of(column_str(statement, 0)),
			.delivered_wall = sqlite3_column_int64(statement, 1),
			.due = date_of(column_str(statement, 2)) };
	}
	const int error = outbox_errno(outbox->db, r);
	(void)sqlite3_finalize(statement);
	return r == SQLITE_DONE ? OUTBOX_NONE : error;
}

void
outbox_never_wait(struct outbox *outbox)
{
	(void)sqlite3_busy_timeout(outbox->db, 0);
}

int
outbox_changed(struct outbox *outbox, bool *ret_changed)
{
	int64_t version = 0;
	const int r = outbox_ask_integer(outbox->db, "PRAGMA data_version", &version);
	if (r == 0) {
		*ret_changed = outbox->seen_version == 0 || version != outbox->seen_version;
		outbox->seen_version = version;
	}
	return r;
}

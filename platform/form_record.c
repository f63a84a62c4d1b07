/* SPDX-License-Identifier: MIT */
/* What the record around a form says of when it closes, by jansson. */
#include <time.h>

#include "core/calendar.h"
#include "platform/form_reader.h"
#include "platform/form_weight.h"

/* What is left of a text to be read. */
struct rest {
	struct str text;
	bool is_bad;
};

static bool
take_sign(struct rest *rest, char sign)
{
	const bool is_there = rest->text.n > 0 && rest->text.p[0] == sign;
	if (is_there) {
		rest->text = str_sub(rest->text, 1, rest->text.n);
	}
	return is_there;
}

/* Two digits below `limit`. */
static int32_t
take_pair(struct rest *rest, int32_t limit)
{
	int32_t value = 0;
	for (size_t i = 0; i < 2; i++) {
		const char c = i < rest->text.n ? rest->text.p[i] : '?';
		rest->is_bad = rest->is_bad || c < '0' || c > '9';
		value = value * 10 + (c - '0');
	}
	rest->is_bad = rest->is_bad || value >= limit;
	rest->text = str_sub(rest->text, rest->is_bad ? rest->text.n : 2, rest->text.n);
	return value;
}

/* Milliseconds: as many digits as there are, of which three count. */
static int32_t
take_fraction(struct rest *rest)
{
	int32_t value = 0, scale = 100;
	size_t n = 0;
	for (; n < rest->text.n && rest->text.p[n] >= '0' && rest->text.p[n] <= '9'; n++) {
		value += (rest->text.p[n] - '0') * scale;
		scale /= 10;
	}
	rest->is_bad = rest->is_bad || n == 0;
	rest->text = str_sub(rest->text, n, rest->text.n);
	return value;
}

/* Minutes that the clocks of the zone are ahead of UTC. Without a zone it would be the reader's own. */
static int32_t
take_zone(struct rest *rest)
{
	if (take_sign(rest, 'Z')) {
		return 0;
	}
	const bool is_behind = take_sign(rest, '-');
	rest->is_bad = rest->is_bad || (!is_behind && !take_sign(rest, '+'));
	const int32_t hours = take_pair(rest, 24);
	rest->is_bad = rest->is_bad || !take_sign(rest, ':');
	const int32_t ahead = hours * 60 + take_pair(rest, 60);
	return is_behind ? -ahead : ahead;
}

/* "2026-12-31T23:59:59.999Z", "2026-12-31T23:59-05:00" (ISO 8601, as ECMAScript writes and reads it). */
static bool
parse_time(struct str text, ms_t *ret_wall)
{
	struct date date;
	if (text.n < 10 || !calendar_parse_date(str_sub(text, 0, 10), &date)) {
		return false;
	}
	struct rest rest = { .text = str_sub(text, 10, text.n) };
	struct tm tm = { .tm_year = date.year - 1900, .tm_mon = date.month - 1, .tm_mday = date.day };
	ms_t fraction = 0;
	rest.is_bad = !take_sign(&rest, 'T');
	tm.tm_hour = take_pair(&rest, 24);
	rest.is_bad = rest.is_bad || !take_sign(&rest, ':');
	tm.tm_min = take_pair(&rest, 60);
	if (take_sign(&rest, ':')) {
		tm.tm_sec = take_pair(&rest, 60);
		fraction = take_sign(&rest, '.') ? take_fraction(&rest) : 0;
	}
	const ms_t ahead = take_zone(&rest);
	if (rest.is_bad || rest.text.n > 0) {
		return false;
	}
	*ret_wall = ((ms_t)timegm(&tm) - ahead * 60) * 1000 + fraction;
	return true;
}

/* A page of its own, which no text of it may be too long for. */
static void
check_length(struct reader *reader, struct bilingual *text)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct weight weight = weight_of(text->in[lang]);
		if (weight.longest > SERVICE_PARAGRAPH_BYTES_MAX || weight.bytes > SERVICE_PAGE_BYTES_MAX ||
			weight.paragraphs > SERVICE_PARAGRAPHS_MAX) {
			reader_report(reader, "error", "Shorten it.",
				"The text is longer than a page of a kiosk; it is left out.");
			*text = (struct bilingual){ 0 };
			return;
		}
	}
}

void
form_read_record(struct reader *reader, json_t *record, struct form *form)
{
	const struct str date = reader_text(reader, record, "closingDate");
	if (date.n > 0) {
		form->has_closing = parse_time(date, &form->closing_wall);
	}
	if (json_is_string(json_object_get(record, "closingDate")) && !form->has_closing) {
		const size_t mark = reader_key(reader, "closingDate");
		reader_report(reader, "error", "Write it as 2026-12-31T23:59:59-05:00.",
			"The date cannot be read: the form would never close.");
		reader_up(reader, mark);
	}
	json_t *details = reader_member(reader, record, "closedDetails", JSON_OBJECT);
	if (details) {
		const size_t mark = reader_key(reader, "closedDetails");
		form->closed = reader_bilingual(reader, details, "message");
		check_length(reader, &form->closed);
		reader_up(reader, mark);
	}
}

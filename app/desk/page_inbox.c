/* SPDX-License-Identifier: MIT */
/* The list of requests: first what is wrong with this desk, then what is to be done, the most urgent first. */
#include "desk/page.h"
#include "desk/wording.h"
#include "platform/local_time.h"

enum { ROWS_A_PAGE = 100 };

/* ---- notices ---- */

static void
put_notice(struct view *view, enum office id, struct str value)
{
	text_add(&view->out, STR("<p class=\"notice\">"));
	PAGE_SENTENCE(view, id, { "value", value });
	text_add(&view->out, STR("</p>\n"));
}

static void
put_clock(struct view *view, const struct inbox_health *health)
{
	if (health->clock_is_wrong) {
		int64_t minutes;
		const enum office id = wording_clock(health, &minutes);
		put_notice(view, id, page_number(view, minutes));
	}
}

static void
put_calendar(struct view *view, const struct inbox_health *health)
{
	int minutes;
	const struct date today = local_date(local_time_now(), &minutes);
	const struct str trouble = health->calendar_trouble.in[view->lang];
	if (trouble.n > 0) {
		HTML(&view->out, "<p class=\"notice\">{trouble}</p>\n", { "trouble", trouble });
	} else if (today.year >= health->calendar_last_year) {
		put_notice(view, OFFICE_INBOX_CALENDAR_ENDS, page_number(view, health->calendar_last_year));
	}
}

static void
put_keys(struct view *view, const struct inbox_health *health)
{
	if (health->n_other_key > 0) {
		put_notice(view, OFFICE_DESK_WRONG_KEY, page_number(view, health->n_other_key));
	}
	if (health->n_other_status_key > 0) {
		put_notice(
			view, OFFICE_DESK_WRONG_STATUS_KEY, page_number(view, health->n_other_status_key));
	}
}

static void
put_contact(struct view *view, const struct inbox_health *health)
{
	const struct str trouble = page_net_trouble(view->page->net).in[view->lang];
	if (view->page->options->intake == NULL) {
		put_notice(view, OFFICE_INBOX_NO_INTAKE, STR_NONE);
	} else if (trouble.n > 0) {
		HTML(&view->out, "<p class=\"notice\">{trouble} ", { "trouble", trouble });
		PAGE_SENTENCE(view,
			health->fetched_at == 0 ? OFFICE_INBOX_NEVER_REACHED : OFFICE_INBOX_UNREACHED,
			{ "time", page_time(view, health->fetched_at) });
		text_add(&view->out, STR("</p>\n"));
	} else if (health->fetched_at == 0) {
		put_notice(view, OFFICE_INBOX_NOT_FETCHED, STR_NONE);
	}
}

/* ---- what the last action did ---- */

static void
put_fetched(struct view *view)
{
	const struct inbox_fetched *fetched = &view->page->fetched;
	const enum office id = fetched->n_new == 0 ? OFFICE_INBOX_NEWS_NONE :
		fetched->n_new == 1                    ? OFFICE_INBOX_NEWS_ONE :
												 OFFICE_INBOX_NEWS_MANY;
	PAGE_SENTENCE(view, id, { "value", page_number(view, fetched->n_new) });
	if (fetched->n_refused > 0) {
		text_add(&view->out, STR(" "));
		PAGE_SENTENCE(
			view, OFFICE_INBOX_NEWS_REFUSED, { "value", page_number(view, fetched->n_refused) });
	}
}

static void
put_news(struct view *view)
{
	static const enum office ids[] = {
		[NEWS_NOT_FETCHED] = OFFICE_INBOX_NEWS_NOT_FETCHED,
		[NEWS_CONFIRMED] = OFFICE_INBOX_NEWS_CONFIRMED,
		[NEWS_PROBLEM] = OFFICE_INBOX_NEWS_PROBLEM,
		[NEWS_NOTHING] = OFFICE_INBOX_NEWS_NOTHING,
	};
	const enum page_news news = view->page->news;
	if (news == NEWS_NONE) {
		return;
	}
	text_add(&view->out, STR("<p class=\"news\" role=\"status\">"));
	if (news == NEWS_FETCHED) {
		put_fetched(view);
	} else {
		html_text(&view->out, page_say(view, ids[news]));
	}
	text_add(&view->out, STR("</p>\n"));
	view->page->news = NEWS_NONE;
}

/* ---- counts and the button ---- */

static void
put_count(struct view *view, enum office id, int32_t n)
{
	text_add(&view->out, STR("<li>"));
	PAGE_SENTENCE(view, id, { "n", page_number(view, n) });
	text_add(&view->out, STR("</li>\n"));
}

static void
put_counts(struct view *view, const struct inbox_health *health)
{
	text_add(&view->out, STR("<ul class=\"counts\">\n"));
	put_count(view, OFFICE_INBOX_COUNT_NEW, health->counts[INBOX_NEW]);
	put_count(view, OFFICE_INBOX_COUNT_OPENED, health->counts[INBOX_OPENED]);
	put_count(view, OFFICE_INBOX_COUNT_OVERDUE, health->n_overdue);
	put_count(view, OFFICE_INBOX_COUNT_PROBLEM, health->counts[INBOX_PROBLEM]);
	put_count(view, OFFICE_INBOX_COUNT_CONFIRMED, health->counts[INBOX_CONFIRMED]);
	text_add(&view->out, STR("</ul>\n"));
}

static void
put_button(struct view *view, const struct inbox_health *health)
{
	if (view->page->options->intake == NULL) {
		return;
	}
	text_add(&view->out, STR("<div class=\"fetch\">\n"));
	page_form_begin(view, STR("fetch"));
	HTML(&view->out, "<button>{label}</button></form>\n",
		{ "label", page_say(view, OFFICE_INBOX_FETCH) });
	if (health->fetched_at != 0) {
		text_add(&view->out, STR("<p>"));
		PAGE_SENTENCE(
			view, OFFICE_INBOX_FETCHED_AT, { "time", page_time(view, health->fetched_at) });
		text_add(&view->out, STR("</p>\n"));
	}
	text_add(&view->out, STR("</div>\n"));
}

/* ---- the table ---- */

struct listing {
	struct view *view;
	bool with_closed;
	int32_t number; /* of the page, from 0 */
	int32_t n;      /* rows met */
};

static void
put_filter(struct view *view, const struct listing *listing, bool with_closed)
{
	const bool is_here = listing->with_closed == with_closed;
	HTML(&view->out, "<li><a href=\"?show={show}\"",
		{ "show", with_closed ? STR("all") : STR("open") });
	text_add(&view->out, is_here ? STR(" aria-current=\"page\">") : STR(">"));
	HTML(&view->out, "{label}</a></li>\n",
		{ "label",
			page_say(view, with_closed ? OFFICE_INBOX_FILTER_ALL : OFFICE_INBOX_FILTER_OPEN) });
}

/* A narrow window shows rows as cards; the roles keep the table a table for who listens to it then. */
static void
put_table_head(const struct listing *listing)
{
	static const enum office columns[] = { OFFICE_INBOX_RECEIVED, OFFICE_INBOX_SERVICE,
		OFFICE_INBOX_LANGUAGE, OFFICE_INBOX_DUE, OFFICE_INBOX_STATE, OFFICE_INBOX_OPENED,
		OFFICE_INBOX_ACTION };
	struct view *view = listing->view;
	HTML(&view->out,
		"<table role=\"table\">\n<caption>{caption}</caption>\n<thead role=\"rowgroup\">"
		"<tr role=\"row\">\n",
		{ "caption",
			page_say(view,
				listing->with_closed ? OFFICE_INBOX_CAPTION_ALL : OFFICE_INBOX_CAPTION_OPEN) });
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		HTML(&view->out, "<th role=\"columnheader\" scope=\"col\">{label}</th>\n",
			{ "label", page_say(view, columns[i]) });
	}
	text_add(&view->out, STR("</tr></thead>\n<tbody role=\"rowgroup\">\n"));
}

/* How urgent it is stands in words; the date below it where the words do not say it. */
static void
put_due(struct view *view, const struct inbox_row *row)
{
	static const char *const classes[] = { [URGENCY_NONE] = "none",
		[URGENCY_UNKNOWN] = "unknown",
		[URGENCY_LATER] = "later",
		[URGENCY_TOMORROW] = "tomorrow",
		[URGENCY_TODAY] = "today",
		[URGENCY_OVERDUE] = "overdue" };
	HTML(&view->out,
		"<td role=\"cell\"><span class=\"label\" aria-hidden=\"true\">{label}</span>"
		"<span><strong class=\"{class}\">{urgency}</strong>",
		{ "label", page_say(view, OFFICE_INBOX_DUE) }, { "class", str_of(classes[row->urgency]) },
		{ "urgency", page_urgency(view, row) });
	if (row->due.year != 0 && row->urgency > URGENCY_LATER) {
		HTML(&view->out, "<span class=\"below\">{date}</span>",
			{ "date", page_date(view, row->due) });
	}
	text_add(&view->out, STR("</span></td>\n"));
}

static void
put_state(struct view *view, const struct inbox_row *row)
{
	HTML(&view->out,
		"<td role=\"cell\"><span class=\"label\" aria-hidden=\"true\">{label}</span>"
		"<span><span class=\"word\">{state}</span>",
		{ "label", page_say(view, OFFICE_INBOX_STATE) },
		{ "state", wording_state(view->lang, row->state) });
	if (row->problem[0] != '\0') {
		HTML(&view->out, "<span class=\"below\">{kind}</span>",
			{ "kind", wording_problem(view->lang, str_of(row->problem)) });
	}
	text_add(&view->out, STR("</span></td>\n"));
}

static void
put_row(struct view *view, const struct inbox_row *row)
{
	const struct msg_arg args[] = { { "id", str_of(row->id) },
		{ "lang", view->lang == LANG_FR ? STR("fr") : STR("en") },
		{ "number", page_short_id(row->id) }, { "received", page_time(view, row->received_at) },
		{ "number_label", page_say(view, OFFICE_INBOX_NUMBER) },
		{ "label", page_say(view, OFFICE_INBOX_RECEIVED) },
		{ "open", page_say(view, OFFICE_INBOX_OPEN) },
		{ "which", page_say(view, OFFICE_INBOX_OPEN_WHICH) } };
	html_write(&view->out,
		STR("<tr role=\"row\">\n<th role=\"rowheader\" scope=\"row\">"
			"<span class=\"label\" aria-hidden=\"true\">{label}</span><span>{received}"
			"<span class=\"below\">{number_label} <span class=\"code\">{number}</span></span></span></th>\n"),
		args, 8);
	page_put_cell(view, OFFICE_INBOX_SERVICE, row->service.in[view->lang]);
	page_put_cell(view, OFFICE_INBOX_LANGUAGE, page_language(view, row->lang));
	put_due(view, row);
	put_state(view, row);
	page_put_cell(view, OFFICE_INBOX_OPENED, page_times(view, row->n_opened));
	html_write(&view->out,
		STR("<td role=\"cell\"><a class=\"action\" href=\"/{lang}/request/{id}\">{open}"
			"<span class=\"unseen\"> {which} {number}, {received}</span></a></td>\n</tr>\n"),
		args, 8);
}

static void
take_row(void *context, const struct inbox_row *row)
{
	struct listing *listing = context;
	const int32_t at = listing->n++;
	if (at / ROWS_A_PAGE != listing->number) {
		return;
	}
	if (at % ROWS_A_PAGE == 0) {
		put_table_head(listing);
	}
	put_row(listing->view, row);
}

static void
put_pages(const struct listing *listing)
{
	struct view *view = listing->view;
	const bool has_more = listing->n > (listing->number + 1) * ROWS_A_PAGE;
	if (listing->number == 0 && !has_more) {
		return;
	}
	HTML(&view->out, "<nav aria-label=\"{label}\"><ul class=\"choice\">\n",
		{ "label", page_say(view, OFFICE_INBOX_PAGES) });
	for (int step = -1; step <= 1; step += 2) {
		if (step < 0 ? listing->number == 0 : !has_more) {
			continue;
		}
		HTML(&view->out, "<li><a href=\"?show={show}&amp;page={page}\">{label}</a></li>\n",
			{ "show", listing->with_closed ? STR("all") : STR("open") },
			{ "page", page_number(view, listing->number + 1 + step) },
			{ "label",
				page_say(view, step < 0 ? OFFICE_INBOX_PAGE_BEFORE : OFFICE_INBOX_PAGE_NEXT) });
	}
	text_add(&view->out, STR("</ul></nav>\n"));
}

/* 0 or negative errno. */
static int
put_list(struct listing *listing)
{
	struct view *view = listing->view;
	HTML(&view->out, "<nav aria-label=\"{label}\"><ul class=\"choice\">\n",
		{ "label", page_say(view, OFFICE_INBOX_FILTER) });
	put_filter(view, listing, false);
	put_filter(view, listing, true);
	text_add(&view->out, STR("</ul></nav>\n"));
	const int r = inbox_list(view->page->inbox, listing->with_closed, take_row, listing);
	if (r < 0) {
		return r;
	}
	if (listing->n > 0) {
		text_add(&view->out, STR("</tbody>\n</table>\n"));
	} else {
		HTML(&view->out, "<p class=\"empty\">{text}</p>\n",
			{ "text",
				page_say(view,
					listing->with_closed ? OFFICE_INBOX_EMPTY_ALL : OFFICE_INBOX_EMPTY_OPEN) });
	}
	put_pages(listing);
	return 0;
}

/* From 0; what is no number is the first page. */
static int32_t
page_asked(const struct view *view)
{
	struct str value;
	int32_t number = 0;
	if (!http_query(view->exchange, "page", &value) || value.n > 6) {
		return 0;
	}
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] < '0' || value.p[i] > '9') {
			return 0;
		}
		number = number * 10 + (value.p[i] - '0');
	}
	return number > 0 ? number - 1 : 0;
}

void
page_inbox_show(struct view *view)
{
	struct str show;
	struct inbox_health health;
	struct listing listing = { .view = view, .number = page_asked(view) };
	listing.with_closed = http_query(view->exchange, "show", &show) && str_eq(show, STR("all"));
	if (listing.with_closed) {
		view->place = STR("inbox?show=all");
	}
	int r = inbox_health(view->page->inbox, &health);
	if (r == 0) {
		page_begin(view, page_say(view, OFFICE_INBOX_TITLE));
		put_news(view);
		put_clock(view, &health);
		put_calendar(view, &health);
		put_keys(view, &health);
		put_contact(view, &health);
		put_counts(view, &health);
		put_button(view, &health);
		r = put_list(&listing);
	}
	if (r < 0) {
		page_fail_inbox(view, r);
	} else if (listing.number > 0 && listing.n <= listing.number * ROWS_A_PAGE) {
		page_fail(view, ERROR_ABSENT);
	} else {
		page_send(view, 200);
	}
}

/* The answer comes when the fetch is over: page_done(). */
void
page_inbox_fetch(struct view *view)
{
	const struct errand errand = {
		.kind = ERRAND_FETCH, .exchange = view->exchange, .lang = view->lang
	};
	if (!page_net_run(view->page->net, &errand)) {
		page_fail(view, ERROR_BUSY);
	}
}

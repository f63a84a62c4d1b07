/* SPDX-License-Identifier: MIT */
/* Asks why a request is to be opened. Every way to a request leads through here: going back and reloading as well. */
#include <string.h>

#include "desk/page.h"
#include "desk/page_form.h"
#include "desk/wording.h"

enum { REASON_MIN = 3, REASON_MAX = 200 /* characters, as inbox_open_request() takes them */ };

static void
put_fact(struct view *view, enum office label, struct str value)
{
	HTML(&view->out, "<div><dt>{label}</dt><dd><span class=\"word\">{value}</span></dd></div>\n",
		{ "label", page_say(view, label) }, { "value", value });
}

void
page_facts(struct view *view, const struct inbox_row *row)
{
	text_add(&view->out, STR("<dl class=\"facts\">\n"));
	put_fact(view, OFFICE_INBOX_NUMBER_LONG, page_short_id(row->id));
	put_fact(view, OFFICE_INBOX_RECEIVED, page_time(view, row->received_at));
	put_fact(view, OFFICE_INBOX_SERVICE, row->service.in[view->lang]);
	put_fact(view, OFFICE_INBOX_LANGUAGE, page_language(view, row->lang));
	put_fact(view, OFFICE_INBOX_DUE, page_urgency(view, row));
	put_fact(view, OFFICE_INBOX_STATE, wording_state(view->lang, row->state));
	if (row->problem[0] != '\0') {
		put_fact(view, OFFICE_INBOX_PROBLEM, wording_problem(view->lang, str_of(row->problem)));
	}
	put_fact(view, OFFICE_INBOX_OPENED, page_times(view, row->n_opened));
	put_fact(view, OFFICE_INBOX_KIOSK, str_of(row->device));
	text_add(&view->out, STR("</dl>\n"));
}

bool
page_find(struct view *view, struct inbox_row *ret_row)
{
	const int r = inbox_find(view->page->inbox, view->id, ret_row);
	if (r == INBOX_ABSENT) {
		page_fail(view, ERROR_ABSENT);
	} else if (r < 0) {
		page_fail_inbox(view, r);
	}
	return r == 0;
}

/* `wrong` is the sentence about what was typed, or empty. */
static void
put_form(struct view *view, struct str typed, struct str wrong)
{
	const struct msg_arg args[] = { { "label", page_say(view, OFFICE_INBOX_ASK_LABEL) },
		{ "hint", page_say(view, OFFICE_INBOX_ASK_HINT) }, { "wrong", wrong }, { "typed", typed },
		{ "button", page_say(view, OFFICE_INBOX_ASK_BUTTON) } };
	page_form_begin(view, page_place(view, "request/", ""));
	html_write(&view->out,
		STR("<label for=\"reason\">{label}</label>\n<p id=\"hint\" class=\"hint\">{hint}</p>\n"),
		args, 5);
	if (wrong.n > 0) {
		html_write(&view->out, STR("<p id=\"wrong\" class=\"wrong\">{wrong}</p>\n"), args, 5);
	}
	html_write(&view->out,
		wrong.n > 0 ?
			STR("<input id=\"reason\" name=\"reason\" value=\"{typed}\" required autocomplete=\"off\" "
				"spellcheck=\"false\" aria-invalid=\"true\" aria-describedby=\"wrong hint\">\n") :
			STR("<input id=\"reason\" name=\"reason\" value=\"{typed}\" required autocomplete=\"off\" "
				"spellcheck=\"false\" aria-describedby=\"hint\">\n"),
		args, 5);
	html_write(&view->out, STR("<button>{button}</button>\n</form>\n"), args, 5);
}

static void
ask(struct view *view, struct str typed, struct str wrong)
{
	struct inbox_row row;
	if (!page_find(view, &row)) {
		return;
	}
	if (wrong.n > 0) {
		page_begin_error(view, OFFICE_INBOX_ASK_TITLE);
		page_put_error(view, "reason", wrong);
	} else {
		page_begin(view, page_say(view, OFFICE_INBOX_ASK_TITLE));
	}
	page_facts(view, &row);
	HTML(&view->out, "<p>{why}</p>\n", { "why", page_say(view, OFFICE_INBOX_ASK_WHY) });
	put_form(view, typed, wrong);
	page_put_way_back(view);
	page_send(view, wrong.n > 0 ? 422 : 200);
}

void
page_ask_show(struct view *view)
{
	struct page_ticket ticket;
	if (page_session_take_ticket(&view->page->session, view->id, view->now, &ticket)) {
		page_request_show(view, (struct str){ ticket.reason, ticket.n_reason });
		return;
	}
	ask(view, STR_NONE, STR_NONE);
}

static bool
has_control(struct str s)
{
	for (size_t at = 0; at < s.n;) {
		const uint32_t c = utf8_next(s, &at);
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
			return true;
		}
	}
	return false;
}

void
page_ask_again(struct view *view, struct str typed)
{
	const bool is_long = utf8_count(typed) > REASON_MAX;
	ask(view, typed,
		page_say(view, is_long ? OFFICE_INBOX_ASK_TOO_LONG : OFFICE_INBOX_ASK_TOO_SHORT));
}

/* The reason waits for the very next page of this request, which opens it; so what holds personal data came by GET. */
void
page_ask_take(struct view *view)
{
	struct str reason;
	if (!page_form_value(http_body(view->exchange), STR("reason"), &view->page->arena, &reason) ||
		has_control(reason)) {
		page_fail(view, ERROR_FORM);
		return;
	}
	reason = str_trim(reason);
	const size_t n = utf8_count(reason);
	if (n < REASON_MIN || n > REASON_MAX ||
		!page_session_give_ticket(&view->page->session, view->id, reason, view->now)) {
		page_ask_again(view, reason);
		return;
	}
	page_redirect(view, page_place(view, "request/", ""));
}

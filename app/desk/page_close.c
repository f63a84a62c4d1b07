/* SPDX-License-Identifier: MIT */
/* What ends the work on a request: the call was made, or there is a problem. Each asks first. */
#include "desk/page.h"
#include "desk/page_form.h"
#include "desk/wording.h"

/* As in wire_json.h. */
static const char *const kinds[] = { "unreadable", "wrong-header", "other" };

enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

void
page_close_ask_call(struct view *view)
{
	struct inbox_row row;
	if (!page_find(view, &row)) {
		return;
	}
	page_begin(view, page_say(view, OFFICE_INBOX_CALL_TITLE));
	if (row.n_opened == 0 && row.state != INBOX_CONFIRMED) {
		HTML(&view->out, "<p class=\"notice\">{text}</p>\n",
			{ "text", page_say(view, OFFICE_INBOX_CALL_UNOPENED) });
	}
	HTML(&view->out, "<p>{text}</p>\n", { "text", page_say(view, OFFICE_INBOX_CALL_TEXT) });
	page_facts(view, &row);
	page_form_begin(view, page_place(view, "request/", "/call"));
	HTML(&view->out, "<button>{yes}</button></form>\n",
		{ "yes", page_say(view, OFFICE_INBOX_CALL_YES) });
	page_put_way_back(view);
	page_send(view, 200);
}

/* Back to the inbox, which says what came of it. */
static void
finish(struct view *view, int r, enum page_news news)
{
	switch (r) {
	case 0:
	case INBOX_DONE_BEFORE:
		view->page->news = r == 0 ? news : NEWS_NOTHING;
		page_net_nudge(view->page->net);
		page_redirect(view, STR("inbox"));
		break;
	case INBOX_ABSENT:
		page_fail(view, ERROR_ABSENT);
		break;
	default:
		page_fail_inbox(view, r);
		break;
	}
}

void
page_close_call(struct view *view)
{
	const struct str actor = str_of(view->page->options->actor);
	finish(view, inbox_confirm(view->page->inbox, view->id, actor), NEWS_CONFIRMED);
}

static void
put_kinds(struct view *view)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		const struct str kind = str_of(kinds[i]);
		HTML(&view->out,
			"<div class=\"radio\"><input type=\"radio\" name=\"kind\" id=\"kind-{kind}\" value=\"{kind}\">"
			"<label for=\"kind-{kind}\"><span class=\"word\">{label}</span></label></div>\n",
			{ "kind", kind }, { "label", wording_problem(view->lang, kind) });
	}
}

static void
ask_problem(struct view *view, struct str wrong)
{
	struct inbox_row row;
	if (!page_find(view, &row)) {
		return;
	}
	if (wrong.n > 0) {
		page_begin_error(view, OFFICE_INBOX_TROUBLE_TITLE);
		page_put_error(view, "kind-unreadable", wrong);
	} else {
		page_begin(view, page_say(view, OFFICE_INBOX_TROUBLE_TITLE));
	}
	page_facts(view, &row);
	page_form_begin(view, page_place(view, "request/", "/problem"));
	html_write(&view->out,
		wrong.n > 0 ? STR("<fieldset aria-describedby=\"wrong hint\">\n<legend>{legend}</legend>\n"
						  "<p id=\"hint\" class=\"hint\">{hint}</p>\n"
						  "<p id=\"wrong\" class=\"wrong\">{wrong}</p>\n") :
					  STR("<fieldset aria-describedby=\"hint\">\n<legend>{legend}</legend>\n"
						  "<p id=\"hint\" class=\"hint\">{hint}</p>\n"),
		HTML_ARGS({ "legend", page_say(view, OFFICE_INBOX_TROUBLE_LEGEND) },
			{ "hint", page_say(view, OFFICE_INBOX_TROUBLE_HINT) }, { "wrong", wrong }));
	put_kinds(view);
	HTML(&view->out, "</fieldset>\n<button>{button}</button></form>\n",
		{ "button", page_say(view, OFFICE_INBOX_TROUBLE_BUTTON) });
	page_put_way_back(view);
	page_send(view, wrong.n > 0 ? 422 : 200);
}

void
page_close_ask_problem(struct view *view)
{
	ask_problem(view, STR_NONE);
}

void
page_close_problem(struct view *view)
{
	struct str kind;
	bool is_known = false;
	if (page_form_value(http_body(view->exchange), STR("kind"), &view->page->arena, &kind)) {
		for (size_t i = 0; i < N_KINDS; i++) {
			is_known = is_known || str_eq(kind, str_of(kinds[i]));
		}
	}
	if (!is_known) {
		ask_problem(view, page_say(view, OFFICE_INBOX_TROUBLE_CHOOSE));
		return;
	}
	const struct str actor = str_of(view->page->options->actor);
	finish(view, inbox_problem(view->page->inbox, view->id, actor, kind), NEWS_PROBLEM);
}

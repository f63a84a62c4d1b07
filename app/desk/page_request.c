/* SPDX-License-Identifier: MIT */
/* An opened request: how to call, what was answered, who opened it before. Shown once for each reason. */
#include <string.h>

#include "desk/page.h"
#include "desk/wording.h"

enum { BEFORE_MAX = 20 };

static void
put_before(struct view *view, const struct page_entries *before)
{
	const struct page_entry *entry;
	HTML(&view->out, "<section aria-labelledby=\"before\">\n<h2 id=\"before\">{title}</h2>\n",
		{ "title", page_say(view, OFFICE_INBOX_REQUEST_BEFORE) });
	if (before->n == 0) {
		HTML(&view->out, "<p>{none}</p>\n",
			{ "none", page_say(view, OFFICE_INBOX_REQUEST_BEFORE_NONE) });
	} else {
		text_add(&view->out, STR("<ul>\n"));
	}
	for (int64_t i = 0; (entry = page_entries_newest(before, i)) != NULL; i++) {
		text_add(&view->out, STR("<li>"));
		PAGE_SENTENCE(view, OFFICE_INBOX_REQUEST_BEFORE_ENTRY,
			{ "time", page_time(view, entry->at) }, { "actor", str_of(entry->actor) },
			{ "reason", str_of(entry->reason) });
		text_add(&view->out, STR("</li>\n"));
	}
	text_add(&view->out, before->n == 0 ? STR("</section>\n") : STR("</ul>\n</section>\n"));
}

static void
put_due(struct view *view, const struct inbox_row *row)
{
	if (row->urgency != URGENCY_NONE) {
		text_add(&view->out, STR("<p>"));
		PAGE_SENTENCE(view, OFFICE_INBOX_REQUEST_DUE, { "urgency", page_urgency(view, row) });
		text_add(&view->out, STR("</p>\n"));
	}
}

static void
put_call(struct view *view, const struct reading *reading, const struct inbox_row *row)
{
	HTML(&view->out,
		"<section class=\"call\" aria-labelledby=\"call\">\n<h2 id=\"call\">{title}</h2>\n<p>{use}</p>\n"
		"<p class=\"words\"",
		{ "title", page_say(view, OFFICE_INBOX_REQUEST_WORDS) },
		{ "use", page_say(view, OFFICE_INBOX_REQUEST_WORDS_USE) });
	text_add(&view->out, page_lang_mark(view, reading->lang));
	HTML(&view->out, "><span>{one}</span> <span>{two}</span></p>\n",
		{ "one", reading->callback_words[0] }, { "two", reading->callback_words[1] });
	HTML(&view->out, "<p><strong>{language}</strong></p>\n",
		{ "language",
			page_say(view,
				reading->lang == LANG_FR ? OFFICE_INBOX_REQUEST_IN_FRENCH :
										   OFFICE_INBOX_REQUEST_IN_ENGLISH) });
	put_due(view, row);
	text_add(&view->out, STR("</section>\n"));
}

static void put_set(
	struct view *view, const struct reading *reading, const struct reading_set *set);

static void
put_answer(struct view *view, const struct reading *reading, const struct reading_row *row)
{
	HTML(&view->out, "<div><dt>{question}</dt>\n", { "question", row->question.in[view->lang] });
	if (reading_is_empty(row)) {
		HTML(&view->out, "<dd class=\"none\">{none}</dd>\n",
			{ "none", page_say(view, OFFICE_INBOX_REQUEST_NO_ANSWER) });
	}
	for (int32_t i = 0; i < row->n_answers; i++) {
		text_add(&view->out, STR("<dd dir=\"auto\""));
		text_add(&view->out, page_lang_mark(view, reading->lang));
		HTML(&view->out, ">{answer}</dd>\n", { "answer", row->answers[i] });
	}
	if (row->worded.in[view->lang].n > 0) {
		HTML(&view->out, "<dd>{worded}</dd>\n", { "worded", row->worded.in[view->lang] });
	}
	if (row->set != NULL) {
		put_set(view, reading, row->set);
	}
	text_add(&view->out, STR("</div>\n"));
}

/* Each item has a heading, so that a screen reader gets from one to the next, and a list of its own. */
static void
put_set(struct view *view, const struct reading *reading, const struct reading_set *set)
{
	for (int32_t i = 0; i < set->n_items; i++) {
		char digits[24];
		struct text number;
		text_init(&number, digits, sizeof(digits));
		text_int(&number, i + 1);
		HTML(&view->out, "<dd class=\"item\"><h3>{title}\u00a0{n}</h3>\n<dl class=\"answers\">\n",
			{ "title", set->title.in[view->lang] }, { "n", text_str(&number) });
		for (int32_t k = 0; k < set->items[i].n_rows; k++) {
			put_answer(view, reading, &set->items[i].rows[k]);
		}
		text_add(&view->out, STR("</dl>\n</dd>\n"));
	}
}

static void
put_answers(struct view *view, const struct reading *reading)
{
	HTML(&view->out, "<section aria-labelledby=\"answers\">\n<h2 id=\"answers\">{title}</h2>\n",
		{ "title", page_say(view, OFFICE_INBOX_REQUEST_ANSWERS) });
	if (!reading->is_template_known) {
		HTML(&view->out, "<p class=\"notice\">{text}</p>\n",
			{ "text", page_say(view, OFFICE_INBOX_REQUEST_NO_TEMPLATE) });
	}
	text_add(&view->out, STR("<dl class=\"answers\">\n"));
	for (int32_t i = 0; i < reading->n_rows; i++) {
		put_answer(view, reading, &reading->rows[i]);
	}
	text_add(&view->out, STR("</dl>\n</section>\n"));
}

static void
put_sent(struct view *view, const struct reading *reading)
{
	text_add(&view->out, STR("<p>"));
	PAGE_SENTENCE(view, OFFICE_INBOX_REQUEST_SENT, { "service", reading->service.in[view->lang] },
		{ "time", page_time(view, reading->created_at) }, { "device", reading->device });
	if (!reading->clock_sure) {
		text_add(&view->out, STR(" "));
		html_text(&view->out, page_say(view, OFFICE_INBOX_REQUEST_CLOCK_UNSURE));
	}
	text_add(&view->out, STR("</p>\n"));
}

static void
put_actions(struct view *view)
{
	const struct msg_arg args[] = { { "lang", view->lang == LANG_FR ? STR("fr") : STR("en") },
		{ "id", view->id }, { "title", page_say(view, OFFICE_INBOX_REQUEST_NEXT) },
		{ "call", page_say(view, OFFICE_INBOX_REQUEST_CALLED) },
		{ "problem", page_say(view, OFFICE_INBOX_REQUEST_TROUBLE) },
		{ "log", page_say(view, OFFICE_INBOX_REQUEST_LOG) },
		{ "leaving", page_say(view, OFFICE_INBOX_REQUEST_LEAVING) } };
	html_write(&view->out,
		STR("<section class=\"next\" aria-labelledby=\"next\">\n<h2 id=\"next\">{title}</h2>\n"
			"<p>{leaving}</p>\n<ul class=\"choice\">\n"
			"<li><a class=\"action\" href=\"/{lang}/request/{id}/call\">{call}</a></li>\n"
			"<li><a class=\"action quiet\" href=\"/{lang}/request/{id}/problem\">{problem}</a></li>\n"
			"<li><a class=\"action quiet\" href=\"/{lang}/request/{id}/log\">{log}</a></li>\n"
			"</ul>\n</section>\n"),
		args, 7);
}

/* The reference stays out of the title: browsers keep titles in their history. */
static void
show(struct view *view, const struct reading *reading, const struct inbox_row *row,
	const struct page_entries *before)
{
	page_begin_request(view, page_say(view, OFFICE_INBOX_REQUEST_TITLE),
		page_say(view, OFFICE_INBOX_REQUEST_HEADING), str_of(reading->reference));
	put_sent(view, reading);
	put_call(view, reading, row);
	put_answers(view, reading);
	put_before(view, before);
	put_actions(view);
	page_put_way_back(view);
	/*
	 * An entry of the access log was created. And browsers keep whole pages for going back whatever Cache-Control says, but
	 * only those with status 200 (Chromium's back/forward cache).
	 */
	page_send(view, 201);
}

void
page_request_show(struct view *view, struct str reason)
{
	struct page *page = view->page;
	struct reading *reading;
	struct inbox_row row = { .urgency = URGENCY_NONE };
	struct page_entries before = { .cap = BEFORE_MAX, .openings_only = true };
	before.slots = arena_array(&page->arena, struct page_entry, BEFORE_MAX);
	const struct str actor = str_of(page->options->actor);
	int r = inbox_log(page->inbox, view->id, actor, page_entries_take, &before);
	if (r == 0) {
		r = inbox_open_request(page->inbox, view->id, actor, reason, &reading);
	}
	switch (r) {
	case 0:
		if (inbox_find(page->inbox, view->id, &row) != 0) {
			row.urgency = URGENCY_UNKNOWN; /* the request is open: no reason to hide it */
		}
		show(view, reading, &row, &before);
		reading_free(reading);
		break;
	case INBOX_ABSENT:
		page_fail(view, ERROR_ABSENT);
		return;
	case INBOX_NO_REASON:
		page_ask_again(view, reason);
		return;
	case INBOX_REFUSED:
		page_fail(view, ERROR_REFUSED);
		break;
	case INBOX_OTHER_KEYS:
		page_fail(view, ERROR_KEYS);
		break;
	default:
		page_fail_inbox(view, r);
		return;
	}
	page_net_nudge(page->net);
}

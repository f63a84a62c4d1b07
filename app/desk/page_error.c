/* SPDX-License-Identifier: MIT */
/* Pages that say what did not work, in both languages: who comes here may have no page to say which one is wanted. */
#include "desk/page.h"
#include "desk/wording.h"

struct failure {
	unsigned status;
	enum office title, text;
	bool has_way_back; /* to the inbox, which only a session can see */
};

static const struct failure failures[ERROR_KINDS] = {
	[ERROR_ABSENT] = { 404, OFFICE_INBOX_ERROR_ABSENT_TITLE, OFFICE_INBOX_ERROR_ABSENT_TEXT, true },
	[ERROR_METHOD] = { 405, OFFICE_INBOX_ERROR_METHOD_TITLE, OFFICE_INBOX_ERROR_METHOD_TEXT, true },
	[ERROR_SESSION] = { 403, OFFICE_INBOX_ERROR_SESSION_TITLE, OFFICE_INBOX_ERROR_SESSION_TEXT,
		false },
	[ERROR_LINK] = { 403, OFFICE_INBOX_ERROR_LINK_TITLE, OFFICE_INBOX_ERROR_LINK_TEXT, false },
	[ERROR_SPENT] = { 403, OFFICE_INBOX_ERROR_SPENT_TITLE, OFFICE_INBOX_ERROR_SPENT_TEXT, true },
	[ERROR_HOST] = { 421, OFFICE_INBOX_ERROR_HOST_TITLE, OFFICE_INBOX_ERROR_HOST_TEXT, false },
	[ERROR_FORM] = { 403, OFFICE_INBOX_ERROR_FORM_TITLE, OFFICE_INBOX_ERROR_FORM_TEXT, true },
	[ERROR_LARGE] = { 413, OFFICE_INBOX_ERROR_LARGE_TITLE, OFFICE_INBOX_ERROR_LARGE_TEXT, true },
	[ERROR_BUSY] = { 503, OFFICE_INBOX_ERROR_BUSY_TITLE, OFFICE_INBOX_ERROR_BUSY_TEXT, true },
	[ERROR_TOO_LONG] = { 500, OFFICE_INBOX_ERROR_TOO_LONG_TITLE, OFFICE_INBOX_ERROR_TOO_LONG_TEXT,
		true },
	[ERROR_REFUSED] = { 200, OFFICE_INBOX_ERROR_REFUSED_TITLE, OFFICE_INBOX_ERROR_REFUSED_TEXT,
		true },
	[ERROR_KEYS] = { 200, OFFICE_INBOX_ERROR_REFUSED_TITLE, OFFICE_DESK_OTHER_KEYS, true },
};

static void
put_in(struct view *view, enum lang lang, enum office title, struct str text, bool has_way_back)
{
	const bool is_first = lang == view->lang;
	const struct msg_arg args[] = { { "lang", lang == LANG_FR ? STR("fr") : STR("en") },
		{ "title", office_messages[title].in[lang] }, { "text", text },
		{ "inbox", office_messages[OFFICE_INBOX_ERROR_TO_INBOX].in[lang] } };
	html_write(&view->out,
		is_first ? STR("<div lang=\"{lang}\">\n<h1>{title}</h1>\n<p>{text}</p>\n") :
				   STR("<div lang=\"{lang}\">\n<h2>{title}</h2>\n<p>{text}</p>\n"),
		args, 4);
	if (has_way_back) {
		html_write(&view->out, STR("<p><a href=\"/{lang}/inbox\">{inbox}</a></p>\n"), args, 4);
	}
	text_add(&view->out, STR("</div>\n"));
}

/* What was written before is thrown away. */
static void
fail(struct view *view, unsigned status, enum office title, const struct bilingual *text,
	bool has_way_back)
{
	const enum lang other = view->lang == LANG_FR ? LANG_EN : LANG_FR;
	text_init(&view->out, view->page->buffer, PAGE_BUFFER_BYTES);
	HTML(&view->out,
		"<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<title>{title} – {other}</title>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n"
		"<header><p class=\"site\">Guichet</p></header>\n<main id=\"main\">\n",
		{ "lang", view->lang == LANG_FR ? STR("fr") : STR("en") },
		{ "title", office_messages[title].in[view->lang] },
		{ "other", office_messages[title].in[other] });
	put_in(view, view->lang, title, text->in[view->lang], has_way_back);
	put_in(view, other, title, text->in[other], has_way_back);
	text_add(&view->out, STR("</main>\n</body>\n</html>\n"));
	page_send_bare(view, status, view->allow.name == NULL ? NULL : &view->allow);
}

void
page_fail(struct view *view, enum page_error error)
{
	const struct failure *failure = &failures[error];
	fail(view, failure->status, failure->title, &office_messages[failure->text],
		failure->has_way_back);
}

void
page_fail_inbox(struct view *view, int error)
{
	const struct bilingual text = wording_error(error);
	fail(view, 500, OFFICE_INBOX_ERROR_FAILURE_TITLE, &text, true);
}

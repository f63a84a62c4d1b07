/* SPDX-License-Identifier: MIT */
/* The frame of every page: head, way in, headings, forms; dates, times and numbers as people read them. */
#include "desk/page.h"

#include <string.h>

#include "desk/wording.h"

struct str
page_say(const struct view *view, enum office id)
{
	return office_messages[id].in[view->lang];
}

enum { WORD_MAX = 16 /* characters */ };

/* ---- words in the arena ---- */

struct str
page_number(const struct view *view, int64_t number)
{
	struct text words;
	text_begin(&words, &view->page->arena, 24);
	text_int(&words, number);
	return text_end(&words, &view->page->arena);
}

struct str
page_date(const struct view *view, struct date date)
{
	struct text words;
	text_begin(&words, &view->page->arena, 64);
	wording_due(view->lang, date, &words);
	return text_end(&words, &view->page->arena);
}

struct str
page_time(const struct view *view, ms_t wall)
{
	struct text words;
	text_begin(&words, &view->page->arena, 96);
	wording_time(view->lang, wall, &words);
	return text_end(&words, &view->page->arena);
}

struct str
page_urgency(const struct view *view, const struct inbox_row *row)
{
	struct text words;
	text_begin(&words, &view->page->arena, 160);
	wording_urgency(view->lang, row, &words);
	return text_end(&words, &view->page->arena);
}

struct str
page_times(const struct view *view, int32_t n)
{
	struct text words;
	if (n < 2) {
		return page_say(view, n == 0 ? OFFICE_INBOX_OPENED_NEVER : OFFICE_INBOX_OPENED_ONCE);
	}
	const struct str number = page_number(view, n);
	text_begin(&words, &view->page->arena, 64);
	msg_write(&words, page_say(view, OFFICE_INBOX_OPENED_TIMES), HTML_ARGS({ "n", number }));
	return text_end(&words, &view->page->arena);
}

struct str
page_place(const struct view *view, const char *before, const char *after)
{
	struct text words;
	text_begin(&words, &view->page->arena, 128);
	text_add(&words, str_of(before));
	text_add(&words, view->id);
	text_add(&words, str_of(after));
	return text_end(&words, &view->page->arena);
}

struct str
page_language(const struct view *view, enum lang lang)
{
	return page_say(view, lang == LANG_FR ? OFFICE_INBOX_FRENCH : OFFICE_INBOX_ENGLISH);
}

struct str
page_short_id(const char *id)
{
	const struct str whole = str_of(id);
	return whole.n > 8 ? str_sub(whole, whole.n - 8, whole.n) : whole;
}

struct str
page_lang_mark(const struct view *view, enum lang lang)
{
	return lang == view->lang ? STR_NONE :
		lang == LANG_FR       ? STR(" lang=\"fr\"") :
								STR(" lang=\"en\"");
}

/* ---- the frame ---- */

static struct str
code_of(enum lang lang)
{
	return lang == LANG_FR ? STR("fr") : STR("en");
}

/* Browsers offer to translate pages, and send them elsewhere for that: never these. */
static void
put_head(struct view *view, struct str prefix, struct str title)
{
	HTML(&view->out,
		"<!DOCTYPE html>\n<html lang=\"{lang}\" translate=\"no\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<title>{prefix}{space}{title} – {site}</title>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"google\" content=\"notranslate\">\n"
		"<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n",
		{ "lang", code_of(view->lang) }, { "prefix", prefix },
		{ "space", prefix.n > 0 ? STR(" ") : STR_NONE }, { "title", title },
		{ "site", page_say(view, OFFICE_INBOX_SITE) });
}

static void
put_link(struct view *view, struct str place, enum office label)
{
	const bool is_here = str_starts(view->place, place);
	html_write(&view->out,
		is_here ? STR("<li><a href=\"/{lang}/{place}\" aria-current=\"page\">{label}</a></li>\n") :
				  STR("<li><a href=\"/{lang}/{place}\">{label}</a></li>\n"),
		HTML_ARGS({ "lang", code_of(view->lang) }, { "place", place },
			{ "label", page_say(view, label) }));
}

static void
put_header(struct view *view)
{
	const enum lang other = view->lang == LANG_FR ? LANG_EN : LANG_FR;
	HTML(&view->out,
		"<a class=\"skip\" href=\"#main\">{skip}</a>\n<header>\n<p class=\"site\">{site}</p>\n"
		"<nav aria-label=\"{nav}\"><ul>\n",
		{ "skip", page_say(view, OFFICE_INBOX_SKIP) },
		{ "site", page_say(view, OFFICE_INBOX_SITE) }, { "nav", page_say(view, OFFICE_INBOX_NAV) });
	put_link(view, STR("inbox"), OFFICE_INBOX_TITLE);
	put_link(view, STR("log"), OFFICE_INBOX_LOG_TITLE);
	HTML(&view->out,
		"</ul></nav>\n<div class=\"tools\">\n"
		"<a href=\"/{other}/{place}\" lang=\"{other}\" hreflang=\"{other}\">{label}</a>\n",
		{ "other", code_of(other) }, { "place", view->place },
		{ "label", page_say(view, OFFICE_INBOX_OTHER_LANGUAGE) });
	page_form_begin(view, STR("end"));
	HTML(&view->out, "<button class=\"quiet\">{end}</button></form>\n</div>\n</header>\n",
		{ "end", page_say(view, OFFICE_INBOX_END) });
}

/* `name` stands behind the heading and is never broken between lines. */
static void
begin(struct view *view, struct str prefix, struct str title, struct str heading, struct str name)
{
	put_head(view, prefix, title);
	put_header(view);
	HTML(&view->out, "<main id=\"main\" tabindex=\"-1\">\n<h1>{heading}", { "heading", heading });
	if (name.n > 0) {
		HTML(&view->out, " <span class=\"whole\">{name}</span>", { "name", name });
	}
	text_add(&view->out, STR("</h1>\n"));
	if (!view->has_verdict) {
		page_put_tampering(view);
	}
}

void
page_begin(struct view *view, struct str title)
{
	begin(view, STR_NONE, title, title, STR_NONE);
}

void
page_begin_request(struct view *view, struct str title, struct str heading, struct str name)
{
	begin(view, STR_NONE, title, heading, name);
}

void
page_begin_error(struct view *view, enum office title)
{
	begin(view, page_say(view, OFFICE_INBOX_WRONG_PREFIX), page_say(view, title),
		page_say(view, title), STR_NONE);
}

void
page_form_begin(struct view *view, struct str action)
{
	HTML(&view->out,
		"<form method=\"post\" novalidate action=\"/{lang}/{action}\">"
		"<input type=\"hidden\" name=\"csrf\" value=\"{csrf}\">",
		{ "lang", code_of(view->lang) }, { "action", action },
		{ "csrf", str_of(view->page->session.csrf) });
}

/* What is wrong, first on the page and with a way to the field (WCAG 3.3.1); it has the focus without any script. */
void
page_put_error(struct view *view, const char *field, struct str wrong)
{
	HTML(&view->out,
		"<div class=\"errors\" role=\"alert\" aria-labelledby=\"errors\" tabindex=\"-1\" autofocus>\n"
		"<h2 id=\"errors\">{title}</h2>\n<ul><li><a href=\"#{field}\">{wrong}</a></li></ul>\n</div>\n",
		{ "title", page_say(view, OFFICE_INBOX_ERRORS) }, { "field", str_of(field) },
		{ "wrong", wrong });
}

/* Longer than any word of the two languages in these tables: it may be broken anywhere. */
static bool
has_long_word(struct str text)
{
	size_t n = 0;
	for (size_t at = 0; at < text.n && n <= WORD_MAX;) {
		const uint32_t c = utf8_next(text, &at);
		n = c == ' ' || c == '-' ? 0 : n + 1;
	}
	return n > WORD_MAX;
}

void
page_put_cell(struct view *view, enum office label, struct str value)
{
	text_add(&view->out,
		has_long_word(value) ? STR("<td role=\"cell\" class=\"free\">") :
							   STR("<td role=\"cell\">"));
	HTML(&view->out,
		"<span class=\"label\" aria-hidden=\"true\">{label}</span>"
		"<span>{value}</span></td>\n",
		{ "label", page_say(view, label) }, { "value", value.n > 0 ? value : STR("–") });
}

void
page_put_way_back(struct view *view)
{
	HTML(&view->out, "<p class=\"back\"><a href=\"/{lang}/inbox\">{label}</a></p>\n",
		{ "lang", code_of(view->lang) }, { "label", page_say(view, OFFICE_INBOX_BACK) });
}

/* ---- sending ---- */

/* No script at all, nothing from elsewhere, no frame around it; forms go nowhere else. */
#define POLICY \
	"default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; " \
	"base-uri 'none'"

void
page_answer(struct view *view, unsigned status, struct str body, const struct http_field *own)
{
	struct http_answer sent = { .status = status,
		.body = body,
		.wipe_body = true,
		.fields = { { "Content-Security-Policy", POLICY }, { "X-Content-Type-Options", "nosniff" },
			{ "Referrer-Policy", "no-referrer" }, { "Cache-Control", "no-store" },
			{ "X-Frame-Options", "DENY" }, { "Cross-Origin-Opener-Policy", "same-origin" },
			{ "Cross-Origin-Resource-Policy", "same-origin" } } };
	int n = 7;
	for (; own != NULL && own->name != NULL; own++) {
		sent.fields[n++] = *own;
	}
	http_answer(view->exchange, &sent);
}

void
page_send_bare(struct view *view, unsigned status, const struct http_field *allow)
{
	struct http_field own[3] = { { "Content-Type", "text/html; charset=utf-8" } };
	if (allow != NULL) {
		own[1] = *allow;
	}
	page_answer(view, status, text_str(&view->out), own);
}

void
page_send(struct view *view, unsigned status)
{
	text_add(&view->out, STR("</main>\n<footer><p>"));
	PAGE_SENTENCE(view, OFFICE_INBOX_FOOTER, { "actor", str_of(view->page->options->actor) });
	const char *zone = inbox_other_zone(view->page->inbox);
	if (zone != NULL) {
		text_add(&view->out, STR(" "));
		PAGE_SENTENCE(view, OFFICE_CALENDAR_OTHER_ZONE, { "value", str_of(zone) });
	}
	text_add(&view->out, STR("</p></footer>\n</body>\n</html>\n"));
	if (view->out.full) {
		page_fail(view, ERROR_TOO_LONG);
		return;
	}
	page_send_bare(view, status, NULL);
}

/* 303: what comes next is read by GET, so that neither reloading nor going back sends a form twice (RFC 9110, 15.4.4). */
void
page_redirect(struct view *view, struct str place)
{
	struct text words;
	char location[160];
	text_init(&words, location, sizeof(location) - 1);
	text_add(&words, STR("/"));
	text_add(&words, code_of(view->lang));
	text_add(&words, STR("/"));
	text_add(&words, place);
	location[words.n] = '\0';
	page_answer(
		view, 303, STR_NONE, (const struct http_field[]){ { "Location", location }, { 0 } });
}

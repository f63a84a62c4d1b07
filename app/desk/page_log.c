/* SPDX-License-Identifier: MIT */
/* The access log of one request or of all, and whether it is whole. */
#include <string.h>

#include "desk/page.h"
#include "desk/wording.h"

enum { ENTRIES_MAX = 200 };

/* ---- the newest entries ---- */

/* Cut to what there is room for: names and outcomes are shorter, reasons have 200 characters at most. */
static void
copy(char *to, size_t cap, struct str from)
{
	struct text text;
	text_init(&text, to, cap - 1);
	for (size_t at = 0; at < from.n && !text.full;) {
		text_char(&text, utf8_next(from, &at));
	}
	to[text.n] = '\0';
}

void
page_entries_take(void *context, const struct inbox_entry *entry)
{
	struct page_entries *entries = context;
	if (entries->openings_only && !str_eq(entry->action, STR("DownloadResponse"))) {
		return;
	}
	struct page_entry *slot = &entries->slots[entries->n++ % entries->cap];
	slot->seq = entry->seq;
	slot->at = entry->at;
	copy(slot->actor, sizeof(slot->actor), entry->actor);
	copy(slot->action, sizeof(slot->action), entry->action);
	copy(slot->id, sizeof(slot->id), entry->id);
	copy(slot->reason, sizeof(slot->reason), entry->reason);
	copy(slot->outcome, sizeof(slot->outcome), entry->outcome);
}

const struct page_entry *
page_entries_newest(const struct page_entries *entries, int64_t i)
{
	return i < entries->n && i < entries->cap ?
		&entries->slots[(entries->n - 1 - i) % entries->cap] :
		NULL;
}

/* ---- whether it is whole ---- */

static void
put_sentence(struct view *view, const char *class, enum office id, int64_t n)
{
	HTML(&view->out, "<p class=\"{class}\">", { "class", str_of(class) });
	PAGE_SENTENCE(view, id, { "value", page_number(view, n) });
	text_add(&view->out, STR("</p>\n"));
}

static void
put_tampering(struct view *view, const struct inbox_verdict *verdict)
{
	if (verdict->broken_seq != 0) {
		put_sentence(view, "notice alarm", OFFICE_LOG_BROKEN, verdict->broken_seq);
	}
	if (verdict->is_cut) {
		put_sentence(view, "notice alarm", OFFICE_LOG_CUT, 0);
	}
}

void
page_put_tampering(struct view *view)
{
	struct inbox_verdict verdict;
	if (inbox_glance_log(view->page->inbox, &verdict) < 0) {
		put_sentence(view, "notice", OFFICE_INBOX_LOG_UNCHECKED, 0);
		return;
	}
	put_tampering(view, &verdict);
}

static void
put_verdict(struct view *view, const struct errand_result *result)
{
	const struct inbox_verdict *verdict = &result->verdict;
	if (result->error != 0) {
		put_sentence(view, "notice", OFFICE_INBOX_LOG_UNCHECKED, 0);
		return;
	}
	put_tampering(view, verdict);
	if (verdict->broken_seq == 0 && !verdict->is_cut) {
		put_sentence(view, "news", verdict->asked_intake ? OFFICE_LOG_WHOLE : OFFICE_LOG_WHOLE_HERE,
			verdict->n_entries);
	}
	if (!verdict->asked_intake) {
		put_sentence(view, "notice", OFFICE_LOG_NOT_ASKED, 0);
	}
}

/* ---- the table ---- */

static void
put_head(struct view *view, const struct page_entries *entries)
{
	static const enum office columns[] = { OFFICE_INBOX_LOG_SEQ, OFFICE_INBOX_LOG_TIME,
		OFFICE_INBOX_LOG_ACTOR, OFFICE_INBOX_LOG_ACTION, OFFICE_INBOX_NUMBER_LONG,
		OFFICE_INBOX_LOG_REASON, OFFICE_INBOX_LOG_OUTCOME };
	text_add(&view->out, STR("<table role=\"table\">\n<caption>"));
	if (entries->n > entries->cap) {
		PAGE_SENTENCE(view, OFFICE_INBOX_LOG_NEWEST, { "n", page_number(view, entries->cap) });
	} else {
		html_text(&view->out, page_say(view, OFFICE_INBOX_LOG_CAPTION));
	}
	text_add(&view->out, STR("</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">\n"));
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		HTML(&view->out, "<th role=\"columnheader\" scope=\"col\">{label}</th>\n",
			{ "label", page_say(view, columns[i]) });
	}
	text_add(&view->out, STR("</tr></thead>\n<tbody role=\"rowgroup\">\n"));
}

static void
put_entry(struct view *view, const struct page_entry *entry)
{
	HTML(&view->out,
		"<tr role=\"row\">\n<th role=\"rowheader\" scope=\"row\">"
		"<span class=\"label\" aria-hidden=\"true\">{label}</span><span>{seq}</span></th>\n",
		{ "label", page_say(view, OFFICE_INBOX_LOG_SEQ) },
		{ "seq", page_number(view, entry->seq) });
	page_put_cell(view, OFFICE_INBOX_LOG_TIME, page_time(view, entry->at));
	page_put_cell(view, OFFICE_INBOX_LOG_ACTOR, str_of(entry->actor));
	page_put_cell(view, OFFICE_INBOX_LOG_ACTION, wording_action(view->lang, str_of(entry->action)));
	page_put_cell(view, OFFICE_INBOX_NUMBER_LONG, page_short_id(entry->id));
	page_put_cell(view, OFFICE_INBOX_LOG_REASON, str_of(entry->reason));
	page_put_cell(
		view, OFFICE_INBOX_LOG_OUTCOME, wording_outcome(view->lang, str_of(entry->outcome)));
	text_add(&view->out, STR("</tr>\n"));
}

static void
put_table(struct view *view, const struct page_entries *entries)
{
	const struct page_entry *entry;
	if (entries->n == 0) {
		HTML(&view->out, "<p class=\"empty\">{none}</p>\n",
			{ "none", page_say(view, OFFICE_INBOX_LOG_EMPTY) });
		return;
	}
	put_head(view, entries);
	for (int64_t i = 0; (entry = page_entries_newest(entries, i)) != NULL; i++) {
		put_entry(view, entry);
	}
	text_add(&view->out, STR("</tbody>\n</table>\n"));
}

static struct str
heading(const struct view *view)
{
	struct text words;
	if (view->id.n == 0) {
		return page_say(view, OFFICE_INBOX_LOG_TITLE);
	}
	const struct str number = str_sub(view->id, view->id.n - 8, view->id.n);
	text_begin(&words, &view->page->arena, 128);
	msg_write(&words, page_say(view, OFFICE_INBOX_LOG_TITLE_ONE), HTML_ARGS({ "number", number }));
	return text_end(&words, &view->page->arena);
}

void
page_log_show(struct view *view, const struct errand_result *result)
{
	struct page *page = view->page;
	struct page_entries entries = { .cap = ENTRIES_MAX };
	entries.slots = arena_array(&page->arena, struct page_entry, ENTRIES_MAX);
	const int r = inbox_log(
		page->inbox, view->id, str_of(page->options->actor), page_entries_take, &entries);
	if (r < 0) {
		page_fail_inbox(view, r);
		return;
	}
	view->has_verdict = true;
	page_begin(view, heading(view));
	put_verdict(view, result);
	put_table(view, &entries);
	page_put_way_back(view);
	page_send(view, 200);
}

/* The check asks the intake, so the answer comes when that is done: page_done(). */
void
page_log_ask(struct view *view)
{
	struct inbox_row row;
	if (view->id.n > 0 && !page_find(view, &row)) {
		return;
	}
	struct errand errand = {
		.kind = ERRAND_CHECK_LOG, .exchange = view->exchange, .lang = view->lang
	};
	if (view->id.n > 0) {
		memcpy(errand.id, view->id.p, view->id.n);
	}
	if (!page_net_run(view->page->net, &errand)) {
		page_fail(view, ERROR_BUSY);
	}
}

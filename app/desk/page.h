/* SPDX-License-Identifier: MIT */
/* The inbox as local web pages: what the pages share. docs/desk-pages.md says how they are guarded. */
#ifndef DESK_PAGE_H
#define DESK_PAGE_H

#include <pthread.h>

#include "core/arena.h"
#include "desk/html.h"
#include "desk/options.h"
#include "desk/page_net.h"
#include "desk/page_session.h"
#include "office_messages.h"
#include "platform/http_server.h"

/* What the next page of the inbox says happened; numbers stay out of addresses. */
enum page_news {
	NEWS_NONE,
	NEWS_FETCHED,
	NEWS_NOT_FETCHED,
	NEWS_CONFIRMED,
	NEWS_PROBLEM,
	NEWS_NOTHING, /* it was in that state already */
};

struct page {
	const struct options *options;
	struct inbox *inbox; /* works without the network */
	struct page_net *net;
	char host[64];        /* the only "Host" that is answered: a name of elsewhere may point here */
	char cookie[32];      /* its name; cookies do not tell ports apart */
	pthread_mutex_t lock; /* of all below, and of the inbox */
	struct page_session session;
	enum page_news news;
	struct inbox_fetched fetched; /* with NEWS_FETCHED */
	struct arena arena;           /* of the answer that is being made; zeroed after it */
	char *buffer;                 /* in which it is written; zeroed as well */
};

enum { PAGE_ARENA_BYTES = 2 * 1024 * 1024, PAGE_BUFFER_BYTES = 4 * 1024 * 1024 };

/* One answer in the making. */
struct view {
	struct page *page;
	struct http_exchange *exchange;
	struct text out;
	ms_t now; /* monotonic */
	enum lang lang;
	struct str place;        /* the address behind the language: the toggle keeps it */
	struct str id;           /* of the request in the address, or empty */
	struct http_field allow; /* with ERROR_METHOD: the methods there are */
	bool has_verdict;        /* on the access log: the page says it itself */
};

/* Of the handler of http_server. */
void page_handle(void *context, struct http_exchange *exchange);
/* Of page_net. */
void page_done(void *context, const struct errand *errand, const struct errand_result *result);

/* ---- page_view.c: the frame of every page, and its words ---- */

struct str page_say(const struct view *view, enum office id);
/* A sentence with placeholders, escaped, into the page. */
#define PAGE_SENTENCE(view, id, ...) \
	html_sentence(&(view)->out, page_say((view), (id)), HTML_ARGS(__VA_ARGS__))

/* In the arena. */
struct str page_number(const struct view *view, int64_t number);
struct str page_date(const struct view *view, struct date date);
/* Date and time of day in the calendar's zone. */
struct str page_time(const struct view *view, ms_t wall);
struct str page_urgency(const struct view *view, const struct inbox_row *row);
/* "not yet", "once", "3 times" */
struct str page_times(const struct view *view, int32_t n);
struct str page_language(const struct view *view, enum lang lang);
/* What names a request for people before it is opened: the last eight characters of its id. */
struct str page_short_id(const char *id);
/* ' lang="fr"' where a text is not in the language of the page, else nothing. */
struct str page_lang_mark(const struct view *view, enum lang lang);

/* Up to and with the first heading, which is the title too. */
void page_begin(struct view *view, struct str title);
/* Here the heading is another one, with a name behind it that must not stand in the browser's history as titles do. */
void page_begin_request(struct view *view, struct str title, struct str heading, struct str name);
/* With "Error:" before the title (WCAG 3.3.1 for who hears the title first). */
void page_begin_error(struct view *view, enum office title);
/* The beginning of a form with the session's secret in it; `action` is behind the language. */
void page_form_begin(struct view *view, struct str action);
/* Ends the page and sends it. */
void page_send(struct view *view, unsigned status);
/* What is written so far is the whole page; `allow` is one more header field, or NULL. */
void page_send_bare(struct view *view, unsigned status, const struct http_field *allow);
/* Any body, with the headers that guard every answer and `own`, which ends at a NULL name and may be NULL. */
void page_answer(struct view *view, unsigned status, struct str body, const struct http_field *own);
/* To another page, behind the language. */
void page_redirect(struct view *view, struct str place);
/* `before`, the id of the request, `after`. */
struct str page_place(const struct view *view, const char *before, const char *after);
/* The summary of errors above a form, leading to the field. */
void page_put_error(struct view *view, const char *field, struct str wrong);
void page_put_way_back(struct view *view);

/* ---- page_error.c: in both languages at once, for nobody knows who reads them ---- */

enum page_error {
	ERROR_ABSENT,
	ERROR_METHOD,
	ERROR_SESSION,
	ERROR_LINK,
	ERROR_SPENT, /* the link, while its session is open */
	ERROR_HOST,
	ERROR_FORM,
	ERROR_LARGE,
	ERROR_BUSY,
	ERROR_TOO_LONG,
	ERROR_REFUSED, /* the envelope does not open */
	ERROR_KEYS,    /* nor can it, with the keys of this desk */
	ERROR_KINDS
};
void page_fail(struct view *view, enum page_error error);
/* A negative errno of the inbox. */
void page_fail_inbox(struct view *view, int error);

/* ---- the pages ---- */

void page_inbox_show(struct view *view);
void page_inbox_fetch(struct view *view);
void page_ask_show(struct view *view); /* asks for the reason; with a ticket, the request itself */
void page_ask_take(struct view *view);
/* The reason was no good after all. */
void page_ask_again(struct view *view, struct str typed);
void page_request_show(struct view *view, struct str reason);
void page_close_ask_call(struct view *view);
void page_close_call(struct view *view);
void page_close_ask_problem(struct view *view);
void page_close_problem(struct view *view);
void page_log_ask(struct view *view);
void page_log_show(struct view *view, const struct errand_result *result);

/* False when an error page was sent instead. */
bool page_find(struct view *view, struct inbox_row *ret_row);
/* A cell whose label is for who sees a card; a screen reader has the column's heading. */
void page_put_cell(struct view *view, enum office label, struct str value);
/* Facts about a request that may be seen unopened, as a list. */
void page_facts(struct view *view, const struct inbox_row *row);

/* Says when somebody has tampered with the access log. */
void page_put_tampering(struct view *view);

/* The newest entries of the access log: only so many are shown, however long it is. */
struct page_entry {
	int64_t seq;
	ms_t at;
	char actor[64], action[48], id[48], outcome[64], reason[SESSION_REASON_MAX + 1];
};
struct page_entries {
	struct page_entry *slots;
	int64_t cap, n; /* n: met so far; may be more than cap */
	bool openings_only;
};
/* Of inbox_log(); the context is a struct page_entries. */
void page_entries_take(void *context, const struct inbox_entry *entry);
/* The i-th newest, from 0; NULL when there is none. */
const struct page_entry *page_entries_newest(const struct page_entries *entries, int64_t i);

#endif

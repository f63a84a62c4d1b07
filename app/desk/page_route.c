/* SPDX-License-Identifier: MIT */
/* From an exchange to the page that answers it; whoever may not come in is turned away here. */
#include <string.h>
#include <time.h>

#include "desk/page.h"
#include "desk/page_form.h"
#include "desk/page_style.h"
#include "platform/memory.h"

enum { ID_LENGTH = 36 };

/* ---- the way to a page ---- */

struct route {
	struct str first, third; /* "request", then an id, then perhaps a third part */
	bool has_id;
	void (*get)(struct view *view);
	void (*post)(struct view *view);
};

static void
leave(struct view *view)
{
	page_session_end(&view->page->session);
	page_fail(view, ERROR_SESSION);
}

static const struct route *
find_route(struct str first, struct str third, bool has_id)
{
	static const struct route routes[] = {
		{ { "inbox", 5 }, { NULL, 0 }, false, page_inbox_show, NULL },
		{ { "fetch", 5 }, { NULL, 0 }, false, NULL, page_inbox_fetch },
		{ { "log", 3 }, { NULL, 0 }, false, page_log_ask, NULL },
		{ { "end", 3 }, { NULL, 0 }, false, NULL, leave },
		{ { "request", 7 }, { NULL, 0 }, true, page_ask_show, page_ask_take },
		{ { "request", 7 }, { "call", 4 }, true, page_close_ask_call, page_close_call },
		{ { "request", 7 }, { "problem", 7 }, true, page_close_ask_problem, page_close_problem },
		{ { "request", 7 }, { "log", 3 }, true, page_log_ask, NULL },
	};
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (routes[i].has_id == has_id && str_eq(routes[i].first, first) &&
			str_eq(routes[i].third, third)) {
			return &routes[i];
		}
	}
	return NULL;
}

/* Takes what stands before the next "/" off *path. */
static struct str
next_part(struct str *path)
{
	const size_t slash = str_find(*path, STR("/"), 0);
	const struct str part = str_sub(*path, 0, slash);
	*path = str_sub(*path, slash + 1, path->n);
	return part;
}

/* Hexadecimal digits in lower case and hyphens: nothing in it needs escaping anywhere. */
static bool
is_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		const char c = s.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-')) {
			return false;
		}
	}
	return s.n == ID_LENGTH;
}

/* ---- who may come in ---- */

/* Another site can make a browser send forms here, but cannot know the secret in ours. Browsers also say where a form comes from. */
static bool
is_own_form(const struct view *view)
{
	const struct str site = http_header(view->exchange, "Sec-Fetch-Site");
	const struct str type = http_header(view->exchange, "Content-Type");
	struct str csrf;
	return (site.n == 0 || str_eq(site, STR("same-origin"))) &&
		str_starts(type, STR("application/x-www-form-urlencoded")) &&
		page_form_value(http_body(view->exchange), STR("csrf"), &view->page->arena, &csrf) &&
		page_session_is_own_form(&view->page->session, csrf);
}

static void
go(struct view *view, const struct route *route)
{
	const struct str method = http_method(view->exchange);
	if (str_eq(method, STR("GET")) && route->get != NULL) {
		route->get(view);
	} else if (str_eq(method, STR("POST")) && route->post != NULL) {
		if (is_own_form(view)) {
			route->post(view);
		} else {
			page_fail(view, ERROR_FORM);
		}
	} else {
		view->allow = (struct http_field){ "Allow",
			route->get == NULL      ? "POST" :
				route->post == NULL ? "GET" :
									  "GET, POST" };
		page_fail(view, ERROR_METHOD);
	}
}

/* `path` is what stands behind "/en/" or "/fr/". */
static void
enter(struct view *view, struct str path)
{
	const struct str cookie = page_session_find_cookie(
		http_header(view->exchange, "Cookie"), str_of(view->page->cookie));
	if (!page_session_holds(&view->page->session, cookie, view->now)) {
		page_fail(view, ERROR_SESSION);
		return;
	}
	view->place = path;
	const struct str first = next_part(&path), id = next_part(&path);
	const struct route *route = find_route(first, path, id.n > 0);
	if (route == NULL || (id.n > 0 && !is_id(id))) {
		page_fail(view, ERROR_ABSENT);
		return;
	}
	view->id = id;
	go(view, route);
}

/* The link of the terminal, once: its secret becomes a cookie that no script and no other site can use. */
static void
enter_first(struct view *view, struct str secret)
{
	struct page *page = view->page;
	char cookie[160];
	struct text words;
	if (!str_eq(http_method(view->exchange), STR("GET")) ||
		!page_session_enter(&page->session, secret, view->now)) {
		page_fail(view, page_session_is_open(&page->session, view->now) ? ERROR_SPENT : ERROR_LINK);
		return;
	}
	text_init(&words, cookie, sizeof(cookie) - 1);
	text_add(&words, str_of(page->cookie));
	text_add(&words, STR("="));
	text_add(&words, str_of(page->session.cookie));
	text_add(&words, STR("; Path=/; HttpOnly; SameSite=Strict"));
	cookie[words.n] = '\0';
	page_answer(view, 303, STR_NONE,
		(const struct http_field[]){
			{ "Location", view->lang == LANG_FR ? "/fr/inbox" : "/en/inbox" },
			{ "Set-Cookie", cookie }, { 0 } });
	explicit_bzero(cookie, sizeof(cookie));
}

static void
route(struct view *view)
{
	struct str path = http_path(view->exchange);
	if (!str_eq(http_header(view->exchange, "Host"), str_of(view->page->host))) {
		page_fail(
			view, ERROR_HOST); /* a name of elsewhere that was made to point here (DNS rebinding) */
		return;
	}
	if (http_reading(view->exchange) == HTTP_TOO_LARGE) {
		page_fail(view, ERROR_LARGE);
		return;
	}
	(void)next_part(&path);
	const struct str first = next_part(&path);
	if (str_eq(first, STR("en")) || str_eq(first, STR("fr"))) {
		view->lang = first.p[0] == 'f' ? LANG_FR : LANG_EN;
		enter(view, path);
	} else if (str_eq(first, STR("enter"))) {
		enter_first(view, path);
	} else if (str_eq(first, STR("style.css")) && path.n == 0) {
		page_answer(view, 200, (struct str){ page_style, page_style_size },
			(const struct http_field[]){ { "Content-Type", "text/css; charset=utf-8" }, { 0 } });
	} else if (first.n == 0 && path.n == 0) {
		page_redirect(view, STR("inbox"));
	} else {
		page_fail(view, ERROR_ABSENT);
	}
}

/* ---- from the threads of the server and of the network ---- */

static ms_t
monotonic(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ms_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct view
begin_view(struct page *page, struct http_exchange *exchange)
{
	struct view view = {
		.page = page, .exchange = exchange, .lang = page->options->lang, .now = monotonic()
	};
	text_init(&view.out, page->buffer, PAGE_BUFFER_BYTES);
	return view;
}

/* Nothing of an answer stays behind, also not where a function has returned. */
static void
end_view(struct view *view)
{
	explicit_bzero(view->page->buffer, view->out.n);
	arena_wipe(&view->page->arena);
	memory_wipe_stack();
}

void
page_handle(void *context, struct http_exchange *exchange)
{
	struct page *page = context;
	pthread_mutex_lock(&page->lock);
	struct view view = begin_view(page, exchange);
	route(&view);
	end_view(&view);
	pthread_mutex_unlock(&page->lock);
}

static void
done_fetching(struct view *view, const struct errand_result *result)
{
	struct page *page = view->page;
	if (result->error < 0) {
		page_fail_inbox(view, result->error);
		return;
	}
	page->news = result->error != INBOX_NO_INTAKE ? NEWS_FETCHED : NEWS_NOT_FETCHED;
	page->fetched = result->fetched;
	page_redirect(view, STR("inbox"));
}

void
page_done(void *context, const struct errand *errand, const struct errand_result *result)
{
	struct page *page = context;
	pthread_mutex_lock(&page->lock);
	struct view view = begin_view(page, errand->exchange);
	view.lang = errand->lang;
	view.id = str_of(errand->id);
	if (errand->kind == ERRAND_FETCH) {
		done_fetching(&view, result);
	} else {
		view.place = view.id.n == 0 ? STR("log") : page_place(&view, "request/", "/log");
		page_log_show(&view, result);
	}
	end_view(&view);
	pthread_mutex_unlock(&page->lock);
}

/* SPDX-License-Identifier: MIT */
/* What the desk's pages write and read: escaping, forms as browsers send them, the session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/html.h"
#include "desk/page_form.h"
#include "desk/page_session.h"

/* ---- escaping ---- */

static void
shows(struct str s, const char *expected)
{
	char buffer[512];
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	html_text(&text, s);
	assert_false(text.full);
	buffer[text.n] = '\0';
	assert_string_equal(buffer, expected);
}

static void
escapes_markup(void **state)
{
	(void)state;
	shows(STR_NONE, "");
	shows(
		STR("<script>alert(\"1\")</script>"), "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
	shows(STR("' onfocus='x' &amp; &#60;"), "&#39; onfocus=&#39;x&#39; &amp;amp; &amp;#60;");
	shows(STR("Ève, « œ », ᐊ, 😀, ’, \u00A0"), "Ève, « œ », ᐊ, 😀, ’, \u00A0");
	shows(STR("{name} %s \\u003c"), "{name} %s \\u003c");
}

/* Nothing of a client's text may act on the page or on the text around it. */
static void
shows_what_would_act(void **state)
{
	(void)state;
	shows((struct str){ "a\0b", 3 }, "a\u2400b");
	shows(STR("\x01\x08\x0B\x0C\x1B[31m\x7F"), "\u2401\u2408\u240B\u240C\u241B[31m\u2421");
	shows(STR("one\ntwo\r\nthree\rfour\tfive\u2028six"), "one\ntwo\nthree\nfour\tfive\nsix");
	shows(STR("a\u202Eb\u202Cc\u2066d\u2069e\u202Af"), "a�b�c�d�e�f");
	shows(STR("\u200E\u200F\u05D0\u0627"), "\u200E\u200F\u05D0\u0627");
	shows(STR("\xC2\x85\xC2\x9F\uFFFE\uFDD0\U0001FFFF"), "�����");
	shows(STR("\xC3(\xA0\xF0\x9F"), "�(���");
}

static void
fills_in_escaped(void **state)
{
	char buffer[256];
	struct text text;
	(void)state;
	text_init(&text, buffer, sizeof(buffer));
	HTML(&text, "<a href=\"/{id}\" title=\"{t}\">{t}</a>{id}", { "t", STR("<\"{id}\">") },
		{ "id", STR("x") });
	assert_true(str_eq(text_str(&text),
		STR("<a href=\"/x\" title=\"&lt;&quot;{id}&quot;&gt;\">&lt;&quot;{id}&quot;&gt;</a>x")));
	text_init(&text, buffer, sizeof(buffer));
	html_sentence(&text, STR("R&D: {n} < 3"), HTML_ARGS({ "n", STR("<2>") }));
	assert_true(str_eq(text_str(&text), STR("R&amp;D: &lt;2&gt; &lt; 3")));
	text_init(&text, buffer, 8);
	html_text(&text, STR("abcde<f"));
	assert_true(text.full);
	assert_true(str_eq(text_str(&text), STR("abcde")));
}

/* ---- forms ---- */

static bool
reads(struct str body, struct str name, const char *expected)
{
	char memory[512];
	struct arena arena;
	struct str value;
	arena_init(&arena, memory, sizeof(memory));
	return page_form_value(body, name, &arena, &value) && str_eq(value, str_of(expected));
}

static void
reads_forms(void **state)
{
	(void)state;
	const struct str body = STR(
		"csrf=12ab&reason=Appel+de+rappel%2C+%C3%A0+10%20h%26&empty=&a=1=2");
	assert_true(reads(body, STR("csrf"), "12ab"));
	assert_true(reads(body, STR("reason"), "Appel de rappel, à 10 h&"));
	assert_true(reads(body, STR("empty"), ""));
	assert_true(reads(body, STR("a"), "1=2"));
	assert_true(reads(STR("a=1&a=2"), STR("a"), "1"));
}

static bool
refuses(struct str body)
{
	char memory[64];
	struct arena arena;
	struct str value;
	arena_init(&arena, memory, sizeof(memory));
	return !page_form_value(body, STR("a"), &arena, &value);
}

static void
refuses_malformed_forms(void **state)
{
	(void)state;
	assert_true(refuses(STR_NONE));
	assert_true(refuses(STR("b=1")));
	assert_true(refuses(STR("ba=1")));
	assert_true(refuses(STR("a")));
	assert_true(refuses(STR("&&=a&")));
	assert_true(refuses(STR("a=%")));
	assert_true(refuses(STR("a=%4")));
	assert_true(refuses(STR("a=%4&b=1")));
	assert_true(refuses(STR("a=%zz")));
	assert_true(refuses(STR("a=%00")));
	assert_true(refuses((struct str){ "a=\0", 3 }));
	assert_true(refuses(STR("a=%C3")));
	assert_true(refuses(STR("a=%ED%A0%80")));
	assert_true(refuses(STR("a=0123456789012345678901234567890123456789012345678901234567890123")));
}

/* ---- session ---- */

enum { START = 1000 };

static void
enters_once(void **state)
{
	struct page_session session;
	char entry[SESSION_SECRET + 1];
	(void)state;
	assert_int_equal(page_session_init(&session, START), 0);
	memcpy(entry, session.entry, sizeof(entry));
	assert_int_equal(strlen(entry), SESSION_SECRET);
	assert_false(page_session_holds(&session, STR_NONE, START));
	assert_false(page_session_is_own_form(&session, STR_NONE));
	entry[5] ^= 1;
	assert_false(page_session_enter(&session, str_of(entry), START));
	entry[5] ^= 1;
	assert_false(page_session_enter(&session, str_sub(str_of(entry), 0, 63), START));
	assert_true(page_session_enter(&session, str_of(entry), START));
	assert_false(page_session_enter(&session, str_of(entry), START));
	assert_false(page_session_enter(&session, STR_NONE, START));
	assert_true(page_session_holds(&session, str_of(session.cookie), START));
	assert_true(page_session_is_own_form(&session, str_of(session.csrf)));
	assert_false(page_session_is_own_form(&session, str_of(session.cookie)));
	assert_string_not_equal(session.cookie, session.csrf);
	assert_string_not_equal(session.cookie, entry);
}

static void
ends_after_rest(void **state)
{
	struct page_session session;
	char cookie[SESSION_SECRET + 1];
	(void)state;
	assert_int_equal(page_session_init(&session, START), 0);
	assert_false(page_session_enter(&session, str_of(session.entry), START + SESSION_REST_MS));
	assert_int_equal(page_session_init(&session, START), 0);
	assert_true(page_session_enter(&session, str_of(session.entry), START + SESSION_REST_MS - 1));
	memcpy(cookie, session.cookie, sizeof(cookie));
	ms_t now = START + SESSION_REST_MS - 1;
	for (int i = 0; i < 3; i++) {
		now += SESSION_REST_MS - 1;
		assert_true(page_session_holds(&session, str_of(cookie), now));
	}
	/* what is wrong is no sign of life */
	assert_false(page_session_holds(&session, str_of(session.csrf), now + SESSION_REST_MS - 1));
	assert_false(page_session_holds(&session, str_of(cookie), now + SESSION_REST_MS));
	assert_false(page_session_holds(&session, str_of(cookie), now));
	assert_int_equal(session.csrf[0], '\0');
}

static void
takes_a_ticket_once(void **state)
{
	struct page_session session;
	struct page_ticket ticket;
	char long_reason[SESSION_REASON_MAX + 1];
	(void)state;
	assert_int_equal(page_session_init(&session, START), 0);
	assert_false(page_session_take_ticket(&session, STR_NONE, START, &ticket));
	assert_true(page_session_give_ticket(&session, STR("one"), STR("to call back"), START));
	assert_true(page_session_take_ticket(&session, STR("one"), START + 29999, &ticket));
	assert_true(str_eq((struct str){ ticket.reason, ticket.n_reason }, STR("to call back")));
	assert_false(page_session_take_ticket(&session, STR("one"), START, &ticket));
	/* of another request, and too late: gone as well */
	assert_true(page_session_give_ticket(&session, STR("one"), STR("x"), START));
	assert_false(page_session_take_ticket(&session, STR("two"), START, &ticket));
	assert_false(page_session_take_ticket(&session, STR("one"), START, &ticket));
	assert_true(page_session_give_ticket(&session, STR("one"), STR("x"), START));
	assert_false(
		page_session_take_ticket(&session, STR("one"), START + SESSION_TICKET_MS, &ticket));
	memset(long_reason, 'x', sizeof(long_reason));
	assert_false(page_session_give_ticket(
		&session, STR("one"), (struct str){ long_reason, sizeof(long_reason) }, START));
}

static void
finds_cookies(void **state)
{
	(void)state;
	const struct str header = STR("a=1; guichet=abc;other=x=y ; b");
	assert_true(str_eq(page_session_find_cookie(header, STR("guichet")), STR("abc")));
	assert_true(str_eq(page_session_find_cookie(header, STR("a")), STR("1")));
	assert_true(str_eq(page_session_find_cookie(header, STR("other")), STR("x=y")));
	assert_int_equal(page_session_find_cookie(header, STR("b")).n, 0);
	assert_int_equal(page_session_find_cookie(header, STR("uichet")).n, 0);
	assert_int_equal(page_session_find_cookie(STR_NONE, STR("a")).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_markup),
		cmocka_unit_test(shows_what_would_act),
		cmocka_unit_test(fills_in_escaped),
		cmocka_unit_test(reads_forms),
		cmocka_unit_test(refuses_malformed_forms),
		cmocka_unit_test(enters_once),
		cmocka_unit_test(ends_after_rest),
		cmocka_unit_test(takes_a_ticket_once),
		cmocka_unit_test(finds_cookies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

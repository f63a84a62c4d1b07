/* SPDX-License-Identifier: MIT */
/* What a self-test found, in words. */
#include "core/selftest_report.h"

#include "core/format.h"

struct str
selftest_report_item(enum lang lang, enum selftest_item item)
{
	static const enum msg names[SELFTEST_COUNT] = {
		[SELFTEST_LINK] = MSG_SELFTEST_ITEM_LINK,
		[SELFTEST_CLOCK] = MSG_SELFTEST_ITEM_CLOCK,
		[SELFTEST_DISK] = MSG_SELFTEST_ITEM_DISK,
		[SELFTEST_OUTBOX] = MSG_SELFTEST_ITEM_OUTBOX,
		[SELFTEST_KEYS] = MSG_SELFTEST_ITEM_KEYS,
		[SELFTEST_SERVICES] = MSG_SELFTEST_ITEM_SERVICES,
		[SELFTEST_TPM] = MSG_SELFTEST_ITEM_TPM,
		[SELFTEST_SLOTS] = MSG_SELFTEST_ITEM_SLOTS,
		[SELFTEST_VOICE_EN] = MSG_SELFTEST_ITEM_VOICE_EN,
		[SELFTEST_VOICE_FR] = MSG_SELFTEST_ITEM_VOICE_FR,
		[SELFTEST_KEYPAD] = MSG_SELFTEST_ITEM_KEYPAD,
		[SELFTEST_TOUCH] = MSG_SELFTEST_ITEM_TOUCH,
		[SELFTEST_POINTER] = MSG_SELFTEST_ITEM_POINTER,
		[SELFTEST_SPEAKER_EN] = MSG_SELFTEST_ITEM_SPEAKER_EN,
		[SELFTEST_SPEAKER_FR] = MSG_SELFTEST_ITEM_SPEAKER_FR,
		[SELFTEST_JACK] = MSG_SELFTEST_ITEM_JACK,
		[SELFTEST_HEADPHONES_EN] = MSG_SELFTEST_ITEM_HEADPHONES_EN,
		[SELFTEST_HEADPHONES_FR] = MSG_SELFTEST_ITEM_HEADPHONES_FR,
		[SELFTEST_SIZE] = MSG_SELFTEST_ITEM_SIZE,
		[SELFTEST_CONTRAST] = MSG_SELFTEST_ITEM_CONTRAST,
	};
	return msg(lang, names[item]);
}

struct str
selftest_report_outcome(enum lang lang, enum selftest_outcome outcome)
{
	static const enum msg names[SELFTEST_OUTCOMES] = {
		[SELFTEST_UNTRIED] = MSG_SELFTEST_OUTCOME_UNTRIED,
		[SELFTEST_GOOD] = MSG_SELFTEST_OUTCOME_GOOD,
		[SELFTEST_BAD] = MSG_SELFTEST_OUTCOME_BAD,
		[SELFTEST_ABSENT] = MSG_SELFTEST_OUTCOME_ABSENT,
	};
	return msg(lang, names[outcome]);
}

struct str
selftest_report_line(
	struct arena *arena, enum lang lang, enum selftest_item item, enum selftest_outcome outcome)
{
	const struct msg_arg args[] = { { "item", selftest_report_item(lang, item) },
		{ "outcome", selftest_report_outcome(lang, outcome) } };
	return msg_fill(arena, lang, MSG_SELFTEST_LINE, args, 2);
}

static void
add_msg(struct text *out, enum lang lang, enum msg id)
{
	text_add(out, msg(lang, id));
}

/* "Device: DEV-0000". */
static void
add_fact(struct text *out, enum lang lang, enum msg name, struct str value)
{
	const struct msg_arg args[] = { { "item", msg(lang, name) }, { "outcome", value } };
	msg_write(out, msg(lang, MSG_SELFTEST_LINE), args, 2);
}

static struct str
time_of(const struct selftest_of *of, char buffer[40])
{
	struct text text;
	text_init(&text, buffer, 40);
	format_rfc3339(of->wall, &text);
	return text_str(&text);
}

/* Thousandths, with the language's sign before the decimals. */
static struct str
thousandths(enum lang lang, int32_t value, char buffer[24])
{
	struct text text;
	text_init(&text, buffer, 24);
	text_int(&text, value / 1000);
	text_add(&text, lang == LANG_FR ? STR(",") : STR("."));
	text_padded(&text, (uint64_t)(value % 1000), 3);
	return text_str(&text);
}

/* ---- text ---- */

static void
text_of_language(
	const struct selftest *test, const struct selftest_of *of, enum lang lang, struct text *out)
{
	char buffer[40], figure[24];
	add_msg(out, lang, MSG_SELFTEST_TITLE);
	text_add(out, STR("\n"));
	add_fact(out, lang, MSG_SELFTEST_DEVICE, of->device);
	text_add(out, STR("\n"));
	add_fact(out, lang, MSG_SELFTEST_VERSION, of->version);
	text_add(out, STR("\n"));
	add_fact(out, lang, MSG_SELFTEST_TIME, time_of(of, buffer));
	text_add(out, STR("\n"));
	for (int32_t i = 0; i < SELFTEST_COUNT; i++) {
		const struct msg_arg args[] = { { "item",
											selftest_report_item(lang, (enum selftest_item)i) },
			{ "outcome", selftest_report_outcome(lang, (enum selftest_outcome)test->outcome[i]) } };
		msg_write(out, msg(lang, MSG_SELFTEST_LINE), args, 2);
		text_add(out, STR("\n"));
	}
	if (test->milli_px_per_mm > 0) {
		add_fact(out, lang, MSG_SELFTEST_SCALE, thousandths(lang, test->milli_px_per_mm, figure));
		text_add(out, STR("\n"));
	}
}

void
selftest_report_text(const struct selftest *test, const struct selftest_of *of, struct text *out)
{
	text_of_language(test, of, LANG_EN, out);
	text_add(out, STR("\n"));
	text_of_language(test, of, LANG_FR, out);
}

/* ---- HTML ---- */

static void
add_escaped(struct text *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		const char c = s.p[i];
		if (c == '<') {
			text_add(out, STR("&lt;"));
		} else if (c == '&') {
			text_add(out, STR("&amp;"));
		} else if (c == '"') {
			text_add(out, STR("&quot;"));
		} else {
			text_add(out, (struct str){ s.p + i, 1 });
		}
	}
}

static void
add_row(struct text *out, struct str name, struct str value)
{
	text_add(out, STR("<tr><th scope=\"row\">"));
	add_escaped(out, name);
	text_add(out, STR("</th><td>"));
	add_escaped(out, value);
	text_add(out, STR("</td></tr>\n"));
}

static void
begin_table(struct text *out, enum lang lang, enum msg caption)
{
	text_add(out, STR("<table><caption>"));
	add_msg(out, lang, caption);
	text_add(out, STR("</caption>\n<tr><th scope=\"col\">"));
	add_msg(out, lang, MSG_SELFTEST_WHAT);
	text_add(out, STR("</th><th scope=\"col\">"));
	add_msg(out, lang, MSG_SELFTEST_RESULT);
	text_add(out, STR("</th></tr>\n"));
}

static void
html_of_language(
	const struct selftest *test, const struct selftest_of *of, enum lang lang, struct text *out)
{
	char buffer[40], figure[24];
	text_add(out,
		lang == LANG_EN ? STR("<section lang=\"en\">\n<h2>") : STR("<section lang=\"fr\">\n<h2>"));
	add_msg(out, lang, MSG_SELFTEST_TITLE);
	text_add(out, STR("</h2>\n"));
	begin_table(out, lang, MSG_SELFTEST_ABOUT);
	add_row(out, msg(lang, MSG_SELFTEST_DEVICE), of->device);
	add_row(out, msg(lang, MSG_SELFTEST_VERSION), of->version);
	add_row(out, msg(lang, MSG_SELFTEST_TIME), time_of(of, buffer));
	if (test->milli_px_per_mm > 0) {
		add_row(
			out, msg(lang, MSG_SELFTEST_SCALE), thousandths(lang, test->milli_px_per_mm, figure));
	}
	text_add(out, STR("</table>\n"));
	begin_table(out, lang, MSG_SELFTEST_ITEMS);
	for (int32_t i = 0; i < SELFTEST_COUNT; i++) {
		add_row(out, selftest_report_item(lang, (enum selftest_item)i),
			selftest_report_outcome(lang, (enum selftest_outcome)test->outcome[i]));
	}
	text_add(out, STR("</table>\n</section>\n"));
}

void
selftest_report_html(const struct selftest *test, const struct selftest_of *of, struct text *out)
{
	text_add(out,
		STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			"<meta name=\"viewport\" content=\"width=device-width\">\n<title>"));
	add_msg(out, LANG_EN, MSG_SELFTEST_TITLE);
	text_add(out, STR(" / "));
	add_msg(out, LANG_FR, MSG_SELFTEST_TITLE);
	text_add(out,
		STR("</title>\n<style>body{font:1.125rem/1.5 sans-serif;margin:1rem auto;max-width:45rem;padding:0 1rem}"
			"table{border-collapse:collapse;margin:1rem 0;width:100%}caption{text-align:left;font-weight:bold}"
			"th,td{border:1px solid #333;padding:.4rem .6rem;text-align:left}</style>\n</head>\n<body>\n<main>\n<h1>"));
	add_msg(out, LANG_EN, MSG_SELFTEST_TITLE);
	text_add(out, STR(" / <span lang=\"fr\">"));
	add_msg(out, LANG_FR, MSG_SELFTEST_TITLE);
	text_add(out, STR("</span></h1>\n"));
	html_of_language(test, of, LANG_EN, out);
	html_of_language(test, of, LANG_FR, out);
	text_add(out, STR("</main>\n</body>\n</html>\n"));
}

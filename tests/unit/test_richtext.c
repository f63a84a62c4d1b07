/* SPDX-License-Identifier: MIT */
/* The Markdown of GC Forms: our own vectors, and the structure that its own renderer gave, where that is at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <jansson.h>

#include "core/arena.h"
#include "core/text.h"
#include "platform/richtext.h"

enum { HTML_BYTES = 64 * 1024, ARENA_BYTES = 512 * 1024 };

struct bench {
	struct arena arena;
	struct text html;
	char html_bytes[HTML_BYTES], wanted[HTML_BYTES], memory[ARENA_BYTES];
};

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	if (!bench) {
		return -1;
	}
	arena_init(&bench->arena, bench->memory, sizeof(bench->memory));
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

/* ---- blocks as HTML ---- */

static void
put(struct bench *bench, const char *html)
{
	text_add(&bench->html, str_of(html));
}

static void
put_escaped(struct bench *bench, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		const char c = text.p[i];
		if (c == '\n') {
			put(bench, "<br/>");
		} else if (c == '<' || c == '>' || c == '&' || c == '"') {
			put(bench, c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;");
		} else {
			text_add(&bench->html, str_sub(text, i, i + 1));
		}
	}
}

static void
put_run(struct bench *bench, const struct rich_run *run)
{
	static const struct {
		enum rich_style style;
		const char *open, *close;
	} tags[] = { { RICH_STRONG, "<strong>", "</strong>" }, { RICH_EMPHASIS, "<em>", "</em>" },
		{ RICH_STRUCK, "<del>", "</del>" }, { RICH_CODE, "<code>", "</code>" } };
	if (run->style & RICH_ADDRESS) {
		return;
	}
	if (run->style & RICH_LINK) {
		put(bench, "<a href=\"");
		put_escaped(bench, run->link);
		put(bench, "\">");
	}
	for (size_t i = 0; i < 4; i++) {
		put(bench, run->style & (uint32_t)tags[i].style ? tags[i].open : "");
	}
	put_escaped(bench, run->text);
	for (size_t i = 4; i-- > 0;) {
		put(bench, run->style & (uint32_t)tags[i].style ? tags[i].close : "");
	}
	put(bench, run->style & RICH_LINK ? "</a>" : "");
}

static void
put_runs(struct bench *bench, const struct rich_block *block)
{
	for (int32_t i = 0; i < block->n_runs; i++) {
		put_run(bench, &block->runs[i]);
	}
}

/* Which lists are open, outermost first. */
struct lists {
	bool ordered[RICH_DEPTH_MAX];
	int32_t n;
};

static void
close_lists(struct bench *bench, struct lists *lists, int32_t to)
{
	while (lists->n > to) {
		put(bench, lists->ordered[--lists->n] ? "</li></ol>" : "</li></ul>");
	}
}

static void
put_item(struct bench *bench, struct lists *lists, const struct rich_block *block)
{
	close_lists(bench, lists, block->position == 1 ? block->level - 1 : block->level);
	if (block->position > 1) {
		put(bench, "</li>");
	} else {
		char start[40] = "<ul>";
		if (block->number >= 0) {
			snprintf(start, sizeof(start), "<ol start=\"%d\">", (int)block->number);
		}
		put(bench, start);
		lists->ordered[lists->n++] = block->number >= 0;
	}
	put(bench, "<li>");
	put_runs(bench, block);
}

static void
put_block(struct bench *bench, struct lists *lists, const struct rich_block *block)
{
	char tag[8];
	switch (block->kind) {
	case RICH_ITEM:
		put_item(bench, lists, block);
		return;
	case RICH_HEADING:
	case RICH_PARAGRAPH:
		close_lists(bench, lists, block->kind == RICH_PARAGRAPH ? block->level : 0);
		snprintf(
			tag, sizeof(tag), block->kind == RICH_PARAGRAPH ? "p>" : "h%d>", (int)block->level);
		put(bench, "<");
		put(bench, tag);
		put_runs(bench, block);
		put(bench, "</");
		put(bench, tag);
		return;
	case RICH_DISCLOSURE:
		close_lists(bench, lists, 0);
		put(bench, "<details><summary>");
		put_escaped(bench, block->text.n > 0 ? block->text : STR("Details"));
		put(bench, "</summary>");
		return;
	case RICH_DISCLOSURE_END:
		close_lists(bench, lists, 0);
		put(bench, "</details>");
		return;
	case RICH_RULE:
		close_lists(bench, lists, 0);
		put(bench, "<hr/>");
		return;
	}
}

/* What the blocks promise to those who show them. */
static void
check_block(const struct rich_block *block)
{
	const bool has_text = block->kind != RICH_DISCLOSURE_END && block->kind != RICH_RULE;
	const char *at = block->text.p;
	assert_true(utf8_valid(block->text));
	for (int32_t i = 0; i < block->n_runs; i++) {
		assert_ptr_equal(block->runs[i].text.p, at);
		assert_true(block->runs[i].text.n > 0);
		at += block->runs[i].text.n;
	}
	assert_int_equal(at - block->text.p, block->text.n);
	assert_true(has_text || block->text.n == 0);
	assert_true(block->kind != RICH_ITEM ||
		(block->position >= 1 && block->position <= block->of && block->level >= 1));
	assert_in_range(block->level, 0, RICH_DEPTH_MAX);
}

static const char *
html_of(struct bench *bench, struct str markdown)
{
	struct rich rich;
	struct lists lists = { .n = 0 };
	arena_reset(&bench->arena);
	text_init(&bench->html, bench->html_bytes, sizeof(bench->html_bytes) - 1);
	assert_int_equal(richtext_parse(markdown, 0, &bench->arena, &rich), 0);
	for (int32_t i = 0; i < rich.n; i++) {
		check_block(&rich.blocks[i]);
		put_block(bench, &lists, &rich.blocks[i]);
	}
	close_lists(bench, &lists, 0);
	bench->html_bytes[text_str(&bench->html).n] = '\0';
	return bench->html_bytes;
}

/* ---- our own vectors ---- */

static const struct {
	const char *markdown, *html;
} vectors[] = {
	{ "", "" },
	{ "  \n\n ", "" },
	{ "\xC2\xA0\n\na", "<p>a</p>" },
	{ "# One\n## Two\n###### Six", "<h1>One</h1><h2>Two</h2><h6>Six</h6>" },
	{ "#One\n##Two ##", "<h1>One</h1><h2>Two</h2>" },
	{ "One\n===\nTwo\n---", "<h1>One</h1><h2>Two</h2>" },
	{ "####### Seven", "<p>####### Seven</p>" },
	{ "one\ntwo\n\nthree", "<p>one two</p><p>three</p>" },
	{ "one\n\rtwo\n\r\n\r three", "<p>one</p><p>two</p><p>three</p>" },
	{ "one\r\ntwo\r\n\r\nthree", "<p>one two</p><p>three</p>" },
	{ "one  \ntwo\\\nthree", "<p>one<br/>two<br/>three</p>" },
	{ "a **b** _c_ ***d*** ~~e~~ `f`",
		"<p>a <strong>b</strong> <em>c</em> <strong><em>d</em></strong> <del>e</del> <code>f</code></p>" },
	{ "snake_case_word 2 * 3 * 4", "<p>snake_case_word 2 * 3 * 4</p>" },
	{ "\\# no \\*heading\\*", "<p># no *heading*</p>" },
	/* lists */
	{ "- a\n- b\n    - c\n    - d\n- e",
		"<ul><li>a</li><li>b<ul><li>c</li><li>d</li></ul></li><li>e</li></ul>" },
	{ "3. a\n4. b\n   - c", "<ol start=\"3\"><li>a</li><li>b<ul><li>c</li></ul></li></ol>" },
	{ "- a\n\n- b", "<ul><li>a</li><li>b</li></ul>" },
	{ "- a\n\n  more\n- b", "<ul><li>a<p>more</p></li><li>b</li></ul>" },
	{ "- a\n\nb\n\n- c", "<ul><li>a</li></ul><p>b</p><ul><li>c</li></ul>" },
	{ "1) a\n2) b", "<p>1) a 2) b</p>" },
	{ "a\n\n 12) b", "<p>a</p><p>12) b</p>" },
	{ "- 1) a", "<ul><li>1) a</li></ul>" },
	{ "-\n- a", "<ul><li>a</li></ul>" },
	{ "12.5 km\n-5", "<p>12.5 km -5</p>" },
	/* text that looks like something else */
	{ "<b>x</b> <!-- y -->", "<p>&lt;b&gt;x&lt;/b&gt; &lt;!-- y --&gt;</p>" },
	{ "<p>\n\nx", "<p>&lt;p&gt;</p><p>x</p>" },
	{ "< x >", "<p>&lt; x &gt;</p>" },
	{ "    indented", "<p>indented</p>" },
	{ "a&#32;b&#160;c &lt;&gt;&quot;&#39;&apos;&amp;&#x41;",
		"<p>a b\xC2\xA0"
		"c &lt;&gt;&quot;''&amp;A</p>" },
	{ "&unknown; &#0; &#27; &#8238;x &#xD800;",
		"<p>&amp;unknown; &amp;#0; &amp;#27; &amp;#8238;x &amp;#xD800;</p>" },
	{ "a\x0E b\x0F", "<p>a b</p>" },
	{ "a\n\n---\n\nb", "<p>a</p><hr/><p>b</p>" },
	{ "> said", "<p>said</p>" },
	{ "![a picture](x.png)", "<p>a picture</p>" },
	{ "```\na\n  b\n```", "<p><code>a<br/> b<br/></code></p>" },
	/* links */
	{ "[Canada](https://canada.ca/en)", "<p><a href=\"https://canada.ca/en\">Canada</a></p>" },
	{ "see https://canada.ca now",
		"<p>see <a href=\"https://canada.ca\">https://canada.ca</a> now</p>" },
	{ "<https://canada.ca>", "<p><a href=\"https://canada.ca\">https://canada.ca</a></p>" },
	{ "<a@b.ca>", "<p><a href=\"mailto:a@b.ca\">a@b.ca</a></p>" },
	{ "[x](https://a.ca/?b=1&amp;c=2)", "<p><a href=\"https://a.ca/?b=1&amp;c=2\">x</a></p>" },
	{ "[x](javascript:alert(1)) [y](data:,z) [z](/here) [w](JavaScript&#58;a)", "<p>x y z w</p>" },
	{ "[](https://canada.ca)", "" },
	/* disclosures */
	{ ":::collapsible What we keep\n- a\n\nb\n:::\nafter",
		"<details><summary>What we keep</summary><ul><li>a</li></ul><p>b</p></details><p>after</p>" },
	{ "before\n:::collapsible\nx\n:::",
		"<p>before</p><details><summary>Details</summary><p>x</p></details>" },
	{ ":::collapsible A\nx\n:::\n:::collapsible B\ny\n:::",
		"<details><summary>A</summary><p>x</p></details><details><summary>B</summary><p>y</p></details>" },
	{ ":::collapsible A\r\nx\r\n:::\r\n", "<details><summary>A</summary><p>x</p></details>" },
	{ ":::collapsible Open\nx", "<p>:::collapsible Open x</p>" },
	{ "say :::collapsible A\nx\n:::", "<p>say :::collapsible A x :::</p>" },
	{ ":::collapsibles\nx\n:::", "<p>:::collapsibles x :::</p>" },
	{ ":::collapsible A\n:::", "<details><summary>A</summary></details>" },
};

/* Without white space beside the tags of blocks, which says nothing; line feeds are blanks. */
static void
squeeze(const char *html, char *out)
{
	static const char *const inline_tags[] = { "strong", "em", "a ", "a>", "code", "del", "br",
		"input" };
	size_t n = 0;
	bool skip = true;
	for (const char *at = html; *at;) {
		if (strchr(" \n\r\t", *at)) {
			if (!skip) {
				out[n++] = ' ';
			}
			skip = true;
			at++;
			continue;
		}
		bool is_block = *at == '<';
		for (size_t i = 0; i < sizeof(inline_tags) / sizeof(inline_tags[0]); i++) {
			const char *name = at[0] == '<' && at[1] == '/' ? at + 2 : at + 1;
			is_block = is_block && strncmp(name, inline_tags[i], strlen(inline_tags[i])) != 0;
		}
		if (!is_block) {
			skip = false;
			out[n++] = *at++;
			continue;
		}
		n -= n > 0 && out[n - 1] == ' ' ? 1 : 0;
		const size_t length = strcspn(at, ">") + 1;
		memcpy(out + n, at, length);
		n += length;
		at += length;
		skip = true;
	}
	n -= n > 0 && out[n - 1] == ' ' ? 1 : 0;
	out[n] = '\0';
}

static void
test_vectors(void **state)
{
	struct bench *bench = *state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		squeeze(html_of(bench, str_of(vectors[i].markdown)), bench->wanted);
		assert_string_equal(bench->wanted, vectors[i].html);
	}
}

static struct rich
parse(struct bench *bench, const char *markdown)
{
	struct rich rich;
	arena_reset(&bench->arena);
	assert_int_equal(richtext_parse(str_of(markdown), 0, &bench->arena, &rich), 0);
	return rich;
}

static void
test_addresses_are_shown(void **state)
{
	static const struct {
		const char *markdown, *text, *spoken;
	} links[] = {
		{ "[Canada](https://www.canada.ca/en/) now", "Canada (www.canada.ca/en) now",
			"Canada, www.canada.ca/en, now" },
		{ "[Write](mailto:a@b.ca)", "Write (a@b.ca)", "Write, a@b.ca" },
		{ "[Call](tel:1-800-622-6232)", "Call (1-800-622-6232)", "Call, 1-800-622-6232" },
		{ "See [x](https://x.ca).", "See x (x.ca).", "See x, x.ca." },
		{ "[canada.ca](https://canada.ca/)", "canada.ca", "" },
		{ "[https://canada.ca](https://canada.ca)", "https://canada.ca", "" },
		{ "<a@b.ca>", "a@b.ca", "" },
		{ "**[Canada](http://canada.ca)**", "Canada (canada.ca)", "Canada, canada.ca" },
		/* of the address nothing is left that could be shown */
		{ "[a](http:///) b", "a b", "" },
	};
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		const struct rich rich = parse(*state, links[i].markdown);
		assert_int_equal(rich.n, 1);
		assert_int_equal(rich.blocks[0].text.n, strlen(links[i].text));
		assert_memory_equal(rich.blocks[0].text.p, links[i].text, strlen(links[i].text));
		assert_true(str_eq(rich.blocks[0].spoken, str_of(links[i].spoken)));
	}
}

static void
test_items_are_counted(void **state)
{
	const struct rich rich = parse(*state, "9. a\n10. b\n    - c\n11. d\n\n* e");
	static const int32_t numbers[] = { 9, 10, -1, 11, -1 }, positions[] = { 1, 2, 1, 3, 1 },
						 of[] = { 3, 3, 1, 3, 1 }, levels[] = { 1, 1, 2, 1, 1 };
	assert_int_equal(rich.n, 5);
	for (int32_t i = 0; i < rich.n; i++) {
		assert_int_equal(rich.blocks[i].number, numbers[i]);
		assert_int_equal(rich.blocks[i].position, positions[i]);
		assert_int_equal(rich.blocks[i].of, of[i]);
		assert_int_equal(rich.blocks[i].level, levels[i]);
	}
}

static void
test_strong_blocks(void **state)
{
	const struct rich rich = parse(
		*state, "**all** __of it__\n\n**some** of it\n\n- **Note:**\n\n# **h**");
	static const bool strong[] = { true, false, true, false };
	assert_int_equal(rich.n, 4);
	for (int32_t i = 0; i < rich.n; i++) {
		assert_int_equal(rich.blocks[i].is_strong, strong[i]);
	}
}

static void
test_strong_stretches_are_marked(void **state)
{
	static const struct {
		const char *markdown, *mixed;
	} texts[] = {
		{ "say **no** more", "say \x0Eno\x0F more" },
		{ "**a _b_** [c **d**](https://e.ca)",
			"\x0E"
			"a \x0F\x0E"
			"b\x0F c \x0E"
			"d\x0F (e.ca)" },
		{ "**all**", "" },
		{ "# a **b**", "" },
		{ "plain", "" },
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct rich rich = parse(*state, texts[i].markdown);
		assert_true(str_eq(rich.blocks[0].mixed, str_of(texts[i].mixed)));
	}
}

static void
test_disclosures_are_numbered(void **state)
{
	struct bench *bench = *state;
	const struct str markdown = STR(":::collapsible A\n:::\n:::collapsible B\n:::");
	struct rich rich;
	assert_int_equal(richtext_parse(markdown, RICH_DISCLOSURES_MAX - 1, &bench->arena, &rich), 0);
	assert_int_equal(rich.n, 4);
	assert_int_equal(rich.blocks[0].disclosure, RICH_DISCLOSURES_MAX - 1);
	/* there is no bit left for this one */
	assert_int_equal(rich.blocks[2].disclosure, -1);
}

/* Deeper than we keep apart, and wider than md4c nests without much time. */
static void
test_depth(void **state)
{
	struct bench *bench = *state;
	char markdown[4000];
	size_t n = 0;
	for (int depth = 0; depth < 40; depth++) {
		memset(markdown + n, ' ', (size_t)depth * 2);
		n += (size_t)depth * 2;
		memcpy(markdown + n, "- x\n", 4);
		n += 4;
	}
	struct rich rich;
	assert_int_equal(richtext_parse((struct str){ markdown, n }, 0, &bench->arena, &rich), 0);
	assert_int_equal(rich.n, 40);
	assert_int_equal(rich.blocks[6].level, 7);
	assert_int_equal(rich.blocks[39].level, RICH_DEPTH_MAX);
}

static void
test_limits(void **state)
{
	struct bench *bench = *state;
	struct rich rich;
	struct arena small;
	arena_init(&small, bench->wanted, 64);
	assert_int_equal(richtext_parse(STR("one\n\ntwo"), 0, &small, &rich), -ENOMEM);
	char *long_text = malloc(RICHTEXT_BYTES_MAX + 1);
	assert_non_null(long_text);
	memset(long_text, 'x', RICHTEXT_BYTES_MAX + 1);
	const struct str markdown = { long_text, RICHTEXT_BYTES_MAX + 1 };
	assert_int_equal(richtext_parse(markdown, 0, &bench->arena, &rich), -E2BIG);
	assert_int_equal(
		richtext_parse(str_sub(markdown, 0, RICHTEXT_BYTES_MAX), 0, &bench->arena, &rich), 0);
	free(long_text);
}

/* ---- what GC Forms shows ---- */

/* Why our structure may differ; every difference has one of these reasons, and the counts are exact. */
enum reason {
	REASON_NONE,
	REASON_QUOTATION, /* a paragraph here: the builder makes none, and nothing tells it apart on the screen */
	REASON_TASK,   /* "[ ]" is text here: what cannot be ticked must not look as if it could */
	REASON_SCRIPT, /* an address that leads nowhere leaves its text; there it becomes a box to tick */
	REASON_QUOTED_ADDRESS, /* in raw HTML an address is text; there a link begins in it that goes on over the tag */
	REASON_NO_BREAK, /* "&#160;" stays a blank that does not break; there it becomes any blank */
	REASON_BLANK,    /* " ##Title" is a heading, as its author meant it */
	REASON_COUNT
};

static enum reason
reason_of(const char *markdown, const char *html)
{
	return strstr(html, "<blockquote>") ? REASON_QUOTATION :
		strstr(markdown, "javascript:") ? REASON_SCRIPT :
		strstr(markdown, "[ ]")         ? REASON_TASK :
		strstr(markdown, "<a href='")   ? REASON_QUOTED_ADDRESS :
		strstr(markdown, "&#160;")      ? REASON_NO_BREAK :
		strstr(markdown, "\r ##")       ? REASON_BLANK :
										  REASON_NONE;
}

static json_t *
load_recorded(void)
{
	char path[512];
	const char *source = getenv("GUICHET_SOURCE");
	snprintf(path, sizeof(path), "%s/../shared/data/gc-forms/expected/markdown.json",
		source ? source : ".");
	return json_load_file(path, 0, NULL);
}

/* Takes out what is not structure: the container, anchors, the state of a disclosure; numbers every ordered list. */
static void
reduce(const char *html, char *out)
{
	static const struct {
		const char *from, *to;
	} rules[] = { { "<div>", "" }, { "</div>", "" }, { " open=\"\"", "" }, { "&#x27;", "'" },
		{ "<ol>", "<ol start=\"1\">" } };
	for (const char *at = html; *at;) {
		size_t i = 0;
		while (i < 5 && strncmp(at, rules[i].from, strlen(rules[i].from)) != 0) {
			i++;
		}
		if (i < 5) {
			memcpy(out, rules[i].to, strlen(rules[i].to));
			out += strlen(rules[i].to);
			at += strlen(rules[i].from);
		} else if (strncmp(at, " id=\"", 5) == 0) {
			at += 5 + strcspn(at + 5, "\"") + 1;
		} else {
			*out++ = *at++;
		}
	}
	*out = '\0';
}

static void
test_recorded(void **state)
{
	static const int deviations[REASON_COUNT] = { [REASON_QUOTATION] = 1,
		[REASON_TASK] = 1,
		[REASON_SCRIPT] = 1,
		[REASON_QUOTED_ADDRESS] = 17,
		[REASON_NO_BREAK] = 1,
		[REASON_BLANK] = 1 };
	struct bench *bench = *state;
	static char ours[HTML_BYTES], theirs[HTML_BYTES];
	int found[REASON_COUNT] = { 0 };
	json_t *pairs = load_recorded();
	if (!pairs) {
		print_message("The recorded rich texts of GC Forms are not at hand: not compared.\n");
		skip();
	}
	for (size_t i = 0; i < json_array_size(pairs); i++) {
		const json_t *pair = json_array_get(pairs, i);
		const char *markdown = json_string_value(json_object_get(pair, "markdown"));
		const char *html = json_string_value(json_object_get(pair, "html"));
		assert_true(strlen(html) < HTML_BYTES / 2);
		squeeze(html_of(bench, str_of(markdown)), ours);
		reduce(html, bench->wanted);
		squeeze(bench->wanted, theirs);
		if (strcmp(ours, theirs) == 0) {
			continue;
		}
		const enum reason reason = reason_of(markdown, html);
		found[reason]++;
		if (reason == REASON_NONE) {
			print_message("%zu\n%s\nGC Forms: %s\nhere:     %s\n", i, markdown, theirs, ours);
		}
	}
	json_decref(pairs);
	for (int reason = 0; reason < REASON_COUNT; reason++) {
		assert_int_equal(found[reason], deviations[reason]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_vectors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_addresses_are_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_items_are_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_strong_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_strong_stretches_are_marked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_disclosures_are_numbered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_depth, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_recorded, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The largest services that the loader lets through, every answer as long as it can be: no page and no request finds its memory full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/kiosk_state.h"
#include "core/submission.h"
#include "platform/form_json.h"
#include "platform/letters.h"
#include "walk.h"

enum { TEMPLATE = 8 * 1024 * 1024, FORM_MEMORY = 16 * 1024 * 1024 };

/* What a form is made of: questions that are alike, or one set of them. */
struct shape {
	const char *type;
	int32_t n;      /* questions, or cells of a row */
	int32_t rows;   /* of the set; 0: there is none */
	int32_t title;  /* bytes of each title */
	int32_t labels; /* choices of each question */
	int32_t label;  /* bytes of each label */
	int32_t most;   /* units of an answer at most; 0: as many as the loader lets through */
	bool together;  /* on one page */
	const char *character;
};

struct bench {
	struct walk walk;
	struct shape shape;
	char *template;
	size_t n;
};

/* ---- the form ---- */

__attribute__((format(printf, 2, 3))) static void
add(struct bench *bench, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	bench->n += (size_t)vsnprintf(bench->template + bench->n, TEMPLATE - bench->n, format, args);
	va_end(args);
	assert_true(bench->n < TEMPLATE);
}

static void
add_text(struct bench *bench, const char *key, int32_t bytes)
{
	add(bench, "\"%sEn\":\"%0*d\",\"%sFr\":\"%0*d\",", key, (int)bytes, 1, key, (int)bytes, 1);
}

static void
add_question(struct bench *bench, int32_t id, int32_t units)
{
	const struct shape *shape = &bench->shape;
	add(bench, "%s{\"id\":%d,\"type\":\"%s\",\"properties\":{",
		id > 101 && bench->shape.rows > 0 ? "," : "", id, shape->type);
	add_text(bench, "title", shape->title);
	if (shape->labels > 0) {
		add(bench, "\"choices\":[");
		for (int32_t i = 0; i < shape->labels; i++) {
			add(bench, "%s{\"en\":\"%0*d\",\"fr\":\"%0*d\"}", i > 0 ? "," : "", (int)shape->label,
				i, (int)shape->label, i);
		}
		add(bench, "],");
	}
	add(bench, "\"validation\":{\"required\":false");
	if (shape->labels == 0 && units > 0) {
		add(bench, ",\"maxLength\":%d", units);
	}
	add(bench, "}}}");
}

static void
write_template(struct bench *bench, int32_t units)
{
	const struct shape *shape = &bench->shape;
	bench->n = 0;
	add(bench,
		"{\"titleEn\":\"a\",\"titleFr\":\"b\",\"privacyPolicy\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},"
		"\"confirmation\":{\"descriptionEn\":\"a\",\"descriptionFr\":\"b\"},\"layout\":[");
	for (int32_t i = 0; i < (shape->rows > 0 ? 1 : shape->n); i++) {
		add(bench, "%s%d", i > 0 ? "," : "", i * 100 + 1);
	}
	add(bench, "],\"elements\":[");
	if (shape->rows > 0) {
		add(bench, "{\"id\":1,\"type\":\"dynamicRow\",\"properties\":{");
		add_text(bench, "title", shape->title);
		add(bench, "\"maxNumberOfRows\":%d,\"subElements\":[", shape->rows);
	}
	for (int32_t i = 0; i < shape->n; i++) {
		add(bench, "%s", shape->rows == 0 && i > 0 ? "," : "");
		add_question(bench, shape->rows > 0 ? 101 + i : i * 100 + 1, units);
	}
	add(bench, shape->rows > 0 ? "]}}]}" : "]}");
}

static void
count(void *context, const char *severity, const struct diagnosis *finding)
{
	(void)severity;
	(void)finding;
	++*(int *)context;
}

/* Whether the loader has nothing to say against it. */
static bool
load(struct bench *bench, int32_t units)
{
	int n_findings = 0;
	struct diagnosis diagnosis;
	const struct form_findings findings = { .context = &n_findings, .report = count };
	const struct form_loading loading = { .letters = letters_of_glib() };
	write_template(bench, units);
	arena_reset(&bench->walk.form_memory);
	if (form_parse("t.json", (struct str){ bench->template, bench->n }, &bench->walk.form_memory,
			&loading, &bench->walk.form, &diagnosis) != 0) {
		fail_msg("%s %s", diagnosis.where, diagnosis.what);
	}
	form_judge("t.json", bench->walk.form, &findings);
	return n_findings == 0;
}

static void
load_largest(struct bench *bench)
{
	int32_t good = 1,
			bad = bench->shape.most > 0 ? bench->shape.most + 1 : SERVICE_TEXT_UNITS_MAX + 1;
	if (!load(bench, 1)) {
		fail_msg("not even the smallest of them is let through");
	}
	while (bad - good > 1) {
		const int32_t units = (good + bad) / 2;
		if (load(bench, units)) {
			good = units;
		} else {
			bad = units;
		}
	}
	assert_true(load(bench, good));
	struct element *elements = (struct element *)(uintptr_t)bench->walk.form->elements;
	for (int32_t i = 0; bench->shape.together && i < bench->walk.form->n_elements; i++) {
		elements[i].page = 1;
	}
	print_message("%d %s, %d rows: %d units each\n", bench->shape.n, bench->shape.type,
		bench->shape.rows, good);
}

/* ---- the answers ---- */

static void
fill_answers(struct answers *answers, struct str character)
{
	for (int32_t i = 0; i < answers->form->n_elements; i++) {
		const struct element *e = &answers->form->elements[i];
		struct answer *answer = &answers->of[i];
		if (e->type == ELEMENT_SET) {
			while (answer_add_row(answers, i)) {
			}
			for (int32_t row = 0; row < answer->n_rows; row++) {
				fill_answers(&answer->rows[row], character);
			}
		} else if (element_has_choices(e)) {
			for (int32_t k = 0; k < e->n_choices; k++) {
				answer_choose(answers, i, k);
			}
		} else if (answer->parts) {
			fill_answers(answer->parts, character);
			answer_compose(answers, i);
		} else {
			/* the 11th of November 1111 is a date */
			const struct str c = e->validation.kind == TEXT_DIGITS ? STR("1") : character;
			const size_t cap = (size_t)answer_units_limit(e) * c.n;
			char *text = malloc(cap);
			for (size_t n = 0; n < cap; n += c.n) {
				memcpy(text + n, c.p, c.n);
			}
			assert_true(answer_set_text(answers, i, (struct str){ text, cap }));
			free(text);
		}
	}
}

/* The focus on each node in turn, each said. */
static void
go_round(struct walk *walk)
{
	const int32_t n = walk_tree(walk)->n;
	walk_key(walk, KEY_F2);
	for (int32_t i = 0; i < n; i++) {
		walk_key(walk, KEY_DOWN);
		walk_forget(walk);
	}
}

/* The first page, the last one and one between; by keys, and by touch with the keys on the screen. */
static void
see_pages(struct walk *walk)
{
	struct way way;
	struct kiosk *kiosk = walk->kiosk;
	session_way(kiosk->session, &way);
	for (int32_t i = 0; i < 3; i++) {
		const struct step *step = &way.steps[(way.n - 1) * i / 2];
		kiosk->session->element = way.walk[step->question];
		kiosk->session->row = step->row < 0 ? 0 : step->row;
		visit_go(kiosk, PAGE_QUESTION);
		walk_key(walk, KEY_F2);
		go_round(walk);
		walk_touch(walk, POINTER_DOWN, 1, 1);
		walk_touch(walk, POINTER_UP, 1, 1);
		kiosk->session->keyboard = true;
		walk_key(walk, KEY_F11);
	}
}

static void
try_shape(struct bench *bench, struct shape shape)
{
	struct walk *walk = &bench->walk;
	walk_open(walk);
	free(walk->form_memory.base);
	arena_init(&walk->form_memory, malloc(FORM_MEMORY), FORM_MEMORY);
	bench->shape = shape;
	bench->template = malloc(TEMPLATE);
	load_largest(bench);
	walk_begin(walk);
	walk_press(walk, "lang.fr");
	fill_answers(&walk->kiosk->session->answers, str_of(shape.character));
	walk_jack(walk, JACK_HEADPHONES);
	walk_press(walk, "next");
	see_pages(walk);
	visit_go(walk->kiosk, PAGE_REVIEW);
	walk_key(walk, KEY_F2);
	assert_true(walk_is_on(walk, "review"));
	go_round(walk);
	walk_press(walk, "next");
	walk_press(walk, "submit");
	assert_int_equal(walk->kiosk->session->page, PAGE_SAVING);
	print_message(
		"  %zu bytes sealed; of %d KiB of a visit %zu are used, of %d KiB of a page %zu\n",
		walk->n_saved, KIOSK_SESSION_BYTES / 1024, walk->session.peak / 1024,
		KIOSK_PAGE_BYTES / 1024,
		(walk->pages[0].peak > walk->pages[1].peak ? walk->pages[0].peak : walk->pages[1].peak) /
			1024);
	free(bench->template);
	walk_close(walk);
}

/* Three bytes each; and one that the most words are made of. */
static const char *const characters[] = { "ᐊ", "É" };

#define SHAPE(name, ...) \
	static void name(void **state) \
	{ \
		static struct bench bench; \
		(void)state; \
		for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) { \
			try_shape(&bench, (struct shape){ __VA_ARGS__, .character = characters[i] }); \
		} \
	}

SHAPE(many_questions, .type = "textField", .n = 300, .title = 100)
SHAPE(long_titles, .type = "textField", .n = 100, .title = 1500)
SHAPE(long_texts, .type = "textArea", .n = 32, .title = 100)
SHAPE(one_page, .type = "textField", .n = 20, .title = 100, .most = 1000, .together = true)
SHAPE(many_rows, .type = "textField", .n = 18, .rows = 50, .title = 100)
SHAPE(rows_with_long_titles, .type = "textField", .n = 10, .rows = 50, .title = 280)
SHAPE(large_rows, .type = "textField", .n = 20, .rows = 6, .title = 500, .most = 1000)
SHAPE(many_choices, .type = "checkbox", .n = 12, .title = 100, .labels = 300, .label = 100)
SHAPE(addresses, .type = "addressComplete", .n = 40, .title = 100)
SHAPE(rows_of_dates, .type = "formattedDate", .n = 5, .rows = 20, .title = 100)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_questions),
		cmocka_unit_test(long_titles),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(one_page),
		cmocka_unit_test(many_rows),
		cmocka_unit_test(rows_with_long_titles),
		cmocka_unit_test(large_rows),
		cmocka_unit_test(many_choices),
		cmocka_unit_test(addresses),
		cmocka_unit_test(rows_of_dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

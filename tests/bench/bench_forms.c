/* SPDX-License-Identifier: MIT */
/* How long a long form takes: to load, to judge a thousand sets of answers, and a step of the core in its middle. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/text.h"
#include "ctl/verdict.h"
#include "platform/form_json.h"
#include "platform/paint.h"
#include "platform/run_json.h"
#include "tests/unit/walk.h"

/* Ids begin where walk.c has no answers of its own for them. */
enum {
	FIRST = 101,
	ELEMENTS = 164,
	PAGES = 8,
	LOADS = 50,
	SETS = 1000,
	STEPS = 1000,
	LOAD_LIMIT_MS = 10,
	SETS_LIMIT_MS = 1000,
	STEP_LIMIT_US = 200,
	FORM_BYTES = 4 * 1024 * 1024,
	RUN_BYTES = 8 * 1024 * 1024,
	OUT_BYTES = 1024 * 1024,
};

struct bench {
	struct text template, line, out;
	struct arena form_arena, run_arena;
	const struct form *form;
	double samples[STEPS > LOADS ? STEPS : LOADS];
	struct walk walk;
};

static double
now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y ? 1 : 0;
}

static void
print(const char *name, double value, const char *unit, int limit, double p99)
{
	printf(
		"{\"name\":\"%s\",\"value\":%.2f,\"unit\":\"%s\",\"limit\":%d,\"better\":\"less\",\"p99\":%.2f}\n",
		name, value, unit, limit, p99);
}

/* Sorts the samples; `scale` is what one unit has of them. */
static void
report(struct bench *bench, const char *name, int32_t n, const char *unit, double scale, int limit)
{
	qsort(bench->samples, (size_t)n, sizeof(bench->samples[0]), compare);
	print(name, bench->samples[n / 2] / scale, unit, limit, bench->samples[n * 99 / 100] / scale);
}

static void
give(struct arena *arena, size_t size)
{
	void *memory = malloc(size);
	if (!memory) {
		fprintf(stderr, "bench-forms: there is not enough memory\n");
		exit(1);
	}
	arena_init(arena, memory, size);
}

__attribute__((format(printf, 2, 3))) static void
add(struct text *out, const char *format, ...)
{
	char part[1024];
	va_list list;
	va_start(list, format);
	const int n = vsnprintf(part, sizeof(part), format, list);
	va_end(list);
	text_add(out, (struct str){ part, (size_t)n });
}

/* ---- a form of eight pages ---- */

static const char *const types[] = { "radio", "textField", "numberInput", "checkbox", "textArea",
	"dropdown", "richText", "textField" };
enum { TYPES = sizeof(types) / sizeof(types[0]) };

static const char *
type_of(int id)
{
	return types[(id - FIRST) % TYPES];
}

static void
write_element(struct text *out, int id)
{
	const char *type = type_of(id);
	add(out,
		"%s{\"id\":%d,\"type\":\"%s\",\"properties\":{\"titleEn\":\"Question %d of the service?\","
		"\"titleFr\":\"Question %d du service?\",\"descriptionEn\":\"As on your card.\","
		"\"descriptionFr\":\"Comme sur votre carte.\"",
		id > FIRST ? "," : "", id, type, id, id);
	for (int i = 0; i < 6 && strchr("rcd", type[0]) && strcmp(type, "richText") != 0; i++) {
		add(out, "%s{\"en\":\"Choice %d\",\"fr\":\"Choix %d\"}%s", i == 0 ? ",\"choices\":[" : ",",
			i, i, i == 5 ? "]" : "");
	}
	/* the text after a radio button hangs on it */
	if ((id - FIRST) % TYPES == 1) {
		add(out, ",\"conditionalRules\":[{\"choiceId\":\"%d.0\"},{\"choiceId\":\"%d.2\"}]", id - 1,
			id - 1);
	}
	add(out, ",\"validation\":{\"required\":%s,\"maxLength\":200}}}",
		type[0] == 'n' || type[2] == 'd' ? "true" : "false");
}

static int
page_of(int id)
{
	return (id - FIRST) * PAGES / ELEMENTS;
}

static void
write_page(struct text *out, int page)
{
	bool first = true;
	if (page == 0) {
		add(out, "\"start\":{");
	} else {
		add(out, ",\"page%d\":{", page);
	}
	add(out, "\"name\":\"p\",\"titleEn\":\"Page %d\",\"titleFr\":\"Page %d\",\"elements\":[", page,
		page);
	for (int id = FIRST; id < FIRST + ELEMENTS; id++) {
		if (page_of(id) == page) {
			add(out, "%s\"%d\"", first ? "" : ",", id);
			first = false;
		}
	}
	if (page + 1 < PAGES) {
		add(out, "],\"nextAction\":\"page%d\"}", page + 1);
	} else {
		add(out, "],\"nextAction\":\"review\"}");
	}
}

static void
write_form(struct text *out)
{
	add(out,
		"{\"titleEn\":\"A service\",\"titleFr\":\"Un service\","
		"\"privacyPolicy\":{\"descriptionEn\":\"p\",\"descriptionFr\":\"p\"},"
		"\"confirmation\":{\"descriptionEn\":\"c\",\"descriptionFr\":\"c\"},\"layout\":[");
	for (int id = FIRST; id < FIRST + ELEMENTS; id++) {
		add(out, "%s%d", id > FIRST ? "," : "", id);
	}
	add(out, "],\"elements\":[");
	for (int id = FIRST; id < FIRST + ELEMENTS; id++) {
		write_element(out, id);
	}
	add(out, "],\"groups\":{");
	for (int page = 0; page < PAGES; page++) {
		write_page(out, page);
	}
	add(out,
		",\"review\":{\"name\":\"r\",\"titleEn\":\"r\",\"titleFr\":\"r\",\"elements\":[],\"nextAction\":\"end\"},"
		"\"end\":{\"name\":\"e\",\"titleEn\":\"e\",\"titleFr\":\"e\",\"elements\":[]}},\"groupsLayout\":[");
	for (int page = 1; page < PAGES; page++) {
		add(out, "%s\"page%d\"", page > 1 ? "," : "", page);
	}
	add(out, "]}");
}

/* Answers that differ from set to set; some will not do. */
static void
write_answers(struct text *out, int set)
{
	add(out, "{\"lang\":\"%s\",\"values\":{", set % 2 ? "en" : "fr");
	for (int id = FIRST; id < FIRST + ELEMENTS; id++) {
		const char *type = type_of(id), *word = set % 2 ? "Choice" : "Choix";
		const int pick = (set * 7 + id * 3) % 7;
		add(out, "%s\"%d\":", id > FIRST ? "," : "", id);
		if (strcmp(type, "checkbox") == 0) {
			add(out, "[\"%s %d\",\"%s %d\"]", word, pick, word, (pick + 1) % 6);
		} else if (strcmp(type, "radio") == 0 || strcmp(type, "dropdown") == 0) {
			add(out, "\"%s %d\"", word, pick);
		} else {
			add(out, "\"%.*s%d\"", pick, "    ", set * id);
		}
	}
	add(out, "}}");
}

/* ---- what is measured ---- */

static void
load(struct bench *bench)
{
	struct diagnosis diagnosis;
	for (int32_t i = 0; i < LOADS; i++) {
		arena_reset(&bench->form_arena);
		const double from = now_us();
		const int r = form_parse(
			"long", text_str(&bench->template), &bench->form_arena, NULL, &bench->form, &diagnosis);
		bench->samples[i] = now_us() - from;
		if (r != 0) {
			fprintf(stderr, "bench-forms: %s: %s\n", diagnosis.where, diagnosis.what);
			exit(1);
		}
	}
	report(bench, "forms_load_164_ms", LOADS, "ms", 1000, LOAD_LIMIT_MS);
}

/* From the line to the verdict, as guichetctl evaluate does. */
static void
judge(struct bench *bench, const struct matcher *matcher)
{
	double sum = 0;
	for (int32_t i = 0; i < SETS; i++) {
		struct run run;
		struct diagnosis diagnosis;
		bench->line.n = 0;
		write_answers(&bench->line, i);
		const double from = now_us();
		arena_reset(&bench->run_arena);
		if (run_parse("answers", i + 1, text_str(&bench->line), bench->form, &bench->run_arena,
				&run, &diagnosis) != 0) {
			fprintf(stderr, "bench-forms: %s: %s\n", diagnosis.where, diagnosis.what);
			exit(1);
		}
		bench->out.n = 0;
		verdict_run(&run.answers, matcher, &bench->out);
		bench->samples[i] = now_us() - from;
		sum += bench->samples[i];
	}
	qsort(bench->samples, SETS, sizeof(bench->samples[0]), compare);
	print(
		"forms_evaluate_1000_ms", sum / 1000, "ms", SETS_LIMIT_MS, bench->samples[SETS * 99 / 100]);
}

static double
press(struct walk *walk, enum key key)
{
	struct effects effects;
	struct event event = { .kind = EVENT_KEY, .key = key, .at = walk->now += WALK_PACE_MS };
	const double from = now_us();
	kiosk_step(walk->kiosk, &event, &effects);
	return now_us() - from;
}

/* There and back, both measured; the first round warms the cache of text widths. */
static void
step(struct bench *bench, const char *name, enum key there, enum key back)
{
	for (int32_t round = 0; round < 2; round++) {
		for (int32_t i = 0; i < STEPS; i += 2) {
			bench->samples[i] = press(&bench->walk, there);
			bench->samples[i + 1] = press(&bench->walk, back);
		}
	}
	report(bench, name, STEPS, "us", 1, STEP_LIMIT_US);
}

static void
visit(struct bench *bench, struct paint *paint)
{
	struct walk *walk = &bench->walk;
	walk_open(walk);
	if (paint) {
		walk->options.metrics = paint_metrics(paint);
	}
	walk->options.forms = &bench->form;
	walk->details = "7";
	walk_begin(walk);
	walk_start(walk, LANG_FR);
	walk_until(walk, "q142");
	walk_until(walk, "q182");
	walk_answer(walk);
	/* In a field that is filled Enter leads on, Escape back. */
	step(bench, "forms_step_164_page_us", KEY_ENTER, KEY_ESCAPE);
	step(bench, "forms_step_164_focus_us", KEY_DOWN, KEY_UP);
	walk_close(walk);
}

int
main(void)
{
	static struct bench bench; /* large */
	static char template[256 * 1024], line[64 * 1024], out[OUT_BYTES];
	char fonts[512];
	struct regex *regex;
	struct paint *paint = NULL;
	struct diagnosis diagnosis;
	const char *source = getenv("GUICHET_SOURCE");
	text_init(&bench.template, template, sizeof(template));
	text_init(&bench.line, line, sizeof(line));
	text_init(&bench.out, out, sizeof(out));
	give(&bench.form_arena, FORM_BYTES);
	give(&bench.run_arena, RUN_BYTES);
	if (regex_open(&regex) != 0) {
		return 1;
	}
	const struct matcher matcher = regex_matcher(regex);
	snprintf(fonts, sizeof(fonts), "%s/assets/fonts/fonts.conf", source ? source : ".");
	if (paint_open(fonts, &paint, &diagnosis) != 0) {
		fprintf(
			stderr, "%s Widths are taken from the table, which keeps no cache.\n", diagnosis.what);
		paint = NULL;
	}
	write_form(&bench.template);
	load(&bench);
	judge(&bench, &matcher);
	visit(&bench, paint);
	if (paint) {
		paint_close(paint);
	}
	regex_close(regex);
	free(bench.form_arena.base);
	free(bench.run_arena.base);
	return 0;
}

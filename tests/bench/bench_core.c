/* SPDX-License-Identifier: MIT */
/* How long a step of the core takes, with a warm cache of text widths. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "platform/paint.h"
#include "tests/unit/walk.h"

enum { ROUNDS = 2000, WARM = 200, LIMIT_US = 50 };

struct bench {
	struct walk walk;
	struct paint *paint;
	double us[ROUNDS];
	int32_t n;
};

static double
now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* The step alone, as a program calls it; `measured` false: only to come back to where it began. */
static void
step(struct bench *bench, struct event event, bool measured)
{
	struct effects effects;
	bench->walk.now += WALK_PACE_MS;
	event.at = bench->walk.now;
	const double from = now_us();
	kiosk_step(bench->walk.kiosk, &event, &effects);
	const double to = now_us();
	if (measured && bench->n < ROUNDS) {
		bench->us[bench->n++] = to - from;
	}
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y ? 1 : 0;
}

static void
report(struct bench *bench, const char *what, bool speech)
{
	qsort(bench->us, (size_t)bench->n, sizeof(bench->us[0]), compare);
	printf(
		"{\"name\":\"core_step_%s%s_us\",\"value\":%.1f,\"unit\":\"us\",\"limit\":%d,\"better\":\"less\",\"p99\":%.1f}\n",
		what, speech ? "_speech" : "", bench->us[bench->n / 2], LIMIT_US,
		bench->us[bench->n * 99 / 100]);
}

/* There and back again: first to warm the cache, then measured. */
static void
measure(struct bench *bench, const char *what, bool speech, struct event there, struct event back,
	bool back_too)
{
	bench->n = 0;
	for (int32_t i = 0; i < WARM + ROUNDS; i++) {
		step(bench, there, i >= WARM);
		step(bench, back, i >= WARM && back_too);
	}
	report(bench, what, speech);
}

static struct event
press(enum key key)
{
	return (struct event){ .kind = EVENT_KEY, .key = key };
}

static void
visit(struct bench *bench, bool speech)
{
	struct walk *walk = &bench->walk;
	walk_open(walk);
	if (bench->paint != NULL) {
		walk->options.metrics = paint_metrics(bench->paint);
	}
	walk_begin(walk);
	if (speech) {
		walk_jack(walk, JACK_HEADPHONES); /* answers are spoken without a question */
	}
	walk_start(walk, LANG_FR);
	walk_answer(walk);
	walk_go(walk, "q1.c4");
	measure(bench, "focus", speech, press(KEY_DOWN), press(KEY_UP), true);
	walk_until(walk, "q3");
	walk_answer(walk);
	walk_go(walk, "q4");
	measure(bench, "letter", speech, (struct event){ .kind = EVENT_TEXT, .text = STR("e") },
		press(KEY_BACKSPACE), false);
	/* Enter in a field that is filled leads on, Escape back to it. */
	walk_until(walk, "q6");
	walk_answer(walk);
	measure(bench, "page", speech, press(KEY_ENTER), press(KEY_ESCAPE), true);
	/* The page with the most to say. */
	measure(bench, "help", speech, press(KEY_F1), press(KEY_ESCAPE), true);
	walk_until(walk, "review");
	measure(bench, "review_focus", speech, press(KEY_DOWN), press(KEY_UP), true);
	walk_close(walk);
}

int
main(void)
{
	char fonts[512];
	struct diagnosis diagnosis;
	const char *source = getenv("GUICHET_SOURCE");
	static struct bench bench; /* large */
	snprintf(fonts, sizeof(fonts), "%s/assets/fonts/fonts.conf", source != NULL ? source : ".");
	if (paint_open(fonts, &bench.paint, &diagnosis) != 0) {
		fprintf(
			stderr, "%s Widths are taken from the table, which keeps no cache.\n", diagnosis.what);
		bench.paint = NULL;
	}
	visit(&bench, false);
	visit(&bench, true);
	if (bench.paint != NULL) {
		paint_close(bench.paint);
	}
	return 0;
}

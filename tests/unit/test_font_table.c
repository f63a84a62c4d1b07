/* SPDX-License-Identifier: MIT */
/* The table's metrics against values worked out by hand, and against Pango. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "platform/font_table.h"
#include "platform/paint.h"

static struct extent
measure(struct metrics metrics, enum face face, px_t px, const char *text, px_t width)
{
	return metrics.measure(
		metrics.context, (struct type){ face, px, px * 3 / 2 }, LANG_FR, str_of(text), width);
}

/*
 * Advances in 1/1000 em, as in the hmtx table of Noto Sans: H 741, i 258, space 260, é 564, hyphen
 * 322, 0 572.
 */
static void
test_widths_are_as_worked_out(void **state)
{
	(void)state;
	static const struct {
		enum face face;
		px_t px;
		const char *text;
		px_t width;
		struct extent expected;
	} cases[] = {
		{ FACE_TEXT, 100, "", 500, { 0, 1 } }, { FACE_TEXT, 1000, "H", INT32_MAX, { 741, 1 } },
		{ FACE_TEXT, 1000, "Hi", INT32_MAX, { 999, 1 } },
		{ FACE_TEXT, 100, "Hi", INT32_MAX, { 100, 1 } }, /* 99.9 rounded up */
		{ FACE_TEXT, 1000, "H i", INT32_MAX, { 1259, 1 } },
		{ FACE_TEXT, 1000, "H ", INT32_MAX, { 741, 1 } }, /* a space at the end hangs */
		{ FACE_TEXT, 1000, "H i", 1258, { 741, 2 } },     /* one pixel too narrow */
		{ FACE_TEXT, 1000, "H i", 1259, { 1259, 1 } },
		{ FACE_TEXT, 1000, "H\u00A0i", 1000, { 741, 2 } }, /* no place to break: cut like a word */
		{ FACE_TEXT, 1000, "H\nH", INT32_MAX, { 741, 2 } },
		{ FACE_TEXT, 1000, "H\r\nH\n", INT32_MAX, { 741, 3 } },
		{ FACE_TEXT, 1000, "HHH", 1482, { 1482, 2 } }, /* cut inside the word */
		{ FACE_TEXT, 1000, "HHH", 0, { 741, 3 } },     /* never less than one character a line */
		{ FACE_TEXT, 1000, "é-i", 900, { 886, 2 } },   /* after the hyphen */
		{ FACE_TEXT, 1000, "0-0", 900,
			{ 894, 2 } }, /* not after it, before a digit: cut like a word */
		{ FACE_TEXT, 1000, "-i", 400, { 322, 2 } },
		{ FACE_MIXED, 1000, "Hi", INT32_MAX, { 999, 1 } },
		{ FACE_MIXED, 1000, "H\x0E\x0Fi", INT32_MAX, { 999, 1 } }, /* the signs take no room */
		{ FACE_TEXT, 1000, "H\x0Ei", INT32_MAX, { 999, 1 } },      /* and mean nothing elsewhere */
	};
	const struct metrics table = font_table_metrics();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct extent got = measure(
			table, cases[i].face, cases[i].px, cases[i].text, cases[i].width);
		if (got.w != cases[i].expected.w || got.lines != cases[i].expected.lines) {
			fail_msg("case %zu \"%s\": %d px, %d lines; expected %d px, %d lines", i, cases[i].text,
				got.w, got.lines, cases[i].expected.w, cases[i].expected.lines);
		}
	}
}

static const char *const sentences[] = {
	"Nous vous rappellerons dans les deux jours ouvrables, entre 8 h 30 et 16 h 30, du lundi au vendredi.",
	"Quel est votre numéro d’assurance sociale\u00A0? Inscrivez les neuf chiffres, sans espaces ni tirets.",
	"«\u00A0Régime de pensions du Canada\u00A0»\u00A0: œuvre, cœur, naïveté, Noël, ÀÉÈÊÇÎÔÛ.",
	"We will call you back within two business days. Your reference number is 7F2 9KD 4QXV.",
	"Please enter your telephone number with the area code, for example 819-555-0199.",
	"Where do you live? Apartment 12, 140 Promenade du Portage, Gatineau, Quebec K1A 0J9",
};

enum { SENTENCES = sizeof(sentences) / sizeof(sentences[0]) };

static void
test_narrower_is_never_shorter(void **state)
{
	(void)state;
	const struct metrics table = font_table_metrics();
	for (size_t i = 0; i < SENTENCES; i++) {
		struct extent last = measure(table, FACE_TEXT, 34, sentences[i], 0);
		for (px_t width = 1; width < 2500; width++) {
			const struct extent now = measure(table, FACE_TEXT, 34, sentences[i], width);
			assert_true(now.lines <= last.lines && now.lines >= 1);
			last = now;
			if (now.w > width) {
				continue; /* not even one character fits */
			}
			/* A box of the width that was answered breaks the text alike. */
			const struct extent again = measure(table, FACE_TEXT, 34, sentences[i], now.w);
			assert_int_equal(again.lines, now.lines);
			assert_int_equal(again.w, now.w);
		}
	}
}

static void
test_larger_is_wider(void **state)
{
	(void)state;
	const struct metrics table = font_table_metrics();
	for (enum face face = FACE_TEXT; face < FACE_COUNT; face++) {
		for (px_t px = 10; px < 120; px++) {
			assert_true(measure(table, face, px, sentences[0], INT32_MAX).w <
				measure(table, face, px + 1, sentences[0], INT32_MAX).w);
		}
	}
}

static struct paint *
open_paint(void)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/assets/fonts/fonts.conf", getenv("GUICHET_SOURCE"));
	struct paint *paint = NULL;
	struct diagnosis diagnosis;
	if (paint_open(path, &paint, &diagnosis)) {
		fail_msg("%s: %s %s", diagnosis.file, diagnosis.what, diagnosis.remedy);
	}
	return paint;
}

static void
test_sentences_are_as_wide_as_pango_says(void **state)
{
	(void)state;
	struct paint *paint = open_paint();
	const struct metrics table = font_table_metrics(), pango = paint_metrics(paint);
	for (size_t i = 0; i < SENTENCES; i++) {
		for (enum face face = FACE_TEXT; face < FACE_COUNT; face++) {
			const double ours = measure(table, face, 34, sentences[i], INT32_MAX).w;
			const double theirs = measure(pango, face, 34, sentences[i], INT32_MAX).w;
			if (ours < theirs * 0.97 || ours > theirs * 1.03) {
				fail_msg("face %d, \"%s\": %.0f px in the table, %.0f by Pango", (int)face,
					sentences[i], ours, theirs);
			}
		}
	}
	paint_close(paint);
}

/* By either metrics, a sentence between the two signs is as wide and high as one in bold; with both, between the two. */
static void
test_strong_stretches_are_bold(void **state)
{
	(void)state;
	struct paint *paint = open_paint();
	const struct metrics both[] = { font_table_metrics(), paint_metrics(paint) };
	for (size_t i = 0; i < 2 * (size_t)SENTENCES; i++) {
		const struct metrics metrics = both[i % 2];
		char strong[256], half[512];
		snprintf(strong, sizeof(strong), "\x0E%s\x0F", sentences[i / 2]);
		snprintf(half, sizeof(half), "%s %s", sentences[i / 2], strong);
		for (px_t width = 300; width < 1500; width += 37) {
			const struct extent bold = measure(metrics, FACE_BOLD, 34, sentences[i / 2], width);
			const struct extent mixed = measure(metrics, FACE_MIXED, 34, strong, width);
			assert_int_equal(mixed.w, bold.w);
			assert_int_equal(mixed.lines, bold.lines);
		}
		const px_t wide = measure(metrics, FACE_MIXED, 34, half, INT32_MAX).w;
		assert_true(wide > 2 * measure(metrics, FACE_TEXT, 34, sentences[i / 2], INT32_MAX).w);
		assert_true(wide < 2 * measure(metrics, FACE_BOLD, 34, sentences[i / 2], INT32_MAX).w + 34);
		/* What a slot of the painter held before does not change what it holds now. */
		const struct extent text = measure(metrics, FACE_TEXT, 34, sentences[i / 2], INT32_MAX);
		assert_true(text.w < measure(metrics, FACE_MIXED, 34, strong, INT32_MAX).w);
	}
	paint_close(paint);
}

/*
 * Every single character of the table: tells when the fonts have changed and the table was not made
 * again.
 */
static void
test_table_belongs_to_the_fonts(void **state)
{
	(void)state;
	struct paint *paint = open_paint();
	const struct metrics table = font_table_metrics(), pango = paint_metrics(paint);
	for (uint32_t c = 0x21; c < 0x180; c++) {
		if ((c >= 0x7F && c <= 0xA0) || c == 0xAD) {
			continue;
		}
		char text[5] = { 0 };
		utf8_put(text, c);
		for (enum face face = FACE_TEXT; face < FACE_COUNT; face++) {
			const px_t ours = measure(table, face, 500, text, INT32_MAX).w;
			const px_t theirs = measure(pango, face, 500, text, INT32_MAX).w;
			if (abs(ours - theirs) > 1) {
				fail_msg("U+%04X in face %d: %d px in the table, %d by Pango", c, (int)face, ours,
					theirs);
			}
		}
	}
	paint_close(paint);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths_are_as_worked_out),
		cmocka_unit_test(test_narrower_is_never_shorter),
		cmocka_unit_test(test_strong_stretches_are_bold),
		cmocka_unit_test(test_larger_is_wider),
		cmocka_unit_test(test_sentences_are_as_wide_as_pango_says),
		cmocka_unit_test(test_table_belongs_to_the_fonts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

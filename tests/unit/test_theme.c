/* SPDX-License-Identifier: MIT */
/* Contrast of the four themes by the formula of WCAG 2.2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>

#include "core/theme.h"

/* WCAG 2.2, "relative luminance". */
static double
luminance(uint32_t color)
{
	const double weights[3] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;
	for (int i = 0; i < 3; i++) {
		const double c = (color >> (16 - 8 * i) & 0xFF) / 255.0;
		sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

/* WCAG 2.2, "contrast ratio". */
static double
contrast(uint32_t a, uint32_t b)
{
	const double x = luminance(a), y = luminance(b);
	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void
expect(const char *what, enum theme_name name, uint32_t front, uint32_t back, double least,
	double most)
{
	const double ratio = contrast(front, back);
	if (ratio < least || ratio > most) {
		fail_msg("%s: %s #%06X on #%06X is %.2f, not %.1f to %.1f", theme_label(name), what, front,
			back, ratio, least, most);
	}
}

/* Everything that is read or operated, on everything it may lie on. */
static void
expect_all(enum theme_name name, double least, double most)
{
	const struct theme *t = theme_get(name);
	const uint32_t backs[] = { t->background, t->band, t->field, t->alert };
	for (size_t i = 0; i < sizeof(backs) / sizeof(backs[0]); i++) {
		expect("text", name, t->text, backs[i], least, most);
		expect("hint", name, t->hint, backs[i], least, most);
		expect("edge", name, t->edge, backs[i], least, most);
		expect("danger", name, t->danger, backs[i], least, most);
		expect("button", name, t->button, backs[i], least, most);
	}
	expect("button text on button", name, t->button_text, t->button, least, most);
	expect("button text on danger", name, t->button_text, t->danger, least, most);
}

static void
test_formula_agrees_with_known_ratios(void **state)
{
	(void)state;
	assert_float_equal((float)contrast(0x000000, 0xFFFFFF), 21.0f, 0.001f);
	assert_float_equal((float)contrast(0x595959, 0xFFFFFF), 7.0f, 0.01f);
	assert_float_equal((float)contrast(0x1354EC, 0xFFFFFF), 5.99f, 0.01f);
}

static void
test_default_is_ten_to_one(void **state)
{
	(void)state;
	expect_all(THEME_DEFAULT, 10.0, 21.0);
}

static void
test_high_contrast_is_twenty_to_one(void **state)
{
	(void)state;
	expect_all(THEME_DARK_ON_LIGHT, 20.0, 21.0);
	expect_all(THEME_LIGHT_ON_DARK, 20.0, 21.0);
	assert_true(luminance(theme_get(THEME_DARK_ON_LIGHT)->background) >
		luminance(theme_get(THEME_DARK_ON_LIGHT)->text));
	assert_true(luminance(theme_get(THEME_LIGHT_ON_DARK)->background) <
		luminance(theme_get(THEME_LIGHT_ON_DARK)->text));
}

static void
test_low_contrast_stays_between(void **state)
{
	(void)state;
	expect_all(THEME_LOW_CONTRAST, 4.5, 8.0);
}

/*
 * D19: the ring against what was there before it, and against the gap between it and what it
 * surrounds.
 */
static void
test_focus_stands_out(void **state)
{
	(void)state;
	for (enum theme_name name = THEME_DEFAULT; name < THEME_COUNT; name++) {
		const struct theme *t = theme_get(name);
		expect("focus on background", name, t->focus, t->background, 3.0, 21.0);
		expect("focus on band", name, t->focus, t->band, 3.0, 21.0);
		expect("focus on field", name, t->focus, t->field, 3.0, 21.0);
		expect("focus on alert", name, t->focus, t->alert, 3.0, 21.0);
		expect("focus on gap", name, t->focus, t->focus_gap, 3.0, 21.0);
		expect("gap on edge", name, t->focus_gap, t->edge, 3.0, 21.0);
		expect("gap on button", name, t->focus_gap, t->button, 3.0, 21.0);
		expect("gap on danger", name, t->focus_gap, t->danger, 3.0, 21.0);
		expect("accent", name, t->accent, t->background, 3.0, 21.0);
	}
}

static void
test_labels_find_their_theme(void **state)
{
	(void)state;
	for (enum theme_name name = THEME_DEFAULT; name < THEME_COUNT; name++) {
		assert_int_equal(theme_find(str_of(theme_label(name))), name);
	}
	assert_int_equal(theme_find(STR("white-on-black")), THEME_LIGHT_ON_DARK);
	assert_int_equal(theme_find(STR("white on black")), THEME_COUNT);
	assert_int_equal(theme_find(STR_NONE), THEME_COUNT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formula_agrees_with_known_ratios),
		cmocka_unit_test(test_default_is_ten_to_one),
		cmocka_unit_test(test_high_contrast_is_twenty_to_one),
		cmocka_unit_test(test_low_contrast_stays_between),
		cmocka_unit_test(test_focus_stands_out),
		cmocka_unit_test(test_labels_find_their_theme),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

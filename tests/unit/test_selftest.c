/* SPDX-License-Identifier: MIT */
/* The result of a self-test: as JSON, as one line, as a text and as HTML; what the kernel says of a device; the code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "core/selftest_report.h"
#include "platform/device_checks.h"
#include "platform/qr.h"

static const struct selftest_of of = { STR("KIOSK-7"), STR("1.2.3"), 1794234600000, true };

static struct selftest
measured(void)
{
	struct selftest test = { .bar_um = 50000, .measured_um = 49500, .milli_px_per_mm = 4071 };
	assert_true(selftest_merge(&test, STR("+-?.++..++")));
	test.outcome[SELFTEST_CONTRAST] = SELFTEST_BAD;
	return test;
}

static void
signs_are_taken_whole_or_not(void **state)
{
	(void)state;
	struct selftest test = { .bar_um = 0 };
	assert_false(selftest_merge(&test, STR("")));
	assert_false(selftest_merge(&test, STR("+++")));
	assert_false(selftest_merge(&test, STR("+-?.++..+x")));
	assert_int_equal(selftest_count(&test, SELFTEST_UNTRIED), SELFTEST_COUNT);
	assert_true(selftest_merge(&test, STR("+-?.++..++")));
	assert_int_equal(test.outcome[SELFTEST_CLOCK], SELFTEST_BAD);
	assert_int_equal(test.outcome[SELFTEST_OUTBOX], SELFTEST_ABSENT);
	assert_int_equal(selftest_count(&test, SELFTEST_GOOD), 5);
}

static void
json_says_all(void **state)
{
	(void)state;
	static char buffer[4096];
	const struct selftest test = measured();
	struct text text;
	json_error_t error;
	text_init(&text, buffer, sizeof(buffer));
	selftest_write_json(&test, &of, &text);
	json_t *json = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	assert_non_null(json);
	const json_t *items = json_object_get(json, "items");
	assert_int_equal(json_object_size(items), SELFTEST_COUNT);
	assert_string_equal(json_string_value(json_object_get(items, "clock")), "bad");
	assert_string_equal(json_string_value(json_object_get(items, "headphones-fr")), "untried");
	assert_string_equal(json_string_value(json_object_get(json, "device")), "KIOSK-7");
	const double scale = json_real_value(json_object_get(json_object_get(json, "bar"), "pxPerMm"));
	assert_true(scale > 4.0709 && scale < 4.0711);
	json_decref(json);
}

static void
the_code_says_all_in_one_line(void **state)
{
	(void)state;
	char buffer[256];
	const struct selftest test = measured();
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	selftest_write_compact(&test, &of, &text);
	text_char(&text, 0);
	assert_string_equal(buffer,
		"GUICHET1 KIOSK-7 1.2.3 2026-11-09T14:30:00Z +-?.++..++???"
		"???"
		"?"
		"?"
		"?"
		"- 4.071");
}

/* The longest device and version still make a code of fewer modules than the page has room for. */
static void
the_longest_line_makes_a_code(void **state)
{
	(void)state;
	static uint8_t modules[81 * 81];
	char buffer[256];
	struct text text;
	text_init(&text, buffer, sizeof(buffer));
	while (text.n < 160) {
		text_add(&text, STR("x"));
	}
	const int32_t side = qr_encode(text_str(&text), modules, sizeof(modules));
	assert_in_range(side, 21, 81);
	/* the upper left finder: seven dark modules, then a light one */
	for (int32_t i = 0; i < 7; i++) {
		assert_int_equal(modules[i], 1);
	}
	assert_int_equal(modules[7], 0);
	assert_int_equal(qr_encode(text_str(&text), modules, 21 * 21), 0);
	assert_int_equal(qr_encode(STR_NONE, modules, sizeof(modules)), 0);
}

static void
html_is_closed_and_escaped(void **state)
{
	(void)state;
	static char buffer[SELFTEST_REPORT_BYTES];
	const struct selftest test = measured();
	const struct selftest_of evil = { STR("<b>&\""), STR("1"), 0, false };
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	selftest_report_html(&test, &evil, &text);
	assert_false(text.full);
	buffer[text.n] = '\0';
	assert_null(strstr(buffer, "<b>"));
	assert_non_null(strstr(buffer, "&lt;b>&amp;&quot;"));
	assert_non_null(strstr(buffer, "<html lang=\"en\">"));
	assert_non_null(strstr(buffer, "<section lang=\"fr\">"));
	assert_non_null(strstr(buffer, "<th scope=\"row\">Horloge</th><td>ne fonctionne pas</td>"));
	assert_non_null(strstr(buffer, "4,071"));
	assert_non_null(strstr(buffer, "</html>\n"));
}

static void
text_says_it_in_both_languages(void **state)
{
	(void)state;
	static char buffer[SELFTEST_REPORT_BYTES];
	const struct selftest test = measured();
	struct text text;
	text_init(&text, buffer, sizeof(buffer) - 1);
	selftest_report_text(&test, &of, &text);
	buffer[text.n] = '\0';
	assert_non_null(strstr(buffer, "\nClock: does not work\n"));
	assert_non_null(strstr(buffer, "\nHorloge\u00a0: ne fonctionne pas\n"));
}

/* ---- what the kernel says ---- */

static void
put(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

static void
a_link_is_one_that_is_up(void **state)
{
	(void)state;
	char folder[] = "/tmp/guichet-checks.XXXXXX", path[128];
	assert_non_null(mkdtemp(folder));
	static const char *const names[] = { "lo", "eth0" };
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		assert_int_equal(mkdir(path, 0700), 0);
		snprintf(path, sizeof(path), "%s/%s/operstate", folder, names[i]);
		put(path, i == 0 ? "up\n" : "down\n");
	}
	assert_int_equal(device_checks_link(folder), SELFTEST_BAD);
	put(path, "up\n");
	assert_int_equal(device_checks_link(folder), SELFTEST_GOOD);
	assert_int_equal(device_checks_link("/nowhere"), SELFTEST_BAD);
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s/operstate", folder, names[i]);
		assert_int_equal(unlink(path), 0);
		*strrchr(path, '/') = '\0';
		assert_int_equal(rmdir(path), 0);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void
what_is_not_there_is_absent(void **state)
{
	(void)state;
	char path[] = "/tmp/guichet-checks.XXXXXX";
	const int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(device_checks_tpm("/nowhere"), SELFTEST_ABSENT);
	assert_int_equal(device_checks_tpm(path), SELFTEST_GOOD);
	assert_int_equal(device_checks_tpm("/tmp"), SELFTEST_BAD); /* cannot be opened for writing */
	put(path, "quiet xrauc.slot=A\n");
	assert_int_equal(device_checks_slots(path), SELFTEST_ABSENT);
	put(path, "rauc.slot=A quiet\n");
	assert_int_equal(device_checks_slots(path), SELFTEST_GOOD);
	assert_int_equal(device_checks_disk("/nowhere"), SELFTEST_BAD);
	assert_int_equal(device_checks_disk("/proc"), SELFTEST_BAD); /* has no room */
	assert_int_equal(unlink(path), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_are_taken_whole_or_not),
		cmocka_unit_test(json_says_all),
		cmocka_unit_test(the_code_says_all_in_one_line),
		cmocka_unit_test(the_longest_line_makes_a_code),
		cmocka_unit_test(html_is_closed_and_escaped),
		cmocka_unit_test(text_says_it_in_both_languages),
		cmocka_unit_test(a_link_is_one_that_is_up),
		cmocka_unit_test(what_is_not_there_is_absent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

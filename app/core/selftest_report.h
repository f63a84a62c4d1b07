/* SPDX-License-Identifier: MIT */
/* The result of a self-test for people: a line, a text, a page of HTML; in both languages. */
#ifndef CORE_SELFTEST_REPORT_H
#define CORE_SELFTEST_REPORT_H

#include "core/msg.h"
#include "core/selftest.h"

/* Room for either file. */
enum { SELFTEST_REPORT_BYTES = 24 * 1024 };

struct str selftest_report_item(enum lang lang, enum selftest_item item);
struct str selftest_report_outcome(enum lang lang, enum selftest_outcome outcome);
/* "Keypad: works". */
struct str selftest_report_line(
	struct arena *arena, enum lang lang, enum selftest_item item, enum selftest_outcome outcome);
/* Plain text, first one language, then the other. */
void selftest_report_text(
	const struct selftest *test, const struct selftest_of *of, struct text *out);
/* HTML for any browser and screen reader: no script, no style that hides, tables with headings. */
void selftest_report_html(
	const struct selftest *test, const struct selftest_of *of, struct text *out);

#endif

/* SPDX-License-Identifier: MIT */
/* What a self-test finds out about a kiosk, item by item (docs/formats/selftest.md). */
#ifndef CORE_SELFTEST_H
#define CORE_SELFTEST_H

#include "core/text.h"

/* The order is that of the format: new ones come at the end of their half. */
enum selftest_item {
	/* found out by a program */
	SELFTEST_LINK,
	SELFTEST_CLOCK,
	SELFTEST_DISK,
	SELFTEST_OUTBOX,
	SELFTEST_KEYS, /* of the department and the site */
	SELFTEST_SERVICES,
	SELFTEST_TPM,
	SELFTEST_SLOTS,
	SELFTEST_VOICE_EN,
	SELFTEST_VOICE_FR,
	/* found out with a technician, in this order */
	SELFTEST_KEYPAD,
	SELFTEST_TOUCH,
	SELFTEST_POINTER,
	SELFTEST_SPEAKER_EN,
	SELFTEST_SPEAKER_FR,
	SELFTEST_JACK,
	SELFTEST_HEADPHONES_EN,
	SELFTEST_HEADPHONES_FR,
	SELFTEST_SIZE,
	SELFTEST_CONTRAST,
	SELFTEST_COUNT,
	SELFTEST_FIRST_STEP = SELFTEST_KEYPAD,
};

enum selftest_outcome {
	SELFTEST_UNTRIED,
	SELFTEST_GOOD,
	SELFTEST_BAD,
	SELFTEST_ABSENT, /* this kiosk has no such thing */
	SELFTEST_OUTCOMES,
};

struct selftest {
	uint8_t outcome[SELFTEST_COUNT]; /* enum selftest_outcome */
	int32_t bar_um,
		measured_um; /* of the size card: as it should be, and as a ruler says; 0: not measured */
	int32_t milli_px_per_mm; /* of the screen, by that measure; 0: not measured */
};

/* "link"; "untried", "good", "bad", "absent". */
const char *selftest_item_name(enum selftest_item item);
const char *selftest_outcome_name(enum selftest_outcome outcome);
/* '?', '+', '-', '.' */
char selftest_sign(enum selftest_outcome outcome);
/* Takes the outcomes of the automatic half out of a row of signs; false, and nothing changed, when it is none. */
__attribute__((warn_unused_result)) bool selftest_merge(struct selftest *test, struct str signs);
/* Items of this outcome. */
int32_t selftest_count(const struct selftest *test, enum selftest_outcome outcome);

/* Of what the result is. */
struct selftest_of {
	struct str device, version;
	ms_t wall;
	bool wall_sure;
};

/* One JSON object; and one line for the code on the screen. Neither holds anything personal. */
void selftest_write_json(
	const struct selftest *test, const struct selftest_of *of, struct text *out);
void selftest_write_compact(
	const struct selftest *test, const struct selftest_of *of, struct text *out);

#endif

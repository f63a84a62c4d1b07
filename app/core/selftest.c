/* SPDX-License-Identifier: MIT */
/* The result of a self-test as JSON, and as the line that a telephone reads off the screen. */
#include "core/selftest.h"

#include "core/format.h"

static const char *const item_names[SELFTEST_COUNT] = {
	[SELFTEST_LINK] = "link",
	[SELFTEST_CLOCK] = "clock",
	[SELFTEST_DISK] = "disk",
	[SELFTEST_OUTBOX] = "outbox",
	[SELFTEST_KEYS] = "keys",
	[SELFTEST_SERVICES] = "services",
	[SELFTEST_TPM] = "tpm",
	[SELFTEST_SLOTS] = "slots",
	[SELFTEST_VOICE_EN] = "voice-en",
	[SELFTEST_VOICE_FR] = "voice-fr",
	[SELFTEST_KEYPAD] = "keypad",
	[SELFTEST_TOUCH] = "touch",
	[SELFTEST_POINTER] = "pointer",
	[SELFTEST_SPEAKER_EN] = "speaker-en",
	[SELFTEST_SPEAKER_FR] = "speaker-fr",
	[SELFTEST_JACK] = "jack",
	[SELFTEST_HEADPHONES_EN] = "headphones-en",
	[SELFTEST_HEADPHONES_FR] = "headphones-fr",
	[SELFTEST_SIZE] = "size",
	[SELFTEST_CONTRAST] = "contrast",
};

static const char *const outcome_names[SELFTEST_OUTCOMES] = { "untried", "good", "bad", "absent" };
static const char signs_of[SELFTEST_OUTCOMES] = { '?', '+', '-', '.' };

const char *
selftest_item_name(enum selftest_item item)
{
	return item_names[item];
}

const char *
selftest_outcome_name(enum selftest_outcome outcome)
{
	return outcome_names[outcome];
}

char
selftest_sign(enum selftest_outcome outcome)
{
	return signs_of[outcome];
}

static int32_t
outcome_of(char sign)
{
	for (int32_t i = 0; i < SELFTEST_OUTCOMES; i++) {
		if (signs_of[i] == sign) {
			return i;
		}
	}
	return -1;
}

bool
selftest_merge(struct selftest *test, struct str signs)
{
	for (size_t i = 0; i < signs.n; i++) {
		if (outcome_of(signs.p[i]) < 0) {
			return false;
		}
	}
	if (signs.n != SELFTEST_FIRST_STEP && signs.n != SELFTEST_COUNT) {
		return false;
	}
	for (int32_t i = 0; i < SELFTEST_FIRST_STEP; i++) {
		test->outcome[i] = (uint8_t)outcome_of(signs.p[i]);
	}
	return true;
}

int32_t
selftest_count(const struct selftest *test, enum selftest_outcome outcome)
{
	int32_t n = 0;
	for (int32_t i = 0; i < SELFTEST_COUNT; i++) {
		n += test->outcome[i] == outcome ? 1 : 0;
	}
	return n;
}

/* "49.500": thousandths with their point. */
static void
write_thousandths(struct text *out, int32_t value)
{
	text_int(out, value / 1000);
	text_add(out, STR("."));
	text_padded(out, (uint64_t)(value % 1000), 3);
}

static void
write_name(struct text *out, const char *name)
{
	text_json(out, str_of(name));
	text_add(out, STR(":"));
}

void
selftest_write_json(const struct selftest *test, const struct selftest_of *of, struct text *out)
{
	text_add(out, STR("{\"schema\":\"guichet-selftest/1\",\"device\":"));
	text_json(out, of->device);
	text_add(out, STR(",\"version\":"));
	text_json(out, of->version);
	text_add(out, STR(",\"at\":\""));
	format_rfc3339(of->wall, out);
	text_add(out, of->wall_sure ? STR("\",\"clockSure\":true") : STR("\",\"clockSure\":false"));
	text_add(out, STR(",\"items\":{"));
	for (int32_t i = 0; i < SELFTEST_COUNT; i++) {
		text_add(out, i > 0 ? STR(",") : STR_NONE);
		write_name(out, item_names[i]);
		text_json(out, str_of(outcome_names[test->outcome[i]]));
	}
	text_add(out, STR("}"));
	if (test->milli_px_per_mm > 0) {
		text_add(out, STR(",\"bar\":{\"shownMm\":"));
		write_thousandths(out, test->bar_um);
		text_add(out, STR(",\"measuredMm\":"));
		write_thousandths(out, test->measured_um);
		text_add(out, STR(",\"pxPerMm\":"));
		write_thousandths(out, test->milli_px_per_mm);
		text_add(out, STR("}"));
	}
	text_add(out, STR("}"));
}

void
selftest_write_compact(const struct selftest *test, const struct selftest_of *of, struct text *out)
{
	text_add(out, STR("GUICHET1 "));
	text_add(out, of->device);
	text_add(out, STR(" "));
	text_add(out, of->version);
	text_add(out, STR(" "));
	format_rfc3339(of->wall, out);
	text_add(out, of->wall_sure ? STR(" ") : STR("? "));
	for (int32_t i = 0; i < SELFTEST_COUNT; i++) {
		text_char(out, (uint32_t)signs_of[test->outcome[i]]);
	}
	if (test->milli_px_per_mm > 0) {
		text_add(out, STR(" "));
		write_thousandths(out, test->milli_px_per_mm);
	}
}

/* SPDX-License-Identifier: MIT */
/* The table of what is measured at installation. */
#include "device/hardware.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EN "EN 301 549, "
#define VVSG "VVSG 2.0, "

static const struct hardware_name names[] = {
	{ "control-lowest-mm", HARDWARE_NUMBER, 380, 1220, "mm", EN "8.3.2.1; 508, 407.8" },
	{ "control-highest-mm", HARDWARE_NUMBER, 380, 1220, "mm", EN "8.3.2.1; 508, 407.8" },
	{ "obstruction-depth-mm", HARDWARE_NUMBER, 0, 635, "mm", EN "8.3.2.3" },
	{ "knee-width-mm", HARDWARE_NUMBER, 760, 5000, "mm", EN "8.3.2.4" },
	{ "toe-depth-mm", HARDWARE_NUMBER, 430, 635, "mm", EN "8.3.2.5" },
	{ "toe-height-mm", HARDWARE_NUMBER, 230, 3000, "mm", EN "8.3.2.5" },
	{ "knee-depth-mm", HARDWARE_NUMBER, 280, 3000, "mm", EN "8.3.2.6" },
	{ "floor-width-mm", HARDWARE_NUMBER, 760, 20000, "mm", EN "8.3.4" },
	{ "floor-length-mm", HARDWARE_NUMBER, 1220, 20000, "mm", EN "8.3.4" },
	{ "force-n", HARDWARE_NUMBER, 0, 22.2, "N", EN "8.4.2.2; 508, 407.6" },
	{ "tactile-5", HARDWARE_YES, 0, 0, "", EN "8.4.1" },
	{ "tactile-f-j", HARDWARE_EITHER, 0, 0, "", EN "8.4.1" },
	{ "braille-speech-mark", HARDWARE_YES, 0, 0, "", "508, 402.5" },
	{ "audio-jack", HARDWARE_YES, 0, 0, "", EN "8.1.2; " VVSG "8.1" },
	{ "switch-jack", HARDWARE_YES, 0, 0, "", VVSG "8.1" },
	{ "hearing-loop", HARDWARE_EITHER, 0, 0, "", EN "8.2.2" },
	{ "screen-diagonal-mm", HARDWARE_NUMBER, 200, 2000, "mm", VVSG "8.1-A" },
	{ "screen-brightness-cd-m2", HARDWARE_NUMBER, 130, 10000, "cd/m²", VVSG "8.1-A" },
	{ "screen-legible-from-1015-mm", HARDWARE_YES, 0, 0, "", EN "8.3.5" },
	{ "audio-reference-gain-db", HARDWARE_NUMBER, -60, 0, "dB", EN "5.1.3.12" },
	{ "speaker-reference-db", HARDWARE_NUMBER, 40, 100, "dB", EN "5.1.3.12" },
	{ "headphones-reference-db", HARDWARE_NUMBER, 40, 100, "dB", EN "5.1.3.12" },
	{ "speaker-loudest-dba", HARDWARE_NUMBER, 65, 110, "dBA", EN "5.1.3.12" },
	{ "ambient-dba", HARDWARE_NUMBER, 20, 90, "dBA", EN "5.1.3.12" },
};

const struct hardware_name *
hardware_find(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0) {
			return &names[i];
		}
	}
	return NULL;
}

void
hardware_write_allowed(const struct hardware_name *name, enum lang lang, struct text *out)
{
	char range[64];
	const bool is_french = lang == LANG_FR;
	if (name->kind == HARDWARE_NUMBER) {
		(void)snprintf(range, sizeof(range), is_french ? "de %g à %g\u00a0%s" : "%g to %g %s",
			name->min, name->max, name->unit);
	} else {
		(void)snprintf(range, sizeof(range), "%s",
			name->kind == HARDWARE_YES ? "yes" :
				is_french              ? "yes ou no" :
										 "yes or no");
	}
	for (char *c = range; is_french && *c != '\0'; c++) {
		*c = *c == '.' ? ',' : *c;
	}
	text_add(out, str_of(range));
	text_add(out, STR(" ("));
	text_add(out, str_of(name->clause));
	text_add(out, STR(")"));
}

double
hardware_number(const char *value)
{
	return strtod(value, NULL);
}

/* Digits, a sign in front, one decimal point: strtod() would take more. */
static bool
is_number(const char *value)
{
	const char *digits = value + (value[0] == '-');
	const size_t n = strlen(digits);
	const char *point = strchr(digits, '.');
	return n > 0 && n < 12 && digits[strspn(digits, "0123456789.")] == '\0' && digits[0] != '.' &&
		digits[n - 1] != '.' && (point == NULL || strchr(point + 1, '.') == NULL) &&
		!(digits[0] == '0' && n > 1 && digits[1] != '.');
}

bool
hardware_allows(const struct hardware_name *name, const char *value)
{
	const bool is_yes = strcmp(value, "yes") == 0;
	if (name->kind != HARDWARE_NUMBER) {
		return is_yes || (name->kind == HARDWARE_EITHER && strcmp(value, "no") == 0);
	}
	const double number = is_number(value) ? hardware_number(value) : name->max + 1;
	return number >= name->min && number <= name->max;
}

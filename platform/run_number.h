/* SPDX-License-Identifier: MIT */
/* Numbers to be shown, one JSON object a line: what guichetctl format-number reads. By jansson. */
#ifndef PLATFORM_RUN_NUMBER_H
#define PLATFORM_RUN_NUMBER_H

#include "core/arena.h"
#include "core/number.h"
#include "platform/diagnosis.h"

struct run_number {
	enum lang lang;
	struct number_style style;
	struct str value; /* as text; it may have an exponent */
};

/*
 * Reads {"lang": "en" or "fr", "options": {…}, "value": …}. Options are the properties of a numberInput; they may be absent.
 * The value is text or a JSON number, of which no digit is lost, however long it is. All text is in the arena, which needs
 * four times the line. 0; -EINVAL or -E2BIG with a diagnosis that names the line.
 */
__attribute__((warn_unused_result)) int run_number_parse(const char *name, int line,
	struct str json, struct arena *arena, struct run_number *ret_number,
	struct diagnosis *ret_diagnosis);

#endif

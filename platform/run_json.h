/* SPDX-License-Identifier: MIT */
/* Recorded answers, one JSON object a line, to struct answers: what guichetctl evaluates. By jansson. */
#ifndef PLATFORM_RUN_JSON_H
#define PLATFORM_RUN_JSON_H

#include "core/answers.h"
#include "platform/diagnosis.h"

struct run {
	enum lang lang;
	struct answers answers;
};

/*
 * Reads {"lang": …, "values": {"<element id>": …}}. Values are as GC Forms holds them while a form is filled in: text, a
 * list of ticked labels, a list of rows, or an object with a file's name and size; what is of another type is kept as mistyped.
 * Everything is in the arena. Texts and lists may be as long as they come. An absent value is the initial one.
 * 0; -EINVAL or -E2BIG with a diagnosis that names the line.
 */
__attribute__((warn_unused_result)) int run_parse(const char *name, int line, struct str json,
	const struct form *form, struct arena *arena, struct run *ret_run,
	struct diagnosis *ret_diagnosis);
/*
 * Reads {"element": …, "value": …}: a form of this element alone (*ret_form), and its answer. An absent value is what the
 * validator of GC Forms makes of it: of one line of text, the word "undefined"; else the initial one.
 */
__attribute__((warn_unused_result)) int run_parse_field(const char *name, int line, struct str json,
	struct arena *arena, const struct form **ret_form, struct run *ret_run,
	struct diagnosis *ret_diagnosis);

#endif

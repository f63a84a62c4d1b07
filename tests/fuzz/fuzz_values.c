/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as a line of guichetctl check-field, an element and what was answered; then the check of it. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/rules.h"
#include "platform/regex.h"
#include "platform/run_json.h"

enum { RUN_BYTES = 8 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct form *form, const struct run *run, struct regex *regex)
{
	const struct matcher matcher = regex_matcher(regex);
	int32_t walk[1];
	assert(form->n_elements == 1 && run->answers.form == form);
	const enum fault fault = rules_check(&run->answers, 0, &matcher);
	assert(fault < FAULT_COUNT);
	assert((fault == FAULT_NONE) == (fault_key(fault)[0] == '\0'));
	assert(rules_check(&run->answers, 0, &matcher) == fault);
	(void)rules_visible(&run->answers, 0);
	assert(rules_walk(&run->answers, walk, 1) <= 1);
	assert(utf8_valid(answer_text(&run->answers, 0)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *memory;
	struct regex *regex;
	const struct form *form;
	struct run run;
	struct diagnosis diagnosis;
	struct arena arena;
	if (memory == NULL) {
		memory = malloc(RUN_BYTES);
	}
	char *line = malloc(size > 0 ? size : 1);
	if (memory == NULL || line == NULL || regex_open(&regex) != 0) {
		free(line);
		return 0;
	}
	memcpy(line, data, size);
	arena_init(&arena, memory, RUN_BYTES);
	const int r = run_parse_field(
		"fuzz", 1, (struct str){ line, size }, &arena, &form, &run, &diagnosis);
	if (r == 0) {
		check(form, &run, regex);
	} else {
		assert(r < 0 && diagnosis.what[0] != '\0' && diagnosis.remedy[0] != '\0');
	}
	regex_close(regex);
	free(line);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as the plaintext of a request; what is read is then laid beside the questions. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "desk/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_rows(const struct reading_row *rows, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		const struct reading_set *set = rows[i].set;
		assert(rows[i].question.in[LANG_FR].n > 0);
		assert(utf8_valid(rows[i].worded.in[LANG_FR]));
		for (int32_t k = 0; k < rows[i].n_answers; k++) {
			assert(utf8_valid(rows[i].answers[k]));
		}
		for (int32_t k = 0; set != NULL && k < set->n_items; k++) {
			check_rows(set->items[k].rows, set->items[k].n_rows);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct templates *templates;
	struct unsealed unsealed = { .plaintext = malloc(size + 1), .n = size };
	struct reading *reading;
	if (templates == NULL) {
		templates = templates_load(NULL);
	}
	assert(templates != NULL && unsealed.plaintext != NULL);
	memcpy(unsealed.plaintext, data, size);
	const int r = unseal_read(&unsealed);
	assert(r >= 0); /* the memory that is set aside is enough for anything */
	if (r != 0) {
		unseal_forget(&unsealed);
		return 0;
	}
	assert(reading_make(&unsealed, templates, &reading) == 0);
	check_rows(reading->rows, reading->n_rows);
	reading_free(reading);
	return 0;
}

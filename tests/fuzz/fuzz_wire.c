/* SPDX-License-Identifier: MIT */
/* libFuzzer target: the first byte chooses a body of the wire, the rest is its JSON; what is read is written, and read again. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "platform/wire_json.h"

enum { OUT_BYTES = 256 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads and, when that goes well, writes. */
typedef bool copier(struct str json, struct text *out);

static bool
copy_receipt(struct str json, struct text *out)
{
	struct wire_receipt receipt;
	if (!wire_read_receipt(json, &receipt)) {
		return false;
	}
	assert(strlen(receipt.id) == WIRE_ID_LENGTH && strlen(receipt.code) == WIRE_CODE_LENGTH);
	wire_write_receipt(&receipt, out);
	return true;
}

static bool
copy_problem(struct str json, struct text *out)
{
	static struct wire_problem problem;
	if (!wire_read_problem(json, &problem)) {
		return false;
	}
	wire_write_problem(&problem, LANG_FR, out);
	return true;
}

static bool
copy_page(struct str json, struct text *out)
{
	static struct wire_page page;
	if (!wire_read_page(json, &page)) {
		assert(page.n == 0);
		return false;
	}
	assert(page.n >= 0 && page.n <= WIRE_PAGE_MAX);
	wire_write_page(&page, out);
	return true;
}

static bool
copy_tracking(struct str json, struct text *out)
{
	static struct wire_tracking tracking;
	if (!wire_read_tracking(json, &tracking)) {
		return false;
	}
	assert(tracking.n_accesses >= 0 && tracking.n_accesses <= WIRE_ACCESSES_MAX);
	wire_write_tracking(&tracking, out);
	return true;
}

static bool
copy_query(struct str json, struct text *out)
{
	struct wire_query query;
	if (!wire_read_query(json, &query)) {
		return false;
	}
	assert(strlen(query.proof) == WIRE_HASH_LENGTH);
	wire_write_query(&query, out);
	return true;
}

static bool
copy_status(struct str json, struct text *out)
{
	static struct wire_status status;
	if (!wire_read_status(json, &status)) {
		return false;
	}
	assert(status.n_accesses >= 0 && status.n_accesses <= WIRE_ACCESSES_MAX);
	wire_write_status(&status, out);
	return true;
}

static bool
copy_confirmation(struct str json, struct text *out)
{
	char code[WIRE_CODE_LENGTH + 1];
	if (!wire_read_confirmation(json, code)) {
		return false;
	}
	assert(strlen(code) == WIRE_CODE_LENGTH);
	wire_write_confirmation(code, out);
	return true;
}

static bool
copy_problem_report(struct str json, struct text *out)
{
	char kind[WIRE_KIND_SIZE];
	if (!wire_read_problem_report(json, kind)) {
		return false;
	}
	wire_write_problem_report(kind, out);
	return true;
}

static bool
copy_log_head(struct str json, struct text *out)
{
	int64_t seq;
	char hash[65];
	if (!wire_read_log_head(json, &seq, hash)) {
		return false;
	}
	assert(strlen(hash) == 64 || hash[0] == '\0');
	wire_write_log_head(seq, hash, out);
	return true;
}

static copier *const copiers[] = { copy_receipt, copy_problem, copy_page, copy_tracking, copy_query,
	copy_status, copy_confirmation, copy_problem_report, copy_log_head };

enum { N_COPIERS = sizeof(copiers) / sizeof(copiers[0]) };

/* What has been written once is written the same for ever after. */
static void
copy_twice(copier *copy, struct str json)
{
	static char first_bytes[OUT_BYTES], second_bytes[OUT_BYTES];
	struct text first, second;
	text_init(&first, first_bytes, sizeof(first_bytes));
	text_init(&second, second_bytes, sizeof(second_bytes));
	if (!copy(json, &first)) {
		return;
	}
	assert(!first.full);
	const bool read_again = copy(text_str(&first), &second);
	assert(read_again && str_eq(text_str(&first), text_str(&second)));
}

/* These have no writer. */
static void
read_only(struct str json)
{
	struct wire_header header;
	char name[WIRE_NAME_MAX + 1];
	unsigned char digest[32];
	if (wire_read_header(json, &header)) {
		assert(strlen(header.sub) == WIRE_ID_LENGTH && strlen(header.form) <= WIRE_NAME_MAX);
	}
	if (wire_read_desk(json, name, digest)) {
		assert(name[0] != '\0' && strlen(name) <= WIRE_NAME_MAX);
	}
}

/* The letters "a", "b" and so on choose, so that the corpus can be read. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0) {
		return 0;
	}
	/* exactly as long as it is, so that a byte too far is found */
	const size_t n = size - 1;
	char *json = malloc(n > 0 ? n : 1);
	if (json == NULL) {
		return 0;
	}
	memcpy(json, data + 1, n);
	const unsigned which = (unsigned)(data[0] - 'a') % (N_COPIERS + 1);
	if (which < N_COPIERS) {
		copy_twice(copiers[which], (struct str){ json, n });
	} else {
		read_only((struct str){ json, n });
	}
	free(json);
	return 0;
}

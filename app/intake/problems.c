/* SPDX-License-Identifier: MIT */
/* The table of problems. */
#include "intake/problems.h"

#include <stdio.h>

#include "office_messages.h"

struct row {
	unsigned status;
	int number; /* once given it keeps its meaning: programs on kiosks know it */
	enum office title, detail;
};

static const struct row rows[] = {
	[PROBLEM_BAD_ID] = { 400, 1, OFFICE_PROBLEM_BAD_ID_TITLE, OFFICE_PROBLEM_BAD_ID_DETAIL },
	[PROBLEM_CONTENT_TYPE] = { 400, 2, OFFICE_PROBLEM_CONTENT_TYPE_TITLE,
		OFFICE_PROBLEM_CONTENT_TYPE_DETAIL },
	[PROBLEM_BODY] = { 400, 3, OFFICE_PROBLEM_BODY_TITLE, OFFICE_PROBLEM_BODY_DETAIL },
	[PROBLEM_QUERY] = { 400, 4, OFFICE_PROBLEM_QUERY_TITLE, OFFICE_PROBLEM_QUERY_DETAIL },
	[PROBLEM_SIGNATURE] = { 401, 1, OFFICE_PROBLEM_SIGNATURE_TITLE,
		OFFICE_PROBLEM_SIGNATURE_DETAIL },
	[PROBLEM_TOKEN] = { 401, 2, OFFICE_PROBLEM_TOKEN_TITLE, OFFICE_PROBLEM_TOKEN_DETAIL },
	[PROBLEM_ABSENT] = { 404, 1, OFFICE_PROBLEM_ABSENT_TITLE, OFFICE_PROBLEM_ABSENT_DETAIL },
	[PROBLEM_UNPROVEN] = { 404, 2, OFFICE_PROBLEM_UNPROVEN_TITLE, OFFICE_PROBLEM_UNPROVEN_DETAIL },
	[PROBLEM_ADDRESS] = { 404, 3, OFFICE_PROBLEM_ADDRESS_TITLE, OFFICE_PROBLEM_ADDRESS_DETAIL },
	[PROBLEM_SECURITY] = { 404, 4, OFFICE_PROBLEM_SECURITY_TITLE, OFFICE_PROBLEM_SECURITY_DETAIL },
	[PROBLEM_METHOD] = { 405, 1, OFFICE_PROBLEM_METHOD_TITLE, OFFICE_PROBLEM_METHOD_DETAIL },
	[PROBLEM_CONFLICT] = { 409, 1, OFFICE_PROBLEM_CONFLICT_TITLE, OFFICE_PROBLEM_CONFLICT_DETAIL },
	[PROBLEM_CODE] = { 409, 2, OFFICE_PROBLEM_CODE_TITLE, OFFICE_PROBLEM_CODE_DETAIL },
	[PROBLEM_CONFIRMED] = { 409, 3, OFFICE_PROBLEM_CONFIRMED_TITLE,
		OFFICE_PROBLEM_CONFIRMED_DETAIL },
	[PROBLEM_TOO_LARGE] = { 413, 1, OFFICE_PROBLEM_TOO_LARGE_TITLE,
		OFFICE_PROBLEM_TOO_LARGE_DETAIL },
	[PROBLEM_HEADER] = { 422, 1, OFFICE_PROBLEM_HEADER_TITLE, OFFICE_PROBLEM_HEADER_DETAIL },
	[PROBLEM_SWAPPED] = { 422, 2, OFFICE_PROBLEM_SWAPPED_TITLE, OFFICE_PROBLEM_SWAPPED_DETAIL },
	[PROBLEM_DEVICE_RATE] = { 429, 1, OFFICE_PROBLEM_DEVICE_RATE_TITLE,
		OFFICE_PROBLEM_DEVICE_RATE_DETAIL },
	[PROBLEM_STATUS_RATE] = { 429, 2, OFFICE_PROBLEM_STATUS_RATE_TITLE,
		OFFICE_PROBLEM_STATUS_RATE_DETAIL },
	[PROBLEM_FAILED] = { 500, 1, OFFICE_PROBLEM_FAILED_TITLE, OFFICE_PROBLEM_FAILED_DETAIL },
	[PROBLEM_BUSY] = { 503, 1, OFFICE_PROBLEM_BUSY_TITLE, OFFICE_PROBLEM_BUSY_DETAIL },
	[PROBLEM_FULL] = { 503, 2, OFFICE_PROBLEM_FULL_TITLE, OFFICE_PROBLEM_FULL_DETAIL },
};

void
problems_fill(enum problem problem, const char *area, struct wire_problem *ret_problem)
{
	const struct row *row = &rows[problem];
	*ret_problem = (struct wire_problem){ .status = row->status };
	(void)snprintf(
		ret_problem->code, sizeof(ret_problem->code), "%s-%u-%d", area, row->status, row->number);
	for (int i = 0; i < LANG_COUNT; i++) {
		const struct str title = office_messages[row->title].in[i],
						 detail = office_messages[row->detail].in[i];
		(void)snprintf(
			ret_problem->title[i], sizeof(ret_problem->title[i]), "%.*s", (int)title.n, title.p);
		(void)snprintf(ret_problem->detail[i], sizeof(ret_problem->detail[i]), "%.*s",
			(int)detail.n, detail.p);
	}
}

/* SPDX-License-Identifier: MIT */
/* A status code alone is believed of nobody when it would cost a request; the portal of a hotel has them all. */
#include "sync/answer.h"

#include <stdio.h>
#include <string.h>

#include "platform/wire_json.h"

static bool
is_later(unsigned status)
{
	return status == 408 || status == 425 || status == 429 || (status >= 500 && status <= 599);
}

/* The code of the intake's problem, if this is one: the right media type, and a status that says the same three times. */
static bool
read_code(const struct http_reply *reply, char ret_code[24])
{
	struct wire_problem problem;
	char status[8];
	if (strcmp(reply->content_type, "application/problem+json") != 0 ||
		!wire_read_problem(reply->body, &problem) || problem.status != reply->status) {
		return false;
	}
	(void)snprintf(status, sizeof(status), "-%u-", reply->status);
	if (strlen(problem.code) < 8 || strncmp(problem.code + 3, status, 5) != 0) {
		return false;
	}
	(void)snprintf(ret_code, 24, "%s", problem.code);
	return true;
}

static bool
blames_the_request(const char *code)
{
	static const char *const begins[] = { "SUB-400-", "SUB-409-", "SUB-413-", "SUB-422-" };
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		if (strncmp(code, begins[i], strlen(begins[i])) == 0) {
			return true;
		}
	}
	return false;
}

struct answer
answer_of(const struct http_reply *reply)
{
	struct answer answer = { .kind = ANSWER_FOREIGN };
	const bool is_problem = read_code(reply, answer.code);
	if (reply->status == 200 || reply->status == 201) {
		answer.kind = strcmp(reply->content_type, "application/jose") == 0 ? ANSWER_RECEIPT :
																			 ANSWER_FOREIGN;
	} else if (is_problem && blames_the_request(answer.code)) {
		answer.kind = ANSWER_SET_APART;
	} else if (reply->status == 401 || reply->status == 403) {
		answer.kind = ANSWER_REFUSED;
	} else if (is_later(reply->status)) {
		answer.kind = ANSWER_LATER;
	}
	return answer;
}

bool
answer_is_healthy(const struct http_reply *reply)
{
	return reply->status == 200 && strcmp(reply->content_type, "application/json") == 0 &&
		str_eq(reply->body, STR("{\"service\":\"guichet-intake\",\"status\":\"ok\"}"));
}

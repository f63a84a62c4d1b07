/* SPDX-License-Identifier: MIT */
/* What can be had for nothing comes first: the code is used up only when all else is here. */
#include "device/enrolment_online.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "platform/http_client.h"
#include "platform/wire_json.h"

enum { CONNECT_MS = 15 * 1000, REQUEST_MS = 60 * 1000 };

static const char bag_type[] = "application/pkcs7-mime";

static enum enrolment_result
result_of(const char *code)
{
	static const struct {
		const char *code;
		enum enrolment_result result;
	} results[] = { { "EST-401-3", ENROLMENT_CODE_UNKNOWN },
		{ "EST-403-1", ENROLMENT_CODE_EXPIRED }, { "EST-403-2", ENROLMENT_CODE_FOREIGN },
		{ "EST-403-3", ENROLMENT_KEY_WITHDRAWN }, { "EST-404-5", ENROLMENT_NO_AUTHORITY },
		{ "EST-409-4", ENROLMENT_CODE_USED }, { "EST-429-3", ENROLMENT_GUESSES },
		{ "GEN-404-6", ENROLMENT_NO_KEYS }, { "EST-500-1", ENROLMENT_BUSY },
		{ "EST-503-1", ENROLMENT_BUSY }, { "EST-503-2", ENROLMENT_BUSY } };
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		if (strcmp(results[i].code, code) == 0) {
			return results[i].result;
		}
	}
	return ENROLMENT_REFUSED;
}

static int
judge_problem(const struct http_reply *reply, struct enrolment_report *report)
{
	struct wire_problem problem;
	report->retry_after = reply->retry_after;
	if (strcmp(reply->content_type, "application/problem+json") == 0 &&
		wire_read_problem(reply->body, &problem)) {
		memcpy(report->problem, problem.code, sizeof(report->problem));
		return (int)result_of(problem.code);
	}
	/* nginx has words of its own for these */
	return reply->status == 429 || reply->status == 502 || reply->status == 503 ||
			reply->status == 504 ?
		ENROLMENT_BUSY :
		ENROLMENT_NOT_INTAKE;
}

/* The body of an answer of this type, malloc'ed. */
static int
send(struct http_client *client, const struct http_request *request, const char *type,
	struct enrolment_report *report, char **ret_body)
{
	struct http_reply reply;
	const char *reason;
	const int r = http_client_send(client, request, &reply, &reason);
	if (r < 0) {
		return files_diagnose(&report->diagnosis, r, request->path);
	}
	if (r != 0) {
		return r == HTTP_UNTRUSTED ? ENROLMENT_UNTRUSTED : ENROLMENT_NO_ANSWER;
	}
	if (reply.status != 200 || strcmp(reply.content_type, type) != 0) {
		return judge_problem(&reply, report);
	}
	*ret_body = strndup(reply.body.p, reply.body.n);
	return *ret_body == NULL ? files_diagnose(&report->diagnosis, -ENOMEM, request->path) : 0;
}

struct answers {
	char *authority, *keys, *bag;
};

static int
ask_all(struct http_client *client, const struct enrolment_order *order, const char *request,
	struct enrolment_report *report, struct answers *answers)
{
	const struct http_request authority = { .method = "GET", .path = "/.well-known/est/cacerts" };
	const struct http_request keys = { .method = "GET", .path = "/v1/keys" };
	const struct http_request enrol = { .method = "POST",
		.path = "/.well-known/est/simpleenroll",
		.content_type = "application/pkcs10",
		.body = str_of(request) };
	int r = send(client, &authority, bag_type, report, &answers->authority);
	if (r == 0) {
		r = send(client, &keys, "application/jwk-set+json", report, &answers->keys);
	}
	if (r == 0) {
		r = enrolment_files_judge_keys(order, str_of(answers->keys), report);
	}
	return r != 0 ? r : send(client, &enrol, bag_type, report, &answers->bag);
}

int
enrolment_online_ask(const struct enrolment_order *order, const struct enrolment_pending *pending,
	struct enrolment_report *report)
{
	const struct http_client_options options = { .url = order->intake,
		.ca_file = order->ca_file,
		.connect_timeout_ms = CONNECT_MS,
		.request_timeout_ms = REQUEST_MS };
	struct answers answers = { .bag = NULL };
	struct http_client *client;
	int r = http_client_open(&options, &client, &report->diagnosis);
	if (r < 0) {
		return r;
	}
	r = ask_all(client, order, pending->request, report, &answers);
	http_client_close(client);
	if (r == 0) {
		r = enrolment_files_finish(order, pending, str_of(answers.bag), str_of(answers.authority),
			str_of(answers.keys), report);
	}
	free(answers.authority);
	free(answers.keys);
	free(answers.bag);
	return r;
}

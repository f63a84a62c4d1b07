/* SPDX-License-Identifier: MIT */
/* Answers of a call: headers that all have, problems in two languages, counting, the log. */
#include "intake/call.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "intake/language.h"
#include "intake/routes.h"
#include "platform/local_time.h"
#include "platform/log_line.h"

enum {
	PROBLEM_BYTES = 8 * 1024,
	MS_A_SECOND = 1000,
	BUSY_MS = 5 * MS_A_SECOND,  /* a lock of another program */
	FULL_MS = 60 * MS_A_SECOND, /* somebody has to make room */
};

static ms_t
monotonic_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (ms_t)t.tv_sec * MS_A_SECOND + t.tv_nsec / 1000000;
}

struct call *
call_new(struct intake *intake, struct http_exchange *exchange)
{
	struct call *call = calloc(1, sizeof(*call));
	if (call != NULL) {
		call->intake = intake;
		call->exchange = exchange;
		call->keys = keyring_take(intake->keyring);
		call->now = monotonic_now();
		call->wall = local_time_now() / MS_A_SECOND * MS_A_SECOND;
	}
	return call;
}

static void
call_free(struct call *call)
{
	keyring_give_back(call->intake->keyring, call->keys);
	seal_free_signers(call->enrolled);
	free(call->bag);
	free(call->receipt);
	explicit_bzero(&call->request, sizeof(call->request)); /* a code may still be good */
	free(call);
}

void
call_answer(struct call *call, unsigned status, const char *content_type, struct str body,
	const struct http_field *extra)
{
	struct http_answer answer = { .status = status,
		.body = body,
		.fields = { { "Content-Type", content_type }, { "Cache-Control", "no-store" },
			{ "X-Content-Type-Options", "nosniff" } } };
	for (int i = 3; extra != NULL && extra->name != NULL && i < HTTP_FIELDS_MAX; i++) {
		answer.fields[i] = *extra++;
	}
	metrics_count(call->intake->metrics, routes_number(call->route), status);
	http_answer(call->exchange, &answer);
	call_free(call);
}

void
call_answer_json(struct call *call, unsigned status, const struct text *json)
{
	if (json->full) {
		call_refuse(call, PROBLEM_FAILED, NULL);
		return;
	}
	call_answer(call, status, "application/json", text_str(json), NULL);
}

/* The path as it was asked for, where it may be repeated: what is no route may hold anything. */
static void
write_instance(const struct call *call, char ret_instance[128])
{
	const struct str path = http_path(call->exchange);
	const bool is_known = routes_is_known(call->route) && path.n < 128;
	for (size_t i = 0; is_known && i < path.n; i++) {
		if (path.p[i] <= ' ' || path.p[i] > '~') {
			ret_instance[0] = '\0';
			return;
		}
	}
	(void)snprintf(ret_instance, 128, "%.*s", is_known ? (int)path.n : 0, path.p);
}

static void
make_trace_id(char ret_trace_id[17])
{
	uint64_t number = 0;
	if (getrandom(&number, sizeof(number), 0) != sizeof(number)) {
		number = (uint64_t)monotonic_now(); /* need not be secret, only be found again */
	}
	(void)snprintf(ret_trace_id, 17, "%016llx", (unsigned long long)number);
}

static void
log_refusal(const struct call *call, const struct wire_problem *problem)
{
	const char *who = call->desk != NULL ? call->desk :
		call->signer.device != NULL      ? call->signer.device :
										   "-";
	log_line("%s %u %s trace=%s by=%s id=%s", routes_name(routes_number(call->route)),
		problem->status, problem->code, problem->trace_id, who,
		call->id[0] == '\0' ? "-" : call->id);
}

/* `name` NULL: no header of its own. */
static void
refuse_with(struct call *call, enum problem id, const char *name, const char *value)
{
	char buffer[PROBLEM_BYTES];
	struct text body;
	struct wire_problem problem;
	const enum lang lang = language_of(http_header(call->exchange, "Accept-Language"));
	problems_fill(id, routes_area(call->route), &problem);
	write_instance(call, problem.instance);
	make_trace_id(problem.trace_id);
	text_init(&body, buffer, sizeof(buffer));
	wire_write_problem(&problem, lang, &body);
	log_refusal(call, &problem);
	const struct http_field extra[] = { { "Content-Language", lang == LANG_FR ? "fr" : "en" },
		{ "Vary", "Accept-Language" }, { name, value }, { NULL, NULL } };
	call_answer(call, problem.status, "application/problem+json", text_str(&body), extra);
}

void
call_refuse(struct call *call, enum problem problem, const char *value)
{
	const char *name = value == NULL ? NULL :
		problem == PROBLEM_METHOD    ? "Allow" :
									   "WWW-Authenticate";
	refuse_with(call, problem, name, value);
}

void
call_refuse_for(struct call *call, enum problem problem, ms_t wait_ms)
{
	char seconds[24];
	const ms_t rounded_up = (wait_ms + MS_A_SECOND - 1) / MS_A_SECOND;
	(void)snprintf(seconds, sizeof(seconds), "%lld", (long long)(rounded_up < 1 ? 1 : rounded_up));
	refuse_with(call, problem, "Retry-After", seconds);
}

void
call_refuse_outcome(struct call *call, enum store_outcome outcome)
{
	if (outcome == STORE_ABSENT) {
		call_refuse(call, PROBLEM_ABSENT, NULL);
	} else if (outcome == STORE_BUSY) {
		call_refuse_for(call, PROBLEM_BUSY, BUSY_MS);
	} else if (outcome == STORE_FULL) {
		call_refuse_for(call, PROBLEM_FULL, FULL_MS);
	} else {
		call_refuse(call, PROBLEM_FAILED, NULL);
	}
}

void
call_refuse_errno(struct call *call, int error)
{
	switch (error) {
	case -EBUSY:
	case -EAGAIN:
	case -ENOMEM:
		call_refuse_for(call, PROBLEM_BUSY, BUSY_MS);
		return;
	case -ENOSPC:
		call_refuse_for(call, PROBLEM_FULL, FULL_MS);
		return;
	default:
		log_line("the store cannot be read: %s", strerror(-error));
		call_refuse(call, PROBLEM_FAILED, NULL);
	}
}

void
call_submit(struct call *call, void (*done)(void *context, struct store_change *change))
{
	call->change.done = done;
	call->change.context = call;
	if (!store_submit(call->intake->store, &call->change)) {
		call_refuse_for(call, PROBLEM_BUSY, MS_A_SECOND);
	}
}

/* SPDX-License-Identifier: MIT */
/* Health, readiness, figures, the description of the API, and whom to tell about a weakness. */
#include "intake/probes.h"

#include <errno.h>
#include <string.h>

#include "intake/openapi.h"
#include "intake/routes.h"
#include "platform/log_line.h"

void
probes_health(struct call *call)
{
	call_answer(call, 200, "application/json",
		STR("{\"service\":\"guichet-intake\",\"status\":\"ok\"}"), NULL);
}

void
probes_ready(struct call *call)
{
	const int r = store_ready(call->intake->store);
	if (r == -ENOSPC) {
		call_refuse_errno(call, r);
		return;
	}
	if (r < 0) {
		log_line("no request can be stored now: %s", strerror(-r));
		call_refuse_errno(call, -EBUSY);
		return;
	}
	call_answer(call, 200, "application/json",
		STR("{\"service\":\"guichet-intake\",\"status\":\"ready\"}"), NULL);
}

void
probes_metrics(struct call *call)
{
	char buffer[METRICS_BYTES];
	struct text body;
	struct store_statistics statistics;
	store_statistics(call->intake->store, &statistics);
	text_init(&body, buffer, sizeof(buffer));
	metrics_write(call->intake->metrics, &statistics, routes_name, &body);
	call_answer(call, 200, "text/plain; version=0.0.4; charset=utf-8", text_str(&body), NULL);
}

void
probes_openapi(struct call *call)
{
	call_answer(
		call, 200, "application/json", (struct str){ openapi_json, openapi_json_size }, NULL);
}

void
probes_security(struct call *call)
{
	const struct str text = str_of(call->keys->security);
	if (text.n == 0) {
		call_refuse(call, PROBLEM_SECURITY, NULL);
		return;
	}
	call_answer(call, 200, "text/plain; charset=utf-8", text, NULL);
}

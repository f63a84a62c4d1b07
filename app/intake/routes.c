/* SPDX-License-Identifier: MIT */
/* The table of calls (docs/formats/wire.md, docs/formats/openapi.json). */
#include "intake/routes.h"

#include <stdio.h>
#include <string.h>

#include "intake/credentials.h"
#include "intake/desk_calls.h"
#include "intake/enrolment.h"
#include "intake/probes.h"
#include "intake/status_query.h"
#include "intake/submission.h"

enum credential { NOBODY, UPLOAD, QUERY, RENEWAL, DESK };

struct route {
	const char *name; /* method, a space, the path; "{id}" stands for one segment */
	const char *area;
	enum credential credential;
	const char *content_type; /* of the body; NULL: there is none */
	void (*handle)(struct call *call);
};

static const struct route routes[] = {
	{ "PUT /v1/submissions/{id}", "SUB", UPLOAD, "application/jose", submission_put },
	{ "GET /v1/submissions", "SUB", DESK, NULL, desk_calls_list },
	{ "GET /v1/submissions/{id}", "SUB", DESK, NULL, desk_calls_get },
	{ "PUT /v1/submissions/{id}/confirmation", "SUB", DESK, "application/json",
		desk_calls_confirm },
	{ "POST /v1/submissions/{id}/problems", "SUB", DESK, "application/json", desk_calls_problem },
	{ "PUT /v1/submissions/{id}/tracking", "SUB", DESK, "application/json", desk_calls_track },
	{ "POST /v1/status-queries", "STA", QUERY, "application/json", status_query_answer },
	{ "GET /v1/access-log-head", "GEN", DESK, NULL, desk_calls_log_head },
	{ "GET /v1/keys", "GEN", NOBODY, NULL, enrolment_keys },
	{ "GET /.well-known/est/cacerts", "EST", NOBODY, NULL, enrolment_authority },
	{ "POST /.well-known/est/simpleenroll", "EST", NOBODY, "application/pkcs10", enrolment_begin },
	{ "POST /.well-known/est/simplereenroll", "EST", RENEWAL, "application/pkcs10",
		enrolment_renew },
	{ "GET /healthz", "GEN", NOBODY, NULL, probes_health },
	{ "GET /readyz", "GEN", NOBODY, NULL, probes_ready },
	{ "GET /metrics", "GEN", NOBODY, NULL, probes_metrics },
	{ "GET /v1/openapi.json", "GEN", NOBODY, NULL, probes_openapi },
	{ "GET /.well-known/security.txt", "GEN", NOBODY, NULL, probes_security },
	{ "none", "GEN", NOBODY, NULL, NULL },
};

enum { N_ROUTES = sizeof(routes) / sizeof(routes[0]), ALLOW_BYTES = 64 };

_Static_assert((int)N_ROUTES <= (int)METRICS_ROUTES, "every route has its counters");

static const struct route *const none = &routes[N_ROUTES - 1];

const char *
routes_name(int number)
{
	return number < N_ROUTES ? routes[number].name : NULL;
}

int
routes_number(const struct route *route)
{
	return (int)(route - routes);
}

bool
routes_is_known(const struct route *route)
{
	return route != none;
}

const char *
routes_area(const struct route *route)
{
	return route->area;
}

/* The segment that stands at "{id}", or empty. */
static bool
matches(struct str pattern, struct str path, struct str *ret_id)
{
	const size_t at = str_find(pattern, STR("{id}"), 0);
	if (at == pattern.n) {
		*ret_id = STR_NONE;
		return str_eq(pattern, path);
	}
	const struct str tail = str_sub(pattern, at + 4, pattern.n);
	if (!str_starts(path, str_sub(pattern, 0, at)) || path.n <= at + tail.n ||
		!str_ends(path, tail)) {
		return false;
	}
	*ret_id = str_sub(path, at, path.n - tail.n);
	return str_find(*ret_id, STR("/"), 0) == ret_id->n;
}

/* The route; `none`, and then the methods that the path has, if any, for the header Allow. */
static const struct route *
find(struct str method, struct str path, struct str *ret_id, char ret_allow[ALLOW_BYTES])
{
	size_t n = 0;
	ret_allow[0] = '\0';
	for (const struct route *route = routes; route < none; route++) {
		const struct str name = str_of(route->name);
		const size_t space = str_find(name, STR(" "), 0);
		if (!matches(str_sub(name, space + 1, name.n), path, ret_id)) {
			continue;
		}
		if (str_eq(str_sub(name, 0, space), method)) {
			return route;
		}
		n += (size_t)snprintf(
			ret_allow + n, ALLOW_BYTES - n, "%s%.*s", n == 0 ? "" : ", ", (int)space, route->name);
	}
	return none;
}

/* UUID version 7 in lower case (RFC 9562 section 5.7). */
static bool
is_id(struct str id)
{
	if (id.n != WIRE_ID_LENGTH) {
		return false;
	}
	for (size_t i = 0; i < id.n; i++) {
		const char c = id.p[i];
		const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
		const bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
		if (is_hyphen ? c != '-' : !is_digit) {
			return false;
		}
	}
	return id.p[14] == '7' && strchr("89ab", id.p[19]) != NULL;
}

/* The media type without its parameters, in any case (RFC 9110 section 8.3.1). */
static bool
is_content_type(struct str value, const char *wanted)
{
	const size_t n = strlen(wanted);
	const struct str type = str_trim(str_sub(value, 0, str_find(value, STR(";"), 0)));
	return type.n == n && strncasecmp(type.p, wanted, n) == 0;
}

/* True when the call may go on; else it was refused. */
static bool
check_credential(struct call *call)
{
	static const char *const typs[] = {
		[UPLOAD] = SEAL_TYP_UPLOAD, [QUERY] = SEAL_TYP_QUERY, [RENEWAL] = SEAL_TYP_RENEWAL
	};
	switch (call->route->credential) {
	case UPLOAD:
	case QUERY:
	case RENEWAL:
		if (!credentials_kiosk(call, typs[call->route->credential])) {
			call_refuse(call, PROBLEM_SIGNATURE, "Kiosk-Signature");
			return false;
		}
		return true;
	case DESK:
		if (!credentials_desk(call)) {
			call_refuse(call, PROBLEM_TOKEN, "Bearer");
			return false;
		}
		return true;
	case NOBODY:
		break;
	}
	return true;
}

/* The refusals in the order of docs/formats/wire.md. */
static void
dispatch(struct call *call, struct str id, const char *allow)
{
	const struct route *route = call->route;
	if (!routes_is_known(route)) {
		call_refuse(call, allow[0] == '\0' ? PROBLEM_ADDRESS : PROBLEM_METHOD,
			allow[0] == '\0' ? NULL : allow);
		return;
	}
	if (http_reading(call->exchange) == HTTP_TOO_LARGE) {
		call_refuse(call, PROBLEM_TOO_LARGE, NULL);
		return;
	}
	if (id.n > 0 && !is_id(id)) {
		call_refuse(call, PROBLEM_BAD_ID, NULL);
		return;
	}
	(void)snprintf(call->id, sizeof(call->id), "%.*s", (int)id.n, id.n == 0 ? "" : id.p);
	if (route->content_type != NULL &&
		!is_content_type(http_header(call->exchange, "Content-Type"), route->content_type)) {
		call_refuse(call, PROBLEM_CONTENT_TYPE, NULL);
		return;
	}
	if (check_credential(call)) {
		route->handle(call);
	}
}

void
routes_handle(void *context, struct http_exchange *exchange)
{
	char allow[ALLOW_BYTES];
	struct str id = STR_NONE;
	struct call *call = call_new(context, exchange);
	if (call == NULL) {
		const struct http_answer answer = { .status = 503, .fields = { { "Retry-After", "5" } } };
		http_answer(exchange, &answer);
		return;
	}
	call->route = find(http_method(exchange), http_path(exchange), &id, allow);
	dispatch(call, id, allow);
}

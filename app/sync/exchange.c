/* SPDX-License-Identifier: MIT */
/* nginx answers every path with 400 and a page of its own when it does not take the certificate (ssl_verify_client optional). */
#include "sync/exchange.h"

#include <string.h>

#include "platform/log_line.h"

/* The intake's own 400 is a problem in JSON. */
static bool
is_certificate_refused(const struct http_client *client, const struct http_reply *reply)
{
	return http_client_shows(client) && reply->status == 400 &&
		strcmp(reply->content_type, "application/problem+json") != 0;
}

int
exchange_send(struct http_client *client, const struct http_request *request,
	struct http_reply *ret_reply, const char **ret_reason)
{
	struct http_reply reply;
	int r = http_client_send(client, request, &reply, ret_reason);
	if (r == 0 && is_certificate_refused(client, &reply)) {
		log_line(
			"device.crt: What stands before the intake does not take the certificate: it is not shown any more. "
			"If it stays so, do guichetctl enrol again.");
		r = http_client_show(client, NULL, NULL);
		if (r == 0) {
			r = http_client_send(client, request, &reply, ret_reason);
		}
	}
	if (r == 0) {
		*ret_reply = reply;
	}
	return r;
}
